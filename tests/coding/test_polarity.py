import pytest

from evidence.coding.polarity import cue_finder, polarity_in, read_context
from evidence.nlp import vocabulary
from tests.coding.polarity_sentences import SEEN, UNSEEN
from tests.drawing import drawn

FLOORS = {"seen": 0.95, "unseen": 0.60}
"""Shares of sentences read rightly, never to be lowered without a line in the changelog."""


def read_rightly(table: str) -> tuple[float, list[str]]:
    rows = drawn(table)
    wrong = [
        f"{row['sentence']} [{row['thing']}] {row['polarity']}, read as {found}"
        for row in rows
        if (found := polarity_in(row["sentence"] or "", row["thing"] or "")) != row["polarity"]
    ]
    return 1 - len(wrong) / len(rows), wrong


@pytest.mark.parametrize(("name", "table"), [("seen", SEEN), ("unseen", UNSEEN)])
def test_sentences_are_read_as_a_person_reads_them(name, table):
    share, wrong = read_rightly(table)
    assert len(drawn(SEEN)) + len(drawn(UNSEEN)) >= 80
    assert share >= FLOORS[name], "\n".join(wrong)


def test_no_barrier_is_read_where_it_was_overcome_or_denied():
    for sentence in (
        "Trust is no longer a barrier.",
        "Trust was not a problem.",
        "We overcame the lack of trust.",
        "There was no lack of trust.",
        "Trust has not been an obstacle.",
    ):
        assert polarity_in(sentence, "trust") != "barrier", sentence


@pytest.mark.parametrize(
    ("question", "polarity"),
    [
        ("What gets in the way of sharing information?", "barrier"),
        ("What are the main barriers?", "barrier"),
        ("What stops you from sharing?", "barrier"),
        ("What helps you to share information?", "enabler"),
        ("What has worked well?", "enabler"),
        ("What helps and what hinders sharing?", "none"),
        ("What would help?", "none"),
        ("How long have you worked here?", "none"),
        ("Background", "none"),
        ("Barriers", "barrier"),
        ("Challenges and solutions", "none"),
        ("", "none"),
    ],
)
def test_a_heading_or_question_says_what_stands_under_it_is_about(question, polarity):
    assert read_context(question, cue_finder(vocabulary([question]))).polarity == polarity
