"""Find what places did: passages, pairs of barrier and answer, and cases, best first, each with the reasons for the match."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.coded import SAYS, at_or_above, coded_segments
from evidence.config import did_you_mean
from evidence.errors import CodebookError, Problem, ProjectError
from evidence.model import BARRIER, CASE_STUDY, CONFIRMED, ENABLER, HEADING, MIXED, PARTLY, PROPOSED, REFUSED, YES, EvidenceBase
from evidence.privacy import allowed_within, mask
from evidence.search.meanings import FILE, meanings_of
from evidence.search.places import find_case, places_like
from evidence.search.words import match_words

__all__ = ["CASE", "FILE", "PAIR", "PASSAGE", "find", "places_like"]

PAIR, PASSAGE, CASE = "pair", "passage", "case"

SLOWNESS = 60
"""The constant of reciprocal rank fusion, as its authors set it (Cormack, Clarke and Büttcher 2009)."""

CODE, POLICY, LIKE = 1.0, 0.5, 0.5
"""What the barrier or enabler asked for, the policy area and the likeness of the place count beside meaning and words, of which
the best passage gets 1 each. Set by reading the answers to queries on this repository's project; see `find`."""

NEAR, CLOSE = 0.28, 0.55
"""Cosine from which a meaning is called similar, and from which it counts in full."""

HALF = 0.5
"""Share of the query's words from which a passage of distant meaning is a match all the same."""

LINKS = 2
"""Links from which a passage is taken for a list of sources."""

_COLUMNS = {
    **dict.fromkeys(("kind",), "str"),
    "rank": "int64",
    "score": "float64",
    **dict.fromkeys(("case_id", "place", "segment_id", "text", "answer_segment", "answer_text", "why", "ranked"), "str"),
}


def find(
    base: EvidenceBase,
    query: str,
    *,
    like: str = "",
    code: str = "",
    polarity: str = "",
    policy_area: str = "",
    most: int = 5,
    allowed: Collection[str] = (),
    kept: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """What the case studies hold on a question, by meaning and by word: pairs of barrier and answer, passages, and cases.

    Passages are ranked by meaning (cosine of sentence embeddings) and by words (BM25), and the two rankings are joined by
    their places (reciprocal rank fusion), weak matches counting less. What else is asked for does not shut anything out but
    counts on top: a passage with the code, on the side that is asked for; the policy area; the likeness of its case to the
    place in `like`, whose own case is
    left out. A pair ranks by that of its two passages which matches better; a case by its best passage and its likeness.
    Survey answers are never searched: they were not given for this.

    code:     a code's id or name; what lies below it counts, too.
    polarity: "barrier", "enabler" or "mixed".
    most:     how many of each kind at most.
    allowed:  words that are not masked, as `privacy.allowed_within`; all other personal data is, names too.
    kept:     file in which the passages' meanings are kept between calls; see `meanings.FILE`.
    returns:  pairs, then passages, then cases, each best first: kind, rank (within its kind), score (0 to 1: compares rows of one
              answer, no probability), case_id, place, segment_id and text (of a pair: its barrier; of a case: its best
              passage), answer_segment and answer_text (of a pair), why (the reasons for the match), ranked (its places in
              the rankings). Where the project lets no quotes out, texts are empty. An answer that belongs to several
              barriers comes once, with the best of them. `attrs["notes"]` says what was searched and what was missing.
    raises:   ProjectError, if the query is empty or there is no such place, policy area or polarity; CodebookError, if there is
              no such code.
    """
    codes = _wanted(base, query, code, polarity, policy_area, most)
    passages = _passages(base, find_case(base, like) if like else "")
    searched = (
        f"Searched {_many(len(passages), 'passage')} of {_many(passages['case_id'].nunique(), 'case study', 'case studies')}; "
        "survey answers are not searched."
    )
    if passages.empty:
        nothing = pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)
        nothing.attrs["notes"] = [searched]
        return nothing
    likeness = places_like(base, like).set_index("case_id") if like else pd.DataFrame(columns=["likeness", "shared"])
    scored = _scored(passages, query, meanings_of([query, *passages["text"]], None if kept is None else kept, progress=progress))
    scored = _with_codes(scored, base, codes, polarity)
    scored = _with_place(scored, base, policy_area, likeness)
    best = 2.0 + CODE * bool(codes or polarity) + POLICY * bool(policy_area) + LIKE * bool(like)
    scored["score"] = (scored[["fused", "by_code", "by_policy", "by_like"]].sum(axis=1) / best).clip(upper=1.0).round(4)
    found = scored[scored["matched"]].sort_values(["score", "place_in_base"], ascending=[False, True])
    tables = [_pairs(base, scored, most), _of_passages(found, most), _cases(found, likeness, most)]
    told = _told(pd.concat([table for table in tables if len(table)] or tables), base, allowed)
    told.attrs["notes"] = [searched, *(_without_code(scored, found.head(most), code, polarity) if codes else [])]
    return told


def _many(number: int, word: str, plural: str = "") -> str:
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


def _without_code(scored: pd.DataFrame, shown: pd.DataFrame, code: str, polarity: str) -> list[str]:
    """That no passage shown has the code asked for, on the side asked for; nothing, if one has."""
    if (shown["by_code"] == CODE).any():
        return []
    what = f"the code '{code}'{f' as {_AS[polarity]}' if polarity else ''}"
    where = "shown: those that have it match too little" if (scored["by_code"] == CODE).any() else "searched"
    return [f"{what[0].upper()}{what[1:]} is on no passage {where}."]


_AS = {BARRIER: "a barrier", ENABLER: "an enabler", MIXED: "mixed"}


def _wanted(base: EvidenceBase, query: str, code: str, polarity: str, policy_area: str, most: int) -> set[str]:
    """The codes asked for, after the rest of what was asked has been checked."""
    if not query.strip():
        raise ProjectError(
            Problem("find", "the query is empty", 'Write what you look for in quotes: evidence find "time to meet"')
        )
    if most < 1:
        raise ProjectError(Problem("--most", f"{most} is no number of results", "Write a whole number from 1 on."))
    sides = (BARRIER, ENABLER, MIXED)
    if polarity and polarity not in sides:
        hint = did_you_mean(polarity, sides)
        raise ProjectError(Problem("--polarity", f"there is no polarity '{polarity}'{hint}", f"Use one of: {', '.join(sides)}."))
    areas = sorted(set(base.tables["cases"]["policy_area"].dropna()))
    if policy_area and policy_area.casefold() not in [area.casefold() for area in areas]:
        what = f"there is no policy area '{policy_area}'{did_you_mean(policy_area, areas)}"
        raise ProjectError(Problem("--policy-area", what, f"Use one of: {', '.join(areas) or 'none is known'}."))
    return _codes(base, code) if code else set()


def _codes(base: EvidenceBase, code: str) -> set[str]:
    """The code of this id or name, and what lies below it."""
    codes = base.tables["codes"]
    known = {
        str(name).casefold(): str(own)
        for column in ("name", "code")
        for name, own in zip(codes[column], codes["code"], strict=True)
    }
    if code.casefold() not in known:
        names = [*codes["name"], *codes["code"]]
        what = f"there is no code '{code}'{did_you_mean(code, names)}"
        raise CodebookError(Problem("--code", what, "Name a code of codebook.yaml, by its id or its name."))
    tree = at_or_above(codes)
    return set(tree.loc[tree["code"] == known[code.casefold()], "below"])


def _passages(base: EvidenceBase, but: str) -> pd.DataFrame:
    """The passages of case studies, those of one case left out: segment_id, text, case_id."""
    documents = base.tables["documents"]
    documents = documents.loc[(documents["kind"] == CASE_STUDY) & documents["case_id"].notna(), ["document_id", "case_id"]]
    segments = base.tables["segments"]
    segments = segments[segments["kind"] != HEADING].merge(documents, on="document_id")
    # A list of links says nothing of what a place did, but holds many words.
    told = (segments["case_id"] != but) & (segments["text"].str.count("https?://") < LINKS)
    segments = segments.loc[told, ["segment_id", "text", "case_id"]].reset_index(drop=True)
    return segments.assign(place_in_base=np.arange(len(segments)))


def _scored(passages: pd.DataFrame, query: str, vectors: npt.NDArray[np.float32]) -> pd.DataFrame:
    """The passages with their places by meaning and by words, and the two joined."""
    meaning = (vectors[1:] @ vectors[0]).astype(float).round(4)
    words, share, matched = match_words(query, passages["text"].tolist())
    scored = passages.assign(meaning=meaning, words=words.round(6), share=share.round(6), of=len(passages))
    scored["matched_words"] = pd.Series([matched.get(row, []) for row in range(len(passages))], dtype="object")
    scored["meaning_rank"] = scored["meaning"].rank(method="first", ascending=False).astype(int)
    scored["words_rank"] = scored["words"].rank(method="first", ascending=False).where(scored["words"] > 0)
    by_rank = {name: (SLOWNESS + 1) / (SLOWNESS + scored[name]) for name in ("meaning_rank", "words_rank")}
    # A place in a ranking says nothing of how good the match is: the best of bad matches must not count like a good one.
    scored["fused"] = by_rank["meaning_rank"] * (scored["meaning"] / CLOSE).clip(0.0, 1.0)
    scored["fused"] += by_rank["words_rank"].fillna(0.0) * scored["share"]
    scored["matched"] = (scored["meaning"] >= NEAR) | (scored["share"] >= HALF)
    return scored


def _with_codes(scored: pd.DataFrame, base: EvidenceBase, codes: Collection[str], polarity: str) -> pd.DataFrame:
    """The passages with what their codes count: all of it for the code on the side asked for, half for the code alone."""
    scored = scored.assign(by_code=0.0, code_why="")
    if not codes and not polarity:
        return scored
    coded = coded_segments(base, kind=CASE_STUDY)
    coded = coded[coded["applied"] == YES]
    named = coded[coded["code"].isin(list(codes))] if codes else coded
    whole = named[named["polarity"].isin(SAYS[polarity])] if polarity else named
    names = base.tables["codes"].set_index("code")["name"]
    for rows, share, what in ((named, CODE / 2, "same subject"), (whole, CODE, f"same {polarity or 'subject'}")):
        said: dict[str, list[str]] = {}
        for segment_id, name in zip(rows["segment_id"], rows["code"].map(names), strict=True):
            said.setdefault(segment_id, []).append(name)
        told = scored["segment_id"].map({key: f"{what}: {', '.join(found)}" for key, found in said.items()})
        scored["by_code"] = scored["by_code"].mask(told.notna(), share)
        scored["code_why"] = told.fillna(scored["code_why"])
    # Where only a side was asked for, half a match is none.
    if not codes:
        half = scored["by_code"] < CODE
        scored.loc[half, ["by_code", "code_why"]] = 0.0, ""
    scored["matched"] |= scored["by_code"] == CODE
    return scored


def _with_place(scored: pd.DataFrame, base: EvidenceBase, policy_area: str, likeness: pd.DataFrame) -> pd.DataFrame:
    """The passages with what the policy area and the likeness of their case count."""
    areas = base.tables["cases"].set_index("case_id")["policy_area"]
    area = scored["case_id"].map(areas).fillna("")
    same = (area.str.casefold() == policy_area.casefold()) & bool(policy_area)
    like = scored["case_id"].map(likeness["likeness"].astype(float)).fillna(0.0)
    shared = likeness["shared"].to_dict()
    return scored.assign(
        by_policy=np.where(same, POLICY, 0.0),
        policy_why=np.where(same, "same policy area: " + area, ""),
        by_like=LIKE * like / max(float(like.max()), 1e-9) if like.max() > 0 else 0.0,
        like_why=[shared.get(case, "") for case in scored["case_id"]],
    )


def _why(row: Mapping[Any, Any]) -> str:
    reasons = [row["code_why"]]
    reasons.append(f"similar meaning ({row['meaning']:.2f})" if row["meaning"] >= NEAR else "")
    reasons.append(f"similar words: {', '.join(row['matched_words'])}" if row["matched_words"] else "")
    reasons += [row["policy_why"], f"similar place: {row['like_why']}" if row["like_why"] else ""]
    return "; ".join(filter(None, reasons)) or f"distant meaning ({row['meaning']:.2f})"


def _ranked(row: Mapping[Any, Any]) -> str:
    words = f"by words {int(row['words_rank'])}" if pd.notna(row["words_rank"]) else "no word matches"
    return f"by meaning {row['meaning_rank']}, {words} of {row['of']} passages"


def _of_passages(found: pd.DataFrame, most: int) -> pd.DataFrame:
    return found.head(most).assign(kind=PASSAGE, answer_segment="")


_SAID_OF = {
    CONFIRMED: "a person confirmed the answer",
    PARTLY: "a person took it for an answer in part",
    PROPOSED: "a machine proposes the answer: no one has confirmed it",
}


def _pairs(base: EvidenceBase, scored: pd.DataFrame, most: int) -> pd.DataFrame:
    """The pairs of which the barrier or the answer matches, best first."""
    pairs = base.tables["pairs"]
    pairs = pairs[pairs["status"] != REFUSED]
    row = dict(zip(scored["segment_id"], range(len(scored)), strict=True))
    at = pd.DataFrame({name: pairs[name].map(row) for name in ("barrier_segment", "enabler_segment")}).dropna().astype(int)
    pairs = pairs.loc[at.index]
    barrier, enabler = (scored.iloc[at[name]] for name in at)
    confirmed = (pairs["status"] == CONFIRMED).to_numpy()
    scores = barrier["score"].to_numpy(), enabler["score"].to_numpy()
    found = barrier.reset_index(drop=True).assign(
        kind=PAIR,
        answer_segment=pairs["enabler_segment"].to_numpy(),
        score=(0.75 * np.maximum(*scores) + 0.2 * np.minimum(*scores) + 0.05 * confirmed).round(4),
        matched=barrier["matched"].to_numpy() | enabler["matched"].to_numpy(),
        pair_why=pairs["status"].map(_SAID_OF).to_numpy(),
    )
    # An answer that matches is of no use where its barrier has nothing to do with the query.
    about = (found["meaning"] >= NEAR) | found["matched_words"].map(bool).astype(bool) | (found["by_code"] > 0)
    found = found[found["matched"] & about]
    found = found.sort_values(["score", "place_in_base", "answer_segment"], ascending=[False, True, True])
    others = found.groupby("answer_segment")["segment_id"].nunique()
    found = found.drop_duplicates("answer_segment")
    more = found["answer_segment"].map(others.to_dict()).fillna(1).astype(int) - 1
    also = [f"; it also answers {_many(n, 'other barrier passage')} found" if n else "" for n in more]
    return found.assign(pair_why=[why + its for why, its in zip(found["pair_why"], also, strict=True)]).head(most)


def _cases(found: pd.DataFrame, likeness: pd.DataFrame, most: int) -> pd.DataFrame:
    """The cases of the passages found, each by its best passage."""
    first = found.drop_duplicates("case_id")
    count = first["case_id"].map(found[found["meaning"] >= NEAR].groupby("case_id").size()).fillna(0).astype(int)
    near = count.map(lambda n: f"{n} passage{'' if n == 1 else 's'} of similar meaning" if n else "")
    return first.assign(kind=CASE, answer_segment="", pair_why=near).head(most)


def _told(found: pd.DataFrame, base: EvidenceBase, allowed: Collection[str]) -> pd.DataFrame:
    """The results as a reader sees them."""
    cases = base.tables["cases"].set_index("case_id")
    texts = _quotable(base, {*found["segment_id"], *found["answer_segment"]}, allowed)
    rows = found.to_dict("records")
    extra = found.get("pair_why", pd.Series("", index=found.index)).fillna("")
    told = found.assign(
        rank=found.groupby("kind", sort=False).cumcount() + 1,
        place=found["case_id"].map(cases["place"].fillna(cases["title"])),
        text=[texts.get(segment, "") for segment in found["segment_id"]],
        answer_text=[texts.get(segment, "") for segment in found["answer_segment"]],
        why=["; ".join(filter(None, [_why(row), more])) for row, more in zip(rows, extra, strict=True)],
        ranked=[_ranked(row) for row in rows],
    )
    return told[list(_COLUMNS)].astype(_COLUMNS).reset_index(drop=True)


def _quotable(base: EvidenceBase, segment_ids: Collection[str], allowed: Collection[str]) -> dict[str, str]:
    """The words of segments as they may be shown: none where the project lets no quotes out, personal data masked."""
    if not base.manifest.get("publication", {}).get("quotes", True):
        return {}
    segments = base.tables["segments"]
    chosen = segments[segments["segment_id"].isin(list(segment_ids))]
    marked = base.tables["personal_data"]
    marked = marked[marked["document_id"].isin(chosen["document_id"])]
    texts = {}
    for row in chosen.to_dict("records"):
        text, start = str(row["text"]), int(row["start"])
        inside = marked[(marked["document_id"] == row["document_id"]) & (marked["start"] < row["end"]) & (marked["end"] > start)]
        first, last = (inside["start"] - start).clip(lower=0), (inside["end"] - start).clip(upper=len(text))
        free = allowed_within(text, allowed)
        masked = [not any(a <= b and c <= d for a, d in free) for b, c in zip(first, last, strict=True)]
        texts[str(row["segment_id"])] = mask(text, inside.assign(start=first, end=last).loc[masked])
    return texts
