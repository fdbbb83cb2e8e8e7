"""Answers that stand on a known scale are put in its order, the most negative first."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.sources.scales import find_scale

AGREEMENT = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")

SCALES = {
    "agreement": AGREEMENT,
    "satisfaction": ("Very dissatisfied", "Fairly dissatisfied", "Neither", "Fairly satisfied", "Very satisfied"),
    "likelihood": ("Very unlikely", "Unlikely", "Likely", "Extremely likely"),
    "importance": ("Not at all important", "Not very important", "Fairly important", "Very important"),
    "favour": ("Very unfavorably", "Somewhat unfavorably", "Neither favorably nor unfavorably (neutral)", "Very favorably"),
    "ease": ("Very difficult", "Difficult", "Easy", "Very easy"),
    "support": ("Strongly oppose", "Tend to oppose", "Tend to support", "Strongly support"),
    "how often": ("Never", "Rarely", "Sometimes", "Often", "Very Often", "Always"),
    "how much": ("Not at all", "Not much", "Some", "A lot"),
    "how good": ("Very poor", "Poor", "Fair", "Good", "Excellent"),
    "high and low": ("low", "medium", "high"),
}


@pytest.mark.parametrize("name", SCALES)
def test_a_scale_is_known_in_any_order(name):
    for shuffled in itertools.islice(itertools.permutations(SCALES[name]), 0, 120, 7):
        scale = find_scale(shuffled)
        assert scale is not None
        assert (scale.name, scale.order, scale.outside) == (name, SCALES[name], ())


@given(st.permutations(AGREEMENT), st.integers(2, 5))
def test_any_part_of_a_scale_keeps_its_order(answers, some):
    part = [answer for answer in AGREEMENT if answer in answers[:some]]
    scale = find_scale(answers[:some])
    assert scale is not None
    assert list(scale.order) == part


def test_answers_outside_the_scale_are_set_apart():
    scale = find_scale(["Agree", "Don't know", "Disagree", "N/A"])
    assert scale is not None
    assert (scale.order, scale.outside) == (("Disagree", "Agree"), ("Don't know", "N/A"))


@pytest.mark.parametrize(
    "answers",
    [
        ["Yes", "No"],
        ["Agree", "Yes"],
        ["Agree"],
        ["Agree", "Don't know"],
        ["Strongly agree", "Very strongly agree", "Completely agree"],
        ["I would agree if it were not for the time it takes", "Disagree"],
        ["Never", "Always", "Blue"],
        ["Council", "Police", "Health"],
        [],
    ],
)
def test_other_answers_are_no_scale(answers):
    assert find_scale(answers) is None
