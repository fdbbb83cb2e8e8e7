import pytest

from evidence.coding.polarity import cue_finder, polarity_in, read_context, read_polarity
from evidence.nlp import phrase_finder, tokens, vocabulary
from tests.coding.polarity_sentences import SEEN, UNSEEN
from tests.drawing import drawn

FLOORS = {"seen": (0.95, 0.95), "unseen": (0.55, 0.84)}
"""Share of sentences read rightly; and of those read as barrier, enabler or mixed. Never to be lowered silently.

On unseen sentences the rules are silent about many, as cue lists are, and seldom wrong where they speak.
"""


def read_rightly(table: str) -> tuple[float, float, list[str]]:
    rows = drawn(table)
    found = [polarity_in(row["sentence"] or "", row["thing"] or "") for row in rows]
    right = [row["polarity"] == polarity for row, polarity in zip(rows, found, strict=True)]
    spoken = [fine for fine, polarity in zip(right, found, strict=True) if polarity != "none"]
    wrong = [f"{row} read as {f}" for row, f, fine in zip(rows, found, right, strict=True) if not fine]
    return sum(right) / len(right), sum(spoken) / len(spoken), wrong


@pytest.mark.parametrize(("name", "table"), [("seen", SEEN), ("unseen", UNSEEN)])
def test_sentences_are_read_as_a_person_reads_them(name, table):
    share, spoken, wrong = read_rightly(table)
    assert share >= FLOORS[name][0], "\n".join(wrong)
    assert spoken >= FLOORS[name][1], "\n".join(wrong)
    assert len(drawn(SEEN)) + len(drawn(UNSEEN)) >= 80


def test_a_clause_that_speaks_of_another_thing_says_nothing_of_this_one():
    words = ["Training", "helped", "but", "trust", "was", "a", "problem"]
    cues = cue_finder(vocabulary([" ".join(words)]))(words)
    assert read_polarity(words, (0, 1), cues, others=[(3, 4)]).polarity == "enabler"
    assert read_polarity(words, (0, 1), cues).polarity == "mixed"


def test_a_sentence_without_the_thing_says_nothing_of_it():
    assert polarity_in("Nobody came. It failed.", "trust") == "none"


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


def read_as_own(sentence: str, barrier: str) -> str:
    """What a sentence says of a word that names a barrier by itself."""
    words = tokens(sentence)[0]
    (start, end, _), *_ = phrase_finder([barrier], vocabulary([sentence]))(words)
    lowered = [word.lower() for word in words]
    return read_polarity(lowered, (start, end), cue_finder(vocabulary([sentence]))(words), "barrier").polarity


@pytest.mark.parametrize(
    "sentence",
    [
        "Partners moved away from a silo mentality.",
        "They left their silos behind.",
        "Teams came out of their silos.",
        "The partnership stepped out of silo working.",
        "It broke us out of the silo.",
        "There was a shift from silos to shared teams.",
        "Agencies turned their backs on the silo.",
        "Silo working came to an end.",
        "The silos are behind us.",
        "Silos ended when the teams met.",
        "There is no silo to leave behind.",
    ],
)
def test_a_barrier_that_is_left_or_has_ended_is_none_any_more(sentence):
    assert read_as_own(sentence, "silo") == "enabler"


@pytest.mark.parametrize(
    "sentence",
    [
        "We could not get away from silos.",
        "Leaders refused to leave their silos.",
        "We moved from one silo to another.",
        "Staff left because of silos.",
        "The reform left us with silos.",
        "Silos ended the project.",
        "Silos lasted until the end.",
        "We want to move away from a silo.",
    ],
)
def test_a_barrier_that_is_not_left_or_that_makes_others_leave_still_is_one(sentence):
    assert read_as_own(sentence, "silo") == "barrier"


def test_leaving_says_nothing_of_what_is_no_barrier():
    assert polarity_in("The team moved out of the library.", "library") == "none"


@pytest.mark.parametrize(
    ("sentence", "thing", "polarity"),
    [
        ("There is no manual or new training needed.", "training", "none"),
        ("No training was required.", "training", "none"),
        ("There is no need for training.", "training", "none"),
        ("There was no training, and staff needed it.", "training", "barrier"),
        ("Nobody had the training needed.", "training", "barrier"),
    ],
)
def test_what_is_not_needed_is_not_wanting(sentence, thing, polarity):
    assert polarity_in(sentence, thing) == polarity


@pytest.mark.parametrize(
    ("sentence", "polarity"),
    [
        ("Without clear leadership it would have been impossible to go on.", "enabler"),
        ("Without leadership the pilot did not go on.", "barrier"),
    ],
)
def test_what_nothing_would_have_come_about_without_helped(sentence, polarity):
    assert polarity_in(sentence, "leadership") == polarity


@pytest.mark.parametrize(
    ("sentence", "thing"),
    [
        ("A 25-year-old database was opened.", "database"),
        ("The one-stop portal began in May.", "portal"),
        ("None of this restructuring alters the work.", "restructuring"),
    ],
)
def test_parts_of_other_phrases_are_no_cues(sentence, thing):
    assert polarity_in(sentence, thing) != "barrier"


def test_a_barrier_that_is_made_good_use_of_is_none():
    for text in ("They harnessed the potential of an old system.", "The old system was kept, and it crashes."):
        known = vocabulary([text])
        words = tokens(text)[0]
        (start, end, _), *_ = phrase_finder(["old system"], known)(words)
        told = read_polarity(words, (start, end), cue_finder(known)(words), own="barrier").polarity
        assert told == ("enabler" if "harnessed" in text else "barrier")
