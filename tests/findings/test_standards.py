"""Evidence standards: the least that each level needs, and no level for what is no evaluation."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.findings import DESIGN, maryland_level, nesta_level, standards_of_cases

BEFORE = {"before_and_after": True}
DIFFERENCE = {**BEFORE, "comparison_before_and_after": True, "comparator_justified": True, "comparability_shown": True}
TRIAL = {"randomised": True, "comparability_shown": True, "attrition_addressed": True}


@pytest.mark.parametrize(
    ("design", "level"),
    [
        # Known answers: What Works Growth's page on the Scientific Maryland Scale
        ({}, 0),
        ({"theory_of_change": True, "independent": True}, 0),
        (BEFORE, 1),
        ({"untreated_compared": True}, 1),
        ({"untreated_compared": True, "control_variables": True}, 2),
        ({**BEFORE, "control_variables": True}, 2),
        ({"control_variables": True}, 0),
        (DIFFERENCE, 3),  # difference-in-differences: 3 there, 4 elsewhere
        ({**DIFFERENCE, "comparability_shown": False}, 1),
        ({"quasi_random": True, "suitability_shown": True}, 4),
        ({**BEFORE, "quasi_random": True}, 1),
        (TRIAL, 5),
        ({**TRIAL, **BEFORE, "attrition_addressed": False}, 1),
    ],
)
def test_the_maryland_scale_as_what_works_growth_words_it(design, level):
    assert maryland_level(design).level == level


STEPS = [
    {"theory_of_change"},
    {"before_and_after"},
    {"untreated_compared", "sample_justified"},
    {"independent", "replicated", "unit_cost"},
    {"run_by_others", "fidelity_checked"},
]


@pytest.mark.parametrize("level", range(6))
def test_each_of_nesta_s_levels_includes_those_below(level):
    held = set().union(*STEPS[:level])
    assert nesta_level(dict.fromkeys(held, True)).level == level
    for fact in held:  # without any one of the facts, a lower level
        assert nesta_level(dict.fromkeys(held - {fact}, True)).level < level


def test_a_level_says_what_it_rests_on_and_what_the_nearest_above_lacks():
    found = maryland_level({**TRIAL, **BEFORE, "attrition_addressed": False})
    assert found.reasons == DESIGN["before_and_after"]
    # level 2 lacks one fact and so does level 5: the lower of the two is named
    assert found.missing == f"level 2 needs {DESIGN['control_variables']}"
    assert maryland_level({**BEFORE, "control_variables": True, **TRIAL, "attrition_addressed": False}).missing == (
        f"level 5 needs {DESIGN['attrition_addressed']}"
    )
    assert maryland_level(TRIAL).missing == ""
    assert str(maryland_level({})) == "not scoreable"


def test_a_fact_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="no such fact of a design: luck"):
        nesta_level({"luck": True})


@given(st.dictionaries(st.sampled_from(sorted(DESIGN)), st.booleans()), st.sampled_from(sorted(DESIGN)))
def test_one_more_fact_never_lowers_a_level(design, fact):
    for scale in (maryland_level, nesta_level):
        assert scale({**design, fact: True}).level >= scale({**design, fact: False}).level


def test_a_case_study_stands_on_neither_scale_and_the_table_says_why():
    rows = [("leeds", "the hub", "Ana", "before_and_after", True), ("leeds", "the hub", "Ana", "theory_of_change", True)]
    evaluations = pd.DataFrame(rows, columns=["case_id", "evaluated", "by", "fact", "holds"])
    table = standards_of_cases(pd.Series(["leeds", "truro"]), evaluations)
    assert table[["case_id", "maryland", "nesta"]].values.tolist() == [
        ["leeds", "1", "2"],
        ["truro", "not scoreable", "not scoreable"],
    ]
    assert table["reasons"][1].startswith("a case study")
    assert table["missing"][0].startswith("Maryland: level 2 needs control variables")
