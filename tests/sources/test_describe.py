"""The draft of a survey's yaml: what each kind of column is guessed to be, and that a build accepts it as it comes."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.errors import SourceError
from evidence.model import TABLES, EvidenceBase
from evidence.project import Limits
from evidence.sources.describe import describe_survey
from evidence.sources.surveys import read_survey

Row = list[object]


def draft(folder: Path, header: Row, rows: list[Row], *, more: list[Row] | None = None, name: str = "feedback.csv") -> str:
    """The draft for an export of these rows, which a build must accept."""
    (folder / "surveys").mkdir(exist_ok=True)
    path = folder / "surveys" / name
    written = io.StringIO(newline="")
    csv.writer(written).writerows([header, *(more or []), *rows])
    path.write_text(written.getvalue(), encoding="utf-8", newline="")
    text = describe_survey(path, Limits())
    path.with_suffix(".yaml").write_text(text, encoding="utf-8")
    frames = read_survey(folder, f"surveys/{name}", Limits())
    EvidenceBase({table: frames.get(table, empty.empty()) for table, empty in TABLES.items()})
    return text


def entries(text: str) -> list[dict[str, object]]:
    columns: list[dict[str, object]] = yaml.safe_load(text)["columns"]
    return columns


def column(folder: Path, header: str, values: list[object]) -> dict[str, object]:
    """The entry drafted for one column beside an id."""
    rows: list[Row] = [[f"p{number}", value] for number, value in enumerate(values)]
    return entries(draft(folder, ["ID", header], rows))[1]


AGREE = ["Agree", "Disagree", "Strongly agree", "Agree", "Neither agree nor disagree", "Strongly disagree"]


# --- kinds --------------------------------------------------------------------------------------------------------


def test_a_scale_is_drafted_in_its_order(tmp_path):
    entry = column(tmp_path, "We share enough", AGREE)
    assert entry["kind"] == "likert"
    assert entry["scale"] == ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]


def test_answers_outside_a_scale_are_drafted_apart(tmp_path):
    assert column(tmp_path, "q", [*AGREE, "Don't know"])["outside_scale"] == ["Don't know"]


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        (["1", "2", "3", "4", "5"], ["1", "2", "3", "4", "5"]),
        ([*map(str, range(10, -1, -1))], [*map(str, range(11))]),
        (["2", "1 (None at all)", "4 (All)", "3"], ["1 (None at all)", "2", "3", "4 (All)"]),
    ],
)
def test_figures_on_a_scale_are_drafted_as_one(tmp_path, values, scale):
    entry = column(tmp_path, "How useful was it?", values)
    assert (entry["kind"], entry["scale"]) == ("likert", scale)


def test_figures_that_count_something_are_numbers(tmp_path):
    assert column(tmp_path, "How many partners?", ["1", "2", "3", "4", "5"])["kind"] == "number"
    assert column(tmp_path, "Cost", ["1,200", "£90", "7.5", "1200"])["kind"] == "number"


def test_questions_on_one_scale_are_offered_all_its_answers(tmp_path):
    rows: list[Row] = [["Never", "Always"], ["Always", "never"], ["Sometimes", "Always"]]
    first, second = entries(draft(tmp_path, ["How often a?", "How often b?"], rows))
    assert first["scale"] == second["scale"] == ["Never", "Sometimes", "Always"]


def test_anchored_figures_share_a_scale_that_some_questions_use_only_a_part_of(tmp_path):
    rows: list[Row] = [["1 (Low)", "1 (Low)"], ["2", "2"], ["3", "1 (Low)"], ["4 (High)", "3"]]
    first, second = entries(draft(tmp_path, ["Trust", "Time"], rows))
    assert first["scale"] == second["scale"] == ["1 (Low)", "2", "3", "4 (High)"]


def test_a_short_list_that_comes_back_is_a_single_choice_with_yes_before_no(tmp_path):
    assert column(tmp_path, "Were you there?", ["No", "No", "Yes", "No"])["options"] == ["Yes", "No"]
    assert column(tmp_path, "Which?", ["Team", "Hub", "Hub", "Team", "Hub"])["options"] == ["Hub", "Team"]


def test_what_a_person_is_becomes_an_attribute_in_the_order_of_its_figures(tmp_path):
    entry = column(tmp_path, "Age", ["> 60", "18-29", "under 18", "18-29", "> 60", "under 18"])
    assert entry["kind"] == "attribute"
    assert entry["options"] == ["under 18", "18-29", "> 60"]
    assert column(tmp_path, "What is your role?", ["Nurse", "Officer", "Nurse", "Officer"])["kind"] == "attribute"
    assert column(tmp_path, "When", ["2024-01-02", "2024-01-03", "2024-01-02"])["kind"] == "attribute"


def test_words_of_their_own_are_free_text(tmp_path):
    entry = column(tmp_path, "What gets in the way?", ["Time, mostly.", "Fear of the law", "n/a", "We lack systems"])
    assert entry["kind"] == "free_text"


def test_several_answers_in_a_cell_are_a_multiple_choice(tmp_path):
    entry = column(tmp_path, "Which?", ["Hub;Team", "Hub", "Team;Advice", "Hub;Advice", "Hub;Team;Advice", "Team"])
    assert (entry["kind"], entry["separator"]) == ("multiple", ";")
    assert sorted(entry["options"]) == ["Advice", "Hub", "Team"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("header", "more"),
    [
        (["id", "Which?", ""], [["", "Hub", "Team"]]),
        (["id", "m1[a]. Which? [Hub]", "m1[b]. Which? [Team]"], []),
        (["id", "Which? - Hub", "Which? - Team"], []),
        (
            ["id", "Q1_1", "Q1_2"],
            [["id", "Which? - Selected Choice - Hub", "Which? - Selected Choice - Team"], ['{"ImportId":"a"}'] * 3],
        ),
    ],
    ids=["SurveyMonkey", "LimeSurvey", "one row", "Qualtrics"],
)
def test_a_column_for_each_option_is_one_question(tmp_path, header, more):
    found = entries(draft(tmp_path, header, [["a1", "Yes", "No"], ["a2", "", "Yes"], ["a3", "No", "No"]], more=more))
    assert [entry["kind"] for entry in found] == ["respondent_id", "multiple", "multiple"]
    assert [entry["option"] for entry in found[1:]] == ["Hub", "Team"]
    assert {entry["text"] for entry in found[1:]} == {"Which?"}
    assert found[1]["id"] == found[2]["id"]


def test_a_word_of_their_own_for_a_tick_is_drafted(tmp_path):
    rows: list[Row] = [["a1", "gewählt", ""], ["a2", "", "gewählt"], ["a3", "gewählt", "gewählt"]]
    found = entries(draft(tmp_path, ["id", "Which? - Hub", "Which? - Team"], rows))
    assert found[1]["ticked"] == ["gewählt"]


@pytest.mark.parametrize(("name", "kind"), [("id", "ignore"), ("Respondent ID", "ignore"), ("number", "number")])
def test_an_id_whose_every_value_repeats_is_no_answer(name, kind, tmp_path):
    rows: list[Row] = [[str(place % 3), f"words of person {place}"] for place in range(1, 10)]
    assert entries(draft(tmp_path, [name, "Why?"], rows))[0]["kind"] == kind


def test_what_the_file_labels_is_closed(tmp_path):
    (tmp_path / "surveys").mkdir()
    path = tmp_path / "surveys" / "s.sav"
    table = pd.DataFrame({"q1": [1.0, 2.0, 1.0], "q2": [1.0, 2.0, 2.0], "q3": ["words of mine", "and others", "to come"]})
    labels = {"q1": {1.0: "Poor", 2.0: "Fair", 3.0: "Good"}, "q2": {1.0: "Council", 2.0: "Police"}}
    pyreadstat.write_sav(table, path, column_labels=["How?", "Who?", "Why?"], variable_value_labels=labels)
    found = entries(describe_survey(path, Limits()))
    assert [(entry["id"], entry["kind"], entry["text"]) for entry in found] == [
        ("q1", "likert", "How?"),
        ("q2", "single", "Who?"),
        ("q3", "free_text", "Why?"),
    ]
    assert found[0]["scale"] == ["Poor", "Fair", "Good"]


# --- people -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["RespondentID", "Response ID", "id", "Participant number", "Case"])
def test_ids_that_stand_once_are_respondent_ids(tmp_path, header):
    assert entries(draft(tmp_path, [header, "q"], [[f"x{n}", "y"] for n in range(5)]))[0]["kind"] == "respondent_id"


def test_ids_that_repeat_are_not_used_and_the_way_to_use_them_is_said(tmp_path):
    text = draft(tmp_path, ["id", "q"], [[n, "y"] for n in [*range(30), 7]])
    assert entries(text)[0]["kind"] == "ignore"
    assert "repeated: last" in text


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Email", ["a", "b"]),
        ("Your full name", ["x", "y"]),
        ("IPAddress", ["x", "y"]),
        ("Contact", ["jane@example.org", "joe@example.org"]),
        ("Reach me at", ["07700 900123", "+44 7700 900 456"]),
        ("Respondent ID", ["Jane Doe", "Joe Bloggs"]),
        ("Where", ["LS1 4AP", "sw1a 1aa"]),
        ("Home address", ["1 High Street", "2 High Street"]),
    ],
)
def test_personal_data_is_ignored_with_the_reason(tmp_path, header, values):
    found = entries(draft(tmp_path, ["q", header], [["words", value] for value in values]))[1]
    assert found["kind"] == "ignore"
    assert str(found["reason"]).startswith("personal data")


def test_columns_of_the_survey_tool_and_empty_ones_are_ignored(tmp_path):
    found = entries(draft(tmp_path, ["StartDate", "Status", "q", "rest"], [["2024-01-02", "0", "words", ""]]))
    assert [entry["kind"] for entry in found] == ["ignore", "ignore", "free_text", "ignore"]
    assert (
        entries(draft(tmp_path, ["Status", "q"], [["Employed", "x"], ["Employed", "y"], ["Student", "z"], ["Student", "w"]]))[0][
            "kind"
        ]
        == "single"
    )


def test_a_weight_is_one_only_if_every_value_can_be(tmp_path):
    assert column(tmp_path, "weight", ["0.5", "1.5"])["kind"] == "weight"
    assert column(tmp_path, "weight", ["0.5", "-1.5"])["kind"] == "number"


# --- the text -----------------------------------------------------------------------------------------------------


def test_the_draft_says_what_it_guessed_and_why(tmp_path):
    text = draft(tmp_path, ["ID", "q"], [["a", "Yes"], ["b", "No"], ["c", ""], ["d", "No"], ["e", "Yes"]])
    assert "# B: 80 % filled; 4 filled cells hold 2 different answers" in text


def test_headers_above_and_below_are_drafted(tmp_path):
    text = draft(tmp_path, ["Survey of 2024"], [["p1", "words"], ["p2", "more"]], more=[[], ["id", "answer"]])
    assert yaml.safe_load(text)["first_row"] == 3
    assert yaml.safe_load(text)["header_rows"] == 1


@pytest.mark.parametrize(
    ("name", "illustrative"), [("feedback-illustrative.csv", True), ("synthetic_survey.csv", True), ("feedback.csv", False)]
)
def test_a_name_that_says_the_data_is_made_up_is_believed(tmp_path, name, illustrative):
    assert yaml.safe_load(draft(tmp_path, ["q"], [["words"], ["of"], ["mine"]], name=name))["illustrative"] is illustrative


def test_an_export_that_cannot_be_read_has_no_draft(tmp_path):
    (tmp_path / "empty.csv").write_text("\n\n")
    with pytest.raises(SourceError):
        describe_survey(tmp_path / "empty.csv", Limits())


texts = st.text(alphabet=st.sampled_from("ab 1:#-'\"{}[]!&*%@`\\,;|é€\u2028\x85😀\n\ud7ff"), max_size=10)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(header=st.lists(texts, min_size=1, max_size=4), rows=st.lists(st.lists(texts, min_size=1, max_size=4), max_size=6))
def test_a_draft_of_any_export_builds(tmp_path_factory, header, rows):
    if any(cell.strip() for row in [header, *rows] for cell in row):
        draft(tmp_path_factory.mktemp("draft"), ["q", *header], [["x", *row] for row in rows])


@pytest.mark.real
def test_a_draft_of_every_real_export_builds(tmp_path):
    shared = os.environ.get("EVIDENCE_SHARED")
    if not shared:
        pytest.skip("needs EVIDENCE_SHARED, the folder that holds benchmarks/survey_exports")
    benchmarks = Path(shared) / "benchmarks"
    exports = [p for s in ("csv", "xlsx", "sav") for p in sorted((benchmarks / "survey_exports").rglob(f"*.{s}"))]
    exports.append(benchmarks / "data_sharing_cases" / "use-cases.csv")
    (tmp_path / "surveys").mkdir()
    for export in exports:
        path = tmp_path / "surveys" / export.name
        path.write_bytes(export.read_bytes())
        path.with_suffix(".yaml").write_text(describe_survey(path, Limits()), encoding="utf-8")
        frames = read_survey(tmp_path, f"surveys/{export.name}", Limits())
        EvidenceBase({table: frames.get(table, empty.empty()) for table, empty in TABLES.items()})
        assert len(frames["answers"]) + len(frames["documents"]) > 0, export.name
    assert len(exports) >= 15


def test_one_misspelling_does_not_hide_a_scale(tmp_path):
    entry = column(tmp_path, "We share enough", [*AGREE * 5, "Stongly agree"])
    assert entry["kind"] == "likert"
    assert "Stongly agree" not in entry["scale"]


def test_words_that_were_asked_for_are_free_text_however_alike(tmp_path):
    assert (
        column(tmp_path, "Other, please say", ["by phone", "by phone", "email", "email", "email", "by phone"])["kind"]
        == "free_text"
    )


def test_a_column_whose_first_cells_differ_is_judged_by_them_and_any_other_by_all_its_cells(tmp_path, monkeypatch):
    """A million words of their own need not all be counted; a choice that only the last respondent made must be."""
    monkeypatch.setattr("evidence.sources.describe._ENOUGH", 40)
    own = [f"What number {n} would change is written here at some length" for n in range(60)]
    rows = [[f"p{n}", words, "Hub" if n % 2 else "Team"] for n, words in enumerate(own)]
    rows[-1] = ["p59", own[-1], "Both"]
    rows[-2] = ["p58", own[-1], "Both"]
    ids, why, choice = entries(draft(tmp_path, ["ID", "Why?", "Which?"], rows))
    assert (ids["kind"], why["kind"]) == ("respondent_id", "free_text")
    assert set(choice["options"]) == {"Hub", "Team", "Both"}


def test_a_question_is_called_by_its_number_not_by_its_column(tmp_path):
    long = "Thinking of the last twelve months, how far do you agree that "
    header = ["ID", f"{long}partners share enough?", f"{long}partners share in time?"]
    drafted = entries(draft(tmp_path, header, [[f"p{n}", answer, answer] for n, answer in enumerate(AGREE)]))
    assert [entry["id"] for entry in drafted[1:]] == ["q1", "q2"]


OFTEN = ["More time", "more staff", "More time.", "Training", "No idea"]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("What gets in the way of sharing?", OFTEN * 20),
        ("What else would help?", OFTEN * 20),
        ("How could the service be improved?", OFTEN * 20),
        (
            "Sharing",
            ["Nobody told us what we may share.", "The form takes too long!", "It works well here.", "Ask Jo Bloggs."] * 20,
        ),
        ("Tools", ["Phone"] * 30 + ["Post"] * 5 + ["Fax at Jo's", "A runner", "My own car"]),
        ("What are the main barriers?", ["time, trust", "trust, money", "money, time", "time, trust, money"] * 20),
    ],
)
def test_words_of_their_own_are_not_copied_into_a_draft_however_often_they_come_back(tmp_path, header, values):
    rows = [[f"p{number}", value] for number, value in enumerate(values)]
    text = draft(tmp_path, ["ID", header], rows)
    assert entries(text)[1]["kind"] == "free_text"
    assert not [value for value in set(values) if value in text]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Why did you leave?", ["Lack of opportunity to advance", "Excessive overtime hours", "Other"] * 10),
        ("Which sentence is right?", ["It is said to be honest, and kind.", "It is said to be honest and kind."] * 50),
        ("What is the main barrier?", ["Time;Trust", "Trust;Money", "Money;Time", "Time;Trust;Money"] * 20),
    ],
)
def test_answers_that_were_offered_stay_closed(tmp_path, header, values):
    assert column(tmp_path, header, values)["kind"] in ("single", "multiple")


def test_a_draft_says_how_to_make_repeated_words_a_choice(tmp_path):
    rows = [[f"p{number}", value] for number, value in enumerate(OFTEN * 3)]
    assert "make it kind: single, with its options" in draft(tmp_path, ["ID", "What else would help?"], rows)
