"""Where the patterns of a codebook match a text: regular expressions that cannot hang, for what terms do not reach."""

from __future__ import annotations

from evidence.codebook import Codebook, pattern_finder

Span = tuple[int, int]


def matches(text: str, codebook: Codebook) -> dict[str, Span]:
    """For each code with a pattern that matches `text`, start and end of the first match of its first such pattern.

    >>> from evidence.codebook import Code
    >>> matches("In 14 places", Codebook("Places", "1", (Code("COUNT", patterns=(r"\\d+ places",)),)))
    {'COUNT': (3, 12)}
    """
    found: dict[str, Span] = {}
    for code, pattern in codebook.patterns:
        if code not in found and (spans := pattern_finder(pattern)(text)):
            found[code] = spans[0]
    return found
