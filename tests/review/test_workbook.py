"""The sheet: text in every cell whatever the words are, the same bytes each time, and all that a decision needs."""

import io
import zipfile

import pandas as pd
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.codebook import Code, Codebook
from evidence.review.changes import codings_changed
from evidence.review.queue import review_queue
from evidence.review.workbook import COLUMNS, CONTEXT, LONGEST, cell, changes_workbook, sheet_rows, to_workbook
from tests.drawing import base

BOOK = Codebook(
    "t",
    "1",
    (
        Code("CAP", name="Capacity", definition="People and time.", exclude="Skills.", terms=("time",)),
        Code("OUT", name="Outcomes", definition="What came of it.", polar=False),
    ),
)


def drawn(*texts, **tables):
    segments = [{"document_id": "leeds", "text": text} for text in texts]
    return base(
        {"project": {"title": "=1+1", "name": "p", "notice": "All made up."}},
        cases="case_id | place\nleeds | Leeds",
        segments=segments,
        codings=[
            {
                "segment_id": f"leeds:0-{len(texts[0])}",
                "code": "CAP",
                "score": 0.7,
                "evidence_start": "0",
                "evidence_end": "2",
                "polarity": "barrier",
            }
        ],
        codes="code\nCAP\nOUT",
        **tables,
    )


def rows_of(data, name):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_name(name).to_python()


def queue(*codings):
    return pd.DataFrame(codings, columns=["segment_id", "code", "drawn", "machine", "why"])


def test_a_row_holds_words_context_code_and_what_the_machine_said():
    told = drawn("No time.", "It rained.")
    first, missed = sheet_rows(
        told, queue(("leeds:0-8", "CAP", False, "yes", "rare"), ("leeds:10-20", None, True, "no", "drawn")), BOOK
    )
    assert {k: v for k, v in first.items() if v} == {
        "Code": "CAP",
        "What the code means": "Capacity. People and time. Not: Skills.",
        "Words": "No time.",
        "After": "It rained.",
        "Why this row is here": "rare",
        "What the machine said": "rules: yes, barrier, strength 0.70",
        "Words that speak": "No",
        "Place": "Leeds",
        "segment_id": "leeds:0-8",
        "machine": "yes",
        "codebook": BOOK.hash,
    }
    assert missed["Code"] == ""
    assert missed["drawn"] == "yes"
    assert missed["Before"] == "No time."


def test_an_answer_stands_beside_its_question_and_its_survey():
    told = base(
        {"project": {"title": "t", "name": "p"}},
        surveys="survey_id | title\ns | Feedback",
        questions="survey_id | question_id | kind | text\ns | q | free_text | What hinders?",
        documents=[{"document_id": "a", "kind": "answer", "survey_id": "s", "question_id": "q", "respondent_id": "r"}],
        segments=[{"document_id": "a", "text": "Time."}],
        codes="code\nCAP",
    )
    (row,) = sheet_rows(told, queue(("a:0-5", None, True, "no", "drawn")), BOOK)
    assert (row["Heading or question"], row["Place"]) == ("What hinders?", "Feedback")


def test_every_cell_is_text_and_a_formula_stays_words():
    told = drawn('=HYPERLINK("http://x")', "@SUM(A1)")
    book = Codebook("t", "1", (Code("CAP", name="=1+1", definition='=HYPERLINK("http://y")', terms=("time",)), BOOK["OUT"]))
    data = to_workbook(told, review_queue(told, "ana"), book, "ana")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in sheet or b"<f " in sheet or b"<hyperlink" in sheet for sheet in sheets)
    assert any('=HYPERLINK("http://x")' in row for row in rows_of(data, "Review"))
    assert rows_of(data, "How to")[0][0] == "Codings to review: =1+1"
    assert rows_of(data, "Codes")[1][:3] == ["CAP", "=1+1", '=HYPERLINK("http://y")']


def test_the_same_queue_is_the_same_bytes():
    told = drawn("No time.", "It rained.")
    assert len({to_workbook(told, review_queue(told, "ana"), BOOK, "ana") for _ in range(2)}) == 1


def test_the_sheets_say_how_to_what_and_the_codes_and_offer_the_choices():
    told = drawn("No time.", "It rained.")
    data = to_workbook(
        told, queue(("leeds:0-8", "OUT", False, "yes", "rare"), ("leeds:0-8", None, True, "no", "drawn")), BOOK, "ana"
    )
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["How to", "Review", "Codes"]
    how_to = "\n".join(row[0] for row in rows_of(data, "How to"))
    assert "Codings to decide on: 1; rows to name a code that the machine missed: 1." in how_to
    assert "evidence review p --coder ana --read FILE" in how_to
    assert "Note: All made up." in how_to
    assert rows_of(data, "Codes")[1] == ["CAP", "Capacity", "People and time.", "", "Skills.", "yes"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    # Both rows offer the decision; only the second, whose code is still to be chosen, a polarity and the codes.
    assert sheet.count('"yes,no,unsure"') == 2
    assert sheet.count('"barrier,enabler,mixed,none"') == 1
    assert sheet.count("Codes!$A$2:$A$3") == 1


def test_long_context_is_cut_between_words_and_a_long_passage_at_what_a_cell_holds():
    long = "word " * 10_000 + "end"
    first, second = sheet_rows(
        drawn("Short.", long),
        queue(("leeds:0-6", "CAP", False, "yes", ""), (f"leeds:8-{8 + len(long)}", None, True, "no", "")),
        BOOK,
    )
    assert first["After"].endswith("word …")
    assert len(first["After"]) <= CONTEXT + 2
    assert second["Before"] == "Short."
    assert len(cell(second["Words"])) == LONGEST


@settings(max_examples=20, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_any_words_make_a_sheet_that_can_be_read(text):
    told = drawn("No time.", memo_free(text))
    data = to_workbook(told, review_queue(told, "ana"), BOOK, "ana")
    header, *rows = rows_of(data, "Review")
    assert header == [column.header for column in COLUMNS]
    assert rows


def memo_free(text):
    """`text` with a word, so that it is a passage, and without what no text file could hold."""
    return f"word {text}".encode("utf-8", errors="ignore").decode()


def test_what_changed_is_a_sheet_too():
    before, after = drawn("No time."), base(segments=[{"document_id": "leeds", "text": "No time."}], codes="code\nCAP\nOUT")
    rows = rows_of(changes_workbook(codings_changed(before, after), "t"), "Changes")
    assert rows == [
        ["Code", "Name", "Change", "Was", "Now", "By", "segment_id", "Words"],
        ["CAP", "Cap", "lost", "barrier", "–", "rules", "leeds:0-8", "No time."],
    ]
