"""What a model comes to: each line by year, present values, ratios, payback, who invests and who benefits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from evidence.value.model import (
    BENEFIT_KINDS,
    FISCAL,
    IN_KIND,
    NET,
    STEPS,
    TAKEN_OFF,
    Array,
    ValueModel,
    chain_of,
    scales_of,
)
from evidence.value.rates import STANDARD, discount_factors

COST, BENEFIT = "cost", "benefit"
_OFF = [STEPS.index(step) for step in TAKEN_OFF]
_ON = [n for n in range(len(STEPS)) if n not in _OFF]

MEASURES: Mapping[str, str] = {
    "pv_costs": "Costs, present value",
    "pv_in_kind": "of which in kind, which no budget pays",
    "pv_fiscal": "Fiscal benefits, present value",
    "pv_cashable": "of which cashable",
    "pv_economic": "Economic benefits, present value",
    "pv_social": "Social benefits, present value",
    "pv_public": "Public value: all benefits, present value",
    "nppv": "Net present public value",
    "public_ratio": "Public value for each pound of cost",
    "budget_impact": "Net present budget impact (above nought: a cost to budgets)",
    "fiscal_ratio": "Fiscal benefit for each pound of cost",
    "payback": "Payback, in years from the start of the first",
    "cashable_share": "Share of the fiscal benefits that is cashable",
}
"""What each measure is, in words."""


def annual_benefits(chain: Array) -> Array:
    """What each benefit comes to in a full year, before its phasing and its correction.

    chain:   as `model.chain_of`; further dimensions may stand before lines and steps.
    returns: pounds, in the shape of `chain` without its steps.

    >>> import numpy as np
    >>> annual_benefits(np.array([[4000, 0.5, 0.6, 0.8, 0.2, 0.15, 0, 0, 0, 0, 415.0]])).round(2).tolist()
    [67728.0]
    """
    return np.asarray(chain[..., _ON].prod(axis=-1) * (1 - chain[..., _OFF]).prod(axis=-1))


def flows(model: ValueModel, *, corrected: bool = True) -> pd.DataFrame:
    """Every line in every year, from the amount as written to its present value.

    corrected: False leaves out the correction for optimism bias.
    returns:   one row per (line, year), costs first: side, line, name, kind, agency, year, t, amount (pounds, costs below
               nought in no column), correction (the factor), factor (of discounting), present.
    """
    yearly = model.phasing.to_numpy() * annual_benefits(chain_of(model))[:, None]
    tables = [
        _flows_of(model, COST, model.costs.assign(series=STANDARD), model.amounts.to_numpy(), corrected),
        _flows_of(model, BENEFIT, model.benefits, yearly, corrected),
    ]
    return pd.concat(tables, ignore_index=True)


def _flows_of(model: ValueModel, side: str, lines: pd.DataFrame, yearly: Array, corrected: bool) -> pd.DataFrame:
    years = len(model.years)
    share = lines["correction"].to_numpy() * (1 if side == COST else -1) * corrected
    factors = factors_of(model, lines["series"])
    table = lines.loc[lines.index.repeat(years), ["line", "name", "kind", "agency"]].reset_index(drop=True)
    table.insert(0, "side", side)
    return table.assign(
        year=list(model.years) * len(lines),
        t=list(range(years)) * len(lines),
        amount=yearly.ravel(),
        correction=np.repeat(1 + share, years),
        factor=factors.ravel(),
        present=(yearly * (1 + share)[:, None] * factors).ravel(),
    )


def factors_of(model: ValueModel, series: pd.Series) -> Array:
    """The discount factors of lines: one row per line, one column per year."""
    rows = [discount_factors(model.discounting, len(model.years), series=name, first=model.first) for name in series]
    return np.array(rows).reshape(len(series), len(model.years))


def present_values(
    model: ValueModel, chain: Array | None = None, scales: Array | None = None, *, corrected: bool = True
) -> dict[str, Array]:
    """Present values and what follows from them, for one set of inputs or for many at once.

    chain:   as `chain_of`, by default the model's own; further dimensions may stand before lines and steps.
    scales:  as `scales_of`, with the same further dimensions.
    returns: pounds by measure (`MEASURES` without payback), each in the shape of the further dimensions; ratios are NaN
             where nothing is spent.
    """
    chain = chain_of(model) if chain is None else chain
    scales = scales_of(model) if scales is None else scales
    share = model.benefits["correction"].to_numpy() * corrected
    weights = (model.phasing.to_numpy() * factors_of(model, model.benefits["series"])).sum(axis=1) * (1 - share)
    benefits = annual_benefits(chain) * weights
    added = 1 + model.costs["correction"].to_numpy() * corrected
    standard = factors_of(model, pd.Series([STANDARD] * len(model.costs), dtype="str"))
    costs = scales * (model.amounts.to_numpy() * standard).sum(axis=1) * added
    kinds, cost_kinds = model.benefits["kind"].to_numpy(), model.costs["kind"].to_numpy()
    found = {f"pv_{kind}": benefits[..., kinds == kind].sum(axis=-1) for kind in BENEFIT_KINDS}
    found["pv_cashable"] = (benefits * model.benefits["cashable"].to_numpy()).sum(axis=-1)
    found["pv_costs"] = costs.sum(axis=-1)
    found["pv_in_kind"] = costs[..., cost_kinds == IN_KIND].sum(axis=-1)
    return _with_ratios(found)


def _with_ratios(found: dict[str, Array]) -> dict[str, Array]:
    public = sum((found[f"pv_{kind}"] for kind in BENEFIT_KINDS), np.float64(0))
    costs, fiscal = found["pv_costs"], found["pv_fiscal"]
    with np.errstate(divide="ignore", invalid="ignore"):
        return found | {
            "pv_public": np.asarray(public),
            "nppv": np.asarray(public - costs),
            "public_ratio": np.where(costs > 0, public / costs, np.nan),
            "budget_impact": np.asarray(costs - fiscal),
            "fiscal_ratio": np.where(costs > 0, fiscal / costs, np.nan),
            "cashable_share": np.where(fiscal > 0, found["pv_cashable"] / fiscal, np.nan),
        }


def results(model: ValueModel, *, corrected: bool = True) -> pd.DataFrame:
    """The measures of a model.

    returns: one row per measure of `MEASURES`: measure, name, value (NaN where there is none), why (it is withheld or has
             none; else empty). Of a gross model the ratios and the net value are withheld: what would have happened anyway
             is in them. `gross_return` then says what they would have been called.
    """
    found = {name: float(value) for name, value in present_values(model, corrected=corrected).items()}
    found["payback"] = payback(cumulative(model, corrected=corrected)["cumulative"].to_numpy())
    rows = [(name, words, found[name], _no_value(name, found[name])) for name, words in MEASURES.items()]
    table = pd.DataFrame(rows, columns=["measure", "name", "value", "why"])
    if model.basis == NET:
        return table
    return pd.concat([_withheld(table), _gross_return(found)], ignore_index=True)


def _no_value(measure: str, value: float) -> str:
    if not np.isnan(value):
        return ""
    reasons = {"payback": "the fiscal benefits do not reach the costs within the years of the model"}
    return reasons.get(measure, "there is nothing to divide by")


GROSS_WHY = "the model is gross: it does not take off what would have happened anyway, so this would be no net value"
NEEDS_NET = ("nppv", "public_ratio", "budget_impact", "fiscal_ratio", "payback")


def _withheld(table: pd.DataFrame) -> pd.DataFrame:
    needs = table["measure"].isin(NEEDS_NET)
    return table.assign(value=table["value"].mask(needs), why=table["why"].mask(needs, GROSS_WHY))


def _gross_return(found: Mapping[str, float]) -> pd.DataFrame:
    name = "Gross return for each pound of cost; no benefit cost ratio"
    return pd.DataFrame([("gross_return", name, found["public_ratio"], "")], columns=["measure", "name", "value", "why"])


def cumulative(model: ValueModel, *, corrected: bool = True) -> pd.DataFrame:
    """Costs and fiscal benefits year by year, at present value.

    returns: one row per year: year, costs, fiscal, other (economic and social), cumulative (fiscal less costs, up to and
             with the year), cumulative_public (all benefits less costs).
    """
    table = flows(model, corrected=corrected)
    benefit = table["side"] == BENEFIT

    def summed(rows: pd.Series) -> Array:
        return table[rows].groupby("t")["present"].sum().reindex(range(len(model.years)), fill_value=0.0).to_numpy()

    costs, fiscal = summed(~benefit), summed(benefit & (table["kind"] == FISCAL))
    other = summed(benefit & (table["kind"] != FISCAL))
    net = fiscal - costs
    columns = {"year": list(model.years), "costs": costs, "fiscal": fiscal, "other": other}
    return pd.DataFrame(columns | {"cumulative": net.cumsum(), "cumulative_public": (net + other).cumsum()})


def payback(running: Array) -> float:
    """Years until fiscal benefits have made up for the costs, counted from the start of the first year.

    running: fiscal benefits less costs at the end of each year, cumulated.
    returns: years; within the year of payback the running sum is taken to rise evenly. NaN if it is not reached, or is lost
             again by the last year.

    >>> import numpy as np
    >>> payback(np.array([-100.0, -50.0, 50.0]))
    2.5
    """
    if running[-1] < 0:
        return float("nan")
    below = np.flatnonzero(running < 0)
    if not len(below):
        return 1.0 if len(running) else float("nan")
    last = int(below[-1])
    return last + 1 + float(-running[last] / (running[last + 1] - running[last]))


def by_agency(model: ValueModel, *, corrected: bool = True) -> pd.DataFrame:
    """Who invests and who benefits, at present value.

    returns: one row per agency that has a line, those that invest most first: agency, name, public, costs, fiscal, cashable,
             economic, social, net_fiscal (fiscal benefits less costs).
    """
    table = flows(model, corrected=corrected)
    cashable = table["line"].map(dict(zip(model.benefits["line"], model.benefits["cashable"], strict=True))).fillna(0.0)
    table = table.assign(column=table["kind"].where(table["side"] == BENEFIT, "costs"), cashable=table["present"] * cashable)
    wide = table.pivot_table(index="agency", columns="column", values="present", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=["costs", *BENEFIT_KINDS], fill_value=0.0)
    wide["cashable"] = table.groupby("agency")["cashable"].sum()
    wide["net_fiscal"] = wide["fiscal"] - wide["costs"]
    joined = model.agencies.merge(wide, left_on="agency", right_index=True)
    joined = joined.sort_values(["costs", "fiscal", "agency"], ascending=[False, False, True], ignore_index=True)
    return joined[["agency", "name", "public", "costs", "fiscal", "cashable", "economic", "social", "net_fiscal"]]


def chain_table(model: ValueModel) -> pd.DataFrame:
    """The chain of each benefit, from people to pounds in a full year.

    returns: one row per benefit: line, name, kind, each step of `STEPS` that any line uses, annual (pounds in a full year).
    """
    chain = chain_of(model)
    table = pd.DataFrame(chain, columns=list(STEPS))
    used = [step for step in STEPS if step not in TAKEN_OFF or (table[step] != 0).any()]
    table = pd.concat([model.benefits[["line", "name", "kind"]].reset_index(drop=True), table[used]], axis=1)
    return table.assign(annual=annual_benefits(chain))


def pounds(amount: float) -> str:
    """An amount to the pound.

    >>> pounds(12038.6), pounds(-1500.0)
    ('£12,039', '−£1,500')
    """
    shown = f"£{abs(amount):,.0f}"
    return f"−{shown}" if amount < 0 and shown != "£0" else shown


def in_round(amount: float) -> str:
    """An amount in round figures, as a sentence has it: thousands from ten thousand on.

    >>> in_round(1325398.2), in_round(-9500.4)
    ('£1,325,000', '−£9,500')
    """
    return pounds(round(amount, -3) if abs(amount) >= 10_000 else amount)
