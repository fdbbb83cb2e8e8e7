"""What cost benefit models come to, in sentences and tables: who pays, who benefits, how sure, and what would change it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from evidence.exhibits import Captioned, Statement, captioned, listed, per_cent
from evidence.figures.value import agencies_figure, draws_figure, running_figure, tornado_figure
from evidence.model import EvidenceBase
from evidence.quotes import as_quotes
from evidence.summary.wording import Exhibits, counted
from evidence.value import (
    ValueModel,
    by_agency,
    chain_table,
    cumulative,
    flows,
    monte_carlo,
    present_values,
    results,
    spread,
    switching_values,
    tornado,
)
from evidence.value.model import GROSS, SCALE, TAKEN_OFF
from evidence.value.rates import value_band
from evidence.value.results import in_round, pounds
from evidence.value.wording import made_up_words, places_words

Models = Mapping[str, ValueModel]

NONE = "This project has no cost benefit model: a model is a file in its folder value/."

_RATIOS = ("public_ratio", "fiscal_ratio", "gross_return")
_SWITCHES = 8
"""Inputs shown with the value that would turn the answer."""


def note_of(model: ValueModel) -> str:
    """What must stand beside every figure of a model: that inputs are made up, or else its notice; may be empty."""
    return " ".join(made_up_words(model)) or model.notice


def bottom_line(models: Models, *, seed: int) -> Statement:
    """What each model comes to, in a few sentences, with the share of draws in which it is worth it; or that there is none.

    seed: of the draws, as for `how_sure`.
    """
    if not models:
        return Statement((NONE,))
    said = [sentence for model in models.values() for sentence in (_worth(model), *_in_favour(model, seed), _fiscal(model))]
    notes = dict.fromkeys(words for model in models.values() for words in (model.notice, note_of(model)))
    return Statement(
        (
            f"{counted(len(models), 'cost benefit model')} was worked out."
            if len(models) == 1
            else f"{len(models)} cost benefit models were worked out.",
            *said,
        ),
        note=" ".join(filter(None, notes)),
    )


def _worth(model: ValueModel) -> str:
    found = results(model).set_index("measure")["value"]
    costs = f"“{model.title}” costs {in_round(found['pv_costs'])} over {counted(len(model.years), 'year')}"
    if model.basis == GROSS:
        return (
            f"{costs}; its gross benefits are {in_round(found['pv_public'])}. What would have happened anyway is in them, so "
            "that no benefit cost ratio is given."
        )
    answer = "more than" if found["nppv"] > 0 else "less than"
    ratio = found["public_ratio"]
    band = "" if pd.isna(ratio) else f" (“{value_band(ratio)}” in the words of the Department for Transport)"
    return (
        f"{costs} and brings public value of {in_round(found['pv_public'])}, {answer} it costs: a net present public value of "
        f"{in_round(found['nppv'])}, or {_ratio(ratio)} for each pound{band}."
    )


def _in_favour(model: ValueModel, seed: int) -> list[str]:
    if model.basis == GROSS:
        return []
    good = (monte_carlo(model, seed=seed)["nppv"] > 0).mean()
    return [f"When all inputs vary at once, public value is above costs in {per_cent(good)} of the draws."]


def _fiscal(model: ValueModel) -> str:
    found = results(model).set_index("measure")["value"]
    if model.basis == GROSS:
        return f"Of the gross benefits, {in_round(found['pv_fiscal'])} are fiscal."
    budget = found["budget_impact"]
    net = (
        f"cost public budgets {in_round(budget)} on balance"
        if budget > 0
        else f"save public budgets {in_round(-budget)} on balance"
    )
    back = found["payback"]
    paid = "do not pay it back within these years" if math.isnan(back) else f"pay it back after {back:.1f} years"
    cashable = per_cent(found["cashable_share"])
    return (
        f"Fiscal benefits are {in_round(found['pv_fiscal'])}, {_ratio(found['fiscal_ratio'])} for each pound: it would {net}, "
        f"and they {paid}. Of these benefits {cashable} could be released from a budget."
    )


def _ratio(value: float) -> str:
    return "–" if math.isnan(value) else f"£{value:.2f}"


def results_shown(models: Models) -> Exhibits:
    """For every model: its measures, with and without the correction for optimism bias; or that there is none."""
    for model in _each(models):
        yield _heading(model)
        with_it, without = results(model), results(model, corrected=False)
        columns = {
            "measure": with_it["name"],
            "with correction for optimism": _shown(with_it),
            "without it": _shown(without),
        }
        yield captioned(pd.DataFrame(columns), f"What it comes to, in prices of {model.price_base}", note=note_of(model))
        missing = with_it[with_it["why"] != ""]
        if len(missing):
            said = [f"{name}: none, for {why}." for name, why in zip(missing["name"], missing["why"], strict=True)]
            yield Statement(tuple(said))


def _shown(table: pd.DataFrame) -> list[str]:
    return [_measure(name, value) for name, value in zip(table["measure"], table["value"], strict=True)]


def _measure(name: str, value: float) -> str:
    if math.isnan(value):
        return "–"
    if name in _RATIOS:
        return _ratio(value)
    return f"{value:.1f} years" if name == "payback" else per_cent(value) if name == "cashable_share" else pounds(value)


def _each(models: Models) -> list[ValueModel]:
    return list(models.values())


def _heading(model: ValueModel) -> Statement:
    said = [model.question or model.title, *places_words(model)]
    return Statement(tuple(said), heading=model.title, note=note_of(model))


def who_pays(models: Models) -> Exhibits:
    """For every model: what each agency pays and what falls to it, as a table and a figure."""
    for model in _each(models):
        table, note = by_agency(model), note_of(model)
        shown = table[["name", "costs", "fiscal", "cashable", "economic", "social", "net_fiscal"]].rename(
            columns={"name": "agency", "cashable": "of the fiscal: cashable", "net_fiscal": "fiscal less costs"}
        )
        shown = shown.loc[:, [name in ("agency", "costs", "fiscal") or (shown[name] != 0).any() for name in shown]]
        yield captioned(_in_pounds(shown), f"{model.title}: who pays and who benefits", note=note)
        yield agencies_figure(table, title=f"{model.title}: who pays, who benefits", note=note)
        yield Statement((_apart(table),))


def _apart(table: pd.DataFrame) -> str:
    """Whether those who invest are those whose budgets gain."""
    public = table[table["public"]]
    losing = list(public.loc[public["net_fiscal"] < 0, "name"])
    gaining = list(public.loc[public["net_fiscal"] > 0, "name"])
    lose = (
        f"{listed(losing)} would put in more than their budgets gain"
        if losing
        else "No public agency would put in more than it gains"
    )
    gain = (
        f"{listed(gaining)} would gain more than they put in" if gaining else "no public agency would gain more than it puts in"
    )
    return f"{lose}; {gain}."


def year_by_year(models: Models) -> Exhibits:
    """For every model: benefits less costs summed up over the years, as a table and a figure."""
    for model in _each(models):
        table, note = cumulative(model), note_of(model)
        shown = table.rename(
            columns={
                "fiscal": "fiscal benefits",
                "other": "other benefits",
                "cumulative": "fiscal less costs, summed up",
                "cumulative_public": "all less costs, summed up",
            }
        )
        yield captioned(_in_pounds(shown), f"{model.title}: year by year, present values", note=note)
        yield running_figure(table, title=f"{model.title}: when it would pay back", note=note)


def how_sure(models: Models, *, seed: int) -> Exhibits:
    """For every net model: what moves the answer most, what would turn it, and how it spreads when all inputs vary.

    seed: of the draws.
    """
    for model in _each(models):
        note = note_of(model)
        if model.basis == GROSS:
            yield Statement((f"“{model.title}” is gross: how sure its net value is cannot be said.",), note=note)
            continue
        swings = tornado(model)
        now = float(present_values(model)["nppv"])
        yield captioned(_swings(swings), f"{model.title}: one input at a time, net present public value", note=note)
        yield tornado_figure(swings, now, title=f"{model.title}: what the answer hangs on", note=note)
        yield captioned(_switches(model), f"{model.title}: what would make public value equal costs", note=note)
        draws = monte_carlo(model, seed=seed)
        yield captioned(_spread(draws), f"{model.title}: {len(draws):,} draws of all inputs at once (seed {seed})", note=note)
        yield draws_figure(draws["nppv"], title=f"{model.title}: net present public value when all inputs vary", note=note)
        yield Statement((_draws_said(draws), *_apart_from_median(model, draws)), note=note)


def _draws_said(draws: pd.DataFrame) -> str:
    good = (draws["nppv"] > 0).mean()
    return (
        f"Public value is above costs in {per_cent(good)} of the draws. That is a share of draws, no probability that it will "
        "work: it rests on the ranges written down, and on inputs that vary each by itself."
    )


def _apart_from_median(model: ValueModel, draws: pd.DataFrame) -> list[str]:
    """Why the median of the draws is not the model's own result; nothing, where the two are close."""
    now, median = float(present_values(model)["nppv"]), float(draws["nppv"].median())
    if abs(median - now) < APART * float(draws["nppv"].quantile(0.95) - draws["nppv"].quantile(0.05)):
        return []
    mean, lower = float(draws["nppv"].mean()), median < now
    side, down, up = ("below", "down", "up") if lower else ("above", "up", "down")
    why = []
    # Each line is a product of inputs drawn by themselves, so that lopsided ranges alone part the mean from the result.
    if (mean < now) == lower:
        why.append(f"taken together the ranges written down reach further {down} than {up}, so that the mean is {pounds(mean)}")
    if (median < mean) == lower:
        why.append(f"a few draws far {up} pull the mean away from the median")
    said = f"The median of the draws, {pounds(median)}, lies {side} the model's own result, {pounds(now)}"
    return [f"{said}: {', and '.join(why)}."]


APART = 0.02
"""Part of the span of nine tenths of the draws from which the median is called apart from the result."""


def _swings(table: pd.DataFrame) -> pd.DataFrame:
    shown = table[["name", "step", "low", "high", "at_low", "at_high"]]
    for end in ("low", "high"):
        shown = shown.assign(**{end: [_input(value, step) for value, step in zip(shown[end], shown["step"], strict=True)]})
    for end in ("at_low", "at_high"):
        shown = shown.assign(**{end: [pounds(value) for value in shown[end]]})
    names = {"name": "line", "step": "input", "low": "lowest", "high": "highest", "at_low": "at lowest", "at_high": "at highest"}
    return shown.rename(columns=names)


def _switches(model: ValueModel) -> pd.DataFrame:
    found = switching_values(model)
    shown = found[found["switch"].notna()].head(_SWITCHES)
    return pd.DataFrame(
        {
            "line": shown["name"],
            "input": shown["step"],
            "now": [_input(value, step) for value, step in zip(shown["value"], shown["step"], strict=True)],
            "would have to be": [_input(value, step) for value, step in zip(shown["switch"], shown["step"], strict=True)],
        }
    ).reset_index(drop=True)


def _spread(draws: pd.DataFrame) -> pd.DataFrame:
    table = spread(draws)
    words = {
        "nppv": "net present public value",
        "budget_impact": "net present budget impact",
        "public_ratio": "public value for each pound",
        "fiscal_ratio": "fiscal benefit for each pound",
    }
    shown: dict[str, list[str]] = {"measure": [words[name] for name in table["measure"]]}
    for column, head in (("low", "5% lie below"), ("median", "median"), ("high", "5% lie above")):
        shown[head] = [_measure(name, value) for name, value in zip(table["measure"], table[column], strict=True)]
    shown["draws in favour"] = [per_cent(share) for share in table["good"]]
    return pd.DataFrame(shown)


def _input(value: float, step: str) -> str:
    if step == "unit value":
        return f"£{value:,.2f}"
    if step == "population":
        return f"{value:,.0f}"
    return f"{value:.2f} times" if step == SCALE else f"{value * 100:.1f}%"


def _in_pounds(table: pd.DataFrame) -> pd.DataFrame:
    money = [name for name in table if table[name].dtype == "float64"]
    return table.assign(**{str(name): [pounds(value) for value in table[name]] for name in money})


def rests_on(models: Models, base: EvidenceBase) -> Exhibits:
    """For every model: each input with its source and grade, the chain from people to pounds, and the passages cited."""
    for model in _each(models):
        note = note_of(model)
        yield _chain(model, note)
        yield captioned(_inputs(model), f"{model.title}: every input", note=note)
        cited = model.cited["segment_id"].drop_duplicates()
        if len(cited):
            yield Statement(("Passages of the evidence base that the model cites:",))
            yield as_quotes(base, cited)
        yield Statement(("What nobody has checked against its publication:", *model.status), note=note)


def _chain(model: ValueModel, note: str) -> Captioned:
    table = chain_table(model)
    steps = [str(name) for name in table if name not in ("line", "name", "kind", "annual")]
    shown = {
        "benefit": table["name"],
        "from people to pounds": [_steps_said(row, steps) for row in table[steps].to_dict("records")],
        "a full year": [pounds(value) for value in table["annual"]],
    }
    return captioned(pd.DataFrame(shown), f"{model.title}: from people to pounds", note=note)


def _steps_said(row: Mapping[Any, float], steps: Sequence[str]) -> str:
    """The chain as a sum: what multiplies, and the shares that are taken off."""
    used = [step for step in steps if step not in TAKEN_OFF or row[step]]
    words = [f"(1 − {_input(row[s], s)} {s})" if s in TAKEN_OFF else f"{_input(row[s], s)} {s}" for s in used]
    return " × ".join(words)


def _inputs(model: ValueModel) -> pd.DataFrame:
    names = pd.concat([model.costs, model.benefits]).set_index("line")["name"]
    titles = dict(zip(model.sources["source"], model.sources["title"], strict=True))
    return pd.DataFrame(
        {
            "line": model.inputs["line"].map(names),
            "input": model.inputs["step"],
            "shared as": model.inputs["shared"],
            "value": [_input(value, step) for value, step in zip(model.inputs["value"], model.inputs["step"], strict=True)],
            "grade": model.inputs["grade"],
            "taken from": [titles.get(source, source) for source in model.inputs["source"]],
            "made up": ["yes" if made_up else "no" for made_up in model.inputs["illustrative"]],
        }
    )


def told(model: ValueModel, *, seed: int, draws: int) -> str:
    """What a model comes to, for a terminal."""
    table = results(model)
    lines = [model.title, *filter(None, [f"Note: {note_of(model)}" if note_of(model) else ""]), ""]
    lines += [
        f"  {name:62}{_measure(m, v):>16}" for m, name, v in zip(table["measure"], table["name"], table["value"], strict=True)
    ]
    lines += [f"  {name}: none, for {why}." for name, why in zip(table["name"], table["why"], strict=True) if why]
    if model.basis != GROSS:
        lines += ["", f"{draws:,} draws of all inputs at once, seed {seed}:"]
        drawn = monte_carlo(model, seed=seed, draws=draws)
        lines += [f"  {line}" for line in _spread(drawn).to_string(index=False).splitlines()]
        lines += ["", *_apart_from_median(model, drawn)]
    return "\n".join([*lines, "", *places_words(model), *model.status])


def as_json(model: ValueModel, *, seed: int, draws: int) -> dict[str, Any]:
    """What a model comes to, as plain values; money in pounds to the penny, a measure that is withheld as null."""
    table = results(model)
    found: dict[str, Any] = {
        "title": model.title,
        "note": note_of(model),
        "basis": model.basis,
        "price_base": model.price_base,
        "years": list(model.years),
        "discounting": {"table": model.discounting.id, "first": model.first},
        "measures": {name: _plain(value) for name, value in zip(table["measure"], table["value"], strict=True)},
        "withheld": {name: why for name, why in zip(table["measure"], table["why"], strict=True) if why},
        "agencies": _records(by_agency(model)),
        "years_summed": _records(cumulative(model)),
        "flows": _records(flows(model)),
        "inputs": _records(model.inputs),
        "status": list(model.status),
    }
    if model.basis == GROSS:
        return found
    return found | {
        "tornado": _records(tornado(model)),
        "switching": {measure: _records(switching_values(model, measure)) for measure in ("nppv", "budget_impact")},
        "draws": {"seed": seed, "draws": draws, "spread": _records(spread(monte_carlo(model, seed=seed, draws=draws)))},
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    return value
