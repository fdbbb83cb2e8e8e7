"""What a reader with five minutes is told: claims and how sure they are, answers, what is asked of others, and gaps."""

from __future__ import annotations

import pytest

from evidence.exhibits import Statement
from evidence.project import Project
from evidence.summary.brief import asked_of_others, claims_in_brief, in_brief
from tests.landscape.drawn import places
from tests.summary.test_landscape import FINDING

UNJUDGED = FINDING[: FINDING.index("    confidence")].replace("id: time", "id: second")

REGISTER = """
barriers:
  - {id: a, code: CAP.time, ask: Fund the time., scope: national, status: raised, by: Ana, reasons: R., for: [FOR]}
  - {id: b, code: CAP.time, ask: Meet., scope: local, status: raised, by: Ana, reasons: R., for: [FOR]}
""".replace("FOR", '{segment: "leeds:0-25", quote: Staff had no time}')


def register(tmp_path, base):
    path = tmp_path / "escalation.yaml"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def test_the_surest_claim_comes_first_and_says_who_judged(tmp_path):
    path = tmp_path / "findings.yaml"
    path.write_text(UNJUDGED + FINDING.replace("\nfindings:", ""), encoding="utf-8")
    first, judged, other, checked = claims_in_brief(places(), path).sentences
    assert first == "People stand by 2 findings. Confidence in 1 of them was judged by: Ana."
    assert ". Low confidence: 1 of" in judged
    assert ". Confidence not judged: 1 of" in other
    assert "a person decided" in checked or "No person has checked" in checked


@pytest.mark.parametrize(
    ("level", "told"), [("low", ". Low confidence: 1 of"), ("high", ". High confidence, where its concerns suggest low: 1 of")]
)
def test_a_level_other_than_the_concerns_suggest_is_told_with_theirs(tmp_path, level, told):
    concerns = "{methodological limitations: serious, coherence: none, adequacy: serious, relevance: none}"
    path = tmp_path / "findings.yaml"
    path.write_text(FINDING.replace("level: low", f"level: {level}\n      concerns: {concerns}"), encoding="utf-8")
    assert told in claims_in_brief(places(), path).sentences[1]


@pytest.mark.parametrize(
    ("cited", "told"),
    [
        (["leeds:0-25, quote: had no time"], "1 against (the same case)."),
        (["truro:0-20, quote: QUOTE"], "1 against."),
        (["leeds:0-25, quote: had no time", "truro:0-20, quote: QUOTE"], "2 against (1 of them cited on both sides)."),
    ],
)
def test_cases_on_both_sides_of_a_finding_are_told(tmp_path, cited, told):
    base = places()
    words = base.tables["segments"].set_index("segment_id")["text"]["truro:0-20"].rstrip(".")
    against = "".join(f"\n      - {{segment: '{one.replace(', quote', chr(39) + ', quote')}}}" for one in cited)
    text = FINDING.replace("    confidence:", f"    against:{against}\n    confidence:".replace("QUOTE", words))
    path = tmp_path / "findings.yaml"
    path.write_text(text, encoding="utf-8")
    assert told in claims_in_brief(base, path).sentences[1]


def test_an_entry_that_cites_more_cases_than_are_coded_says_both(tmp_path):
    base = places()
    text = REGISTER.replace("CAP.time", "CULT.trust" if "CULT.trust" in set(base.tables["codes"]["code"]) else "OUT")
    path = tmp_path / "escalation.yaml"
    path.write_text(text.replace("local", "both"), encoding="utf-8")
    first, ask, _ = asked_of_others(base, path).sentences
    assert "1 judged to need national action alone and 1 judged to need national and local action together" in first
    assert "0 of 4 cases coded so; the entry cites 1 case. Status: raised." in ask


def test_only_what_is_judged_to_be_beyond_a_place_is_asked_of_others(tmp_path):
    base = places(codings="segment_id | code | polarity\nleeds:0-25 | CAP.time | barrier")
    first, *asks = asked_of_others(base, register(tmp_path, base)).sentences
    assert first.startswith("1 thing is asked for: 1 judged to need national action alone.")
    assert [ask.split(". The barrier")[0] for ask in asks] == ["Fund the time"]
    assert asks[0].endswith("Status: raised.")


def test_without_a_register_nothing_is_asked_and_without_findings_counts_are_no_findings(tmp_path):
    assert asked_of_others(places(), tmp_path / "escalation.yaml") == Statement(())
    told = in_brief(places(), Project("p", tmp_path, tmp_path / "out", "P"))
    assert [statement.heading for statement in told] == [
        "What we know, and how surely",
        "Barriers, and what answered them",
        "Where the evidence is thin",
    ]
    assert "no count is a finding" in told[0].sentences[0]
