"""The coders on trial: what the rules and the learning coder say of passages that people coded and the coder has not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.codebook import Codebook
from evidence.coding import learner
from evidence.coding.classifier import decided, labels_of, readable, two_sided
from evidence.coding.rules import CODER as RULES
from evidence.model import PERSON, YES

Matrix = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FOLDS = 5
FEWEST = 10
"""Documents that people coded, below which none can be held back."""


@dataclass(frozen=True)
class Trial:
    """What people and coders said of the same passages, (passages x codes).

    documents:   the document of each passage.
    truth:       1 where people gave the code, 0 where they withheld it, NaN where they did not decide.
    probability: the learning coder's, by what people said of other documents alone.
    model, rules: whether each coder said yes.
    """

    codes: tuple[str, ...]
    documents: tuple[str, ...]
    truth: Matrix
    probability: Matrix
    model: Flags
    rules: Flags


def hold_trial(
    segments: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook, codings: pd.DataFrame, *, questions: pd.DataFrame
) -> Trial | None:
    """The learning coder taught by four fifths of the documents that people coded and asked about the others, five times.

    codings: all coders', as the model's table; the rules' are read from it.
    returns: None where people coded passages of fewer than `FEWEST` documents.
    """
    people = codings[codings["coder_kind"] == PERSON]
    read = readable(segments[segments["segment_id"].isin(people["segment_id"])], documents, questions)
    of_segment = dict(zip(segments["segment_id"], segments["document_id"], strict=True))
    places = np.array([of_segment[segment_id] for segment_id in read["segment_id"]], dtype=object)
    distinct = sorted(set(places))
    if len(distinct) < FEWEST:
        return None
    truth = labels_of(people, codebook, read["segment_id"].tolist())
    # Dealt out in turn: neighbours in the project, such as answers to one question, come into different folds.
    fold_of = {document: place % FOLDS for place, document in enumerate(distinct)}
    fold = np.array([fold_of[document] for document in places])
    probability, model = np.zeros_like(truth), np.zeros(truth.shape, dtype=bool)
    texts, contexts = read["text"].to_numpy(), read["context"].to_numpy()
    for number in range(FOLDS):
        known, held = fold != number, fold == number
        taught = learner.fit(
            list(texts[known]), two_sided(truth[known]), codebook, contexts=list(contexts[known]), groups=list(places[known])
        )
        told = learner.predict(taught, list(texts[held]), list(contexts[held]))
        probability[held], model[held] = told.probability, decided(told.probability, told.threshold, told.calibrated) == YES
    codes = tuple(code.code for code in codebook)
    rules = _said(codings[codings["coder"] == RULES], read["segment_id"].tolist(), codes)
    return Trial(codes, tuple(places), truth, probability, model, rules)


def _said(codings: pd.DataFrame, segment_ids: list[str], codes: tuple[str, ...]) -> Flags:
    """(segments x codes): where a coder said yes."""
    yes = codings.loc[codings["applied"] == YES, ["segment_id", "code"]]
    pairs = set(zip(yes["segment_id"], yes["code"], strict=True))
    return np.array([[(segment_id, code) in pairs for code in codes] for segment_id in segment_ids], dtype=bool)
