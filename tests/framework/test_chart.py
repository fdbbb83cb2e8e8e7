"""The framework matrix: nothing that was coded is out of reach, nothing is said without a passage, empty cells are seen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.coded import coded_segments
from evidence.framework import (
    case_order,
    cell_segments,
    cell_states,
    framework_matrix,
    framework_sentences,
    no_sentences,
)
from evidence.framework.written import squeezed
from tests.drawing import base
from tests.framework.drawn import NOBODY, TRUST, matrix_base, written

WROTE = f"case_id | code | sentence | segments\nleeds | CULT | Trust took a year. | {TRUST}"


def test_what_a_person_wrote_stands_in_place_of_the_draft_and_drafts_say_that_they_are():
    told = framework_sentences(matrix_base(), written(WROTE))
    assert told[["case_id", "column", "draft", "author"]].to_numpy().tolist() == [
        ["leeds", "CAP", True, ""],
        ["leeds", "CULT", False, "ana"],
        ["truro", "CULT", True, ""],
    ]
    matrix = framework_matrix(matrix_base(), told)
    assert matrix.loc["leeds", "CULT"] == f"Trust took a year. [{TRUST}]"
    assert matrix.loc["leeds", "CAP"].startswith("Draft: ")


def test_empty_cells_are_shown_and_a_passage_that_is_unsure_fills_none():
    states = cell_states(matrix_base(), framework_sentences(matrix_base(), written(WROTE)))
    assert states.to_numpy().tolist() == [["draft", "written", "empty"], ["empty", "draft", "empty"]]


def test_a_draft_is_the_sentence_of_the_passage_that_speaks_of_the_code():
    told = framework_sentences(matrix_base(), no_sentences()).set_index(["case_id", "column"])
    assert told.loc[("leeds", "CULT"), "sentence"] == "Trust was built within a long year."


def test_at_the_level_of_codes_a_passage_stands_under_the_code_it_was_given_and_nowhere_else():
    told = framework_sentences(matrix_base(), no_sentences(), level="code")
    assert told["column"].tolist() == ["CAP.time", "CULT", "CULT.trust"]
    assert cell_states(matrix_base(), told, level="code").loc["leeds"].tolist() == ["empty", "draft", "draft", "empty", "empty"]


def test_a_sentence_written_for_a_code_stands_in_the_column_of_its_theme_and_keeps_its_code():
    told = framework_sentences(
        matrix_base(), written(f"case_id | code | sentence | segments\ntruro | CULT.trust | None. | {NOBODY}")
    )
    row = told[~told["draft"]].iloc[0]
    assert (row["column"], row["code"]) == ("CULT", "CULT.trust")


def test_a_draft_shows_both_sides_of_a_cell_before_a_second_passage_of_one():
    drawn = base(
        segments="document_id | text\nleeds | There was mistrust.\nleeds | There was fear.\nleeds | Then trust came.",
        codings="""
            segment_id  | code | polarity | score
            leeds:0-19  | CULT | barrier  | 0.9
            leeds:21-36 | CULT | barrier  | 0.8
            leeds:38-54 | CULT | enabler  | 0.3
        """,
    )
    assert framework_sentences(drawn, no_sentences())["segments"].tolist() == ["leeds:0-19", "leeds:38-54"]


def test_what_a_person_decided_is_drafted_before_what_a_machine_is_sure_of():
    drawn = base(
        segments="document_id | text\nleeds | There was mistrust.\nleeds | There was fear.",
        codings="segment_id | code | coder | score\nleeds:0-19 | CULT | rules | 0.99\nleeds:21-36 | CULT | ana | .",
    )
    assert framework_sentences(drawn, no_sentences(), most=1)["segments"].tolist() == ["leeds:21-36"]


def test_a_draft_never_looks_as_if_it_had_a_reference_of_its_own():
    drawn = base(segments="document_id | text\nleeds | Trust grew [P1] here.", codings="segment_id | code\nleeds:0-21 | CULT")
    assert framework_sentences(drawn, no_sentences())["sentence"].tolist() == ["Trust grew (P1) here."]


def test_rows_are_sorted_by_an_attribute_and_what_is_not_known_comes_last():
    assert case_order(matrix_base(), "policy_area").to_numpy().tolist() == [["leeds", "homes"], ["truro", "not stated"]]
    other = matrix_base(case_attributes="case_id | attribute | value\nleeds | size | 9\ntruro | size | 1")
    assert cell_states(other, framework_sentences(other, no_sentences()), by="size").index.tolist() == ["truro", "leeds"]
    with pytest.raises(ValueError, match="did you mean 'policy_area'"):
        case_order(matrix_base(), "policy_aria")


def test_a_level_that_is_none_is_told():
    with pytest.raises(ValueError, match="'theme' or 'code'"):
        framework_sentences(matrix_base(), no_sentences(), level="thema")


def test_an_empty_base_has_an_empty_matrix():
    told = framework_sentences(base(), no_sentences())
    assert told.empty
    assert cell_states(base(), told).empty
    assert cell_segments(base(), told).empty
    assert framework_matrix(base(), told).empty


CODES = ("CAP", "CAP.time", "CULT", "CULT.trust")
coding = st.tuples(
    st.sampled_from(["leeds", "truro"]), st.integers(0, 2), st.sampled_from(CODES), st.sampled_from(["yes", "unsure", "no"])
)
sentence = st.tuples(st.sampled_from(["leeds", "truro"]), st.sampled_from(CODES), st.sets(st.integers(0, 2), min_size=1))


@settings(max_examples=25)
@given(
    st.lists(coding, unique_by=lambda row: row[:3], max_size=10),
    st.lists(sentence, max_size=4),
    st.sampled_from(["theme", "code"]),
)
def test_every_coded_passage_is_reached_from_its_cell_and_every_sentence_rests_on_a_passage(codings, wrote, level):
    texts = [{"document_id": d, "text": f"Passage {n}. It says more."} for d in ("leeds", "truro") for n in range(3)]
    at = {(d, n): f"{d}:{26 * n}-{26 * n + 24}" for d in ("leeds", "truro") for n in range(3)}
    rows = [{"segment_id": at[d, n], "code": code, "applied": applied} for d, n, code, applied in codings]
    known = base(segments=texts, codings=rows, codes=[{"code": code} for code in CODES])
    people = written()
    for number, (case, code, passages) in enumerate(wrote):
        references = " ".join(at[case, n] for n in sorted(passages))
        people.loc[len(people)] = [case, code, f"Sentence {number}.", references, "ana", "2026-11-01"]
    told = framework_sentences(known, people, level=level)
    links = cell_segments(known, told, level=level)
    coded = coded_segments(known, kind="case_study")
    yes = coded[coded["applied"] == "yes"]
    column = yes["theme"] if level == "theme" else yes["code"]
    # Every indexed passage of a case under a code is reached from its cell, and nothing else counts as coded there.
    indexed = set(zip(yes["case_id"], column, yes["segment_id"], strict=True))
    assert set(links[links["coded"]][["case_id", "column", "segment_id"]].itertuples(index=False, name=None)) == indexed
    # Every sentence has a passage, and every passage that is cited leads back to its cell.
    cited = {(r.case_id, r.column, s) for r in told.itertuples() for s in r.segments.split()}
    assert told["segments"].str.len().gt(0).all()
    assert set(links[links["cited"]][["case_id", "column", "segment_id"]].itertuples(index=False, name=None)) == cited
    # A cell is empty exactly where no one wrote and nothing was coded; together the cells are all cells.
    states = cell_states(known, told, level=level)
    filled = {(c, k) for c, k, _ in indexed} | {(r.case_id, r.column) for r in told[~told["draft"]].itertuples()}
    assert {(c, k) for c in states.index for k in states.columns if states.loc[c, k] != "empty"} == filled
    # All that people wrote is there, with author and time; a draft is word for word of its passage.
    kept = told.loc[~told["draft"], ["sentence", "author", "edited"]].sort_values("sentence").to_numpy().tolist()
    assert kept == people[["sentence", "author", "edited"]].sort_values("sentence").to_numpy().tolist()
    words = dict(zip(known.segments["segment_id"], known.segments["text"], strict=True))
    assert all(row.sentence in squeezed(words[row.segments]) for row in told[told["draft"]].itertuples())
