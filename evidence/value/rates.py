"""Rates that an appraisal rests on, each a table of one version: discounting, prices, confidence grades."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.config import did_you_mean, read_yaml
from evidence.errors import Problem, ValueModelError

STANDARD = "standard"
"""The series of discount rates for all but effects on health that are counted in years of life."""

_DATA = Path(__file__).parent.parent / "data" / "value"
_YEAR = re.compile(r"(\d{4})(?:/(\d{2}))?")


@dataclass(frozen=True)
class DiscountTable:
    """Discount rates of one version.

    status:   how far a person has checked them against their publication.
    in_force: whether appraisals are to use them.
    series:   for each series of rates, bands of (first year, last year, rate a year); years count from the year after
              the first.
    """

    id: str
    title: str
    status: str
    in_force: bool
    url: str
    series: Mapping[str, tuple[tuple[int, int, float], ...]]


@dataclass(frozen=True)
class Deflators:
    """A price index of one version: `index` by calendar year. `status` as for `DiscountTable`."""

    id: str
    title: str
    status: str
    url: str
    index: Mapping[int, float]


def value_band(ratio: float) -> str:
    """The word that the Department for Transport has for a benefit cost ratio, from "very poor" to "very high".

    A ratio at a boundary is in the band above it. `carried("value_bands.yaml")` says how far the bands were checked.
    raises: ValueError, if there is no ratio.

    >>> value_band(-0.1), value_band(0.9), value_band(1.5), value_band(4)
    ('very poor', 'poor', 'medium', 'very high')
    """
    if np.isnan(ratio):
        raise ValueError("there is no ratio to name")
    bands: list[dict[str, Any]] = carried("value_bands.yaml")["bands"]
    return str(next(band["name"] for band in reversed(bands) if ratio >= band.get("from", -np.inf)))


@cache
def discount_tables() -> Mapping[str, DiscountTable]:
    """The discount tables that the package carries, by id."""
    return MappingProxyType({entry["id"]: _discount_table(entry) for entry in carried("discount_rates.yaml")["tables"]})


def _discount_table(entry: Mapping[str, Any]) -> DiscountTable:
    series = {
        name: tuple((band["from"], band["to"], float(band["rate"])) for band in bands) for name, bands in entry["series"].items()
    }
    return DiscountTable(entry["id"], entry["title"], entry["status"].strip(), entry["in_force"], entry["url"], series)


@cache
def deflator_tables() -> Mapping[str, Deflators]:
    """The price indices that the package carries, by id."""
    return MappingProxyType(
        {
            entry["id"]: Deflators(
                entry["id"],
                entry["title"],
                entry["status"].strip(),
                entry["url"],
                {int(year): float(value) for year, value in entry["index"].items()},
            )
            for entry in carried("deflators.yaml")["tables"]
        }
    )


@cache
def confidence_grades() -> pd.DataFrame:
    """The grades of confidence: index grade (1 is best, 6 worst); correction and error (shares from 0 to 1), means.

    `attrs` hold title, status and url of their source: the status says that nobody has checked them yet.
    """
    whole = carried("confidence_grades.yaml")
    table = pd.DataFrame(whole["grades"]).set_index("grade")
    table.attrs = {name: " ".join(str(whole[name]).split()) for name in ("title", "status", "url")}
    return table


@cache
def carried(name: str) -> Any:
    """One of the files of figures that the package carries."""
    return read_yaml(_DATA / name, name, ValueModelError)


def discount_factors(table: DiscountTable, years: int, *, series: str = STANDARD, first: int = 0) -> npt.NDArray[np.float64]:
    """What a pound of each of `years` years is worth in the year of appraisal; each year divides by its own rate.

    first:   how often the first year is discounted: 0 leaves it as it is, 1 counts its end.
    returns: one float per year, falling from at most 1.
    raises:  ValueModelError, if the table has no such series or ends too early.
    source:  The Green Book (2022), annex 6: factors are chained, so that the lower rate of a later year counts for it only.

    >>> discount_factors(discount_tables()["green-book-2022"], 3).round(6).tolist()
    [1.0, 0.966184, 0.933511]
    """
    if series not in table.series:
        what = f"has no series '{series}'{did_you_mean(series, table.series)}"
        raise ValueModelError(Problem(table.id, what, f"Use one of: {', '.join(table.series)}."))
    bands, last = table.series[series], first + years - 1
    if last > bands[-1][1]:
        what = f"the rates of series '{series}' end {bands[-1][1]} years after the first; the model needs {last}"
        raise ValueModelError(Problem(table.id, what, "Appraise fewer years, or use a table that reaches as far."))
    rates = np.concatenate([[0.0], *(np.full(to - start + 1, rate) for start, to, rate in bands)])[: last + 1]
    return np.asarray(np.cumprod(1 / (1 + rates))[first:], dtype=np.float64)


def price_index(table: Deflators, year: str) -> float:
    """The index of a calendar year ("2013") or a financial year ("2013/14": three quarters of 2013, one of 2014).

    raises: ValueModelError, if the table begins too late or ends too early.

    >>> round(price_index(deflator_tables()["gdp-deflator-2025-12"], "2013/14"), 3)
    73.773
    """
    start = int(year[:4])
    needed = (start, start + 1) if "/" in year else (start,)
    missing = [str(one) for one in needed if one not in table.index]
    if missing:
        what = f"holds {min(table.index)} to {max(table.index)} and not {', '.join(missing)}, which prices of {year} need"
        raise ValueModelError(Problem(table.id, what, "Use prices of a year that it holds."))
    return table.index[start] * 0.75 + table.index[start + 1] * 0.25 if "/" in year else table.index[start]


def year_name(value: Any) -> str | None:
    """A calendar or financial year as it is written, or None if `value` is none.

    >>> year_name(2014), year_name("2014/15"), year_name("2014/16"), year_name("14")
    ('2014', '2014/15', None, None)
    """
    found = _YEAR.fullmatch(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    if found is None or (found[2] and int(found[2]) != (int(found[1]) + 1) % 100):
        return None
    return found[0]


def year_names(start: str, years: int) -> list[str]:
    """The names of so many years from `start` on.

    >>> year_names("2014/15", 2), year_names("1999", 2)
    (['2014/15', '2015/16'], ['1999', '2000'])
    """
    first = int(start[:4])
    return [f"{year}/{(year + 1) % 100:02d}" if "/" in start else str(year) for year in range(first, first + years)]
