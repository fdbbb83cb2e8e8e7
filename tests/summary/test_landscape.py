"""What the evidence covers, in words: each number with its base, small ones named as small, and nothing said of nothing."""

from __future__ import annotations

import pytest

from evidence.landscape import by_period
from evidence.summary import landscape
from tests.drawing import base
from tests.landscape.drawn import places

EMPTY = base(codes="code\nCAP")

FINDING = """
findings:
  - id: time
    claim: There is no time.
    codes: [CAP.time]
    for:
      - {segment: "leeds:0-25", quote: had no time}
    confidence:
      level: low
      by: Ana
      reasons: {methodological limitations: M., coherence: C., adequacy: A., relevance: R.}
"""


@pytest.fixture
def findings(tmp_path):
    path = tmp_path / "findings.yaml"
    path.write_text(FINDING)
    return path


def test_the_bottom_line_names_what_was_not_read_and_what_rests_on_one_case(findings):
    said = landscape.bottom_line(places(), landscape.gaps(places(), findings, ["gangs"])).sentences
    assert said[0] == "4 cases of 2 policy areas were read for 3 themes."
    assert said[1] == "The question covers gangs too, and no case of it was read."
    assert said[2] == "1 policy area rests on a single case: safeguarding."
    # housing speaks of 2 of 3 themes, safeguarding of 2, the one that is not stated of none
    assert said[3].startswith("Of the 6 combinations of a theme and a policy area that was read, 2 hold nothing")
    assert said[4] == "A finding that a person made rests on 1 of the 4 that hold something."
    assert said[5].startswith("4 cases are too few to say")


def test_the_table_of_gaps_says_how_many_and_how_sure(findings):
    table = landscape.gap_table(landscape.gaps(places(), findings, ["gangs"]))
    assert table.columns == ("Policy area", "Cases read", "Capacity", "Culture", "Outcomes")
    assert table.rows == (
        ("housing", "2", "2 (low)", "1", "–"),
        ("safeguarding", "1", "–", "1", "1"),
        ("not stated", "1", "–", "–", "–"),
        ("gangs", "0", "no case read", "no case read", "no case read"),
    )


def test_each_cell_leads_to_its_passages(findings):
    rows = landscape.gap_references(places(), landscape.gaps(places(), findings)).rows
    assert rows[0] == ("housing", "Capacity", "2", "2", "time", "leeds:0-25; truro:0-20")
    assert len(rows) == 4


def test_a_cell_of_many_passages_names_some_and_counts_the_rest(findings):
    texts = [f"Time number {n}." for n in range(15)]
    many = base(
        cases="case_id | policy_area\na | x",
        segments=[{"document_id": "a", "text": text} for text in texts],
        codings=[{"segment_id": f"a:{17 * 0}-{len(texts[0])}", "code": "CAP"}],
    )
    held = base(
        cases="case_id | policy_area\na | x",
        segments=[{"document_id": "a", "text": text} for text in texts],
        codings=[{"segment_id": segment, "code": "CAP"} for segment in many.segments["segment_id"]],
    )
    (row,) = landscape.gap_references(held, landscape.gaps(held, findings.parent / "none.yaml")).rows
    assert row[-1].count(":") == 12
    assert row[-1].endswith("; and 3 more")


def test_years_with_few_cases_are_named_as_single_stories():
    said = landscape.periods_said(places()).sentences
    assert said[0] == "The cases tell of 2012 to 2014; of 4 cases, 3 say which years."
    assert said[1] == "Fewer than 5 cases tell of 2012 (2), 2013 (1) and 2014 (2): read these as single stories."


def test_years_with_enough_cases_name_what_is_spoken_of_most():
    many = base(
        cases="case_id | date\n" + "\n".join(f"c{n} | 2015" for n in range(6)),
        segments=[{"document_id": f"c{n}", "text": "No time."} for n in range(6)],
        codings=[{"segment_id": f"c{n}:0-8", "code": "CAP"} for n in range(4)],
    )
    assert landscape.periods_said(many).sentences[1] == "2015: most spoken of, in 4 of 6 cases: cap."
    silent = base(cases="case_id | date\n" + "\n".join(f"c{n} | 2015" for n in range(6)), segments=many.segments, codes="code\nX",
                  documents=many.documents)  # fmt: skip
    assert landscape.periods_said(silent).sentences[1] == "2015: none of 6 cases speaks of any theme."


def test_a_table_of_years_says_at_its_head_how_many_cases_tell_of_each():
    table = landscape.counts_table(by_period(places()), "Years")
    assert table.columns == ("Theme", "2012 (of 2)", "2013 (of 1)", "2014 (of 2)")
    assert table.rows[1] == ("Culture", "1", "1", "2")


def test_models_are_told_with_their_counts_and_never_ranked():
    said = landscape.models_said(places(), ["virtual hub", "hub"]).sentences
    assert said[0] == "4 cases by model: hub (2); small team (1); not stated (1)."
    assert said[1] == "Hub: most often a barrier: capacity (2 of 2 cases); most often an enabler: culture (1 of 2 cases)."
    assert said[2] == "Small team: none reports a barrier; most often an enabler: culture (1 of 1 cases)."
    assert "The question covers virtual hub too, and no case of it was read." in said
    assert any(sentence.startswith("Fewer than 5 cases each") for sentence in said)
    assert not any("best" in sentence and "does not say" not in sentence for sentence in said)


def test_tables_of_models_say_how_many_of_how_many_and_pass_over_what_none_reports():
    table = landscape.models_table(places())
    assert table.columns == ("Theme", "Says", "Hub", "Small team", "Not stated")
    assert table.rows == (
        ("Capacity", "a barrier", "2 of 2", "0 of 1", "0 of 1"),
        ("Culture", "an enabler", "1 of 2", "1 of 1", "0 of 1"),
    )
    assert landscape.outcomes_table(places()).rows == (("Outcomes", "0 of 2", "1 of 1", "0 of 1"),)
    assert table.note == "Fewer than 5 cases: hub; small team; not stated."


def test_a_model_worded_anew_in_every_case_is_left_to_be_grouped():
    many = base(
        cases="case_id | model\n" + "\n".join(f"c{n} | model {n}" for n in range(11)),
        segments=[{"document_id": f"c{n}", "text": "No time."} for n in range(11)],
        codings=[{"segment_id": f"c{n}:0-8", "code": "CAP", "polarity": "barrier"} for n in range(11)],
    )
    assert "and 3 more, which a column 'model_type' in cases.csv could group" in landscape.models_said(many).sentences[0]
    assert len(landscape.models_table(many).columns) == 2 + 8


def six(*codes):
    return base(
        segments=[{"document_id": f"c{n}", "text": "No time."} for n in range(len(codes))],
        codings=[{"segment_id": f"c{n}:0-8", "code": code} for n, held in enumerate(codes) for code in held],
    )


def test_saturation_is_said_of_the_last_cases_against_the_first():
    said = landscape.saturation_said(six("AB", "A", "B", "A", "C", "A")).sentences
    assert said[0] == (
        "The last 2 cases, in the order of their files, brought 1 code that no case before them held, 50% of the 2 in the "
        "first 4: further cases may bring more."
    )
    assert said[2].startswith("The cases hold 3 of 3 codes of the codebook. 1 code stands in one case alone")
    low = landscape.saturation_said(six("AB", "A", "B", "A", "B", "A")).sentences[0]
    assert "brought no code that no case before them held: by a common rule, further cases of this kind would" in low
    assert landscape.saturation_table(six("AB", "A")).rows[0][2:5] == ("2", "2", "2")


STATE = {"cases": {}, "codes": {}, "findings": {}}


def changed(before, now):
    exhibits = list(landscape.what_changed({"before": {**STATE, **before}, "now": {**STATE, **now}}))
    return exhibits[0].sentences[1:], exhibits[1:]


@pytest.mark.parametrize("record", [None, {"before": None, "now": STATE}])
def test_a_first_build_has_nothing_to_be_compared_with(record):
    (said,) = landscape.what_changed(record)
    assert said.sentences[0].startswith("No earlier build")


def test_new_gone_and_changed_cases_are_named():
    old = {"a": {"title": "Alpha", "hash": "1"}, "b": {"title": "Beta", "hash": "1"}}
    new = {"a": {"title": "Alpha", "hash": "2"}, "c": {"title": "Gamma", "hash": "1"}}
    said, _ = changed({"cases": old}, {"cases": new})
    assert said[:3] == (
        "1 case new: Gamma.",
        "1 case no longer there: Beta.",
        "1 case with a changed source: Alpha.",
    )


def test_codes_that_changed_in_number_are_a_table():
    counts = {"name": "Time", "cases": 1, "passages": 2}
    said, (table,) = changed(
        {"codes": {"T": counts}}, {"codes": {"T": {**counts, "passages": 3}, "U": {**counts, "name": "Use"}}}
    )
    assert said[-1] == "Passages of 2 codes changed in number."
    assert table.rows == (("Time", "T", "1", "1", "2", "3"), ("Use", "U", "0", "1", "0", "2"))


def test_findings_are_new_withdrawn_or_changed_in_what_is_named():
    one = {"claim": "C.", "confidence": "low", "cited": ["for a:0-8"]}
    said, _ = changed(
        {"findings": {"x": one, "y": one, "same": one}},
        {"findings": {"x": {**one, "confidence": "high", "cited": []}, "z": one, "same": one}},
    )
    assert said[1:4] == (
        "Finding 'z' is new: C.",
        "Finding 'y' was withdrawn: C.",
        "Finding 'x' changed in its confidence and the passages it cites (it was low, and is high).",
    )
    assert "did not fit its evidence base" in changed({"findings": None}, {})[0][1]


def test_nothing_changed_is_said():
    said, tables = changed({}, {})
    assert said == ("The cases are the same.", "The findings are the same.", "No code changed in number.")
    assert not tables


def test_an_empty_base_is_told_without_an_error(tmp_path):
    gaps = landscape.gaps(EMPTY, tmp_path / "none.yaml")
    shown = [
        landscape.bottom_line(EMPTY, gaps),
        landscape.gap_table(gaps),
        landscape.gap_references(EMPTY, gaps),
        landscape.saturation_said(EMPTY),
        landscape.saturation_table(EMPTY),
        landscape.periods_said(EMPTY),
        landscape.counts_table(by_period(EMPTY), "Years"),
        landscape.models_said(EMPTY),
        landscape.models_table(EMPTY),
        landscape.outcomes_table(EMPTY),
    ]
    assert all(repr(exhibit) and exhibit._repr_html_() for exhibit in shown)
