"""The last look: personal data in the final bytes of a file, wherever in it, that nobody has let through."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from evidence.privacy import NAME, find_personal_data
from evidence.privacy.folding import fold
from evidence.report.publishing.contents import UnreadableError, words_in

_LONGEST = 100_000
"""Characters of words that belong together: what is longer is looked at in pieces."""


TERMS = (
    "application/json",
    "Enabler",
    "Cohen (1960)",
    "Cohen's kappa",
    "Gwet's AC1",
    "Guest, Namey and Chen 2020",
    "Nesta, Standards of Evidence (Puttick and Ludlow 2013)",
    "Nesta",
)
"""Words of the formats and of the methods, as this program writes them, that look like names."""
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


def scan(data: bytes, name: str, *, allowed: Collection[str] = (), read: Iterable[str] = ()) -> list[Stop]:
    """All that keeps a file in the house: personal data that was not let through, and parts that cannot be read.

    data, name: the final bytes of the file and its name, whose suffix says how it is read.
    allowed:    words that may stand anywhere.
    read:       texts that people have read and let through: a name that stands in one of them may stand in the file.
                Identifiers shown by their form, such as an email address, may not.
    returns:    each finding once, in order; empty if the file may leave.

    >>> [(stop.where, stop.kind) for stop in scan(b"place,contact\\nTruro,ana@example.org", "t.csv")]
    [('t.csv', 'email')]
    """
    try:
        units = [unit._replace(text=without_hashes(unit.text)) for unit in words_in(data, name) if unit.text.strip()]
    except UnreadableError as fault:
        return [Stop(fault.where, "unreadable", fault.why, "")]
    # In order and side by side, as a reader sees the cells of a row: the formats set them so.
    known = " ".join(_squeezed(text) for text in read)
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
            if severity != NAME or not _read(words, known):
                stops.setdefault((kind, _squeezed(words)), Stop(places[texts[number]], kind, rule, words))
    return sorted(stops.values())


def _squeezed(text: str) -> str:
    """Words as they are compared: folded, in lower case, blanks and line ends as one blank."""
    return " ".join(fold(text).text.lower().split())


def _read(words: str, known: str) -> bool:
    """Whether words stand in what people have read; of words that run over the end of a line, each line's part."""
    parts = [_squeezed(part) for part in re.split(r"\n", words)]
    return all(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", known) for part in parts if part)
