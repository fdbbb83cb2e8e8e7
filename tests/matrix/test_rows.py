"""A row for each quote and a row for each case: what another program needs, and nothing of people that is not said to be."""

import pandas as pd

from evidence.matrix import count_matrix, quotes_table, wide
from tests.drawing import base
from tests.summary.drawn import drawn_base


def test_a_quote_has_its_case_its_place_its_code_and_its_coder():
    rows = quotes_table(drawn_base()).set_index("segment_id")
    told = rows.loc[
        "leeds:0-33", ["case_id", "place", "document_id", "code", "name", "theme", "polarity", "coder", "text"]
    ].tolist()
    assert told == [
        "leeds",
        "Leeds",
        "leeds",
        "CAP.time",
        "Time and space",
        "CAP",
        "barrier",
        "rules",
        "Staff had no time at all to meet.",
    ]


def test_an_answer_has_its_question_and_says_that_it_is_made_up():
    rows = quotes_table(drawn_base()).set_index("segment_id")
    told = rows.loc["fb/q/r1:0-17", ["case_id", "survey_id", "question_id", "respondent_id", "illustrative"]].tolist()
    assert told == ["", "fb", "q", "r1", "yes"]
    assert rows.loc["leeds:0-33", "illustrative"] == ""


def test_a_passage_with_two_codes_is_two_quotes_and_one_that_is_unsure_is_none():
    rows = quotes_table(drawn_base())
    assert rows["segment_id"].tolist().count("leeds:35-65") == 2
    assert "TECH" not in rows["code"].tolist()


def test_no_cell_of_a_quote_is_missing_but_its_page():
    rows = quotes_table(drawn_base())
    assert not rows.drop(columns="page").isna().any(axis=None)
    assert rows["page"].isna().all()


def test_other_attributes_of_a_case_stand_beside_its_quotes_and_its_codes():
    more = "case_id | attribute | value\nleeds | region | North\nleeds | text | long"
    drawn = drawn_base(case_attributes=more)
    rows = quotes_table(drawn).set_index("segment_id")
    assert rows.loc["leeds:0-33", ["region", "case_text"]].tolist() == ["North", "long"]
    assert rows.loc["truro:0-29", "region"] == "not stated"
    assert wide(drawn).set_index("case_id").loc["leeds", "region"] == "North"


def test_a_case_is_one_row_with_0_or_1_for_every_code_as_the_count_matrix_has_it():
    drawn = drawn_base()
    for level in ("code", "theme"):
        table, counts = wide(drawn, level=level).set_index("case_id"), count_matrix(drawn, level=level)
        assert table.index.tolist() == ["leeds", "truro"]
        assert table[list(counts.columns)].equals(counts.rename_axis(columns=None))
        assert set(table[list(counts.columns)].to_numpy().ravel()) <= {0, 1}
    assert wide(drawn).set_index("case_id").loc["leeds", ["CAP", "CAP.time", "CULT", "TECH"]].tolist() == [1, 1, 1, 0]


def test_barriers_alone_may_be_asked_for():
    assert wide(drawn_base(), polarity="barrier").set_index("case_id")["CULT"].to_dict() == {"leeds": 0, "truro": 1}


def test_an_attribute_called_like_a_code_hides_no_code():
    drawn = drawn_base(case_attributes="case_id | attribute | value\nleeds | CULT | open")
    row = wide(drawn).set_index("case_id").loc["leeds"]
    assert row["CULT"] == 1
    assert row["attribute_CULT"] == "open"


def test_an_empty_base_gives_empty_tables():
    assert quotes_table(base()).empty
    assert isinstance(wide(base()), pd.DataFrame)
    assert wide(base()).empty
