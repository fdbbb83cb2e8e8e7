"""Figures: the text says the finding, the picture is the same bytes for the same table, and nothing in it is left unsaid."""

from __future__ import annotations

import base64
import io

import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from matplotlib import rcParams

from evidence.figures import (
    MOST_ROWS,
    likert_figure,
    places_figure,
    shares_figure,
    themes_figure,
    together_figure,
)
from evidence.figures.surveys import diverging
from tests.drawing import drawn

SCALE = ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]


def numbers(text, *words):
    table = pd.DataFrame(drawn(text))
    return table.astype({name: "float64" if "." in str(table[name].iloc[0]) else "int64" for name in table if name not in words})


@pytest.fixture
def themes():
    return numbers(
        """
        theme | name       | cases_barrier | cases_enabler | cases_any | of_cases | segments
        LEAD  | Leadership | 3             | 5             | 6         | 12       | 9
        CAP   | Capacity   | 7             | 2             | 8         | 12       | 20
        TECH  | Technology | 0             | 0             | 0         | 12       | 0
        """,
        "theme",
        "name",
    )


@pytest.fixture
def likert():
    shares = pd.DataFrame([[0.1, 0.2, 0.2, 0.4, 0.1], [0.5, 0.2, 0.1, 0.17, 0.03]], columns=SCALE)
    return shares.assign(question_id=["q1", "q2"], question=["I know", "There is time"], base=[170, 3], missing=0, net=0.0)


@pytest.fixture
def shares():
    return pd.DataFrame(
        {"name": ["Time", "Trust"], "share": [0.2, 0.34], "low": [0.1, 0.3], "high": [0.3, 0.4], "count": [2, 5], "base": 15}
    )


def test_the_words_of_themes_give_each_number_its_base_and_name_what_no_case_holds(themes):
    assert themes_figure(themes, of="places").alt == (
        "Capacity is reported as a barrier in 7 of 12 places and as an enabler in 2; "
        "Leadership is reported as a barrier in 3 of 12 places and as an enabler in 5. In none: Technology."
    )


def test_the_words_of_places_say_how_many_cases_speak_of_each_theme():
    matrix = pd.DataFrame({"LEAD": [3, 0], "CAP": [1, 2], "TECH": [0, 0]}, index=["leeds", "truro"])
    chart = places_figure(matrix, {"leeds": "Leeds", "LEAD": "Leadership"}, title="Where")
    assert chart.alt == "Of 2 cases, passages speak of CAP in 2 and Leadership in 1. Leeds holds most passages, 4."
    barriers = places_figure(matrix, {}, title="Where", polarity="barrier")
    assert barriers.alt.startswith("Of 2 cases, passages report a barrier of CAP in 2 and LEAD in 1.")


def test_the_words_of_a_scale_sum_each_side_and_leave_the_middle_out(likert):
    assert likert_figure(likert, title="Scale").alt == (
        "“I know”: 50% Agree or more, 30% Disagree or less, of 170; "
        "“There is time”: 20% Agree or more, 70% Disagree or less, of 3."
    )


def test_the_words_of_shares_begin_with_the_largest(shares):
    assert shares_figure(shares, title="Open").alt == "Of 15 who answered: Trust 34%; Time 20%."


@pytest.fixture
def every(themes, likert, shares):
    matrix = pd.DataFrame({"LEAD": [3, 0], "CAP": [1, 12]}, index=["leeds", "truro"])
    return [
        lambda **more: themes_figure(themes, **more),
        lambda **more: places_figure(matrix, {}, title="Where", **more),
        lambda **more: likert_figure(likert, title="Scale", **more),
        lambda **more: shares_figure(shares, title="Open", **more),
    ]


def test_the_same_table_is_the_same_bytes_whatever_the_reader_has_set(every):
    for figure in every:
        first = figure().png
        rcParams["font.size"] = 30
        try:
            assert figure().png == first
        finally:
            rcParams["font.size"] = 10


def test_a_note_stands_in_the_picture_the_words_and_the_text(every):
    for figure in every:
        noted = figure(note="Illustrative data.")
        assert noted.note == "Illustrative data."
        assert noted.alt.endswith(" Illustrative data.")
        assert noted.png != figure().png


def test_jupyter_is_given_the_picture_with_its_words(themes):
    chart = themes_figure(themes)
    data, metadata = chart._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == chart.png
    assert data["text/plain"] == f"Figure: {chart.title}\n{chart.alt}"
    assert metadata["image/png"] == {"alt": chart.alt, "title": chart.title, "note": ""}


def test_a_picture_reaches_no_edge_with_ink_so_nothing_is_cut(every):
    for figure in every:
        pixels = matplotlib.image.imread(io.BytesIO(figure(note="A rather long note " * 9).png))
        assert np.all(pixels[0] == 1)
        assert np.all(pixels[-1, :, :3] == 1)


@pytest.mark.filterwarnings("error")
def test_a_table_of_no_rows_is_a_figure_that_says_so(themes, likert, shares):
    for chart in (
        themes_figure(themes.head(0)),
        themes_figure(themes.tail(1)),
        places_figure(pd.DataFrame(), {}, title="Where"),
        likert_figure(likert.head(0), title="Scale"),
        likert_figure(likert.assign(base=0), title="Scale"),
        shares_figure(shares.head(0), title="Open"),
    ):
        assert chart.alt.startswith(("No", "In none"))
        assert chart.png.startswith(b"\x89PNG")


@pytest.mark.filterwarnings("error")
def test_names_are_drawn_as_they_stand_even_with_signs_of_mathematics(themes):
    odd = themes.assign(name=["$x_1^{", "a" * 90, "<b>"])
    assert "$x_1^{ is reported" in themes_figure(odd).alt


def test_many_cases_are_cut_and_the_figure_says_so():
    matrix = pd.DataFrame({"CAP": range(1, MOST_ROWS + 3)}, index=[f"case {n}" for n in range(MOST_ROWS + 2)])
    chart = places_figure(matrix, {}, title="Where")
    assert f"Of {MOST_ROWS + 2} cases" in chart.alt
    assert chart.png != places_figure(matrix.tail(MOST_ROWS), {}, title="Where").png


@pytest.mark.parametrize("points", range(8))
def test_every_point_of_a_scale_has_a_colour_and_the_ends_differ(points):
    colours = diverging(points)
    assert len(colours) == points
    if points > 1:
        assert colours[0] != colours[-1]


def test_items_on_another_scale_are_left_to_the_table(likert):
    other = pd.DataFrame({"question": ["Other"], "base": [5], "Yes": [1.0]})
    assert "Other" not in likert_figure(pd.concat([likert, other]), title="Scale").alt


def together(rows, codes=("CAP", "CULT", "TECH")):
    return pd.DataFrame(rows, index=pd.Index(codes), columns=list(codes))


def test_the_words_of_codes_found_together_name_the_pairs_found_most_and_count_the_rest():
    table = together([[5, 3, 0, 1], [3, 4, 1, 1], [0, 1, 2, 0], [1, 1, 0, 3]], ("CAP", "CULT", "TECH", "LAW"))
    chart = together_figure(table, {"CAP": "Capacity"}, title="Together", subtitle="Number of passages")
    # Ties stand together: three pairs are found once, so all of them are named with the first.
    assert chart.alt == (
        "Most often found together: Capacity with CULT (3), CULT with TECH (1), Capacity with LAW (1) and CULT with LAW (1). "
        "2 of the pairs are never found together."
    )


def test_a_code_found_nowhere_is_left_out_of_the_picture_and_counted_in_its_words():
    chart = together_figure(together([[2, 1, 0], [1, 1, 0], [0, 0, 0]]), {}, title="Together", subtitle="Passages")
    assert (
        chart.alt
        == "Most often found together: CAP with CULT (1). 0 of the pairs are never found together. Left out, found nowhere: 1."
    )


def test_many_pairs_of_equal_number_are_counted_and_not_listed():
    codes = tuple("ABCDEFG")
    table = together([[2 if a == b else 1 for a in codes] for b in codes], codes)
    assert together_figure(table, {}, title="T", subtitle="S").alt.startswith(
        "Most often found together: 21 pairs, each once or more"
    )


def test_codes_never_found_together_are_said_to_be():
    chart = together_figure(together([[1, 0, 0], [0, 1, 0], [0, 0, 0]]), {}, title="Together", subtitle="Passages")
    assert chart.alt == "No two of these are found together anywhere."
    assert together_figure(together([], ()), {}, title="Together", subtitle="Passages").png
