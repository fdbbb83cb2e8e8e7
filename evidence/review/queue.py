"""What a person should look at next: where a decision helps most, and a part drawn at random to judge the machine by."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from evidence.coding.decisions import settle
from evidence.model import ANSWER, HEADING, MACHINE, NO, PERSON, UNSURE, YES, EvidenceBase
from evidence.nlp import not_english

RANDOM = Fraction(1, 3)
"""Share of the rows that is drawn at random: two decisions that teach for one that measures."""

RESERVED = Fraction(1, 4)
"""Share of all passages that only the draw may take: what the other reasons pick can then never bias it."""

RARE = 10
"""A code found no more often than this is rare: below it no figure about the code can be told (`quality.ENOUGH`)."""

REASONS = (
    "people decided differently",
    "a person and the machine decided differently",
    "the machines decided differently",
    "the machine is unsure",
    "a rare code",
)
"""Why a coding is worth a decision, the strongest first."""

DRAWN_CODE, DRAWN_PASSAGE = "drawn at random: is the machine right?", "drawn at random: did the machine miss a code?"

NOT_ENGLISH = "; not in English, it seems: the machines know English words alone"

_PAIR = ["segment_id", "code"]
_COLUMNS = ["segment_id", "code", "drawn", "machine", "why"]


def review_queue(base: EvidenceBase, coder: str, *, rows: int = 60, seed: int = 0) -> pd.DataFrame:
    """The codings that `coder` should decide on next, in the order in which to read them.

    A third of the rows are drawn at random: passages, with all that the machine gave them and one row each for a code
    that it missed. The others are codings on which people or machines decided differently, on which the machine is
    unsure, or of rare codes: each reason in turn, and for each reason the codes in turn, those with fewest of people's
    decisions first. A quarter of the passages is kept for the draw alone; which, only `seed` decides, so that all coders
    are given the same. What the coder has decided is not asked again, nor the same words with the same code twice.

    rows:    how many codings at most; a row for a missed code counts where its passage has no coding.
    returns: segment_id, code (missing in a row for a missed code), drawn (True or False), machine (yes, unsure or no:
             what stands among the machines), why (in words); the rows of a passage stand together.
    """
    codings = base.tables["codings"]
    machine = settle(codings[codings["coder_kind"] == MACHINE])
    mine = codings[(codings["coder"] == coder) & (codings["coder_kind"] == PERSON)]
    order = shuffled(readable(base)["segment_id"], seed)
    reserve = order[: math.ceil(len(order) * RESERVED)]
    picked = _picked(base, mine, machine, order[len(reserve) :])
    budget = max(round(rows * RANDOM), rows - len(picked))
    drawn, used = _drawn(mine, machine, reserve, budget)
    queue = _interleaved(picked.head(rows - used), drawn)
    words = base.tables["segments"].set_index("segment_id")["text"]
    foreign = [not_english(words[segment_id]) for segment_id in queue["segment_id"]]
    return queue.assign(why=queue["why"].where(~pd.Series(foreign, dtype=bool), queue["why"] + NOT_ENGLISH).astype("str"))


def readable(base: EvidenceBase) -> pd.DataFrame:
    """The segments that a code can be given to: no headings, and no answers that say nothing."""
    segments, documents = base.tables["segments"], base.tables["documents"]
    silent = documents.loc[documents["no_answer"] & (documents["kind"] == ANSWER), "document_id"]
    return segments[(segments["kind"] != HEADING) & ~segments["document_id"].isin(silent)]


def shuffled(segment_ids: Iterable[str], seed: int) -> list[str]:
    """These segments in an order that chance decides, and always the same chance for the same seed."""
    # A hash keeps each passage's place in the draw when others come or go; a shuffle would deal them all anew.
    return sorted(segment_ids, key=lambda segment_id: hashlib.sha256(f"{seed} {segment_id}".encode()).digest())


def _drawn(mine: pd.DataFrame, machine: pd.DataFrame, reserve: Sequence[str], budget: int) -> tuple[pd.DataFrame, int]:
    """The next passages of the draw that hold at least `budget` open codings, and how many they count for."""
    decided = set(zip(mine["segment_id"], mine["code"], strict=True))
    drawn_before = set(mine.loc[mine["drawn"].notna(), "segment_id"])
    # The coder leaves no mark on a passage without a code; one that lies before others she decided on was read.
    furthest = max((place for place, segment_id in enumerate(reserve) if segment_id in drawn_before), default=-1)
    said = machine[machine["segment_id"].isin(reserve) & (machine["applied"] != NO)]
    given = {str(segment_id): group for segment_id, group in said.groupby("segment_id")}
    rows: list[tuple[object, ...]] = []
    used = 0
    for place, segment_id in enumerate(reserve):
        if used >= budget:
            break
        codings = given.get(segment_id, machine.iloc[:0])
        pairs = zip(codings["code"], codings["applied"], strict=True)
        still_open = [(code, applied) for code, applied in pairs if (segment_id, code) not in decided]
        if still_open or place > furthest:
            rows += [(segment_id, code, True, applied, DRAWN_CODE) for code, applied in still_open]
            rows.append((segment_id, None, True, NO, DRAWN_PASSAGE))
            used += max(len(still_open), 1)
    return _frame(rows), used


def _picked(base: EvidenceBase, mine: pd.DataFrame, machine: pd.DataFrame, segment_ids: Sequence[str]) -> pd.DataFrame:
    """All codings of these segments that are worth a decision for a reason, best first, as rows of the queue."""
    facts = _facts(base, machine)
    words = base.tables["segments"].set_index("segment_id")["text"]
    facts["words"] = [" ".join(text.casefold().split()) for text in words.reindex(facts["segment_id"])]
    decided = facts.loc[_among(facts, mine[_PAIR]), ["words", "code"]]
    facts = facts[facts["segment_id"].isin(segment_ids) & facts["reason"].notna()]
    facts = facts[~_among(facts, decided)]
    order = ["reason", "doubt", "words", "segment_id"]
    facts = facts.sort_values(order).drop_duplicates(["words", "code"])
    # Each code in its turn, and each reason in its turn.
    facts["turn"] = facts.groupby(["reason", "code"]).cumcount()
    facts = facts.sort_values(["reason", "turn", "by_people", *order[1:], "code"])
    facts["place"] = facts.groupby("reason").cumcount()
    facts = facts.sort_values(["place", "reason"])
    return facts.assign(drawn=False)[_COLUMNS].reset_index(drop=True)


def _among(rows: pd.DataFrame, keys: pd.DataFrame) -> pd.Series:
    """Whether each row is among `keys`, by the columns of `keys`."""
    names = list(keys.columns)
    return pd.Series(pd.MultiIndex.from_frame(rows[names]).isin(pd.MultiIndex.from_frame(keys)), index=rows.index)


def _facts(base: EvidenceBase, machine: pd.DataFrame) -> pd.DataFrame:
    """One row per (segment, code) that anyone decided on, with what is known of it.

    returns: segment_id, code, machine, why, reason (place of the strongest reason, missing if there is none), doubt (how
             far the machine's score is from the middle), by_people (people's decisions on the code).
    """
    codings = base.tables["codings"]
    people = codings[codings["coder_kind"] == PERSON]
    facts = codings[_PAIR].drop_duplicates().merge(machine[[*_PAIR, "applied", "score"]], on=_PAIR, how="left")
    facts["machine"] = facts["applied"].fillna(NO)
    settled = settle(people)[[*_PAIR, "applied", "agreed"]].rename(columns={"applied": "person"})
    facts = facts.merge(settled, on=_PAIR, how="left")
    found = machine.loc[machine["applied"] == YES, "code"].value_counts()
    facts["found"] = facts["code"].map(found).fillna(0).astype("int64")
    facts["by_people"] = facts["code"].map(people["code"].value_counts()).fillna(0)
    facts["doubt"] = (facts["score"] - 0.5).abs().fillna(0.5)
    opposite = facts["person"].isin([YES, NO]) & (facts["person"] != facts["machine"]) & (facts["machine"] != UNSURE)
    open_to_all = facts["person"].isna()
    flags = (
        facts["agreed"].eq(False),
        opposite,
        _among(facts, _machines_differ(codings)),
        facts["machine"].eq(UNSURE) & open_to_all,
        facts["machine"].eq(YES) & facts["found"].le(RARE) & open_to_all,
    )
    holds = np.column_stack([flag.to_numpy(dtype=bool) for flag in flags])
    facts["reason"] = pd.Series(np.where(holds.any(axis=1), holds.argmax(axis=1), np.nan), index=facts.index)
    facts["why"] = [_said(row, found) for row, found in zip(holds, facts["found"], strict=True)]
    return facts


def _said(holds: Sequence[bool], found: int) -> str:
    """The reasons that hold, in words."""
    words = {REASONS[-1]: f"{REASONS[-1]}, found {found} time{'s' if found > 1 else ''}"}
    return "; ".join(words.get(reason, reason) for reason, it_holds in zip(REASONS, holds, strict=True) if it_holds)


def _machines_differ(codings: pd.DataFrame) -> pd.DataFrame:
    """The (segment, code) to which one machine says yes and another says nothing or no."""
    machines = codings[codings["coder_kind"] == MACHINE]
    several = machines["coder"].nunique()
    said = machines.assign(yes=machines["applied"] == YES, maybe=machines["applied"] != NO)
    counts = said.groupby(_PAIR, as_index=False)[["yes", "maybe"]].sum()
    return counts.loc[(counts["yes"] > 0) & (counts["maybe"] < several), _PAIR]


def _interleaved(picked: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Both parts spread evenly, so that who stops early has done some of each; the rows of a passage together."""
    parts = []
    for rank, part in enumerate((picked, drawn)):
        passage = pd.factorize(part["segment_id"])[0]
        last = max(len(set(passage)), 1)
        parts.append(part.assign(at=(passage + 0.5) / last, rank=rank, row=range(len(part))))
    rows = pd.concat(parts).sort_values(["at", "rank", "row"])
    return _frame(rows[_COLUMNS].itertuples(index=False, name=None))


def _frame(rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    dtypes = dict.fromkeys(_COLUMNS, "str") | {"drawn": "bool"}
    return pd.DataFrame(list(rows), columns=_COLUMNS).astype(dtypes)
