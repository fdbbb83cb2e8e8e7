"""Barriers and the passages that may say what answered them, found by place in the text, codes and wording."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from evidence.coded import SAYS, coded_segments
from evidence.model import BARRIER, CASE_STUDY, CONFIRMED, ENABLER, HEADING, PROPOSED, REFUSED, TABLES, YES, EvidenceBase

FLOOR, MOST = 0.45, 3
"""The least score of a proposal, and the most proposals for one barrier passage: few and good rather than all that could be.

The weights below were set by reading the proposals for this repository's project and for the public documents that
`benchmarks/real_project.py` gathers. They order proposals; they are no probabilities."""

SAME_PASSAGE, NEXT_SECTION, ONLY_BARRIER = 0.4, 0.3, 0.15
NEAR = (0.35, 0.28, 0.18, 0.18)
"""Weight of an enabler passage 1, 2, 3 or 4 passages after the barrier. An account tells of an answer after what it answers:
of the proposals read, none was right whose enabler stood before the barrier, unless in a section on what was done."""
SAME_CODE, SAME_THEME, CONFIRMED_BEFORE = 0.25, 0.15, 0.15
CUE, WORDS = 0.2, 0.3

ALIKE = 0.3
"""Cosine of TF-IDF from which two passages have as many words in common as counts; nearer tells no more."""

REACH = 40
"""Enabler passages of the case looked at on either side of a barrier."""

_CUE = re.compile(
    r"\b(?:to (?:overcome|address|tackle|solve|resolve|meet|fix|get a?round|deal with) (?:this|these|that|those|the)"
    r"|in (?:response|answer to)|answered (?:this|these|that|with)|overc[ao]me|(?:as a|the) solution|solved (?:this|the|these)"
    r"|instead|so (?:we|they|the (?:team|council|partners|agency|group)|it was)|this led (?:us|them|to)|led to the creation"
    r"|to help (?:with )?(?:this|these)|that is why|for this reason|designed to (?:answer|overcome|address|meet)"
    r"|(?:was|were) set up to|thereby|no longer|thanks to (?:this|the)|with this in mind|mitigate[sd]?|alleviate[sd]?)\b",
    re.IGNORECASE,
)
"""Words by which a passage says that it answers something said before."""

_BARRIER_HEADING = re.compile(
    r"in the way|barrier|challenge|problem|difficult|obstacle|hinder|went wrong|\bissues?\b|concern|\bneeds?\b|\bwhy\b",
    re.IGNORECASE,
)
_ANSWER_HEADING = re.compile(
    r"\bdone\b|\bdid\b|help(?:s|ed)?\b|solution|solv|answer|approach|respon[ds]|overc[ao]m|address|tackl|action|work(?:s|ed) well"
    r"|what works?|enabler|in practice|result|chang|outcome|impact|achiev|learn|lesson|next step",
    re.IGNORECASE,
)

_ELSEWHERE = 1_000_000
"""Passages between two documents of one case: place tells nothing there."""

Numbers = npt.NDArray[np.float64]


def propose_pairs(base: EvidenceBase) -> pd.DataFrame:
    """For each passage that names a barrier, up to `MOST` passages of its case that may name what answered it.

    A passage that names both can answer itself. What people have said of pairs in other cases counts: where they have
    confirmed that one theme answers another, such a pair scores higher.

    base:    its table `pairs` holds what people decided, if anyone did.
    returns: as the model's table `pairs`, all of them proposed, in the order of the text, best first for each barrier;
             `why` says in words what the score is made of.
    """
    sides = _sides(base)
    found = _candidates(sides)
    if found.empty:
        return TABLES["pairs"].empty()
    found = _with_codes(found, sides, base)
    told = found[["place_score", "only", "code_score", "before", "cue"]].sum(axis=1)
    found = found.assign(told=told)[told + WORDS >= FLOOR]
    vectors, words = _vectors(sides["text"])
    likeness = np.asarray(vectors[found["barrier"]].multiply(vectors[found["enabler"]]).sum(axis=1)).ravel()
    found = found.assign(words=np.where(found["gap"] == 0, 0.0, WORDS * np.minimum(likeness / ALIKE, 1.0)))
    # Rounded, so that the last bit of a sum never decides the order.
    found = found.assign(score=(found["told"] + found["words"]).clip(upper=1.0).round(3))
    found = found[found["score"] >= FLOOR].sort_values(["barrier", "score", "enabler"], ascending=[True, False, True])
    names = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["name"], strict=True))
    return _as_table(found.groupby("barrier").head(MOST), sides, vectors, words, names)


def _sides(base: EvidenceBase) -> pd.DataFrame:
    """The passages of case studies that name a barrier or an enabler, one row each, in the order of case and text."""
    coded = coded_segments(base, kind=CASE_STUDY)
    codes = base.tables["codes"].set_index("code")
    coded = coded[(coded["applied"] == YES) & coded["polarity"].isin(SAYS[BARRIER] + SAYS[ENABLER])]
    coded = coded[coded["code"].map(codes["polar"]).astype(bool)]
    segments = base.tables["segments"]
    passages = segments[segments["kind"] != HEADING]
    place = passages.groupby("document_id").cumcount()
    coded = coded.merge(passages[["segment_id"]].assign(place=place), on="segment_id")
    grouped = coded.groupby("segment_id", sort=False)
    sides = grouped[["case_id", "document_id", "place", "heading", "text"]].first().reset_index()
    for side in (BARRIER, ENABLER):
        said = coded[coded["polarity"].isin(SAYS[side])].groupby("segment_id")["code"].agg(tuple)
        sides[side] = sides["segment_id"].map(said)
    sides = sides[sides["case_id"].notna()]
    return sides.sort_values(["case_id", "document_id", "place"], ignore_index=True)


def _candidates(sides: pd.DataFrame) -> pd.DataFrame:
    """Each barrier with the enablers of its case within `REACH`, as row numbers of `sides`, with what their places say."""
    barriers, enablers = (np.flatnonzero(sides[side].notna()) for side in (BARRIER, ENABLER))
    if not len(barriers) or not len(enablers):
        return pd.DataFrame()
    around = np.searchsorted(enablers, barriers)[:, None] + np.arange(-REACH, REACH + 1)
    inside = (around >= 0) & (around < len(enablers))
    barrier = np.repeat(barriers, around.shape[1])[inside.ravel()]
    enabler = enablers[around[inside]]
    cases, documents = (pd.factorize(sides[name])[0] for name in ("case_id", "document_id"))
    same = cases[barrier] == cases[enabler]
    barrier, enabler = barrier[same], enabler[same]
    gap = np.where(
        documents[barrier] == documents[enabler],
        sides["place"].to_numpy()[enabler] - sides["place"].to_numpy()[barrier],
        _ELSEWHERE,
    )
    headings = sides["heading"].fillna("")
    answers = headings.map(_is_answer).to_numpy()
    names = headings.map(_is_barrier).to_numpy() & ~answers
    linked = names[barrier] & answers[enabler] & (gap < _ELSEWHERE)
    per_document = sides[BARRIER].notna().groupby(sides["document_id"]).transform("sum").to_numpy()
    cued = sides["text"].str.contains(_CUE).to_numpy()
    place = _near(gap)
    earlier = (gap < 0) & ~linked
    found = pd.DataFrame(
        {
            "barrier": barrier,
            "enabler": enabler,
            "gap": gap,
            "linked": linked & (place <= NEXT_SECTION),
            "place_score": np.where(linked, np.maximum(place, NEXT_SECTION), place),
            "only": np.where(linked & (per_document[barrier] == 1), ONLY_BARRIER, 0.0),
            "cue": np.where(cued[enabler] & (gap < _ELSEWHERE), CUE, 0.0),
        }
    )
    kept: pd.DataFrame = found[~earlier]
    return kept


def _near(gap: npt.NDArray[np.int64]) -> Numbers:
    """What nearness in the text counts: `gap` is how many passages the enabler stands after the barrier."""
    weights = np.zeros(len(gap))
    weights[gap == 0] = SAME_PASSAGE
    for distance, weight in enumerate(NEAR, start=1):
        weights[gap == distance] = weight
    return weights


def _is_answer(heading: str) -> bool:
    return bool(_ANSWER_HEADING.search(heading.rpartition(" > ")[2]))


def _is_barrier(heading: str) -> bool:
    return bool(_BARRIER_HEADING.search(heading.rpartition(" > ")[2]))


def _with_codes(found: pd.DataFrame, sides: pd.DataFrame, base: EvidenceBase) -> pd.DataFrame:
    """The candidates with the code of each side that fit best: the same code, the same theme, or the first of each."""
    themes = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["theme"], strict=True))
    barrier, barriers = pd.factorize(sides[BARRIER])
    enabler, enablers = pd.factorize(sides[ENABLER])
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
    learned = np.where(found["code_score"] > 0, 0.0, CONFIRMED_BEFORE * _confirmed_before(found, base, themes))
    # A code that one passage names as both is no sign that it names the answer too: there only its wording can tell.
    itself = found["gap"] == 0
    return found.assign(before=np.where(itself, 0.0, learned), code_score=found["code_score"].where(~itself, 0.0))


def _best_of_kinds(
    kinds: list[int], barriers: list[tuple[str, ...]], enablers: list[tuple[str, ...]], themes: Mapping[str, str]
) -> list[tuple[str, str, float]]:
    """`best_codes` of each kind of pair, which is the number of its barrier's codes and of its enabler's."""
    of_barrier, of_enabler = ([{themes[code] for code in codes} for codes in side] for side in (barriers, enablers))
    best = []
    for b, e in (divmod(kind, len(enablers)) for kind in kinds):
        # Most have no theme in common, and a large base has hundreds of thousands of kinds.
        apart = of_barrier[b].isdisjoint(of_enabler[e])
        best.append((barriers[b][0], enablers[e][0], 0.0) if apart else best_codes(barriers[b], enablers[e], themes))
    return best


def best_codes(barriers: tuple[str, ...], enablers: tuple[str, ...], themes: Mapping[str, str]) -> tuple[str, str, float]:
    """The code of each passage that fits the other's best, and what that counts: same code, same theme, or the first of each."""
    ranked = [
        (SAME_CODE if b == e else SAME_THEME if themes[b] == themes[e] else 0.0, -i, -j, b, e)
        for i, b in enumerate(barriers)
        for j, e in enumerate(enablers)
    ]
    score, _, _, barrier, enabler = max(ranked)
    return barrier, enabler, score


def _confirmed_before(found: pd.DataFrame, base: EvidenceBase, themes: Mapping[str, str]) -> Numbers:
    """Of what people decided in other cases on a pair of these themes, the share they confirmed; 0 for fewer than two."""
    pairs = base.tables["pairs"]
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


def _vectors(texts: pd.Series) -> tuple[Any, npt.NDArray[np.object_]]:
    """A row of TF-IDF a text, and the words that its columns stand for; no columns where no word tells."""
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True, token_pattern=r"(?u)\b[^\W\d_]{3,}\b")
    try:
        vectors = vectorizer.fit_transform(texts)
    except ValueError:  # no text holds a word that tells
        return TfidfVectorizer(vocabulary=["none"]).fit_transform([""] * len(texts)), np.array(["none"], dtype=object)
    return vectors, vectorizer.get_feature_names_out()


def _as_table(
    found: pd.DataFrame, sides: pd.DataFrame, vectors: Any, words: npt.NDArray[np.object_], names: Mapping[str, str]
) -> pd.DataFrame:
    ids, texts, headings = (sides[name].to_numpy() for name in ("segment_id", "text", "heading"))
    rows = []
    for row in found.to_dict("records"):
        b, e = row["barrier"], row["enabler"]
        common = _in_common(vectors[b], vectors[e], words, texts[b], texts[e]) if row["words"] >= WORDS / 3 else []
        reasons = _reasons(row, headings[b], headings[e], common, names)
        rows.append(
            {
                "barrier_segment": ids[b],
                "enabler_segment": ids[e],
                "barrier_code": row["barrier_code"],
                "enabler_code": row["enabler_code"],
                "case_id": row["case_id"],
                "score": row["score"],
                "why": "; ".join(reasons),
                "status": PROPOSED,
            }
        )
    return TABLES["pairs"].frame(rows)


def _in_common(barrier: Any, enabler: Any, words: npt.NDArray[np.object_], *texts: str) -> list[str]:
    """Up to three words that tell most of both passages; none that is a name, for names do not belong in a reason."""
    shared = barrier.multiply(enabler).tocoo()
    ranked = sorted(zip(-shared.data.round(6), words[shared.col], strict=True))
    plain = [word for _, word in ranked if all(re.search(rf"\b{re.escape(word)}\b", text) for text in texts)]
    return plain[:3]


def _reasons(row: Mapping[Any, Any], barrier: Any, enabler: Any, common: list[str], names: Mapping[str, str]) -> Iterator[str]:
    if row["gap"] == 0:
        yield "the passage names both"
    elif row["linked"]:
        yield f"“{_last(enabler)}” follows “{_last(barrier)}”"
    elif row["place_score"]:
        yield _apart(row["gap"])
    if row["only"]:
        yield "it is the only passage of this account that names a barrier"
    if row["code_score"] == SAME_CODE:
        yield f"same code: {names[row['barrier_code']]}"
    elif row["code_score"]:
        yield f"same theme: {names[row['barrier_theme']]}"
    elif row["before"]:
        yield f"people confirmed elsewhere that {names[row['enabler_theme']]} answered {names[row['barrier_theme']]}"
    if row["cue"]:
        yield "its words say that it answers something"
    if common:
        yield f"words in common: {', '.join(common)}"


def _apart(gap: int) -> str:
    """
    >>> _apart(1), _apart(-1), _apart(3)
    ('the next passage', 'the passage before', '3 passages later')
    """
    if abs(gap) == 1:
        return "the next passage" if gap == 1 else "the passage before"
    return f"{abs(gap)} passages {'later' if gap > 0 else 'earlier'}"


def _last(heading: Any) -> str:
    return str(heading).rpartition(" > ")[2]
