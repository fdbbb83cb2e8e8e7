"""A coder that learns from people: with a codebook alone, with a handful of codings, with thousands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from tqdm.auto import tqdm

from evidence.codebook import Codebook
from evidence.coding import learner
from evidence.coding.decisions import kin, settle
from evidence.coding.learner import ENOUGH, Learner
from evidence.coding.polarity import cue_finder, read_context
from evidence.coding.rules import code_by_rules
from evidence.model import HEADING, MACHINE, NO, NONE, PERSON, TABLES, UNSURE, YES
from evidence.nlp import vocabulary

CODER = "model"
Matrix = npt.NDArray[np.float64]

FEWEST = 3
"""Yes, and no, that people must have given a code before anything is learned of it; with fewer the codebook decides alone."""

UNSURE_FROM = 0.5
"""Share of a code's threshold from which a segment is unsure and goes to people."""
SURE_ENOUGH = 0.5
"""A strength that was never checked says yes from here on, or from the code's threshold if that is higher."""

HEARD, UNCODED = 2_000, 1_000
"""Segments that are listened to for how people here put things: so many in all, and at least so many that nobody coded."""

SPARING_FROM = 5_000
"""Different segments from which only those near a decision are embedded, so that a laptop is done in time."""

_WORD = re.compile(r"[^\W\d_]{2}")

DIGITS = 6
"""Of a score: the digits after them depend on which texts are judged together."""

BATCH, THREADS = 2_000, 2
"""Segments judged at a time, and batches at the same time; what is told of a segment does not depend on the others."""


def code_by_model(
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    codebook: Codebook,
    human: pd.DataFrame,
    *,
    questions: pd.DataFrame | None = None,
    seed: int = 0,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Codings of passages and sentences by what the codebook says and what people's codings teach.

    Yes from the code's own threshold (a strength: from 0.5 at least), unsure from half of it. There is no row for "no",
    unless a person said otherwise, or the rules do and the code is calibrated. Of a segment that people coded the model
    tells what it would say had it not seen them: it can be compared with them.

    A code has a calibrated score, a probability, if people gave it to `learner.ENOUGH` segments and withheld it from as
    many; `support` says which have. Else the score is a strength. Polarity is learned once people have named two kinds
    of it that often; until then it is that of the rules.

    segments, documents, questions: as the model's tables.
    human:  people's codings, as the model's table; machines' are passed over.
    seed:   not used: nothing here is drawn by chance.
    """
    read = readable(segments, documents, questions)
    if read.empty or not len(codebook):
        return TABLES["codings"].empty()
    labels = labels_of(human, codebook, read["segment_id"].tolist())
    probability, model = _probabilities(read, two_sided(labels), codebook, progress)
    rules = code_by_rules(
        segments[segments["segment_id"].isin(read["segment_id"])],
        documents,
        codebook,
        questions=questions,
        progress=progress,
    ).set_index(["segment_id", "code"])
    rows = _decisions(read, probability, model, codebook, human, rules)
    return _with_polarity(rows, read, codebook, human, rules)


def support(human: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """How many segments people gave each code and withheld it from, and whether that is enough to say how sure one is.

    returns: one row a code: code, yes, no, needed (of each), enough, says ("calibrated" or "not enough to say: …").
    """
    people = human.loc[human["coder_kind"] == PERSON, "segment_id"]
    labels = labels_of(human, codebook, list(dict.fromkeys(people)))
    yes, no = (labels == 1).sum(axis=0), (labels == 0).sum(axis=0)
    rows = []
    for code, given, withheld in zip(codebook, yes.tolist(), no.tolist(), strict=True):
        lacking = [f"{ENOUGH - n} more {kind}" for kind, n in (("yes", given), ("no", withheld)) if n < ENOUGH]
        says = f"not enough to say: {' and '.join(lacking)} needed" if lacking else "calibrated"
        rows.append((code.code, given, withheld, ENOUGH, not lacking, says))
    return pd.DataFrame(rows, columns=["code", "yes", "no", "needed", "enough", "says"])


def labels_of(human: pd.DataFrame, codebook: Codebook, segment_ids: Sequence[str]) -> Matrix:
    """(segments x codes): 1 where people said yes, 0 where no, NaN where they were unsure, split, or said nothing.

    Whoever decided on a review sheet, part of which is drawn at random, decided code by code: what she did not decide on is
    unknown. Anybody else read passage by passage: of the segments that she coded, every code that she did not give is a no,
    but for those above and below a code that she gave.
    """
    place, column = {s: row for row, s in enumerate(segment_ids)}, {code.code: j for j, code in enumerate(codebook)}
    labels = np.full((len(segment_ids), len(codebook)), np.nan)
    people = human[(human["coder_kind"] == PERSON) & human["segment_id"].isin(place) & human["code"].isin(column)]
    for _, own in people.groupby("coder", sort=True):
        if not own["drawn"].notna().any():
            for segment_id, decided_on in own.groupby("segment_id", sort=True):
                given = decided_on.loc[decided_on["applied"] != NO, "code"].tolist()
                row = labels[place[str(segment_id)]]
                row[[j for code, j in column.items() if not kin(codebook, code, given)]] = 0.0
    value = {YES: 1.0, NO: 0.0, UNSURE: np.nan}
    settled = settle(people)
    for segment_id, code, applied in zip(settled["segment_id"], settled["code"], settled["applied"], strict=True):
        labels[place[segment_id], column[code]] = value[applied]
    return labels


def two_sided(labels: Matrix) -> Matrix:
    """`labels` without those of codes that people nearly only gave, or nearly only withheld.

    All that such a code's labels could teach is to say it everywhere, or nowhere.
    """
    one_sided = np.minimum((labels == 1.0).sum(axis=0), (labels == 0.0).sum(axis=0)) < FEWEST
    return np.where(one_sided, np.nan, labels)


def readable(segments: pd.DataFrame, documents: pd.DataFrame, questions: pd.DataFrame | None) -> pd.DataFrame:
    """The segments that are read: segment_id, text and context (the question, or the innermost heading).

    One without a word of two letters, such as "x" or a row of emoji, says nothing that could be judged by its meaning.
    """
    of_document = documents[["document_id", "survey_id", "question_id", "no_answer"]]
    joined = segments.loc[segments["kind"] != HEADING].merge(of_document, on="document_id", validate="many_to_one")
    says = np.array([_WORD.search(text) is not None for text in joined["text"]], dtype=bool)
    joined = joined[~joined["no_answer"] & says].reset_index(drop=True)
    context = joined["heading"].fillna("").str.rpartition(" > ")[2] if len(joined) else joined["heading"]
    if questions is not None and len(questions):
        asked = questions[["survey_id", "question_id", "text"]].rename(columns={"text": "question"})
        question = joined.merge(asked, on=["survey_id", "question_id"], how="left", validate="many_to_one")["question"]
        context = question.where(question.notna(), context)
    return pd.DataFrame({"segment_id": joined["segment_id"], "text": joined["text"], "context": context.astype("str")})


def _probabilities(readable: pd.DataFrame, labels: Matrix, codebook: Codebook, progress: bool | None) -> tuple[Matrix, Learner]:
    """(segments x codes): probabilities or strengths, those of coded segments by what was learned from others."""
    texts, contexts = readable["text"].tolist(), readable["context"].tolist()
    coded = (~np.isnan(labels)).any(axis=1)
    uncoded = np.flatnonzero(~coded)
    more = min(len(uncoded), max(HEARD - int(coded.sum()), UNCODED))
    spread = uncoded[np.unique(np.linspace(0, len(uncoded) - 1, more).astype(int))] if len(uncoded) else []
    heard = np.sort(np.concatenate([np.flatnonzero(coded), spread]).astype(int))
    model = learner.fit([texts[r] for r in heard], labels[heard], codebook, contexts=[contexts[r] for r in heard])
    distinct = list(dict.fromkeys(zip(texts, contexts, strict=True)))
    judged = _judged(model, distinct, sparing=len(distinct) >= SPARING_FROM, progress=progress)
    told = dict(zip(distinct, judged, strict=True))
    probability = np.stack([told[pair] for pair in zip(texts, contexts, strict=True)])
    probability[heard[model.coded]] = model.unseen
    return probability, model


def _judged(model: Learner, distinct: Sequence[tuple[str, str]], *, sparing: bool, progress: bool | None = False) -> Matrix:
    """(texts x codes): probabilities of different texts, each with its context."""
    batches = [distinct[start : start + BATCH] for start in range(0, len(distinct), BATCH)]

    def judge(batch: Sequence[tuple[str, str]]) -> Matrix:
        batch_texts, batch_contexts = [text for text, _ in batch], [context for _, context in batch]
        return learner.predict(model, batch_texts, batch_contexts, sparing=sparing).probability

    bar = tqdm(
        total=len(distinct), desc="learning coder", unit="text", disable=None if progress is None else not progress, leave=False
    )
    found = []
    with threadpool_limits(1), ThreadPoolExecutor(THREADS) as pool, bar:
        for batch, probability in zip(batches, pool.map(judge, batches), strict=True):
            found.append(probability)
            bar.update(len(batch))
    return np.concatenate(found)


def _decisions(
    readable: pd.DataFrame, probability: Matrix, model: Learner, codebook: Codebook, human: pd.DataFrame, rules: pd.DataFrame
) -> pd.DataFrame:
    """Rows of the codings table, without polarity and evidence."""
    said = human.loc[(human["coder_kind"] == PERSON) & (human["applied"] != NO), ["segment_id", "code"]]
    people = set(zip(said["segment_id"], said["code"], strict=True))
    codes = [code.code for code in codebook]
    applied = decided(probability, model.threshold, model.calibrated)
    place, column = {s: row for row, s in enumerate(readable["segment_id"])}, {code: j for j, code in enumerate(codes)}
    told = applied != NO
    # A "no" is told where somebody says otherwise: a person, or the rules of a code that is calibrated.
    for segment_id, code in people | set(rules.index):
        if segment_id in place and code in column:
            told[place[segment_id], column[code]] |= (segment_id, code) in people or bool(model.calibrated[column[code]])
    rows, columns = np.nonzero(told)
    return pd.DataFrame(
        {
            "segment_id": readable["segment_id"].to_numpy()[rows],
            "code": np.array(codes, dtype=object)[columns],
            "applied": applied[rows, columns],
            "score": np.round(probability[rows, columns], DIGITS),
            "calibrated": model.calibrated[columns],
        }
    ).assign(coder=CODER, coder_kind=MACHINE, codebook=codebook.hash)


def decided(probability: Matrix, threshold: Matrix, calibrated: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    """(segments x codes): yes, unsure or no."""
    yes_from = np.where(calibrated, threshold, np.maximum(threshold, SURE_ENOUGH))
    told = np.where(probability >= yes_from, YES, np.where(probability >= UNSURE_FROM * yes_from, UNSURE, NO))
    return told.astype(object)


def _with_polarity(
    rows: pd.DataFrame, readable: pd.DataFrame, codebook: Codebook, human: pd.DataFrame, rules: pd.DataFrame
) -> pd.DataFrame:
    """The codings table: polarity learned from people or read by the rules, and the words that speak where a term does."""
    known = readable.set_index("segment_id")
    find = cue_finder(vocabulary([*known["text"], *known["context"]]))
    pairs = list(zip(rows["segment_id"], rows["code"], strict=True))
    of_rules = dict(zip(rules.index, rules[["polarity", "evidence_start", "evidence_end"]].itertuples(index=False), strict=True))

    @cache
    def side_of(words: str) -> str:
        return read_context(words, find).polarity

    def read(segment_id: str, code: str) -> str:
        if (segment_id, code) in of_rules:
            return str(of_rules[segment_id, code].polarity)
        for words in (str(known.at[segment_id, "text"]), str(known.at[segment_id, "context"])):
            side = side_of(words)
            if side != NONE:
                return side
        return NONE

    polarity = _learned_polarity(pairs, known, codebook, human, read) or [read(*pair) for pair in pairs]
    words = [of_rules.get(pair) for pair in pairs]
    return TABLES["codings"].frame(
        rows.assign(
            polarity=[
                side if applied != NO and codebook[code].polar else NONE
                for side, applied, code in zip(polarity, rows["applied"], rows["code"], strict=True)
            ],
            evidence_start=pd.array([None if w is None else w.evidence_start for w in words], dtype="Int64"),
            evidence_end=pd.array([None if w is None else w.evidence_end for w in words], dtype="Int64"),
        )
    )


def _learned_polarity(
    pairs: list[tuple[str, str]],
    known: pd.DataFrame,
    codebook: Codebook,
    human: pd.DataFrame,
    read: Callable[[str, str], str],
) -> list[str]:
    """Polarities as people would give them; empty where they gave too few to learn from."""
    settled = settle(human[(human["coder_kind"] == PERSON) & human["segment_id"].isin(known.index)])
    polar = {code.code for code in codebook if code.polar}
    given = settled[(settled["applied"] == YES) & settled["code"].isin(polar)]
    kinds = sorted(str(kind) for kind, count in given["polarity"].value_counts().items() if count >= ENOUGH)
    given = given[given["polarity"].isin(kinds)]
    if len(kinds) < 2 or not pairs:
        return []

    def seen(segment_id: str, code: str) -> tuple[str, str]:
        return str(known.at[segment_id, "text"]), f"{codebook[code].name}: {read(segment_id, code)}"

    coded = [seen(*pair) for pair in zip(given["segment_id"], given["code"], strict=True)]
    labels = np.stack([(given["polarity"] == kind).to_numpy(dtype=float) for kind in kinds], axis=1)
    model = learner.fit([text for text, _ in coded], labels, contexts=[about for _, about in coded], exclusive=True)
    new = [seen(*pair) for pair in pairs]
    distinct = list(dict.fromkeys(new))
    best = dict(zip(distinct, _judged(model, distinct, sparing=len(known) >= SPARING_FROM).argmax(axis=1), strict=True))
    return [kinds[best[pair]] for pair in new]
