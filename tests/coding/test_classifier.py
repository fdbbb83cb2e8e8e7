from dataclasses import replace

import pandas as pd
import pytest

from evidence.codebook import Code, Codebook
from evidence.coding import classifier, learner
from evidence.coding.classifier import code_by_model, labels_of, support
from evidence.coding.learner import ENOUGH
from evidence.model import TABLES
from tests import drawing

BOOK = Codebook(
    "Test",
    "1",
    (
        Code("CULT", name="Culture", definition="How people work together."),
        Code(
            "CULT.trust",
            "CULT",
            "Trust",
            "Faith that partners have in each other.",
            terms=("trust",),
            examples=("We trust our partners.",),
        ),
        Code("CAP", name="Capacity", definition="Staff, time and money.", terms=("money", "budget", "staff")),
        Code("OUT", name="Outcomes", definition="What came of it.", terms=("fewer visits",), polar=False),
    ),
)
ANSWERS = {
    "d1": "They do not trust us.",
    "d2": "There is no money.",
    "d3": "Trust was built over years.",
    "d4": "The budget was cut.",
    "d5": "There were fewer visits.",
    "d6": "The weather is mild.",
}


def project(answers=ANSWERS):
    return drawing.base(segments=[{"document_id": name, "text": text} for name, text in answers.items()])


def human(base, rows, coder="ana"):
    of = base.segments.set_index("document_id")["segment_id"]
    told = [{"segment_id": of[name], "code": code, "applied": applied, "coder": coder} for name, code, applied in rows]
    return drawing.frame("codings", told)


def code(base, people=None, **more):
    people = TABLES["codings"].empty() if people is None else people
    rows = code_by_model(base.segments, base.documents, BOOK, people, progress=False, **more)
    return rows.assign(document=rows["segment_id"].str.partition(":")[0]).set_index(["document", "code"])


def test_with_a_codebook_alone_terms_and_meaning_give_codes_and_say_that_scores_are_unchecked():
    rows = code(project())
    assert rows.loc[("d1", "CULT.trust"), "applied"] == "yes"
    assert ("d6", "CULT.trust") not in rows.index
    assert not rows["calibrated"].any()
    assert set(rows["coder"]) == {"model"}
    assert rows["score"].between(0, 1).all()


def test_the_codings_fit_the_model():
    base = project()
    rows = code_by_model(base.segments, base.documents, BOOK, TABLES["codings"].empty(), progress=False)
    assert rows.equals(TABLES["codings"].frame(rows))
    assert not rows.duplicated(["segment_id", "code", "coder"]).any()
    assert set(rows["codebook"]) == {BOOK.hash}


def test_the_words_of_a_term_are_the_evidence():
    rows = code(project())
    start, end = rows.loc[("d1", "CULT.trust"), ["evidence_start", "evidence_end"]]
    assert "trust" in ANSWERS["d1"][start:end]


def test_a_code_that_is_not_polar_has_no_polarity():
    assert code(project()).loc[("d5", "OUT"), "polarity"] == "none"


def test_many_codings_of_people_change_what_a_word_means_here_and_make_scores_probabilities():
    answers = {f"a{n}": f"The trust hospital in ward {n} is near." for n in range(30)}
    answers |= {f"b{n}": f"We trust partner {n} with the files." for n in range(30)}
    base = project(answers)
    people = [(f"a{n}", "CULT.trust", "no") for n in range(29)] + [(f"b{n}", "CULT.trust", "yes") for n in range(29)]
    rows = code(base, human(base, people))
    assert rows.loc[("b29", "CULT.trust"), "applied"] == "yes"
    assert rows.loc[("b29", "CULT.trust"), "calibrated"]
    # the rules would say yes of the word: the model says no, so that its word is known
    assert rows.loc[("a29", "CULT.trust"), "applied"] == "no"


def test_of_what_people_coded_the_model_says_what_it_thinks_unseen(monkeypatch):
    # that `unseen` is indeed of others alone is tested with the learner; here, that it is what is told
    monkeypatch.setattr(classifier, "FEWEST", 1)
    taught = learner.fit
    monkeypatch.setattr(learner, "fit", lambda *a, **k: replace(m := taught(*a, **k), unseen=m.unseen * 0 + 0.77))
    base = project()
    rows = code(base, human(base, [("d1", "CULT.trust", "yes"), ("d2", "CULT.trust", "no")]))
    assert rows.loc[["d1", "d2"], "score"].tolist() == [0.77] * 8
    assert 0.77 not in rows.loc["d3", "score"].tolist()


def test_a_no_against_a_persons_yes_has_a_row():
    answers = {f"c{n}": f"Parking at site {n} was hard." for n in range(40)}
    base = project(answers)
    people = [(f"c{n}", "CULT.trust", "no" if n else "yes") for n in range(40)]
    assert code(base, human(base, people)).loc[("c0", "CULT.trust"), "applied"] == "no"


def test_polarity_is_learned_once_people_named_it_often_enough():
    answers = {f"g{n}": f"Sound trust in team {n}, splendid." for n in range(ENOUGH + 2)}
    answers |= {f"h{n}": f"Meagre trust in team {n}, dismal." for n in range(ENOUGH + 2)}
    base = project(answers)
    people = human(base, [(name, "CULT.trust", "yes") for name in answers])
    people["polarity"] = ["enabler" if segment.startswith("g") else "barrier" for segment in people["segment_id"]]
    rows = code(base, people.iloc[1:-1])
    assert rows.loc[("g0", "CULT.trust"), "polarity"] == "enabler"
    assert rows.loc[(f"h{ENOUGH + 1}", "CULT.trust"), "polarity"] == "barrier"


def test_a_person_who_codes_passage_by_passage_has_withheld_what_she_passed_over():
    base = project()
    marks = human(base, [("d1", "CULT.trust", "yes"), ("d2", "CAP", "yes"), ("d2", "OUT", "no"), ("d4", "CAP", "no")])
    labels = labels_of(marks, BOOK, base.segments["segment_id"].tolist())
    # the theme above a code given is not withheld; segments without any coding are unknown
    assert str(labels[:4].tolist()) == (
        "[[nan, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [nan, nan, nan, nan], [0.0, 0.0, 0.0, 0.0]]"
    )


def test_a_person_who_decides_on_a_review_sheet_has_decided_only_what_she_wrote():
    base = project()
    rows = human(base, [("d1", "CULT.trust", "yes"), ("d2", "CAP", "no")])
    rows["drawn"] = ["yes", None]
    labels = labels_of(rows, BOOK, base.segments["segment_id"].tolist())
    assert str(labels[:2].tolist()) == "[[nan, 1.0, nan, nan], [nan, nan, 0.0, nan]]"


def test_people_who_contradict_each_other_or_are_unsure_leave_it_open():
    base = project()
    rows = pd.concat(
        [
            human(base, [("d1", "CAP", "yes"), ("d2", "CAP", "unsure"), ("d3", "CAP", "no")], "ana"),
            human(base, [("d1", "CAP", "no")], "ben"),
        ]
    )
    labels = labels_of(rows, BOOK, base.segments["segment_id"].tolist())
    assert str(labels[:3, 2].tolist()) == "[nan, nan, 0.0]"


def test_machines_and_codes_of_an_older_codebook_teach_nothing():
    base = project()
    rows = pd.concat([human(base, [("d1", "CAP", "yes")], "rules"), human(base, [("d1", "OLD", "yes")])])
    assert pd.isna(labels_of(rows, BOOK, base.segments["segment_id"].tolist())).all()


def test_support_says_how_many_codings_are_lacking():
    base = project()
    told = support(human(base, [("d1", "CAP", "yes"), ("d2", "CAP", "no"), ("d3", "CAP", "no")]), BOOK).set_index("code")
    assert told.loc["CAP", ["yes", "no"]].tolist() == [1, 2]
    assert told.loc["CAP", "says"] == f"not enough to say: {ENOUGH - 1} more yes and {ENOUGH - 2} more no needed"


@pytest.mark.parametrize("text", ["x", "\U0001f600", "mot " * 25_000, "Es fehlt uns das Vertrauen."])
def test_any_answer_is_coded_without_a_fault(text):
    rows = code(project({**ANSWERS, "odd": text.strip()}))
    assert rows["score"].notna().all()


def test_headings_and_answers_that_are_none_are_not_coded():
    base = project()
    segments = base.segments
    segments["kind"] = ["heading"] + ["sentence"] * (len(segments) - 1)
    documents = base.documents
    documents["no_answer"] = documents["document_id"] == "d2"
    rows = code_by_model(segments, documents, BOOK, TABLES["codings"].empty(), progress=False)
    assert not rows["segment_id"].str.startswith(("d1:", "d2:")).any()


def test_no_segments_give_no_codings():
    base = drawing.base()
    assert code_by_model(base.segments, base.documents, BOOK, TABLES["codings"].empty(), progress=False).empty


def test_what_is_said_of_a_segment_does_not_depend_on_how_many_are_judged_together(monkeypatch):
    alone = code(project())
    monkeypatch.setattr(classifier, "BATCH", 2)
    pd.testing.assert_frame_equal(code(project()), alone)


def test_many_segments_are_judged_sparingly(monkeypatch):
    asked = []
    judge = learner.predict
    monkeypatch.setattr(learner, "predict", lambda *a, sparing=False: asked.append(sparing) or judge(*a, sparing=sparing))
    code(project())
    monkeypatch.setattr(classifier, "SPARING_FROM", 3)
    code(project())
    assert asked == [False, True]


def test_the_question_is_what_an_answer_stands_under():
    base = project()
    documents = base.documents.assign(kind="answer", survey_id="s", question_id="q", respondent_id="r", case_id=None)
    questions = drawing.frame(
        "questions", [{"survey_id": "s", "question_id": "q", "text": "What gets in the way?", "kind": "free_text"}]
    )
    documents = TABLES["documents"].frame(documents)
    rows = code_by_model(base.segments, documents, BOOK, TABLES["codings"].empty(), questions=questions, progress=False)
    trust = rows[(rows["code"] == "CULT.trust") & rows["segment_id"].str.startswith("d3")].iloc[0]
    assert classifier.readable(base.segments, documents, questions)["context"].unique().tolist() == ["What gets in the way?"]
    assert trust["applied"] == "yes"


def test_nothing_is_learned_of_a_code_that_people_only_gave():
    base = project()
    alone = code(base)
    given = [(f"d{n}", "CAP", "yes") for n in range(1, 5)] + [("d5", "CULT.trust", "no")]
    taught = code(base, human(base, given))
    assert taught.loc[taught["applied"] != "no", "applied"].to_dict() == alone["applied"].to_dict()
