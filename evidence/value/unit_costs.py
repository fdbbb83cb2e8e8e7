"""Unit costs: the headline values that the package carries, a published database read in its own layout, and what is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pandas as pd

from evidence.value.rates import carried, year_name

THEME_SHEETS = ("Crime", "Education & Skills", "Employment & Economy", "Fire", "Health", "Housing", "Social Services")
"""The sheets of the unit cost database that hold entries."""

FISCAL, MIXED, SOCIAL = "fiscal", "mixed", "social"

_COLUMNS = ("code", "name", "unit", "value", "price_year", "agency", "covers", "source")
_REFUSED = ("sheet", "row", "code", "why", "mend")

# Columns of a theme sheet, counted from 0. B (the kind of outcome) is written once and stands for all rows below it.
_OUTCOME, _CODE, _NAME, _UNIT, _AGENCY, _SECOND_AGENCY, _COST, _YEAR = range(1, 9)
_CODE_FORM = re.compile(r"[A-Z]+(?:&[A-Z]+)?\d+(?:\.\d+)*")
_AMOUNT = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_MIXED_WORDS = re.compile(r"\b(economic|social values?|all values|wellbeing|qaly)\b", re.IGNORECASE)


class Range(NamedTuple):
    """The least and the most, in pounds, that a unit cost of one unit is believed to be."""

    low: float
    high: float


def headline_costs() -> pd.DataFrame:
    """The unit costs that the package carries.

    returns: one row per entry, as `read_database`; covers may be "social", too, and the source names the edition or the
             guidance. `attrs` hold edition, url and status.

    >>> headline_costs().set_index("code")["value"].to_dict()["HE4.0"]
    109.0
    """
    whole = carried("unit_costs.yaml")
    table = pd.DataFrame(whole["values"])
    table["source"] = table["source"].fillna(whole["edition"])
    table = table[list(_COLUMNS)].astype({"value": "float64", **{name: "str" for name in _COLUMNS if name != "value"}})
    table.attrs = {name: " ".join(str(whole[name]).split()) for name in ("edition", "url", "status")}
    return table


def read_database(sheets: Mapping[str, Sequence[Sequence[str]]], edition: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The entries of the unit cost database, from the cells of its theme sheets.

    sheets:  the rows of each theme sheet, cells as text, by the sheet's name. An entry is a row whose third cell is a cost
             code; rows above the first one are headers.
    edition: how the source of each entry names the database.
    returns: the entries: code, name, unit, value (pounds, in the prices of its year), price_year, agency, covers ("mixed"
             where its name says that economic or social values are in it, else "fiscal"), source; and the rows refused:
             sheet, row (from 1), code, why, mend. Every row from the first entry on that holds anything beyond its kind
             of outcome is in one of the two.
    source:  the layout of versions 1.4 and 3.0 of the database of the Greater Manchester Combined Authority.
    """
    kept: dict[str, tuple[object, ...]] = {}
    refused = []
    for sheet, number, row in _rows(sheets):
        code = row[_CODE]
        fault = _fault(row, kept)
        if fault is not None:
            refused.append((sheet, number, code, *fault))
            continue
        name = ": ".join(filter(None, (row[_OUTCOME].capitalize(), row[_NAME])))
        agency = " / ".join(filter(None, (row[_AGENCY], row[_SECOND_AGENCY])))
        covers = MIXED if _MIXED_WORDS.search(row[_NAME]) else FISCAL
        kept[code] = (code, name, row[_UNIT].lower(), _amount(row[_COST]), year_name(row[_YEAR]), agency, covers, edition)
    entries = pd.DataFrame(list(kept.values()), columns=list(_COLUMNS))
    return entries.astype({"value": "float64"}), pd.DataFrame(refused, columns=list(_REFUSED))


def _rows(sheets: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[tuple[str, int, list[str]]]:
    """Rows from the first entry of each sheet on, with the kind of outcome carried down and blanks tidied."""
    for sheet, rows in sheets.items():
        begun, outcome = False, ""
        for number, cells in enumerate(rows, start=1):
            row = [" ".join(cell.split()) for cell in cells[: _YEAR + 1]] + [""] * (_YEAR + 1 - len(cells))
            begun = begun or bool(_CODE_FORM.fullmatch(row[_CODE]))
            if not begun or not any(row[_CODE:]):
                continue
            outcome = row[_OUTCOME] or outcome
            yield sheet.strip(), number, [row[0], outcome, *row[_CODE:]]


def _fault(row: Sequence[str], kept: Mapping[str, object]) -> tuple[str, str] | None:
    """Why an entry is not used, and what to do; None if it can be."""
    code, value = row[_CODE], _amount(row[_COST])
    if not _CODE_FORM.fullmatch(code):
        return "has no cost code", "Nothing to do, if it is a heading or a note."
    if code in kept:
        return "has a code that stands above already", "Keep one of the two."
    if not row[_COST]:
        return "has no cost", "Nothing to do, if its parts stand below it."
    if value is None:
        return "has a cost that is no single figure", "Write the figure to be used, without words or a second figure."
    if not row[_UNIT]:
        return "says not what it is the cost of", "Write the unit, such as: Per incident"
    if year_name(row[_YEAR]) is None:
        return "does not say the year of its prices", "Write the year as 2013/14."
    believed = believed_range(row[_UNIT])
    if not believed.low <= value <= believed.high:
        what = f"costs £{value:,.2f} {row[_UNIT].lower()}, outside £{believed.low:,.0f} to £{believed.high:,.0f}"
        return what, "Compare it with the publication: a point or a figure may have been lost."
    return None


def _amount(text: str) -> float | None:
    """The figure that a cell holds; None if it holds none or more than one, which must never be read as one.

    >>> _amount("£1,499"), _amount("330 / 840")
    (1499.0, None)
    """
    found = _AMOUNT.fullmatch(text.strip())
    return float(found[1].replace(",", "") + (found[2] or "")) if found else None


def believed_range(unit: str) -> Range:
    """The range beyond which a cost per `unit` is not believed; our own bounds, around the published entries.

    >>> believed_range("Per week")
    Range(low=3.0, high=6700.0)
    """
    word = unit.lower().rstrip("s. ")
    return next(found for end, found in _ranges() if word.endswith(end))


@cache
def _ranges() -> tuple[tuple[str, Range], ...]:
    ranges = carried("unit_costs.yaml")["ranges"]
    return tuple((str(one["ends"]), Range(float(one["low"]), float(one["high"]))) for one in ranges)
