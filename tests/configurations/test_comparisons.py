"""From `configurations.yaml` to a comparison, and what bad input gets."""

from __future__ import annotations

import pandas as pd
import pytest

from evidence.configurations import chance, check_comparisons, read_comparisons
from evidence.configurations.reading import read_plans
from evidence.configurations.truth_table import Cuts, Sets, too_many_conditions
from evidence.errors import CodingError
from tests.drawing import base as drawn_base

PLAN = """comparisons:
  - id: trust
    question: Where is a gain told?
    by: ana
    leave_out: {wells: Not a place.}
    conditions:
      - {id: TRUST, name: Trust, means: Trust helps., kind: crisp, expected: present, codes: [trust], polarity: enabler}
      - {id: BIG, name: Many people, means: Above 50 thousand., kind: crisp, attribute: people, cut: [50]}
    outcome:
      id: GAIN
      name: A gain is told
      means: Told by those who know.
      kind: fuzzy
      scores:
        - {case: bath, score: 0.9, why: Told., for: [{segment: "bath:0-26", quote: built trust and gained}]}
        - {case: leeds, score: 0.8, why: Told.}
        - {case: truro, score: 0.1, why: Nothing told.}
    cuts: {consistency: 0.75, cases: 1}
"""


@pytest.fixture
def base():
    return drawn_base(
        cases="case_id | place\nbath | Bath\nleeds | Leeds\ntruro | Truro\nwells | Wells",
        case_attributes="case_id | attribute | value\nbath | people | 90\nleeds | people | 500\ntruro | people | 20",
        segments="""
            document_id | text
            bath  | They built trust and gained.
            leeds | Staff came to trust the hub.
            truro | There was no trust at all here.
            wells | A workshop about trust.""",
        codings="""
            segment_id | code | applied | polarity
            bath:0-28  | trust | yes    | enabler
            leeds:0-28 | trust | unsure | enabler
            truro:0-31 | trust | yes    | barrier""",
    )


def written(tmp_path, text=PLAN):
    path = tmp_path / "configurations.yaml"
    path.write_text(text.replace("bath:0-26", "bath:0-28"), encoding="utf-8")
    return path


def problems(path, base):
    found = check_comparisons(path, "configurations.yaml", base)
    return [f"{problem.where.rpartition(', ')[2]}: {problem.what}" for problem in found]


def test_scores_come_from_codes_attributes_and_hands_and_an_unsure_coding_is_no_yes(base, tmp_path):
    found = read_comparisons(written(tmp_path), "configurations.yaml", base)[0]
    assert found.sets.scores.to_dict("list") == {"TRUST": [1, 0, 0], "BIG": [1, 1, 0]}
    assert found.sets.outcome.tolist() == [0.9, 0.8, 0.1]
    trust = found.support[(found.support["set"] == "TRUST") & found.support["segment_id"].notna()]
    assert trust[["case_id", "segment_id"]].to_numpy().tolist() == [["bath", "bath:0-28"]]


def test_a_comparison_holds_the_solution_and_what_it_hangs_on(base, tmp_path):
    found = read_comparisons(written(tmp_path), "configurations.yaml", base)[0]
    # Rows: 11 (bath) .9, 01 (leeds) .8, 00 (truro) .1; at a consistency of .75 the first two are present, so BIG.
    models = found.models.set_index("kind")["solution"].to_dict()
    assert models == {"conservative": "BIG", "parsimonious": "BIG", "intermediate": "BIG"}
    assert found.shown == "intermediate"
    assert found.diversity == {"possible": 4, "shown": 3, "never": 1}
    assert len(found.warnings) == 2  # two conditions make 4 configurations for 3 cases, and are more than a third of them
    strict = found.robust[found.robust["choice"].str.contains("0.85")]
    assert strict["solution"].tolist() == ["TRUST*BIG"]
    assert strict["same"].tolist() == [False]


def test_chance_is_the_share_of_deals_that_explain_as_much():
    # One condition that two of four cases share with the outcome: of the 6 ways to deal two outcomes, 1 hits both again.
    # The four others mix each row, and one gives the outcome to the cases without the condition, which also covers all.
    cases = pd.DataFrame({"A": [1.0, 1, 0, 0]}, index=list("abcd"))
    share = chance(Sets(cases, pd.Series([1.0, 1, 0, 0], index=list("abcd")), {"A": 2}), Cuts(), seed=1, draws=3000)
    assert share == pytest.approx(2 / 6, abs=0.03)


def test_chance_cannot_be_said_where_nothing_is_present():
    cases = pd.DataFrame({"A": [1.0, 1]}, index=list("ab"))
    assert pd.isna(chance(Sets(cases, pd.Series([1.0, 0], index=list("ab")), {"A": 2}), Cuts(), seed=1, draws=2))


def test_three_conditions_are_not_too_many_for_eleven_cases_but_four_are():
    assert not too_many_conditions(11, dict.fromkeys("ABC", 2))
    assert len(too_many_conditions(11, dict.fromkeys("ABCD", 2))) == 2


BAD = [
    ("score: 0.8", "score: 0.5", "line 16: case 'leeds' has a membership of exactly 0.5 in GAIN: neither in nor out"),
    ("score: 0.8", "score: 1.2", "line 16: case 'leeds' has a score in GAIN that is not a number from 0 to 1"),
    ("kind: fuzzy", "kind: fuzy", "line 13: 'kind' is none of crisp, fuzzy, multi-value"),
    ("question:", "qestion:", "line 3: unknown key 'qestion'; did you mean 'question'?"),
    ("consistency: 0.75", "consistency: 0.3", "line 18: 'consistency' is no number from 0.5 to 1"),
    ("cut: [50]", "cut: [50, 20]", "line 8: 'cut' is no list of numbers that rise"),
    ("id: BIG", "id: TRUST", "line 7: two conditions are called TRUST"),
    ("{wells: Not a place.}", "[wells]", "line 5: 'leave_out' gives no reason for each case"),
    ("means: Trust helps.", "values: 3", "line 7: 'means' is missing: it says what counts as a member"),
    ("means: Trust helps.", "values: 3", "line 7: 'values' is no number of values from 2 to 10 of a"),
    (", codes: [trust], polarity: enabler", "", "line 7: needs one rule that gives scores"),
    ("polarity: enabler", "polarity: good", "line 7: 'polarity' is no side"),
    ("polarity: enabler", "at_least: 0", "line 7: 'at_least' is no whole number from 1 on"),
    ("expected: present", "expected: 7", "line 7: 'expected' is neither present nor absent nor one of the values"),
    (", why: Nothing told.", "", "line 17: case 'truro': no reason for its score in GAIN"),
    ("case: leeds", "case: bath", "line 16: case 'bath' is scored twice in GAIN"),
    ("cut: [50]", "calibrate: {exclusion: 9, crossover: 5, inclusion: 20}", "line 8: exclusion, crossover and inclusion are not"),
]
BAD += [
    ("cut: [50]", "memberships: {'90': 2}", "line 8: value '90' has a score in BIG that is not a whole number from 0 to 1"),
    ("cut: [50]", "memberships: [1]", "line 8: 'memberships' is no mapping"),
    (", cut: [50]", "", "line 8: needs one way from a value to a score"),
    ("codes: [trust]", "codes: trust", "line 7: 'codes' is no list of codes"),
    ("kind: crisp, expected: present", "kind: fuzzy", "line 7: a number of passages makes a crisp set only"),
    ("cut: [50]", "calibrate: {exclusion: 1, crossover: 5, inclusion: 20, x: 1}", "line 8: unknown key 'x'"),
    ("cuts: {consistency: 0.75, cases: 1}", "cuts: [1]", "line 18: 'cuts' is no mapping"),
    ("cases: 1}", "cases: 0}", "line 18: 'cases' is no whole number from 1 on"),
    ("cases: 1}", "case: 1}", "line 18: unknown key 'case'"),
    ("id: BIG", "id: big one", "line 8: has no id that can be used"),
    ("kind: fuzzy", "kind: multi-value", "line 13: the outcome is multi-value"),
    ("by: ana", "by: ''", "line 4: the comparison does not say who decided"),
]
NEED_CASES = [
    ("        - {case: leeds, score: 0.8, why: Told.}\n", "", "line 10: case 'leeds' has no score in GAIN"),
    ("leave_out: {wells: Not a place.}", "leave_out: {}", "line 10: case 'wells' has no score in GAIN"),
    ("case: leeds", "case: leads", "line 16: GAIN scores case 'leads', which does not take part; did you mean 'leeds'?"),
    ("codes: [trust]", "codes: [trsut]", "line 7: code 'trsut' is not in the codebook; did you mean 'trust'?"),
    ("attribute: people", "attribute: peple", "line 8: no case has an attribute 'peple' with one value; did you mean 'people'?"),
    ("attribute: people", "attribute: place", "line 8: case 'bath' has no score in BIG: place is 'Bath'"),
    (
        "quote: built trust and gained",
        "quote: built mistrust and gained",
        "line 15: GAIN, case 'bath', segment bath:0-28: its words",
    ),
    ("bath:0-26", "leeds:0-28", "line 15: GAIN, case 'bath', segment leeds:0-28: its words are not those quoted"),
    ("{wells:", "{walls:", "line 2: leaves out case 'walls', of which nothing was read"),
]


@pytest.mark.parametrize(("good", "bad", "told"), BAD)
def test_what_the_file_says_wrong_is_told_with_its_line_before_anything_is_built(good, bad, told, base, tmp_path):
    assert good in PLAN
    found = problems(written(tmp_path, PLAN.replace(good, bad, 1)), None)
    assert any(line.startswith(told) for line in found), found


@pytest.mark.parametrize(("good", "bad", "told"), NEED_CASES)
def test_what_does_not_fit_the_cases_is_told_with_its_line(good, bad, told, base, tmp_path):
    assert good in PLAN
    path = written(tmp_path, PLAN.replace(good, bad, 1))
    assert problems(path, None) == []
    found = problems(path, base)
    assert any(line.startswith(told) for line in found), found


def test_a_passage_of_another_case_supports_no_score(base, tmp_path):
    cited = '{segment: "leeds:0-28", quote: came to trust the hub}'
    path = written(tmp_path, PLAN.replace('{segment: "bath:0-26", quote: built trust and gained}', cited))
    assert problems(path, base) == ["line 15: GAIN, case 'bath': segment leeds:0-28 is not of this case"]


def test_a_number_calibrated_to_exactly_half_is_told_with_case_condition_and_mend(base, tmp_path):
    fuzzy = "kind: fuzzy, attribute: people, calibrate: {exclusion: 10, crossover: 90, inclusion: 300}"
    path = written(tmp_path, PLAN.replace("kind: crisp, attribute: people, cut: [50]", fuzzy))
    found = check_comparisons(path, "configurations.yaml", base)
    assert [problem.what for problem in found] == ["case 'bath' has a membership of exactly 0.5 in BIG"]
    assert "crossover" in found[0].mend


def test_a_well_written_plan_has_no_problem(base, tmp_path):
    assert problems(written(tmp_path), base) == []


@pytest.mark.parametrize("text", ["", "comparisons: []", "- a", "comparisons: [a]"])
def test_a_file_without_comparisons_is_told(text, tmp_path):
    with pytest.raises(CodingError):
        read_plans(written(tmp_path, text), "configurations.yaml")


def test_two_comparisons_need_two_names(tmp_path):
    twice = PLAN + PLAN.partition("comparisons:\n")[2]
    with pytest.raises(CodingError, match="the id 'trust' was used before"):
        read_plans(written(tmp_path, twice), "configurations.yaml")


def test_sets_refuse_a_membership_of_exactly_half():
    cases = pd.DataFrame({"A": [1.0, 0.5]}, index=["leeds", "bath"])
    with pytest.raises(ValueError, match=r"case 'bath' in A is missing, out of range or exactly 0\.5"):
        Sets(cases, pd.Series([1.0, 0], index=["leeds", "bath"]), {"A": 2})


def test_a_number_is_cut_into_values_or_calibrated_and_its_thresholds_are_moved(base, tmp_path):
    three = "kind: multi-value, values: 3, attribute: people, cut: [50, 200]"
    found = read_comparisons(written(tmp_path, PLAN.replace("kind: crisp, attribute: people, cut: [50]", three)), "c", base)[0]
    assert found.sets.scores["BIG"].tolist() == [1, 2, 0]
    assert found.models.loc[0, "solution"] == "TRUST{1}*BIG{1} + TRUST{0}*BIG{2}"
    assert sum("threshold(s) 10%" in choice for choice in found.robust["choice"]) == 2
    fuzzy = "kind: fuzzy, attribute: people, calibrate: {exclusion: 10, crossover: 50, inclusion: 300}"
    found = read_comparisons(written(tmp_path, PLAN.replace("kind: crisp, attribute: people, cut: [50]", fuzzy)), "c", base)[0]
    assert found.sets.scores["BIG"].gt(0.5).tolist() == [True, True, False]
    assert [choice for choice in found.robust["choice"] if "crossover" in choice] == [
        "BIG: the crossover 29 lower",
        "BIG: the crossover 29 higher",
    ]


def test_a_value_of_an_attribute_is_a_member_as_the_plan_says(base, tmp_path):
    text = PLAN.replace("cut: [50]", "memberships: {'90': 1, '500': 1, '20': 0}")
    assert read_comparisons(written(tmp_path, text), "c", base)[0].sets.scores["BIG"].tolist() == [1, 1, 0]


def test_more_values_than_the_set_has_are_told(base, tmp_path):
    path = written(tmp_path, PLAN.replace("cut: [50]", "cut: [50, 200]"))
    assert problems(path, base) == ["line 8: case 'leeds' has the value 2 in BIG"]
