"""A coder that begins with what the codebook says and learns from people's codings, however few or many they are.

Each code has a score for a text: a prior mean that the codebook gives, plus what kernel ridge regression has learned
from coded texts that are like it, in words, in letters and in meaning (the mean of a Gaussian process). The scores of
texts that people coded are those of a model that has not seen them, which closed form gives at no cost; from these, and
from what the rules say of the texts, the probabilities and the thresholds are fitted. With no coded text only the prior
speaks, and its strength is no probability.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack, solve
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from evidence.codebook import Codebook
from evidence.coding import calibration
from evidence.coding.letters import Letters, fit_letters
from evidence.coding.prior import Prior, fit_prior, speaks_for
from evidence.coding.rules import strengths
from evidence.embedding import embed

Matrix = npt.NDArray[np.float64]

# Chosen on five folds of benchmarks/nhs_feedback, where none of them moves a figure by more than .01 within a factor of 2.
NOISE = 0.25
"""Share of what is heard that is noise: what ridge regression adds to the diagonal of a kernel whose diagonal is 1."""
OF_CONTEXT = 0.1
"""Weight of the context alone, whatever the text says."""
OF_VIEWS = (0.25, 0.25, 0.5)
"""Weights of likeness in words, in letters and in meaning."""
WORDED = (0.45, 0.45, 0.1)
"""The same where the embedding tells little of the meaning: of long texts, and of languages other than English."""
CLEARLY = 0.97
"""Share of the log loss of the usual weights, on texts left out, below which the others are taken: 1.00 on comments of NHS
patients and 1.06 on lines of a chat, but .93 on news of a hundred words and .95 on Slovenian comments."""
TRIED_ON = (100, 1_000)
"""Coded texts with fewer than which the weights are not put to trial, and of which no more are used for it."""
PRIOR_TEXTS = 20.0
"""As many texts, coded as all codes together are, stand behind the mean of each code."""

STEEPNESS, MEANT, ECHO = 0.5, 0.7, 0.5
"""Without coded texts: how fast strength rises with the signal, how many of the texts that hold a code's terms are taken
to mean the code, and how much the coder lets itself be taught by what it finds in like texts."""
SELF_TAUGHT = 3_000
"""Texts that it teaches itself on."""

ENOUGH = 20
"""Texts with the code and texts without it, both decided by people, from which its probability is called calibrated."""

STUDENT_NOISE = 0.3
NEAR = 0.5
"""Log odds from a code's threshold within which a text is embedded, not guessed at: 30 in 100 comments of NHS patients."""

FEW = 100
"""Texts of one context up to which comparing them one by one is the faster way."""
BLOCK = 500
"""Rows of a kernel that are worked on at a time."""
COMMON = 0.05
"""Share of texts from which a word, or some letters, that so many have is multiplied as if all had it: the faster way."""

PART = 4_000
"""Coded texts learned from together. More are learned from in parts, each apart from the others, and the mean of the parts
counts (Zhang, Duchi and Wainwright 2015): the work grows with the cube of a part, and with the number of parts."""


Vectorizers = tuple[TfidfVectorizer, Letters]
Weights = tuple[float, float, float]


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
            return np.asarray(np.eye(self.probability.shape[1], dtype=bool)[best])
        return np.asarray(self.probability >= self.threshold)


@dataclass(frozen=True)
class Alone:
    """The codebook's word on a text, before anybody coded one.

    Texts that are like those for which the codebook speaks clearly are taken to be of the same code: the coder teaches
    itself. The level of a code is set so that it comes up as often as its terms suggest.

    codebook: what the rules read.
    prior:   reads the terms, definitions and examples.
    views, weights: the texts it taught itself on, and what it learned of each.
    level:   one a code: the signal at which the code is as likely as not.
    """

    codebook: Codebook
    prior: Prior
    views: Views
    weights: Matrix
    level: Matrix


@dataclass(frozen=True)
class Learner:
    """What was learned; `predict` reads it. `lines`, `first` and `second` are empty where nobody coded a text.

    heard:         of the texts at hand as many as its student learns from.
    of_views:      the weights of the views that people's codings speak for.
    coded, unseen: the rows of the texts learned from, and (coded x codes) their probabilities by what was learned from
                   others alone; `predict` would tell of them what it was told.
    """

    vectorizers: Vectorizers
    contexts: tuple[str, ...]
    heard: Views
    alone: Alone | None
    lines: Matrix
    views: Views
    of_views: Weights
    weights: Matrix
    first: Matrix
    second: Matrix
    threshold: Matrix
    calibrated: npt.NDArray[np.bool_]
    exclusive: bool
    coded: npt.NDArray[np.int64]
    unseen: Matrix

    @cached_property
    def student(self) -> npt.NDArray[np.float32]:
        """(words x 384): guesses the meaning of a text from its words. Only who judges sparingly needs it."""
        return _student(self.heard)


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
        distinct = tuple(sorted(set(contexts)))
        vectorizers = _vectorizers(texts)
        views = _see(vectorizers, texts, contexts, distinct)
        similar = _likeness(distinct, distinct)
        heard = _rows(views, _spread(len(texts), SELF_TAUGHT))
        alone, signal, ruled = None, np.zeros_like(y), np.zeros_like(y)
        if codebook is not None:
            ruled = strengths(texts, contexts, codebook)
            alone, signal = _read(codebook, texts, views, similar)
        group = np.asarray(_numbered(texts if groups is None else groups))
        coded = _chosen(y, group)
        if not len(coded):
            return _unlearned(vectorizers, distinct, heard, alone, signal, _rows(views, coded), exclusive)
        seen, labelled = _rows(views, coded), y[coded]
        lines = _lines(signal[coded], labelled)
        mean = _mean(lines, signal[coded])
        of_views = _tried(seen, similar, mean, ruled[coded], labelled, group[coded])
        weights, unseen = _taught(seen, similar, 2 * labelled - 1 - mean, group[coded], of_views)
        shape = calibration.shape(unseen + mean, ruled[coded])
        first = calibration.fit(shape, labelled, calibration.SHRINKAGE[0])
        probability = calibration.apply(first, shape)
        second = calibration.fit(calibration.competition(probability), labelled, calibration.SHRINKAGE[1])
        probability = calibration.apply(second, calibration.competition(probability))
        enough = ((labelled == 1).sum(axis=0) >= ENOUGH) & ((labelled == 0).sum(axis=0) >= ENOUGH)
        threshold = calibration.thresholds(probability)
        if exclusive:
            probability = _shared_out(probability)
        return Learner(
            vectorizers,
            distinct,
            heard,
            alone,
            lines,
            seen,
            of_views,
            weights,
            first,
            second,
            threshold,
            enough,
            exclusive,
            coded,
            probability,
        )


def predict(model: Learner, texts: Sequence[str], contexts: Sequence[str] | None = None, *, sparing: bool = False) -> Prediction:
    """How probable each code is for each text, and what that decides.

    contexts: as in `fit`.
    sparing:  True to embed only the texts that are near a decision, judged by a guess at their meaning: several times as
              fast, and a little less good.
    """
    with threadpool_limits(1):
        contexts = [""] * len(texts) if contexts is None else contexts
        distinct = tuple(sorted(set(contexts)))
        similar = _likeness(distinct, model.contexts)
        if not sparing:
            views = _see(model.vectorizers, texts, contexts, distinct)
            return _prediction(model, _judge(model, texts, contexts, views, similar))
        views = _see(model.vectorizers, texts, contexts, distinct, model.student)
        probability = _judge(model, texts, contexts, views, similar)
        near = np.flatnonzero(_distance(model, probability) < NEAR)
        some, theirs = ([side[row] for row in near.tolist()] for side in (texts, contexts))
        looked = Views(views.words[near], views.letters[near], embed(some), views.context[near])
        probability[near] = _judge(model, some, theirs, looked, similar)
        return _prediction(model, probability)


def _judge(model: Learner, texts: Sequence[str], contexts: Sequence[str], views: Views, similar: Matrix) -> Matrix:
    """(texts x codes): probabilities, or strengths where nothing was learned."""
    signal, ruled = (np.zeros((len(texts), len(model.threshold))) for _ in range(2))
    if model.alone is not None:
        ruled = strengths(texts, contexts, model.alone.codebook)
        echo = _learned(views, model.alone.views, model.alone.weights, similar)
        signal = speaks_for(model.alone.prior, texts, views.meaning)[0] + echo - model.alone.level
    if not len(model.first):
        return calibration.sigmoid(STEEPNESS * signal)
    scores = _mean(model.lines, signal) + _learned(views, model.views, model.weights, similar, model.of_views)
    probability = calibration.apply(model.first, calibration.shape(scores, ruled))
    return calibration.apply(model.second, calibration.competition(probability))


def _distance(model: Learner, probability: Matrix) -> Matrix:
    """One a text: log odds between what is said of it and the nearest other decision."""
    odds = calibration.log_odds(probability)
    if model.exclusive and odds.shape[1] > 1:
        best = np.sort(odds, axis=1)[:, -2:]
        return np.asarray(best[:, 1] - best[:, 0])
    return np.asarray(np.abs(odds - calibration.log_odds(model.threshold)).min(axis=1))


def _prediction(model: Learner, probability: Matrix) -> Prediction:
    shared = _shared_out(probability) if model.exclusive else probability
    return Prediction(shared, model.threshold, model.calibrated, model.exclusive)


def _unlearned(
    vectorizers: Vectorizers,
    contexts: tuple[str, ...],
    heard: Views,
    alone: Alone | None,
    signal: Matrix,
    nothing: Views,
    exclusive: bool,
) -> Learner:
    """What can be said where nobody coded a text."""
    codes, empty = signal.shape[1], np.zeros((0, 0))
    threshold, calibrated = calibration.thresholds(calibration.sigmoid(STEEPNESS * signal)), np.zeros(codes, dtype=bool)
    weights, none = np.zeros((0, codes)), np.zeros(0, dtype=np.int64)
    return Learner(
        vectorizers,
        contexts,
        heard,
        alone,
        empty,
        nothing,
        OF_VIEWS,
        weights,
        empty,
        empty,
        threshold,
        calibrated,
        exclusive,
        none,
        weights,
    )


def _shared_out(probability: Matrix) -> Matrix:
    """Probabilities that add up to 1 for each text."""
    result: Matrix = probability / np.maximum(probability.sum(axis=1, keepdims=True), 1e-12)
    return result


def _read(codebook: Codebook, texts: Sequence[str], views: Views, similar: Matrix) -> tuple[Alone, Matrix]:
    """The codebook's word on texts, and (texts x codes) its signal: 0 where a code is as likely as not."""
    prior = fit_prior(codebook, texts, views.meaning)
    signal, met = speaks_for(prior, texts, views.meaning)
    expected = np.clip(MEANT * met.mean(axis=0), 2 / max(len(texts), 4), 0.5)
    strength = calibration.sigmoid(STEEPNESS * (signal - _level(signal, expected)))
    rows = _spread(len(texts), SELF_TAUGHT)
    some = _rows(views, rows)
    target = strength[rows] - strength[rows].mean(axis=0)
    weights, unseen = _ridge(_kernel(some, similar), target, np.arange(len(rows)), noise=1.0)
    loud = ECHO * signal.std(axis=0) / (unseen.std(axis=0) + 1e-9)
    taught = signal + _learned(views, some, weights * loud, similar)
    taught[rows] = signal[rows] + unseen * loud  # a text does not echo itself
    level = _level(taught, expected)
    return Alone(codebook, prior, some, weights * loud, level), taught - level


def _level(signal: Matrix, expected: Matrix) -> Matrix:
    """One a code: where the strengths of all texts are as great on average as expected; by halving the interval."""
    low, high = signal.min(axis=0) - 20.0, signal.max(axis=0) + 20.0
    for _ in range(60):
        middle = (low + high) / 2
        above = calibration.sigmoid(STEEPNESS * (signal - middle)).mean(axis=0) > expected
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    level: Matrix = (low + high) / 2
    return level


def _vectorizers(texts: Sequence[str]) -> Vectorizers:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b", strip_accents="unicode")
    # Two texts more, so that there is a vocabulary even where no text has a word or no two have one in common.
    padded = [*texts, "none", "none"]
    return words.fit(padded), fit_letters(padded)


def _see(
    vectorizers: Vectorizers,
    texts: Sequence[str],
    contexts: Sequence[str],
    distinct: Sequence[str],
    student: npt.NDArray[np.float32] | None = None,
) -> Views:
    """The texts as views; their meaning is embedded, or guessed by the student if there is one."""
    number = {context: place for place, context in enumerate(distinct)}
    words, letters = (csr_matrix(vectorizer.transform(texts)) for vectorizer in vectorizers)
    meaning = embed(texts) if student is None else _unit(words @ student)
    return Views(words, letters, meaning, np.array([number[context] for context in contexts], dtype=np.int64))


def _unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _student(heard: Views) -> npt.NDArray[np.float32]:
    """(words x 384): ridge regression from words to meaning. It serves only texts of the kind it was fitted to."""
    with threadpool_limits(1):
        shared = _products(heard.words, np.zeros((heard.words.shape[0], 0)))
        shared[np.diag_indices_from(shared)] += STUDENT_NOISE
        taught = solve(shared, heard.meaning.astype(float), assume_a="pos", overwrite_a=True)
        return np.asarray(heard.words.T @ taught, dtype=np.float32)


def _spread(size: int, most: int) -> npt.NDArray[np.int64]:
    """At most so many of the rows, evenly spread so that all parts of a long project are heard."""
    return np.unique(np.linspace(0, size - 1, min(size, most)).astype(np.int64))


def _rows(views: Views, rows: npt.NDArray[np.int64]) -> Views:
    return Views(views.words[rows], views.letters[rows], views.meaning[rows], views.context[rows])


def _chosen(labels: Matrix, group: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The rows that anybody decided on, in order; of more than `PART` of one group, those whose rarest code is the rarest."""
    coded = np.flatnonzero((~np.isnan(labels)).any(axis=1))
    if np.bincount(group[coded], minlength=1).max() <= PART:
        return coded
    counts = np.nansum(labels, axis=0)
    rarest = np.where(labels[coded] == 1, counts, np.inf).min(axis=1)
    first = coded[np.argsort(rarest, kind="stable")]
    return np.sort(np.concatenate([first[group[first] == one][:PART] for one in np.unique(group[first])]))


def _numbered(groups: Sequence[object]) -> list[int]:
    number: dict[object, int] = {}
    return [number.setdefault(group, len(number)) for group in groups]


def _lines(signal: Matrix, labels: Matrix) -> Matrix:
    """(codes x 2): level and slope by which the codebook's signal becomes a score from -1 to 1.

    Of each code by itself, with `PRIOR_TEXTS` texts added that are coded as all codes together are.
    """
    seen = ~np.isnan(labels)
    rows = np.stack([np.ones_like(signal), signal], axis=2)
    y = 2 * labels - 1
    scatter = rows[seen].T @ rows[seen] / max(seen.sum(), 1) + np.diag([1e-6, 1e-2])
    pooled = np.linalg.solve(scatter, rows[seen].T @ y[seen] / max(seen.sum(), 1))
    held = PRIOR_TEXTS * scatter
    lines = []
    for j in range(labels.shape[1]):
        own, its = rows[seen[:, j], j], y[seen[:, j], j]
        lines.append(np.linalg.solve(own.T @ own + held, own.T @ its + held @ pooled))
    return np.array(lines)


def _mean(lines: Matrix, signal: Matrix) -> Matrix:
    result: Matrix = lines[:, 0] + lines[:, 1] * signal
    return result


def _likeness(of: Sequence[str], to: Sequence[str]) -> Matrix:
    """(of x to): how alike contexts are: 1 for the same, 0 for nothing in common."""
    cosine = np.maximum(embed(of) @ embed(to).T, 0.0).astype(float) ** 2
    same = np.array([[a == b for b in to] for a in of], dtype=bool).reshape(cosine.shape)
    return np.where(same, 1.0, cosine)


def _kernel(views: Views, similar: Matrix, of_views: Weights = OF_VIEWS) -> Matrix:
    """(texts x texts): how much one coded text tells of another. The diagonal is about 1."""
    by_words, by_letters, by_meaning = np.sqrt(of_views)
    rows = csr_matrix(hstack([by_words * views.words, by_letters * views.letters]))
    kernel = _products(rows, by_meaning * views.meaning)
    for block in _blocks(len(kernel)):
        near = similar[np.ix_(views.context[block], views.context)]
        kernel[block] *= (1 + near) / 2
        kernel[block] += OF_CONTEXT * near
    return kernel


def _products(rows: csr_matrix, full: npt.ArrayLike) -> Matrix:
    """(texts x texts): the dot products of sparse rows with each other, and those of full ones, added up."""
    often = np.bincount(rows.indices, minlength=rows.shape[1]) > COMMON * rows.shape[0]
    common, rare = np.hstack([rows[:, often].toarray(), full]), rows[:, ~often]
    products: Matrix = common @ common.T
    turned = csr_matrix(rare.T)
    for block in _blocks(len(products)):
        products[block] += (rare[block] @ turned).toarray()
    return products


def _blocks(size: int) -> list[slice]:
    """So many rows in parts, so that what is needed in between takes little memory."""
    return [slice(start, start + BLOCK) for start in range(0, size, BLOCK)]


def _tried(seen: Views, similar: Matrix, mean: Matrix, ruled: Matrix, labels: Matrix, group: npt.NDArray[np.int64]) -> Weights:
    """The weights of the views: the usual ones, unless with the others texts that are left out are judged clearly better."""
    fewest, most = TRIED_ON
    rows = _spread(len(group), most)
    if len(rows) < fewest:
        return OF_VIEWS
    some, y, losses = _rows(seen, rows), labels[rows], []
    for of_views in (OF_VIEWS, WORDED):
        _, unseen = _ridge(_kernel(some, similar, of_views), 2 * y - 1 - mean[rows], group[rows])
        shape = calibration.shape(unseen + mean[rows], ruled[rows])
        probability = calibration.apply(calibration.fit(shape, y, calibration.SHRINKAGE[0]), shape)
        losses.append(-np.nanmean(np.log(np.clip(np.where(np.isnan(y), np.nan, np.abs(1 - y - probability)), 1e-6, None))))
    return WORDED if losses[1] < CLEARLY * losses[0] else OF_VIEWS


def _taught(
    seen: Views, similar: Matrix, target: Matrix, group: npt.NDArray[np.int64], of_views: Weights = OF_VIEWS
) -> tuple[Matrix, Matrix]:
    """As `_ridge`, but learned in as many parts as needed; a group is in one part alone.

    The noise is shared out among the parts too, as ridge regression on all texts would have it; 4 parts of 1,000 comments of
    NHS patients come within .005 of one part of 4,000.
    """
    parts = _parts(group)
    weights, apart = np.zeros_like(target), np.zeros_like(target)
    for rows in parts:
        own, unseen, told = _part(_rows(seen, rows), similar, target[rows], group[rows], NOISE / len(parts), of_views)
        if len(parts) == 1:
            return own, unseen
        weights[rows] = own / len(parts)
        apart[rows] = (unseen - told) / len(parts)  # what leaving its group out takes from each text
    return weights, _learned(seen, seen, weights, similar, of_views) + apart


def _part(
    seen: Views, similar: Matrix, target: Matrix, group: npt.NDArray[np.int64], noise: float, of_views: Weights
) -> tuple[Matrix, Matrix, Matrix]:
    """As `_ridge`, and what it says of each text with no group left out. Apart, so that no two kernels are held at a time."""
    kernel = _kernel(seen, similar, of_views)
    own, unseen = _ridge(kernel, target, group, noise=noise)
    return own, unseen, kernel @ own


def _parts(group: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """Rows in parts of about `PART` or less, each group whole: the largest first, each to the part that has fewest rows."""
    number = -(-len(group) // PART)
    if number == 1:
        return [np.arange(len(group))]
    sizes = np.bincount(group)
    fill, part_of = [(0, part) for part in range(number)], np.zeros(len(sizes), dtype=np.int64)
    for one in np.argsort(-sizes, kind="stable").tolist():
        filled, part = heapq.heappop(fill)
        part_of[one] = part
        heapq.heappush(fill, (filled + int(sizes[one]), part))
    found = (np.flatnonzero(part_of[group] == part) for part in range(number))
    return [rows for rows in found if len(rows)]


def _ridge(kernel: Matrix, target: Matrix, group: npt.NDArray[np.int64], *, noise: float = NOISE) -> tuple[Matrix, Matrix]:
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
        noisy = kernel[np.ix_(rows, rows)]
        noisy[np.diag_indices_from(noisy)] += noise
        root = _root_of_inverse(noisy)
        own = root.T @ (root @ y)
        weights[np.ix_(rows, columns)] = own
        unseen[:, columns] = kernel[:, rows] @ own
        unseen[np.ix_(rows, columns)] = y - own / np.einsum("ij,ij->j", root, root)[:, None]
        for members in _together(group[rows]):
            of_group = root[members[0] :, members]  # above its first member a column is empty
            left_out = np.linalg.solve(of_group.T @ of_group, own[members])
            unseen[np.ix_(rows[members], columns)] = y[members] - left_out
    return weights, unseen


def _together(group: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """The places of each group that has more than one member."""
    order = np.argsort(group, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    return [part for part in parts if len(part) > 1]


def _root_of_inverse(matrix: Matrix) -> Matrix:
    """Lower triangular R with RᵀR the inverse of a symmetric positive definite matrix, in whose place it is put."""
    factor, _ = lapack.dpotrf(matrix.T, lower=True, overwrite_a=True)  # transposed it lies as LAPACK wants it
    root: Matrix = lapack.dtrtri(factor, lower=True, overwrite_c=True)[0]
    return root


def _learned(new: Views, old: Views, weights: Matrix, similar: Matrix, of_views: Weights = OF_VIEWS) -> Matrix:
    """(new texts x codes): what was learned from the old ones, context by context, as sums over words, letters, meaning.

    similar: (contexts of new x contexts of old).
    """
    result = np.zeros((len(new.context), weights.shape[1]))
    sides: list[tuple[Any, Any, float]] = [
        (new.words, old.words, of_views[0]),
        (new.letters, old.letters, of_views[1]),
        (new.meaning, old.meaning, of_views[2]),
    ]
    for context in np.unique(new.context):
        rows = np.flatnonzero(new.context == context)
        near = similar[context][old.context][:, None]
        result[rows] = OF_CONTEXT * (near * weights).sum(axis=0)
        for side, learned, weight in sides:
            told = weight * weights * (1 + near) / 2
            # The same product either way: a few texts are compared with each old one, many with the sum of all.
            many = len(rows) > FEW
            result[rows] += side[rows] @ (learned.T @ told) if many else (side[rows] @ learned.T) @ told
    return result
