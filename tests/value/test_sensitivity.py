"""Switching values turn the answer exactly; a tornado's ends are the model's own; draws are the same for the same seed."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from evidence.value import monte_carlo, present_values, read_model, spread, switching_values, tornado
from evidence.value.model import STEPS, chain_of, scales_of
from tests.value.drawn import MODEL, changed, model, written

FAMILIES = (
    "sources:",
    "shared:\n  families: {name: Families, value: 4000, range: [3000, 6000], grade: 5, source: made}\nsources:",
)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return model(tmp_path_factory.mktemp("known"))


@pytest.mark.parametrize(("measure", "ratio"), [("nppv", "public_ratio"), ("budget_impact", "fiscal_ratio")])
def test_at_its_switching_value_an_input_makes_the_ratio_one(known, measure, ratio):
    found = switching_values(known, measure)
    assert found["switch"].notna().sum() > 10
    for row in found[found["switch"].notna()].itertuples():
        chain, scales = chain_of(known), scales_of(known)
        if row.step == "amounts":
            scales[0] = row.switch
        else:
            chain[list(known.benefits["line"]).index(row.line), STEPS.index(row.step)] = row.switch
        assert float(present_values(known, chain, scales)[ratio]) == pytest.approx(1, rel=1e-9)


def test_the_switching_value_of_the_costs_is_what_the_benefits_come_to(known):
    found = switching_values(known, "budget_impact").set_index(["line", "step"])["switch"]
    # 814,019.46 / 826,058.07 of the known answer
    assert found["team", "amounts"] == pytest.approx(814019.46 / 826058.07, abs=1e-7)


def test_a_share_that_would_have_to_exceed_one_has_no_switching_value(known):
    found = switching_values(known).set_index(["line", "step"])["switch"]
    assert np.isnan(found["care", "affected"])  # it is 1 already, and benefits are too small
    assert np.isnan(found["ae", "deadweight"])  # even none at all would not do
    assert found.dropna().ge(0).all()


def test_inputs_that_need_change_least_come_first(known):
    change = switching_values(known)["change"].abs().dropna()
    assert change.is_monotonic_increasing


def test_the_ends_of_a_tornado_are_the_model_with_that_input_alone_at_its_end(known):
    table = tornado(known)
    assert table["swing"].is_monotonic_decreasing
    row = table[(table["line"] == "care") & (table["step"] == "unit value")].iloc[0]
    # grade 5 errs by 20%: the care line's present value, a fifth less or more
    care = 257443.20 * 0.75 * (np.array([0, 0.5, 1, 1, 1]) @ 1.035 ** -np.arange(5))
    now = float(present_values(known)["nppv"])
    assert (row["at_low"], row["at_high"]) == pytest.approx((now - care / 5, now + care / 5))


def test_an_input_that_cannot_vary_is_in_no_tornado(tmp_path):
    table = tornado(
        model(tmp_path, ("affected: {value: 0.5, source: made}", "affected: {value: 0.5, source: made, range: [0.5, 0.5]}"))
    )
    assert not ((table["line"] == "dv") & (table["step"] == "affected")).any()


def test_the_same_seed_gives_the_same_draws_and_another_gives_others(known):
    first, again, other = (monte_carlo(known, seed=seed, draws=500) for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)
    assert len(first) == 500


def test_draws_do_not_depend_on_how_many_are_held_at_once(known, monkeypatch):
    whole = monte_carlo(known, seed=7, draws=300)
    monkeypatch.setattr("evidence.value.sensitivity._BATCH", 1000)
    pd.testing.assert_frame_equal(whole, monte_carlo(known, seed=7, draws=300))


def test_draws_stay_between_all_inputs_at_their_worst_and_at_their_best(known):
    draws = monte_carlo(known, seed=1, draws=2000)["nppv"]
    off = [STEPS.index("deadweight")]
    ends = []
    for worst in (True, False):
        chain = chain_of(known, "low" if worst else "high")
        chain[:, off] = chain_of(known, "high" if worst else "low")[:, off]
        ends.append(float(present_values(known, chain, scales_of(known, "high" if worst else "low"))["nppv"]))
    assert ends[0] < draws.min() < draws.max() < ends[1]


def test_the_mean_of_a_triangle_is_a_third_of_its_corners(tmp_path):
    """Only the population varies, over [2000, 8000] with its peak at 4000, so that the benefit's mean is at 14,000 / 3."""
    fixed = MODEL[: MODEL.index("  - id: ae")]
    pinned = re.sub(r"(\w+): \{value: ([\d.]+), source: made\}", r"\1: {value: \2, source: made, range: [\2, \2]}", fixed)
    pinned = pinned.replace("range: [4000, 4000]", "range: [2000, 8000]").replace(
        "source: ucd}", "source: ucd, range: [415, 415]}"
    )
    pinned = pinned.replace("    price_year: 2013/14\n    amounts", "    range: [1, 1]\n    price_year: 2013/14\n    amounts")
    found = read_model(written(tmp_path, pinned), "model.yaml")
    draws = monte_carlo(found, seed=3, draws=20_000)["budget_impact"]
    whole = present_values(found)
    expected = float(whole["pv_costs"]) - float(whole["pv_fiscal"]) * (14000 / 3) / 4000
    assert draws.mean() == pytest.approx(expected, rel=0.005)
    assert (draws > float(whole["budget_impact"])).mean() == pytest.approx(1 / 3, abs=0.015)  # the part below the peak


def test_an_input_that_lines_share_is_one_bar_and_varies_once(tmp_path):
    apart = model(
        tmp_path,
        ("value: 6000, source: made", "value: 4000, range: [3000, 6000], source: made"),
        ("value: 4000, source: made", "value: 4000, range: [3000, 6000], source: made"),
    )
    together = model(
        tmp_path,
        FAMILIES,
        ("{value: 6000, source: made}", "{shared: families}"),
        ("{value: 4000, source: made}", "{shared: families}"),
    )
    assert float(present_values(apart)["nppv"]) == pytest.approx(float(present_values(together)["nppv"]))
    bars = tornado(together)
    assert bars["name"].tolist().count("Families") == 1
    assert len(bars) == len(tornado(apart)) - 1
    separate = tornado(apart).set_index(["line", "step"])["swing"]
    shared = bars.set_index("name")["swing"]["Families"]
    assert shared == pytest.approx(separate["dv", "population"] + separate["ae", "population"])


def test_lines_that_share_an_input_rise_and_fall_together(tmp_path):
    two = MODEL[: MODEL.index("  - id: care")]
    spans = "{value: 4000, range: [1000, 9000], source: made}"
    populations = [("{value: 4000, source: made}", spans), ("{value: 6000, source: made}", spans)]
    apart = read_model(written(tmp_path, changed(*populations, text=two)), "model.yaml")
    share = [(spans, "{shared: families}"), (spans, "{shared: families}")]
    wide = (FAMILIES[0], FAMILIES[1].replace("[3000, 6000]", "[1000, 9000]"))
    together = read_model(written(tmp_path, changed(*populations, *share, wide, text=two)), "model.yaml")
    assert monte_carlo(together, seed=1)["nppv"].std() > 1.03 * monte_carlo(apart, seed=1)["nppv"].std()


def test_the_spread_says_which_draws_speak_for_the_programme():
    draws = pd.DataFrame(
        {
            "nppv": [-1.0, 0.0, 1.0, 2.0],
            "budget_impact": [-1.0, 0.0, 1.0, 2.0],
            "public_ratio": [0.9, 1.0, 1.1, 1.2],
            "fiscal_ratio": [0.5] * 4,
        }
    )
    assert spread(draws).set_index("measure")["good"].to_dict() == {
        "nppv": 0.5,
        "budget_impact": 0.25,
        "public_ratio": 0.75,
        "fiscal_ratio": 0.0,
    }
