"""What the codebook alone says of a text: its terms, its definitions, its examples. No coded text is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evidence.codebook import Code, Codebook
from evidence.embedding import embed
from evidence.nlp import phrase_finder, tokens, vocabulary

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """What is kept of the texts that a codebook was fitted to, so that other texts are measured by the same yard.

    rarity: one weight a term: the log of how seldom it is met.
    centre, scale: mean and spread of each of the two signals of each code, (2 x codes).
    """

    codes: tuple[Code, ...]
    terms: tuple[str, ...]
    rarity: Matrix
    centre: Matrix
    scale: Matrix


def fit_prior(codebook: Codebook, texts: Sequence[str], meaning: npt.NDArray[np.float32]) -> Prior:
    """The yard by which `speaks_for` measures texts.

    meaning: one embedding a text, as `embedding.embed` gives them.
    """
    codes = tuple(codebook)
    terms = tuple(sorted({term for code in codes for term in _terms(code)}))
    met = _met(terms, texts)
    rarity = np.log((len(texts) + 1) / ((met > 0).sum(axis=0) + 1))
    signals = _signals(codes, terms, rarity, met, meaning)
    return Prior(codes, terms, rarity, signals.mean(axis=1), signals.std(axis=1) + 1e-9)


def signals(prior: Prior, texts: Sequence[str], meaning: npt.NDArray[np.float32]) -> tuple[Matrix, Matrix]:
    """Terms met and likeness in meaning, each as standard deviations from what is usual, and whether any term is met.

    returns: (2 x texts x codes), and (texts x codes) with 1.0 where a term is met.
    """
    met = _met(prior.terms, texts)
    told = _signals(prior.codes, prior.terms, prior.rarity, met, meaning)
    standard = (told - prior.centre[:, None]) / prior.scale[:, None]
    return standard, (met @ _owners(prior.codes, prior.terms) > 0).astype(float)


def speaks_for(prior: Prior, texts: Sequence[str], meaning: npt.NDArray[np.float32]) -> tuple[Matrix, Matrix]:
    """How much each text speaks for each code, and whether any of the code's terms is met in it.

    The first is a number without a unit: above 0 where a code is spoken for more than the other codes are. It adds up
    rare terms met, and likeness in meaning to the definition and to the nearest example.

    returns: two (texts x codes): the sum, and 1.0 where a term is met.
    """
    standard, met = signals(prior, texts, meaning)
    total = standard.sum(axis=0)
    return total - total.mean(axis=1, keepdims=True), met


def _terms(code: Code) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*code.terms, *code.barrier_terms, *code.enabler_terms, *([code.name] if code.name else []))))


def _owners(codes: Sequence[Code], terms: Sequence[str]) -> Matrix:
    """(terms x codes): 1.0 where a term is one of a code's."""
    place = {term: row for row, term in enumerate(terms)}
    owners = np.zeros((len(terms), len(codes)))
    for column, code in enumerate(codes):
        owners[[place[term] for term in _terms(code)], column] = 1.0
    return owners


def _met(terms: Sequence[str], texts: Sequence[str]) -> Matrix:
    """(texts x terms): 1.0 where a term is met in a text, in any of its forms."""
    place = {term: column for column, term in enumerate(terms)}
    find = phrase_finder(terms, vocabulary(texts))
    met = np.zeros((len(texts), len(terms)))
    for row, text in enumerate(texts):
        for _, _, term in find(tokens(text)[0]):
            met[row, place[term]] = 1.0
    return met


def _signals(
    codes: Sequence[Code], terms: Sequence[str], rarity: Matrix, met: Matrix, meaning: npt.NDArray[np.float32]
) -> Matrix:
    """(2 x texts x codes): rare terms met, and likeness to the definition and the nearest example."""
    owners = _owners(codes, terms)
    # A term that several codes share says less of each of them.
    shared = owners / np.maximum(owners.sum(axis=1, keepdims=True), 1.0)
    by_terms = np.log1p(met @ (shared * rarity[:, None]))
    definitions = embed([f"{code.name}. {code.definition} {code.include}".strip() for code in codes])
    names = embed([code.name or code.code for code in codes])
    likeness = (meaning @ definitions.T + meaning @ names.T) / 2 + _nearest(codes, meaning)
    return np.stack([by_terms, likeness.astype(float)])


def _nearest(codes: Sequence[Code], meaning: npt.NDArray[np.float32]) -> Matrix:
    """(texts x codes): cosine similarity to the example, or to the list of terms, that is nearest in meaning."""
    columns = []
    for code in codes:
        examples = embed([*code.examples, ", ".join(_terms(code)) or code.code])
        columns.append((meaning @ examples.T).max(axis=1))
    return np.stack(columns, axis=1).astype(float)
