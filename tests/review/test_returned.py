"""The sheet that comes back: taken whole or not at all, and every fault told by its row."""

import pandas as pd
import pytest

from evidence.codebook import Code, Codebook
from evidence.errors import CodingError, SourceError
from evidence.project import Limits
from evidence.review.returned import compared, read_workbook
from evidence.review.workbook import to_workbook
from tests.drawing import base, frame
from tests.review.filling import cells, fill, sheet

BOOK = Codebook("t", "1", (Code("CAP", definition="d"), Code("CULT", definition="d"), Code("OUT", definition="d", polar=False)))
NO_TIME, TRUST = "leeds:0-8", "leeds:10-21"
TIME = "2026-11-22T10:00:00+00:00"


@pytest.fixture
def drawn():
    return base(
        {"project": {"title": "t", "name": "p"}},
        segments="document_id | text\nleeds | No time.\nleeds | Trust grew.",
        codings=f"segment_id | code | score\n{NO_TIME} | CAP | 0.7\n{NO_TIME} | OUT | 0.7\n{TRUST} | CULT | 0.7",
    )


@pytest.fixture
def path(tmp_path, drawn):
    """A sheet of four rows: CAP and OUT of the first passage, and of the second, drawn at random, CULT and a missed code."""
    rows = [(NO_TIME, "CAP", False, "yes", "w"), (NO_TIME, "OUT", False, "yes", "w")]
    rows += [(TRUST, "CULT", True, "yes", "w"), (TRUST, None, True, "no", "w")]
    queue = pd.DataFrame(rows, columns=["segment_id", "code", "drawn", "machine", "why"])
    (tmp_path / "ana.xlsx").write_bytes(to_workbook(drawn, queue, BOOK, "ana"))
    return tmp_path / "ana.xlsx"


def set_cells(path, **by_code):
    """Set cells of the row of each code; `_` is the row for a missed code."""
    return fill(path, lambda row: by_code.get(row["Code"] or "_"))


def read(path, drawn):
    return read_workbook(path, drawn, BOOK, "ana", limits=Limits(), decided=TIME)


def problems(path, drawn):
    with pytest.raises(CodingError) as fault:
        read(path, drawn)
    assert all(problem.mend for problem in fault.value.problems)
    assert "Trust grew" not in str(fault.value)
    return [f"{problem.where}: {problem.what}" for problem in fault.value.problems]


def test_decisions_come_back_with_who_when_and_what_the_machine_had_said(path, drawn):
    set_cells(
        path,
        CAP={"Applied": "Yes", "Polarity": "Barrier", "Memo": "=1+1"},
        CULT={"Applied": "no"},
        _={"Code": "CAP", "Applied": "yes", "Polarity": "none"},
    )
    returned = read(path, drawn)
    columns = ["segment_id", "code", "coder", "coder_kind", "applied", "polarity", "codebook", "decided", "memo", "drawn"]
    told = returned.codings[columns].astype(object).where(lambda t: t.notna(), None).to_numpy().tolist()
    known = ["ana", "person"]
    assert told == [
        [NO_TIME, "CAP", *known, "yes", "barrier", BOOK.hash, TIME, "=1+1", None],
        [TRUST, "CULT", *known, "no", "none", BOOK.hash, TIME, None, "yes"],
        [TRUST, "CAP", *known, "yes", "none", BOOK.hash, TIME, None, "no"],
    ]
    assert returned.open == 1


def test_a_sheet_as_it_was_written_decides_nothing(path, drawn):
    returned = read(path, drawn)
    assert returned.codings.empty
    assert returned.open == 3


def test_all_that_is_wrong_is_told_by_row_and_nothing_is_taken(path, drawn):
    set_cells(
        path,
        CAP={"Applied": "perhaps"},
        OUT={"Applied": "yes", "Polarity": "barrier"},
        CULT={"Applied": "yes"},
        _={"Code": "CAPP", "Applied": "yes", "Polarity": "barier"},
    )
    assert problems(path, drawn) == [
        "ana.xlsx, row 2: 'Applied' is none of yes, no, unsure ('perhaps')",
        "ana.xlsx, row 3: code 'OUT' is neither barrier nor enabler, but has a polarity",
        "ana.xlsx, row 4: 'Applied' is yes, but 'Polarity' is empty",
        "ana.xlsx, row 5: 'Polarity' is no polarity ('barier')",
        "ana.xlsx, row 5: its code is not in the codebook ('CAPP'); did you mean 'CAP'?",
    ]


@pytest.mark.parametrize(
    ("cells_set", "what"),
    [
        ({"Memo": "hm"}, "holds a code, polarity or memo, but 'Applied' is empty"),
        ({"Applied": "no", "Words": "Other words."}, "its words are not those of its segment: source or row was changed"),
        ({"Applied": "no", "segment_id": "leeds:0-7"}, "its segment is not in the evidence base any more"),
        ({"Applied": "no", "drawn": "maybe"}, "one of 'drawn', 'machine' and 'codebook' was changed"),
        ({"Applied": "no", "codebook": "x"}, "one of 'drawn', 'machine' and 'codebook' was changed"),
        ({"Applied": "no", "Code": ""}, "names no code"),
    ],
)
def test_a_row_that_was_changed_or_half_filled_is_told(path, drawn, cells_set, what):
    set_cells(path, CAP=cells_set)
    assert problems(path, drawn) == [f"ana.xlsx, row 2: {what}"]


def test_a_changed_row_that_decides_nothing_is_no_matter(path, drawn):
    set_cells(path, CAP={"Words": "Other words."})
    assert read(path, drawn).codings.empty


def test_a_missed_code_without_a_decision_is_told(path, drawn):
    set_cells(path, _={"Code": "CAP"})
    assert problems(path, drawn) == ["ana.xlsx, row 5: holds a code, polarity or memo, but 'Applied' is empty"]


def test_two_rows_that_contradict_each_other_are_told_and_two_that_agree_count_once(path, drawn):
    rows = cells(path)
    rows[0] |= {"Applied": "no"}
    path.write_bytes(sheet([*rows, rows[0]]))
    assert len(read(path, drawn).codings) == 1
    path.write_bytes(sheet([*rows, {**rows[0], "Applied": "unsure"}]))
    assert problems(path, drawn) == ["ana.xlsx, row 6: decides otherwise than row 2 on code 'CAP' for the same words"]


def test_columns_in_another_order_and_rows_sorted_are_read_alike(path, drawn):
    rows = cells(set_cells(path, CAP={"Applied": "no"}))
    before = read(path, drawn)
    path.write_bytes(sheet([dict(reversed(row.items())) for row in reversed(rows)]))
    pd.testing.assert_frame_equal(read(path, drawn).codings, before.codings)


def test_a_file_that_is_no_review_is_told(path, drawn, tmp_path):
    path.write_bytes(sheet(cells(path), "Other"))
    with pytest.raises(SourceError, match="has no sheet 'Review'"):
        read(path, drawn)
    path.write_bytes(sheet([{k: v for k, v in row.items() if k != "Applied"} for row in [dict.fromkeys(["Code"], "CAP")]]))
    assert problems(path, drawn)[0].startswith("ana.xlsx, row 1: has not once each of the columns Words, Applied")
    path.write_bytes(b"not a workbook")
    with pytest.raises(SourceError):
        read(path, drawn)
    with pytest.raises(SourceError, match="is not there"):
        read(tmp_path / "none.xlsx", drawn)


def test_decisions_are_new_other_or_the_same():
    earlier = frame(
        "codings", "segment_id | code | coder | applied\na | CAP | ana | yes\nb | CAP | ana | yes\nc | CAP | ana | yes"
    )
    now = frame(
        "codings",
        "segment_id | code | coder | applied | memo\na | CAP | ana | yes | .\nb | CAP | ana | no | .\nd | CAP | ana | no | .",
    )
    merged = compared(earlier, now)
    assert merged[1:] == (1, 1, 1)
    assert list(merged.codings["segment_id"]) == ["b", "d"]


def test_no_in_a_row_for_a_missed_code_says_that_somebody_looked(path, drawn):
    set_cells(path, CULT={"Applied": "yes", "Polarity": "enabler"}, _={"Applied": "no"})
    returned = read(path, drawn)
    # CULT was decided on, so the two other codes are withheld from the passage
    assert returned.looked == (TRUST,)
    columns = ["segment_id", "code", "applied", "drawn", "coder", "decided"]
    told = [[TRUST, code, "no", "no", "ana", TIME] for code in ("CAP", "OUT")]
    assert returned.passed[columns].to_numpy().tolist() == told
    assert returned.codings["code"].tolist() == ["CULT"]


def test_what_is_still_open_or_was_decided_before_is_not_withheld(path, drawn):
    earlier = [{"segment_id": TRUST, "code": "OUT", "coder": "ana", "coder_kind": "person", "applied": "yes"}]
    codings = pd.concat([drawn.tables["codings"], frame("codings", earlier)])
    set_cells(path, _={"Applied": "no"})
    returned = read(
        path,
        base(
            segments=drawn.tables["segments"],
            documents=drawn.tables["documents"],
            codings=codings,
            codes=drawn.tables["codes"],
            cases=drawn.tables["cases"],
        ),
    )
    assert returned.passed["code"].tolist() == ["CAP"]


def test_a_theme_is_not_withheld_from_a_passage_with_one_of_its_codes(path, drawn):
    book = Codebook("t", "1", (*BOOK.codes, Code("CULT.trust", parent="CULT", definition="d")))
    set_cells(path, CULT={"Applied": "yes", "Polarity": "enabler"}, _={"Applied": "no"})
    returned = read_workbook(path, drawn, book, "ana", limits=Limits(), decided=TIME)
    assert returned.passed["code"].tolist() == ["CAP", "OUT"]


def test_maybe_is_asked_back_and_not_taken_for_unsure(path, drawn):
    set_cells(path, CAP={"Applied": "maybe"})
    assert problems(path, drawn) == ["ana.xlsx, row 2: 'Applied' is none of yes, no, unsure ('maybe')"]
