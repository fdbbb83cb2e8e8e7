"""Figures of models: the text says the finding, and the same table is the same bytes."""

from __future__ import annotations

import pandas as pd
import pytest

from evidence.figures.value import agencies_figure, draws_figure, running_figure, tornado_figure
from evidence.value import by_agency, cumulative, monte_carlo, present_values, tornado
from tests.value.drawn import model


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return model(tmp_path_factory.mktemp("known"))


@pytest.fixture
def drawn(known):
    now = float(present_values(known)["nppv"])
    return {
        "agencies": agencies_figure(by_agency(known), title="Who", note="Made up."),
        "running": running_figure(cumulative(known), title="When", note="Made up."),
        "tornado": tornado_figure(tornado(known), now, title="What", note="Made up."),
        "draws": draws_figure(monte_carlo(known, seed=1, draws=500)["nppv"], title="How", note="Made up."),
    }


def test_each_figure_is_a_picture_with_its_note_and_the_same_each_time(known, drawn):
    assert all(chart.png.startswith(b"\x89PNG") and chart.note == "Made up." for chart in drawn.values())
    again = agencies_figure(by_agency(known), title="Who", note="Made up.")
    assert again.png == drawn["agencies"].png


def test_the_words_say_who_pays_and_who_gains(drawn):
    assert drawn["agencies"].alt.startswith("Council pays £826,000 and gains £616,000; Police pays £0 and gains £162,000")


def test_the_words_say_where_the_running_sum_ends_and_where_it_is_lowest(drawn):
    assert drawn["running"].alt.startswith(
        "At the end of 2018/19, fiscal alone: −£12,000. Fiscal alone is at its lowest −£256,000."
    )


def test_the_words_of_a_tornado_name_the_input_that_matters_most(drawn):
    # care, a fifth less or more of its 615,930: −12,039 ∓ 123,186
    assert drawn["tornado"].alt.startswith("Children in care, population: −£135,000 at its lowest, £111,000 at its highest;")


def test_the_words_of_draws_give_their_range_and_their_share_in_favour():
    chart = draws_figure(pd.Series(range(-100, 300), dtype="float64") * 1000, title="How")
    # 400 even steps from −100,000 to 299,000: 5% is at −80,050, 95% at 279,050; 299 of 400 lie above nought
    expected = "Nine in ten draws lie between −£80,000 and £279,000; the median is £100,000. 75% of the draws speak for"
    assert chart.alt.startswith(expected)


def test_a_model_of_one_year_and_a_tornado_of_nothing_can_be_drawn(known):
    one = cumulative(known).head(1)
    assert running_figure(one, title="When").png
    assert tornado_figure(tornado(known).head(0), 0.0, title="What").alt == "No input varies."
