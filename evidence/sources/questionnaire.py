"""What a survey's yaml file says: how the export is laid out, and which question each column answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidence.config import Mapped, did_you_mean, read_yaml, unknown_keys
from evidence.errors import Problem, SurveyError
from evidence.sources.grid import MAX_HEADER_ROWS, Grid, Heading, letter
from evidence.sources.rows import short

RESPONDENT_ID, WEIGHT, IGNORE, OTHER = "respondent_id", "weight", "ignore", "other"
ATTRIBUTE, LIKERT, SINGLE, MULTIPLE, NUMBER, FREE_TEXT = "attribute", "likert", "single", "multiple", "number", "free_text"
QUESTIONS = (ATTRIBUTE, LIKERT, SINGLE, MULTIPLE, NUMBER, FREE_TEXT)
KINDS = (RESPONDENT_ID, *QUESTIONS, OTHER, WEIGHT, IGNORE)

FIRST, LAST = "first", "last"

_KEYS = ("title", "description", "illustrative", "invited", "sheet", "header_rows", "question_row", "first_row")
_TOP_KEYS = (*_KEYS, "no_answer", "repeated", "columns")
_COLUMN_KEYS: Mapping[str, tuple[str, ...]] = {
    RESPONDENT_ID: (),
    ATTRIBUTE: ("id", "text", "options", "other"),
    LIKERT: ("id", "text", "scale", "outside_scale"),
    SINGLE: ("id", "text", "options", "other"),
    MULTIPLE: ("id", "text", "options", "separator", "option", "ticked", "other"),
    NUMBER: ("id", "text"),
    FREE_TEXT: ("id", "text"),
    OTHER: ("of", "option"),
    WEIGHT: (),
    IGNORE: ("reason",),
}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True)
class Layout:
    """What the yaml says of the export as a whole.

    header_rows:  how many rows of headers, from 1 to 3; first_row: the row on which they begin, 0 where not said.
    question_row: which of the header rows holds the questions' words, from 1; 0 where not said.
    no_answer:    folded words that stand for no answer in free text, beside the usual ones.
    repeated:     which row of a person counts who stands in several: FIRST, LAST, or "" where that is an error.
    columns:      the entries under `columns:`, not yet checked.
    """

    title: str
    description: str
    illustrative: bool
    invited: int | None
    sheet: str
    header_rows: int
    question_row: int
    first_row: int
    no_answer: frozenset[str]
    repeated: str
    columns: Sequence[Any]


@dataclass(frozen=True)
class Column:
    """One column of the export and the question that it answers.

    place:   its place in the grid, from 0.
    options: from a folded spelling (see `fold`) to the option's words, in the order of the scale or list.
    option:  the one option that the column stands for, where a multiple choice has a column an option.
    ticked:  folded words that say the option was ticked, beside the usual ones.
    outside: folded spellings of answers that stand outside the scale.
    other:   the option that words which are none of the options stand for; empty where such words are no answer.

    A column of kind `OTHER` holds what people wrote into the "other" box of the question whose id it has.
    """

    name: str
    place: int
    kind: str
    question_id: str = ""
    text: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    option: str = ""
    separator: str = ""
    ticked: frozenset[str] = frozenset()
    outside: Mapping[str, str] = field(default_factory=dict)
    other: str = ""
    reason: str = ""

    @property
    def where(self) -> str:
        """How messages and rows of `dropped` name the column."""
        return f"column {letter(self.place)} ('{short(self.name)}')"


def fold(value: str) -> str:
    """`value` as it is compared: case, blanks, kinds of dash and quotation mark, and a '.0' do not matter.

    >>> fold(" Strongly  AGREE ") == fold("strongly agree"), fold("1.0")
    (True, '1')
    """
    alike = value if value.isascii() else unicodedata.normalize("NFKC", value).translate(_ALIKE)
    text = " ".join(alike.casefold().split())
    whole = _WHOLE.fullmatch(text) if text.endswith("0") else None
    return whole[1] if whole else text


_WHOLE = re.compile(r"([-+]?\d+)\.0+")
_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})


def slug(text: str) -> str:
    """`text` in small letters, digits and single hyphens.

    >>> slug("Café feedback (2024)")
    'cafe-feedback-2024'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


# --- the export as a whole ----------------------------------------------------------------------------------------


def read_layout(path: Path, shown: str) -> Layout:
    """What the yaml at `path` says of its export as a whole.

    raises: SurveyError, with all that is wrong at the top of the file.
    """
    given = read_yaml(path, shown, SurveyError)
    if not isinstance(given, Mapped):
        raise SurveyError(Problem(shown, "is empty or no mapping", "Draft it again: evidence survey describe FILE"))
    problems = _layout_problems(given, shown)
    if problems:
        raise SurveyError(problems)
    return Layout(
        title=_words(given.get("title")),
        description=_words(given.get("description")),
        illustrative=given.get("illustrative", False),
        invited=given.get("invited"),
        sheet=_words(given.get("sheet")),
        header_rows=given.get("header_rows") or 1,
        question_row=given.get("question_row") or 0,
        first_row=given.get("first_row") or 0,
        no_answer=frozenset(_words(word) for word in given.get("no_answer") or []),
        repeated=given.get("repeated") or "",
        columns=given["columns"],
    )


def _layout_problems(given: Mapped, shown: str) -> list[Problem]:
    problems = unknown_keys(given, _TOP_KEYS, shown)

    def wrong(key: str, what: str, mend: str) -> None:
        problems.append(Problem(f"{shown}, line {given.lines.get(key, 1)}", what, mend))

    for key in ("title", "description", "sheet"):
        if not isinstance(given.get(key, ""), (str, int, float, type(None))):
            wrong(key, f"'{key}' is no text", f"Write: {key}: some words")
    if not isinstance(given.get("illustrative", False), bool):
        wrong("illustrative", "'illustrative' is neither true nor false", "Write true if the answers are made up, else false.")
    bounds = {"invited": None, "header_rows": MAX_HEADER_ROWS, "question_row": given.get("header_rows", 1), "first_row": None}
    for key, highest in bounds.items():
        if given.get(key) is not None and not _whole(given[key], highest):
            wrong(
                key, f"'{key}' is no whole number from 1{f' to {highest}' if highest else ' on'}", f"Write for example: {key}: 1"
            )
    if given.get("repeated") not in (None, FIRST, LAST):
        wrong(
            "repeated", "'repeated' says neither which row counts", f"Write repeated: {FIRST} or repeated: {LAST}, or remove it."
        )
    if not isinstance(given.get("no_answer") or [], list):
        wrong("no_answer", "'no_answer' is no list", 'Write for example: no_answer: ["not sure"]')
    if not isinstance(given.get("columns"), list) or not given["columns"]:
        wrong("columns", "says nothing of the columns", "Draft it again: evidence survey describe FILE")
    return problems


def _words(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _whole(value: Any, highest: Any) -> bool:
    return type(value) is int and value >= 1 and (type(highest) is not int or value <= highest)


# --- its columns --------------------------------------------------------------------------------------------------


def match_columns(layout: Layout, grid: Grid | Heading, shown: str) -> tuple[list[Column], list[Problem]]:
    """The columns that the yaml describes, in the order of the grid, and all that is wrong with their descriptions.

    shown: how messages name the yaml file.
    """
    columns: list[Column] = []
    problems: list[Problem] = []
    lines: dict[int, int] = {}
    for entry in layout.columns:
        if not isinstance(entry, Mapped):
            problems.append(
                Problem(shown, "an entry under 'columns' is no mapping", "Write for each column: - column: its header")
            )
            continue
        column, found = _column(entry, layout, grid, shown)
        problems += found
        if column is None:
            continue
        if column.place in lines:
            what = f"describes {column.where} a second time (first in line {lines[column.place]})"
            problems.append(Problem(f"{shown}, line {entry.line}", what, "Keep one of the two."))
            continue
        lines[column.place] = entry.line
        columns.append(column)
    problems += _together(columns, lines, shown)
    return sorted(columns, key=lambda column: column.place), problems


def _column(entry: Mapped, layout: Layout, grid: Grid | Heading, shown: str) -> tuple[Column | None, list[Problem]]:
    kind = entry.get("kind")
    if kind not in KINDS:
        at = f"{shown}, line {entry.lines.get('kind', entry.line)}"
        what = f"unknown kind '{kind}'{did_you_mean(str(kind), KINDS)}" if kind else "a column without a kind"
        return None, [Problem(at, what, f"Use one of: {', '.join(KINDS)}.")]
    place = _place(entry.get("column"), grid)
    if place is None:
        named = _words(entry.get("column"))
        near = did_you_mean(named, [short(name) for name in grid.names])
        at = f"{shown}, line {entry.lines.get('column', entry.line)}"
        mend = "Write the header as it stands in the export, or the column's letter."
        return None, [Problem(at, f"column '{short(named)}' is not in the export{near}", mend)]
    problems = unknown_keys(entry, ("column", "kind", *_COLUMN_KEYS[kind]), shown)
    name = grid.names[place]
    if kind == OTHER:
        read, wrong = _other_box(entry, shown)
        return Column(name, place, kind, **read), [*problems, *wrong]
    if kind not in QUESTIONS:
        return Column(name, place, kind, reason=_words(entry.get("reason"))), problems
    read, wrong = _question(entry, kind, shown)
    problems += wrong
    head = " ".join(grid.headers[layout.question_row - 1][place].split()) if layout.question_row else ""
    short_slug = slug(name)
    question_id = _words(entry.get("id")) or (short_slug if 0 < len(short_slug) <= 40 else f"q{place + 1}")
    return Column(name, place, kind, question_id, _words(entry.get("text")) or head or name, **read), problems


def _place(wanted: Any, grid: Grid | Heading) -> int | None:
    """The place of a column that is named by its header or, where no header is so called, by its letter."""
    names = {fold(name): place for place, name in enumerate(grid.names)}
    text = _words(wanted)
    if fold(text) in names:
        return names[fold(text)]
    return next((p for p in range(len(grid.names)) if letter(p) == text), None) if re.fullmatch("[A-Z]{1,3}", text) else None


def _question(entry: Mapped, kind: str, shown: str) -> tuple[dict[str, Any], list[Problem]]:
    """The parts of a `Column` that hold the answers a question offers."""
    read: dict[str, Any] = {}
    problems: list[Problem] = []

    def wrong(key: str, what: str, mend: str) -> None:
        problems.append(Problem(f"{shown}, line {entry.lines.get(key, entry.line)}", what, mend))

    if entry.get("id") is not None and not _ID.fullmatch(_words(entry["id"])):
        wrong("id", "an id holds more than letters, digits, '.', '-' and '_'", "Write for example: id: q3")
    for key, name in (("scale", "options"), ("options", "options"), ("outside_scale", "outside")):
        if entry.get(key) is not None:
            read[name], faults = _options(entry, key, shown)
            problems += faults
    read["other"] = _words(entry.get("other"))
    if read["other"]:
        if not entry.get("options"):
            wrong(
                "other",
                "'other' without options",
                "Describe the box as a column of kind: other, or write options: and separator:",
            )
        read["options"] = {**read.get("options", {}), fold(read["other"]): read["other"]}
    if kind == LIKERT and not problems and len(set(read.get("options", {}).values())) < 2:
        wrong("scale", "a likert question without a scale", "Write: scale: [its answers, the most negative first]")
    if kind == SINGLE and not read.get("options") and "options" not in entry:
        wrong("kind", "a single choice without options", "Write: options: [its answers]")
    if kind == MULTIPLE:
        read["option"], read["separator"] = _words(entry.get("option")), str(entry.get("separator") or "")
        read["ticked"] = frozenset(fold(str(word)) for word in _listed(entry.get("ticked")))
        if bool(read["option"]) == bool(entry.get("options")):
            mend = "Write option: the answer this column stands for; or options: and separator: if one column holds them all."
            wrong("kind", "a multiple choice needs either option or options", mend)
        elif entry.get("options") and not read["separator"]:
            wrong("options", "a multiple choice in one column without a separator", 'Write for example: separator: ";"')
    return read, problems


def _other_box(entry: Mapped, shown: str) -> tuple[dict[str, Any], list[Problem]]:
    """Which question's "other" box a column is, and which option its words stand for."""
    read = {"question_id": _words(entry.get("of")), "other": _words(entry.get("option"))}
    mends = {"of": "Write of: the id of the question whose box it is.", "option": "Write for example: option: Other"}
    return read, [
        Problem(f"{shown}, line {entry.lines.get(key, entry.line)}", f"a column of kind other without '{key}'", mend)
        for key, mend in mends.items()
        if not _words(entry.get(key))
    ]


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _options(entry: Mapped, key: str, shown: str) -> tuple[dict[str, str], list[Problem]]:
    """From folded spellings to words; a mapping gives the words for each spelling in the file."""
    at = f"{shown}, line {entry.lines[key]}"
    given = entry[key]
    if not isinstance(given, (list, Mapped)) or not given:
        return {}, [Problem(at, f"'{key}' is no list", f"Write for example: {key}: [first answer, second answer]")]
    pairs = list(given.items()) if isinstance(given, Mapped) else [(word, word) for word in given]
    if any(isinstance(word, (bool, list, dict)) or word is None for _, word in pairs):
        what = f"an answer under '{key}' is read as true, false or nothing, not as words"
        return {}, [Problem(at, what, 'Put quotation marks around it: "Yes", "No", "None".')]
    read: dict[str, str] = {}
    for spelling, words in pairs:
        if fold(str(spelling)) in read:
            what = f"'{key}' has the answer '{short(_words(spelling))}' twice"
            return {}, [Problem(at, what, "Remove one; case, blanks and '.0' do not tell answers apart.")]
        read[fold(str(spelling))] = _words(words)
    for words in list(read.values()):
        read.setdefault(fold(words), words)
    return read, []


def _together(columns: Sequence[Column], lines: Mapping[int, int], shown: str) -> list[Problem]:
    """What is wrong with columns that are each right: ids that clash, more ids or weights than one."""
    problems = []
    owner: dict[str, Column] = {}
    options: dict[tuple[str, str], Column] = {}
    for column in columns:
        at = f"{shown}, line {lines[column.place]}"
        if column.kind in (RESPONDENT_ID, WEIGHT):
            first = owner.setdefault(f" {column.kind}", column)
            if first is not column:
                what = f"a second column of kind {column.kind} (first in line {lines[first.place]})"
                problems.append(Problem(at, what, "Keep one of them."))
            continue
        if column.kind in (IGNORE, OTHER):
            continue
        first = owner.setdefault(column.question_id.casefold(), column)
        grouped = first.kind == column.kind == MULTIPLE and first.option and column.option
        if first is not column and not grouped:
            what = f"question id '{column.question_id}' is taken (line {lines[first.place]})"
            problems.append(
                Problem(at, what, "Give each question its own id; only the options of one multiple choice share one.")
            )
        elif column.option:
            same = options.setdefault((column.question_id.casefold(), fold(column.option)), column)
            if same is not column:
                what = f"option '{short(column.option)}' stands for two columns (line {lines[same.place]})"
                problems.append(Problem(at, what, "Give each column its own option."))
    return problems + _boxes(columns, lines, shown)


def _boxes(columns: Sequence[Column], lines: Mapping[int, int], shown: str) -> list[Problem]:
    """Columns of kind other that belong to no question with answers to choose from."""
    known = [
        column.question_id
        for column in columns
        if column.kind in (SINGLE, MULTIPLE) or (column.kind == ATTRIBUTE and column.options)
    ]
    return [
        Problem(
            f"{shown}, line {lines[column.place]}",
            f"there is no single or multiple choice '{column.question_id}'{did_you_mean(column.question_id, known)}",
            "Write of: the id of the question whose box it is.",
        )
        for column in columns
        if column.kind == OTHER and column.question_id and column.question_id not in known
    ]
