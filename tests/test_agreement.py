import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from evidence.agreement import (
    agreement,
    agreement_of_all,
    cohen_kappa,
    decisions,
    disagreements,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    pabak,
    percentage,
)
from evidence.errors import CodingError
from evidence.model import EvidenceBase
from tests.drawing import base, drawn

FOUR_BY_TWELVE = """
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . 3
    . 3 3 3 2 3 4 2 2 5 1 .
    1 2 3 3 2 4 4 1 2 5 1 .
"""
THREE_BY_FIFTEEN = """
    . . . . . 3 4 1 2 1 1 3 3 . 3
    1 . 2 1 3 3 4 3 . . . . . . .
    . . 2 1 3 4 4 . 2 1 1 3 3 . 4
"""
# Fleiss' worked table: ten patients, five answers, fourteen raters
FLEISS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]


def ratings(text: str) -> np.ndarray:
    return np.array([[math.nan if c == "." else float(c) for c in line.split()] for line in text.strip().splitlines()])


@pytest.mark.parametrize(
    ("text", "level", "alpha"),
    [
        (FOUR_BY_TWELVE, "nominal", 0.743421),
        (FOUR_BY_TWELVE, "ordinal", 0.815388),
        (FOUR_BY_TWELVE, "interval", 0.849107),
        (FOUR_BY_TWELVE, "ratio", 0.797403),
        (THREE_BY_FIFTEEN, "nominal", 0.691358),
        (THREE_BY_FIFTEEN, "interval", 0.810845),
    ],
)
def test_alpha_gives_the_known_answers(text, level, alpha):
    assert krippendorff_alpha(ratings(text), level=level) == pytest.approx(alpha, abs=1e-6)


def test_fleiss_kappa_gives_the_known_answer():
    assert fleiss_kappa(np.array(FLEISS)) == pytest.approx(0.209931, abs=1e-6)


@pytest.mark.parametrize("counts", [[[2, 0], [1, 0]], [[1, 0], [0, 1]], np.zeros((0, 2))])
def test_fleiss_kappa_needs_the_same_number_of_coders_throughout(counts):
    with pytest.raises(ValueError, match="same number of coders"):
        fleiss_kappa(np.array(counts))


def test_two_coders_give_the_known_answers():
    table = np.array([[20, 5], [10, 15]])
    assert percentage(table) == pytest.approx(0.7)
    assert cohen_kappa(table) == pytest.approx(0.4)
    assert gwet_ac1(table) == pytest.approx(0.405941, abs=1e-6)
    assert pabak(table) == pytest.approx(0.4)


def test_of_three_answers_pabak_takes_a_third_for_chance():
    # agree on 3 of 4; (3/4 - 1/3) / (1 - 1/3)
    assert pabak(np.array([[1, 0, 0], [0, 1, 1], [0, 0, 1]])) == pytest.approx((3 / 4 - 1 / 3) / (2 / 3))


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_kappa_agrees_with_scikit_learn_wherever_both_coders_vary(cells):
    table = np.array(cells).reshape(2, 2)
    kappa = cohen_kappa(table)
    if (table.sum(axis=0) > 0).all() and (table.sum(axis=1) > 0).all():
        a, b = np.repeat([[0, 0, 1, 1], [0, 1, 0, 1]], table.ravel(), axis=1)
        assert kappa == pytest.approx(cohen_kappa_score(a, b))
    else:
        assert math.isnan(kappa)


@given(st.lists(st.integers(0, 9), min_size=9, max_size=9).filter(any))
def test_no_measure_is_above_one_and_swapping_the_coders_changes_none(cells):
    table = np.array(cells).reshape(3, 3)
    for measure in (percentage, cohen_kappa, gwet_ac1, pabak):
        value = measure(table)
        assert math.isnan(value) or value <= 1 + 1e-12
        assert value == pytest.approx(measure(table.T), nan_ok=True)


@given(st.integers(2, 5), st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=2, max_size=8).filter(lambda u: len(set(u)) > 1))
def test_coders_who_always_agree_have_an_alpha_of_one(coders, units):
    for level in ("nominal", "ordinal", "interval", "ratio"):
        assert krippendorff_alpha(np.array([units] * coders), level=level) == pytest.approx(1)


@pytest.mark.parametrize("text", ["1 1 1\n1 1 1", "1 . 2\n. 1 .", ". .\n. ."])
def test_alpha_of_one_answer_or_of_no_unit_in_common_is_no_number(text):
    assert math.isnan(krippendorff_alpha(ratings(text)))


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="use one of nominal"):
        krippendorff_alpha(ratings("1 2\n1 2"), level="cardinal")


def coded(text: str, **more: object) -> EvidenceBase:
    """Ten segments of three documents: d has five, e has four and f one; rows are (segment, code, a coder a column)."""
    words = {"d": 5, "e": 4, "f": 1}
    segments = [{"document_id": d, "text": f"Passage {n}."} for d, count in words.items() for n in range(count)]
    place = {f"{d}{n}": f"{d}:{12 * n}-{12 * n + 10}" for d, count in words.items() for n in range(count)}
    codings = []
    for row in drawn(text):
        segment, code = place[row.pop("segment")], row.pop("code")
        for coder, cell in row.items():
            if cell:
                applied, _, polarity = cell.partition(" ")
                codings.append(
                    {"segment_id": segment, "code": code, "coder": coder, "applied": applied, "polarity": polarity or "none"}
                )
    return base(segments=segments, codings=codings, **more)


STYLE = """
    segment | code       | ana | ben
    d0      | leadership | yes | yes
    d1      | leadership | yes | yes
    d2      | leadership | yes | no
    d3      | leadership | no  | no
"""


def one(table, code: str = "all codes"):
    return table.set_index("code").loc[code]


def test_kappa_counts_a_withheld_code_as_a_decision():
    row = one(agreement(coded(STYLE), "ana", "ben"), "leadership")
    # agree on 3 of 4; by chance 3/4 * 2/4 + 1/4 * 2/4 = 1/2; (3/4 - 1/2) / (1 - 1/2) = 1/2
    assert row["cohen_kappa"] == pytest.approx(0.5)
    assert row[["both", "both_yes", "only_a", "only_b", "both_no", "unsure"]].tolist() == [4, 2, 1, 0, 1, 0]
    assert row["percentage"] == 0.75
    assert row["reason"] == "no interval: too few segments on which a coder varied"


def test_a_segment_that_only_one_coder_has_seen_is_counted_apart_and_in_no_measure():
    more = STYLE + "    d4 | leadership | yes | .\n    e0 | leadership | . | no\n    e1 | leadership | . | no\n"
    row = one(agreement(coded(more), "ana", "ben"), "leadership")
    assert row[["both", "seen_by_a", "seen_by_b"]].tolist() == [4, 1, 2]
    assert row["cohen_kappa"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ("yes | yes\nyes | yes", "both always said yes"),
        ("yes | no\nno | no", "ben always said no"),
        ("yes | yes\nyes | no", "ana always said yes"),
        ("yes | no\nyes | no", "each always gave one answer"),
        ("yes | .\n. | no", "no segment that both have seen"),
    ],
)
def test_kappa_is_not_estimable_where_a_coder_never_varies_and_is_never_shown_as_zero(answers, reason):
    rows = "\n".join(f"d{n} | leadership | {line}" for n, line in enumerate(answers.splitlines()))
    more = f"segment | code | ana | ben\n{rows}\ne0 | other | yes | yes\ne1 | other | no | no"
    row = one(agreement(coded(more), "ana", "ben"), "leadership")
    assert math.isnan(row["cohen_kappa"])
    assert row["reason"].startswith("not estimable")
    assert reason in row["reason"]


def test_ac1_still_tells_where_kappa_cannot():
    row = one(agreement(coded("segment | code | ana | ben\nd0 | a | no | no\nd1 | a | no | no"), "ana", "ben"), "a")
    assert math.isnan(row["cohen_kappa"])
    assert row["gwet_ac1"] == 1


def test_unsure_is_an_answer_of_its_own():
    more = "segment | code | ana | ben\nd0 | a | yes | unsure\nd1 | a | unsure | unsure\nd2 | a | no | no\nd3 | a | yes | yes"
    row = one(agreement(coded(more), "ana", "ben"), "a")
    assert row["percentage"] == 0.75
    assert row["unsure"] == 2
    # unsure lies between no and yes, so the ordinal alpha is above the nominal one
    nominal = krippendorff_alpha(np.array([[2, 1, 0, 2], [1, 1, 0, 2]], dtype=float))
    ordinal = krippendorff_alpha(np.array([[2, 1, 0, 2], [1, 1, 0, 2]], dtype=float), level="ordinal")
    assert row["krippendorff_alpha"] == pytest.approx(ordinal)
    assert ordinal > nominal


def test_what_counts_as_seen_decides_which_codes_were_withheld():
    marks = "segment | code | ana | ben\nd0 | a | yes | yes\nd0 | b | yes | .\nd1 | a | . | yes"
    drawn_base = coded(marks)
    assert len(decisions(drawn_base, ("ana", "ben")).dropna()) == 1
    by_segment = decisions(drawn_base, ("ana", "ben"), seen="segments").set_index(["segment_id", "code"])
    # on d0 both decided something, so ben withheld b; d1 was seen by ben alone, who withheld b there, too
    assert by_segment.loc[("d:0-10", "b"), ["ana", "ben"]].tolist() == ["yes", "no"]
    assert by_segment.loc[("d:12-22", "b"), "ben"] == "no"
    assert by_segment.loc[("d:12-22", "a")].isna().tolist() == [True, False]
    by_document = one(agreement(drawn_base, "ana", "ben", seen="documents"))
    # five segments and two codes: agree but for d0 b and d1 a
    assert by_document["both"] == 10
    assert by_document["percentage"] == pytest.approx(0.8)


def test_a_machine_has_seen_every_segment_and_withholds_by_silence():
    row = one(
        agreement(coded("segment | code | ana | rules\nd0 | a | yes | .\nd1 | a | no | .\nd2 | a | yes | yes"), "ana", "rules")
    )
    assert row[["both", "only_a", "both_no", "both_yes", "seen_by_a"]].tolist() == [3, 1, 1, 1, 0]


def test_a_machine_is_not_held_to_headings():
    known = coded("segment | code | ana | rules\nd0 | a | yes | .\nd1 | a | no | .\nd2 | a | yes | yes")
    segments = known.segments
    segments.loc[segments["segment_id"] == "d:0-10", "kind"] = "heading"
    row = one(agreement(EvidenceBase({**known.tables, "segments": segments}), "ana", "rules"))
    assert row[["both", "seen_by_a"]].tolist() == [2, 1]


def test_two_machines_are_compared_on_every_segment():
    row = one(agreement(coded("segment | code | model | rules\nd0 | a | yes | .\nd1 | a | yes | yes"), "model", "rules"))
    assert row[["both", "both_no", "only_a"]].tolist() == [10, 8, 1]


def test_coders_with_nothing_in_common_or_unknown_or_the_same_are_refused():
    apart = coded("segment | code | ana | ben\nd0 | a | yes | .\ne0 | a | . | yes")
    with pytest.raises(CodingError, match="nothing in common"):
        agreement(apart, "ana", "ben")
    with pytest.raises(CodingError, match="no coder 'bem'; did you mean 'ben'"):
        agreement(apart, "ana", "bem")
    with pytest.raises(CodingError, match="compared with itself"):
        disagreements(apart, "ana", "ana")
    with pytest.raises(ValueError, match="use one of decided"):
        agreement(apart, "ana", "ben", seen="all")


def test_several_coders_are_measured_on_what_two_or_more_have_seen():
    marks = """
        segment | code | ana | ben | cem
        d0      | a    | yes | yes | yes
        d1      | a    | no  | no  | yes
        d2      | a    | no  | no  | .
        d3      | a    | yes | .   | .
        d0      | b    | yes | yes | yes
        d1      | c    | yes | .   | .
    """
    table = agreement_of_all(coded(marks), ["ana", "ben", "cem"]).set_index("code")
    assert table["segments"].to_dict() == {"a": 3, "b": 1, "c": 0}
    assert table["by_all"].to_dict() == {"a": 2, "b": 1, "c": 0}
    units = np.array([[2, 0, 0, 2], [2, 0, 0, np.nan], [2, 2, np.nan, np.nan]])
    assert table.loc["a", "krippendorff_alpha"] == pytest.approx(krippendorff_alpha(units, level="ordinal"))
    # pairs agree 3 of 3 on d0 and 1 of 3 on d1: 2/3; yes is 4 of 6: by chance (4/6)² + (2/6)² = 5/9
    assert table.loc["a", "fleiss_kappa"] == pytest.approx((2 / 3 - 5 / 9) / (1 - 5 / 9))
    assert "all gave one answer" in table.loc["b", "reason"]
    assert "no segment that two" in table.loc["c", "reason"]
    assert table.loc["a", "reason"] == ""


def many(agreeing: int, contrary: int) -> EvidenceBase:
    texts = [{"document_id": "d", "text": f"Passage {n:03d}."} for n in range(agreeing + contrary)]
    codings = []
    for n in range(agreeing + contrary):
        ana = "yes" if n % 2 else "no"
        ben = ana if n < agreeing else ("no" if ana == "yes" else "yes")
        codings += [
            {"segment_id": f"d:{14 * n}-{14 * n + 12}", "code": "a", "coder": c, "applied": v}
            for c, v in (("ana", ana), ("ben", ben))
        ]
    return base(segments=texts, codings=codings)


def test_the_interval_holds_the_measure_and_is_that_of_the_share_of_agreement():
    row = one(agreement(many(80, 20), "ana", "ben"), "a")
    assert row["cohen_kappa"] == pytest.approx(0.6)
    # AC1 here is close to 2p - 1; p = 0.8 has a standard error of 0.04, so 2p - 1 of 0.08: 0.6 +/- 1.96 * 0.08
    assert row["ac1_low"] == pytest.approx(0.6 - 0.157, abs=0.03)
    assert row["ac1_high"] == pytest.approx(0.6 + 0.157, abs=0.03)
    assert row["kappa_low"] < 0.6 < row["kappa_high"]
    assert row["reason"] == ""


def test_more_segments_narrow_the_interval_and_the_same_seed_gives_the_same():
    few, plenty = (one(agreement(many(n * 8, n * 2), "ana", "ben"), "a") for n in (3, 30))
    assert plenty["kappa_high"] - plenty["kappa_low"] < few["kappa_high"] - few["kappa_low"]
    assert agreement(many(24, 6), "ana", "ben", seed=3).equals(agreement(many(24, 6), "ana", "ben", seed=3))


@settings(deadline=None, max_examples=20)
@given(
    st.lists(st.tuples(st.sampled_from(["yes", "no", "unsure", "."]), st.sampled_from(["yes", "no", "unsure", "."])), max_size=10)
)
def test_every_decision_is_counted_once(pairs):
    rows = "\n".join(f"{'de'[n > 4]}{n % 5} | a | {a} | {b}" for n, (a, b) in enumerate(pairs[:9]))
    known = coded(f"segment | code | ana | ben\n{rows}\nf0 | a | yes | yes")
    row = one(agreement(known, "ana", "ben"), "a")
    assert row[["both_yes", "only_a", "only_b", "both_no", "unsure"]].sum() == row["both"]
    assert 2 * row["both"] + row["seen_by_a"] + row["seen_by_b"] == len(known.codings)


def test_disagreements_stand_side_by_side_with_the_words_flat_ones_first():
    marks = """
        segment | code | ana         | ben
        d0      | a    | yes         | unsure
        d1      | a    | yes barrier | no
        d2      | a    | yes barrier | yes enabler
        d3      | a    | yes         | yes
        d4      | a    | no          | no
        e0      | a    | yes         | .
    """
    table = disagreements(coded(marks), "ana", "ben")
    assert table["segment_id"].tolist() == ["d:12-22", "d:0-10", "d:24-34"]
    assert table["text"][0] == "Passage 1."
    assert table[["decision of ana", "decision of ben"]].to_numpy().tolist()[0] == ["yes", "no"]
    assert table[["polarity of ana", "polarity of ben"]].to_numpy().tolist()[2] == ["barrier", "enabler"]


def test_coders_who_agree_have_no_disagreements():
    assert disagreements(coded("segment | code | ana | ben\nd0 | a | yes | yes"), "ana", "ben").empty
