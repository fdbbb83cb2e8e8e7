"""What is wrong with a model file, collected with the line of each key, so that all of it is said at once."""

from __future__ import annotations

import math
from collections.abc import Iterable

from evidence.config import Mapped, did_you_mean, unknown_keys
from evidence.errors import Problem
from evidence.value.rates import year_name

MOST = 1e13
"""Pounds, or people; more is a slip."""


class Faults:
    """The problems found so far in one file, and the checks that find them.

    Each check returns the value if it can be used; else it notes the problem and returns a stand-in, so that reading goes on.
    """

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []

    def in_order(self) -> list[Problem]:
        """The problems by their lines."""
        return sorted(self.problems, key=lambda problem: int(problem.where.rpartition("line ")[2] or 0))

    def add(self, mapped: Mapped, key: str, what: str, mend: str) -> None:
        """Note a problem at `key` of `mapped`, or at the mapping itself where it has no such key."""
        self.problems.append(Problem(f"{self.shown}, line {mapped.lines.get(key, mapped.line)}", what, mend))

    def keys(self, mapped: Mapped, known: Iterable[str]) -> None:
        """Note each key that is not known."""
        self.problems += unknown_keys(mapped, known, self.shown)

    def text(self, mapped: Mapped, key: str, who: str, *, needed: bool = True) -> str:
        """The words at `key`."""
        value = mapped.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        if needed or value is not None:
            self.add(mapped, key, f"{who} has no '{key}' in words", f"Write: {key}: …")
        return ""

    def number(self, mapped: Mapped, key: str, who: str, low: float = 0.0, high: float = MOST) -> float:
        """The number at `key`, if it lies between `low` and `high`; 0 stands in."""
        value = mapped.get(key)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
            self.add(mapped, key, f"{who}: '{key}' is no number", f"Write a number from {low:g} to {high:g}.")
            return 0.0
        if not low <= value <= high:
            what = f"{who}: '{key}' is {value:g}, outside {low:g} to {high:g}"
            meaning = "A share lies between 0 and 1: write 0.4 for 40%." if high == 1 else "Check the number and its point."
            self.add(mapped, key, what, meaning)
        return float(value)

    def choice(self, mapped: Mapped, key: str, who: str, known: Iterable[str], default: str | None = None) -> str:
        """The word at `key`, if it is one of `known`; the default, or nothing, stands in."""
        known = list(known)
        value = mapped.get(key, default)
        if value in known:
            return str(value)
        found = (
            f"{who} has no '{key}'" if value is None else f"{who}: '{key}' is none that is known{did_you_mean(str(value), known)}"
        )
        self.add(mapped, key, found, f"Use one of: {', '.join(known) or 'none is defined yet'}.")
        return default or ""

    def flag(self, mapped: Mapped, key: str, default: bool) -> bool:
        """True or false at `key`."""
        value = mapped.get(key, default)
        if not isinstance(value, bool):
            self.add(mapped, key, f"'{key}' is neither true nor false", "Write true or false.")
            return default
        return value

    def year(self, mapped: Mapped, key: str, who: str) -> str:
        """The year at `key`, as 2014 or 2014/15."""
        name = year_name(mapped.get(key))
        if name is None:
            self.add(mapped, key, f"{who}: '{key}' is no year", f"Write for example: {key}: 2014/15")
        return name or ""

    def mapping(self, mapped: Mapped, key: str, who: str, *, needed: bool = True) -> Mapped:
        """The mapping at `key`; an empty one stands in."""
        value = mapped.get(key)
        if isinstance(value, Mapped):
            return value
        if needed or value is not None:
            self.add(
                mapped, key, f"{who} has no '{key}', or it is no mapping", f"Write '{key}:' and under it, indented, its parts."
            )
        return _empty(mapped, key)

    def items(self, mapped: Mapped, key: str, who: str) -> list[Mapped]:
        """The mappings in the list at `key`."""
        value = mapped.get(key)
        if isinstance(value, list) and value and all(isinstance(one, Mapped) for one in value):
            return value
        self.add(mapped, key, f"{who} has no list of '{key}'", f"Write '{key}:' and under it, for each: - id: …")
        return [one for one in value if isinstance(one, Mapped)] if isinstance(value, list) else []

    def per_year(self, mapped: Mapped, key: str, who: str, years: int, high: float = MOST) -> list[float]:
        """The numbers at `key`, one a year, each from 0 to `high`; noughts stand in."""
        value = mapped.get(key)
        if not isinstance(value, list) or any(isinstance(one, bool) or not isinstance(one, (int, float)) for one in value):
            self.add(mapped, key, f"{who}: '{key}' is no list of numbers", "Write one for each year: [0, 0.5, 1]")
            return [0.0] * years
        if len(value) != years:
            what = f"{who}: '{key}' has {len(value)} numbers; the model has {years} years"
            self.add(mapped, key, what, "Write one number for each year, 0 where there is nothing.")
            return [0.0] * years
        wrong = [one for one in value if not 0 <= one <= high]
        if wrong:
            self.add(mapped, key, f"{who}: '{key}' holds {wrong[0]:g}, outside 0 to {high:g}", "Correct it.")
        return [float(one) for one in value]


def _empty(mapped: Mapped, key: str) -> Mapped:
    empty = Mapped()
    empty.line = mapped.lines.get(key, mapped.line)
    return empty
