"""What is wrong with a survey's yaml is told all at once, with the line and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import SurveyError
from evidence.sources.grid import to_grid
from evidence.sources.questionnaire import Column, fold, match_columns, read_layout, slug
from evidence.sources.sheets import Sheet

HEADERS = ["id", "q1", "Which model?", "w", "B"]


def matched(folder: Path, yaml: str, headers: list[list[str]] | None = None) -> tuple[list[Column], list[str]]:
    (folder / "s.yaml").write_text(yaml, encoding="utf-8")
    layout = read_layout(folder / "s.yaml", "s.yaml")
    rows = [*(headers or [HEADERS]), ["1"] * len(HEADERS)]
    grid = to_grid(Sheet(rows, list(range(1, len(rows) + 1)), "drawn"), "s.csv", header_rows=len(rows) - 1)
    columns, problems = match_columns(layout, grid, "s.yaml")
    return columns, [str(problem) for problem in problems]


def top_problems(folder: Path, yaml: str) -> list[str]:
    (folder / "s.yaml").write_text(yaml, encoding="utf-8")
    with pytest.raises(SurveyError) as wrong:
        read_layout(folder / "s.yaml", "s.yaml")
    return [str(problem) for problem in wrong.value.problems]


def told(folder: Path, *entries: str) -> list[str]:
    return matched(folder, "columns:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries))[1]


# --- the top ------------------------------------------------------------------------------------------------------


def test_all_that_is_wrong_at_the_top_is_told_with_its_line(tmp_path):
    found = top_problems(
        tmp_path,
        "titel: Feedback\ndescription: [a]\nillustrative: maybe\ninvited: 0\nheader_rows: 4\n"
        "question_row: 9\nrepeated: both\nno_answer: word\ncolumns: none\n",
    )
    assert [problem.split(":")[0] for problem in found] == [f"s.yaml, line {line}" for line in range(1, 10)]
    assert "did you mean 'title'?" in found[0]


@pytest.mark.parametrize("yaml", ["", "- a", "just words"])
def test_a_yaml_that_is_no_mapping_is_told_with_the_command_that_drafts_it(tmp_path, yaml):
    assert "evidence survey describe" in top_problems(tmp_path, yaml)[0]


def test_an_invited_number_in_words_is_wrong_and_a_yes_is_no_number(tmp_path):
    assert len(top_problems(tmp_path, "invited: many\nheader_rows: yes\ncolumns: [{column: id, kind: ignore}]\n")) == 2


# --- columns ------------------------------------------------------------------------------------------------------


def test_a_column_is_found_by_its_header_whatever_its_case_or_by_its_letter(tmp_path):
    yaml = "columns:\n  - {column: ' WHICH  model?', kind: free_text}\n  - {column: A, kind: respondent_id}\n"
    columns, problems = matched(tmp_path, yaml)
    assert [(column.place, column.kind) for column in columns] == [(0, "respondent_id"), (2, "free_text")]
    assert problems == []


def test_a_header_that_looks_like_a_letter_is_the_header(tmp_path):
    columns, _ = matched(tmp_path, "columns:\n  - {column: B, kind: free_text}\n")
    assert columns[0].place == 4


def test_a_question_without_text_takes_the_words_of_the_row_that_is_said_to_hold_them(tmp_path):
    columns, _ = matched(
        tmp_path,
        "question_row: 2\nheader_rows: 2\ncolumns:\n  - {column: q1, kind: number}\n  - {column: w, kind: number, text: Why}\n",
        [HEADERS, ["", "How  was it?", "", "", ""]],
    )
    assert [column.text for column in columns] == ["How was it?", "Why"]


def test_a_question_without_an_id_is_called_by_its_header_or_its_place(tmp_path):
    headers = ["id", "q1", "Which model?", "w", "A very long question that nobody would want as the name of a column"]
    yaml = f"columns:\n  - {{column: '{headers[2]}', kind: free_text}}\n  - {{column: '{headers[4]}', kind: free_text}}\n"
    columns, _ = matched(tmp_path, yaml, [headers])
    assert [column.question_id for column in columns] == ["which-model", "q5"]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("column: q1", "a column without a kind"),
        ("column: q1, kind: lickert", "did you mean 'likert'?"),
        ("column: 'Which mode?', kind: free_text", "did you mean 'Which model?'?"),
        ("column: ZZ, kind: free_text", "not in the export"),
        ("kind: free_text", "column '' is not in the export"),
        ("column: q1, kind: free_text, scale: [a, b]", "unknown key 'scale'"),
        ("column: q1, kind: free_text, id: a/b", "an id holds more than"),
        ("column: q1, kind: likert", "a likert question without a scale"),
        ("column: q1, kind: likert, scale: [a]", "a likert question without a scale"),
        ("column: q1, kind: likert, scale: a", "'scale' is no list"),
        ("column: q1, kind: single", "a single choice without options"),
        ("column: q1, kind: single, options: [Yes, No]", "true, false or nothing"),
        ("column: q1, kind: single, options: [a, null]", "true, false or nothing"),
        ("column: q1, kind: single, options: {1: Yes}", "true, false or nothing"),
        ('column: q1, kind: single, options: ["1", "1.0"]', "'options' has the answer '1.0' twice"),
        ("column: q1, kind: multiple", "either option or options"),
        ("column: q1, kind: multiple, option: a, options: [a]", "either option or options"),
        ("column: q1, kind: multiple, options: [a]", "without a separator"),
    ],
)
def test_what_is_wrong_with_a_column_is_told_with_its_line(tmp_path, entry, said):
    (problem,) = told(tmp_path, entry)
    assert problem.startswith("s.yaml, line 2:")
    assert said in problem


def test_an_entry_that_is_no_mapping_is_told(tmp_path):
    assert "no mapping" in matched(tmp_path, "columns:\n  - q1\n")[1][0]


def test_columns_that_clash_are_told_with_both_lines(tmp_path):
    found = told(
        tmp_path,
        "column: id, kind: respondent_id",
        "column: id, kind: ignore",
        "column: q1, kind: free_text, id: x",
        "column: w, kind: free_text, id: X",
        "column: B, kind: respondent_id",
    )
    assert len(found) == 3
    assert "a second time (first in line 2)" in found[0]
    assert "is taken (line 4)" in found[1]
    assert "second column of kind respondent_id (first in line 2)" in found[2]


def test_the_options_of_a_multiple_choice_share_an_id_but_not_an_option(tmp_path):
    hub, team = "column: q1, kind: multiple, id: m, option: Hub", "column: w, kind: multiple, id: m, option: "
    assert told(tmp_path, hub, team + "Team") == []
    assert "stands for two columns" in told(tmp_path, hub, team + "hub")[0]


# --- comparing ----------------------------------------------------------------------------------------------------


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("one", "other"), [("1", "1.0"), ("Don’t know", "don't  KNOW"), ("18–29", "18-29"), ("ﬁne", "fine")])
def test_spellings_of_one_answer_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("1", "10"), ("1.5", "1"), ("agree", "disagree"), ("01", "1")])
def test_different_answers_stay_different(one, other):
    assert fold(one) != fold(other)


@given(st.text(max_size=30))
def test_a_slug_is_letters_digits_and_single_hyphens(text):
    assert all(part.isalnum() and part.isascii() and part == part.lower() for part in slug(text).split("-")) or slug(text) == ""
