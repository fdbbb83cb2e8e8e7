from __future__ import annotations

import pytest

from evidence.errors import SourceError
from evidence.sources.odt import read_odt
from tests.sources.files import ODF, archive, odt, told


def read(body, **parts):
    return read_odt(odt(body, **parts), "a.odt")


def test_blocks_have_the_kinds_that_the_elements_give_them():
    reading = read(
        '<text:h text:outline-level="2">Trust</text:h><text:p>It <text:span>takes</text:span><text:s text:c="3"/>time.</text:p>'
        "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        ("heading", 2, "Trust"),
        ("paragraph", None, "It takes time."),
        ("list_item", None, "one"),
        ("table_row", None, "a | b"),
    ]
    assert reading.found == {"title": "Trust"}


def test_footnotes_stand_at_the_end_and_do_not_break_the_sentence():
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body></text:note>"
    note = note.format("<text:p>By a tenth.</text:p>")
    assert [block.text for block in read(f"<text:p>Costs{note} rose.</text:p>").blocks] == ["Costs rose.", "By a tenth."]


def test_deleted_text_and_comments_are_counted_not_read():
    reading = read(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes><text:p>Kept<office:annotation><text:p>why?</text:p></office:annotation> here.</text:p>"
    )
    assert [block.text for block in reading.blocks] == ["Kept here."]
    assert told(reading.cuts, "parts") == {"comments": 1, "passages deleted under 'track changes'": 1}


def test_a_text_box_is_text_of_its_own():
    box = "<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame>"
    assert [block.text for block in read(f"<text:p>Before {box}after.</text:p>").blocks] == ["Before", "In a box.", "after."]


def test_properties_say_who_wrote_it_first_and_when():
    meta = (
        f'<office:document-meta {ODF} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>Sharing</dc:title>'
        "<meta:initial-creator>Ana Lee</meta:initial-creator><dc:creator>Ben Hill</dc:creator>"
        "<meta:creation-date>2014-05-01T09:00:00</meta:creation-date></office:meta></office:document-meta>"
    )
    assert read("<text:p>Text.</text:p>", meta_xml=meta).found == {"title": "Sharing", "author": "Ana Lee", "date": "2014-05-01"}


def test_a_bomb_of_blanks_is_refused():
    with pytest.raises(SourceError, match="run of blanks"):
        read('<text:p>a<text:s text:c="900000000"/>b</text:p>')


def test_an_archive_without_a_text_is_refused():
    with pytest.raises(SourceError, match="holds no OpenDocument text"):
        read_odt(archive({"content.xml": "<a/>"}), "a.odt")
