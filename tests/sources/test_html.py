from __future__ import annotations

import pytest

from evidence.errors import SourceError
from evidence.sources.html import read_html
from evidence.sources.reading import count_words
from tests.sources.files import told

OWN = [
    "The partners met every Tuesday for a year, and by the spring each of them knew what the others could lawfully be told.",
    "A shared list of families was drawn up by the council, the police and the schools, who had never compared their own.",
    "The hub now takes a day for what took three weeks, and staff say that they ring each other instead of writing.",
]
HEAD = """<title>Sharing in Truro | Example</title><meta property="og:title" content="Sharing in Truro">
<meta name="author" content="Ana Lee"><meta property="article:published_time" content="2014-05-01T10:00:00Z">
<link rel="canonical" href="https://example.org/truro"><meta name="geo.placename" content="Truro">"""
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head>{HEAD}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul></nav>
<main><article><h1>Sharing in Truro</h1><p>{OWN[0]}</p><h2>What was done</h2><p>{OWN[1]}</p>
<ul><li>one list that all the partners keep and read together</li>
<li>one person in each office whom all the others may ring</li></ul>
<p>{OWN[2]}</p></article></main><aside><h2>Latest news</h2><p>A minister came.</p></aside>
<footer><p>© Example</p></footer></body></html>"""


def test_the_article_is_kept_with_its_headings_and_lists_and_the_page_around_it_is_cut():
    reading = read_html(PAGE.encode(), "a.html")
    assert [(block.kind, block.text.split()[0]) for block in reading.blocks] == [
        ("heading", "Sharing"),
        ("paragraph", "The"),
        ("heading", "What"),
        ("paragraph", "A"),
        ("list_item", "one"),
        ("list_item", "one"),
        ("paragraph", "The"),
    ]
    # Home, News, Latest news, A minister came., © Example
    assert list(told(reading.cuts, "words").values()) == [1 + 1 + 2 + 3 + 2]


def test_the_page_says_who_when_where_and_in_what_language():
    assert read_html(PAGE.encode(), "a.html").found == {
        "title": "Sharing in Truro",
        "author": "Ana Lee",
        "date": "2014-05-01",
        "source": "https://example.org/truro",
        "place": "Truro",
        "language": "en",
    }


def test_a_name_or_a_date_in_the_text_is_not_taken_for_the_pages_own():
    text = PAGE.replace(HEAD, "<title>Sharing</title>").replace(OWN[0], f"{OWN[0]} By Ben Hill, 3 June 2011.")
    assert read_html(text.encode(), "a.html").found == {"title": "Sharing in Truro", "language": "en"}


def test_a_page_without_any_furniture_is_kept_whole():
    text = f"<p>Intro</p><p class='h'>Key points</p><p>{OWN[0]}</p><ul><li>trust</li></ul><p>Figure 1: a map</p>"
    reading = read_html(text.encode(), "a.html")
    assert count_words(block.text for block in reading.blocks) == 1 + 2 + len(OWN[0].split()) + 1 + 4
    assert [block.text for block in reading.blocks if block.kind == "heading"] == ["Intro", "Key points"]
    assert reading.cuts == ()


def test_marks_of_a_template_are_no_words():
    reading = read_html(b"{% block a %}<p>One {{ page.title }} two</p>{% endblock %}", "a.html")
    assert [block.text for block in reading.blocks] == ["One two"]
    assert told(reading.cuts, "parts") == {"marks of a page template": 3}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1250"])
def test_the_encoding_that_the_page_declares_is_used(encoding):
    text = f"<html><head><meta charset='{encoding}'></head><body><p>Příliš žluťoučký kůň</p></body></html>"
    assert read_html(text.encode(encoding), "a.html").blocks[0].text == "Příliš žluťoučký kůň"


def test_a_tag_with_thousands_of_attributes_costs_only_these():
    many = " ".join(f"a{n}=1" for n in range(1500))
    reading = read_html(f"<html><body><p {many}>Kept words</p></body></html>".encode(), "a.html")
    assert [block.text for block in reading.blocks] == ["Kept words"]
    assert told(reading.cuts, "parts") == {"attributes of tags that have over 1,000": 1}


def test_nothing_that_runs_or_is_hidden_from_a_reader_is_text():
    page = PAGE.replace("</article>", "<script>SECRET()</script><style>.x{}</style></article>")
    assert not any("SECRET" in block.text for block in read_html(page.encode(), "a.html").blocks)


def test_an_empty_page_has_no_blocks():
    assert read_html(b"<html><head><title>App</title></head><body><div id='root'></div></body></html>", "a.html").blocks == ()


def test_bytes_that_are_no_page_are_refused():
    with pytest.raises(SourceError):
        read_html(bytes(range(32)) * 9, "a.html")


def test_headings_and_lists_are_kept_where_the_page_does_not_mark_its_article():
    first = "<ul><li>one list that all of the partners keep and read</li></ul>"
    last = "<ul><li>one person in each office whom all others may ring</li></ul>"
    body = f"<h2>Why</h2><p>{OWN[0]}</p><h2>How</h2>{first}<p>{OWN[1]}</p><h3>Lessons</h3><p>{OWN[2]}</p>{last}"
    away = "<div><ul><li><a href='/x'>Read how the next county went about its own hub</a></li></ul></div>"
    page = f"<html><body><nav><a href='/'>Home</a></nav><div>{body}</div><footer>Example</footer>{away}</body></html>"
    kinds = [block.kind for block in read_html(page.encode(), "a.html").blocks]
    assert kinds == ["heading", "paragraph", "heading", "list_item", "paragraph", "heading", "paragraph", "list_item"]
