"""Coder against coder: how far two decide alike beyond chance, code by code, and where they do not.

Three measures of two coders, with what each is good for: Cohen's kappa is the best known but falls when a code is rare;
Gwet's AC1 and PABAK do not. Krippendorff's alpha takes any number of coders, units that not all have seen, and ordered
answers. None is a number where chance explains all there is, and then the table says why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.config import did_you_mean
from evidence.errors import CodingError, Problem
from evidence.model import ANSWER, HEADING, MACHINE, NO, UNSURE, YES, EvidenceBase

Numbers = npt.NDArray[np.float64]

DECISIONS = (NO, UNSURE, YES)
DRAWS = 2000
"""Bootstrap samples: enough that the ends of a 95 % interval move in the third decimal only."""

ENOUGH_DRAWS = 0.95
"""Share of bootstrap samples that must give a number before an interval is told."""

LEVELS = ("nominal", "ordinal", "interval", "ratio")
SEEN = ("decided", "segments", "documents")

_MEASURES = ("percentage", "cohen_kappa", "gwet_ac1", "pabak", "krippendorff_alpha")


def percentage(table: Numbers) -> Numbers:
    """Share of units on which two coders agree.

    table: counts of shape (…, k, k), one coder's answers down and the other's across; as in the functions below.

    >>> float(percentage(np.array([[20, 5], [10, 15]])))
    0.7
    """
    return _divided(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=(-2, -1)))


def cohen_kappa(table: Numbers) -> Numbers:
    """Agreement beyond the chance that each coder's own rates give.

    returns: NaN where a coder gave one answer throughout: kappa is then 0 or no number whatever the other did, which
             says nothing of their agreement.
    source:  Cohen (1960).

    >>> round(float(cohen_kappa(np.array([[20, 5], [10, 15]]))), 6)
    0.4
    """
    total = table.sum(axis=(-2, -1))
    chance = _divided((table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1), total * total)
    varied = ((table.sum(axis=-1) > 0).sum(axis=-1) > 1) & ((table.sum(axis=-2) > 0).sum(axis=-1) > 1)
    return np.where(varied, _divided(percentage(table) - chance, 1 - chance), math.nan)


def gwet_ac1(table: Numbers) -> Numbers:
    """Agreement beyond the chance that units hard to judge give; steady where a code is rare.

    source: Gwet (2008).

    >>> round(float(gwet_ac1(np.array([[20, 5], [10, 15]]))), 6)
    0.405941
    """
    total = table.sum(axis=(-2, -1))
    rates = _divided((table.sum(axis=-1) + table.sum(axis=-2)) / 2, total[..., None])
    chance = (rates * (1 - rates)).sum(axis=-1) / (table.shape[-1] - 1)
    return _divided(percentage(table) - chance, 1 - chance)


def pabak(table: Numbers) -> Numbers:
    """Kappa as if all answers were equally common: 2p - 1 for two answers.

    source: Byrt, Bishop and Carlin (1993).

    >>> round(float(pabak(np.array([[20, 5], [10, 15]]))), 6)
    0.4
    """
    answers = table.shape[-1]
    return np.asarray((percentage(table) * answers - 1) / (answers - 1))


def fleiss_kappa(counts: Numbers) -> float:
    """Agreement of several coders, the same number for each unit, beyond chance.

    counts: one row per unit, one column per answer: how many coders gave it.
    returns: NaN where all gave one answer throughout.
    raises: ValueError, if units were judged by different numbers of coders, or by fewer than two.
    source: Fleiss (1971).
    """
    coders = counts.sum(axis=1)
    if len(counts) == 0 or coders.min() != coders.max() or coders[0] < 2:
        raise ValueError("Fleiss' kappa needs the same number of coders, two or more, for every unit")
    agreed = (counts * (counts - 1)).sum() / (len(counts) * coders[0] * (coders[0] - 1))
    chance = ((counts.sum(axis=0) / counts.sum()) ** 2).sum()
    return float(_divided(agreed - chance, 1 - chance))


def krippendorff_alpha(ratings: Numbers, *, level: str = "nominal") -> float:
    """Agreement of any number of coders beyond chance, where not every coder saw every unit.

    ratings: one row per coder, one column per unit; numbers, NaN where the coder did not see the unit. A unit
             that only one coder saw tells nothing and is left out.
    level:   how far apart two answers are: "nominal" (the same or not), "ordinal", "interval" or "ratio".
    returns: NaN where no unit was seen by two, or only one answer was ever given.
    raises:  ValueError, if level is none of these.
    source:  Krippendorff (2011), computing alpha from coincidences.

    >>> a, b = [1, 2, 3, 3], [1, 2, 3, 2]
    >>> round(krippendorff_alpha(np.array([a, b], dtype=float)), 6)
    0.666667
    """
    if level not in LEVELS:
        raise ValueError(f"level is {level!r}: use one of {', '.join(LEVELS)}")
    answers = np.unique(ratings[~np.isnan(ratings)])
    counts = np.stack([(ratings == answer).sum(axis=0) for answer in answers], axis=1) if len(answers) else np.zeros((0, 0))
    counts = counts[counts.sum(axis=1) > 1]
    if len(counts) == 0:
        return math.nan
    pairs = (counts / (counts.sum(axis=1, keepdims=True) - 1)).T @ counts
    pairs -= np.diag((counts / (counts.sum(axis=1, keepdims=True) - 1)).sum(axis=0))
    return float(_alpha(pairs, _distances(answers, pairs.sum(axis=1), level)))


def _alpha(pairs: Numbers, distance: Numbers) -> Numbers:
    """Alpha of tables of coincidences, shape (…, k, k)."""
    rates = pairs.sum(axis=-1)
    total = rates.sum(axis=-1)
    found = (pairs * distance).sum(axis=(-2, -1))
    expected = (rates[..., :, None] * rates[..., None, :] * distance).sum(axis=(-2, -1))
    return np.asarray(1 - _divided(found * (total - 1), expected))


def _distances(answers: Numbers, rates: Numbers, level: str) -> Numbers:
    """How far apart each two answers are, squared."""
    if level == "nominal":
        return np.not_equal.outer(answers, answers).astype(np.float64)
    if level == "ordinal":  # how many answers lie between the middles of the two, all answers put in a row
        answers = np.cumsum(rates) - rates / 2
    apart = answers[:, None] - answers[None, :]
    if level == "ratio":
        apart = np.nan_to_num(_divided(apart, answers[:, None] + answers[None, :]))
    return np.asarray(apart**2)


def _divided(above: Numbers, below: Numbers) -> Numbers:
    """above / below; NaN where below is 0."""
    above, below = np.broadcast_arrays(np.asarray(above, dtype=float), np.asarray(below, dtype=float))
    quotient = np.full(above.shape, math.nan)
    np.divide(above, below, out=quotient, where=np.abs(below) > 1e-12)
    return quotient


def agreement(base: EvidenceBase, a: str, b: str, *, seen: str = "decided", seed: int = 0) -> pd.DataFrame:
    """How far coders `a` and `b` agree, code by code, and over all codes together.

    seen:    what a person has seen: "decided", only what they decided on; "segments", every code of a segment on
             which they decided anything; "documents", every code of every segment of such a document. What was seen and
             not given was withheld: a decision, too. A machine has seen every segment that can be coded.
    seed:    of the bootstrap.
    returns: one row per code that either decided on, in the codebook's order, then "all codes": code, both (segments
             both have seen), both_yes, only_a (yes of a alone), only_b, both_no, unsure (where either was), seen_by_a
             and seen_by_b (segments that the other has not seen: in no measure), percentage, cohen_kappa, gwet_ac1,
             pabak, krippendorff_alpha (ordinal: no, unsure, yes), kappa_low and kappa_high, ac1_low and ac1_high (95 %,
             by drawing whole segments again and again), reason: why a measure is no number, or empty.
    raises:  CodingError, if there is no such coder or no segment and code that both have seen.

    Unsure is an answer of its own: against yes or no it is a disagreement.
    """
    pairs = decisions(base, (a, b), seen=seen)
    both = pairs.dropna(subset=[a, b])
    if both.empty:
        mend = "Have both code the same segments, or count more as seen: seen='segments' or seen='documents'."
        raise CodingError(Problem("codings", f"{a} and {b} have decided on nothing in common", mend))
    rng = np.random.default_rng(seed)
    order = base.tables["codes"].sort_values("ordinal")["code"]
    by_code = dict(list(pairs.groupby("code")))
    groups = [(code, by_code[code]) for code in order if code in by_code]
    return pd.DataFrame([_row(code, rows, a, b, rng) for code, rows in [*groups, ("all codes", pairs)]])


def agreement_of_all(base: EvidenceBase, coders: Sequence[str], *, seen: str = "decided") -> pd.DataFrame:
    """How far several coders agree, code by code, where not all need have seen every segment.

    seen:    as in `agreement`.
    returns: one row per code that any decided on, in the codebook's order: code, segments (that two or more have seen),
             by_all (that all have seen), krippendorff_alpha (of segments; ordinal: no, unsure, yes), fleiss_kappa (of
             by_all), reason: why alpha is no number, or empty.
    raises:  CodingError, if there is no such coder.
    """
    wide = decisions(base, coders, seen=seen)
    order = base.tables["codes"].sort_values("ordinal")["code"]
    by_code = dict(list(wide.groupby("code")))
    return pd.DataFrame([_row_of_all(code, by_code[code][list(coders)]) for code in order if code in by_code])


def _row_of_all(code: str, given: pd.DataFrame) -> dict[str, Any]:
    place = {word: float(number) for number, word in enumerate(DECISIONS)}
    ratings = np.array([given[coder].map(place).astype("float64") for coder in given])
    alpha = krippendorff_alpha(ratings, level="ordinal")
    by_all = given.dropna()
    counts = np.array([(by_all == word).sum(axis=1) for word in DECISIONS], dtype=np.float64).T
    shared = int((given.notna().sum(axis=1) > 1).sum())
    reason = "all gave one answer, so that chance explains all" if shared else "no segment that two have seen"
    return {
        "code": code,
        "segments": shared,
        "by_all": len(by_all),
        "krippendorff_alpha": alpha,
        "fleiss_kappa": fleiss_kappa(counts) if len(by_all) else math.nan,
        "reason": f"not estimable: {reason}" if math.isnan(alpha) else "",
    }


def decisions(base: EvidenceBase, coders: Sequence[str], *, seen: str = "decided") -> pd.DataFrame:
    """What each of these coders decided on each segment and code that at least one of them has seen.

    seen:    as in `agreement`.
    returns: one row per (segment_id, code), one column per coder: yes, no or unsure; missing where not seen.
    raises:  CodingError, if there is no such coder.
    """
    if seen not in SEEN:
        raise ValueError(f"seen is {seen!r}: use one of {', '.join(SEEN)}")
    codings = base.tables["codings"]
    known = sorted(codings["coder"].unique())
    if len(set(coders)) < len(coders):
        raise CodingError(Problem("codings", f"'{coders[0]}' is compared with itself", "Name two coders."))
    for coder in coders:
        if coder not in known:
            mend = f"Coders here: {', '.join(known) or 'none'}."
            raise CodingError(Problem("codings", f"there is no coder '{coder}'{did_you_mean(coder, known)}", mend))
    mine = codings[codings["coder"].isin(coders)]
    wide = mine.pivot(index=["segment_id", "code"], columns="coder", values="applied")
    through = {coder: _read_through(base, mine[mine["coder"] == coder], seen) for coder in coders}
    # What no person has read is worth a row only where a machine said something; else each would bring every code.
    people = set(mine.loc[mine["coder_kind"] != MACHINE, "coder"]) or set(coders)
    read = sorted(set().union(*(through[coder] for coder in people)))
    units = pd.MultiIndex.from_product([read, sorted(mine["code"].unique())], names=["segment_id", "code"])
    wide = wide.reindex(wide.index.union(units)).reindex(columns=list(coders))
    for coder in coders:
        withheld = wide[coder].isna() & wide.index.get_level_values("segment_id").isin(through[coder])
        wide[coder] = wide[coder].mask(withheld, NO)
    return wide.rename_axis(columns=None).reset_index()


def _codable(base: EvidenceBase) -> pd.DataFrame:
    """Segments a coder is asked to code: no headings, and no answers that say nothing."""
    segments, documents = base.tables["segments"], base.tables["documents"]
    silent = documents.loc[documents["no_answer"] & (documents["kind"] == ANSWER), "document_id"]
    return segments.loc[(segments["kind"] != HEADING) & ~segments["document_id"].isin(silent), ["segment_id", "document_id"]]


def _read_through(base: EvidenceBase, rows: pd.DataFrame, seen: str) -> pd.Series:
    """Ids of the segments for which the coder of `rows` has considered every code."""
    codable = _codable(base)
    if (rows["coder_kind"] == MACHINE).any():
        return codable["segment_id"]
    if seen == "documents":
        segments = base.tables["segments"]
        opened = segments.loc[segments["segment_id"].isin(rows["segment_id"]), "document_id"]
        return codable.loc[codable["document_id"].isin(opened), "segment_id"]
    return codable.loc[codable["segment_id"].isin(rows["segment_id"]) & (seen == "segments"), "segment_id"]


def _row(code: str, rows: pd.DataFrame, a: str, b: str, rng: np.random.Generator) -> dict[str, Any]:
    both = rows.dropna(subset=[a, b])
    answers = [word for word in DECISIONS if word != UNSURE or both[[a, b]].isin([UNSURE]).any(axis=None)]
    tables = _tables_by_segment(both, a, b, answers)
    whole = tables.sum(axis=0)
    yes_a, yes_b = both[a] == YES, both[b] == YES
    row: dict[str, Any] = {
        "code": code,
        "both": len(both),
        "both_yes": int((yes_a & yes_b).sum()),
        "only_a": int((yes_a & (both[b] == NO)).sum()),
        "only_b": int((yes_b & (both[a] == NO)).sum()),
        "both_no": int(((both[a] == NO) & (both[b] == NO)).sum()),
        "unsure": int(both[[a, b]].isin([UNSURE]).any(axis=1).sum()),
        "seen_by_a": int(rows[b].isna().sum()),
        "seen_by_b": int(rows[a].isna().sum()),
    }
    measures = dict(zip(_MEASURES, (percentage, cohen_kappa, gwet_ac1, pabak, _ordinal_alpha), strict=True))
    row |= {name: float(measure(whole)) for name, measure in measures.items()}
    row["kappa_low"], row["kappa_high"] = _interval(tables, cohen_kappa, rng)
    row["ac1_low"], row["ac1_high"] = _interval(tables, gwet_ac1, rng)
    reason = _reason(whole, answers, a, b)
    if not reason and math.isnan(row["kappa_low"]):
        reason = "no interval: too few segments on which a coder varied"
    return row | {"reason": reason}


def _tables_by_segment(both: pd.DataFrame, a: str, b: str, answers: list[str]) -> Numbers:
    """One table of a's answers by b's for each segment: what the bootstrap draws."""
    segments = pd.factorize(both["segment_id"])[0]
    tables = np.zeros((segments.max(initial=-1) + 1, len(answers), len(answers)), dtype="float64")
    place = {word: number for number, word in enumerate(answers)}
    np.add.at(tables, (segments, both[a].map(place).astype("int64"), both[b].map(place).astype("int64")), 1)
    return tables


def _ordinal_alpha(table: Numbers) -> Numbers:
    pairs = table + table.T
    return _alpha(pairs, _distances(np.arange(len(pairs), dtype=np.float64), pairs.sum(axis=1), "ordinal"))


def _interval(tables: Numbers, measure: Callable[[Numbers], Numbers], rng: np.random.Generator) -> tuple[float, float]:
    """The middle 95 % of a measure over samples of segments, drawn with replacement; NaN where too few give a number."""
    if len(tables) < 2:
        return math.nan, math.nan
    # Segments with equal tables are interchangeable, so it is enough to draw how many of each kind a sample holds.
    kinds, sizes = np.unique(tables, axis=0, return_counts=True)
    drawn = rng.multinomial(len(tables), sizes / len(tables), size=DRAWS)
    values = measure(np.tensordot(drawn, kinds, axes=1))
    values = values[~np.isnan(values)]
    if len(values) < ENOUGH_DRAWS * DRAWS:
        return math.nan, math.nan
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def _reason(table: Numbers, answers: list[str], a: str, b: str) -> str:
    """Why kappa is no number, or says nothing; empty where it does."""
    if table.sum() == 0:
        return "not estimable: no segment that both have seen"
    used_a, used_b = (table.sum(axis=1) > 0), (table.sum(axis=0) > 0)
    if used_a.sum() == 1 and used_b.sum() == 1:
        same = answers[int(np.argmax(used_a))] == answers[int(np.argmax(used_b))]
        always = f"both always said {answers[int(np.argmax(used_a))]}" if same else "each always gave one answer"
        return f"not estimable: {always}, so that chance explains all"
    for coder, used in ((a, used_a), (b, used_b)):
        if used.sum() == 1:
            return f"not estimable: {coder} always said {answers[int(np.argmax(used))]}, so that kappa cannot tell"
    return ""


def disagreements(base: EvidenceBase, a: str, b: str, *, seen: str = "decided") -> pd.DataFrame:
    """Where coders `a` and `b` decided differently, side by side with the words.

    seen:    as in `agreement`.
    returns: one row per (segment_id, code) on which both have decided but not alike, flat contradictions before unsure
             ones, then in order of document: code, name, segment_id, text, heading, and of each coder the decision,
             polarity and memo, as columns named "decision of <coder>", "polarity of <coder>" and "memo of <coder>".
             Two who both say yes but not the same polarity are here, too.
    raises:  CodingError, if there is no such coder.
    """
    pairs = decisions(base, (a, b), seen=seen).dropna(subset=[a, b])
    codings = base.tables["codings"]
    for coder in (a, b):
        mine = codings.loc[codings["coder"] == coder, ["segment_id", "code", "polarity", "memo"]]
        names = {name: f"{name} of {coder}" for name in ("polarity", "memo")}
        pairs = pairs.merge(mine.rename(columns=names), on=["segment_id", "code"], how="left")
    other_pole = pairs[a].eq(YES) & pairs[b].eq(YES) & (pairs[f"polarity of {a}"] != pairs[f"polarity of {b}"])
    differ = pairs[(pairs[a] != pairs[b]) | other_pole]
    flat = differ[[a, b]].isin([YES]).any(axis=1) & differ[[a, b]].isin([NO]).any(axis=1)
    segments = base.tables["segments"][["segment_id", "document_id", "start", "heading", "text"]]
    codes = base.tables["codes"][["code", "name", "ordinal"]]
    shown = differ.assign(softer=~flat).merge(segments, on="segment_id").merge(codes, on="code")
    shown = shown.sort_values(["softer", "document_id", "start", "ordinal"], ignore_index=True)
    sides = [column for coder in (a, b) for column in (coder, f"polarity of {coder}", f"memo of {coder}")]
    shown = shown[["code", "name", "segment_id", "text", "heading", *sides]]
    return shown.rename(columns={coder: f"decision of {coder}" for coder in (a, b)})
