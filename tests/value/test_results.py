"""What a model comes to: known answers, and laws that hold for any model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.value import by_agency, chain_table, cumulative, flows, present_values, read_model, results
from evidence.value.model import STEPS, chain_of, scales_of
from evidence.value.results import GROSS_WHY, annual_benefits, payback
from tests.value.drawn import MODEL, changed, model, written

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SHARES = st.floats(0, 1, allow_subnormal=False)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return model(tmp_path_factory.mktemp("known"))


def measures(found, **options):
    return results(found, **options).set_index("measure")["value"]


def test_the_chain_of_the_constructed_case(known):
    """Known answer: specs/cba.md, 5.7."""
    assert chain_table(known)["annual"].round(2).tolist() == [67728.00, 15068.16, 257443.20]
    assert chain_table(known)["annual"].sum() == pytest.approx(340239.36, abs=0.005)


def test_the_results_of_the_constructed_case(known):
    """Known answer: specs/cba.md, 5.7: benefits lowered by 25%, costs raised by 10%."""
    found = measures(known)
    assert found["pv_costs"] == pytest.approx(826058.07, abs=0.005)
    assert found["pv_fiscal"] == pytest.approx(814019.46, abs=0.005)
    assert found["fiscal_ratio"] == pytest.approx(0.9854, abs=0.00005)
    assert found["budget_impact"] == pytest.approx(12038.61, abs=0.005)
    assert np.isnan(found["payback"])
    expected = [-220000.00, -256145.16, -171961.61, -90624.85, -12038.61]
    assert cumulative(known)["cumulative"].round(2).tolist() == expected


def test_the_constructed_case_without_correction_looks_worth_its_costs(known):
    """Known answer: specs/cba.md, 5.7: 1,085,359.28 / 750,961.88."""
    found = measures(known, corrected=False)
    assert found["pv_costs"] == pytest.approx(750961.88, abs=0.005)
    assert found["pv_fiscal"] == pytest.approx(1085359.28, abs=0.005)
    assert found["fiscal_ratio"] == pytest.approx(1.445, abs=0.0005)


@pytest.mark.parametrize(
    ("off", "left"),
    [((0.2, 0.25, 0.1, 0), 0.54), ((0.35, 0.4, 0.2, 0.05), 0.2964), ((0.1, 0.1, 0.05, 0), 0.7695)],
)
def test_additionality_takes_off_each_share_of_what_the_others_leave(off, left):
    """Known answers: Additionality Guide, fourth edition: standard, conservative, optimistic; specs/cba.md, 5.2."""
    chain = np.ones((1, len(STEPS)))
    chain[0, [STEPS.index(step) for step in ("deadweight", "displacement", "leakage", "substitution", "overlap")]] = [*off, 0]
    assert annual_benefits(chain)[0] == pytest.approx(left, abs=1e-9)


@pytest.mark.parametrize(("benefit", "cost", "gross"), [(11200, 5214, 2.148), (12000, 5493, 2.185)])
def test_a_gross_model_has_a_gross_return_and_no_benefit_cost_ratio(tmp_path, benefit, cost, gross):
    """Known answers: Troubled Families, DCLG report and press of 10 March 2015, pounds a family; specs/cba.md, 5.6."""
    text = MODEL[: MODEL.index("  - id: ae")]
    text = changed(
        ("years: {first: 2014/15, number: 5}", "years: {first: 2014/15, number: 1}\nbasis: gross"),
        ("[200000, 150000, 150000, 150000, 150000]", f"[{cost}]"),
        ("grade: 3", "grade: 1"),
        ("grade: 5", "grade: 1"),
        ("value: 4000", "value: 1"),
        ("affected: {value: 0.5", "affected: {value: 1"),
        ("engaged: {value: 0.6", "engaged: {value: 1"),
        ("retained: {value: 0.8", "retained: {value: 1"),
        ("impact: {value: 0.2", "impact: {value: 1"),
        ("      deadweight: {value: 0.15, source: made}\n", ""),
        ("value: 415, unit: per incident", f"value: {benefit}, unit: per family"),
        ("[0, 0.5, 1, 1, 1]", "[1]"),
        text=text,
    )
    table = results(read_model(written(tmp_path, text), "model.yaml")).set_index("measure")
    assert table.loc["gross_return", "value"] == pytest.approx(gross, abs=0.0005)
    withheld = table.loc[["nppv", "public_ratio", "budget_impact", "fiscal_ratio", "payback"]]
    assert withheld["value"].isna().all()
    assert set(withheld["why"]) == {GROSS_WHY}
    assert "no benefit cost ratio" in table.loc["gross_return", "name"]


def test_who_pays_and_who_benefits_adds_up_and_keeps_cashable_apart(known):
    table = by_agency(known).set_index("agency")
    assert table.index.tolist() == ["council", "police", "nhs"]
    # police: 67,728 a year, lowered by a quarter, on half a year and three whole ones, discounted; half of it cashable
    factors = 1.035 ** -np.arange(5)
    police = 67728 * 0.75 * (np.array([0, 0.5, 1, 1, 1]) @ factors)
    assert table.loc["police", "fiscal"] == pytest.approx(police)
    assert table.loc["police", "cashable"] == pytest.approx(police / 2)
    assert table.loc["police", "costs"] == 0
    assert table["net_fiscal"].sum() == pytest.approx(-measures(known)["budget_impact"])
    assert measures(known)["cashable_share"] == pytest.approx(police / 2 / measures(known)["pv_fiscal"])


def test_economic_and_social_benefits_are_public_value_and_no_fiscal_one(tmp_path):
    found = measures(
        model(tmp_path, ("kind: fiscal\n    agency: police\n    cashable: 0.5", "kind: social\n    agency: families"))
    )
    assert found["pv_social"] > 0
    assert found["pv_public"] == pytest.approx(found["pv_fiscal"] + found["pv_social"])
    assert found["nppv"] == pytest.approx(found["pv_public"] - found["pv_costs"])
    assert found["budget_impact"] == pytest.approx(found["pv_costs"] - found["pv_fiscal"])


def test_what_is_given_in_kind_is_a_cost_that_is_told_apart(tmp_path):
    found = measures(model(tmp_path, ("kind: revenue", "kind: in kind")))
    assert found["pv_in_kind"] == found["pv_costs"] > 0


def test_a_benefit_in_health_is_discounted_at_its_own_rate(tmp_path):
    found = flows(model(tmp_path, ("cashable: 0.5", "cashable: 0.5\n    discount: health"))).set_index(["line", "t"])["factor"]
    assert found["dv", 1] == pytest.approx(1 / 1.015)
    assert found["ae", 1] == pytest.approx(1 / 1.035)


def test_uprating_multiplies_a_unit_value_by_the_ratio_of_the_indices(tmp_path):
    old = "unit_value: {value: 415, unit: per incident, price_year: 2013/14, source: ucd}"
    found = model(
        tmp_path,
        (old, "unit_value: {code: CR2.0.3}"),
        ("price_base: 2013/14", "price_base: 2013/14\nuprating: gdp-deflator-2025-12"),
    )
    value = found.inputs.set_index(["line", "step"]).loc[("dv", "unit value")]
    # 2008/09 is three quarters of 66.89 and one of 68.217; 2013/14 of 73.4795 and 74.6524
    assert value["value"] == pytest.approx(415 * (0.75 * 73.4795 + 0.25 * 74.6524) / (0.75 * 66.89 + 0.25 * 68.217))
    assert value["stated"] == 415
    assert value["price_year"] == "2008/09"


@pytest.mark.parametrize(
    ("running", "years"),
    [([-100, -50, 50], 2.5), ([10, 20], 1.0), ([-10, 0], 2.0), ([-10, 5, -2, 8], 3.2), ([-10, 5, -1], None), ([-5, -1], None)],
)
def test_payback_is_when_the_running_sum_leaves_the_red_for_good(running, years):
    found = payback(np.array(running, dtype=float))
    assert np.isnan(found) if years is None else found == pytest.approx(years)


def test_flows_add_up_to_the_present_values(known):
    table = flows(known)
    assert len(table) == 4 * 5
    whole = present_values(known)
    assert table.loc[table["side"] == "cost", "present"].sum() == pytest.approx(float(whole["pv_costs"]))
    assert table.loc[table["side"] == "benefit", "present"].sum() == pytest.approx(float(whole["pv_public"]))


@QUICK
@given(st.floats(0.01, 100))
def test_the_net_value_is_linear_in_scale(known, scale):
    chain = chain_of(known)
    chain[:, STEPS.index("population")] *= scale
    scaled = present_values(known, chain, scales_of(known) * scale)
    assert float(scaled["nppv"]) == pytest.approx(float(present_values(known)["nppv"]) * scale, rel=1e-9)
    assert float(scaled["public_ratio"]) == pytest.approx(float(present_values(known)["public_ratio"]), rel=1e-9)


@QUICK
@given(SHARES)
def test_deadweight_takes_off_its_share_and_all_of_it_leaves_nothing(known, share):
    chain = chain_of(known)
    place = STEPS.index("deadweight")
    chain[:, place] = 0
    whole = float(present_values(known, chain)["pv_public"])
    chain[:, place] = share
    assert float(present_values(known, chain)["pv_public"]) == pytest.approx(whole * (1 - share), abs=1e-6)
    chain[:, place] = 1
    assert float(present_values(known, chain)["pv_public"]) == 0


def test_without_discounting_years_are_simply_summed(known):
    free = replace(known.discounting, series={"standard": ((1, 300, 0.0),)})
    found = measures(replace(known, discounting=free), corrected=False)
    assert found["pv_costs"] == pytest.approx(800_000)
    assert found["pv_fiscal"] == pytest.approx(340239.36 * 3.5)


def test_nothing_spent_has_no_ratio(tmp_path):
    table = results(model(tmp_path, ("[200000, 150000, 150000, 150000, 150000]", "[0, 0, 0, 0, 0]"))).set_index("measure")
    assert np.isnan(table.loc["public_ratio", "value"])
    assert table.loc["public_ratio", "why"] == "there is nothing to divide by"
    assert table.loc["payback", "value"] == 1.0
