"""What a reader meets first are the answers; annexes stand at the end, and no quote is said in full twice in one part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.report.blocks import Cell, Chapter, Heading, Paragraph, Quotation, Span, Table
from evidence.report.ordering import annexes_last, in_full_once, lettered
from evidence.report.words import begun, is_cut, quoted


def words(text):
    return Paragraph((Span(text),))


def titles(chapters):
    return [chapter.title for chapter in chapters]


def test_a_section_that_calls_itself_an_annex_becomes_one_with_its_headings_a_rank_higher():
    blocks = (
        words("a"),
        Heading(1, "Annex: the list"),
        words("b"),
        Heading(2, "Part"),
        words("c"),
        Heading(1, "End"),
        words("d"),
    )
    first, second, annex = annexes_last([Chapter("One", blocks), Chapter("Two", (words("e"),))])
    assert first.blocks == (words("a"), Heading(1, "End"), words("d"))
    assert titles([second, annex]) == ["Two", "The list"]
    assert annex.blocks == (words("b"), Heading(1, "Part"), words("c"))
    assert (first.annex, annex.annex) == (False, True)


def test_a_heading_of_a_lower_rank_or_of_a_word_like_it_opens_no_annex():
    blocks = (Heading(2, "Annex: in a section"), Heading(1, "Annexes"))
    assert annexes_last([Chapter("One", blocks)]) == (Chapter("One", blocks),)


def test_whole_annexes_come_after_those_of_sections_and_keep_their_order():
    section = Chapter("One", (Heading(1, "Annex: a"), words("x")))
    whole = [Chapter("How", (Heading(1, "Annex: inside"),), annex=True), Chapter("Sources", (), annex=True)]
    ordered = annexes_last([whole[0], section, whole[1]])
    assert titles(ordered) == ["One", "A", "How", "Sources"]
    assert ordered[2] is whole[0]


@given(st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from(["Annex: a", "b", ""]), max_size=5)), max_size=6))
def test_no_block_is_lost_or_doubled(drawn):
    chapters = [
        Chapter(str(n), tuple(words(f"{n}.{m}") if not head else Heading(1, head) for m, head in enumerate(heads)), annex=annex)
        for n, (annex, heads) in enumerate(drawn)
    ]
    kept = [b for c in annexes_last(chapters) for b in c.blocks if isinstance(b, Paragraph)]
    before = [b for c in chapters for b in c.blocks if isinstance(b, Paragraph)]
    assert sorted(map(str, kept)) == sorted(map(str, before))
    ordered = [c.annex for c in annexes_last(chapters)]
    assert ordered == sorted(ordered)


def test_annexes_have_letters_and_after_z_two():
    assert titles(lettered([Chapter("a", ()), *(Chapter("b", (), annex=True) for _ in range(28))]))[-3:] == [
        "Annex Z: b",
        "Annex AA: b",
        "Annex AB: b",
    ]


LONG = "word " * 40


def quotations(chapter):
    return [block.again for block in chapter.blocks if isinstance(block, Quotation)]


def test_a_part_says_each_quote_in_full_once_and_an_annex_none_that_was_said_before():
    quote, other = Quotation("d:0-9", LONG), Quotation("e:0-9", LONG)
    table = Table("t", ("Place", "Words"), ((Cell("Leeds"), Cell(LONG, "d:0-9")), (Cell("Truro"), Cell(LONG, "f:0-9"))))
    one, two, annex = in_full_once(
        [Chapter("1", (quote, quote, table)), Chapter("2", (quote,)), Chapter("A", (quote, other, other), annex=True)]
    )
    assert quotations(one) == [False, True]
    assert [[cell.again for cell in row] for row in one.blocks[2].rows] == [[False, True], [False, False]]
    assert quotations(two) == [False]
    assert quotations(annex) == [True, False, True]


@given(st.text(alphabet="ab \n…”“", max_size=200))
def test_a_beginning_is_the_text_itself_or_its_first_words(text):
    if is_cut(text):
        assert text.split()[: len(begun(text).split()) - 1] == begun(text).split()[:-1]
        assert len(begun(text)) < len(text) + 2
    else:
        assert begun(text) == text


@pytest.mark.parametrize(("text", "said"), [("Short.", "“Short.” [d:0-6]"), (LONG, "word …” (in full further up) [d:0-6]")])
def test_a_short_quote_is_said_again_and_of_a_long_one_its_beginning(text, said):
    assert quoted(text, "d:0-6", again=True).endswith(said)
