import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.codebook import Code, Codebook
from evidence.coding.rules import YES_FROM, code_by_rules, strengths
from evidence.model import TABLES
from evidence.segmentation import segment_documents
from tests.drawing import base, frame

BOOK = Codebook(
    "Sharing",
    "1",
    (
        Code("CULT", definition="d"),
        Code("TRUST", "CULT", definition="d", terms=("trust", "good relationship"), barrier_terms=("mistrust",)),
        Code("TRAIN", definition="d", terms=("training", "multi-agency training")),
        Code("COLOC", definition="d", terms=("co-located", "MASH", "IT"), enabler_terms=("under one roof",)),
        Code("LAW", definition="d", terms=("legislat*", "data protection")),
        Code("DATA", definition="d", terms=("data",), barrier_terms=("poor data",)),
        Code("OUT", definition="d", terms=("fewer referrals", "saved"), polar=False),
    ),
)


def coded(text: str, *, heading: str | None = None, question: str | None = None, book: Codebook = BOOK) -> list[tuple[str, ...]]:
    """(code, applied, polarity, words that speak) of one text."""
    answer = {"survey_id": "s", "question_id": "q", "respondent_id": "r", "kind": "answer"} if question else {}
    documents = frame("documents", [{"document_id": "d", "text": text, **answer}])
    end = len(text)
    segments = frame(
        "segments",
        [
            {
                "segment_id": f"d:0-{end}",
                "document_id": "d",
                "start": 0,
                "end": end,
                "text": text,
                "heading": heading,
                "ordinal": 1,
            }
        ],
    )
    questions = frame("questions", [{"survey_id": "s", "question_id": "q", "kind": "free_text", "text": question or ""}])
    rows = code_by_rules(segments, documents, book, questions=questions if question else None, progress=False)
    return [(row.code, row.applied, row.polarity, text[row.evidence_start : row.evidence_end]) for row in rows.itertuples()]


def codes(text: str, **more) -> list[str]:
    return [code for code, *_ in coded(text, **more)]


def test_a_coding_says_who_decided_by_what_and_on_which_words():
    documents = frame("documents", [{"document_id": "d", "text": "Hello.\n\nMistrust of the police."}])
    segments = segment_documents(documents, TABLES["blocks"].empty())
    segments = segments.assign(segment_id="d:8-31", start=8, end=31, text="Mistrust of the police.").head(1)
    (row,) = code_by_rules(segments, documents, BOOK, progress=False).itertuples()
    assert (row.segment_id, row.code, row.coder, row.coder_kind) == ("d:8-31", "TRUST", "rules", "machine")
    assert (row.applied, row.polarity, row.codebook, row.calibrated) == ("yes", "barrier", BOOK.hash, False)
    assert (row.evidence_start, row.evidence_end) == (8, 16)
    assert 0 < row.score < 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Good relationships take years.", "TRUST"),
        ("They trusted us.", "TRUST"),
        ("The teams are colocated.", "COLOC"),
        ("The teams are co located.", "COLOC"),
        ("The teams are co\u2011located.", "COLOC"),
        ("CO-LOCATED teams", "COLOC"),
        ("The MASH met.", "COLOC"),
        ("Both MASHes met.", "COLOC"),
        ("Our IT is old.", "COLOC"),
        ("IT", "COLOC"),
        ("New legislation.", "LAW"),
        ("Legislators met.", "LAW"),
        ("Data-protection rules", "LAW"),
        ("data\nprotection", "LAW"),
        ("data  protection", "LAW"),
        ("“data” protection", "LAW"),
        ("the council’s training", "TRAIN"),
        ("We saw tru\u200bst.", "TRUST"),
        ("fewer referrals", "OUT"),
    ],
)
def test_a_term_is_met_in_all_its_forms(text, code):
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "It was late, it seemed.",
        "mash and gravy",
        "The train was late.",
        "It was Leeds Partnership Trust that paid.",
        "See http://example.org/training/data and www.trust.org.",
        "IT IS TOO LATE FOR THAT",
        "relegislate",
        "😀😀",
        "\u200b",
        "",
    ],
)
def test_what_only_looks_like_a_term_is_none(text):
    assert codes(text) == []


def test_of_terms_that_overlap_the_longest_counts_whichever_code_it_is_of():
    assert codes("data protection") == ["LAW"]
    assert codes("multi-agency training") == ["TRAIN"]
    assert codes("poor data") == ["DATA"]
    assert codes("data, and data protection") == ["LAW", "DATA"]


def test_a_term_does_not_run_across_a_full_stop_or_a_bracket():
    assert codes("Poor data. Protection is good.") == ["DATA"]
    assert codes("data (protection)") == ["DATA"]


def test_a_lone_word_of_which_nothing_is_said_stays_unsure_and_a_phrase_does_not():
    long = "Before the summer the group went through everything that had been written about {} in four other counties."
    assert coded(long.format("trust")) == [("TRUST", "unsure", "none", "trust")]
    assert coded(long.format("good relationships")) == [("TRUST", "yes", "none", "good relationships")]
    assert coded(long.format("trust and good relationships"))[0][1] == "yes"
    assert coded("Trust was low between the four other counties before the summer.") == [
        ("TRUST", "yes", "barrier", "Trust was low")
    ]
    assert coded("Trust") == [("TRUST", "yes", "none", "Trust")]
    assert coded(long.format("trust"), heading="Building trust")[0][1] == "yes"


def test_strength_never_reaches_certainty_and_falls_with_doubt():
    def strength(text):
        documents = frame("documents", [{"document_id": "d", "text": text}])
        return code_by_rules(segment_documents(documents, TABLES["blocks"].empty()), documents, BOOK, progress=False)[
            "score"
        ].max()

    assert strength("Mistrust, good relationships, trust: mistrust!") <= 0.95
    sure, doubtful = (
        "We found that there is mistrust here among most of them.",
        "Perhaps there is some mistrust here among most of them.",
    )
    assert strength(doubtful) < YES_FROM <= strength(sure)


def test_polarity_is_that_of_the_term_the_cue_or_both():
    assert coded("There was mistrust.")[0][2] == "barrier"
    assert coded("They overcame their mistrust.")[0][2] == "enabler"
    assert coded("Mistrust was no barrier.")[0][2] == "none"
    assert coded("We work under one roof.")[0][2] == "enabler"
    assert coded("We should all work under one roof.")[0][2] == "none"
    assert coded("We do not work under one roof.")[0][2] == "barrier"
    assert coded("Working under one roof failed.")[0][2] == "barrier"
    assert coded("Could we work under one roof?")[0][2] == "none"
    assert coded("Mistrust is gone in Leeds. Trust is low in Truro.")[0][2] == "mixed"


def test_what_a_thing_is_said_not_to_be_is_at_most_unsure():
    assert coded("The hub that the council set up two years ago is not an IT project.") == [("COLOC", "unsure", "none", "IT")]


def test_codes_that_are_not_polar_have_no_polarity():
    assert coded("There were problems, but fewer referrals.")[0][2] == "none"


@pytest.mark.parametrize(
    ("question", "text", "polarity"),
    [
        ("What gets in the way?", "Training", "barrier"),
        ("What has helped?", "Training", "enabler"),
        ("What gets in the way?", "Training helped a lot", "enabler"),
        ("What gets in the way?", "Training is no longer a problem", "none"),
        ("What should be done?", "Better training", "none"),
        ("What should be done?", "Training is poor", "barrier"),
        ("What is your role?", "Training", "none"),
        ("What has helped?", "Officers who know training we never do", "enabler"),
    ],
)
def test_a_question_gives_polarity_to_an_answer_that_gives_none(question, text, polarity):
    assert coded(text, question=question)[0][2] == polarity


def test_the_nearest_heading_gives_polarity_to_a_passage_that_gives_none():
    text = "The data sat in four places."
    assert coded(text, heading="Leeds > Barriers")[0][2] == "barrier"
    assert coded(text, heading="Barriers > What helped")[0][2] == "enabler"
    assert coded(text, heading="Barriers and enablers")[0][2] == "none"


def test_what_stands_under_references_is_at_most_unsure():
    assert coded("Good relationships: a study", heading="Leeds > References")[0][1] == "unsure"
    assert coded("Good relationships: a study", heading="Leeds > What is not known")[0][1] == "unsure"


def test_headings_and_answers_that_are_none_are_not_read():
    made = base(
        documents=[
            {"document_id": "a", "kind": "answer", "no_answer": True, "text": "no data"},
            {"document_id": "b", "text": "Trust\n\ntraining"},
        ],
        segments=[
            {"document_id": "a", "text": "no data", "kind": "sentence"},
            {"document_id": "b", "text": "Trust", "kind": "heading"},
            {"document_id": "b", "text": "training"},
        ],
    )
    rows = code_by_rules(made.segments, made.documents, BOOK, progress=False)
    assert rows[["segment_id", "code"]].values.tolist() == [["b:7-15", "TRAIN"]]


def test_strengths_of_texts_are_those_of_their_codings():
    texts = ["Mistrust, and no training.", "Nothing.", "IT may help; data protection", "Trust"]
    headings = ["Trust", "", "Training", "References"]
    documents = frame("documents", [{"document_id": f"d{n}", "text": text} for n, text in enumerate(texts)])
    rows = [
        {"segment_id": f"d{n}:0-{len(text)}", "document_id": f"d{n}", "ordinal": 1, "start": 0, "end": len(text)}
        | {"text": text, "heading": heading or None}
        for n, (text, heading) in enumerate(zip(texts, headings, strict=True))
    ]
    codings = code_by_rules(frame("segments", rows), documents, BOOK, progress=False)
    found = strengths(texts, headings, BOOK)
    order = [code.code for code in BOOK]
    told = {(int(s[1]), order.index(c)): v for s, c, v in codings[["segment_id", "code", "score"]].itertuples(index=False)}
    assert {(int(n), int(j)): float(found[n, j]) for n, j in zip(*found.nonzero(), strict=True)} == told
    assert len(told) > 4


def test_codes_come_in_the_order_of_the_book_and_a_theme_gets_no_row_from_its_codes():
    assert codes("Saved data on training, law and trust; data protection.") == ["TRUST", "TRAIN", "LAW", "DATA", "OUT"]


def test_what_comes_out_for_one_segment_does_not_depend_on_the_others():
    texts = ["Trust is low.", "The co-located team legislates.", "Trust is low.", "no data"]

    def rows(chosen):
        documents = frame("documents", [{"document_id": f"d{n}", "text": texts[n]} for n in chosen])
        return code_by_rules(segment_documents(documents, TABLES["blocks"].empty()), documents, BOOK, progress=False)

    apart = pd.concat([rows([n]) for n in range(4)], ignore_index=True)
    pd.testing.assert_frame_equal(rows(range(4)), apart)


VOICES = """trust training no not without data protection legislation is was a barrier enabler overcame lack of IT but and
    , . ? 😀 co-located"""
WORDS = st.sampled_from(VOICES.split())


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, max_size=25))
def test_the_words_that_speak_stand_in_the_text_and_every_row_fits_the_model(words):
    text = " ".join(words)
    documents = frame("documents", [{"document_id": "d", "text": text}])
    segments = segment_documents(documents, TABLES["blocks"].empty())
    rows = code_by_rules(segments, documents, BOOK, progress=False)
    spans = segments.set_index("segment_id")
    for row in rows.itertuples():
        assert spans.start[row.segment_id] <= row.evidence_start < row.evidence_end <= spans.end[row.segment_id]
        assert row.applied == ("yes" if row.score >= YES_FROM else "unsure")
    pd.testing.assert_frame_equal(rows, code_by_rules(segments, documents, BOOK, progress=False))
    assert not rows.duplicated(["segment_id", "code", "coder"]).any()


@pytest.mark.parametrize(
    "text", ["trust " * 17_000, "x" * 100_000, ". " * 50_000, "trust, not " * 9_000, "\n" * 100_000 + "trust"]
)
def test_a_text_of_100_000_characters_is_read(text):
    assert codes(text) in ([], ["TRUST"])


def test_a_codebook_of_5_000_codes_is_used():
    book = Codebook(
        "t", "1", tuple(Code(f"c{n}", definition="d", terms=(f"word{n}", f"other word{n} thing")) for n in range(5_000))
    )
    assert codes("word17 and other word4999 things", book=book) == ["c17", "c4999"]


def test_an_empty_codebook_or_no_segment_gives_no_coding():
    assert codes("trust", book=Codebook("t", "1", (Code("a", definition="d"),))) == []
    nothing = code_by_rules(TABLES["segments"].empty(), TABLES["documents"].empty(), BOOK, progress=False)
    assert nothing.equals(TABLES["codings"].empty())


@pytest.mark.parametrize(
    "text",
    ["The programme aims to see fewer referrals.", "We hope to have saved enough by June.", "It should mean fewer referrals."],
)
def test_what_is_only_aimed_at_is_at_most_an_unsure_outcome(text):
    assert [(code, applied) for code, applied, *_ in coded(text)] == [("OUT", "unsure")]


def test_what_came_about_is_an_outcome():
    assert ("OUT", "yes", "none", "fewer referrals") in coded("There were fewer referrals.")


@pytest.mark.parametrize("text", ["Not trust - we know each other well.", "Not training, but the forms."])
def test_an_answer_that_begins_by_ruling_a_thing_out_names_no_barrier(text):
    assert [polarity for _, _, polarity, _ in coded(text, question="What gets in the way?")] == ["none"]


def test_an_answer_that_begins_by_denying_a_thing_still_names_a_barrier():
    assert coded("Not enough training.")[0][2] == "barrier"
    assert coded("No trust, no data.")[0][2] == "barrier"
