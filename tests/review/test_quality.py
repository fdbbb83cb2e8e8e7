"""How often the machine is right: only from passages drawn at random, and no figure from too few."""

import math

import pandas as pd
import pytest

from evidence.review.quality import quality
from evidence.survey import wilson
from tests.drawing import base

NO_ONE = {"decided": 0, "right": 0, "there": 0, "found": 0, "unsure": 0}


def decided(*rows):
    """A base in which people decided so: (code, what they said, what the machine had said when drawn, coder)."""
    codings = [
        {"segment_id": f"d{n:03d}:0-2", "code": code, "coder": coder, "applied": applied, "drawn": drawn}
        for n, (code, applied, drawn, *rest) in enumerate(rows)
        for coder in [rest[0] if rest else "ana"]
    ]
    segments = [{"document_id": f"d{n:03d}", "text": "ab"} for n in range(len(rows))]
    return base(segments=segments, codings=codings, codes="code\nCAP\nCAP.time\nCULT")


def row(table, theme):
    return table.set_index("theme").loc[theme]


def test_precision_and_recall_are_shares_of_what_was_drawn():
    # Of 40 yes of the machine people confirm 36; of 40 that are there (36, and 4 that it missed) it found 36.
    told = row(quality(decided(*[("CAP", "yes", "yes")] * 36, *[("CAP", "no", "yes")] * 4, *[("CAP", "yes", "no")] * 4)), "CAP")
    assert (told["decided"], told["right"], told["there"], told["found"]) == (40, 36, 40, 36)
    assert (told["precision"], told["low"], told["high"]) == pytest.approx((0.9, *wilson(0.9, 40)))
    assert told["recall"] == pytest.approx(0.9)
    assert told["note"] == ""


def test_too_few_decisions_give_no_figure_but_how_many_are_missing():
    told = row(quality(decided(*[("CAP", "yes", "yes")] * 23)), "CAP")
    assert math.isnan(told["precision"])
    assert math.isnan(told["recall_low"])
    assert told["note"] == "precision: 7 more needed; recall: 7 more needed"


def test_what_was_not_drawn_counts_for_nothing():
    told = row(quality(decided(("CAP", "no", None), ("CAP", "yes", None))), "all codes")
    assert {name: told[name] for name in NO_ONE} == NO_ONE


def test_a_machine_that_was_unsure_had_not_said_yes():
    # It was unsure of one that is there: not among its yes, and not found.
    told = row(quality(decided(("CAP", "yes", "unsure"), ("CAP", "yes", "yes"))), "CAP")
    assert (told["decided"], told["right"], told["there"], told["found"]) == (1, 1, 2, 1)


def test_people_who_are_unsure_count_for_neither():
    told = row(quality(decided(("CAP", "unsure", "yes"), ("CAP", "yes", "yes"))), "CAP")
    assert (told["decided"], told["unsure"]) == (1, 1)


def test_themes_hold_their_sub_codes_and_all_codes_hold_all():
    table = quality(decided(("CAP.time", "yes", "yes"), ("CULT", "no", "yes")))
    assert table.set_index("theme")["decided"].to_dict() == {"CAP": 1, "CULT": 1, "all codes": 2}


def test_of_several_people_what_they_settle_on_counts_once():
    three = decided(("CAP", "yes", "yes", "ana"))
    more = three.codings.assign(coder="ben", applied="no")
    settled = base(
        segments=three.segments,
        documents=three.documents,
        cases=three.cases,
        codes=three.codes,
        codings=pd.concat([three.codings, more]),
    )
    told = row(quality(settled), "CAP")
    # One against one is unsure.
    assert (told["decided"], told["unsure"]) == (0, 1)
