"""csv and tsv -> rows of cells as text: their encoding, delimiter and quotation marks; read whole or piece by piece."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from evidence.errors import Problem, SourceError
from evidence.sources.reading import Cut
from evidence.sources.rows import Piece, row_words
from evidence.textfiles import csv_reader

DELIMITERS = (",", ";", "\t", "|")
READER = "csv (Python standard library)"
_SAMPLE_ROWS = 200
_SHOWN_LINES = 10

_INVISIBLE = re.compile("[\ufeff\u200b\u2060]")
_SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_UNTIDY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]")

_BOMS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SINGLE_BYTE = ("cp1252", "mac_roman", "latin-1")
GUESSED = "Compare words with accents and pound signs with the survey; if they are wrong, save the export as UTF-8."


def decode(data: bytes, shown: str) -> tuple[str, tuple[Cut, ...]]:
    """The text of a csv file and, where its encoding had to be guessed, a cut that says so.

    A byte order mark decides; then strict UTF-8; then, of cp1252, Mac Roman and Latin-1, the one whose accents,
    quotation marks and currency signs stand where such characters stand in words.

    raises: SourceError, if it is no text.
    """
    encoding = _is_wide(data)
    if encoding is None and _is_binary(data):
        raise SourceError(Problem(shown, "is not text", "Export the survey again as csv."))
    if encoding is None:
        return _decode_bytes(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise SourceError(Problem(shown, f"is damaged {encoding.upper()} text", "Export the survey again as UTF-8.")) from None
    guessed = Cut("whole file", "parts", 1, f"encoding guessed as {encoding.upper()}: the file does not say", GUESSED)
    return text, () if encoding in ("utf-16", "utf-32") else (guessed,)


_HEAD = 65_536


def _is_wide(data: bytes) -> str | None:
    """The encoding of a text whose characters take two or four bytes each."""
    return next((name for bom, name in _BOMS if data.startswith(bom)), None) or _wide_without_bom(data)


def _is_binary(data: bytes) -> bool:
    return len(re.findall(rb"[\x00-\x08\x0e-\x1f]", data[:_HEAD])) * 10 > len(data[:_HEAD])


def _wide_without_bom(data: bytes) -> str | None:
    """UTF-16 of one byte order or the other, if every second byte of a good part of `data` is NUL."""
    head = data[:4096]
    if len(head) < 4:
        return None
    even, odd = (head[start::2].count(0) / (len(head) // 2) for start in (0, 1))
    return "utf-16-le" if odd > 0.4 > even else "utf-16-be" if even > 0.4 > odd else None


def _decode_bytes(data: bytes) -> tuple[str, tuple[Cut, ...]]:
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="surrogateescape")
    strange = re.findall("[\udc80-\udcff]", text)
    if len(re.findall("[^\x00-\x7f\udc80-\udcff]", text)) >= len(strange):
        # Two encodings in one file, as when exports are glued together: each run of bytes that is no UTF-8 is cp1252.
        repaired = re.sub("[\udc80-\udcff]+", lambda run: _raw(run[0]).decode("cp1252", errors="replace"), text)
        lines = sorted({text.count("\n", 0, bad.start()) + 1 for bad in re.finditer("[\udc80-\udcff]+", text)})
        why = f"{len(strange):,} bytes are not UTF-8 like the rest; read as cp1252"
        where = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines[:_SHOWN_LINES]))}"
        return repaired, (Cut(where, "parts", len(strange), why, GUESSED),)
    readings = {name: data.decode(name, errors="replace") for name in _SINGLE_BYTE}
    chosen = max(_SINGLE_BYTE, key=lambda name: _plausibility(readings[name]))
    why = f"encoding guessed as {chosen}: {len(strange):,} bytes are not UTF-8"
    return readings[chosen], (Cut("whole file", "parts", 1, why, GUESSED),)


def _raw(run: str) -> bytes:
    return run.encode("utf-8", errors="surrogateescape")


_PLAUSIBLE = re.compile(
    r"(?<=[^\W\d_])[à-öø-ÿœšž](?![A-Z])|(?<![^\W_])[À-ÖØ-Þ](?=[a-z])|(?<=[^\W\d_])’(?=[a-z])|(?<!\w)[“‘](?=\w)"
    r"|(?<=[\w.,!?])[”’](?!\w)|[£€](?=\s?\d)|(?<=[\s\d])[–—](?=[\s\d])|\xa0|…|[•·]\s"
)
_IMPLAUSIBLE = re.compile(r"[\x80-\x9f\ufffd]|(?<=[a-z])[À-ÖØ-ÞŒŠŽŸ]|(?<=[^\W\d_])[^\x00-\x7f\w\s’‘“”–—…·£€](?=[^\W\d_])")


def _plausibility(text: str) -> int:
    return len(_PLAUSIBLE.findall(text)) - 2 * len(_IMPLAUSIBLE.findall(text))


# --- csv ----------------------------------------------------------------------------------------------------------

_END = "\x04"
"""A last row that the text itself cannot hold; a quotation mark that is never closed swallows it."""


_SEP = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""A first line that Excel writes and reads to say what parts the cells."""

Lines = Callable[[], Iterator[str]]
"""Gives the lines of a text with their ends, from the first on, as often as it is called."""


@dataclass(frozen=True)
class Csv:
    """The rows of a csv that was read whole, the number of each in the file, and what is to be said of them."""

    rows: list[list[str]]
    numbers: list[int]
    cuts: tuple[Cut, ...]


def read_csv(data: bytes, shown: str) -> Csv:
    """The rows of a csv.

    shown:  how messages name the file.
    raises: SourceError, if it is no text, is empty, or opens a quotation mark that is never closed.
    """
    text, cuts = decode(data, shown)
    del data  # a large file in memory twice is once too often
    text, removed = tidy(text)
    skipped, stated = 0, _SEP.match(text)
    if stated:
        text, skipped = text[stated.end() :], 1
    if not text.strip():
        raise SourceError(Problem(shown, "is empty", "Export the survey again."))
    marks = _Marks('"' in text, '\\"' in text, _BARE.search(text) is not None)
    ends = len(_OLD_END.findall(text)) if "\n" in text else 0

    def lines() -> Iterator[str]:
        return _lines(text)

    form = _stated(stated) if stated else _dialect(lines, marks)
    cuts = (*cuts, *_removed(removed), *_mixed(ends), *_quoting(lines, marks, form))
    try:
        rows = _each_once(_closed(lines(), form, shown, skipped))
    except UnclosedError as fault:
        rows = _unopened(text, form)
        if not rows:
            raise
        why = "a quotation mark that is never closed: read as if it were not there"
        cuts += (Cut(row_words([fault.row]), "parts", 1, why, "Compare that row, and those after it, with the survey."),)
    return Csv(rows, list(range(1 + skipped, len(rows) + 1 + skipped)), cuts)


def _unopened(text: str, form: Mapping[str, Any]) -> list[list[str]]:
    """The rows of `text` without its last quotation mark, if that begins a cell and all before it are set as they should.

    What opens a cell and has no other after it ends nowhere. Where marks before it are loose too, no row can be told for sure.
    """
    at = text.rfind('"')
    if at > 0 and text[at - 1] not in (form["delimiter"], "\n", "\r"):
        return []
    try:
        rows = _each_once(csv_reader(chain(_lines(text[:at] + text[at + 1 :]), [_END]), strict=True, **form))
    except csv.Error:
        return []
    return rows[:-1] if rows[-1] == [_END] else []


class UnclosedError(SourceError):
    """A quotation mark that opens a cell, in the row of this number, is never closed."""

    row = 0


@dataclass(frozen=True)
class CsvFile:
    """A csv in UTF-8 that is gone through piece by piece, as often as needed, and never held whole.

    begin:   the first byte after a byte order mark and a line that says what parts the cells; skipped: such lines.
    form:    delimiter and escape character.
    """

    path: Path
    shown: str
    begin: int
    skipped: int
    form: Mapping[str, Any]
    cuts: tuple[Cut, ...]

    def portions(self, portion: int) -> Iterator[tuple[Piece, list[list[str]]]]:
        """Its pieces of about so many bytes, each with its rows.

        raises: UnclosedError, at the end, if a quotation mark is never closed.
        """
        lines = _FileLines(self.path, self.begin)
        start, place, rows = self.begin, 0, list[list[str]]()
        for row in _closed(lines, self.form, self.shown, self.skipped):
            rows.append(row)
            if lines.at - start >= portion:
                yield self._piece(place, start, lines.at, len(rows)), rows
                start, place, rows = lines.at, place + len(rows), []
        if rows:
            yield self._piece(place, start, lines.at, len(rows)), rows

    def _piece(self, place: int, start: int, end: int, count: int) -> Piece:
        first = 1 + self.skipped + place
        return Piece(place, range(first, first + count), self.form, start, end - start)

    def sealed(self, piece: Piece) -> Piece:
        """`piece` with the hash of its bytes, by which a file that changes meanwhile is known."""
        with self.path.open("rb") as opened:
            opened.seek(piece.start)
            return replace(piece, sha256=hashlib.sha256(opened.read(piece.size)).hexdigest())


def open_csv(path: Path, shown: str) -> CsvFile | None:
    """The csv at `path`, to be gone through piece by piece; None, if it is not UTF-8 and must be read whole.

    raises: SourceError, if it is empty; OSError, if it cannot be read.
    """
    found = _scanned(path)
    if found is None:
        return None
    marks, removed, ends, begin = found
    first = _FileLines(path, begin)
    stated = _SEP.match(next(iter(first), ""))
    begin = first.at if stated else begin
    form = _stated(stated) if stated else _dialect(lambda: iter(_FileLines(path, begin)), marks)
    if not any(line.strip() for line in _FileLines(path, begin)):
        raise SourceError(Problem(shown, "is empty", "Export the survey again."))
    cuts = (*_removed(removed), *_mixed(ends), *_quoting(lambda: iter(_FileLines(path, begin)), marks, form))
    return CsvFile(path, shown, begin, int(stated is not None), form, cuts)


def lines_of(data: bytes) -> Iterator[str]:
    """The lines of a piece's text."""
    return _lines(tidy(data.decode("utf-8"))[0])


class _Marks(NamedTuple):
    """Whether a text has quotation marks at all, some after a backslash, and some in the middle of words."""

    quoted: bool
    escaped: bool
    bare: bool


class _Scan(NamedTuple):
    """What is seen of a text as it is gone through once.

    removed: control characters; ends: line ends of another kind than the others; begin: the first byte after a byte order mark.
    """

    marks: _Marks
    removed: int
    ends: int
    begin: int


_BLOCK = 1 << 20
_BOM = codecs.BOM_UTF8
_ASCII_CONTROLS = bytes([*range(9), *range(14, 28), 127])


def _scanned(path: Path) -> _Scan | None:
    """What is seen of a file in UTF-8; None, if it is not that."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    quoted = escaped = bare = False
    removed, before, ends = 0, "", Counter[str]()
    with path.open("rb") as opened:
        head = opened.read(_HEAD)
        if _is_wide(head) or _is_binary(head):
            return None
        opened.seek(0)
        try:
            while block := opened.read(_BLOCK):
                new = decoder.decode(block)
                text = before + new  # what stands beside a mark may stand in the block before
                quoted = quoted or '"' in new
                escaped = escaped or '\\"' in text
                bare = bare or (quoted and _is_bare(text))
                removed += _controls(block, new)
                ends.update({"\r": new.count("\r"), "\n": new.count("\n"), "\r\n": text[-len(new) - 1 :].count("\r\n")})
                before = text[-2:]
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    mixed = ends["\r"] - ends["\r\n"] if ends["\n"] else 0
    return _Scan(_Marks(quoted, escaped, bare), removed, mixed, len(_BOM) if head.startswith(_BOM) else 0)


def _is_bare(text: str) -> bool:
    # What is taken away makes no mark a bare one, but may have stood between it and the edge of its cell.
    return _BARE.search(text) is not None and _BARE.search(tidy(text)[0]) is not None


def _controls(block: bytes, text: str) -> int:
    if text.isascii():
        return len(block) - len(block.translate(None, _ASCII_CONTROLS))
    return len(_CONTROLS.findall(text))


class _FileLines:
    """The tidied lines of a file in UTF-8 from a byte on; `at` is the first byte after the line that was given last."""

    def __init__(self, path: Path, begin: int) -> None:
        self._path = path
        self.at = begin

    def __iter__(self) -> Iterator[str]:
        decoder, held = codecs.getincrementaldecoder("utf-8")(), list[str]()
        with self._path.open("rb") as opened:
            opened.seek(self.at)
            while block := opened.read(_BLOCK):
                held.append(decoder.decode(block))
                if "\n" in held[-1] or "\r" in held[-1]:
                    text = "".join(held)
                    # A carriage return at the very end may be the first half of a line's end.
                    cut = max(text.rfind("\n"), text.rfind("\r", 0, len(text) - 1)) + 1
                    yield from self._given(text[:cut])
                    held = [text[cut:]]
        yield from self._given("".join(held))

    def _given(self, text: str) -> Iterator[str]:
        clean, plain = _UNTIDY.search(text) is None, text.isascii()
        for line in _lines(text):
            self.at += len(line) if plain else len(line.encode())
            yield line if clean else tidy(line)[0]


def _closed(lines: Iterable[str], form: Mapping[str, Any], shown: str, skipped: int) -> Iterator[list[str]]:
    """The rows; raises UnclosedError after the last, if a quotation mark is never closed."""
    count, row = 0, [_END]
    ended = (line if line.endswith(("\n", "\r")) else f"{line}\n" for line in lines)
    for row in csv_reader(chain(ended, [_END]), **form):
        count += 1
        if row != [_END]:
            yield row
    if row != [_END]:
        mend = "Close it (or remove it), so that the rows after it are not swallowed by one cell."
        fault = UnclosedError(Problem(f"{shown}, row {count + skipped}", "opens a quotation mark that is never closed", mend))
        fault.row = count + skipped  # what is raised in a child travels without it
        raise fault


def _stated(found: re.Match[str]) -> dict[str, Any]:
    return {"delimiter": found[1], "escapechar": None}


def _mixed(count: int) -> tuple[Cut, ...]:
    why, mend = "line ends of another kind than the others: each ends a row", "Compare the number of rows with the survey."
    return (Cut("whole file", "parts", count, why, mend),) if count else ()


def _removed(count: int) -> tuple[Cut, ...]:
    why = "control characters that no reader can show were removed"
    return (Cut("whole file", "parts", count, why, "Nothing to do, unless words are missing."),) if count else ()


_OFTEN = 10_000
"""Different cells that are looked out for: those that many rows hold are among the first so many, or nearly all are."""


def _each_once(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows, with cells that many of them hold kept once: a million rows then fit into what a reader may hold."""
    known: dict[str, str] = {}
    kept = []
    for row in rows:
        if len(known) < _OFTEN:
            kept.append([known.setdefault(cell, cell) for cell in row])
        else:
            kept.append([known.get(cell, cell) for cell in row])
    return kept


_OLD_END = re.compile(r"\r(?!\n)")
_BARE = re.compile(r'"(?<=[^\s",;|]")(?=[^\r\n",;\t|])')
"""A quotation mark that neither begins nor ends a cell nor stands beside another: a cell in quotes has none such."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def _lines(text: str) -> Iterator[str]:
    """The lines of `text` with their ends, as a StringIO has them, but without a wide copy of it all."""
    return (line.group() for line in _LINE.finditer(text))


def tidy(text: str) -> tuple[str, int]:
    """`text` without byte order marks, zero-width spaces and control characters, and how many of the last it had.

    Separators that no survey tool shows (vertical tabs, form feeds and the like) become blanks.

    >>> tidy("\\ufeffyes\\x00")
    ('yes', 1)
    """
    if _UNTIDY.search(text) is None:
        return text, 0  # as nearly all texts are
    text = _SEPARATORS.sub(" ", _INVISIBLE.sub("", text))
    return _CONTROLS.subn("", text)


def _quoting(lines: Lines, marks: _Marks, form: Mapping[str, Any]) -> tuple[Cut, ...]:
    """What to say of quotation marks that are not set as tables have them."""
    if form["escapechar"]:
        why = "quotation marks within cells follow a backslash: read as such"
    elif marks.quoted and (marks.bare or not _well_quoted(lines, form)):
        why = "quotation marks in the middle of cells: kept as they stand"
    else:
        return ()
    return (Cut("whole file", "parts", 1, why, "Compare some rows with the survey."),)


def _dialect(lines: Lines, marks: _Marks) -> dict[str, Any]:
    """The delimiter and escape character under which the rows at the beginning are the most alike in width.

    Forms in which quotation marks close where they should go first. Where none makes a table, the one that parts
    the first row most is taken; where none parts it, the file has one column.
    """
    escapes: tuple[str | None, ...] = (None, "\\") if marks.escaped else (None,)
    forms = [{"delimiter": delimiter, "escapechar": escape} for escape in escapes for delimiter in DELIMITERS]
    samples = [_sample(lines, form) for form in forms]
    firsts = [len(rows[0]) if rows else 1 for rows in samples]
    sound = [place for place, form in enumerate(forms) if firsts[place] > 1 and _well_quoted(lines, form)]
    widest = max(sound or range(len(forms)), key=lambda place: firsts[place])
    best = max(sound or range(len(forms)), key=lambda place: _evenness(samples[place]))
    below = max(range(len(forms)), key=lambda place: _evenness(samples[place]))
    if _evenness(samples[best])[0]:
        return forms[best]
    if _evenness(samples[below])[2] > firsts[widest]:
        return forms[below]
    return forms[widest] if firsts[widest] > 1 else {"delimiter": _ABSENT, "escapechar": None}


_ABSENT = "\x1f"
_NO_TABLE = (False, 0.0, 0)


def _sample(lines: Lines, form: Mapping[str, Any]) -> list[list[str]]:
    return [row for row in islice(csv_reader(lines(), **form), _SAMPLE_ROWS) if any(row)]


def _well_quoted(lines: Lines, form: Mapping[str, Any]) -> bool:
    """False if a quotation mark closes in the middle of a cell or never, as under the wrong delimiter it does."""
    try:
        return sum(1 for _ in islice(csv_reader(lines(), strict=True, **form), _SAMPLE_ROWS)) > 0
    except csv.Error:
        return False


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[bool, float, int]:
    """Whether the first row is of the commonest width, the share of rows that are, and that width."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts:
        return _NO_TABLE
    width = max(counts, key=lambda w: (counts[w], w == len(rows[0]), w))
    begins = next(place for place, row in enumerate(rows) if len(row) == width)
    table = rows[begins:]
    share = counts[width] / len(table)
    if begins == 0:
        return (True, share, width) if share >= 0.5 else _NO_TABLE
    # A preamble above the headers is believed only when the rows under it make a near perfect table and are not
    # parted where sentences have their commas, before a blank.
    parted = [cell for row in table for cell in row[1:]]
    sentences = sum(1 for cell in parted if cell.startswith(" ")) * 2 > len(parted)
    return (False, share, width) if share >= 0.9 and len(table) > 1 and not sentences else _NO_TABLE
