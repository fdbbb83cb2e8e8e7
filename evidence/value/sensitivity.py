"""How far the answer hangs on each input: switching values, a tornado, and many draws of all inputs at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.value.model import SCALE, SHARES, STEPS, Array, ValueModel, chain_of, scales_of
from evidence.value.results import present_values

Numbers = npt.NDArray[np.int64]

DRAWS = 10_000
_BATCH = 2_000_000
"""Numbers held at once while drawing: some tens of megabytes."""

NPPV, BUDGET_IMPACT = "nppv", "budget_impact"


def switching_values(model: ValueModel, measure: str = NPPV) -> pd.DataFrame:
    """For each input alone, the value at which benefits and costs are equal.

    measure: "nppv", so that the public value ratio is 1; or "budget_impact", so that the fiscal ratio is 1.
    returns: one row per input (one that lines share is one): line, name, step, value, switch (NaN if there is none that the
             input could take), change (switch against value, as a share of it). Those that need change least come first.

    The measure is linear in each input, so that two values of it tell the switch exactly.
    """
    table, _ = _varied(model)
    now = table["value"].to_numpy()
    other = np.where(now > 0, now / 2, 0.5)
    at_now, at_other = (_one_at_a_time(model, measure, values) for values in (now, other))
    slope = (at_other - at_now) / (other - now)
    switch = now - np.divide(at_now, slope, out=np.full_like(slope, np.nan), where=slope != 0)
    within = (switch >= 0) & (~table["step"].isin(SHARES).to_numpy() | (switch <= 1))
    found = table[["line", "name", "step", "value"]].assign(switch=np.where(within, switch, np.nan))
    found["change"] = (found["switch"] - found["value"]) / found["value"].where(found["value"] != 0)
    near = found["change"].abs().fillna(np.inf)
    return found.assign(near=near).sort_values("near", kind="stable", ignore_index=True).drop(columns="near")


def tornado(model: ValueModel, measure: str = NPPV) -> pd.DataFrame:
    """What becomes of a measure when one input alone is at its lowest and at its highest.

    measure: as for `switching_values`.
    returns: one row per input that may vary: line, name, step, low, high (of the input), at_low, at_high (of the measure,
             pounds), swing (the distance of the two). The widest swing comes first.
    """
    table, _ = _varied(model)
    for end in ("low", "high"):
        table[f"at_{end}"] = _one_at_a_time(model, measure, table[end].to_numpy())
    found = table[table["low"] < table["high"]].assign(swing=(table["at_high"] - table["at_low"]).abs())
    columns = ["line", "name", "step", "low", "high", "at_low", "at_high", "swing"]
    return found[columns].sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def _varied(model: ValueModel) -> tuple[pd.DataFrame, Numbers]:
    """What varies by itself: each input, or one that several lines share; and which of them each row of inputs is.

    returns: one row per input that varies: line, name, step, value, low, high; and for each row of `model.inputs` its number.
    """
    names = pd.concat([model.benefits, model.costs]).set_index("line")["name"]
    inputs = model.inputs.reset_index(drop=True)
    shared = inputs["shared"] != ""
    number, _ = pd.factorize(inputs["shared"].where(shared, inputs["line"] + "\0" + inputs["step"]))
    table = inputs.assign(name=inputs["shared"].where(shared, inputs["line"].map(names))).loc[~pd.Series(number).duplicated()]
    return table[["line", "name", "step", "value", "low", "high"]].reset_index(drop=True), number


def _filled(model: ValueModel, values: Array, number: Numbers) -> tuple[Array, Array]:
    """The arrays of a model for many sets of values.

    values: one row per set, one column per input that varies.
    number: as `_varied`.
    """
    lines, steps = model.inputs["line"], model.inputs["step"]
    chains = np.repeat(chain_of(model)[None], len(values), axis=0)
    scales = np.repeat(scales_of(model)[None], len(values), axis=0)
    of_cost = (steps == SCALE).to_numpy()
    scales[:, pd.Index(model.costs["line"]).get_indexer(pd.Index(lines[of_cost]))] = values[:, number[of_cost]]
    benefit = pd.Index(model.benefits["line"]).get_indexer(pd.Index(lines[~of_cost]))
    chains[:, benefit, pd.Index(STEPS).get_indexer(pd.Index(steps[~of_cost]))] = values[:, number[~of_cost]]
    return chains, scales


def _one_at_a_time(model: ValueModel, measure: str, values: Array) -> Array:
    """The measure where one input alone takes the value given for it; one row per input that varies."""
    table, number = _varied(model)
    sets = np.repeat(table["value"].to_numpy()[None], len(values), axis=0)
    np.fill_diagonal(sets, values)
    return present_values(model, *_filled(model, sets, number))[measure]


def monte_carlo(model: ValueModel, *, seed: int, draws: int = DRAWS) -> pd.DataFrame:
    """The measures of a model under many draws of all its inputs at once.

    Each input is drawn by itself from a triangle between its lowest and highest value with its peak at its own; one that
    lines share is drawn once for all of them. That others rise and fall together is not in it, so that the true spread may be
    wider.

    seed:    the same seed gives the same draws.
    returns: one row per draw: nppv, budget_impact, public_ratio, fiscal_ratio.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    table, number = _varied(model)
    size = max(1, _BATCH // max(chain_of(model).size + len(table), 1))
    parts = []
    for start in range(0, draws, size):
        uniform = generator.random((min(size, draws - start), len(table)))
        measured = present_values(model, *_filled(model, _triangles(uniform, table), number))
        parts.append(pd.DataFrame({name: measured[name] for name in (NPPV, BUDGET_IMPACT, "public_ratio", "fiscal_ratio")}))
    return pd.concat(parts, ignore_index=True)


def _triangles(uniform: Array, table: pd.DataFrame) -> Array:
    """Draws from triangles, by turning uniform ones into them; an input that may not vary keeps its value."""
    low, peak, high = (table[name].to_numpy() for name in ("low", "value", "high"))
    width = high - low
    at_peak = np.divide(peak - low, width, out=np.zeros_like(width), where=width > 0)
    rising = low + np.sqrt(uniform * width * (peak - low))
    falling = high - np.sqrt((1 - uniform) * width * (high - peak))
    return np.where(width > 0, np.where(uniform < at_peak, rising, falling), peak)


MEASURES_DRAWN = {
    NPPV: "net present public value",
    BUDGET_IMPACT: "net present budget impact (above nought: a cost)",
    "public_ratio": "public value for each pound of cost",
    "fiscal_ratio": "fiscal benefit for each pound of cost",
}
"""What each measure of the draws is, in words."""


def spread(draws: pd.DataFrame) -> pd.DataFrame:
    """What the draws come to.

    draws:   as `monte_carlo`.
    returns: one row per measure: measure, low (a twentieth of the draws lie below), median, high (a twentieth above), good
             (share of the draws in which it speaks for the programme: above nought, a saving, or a ratio of 1 or more).
    """
    good = {
        NPPV: draws[NPPV] > 0,
        BUDGET_IMPACT: draws[BUDGET_IMPACT] < 0,
        "public_ratio": draws["public_ratio"] >= 1,
        "fiscal_ratio": draws["fiscal_ratio"] >= 1,
    }
    rows = [(name, *draws[name].quantile([0.05, 0.5, 0.95]), float(share.mean())) for name, share in good.items()]
    return pd.DataFrame(rows, columns=["measure", "low", "median", "high", "good"])
