from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import SourceError
from evidence.sources.plain import decode, is_heading, paragraphs, read_plain
from evidence.sources.reading import Block, count_words
from tests.sources.files import told
from tests.sources.test_boilerplate import COMMENTS, NEWS, OWN

LONG = "The partners met every week and agreed what each of them would tell the others about families at risk."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_whatever_its_form(encoding):
    text = "Café “naïve” – a word for each partner"
    assert decode(text.encode(encoding), "a.txt")[0].removeprefix("\ufeff") == text


def test_windows_text_is_read_and_said_to_be_guessed():
    text, cuts = decode("the patient’s café, £5".encode("cp1252"), "a.txt")
    assert text == "the patient’s café, £5"
    assert told(cuts, "parts") == {"the encoding had to be guessed: read as Windows-1252": 1}


def test_bad_bytes_in_unicode_are_replaced_and_counted():
    text, cuts = decode("café résumé ".encode() + b"\xff\xfe here", "a.txt")
    assert text == "café résumé \ufffd\ufffd here"
    assert told(cuts, "parts")["bytes that no letter stands for, shown as \ufffd"] == 2


def test_an_encoding_that_a_page_declares_is_used_but_never_utf_7():
    assert decode("Łódź".encode("iso-8859-2"), "a.html", "ISO-8859-2")[0] == "Łódź"
    assert "<" not in decode(b"+ADw-script+AD4-", "a.html", "utf-7")[0]


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(SourceError, match="is not text"):
        decode(bytes(range(32)) * 20, "a.txt")


@given(st.lists(st.text(alphabet="ab cé.\t", max_size=30), max_size=12), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_no_word_is_lost_between_lines(lines, end):
    text = end.join(lines)
    assert " ".join(paragraph.text for paragraph in paragraphs(text)).split() == text.split()


def test_wrapped_lines_are_one_paragraph_and_short_lines_are_their_own():
    text = "The partners met every week and agreed on\nwhat each of them would tell the others\nabout families.\n\nAna Lee\nTruro"
    assert [paragraph.text for paragraph in paragraphs(text)] == [
        "The partners met every week and agreed on what each of them would tell the others about families.",
        "Ana Lee",
        "Truro",
    ]


def test_a_paragraph_knows_its_lines():
    (first, second) = paragraphs(f"\n{LONG}\n\n{LONG}\n")
    assert (first.first, second.first) == (2, 4)


def test_title_headings_and_items_are_told_from_paragraphs():
    reading = read_plain(
        f"Sharing in Truro\n\n17 October 2014\n\n{LONG}\n\nWhat came of it?\n\n{LONG}\n\n- trust\n1. time\n".encode(), "a.txt"
    )
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        ("heading", 1, "Sharing in Truro"),
        ("paragraph", None, "17 October 2014"),
        ("paragraph", None, LONG),
        ("heading", 2, "What came of it?"),
        ("paragraph", None, LONG),
        ("list_item", None, "trust"),
        ("list_item", None, "1. time"),
    ]
    assert reading.found == {"title": "Sharing in Truro", "date": "2014-10-17"}


@pytest.mark.parametrize("line", ["They met.", "Source: the press", "by Ana Lee", "one of many", "1 May 2014", LONG])
def test_a_sentence_a_label_a_byline_and_a_date_are_no_headings(line):
    assert not is_heading(line, Block("paragraph", LONG))


def test_a_line_above_a_short_line_is_no_heading_but_above_a_list_it_is():
    assert not is_heading("Truro", Block("paragraph", "Cornwall"))
    assert is_heading("Lessons", Block("list_item", "trust"))


def test_the_tail_of_a_saved_page_is_cut_and_counted_with_its_lines():
    text = "\n\n".join(["Comment", "23.04.15", *OWN, *COMMENTS, *NEWS])
    reading = read_plain(text.encode(), "a.txt")
    assert [block.text for block in reading.blocks] == OWN
    assert [(cut.where, cut.unit, cut.count) for cut in reading.cuts] == [
        ("lines 1-3", "words", 2),
        ("lines 13-27", "words", count_words([*COMMENTS, *NEWS])),
    ]
    assert reading.found["date"] == "2015-04-23"


def test_lines_of_an_address_are_not_taken_for_wrapped():
    text = "The Example Trust for Better Sharing in Cornwall\nCounty Hall, Treyew Road, Truro, in the county of Cornwall\nTR1 3AY"
    assert len(paragraphs(text)) == 3


def test_a_menu_beside_wrapped_text_does_not_stop_it_from_being_joined():
    menu = "Home\nNews\nContact us\nSearch\n\n"
    assert (
        len(
            paragraphs(
                f"{menu}The partners met every week and agreed on\nwhat each of them would tell the others\nabout families.\n"
            )
        )
        == 5
    )
