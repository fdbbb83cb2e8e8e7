"""Find what places did: passages, pairs of barrier and answer, and cases, best first, each with the reasons for the match."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.coded import SAYS, at_or_above
from evidence.config import did_you_mean
from evidence.embedding import embed
from evidence.errors import CodebookError, Problem, ProjectError
from evidence.model import BARRIER, CONFIRMED, ENABLER, MIXED, PARTLY, PROPOSED, EvidenceBase
from evidence.privacy import allowed_within, mask
from evidence.search.meanings import FILE
from evidence.search.places import find_case, places_like
from evidence.search.searched import Searched, searched_base, searched_codings, searched_pairs
from evidence.search.words import match_words, words_matched

__all__ = ["CASE", "FILE", "PAIR", "PASSAGE", "find", "places_like"]

PAIR, PASSAGE, CASE = "pair", "passage", "case"

SLOWNESS = 60
"""The constant of reciprocal rank fusion, as its authors set it (Cormack, Clarke and Büttcher 2009)."""

CODE, POLICY, LIKE = 1.0, 0.5, 0.5
"""What the barrier or enabler asked for, the policy area and the likeness of the place count beside meaning and words, of which
the best passage gets 1 each. Set by reading the answers to queries on this repository's project; see `find`."""

NEAR, CLOSE = 0.3, 0.65
"""Cosine of a passage's nearest sentence from which its meaning is called similar, and from which it counts in full."""

HALF = 0.5
"""Share of the query's words from which a passage of distant meaning is a match all the same."""

SURE, WHOLE = 0.4, 0.9
"""Cosine, and share of the query's words, of which the best match must reach one not to be called distant: queries about what a
base does not hold stayed below both."""

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

    Passages are ranked by meaning (cosine of the nearest sentence's embedding) and by words (BM25), and the two rankings are
    joined by their places (reciprocal rank fusion), weak matches counting less. What else is asked for does not shut anything
    out but counts on top: a passage with the code, on the side that is asked for; the policy area; the likeness of its case to
    the place in `like`, whose own case is left out. Passages of the same words come once. A pair ranks by that of its two
    passages which matches better; a case by its best passage and its likeness.
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
    likeness = places_like(base, like).set_index("case_id") if like else pd.DataFrame(columns=["likeness", "shared"])
    searched = searched_base(base, kept, progress)
    scored = _scored(searched, query, find_case(base, like) if like else "")
    told = (
        f"Searched {_many(len(scored), 'passage')} of {_many(scored['case'].nunique(), 'case study', 'case studies')}; "
        "survey answers are not searched."
    )
    if scored.empty:
        nothing = pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)
        nothing.attrs["notes"] = [told]
        return nothing
    speaking = _speaking(base, searched, codes, polarity)
    scored = _with_codes(scored, speaking, CODE / 2 if codes else 0.0)
    scored = _with_place(scored, searched, policy_area, likeness)
    best = 2.0 + CODE * bool(codes or polarity) + POLICY * bool(policy_area) + LIKE * bool(like)
    scored["score"] = (scored[["fused", "by_code", "by_policy", "by_like"]].sum(axis=1) / best).clip(upper=1.0).round(4)
    found = scored[scored["matched"]]
    # Passages stand in the order of the text, and keep it where they score alike.
    found = found.iloc[np.argsort(-found["score"].to_numpy(), kind="stable")]
    tables = [_pairs(searched_pairs(base, searched), scored, most), _of_passages(found, most), _cases(found, most)]
    shown = pd.concat([table for table in tables if len(table)] or tables)
    reasons = _code_reasons(shown, speaking, polarity)
    shown = _told(_with_reasons(shown, searched, query, reasons, likeness), base, allowed)
    shown.attrs["notes"] = [told, *_distant(found), *(_without_code(scored, found.head(most), code, polarity) if codes else [])]
    return shown


def _many(number: int, word: str, plural: str = "") -> str:
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


def _distant(found: pd.DataFrame) -> list[str]:
    """That nothing found comes close to the query; nothing, if something does."""
    if found.empty or (found["meaning"] >= SURE).any() or (found["share"] >= WHOLE).any():
        return []
    return ["No passage comes close to the query: the nearest there are may be about something else."]


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


def _scored(searched: Searched, query: str, but: str) -> pd.DataFrame:
    """The passages with their places by meaning and by words, and the two joined; those of one case are left out.

    returns: one row per passage, numbers alone: row and case (their numbers in `searched`), same (alike for equal texts),
             meaning, words, share, of (how many are searched), meaning_rank, words_rank (NaN where no word matches), fused,
             matched.
    """
    among = searched.case != (list(searched.cases).index(but) if but in searched.cases else -1)
    words, share = match_words(query, searched.words, among)
    meaning = searched.meanings.cosines(embed([query])[0])
    scored = pd.DataFrame({"row": np.arange(len(among)), "case": searched.case, "meaning": meaning.astype(float).round(4)})
    scored["same"] = searched.meanings.rows
    scored = scored.assign(words=words.round(6), share=share.round(6))
    scored = pd.DataFrame(scored[among]).reset_index(drop=True)
    scored["of"] = len(scored)
    scored["meaning_rank"] = _ranks(scored["meaning"].to_numpy())
    scored["words_rank"] = np.where(scored["words"] > 0, _ranks(scored["words"].to_numpy()), np.nan)
    by_rank: dict[str, pd.Series] = {name: (SLOWNESS + 1) / (SLOWNESS + scored[name]) for name in ("meaning_rank", "words_rank")}
    # A place in a ranking says nothing of how good the match is: the best of bad matches must not count like a good one.
    scored["fused"] = by_rank["meaning_rank"] * (scored["meaning"] / CLOSE).clip(0.0, 1.0)
    scored["fused"] += by_rank["words_rank"].fillna(0.0) * scored["share"]
    scored["matched"] = (scored["meaning"] >= NEAR) | (scored["share"] >= HALF)
    return scored


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The place of each value, from 1 for the highest; equal ones in their order."""
    ranks = np.zeros(len(values), dtype=np.int64)
    ranks[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    return ranks


def _speaking(base: EvidenceBase, searched: Searched, codes: Collection[str], polarity: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The codings of the codes asked for (all, if only a side was), and those of them on the side asked for."""
    coded = searched_codings(base, searched) if codes or polarity else pd.DataFrame(columns=["row", "name"])
    named = coded[coded["code"].isin(list(codes))] if codes else coded
    return named, named[named["polarity"].isin(SAYS[polarity])] if polarity else named


def _with_codes(scored: pd.DataFrame, speaking: tuple[pd.DataFrame, pd.DataFrame], half: float) -> pd.DataFrame:
    """The passages with what their codes count: all of it for the code on the side asked for, half for the code alone."""
    named, whole = (np.isin(scored["row"].to_numpy(), rows["row"].to_numpy(dtype=np.int64)) for rows in speaking)
    by_code = np.select([whole, named], [CODE, half], 0.0)
    return scored.assign(by_code=by_code, matched=scored["matched"] | (by_code == CODE))


def _with_place(scored: pd.DataFrame, searched: Searched, policy_area: str, likeness: pd.DataFrame) -> pd.DataFrame:
    """The passages with what the policy area and the likeness of their case count."""
    same = np.array([bool(policy_area) and area.casefold() == policy_area.casefold() for area in searched.areas], dtype=bool)
    like = likeness["likeness"].astype(float).reindex(searched.cases).fillna(0.0).to_numpy()
    case = scored["case"].to_numpy()
    by_like = LIKE * like / max(float(like[case].max()), 1e-9)
    return scored.assign(by_policy=np.where(same, POLICY, 0.0)[case], by_like=by_like[case])


def _code_reasons(shown: pd.DataFrame, speaking: tuple[pd.DataFrame, pd.DataFrame], polarity: str) -> list[str]:
    """For each result the codes that speak for its passage, in words; empty where none counts."""
    said: dict[Any, str] = {}
    for rows, what in zip(speaking, ("same subject", f"same {polarity or 'subject'}"), strict=True):
        mine = rows[rows["row"].isin(shown["row"])]
        said |= {row: f"{what}: {', '.join(names)}" for row, names in mine.groupby("row")["name"]}
    return [said[row] if counts else "" for row, counts in zip(shown["row"], shown["by_code"] > 0, strict=True)]


def _with_reasons(
    shown: pd.DataFrame, searched: Searched, query: str, code_why: list[str], likeness: pd.DataFrame
) -> pd.DataFrame:
    """The few results that are shown, each with its passage and what speaks for it."""
    cases, shared = [searched.cases[case] for case in shown["case"]], likeness["shared"].to_dict()
    return shown.assign(
        segment_id=searched.passages["segment_id"].to_numpy()[shown["row"]],
        case_id=cases,
        matched_words=pd.Series([words_matched(query, searched.words, row) for row in shown["row"]], shown.index, dtype="object"),
        code_why=code_why,
        policy_why=np.where(shown["by_policy"] > 0, [f"same policy area: {searched.areas[case]}" for case in shown["case"]], ""),
        like_why=[shared.get(case, "") for case in cases],
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
    """The passages found, those of the same words once."""
    more = found["same"].map(found["same"].value_counts()).astype(int) - 1
    told = [f"{_many(n, 'other passage')} found {'has' if n == 1 else 'have'} the same words" if n else "" for n in more]
    return found.assign(kind=PASSAGE, answer_segment="", pair_why=told).drop_duplicates("same").head(most)


_SAID_OF = {
    CONFIRMED: "a person confirmed the answer",
    PARTLY: "a person took it for an answer in part",
    PROPOSED: "a machine proposes the answer: no one has confirmed it",
}


def _pairs(pairs: pd.DataFrame, scored: pd.DataFrame, most: int) -> pd.DataFrame:
    """The pairs of which the barrier or the answer matches, best first."""
    rows = pd.Index(scored["row"])
    at = pairs.assign(**{name: rows.get_indexer(pd.Index(pairs[name])) for name in ("barrier", "answer")})
    pairs = at[(at["barrier"] >= 0) & (at["answer"] >= 0)]
    barrier, enabler = (scored.iloc[pairs[name]] for name in ("barrier", "answer"))
    scores = barrier["score"].to_numpy(), enabler["score"].to_numpy()
    confirmed = (pairs["status"] == CONFIRMED).to_numpy()
    found = barrier.reset_index(drop=True).assign(
        kind=PAIR,
        answer=pairs["answer"].to_numpy(),
        answer_segment=pairs["enabler_segment"].to_numpy(),
        score=(0.75 * np.maximum(*scores) + 0.2 * np.minimum(*scores) + 0.05 * confirmed).round(4),
        matched=barrier["matched"].to_numpy() | enabler["matched"].to_numpy(),
        status=pairs["status"].to_numpy(),
    )
    # An answer that matches is of no use where its barrier has nothing to do with the query.
    about = (found["meaning"] >= NEAR) | (found["share"] > 0) | (found["by_code"] > 0)
    found = found[found["matched"] & about].sort_values(["score", "row", "answer"], ascending=[False, True, True])
    others = found["answer"].value_counts()
    found = found.drop_duplicates("answer").head(most)
    more = found["answer"].map(others).astype(int) - 1
    also = [f"; it also answers {_many(n, 'other barrier passage')} found" if n else "" for n in more]
    return found.assign(pair_why=[_SAID_OF[status] + its for status, its in zip(found["status"], also, strict=True)])


def _cases(found: pd.DataFrame, most: int) -> pd.DataFrame:
    """The cases of the passages found, each by its best passage."""
    first = found.drop_duplicates("case").head(most)
    near = found.loc[found["meaning"] >= NEAR, "case"].value_counts().reindex(first["case"], fill_value=0)
    told = [f"{n} passage{'' if n == 1 else 's'} of similar meaning" if n else "" for n in near]
    return first.assign(kind=CASE, answer_segment="", pair_why=told)


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
