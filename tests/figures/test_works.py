"""The figures of what works say in words all that they draw."""

from __future__ import annotations

import io

import pandas as pd
from PIL import Image

from evidence.figures.works import configurations_figure, theory_figure

TABLE = pd.DataFrame(
    {
        "TRUST": [1, 0],
        "SIZE": [2, 0],
        "outcome": ["1", "C"],
        "cases": [["leeds"], ["bath"]],
        "cases_without": [[], ["truro"]],
    }
)
NAMES = {"TRUST": "Trust", "SIZE": "Size"}


def test_each_configuration_is_said_with_its_cases_on_both_sides():
    chart = configurations_figure(TABLE, NAMES, {"leeds": "Leeds", "bath": "Bath"})
    assert "There: Trust and Size. Not there: none. The outcome is reported: with it Leeds." in chart.alt
    assert "The outcome is reported by some: with it Bath, without it truro." in chart.alt


def test_no_configuration_is_no_fault():
    chart = configurations_figure(TABLE.head(0), NAMES, {})
    assert chart.alt == "No case shows any configuration."
    assert Image.open(io.BytesIO(chart.png)).width > 1000


def test_the_same_table_gives_the_same_picture_and_another_gives_another():
    first = configurations_figure(TABLE, NAMES, {})
    assert first.png == configurations_figure(TABLE, NAMES, {}).png
    assert first.png != configurations_figure(TABLE.assign(TRUST=[0, 0]), NAMES, {}).png


def test_a_theory_of_change_says_each_arrow():
    elements = [("team", "inputs", "A team"), ("fast", "outcomes", "Faster"), ("time", "assumptions", "There is time")]
    chart = theory_figure(elements, [("team", "fast"), ("time", "fast")], "The $hub$")
    assert chart.alt == "A team leads to or acts on: Faster. There is time leads to or acts on: Faster."


def test_a_theory_without_links_or_elements_is_no_fault():
    assert theory_figure([], [], "Nothing").alt == "No links were drawn."
