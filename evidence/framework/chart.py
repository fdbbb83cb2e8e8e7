"""The framework matrix: rows are cases, columns codes, a cell the sentences that sum up what the case says, with their passages.

Where a person wrote sentences into a cell they are the cell. Where no one has, sentences of its passages are drafted: taken
word for word, and marked as a draft wherever they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from evidence.coded import chosen_codes, kept, ordered_codes, settled, standing
from evidence.coded.attributes import NOT_STATED, case_values, cases_read
from evidence.coded.numbers import document_rows, places, segment_rows
from evidence.framework.written import BRACKETS, squeezed
from evidence.model import CASE_STUDY, YES, EvidenceBase
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
    drafts = kept(base, f"drafts {level} {most}", lambda: _drafts(base, level, most))
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
    codes, segments = ordered_codes(base)["code"], base.tables["segments"]["segment_id"]
    cases = base.tables["cases"]["case_id"].sort_values(ignore_index=True)
    coded, ids = _indexed(base, level), told["segments"].str.split()
    own = told[["case_id", "column"]].assign(segment_id=ids).explode("segment_id").dropna()
    cited = {"case": places(own["case_id"], cases), "column": places(own["column"], codes)}
    cited["segment"] = segment_rows(base, own["segment_id"])
    cells = pd.concat(
        [
            coded[["case", "column", "segment"]].assign(coded=True, cited=False),
            pd.DataFrame(cited).assign(coded=False, cited=True),
        ]
    )
    both = cells.groupby(["case", "column", "segment"], as_index=False)[["coded", "cited"]].any()
    names = {"case_id": (cases, "case"), "column": (codes, "column"), "segment_id": (segments, "segment")}
    named = {name: table.take(both[place].to_numpy()).array for name, (table, place) in names.items()}
    return pd.DataFrame(named).assign(coded=both["coded"], cited=both["cited"])


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
    """Each passage of a case study with each code that stands with yes, as numbers.

    returns: the columns of `numbers.standing`; case (its place by name), theme, and column: the place of the code of its column.
    """
    rows, codes, documents = standing(base), ordered_codes(base), base.tables["documents"]
    case = places(documents["case_id"], base.tables["cases"]["case_id"].sort_values())[rows["document"]]
    theme = places(codes["theme"], codes["code"])[rows["code"]]
    rows = rows.assign(case=case, theme=theme, column=theme if level == "theme" else rows["code"])
    told = (documents["kind"] == CASE_STUDY).to_numpy()[rows["document"]]
    return rows[rows["yes"] & told & (case >= 0)].reset_index(drop=True)


def _drafts(base: EvidenceBase, level: str, most: int) -> pd.DataFrame:
    """Drafted sentences of every cell that has passages."""
    chosen = _best(base, _indexed(base, level), most)
    codes, segments = ordered_codes(base)["code"], base.tables["segments"]
    cases = base.tables["cases"]["case_id"].sort_values(ignore_index=True)
    speaking, texts = _speaking(base), segments["text"].take(chosen["segment"].to_numpy())
    told = [_telling(text, speaking[code]) for text, code in zip(texts, chosen["code"], strict=True)]
    return pd.DataFrame(
        {
            "case_id": cases.take(chosen["case"].to_numpy()).array,
            "column": codes.take(chosen["column"].to_numpy()).array,
            "code": codes.take(chosen["code"].to_numpy()).array,
            "sentence": pd.Series(told, dtype="str"),
            "segments": segments["segment_id"].take(chosen["segment"].to_numpy()).array,
            "author": "",
            "edited": "",
            "draft": True,
        }
    )


def _best(base: EvidenceBase, indexed: pd.DataFrame, most: int) -> pd.DataFrame:
    """The passages that a draft of each cell is taken from, in the order of the text."""
    score = settled(base)["score"].take(indexed["decision"].to_numpy()).fillna(UNSCORED).to_numpy()
    strength = np.where(indexed["person"], 1.0, score).round(6)
    themes = np.bincount(indexed[["segment", "theme"]].drop_duplicates()["segment"])[indexed["segment"]]
    used, which = np.unique(indexed["document"], return_inverse=True)
    document = pd.factorize(base.tables["documents"]["document_id"].take(used), sort=True)[0][which]
    start = base.tables["segments"]["start"].to_numpy()[indexed["segment"]]
    ranked = indexed.assign(document=document, start=start).take(np.lexsort((start, document, themes, -strength)))
    ranked = ranked.drop_duplicates(["case", "column", "segment"])
    # The best of each side first, then the second of each.
    side = ranked.groupby(["case", "column", "barrier", "enabler"]).cumcount()
    ranked = ranked.assign(side=side, mixed=ranked["barrier"] & ranked["enabler"]).sort_values(["side", "mixed"], kind="stable")
    chosen = ranked[ranked.groupby(["case", "column"]).cumcount() < most]
    return chosen.sort_values(["document", "start"], kind="stable", ignore_index=True)


def _speaking(base: EvidenceBase) -> list[set[str]]:
    """For each code, by its place, the words that speak for it: those that coders marked, and of its name and definition."""
    codings, codes, documents = base.tables["codings"], ordered_codes(base), base.tables["documents"]["text"].tolist()
    found = [
        {word for word in _words(f"{name} {definition}") if len(word) >= _TELLS}
        for name, definition in zip(codes["name"], codes["definition"], strict=True)
    ]
    marked = codings[(codings["applied"] == YES) & codings["evidence_start"].notna()]
    document = document_rows(base)[segment_rows(base, marked["segment_id"])]
    edges = (marked[edge].astype("int64").tolist() for edge in ("evidence_start", "evidence_end"))
    marks: list[list[str]] = [[] for _ in found]
    for code, row, start, end in zip(places(marked["code"], codes["code"]).tolist(), document.tolist(), *edges, strict=True):
        marks[code].append(documents[row][start:end])
    return [own | set(_words(" ".join(texts))) for own, texts in zip(found, marks, strict=True)]


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
