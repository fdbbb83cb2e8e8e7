"""What is told of the coders on trial, worked out by hand."""

import numpy as np
import pytest

from evidence.coding.trial import Trial
from evidence.exhibits import Statement
from evidence.summary import learning
from tests import drawing

NAN = float("nan")


@pytest.fixture
def trial():
    """Four passages of two documents; one decision is open."""
    truth = np.array([[1, 0], [1, 1], [0, NAN], [1, 0]])
    probability = np.array([[0.9, 0.1], [0.9, 0.3], [0.1, 0.9], [0.3, 0.3]])
    model = np.array([[1, 0], [1, 1], [0, 1], [0, 1]], dtype=bool)
    rules = np.array([[1, 0], [0, 0], [0, 0], [0, 0]], dtype=bool)
    return Trial(("A", "B"), ("d", "d", "e", "e"), truth, probability, model, rules)


def test_the_coders_are_counted_where_people_decided(trial):
    rows = {row[0]: row[1:6] for row in learning.coders_on_trial(trial).rows}
    # people gave 4; the model said yes to 4 that were decided on, 3 of them right: precision 3/4, recall 3/4
    assert rows["the learning coder"] == ("4", "3", "75%", "75%", "75%")
    # the rules said yes once, and right: precision 1, recall 1/4, F1 2/5
    assert rows["the rules"] == ("1", "1", "100%", "25%", "40%")
    assert rows["both say yes"] == ("1", "1", "100%", "25%", "40%")


def test_a_share_of_few_codings_is_not_told_but_how_many_are_lacking(trial):
    base = drawing.base(codes="code | name\nA | First\nB | Second")
    rows = {row[0]: row[1:] for row in learning.codes_on_trial(trial, base).rows}
    assert rows["First"] == ("3", "2", "2", "–", "–", "precision: 18 more needed; recall: 17 more needed")
    assert rows["Second"] == ("1", "2", "1", "–", "–", "precision: 18 more needed; recall: 19 more needed")


def test_the_calibration_curve_leaves_out_what_nobody_decided(trial):
    rows = learning.calibration_table(trial).rows
    assert [row[2] for row in rows] == ["2", "3", "2"]  # around .1, .3 and .9; the open decision at .9 is none
    assert [row[4] for row in rows] == ["0%", "67%", "100%"]
    chart = learning.calibration_chart(trial)
    assert "of 3 guesses of about 30%, people gave 67%" in chart.alt.lower()
    assert chart.png == learning.calibration_chart(trial).png


def test_the_first_sentence_says_which_coder_does_better_and_how_surely(trial):
    said = learning.trial_said(trial).sentences
    assert "F1 0.75 beside 0.40 (difference +0.35" in said[0]
    assert "4 passages of 2 documents" in said[1]


def test_without_a_trial_a_sentence_says_so():
    for shown in (learning.trial_said, learning.coders_on_trial, learning.calibration_table, learning.calibration_chart):
        assert isinstance(shown(None), Statement)
    assert isinstance(learning.codes_on_trial(None, drawing.base()), Statement)
