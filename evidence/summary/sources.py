"""What was read: how much, kept and left out, which case studies, and how they came to be studied."""

from __future__ import annotations

from evidence.coded import read_documents
from evidence.exhibits import Captioned, Statement, captioned, listed
from evidence.model import CASE_STUDY, EvidenceBase
from evidence.summary.wording import counted, how_chosen, left_out


def what_was_read(base: EvidenceBase) -> Statement:
    """How much was read, kept and left out, and how the cases came to be studied."""
    studies, respondents = read_documents(base, CASE_STUDY), len(base.tables["respondents"])
    surveys = base.tables["surveys"]
    read = [f"{counted(len(studies), 'case study', 'case studies')} of {counted(studies['case_id'].nunique(), 'case')}"]
    if len(surveys):
        read.append(f"{counted(len(surveys), 'survey')} with {counted(respondents, 'respondent')}")
    said = [f"The evidence base holds {listed(read)}."]
    said.extend(left_out(base))
    said.append(_duplicates(base))
    said.append(how_chosen(base))
    return Statement(tuple(said))


def _duplicates(base: EvidenceBase) -> str:
    found = len(base.tables["duplicates"])
    if not found:
        return "No two case studies share most of their words."
    pairs = counted(found, "pair of case studies shares", "pairs of case studies share")
    return f"{pairs} most of their words; both of a pair are kept and counted, so read their counts with care."


def tally_table(base: EvidenceBase) -> Captioned:
    """What the files held and what became of it, for each folder of the project and each unit."""
    tallies = base.tallies.assign(folder=lambda table: table["source_file"].str.split("/").str[0].str.replace("_", " "))
    sums = tallies.groupby(["folder", "unit"], as_index=False)[["read", "kept", "dropped"]].sum()
    return captioned(sums, "What was read, kept and left out: read is always kept + left out")


def documents_table(base: EvidenceBase) -> Captioned:
    """The case studies that were read, in the order of their files."""
    documents = read_documents(base, CASE_STUDY).drop(columns=["date", "source"])
    cases = base.tables["cases"][["case_id", "title", "place", "date", "source"]].rename(columns={"title": "case"})
    table = documents.merge(cases, on="case_id", how="left").sort_values("source_file")
    table["words"] = [len(text.split()) for text in table["text"]]
    table["case"] = table["case"].fillna(table["title"])
    return captioned(table[["case", "place", "date", "words", "source_file", "extractor", "source"]], "The case studies")


def duplicates_table(base: EvidenceBase) -> Captioned:
    """Pairs of case studies that share most of their words."""
    return captioned(base.tables["duplicates"], "Case studies that share most of their words")


def left_out_table(base: EvidenceBase) -> Captioned:
    """Everything that was left out, with the reason and the mend."""
    dropped = base.tables["dropped"].sort_values(["source_file", "where", "unit"])
    table = dropped[["source_file", "where", "count", "unit", "why", "mend"]].rename(columns={"unit": "of"})
    return captioned(table, "What was left out, and why")
