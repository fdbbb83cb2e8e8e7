"""What a notebook shows of review: no figure without its base, and the words beside every suggestion."""

from evidence.codebook import Code, Codebook
from evidence.exhibits import Captioned
from evidence.summary import review
from tests.drawing import base
from tests.summary.drawn import drawn_base


def judged(*decisions):
    """A base in which one person decided on passages drawn at random: (what she said, what the machine had said)."""
    segments = [{"document_id": f"d{n:03d}", "text": "ab"} for n in range(len(decisions))]
    codings = [
        {"segment_id": f"d{n:03d}:0-2", "code": "CAP", "coder": "ana", "applied": said, "drawn": machine}
        for n, (said, machine) in enumerate(decisions)
    ]
    return base(segments=segments, codings=codings)


def test_without_a_drawn_decision_nothing_is_claimed():
    said = repr(review.quality_said(drawn_base()))
    assert "nothing is known of how often the machine is right" in said
    assert "evidence review" in said


def test_too_few_decisions_are_told_as_such():
    said = repr(review.quality_said(judged(*[("yes", "yes")] * 3)))
    assert "found 3 right" in said
    assert "not enough to say how many are right: 27 more decisions are needed" in said


def test_enough_decisions_give_a_share_with_its_interval_and_base():
    said = repr(review.quality_said(judged(*[("yes", "yes")] * 36, *[("no", "yes")] * 4)))
    # Wilson, 36 of 40: 76.9 to 96.0 %.
    assert "Of the machine's codings, 90% are right (95% interval 77% to 96%, of 40)." in said


def test_the_table_says_theme_by_theme_what_is_missing():
    table = review.quality_table(judged(*[("yes", "yes")] * 3))
    assert [row[0] for row in table.rows] == ["Cap", "All codes"]
    assert table.rows[0][-1] == "precision: 27 more needed; recall: 27 more needed"


def test_the_queue_shows_the_words_and_the_reason():
    table = review.queue_table(drawn_base(), most=3)
    assert "Words" in table.columns
    assert len(table.rows) == len(table.segments)
    assert {row[1].partition(",")[0] for row in table.rows} <= {"a rare code", "the machine is unsure"}


def test_changes_are_counted_by_code():
    table = review.changes_table(drawn_base(), drawn_base(codings="segment_id | code\nleeds:0-33 | CAP.time"))
    assert "Time and space" in {row[1] for row in table.rows}


def test_suggestions_and_gaps_are_tables_even_where_there_is_nothing_to_tell():
    book = Codebook("t", "1", (Code("CAP", name="Capacity", definition="d"),))
    tables = [review.suggestions_table(drawn_base(), book, "CAP"), review.gaps_table(drawn_base())]
    assert all(isinstance(table, Captioned) and not table.rows for table in tables)
    assert "none" in repr(tables[1])
