"""Words that every summary shares: numbers with their nouns, names, how the cases were chosen, quotations for each side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evidence.coded import coded_segments, read_documents
from evidence.exhibits import Captioned, Statement, listed, per_cent
from evidence.figures import Chart
from evidence.model import BARRIER, CASE_STUDY, ENABLER, PERSON, YES, EvidenceBase
from evidence.quotes import Quotes, as_quotes, show_quotes

Exhibits = Iterator[Statement | Captioned | Chart | Quotes]

CHOSEN = "Case studies are chosen, not sampled: they show what happens and how, not how often it happens elsewhere."


def counted(number: int, word: str, plural: str = "") -> str:
    """A number with its word.

    >>> counted(1, "case"), counted(1200, "case"), counted(2, "case study", "case studies")
    ('1 case', '1,200 cases', '2 case studies')
    """
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


def small(name: str) -> str:
    """A name inside a sentence: its first letter small, unless it is an abbreviation.

    >>> small("Time and space"), small("MASH and hubs")
    ('time and space', 'MASH and hubs')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def code_names(base: EvidenceBase) -> dict[str, str]:
    codes = base.tables["codes"]
    return dict(zip(codes["code"], codes["name"], strict=True))


def names_of(base: EvidenceBase) -> dict[str, str]:
    """What a reader calls each case and each code: its place, or its title where that tells no case apart."""
    cases = base.tables["cases"]
    told_apart = cases["place"].notna() & ~cases["place"].duplicated(keep=False)
    return dict(zip(cases["case_id"], cases["place"].where(told_apart, cases["title"]), strict=True)) | code_names(base)


def how_chosen(base: EvidenceBase) -> str:
    """How the cases came to be studied, where the project says so; and what that means for every count."""
    read = set(read_documents(base, CASE_STUDY)["case_id"])
    cases = base.tables["cases"]
    ways = cases.loc[cases["case_id"].isin(list(read)), "selection"].fillna("not stated").value_counts(sort=False)
    if ways.empty:
        return "No case study was read."
    ranked = sorted(ways.items(), key=lambda pair: (-pair[1], str(pair[0])))
    told = "; ".join(f"{str(way).rstrip('.')} ({counted(count, 'case')})" for way, count in ranked)
    return f"{CHOSEN} How they came to be studied: {told}."


def reviewed(base: EvidenceBase) -> str:
    """Whether a person has checked the codings, and what that means for every count."""
    codings = base.tables["codings"]
    people = sorted(codings.loc[codings["coder_kind"] == PERSON, "coder"].unique())
    if codings.empty:
        return "Nothing has been coded."
    if not people:
        return (
            f"No person has checked these codings: all were made by a machine ({listed(sorted(codings['coder'].unique()))}). "
            "They are a first reading: judge them by their words before you rely on a count."
        )
    yes = coded_segments(base).loc[lambda table: table["applied"] == YES]
    decided = int((yes["coder_kind"] == PERSON).sum())
    rest = f"{counted(len(yes) - decided, 'is', 'are')} a machine's first reading that no person has checked"
    return (
        f"The counts rest on {counted(len(yes), 'coding')}, each a code given to a passage: a person decided {decided:,} "
        f"({listed(people)})" + (f", and {rest}." if decided < len(yes) else ".")
    )


def left_out(base: EvidenceBase) -> list[str]:
    """How many files and words were left out, a sentence each."""
    said, files, words = [], tallied(base, "file"), tallied(base, "words")
    if files["read"]:
        every = "The one file was read." if files["read"] == 1 else f"All {files['read']:,} files were read."
        some = f"Of {counted(files['read'], 'file')}, {files['kept']:,} could be read and {files['dropped']:,} could not."
        said.append(some if files["dropped"] else every)
    if words["read"]:
        share = per_cent(words["dropped"] / words["read"])
        what = "running heads, menus, signatures and the like"
        some = f"Of {words['read']:,} words in the case studies, {words['dropped']:,} ({share}) were left out: {what}."
        said.append(some if words["dropped"] else f"All {words['read']:,} words of the case studies were kept.")
    return said


def tallied(base: EvidenceBase, unit: str) -> Mapping[str, int]:
    """How many of a unit were read, kept and dropped in all files together."""
    tallies = base.tables["tallies"]
    sums = tallies.loc[tallies["unit"] == unit, ["read", "kept", "dropped"]].sum()
    return {str(name): int(count) for name, count in sums.items()}


def limits(base: EvidenceBase) -> Statement:
    """What a reader must know before relying on any of it: how cases were chosen, who coded, what was left out."""
    surveys = base.tables["surveys"]
    made_up = surveys.loc[surveys["illustrative"], "title"]
    told = [f"The answers of the survey “{title}” are made up." for title in made_up]
    return Statement(("Before you rely on any of it:", how_chosen(base), reviewed(base), *left_out(base), *told))


def quoted(
    base: EvidenceBase,
    code: str,
    kind: str,
    *,
    most: int,
    shown: set[str],
    question: tuple[str, str] | None = None,
    note: str = "",
) -> Exhibits:
    """Quotations for each side of a code.

    shown: segments that were quoted already, and are quoted again only for want of others; what is quoted is added.
    """
    for polarity, what in ((BARRIER, "As a barrier, for example:"), (ENABLER, "As an enabler, for example:")):
        found = show_quotes(base, code, polarity=polarity, most=most + _SPARE, kind=kind, question=question)
        chosen = sorted((quote.segment_id for quote in found), key=lambda segment_id: segment_id in shown)[:most]
        shown.update(chosen)
        if chosen:
            yield Statement((what,), note=note)
            yield as_quotes(base, chosen)


_SPARE = 5
"""Quotations looked at beyond those shown, so that one that was shown already can be passed over."""
