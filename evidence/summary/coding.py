"""How the passages were coded: by whom, with which codebook, and codings for a reader to judge."""

from __future__ import annotations

import hashlib
from itertools import combinations

from evidence.agreement import agreement
from evidence.coded import chosen_codes, coded_segments
from evidence.exhibits import Captioned, Statement, captioned, per_cent
from evidence.matrix import code_summary
from evidence.model import CASE_STUDY, HEADING, PERSON, SENTENCE, YES, EvidenceBase
from evidence.nlp import not_english
from evidence.summary.wording import code_names, counted, reviewed


def how_coded(base: EvidenceBase) -> Statement:
    """Who coded how much with which codebook, and how far that may be trusted."""
    segments, codes = base.tables["segments"], base.tables["codes"]
    read = segments[segments["kind"] != HEADING]
    sentences = int((read["kind"] == SENTENCE).sum())
    coded = coded_segments(base)
    yes = coded[coded["applied"] == YES]
    held = yes["segment_id"].nunique()
    codebook = base.manifest.get("codebook", {})
    named = f" “{codebook['title']}” (version {codebook.get('version', '–')})" if codebook.get("title") else ""
    themes = counted(len(chosen_codes(codes, "theme")), "theme")
    said = [
        f"{counted(len(read) - sentences, 'passage')} of case studies and {counted(sentences, 'sentence')} of answers were read.",
        f"The codebook{named} has {counted(len(codes), 'code')} in {themes}.",
        f"{held:,} of the passages and sentences ({per_cent(held / max(len(read), 1))}) hold at least one code.",
        reviewed(base),
        f"{counted(len(coded) - len(yes), 'more coding is', 'more codings are')} unsure and counted nowhere.",
    ]
    foreign = sum(map(not_english, read["text"]))
    if foreign:
        seem = counted(foreign, "passage or sentence seems", "passages or sentences seem")
        said.append(
            f"{seem} not to be in English: the machines know English words alone, so what they found there is too little."
        )
    return Statement(tuple(said))


def codebook_table(base: EvidenceBase) -> Captioned:
    """The codes and what each means."""
    codes = base.tables["codes"].sort_values("ordinal")
    table = codes[["name", "code", "definition"]].assign(polar=codes["polar"])
    return captioned(table.rename(columns={"polar": "barrier or enabler"}), "The codebook")


def coders_table(base: EvidenceBase) -> Captioned:
    """How many decisions each coder made, before a person's is set above a machine's."""
    codings = base.tables["codings"]
    counts = codings.groupby(["coder", "coder_kind", "applied"]).size().unstack("applied", fill_value=0)
    counts = counts.reindex(columns=["yes", "unsure", "no"], fill_value=0).reset_index()
    segments = codings.groupby("coder")["segment_id"].nunique()
    return captioned(counts.assign(passages=counts["coder"].map(segments)), "Decisions by coder")


def agreement_table(base: EvidenceBase) -> Statement | Captioned:
    """How far two people agree, code by code, on the passages that both decided on; a sentence if no two did.

    The two are those who share most passages. What one of them gave and the other did not is withheld by the other.
    """
    codings = base.tables["codings"]
    people = codings[codings["coder_kind"] == PERSON].groupby("coder")["segment_id"].agg(set)
    pairs = [(-len(people[a] & people[b]), a, b) for a, b in combinations(sorted(people.index), 2)]
    if not pairs or not min(pairs)[0]:
        return Statement(("No two people have decided on the same passages yet, so nothing is known of how far readers agree.",))
    shared, one, other = min(pairs)
    measured = agreement(base, one, other, seen="segments")
    spoken = measured[measured[["both_yes", "only_a", "only_b"]].sum(axis=1) > 0]
    columns = ["both_yes", "only_a", "only_b", "percentage", "cohen_kappa", "gwet_ac1"]
    table = spoken[columns].rename(columns={"both_yes": "both gave it", "only_a": f"only {one}", "only_b": f"only {other}"})
    table.insert(0, "name", spoken["code"].map(code_names(base)).fillna("All codes together"))
    note = f"{one} and {other} both decided on {-shared:,} passages. A code that neither gave is not shown; – is not estimable."
    return captioned(table, f"Agreement of {one} and {other}", note=note, shares=["percentage"])


def codes_table(base: EvidenceBase) -> Captioned:
    """In how many case studies each code was found, and what the passages say of it."""
    columns = ["name", "code", "cases", "of_cases", "segments", "barrier", "enabler", "mixed", "none", "unsure"]
    return captioned(code_summary(base)[columns], "Codes in the case studies")


def sample_codings(base: EvidenceBase, most: int = 20, *, kind: str = CASE_STUDY) -> Captioned:
    """Codings with their words, for a reader to judge: drawn from every theme in turn, never picked by eye.

    Which of a theme's codings comes first is decided by a hash, so that the same base always shows the same.
    """
    coded = coded_segments(base, kind=kind)
    yes = coded[coded["applied"] == YES].copy()
    yes["draw"] = [_hash(f"{s} {c}") for s, c in zip(yes["segment_id"], yes["code"], strict=True)]
    yes = yes.sort_values(["theme", "draw"])
    yes["turn"] = yes.groupby("theme").cumcount()
    drawn = yes.sort_values(["turn", "theme"]).head(most)
    names = code_names(base)
    table = drawn.assign(name=drawn["code"].map(names))[["name", "code", "polarity", "coder", "text", "segment_id"]]
    return captioned(table, f"{counted(len(drawn), 'coding')} to judge by their words")


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
