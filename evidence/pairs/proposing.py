"""Barriers and the passages that may say what answered them, found by place in the text, codes and wording."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.coded import ordered_codes, standing
from evidence.coded.numbers import document_rows
from evidence.model import BARRIER, CASE_STUDY, CONFIRMED, ENABLER, HEADING, PROPOSED, REFUSED, TABLES, EvidenceBase
from evidence.pairs.likeness import Words, in_common, shared, words_of
from evidence.pairs.wording import CHANGED, SAYS_SO, STILL_OPEN, is_answer_heading, is_barrier_heading

FLOOR, MOST = 0.5, 3
"""The least score of a proposal, and the most proposals for one barrier passage: few and good rather than all that could be.

The weights below were set by reading the proposals for this repository's project and for the public documents that
`benchmarks/real_project.py` gathers, and by `benchmarks.pairs tuned`. They order proposals; they are no probabilities."""

SAME_PASSAGE, NEXT_SECTION, ONLY_BARRIER = 0.4, 0.3, 0.15
NEAR = (0.35, 0.28, 0.18, 0.18)
"""Weight of an enabler passage 1, 2, 3 or 4 passages after the barrier. An account tells of an answer after what it answers:
of the proposals read, none was right whose enabler stood before the barrier, unless in a section on what was done."""
SAME_CODE, SAME_THEME, CONFIRMED_BEFORE = 0.25, 0.15, 0.15
CUE, CHANGE, STILL, WORDS = 0.2, 0.1, -0.2, 0.3
IN_TURN = 0.1
"""The third passage of "what stood in the way" and the third of "what was done", where these sections follow one another and
have as many passages."""

UNCODED = -0.05
"""Another passage that no coder saw as an enabler: then its words must speak for it."""

RIVAL = 0.1
"""How much less than the best a proposal may score for another barrier: an answer seldom answers all that was said before."""

ALIKE = 0.3
"""Cosine of TF-IDF from which two passages have as many words in common as counts; nearer tells no more."""

REACH = 40
"""Enabler passages of the case looked at on either side of a barrier."""

_ELSEWHERE = 1_000_000
"""Passages between two documents of one case: place tells nothing there."""

_FIRST_SENTENCE = re.compile(r"^.*?[.!?]\s+", re.DOTALL)

Numbers = npt.NDArray[np.float64]


def propose_pairs(base: EvidenceBase, decided: pd.DataFrame | None = None) -> pd.DataFrame:
    """For each passage that names a barrier, up to `MOST` passages of its case that may name what answered it.

    A passage that names both can answer itself. What people have said of pairs in other cases counts: where they have
    confirmed that one theme answers another, such a pair scores higher.

    decided: the pairs that people decided on, as the model's table `pairs`; by default those of the base.
    returns: as the model's table `pairs`, all of them proposed, in the order of the text, best first for each barrier;
             `why` says in words what the score is made of.
    """
    sides = _sides(base)
    found = _candidates(sides)
    if found.empty:
        return TABLES["pairs"].empty()
    found = _with_codes(found, sides, base, base.tables["pairs"] if decided is None else decided)
    told = found[list(_TOLD)].sum(axis=1)
    found = found.assign(told=told)[told + WORDS >= FLOOR]
    words = words_of(sides["text"].tolist())
    both = shared(words, found["barrier"].to_numpy(), found["enabler"].to_numpy())
    likeness = np.bincount(both.pair, weights=both.product, minlength=len(found))
    found = found.assign(words=np.where(found["gap"] == 0, 0.0, WORDS * np.minimum(likeness / ALIKE, 1.0)))
    # Rounded, so that the last bit of a sum never decides the order.
    found = found.assign(score=(found["told"] + found["words"]).clip(upper=1.0).round(3))
    best = found.groupby("enabler")["score"].transform("max")
    found = found[(found["score"] >= FLOOR) & (found["score"] >= (best - RIVAL).round(3))]
    found = found.sort_values(["barrier", "score", "enabler"], ascending=[True, False, True])
    names = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["name"], strict=True))
    return _as_table(found.groupby("barrier").head(MOST), sides, words, names)


_TOLD = ("place_score", "turn", "only", "code_score", "before", "cue", "change", "still", "uncoded")
"""What a score is made of, but for the words in common."""


def _sides(base: EvidenceBase) -> pd.DataFrame:
    """The passages of case studies that name a barrier or may name an answer, one row each, in the order of case and text.

    returns: segment_id, case_id, document_id, place (among the passages of the document), heading, text, barrier and enabler
             (the codes that are one there, NaN if none), answers (whether it may be an answer), cue, change, still (whether
             its words say that it answers something, that something was done, that nothing changed), then and changes (the
             first two, of a passage that is asked whether it answers itself), turn and turns (its place in its section, and the
             section's passages).
    """
    passages, codes = _passages(base), ordered_codes(base)
    said = standing(base)
    said = said[said["yes"] & codes["polar"].to_numpy(dtype=bool)[said["code"]]]
    names = codes["code"].to_numpy()
    for side in (BARRIER, ENABLER):
        passages[side] = _codes_of(said[said[side]], names, len(base.tables["segments"]))[passages["row"]]
    passages["read"] = passages["row"].isin(said.loc[said["person"], "segment"])
    sides = passages[passages[BARRIER].notna() | passages[ENABLER].notna() | _may_be_told(passages)].copy()
    for name, words in (("cue", SAYS_SO), ("change", CHANGED), ("still", STILL_OPEN)):
        sides[name] = sides["text"].str.contains(words).to_numpy()
    # Of a passage that names the barrier too, what comes after its first sentence may tell the answer.
    after = sides["text"].str.replace(_FIRST_SENTENCE, "", n=1, regex=True)
    sides["then"] = after.str.contains(SAYS_SO).to_numpy()
    sides["changes"] = after.str.contains(CHANGED).to_numpy() & (after != sides["text"])
    told = ~sides["read"] & ~sides["still"] & (sides["cue"] | np.where(sides[BARRIER].isna(), sides["change"], sides["changes"]))
    sides["answers"] = sides[ENABLER].notna() | told
    return sides[sides[BARRIER].notna() | sides["answers"]].sort_values(["case_id", "document_id", "place"], ignore_index=True)


def _passages(base: EvidenceBase) -> pd.DataFrame:
    """The passages of case studies, by their row among the segments, with their place in the document, and in their section."""
    documents, segments, of_document = base.tables["documents"], base.tables["segments"], document_rows(base)
    case = documents["case_id"].where(documents["kind"] == CASE_STUDY)
    row = np.flatnonzero((segments["kind"] != HEADING).to_numpy() & case.notna().to_numpy()[of_document])
    passages = segments[["segment_id", "document_id", "heading", "text"]].take(row).reset_index(drop=True)
    document = of_document[row]
    passages = passages.assign(row=row, case_id=case.take(document).array, heading=passages["heading"].fillna(""))
    passages["place"] = passages.groupby(document).cumcount()
    sections = passages.groupby([document, passages["heading"]])
    return passages.assign(turn=sections.cumcount(), turns=sections["place"].transform("size"))


def _codes_of(said: pd.DataFrame, names: npt.NDArray[np.object_], segments: int) -> npt.NDArray[np.object_]:
    """For each segment the codes that it holds, in the codebook's order; NaN where it holds none.

    said: rows of `standing`.
    """
    held = np.full(segments, np.nan, dtype=object)
    segment, code = said["segment"].to_numpy(), names[said["code"].to_numpy()]
    bounds = [*np.flatnonzero(np.diff(segment, prepend=-1)), len(segment)]
    for first, last in pairwise(bounds):
        held[segment[first]] = tuple(code[first:last])
    return held


def _may_be_told(passages: pd.DataFrame) -> pd.Series:
    """Which passages stand where an answer that no coder saw would: soon after a barrier, or in a section on what was done."""
    barrier = passages[BARRIER].notna()
    last = passages["place"].where(barrier).groupby(passages["document_id"]).ffill()
    after = (passages["place"] - last).between(0, len(NEAR))
    named = barrier.groupby(passages["document_id"]).transform("any")
    return after | (named & passages["heading"].map(_of_headings(passages, is_answer_heading)).astype(bool))


def _of_headings(passages: pd.DataFrame, is_such: Callable[[str], bool]) -> dict[str, bool]:
    return {heading: is_such(heading) for heading in passages["heading"].unique()}


def _candidates(sides: pd.DataFrame) -> pd.DataFrame:
    """Each barrier with the answers of its case within `REACH`, as row numbers of `sides`, with what their places say."""
    barriers, enablers = np.flatnonzero(sides[BARRIER].notna()), np.flatnonzero(sides["answers"])
    if not len(barriers) or not len(enablers):
        return pd.DataFrame()
    around = np.searchsorted(enablers, barriers)[:, None] + np.arange(-REACH, REACH + 1)
    inside = (around >= 0) & (around < len(enablers))
    barrier = np.repeat(barriers, around.shape[1])[inside.ravel()]
    enabler = enablers[around[inside]]
    cases, documents = (pd.factorize(sides[name])[0] for name in ("case_id", "document_id"))
    same = cases[barrier] == cases[enabler]
    barrier, enabler = barrier[same], enabler[same]
    together = documents[barrier] == documents[enabler]
    places = sides["place"].to_numpy()
    gap = np.where(together, places[enabler] - places[barrier], _ELSEWHERE)
    answers = sides["heading"].map(_of_headings(sides, is_answer_heading)).to_numpy()
    names = sides["heading"].map(_of_headings(sides, is_barrier_heading)).to_numpy() & ~answers
    linked = names[barrier] & answers[enabler] & together
    turn, turns = sides["turn"].to_numpy(), sides["turns"].to_numpy()
    in_turn = linked & (turn[barrier] == turn[enabler]) & (turns[barrier] == turns[enabler]) & (turns[barrier] > 1)
    in_turn &= gap == turns[barrier]  # a section between them tells of something else
    per_document = sides[BARRIER].notna().groupby(sides["document_id"]).transform("sum").to_numpy()
    cue, change, still, then, changes = (
        sides[name].to_numpy(dtype=bool)[enabler] for name in ("cue", "change", "still", "then", "changes")
    )
    uncoded = sides[ENABLER].isna().to_numpy()[enabler]
    cue, change = np.where(gap == 0, then, cue), np.where(gap == 0, changes, change)
    place = _near(gap)
    found = pd.DataFrame(
        {
            "barrier": barrier,
            "enabler": enabler,
            "gap": gap,
            "linked": linked & (place <= NEXT_SECTION),
            "place_score": np.where(linked, np.maximum(place, NEXT_SECTION), place),
            "turn": np.where(in_turn, IN_TURN, 0.0),
            "only": np.where(linked & (per_document[barrier] == 1) & ~uncoded, ONLY_BARRIER, 0.0),
            "cue": np.where(cue & together, CUE, 0.0),
            "change": np.where(change & ~cue & together, CHANGE, 0.0),
            "still": np.where(still, STILL, 0.0),
            "uncoded": np.where(uncoded & (gap != 0), UNCODED, 0.0),
        }
    )
    # Of a passage that names a barrier, what was done is told of that one, unless its words or a coder say otherwise.
    of_another = (gap != 0) & uncoded & ~cue & sides[BARRIER].notna().to_numpy()[enabler]
    in_the_way = (gap == 0) & uncoded & names[barrier]
    kept: pd.DataFrame = found[~((gap < 0) & ~linked) & ~of_another & ~in_the_way]
    return kept


def _near(gap: npt.NDArray[np.int64]) -> Numbers:
    """What nearness in the text counts: `gap` is how many passages the enabler stands after the barrier."""
    weights = np.zeros(len(gap))
    weights[gap == 0] = SAME_PASSAGE
    for distance, weight in enumerate(NEAR, start=1):
        weights[gap == distance] = weight
    return weights


def _with_codes(found: pd.DataFrame, sides: pd.DataFrame, base: EvidenceBase, pairs: pd.DataFrame) -> pd.DataFrame:
    """The candidates with the code of each side that fit best: the same code, the same theme, or the first of each."""
    themes = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["theme"], strict=True))
    barrier, barriers = pd.factorize(sides[BARRIER].map(lambda codes: codes if isinstance(codes, tuple) else ()))
    enabler, enablers = pd.factorize(sides[ENABLER].map(lambda codes: codes if isinstance(codes, tuple) else ()))
    both = barrier[found["barrier"]] * len(enablers) + enabler[found["enabler"]]
    kinds, row = np.unique(both, return_inverse=True)
    best = _best_of_kinds(kinds.tolist(), list(barriers), list(enablers), themes)
    codes = pd.DataFrame(best, columns=["barrier_code", "enabler_code", "code_score"]).take(row)
    codes.index = found.index
    found = found.join(codes).assign(
        case_id=sides["case_id"].to_numpy()[found["barrier"]],
        barrier_theme=codes["barrier_code"].map(themes),
        enabler_theme=codes["enabler_code"].map(themes),
    )
    learned = np.where(found["code_score"] > 0, 0.0, CONFIRMED_BEFORE * _confirmed_before(found, pairs, themes))
    # A code that one passage names as both is no sign that it names the answer too: there only its wording can tell.
    itself = found["gap"] == 0
    return found.assign(before=np.where(itself, 0.0, learned), code_score=found["code_score"].where(~itself, 0.0))


def _best_of_kinds(
    kinds: list[int], barriers: list[tuple[str, ...]], enablers: list[tuple[str, ...]], themes: Mapping[str, str]
) -> list[tuple[str, str | None, float]]:
    """`best_codes` of each kind of pair, which is the number of its barrier's codes and of its enabler's."""
    of_barrier, of_enabler = ([{themes[code] for code in codes} for codes in side] for side in (barriers, enablers))
    best = []
    for b, e in (divmod(kind, len(enablers)) for kind in kinds):
        # Most have no theme in common, and a large base has hundreds of thousands of kinds.
        apart = of_barrier[b].isdisjoint(of_enabler[e])
        first = (barriers[b][0], enablers[e][0] if enablers[e] else None, 0.0)
        best.append(first if apart else best_codes(barriers[b], enablers[e], themes))
    return best


def best_codes(barriers: tuple[str, ...], enablers: tuple[str, ...], themes: Mapping[str, str]) -> tuple[str, str | None, float]:
    """The code of each passage that fits the other's best, and what that counts: same code, same theme, or the first of each.

    No code of an answer that has none.
    """
    if not enablers:
        return barriers[0], None, 0.0
    ranked = [
        (SAME_CODE if b == e else SAME_THEME if themes[b] == themes[e] else 0.0, -i, -j, b, e)
        for i, b in enumerate(barriers)
        for j, e in enumerate(enablers)
    ]
    score, _, _, barrier, enabler = max(ranked)
    return barrier, enabler, score


def _confirmed_before(found: pd.DataFrame, pairs: pd.DataFrame, themes: Mapping[str, str]) -> Numbers:
    """Of what people decided in other cases on a pair of these themes, the share they confirmed; 0 for fewer than two."""
    decided = pairs[pairs["status"].isin((CONFIRMED, REFUSED))]
    keys = ["barrier_theme", "enabler_theme"]
    decided = decided.assign(
        barrier_theme=decided["barrier_code"].map(themes),
        enabler_theme=decided["enabler_code"].map(themes),
        yes=decided["status"] == CONFIRMED,
    )
    everywhere = decided.groupby(keys)["yes"].agg(["sum", "size"]).reset_index()
    here = decided.groupby([*keys, "case_id"])["yes"].agg(["sum", "size"]).reset_index()
    counts = found[[*keys, "case_id"]].merge(everywhere, on=keys, how="left")
    own = found[[*keys, "case_id"]].merge(here, on=[*keys, "case_id"], how="left")
    yes, of = ((counts[name].fillna(0) - own[name].fillna(0)).to_numpy(dtype=float) for name in ("sum", "size"))
    share: Numbers = np.divide(yes, of, out=np.zeros(len(of)), where=of > 1)
    return share


def _as_table(found: pd.DataFrame, sides: pd.DataFrame, words: Words, names: Mapping[str, str]) -> pd.DataFrame:
    ids, headings = sides["segment_id"], [_last(heading) for heading in sides["heading"]]
    barrier, enabler = found["barrier"].to_numpy(), found["enabler"].to_numpy()
    alike = np.flatnonzero(found["words"] >= WORDS / 3)
    told = in_common(words, shared(words, barrier[alike], enabler[alike]))
    common = {int(alike[place]): forms for place, forms in told.items()}
    rows = map(_Reasons._make, zip(*(found[name].tolist() for name in _Reasons._fields), strict=True))
    whys = [
        "; ".join(_reasons(row, headings[b], headings[e], common.get(place, ()), names))
        for place, (row, b, e) in enumerate(zip(rows, barrier.tolist(), enabler.tolist(), strict=True))
    ]
    table = found[["barrier_code", "enabler_code", "case_id", "score"]].assign(
        barrier_segment=ids.take(barrier).array, enabler_segment=ids.take(enabler).array, why=whys, status=PROPOSED
    )
    return TABLES["pairs"].frame(table)


class _Reasons(NamedTuple):
    """What the reasons for a pair are told from: columns of the candidates."""

    gap: int
    linked: bool
    place_score: float
    turn: float
    only: float
    cue: float
    change: float
    code_score: float
    before: float
    barrier_code: str
    enabler_code: str | float
    barrier_theme: str
    enabler_theme: str


def _reasons(row: _Reasons, barrier: str, enabler: str, common: Sequence[str], names: Mapping[str, str]) -> Iterator[str]:
    """The reasons for a pair in words; `barrier` and `enabler` are the innermost headings."""
    if row.gap == 0:
        yield "the passage names both" if isinstance(row.enabler_code, str) else "the passage that names the barrier"
    elif row.linked:
        yield f"“{enabler}” follows “{barrier}”"
    elif row.place_score:
        yield _apart(row.gap)
    if row.turn:
        yield "the same place in both sections"
    if row.only:
        yield "it is the only passage of this account that names a barrier"
    yield from _reasons_of_codes(row, names)
    if row.cue:
        yield "its words say that it answers something"
    elif row.change:
        yield "its words tell of something done"
    if common:
        yield f"words in common: {', '.join(common)}"


def _reasons_of_codes(row: _Reasons, names: Mapping[str, str]) -> Iterator[str]:
    if row.code_score == SAME_CODE:
        yield f"same code: {names[row.barrier_code]}"
    elif row.code_score:
        yield f"same theme: {names[row.barrier_theme]}"
    elif row.before:
        yield f"people confirmed elsewhere that {names[row.enabler_theme]} answered {names[row.barrier_theme]}"
    elif not isinstance(row.enabler_code, str):
        yield "no coder saw it as an enabler"


def _apart(gap: int) -> str:
    """
    >>> _apart(1), _apart(-1), _apart(3)
    ('the next passage', 'the passage before', '3 passages later')
    """
    if abs(gap) == 1:
        return "the next passage" if gap == 1 else "the passage before"
    return f"{abs(gap)} passages {'later' if gap > 0 else 'earlier'}"


def _last(heading: str) -> str:
    return heading.rpartition(" > ")[2]
