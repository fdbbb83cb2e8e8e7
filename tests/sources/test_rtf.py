from __future__ import annotations

import pytest

from evidence.errors import SourceError
from evidence.project import Limits
from evidence.sources.rtf import read_rtf
from tests.sources.files import told


def read(body, **limits):
    return read_rtf(rf"{{\rtf1\ansi\ansicpg1252 {body}}}".encode("cp1252"), "a.rtf", Limits(**limits))


def texts(body):
    return [block.text for block in read(body).blocks]


def test_paragraphs_items_and_rows_are_told_apart():
    reading = read(r"They met.\par \bullet  trust\par a\cell b\cell\row caf\'e9 \u8211 ? end.\par")
    assert [(block.kind, block.text) for block in reading.blocks] == [
        ("paragraph", "They met."),
        ("list_item", "trust"),
        ("table_row", "a | b"),
        ("paragraph", "café – end."),
    ]


def test_footnotes_and_text_boxes_stand_at_the_end():
    assert texts(r"Costs rose.{\footnote By a tenth.}\par More.{\shp{\*\shpinst{\shptxt In a box.\par}}}") == [
        "Costs rose.",
        "More.",
        "By a tenth.",
        "In a box.",
    ]


def test_deleted_and_hidden_text_is_cut_and_counted():
    reading = read(r"Kept. {\deleted two gone}{\v hidden}{\v0 shown.}")
    assert [block.text for block in reading.blocks] == ["Kept. shown."]
    assert told(reading.cuts, "words") == {"text deleted under 'track changes'": 2, "hidden text": 1}


def test_pictures_and_objects_are_counted_not_read():
    reading = read(r"Text.{\pict 89504e47}{\object{\*\objdata 0105}}{\header Top}")
    assert [block.text for block in reading.blocks] == ["Text."]
    assert told(reading.cuts, "parts") == {"embedded objects": 1, "page headers and footers": 1, "pictures": 1}


def test_the_file_says_who_and_when():
    reading = read(r"{\info{\title Sharing}{\author Ana Lee}{\creatim\yr2014\mo5\dy1}}Text that ends here.")
    assert reading.found == {"title": "Sharing", "author": "Ana Lee", "date": "2014-05-01"}


def test_a_file_that_breaks_off_is_read_and_told():
    reading = read_rtf(rb"{\rtf1 The partners met.{\b bold", "a.rtf", Limits())
    assert [block.text for block in reading.blocks] == ["The partners met.bold"]
    assert sum(told(reading.cuts, "parts").values()) == 1


def test_nesting_up_to_the_limit_is_read_and_beyond_it_refused():
    assert [block.text for block in read("{" * 9 + "deep." + "}" * 9, xml_depth=10).blocks] == ["deep."]
    with pytest.raises(SourceError, match="xml_depth: 10"):
        read("{" * 10 + "deep." + "}" * 10, xml_depth=10)


def test_binary_data_that_goes_beyond_the_end_is_refused():
    with pytest.raises(SourceError, match="binary data"):
        read(r"\bin2147483647 text")
