from __future__ import annotations

import pytest
from lxml import html

from evidence.sources.tree import blocks_of_tree, placed_blocks


def blocks(text):
    return [(block.kind, block.text) for block in blocks_of_tree(html.fromstring(f"<div>{text}</div>"))]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("<h3>Trust</h3>", [("heading", "Trust")]),
        ("a<p>b</p>c", [("paragraph", "a"), ("paragraph", "b"), ("paragraph", "c")]),
        ("<ul><li>a<ul><li>b</ul><li><p>c</p></ul>", [("list_item", "a"), ("list_item", "b"), ("list_item", "c")]),
        ("<blockquote><p>said</p></blockquote>", [("quotation", "said")]),
        ("<p>a<br>b <b>c</b>d</p>", [("paragraph", "a b cd")]),
        ("<p>a<script>no()</script>b<style>x</style></p>", [("paragraph", "ab")]),
        ("<p>a<!-- note -->b</p>", [("paragraph", "ab")]),
        ("<dl><dt>term<dd>meaning</dl>", [("list_item", "term"), ("list_item", "meaning")]),
    ],
)
def test_each_element_becomes_the_block_a_reader_sees(tags, expected):
    assert blocks(tags) == expected


def test_a_row_is_one_block_and_an_empty_cell_keeps_its_place():
    table = "<table><tr><th>Place<th>Before<th>After<tr><td>Leeds<td><td><p>4</p><p>days</p></table>"
    assert blocks(table) == [("table_row", "Place | Before | After"), ("table_row", "Leeds | | 4 days")]


def test_a_table_in_a_cell_is_words_of_the_cell():
    assert blocks("<table><tr><td>a<table><tr><td>b<td>c</table><td>d</table>") == [("table_row", "a b c | d")]


def test_an_empty_row_is_no_block():
    assert blocks("<table><tr><td> <td></table>") == []


def test_a_heading_knows_its_level():
    (block,) = blocks_of_tree(html.fromstring("<div><h4><span>Deep</span></h4></div>"))
    assert block.level == 4


def test_a_block_in_navigation_or_made_of_links_is_told_apart():
    page = html.fromstring("<div><nav><p>Home</p></nav><p>Read <a>this</a></p><p>Own words</p></div>")
    assert [(p.block.text, p.furniture, p.linked) for p in placed_blocks(page)] == [
        ("Home", True, 0.0),
        ("Read this", False, 4 / 9),
        ("Own words", False, 0.0),
    ]
