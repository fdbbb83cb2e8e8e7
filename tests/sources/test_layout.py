from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evidence.sources.layout import Line, blocks_of_lines


def page(*rows, page=1, left=50.0, right=500.0, top=700.0, size=10.0):
    """Lines 12 points apart; a row is its words, or (words, what differs)."""
    lines, bottom = [], top
    for row in rows:
        text, own = row if isinstance(row, tuple) else (row, {})
        lines.append(
            Line(
                **{"text": text, "page": page, "size": size, "bold": False, "left": left, "right": right, "bottom": bottom} | own
            )
        )
        bottom -= own.get("size", size) * 1.2
    return lines


def read(lines):
    return [(block.kind, block.text) for block in blocks_of_lines(lines)]


def test_lines_join_until_a_gap():
    lines = page("The partners met", "every week.") + page("Then they stopped.", top=640)
    assert read(lines) == [("paragraph", "The partners met every week."), ("paragraph", "Then they stopped.")]


def test_a_short_line_that_ends_a_sentence_ends_its_paragraph():
    lines = page("The partners met every", ("week.", {"right": 90.0}), "Then they stopped meeting,", "for good.")
    assert read(lines) == [("paragraph", "The partners met every week."), ("paragraph", "Then they stopped meeting, for good.")]


def test_larger_type_and_bold_lines_are_headings_and_size_is_their_level():
    lines = page(
        ("Sharing", {"size": 20.0}),
        ("in Truro", {"size": 20.0}),
        "They met every week and talked about trust.",
        ("Why", {"size": 14.0}),
        "It took time, and there was not much of that.",
        ("Note", {"bold": True}),
        "Made up.",
    )
    assert [(block.kind, block.level, block.text) for block in blocks_of_lines(lines) if block.level] == [
        ("heading", 1, "Sharing in Truro"),
        ("heading", 2, "Why"),
        ("heading", 3, "Note"),
    ]


def test_a_long_passage_in_large_type_is_no_heading():
    lines = page("word " * 60, ("so large " * 20, {"size": 14.0}))
    assert [kind for kind, _ in read(lines)] == ["paragraph", "paragraph"]


def test_each_bullet_begins_an_item_and_loses_its_sign():
    assert read(page("They need:", "• trust,", "which grows slowly", "• time")) == [
        ("paragraph", "They need:"),
        ("list_item", "trust, which grows slowly"),
        ("list_item", "time"),
    ]


def test_a_sentence_goes_on_in_the_next_column_and_over_the_page_past_footnotes():
    lines = [
        *page("They met", "every week and"),
        *page("talked about", "trust, which", left=320.0, right=560.0),
        *page(("1 See the report.", {"size": 7.0, "bottom": 80.0}), top=80),
        *page("grows slowly.", page=2),
    ]
    assert read(lines) == [
        ("paragraph", "They met every week and talked about trust, which grows slowly."),
        ("paragraph", "1 See the report."),
    ]
    assert [block.page for block in blocks_of_lines(lines)] == [1, 1]


def test_a_word_cut_at_a_lines_end_is_made_whole_and_a_hyphen_stays_where_it_belongs():
    lines = page(
        "The infor-", "mation of multi-", "agency teams; multi-agency work.", "A small-", "scale trial of a small scale."
    )
    assert read(lines)[0][1] == "The information of multi-agency teams; multi-agency work. A small-scale trial of a small scale."


@given(
    st.lists(st.lists(st.text(alphabet="abcd.", min_size=1, max_size=8), min_size=1, max_size=4), max_size=12), st.integers(0, 3)
)
def test_no_word_is_lost_whatever_the_lines(rows, jump):
    lines = page(*(" ".join(row) for row in rows))
    lines = [Line(**{**line.__dict__, "bottom": line.bottom - jump * 40 * (n % 3)}) for n, line in enumerate(lines)]
    assert sorted(" ".join(text for _, text in read(lines)).split()) == sorted(word for row in rows for word in row)
