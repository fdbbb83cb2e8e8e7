"""What is said of a model is true of it; what is made up says so; a project without a model says so in a sentence."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from evidence.exhibits import Captioned, Statement, per_cent
from evidence.figures import Chart
from evidence.summary import value
from evidence.value import monte_carlo, read_model
from tests.drawing import base
from tests.value.drawn import MODEL, changed, model, written

EMPTY = base(codes="code\nCAP")


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    return {"value/model.yaml": model(tmp_path_factory.mktemp("models"))}


@pytest.fixture
def gross(tmp_path):
    off = [(f"      deadweight: {{value: {share}, source: made}}\n", "") for share in ("0.15", "0.2", "0.3")]
    text = changed(("price_base:", "basis: gross\nprice_base:"), *off, text=MODEL)
    return {"value/gross.yaml": read_model(written(tmp_path, text), "gross.yaml")}


def all_of(models):
    return [
        *value.results_shown(models),
        *value.who_pays(models),
        *value.year_by_year(models),
        *value.how_sure(models, seed=1),
        *value.rests_on(models, EMPTY),
    ]


def table(exhibits, words):
    found = next(one for one in exhibits if isinstance(one, Captioned) and words in one.caption)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_a_project_without_a_model_says_so_in_one_sentence_and_shows_nothing_else():
    assert value.bottom_line({}, seed=1).sentences == (value.NONE,)
    assert all_of({}) == []


def test_the_bottom_line_is_the_result(models):
    share = (monte_carlo(models["value/model.yaml"], seed=1)["nppv"] > 0).mean()
    assert value.bottom_line(models, seed=1).sentences == (
        "1 cost benefit model was worked out.",
        "“Constructed case” costs £826,000 over 5 years and brings public value of £814,000, less than it costs: a net present "
        "public value of −£12,000, or £0.99 for each pound (“poor” in the words of the Department for Transport).",
        f"When all inputs vary at once, public value is above costs in {per_cent(share)} of the draws.",
        "Fiscal benefits are £814,000, £0.99 for each pound: it would cost public budgets £12,000 on balance, and they do not "
        "pay it back within these years. Of these benefits 10% could be released from a budget.",
    )


def test_a_model_that_saves_says_when(tmp_path):
    found = value.bottom_line({"m": model(tmp_path, ("grade: 3", "grade: 1"), *[("grade: 5", "grade: 1")] * 3)}, seed=1).sentences
    assert "more than it costs" in found[1]
    # the running sum is 1.0 at the end of year 4 of the uncorrected case: 3.0 years and a bit
    assert "it would save public budgets £334,000 on balance, and they pay it back after 3.0 years" in found[3]


def test_everything_shown_says_that_inputs_are_made_up(models):
    made_up = "Illustrative: 19 of 22 inputs are made up and describe no place."
    exhibits = all_of(models)
    assert len(exhibits) == 17
    assert all(made_up in one.note for one in exhibits if isinstance(one, (Captioned, Chart)))
    assert all(made_up in one.alt for one in exhibits if isinstance(one, Chart))


def test_each_figure_follows_the_table_of_its_numbers(models):
    exhibits = all_of(models)
    for before, one in pairwise(exhibits):
        if isinstance(one, Chart):
            assert isinstance(before, Captioned)
    assert sum(isinstance(one, Chart) for one in exhibits) == 4


def test_the_correction_for_optimism_stands_beside_what_it_corrects(models):
    rows = {row["Measure"]: row for row in table(value.results_shown(models), "What it comes to")}
    ratio = rows["Fiscal benefit for each pound of cost"]
    assert (ratio["With correction for optimism"], ratio["Without it"]) == ("£0.99", "£1.45")


def test_the_chain_is_said_as_the_sum_that_it_is(models):
    rows = table(value.rests_on(models, EMPTY), "from people to pounds")
    assert rows[0]["From people to pounds"] == (
        "4,000 population × 50.0% affected × 60.0% engaged × 80.0% retained × 20.0% impact "
        "× (1 − 15.0% deadweight) × £415.00 unit value"
    )
    assert rows[0]["A full year"] == "£67,728"


def test_a_share_of_draws_is_not_called_a_probability(models):
    said = [one for one in value.how_sure(models, seed=1) if isinstance(one, Statement)][-1].sentences[0]
    assert "a share of draws, no probability that it will work" in said


def test_who_invests_is_told_from_whose_budget_gains(models):
    said = next(one for one in value.who_pays(models) if isinstance(one, Statement)).sentences[0]
    assert said == "Council would put in more than their budgets gain; Police and NHS would gain more than they put in."


def test_every_input_stands_with_grade_and_source(models):
    rows = table(value.rests_on(models, EMPTY), "every input")
    assert len(rows) == 22
    assert {row["Grade"] for row in rows} == {"3", "5"}
    assert all(row["Taken from"] for row in rows)
    assert sum(row["Made up"] == "no" for row in rows) == 3


def test_passages_that_a_model_cites_are_shown_with_their_words(tmp_path):
    drawn = base(segments="document_id | text\nleeds | The police were called half as often.\n")
    segment = drawn.tables["segments"]["segment_id"][0]
    citing = f"    cashable: 0.5\n    segments: [{{segment: '{segment}', quote: called half as often}}]\n"
    found = model(tmp_path, ("    cashable: 0.5\n", citing), base=drawn)
    shown = [
        quote.segment_id for one in value.rests_on({"m": found}, drawn) for quote in (one if hasattr(one, "__iter__") else [])
    ]
    assert shown == [segment]


def test_a_gross_model_is_never_given_a_ratio_or_a_net_value(gross):
    words = " ".join(value.bottom_line(gross, seed=1).sentences)
    assert "no benefit cost ratio is given" in words
    assert "net present" not in words
    rows = {row["Measure"]: row for row in table(value.results_shown(gross), "What it comes to")}
    assert rows["Net present public value"]["With correction for optimism"] == "–"
    said = [one for one in value.results_shown(gross) if isinstance(one, Statement)][-1].sentences
    assert len(said) == 5
    assert all("the model is gross" in sentence for sentence in said)
    (said,) = value.how_sure(gross, seed=1)
    assert "is gross" in said.sentences[0]
    figures = value.as_json(gross["value/gross.yaml"], seed=1, draws=10)
    assert figures["measures"]["public_ratio"] is None
    assert "tornado" not in figures


def test_the_json_is_plain_and_the_same_for_the_same_seed(models):
    (one,) = models.values()
    first, again = (json.dumps(value.as_json(one, seed=3, draws=100), allow_nan=False) for _ in range(2))
    assert first == again
    figures = json.loads(first)
    assert figures["measures"]["budget_impact"] == pytest.approx(12038.61048)
    assert figures["measures"]["payback"] is None
    assert "within the years" in figures["withheld"]["payback"]


def test_what_a_terminal_is_told_holds_the_results_and_what_is_unchecked(models):
    (one,) = models.values()
    said = value.told(one, seed=3, draws=100)
    assert "£826,058" in said
    assert "Status: unverified" in said
    assert "100 draws of all inputs at once, seed 3" in said


def test_a_median_apart_from_the_result_is_explained(tmp_path):
    # Impact may be half of what is written, and never more: the ranges reach further down, and nothing else is lopsided.
    one = model(tmp_path, ("impact: {value: 0.2, source", "impact: {value: 0.2, range: [0, 0.2], source"))
    said = value.told(one, seed=1, draws=2000)
    assert "lies below the model's own result" in said
    assert "taken together the ranges written down reach further down than up, so that the mean is" in said
