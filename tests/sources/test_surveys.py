"""An export and its yaml become respondents, closed answers and documents; nothing vanishes, nobody is named."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.errors import Problem, SourceError, SurveyError
from evidence.model import TABLES, EvidenceBase
from evidence.project import Limits
from evidence.sources.describe import describe_survey
from evidence.sources.questionnaire import fold
from evidence.sources.surveys import check_survey, read_survey, refused, says_nothing, tidy_text, to_number

Frames = dict[str, pd.DataFrame]


def put(folder: Path, export: str, columns: str, top: str = "title: Feedback") -> None:
    (folder / "surveys").mkdir(exist_ok=True)
    (folder / "surveys" / "feedback.csv").write_text(export, encoding="utf-8")
    (folder / "surveys" / "feedback.yaml").write_text(f"{top}\ncolumns:\n{columns}\n", encoding="utf-8")


def read(folder: Path, export: str, columns: str, top: str = "title: Feedback") -> Frames:
    put(folder, export, columns, top)
    return read_survey(folder, "surveys/feedback.csv", Limits())


def problems(folder: Path, export: str, columns: str, top: str = "title: Feedback") -> list[str]:
    with pytest.raises(SurveyError) as wrong:
        read(folder, export, columns, top)
    return [str(problem) for problem in wrong.value.problems]


def answers(frames: Frames) -> list[tuple[str, str, str]]:
    return list(frames["answers"][["question_id", "respondent_id", "value"]].itertuples(index=False, name=None))


def dropped(frames: Frames) -> list[tuple[str, str, int]]:
    return list(frames["dropped"][["where", "unit", "count"]].itertuples(index=False, name=None))


def whole(frames: Frames) -> EvidenceBase:
    """A base of nothing but this survey: the model checks keys, references and that read is kept and dropped."""
    return EvidenceBase({name: frames.get(name, table.empty()) for name, table in TABLES.items()})


AGREE = "  - {column: q1, kind: likert, scale: [Disagree, Neither, Agree]}"


# --- the whole ----------------------------------------------------------------------------------------------------


def test_an_export_becomes_tables_that_agree_with_each_other(tmp_path):
    frames = read(
        tmp_path,
        "id,sex,q1,q2,why\n7,f,Agree,a;b,Because\n8,m,Disagree,b,n/a\n",
        """
  - {column: id, kind: respondent_id}
  - {column: sex, kind: attribute, text: "What is your sex?"}
  - {column: q1, kind: likert, scale: [Disagree, Agree], id: use}
  - {column: q2, kind: multiple, separator: ";", options: [a, b]}
  - {column: why, kind: free_text}""",
        "title: Feedback\ndescription: Who was asked.\nillustrative: true\ninvited: 10",
    )
    whole(frames)
    survey = frames["surveys"].iloc[0]
    assert (survey["survey_id"], survey["title"], survey["invited"], survey["illustrative"]) == ("feedback", "Feedback", 10, True)
    assert list(frames["questions"]["question_id"]) == ["sex", "use", "q2", "why"]
    assert list(frames["questions"]["kind"]) == ["attribute", "likert", "multiple", "free_text"]
    assert frames["questions"]["text"][0] == "What is your sex?"
    assert list(frames["options"]["option"]) == ["Disagree", "Agree", "a", "b"]
    assert list(frames["respondents"].itertuples(index=False, name=None)) == [
        ("feedback", "7", 2, 1.0),
        ("feedback", "8", 3, 1.0),
    ]
    assert answers(frames) == [
        ("sex", "7", "f"),
        ("sex", "8", "m"),
        ("use", "7", "Agree"),
        ("use", "8", "Disagree"),
        ("q2", "7", "a"),
        ("q2", "7", "b"),
        ("q2", "8", "b"),
    ]
    document = frames["documents"].iloc[0]
    assert document["document_id"] == "feedback/why/7"
    assert (document["text"], document["location"], document["no_answer"]) == ("Because", "row 2", False)
    assert list(frames["documents"]["no_answer"]) == [False, True]
    assert frames["dropped"].empty


def test_the_same_bytes_give_the_same_frames(tmp_path):
    first = read(tmp_path, "q1,why\nAgree,x\n", AGREE)
    for name, frame in read(tmp_path, "q1,why\nAgree,x\n", AGREE).items():
        pd.testing.assert_frame_equal(frame, first[name])


cells = st.sampled_from(["", "Agree", " agree ", "Disagree", "AGREE", "maybe", "4", "a;b", "b; c", "n/a", "x@y.org", "Yes", "no"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows=st.lists(st.lists(cells, min_size=1, max_size=8), max_size=6))
def test_read_is_kept_and_dropped_for_any_export(tmp_path_factory, rows):
    export = io.StringIO(newline="")
    csv.writer(export).writerows([["q1", "number", "list", "tick", "who", "why", "rest"], *rows])
    frames = read(
        tmp_path_factory.mktemp("survey"),
        export.getvalue(),
        AGREE
        + """
  - {column: number, kind: number}
  - {column: list, kind: multiple, separator: ";", options: [a, b]}
  - {column: tick, kind: multiple, option: hub}
  - {column: who, kind: respondent_id}
  - {column: why, kind: free_text}""",
        "repeated: last",
    )
    whole(frames)


PIECES = """
  - {column: id, kind: respondent_id}
  - {column: w, kind: weight}
  - {column: role, kind: attribute}
  - {column: q, kind: single, options: ["Yes", "No", Other]}
  - {column: box, kind: other, of: q, option: Other}
  - {column: n, kind: number}
  - {column: words, kind: free_text}
  - {column: aside, kind: ignore}
"""
people = st.tuples(
    st.sampled_from(["", "p1", "p2", "r0003", "p4", "p5"]),
    st.just("1"),
    st.sampled_from(["Nurse", "nurse", "NURSE ", "doctor", ""]),
    st.sampled_from(["Yes", "no", "Perhaps", "", "yess"]),
    st.sampled_from(["", "both", "n/a", "neither"]),
    st.sampled_from(["1", "2,5", "many", ""]),
    st.sampled_from(["", "n/a", "Two\nlines", 'a "quoted" word', "é — 😀"]),
    st.sampled_from(["", "x"]),
)
odd = st.sampled_from(
    [("", "", "", "", "", "", "", ""), ("id", "w", "role", "q", "box", "n", "words", "aside"), ("p9", "1"), ("1",) * 9]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows=st.lists(people | odd, min_size=1, max_size=12), portion=st.integers(1, 120), keep=st.sampled_from(["first", "last"]))
def test_an_export_read_in_pieces_of_any_size_gives_what_it_gives_read_at_once(tmp_path_factory, rows, portion, keep):
    folder = tmp_path_factory.mktemp("pieces")
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("id", "w", "role", "q", "box", "n", "words", "aside"), *rows])
    put(folder, text.getvalue(), PIECES, f"title: Feedback\nrepeated: {keep}")
    decided = "question,words,option,by\nq,both,Yes,ana\nq,never written,No,ana\n"
    (folder / "surveys" / "feedback.other.csv").write_text(decided, encoding="utf-8")
    at_once, in_pieces = (outcome(folder, portion) for portion in (1_000_000, portion))
    if isinstance(at_once, list):
        assert in_pieces == at_once
        return
    whole(in_pieces)
    for name, frame in at_once.items():
        order = list(frame.columns)
        pd.testing.assert_frame_equal(
            in_pieces[name].sort_values(order, ignore_index=True), frame.sort_values(order, ignore_index=True)
        )


def outcome(folder: Path, portion: int) -> Frames | list[Problem]:
    """What an export read in such pieces gives: its tables, or what is wrong with it."""
    try:
        return read_survey(folder, "surveys/feedback.csv", Limits(), portion)
    except SurveyError as fault:
        return list(fault.problems)


# --- closed answers -----------------------------------------------------------------------------------------------


def test_case_blanks_and_kinds_of_dash_do_not_matter_and_the_raw_answer_stays(tmp_path):
    frames = read(tmp_path, "q1\n AGREE \nagree\n", AGREE)
    assert list(frames["answers"]["value"]) == ["Agree", "Agree"]
    assert list(frames["answers"]["raw"]) == [" AGREE ", "agree"]


def test_one_and_one_point_nought_are_the_same_answer(tmp_path):
    frames = read(tmp_path, "q1\n1\n1.0\n2\n", '  - {column: q1, kind: single, options: ["1", "2"]}')
    assert list(frames["answers"]["value"]) == ["1", "1", "2"]


def test_a_mapping_gives_the_words_for_each_spelling(tmp_path):
    frames = read(tmp_path, "q1\n1\n2\nFair\n", "  - {column: q1, kind: likert, scale: {1: Poor, 2: Fair, 3: Good}}")
    assert list(frames["answers"]["value"]) == ["Poor", "Fair", "Fair"]
    assert list(frames["options"]["option"]) == ["Poor", "Fair", "Good"]


def test_an_answer_that_is_not_offered_is_named_by_row_and_shown_only_if_it_all_but_spells_an_option(tmp_path):
    frames = read(tmp_path, "q1\nAgre\nask Jane on 07700 900123\nAgree\n", AGREE)
    assert len(frames["answers"]) == 1
    found = frames["dropped"].set_index("where")["why"]
    assert found["column A ('q1'), row 2"] == "not one of the answers offered: 'agre'; did you mean 'Agree'?"
    assert found["column A ('q1'), row 3"] == "not one of the answers offered"


def test_answers_outside_the_scale_count_as_missing_and_are_said(tmp_path):
    frames = read(
        tmp_path,
        "q1\nAgree\ndon't know\nDon't know\n",
        """  - column: q1
    kind: likert
    scale: [Disagree, Agree]
    outside_scale: ["Don't know"]""",
    )
    assert list(frames["answers"]["value"]) == ["Agree"]
    assert frames["dropped"]["count"].tolist() == [2]
    assert "'Don't know'" in frames["dropped"]["why"][0]


def test_a_number_is_written_plainly_and_what_is_none_is_named(tmp_path):
    frames = read(tmp_path, 'q1\n2015.0\n"1,200"\n£5\nmany\n', "  - {column: q1, kind: number}")
    assert list(frames["answers"]["value"]) == ["2015", "1200", "5"]
    assert dropped(frames) == [("column A ('q1'), row 5", "cells", 1)]


@pytest.mark.parametrize("text", ["", "n/a", "1.2.3", "1e999", "nan", "inf", "5 to 6"])
def test_what_is_no_number_is_none(text):
    assert to_number(text) is None


def test_spellings_of_an_attribute_that_differ_in_case_become_the_commonest_and_it_is_said(tmp_path):
    frames = read(tmp_path, "area\nLeeds\nLeeds\nleeds \nDerby\n", "  - {column: area, kind: attribute}")
    assert [value for _, _, value in answers(frames)] == ["Leeds", "Leeds", "Leeds", "Derby"]
    assert dropped(frames) == [("column A ('area'), row 4", "parts", 1)]


# --- several answers ----------------------------------------------------------------------------------------------


def test_a_column_for_each_option_gives_an_answer_for_each_tick(tmp_path):
    frames = read(
        tmp_path,
        "hub,team,virtual\nYes,No,\n1,0,x\nHub,,\n,,perhaps\n",
        """
  - {column: hub, kind: multiple, id: model, text: "Which?", option: Hub}
  - {column: team, kind: multiple, id: model, option: Team}
  - {column: virtual, kind: multiple, id: model, option: Virtual}""",
    )
    assert answers(frames) == [
        ("model", "r0002", "Hub"),
        ("model", "r0003", "Hub"),
        ("model", "r0004", "Hub"),
        ("model", "r0003", "Virtual"),
    ]
    assert list(frames["options"]["option"]) == ["Hub", "Team", "Virtual"]
    assert list(frames["questions"]["text"]) == ["Which?"]
    assert dropped(frames) == [("column C ('virtual'), row 5", "cells", 1)]
    assert frames["tallies"].set_index("unit").loc["cells"].tolist()[1:] == [7, 6, 1]


def test_other_words_for_a_tick_can_be_said(tmp_path):
    frames = read(tmp_path, "hub\nJa\nNein\n", "  - {column: hub, kind: multiple, option: Hub, ticked: [Ja]}")
    assert answers(frames) == [("hub", "r0002", "Hub")]
    assert dropped(frames) == [("column A ('hub'), row 3", "cells", 1)]


def test_an_option_may_hold_the_separator_and_counts_once_a_person(tmp_path):
    options = '  - {column: q, kind: multiple, separator: ", ", options: ["Housing, benefits and debt", Health, Debt]}'
    frames = read(tmp_path, 'q\n"Health, Housing, benefits and debt, health"\n"Debt, my own words"\nown words\n', options)
    assert answers(frames) == [
        ("q", "r0002", "Health"),
        ("q", "r0002", "Housing, benefits and debt"),
        ("q", "r0003", "Debt"),
    ]
    assert sorted(dropped(frames)) == [("column A ('q'), row 3", "parts", 1), ("column A ('q'), row 4", "cells", 1)]


# --- free text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["n/a", "N.A.", "-", "--", "?", "...", "None", " nil ", "Nothing!", "No comment", "#N/A", "‐"])
def test_answers_that_say_nothing_are_known(text):
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["None of the staff knew.", "Nothing works", "no", "0", "👍", "N", "Not applicable to our team, but useful"]
)
def test_answers_that_say_something_are_kept_apart_from_them(text):
    assert not says_nothing(text)


def test_more_words_that_say_nothing_can_be_said(tmp_path):
    columns = "  - {column: why, kind: free_text}"
    frames = read(tmp_path, "why\nSee above\nNo idea.\n", columns, 'no_answer: ["no idea"]')
    assert list(frames["documents"]["no_answer"]) == [False, True]


def test_empty_and_blank_cells_are_missing_and_no_documents(tmp_path):
    frames = read(tmp_path, 'id,why\n1,\n2,"  "\n3,\ufeff\n4,x\n', "  - {column: why, kind: free_text}")
    assert list(frames["documents"]["location"]) == ["row 5"]


@given(st.text(max_size=30))
def test_a_document_has_no_blanks_around_it_and_no_bare_carriage_return(text):
    tidied = tidy_text(text)
    assert tidied == tidied.strip()
    assert "\r" not in tidied
    assert tidy_text(tidied) == tidied


# --- respondents --------------------------------------------------------------------------------------------------

TWO = "  - {column: id, kind: respondent_id}\n  - {column: why, kind: free_text}"


def test_without_ids_people_are_called_by_their_rows(tmp_path):
    frames = read(tmp_path, "why\nx\n\ny\n", "  - {column: why, kind: free_text}")
    assert list(frames["respondents"]["respondent_id"]) == ["r0002", "r0004"]


def test_a_person_without_an_id_is_called_by_the_row_and_by_no_one_elses_id(tmp_path):
    frames = read(tmp_path, "id,why\nr0003,x\n,y\n", TWO)
    assert list(frames["respondents"]["respondent_id"]) == ["r0003", "r0003-row"]


@pytest.mark.parametrize("personal", ["jane@example.org", "Jane Doe", "Anne-Marie O’Neill", "9" * 101])
def test_ids_that_say_who_a_person_is_are_not_used_and_not_shown(tmp_path, personal):
    frames = read(tmp_path, f"id,why\n{personal},x\n17,y\n", TWO)
    assert list(frames["respondents"]["respondent_id"]) == ["r0002", "r0003"]
    assert dropped(frames) == [("column A ('id')", "cells", 2)]
    assert not any(personal in frame.astype(str).to_csv() for frame in frames.values())
    whole(frames)


def test_a_person_in_two_rows_is_an_error_that_names_both_and_not_the_person(tmp_path):
    (problem,) = problems(tmp_path, "id,why\nsecret7,x\n8,y\nsecret7,z\n", TWO)
    assert "rows 2 and 4" in problem
    assert "repeated:" in problem
    assert "secret7" not in problem


@pytest.mark.parametrize(("keep", "texts"), [("first", ["x", "y"]), ("last", ["y", "z"])])
def test_the_yaml_can_say_which_row_of_a_person_counts(tmp_path, keep, texts):
    frames = read(tmp_path, "id,why\n7,x\n8,y\n7,z\n", TWO, f"repeated: {keep}")
    assert list(frames["documents"]["text"]) == texts
    assert frames["tallies"].set_index("unit").loc["rows"].tolist()[1:] == [3, 2, 1]
    whole(frames)


def test_weights_are_kept_with_the_person(tmp_path):
    frames = read(tmp_path, "w,why\n0.5,x\n2,y\n", "  - {column: w, kind: weight}\n  - {column: why, kind: free_text}")
    assert list(frames["respondents"]["weight"]) == [0.5, 2.0]


def test_weights_that_are_missing_negative_or_no_number_are_an_error_with_their_rows(tmp_path):
    (problem,) = problems(tmp_path, "w,why\n0.5,x\n-1,y\n,z\nmuch,a\n0,b\n", "  - {column: w, kind: weight}")
    assert "rows 3, 4, 5, 6" in problem


# --- what is left out ---------------------------------------------------------------------------------------------


def test_columns_ignored_and_columns_not_described_are_counted(tmp_path):
    frames = read(
        tmp_path,
        "q1,phone,notes\nAgree,1,\nAgree,2,x\n",
        AGREE + "\n  - {column: phone, kind: ignore, reason: personal data}",
    )
    assert dropped(frames) == [("column B ('phone')", "cells", 2), ("column C ('notes')", "cells", 1)]
    assert frames["dropped"]["why"].tolist() == ["ignored: personal data", "not described in the yaml file"]


def test_a_header_over_the_limit_is_read_and_dropped_and_its_column_called_by_its_letter(tmp_path):
    put(tmp_path, f"id,{'x' * 60}\n1,yes\n", "  - {column: id, kind: respondent_id}\n  - {column: B, kind: attribute, id: b}")
    frames = read_survey(tmp_path, "surveys/feedback.csv", Limits(field_chars=50))
    assert answers(frames) == [("b", "1", "yes")]
    assert ("row 1", "cells", 1) in dropped(frames)
    whole(frames)


def test_a_cell_over_the_limit_is_read_and_dropped(tmp_path):
    put(tmp_path, "q1,why\nAgree,far too many words\nAgree,few\n", AGREE + "\n  - {column: why, kind: free_text}")
    frames = read_survey(tmp_path, "surveys/feedback.csv", Limits(field_chars=8))
    assert list(frames["documents"]["text"]) == ["few"]
    assert frames["tallies"].set_index("unit").loc["cells"].tolist()[1:] == [4, 3, 1]


def test_an_export_without_its_yaml_is_left_out_with_the_command_that_drafts_it(tmp_path):
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "feedback.csv").write_text("q1\nAgree\n")
    with pytest.raises(SourceError, match=r"evidence survey describe surveys/feedback\.csv"):
        read_survey(tmp_path, "surveys/feedback.csv", Limits())


def test_a_file_that_is_no_export_is_left_out(tmp_path):
    with pytest.raises(SourceError, match=r"\.csv"):
        read_survey(tmp_path, "surveys/notes.py", Limits())


def test_what_is_left_out_whole_is_a_row_of_dropped_and_a_tally(tmp_path):
    frames = refused("surveys/a.csv", Problem("surveys/a.csv", "is empty", "Export it again."))
    whole(frames)
    row = frames["dropped"].iloc[0]
    assert (row["source_file"], row["where"], row["unit"], row["why"], row["mend"]) == (
        "surveys/a.csv",
        "whole file",
        "file",
        "is empty",
        "Export it again.",
    )


def test_check_tells_answers_that_would_not_be_understood(tmp_path):
    put(tmp_path, "q1,x\nAgre,1\nAgree,2\n", AGREE)
    told = [str(problem) for problem in check_survey(tmp_path, "surveys/feedback.csv", Limits())]
    assert "feedback.csv, column A ('q1'), row 2: not one of the answers offered: 'agre'; did you mean 'Agree'?" in told[0]
    assert "not described" in told[1]
    assert len(told) == 2


def test_check_tells_all_that_is_wrong_and_nothing_of_what_is_right(tmp_path):
    put(tmp_path, "q1\nAgree\n", AGREE)
    assert check_survey(tmp_path, "surveys/feedback.csv", Limits()) == []
    put(tmp_path, "id,w\n7,1\n7,-1\n", "  - {column: id, kind: respondent_id}\n  - {column: v, kind: weight}")
    told = [str(problem) for problem in check_survey(tmp_path, "surveys/feedback.csv", Limits())]
    assert ["column 'v' is not in the export" in told[0], "rows 2 and 3" in told[1]] == [True, True]


# --- real data ----------------------------------------------------------------------------------------------------

LISTED = ("currentEmp11.csv", "currentEmp16a.csv")
"""Published as a value a row, not as counts."""
OTHER_SAMPLE = "paper1_2_4_5.csv"
"""Counts of another, larger sample: its rows add up to more people than the data has."""


@pytest.mark.real
def test_published_counts_are_reproduced(tmp_path):
    shared = os.environ.get("EVIDENCE_SHARED")
    if not shared:
        pytest.skip("needs EVIDENCE_SHARED, the folder that holds benchmarks/likert_gold")
    gold = Path(shared) / "benchmarks" / "likert_gold" / "2016_uk"
    (tmp_path / "surveys").mkdir()
    export = tmp_path / "surveys" / "gold.csv"
    export.write_bytes((gold / "public_data.csv").read_bytes())
    export.with_suffix(".yaml").write_text(describe_survey(export, Limits()), encoding="utf-8")
    frames = read_survey(tmp_path, "surveys/gold.csv", Limits())
    whole(frames)
    same, other = compared(frames, gold / "published_output")
    # The analysts lost every 'Never ' with a blank at its end; no other count differs.
    assert {answer for _, _, answer, *_ in other} == {"Never"}
    assert all(ours > theirs for *_, ours, theirs in other)
    assert len(same) >= 549
    assert len({question for _, question, _ in same}) >= 41


def compared(frames: Frames, published: Path) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str, int, int]]]:
    """(table, question, answer) of the published counts that are ours too, and with both counts of those that are not."""
    by_text = {
        fold(text): name for name, text in zip(frames["questions"]["question_id"], frames["questions"]["text"], strict=True)
    }
    table = frames["answers"]
    counts = table.assign(value=table["value"].map(fold)).groupby(["question_id", "value"]).size()
    answered = table.groupby("question_id")["respondent_id"].nunique()

    def question(text: str) -> str | None:
        return by_text.get(fold(re.sub(r"^\s*[A-Za-z]+\d+[a-z]?\.\s*", "", text)))

    same, other = [], []
    for path in sorted(published.glob("*.csv")):
        if "[PERC]" in path.name or path.name in (*LISTED, OTHER_SAMPLE):
            continue
        head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        for row in rows:
            for title, cell in zip(head[1:], row[1:], strict=True):
                name, answer = (question(title), row[0]) if question(title) else (question(row[0]), title)
                if not name:
                    continue
                missing = len(frames["respondents"]) - answered.get(name, 0)
                ours = counts.get((name, fold(answer)), 0) if answer.strip() else missing
                theirs = int(float(cell or 0))
                place = (path.name, name, answer)
                if ours == theirs:
                    same.append(place)
                else:
                    other.append((*place, ours, theirs))
    return same, other


# --- the same, file, row and mend ---------------------------------------------------------------------------------


def test_one_and_one_point_nought_and_blanks_are_the_same_point_of_a_scale(tmp_path):
    frames = read(tmp_path, "q1\n1\n1.0\n 2 \n2.00\n3.5\n", "  - {column: q1, kind: likert, scale: {1: Poor, 2: Fair, 3: Good}}")
    assert list(frames["answers"]["value"]) == ["Poor", "Poor", "Fair", "Fair"]
    (row,) = frames["dropped"].itertuples()
    assert (row.source_file, row.where) == ("surveys/feedback.csv", "column A ('q1'), row 6")
    assert "under scale" in row.mend


def test_wrong_weights_and_people_twice_are_told_with_file_rows_and_mend(tmp_path):
    columns = "  - {column: id, kind: respondent_id}\n  - {column: w, kind: weight}\n  - {column: why, kind: free_text}"
    (weights,) = problems(tmp_path, "id,w,why\n7,-1,x\n8,,y\n", columns)
    assert weights.startswith("surveys/feedback.csv, column B ('w'): weight missing, not a number or not above 0 in rows 2, 3")
    assert "Correct the weights" in weights
    (twice,) = problems(tmp_path, "id,w,why\n7,1,x\n7,1,y\n", columns)
    assert twice.startswith("surveys/feedback.csv, column A ('id'): the same respondent stands in rows 2 and 3")
    assert "repeated: first" in twice


def test_an_export_is_looked_at_before_a_row_of_it_is_read(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    put(project, "q1\n" + "Agree\n" * 200_000, AGREE)
    with pytest.raises(SourceError, match="csv_mb: 1"):
        read_survey(project, "surveys/feedback.csv", Limits(csv_mb=1))
    secret = tmp_path / "secret.csv"
    secret.write_text("q1\nAgree\n", encoding="utf-8")
    (project / "surveys" / "feedback.csv").unlink()
    (project / "surveys" / "feedback.csv").symlink_to(secret)
    with pytest.raises(SourceError, match="leads out of the project folder"):
        read_survey(project, "surveys/feedback.csv", Limits())
