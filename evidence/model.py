"""The evidence base: tidy tables that agree with each other. Every column is named here, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

MODEL_VERSION = 4
"""Rises when a table or a column changes its meaning; a base of another version is built anew."""

PERSON, MACHINE = "person", "machine"
YES, NO, UNSURE = "yes", "no", "unsure"
PROPOSED, CONFIRMED, PARTLY, REFUSED = "proposed", "confirmed", "in part", "refused"
BARRIER, ENABLER, MIXED, NONE = "barrier", "enabler", "mixed", "none"
CASE_STUDY, ANSWER = "case_study", "answer"
OWN_WORDS, BACK_CODED = "own words", "back-coded"
HEADING, PASSAGE, SENTENCE = "heading", "passage", "sentence"


@dataclass(frozen=True)
class Column:
    """One column: its pandas dtype, what it means, and what its values must obey.

    dtype:    "str", "int64", "Int64" (may be missing), "float64" (NaN is missing) or "bool".
    optional: True where a value may be missing.
    one_of:   the only values allowed, if not empty.
    refers:   "table.column" in which every value present must stand.
    """

    dtype: str
    meaning: str
    optional: bool = False
    one_of: tuple[str, ...] = ()
    refers: str = ""


@dataclass(frozen=True)
class Table:
    """One table: what a row is, the columns that tell rows apart, and the columns in order."""

    row: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]

    def empty(self) -> pd.DataFrame:
        """A frame of no rows with this table's columns and dtypes."""
        return pd.DataFrame({name: pd.Series(dtype=c.dtype) for name, c in self.columns.items()})

    def frame(self, rows: pd.DataFrame | list[dict[str, Any]]) -> pd.DataFrame:
        """`rows` with exactly this table's columns, in order and of their dtypes; what is missing becomes NaN.

        raises: KeyError, if a column is not one of this table's.
        """
        given = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
        strange = set(given.columns) - set(self.columns)
        if strange:
            raise KeyError(f"no such column in the model: {sorted(map(str, strange))}")
        if given.empty:
            return self.empty()
        # Missing text first: astype("str") on an object column must see NaN, not None.
        given = given.reindex(columns=list(self.columns))
        typed = {name: given[name].astype(column.dtype) for name, column in self.columns.items()}  # type: ignore[call-overload]
        return pd.DataFrame(typed).reset_index(drop=True)


def _text(meaning: str, **more: Any) -> Column:
    return Column("str", meaning, **more)


def _maybe(meaning: str, **more: Any) -> Column:
    return Column("str", meaning, optional=True, **more)


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "sources": Table(
            "a file that was given, and what it and cases.csv say of its case",
            ("source_file",),
            {
                "source_file": _text("path in the project folder"),
                "kind": _text("what it holds", one_of=("case_study", "survey", "codings")),
                "sha256": _text("hash of the file's bytes; empty where it cannot be read"),
                "reading": _text("hash of all that reading it depended on; the same hash needs no second reading"),
                "case_id": _maybe("the case, for a case study that was kept"),
                "title": _maybe("title of the case"),
                "place": _maybe("the place"),
                "policy_area": _maybe("policy area"),
                "model": _maybe("delivery model"),
                "partners": _maybe("organisations that took part"),
                "date": _maybe("when it was written up"),
                "source": _maybe("where the facts come from"),
                "selection": _maybe("how the case came to be studied"),
            },
        ),
        "cases": Table(
            "a place or programme studied",
            ("case_id",),
            {
                "case_id": _text("short name of the case, unique in the project"),
                "title": _text("what the case is called"),
                "place": _maybe("the place, as a reader would name it"),
                "policy_area": _maybe("policy area, e.g. 'troubled families'"),
                "model": _maybe("delivery model, e.g. 'co-located hub'"),
                "partners": _maybe("organisations that took part, separated by '; '"),
                "date": _maybe("when the case was written up: YYYY, YYYY-MM or YYYY-MM-DD"),
                "source": _maybe("where the facts come from: URLs, separated by ' '"),
                "selection": _maybe("how this case came to be studied"),
            },
        ),
        "case_attributes": Table(
            "one further attribute of a case: any other column of cases.csv",
            ("case_id", "attribute"),
            {
                "case_id": _text("the case", refers="cases.case_id"),
                "attribute": _text("name of the attribute, the header of its column in cases.csv"),
                "value": _text("its value, as written"),
            },
        ),
        "surveys": Table(
            "one survey export",
            ("survey_id",),
            {
                "survey_id": _text("short name of the survey, unique in the project"),
                "title": _text("what the survey is called"),
                "description": _maybe("who was asked what, when and how"),
                "illustrative": Column("bool", "True if the answers are made up; every report says so"),
                "invited": Column("Int64", "how many people were invited, where known", optional=True),
                "source_file": _text("path in the project folder"),
                "sha256": _text("hash of the file's bytes"),
            },
        ),
        "questions": Table(
            "one question of a survey",
            ("survey_id", "question_id"),
            {
                "survey_id": _text("the survey", refers="surveys.survey_id"),
                "question_id": _text("short name of the question, unique in the survey"),
                "ordinal": Column("int64", "its place in the survey, from 1"),
                "text": _text("the question's words"),
                "kind": _text(
                    "what kind of answer it takes",
                    one_of=("attribute", "likert", "single", "multiple", "number", "free_text"),
                ),
            },
        ),
        "options": Table(
            "one answer that a closed question offers",
            ("survey_id", "question_id", "option"),
            {
                "survey_id": _text("the survey", refers="surveys.survey_id"),
                "question_id": _text("the question"),
                "ordinal": Column("int64", "its place on the scale or in the list, from 1"),
                "option": _text("the option's words"),
            },
        ),
        "respondents": Table(
            "a person who answered a survey",
            ("survey_id", "respondent_id"),
            {
                "survey_id": _text("the survey", refers="surveys.survey_id"),
                "respondent_id": _text("pseudonym of the person, unique in the survey"),
                "row": Column("int64", "row of the export, counted from 1 at its top"),
                "weight": Column("float64", "survey weight, above 0; 1.0 where the survey has none"),
            },
        ),
        "answers": Table(
            "one closed answer (for a multiple choice: one option that was ticked)",
            ("survey_id", "question_id", "respondent_id", "value"),
            {
                "survey_id": _text("the survey", refers="surveys.survey_id"),
                "question_id": _text("the question"),
                "respondent_id": _text("the person"),
                "value": _text("the answer; one of the question's options where it has any"),
                "raw": _text("the answer as it stands in the file"),
                "other": _maybe(
                    "for words of an 'other, please say' box, whether a person has said which option they mean",
                    one_of=(OWN_WORDS, BACK_CODED),
                ),
            },
        ),
        "documents": Table(
            "a case study, or one person's answer to one free-text question",
            ("document_id",),
            {
                "document_id": _text("short name of the document, unique in the project"),
                "kind": _text("case study or answer", one_of=(CASE_STUDY, ANSWER)),
                "case_id": _maybe("the case, for a case study", refers="cases.case_id"),
                "survey_id": _maybe("the survey, for an answer", refers="surveys.survey_id"),
                "question_id": _maybe("the question, for an answer"),
                "respondent_id": _maybe("the person, for an answer"),
                "title": _maybe("title of a case study"),
                "author": _maybe("author, where the file says so"),
                "date": _maybe("date, where the file says so: YYYY, YYYY-MM or YYYY-MM-DD"),
                "source": _maybe("where it was published: URLs, separated by ' '"),
                "language": _maybe("language code such as 'en'; missing where it cannot be told"),
                "no_answer": Column("bool", "True for answers such as 'n/a', '-' or 'nothing': kept, never coded"),
                "text": _text("the text, exactly as segments and codings quote it"),
                "source_file": _text("path in the project folder"),
                "location": _maybe("where in the file, e.g. 'row 14'; missing for the whole file"),
                "sha256": _text("hash of the file's bytes"),
                "extractor": _text("what read it: name and version of the reader"),
            },
        ),
        "blocks": Table(
            "a heading, paragraph, list item, quotation or table row of a case study",
            ("document_id", "start"),
            {
                "document_id": _text("the document", refers="documents.document_id"),
                "start": Column("int64", "first character in document.text, from 0"),
                "end": Column("int64", "character after the last"),
                "kind": _text("what it is", one_of=("heading", "paragraph", "list_item", "quotation", "table_row")),
                "level": Column("Int64", "level of a heading, from 1; missing for the rest", optional=True),
                "page": Column("Int64", "page of the file, from 1, where it has pages", optional=True),
            },
        ),
        "segments": Table(
            "a passage that a code can be given to",
            ("segment_id",),
            {
                "segment_id": _text("document_id:start-end"),
                "document_id": _text("the document", refers="documents.document_id"),
                "ordinal": Column("int64", "its place in the document, from 1"),
                "start": Column("int64", "first character in document.text, from 0"),
                "end": Column("int64", "character after the last"),
                "kind": _text("heading, passage of a case study, or sentence of an answer", one_of=(HEADING, PASSAGE, SENTENCE)),
                "heading": _maybe("the headings it stands under, outermost first, joined by ' > '"),
                "page": Column("Int64", "page of the file on which it begins, from 1", optional=True),
                "text": _text("document.text[start:end], always"),
            },
        ),
        "codes": Table(
            "a code of the codebook that the codings were made with",
            ("code",),
            {
                "code": _text("the code's id, e.g. 'CULT.trust'"),
                "ordinal": Column("int64", "its place in the codebook, from 1"),
                "parent": _maybe("the code above it; missing for a theme", refers="codes.code"),
                "theme": _text("the topmost code above it, or itself", refers="codes.code"),
                "name": _text("what a reader calls it"),
                "definition": _text("what it means"),
                "polar": Column("bool", "True if its codings are barriers or enablers; False for outcomes and the like"),
            },
        ),
        "codings": Table(
            "one coder's decision on one code for one segment",
            ("segment_id", "code", "coder"),
            {
                "segment_id": _text("the segment", refers="segments.segment_id"),
                "code": _text("the code", refers="codes.code"),
                "coder": _text("who decided: a person's name, 'rules' or 'model'"),
                "coder_kind": _text("a person or a machine", one_of=(PERSON, MACHINE)),
                "applied": _text("the decision", one_of=(YES, NO, UNSURE)),
                "score": Column("float64", "a machine's strength, from 0 to 1; NaN for a person", optional=True),
                "calibrated": Column("bool", "True if score is a probability checked against people's codings"),
                "polarity": _text("what the segment says the thing is", one_of=(BARRIER, ENABLER, MIXED, NONE)),
                "evidence_start": Column("Int64", "first character in document.text of the words that speak", optional=True),
                "evidence_end": Column("Int64", "character after the last of them", optional=True),
                "codebook": _text("hash of the codebook decided by"),
                "decided": _maybe("when a person decided: an ISO 8601 date or time"),
                "memo": _maybe("a person's note"),
                "drawn": _maybe(
                    "what the machine had said when the segment was drawn at random for review; missing where it was not",
                    one_of=(YES, NO, UNSURE),
                ),
            },
        ),
        "pairs": Table(
            "a barrier segment and the enabler segment of the same case that answered it, or may have",
            ("barrier_segment", "enabler_segment"),
            {
                "barrier_segment": _text("the segment that names the barrier", refers="segments.segment_id"),
                "enabler_segment": _text("the segment that names what answered it", refers="segments.segment_id"),
                "barrier_code": _text("the code that is a barrier there", refers="codes.code"),
                "enabler_code": _maybe("the code that is an enabler there; missing where no coder gave one", refers="codes.code"),
                "case_id": _text("the case of both", refers="cases.case_id"),
                "score": Column(
                    "float64", "how strongly the machine links them, 0 to 1; NaN where only a person did", optional=True
                ),
                "why": _maybe("what links them, in words for a reader"),
                "status": _text(
                    "proposed by the machine, or what a person said of it", one_of=(PROPOSED, CONFIRMED, PARTLY, REFUSED)
                ),
                "coder": _maybe("the person who confirmed or refused"),
                "decided": _maybe("when: an ISO 8601 date or time"),
                "memo": _maybe("that person's note"),
            },
        ),
        "personal_data": Table(
            "a stretch of a document that looks like personal data: where it is and of what kind, never what it says",
            ("document_id", "start", "end", "kind"),
            {
                "document_id": _text("the document", refers="documents.document_id"),
                "start": Column("int64", "first character in document.text, from 0"),
                "end": Column("int64", "character after the last"),
                "kind": _text("what it looks like, e.g. 'email' or 'name'"),
                "method": _text("what found it"),
            },
        ),
        "duplicates": Table(
            "two case-study documents that share most of their words",
            ("document_id", "duplicate_of"),
            {
                "document_id": _text("the later document", refers="documents.document_id"),
                "duplicate_of": _text("the earlier one", refers="documents.document_id"),
                "kind": _text("the same text, or nearly", one_of=("exact", "near")),
                "similarity": Column("float64", "share of the shorter text's word 5-grams that both hold, 0 to 1"),
            },
        ),
        "dropped": Table(
            "something that was left out, and why",
            ("source_file", "where", "unit", "why"),
            {
                "stage": _text("what left it out", one_of=("sources", "surveys", "codings", "pairs", "findings")),
                "source_file": _text("path in the project folder"),
                "where": _text("where in the file, e.g. 'lines 60-180' or 'column 3'; 'whole file'"),
                "unit": _text(
                    "what was left out", one_of=("file", "words", "rows", "columns", "cells", "codings", "pairs", "parts")
                ),
                "count": Column("int64", "how many of them"),
                "why": _text("the reason, in words for a reader"),
                "mend": _text("what to do if it should be kept"),
            },
        ),
        "tallies": Table(
            "what one file held and what became of it: read = kept + dropped",
            ("source_file", "unit"),
            {
                "source_file": _text("path in the project folder"),
                "unit": _text("what is counted", one_of=("file", "words", "rows", "columns", "cells", "codings", "pairs")),
                "read": Column("int64", "how many the file held"),
                "kept": Column("int64", "how many are in the evidence base"),
                "dropped": Column("int64", "how many are not; each is in a row of `dropped`"),
            },
        ),
    }
)


class ModelError(ValueError):
    """Tables that do not agree with each other: a fault of the program, not of the researcher."""


@dataclass(frozen=True)
class Quote:
    """The words of one segment and the way back to them. In Jupyter it shows itself as a quotation."""

    segment_id: str
    text: str
    title: str
    place: str
    source_file: str
    page: int | None
    sha256: str

    @property
    def reference(self) -> str:
        """Title and place, file, page and characters: what a reader needs to find the words."""
        page = f", page {self.page}" if self.page is not None else ""
        named = ", ".join(dict.fromkeys(part for part in (self.title, self.place) if part))
        return f"{named} ({self.source_file}{page}, characters {self.segment_id.rpartition(':')[2]})"

    def __str__(self) -> str:
        return f"“{self.text}”\n— {self.reference}"

    def _repr_html_(self) -> str:
        quoted = f"<p>{escape(self.text)}</p><footer>— {escape(self.reference)}</footer>"
        return f'<blockquote data-segment="{escape(self.segment_id)}">{quoted}</blockquote>'


class StoredTables(Mapping[str, pd.DataFrame]):
    """The tables of a base that lies on disk: all are read, and checked, when the first is asked for.

    read: gives them; what it raises is raised by whoever asks first.
    """

    def __init__(self, read: Callable[[], Mapping[str, pd.DataFrame]]) -> None:
        self._read = read
        self._tables: Mapping[str, pd.DataFrame] | None = None

    def __getitem__(self, name: str) -> pd.DataFrame:
        if self._tables is None:
            self._tables = self._read()
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


@dataclass(frozen=True)
class EvidenceBase:
    """All that is known of one project, as tables that agree with each other.

    tables:   one frame for each of `TABLES`, checked when the base is made; `StoredTables`, when they are read.
    manifest: title and question of the project, hashes of every input, versions; plain JSON values.
    raises:   ModelError, if a table lacks a column, a key is not unique, a value is not allowed, a reference
              leads nowhere, a segment does not quote its document, or read is not kept + dropped.

    Each table is an attribute: `base.segments` is a copy of `base.tables["segments"]`, so that nothing
    done to it alters the base.
    """

    tables: Mapping[str, pd.DataFrame]
    manifest: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.tables, StoredTables):
            check(self.tables)
            object.__setattr__(self, "tables", MappingProxyType({name: self.tables[name] for name in TABLES}))
        object.__setattr__(self, "manifest", MappingProxyType(dict(self.manifest)))

    @classmethod
    def unchecked(cls, tables: Mapping[str, pd.DataFrame]) -> EvidenceBase:
        """A base of tables that are known to agree, for they are a part of others that were checked, or are to be."""
        base = cls.__new__(cls)
        base.__setstate__({"tables": tables, "manifest": {}})
        return base

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in TABLES:
            return self.tables[name].copy(deep=False)
        raise AttributeError(f"an evidence base has no table {name!r}; it has {', '.join(TABLES)}")

    def __getstate__(self) -> dict[str, Any]:
        return {"tables": dict(self.tables), "manifest": dict(self.manifest)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        object.__setattr__(self, "tables", MappingProxyType(state["tables"]))
        object.__setattr__(self, "manifest", MappingProxyType(state["manifest"]))

    def quote(self, segment_id: str) -> Quote:
        """The words of one segment, with the way back to them.

        raises: KeyError, if there is no such segment.
        """
        segments = self.tables["segments"]
        found = segments.loc[segments["segment_id"] == segment_id]
        if found.empty:
            raise KeyError(f"no segment {segment_id!r} in this evidence base")
        segment = found.iloc[0]
        documents = self.tables["documents"]
        document = documents.loc[documents["document_id"] == segment["document_id"]].iloc[0]
        cases = self.tables["cases"]
        place = cases.loc[cases["case_id"] == document["case_id"], "place"].dropna()
        surveys = self.tables["surveys"]
        survey = surveys.loc[surveys["survey_id"] == document["survey_id"], "title"]
        title = document["title"] if isinstance(document["title"], str) else next(iter(survey), "")
        return Quote(
            segment_id=segment_id,
            text=segment["text"],
            title=title,
            place=next(iter(place), ""),
            source_file=document["source_file"],
            page=None if pd.isna(segment["page"]) else int(segment["page"]),
            sha256=document["sha256"],
        )

    def sizes(self) -> pd.DataFrame:
        """One row a table: its name, what a row is, and how many rows it has."""
        return pd.DataFrame(
            [(name, table.row, len(self.tables[name])) for name, table in TABLES.items()],
            columns=["table", "a row is", "rows"],
        )

    def __repr__(self) -> str:
        title = self.manifest.get("project", {}).get("title", "untitled")
        return f"EvidenceBase({title!r}: " + ", ".join(f"{len(self.tables[n]):,} {n}" for n in _TOLD) + ")"

    def _repr_html_(self) -> str:
        title = escape(str(self.manifest.get("project", {}).get("title", "untitled")))
        return f"<p><strong>Evidence base: {title}</strong></p>{self.sizes().to_html(index=False)}"


_TOLD = ("cases", "documents", "segments", "codings", "respondents", "dropped")


def check(tables: Mapping[str, pd.DataFrame]) -> None:
    """Raise ModelError unless `tables` are all the tables of the model and agree with each other."""
    absent = set(TABLES) ^ set(tables)
    if absent:
        raise ModelError(f"tables missing or unknown: {sorted(absent)}")
    check_part(tables)
    tallies = tables["tallies"]
    if not (tallies["read"] == tallies["kept"] + tallies["dropped"]).all():
        raise ModelError("tallies: read is not kept + dropped")


def check_part(tables: Mapping[str, pd.DataFrame]) -> None:
    """As `check`, for some of the tables: what refers to a table that is not among them is not looked up."""
    for name in tables:
        _check_table(name, TABLES[name], tables)
    if {"segments", "documents"} <= set(tables):
        _check_segments(tables["segments"], tables["documents"])


def _check_table(name: str, table: Table, tables: Mapping[str, pd.DataFrame]) -> None:
    frame = tables[name]
    if list(frame.columns) != list(table.columns):
        raise ModelError(f"{name}: columns are {list(frame.columns)}, not {list(table.columns)}")
    if not _is_unique(frame, table.key):
        raise ModelError(f"{name}: {', '.join(table.key)} is not unique")
    for column_name, column in table.columns.items():
        values = frame[column_name]
        where = f"{name}.{column_name}"
        if str(values.dtype) != column.dtype:
            raise ModelError(f"{where}: dtype is {values.dtype}, not {column.dtype}")
        if not column.optional and values.isna().any():
            raise ModelError(f"{where}: {int(values.isna().sum())} values are missing")
        if column.one_of and not values.dropna().isin(column.one_of).all():
            raise ModelError(f"{where}: a value is none of {column.one_of}")
        other, _, key = column.refers.partition(".")
        if other in tables:
            # pandas makes a Python object of each of them first; a million take a second and a quarter of a gigabyte.
            known = pc.is_in(_arrow(values.dropna()), value_set=_arrow(tables[other][key]))
            if not pc.all(known, min_count=0).as_py():
                raise ModelError(f"{where}: a value is not in {column.refers}")


_AT_ONCE = 100_000
"""Segments compared with their documents at the same time: a survey may have millions."""


def _is_unique(frame: pd.DataFrame, key: tuple[str, ...]) -> bool:
    if len(key) > 1 or str(frame[key[0]].dtype) != "str":
        return not frame.duplicated(list(key)).any()
    return bool(pc.count_distinct(_arrow(frame[key[0]]), mode="all").as_py() == len(frame))


def _check_segments(segments: pd.DataFrame, documents: pd.DataFrame) -> None:
    of = pc.index_in(_arrow(segments["document_id"]), value_set=_arrow(documents["document_id"])).to_numpy()
    texts = _arrow(documents["text"]).combine_chunks()
    for first in range(0, len(segments), _AT_ONCE):
        part = segments.iloc[first : first + _AT_ONCE]
        # Each text once: a case study has hundreds of segments.
        rows, of_part = np.unique(of[first : first + _AT_ONCE], return_inverse=True)
        own = texts.take(rows).to_pylist()
        columns = (part[c].tolist() for c in ("segment_id", "document_id", "start", "end", "text"))
        for row, segment_id, document_id, start, end, text in zip(of_part.tolist(), *columns, strict=True):
            if text != own[row][start:end] or segment_id != f"{document_id}:{start}-{end}":
                raise ModelError(f"segments: {segment_id} does not quote its document")


def _arrow(values: pd.Series) -> pa.ChunkedArray:
    """A column of text as Arrow has it; nothing is copied."""
    return pa.Table.from_pandas(values.to_frame("values"), preserve_index=False)["values"]
