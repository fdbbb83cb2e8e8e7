"""What people write into an "other" box counts where a person says it belongs, and what they wrote is kept."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.__main__ import main
from evidence.errors import SurveyError
from evidence.pipeline import build
from evidence.project import Limits
from evidence.sources.others import Decision, Decisions, settled
from evidence.sources.surveys import check_survey, other_sheet, read_survey
from evidence.survey import closed_table

FILE = "surveys/feedback.csv"
IN_THE_CELL = "  - {column: how, kind: single, options: [Phone, Email, Other], other: Other}"
IN_A_COLUMN = """  - {column: how, kind: single, options: [Phone, Email, Other]}
  - {column: say, kind: other, of: how, option: Other}"""
CODEBOOK = "title: C\ncodes:\n  - {id: TRUST, name: Trust, definition: Trust.}\n"
HEADER = "question,words,people,option,by\n"


def put(folder: Path, export: str, columns: str, decisions: str = "") -> Path:
    (folder / "surveys").mkdir(exist_ok=True)
    (folder / FILE).write_text(export, encoding="utf-8")
    (folder / "surveys" / "feedback.yaml").write_text(f"title: Feedback\ncolumns:\n{columns}\n", encoding="utf-8")
    if decisions:
        (folder / "surveys" / "feedback.other.csv").write_text(HEADER + decisions, encoding="utf-8")
    return folder


def read(folder: Path, *given: str) -> dict[str, pd.DataFrame]:
    return read_survey(put(folder, *given), FILE, Limits())


def answers(frames: dict[str, pd.DataFrame]) -> list[tuple[str, ...]]:
    told = frames["answers"].fillna({"other": ""})
    return list(told[["respondent_id", "value", "raw", "other"]].itertuples(index=False, name=None))


def problems(folder: Path, *given: str) -> list[str]:
    with pytest.raises(SurveyError) as wrong:
        read(folder, *given)
    return [str(problem) for problem in wrong.value.problems]


def test_words_in_the_cell_are_the_option_that_a_person_says_and_what_was_written_is_kept(tmp_path):
    frames = read(tmp_path, "how\nPhone\nrang them\nRANG  them\npigeon\n", IN_THE_CELL, "how,rang them,2,phone,AB\n")
    assert answers(frames) == [
        ("r0002", "Phone", "Phone", ""),
        ("r0003", "Phone", "rang them", "back-coded"),
        ("r0004", "Phone", "RANG  them", "back-coded"),
        ("r0005", "Other", "pigeon", "own words"),
    ]
    assert frames["dropped"].empty


def test_words_in_a_column_of_their_own_replace_the_tick_of_the_box(tmp_path):
    frames = read(tmp_path, "how,say\nOther,rang them\nOther,\n,pigeon\nOther,n/a\n", IN_A_COLUMN, "how,rang them,1,Phone,AB\n")
    assert answers(frames) == [
        ("r0002", "Phone", "rang them", "back-coded"),
        ("r0003", "Other", "Other", ""),
        ("r0004", "Other", "pigeon", "own words"),
        ("r0005", "Other", "Other", ""),
    ]


def test_words_beside_another_answer_of_a_single_choice_are_said_to_be_left_out(tmp_path):
    frames = read(tmp_path, "how,say\nEmail,by the way\n", IN_A_COLUMN)
    assert answers(frames) == [("r0002", "Email", "Email", "")]
    cut = frames["dropped"].iloc[0]
    assert (cut["where"], cut["unit"], cut["count"]) == ("column B ('say'), row 2", "cells", 1)
    cells = frames["tallies"].set_index("unit").loc["cells"]
    assert (cells["read"], cells["kept"], cells["dropped"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Hub; a phone list, kept by hand", [("Hub", "Hub", ""), ("List", "a phone list, kept by hand", "back-coded")]),
        ("a phone list, kept by hand;List", [("List", "List; a phone list, kept by hand", "back-coded")]),
        ("fax; post", [("Other", "fax; post", "own words")]),
    ],
)
def test_a_list_of_ticks_holds_own_words_once_however_they_are_parted(tmp_path, cell, found):
    columns = '  - {column: used, kind: multiple, separator: ";", options: [Hub, List], other: Other}'
    frames = read(tmp_path, f'used\n"{cell}"\n', columns, 'used,"a phone list, kept by hand",1,List,AB\n')
    assert [row[1:] for row in answers(frames)] == found
    assert list(frames["options"]["option"]) == ["Hub", "List", "Other"]


def test_a_box_beside_a_column_for_each_option_gives_an_answer_of_its_own(tmp_path):
    columns = """  - {column: hub, kind: multiple, id: used, option: Hub}
  - {column: say, kind: other, of: used, option: Other}"""
    frames = read(tmp_path, "hub,say\n1,fax\n,fax\n1,\n", columns)
    assert [row[:2] for row in answers(frames)] == [("r0002", "Hub"), ("r0002", "Other"), ("r0003", "Other"), ("r0004", "Hub")]
    assert list(frames["options"]["option"]) == ["Hub", "Other"]


def test_a_decision_on_words_that_nobody_wrote_is_named_by_its_row(tmp_path):
    frames = read(tmp_path, "how\nrang them\n", IN_THE_CELL, "how,rang them,1,Phone,AB\nhow,gone,1,Email,AB\nhow,open,1,,\n")
    cut = frames["dropped"].iloc[0]
    assert (cut["where"], cut["count"]) == ("surveys/feedback.other.csv, row 3", 1)
    assert any("row 3" in problem.where for problem in check_survey(tmp_path, FILE, Limits()))


def test_all_that_is_wrong_with_decisions_is_told_by_row_and_never_in_a_participants_words(tmp_path):
    decisions = "how,a,1,Fone,AB\nhwo,a,1,Phone,AB\nhow,b,1,Phone,\nhow,c,1,Phone,AB\nhow,C ,1,Email,AB\nhow,d,1,my nurse Jo,AB\n"
    told = problems(tmp_path, "how\na\n", IN_THE_CELL, decisions)
    assert "other.csv, row 2: 'option' is no answer to question 'how'; did you mean 'Phone'?" in told[0]
    assert "row 3: names no question that has a box for other answers; did you mean 'how'?" in told[1]
    assert "row 4: does not say who decided" in told[2]
    assert "row 6: decides otherwise than row 5" in told[3]
    assert "row 7" in told[4]
    assert "Jo" not in "".join(told)


def test_decisions_without_a_column_are_refused(tmp_path):
    put(tmp_path, "how\na\n", IN_THE_CELL)
    (tmp_path / "surveys" / "feedback.other.csv").write_text("question,words,option\nhow,a,Phone\n", encoding="utf-8")
    with pytest.raises(SurveyError, match=r"row 1: has no column 'by'"):
        read_survey(tmp_path, FILE, Limits())


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("  - {column: how, kind: other, of: hwo, option: Other}", "no single or multiple choice 'hwo'"),
        ("  - {column: how, kind: other, option: Other}", "without 'of'"),
        ("  - {column: how, kind: other, of: how}", "without 'option'"),
        ("  - {column: how, kind: attribute, other: Other}", "'other' without options"),
    ],
)
def test_a_box_that_belongs_to_no_question_is_told_with_its_line(tmp_path, columns, said):
    told = problems(tmp_path, "how\na\n", columns)
    assert "surveys/feedback.yaml, line 3" in told[0]
    assert said in told[0]


def test_the_sheet_has_the_most_written_first_and_keeps_what_is_decided(tmp_path):
    put(tmp_path, "how\nfax\npigeon\nFax\n=1+1\n", IN_THE_CELL, "how,pigeon,1,Email,AB\nhow,gone,3,Phone,CD\n")
    assert other_sheet(tmp_path, FILE, Limits()) == [
        ["question", "words", "people", "option", "by"],
        ["how", "fax", "2", "", ""],
        ["how", "=1+1", "1", "", ""],
        ["how", "pigeon", "1", "Email", "AB"],
        ["how", "gone", "0", "Phone", "CD"],
    ]


def test_the_command_drafts_a_sheet_that_the_build_takes_back(tmp_path, capsys):
    put(tmp_path, "how\nPhone\n=rang\n", IN_THE_CELL)
    (tmp_path / "project.yaml").write_text("title: T\n", encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(
        "title: C\ncodes:\n  - {id: TRUST, name: Trust, definition: Trust.}\n", encoding="utf-8"
    )
    assert main(["survey", "other", str(tmp_path), "feedback"]) == 0
    assert "1 different answers, 1 not yet decided" in capsys.readouterr().out
    sheet = tmp_path / "surveys" / "feedback.other.csv"
    text = sheet.read_text(encoding="utf-8-sig")
    assert "how,'=rang,1,," in text  # a spreadsheet must not run it
    before = build(tmp_path, progress=False)
    assert list(before.answers["value"]) == ["Phone", "Other"]
    sheet.write_text(text.replace(",1,,", ",1,Email,AB"), encoding="utf-8")
    after = build(tmp_path, progress=False)
    assert list(after.answers["value"]) == ["Phone", "Email"]
    assert closed_table(after, "feedback", "how")["note"].iloc[0].endswith("back-coded: 1 of 1 who wrote an answer of their own")
    assert main(["survey", "other", str(tmp_path), "feedbak"]) == 3
    assert "did you mean 'feedback.csv'?" in capsys.readouterr().err


def test_nothing_written_and_no_box_are_said(tmp_path, capsys):
    put(tmp_path, "how\nPhone\n", IN_THE_CELL)
    (tmp_path / "project.yaml").write_text("title: T\n", encoding="utf-8")
    assert main(["survey", "other", str(tmp_path), "feedback.csv"]) == 0
    assert "Nobody wrote anything" in capsys.readouterr().out
    put(tmp_path, "how\nPhone\n", "  - {column: how, kind: single, options: [Phone]}")
    assert main(["survey", "other", str(tmp_path), "feedback"]) == 6
    assert "describes no box for other answers" in capsys.readouterr().err


ticks = st.lists(st.sampled_from(["Hub", "List", "Other"]), unique=True)


@given(ticks, st.lists(st.sampled_from(["fax", "a list", "hub"]), max_size=3), st.booleans())
def test_nothing_that_was_written_or_ticked_is_lost_but_the_tick_of_the_box_it_stands_in(ticked, written, one):
    decisions = Decisions({("q", "a list"): Decision("List", "AB", 2, "a list"), ("q", "hub"): Decision("Hub", "AB", 3, "hub")})
    ticked = ticked[:1] if one else ticked
    chosen = [("q", "ann", option, option) for option in ticked]
    found, beside = settled(chosen, [("q", "ann", "Other", words) for words in written[: 1 if one else 3]], decisions, one=one)
    assert len({value for _, _, value, _, _ in found}) == len(found)
    raws = "; ".join(raw for _, _, _, raw, _ in found)
    assert beside or all(words in raws for words in written[: 1 if one else 3])
    assert all(option in {value for _, _, value, _, _ in found} for option in ticked if option != "Other")
    assert one <= (len(found) <= 1)
