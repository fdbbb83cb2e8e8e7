"""What is odd about the text of a file, whatever its format: read as it stands, and told, for words may be missing or made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from evidence.sources.reading import Block, Cut

LONGEST_WORD = 1_000
"""Characters of a word that no language has; only addresses and encoded pictures are longer."""

LONGEST_PARAGRAPH = 100_000
"""Characters of a paragraph as long as a short book."""

PASSAGE, FEWEST_LETTERS = 1_000, 0.5
"""Signs of a passage that is looked at, and how many of them are letters or digits in any text that people read."""

_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_STACKED = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{8,}")
_ALPHABETS = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_PROGRAM = re.compile(r"<[a-z/!?]|\{\{|\{%|javascript:", re.IGNORECASE)


def oddities(blocks: Iterable[Block], found: Mapping[str, str]) -> Iterator[Cut]:
    """A note of each odd thing about a text and what the file says of itself; nothing is left out or changed because of it.

    >>> [cut.why for cut in oddities([Block("paragraph", "x" * 1001)], {"title": "<script>"})][0]
    'words of more than 1,000 characters: kept as they stand'
    """
    texts = [block.text for block in blocks]
    counts = {
        f"words of more than {LONGEST_WORD:,} characters: kept as they stand": sum(len(_WORD.findall(text)) for text in texts),
        f"paragraphs of more than {LONGEST_PARAGRAPH:,} characters: line breaks may be lost": sum(
            len(text) > LONGEST_PARAGRAPH for text in texts
        ),
        "passages of more signs than letters: kept as they stand": sum(map(_is_signs, texts)),
        "letters under a heap of accents: kept as they stand": sum(len(_STACKED.findall(text)) for text in texts),
        "letters of two alphabets side by side in a word, which look alike and are not": sum(
            len(_ALPHABETS.findall(text)) for text in texts if not text.isascii()
        ),
    }
    for why, count in counts.items():
        yield Cut("whole file", "parts", count, why, _COMPARE)
    marked = sum(bool(_PROGRAM.search(value)) for value in found.values() if value not in texts)
    yield Cut(
        "properties", "parts", marked, "what looks like a program in its title or the like: shown as text, never run", _TITLE
    )


_COMPARE = "Open the file and compare its words; if they are wrong, ask for the text again."
_TITLE = "Give the title, author or place in cases.csv."


def _is_signs(text: str) -> bool:
    """Whether a long passage holds hardly any words."""
    if len(text) < PASSAGE:
        return False
    shown = "".join(text.split())
    return len(shown) >= PASSAGE and sum(map(str.isalnum, shown)) < FEWEST_LETTERS * len(shown)
