"""A published report names no respondent and no row; who holds the base can still check each answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.model import EvidenceBase
from evidence.report import make_report, written
from evidence.report.blocks import (
    Cell,
    Chapter,
    Code,
    Coding,
    Explorer,
    Origin,
    Paragraph,
    Part,
    Passage,
    Piece,
    Quotation,
    Report,
    Source,
    Span,
    Table,
)  # fmt: skip
from evidence.report.references import references, renamed, veiled
from evidence.report.verifying import READERS, compare, files_now
from tests.drawing import base as drawn
from tests.report.drawn import ANSWER, NO_TIME, drawn_base, drawn_project

WORDS = "There is <b>no</b> time."
SEGMENTS = ["s/why/R12:0-4", "s/why/R3:0-5", "s/how/R12:0-3", "leeds:0-5"]


@pytest.fixture
def base():
    return drawn(
        documents="""
        document_id | kind   | survey_id | question_id | respondent_id | source_file | location | text
        s/why/R12   | answer | s         | why         | R12           | s.csv       | row 12   | Time
        s/why/R3    | answer | s         | why         | R3            | s.csv       | row 3    | Money
        s/how/R12   | answer | s         | how         | R12           | s.csv       | row 12   | Ask
        leeds       | case_study | .     | .           | .             | leeds.md    | .        | Leeds
        """,
        cases="case_id\nleeds",
        surveys="survey_id\ns",
        questions="survey_id | question_id | kind\ns | why | free_text\ns | how | free_text",
        respondents="survey_id | respondent_id\ns | R12\ns | R3",
    )


def report(*blocks, **more):
    return Report("t", "q", "d", (), (Chapter("c", tuple(blocks)),), more.pop("sources", ()), **more)


def told(base, *blocks, **more):
    return veiled(report(*blocks, **more), base)


def test_each_answer_has_a_reference_of_its_own_that_shows_neither_person_nor_which_answers_are_of_one(base):
    names = references(base)
    assert [name.rpartition("/")[0] for name in names.values()] == ["s/why", "s/why", "s/how"]
    codes = [name.rpartition("/")[2] for name in names.values()]
    assert len(set(codes)) == 3
    assert all(len(code) == 12 and "R12" not in code for code in codes)
    assert references(base) == names


def test_a_reference_cannot_be_worked_out_from_the_answer_and_the_respondent_alone(base):
    assert references(respelt(base, "Money", "Much else"))["s/why/R12"] != references(base)["s/why/R12"]
    assert references(respelt(base, "Leeds", "Truro")) == references(base)


def respelt(base, words, others):
    documents = base.tables["documents"]
    return EvidenceBase(dict(base.tables) | {"documents": documents.assign(text=documents["text"].replace({words: others}))}, {})


def test_no_part_of_a_published_report_says_whose_answer_or_which_row_it_is(base):
    passages = tuple(Passage(name, "x", "row 12", (Coding("CAP", "barrier", False),)) for name in SEGMENTS[:2])
    origin = Origin("Survey", "", "", "Why?", "s.csv", "0" * 64, "", passages)
    shown = told(
        base,
        Quotation("s/why/R12:0-4", "Time", "Answer to “Why?”", "row 12"),
        Paragraph((Span("As one said [s/how/R12:0-3]."),)),
        Table("Places", ("Reference", "File"), ((Cell("[s/why/R3:0-5]"), Cell("s.csv, row 3")),)),
        Table("Quotes", ("Words", "Row"), ((Cell("Time", "s/why/R12:0-4"), Cell("row 12")),)),
        sources=(Source("Survey", (), (Part("answer", (Piece("Time", "s/why/R12:0-4", True),), label="Row 12"),)),),
        explorer=Explorer((Code("CAP", "Capacity"),), (origin,)),
    )
    words = str(shown).lower()
    assert "r12" not in words
    assert "r3" not in words
    assert "row" not in words.replace("rows", "").replace("row_headers", "").replace("'row'", "")
    name = references(base)["s/why/R12"]
    assert shown.quoted() == [f"{name}:0-4"]
    assert words.count(f"{name}:0-4") == 4


def test_a_case_study_keeps_its_reference_and_its_page(base):
    given = report(
        Quotation("leeds:0-5", "Leeds", "Leeds", "page 1"), Table("t", ("a",), ((Cell("[leeds:0-5]"), Cell("leeds.md, page 1")),))
    )
    assert veiled(given, base) == given
    assert veiled(given, drawn(documents="document_id | text\nleeds | Leeds")) == given


def test_answers_do_not_stand_in_the_order_of_their_rows(base):
    parts = [Part("answer", (Piece("x", name, True),)) for name in SEGMENTS[:2]]
    orders = [told(base, sources=(Source("S", (), tuple(order)),)).sources[0].parts for order in (parts, parts[::-1])]
    assert orders[0] == orders[1]
    heading = Part("heading", (Piece("Why?"),))
    kept = told(base, sources=(Source("S", (), (heading, *parts)),)).sources[0].parts
    assert kept[0] == heading


@given(st.text(alphabet="s/qR12:0- [].", max_size=30))
def test_renaming_there_and_back_changes_nothing(text):
    names = {"s/q/R1": "s/q/b1", "s/q/R12": "s/q/b2"}
    back = renamed({other: name for name, other in names.items()})
    assert back(renamed(names)(text)) == back(text)
    assert renamed({})(text) == text


@pytest.fixture
def whole():
    """A base whose answer carries a code, so that the explorer holds it."""
    return drawn_base(manifest={"inputs": {"a": "1"}}, codings=f"segment_id | code\n{NO_TIME} | CAP", codes="code\nCAP")


@pytest.mark.parametrize("suffix", list(READERS))
def test_a_published_answer_is_followed_by_those_who_hold_the_base_in_every_format(whole, tmp_path, suffix):
    project = drawn_project(tmp_path)
    told = Table("Told", ("Row", "Words"), ((Cell("row 2"), Cell(WORDS, NO_TIME)),), 1, "")
    made = make_report(whole, [Chapter("c", (Quotation(NO_TIME, WORDS), told))], project)
    assert made.explorer is not None
    ((name, data),) = written(veiled(made, whole), [suffix.removeprefix(".")]).items()
    read = READERS[suffix](data, name)
    assert "fb/q/r1" not in str(read)
    assert "row2" not in str(read)
    found = compare(read, whole, files_now(whole, project), name)
    assert dict(found.quotes[["segment_id", "status"]].to_numpy()) == {NO_TIME: "found"}
    assert found.explored["status"].tolist() == (["found"] if suffix == ".html" else [])
    other = respelt(whole, ANSWER, f"{ANSWER}!")
    assert compare(read, other, files_now(whole, project), name).quotes["status"].tolist() == ["missing"]
