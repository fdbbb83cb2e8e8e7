"""From scores to probabilities that hold, and from probabilities to decisions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

SHRINKAGE = (1.0, 10.0)
"""How firmly a code with few codings is held to what all codes together say, in the first and in the second step."""

LEAST = 0.15
"""No code is given below this probability, however rare it is: so few such guesses are right that they help no reader."""


def shape(scores: Matrix, ruled: Matrix) -> Matrix:
    """(texts x codes x 4): what the log odds are made of: 1, the score, a term that bends its low end, the rules' strength.

    scores: least-squares scores, about -1 for no and 1 for yes. On such scores a plain logistic (Platt 1999) is too sure
            in the middle; the logarithm corrects that.
    ruled:  how strongly the rules say yes, from 0 to 1.
    """
    bent = np.log(np.clip((scores + 1.1) / 2, 0.02, None))
    return np.stack([np.ones_like(scores), scores, bent, ruled], axis=2)


def competition(probabilities: Matrix) -> Matrix:
    """(texts x codes x 4): 1, the log odds, and the sum and the greatest of the other codes' probabilities.

    Codes compete for a text or come together; which of the two is learned from people's codings.
    """
    sum_of_others = probabilities.sum(axis=1, keepdims=True) - probabilities
    ordered = np.sort(probabilities, axis=1)
    second = ordered[:, -2:-1] if probabilities.shape[1] > 1 else np.zeros_like(ordered)
    greatest = np.where(probabilities == ordered[:, -1:], second, ordered[:, -1:])
    return np.stack([np.ones_like(probabilities), log_odds(probabilities), sum_of_others, greatest], axis=2)


def log_odds(probabilities: Matrix) -> Matrix:
    clipped = np.clip(probabilities, 1e-4, 1 - 1e-4)
    odds: Matrix = np.log(clipped / (1 - clipped))
    return odds


def sigmoid(x: Matrix) -> Matrix:
    result: Matrix = 1 / (1 + np.exp(-np.clip(x, -30, 30)))
    return result


def fit(features: Matrix, labels: Matrix, shrinkage: float) -> Matrix:
    """(codes x features): one logistic regression a code, each drawn towards that of all codes together.

    features: (texts x codes x features).
    labels:   (texts x codes), 1 for yes, 0 for no, NaN where nobody decided.
    """
    seen = ~np.isnan(labels)
    size = features.shape[2]
    pooled = _logistic(features[seen], labels[seen], np.zeros(size), 0.01)
    columns = range(labels.shape[1])
    return np.array([_logistic(features[seen[:, j], j], labels[seen[:, j], j], pooled, shrinkage) for j in columns])


def apply(weights: Matrix, features: Matrix) -> Matrix:
    """(texts x codes): probabilities."""
    return sigmoid((features * weights[None]).sum(axis=2))


def _logistic(features: Matrix, labels: Matrix, centre: Matrix, shrinkage: float) -> Matrix:
    """Weights that fit `labels` best, with a normal prior about `centre`; by Newton's method with halved steps."""

    def loss(weights: Matrix) -> float:
        z = features @ weights
        away = weights - centre
        return float(np.logaddexp(0, z).sum() - labels @ z + shrinkage * (away @ away) / 2)

    weights = centre.copy()
    value = loss(weights)
    for _ in range(50):
        p = sigmoid(features @ weights)
        slope = features.T @ (p - labels) + shrinkage * (weights - centre)
        bend = (features * (p * (1 - p))[:, None]).T @ features + shrinkage * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        while (better := loss(weights - step)) > value and np.abs(step).max() > 1e-10:
            step = step / 2
        weights, value = weights - step, better
        if np.abs(step).max() < 1e-8:
            break
    return weights


def thresholds(probabilities: Matrix) -> Matrix:
    """One a code: the probability from which "yes" makes the expected F1 greatest.

    It is half of that greatest F1 (Lipton et al. 2014), which hardly varies with the luck of a few coded texts, as a
    threshold searched on the labels themselves does; and not less than `LEAST`.
    """
    ordered = -np.sort(-probabilities, axis=0)
    given = np.arange(1, len(ordered) + 1)[:, None]
    expected: Matrix = (2 * np.cumsum(ordered, axis=0) / (given + ordered.sum(axis=0))).max(axis=0)
    return np.maximum(expected / 2, LEAST)
