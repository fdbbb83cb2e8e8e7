import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.coding.decisions import settle
from evidence.model import TABLES
from tests.drawing import frame


def settled(text: str) -> list[tuple[str, str, str, bool]]:
    rows = settle(frame("codings", text))
    return list(zip(rows["coder"], rows["applied"], rows["polarity"], rows["agreed"], strict=True))


def test_a_persons_decision_stands_above_a_machines():
    assert settled("""
        segment_id | code  | coder | applied
        d:0-1      | trust | model | yes
        d:0-1      | trust | rules | yes
        d:0-1      | trust | zoe   | no
    """) == [("zoe", "no", "none", True)]


def test_the_model_stands_above_the_rules():
    assert settled("""
        segment_id | code  | coder | applied | polarity
        d:0-1      | trust | rules | yes     | barrier
        d:0-1      | trust | model | unsure  | enabler
    """) == [("model", "unsure", "enabler", True)]


def test_among_several_people_the_majority_decides():
    assert settled("""
        segment_id | code  | coder | applied
        d:0-1      | trust | ana   | yes
        d:0-1      | trust | ben   | no
        d:0-1      | trust | cem   | yes
        d:0-1      | trust | rules | no
    """) == [("ana; ben; cem", "yes", "none", False)]


@pytest.mark.parametrize(("second", "third"), [("no", None), ("unsure", None), ("no", "unsure")])
def test_without_a_majority_the_code_is_unsure(second, third):
    rows = [
        {"segment_id": "d:0-1", "code": "t", "coder": c, "applied": a}
        for c, a in (("a", "yes"), ("b", second), ("c", third))
        if a
    ]
    (row,) = settle(frame("codings", rows)).itertuples()
    assert (row.applied, row.agreed) == ("unsure", False)


@pytest.mark.parametrize(
    ("polarities", "together"),
    [
        (("barrier", "barrier", "enabler"), "barrier"),
        (("barrier", "enabler"), "mixed"),
        (("barrier", "none"), "barrier"),
        (("none", "none"), "none"),
    ],
)
def test_people_who_agree_on_the_code_decide_its_polarity(polarities, together):
    rows = [{"segment_id": "d:0-1", "code": "t", "coder": f"c{n}", "polarity": p} for n, p in enumerate(polarities)]
    rows.append({"segment_id": "d:0-1", "code": "t", "coder": "z", "applied": "no", "polarity": "none"})
    rows = rows if len(rows) > 3 else rows[:-1]
    (row,) = settle(frame("codings", rows)).itertuples()
    assert (row.applied, row.polarity) == ("yes", together)


def test_memos_of_all_are_kept_and_the_last_date():
    rows = settle(
        frame(
            "codings",
            """
            segment_id | code  | coder | memo  | decided
            d:0-1      | trust | ana   | early | 2026-01-02
            d:0-1      | trust | ben   | .     | 2026-03-04
            d:0-1      | trust | cem   | late  | 2026-02-03
            """,
        )
    )
    assert rows[["memo", "decided"]].values.tolist() == [["early; late", "2026-03-04"]]


CODINGS = st.lists(
    st.tuples(
        st.sampled_from(["d:0-1", "d:1-2"]),
        st.sampled_from(["x", "y"]),
        st.sampled_from(["ana", "ben", "rules", "model"]),
        st.sampled_from(["yes", "no", "unsure"]),
    ),
    unique_by=lambda row: row[:3],
)


@settings(deadline=None)
@given(CODINGS, st.randoms())
def test_one_decision_stands_for_each_pair_whatever_the_order_of_coders(rows, random):
    table = frame("codings", [dict(zip(("segment_id", "code", "coder", "applied"), row, strict=True)) for row in rows])
    before = table.copy()
    stands = settle(table)
    assert list(stands.columns) == [*TABLES["codings"].columns, "agreed"]
    assert {tuple(pair) for pair in stands[["segment_id", "code"]].values} == {row[:2] for row in rows}
    assert not stands.duplicated(["segment_id", "code"]).any()
    random.shuffle(rows)
    other = frame("codings", [dict(zip(("segment_id", "code", "coder", "applied"), row, strict=True)) for row in rows])
    key = ["segment_id", "code"]
    pd.testing.assert_frame_equal(stands.sort_values(key, ignore_index=True), settle(other).sort_values(key, ignore_index=True))
    pd.testing.assert_frame_equal(table, before)
