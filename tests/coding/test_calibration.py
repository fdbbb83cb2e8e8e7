import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evidence.coding import calibration

chances = arrays(float, st.tuples(st.integers(1, 8), st.integers(1, 4)), elements=st.floats(0, 1))


def test_a_code_without_codings_is_taken_to_be_as_all_codes_together_are():
    generator = np.random.default_rng(1)
    scores = generator.normal(size=(400, 3))
    labels = (scores + generator.normal(size=scores.shape) > 1).astype(float)
    labels[:, 2] = np.nan
    features = calibration.shape(scores, np.zeros_like(scores))
    weights = calibration.fit(features, labels, 1.0)
    pooled = calibration.fit(features[:, :2].reshape(-1, 1, 4), labels[:, :2].reshape(-1, 1), 1.0)[0]
    assert weights[2] == pytest.approx(pooled, abs=0.05)


def test_probabilities_hold_on_what_they_were_fitted_to():
    generator = np.random.default_rng(2)
    scores = generator.normal(size=(2_000, 1))
    labels = (generator.random(scores.shape) < calibration.sigmoid(2 * scores - 1)).astype(float)
    features = calibration.shape(scores, np.zeros_like(scores))
    probability = calibration.apply(calibration.fit(features, labels, 0.1), features)
    assert probability.mean() == pytest.approx(labels.mean(), abs=0.01)
    high = probability > 0.7
    assert probability[high].mean() == pytest.approx(labels[high].mean(), abs=0.05)


def test_all_yes_makes_sure_but_not_certain():
    features = calibration.shape(np.ones((5, 1)), np.zeros((5, 1)))
    probability = calibration.apply(calibration.fit(features, np.ones((5, 1)), 1.0), features)
    assert 0.5 < probability.min() <= probability.max() < 1


def test_the_threshold_is_half_the_best_f1_that_can_be_expected():
    # the surest two give 2 * (0.9 + 0.8) / (2 + 2.0) = 0.85; one gives 0.6, three 0.72, four 0.667
    assert calibration.thresholds(np.array([[0.9], [0.1], [0.8], [0.2]]))[0] == pytest.approx(0.425)


def test_no_threshold_is_so_low_that_guesses_are_of_no_use():
    assert calibration.thresholds(np.full((50, 1), 0.01))[0] == calibration.LEAST


def test_the_others_of_a_code_are_all_but_itself():
    features = calibration.competition(np.array([[0.5, 0.3, 0.1]]))
    assert features[0, :, 2] == pytest.approx([0.4, 0.6, 0.8])
    assert features[0, :, 3] == pytest.approx([0.3, 0.5, 0.5])


def test_a_code_alone_has_no_others():
    assert calibration.competition(np.array([[0.5]]))[0, 0, 2:].tolist() == [0, 0]


@given(chances)
def test_log_odds_are_undone_by_the_sigmoid(p):
    assert calibration.sigmoid(calibration.log_odds(p)) == pytest.approx(np.clip(p, 1e-4, 1 - 1e-4), abs=1e-9)


@given(chances)
def test_thresholds_are_between_the_least_and_a_half(p):
    threshold = calibration.thresholds(p)
    assert (threshold >= calibration.LEAST).all()
    assert (threshold <= 0.5).all()
