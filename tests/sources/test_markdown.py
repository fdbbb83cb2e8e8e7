from __future__ import annotations

import pytest

from evidence.errors import SourceError
from evidence.sources.markdown import read_markdown
from tests.sources.files import told


def read(text):
    return read_markdown(text.encode(), "case_studies/a.md")


def texts(text):
    return [block.text for block in read(text).blocks]


def test_blocks_have_the_kinds_that_the_marks_give_them():
    reading = read("# Trust\n\nIt *takes*\ntime.\n\n* one\n* two\n\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n### Deeper\n")
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        ("heading", 1, "Trust"),
        ("paragraph", None, "It takes time."),
        ("list_item", None, "one"),
        ("list_item", None, "two"),
        ("quotation", None, "said"),
        ("table_row", None, "a | b"),
        ("table_row", None, "1 | 2"),
        ("heading", 3, "Deeper"),
    ]


def test_front_matter_is_not_text_but_says_what_the_case_is():
    reading = read(
        "---\ntitle: Sharing\ndate: 1 May 2014\nurl: https://example.org/a\nlayout: post\nplace: Truro\n---\n# Other\n\nBody.\n"
    )
    assert [block.text for block in reading.blocks] == ["Other", "Body."]
    assert reading.found == {"title": "Sharing", "date": "2014-05-01", "source": "https://example.org/a", "place": "Truro"}
    assert told(reading.cuts, "parts") == {"keys that are no column of cases: layout": 1}


def test_the_first_heading_is_the_title_where_no_front_matter_is():
    assert read("# Sharing\n\nBody.").found == {"title": "Sharing"}


@pytest.mark.parametrize("front", ["a: !!python/object:os.system x", "a: &x [1]\nb: *x", "a: b: c", "a: 1\na: 2"])
def test_front_matter_that_is_no_plain_yaml_is_refused_with_its_line(front):
    with pytest.raises(SourceError) as caught:
        read(f"---\n{front}\n---\nBody.")
    assert "case_studies/a.md, line" in str(caught.value)
    assert "front matter" in str(caught.value)


def test_a_rule_at_the_top_is_no_front_matter():
    assert texts("---\n\nBody.") == ["Body."]


def test_tags_of_html_go_and_no_open_tag_swallows_what_follows():
    assert texts("One [y](data:text/html,<script>) two.\n\nThree.") == ["One [y](data:text/html,) two.", "Three."]
    assert texts("<div><b>Four</b>\n\nFive.") == ["Four", "Five."]
    assert texts("a<br>b") == ["a b"]


def test_scripts_are_not_text():
    assert texts("<script>alert(1)</script>\n\nBody.") == ["Body."]


def test_footnotes_stay_and_their_marks_go():
    assert texts("Costs rose.[^1]\n\n[^1]: https://example.org/report\n[^2]: A *second* note.") == [
        "Costs rose.",
        "https://example.org/report",
        "A second note.",
    ]


def test_pictures_are_counted_not_read():
    reading = read("![A map]({{ site.baseurl }}/map.png) Shown here.\n{:.wide}\n")
    assert [block.text for block in reading.blocks] == ["Shown here."]
    assert told(reading.cuts, "parts") == {"pictures": 1}


def test_deep_nesting_is_cut_short_without_failing():
    assert read(">" * 5000 + " deep\n\nBody.").blocks[-1].text == "Body."
