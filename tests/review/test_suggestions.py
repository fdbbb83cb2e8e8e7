"""What the codebook misses: telling words of a code that are no terms yet, and passages no code covers."""

import math

import numpy as np
import pytest

from evidence.codebook import Code, Codebook
from evidence.review.suggestions import LEAST_GROUP, find_gaps, log_odds, suggest_terms
from tests.drawing import base

BOOK = Codebook(
    "t",
    "1",
    (
        Code("CULT", definition="d", terms=("trust",)),
        Code("CAP", definition="d", terms=("workload",)),
        Code("NAT", definition="d"),
    ),
)


def told(with_code, without, *, coder="ana", code="CULT", applied="yes"):
    """A base in which passages hold a code and others do not, each in a document of its own."""
    texts = [*with_code, *without]
    segments = [{"document_id": f"d{n:02d}", "text": text} for n, text in enumerate(texts)]
    codings = [
        {"segment_id": f"d{n:02d}:0-{len(text)}", "code": code, "coder": coder, "applied": applied}
        for n, text in enumerate(with_code)
    ]
    return base(segments=segments, codings=codings, codes="code\nCULT\nCAP")


def terms(*args, **more):
    return suggest_terms(told(*args, **more), BOOK, more.get("code", "CULT"))


OTHERS = [f"A plain passage about the weather in place {n}." for n in "abcdefghijklmnop"]
MEETINGS = [f"They {verb} in joint meetings." for verb in ("met", "spoke", "sat", "agreed", "ate")]


def test_a_phrase_of_the_code_is_suggested_with_counts_and_an_example():
    found = terms(MEETINGS, OTHERS)
    (row,) = found.to_dict("records")
    # Its parts "joint" and "meetings" are met only within it.
    assert (row["term"], row["with_code"], row["of"], row["elsewhere"], row["by"]) == ("joint meetings", 5, 5, 0, "people")
    assert row["segment_id"] == f"d00:0-{len(MEETINGS[0])}"
    assert row["text"] == MEETINGS[0]


def test_a_term_of_the_code_is_not_suggested_and_one_of_another_code_says_so():
    passages = [f"Trust and workloads {n}." for n in "vwxyz"]
    found = terms(passages, OTHERS)
    assert list(found["term"]) == ["workloads"]
    assert list(found["also"]) == ["CAP"]


def test_what_is_said_elsewhere_as_often_tells_nothing():
    assert terms(MEETINGS, [*OTHERS[:10], *(f"joint meetings in {n}" for n in "qrstuabcdefg")]).empty


def test_a_word_of_too_few_passages_or_of_one_document_tells_nothing():
    assert terms([*MEETINGS[:2], "Other words.", "Again.", "And so on."], OTHERS).empty
    one = base(
        segments=[{"document_id": "d" if n < 5 else f"e{n}", "text": text} for n, text in enumerate([*MEETINGS, *OTHERS])],
        codings=[
            {"segment_id": s, "code": "CULT", "coder": "ana"}
            for s in base(segments=[{"document_id": "d", "text": text} for text in MEETINGS]).segments["segment_id"]
        ],
        codes="code\nCULT\nCAP",
    )
    assert suggest_terms(one, BOOK, "CULT").empty


def test_forms_of_a_word_count_together():
    passages = ["They argued.", "People argue.", "She argues.", "Nobody argued.", "We were arguing."]
    (row,) = terms(passages, OTHERS).to_dict("records")
    assert (row["term"], row["with_code"]) == ("argued", 5)


def test_with_few_of_peoples_codings_the_machines_are_used_and_it_is_said():
    assert set(terms(MEETINGS, OTHERS, coder="rules")["by"]) == {"machine"}


def test_an_unknown_code_is_told():
    with pytest.raises(KeyError, match="did you mean 'CULT'"):
        suggest_terms(told(MEETINGS, OTHERS), BOOK, "CULTT")


def test_log_odds_are_those_of_the_published_formula():
    # Prior 0.1 of all 100 words, 10 of them this word: 1 of 10. (8 + 1) / (40 + 10 - 9) against (2 + 1) / (60 + 10 - 3).
    expected = (math.log(9 / 41) - math.log(3 / 67)) / math.sqrt(1 / 9 + 1 / 3)
    assert log_odds((8, 2), (40, 60), prior=0.1) == pytest.approx(expected)
    assert log_odds((2, 8), (60, 40), prior=0.1) == pytest.approx(-expected)


PARKING = [f"Parking permits for nurses cost {n} pounds." for n in ("two", "six", "nine", "ten", "twelve", "twenty")]
CHILDCARE = [f"{who} had no childcare after school." for who in ("Ann", "Ben", "Carl", "Dee", "Eve", "Fred")]
MIXED = [
    "Rain fell upon green hills.",
    "Buses ran every twenty minutes, never earlier.",
    "Libraries opened again in autumn.",
    "Someone painted doors blue.",
    "Snow came early and stayed.",
    "Old maps hung beside windows.",
    "Fishing boats left harbour before dawn.",
    "Bread rises slowly overnight.",
]


def gaps(*groups, covered=()):
    return find_gaps(told(covered, [text for group in groups for text in group]))


def test_passages_without_a_code_are_grouped_and_described():
    found = gaps(PARKING, CHILDCARE, MIXED, covered=MEETINGS)
    by_group = found.groupby("group")
    assert by_group["passages"].first().tolist() == [6, 6]
    assert set(found["of"]) == {20}
    words = by_group["words"].first()
    assert any("parking permits" in w for w in words)
    assert any("childcare" in w for w in words)
    # What has a code, and what is like nothing else, is in no group.
    assert not set(found["text"]) & {*MEETINGS, *MIXED}
    for _, group in by_group:
        assert set(group["text"]) <= set(PARKING) or set(group["text"]) <= set(CHILDCARE)


def test_examples_do_not_repeat_each_other_and_the_same_words_count_once():
    found = gaps([*PARKING, *(text.upper() for text in PARKING)], CHILDCARE, MIXED)
    assert found["passages"].iloc[0] == len(PARKING)


def test_the_groups_are_the_same_every_time():
    first = gaps(PARKING, CHILDCARE, MIXED)
    assert first.equals(gaps(PARKING, CHILDCARE, MIXED))


def test_where_no_word_is_met_twice_or_nothing_is_bare_there_is_no_group():
    assert gaps(MIXED).empty
    assert gaps(covered=MEETINGS).empty
    assert gaps(PARKING[: LEAST_GROUP - 1]).empty
    assert np.array_equal(gaps().columns, ["group", "passages", "of", "words", "segment_id", "text"])
