"""What a reader with five minutes is told: claims and how sure they are, answers, what is asked of others, and gaps."""

from __future__ import annotations

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
    first, judged, other = claims_in_brief(places(), path).sentences
    assert first == "2 findings that people stand by; the confidence in 1 of them was judged by: Ana."
    assert "(low confidence; 1 of" in judged
    assert "(confidence not judged; 1 of" in other


def test_only_what_is_judged_to_be_beyond_a_place_is_asked_of_others(tmp_path):
    base = places(codings="segment_id | code | polarity\nleeds:0-25 | CAP.time | barrier")
    first, *asks = asked_of_others(base, register(tmp_path, base)).sentences
    assert first.startswith("1 thing that people judged to be beyond a single place")
    assert [ask.split(". (")[0] for ask in asks] == ["Fund the time"]
    assert "status: raised" in asks[0]


def test_without_a_register_nothing_is_asked_and_without_findings_counts_are_no_findings(tmp_path):
    assert asked_of_others(places(), tmp_path / "escalation.yaml") == Statement(())
    told = in_brief(places(), Project("p", tmp_path, tmp_path / "out", "P"))
    assert [statement.heading for statement in told] == [
        "What we know, and how surely",
        "Barriers, and what answered them",
        "Where the evidence is thin",
    ]
    assert "no count is a finding" in told[0].sentences[0]
