"""Answers and codings as they come: nothing is guessed, nothing stops the coders, and no decision is lost."""

import pytest

from evidence.codebook import Code, Codebook
from evidence.coding.classifier import code_by_model
from evidence.coding.rules import code_by_rules
from evidence.model import TABLES
from tests import drawing

BOOK = Codebook(
    "Test",
    "1",
    (
        Code("TRUST", name="Trust", definition="Faith in each other.", terms=("trust",)),
        Code("MONEY", name="Money", definition="Funds.", terms=("money",)),
    ),
)
ODD = {
    "one": "x",
    "stop": ".",
    "emoji": "😀👍🏽 💯",
    "welsh": "Nid oedd gan y tîm ddim amser, ac mae hynny yn broblem.",
    "chinese": "没有时间分享信息",
    "long": "no trust here. " * 6_600 + "no trust",
    "one word of 100,000": "a" * 100_000,
    "plain": "We do not trust them.",
}


@pytest.fixture(scope="module")
def base():
    return drawing.base(segments=[{"document_id": f"d{n}", "text": text} for n, text in enumerate(ODD.values())])


def given(base, rows):
    of = base.segments.set_index("document_id")["segment_id"]
    return drawing.frame("codings", [{"segment_id": of[d], "code": c, "applied": a, "coder": "ana"} for d, c, a in rows])


def names(rows):
    places = {f"d{n}": name for n, name in enumerate(ODD)}
    return {places[segment.partition(":")[0]] for segment in rows.loc[rows["applied"] == "yes", "segment_id"]}


def test_the_rules_read_what_they_know_and_pass_over_the_rest(base):
    assert names(code_by_rules(base.segments, base.documents, BOOK, progress=False)) == {"long", "plain"}


def test_the_learning_coder_gives_each_odd_text_a_strength_and_invents_no_code(base):
    rows = code_by_model(base.segments, base.documents, BOOK, TABLES["codings"].empty(), progress=False)
    assert rows["score"].between(0, 1).all()
    assert "plain" in names(rows)
    assert not names(rows) & {"stop", "emoji", "one"}


def test_a_code_that_people_only_gave_or_only_withheld_is_not_learned_and_not_calibrated(base):
    people = given(base, [(f"d{n}", "TRUST", "yes") for n in range(len(ODD))])
    rows = code_by_model(base.segments, base.documents, BOOK, people, progress=False)
    alone = code_by_model(base.segments, base.documents, BOOK, TABLES["codings"].empty(), progress=False)
    assert not rows["calibrated"].any()
    told = rows[rows["applied"] == "yes"]
    assert set(zip(told["segment_id"], told["code"], strict=True)) == set(
        zip(*(alone.loc[alone["applied"] == "yes", name] for name in ("segment_id", "code")), strict=True)
    )


def test_people_who_contradict_each_other_and_codes_of_an_older_codebook_change_nothing(base):
    ana = given(base, [("d7", "TRUST", "yes"), ("d7", "GONE", "yes")])
    ben = given(base, [("d7", "TRUST", "no")]).assign(coder="ben")
    both = TABLES["codings"].frame([*ana.to_dict("records"), *ben.to_dict("records")])
    rows = code_by_model(base.segments, base.documents, BOOK, both, progress=False)
    assert set(rows["code"]) <= {"TRUST", "MONEY"}
    assert not rows["calibrated"].any()
