"""The framework matrix: rows are cases, columns codes, a cell the sentences that sum up what the case says, with their passages.

Where a person wrote sentences into a cell they are the cell. Where no one has, sentences of its passages are drafted: taken
word for word, and marked as a draft wherever they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evidence.coded import chosen_codes, coded_segments
from evidence.coded.attributes import NOT_STATED, case_values, cases_read
from evidence.framework.written import BRACKETS, squeezed
from evidence.model import CASE_STUDY, MIXED, PERSON, YES, EvidenceBase
from evidence.nlp import sentences

IS_WRITTEN, IS_DRAFT, IS_EMPTY = "written", "draft", "empty"
"""What a cell is: a person wrote it, it is drafted from its passages, or the case has no passage on it and no one wrote."""

UNSCORED = 0.5
"""Strength of a machine's decision that carries no score."""

SHORT, LONG = 6, 45
"""Words of a sentence that tells enough and is read at a glance; preferred, not required."""

_TELLS = 5
"""Letters of a word of a code's name or definition that may tell; shorter ones stand in any sentence."""

_MARKS = ".,;:!?()“”‘’\"'"
_BULLETS = "•▪●◦‣·*-–— \t"


def framework_sentences(base: EvidenceBase, written: pd.DataFrame, *, level: str = "theme", most: int = 2) -> pd.DataFrame:
    """The sentences of every cell: those that people wrote, and drafts where no one has.

    written: as `read_written`.
    level:   "theme": a column holds all that is coded or written at the theme and below it. "code": each passage and
             sentence stands once, under the very code that it was given.
    most:    sentences of a draft at most: each from another passage, and from both sides if some are barriers and some
             enablers; first what a person decided, then by the machine's strength.
    returns: one row per sentence, by case, then codebook: case_id, column (its code), code (that it was written for),
             sentence, segments (ids parted by blanks), author and edited ("" for a draft), draft.
    raises:  ValueError, if level is neither.
    """
    columns = column_of(base, level)
    people = written.assign(column=written["code"].map(columns), draft=False)
    drafts = _drafts(base, level, most)
    taken = pd.MultiIndex.from_frame(people[["case_id", "column"]])
    drafts = drafts[~pd.MultiIndex.from_frame(drafts[["case_id", "column"]]).isin(taken)]
    rows = pd.concat([people, drafts], ignore_index=True)
    place = {code: n for n, code in enumerate(base.tables["codes"].sort_values("ordinal")["code"])}
    rows = rows.assign(at=rows["column"].map(place), below=rows["code"].map(place))
    ordered = rows.sort_values(["case_id", "at", "below"], kind="stable", ignore_index=True)
    return ordered[["case_id", "column", "code", "sentence", "segments", "author", "edited", "draft"]]


def cell_segments(base: EvidenceBase, told: pd.DataFrame, *, level: str = "theme") -> pd.DataFrame:
    """From each cell to its passages, and from each passage to its cells.

    told:    as `framework_sentences`, of the same level.
    returns: one row per cell and passage, by case, codebook and place in the text: case_id, column, segment_id, coded
             (a decision that stands gives the passage this code), cited (a sentence of the cell refers to it).
    """
    coded = _indexed(base, level)[["case_id", "column", "segment_id"]].drop_duplicates().assign(coded=True)
    cited = told.assign(segment_id=told["segments"].str.split()).explode("segment_id")
    cited = cited[["case_id", "column", "segment_id"]].drop_duplicates().assign(cited=True)
    both = coded.merge(cited, on=["case_id", "column", "segment_id"], how="outer")
    both[["coded", "cited"]] = both[["coded", "cited"]].notna()
    segments = pd.Index(base.tables["segments"]["segment_id"])
    codes = pd.Index(base.tables["codes"].sort_values("ordinal")["code"])
    both = both.assign(at=codes.get_indexer(pd.Index(both["column"])), place=segments.get_indexer(pd.Index(both["segment_id"])))
    return both.sort_values(["case_id", "at", "place"], ignore_index=True).drop(columns=["at", "place"])


def cell_states(base: EvidenceBase, told: pd.DataFrame, *, level: str = "theme", by: str | None = None) -> pd.DataFrame:
    """What each cell of the matrix is: "written", "draft" or "empty".

    told:    as `framework_sentences`, of the same level.
    by:      an attribute of cases to sort the rows by, as `case_order`; None sorts by name.
    returns: one row per case that was read, one column per code, in the codebook's order.
    """
    cases = case_order(base, by)["case_id"]
    columns = list(chosen_codes(base.tables["codes"], level)["code"])
    drafted = told.groupby(["case_id", "column"])["draft"].all().map({True: IS_DRAFT, False: IS_WRITTEN})
    states = drafted.unstack("column").reindex(index=list(cases), columns=columns).astype(object).fillna(IS_EMPTY)
    return states.astype("str").rename_axis(index="case_id", columns=level)


def framework_matrix(base: EvidenceBase, told: pd.DataFrame, *, level: str = "theme", by: str | None = None) -> pd.DataFrame:
    """The matrix as people read it: in each cell its sentences, a line each, with the ids of their passages in brackets.

    told, by, returns: as `cell_states`, but an empty cell is "". A drafted sentence begins with "Draft: ".

    >>> from evidence.framework import no_sentences
    >>> from tests.drawing import base
    >>> drawn = base(segments='''
    ...     document_id | text
    ...     leeds       | No time.
    ... ''', codings='''
    ...     segment_id | code
    ...     leeds:0-8  | CAP
    ... ''')
    >>> framework_matrix(drawn, framework_sentences(drawn, no_sentences())).loc["leeds", "CAP"]
    'Draft: No time. [leeds:0-8]'
    """
    said = [
        f"{'Draft: ' if draft else ''}{sentence} " + "".join(f"[{segment_id}]" for segment_id in segments.split())
        for sentence, segments, draft in told[["sentence", "segments", "draft"]].itertuples(index=False)
    ]
    cells = told.assign(said=said).groupby(["case_id", "column"])["said"].agg("\n".join)
    states = cell_states(base, told, level=level, by=by)
    matrix = cells.unstack("column").reindex(index=states.index, columns=states.columns).astype(object).fillna("")
    return matrix.astype("str").rename_axis(index="case_id", columns=level)


def case_order(base: EvidenceBase, by: str | None = None) -> pd.DataFrame:
    """The cases that were read, in the order of an attribute: case_id, and value (all that the case has, "" without `by`).

    by:     a column of `cases` or another attribute of cases.csv; cases of which it is not known come last.
    raises: ValueError, if no case has such an attribute.
    """
    if by is None:
        return cases_read(base).to_frame().assign(value="")
    values = case_values(base, by).groupby("case_id", as_index=False).agg({"value": "; ".join})
    ordered = values.assign(last=values["value"] == NOT_STATED).sort_values(["last", "value", "case_id"], ignore_index=True)
    return ordered[["case_id", "value"]]


def column_of(base: EvidenceBase, level: str) -> Mapping[str, str]:
    """The column in which each code stands."""
    codes = base.tables["codes"]
    chosen_codes(codes, level)
    return dict(zip(codes["code"], codes["theme" if level == "theme" else "code"], strict=True))


def _indexed(base: EvidenceBase, level: str) -> pd.DataFrame:
    """Each passage of a case study with each code that stands with yes, and the column in which it stands."""
    coded = coded_segments(base, kind=CASE_STUDY)
    coded = coded[(coded["applied"] == YES) & coded["case_id"].notna()]
    return coded.assign(column=coded["code"].map(column_of(base, level)))


def _drafts(base: EvidenceBase, level: str, most: int) -> pd.DataFrame:
    """Drafted sentences of every cell that has passages."""
    indexed = _indexed(base, level).drop(columns="kind")
    strength = indexed["score"].fillna(UNSCORED).where(indexed["coder_kind"] != PERSON, 1.0)
    themes = indexed.groupby("segment_id")["theme"].transform("nunique")
    ranked = indexed.assign(strength=strength.round(6), themes=themes, mixed=indexed["polarity"] == MIXED)
    ranked = ranked.sort_values(
        ["strength", "themes", "document_id", "start"], ascending=[False, True, True, True], kind="stable"
    )
    ranked = ranked.drop_duplicates(["case_id", "column", "segment_id"])
    # The best of each side first, then the second of each.
    side = ranked.groupby(["case_id", "column", "polarity"]).cumcount()
    ranked = ranked.assign(side=side).sort_values(["side", "mixed"], kind="stable")
    chosen = ranked[ranked.groupby(["case_id", "column"]).cumcount() < most]
    chosen = chosen.sort_values(["document_id", "start"], kind="stable")
    speaking = _speaking(base)
    told = [_telling(text, speaking[code]) for text, code in zip(chosen["text"], chosen["code"], strict=True)]
    return pd.DataFrame(
        {
            "case_id": chosen["case_id"],
            "column": chosen["column"],
            "code": chosen["code"],
            "sentence": told,
            "segments": chosen["segment_id"],
            "author": "",
            "edited": "",
            "draft": True,
        }
    )


def _speaking(base: EvidenceBase) -> Mapping[str, set[str]]:
    """For each code the words that speak for it: those that the coders marked, and those of its name and definition."""
    codings, codes = base.tables["codings"], base.tables["codes"]
    marked = codings[(codings["applied"] == YES) & codings["evidence_start"].notna()]
    texts = dict(zip(base.tables["documents"]["document_id"], base.tables["documents"]["text"], strict=True))
    found = {
        code: {word for word in _words(f"{name} {definition}") if len(word) >= _TELLS}
        for code, name, definition in codes[["code", "name", "definition"]].itertuples(index=False)
    }
    for segment_id, code, start, end in marked[["segment_id", "code", "evidence_start", "evidence_end"]].itertuples(index=False):
        found[code].update(_words(texts[segment_id.rpartition(":")[0]][start:end]))
    return found


def _words(text: str) -> list[str]:
    return [word.strip(_MARKS) for word in text.lower().split()]


def _telling(text: str, speaking: set[str]) -> str:
    """The sentence of a passage that tells most: with most words that speak for the code, then neither too short nor too long."""
    found = [squeezed(text[start:end]).lstrip(_BULLETS) for start, end in sentences(text)]
    found = [sentence for sentence in found if sentence] or [squeezed(text)]
    words = [_words(sentence) for sentence in found]
    telling = [len(speaking & set(held)) for held in words]
    best = max(range(len(found)), key=lambda n: (telling[n], SHORT <= len(words[n]) <= LONG, -n))
    return BRACKETS.sub(lambda match: f"({match[0][1:-1]})", found[best])
