"""People's decisions: read from `codings/<coder>.csv`, checked, and written there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pandas as pd

from evidence.codebook import Codebook
from evidence.config import did_you_mean
from evidence.errors import CodingError, Problem
from evidence.model import BARRIER, ENABLER, MIXED, NO, NONE, PERSON, TABLES, UNSURE, YES
from evidence.project import CODINGS
from evidence.textfiles import csv_bytes, csv_records, guarded, own_bytes, unguarded

REQUIRED = ("segment_id", "code", "applied")
COLUMNS = (*REQUIRED, "polarity", "memo", "decided", "codebook", "drawn", "quote")
MACHINES = ("rules", "model")
"""Names that no person's file may have: machines are coders of these names."""

_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)
_NAME = re.compile(r"[^\W_][\w.-]{0,59}")

MAX_BYTES = 50_000_000

APPLIED_WORDS = {
    **dict.fromkeys(("yes", "y", "1", "1.0", "true"), YES),
    **dict.fromkeys(("no", "n", "0", "0.0", "false"), NO),
    **dict.fromkeys(("unsure", "u", "?"), UNSURE),
}
POLARITY_WORDS = {
    **dict.fromkeys(("barrier", "b"), BARRIER),
    **dict.fromkeys(("enabler", "e"), ENABLER),
    **dict.fromkeys(("mixed", "m", "both"), MIXED),
    **dict.fromkeys(("none", "", "n/a"), NONE),
}
"""What a person may write for a decision or a polarity, in small letters. "Maybe" is asked back: some mean yes by it."""

CODEBOOK_HASH = re.compile("[0-9a-f]{12}")

# Where two decisions come to stand for one segment: what was found in a part is in the whole.
_STRONGEST = (YES, UNSURE, NO)


class _Row(NamedTuple):
    """One decision as it stands in a file; `number` counts rows as a spreadsheet does, from 1 for the header."""

    number: int
    segment_id: str
    code: str
    applied: str
    polarity: str
    memo: str
    decided: str
    codebook: str
    drawn: str
    quote: str


class _Left(NamedTuple):
    """A row that is left out, and why."""

    number: int
    why: str
    mend: str


def read_codings(
    folder: Path, file: str, segments: pd.DataFrame, documents: pd.DataFrame, codebook: Codebook
) -> dict[str, pd.DataFrame]:
    """One person's decisions; the name of the file, without its ending, is the coder's.

    A row whose segment is no more, or has other words than its `quote`, moves to the segment that now covers the quote,
    if the document holds it once; the memo says so. What cannot be placed, names an unknown code, repeats a row or
    decides nothing is a row of `dropped`.

    file:    path from `folder`, of a csv file with the columns segment_id, code and applied, and perhaps polarity,
             memo, decided, codebook (the hash of the one decided by), drawn (what the machine had said of a segment drawn at
             random) and quote (the words decided on).
    returns: "codings", "dropped" and "tallies", as the model's tables.
    raises:  CodingError, with all that is wrong in the file: names, columns, values, and rows that contradict each other.
    """
    coder, rows, problems = _parse(folder, file, codebook)
    if problems:
        raise CodingError(problems)
    left: list[_Left] = []
    kept = _placed(_told_once(_known(rows, codebook, left), left), segments, documents, left)
    codings = [
        {
            "segment_id": row.segment_id,
            "code": row.code,
            "coder": coder,
            "coder_kind": PERSON,
            "applied": row.applied,
            "calibrated": False,
            "polarity": row.polarity,
            "codebook": row.codebook or codebook.hash,
            "decided": row.decided or None,
            "memo": row.memo or None,
            "drawn": row.drawn or None,
        }
        for row in kept
    ]
    tally = {"source_file": file, "unit": "codings", "read": len(rows), "kept": len(kept), "dropped": len(left)}
    return {
        "codings": TABLES["codings"].frame(codings),
        "dropped": TABLES["dropped"].frame(_dropped(file, left)),
        "tallies": TABLES["tallies"].frame([tally]),
    }


def documents_named(folder: Path, file: str) -> set[str]:
    """The ids of the documents that the rows of a file of codings name, whatever else is wrong with it.

    raises: CodingError, if it cannot be read.
    """
    table = list(csv_records(file_text(folder, file)))
    header = [name.strip().lower() for name in table[0]] if table else []
    place = header.index("segment_id") if "segment_id" in header else None
    cells = (cells[place].strip() for cells in table[1:] if place is not None and place < len(cells))
    return {cell.rpartition(":")[0] for cell in cells}


def check_codings(folder: Path, file: str, codebook: Codebook) -> list[Problem]:
    """All that is wrong with a file of codings and can be told without the evidence base."""
    _, rows, problems = _parse(folder, file, codebook)
    unknown: list[_Left] = []
    _known(rows, codebook, unknown)
    return problems + [Problem(f"{file}, row {row.number}", row.why, row.mend) for row in unknown]


def write_codings(path: Path, codings: pd.DataFrame, segments: pd.DataFrame) -> None:
    """Write one coder's decisions so that `read_codings` reads them again, each with the words that were decided on.

    raises: ValueError, if the codings are of several coders.
    """
    if codings["coder"].nunique() > 1:
        raise ValueError("one file holds the codings of one coder")
    path.write_bytes(csv_bytes([COLUMNS, *_file_rows(codings, segments).itertuples(index=False, name=None)]))


def update_codings(folder: Path, file: str, codings: pd.DataFrame, segments: pd.DataFrame) -> bytes:
    """A coder's file with these decisions in place of hers on the same segments and codes; all else stays as it is.

    So nothing is lost that a build has to leave out, nor a column that the researcher added. New decisions come last.

    file:   path from `folder`; where there is none, the file holds just these decisions.
    raises: CodingError, if there is one that cannot be read.
    """
    table = list(csv_records(file_text(folder, file))) if (folder / file).exists() else [[]]
    known = [name.strip().lower() for name in table[0]]
    header = [*table[0], *(name for name in COLUMNS if name not in known)]
    names = [name.strip().lower() for name in header]
    rows = [cells + [""] * (len(header) - len(cells)) for cells in table[1:] if any(cell.strip() for cell in cells)]
    words = dict(zip(segments["segment_id"], segments["text"], strict=True))
    found = defaultdict(list)
    for row in rows:
        cells = dict(zip(names, row, strict=False))
        found[_key(cells["segment_id"].strip(), cells["code"].strip(), cells["quote"], words)].append(row)
    for told in _file_rows(codings, segments).to_dict("records"):
        same = found.get((told["segment_id"], told["code"])) or found.get(
            _moved_key(told["segment_id"], told["code"], told["quote"])
        )
        if not same:
            same = [[""] * len(header)]
            rows += same
        for row in same:
            for name in COLUMNS:
                row[names.index(name)] = told[name]
    return csv_bytes([header, *rows])


def _key(segment_id: str, code: str, quote: str, words: Mapping[str, str]) -> tuple[str, ...]:
    """What a row decides on: its segment, or the words that it quotes where the segment is no more or has other words."""
    stands = segment_id in words and (not quote or _squeezed(unguarded(quote)) == _squeezed(words[segment_id]))
    return (segment_id, code) if stands else _moved_key(segment_id, code, quote)


def _moved_key(segment_id: str, code: str, quote: str) -> tuple[str, ...]:
    return segment_id.rpartition(":")[0], code, _squeezed(unguarded(quote))


def _file_rows(codings: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The rows of a file of codings, each with the words that were decided on; all text."""
    rows = codings.merge(segments[["segment_id", "text"]], on="segment_id", how="left").rename(columns={"text": "quote"})
    rows = rows[list(COLUMNS)].fillna("")
    for column in ("memo", "quote"):
        rows[column] = [guarded(text) for text in rows[column]]
    return rows


def _parse(folder: Path, file: str, codebook: Codebook) -> tuple[str, list[_Row], list[Problem]]:
    """The coder, the rows that can be read, and what is wrong with the rest."""
    coder = PurePosixPath(file).stem
    problems = _name_problems(folder, file)
    text = file_text(folder, file)
    table = list(csv_records(text))
    if not table:
        return coder, [], [*problems, Problem(file, "is empty", f"Begin it with the row: {','.join(COLUMNS)}")]
    header = [name.strip().lower() for name in table[0]]
    problems += _header_problems(header, file)
    if not set(REQUIRED) <= set(header):
        return coder, [], problems
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row, wrong = _row(number, header, cells, codebook)
        problems += [Problem(f"{file}, row {number}", what, mend) for what, mend in wrong]
        rows.append(row)
    return coder, rows, problems + _contradictions(rows, file)


def name_fault(coder: str) -> str:
    """What is wrong with `coder` as the name of a person who decides, and of her files; empty if nothing is.

    >>> name_fault("ana"), name_fault("Model"), name_fault("CON.x")
    ('', "is the name of a machine's codings", 'cannot be the name of a file on Windows')
    """
    if coder.lower() in MACHINES:
        return "is the name of a machine's codings"
    if not _NAME.fullmatch(coder):
        return "is no name for a coder"
    if _RESERVED.fullmatch(coder.partition(".")[0]) or coder.endswith("."):
        return "cannot be the name of a file on Windows"
    return ""


def _name_problems(folder: Path, file: str) -> list[Problem]:
    name = PurePosixPath(file).stem
    if name.lower() in MACHINES:
        return [Problem(file, f"'{name}' is the name of a machine's codings", "Name the file after the person who decided.")]
    files = sorted(path for path in (folder / CODINGS).rglob("*") if path.suffix.lower() == ".csv" and path.is_file())
    same = [path.relative_to(folder).as_posix() for path in files if path.stem.lower() == name.lower()]
    if len(same) > 1:
        return [Problem(file, f"two files are of one coder: {' and '.join(same)}", "Join them, or name them apart.")]
    return []


def file_text(folder: Path, file: str) -> str:
    """The text of a person's file in the project folder.

    raises: CodingError, if it leads out of the folder, is no plain file, cannot be read or is over 50 MB.
    """
    data = own_bytes(folder / file, file, CodingError, most=MAX_BYTES, folder=folder)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _header_problems(header: Sequence[str], file: str) -> list[Problem]:
    problems = []
    for name in REQUIRED:
        if name not in header:
            what = f"has no column '{name}'{did_you_mean(name, header)}"
            problems.append(Problem(f"{file}, row 1", what, f"Name the columns: {', '.join(COLUMNS)}"))
    for name in sorted({name for name in header if name and header.count(name) > 1} & set(COLUMNS)):
        problems.append(Problem(f"{file}, row 1", f"has the column '{name}' twice", "Remove or rename one."))
    for name in dict.fromkeys(header):
        # Columns beyond these are the researcher's own; only one that looks like a slip is told.
        meant = did_you_mean(name, [c for c in COLUMNS if c not in (*REQUIRED, *header)]) if name not in COLUMNS else ""
        if name and meant:
            problems.append(Problem(f"{file}, row 1", f"unknown column '{name}'{meant}", "Correct its name, or choose another."))
    return problems


def _row(number: int, header: Sequence[str], cells: Sequence[str], codebook: Codebook) -> tuple[_Row, list[tuple[str, str]]]:
    """One row, and what is wrong in it with how to mend it."""
    wrong = []
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        wrong.append((f"has {len(cells)} cells under {len(header)} columns", "Put a text that holds the delimiter in quotes."))
    values = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    applied, polarity = values.get("applied", ""), values.get("polarity", "").lower()
    if applied.lower() not in (*APPLIED_WORDS, ""):
        wrong.append((f"'applied' is none of yes, no, unsure{shown(applied)}", "Write yes, no or unsure."))
    if polarity not in POLARITY_WORDS:
        wrong.append((f"'polarity' is no polarity{shown(polarity)}", "Write barrier, enabler, mixed or none."))
    code = values.get("code", "")
    if code in codebook and not codebook[code].polar and POLARITY_WORDS.get(polarity, NONE) != NONE:
        wrong.append((f"code '{code}' is neither barrier nor enabler, but has a polarity", "Leave polarity empty."))
    for name in ("segment_id", "code"):
        if not values.get(name):
            wrong.append((f"'{name}' is empty", "Fill it in, or remove the row."))
    decided = values.get("decided", "")
    if decided and not is_date(decided):
        wrong.append((f"'decided' is no date{shown(decided)}", "Write it as 2026-11-22 or 2026-11-22T14:05."))
    if values.get("codebook") and not CODEBOOK_HASH.fullmatch(values["codebook"]):
        wrong.append(("'codebook' is no hash of a codebook", f"Leave it empty, or write {codebook.hash} for the present one."))
    if values.get("drawn", "") not in ("", YES, NO, UNSURE):
        wrong.append(
            (f"'drawn' is none of yes, no, unsure{shown(values['drawn'])}", "Leave it as the review wrote it, or empty.")
        )
    row = _Row(
        number=number,
        segment_id=values.get("segment_id", ""),
        code=code,
        applied=APPLIED_WORDS.get(applied.lower(), ""),
        polarity=POLARITY_WORDS.get(polarity, NONE),
        memo=unguarded(values.get("memo", "")),
        decided=decided,
        codebook=values.get("codebook", ""),
        drawn=values.get("drawn", ""),
        quote=unguarded(values.get("quote", "")),
    )
    return row, wrong


def shown(value: str) -> str:
    """A value as a message shows it: in quotes, if it is a short word; else nothing.

    >>> shown("maybe"), shown("The nurse told us that")
    (" ('maybe')", '')
    """
    # A short word shows the slip; anything longer may be a participant's words in the wrong column.
    return f" ('{value}')" if re.fullmatch(r"[\w/.:+-]{1,30}", value) else ""


def is_date(text: str) -> bool:
    """Whether `text` is an ISO 8601 date or time."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _contradictions(rows: Iterable[_Row], file: str) -> list[Problem]:
    first: dict[tuple[str, str], _Row] = {}
    problems = []
    for row in rows:
        if row.applied:
            other = first.setdefault((row.segment_id, row.code), row)
            if (row.applied, row.polarity) != (other.applied, other.polarity):
                what = f"decides otherwise than row {other.number} on code '{row.code}' for the same segment"
                problems.append(Problem(f"{file}, row {row.number}", what, "Keep the row that holds."))
    return problems


def _known(rows: Sequence[_Row], codebook: Codebook, left: list[_Left]) -> list[_Row]:
    """The rows whose code is in the codebook; the others go to `left`."""
    kept = []
    ids = [code.code for code in codebook]
    meant = {code: did_you_mean(code, ids) for code in {row.code for row in rows} if code not in codebook}
    for row in rows:
        if row.code in codebook:
            kept.append(row)
        elif row.code:
            why = f"its code is not in the codebook{shown(row.code)}{meant[row.code]}"
            mend = "Correct the row, or define the code in codebook.yaml; then run: evidence check"
            left.append(_Left(row.number, why, mend))
    return kept


def _told_once(rows: Iterable[_Row], left: list[_Left]) -> list[_Row]:
    """The rows that decide something, each (segment, code) once."""
    first: dict[tuple[str, str], _Row] = {}
    for row in rows:
        if not row.applied:
            left.append(
                _Left(row.number, "nothing is decided: 'applied' is empty", "Write yes, no or unsure, or leave it for later.")
            )
        elif first.setdefault((row.segment_id, row.code), row) is not row:
            left.append(_Left(row.number, "repeats an earlier row of the file", "Remove the row."))
    return list(first.values())


def _placed(rows: Iterable[_Row], segments: pd.DataFrame, documents: pd.DataFrame, left: list[_Left]) -> list[_Row]:
    """The rows with the segments that they now speak of, each (segment, code) once."""
    words = dict(zip(segments["segment_id"], segments["text"], strict=True))
    texts = dict(zip(documents["document_id"], documents["text"], strict=True))
    spans: Mapping[str, list[tuple[int, int, str]]] = _spans(segments)
    placed: dict[tuple[str, str], _Row] = {}
    for row in rows:
        segment_id = row.segment_id
        if segment_id not in words or (row.quote and _squeezed(row.quote) != _squeezed(words[segment_id])):
            document_id = segment_id.rpartition(":")[0]
            segment_id = _segment_of(row.quote, texts.get(document_id, ""), spans.get(document_id, []))
        if not segment_id:
            left.append(_lost(row, texts))
            continue
        standing = _moved(row, segment_id)
        key = segment_id, row.code
        if key in placed:
            # Only rows that moved can meet: what contradicts itself as written was refused before.
            standing, other = sorted((placed[key], standing), key=lambda r: (_STRONGEST.index(r.applied), r.number))
            why = "its segment and another that was decided on are now one"
            left.append(_Left(other.number, why, "Look at the segment again, and remove one of the two rows."))
        placed[key] = standing
    return sorted(placed.values(), key=lambda r: r.number)


def _moved(row: _Row, segment_id: str) -> _Row:
    if segment_id == row.segment_id:
        return row
    note = f"[moved here from {row.segment_id}, by its quote]"
    return row._replace(segment_id=segment_id, memo=f"{row.memo} {note}".strip())


def _spans(segments: pd.DataFrame) -> dict[str, list[tuple[int, int, str]]]:
    spans = defaultdict(list)
    columns = (segments[name] for name in ("document_id", "start", "end", "segment_id"))
    for document_id, start, end, segment_id in zip(*columns, strict=True):
        spans[document_id].append((start, end, segment_id))
    return spans


def _segment_of(quote: str, text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """The segment that covers `quote`, if the text holds it exactly once; empty if there is none."""
    if not quote.strip():
        return ""
    # Line ends and runs of blanks change on the way through a spreadsheet.
    found = list(re.finditer(r"\s+".join(map(re.escape, quote.split())), text))
    if len(found) != 1:
        return ""
    return next((i for start, end, i in spans if start <= found[0].start() and found[0].end() <= end), "")


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _lost(row: _Row, texts: Mapping[str, str]) -> _Left:
    if row.segment_id.rpartition(":")[0] not in texts:
        return _Left(row.number, "its document is not in the evidence base", "Put the source file back, or remove the row.")
    if not row.quote:
        why = "its segment is not in the evidence base, and the row holds no quote to find it by"
    else:
        why = "its segment has changed, and its quote is in no segment, or in several places"
    return _Left(row.number, why, "Code the passage again: the document has changed since it was coded.")


def _dropped(file: str, left: Iterable[_Left]) -> list[dict[str, object]]:
    """One row of `dropped` for each reason, which names the rows of the file that it holds for."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for row in sorted(left):
        numbers.setdefault((row.why, row.mend), []).append(row.number)
    return [
        {
            "stage": "codings",
            "source_file": file,
            "where": f"row{'s' if len(found) > 1 else ''} {ranges(found)}",
            "unit": "codings",
            "count": len(found),
            "why": why,
            "mend": mend,
        }
        for (why, mend), found in numbers.items()
    ]


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in order, neighbours as a range.

    >>> ranges([2, 3, 4, 9])
    '2-4, 9'
    """
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ", ".join("-".join(map(str, part)) for part in parts)
