"""The gap map and its like as pictures: the words say the finding, and the same table gives the same bytes."""

from __future__ import annotations

import pandas as pd

from evidence.figures import counts_figure, gap_figure, saturation_figure


def gaps(**more):
    rows = [
        ("housing (new)", "CAP", "Capacity", 2, 2, "moderate"),
        ("housing (new)", "CULT", "Culture", 2, 0, ""),
        ("gangs", "CAP", "Capacity", 0, 0, ""),
        ("gangs", "CULT", "Culture", 0, 0, ""),
    ]
    table = pd.DataFrame(rows, columns=["group", "code", "name", "of_cases", "cases", "confidence"])
    return table.assign(**more)


def test_the_words_of_the_gap_map_count_what_is_there_what_is_silent_and_what_was_not_read():
    assert gap_figure(gaps(), title="Gaps").alt == (
        "Of 4 cells, cases speak in 1; findings that a person judged rest on 1 of these. In 1 cell cases were read and none "
        "speaks of the theme. No case was read for gangs."
    )


def test_the_words_of_counts_name_each_group_with_its_cases():
    assert counts_figure(gaps(), title="Years", subtitle="Cases").alt == (
        "The themes that most cases speak of. housing (new) (2 cases): Capacity in 2; gangs (0 cases): none of the themes."
    )


def test_the_words_of_saturation_say_when_half_was_found():
    table = pd.DataFrame({"case": [1, 2, 3], "so_far": [1, 3, 4], "new": [1, 2, 1]})
    whole = pd.DataFrame({"case": [1, 2, 3], "mean": [2.0, 3.0, 4.0], "low": [1.0, 2.0, 4.0], "high": [3.0, 4.0, 4.0]})
    chart = saturation_figure(table, whole, title="Codes")
    assert chart.alt == "Half of the 4 codes are found by case 2; the last case brings 1 new one."
    assert saturation_figure(table, whole, title="Codes").png == chart.png


def test_the_picture_of_gaps_is_the_same_bytes_and_its_confidence_is_seen():
    assert gap_figure(gaps(), title="Gaps").png == gap_figure(gaps(), title="Gaps").png
    assert gap_figure(gaps(), title="Gaps").png != gap_figure(gaps(confidence="no finding"), title="Gaps").png


def test_pictures_of_nothing_say_so():
    none = gaps().head(0)
    assert gap_figure(none, title="Gaps").alt == "There is no case and no theme to map."
    assert counts_figure(none, title="Years", subtitle="Cases").alt == "No case speaks of any theme."
    empty = pd.DataFrame({"case": [], "so_far": [], "new": [], "mean": [], "low": [], "high": []})
    assert saturation_figure(empty, empty, title="Codes").alt == "No code is found in any case."
