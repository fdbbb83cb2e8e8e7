import pytest
from lxml import html

from evidence.model import EvidenceBase
from evidence.quotes import as_quotes, choose_quotes, show_quotes
from tests.drawing import base

CASELOAD = "No team had the time to meet its partners because the caseload grew and posts stayed empty."
MEETING = "Partners had no time to meet each other while the caseload of every team kept on growing."
HOURS = "There was hardly time for teams to meet partners since the caseload left few hours in the week."
GARDEN = "The council's gardeners planted roses by the river in spring while children painted the old bridge."
SHORT = "No time."


def spoken(*said: tuple[str, str] | tuple[str, str, dict[str, object]], **more: object) -> EvidenceBase:
    """Passages (case, text, coding) in order, each coded CAP.time as a barrier with strength 0.8, or as given."""
    placed = base(segments=[{"document_id": case, "text": text} for case, text, *_ in said]).segments
    plain = {"code": "CAP.time", "polarity": "barrier", "score": 0.8}
    codings = [
        {"segment_id": segment_id, **plain, **(words[2] if len(words) > 2 else {})}
        for segment_id, words in zip(placed["segment_id"], said, strict=True)
    ]
    return base(segments=[{"document_id": case, "text": text} for case, text, *_ in said], codings=codings, **more)


def cases(chosen) -> list[str]:
    return chosen["case_id"].tolist()


def test_what_is_typical_is_quoted_before_what_is_odd():
    drawn = spoken(("a", GARDEN), ("b", CASELOAD), ("c", MEETING), ("d", HOURS))
    assert cases(choose_quotes(drawn, "CAP.time", most=4))[-1] == "a"


def test_what_a_person_decided_is_quoted_before_a_machine_s_guess_of_the_same_words():
    person = {"coder": "ana", "score": None}
    drawn = spoken(("a", CASELOAD), ("b", MEETING, person), ("c", HOURS))
    chosen = choose_quotes(drawn, "CAP.time")
    assert cases(chosen)[0] == "b"
    assert chosen["reason"][0].startswith("a person decided")


def test_strong_evidence_is_quoted_before_weak():
    drawn = spoken(("a", CASELOAD, {"score": 0.3}), ("b", MEETING, {"score": 1.0}))
    assert cases(choose_quotes(drawn, "CAP.time")) == ["b", "a"]


def test_what_speaks_of_one_theme_is_quoted_before_what_speaks_of_many():
    drawn = spoken(("a", CASELOAD), ("b", MEETING))
    more = [{"segment_id": drawn.segments["segment_id"][0], "code": code} for code in ("CULT.trust", "TECH")]
    codings = [{"segment_id": s, "code": "CAP.time", "score": 0.8} for s in drawn.segments["segment_id"]]
    both = base(segments=[{"document_id": "a", "text": CASELOAD}, {"document_id": "b", "text": MEETING}], codings=codings + more)
    assert cases(choose_quotes(drawn, "CAP")) == ["a", "b"]
    assert cases(choose_quotes(both, "CAP")) == ["b", "a"]
    assert "3 themes" in choose_quotes(both, "CAP")["reason"][1]


def test_a_case_is_quoted_once():
    drawn = spoken(("a", CASELOAD), ("a", MEETING), ("b", HOURS))
    assert sorted(cases(choose_quotes(drawn, "CAP.time"))) == ["a", "b"]


@pytest.mark.parametrize("again", [CASELOAD, CASELOAD.replace(" grew", "  Grew"), CASELOAD.replace("No team", "Not a team")])
def test_the_same_words_are_quoted_once_even_from_two_cases(again):
    chosen = choose_quotes(spoken(("a", CASELOAD), ("b", again), ("c", GARDEN)), "CAP.time")
    assert sorted(cases(chosen)) == ["a", "c"]


def test_a_quotation_of_readable_length_goes_before_a_scrap_or_a_page():
    drawn = spoken(("a", SHORT), ("b", GARDEN), ("c", " ".join([CASELOAD] * 6)))
    assert cases(choose_quotes(drawn, "CAP.time"))[0] == "b"
    assert sorted(cases(choose_quotes(drawn, "CAP.time"))) == ["a", "b", "c"]


def test_a_sentence_goes_before_the_row_of_a_table():
    drawn = spoken(("a", CASELOAD.replace("because", "|")), ("b", GARDEN))
    assert cases(choose_quotes(drawn, "CAP.time")) == ["b", "a"]


def test_only_what_says_so_is_quoted_and_what_says_both_comes_last():
    drawn = spoken(("a", CASELOAD, {"polarity": "mixed"}), ("b", GARDEN), ("c", MEETING, {"polarity": "enabler"}))
    assert cases(choose_quotes(drawn, "CAP.time", polarity="barrier")) == ["b", "a"]
    assert cases(choose_quotes(drawn, "CAP.time", polarity="enabler")) == ["c", "a"]


def test_a_theme_is_quoted_by_its_codes_and_unsure_is_not_quoted():
    drawn = spoken(("a", CASELOAD), ("b", MEETING, {"applied": "unsure"}), ("c", HOURS, {"code": "CULT.trust"}))
    assert cases(choose_quotes(drawn, "CAP")) == ["a"]


def test_no_more_are_quoted_than_asked_and_equals_go_by_document():
    # not a word that tells among them, so all are equally typical
    drawn = spoken(("c", "It is so."), ("a", "🙂 🙂"), ("b", "We are here."))
    assert cases(choose_quotes(drawn, "CAP.time", most=2)) == ["a", "b"]


def test_a_code_that_nothing_says_has_no_quotes():
    drawn = spoken(("a", CASELOAD))
    assert choose_quotes(drawn, "CAP.time", polarity="enabler").empty
    assert len(show_quotes(drawn, "CAP.time", polarity="enabler")) == 0
    assert repr(show_quotes(drawn, "CAP.time", polarity="enabler")) == "No quotation."


def test_an_unknown_code_or_polarity_is_refused_with_what_was_meant():
    with pytest.raises(ValueError, match=r"did you mean 'CAP\.time'"):
        choose_quotes(spoken(("a", CASELOAD)), "CAP.tme")
    with pytest.raises(ValueError, match="did you mean 'barrier'"):
        choose_quotes(spoken(("a", CASELOAD)), "CAP", polarity="barier")


def answers() -> EvidenceBase:
    said = {("q1", "r1"): CASELOAD, ("q1", "r2"): MEETING, ("q2", "r1"): HOURS}
    documents = [
        {"document_id": f"s/{q}/{r}", "kind": "answer", "survey_id": "s", "question_id": q, "respondent_id": r} for q, r in said
    ]
    return base(
        surveys=[{"survey_id": "s", "title": "Feedback"}],
        questions=[{"survey_id": "s", "question_id": q, "kind": "free_text", "text": f"What of {q}?"} for q in ("q1", "q2")],
        documents=documents,
        segments=[{"document_id": f"s/{q}/{r}", "text": text} for (q, r), text in said.items()],
        codings=[
            {"segment_id": f"s/{q}/{r}:0-{len(text)}", "code": "CAP.time", "polarity": "barrier"} for (q, r), text in said.items()
        ],
    )


def test_a_person_is_quoted_once_and_beside_the_question_that_was_answered():
    chosen = choose_quotes(answers(), "CAP.time", kind="answer")
    assert sorted(chosen["respondent_id"]) == ["r1", "r2"]
    one = choose_quotes(answers(), "CAP.time", question=("s", "q2"))
    assert one["question"].tolist() == ["What of q2?"]
    assert choose_quotes(answers(), "CAP.time").empty
    assert "in answer to: What of q2?" in repr(as_quotes(answers(), one["segment_id"]))


def test_quotes_show_themselves_as_figures_that_a_report_can_link():
    hostile = "<script>alert(1)</script> stood in the way of partners who had no time to meet & to talk."
    drawn = spoken(("a", hostile), ("b", GARDEN), documents='document_id | title\na | Ten "years" on\nb | .')
    shown = show_quotes(drawn, "CAP")
    page = html.fromstring(f"<div>{shown._repr_html_()}</div>")
    assert page.xpath("//script") == []
    assert sorted(page.xpath("//figure/@data-segment")) == sorted(quote.segment_id for quote in shown)
    figure = page.xpath("//figure[starts-with(@data-segment, 'a:')]")[0]
    assert figure.xpath("string(blockquote/p)") == hostile
    assert figure.xpath("string(figcaption/cite)") == 'Ten "years" on'
    assert "case_studies/a.txt" in figure.xpath("string(figcaption)")
    assert hostile in repr(shown)


def test_a_quote_of_no_segment_is_refused():
    with pytest.raises(KeyError):
        as_quotes(spoken(("a", CASELOAD)), ["a:0-1"])
