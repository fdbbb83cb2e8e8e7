"""Codes found together: in one segment, in words that overlap, a few segments apart, on any subset of the cases."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.matrix import EXACT, NEAR, OVERLAP, cooccurrence
from tests.drawing import base

CODES = ("CAP", "CAP.time", "CULT", "CULT.trust")


def in_a_row(codings, **more):
    """Four passages of Leeds and one of Truro; `codings` as (document, passage from 0, code)."""
    texts = [{"document_id": "leeds", "text": f"Passage {n}."} for n in range(4)]
    texts.append({"document_id": "truro", "text": "Passage 0."})
    rows = [{"segment_id": f"{d}:{12 * n}-{12 * n + 10}", "code": code, **spans} for d, n, code, spans in codings]
    return base(segments=texts, codings=rows, codes=[{"code": code} for code in CODES], **more)


def at(document, passage, code, start=None, end=None):
    spans = {} if start is None else {"evidence_start": 12 * passage + start, "evidence_end": 12 * passage + end}
    return document, passage, code, spans


def test_near_counts_each_pair_of_passages_of_one_document_once():
    drawn = in_a_row([at("leeds", 0, "CAP"), at("leeds", 1, "CULT"), at("leeds", 3, "CULT"), at("truro", 0, "CULT")])
    pairs = [cooccurrence(drawn, how=NEAR, within=n).loc["CAP", "CULT"] for n in range(5)]
    # CULT stands 1 and 3 places after CAP in Leeds; Truro's is of another document, however far one looks.
    assert pairs == [0, 1, 1, 2, 2]


def test_headings_do_not_part_what_stands_near():
    drawn = base(
        segments="""
            document_id | text         | kind
            leeds       | No time.     | passage
            leeds       | What helped  | heading
            leeds       | Trust grew.  | passage
        """,
        codings="segment_id | code\nleeds:0-8 | CAP\nleeds:23-34 | CULT",
    )
    assert cooccurrence(drawn, how=NEAR, within=1).loc["CAP", "CULT"] == 1


def test_overlap_is_of_the_words_that_speak_where_the_coder_marked_them():
    apart = in_a_row([at("leeds", 0, "CAP", 0, 4), at("leeds", 0, "CULT", 4, 8)])
    shared = in_a_row([at("leeds", 0, "CAP", 0, 5), at("leeds", 0, "CULT", 4, 8)])
    whole = in_a_row([at("leeds", 0, "CAP", 0, 5), at("leeds", 0, "CULT")])
    found = [cooccurrence(drawn, how=OVERLAP).loc["CAP", "CULT"] for drawn in (apart, shared, whole)]
    assert found == [0, 1, 1]
    assert cooccurrence(apart, how=EXACT).loc["CAP", "CULT"] == 1


def test_a_pair_counts_once_however_many_stretches_of_its_words_overlap():
    drawn = in_a_row([at("leeds", 0, "CAP", 0, 3), at("leeds", 0, "CAP.time", 2, 6), at("leeds", 0, "CULT", 1, 5)])
    assert cooccurrence(drawn, how=OVERLAP).loc["CAP", "CULT"] == 1
    assert cooccurrence(drawn, how=OVERLAP, level="code").loc["CAP.time", "CULT"] == 1


def test_segments_that_overlap_each_other_are_found_together_though_none_holds_both_codes():
    drawn = base(
        documents=[{"document_id": "leeds", "case_id": "leeds", "text": "No time and no trust."}],
        segments=[
            {"document_id": "leeds", "segment_id": "leeds:0-11", "start": 0, "end": 11, "text": "No time and"},
            {"document_id": "leeds", "segment_id": "leeds:8-21", "start": 8, "end": 21, "text": "and no trust."},
        ],
        codings="segment_id | code\nleeds:0-11 | CAP\nleeds:8-21 | CULT",
    )
    assert cooccurrence(drawn, how=EXACT).loc["CAP", "CULT"] == 0
    assert cooccurrence(drawn, how=OVERLAP).loc["CAP", "CULT"] == 1


def test_a_subset_of_the_cases_is_counted_alone():
    drawn = in_a_row([at("leeds", 0, "CAP"), at("leeds", 0, "CULT"), at("truro", 0, "CULT")])
    assert cooccurrence(drawn, cases=["truro"]).to_numpy().tolist() == [[0, 0], [0, 1]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"how": "nearly"}, "did you mean 'near'"),
        ({"within": -1, "how": NEAR}, "from 0"),
        ({"cases": ["leds"]}, "did you mean 'leeds'"),
    ],
)
def test_a_word_that_is_none_is_told(words, said):
    with pytest.raises(ValueError, match=said):
        cooccurrence(in_a_row([]), **words)


coding = st.tuples(st.sampled_from(["leeds"] * 4 + ["truro"]), st.integers(0, 3), st.sampled_from(CODES))


@settings(max_examples=40)
@given(st.sets(coding, max_size=10), st.sampled_from(["theme", "code"]))
def test_whatever_was_coded_the_ways_to_be_together_agree(drawn, level):
    known = in_a_row(
        [at(d, 0 if d == "truro" else n, code) for d, n, code in {(d, 0 if d == "truro" else n, c) for d, n, c in drawn}]
    )
    exact = cooccurrence(known, level=level)
    near = [cooccurrence(known, how=NEAR, within=n, level=level) for n in range(4)]
    assert exact.equals(near[0])
    # Segments of one document never overlap here and no words are marked, so overlap is the same segment.
    assert exact.equals(cooccurrence(known, how=OVERLAP, level=level))
    for table in (exact, *near):
        assert (table == table.T).all(axis=None)
        assert (np.diag(table) == np.diag(exact)).all()
    assert all((wider >= narrower).all(axis=None) for narrower, wider in itertools.pairwise(near))
    parts = [cooccurrence(known, how=NEAR, within=2, level=level, cases=[case]) for case in ("leeds", "truro")]
    assert (parts[0] + parts[1]).equals(near[2])
