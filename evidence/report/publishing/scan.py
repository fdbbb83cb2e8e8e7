"""The last look: personal data in the final bytes of a file, wherever in it, that nobody has let through."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from evidence.privacy import NAME, find_personal_data
from evidence.privacy.folding import fold
from evidence.report.publishing.contents import UnreadableError, words_in

_LONGEST = 100_000
"""Characters of words that belong together: what is longer is looked at in pieces."""


TERMS = (
    "application/json",
    "Helvetica",
    "Enabler",
    "Enablers",
    "xlnm",
    "95% interval (Wilson)",
    "Cohen (1960)",
    "Cohen's kappa",
    "Gwet's AC1",
    "Guest, Namey and Chen 2020",
    "Nesta, Standards of Evidence (Puttick and Ludlow 2013)",
    "Nesta",
    "trafilatura",
    "striprtf",
    "pyarrow",
    "jfif",
    "nbformat",
)
"""Words of the formats, the methods and the libraries, as this program writes them, that look like names."""
_HASH = re.compile(r"\b(?=[0-9]*[a-f])[0-9a-f]{24,128}\b")


def without_hashes(text: str) -> str:
    """A text without the fingerprints of files, in which any letters may come together."""
    return _HASH.sub(" ", text)


class Stop(NamedTuple):
    """Why a file may not leave. `words` are what was found: for the project's own folder, never for a log."""

    where: str
    kind: str
    rule: str
    words: str


def scan(
    data: bytes, name: str, *, allowed: Collection[str] = (), read: Iterable[str] = (), rows: Collection[Sequence[str]] = ()
) -> list[Stop]:
    """All that keeps a file in the house: personal data that was not let through, and parts that cannot be read.

    data, name: the final bytes of the file and its name, whose suffix says how it is read.
    allowed:    words that may stand anywhere.
    read:       texts that people have read and let through: a name that stands in one of them may stand in the file.
                Identifiers shown by their form, such as an email address, may not.
    rows:       the cells of each row of the report's tables: small numbers that stand beside each other in a row, a cell
                each, are no telephone number.
    returns:    each finding once, in order; empty if the file may leave.

    >>> [(stop.where, stop.kind) for stop in scan(b"place,contact\\nTruro,ana@example.org", "t.csv")]
    [('t.csv', 'email')]
    """
    try:
        units = [unit._replace(text=without_hashes(unit.text)) for unit in words_in(data, name) if unit.text.strip()]
    except UnreadableError as fault:
        return [Stop(fault.where, "unreadable", fault.why, "")]
    units += [unit._replace(text=whole, prose=False) for unit in units if (whole := _WRAPPED.sub(" ", unit.text)) != unit.text]
    # In order and side by side, as a reader sees the cells of a row: the formats set them so.
    known, counts = " ".join(_squeezed(text) for text in read), " / ".join(map(_small_numbers, rows))
    stops: dict[tuple[str, str], Stop] = {}
    for prose in (True, False):
        places: dict[str, str] = {}
        for unit in units:
            if unit.prose is prose:
                for start in range(0, len(unit.text), _LONGEST):
                    places.setdefault(unit.text[max(start - 200, 0) : start + _LONGEST], unit.where)
        texts = list(places)
        found = find_personal_data(texts, allowed=[*TERMS, *allowed], names=prose)
        for number, start, end, kind, rule, severity in found.itertuples(index=False, name=None):
            words = texts[number][start:end]
            let_through = (
                _read(words, known) or _in_hash(texts[number], start, end) if severity == NAME else _in_a_row(words, counts)
            )
            if not let_through:
                stops.setdefault((kind, _squeezed(words)), Stop(places[texts[number]], kind, rule, words))
    return sorted(stops.values())


def _squeezed(text: str) -> str:
    """Words as they are compared: folded, in lower case, blanks and line ends as one blank."""
    return " ".join(fold(text).text.lower().split())


_WRAPPED = re.compile(r"(?<=[\w,]) {0,2}\n(?=[^\W\d_])")
"""Where a line's end may have cut an address: before a word, for numbers that follow each other are cells of a table."""
_LETTERS = 16
"""Letters of the shortest words that are compared by their letters alone: addresses on the web that a line's end cut."""


_SMALL = re.compile(r"\d{1,2}")
_LEAST_CELLS = 5
"""Small numbers beside each other that a table's row may explain."""


def _small_numbers(row: Sequence[str]) -> str:
    """A row with a stroke in place of each cell that is no number of one or two digits."""
    return " ".join(cell if _SMALL.fullmatch(cell) else "/" for cell in row)


def _in_a_row(words: str, counts: str) -> bool:
    """Whether words are small numbers, each in a cell of its own, that stand beside each other in a row of a table.

    >>> _in_a_row("0 7 7 0 0", "/ 0 7 7 0 0 / 1"), _in_a_row("07 700 900", "/ 07 / 1")
    (True, False)
    """
    numbers = words.split(" ")
    small = len(numbers) >= _LEAST_CELLS and all(map(_SMALL.fullmatch, numbers))
    return small and f" {words} " in f" {counts} "


def _read(words: str, known: str) -> bool:
    """Whether words stand in what people have read; of words that run over the end of a line, each line's part."""
    parts = [_squeezed(part) for part in words.split("\n")]
    if all(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", known) for part in parts if part):
        return True
    whole = _squeezed(words)
    if "\n" not in words and re.fullmatch(r"\w[\w-]*", whole) and whole.replace("-", "") in _without_hyphens(known):
        return True  # a line's end took a hyphen of a reference
    letters = _bare(words)
    return len(letters) >= _LETTERS and letters in _bare(known)


@lru_cache(maxsize=4)
def _without_hyphens(text: str) -> frozenset[str]:
    return frozenset(run.replace("-", "") for run in re.findall(r"\w[\w-]*", text))


@lru_cache(maxsize=4)
def _bare(text: str) -> str:
    return "".join(character for character in _squeezed(text) if character.isalnum())


def _in_hash(text: str, start: int, end: int) -> bool:
    """Whether letters stand within the fingerprint of a file that a line's end cut in two."""
    before = re.search(r"[0-9a-f]*$", text[max(start - 64, 0) : start])
    after = re.match(r"[0-9a-f]*", text[end : end + 64])
    run = (before[0] if before else "") + text[start:end] + (after[0] if after else "")
    return re.fullmatch(r"(?=[a-f]*[0-9])[0-9a-f]{12,}", run) is not None
