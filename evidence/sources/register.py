"""`cases.csv`: what people know of each case-study file, and the short names of documents."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import pandas as pd

from evidence.config import did_you_mean
from evidence.errors import Problem, SourceError
from evidence.model import TABLES
from evidence.project import CASE_STUDIES, Project
from evidence.sources import guard
from evidence.sources.metadata import iso_date
from evidence.sources.plain import decode
from evidence.sources.reading import clean
from evidence.textfiles import csv_reader

FILE = "cases.csv"
"""The register, in the project folder."""

MAX_ID = 60
"""Most characters of a document's short name, so that names derived from it stay within what file systems take."""

MAX_CELL = 131_072
"""Most characters of a cell; more is a quotation mark that never ends."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_OWN = ("file", "case_id", "document_id", "author", "language", *(c for c in TABLES["cases"].columns if c != "case_id"))
# Each row has its own: two that are alike but for a capital are no slip.
_FREE = frozenset({"title", "source", "author", "partners", "document_id", "date"})


@dataclass(frozen=True)
class Register:
    """What `cases.csv` says.

    entries:  for each file (path in the project folder) the columns that are filled; never the column `file`.
    problems: what is wrong with it; the rest of it is used all the same.
    """

    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def further(entry: Mapping[str, str]) -> dict[str, str]:
    """What an entry says beyond the columns of the model: the attributes of its case.

    >>> further({"place": "Leeds", "region": "North"})
    {'region': 'North'}
    """
    return {name: entry[name] for name in sorted(entry) if name not in _OWN}


def read_register(project: Project) -> Register:
    """The project's `cases.csv`; an empty register if there is none.

    One row a file. `file` is its path below `case_studies/`. The columns of `cases` (`case_id`, `title`, `place`, `date` …),
    `author`, `language` and `document_id` go before what the file says of itself; each other column is an attribute of the
    case. A case may have several files.
    """
    path = project.folder / FILE
    if not path.exists() and not path.is_symlink():
        astray = Problem(f"{CASE_STUDIES}/{FILE}", "is not read there", "Move it up, beside project.yaml.")
        return Register(problems=(astray,) if (project.folder / CASE_STUDIES / FILE).is_file() else ())
    try:
        guard.inspect(path, FILE, project.limits)
        text, _ = decode(path.read_bytes(), FILE)
        rows = _rows(text)
    except SourceError as fault:
        return Register(problems=fault.problems)
    if not rows or "file" not in (header := [_key(name) for name in rows[0][1]]):
        return Register(
            problems=(Problem(FILE, "has no column 'file'", "Make the first row the names of its columns: file, case_id …"),)
        )
    problems = _header_problems(header)
    entries: dict[str, dict[str, str]] = {}
    numbers: dict[str, int] = {}
    known = project.files(CASE_STUDIES)
    for number, cells in rows[1:]:
        entry = _entry(header, cells)
        file = _path(entry.pop("file", ""), known)
        problems += _width_problem(number, len(cells), len(header))
        problems += [*_file_problem(number, file, known, numbers), *_value_problems(number, entry)]
        if file in known and file not in entries:
            entries[file] = _usable(entry)
            numbers[file] = number
    problems += _twice_named(entries, numbers, document_ids(known)) + _two_spellings(entries, numbers)
    return Register({file: entries[file] for file in sorted(entries)}, tuple(problems))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, with their number from 1; cells are told apart by the header's commonest mark.

    raises: SourceError, if a cell is larger than `MAX_CELL`.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv_reader((f"{line}\n" for line in lines), delimiter=delimiter)
    rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    if any(len(cell) > MAX_CELL for _, cells in rows for cell in cells):
        raise SourceError(Problem(FILE, "is no table that can be read", "Save it from a spreadsheet as CSV."))
    return rows


def _key(name: str) -> str:
    """A header as a column is named: 'Case ID' is case_id; a header that names no known column stays as it is."""
    plain = re.sub(r"[\s-]+", "_", clean(name).lower())
    return plain if plain in _OWN else clean(name)


def _header_problems(header: Sequence[str]) -> list[Problem]:
    counts = Counter(header)
    problems = [
        Problem(f"{FILE}, row 1", f"has the column '{name}' {count} times", "Keep one; the first is used.")
        for name, count in counts.items()
        if count > 1 and name
    ]
    if counts[""]:
        problems.append(Problem(f"{FILE}, row 1", "has a column without a name", "Name it, or remove it; it is not used."))
    if "case_id" not in header:
        mend = "Add it, so that several files can tell of one case; without it each file is a case."
        problems.append(Problem(f"{FILE}, row 1", "has no column 'case_id'", mend))
    return problems


def _entry(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The filled cells of a row by column; of two columns with one name the first counts."""
    entry: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        if name and clean(cell):
            entry.setdefault(name, clean(cell))
    return entry


def _path(file: str, known: Sequence[str]) -> str:
    """The path in the project folder of the file that a row names, with or without 'case_studies/'."""
    file = unicodedata.normalize("NFC", file.replace("\\", "/").removeprefix("./"))
    wanted = file if file.startswith(f"{CASE_STUDIES}/") else f"{CASE_STUDIES}/{file}"
    return next((name for name in known if unicodedata.normalize("NFC", name) == wanted), wanted)


def _width_problem(row: int, cells: int, columns: int) -> list[Problem]:
    if cells == columns:
        return []
    mend = "A comma in a text needs quotes around the text; check that each cell stands under its column."
    return [Problem(f"{FILE}, row {row}", f"has {cells} cells, the header has {columns}", mend)]


def _file_problem(row: int, file: str, known: Sequence[str], rows: Mapping[str, int]) -> list[Problem]:
    where, folder = f"{FILE}, row {row}", f"{CASE_STUDIES}/"
    if file == folder:
        return [Problem(where, "names no file", "Write the file's name in the column 'file', or remove the row.")]
    if file not in known:
        near = did_you_mean(file.removeprefix(folder), [name.removeprefix(folder) for name in known])
        return [Problem(where, f"there is no file '{file}'{near}", "Correct the name, or put the file there.")]
    if file in rows:
        what = f"names '{file}' again (first in row {rows[file]})"
        return [Problem(where, what, "Keep one row a file; the first is used.")]
    return []


def _value_problems(row: int, entry: Mapping[str, str]) -> list[Problem]:
    where, problems = f"{FILE}, row {row}", []
    if "date" in entry and not iso_date(entry["date"]):
        problems.append(
            Problem(where, "the date cannot be read", "Write it as YYYY, YYYY-MM, MM/YYYY, YYYY-MM-DD or DD/MM/YYYY.")
        )
    for name in ("document_id", "case_id"):
        if name in entry and not _NAME.fullmatch(entry[name]):
            mend = "Use letters without accents, digits, '-', '_' and '.'; it is made of the file's name for now."
            problems.append(Problem(where, f"'{name}' holds other signs than a short name may", mend))
    return problems


def _usable(entry: Mapping[str, str]) -> dict[str, str]:
    """The entry without a date that is none and without short names that cannot be used."""
    names = ("document_id", "case_id")
    usable = {key: value for key, value in entry.items() if key not in names or _NAME.fullmatch(value)}
    if "date" in usable:
        usable["date"] = iso_date(usable["date"]) or ""
    return {key: value for key, value in usable.items() if value}


def _twice_named(entries: dict[str, dict[str, str]], numbers: Mapping[str, int], made: Mapping[str, str]) -> list[Problem]:
    """Take back a document_id that another file has, by its row or by its name, and say so."""
    problems = []
    taken = {made[file]: file for file in made if "document_id" not in entries.get(file, {})}
    for file in sorted(entries, key=lambda name: numbers[name]):
        document_id = entries[file].get("document_id", "")
        if taken.get(document_id, file) != file:
            del entries[file]["document_id"]
            what = f"'document_id' is that of {taken[document_id]} too"
            problems.append(Problem(f"{FILE}, row {numbers[file]}", what, "Give each file its own, or leave it empty."))
        elif document_id:
            taken[document_id] = file
    return problems


def _two_spellings(entries: Mapping[str, Mapping[str, str]], numbers: Mapping[str, int]) -> list[Problem]:
    """Values of one column that differ in case or blanks alone, and would be counted as two."""
    problems = []
    first: dict[tuple[str, str], tuple[str, int]] = {}
    for file in sorted(entries, key=lambda name: numbers[name]):
        for column, value in entries[file].items():
            if column in _FREE:
                continue
            spelt, row = first.setdefault((column, re.sub(r"[\s_-]+", " ", value).casefold()), (value, numbers[file]))
            if spelt != value:
                what = f"'{column}' says '{value}', row {row} says '{spelt}': they count as two"
                problems.append(Problem(f"{FILE}, row {numbers[file]}", what, "Spell it one way."))
    return problems


def case_attributes(register: Register, cases: Mapping[str, str]) -> pd.DataFrame:
    """The model's table `case_attributes`: every column of the register that is none of its own.

    cases: the case that each file (path in the project folder) tells of. Where several files of one case fill the same
           column, the first file's value counts.
    """
    values: dict[tuple[str, str], str] = {}
    for file in sorted(cases):
        for name, value in further(register.entries.get(file, {})).items():
            values.setdefault((cases[file], name), value)
    rows = [{"case_id": case_id, "attribute": name, "value": values[case_id, name]} for case_id, name in sorted(values)]
    return TABLES["case_attributes"].frame(rows)


def document_ids(files: Sequence[str]) -> dict[str, str]:
    """A short name for each file: its stem in a-z, 0-9 and '-', with the suffix or a number where two would be the same.

    >>> list(document_ids(["a/Leeds (final).docx", "a/leeds-final.pdf", "b/Truro.md"]).values())
    ['leeds-final-docx', 'leeds-final-pdf', 'truro']
    """
    stems = {file: _slug(PurePosixPath(file).stem) or "document" for file in files}
    shared = {stem for stem, count in Counter(stems.values()).items() if count > 1}
    ids: dict[str, str] = {}
    taken = set(stems.values()) - shared
    for file in sorted(files):
        if stems[file] not in shared:
            ids[file] = stems[file]
            continue
        suffix = _slug(PurePosixPath(file).suffix) or "file"
        wanted, number = f"{stems[file]}-{suffix}", 1
        while wanted in taken:
            number += 1
            wanted = f"{stems[file]}-{suffix}-{number}"
        taken.add(wanted)
        ids[file] = wanted
    return {file: ids[file] for file in files}


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_ID].strip("-")
