"""Words as a reader may meet them in any format: nothing unseen, nothing that turns the direction of writing."""

from __future__ import annotations

import re

# What no format may hold: control characters, lone surrogates and non-characters. They come from damaged files.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Marks that turn the direction of writing could make a quote read other than it is written.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

WITHHELD = "[The words are withheld by the project’s rules of publication.]"
"""What stands in place of a quote that may not leave."""


def speakable(text: str) -> str:
    r"""`text` with what no page may hold marked as unreadable, and without marks that turn it round.

    >>> speakable("a\x1bb\u202ec")
    'a\ufffdbc'
    """
    return _TURNING.sub("", _UNSPEAKABLE.sub("\ufffd", text))


_BEGINNING, _SHORT = 14, 24
"""Words by which a quote is known that stands in full further up; one of no more than the second number is said again."""

IN_FULL = "in full further up"
"""What is said of a quote of which only the beginning is shown."""


def begun(text: str) -> str:
    """How a quote begins that stands in full further up.

    >>> begun("No time.")
    'No time.'
    >>> begun("word " * 30).count("word"), begun("word " * 30)[-3:]
    (14, 'd …')
    """
    return f"{' '.join(text.split()[:_BEGINNING])} …" if is_cut(text) else text


def is_cut(text: str) -> bool:
    """True if a quote is so long that it is said in full only once."""
    return len(text.split()) > _SHORT


def quoted(text: str, segment_id: str, *, again: bool = False) -> str:
    """The words of a quote in a table, with the reference that `evidence verify` looks for.

    again: the words stand in full further up.

    >>> quoted("No time.", "leeds:0-8")
    '“No time.” [leeds:0-8]'
    >>> quoted("word " * 25, "leeds:0-125", again=True)[-43:]
    ' word …” (in full further up) [leeds:0-125]'
    """
    return f"“{begun(text)}” ({IN_FULL}) [{segment_id}]" if again and is_cut(text) else f"“{text}” [{segment_id}]"


def attributed(source: str, place: str, segment_id: str) -> str:
    """Where a quote stands, with its reference.

    >>> attributed("Leeds hub", "page 2", "leeds:0-8")
    '— Leeds hub, page 2 [leeds:0-8]'
    """
    return f"— {', '.join(filter(None, (source, place)))} [{segment_id}]"
