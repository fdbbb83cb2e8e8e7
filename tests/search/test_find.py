from __future__ import annotations

import pandas as pd
import pytest

from evidence.errors import CodebookError, ProjectError
from evidence.search import find, places_like
from tests.drawing import base as drawn
from tests.pairs.drawn import AGREED, BUS, MISTRUST, NO_TIME, TIME, drawn_base, pair


def of(found, kind):
    return found[found["kind"] == kind].reset_index(drop=True)


def test_a_passage_is_found_by_meaning_where_it_shares_no_word():
    passages = of(find(drawn_base(), "people were too busy to come together"), "passage")
    assert passages["segment_id"][0] in (TIME, NO_TIME)
    assert "similar meaning" in passages["why"][0]
    assert "no word matches" in passages["ranked"][0]


def test_a_passage_is_found_by_word_and_the_words_are_named():
    (first, *_) = of(find(drawn_base(), "lawyers' protocols"), "passage").to_dict("records")
    assert first["text"] == "A lawyer wrote a short protocol."
    assert "similar words: lawyer, protocol" in first["why"]
    assert first["ranked"].endswith("by words 1 of 7 passages")


def test_the_code_and_side_asked_for_count_on_top():
    base = drawn_base()
    plain = of(find(base, "time to meet"), "passage").set_index("segment_id")["score"]
    asked = of(find(base, "time to meet", code="cap.time", polarity="barrier"), "passage")
    assert "same barrier: Cap.Time" in asked.set_index("segment_id")["why"][TIME]
    assert "same subject: Cap.Time" in asked.set_index("segment_id")["why"][AGREED]
    assert asked["segment_id"][0] == TIME
    # Of the score's whole, 2 without a code and 3 with one, the side asked for is 1 and the code alone is 1/2.
    scores = asked.set_index("segment_id")["score"]
    assert scores[TIME] == pytest.approx((2 * plain[TIME] + 1) / 3, abs=1e-3)
    assert scores[AGREED] == pytest.approx((2 * plain[AGREED] + 0.5) / 3, abs=1e-3)


def test_the_policy_area_counts_on_top_and_is_named_as_a_reason():
    found = of(find(drawn_base(), "time", policy_area="Housing"), "passage")
    assert found["segment_id"][0] == NO_TIME
    assert "same policy area: housing" in found["why"][0]


def test_the_place_itself_is_left_out_so_that_others_can_be_learnt_from():
    found = find(drawn_base(pairs=[pair(TIME, AGREED)]), "time", like="truro")
    assert set(found["case_id"]) == {"leeds"}
    assert "similar place: barriers in Cap" in of(found, "passage")["why"][0]


def test_a_pair_shows_both_sides_and_whether_a_person_confirmed_it():
    base = drawn_base(pairs=[pair(TIME, AGREED), pair(NO_TIME, BUS, "proposed")])
    pairs = of(find(base, "nobody has time for meetings"), "pair")
    assert pairs[["segment_id", "answer_segment"]].to_numpy().tolist() == [[TIME, AGREED], [NO_TIME, BUS]]
    assert pairs["answer_text"][0] == "Protected time for meetings about families was agreed."
    assert "a person confirmed the answer" in pairs["why"][0]
    assert "no one has confirmed it" in pairs["why"][1]


def test_a_refused_pair_is_not_shown():
    base = drawn_base(pairs=[pair(TIME, AGREED, "refused")])
    assert of(find(base, "nobody has time for meetings"), "pair").empty


def test_a_case_comes_once_by_its_best_passage():
    cases = of(find(drawn_base(), "time"), "case")
    assert sorted(cases["case_id"]) == ["leeds", "truro"]


def test_results_are_best_first_few_and_the_same_each_time():
    found = find(drawn_base(pairs=[pair(TIME, AGREED)]), "time to talk", most=2)
    assert found.groupby("kind").size().le(2).all()
    for _, rows in found.groupby("kind"):
        assert rows["score"].is_monotonic_decreasing
        assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
    assert found["score"].between(0, 1).all()
    assert found.equals(find(drawn_base(pairs=[pair(TIME, AGREED)]), "time to talk", most=2))


def test_answers_of_a_survey_are_never_found():
    drawn = drawn_base()
    answers = [
        {"document_id": "s/q/1", "kind": "answer", "survey_id": "s", "question_id": "q", "respondent_id": "1", "text": "Zebra."}
    ]
    segments = [{"segment_id": "s/q/1:0-6", "document_id": "s/q/1", "start": 0, "end": 6, "text": "Zebra.", "kind": "sentence"}]
    more = drawn_base(
        surveys="survey_id | title\ns | Survey",
        questions="survey_id | question_id | kind\ns | q | free_text",
        respondents="survey_id | respondent_id\ns | 1",
        documents=[*drawn.documents[["document_id", "case_id", "text"]].to_dict("records"), *answers],
        segments=[*drawn.segments.drop(columns="page").to_dict("records"), {**segments[0], "ordinal": 1}],
    )
    assert not find(more, "zebra")["segment_id"].str.startswith("s/").any()


def test_words_follow_the_projects_rule_for_quotes_and_personal_data_is_masked():
    closed = drawn_base(manifest={"project": {"title": "Drawn"}, "publication": {"quotes": False}})
    assert set(find(closed, "time")["text"]) == {""}
    marked = drawn_base(
        personal_data=pd.DataFrame([{"document_id": "truro", "start": 0, "end": 6, "kind": "email", "method": "drawn"}]).astype(
            {"document_id": "str", "kind": "str", "method": "str"}
        )
    )
    texts = of(find(marked, "police and council mistrusted"), "passage").set_index("segment_id")["text"]
    assert texts[MISTRUST] == "[email] and council mistrusted each other."


def test_names_are_masked_too_but_for_words_that_the_project_allows():
    mark = {"document_id": "truro", "start": 0, "end": 6, "kind": "name", "method": "drawn"}
    base = drawn_base(personal_data=pd.DataFrame([mark]).astype({"document_id": "str", "kind": "str", "method": "str"}))
    asked = "police and council mistrusted"
    assert of(find(base, asked), "passage")["text"][0] == "[name] and council mistrusted each other."
    assert of(find(base, asked, allowed=["police"]), "passage")["text"][0] == "Police and council mistrusted each other."


def test_an_answer_of_two_barriers_comes_once_and_says_so():
    pairs = of(find(drawn_base(pairs=[pair(NO_TIME, BUS), pair(MISTRUST, BUS)]), "time to talk, mistrusted council"), "pair")
    assert pairs["answer_segment"].tolist() == [BUS]
    assert "it also answers 1 other barrier passage found" in pairs["why"][0]


def test_a_pair_whose_barrier_has_nothing_to_do_with_the_query_is_not_shown():
    base = drawn_base(pairs=[pair(MISTRUST, BUS)])
    assert of(find(base, "a bus was bought"), "passage")["segment_id"][0] == BUS
    assert of(find(base, "a bus was bought"), "pair").empty
    # A code that was asked for makes the barrier one that is looked for.
    assert len(of(find(base, "a bus was bought", code="CULT.trust"), "pair")) == 1


def test_what_was_searched_is_said_and_that_no_passage_has_the_code():
    assert find(drawn_base(), "time").attrs["notes"] == [
        "Searched 7 passages of 2 case studies; survey answers are not searched."
    ]
    assert find(drawn_base(), "time", like="leeds").attrs["notes"][0].startswith("Searched 3 passages of 1 case study;")
    notes = find(drawn_base(), "time", code="GOV.agree", polarity="barrier").attrs["notes"]
    assert notes[1:] == ["The code 'GOV.agree' as a barrier is on no passage searched."]
    assert len(find(drawn_base(), "time", code="CAP.time").attrs["notes"]) == 1


def test_a_base_without_case_studies_finds_nothing():
    found = find(drawn_base([], documents=[], segments=[], cases=[]), "time")
    assert found.empty
    assert "why" in found


@pytest.mark.parametrize(
    ("asked", "error", "what"),
    [
        ({"query": "  "}, ProjectError, "the query is empty"),
        ({"like": "Ledes"}, ProjectError, "there is no place 'Ledes'; did you mean 'Leeds'?"),
        ({"code": "CAP.tme"}, CodebookError, "there is no code 'CAP.tme'; did you mean 'CAP.time'?"),
        ({"polarity": "barier"}, ProjectError, "there is no polarity 'barier'; did you mean 'barrier'?"),
        ({"policy_area": "houssing"}, ProjectError, "there is no policy area 'houssing'; did you mean 'housing'?"),
        ({"most": 0}, ProjectError, "0 is no number of results"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(asked, error, what):
    with pytest.raises(error) as caught:
        find(drawn_base(), asked.pop("query", "time"), **asked)
    assert what in caught.value.problems[0].what


def test_places_are_alike_in_what_is_known_of_both():
    cases = [
        {"case_id": "leeds", "place": "Leeds", "policy_area": "safeguarding", "model": "hub"},
        {"case_id": "truro", "place": "Truro", "policy_area": "housing", "model": "team"},
        {"case_id": "york", "place": "York", "policy_area": "safeguarding", "model": "virtual hub"},
    ]
    more = {"document_id": "york", "case_id": "york", "text": "x"}
    drawn = drawn_base()
    documents = [*drawn.documents[["document_id", "case_id", "text"]].to_dict("records"), more]
    table = places_like(drawn_base(cases=cases, documents=documents), "LEEDS")
    # York: policy area 1, model 1 of 2 words: mean 0.75. Truro: 0, 0, and barriers in CAP of CAP and CULT: mean 1/6.
    assert table[["case_id", "likeness"]].to_numpy().tolist() == [["york", 0.75], ["truro", 0.167]]
    assert table["shared"][0] == "policy area (safeguarding); model (virtual hub)"


def test_part_of_a_name_is_enough_where_it_means_one_case():
    assert places_like(drawn_base(), "hub")["case_id"].tolist() == ["truro"]
    titled = [{"case_id": "a", "title": "A hub"}, {"case_id": "b", "title": "B hub"}]
    documents = [{"document_id": name, "case_id": name, "text": "x"} for name in ("a", "b")]
    with pytest.raises(ProjectError, match="could mean several cases: a, b"):
        places_like(drawn_base([], cases=titled, documents=documents, segments=[]), "hub")


def places(**passages):
    """A base of case studies of one passage each."""
    return drawn(
        cases=[{"case_id": name, "place": name.title()} for name in passages],
        documents=[{"document_id": name, "case_id": name} for name in passages],
        segments=[{"document_id": name, "text": text} for name, text in passages.items()],
    )


def test_a_passage_is_as_near_as_its_nearest_sentence():
    words = "Nobody trusts the other agency."
    found = find(
        places(leeds=f"The office was painted in March. {words} It rained.", truro=words), "agencies do not trust each other"
    )
    one, other = of(found, "passage")["why"]
    assert one == other
    assert one.startswith("similar meaning")


def test_passages_of_the_same_words_come_once_and_are_counted():
    base = places(leeds="Nobody trusts us.", truro="Nobody trusts us.", ely="It rained.", york="Nobody trusts us.")
    found = of(find(base, "a lack of trust"), "passage")
    assert found["text"].tolist() == ["Nobody trusts us."]
    assert found["why"][0].endswith("2 other passages found have the same words")


def test_that_nothing_comes_close_is_said():
    base = places(leeds="A garden was planted beside the station, and the staff looked after it.")
    note = "No passage comes close to the query: the nearest there are may be about something else."
    assert note in find(base, "staff uniforms").attrs["notes"]
    assert note not in find(base, "staff looked after a garden").attrs["notes"]
