"""What people's decisions tell of the machine's codings, what they should look at next, and what the codebook misses."""

from __future__ import annotations

import math

import pandas as pd

from evidence.codebook import Codebook
from evidence.exhibits import Captioned, Statement, captioned, per_cent
from evidence.model import EvidenceBase
from evidence.review.changes import changes_by_code, codings_changed
from evidence.review.quality import ENOUGH, quality
from evidence.review.queue import review_queue
from evidence.review.suggestions import find_gaps, suggest_terms
from evidence.review.workbook import machines_said
from evidence.summary.wording import code_names, counted


def quality_said(base: EvidenceBase) -> Statement:
    """How often the machine is right, as told from passages drawn at random; or how many more decisions that needs."""
    row = {str(name): value for name, value in quality(base).to_dict("records")[-1].items()}
    if not row["decided"] and not row["there"]:
        return Statement(
            (
                "No one has decided on passages drawn at random yet, so nothing is known of how often the machine is right.",
                "Write a sheet with: evidence review PROJECT --coder NAME",
            )
        )
    said = [
        f"People decided on {counted(row['decided'], 'coding')} of passages drawn at random to which the machine had said yes, "
        f"and found {row['right']} right.",
        _share_said("Of the machine's codings", "are right", row["decided"], *(row[k] for k in ("precision", "low", "high"))),
        _share_said("Of those there", "were found", row["there"], *(row[k] for k in ("recall", "recall_low", "recall_high"))),
        "This holds for the machine as it was when the passages were drawn, and if each drawn passage was read for codes missed.",
    ]
    return Statement(tuple(said))


def _share_said(of: str, what: str, base: int, share: float, low: float, high: float) -> str:
    if math.isnan(share):
        return f"{of}, not enough to say how many {what}: {ENOUGH - base} more decisions are needed."
    return f"{of}, {per_cent(share)} {what} (95% interval {per_cent(low)} to {per_cent(high)}, of {base})."


def quality_table(base: EvidenceBase) -> Captioned:
    """How often the machine's codings are right and how many it finds, theme by theme."""
    table = quality(base)
    columns = {
        "name": "name",
        "decided": "decided on",
        "right": "right",
        "precision": "share right",
        "low": "low",
        "high": "high",
        "there": "codings there",
        "found": "of them found",
        "recall": "share found",
        "unsure": "unsure",
        "note": "not enough to say",
    }
    shown = table[list(columns)].rename(columns=columns)
    caption = "The machine's codings, judged by people on passages drawn at random"
    return captioned(shown, caption, shares=["share right", "share found"])


def queue_table(base: EvidenceBase, *, coder: str = "", most: int = 10) -> Captioned:
    """What a person should decide on next, without the part drawn at random.

    coder: who: what she decided already is left out; by default anyone who has not decided yet.
    """
    queue = review_queue(base, coder, rows=3 * most, seed=base.manifest.get("seed", 0))
    picked = queue[~queue["drawn"]].head(most)
    said = machines_said(base, picked["segment_id"])
    pairs = zip(picked["segment_id"], picked["code"], strict=True)
    texts = base.tables["segments"].set_index("segment_id")["text"]
    table = pd.DataFrame(
        {
            "code": picked["code"].map(code_names(base)),
            "why": picked["why"],
            "the machine said": [said.get(pair, ("nothing", ""))[0] for pair in pairs],
            "text": texts.reindex(picked["segment_id"]).to_numpy(),
            "segment_id": picked["segment_id"],
        }
    )
    return captioned(table, f"{counted(len(table), 'coding')} to decide on next")


def changes_table(before: EvidenceBase, after: EvidenceBase) -> Captioned:
    """How many codings each code gained and lost between two bases, and how many changed their polarity."""
    table = changes_by_code(codings_changed(before, after)).rename(columns={"turned": "other polarity"})
    return captioned(table, "Codings that changed, by code")


def suggestions_table(base: EvidenceBase, codebook: Codebook, code: str) -> Captioned:
    """Words and phrases that tell the passages of a code from the others and are no terms of it yet."""
    found = suggest_terms(base, codebook, code)
    columns = {"term": "term", "with_code": "passages with the code", "elsewhere": "passages without it", "also": "a term of"}
    table = found[[*columns, "text", "segment_id"]].rename(columns=columns)
    by = f" (decided by {found['by'].iloc[0]})" if len(found) else ""
    return captioned(table, f"Words that tell the passages of {codebook[code].name}{by} from the others")


def gaps_table(base: EvidenceBase, *, most: int = 8) -> Captioned:
    """Passages that no code covers, grouped by their words; what the codebook may miss.

    most: groups at most.
    """
    found = find_gaps(base, seed=base.manifest.get("seed", 0), examples=2)
    found = found[found["group"] <= most]
    covered = f"of {found['of'].iloc[0]:,} passages without a code" if len(found) else "no group"
    columns = {"words": "told apart by", "passages": "in the group", "text": "text", "segment_id": "segment_id"}
    table = found[list(columns)].rename(columns=columns)
    return captioned(table, f"Groups of passages that no code covers ({covered})")
