"""What stands, what rolls up and what cases hold, against the plain definitions: codings one by one, in Python."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.coded import coded_segments, roll_up, rolled_segments
from evidence.coded.counted import case_cells
from evidence.coding.decisions import settle
from evidence.landscape.cells import cells, passages
from evidence.matrix import code_summary, codes_by_attribute, cooccurrence, count_matrix, theme_by_polarity
from evidence.model import TABLES
from tests.drawing import base

CODES = ("A", "A.x", "A.x.1", "A.y", "B", "B.z")
CASES = ("derby", "leeds", "truro")
SEGMENTS = tuple(f"{case}:{n * 6}-{n * 6 + 5}" for case in CASES for n in range(3))
SAYS = {"barrier": {"barrier", "mixed"}, "enabler": {"enabler", "mixed"}, "mixed": {"mixed"}, "none": {"none"}}


@st.composite
def bases(draw):
    """Three cases of three passages, with the decisions of the rules, a model and three people on some of them."""
    keys = st.tuples(st.sampled_from(SEGMENTS), st.sampled_from(CODES), st.sampled_from(("rules", "model", "ana", "ben", "cleo")))
    rows = [
        {
            "segment_id": segment,
            "code": code,
            "coder": coder,
            "applied": draw(st.sampled_from(("yes", "yes", "no", "unsure"))),
            "polarity": draw(st.sampled_from(tuple(SAYS))),
        }
        for segment, code, coder in draw(st.lists(keys, unique=True, max_size=25))
    ]
    texts = [{"document_id": case, "text": f"text{n}", **_place(case, n)} for case in CASES for n in range(3)]
    documents = [{"document_id": case, "case_id": case, "text": " ".join(f"text{n}"[:5] for n in range(3))} for case in CASES]
    codes = [{"code": code} for code in CODES]
    cases = "case_id | place\nderby | Town\nleeds | City\ntruro | City"
    segments = [{**row, "text": row["text"][:5]} for row in texts]
    return base(cases=cases, documents=documents, segments=segments, codes=codes, codings=rows)


def _place(case, n):
    return {"segment_id": f"{case}:{n * 6}-{n * 6 + 5}", "start": n * 6, "end": n * 6 + 5, "ordinal": n + 1}


def stands(drawn):
    """(segment, code) to (applied, polarity) by the rule's words: people by majority, else the model, else the rules."""
    found = {}
    codings = drawn.codings.to_dict("records")
    for key in dict.fromkeys((row["segment_id"], row["code"]) for row in codings):
        mine = [row for row in codings if (row["segment_id"], row["code"]) == key]
        people = [row for row in mine if row["coder_kind"] == "person"]
        one = sorted(mine, key=lambda row: (row["coder_kind"] != "person", row["coder"] != "model"))[0]
        applied, polarity = one["applied"], one["polarity"]
        if len(people) > 1:
            said = [row["applied"] for row in people]
            applied = next((word for word in said if said.count(word) * 2 > len(said)), "unsure")
            poles = [row["polarity"] for row in people if row["applied"] == applied and row["polarity"] != "none"]
            polarity = next((pole for pole in poles if poles.count(pole) * 2 > len(poles)), "mixed" if poles else "none")
        found[key] = (applied, polarity)
    return found


def rolled(drawn):
    """(segment, code) to (applied, polarity): of the code and all above it, yes and sides of any decision below."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for (segment, code), (applied, polarity) in stands(drawn).items():
        if applied in ("yes", "unsure"):
            parts = code.split(".")
            for depth in range(1, len(parts) + 1):
                found.setdefault((segment, ".".join(parts[:depth])), []).append((applied, polarity))
    told = {}
    for key, given_ in found.items():
        poles = [polarity for applied, polarity in given_ if applied == "yes"]
        sides = {side for side in ("barrier", "enabler") if any(pole in SAYS[side] for pole in poles)}
        polarity = "mixed" if len(sides) == 2 else next(iter(sides), "none")
        told[key] = ("yes" if any(applied == "yes" for applied, _ in given_) else "unsure", polarity)
    return told


@settings(max_examples=15)
@given(bases())
def test_of_several_decisions_the_one_that_the_rule_names_stands(drawn):
    settled = settle(drawn.codings)
    found = {(r.segment_id, r.code): (r.applied, r.polarity) for r in settled.itertuples()}
    assert found == stands(drawn)
    first = drawn.codings.drop_duplicates(["segment_id", "code"])
    assert len(settled) == len(first)
    assert settled.drop(columns="agreed").equals(TABLES["codings"].frame(settled.drop(columns="agreed")))


@settings(max_examples=15)
@given(bases())
def test_decisions_that_stand_come_in_the_order_of_the_text_then_of_the_codebook(drawn):
    coded = coded_segments(drawn)
    expected = [
        (segment, code, *stands(drawn)[segment, code])
        for segment in drawn.segments["segment_id"]
        for code in CODES
        if stands(drawn).get((segment, code), ("no",))[0] in ("yes", "unsure")
    ]
    assert list(coded[["segment_id", "code", "applied", "polarity"]].itertuples(index=False, name=None)) == expected


@settings(max_examples=15)
@given(bases())
def test_a_segment_rolls_up_to_what_its_decisions_say_one_by_one(drawn):
    for table in (rolled_segments(drawn), rolled_segments(drawn, kind="case_study"), roll_up(coded_segments(drawn), drawn.codes)):
        found = {(r.segment_id, r.code): (r.applied, r.polarity) for r in table.itertuples()}
        assert found == rolled(drawn)
        assert len(found) == len(table)
        assert table["case_id"].tolist() == [segment.partition(":")[0] for segment in table["segment_id"]]


@settings(max_examples=15)
@given(bases(), st.sampled_from((None, *SAYS)))
def test_counts_of_cases_and_segments_are_what_counting_one_by_one_gives(drawn, polarity):
    held = [
        key for key, (applied, pole) in rolled(drawn).items() if applied == "yes" and (not polarity or pole in SAYS[polarity])
    ]
    for unit, of in (("cases", lambda s: s.partition(":")[0]), ("documents", lambda s: s.partition(":")[0]), ("segments", str)):
        table = count_matrix(drawn, polarity=polarity, unit=unit, rows="place", level="code")
        for code in CODES:
            for place, cases in (("Town", CASES[:1]), ("City", CASES[1:])):
                mine = {of(segment) for segment, own in held if own == code and segment.startswith(cases)}
                assert table.loc[place, code] == len(mine)
    by_place = codes_by_attribute(drawn, "place", polarity=polarity, level="code").set_index(["value", "code"])
    matrix = count_matrix(drawn, polarity=polarity, rows="place", level="code")
    assert all(by_place.loc[(place, code), "cases"] == matrix.loc[place, code] for place in matrix.index for code in CODES)


@settings(max_examples=15)
@given(bases())
def test_the_summary_of_a_code_adds_its_segments_up_by_what_they_say(drawn):
    summary, said = code_summary(drawn).set_index("code"), rolled(drawn)
    for code in CODES:
        yes = [pole for (_, own), (applied, pole) in said.items() if own == code and applied == "yes"]
        assert summary.loc[code, "segments"] == len(yes)
        assert summary.loc[code, [*SAYS]].tolist() == [yes.count(pole) for pole in SAYS]
        assert summary.loc[code, "unsure"] == sum(own == code and applied == "unsure" for (_, own), (applied, _) in said.items())
        assert summary.loc[code, "cases"] == len(
            {s.partition(":")[0] for (s, own), (a, _) in said.items() if own == code and a == "yes"}
        )
    themes = theme_by_polarity(drawn).set_index("theme")
    for theme in ("A", "B"):
        for column, sides in (("cases_barrier", SAYS["barrier"]), ("cases_enabler", SAYS["enabler"]), ("cases_any", set(SAYS))):
            mine = {s.partition(":")[0] for (s, own), (a, pole) in said.items() if own == theme and a == "yes" and pole in sides}
            assert themes.loc[theme, column] == len(mine)


@settings(max_examples=15)
@given(bases())
def test_groups_of_cases_are_counted_and_shown_passage_by_passage(drawn):
    groups = pd.DataFrame({"case_id": ["truro", "leeds", "truro"], "group": ["new", "old", "old"]}, dtype="str")
    said = [(key, pole) for key, (applied, pole) in rolled(drawn).items() if applied == "yes"]
    coded = coded_segments(drawn)
    people = set(coded.loc[(coded["applied"] == "yes") & (coded["coder_kind"] == "person"), "segment_id"])
    order = list(drawn.segments["segment_id"])
    expected = [
        (group, code, segment, case, pole, segment in people)
        for group, cases in (("new", ["truro"]), ("old", ["truro", "leeds"]))
        for code in CODES
        for (segment, own), pole in sorted(said, key=lambda row: order.index(row[0][0]))
        for case in cases
        if own == code and segment.startswith(case)
    ]
    found = passages(drawn, groups, level="code")
    assert list(found.itertuples(index=False, name=None)) == expected
    for row in cells(drawn, groups, level="code").itertuples():
        mine = [told for told in expected if told[:2] == (row.group, row.code)]
        assert (row.cases, row.segments, row.by_person) == (len({t[3] for t in mine}), len(mine), sum(t[5] for t in mine))
        assert row.cases_barrier == len({t[3] for t in mine if t[4] in SAYS["barrier"]})
        assert row.cases_enabler == len({t[3] for t in mine if t[4] in SAYS["enabler"]})


@settings(max_examples=15)
@given(bases(), st.integers(0, 3), st.sampled_from((None, ("leeds", "truro"))))
def test_codes_that_stand_near_each_other_are_counted_pair_by_pair(drawn, within, cases):
    held = [key for key, (applied, _) in rolled(drawn).items() if applied == "yes" and (not cases or key[0].startswith(cases))]
    near = cooccurrence(drawn, how="near", within=within, level="code", cases=cases)
    overlap = cooccurrence(drawn, how="overlap", level="code", cases=cases)
    place = {segment: n for n, segment in enumerate(SEGMENTS)}
    for first in CODES:
        for second in CODES:
            mine = [(a, b) for a, own in held if own == first for b, other in held if other == second]
            same = [(a, b) for a, b in mine if a.partition(":")[0] == b.partition(":")[0]]
            pairs = [(a, b) for a, b in same if abs(place[a] - place[b]) <= within]
            alone = sum(own == first for _, own in held)
            assert near.loc[first, second] == (len(pairs) if first != second else alone)
            assert overlap.loc[first, second] == (sum(a == b for a, b in mine) if first != second else alone)


@settings(max_examples=15)
@given(bases())
def test_cells_of_cases_count_documents_and_segments_once(drawn):
    said = [key for key, (applied, _) in rolled(drawn).items() if applied == "yes"]
    expected = {}
    for segment, code in said:
        key = (segment.partition(":")[0], code)
        expected[key] = expected.get(key, 0) + 1
    table = case_cells(drawn)
    assert {(r.case_id, r.code): r.segments for r in table.itertuples()} == expected
    assert (table["documents"] == 1).all()
