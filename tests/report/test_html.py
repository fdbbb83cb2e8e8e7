"""The page: one file that any browser and any screen reader can use, in which data is never markup."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.report.blocks import (
    Brand,
    Cell,
    Chapter,
    Code,
    Coding,
    Explorer,
    Figure,
    Heading,
    Item,
    ListBlock,
    Notice,
    Origin,
    Paragraph,
    Part,
    Passage,
    Piece,
    Preformatted,
    Quotation,
    Report,
    Source,
    Span,
    Table,
)
from evidence.report.html import write_html
from tests.report.drawn import PNG

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=y>[a](javascript:b)=1+1{{ 7*7 }}"


def report(words="Words", **more):
    """A report that holds every kind of block, with the same words wherever words can be."""
    spans = (
        Span(words),
        Span(words, "strong"),
        Span(words, "emphasis"),
        Span(words, "code"),
        Span("\n"),
        Span(words, "", "https://a.b"),
    )
    inner = ListBlock((Item(spans),), ordered=True)
    chapter = Chapter(
        words,
        (
            Heading(1, words),
            Heading(2, words),
            Paragraph(spans),
            Notice(spans),
            Preformatted(words),
            ListBlock((Item(spans, inner),)),
            Table(words, (words, "n", ""), ((Cell(words), Cell("1"), Cell(words, "d:0-5")),), 1, words),
            Figure(PNG, words, words, words),
            Quotation("d:0-5", words, words, words, words),
            Quotation("d:6-9", words, words),
        ),
    )
    pieces = (Piece(words, "d:0-5", True), Piece(words), Piece(words, "d:6-9", True))
    kinds = ["heading", "paragraph", "list_item", "quotation", "table_row", "answer"]
    parts = tuple(Part(kind, pieces if kind == "paragraph" else (Piece(words),), int(kind == "heading"), words) for kind in kinds)
    source = Source(words, ((words, words),), parts, words)
    said = {"title": words, "question": words, "description": words, "notices": (words,)}
    return Report(**{**said, "chapters": (chapter,), "sources": (source,), **more})


def explorer():
    """One passage of each of two sources."""
    codes = (Code("trust", "Trust"), Code("time", "Time"))
    first = Passage("d:0-5", "No trust", "page 1", (Coding("trust", "barrier", True),))
    other = Passage("e:0-5", "Some time", "", (Coding("time", "enabler", False, 0.5),))
    return Explorer(
        codes,
        tuple(Origin(name, name, "housing", "", "f.txt", "0" * 64, "", (p,)) for name, p in [("Leeds", first), ("Bath", other)]),
    )


def page(words="Words", **more):
    return lxml.html.document_fromstring(write_html(report(words, **more)).decode())


def test_a_quote_that_stood_in_full_is_said_by_its_beginning_and_leads_there():
    text = " ".join(f"word{n}" for n in range(30))
    first = Quotation("d:0-200", text, "Leeds hub")
    table = Table("t", ("Case", "Words"), ((Cell("Leeds"), Cell(text, "d:0-200", again=True)),), 1, "")
    blocks = (first, Quotation("d:0-200", text, "Leeds hub", again=True), table)
    page = lxml.html.document_fromstring(write_html(Report("T", "", "", (), (Chapter("c", blocks),), ())).decode())
    whole, begun = page.xpath("//figure[@class='quote']/blockquote")
    assert whole.text_content() == f"“{text}”"
    for shown in (begun, page.xpath("//td[@class='long']")[0]):
        assert "word13 …”" in shown.text_content()
        assert "word14" not in shown.text_content()
        assert page.get_element_by_id(shown.xpath(".//a/@href")[0][1:]) is whole.getparent()


def test_the_contents_list_the_sections_of_parts_and_of_annexes_their_titles_only():
    chapters = (Chapter("Part", (Heading(1, "Section"),)), Chapter("Annex A: More", (Heading(1, "Detail"),), annex=True))
    page = lxml.html.document_fromstring(write_html(Report("T", "", "", (), chapters, ())).decode())
    assert [link.text_content() for link in page.xpath("//nav//a")] == ["Part", "Section", "Annex A: More"]


def test_there_is_one_title_one_main_and_a_way_past_the_contents():
    found = page()
    assert len(found.xpath("//h1")) == 1
    assert len(found.xpath("//main")) == 1
    assert found.xpath("//body/a[1]/@href") == [f"#{found.xpath('//main/@id')[0]}"]
    assert found.get("lang") == "en-GB"
    assert found.xpath("//title/text()") == ["Words: evidence report"]


def test_headings_follow_each_other_without_a_gap():
    ranks = [int(heading.tag[1]) for heading in page().xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert all(after <= before + 1 for before, after in pairwise(ranks))


def test_every_place_has_its_own_name_and_every_link_inside_leads_to_one():
    found = page()
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {href[1:].partition("?")[0] for href in found.xpath("//a/@href") if href.startswith("#")}
    assert targets <= set(ids)
    assert set(found.xpath("//@aria-labelledby")) <= set(ids)


def test_every_quote_leads_to_its_words_and_the_words_back():
    found = page()
    for link in found.xpath("//figure[@class='quote']//a/@href | //td/a/@href"):
        assert found.get_element_by_id(link[1:]).tag == "mark"
    backs = found.xpath("//a[@class='back']/@href")
    assert len(backs) == 2
    assert all(found.get_element_by_id(href[1:]) is not None for href in backs)


def test_tables_have_a_caption_and_headers_that_say_what_they_head():
    (table,) = page().xpath("//table")
    assert table.xpath("./caption//text()")
    assert table.xpath("./thead//th/@scope") == ["col", "col"]
    assert table.xpath("./tbody//th/@scope") == ["row"]
    assert table.getparent().get("tabindex") == "0"


def test_numbers_are_set_flush_right_with_their_header():
    found = page()
    assert found.xpath("//th[@class='number']/text()") == ["n"]
    assert found.xpath("//td[@class='number']/text()") == ["1"]


def test_figures_have_the_words_that_say_the_finding():
    assert page().xpath("//img/@alt") == ["Words"]


def test_nothing_is_fetched_and_nothing_runs():
    text = write_html(report()).decode()
    found = lxml.html.document_fromstring(text)
    policy = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    assert not found.xpath("//script | //link | //iframe | //object | //form | //@style | //@*[starts-with(name(), 'on')]")
    assert all(src.startswith("data:image/png;base64,") for src in found.xpath("//@src"))
    assert "@import" not in style
    assert "url(" not in style


def test_the_one_script_that_runs_is_ours_and_known_by_its_hash():
    text = write_html(report(explorer=explorer())).decode()
    found = lxml.html.document_fromstring(text)
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert f"default-src 'none'; script-src 'sha256-{digest}'; style-src" in policy
    assert len(found.xpath("//script[not(@type)]")) == 1
    assert not re.search(r"fetch\(|XMLHttp|import\b|eval\(|innerHTML|insertAdjacent|document\.write|Function\(", script)


def test_an_explorer_without_a_passage_is_not_shown():
    assert not page(explorer=Explorer((), ())).xpath("//script | //*[@id='explore']")


def test_data_is_never_markup():
    found = page(HOSTILE)
    assert not found.xpath("//script | //img[@onerror] | //a[starts-with(@href, 'javascript')]")
    assert found.xpath("string(//h1)") == HOSTILE
    assert found.xpath("string(//caption/span/text())").strip() == HOSTILE
    assert found.xpath("string(//blockquote)") == f"“{HOSTILE}”"
    assert found.xpath("string(//figure[@class='picture']/img/@alt)") == HOSTILE
    assert "49" not in write_html(report(HOSTILE)).decode().split("</style>")[1]


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=20))
def test_any_text_makes_a_page_that_can_be_written_and_read(words):
    assert page(words).xpath("//main")


@pytest.mark.parametrize("words", ["a\x00b", "a\x1bb", "a\ud800b", "a\ufffeb"])
def test_what_a_page_may_not_hold_is_marked_as_unreadable(words):
    assert page(words).xpath("string(//h1)") == "a\ufffdb"


def test_marks_that_turn_the_direction_of_writing_are_left_out():
    assert page("a\u202eb\u2066c").xpath("string(//h1)") == "abc"


def test_a_quote_is_on_the_page_to_the_letter():
    assert page("a\n\n b  c").xpath("//figure[@class='quote']/blockquote/text()")[0] == "“a\n\n b  c”"


def test_the_same_report_is_the_same_bytes():
    assert write_html(report()) == write_html(report())


def test_titles_of_no_letters_and_titles_of_one_name_are_told_apart():
    chapters = (Chapter("!!", ()), Chapter("??", ()), Chapter("A", ()), Chapter("a", ()))
    ids = page(chapters=chapters, sources=()).xpath("//section/@aria-labelledby")
    assert ids == ["part-untitled", "part-untitled-2", "part-a", "part-a-2"]


def test_words_that_are_withheld_are_said_to_be_and_link_nowhere():
    quote = Quotation("d:0-5", "", "Leeds hub")
    found = page(chapters=(Chapter("c", (quote,)),), sources=())
    (figure,) = found.xpath("//figure[@class='quote']")
    assert "withheld" in figure.text_content()
    assert not figure.xpath(".//a")


def test_list_items_that_follow_each_other_are_one_list():
    parts = tuple(Part("list_item", (Piece(word),)) for word in "abc")
    found = page(sources=(Source("s", (), parts),))
    assert [li.text_content() for li in found.xpath("//div[@class='words']/ul/li")] == ["a", "b", "c"]


def test_the_brand_stands_on_the_page_and_colours_it():
    found = page(brand=Brand("The <b>council</b>", "ask@example.org", "#005a30", "#a0ffa0", PNG, "Our <logo>"))
    assert "The <b>council</b>" in found.xpath("string(//header)")
    assert "Contact: ask@example.org" in found.xpath("string(//header)")
    assert found.xpath("//img[@class='logo']/@alt") == ["Our <logo>"]
    style = found.xpath("string(//style)")
    assert style.index("--accent: #005a30") > style.index("--accent: #12436d")
