"""A coder that begins with what the codebook says and learns from people's codings, however few or many they are.

Each code has a score for a text: a prior mean that the codebook gives, plus what kernel ridge regression has learned
from coded texts that are like it, in words, in letters and in meaning (the mean of a Gaussian process). The scores of
texts that people coded are those of a model that has not seen them, which closed form gives at no cost; from these the
probabilities and the thresholds are fitted. With no coded text only the prior speaks, and its strength is no probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from evidence.codebook import Codebook
from evidence.coding import calibration
from evidence.coding.prior import Prior, fit_prior, speaks_for
from evidence.embedding import embed

Matrix = npt.NDArray[np.float64]

# Chosen on five folds of benchmarks/nhs_feedback, where none of them moves a figure by more than .01 within a factor of 2.
NOISE = 0.25
"""Share of what is heard that is noise: what ridge regression adds to the diagonal of a kernel whose diagonal is 1."""
OF_CONTEXT = 0.1
"""Weight of the context alone, whatever the text says."""
OF_VIEWS = (0.25, 0.25, 0.5)
"""Weights of likeness in words, in letters and in meaning."""
PRIOR_TEXTS = 20.0
"""As many texts, coded as all codes together are, stand behind the mean of each code."""

ENOUGH = 20
"""Texts with the code and texts without it, both decided by people, from which its probability is called calibrated."""

MOST = 10_000
"""Coded texts learned from; of more, those with the rarest codes are kept. The work grows with the cube of this number."""


@dataclass(frozen=True)
class Views:
    """Texts as the learner sees them: words and letters as sparse unit rows, meaning as unit rows, contexts by number."""

    words: csr_matrix
    letters: csr_matrix
    meaning: npt.NDArray[np.float32]
    context: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Prediction:
    """How sure the learner is, and what it decides.

    probability: (texts x codes), 0 to 1.
    threshold:   one a code: yes from here on.
    calibrated:  one a code: True where the probability was checked against enough of people's codings.
    exclusive:   True where each text has one code, and the most probable is decided for.
    """

    probability: Matrix
    threshold: Matrix
    calibrated: npt.NDArray[np.bool_]
    exclusive: bool = False

    @property
    def yes(self) -> npt.NDArray[np.bool_]:
        """(texts x codes): the decision."""
        if self.exclusive:
            best = self.probability.argmax(axis=1)
            return np.eye(self.probability.shape[1], dtype=bool)[best]
        enough: npt.NDArray[np.bool_] = self.probability >= self.threshold
        return enough


@dataclass(frozen=True)
class Learner:
    """What was learned; `predict` reads it."""

    vectorizers: tuple[TfidfVectorizer, TfidfVectorizer]
    contexts: tuple[str, ...]
    prior: Prior | None
    line: Matrix
    views: Views
    weights: Matrix
    first: Matrix
    second: Matrix
    threshold: Matrix
    calibrated: npt.NDArray[np.bool_]
    exclusive: bool


def fit(
    texts: Sequence[str],
    labels: npt.ArrayLike,
    codebook: Codebook | None = None,
    *,
    contexts: Sequence[str] | None = None,
    groups: Sequence[object] | None = None,
    exclusive: bool = False,
) -> Learner:
    """Learn from texts that people coded, and from texts that nobody did.

    labels:    (texts x codes), 1 for yes, 0 for no, NaN where nobody decided; codes in the codebook's order.
    contexts:  what each text answers or stands under; the same words may mean another thing there.
    groups:    texts of one group are judged by what was learned from other groups alone; by default, those with the
               same words are one.
    exclusive: True where each text has exactly one of the codes.

    >>> model = fit(["We trust them", "No trust at all", "No money", "Budgets were cut"], [[1, 0], [1, 0], [0, 1], [0, 1]])
    >>> predict(model, ["They trust us"]).probability.argmax()
    np.int64(0)
    """
    with threadpool_limits(1):  # the sum of many numbers depends on how they are shared out among threads
        y = np.asarray(labels, dtype=float)
        contexts = [""] * len(texts) if contexts is None else contexts
        vectorizers = _vectorizers(texts)
        distinct = tuple(sorted(set(contexts)))
        views = _see(vectorizers, texts, contexts, distinct)
        prior = None if codebook is None else fit_prior(codebook, texts, views.meaning)
        signal = _signal(prior, texts, views, y.shape[1])
        coded = _chosen(y)
        group = np.asarray(_numbered(texts if groups is None else groups))[coded]
        seen, labelled = _rows(views, coded), y[coded]
        line = _line(signal[coded], labelled)
        mean = _mean(line, signal[coded])
        similar = _likeness(distinct, distinct)
        kernel = _kernel(seen, similar)
        weights, unseen = _ridge(kernel, 2 * labelled - 1 - mean, group)
        scores = unseen + mean
        first = calibration.fit(calibration.shape(scores), labelled, calibration.SHRINKAGE[0])
        probability = calibration.apply(first, calibration.shape(scores))
        second = calibration.fit(calibration.competition(probability), labelled, calibration.SHRINKAGE[1])
        probability = calibration.apply(second, calibration.competition(probability))
        enough = ((labelled == 1).sum(axis=0) >= ENOUGH) & ((labelled == 0).sum(axis=0) >= ENOUGH)
        threshold = calibration.thresholds(probability)
        return Learner(vectorizers, distinct, prior, line, seen, weights, first, second, threshold, enough, exclusive)


def predict(model: Learner, texts: Sequence[str], contexts: Sequence[str] | None = None) -> Prediction:
    """How probable each code is for each text, and what that decides.

    contexts: as in `fit`.
    """
    with threadpool_limits(1):
        contexts = [""] * len(texts) if contexts is None else contexts
        distinct = tuple(sorted(set(contexts)))
        views = _see(model.vectorizers, texts, contexts, distinct)
        signal = _signal(model.prior, texts, views, len(model.threshold))
        scores = _mean(model.line, signal) + _learned(model, views, _likeness(distinct, model.contexts))
        probability = calibration.apply(model.first, calibration.shape(scores))
        probability = calibration.apply(model.second, calibration.competition(probability))
        if model.exclusive:
            probability = probability / probability.sum(axis=1, keepdims=True)
        return Prediction(probability, model.threshold, model.calibrated, model.exclusive)


def _vectorizers(texts: Sequence[str]) -> tuple[TfidfVectorizer, TfidfVectorizer]:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b", strip_accents="unicode")
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, max_features=300_000)
    # Two texts more, so that there is a vocabulary even where no text has a word or no two have one in common.
    padded = [*texts, "none", "none"]
    return words.fit(padded), letters.fit(padded)


def _see(
    vectorizers: tuple[TfidfVectorizer, TfidfVectorizer], texts: Sequence[str], contexts: Sequence[str], distinct: Sequence[str]
) -> Views:
    number = {context: place for place, context in enumerate(distinct)}
    words, letters = (csr_matrix(vectorizer.transform(texts)) for vectorizer in vectorizers)
    return Views(words, letters, embed(texts), np.array([number[context] for context in contexts], dtype=np.int64))


def _rows(views: Views, rows: npt.NDArray[np.int64]) -> Views:
    return Views(views.words[rows], views.letters[rows], views.meaning[rows], views.context[rows])


def _chosen(labels: Matrix) -> npt.NDArray[np.int64]:
    """The rows that anybody decided on, in order; of more than `MOST`, those whose rarest code is the rarest."""
    coded = np.flatnonzero((~np.isnan(labels)).any(axis=1))
    if len(coded) <= MOST:
        return coded
    counts = np.nansum(labels, axis=0)
    rarest = np.where(labels[coded] == 1, counts, np.inf).min(axis=1)
    return np.sort(coded[np.argsort(rarest, kind="stable")[:MOST]])


def _numbered(groups: Sequence[object]) -> list[int]:
    number: dict[object, int] = {}
    return [number.setdefault(group, len(number)) for group in groups]


def _signal(prior: Prior | None, texts: Sequence[str], views: Views, codes: int) -> Matrix:
    return np.zeros((len(texts), codes)) if prior is None else speaks_for(prior, texts, views.meaning)[0]


def _line(signal: Matrix, labels: Matrix) -> Matrix:
    """(codes x 2): level and slope by which the codebook's signal becomes a score from -1 to 1.

    Of each code by itself, with `PRIOR_TEXTS` texts added that are coded as all codes together are.
    """
    seen = ~np.isnan(labels)
    rows = np.stack([np.ones_like(signal), signal], axis=2)
    y = 2 * labels - 1
    scatter = rows[seen].T @ rows[seen] / max(seen.sum(), 1)
    pooled = np.linalg.solve(scatter + np.diag([1e-6, 1e-2]), rows[seen].T @ y[seen] / max(seen.sum(), 1))
    held = PRIOR_TEXTS * (scatter + np.diag([1e-6, 1e-2]))
    lines = []
    for j in range(labels.shape[1]):
        own, its = rows[seen[:, j], j], y[seen[:, j], j]
        lines.append(np.linalg.solve(own.T @ own + held, own.T @ its + held @ pooled))
    return np.array(lines)


def _mean(line: Matrix, signal: Matrix) -> Matrix:
    result: Matrix = line[:, 0] + line[:, 1] * signal
    return result


def _likeness(of: Sequence[str], to: Sequence[str]) -> Matrix:
    """(of x to): how alike contexts are: 1 for the same, 0 for nothing in common."""
    cosine = np.maximum(embed(of) @ embed(to).T, 0.0).astype(float) ** 2
    same = np.array([[a == b for b in to] for a in of], dtype=bool).reshape(cosine.shape)
    return np.where(same, 1.0, cosine)


def _kernel(views: Views, similar: Matrix) -> Matrix:
    """(texts x texts): how much one coded text tells of another. The diagonal is about 1."""
    by_words, by_letters, by_meaning = OF_VIEWS
    likeness = (by_words * (views.words @ views.words.T) + by_letters * (views.letters @ views.letters.T)).toarray()
    likeness += by_meaning * (views.meaning @ views.meaning.T)
    near = similar[np.ix_(views.context, views.context)]
    kernel: Matrix = likeness * (1 + near) / 2 + OF_CONTEXT * near
    return kernel


def _ridge(kernel: Matrix, target: Matrix, group: npt.NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """Weights of kernel ridge regression, and what it says of each text when the text's group is left out.

    target:  (texts x codes), NaN where nobody decided; such a text tells nothing of that code.
    returns: two (texts x codes).
    source:  leaving out in closed form: Rasmussen and Williams (2006), 5.4.2, here for groups.
    """
    weights, unseen = np.zeros_like(target), np.zeros_like(target)
    seen = ~np.isnan(target)
    patterns, which = np.unique(seen, axis=1, return_inverse=True)
    for pattern in range(patterns.shape[1]):
        rows, columns = np.flatnonzero(patterns[:, pattern]), np.flatnonzero(which.ravel() == pattern)
        if not len(rows):
            continue
        y = target[np.ix_(rows, columns)]
        inverse = _inverse(kernel[np.ix_(rows, rows)] + NOISE * np.eye(len(rows)))
        own = inverse @ y
        weights[np.ix_(rows, columns)] = own
        unseen[:, columns] = kernel[:, rows] @ own
        unseen[np.ix_(rows, columns)] = y - own / np.diag(inverse)[:, None]
        for members in _together(group[rows]):
            left_out = np.linalg.solve(inverse[np.ix_(members, members)], own[members])
            unseen[np.ix_(rows[members], columns)] = y[members] - left_out
    return weights, unseen


def _together(group: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """The places of each group that has more than one member."""
    order = np.argsort(group, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    return [part for part in parts if len(part) > 1]


def _inverse(matrix: Matrix) -> Matrix:
    """The inverse of a symmetric positive definite matrix, by its Cholesky factor."""
    factor, _ = lapack.dpotrf(matrix, lower=True, overwrite_a=True)
    lower, _ = lapack.dpotri(factor, lower=True, overwrite_c=True)
    full: Matrix = np.tril(lower) + np.tril(lower, -1).T
    return full


def _learned(model: Learner, views: Views, similar: Matrix) -> Matrix:
    """(texts x codes): what was learned, context by context, as sums over words, letters and meaning."""
    result = np.zeros((len(views.context), model.weights.shape[1]))
    sides: list[tuple[Any, Any, float]] = [
        (views.words, model.views.words, OF_VIEWS[0]),
        (views.letters, model.views.letters, OF_VIEWS[1]),
        (views.meaning, model.views.meaning, OF_VIEWS[2]),
    ]
    for context in np.unique(views.context):
        rows = np.flatnonzero(views.context == context)
        near = similar[context][model.views.context][:, None]
        result[rows] = OF_CONTEXT * (near * model.weights).sum(axis=0)
        for new, old, weight in sides:
            result[rows] += new[rows] @ (old.T @ (weight * model.weights * (1 + near) / 2))
    return result
