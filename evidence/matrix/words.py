"""The words that the calls of this room take, and what is said of one that is none."""

from __future__ import annotations

from collections.abc import Iterable

from evidence.config import did_you_mean


def one_of(name: str, value: str, known: Iterable[str]) -> None:
    """Raise ValueError unless `value` is known, with the nearest word that is."""
    words = list(known)
    if value not in words:
        raise ValueError(f"{name} is {value!r}{did_you_mean(value, words)}: use one of {', '.join(words)}")
