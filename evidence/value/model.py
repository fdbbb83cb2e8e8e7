"""A cost benefit model: its lines, its inputs and what they rest on, as plain tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.value.rates import DiscountTable

Array = npt.NDArray[np.float64]

CAPITAL, REVENUE, IN_KIND = "capital", "revenue", "in kind"
COST_KINDS = (CAPITAL, REVENUE, IN_KIND)

FISCAL, ECONOMIC, SOCIAL = "fiscal", "economic", "social"
BENEFIT_KINDS = (FISCAL, ECONOMIC, SOCIAL)

NET, GROSS = "net", "gross"
"""Whether what would have happened anyway is taken off. Only a net model has a benefit cost ratio."""

POPULATION, AFFECTED, ENGAGED, RETAINED, IMPACT = "population", "affected", "engaged", "retained", "impact"
DEADWEIGHT, DISPLACEMENT, LEAKAGE, SUBSTITUTION = "deadweight", "displacement", "leakage", "substitution"
OVERLAP, UNIT_VALUE = "overlap", "unit value"
TAKEN_OFF = (DEADWEIGHT, DISPLACEMENT, LEAKAGE, SUBSTITUTION, OVERLAP)
"""Shares of the result that are not the programme's: what would have happened anyway, moved elsewhere, fell to others,
took the place of another effort, or is counted in another line."""

STEPS = (POPULATION, AFFECTED, ENGAGED, RETAINED, IMPACT, *TAKEN_OFF, UNIT_VALUE)
"""The chain from people to pounds. Each step but those taken off multiplies; those multiply by what they leave."""

NEEDED = (POPULATION, AFFECTED, ENGAGED, RETAINED, IMPACT)
SHARES = frozenset(STEPS) - {POPULATION, UNIT_VALUE}
SCALE = "amounts"
"""The step of a cost: all its yearly amounts, as a multiple of those written down."""


@dataclass(frozen=True, repr=False)
class ValueModel:
    """One appraisal, read and checked; money in pounds of the prices of `price_base`.

    title, question, notice: as the file says; the notice must stand wherever a figure of it is shown.
    years:       the names of its years; the first is the year of appraisal.
    price_base:  the year of whose prices all money is.
    basis:       "net" or "gross".
    discounting: the table of discount rates, and `first` how often the first year is discounted.
    costs:       one row per line: line, name, kind, agency, grade, correction (share added), source, price_year.
    amounts:     one row per cost line, one column per year: pounds.
    benefits:    one row per line: line, name, kind, agency, cashable (share that a budget can release; 0 unless fiscal),
                 grade, correction (share taken off), source, series (of discount rates), unit, price_year.
    phasing:     one row per benefit line, one column per year: share of a full year's benefit.
    inputs:      one row per input: line, step, value, low, high, grade, source, illustrative, stated, price_year,
                 shared. `low` and `high` bound what it may be; `stated` is a unit value in the prices of its own year;
                 `shared` names an input that several lines have in common, so that it varies once for all.
    agencies:    one row per agency: agency, name, public.
    sources:     one row per source: source, title, published, url, illustrative.
    cited:       one row per passage of the evidence base: line, step (empty for the whole line), segment_id, quote.
    places:      where the evidence comes from: studied, of, selection, and the factor to extrapolate by (NaN if none).
    delivery_model: the delivery model, as an attribute of cases names it, whose costs these are; empty if of none.
    status:      a sentence for each table of rates used that nobody has checked against its publication.
    """

    title: str
    question: str
    notice: str
    years: tuple[str, ...]
    price_base: str
    basis: str
    discounting: DiscountTable
    first: int
    costs: pd.DataFrame
    amounts: pd.DataFrame
    benefits: pd.DataFrame
    phasing: pd.DataFrame
    inputs: pd.DataFrame
    agencies: pd.DataFrame
    sources: pd.DataFrame
    cited: pd.DataFrame
    places: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    delivery_model: str = ""
    status: tuple[str, ...] = ()

    def __repr__(self) -> str:
        lines = f"{len(self.costs)} costs, {len(self.benefits)} benefits, {len(self.years)} years from {self.years[0]}"
        return f"{self.title}: {lines}, in prices of {self.price_base}"


def chain_of(model: ValueModel, column: str = "value") -> Array:
    """The inputs of the benefits: one row per benefit line, one column per step of `STEPS`.

    column: "value", "low" or "high" of `model.inputs`. A step that is not given takes nothing off.
    """
    given = model.inputs.pivot(index="line", columns="step", values=column)
    return given.reindex(index=model.benefits["line"], columns=list(STEPS)).fillna(0.0).to_numpy(copy=True)


def scales_of(model: ValueModel, column: str = "value") -> Array:
    """The multiple of each cost line's amounts: 1 where `column` is "value"."""
    given = model.inputs[model.inputs["step"] == SCALE].set_index("line")[column]
    return given.reindex(model.costs["line"]).to_numpy(dtype="float64", copy=True)
