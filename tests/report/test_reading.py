"""Executed notebooks become blocks: what a reader sees is kept, code is left behind, and markup from data stays text."""

from __future__ import annotations

import base64

import nbformat
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.exhibits import Statement, captioned
from evidence.report.blocks import (
    Cell,
    Figure,
    Heading,
    ListBlock,
    Notice,
    Paragraph,
    Preformatted,
    Quotation,
    Table,
    plain,
)
from evidence.report.reading import read_chapter, read_html
from tests.report.drawn import html, notebook


def blocks(*cells):
    return read_chapter(notebook(*cells), "name").blocks


def test_the_first_heading_is_the_title_and_code_is_left_behind():
    chapter = read_chapter(notebook("# What we know", ("secret = 1",), "Words."), "name")
    assert chapter.title == "What we know"
    assert [plain(block.words) for block in chapter.blocks] == ["Words."]


def test_a_notebook_without_a_title_is_called_by_its_name():
    assert read_chapter(notebook("Words."), "my_notebook").title == "my_notebook"


def test_ranks_of_headings_have_no_gaps():
    found = blocks("# T\n## a\n#### b\n## c\n### d\n# e")
    assert [(b.level, b.text) for b in found] == [(1, "a"), (2, "b"), (1, "c"), (2, "d"), (1, "e")]


def test_a_cell_tagged_working_stays_out():
    whole = notebook("# T", "Kept.", "Working.")
    whole.cells[2].metadata["tags"] = ["working"]
    assert [plain(block.words) for block in read_chapter(whole, "").blocks] == ["Kept."]


def test_words_keep_their_weight_and_their_safe_links():
    (paragraph,) = blocks("# T\n\nTwo of **three** [here](https://example.org) and `code`")
    assert [(s.text, s.style, s.href) for s in paragraph.words] == [
        ("Two of ", "", ""),
        ("three", "strong", ""),
        (" ", "", ""),
        ("here", "", "https://example.org"),
        (" and ", "", ""),
        ("code", "code", ""),
    ]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example"])
def test_a_link_that_runs_or_reads_something_is_no_link(link):
    for block in (*blocks(f"# T\n\n[x]({link})"), *read_html(f'<p><a href="{link}">x</a></p>')):
        assert all(not span.href for span in block.words)
        assert "x" in plain(block.words)


def test_raw_html_in_markdown_is_text():
    (paragraph,) = blocks("# T\n\nA <script>alert(1)</script> <img src=x onerror=y>")
    assert plain(paragraph.words) == "A <script>alert(1)</script> <img src=x onerror=y>"


def test_scripts_styles_and_comments_of_an_output_are_passed_over():
    assert read_html("<style>a</style><script>b</script><!-- c --><p>d<script>e</script></p>") == read_html("<p>d</p>")


@given(st.text(alphabet="<>&\"'ab \n", max_size=40))
def test_any_html_is_read_without_an_error(markup):
    read_html(markup)


@pytest.mark.parametrize("markup", ["", " ", "\x00", "<!-- -->", "<p></p>"])
def test_html_that_says_nothing_is_no_block(markup):
    assert read_html(markup) == []


def test_a_list_keeps_its_order_and_its_nested_list():
    (found,) = blocks("# T\n\n1. a\n   - b\n2. c")
    assert isinstance(found, ListBlock)
    assert found.ordered
    assert [plain(item.words) for item in found.items] == ["a", "c"]
    assert [plain(item.words) for item in found.items[0].nested.items] == ["b"]


def test_a_typed_quotation_is_a_notice_for_it_cannot_be_traced():
    (found,) = blocks("# T\n\n> They said so.")
    assert isinstance(found, Notice)


def test_a_plain_frame_loses_the_numbering_of_its_rows():
    frame = pd.DataFrame({"place": ["Leeds", "=1+1"], "n": [1, 2]})
    (table,) = blocks("# T", "## Places", ("frame", html(frame.to_html())))[1:]
    assert table == Table(
        "Places", ("place", "n"), ((Cell("Leeds"), Cell("1")), (Cell("=1+1"), Cell("2"))), row_headers=0, note=None
    )


def test_a_frame_with_a_named_index_keeps_it_as_row_headers():
    frame = pd.DataFrame({"n": [1, 2]}, index=pd.Index([0, 1], name="rank"))
    (table,) = read_html(frame.to_html())
    assert table.columns == ("rank", "n")
    assert table.row_headers == 1


def test_headers_of_several_rows_become_one_and_cells_that_span_are_said_in_each():
    frame = pd.DataFrame(
        [[1, 2]], columns=pd.MultiIndex.from_tuples([("cases", "barrier"), ("cases", "enabler")]), index=pd.Index(["x"], name="t")
    )
    (table,) = read_html(frame.to_html())
    assert table.columns == ("t", "cases / barrier", "cases / enabler")
    (spanning,) = read_html("<table><tr><th>a<th>b</tr><tr><td rowspan=2>1<td>2</tr><tr><td>3</tr></table>")
    assert [[cell.text for cell in row] for row in spanning.rows] == [["1", "2"], ["1", "3"]]


def test_a_table_without_cells_is_none():
    assert read_html("<table></table>") == []


def test_a_captioned_table_comes_through_whole():
    frame = pd.DataFrame({"code": ["a"], "text": ["No <b>time</b>."], "segment_id": ["leeds:0-8"]})
    (table,) = read_html(captioned(frame, "Codings", note="Made up.")._repr_html_())
    assert table == Table(
        "Codings", ("Code", "Words"), ((Cell("a"), Cell("No <b>time</b>.", "leeds:0-8")),), row_headers=1, note="Made up."
    )


def test_a_statement_comes_through_whole():
    found = read_html(Statement(("One.", "Two."), heading="Trust", note="Made up.")._repr_html_())
    assert [type(block) for block in found] == [Heading, Notice, Paragraph, ListBlock]


@pytest.mark.parametrize(
    "markup",
    [
        '<figure data-segment="d:0-9"><blockquote><p>No time.</p></blockquote><figcaption><cite>T</cite></figcaption></figure>',
        '<blockquote data-segment="d:0-9"><p>No time.</p><footer>— T</footer></blockquote>',
        '<div><blockquote data-segment="d:0-9">No time.<cite>T</cite></blockquote></div>',
    ],
)
def test_a_quotation_is_its_words_and_its_segment_without_its_caption(markup):
    assert read_html(markup) == [Quotation("d:0-9", "No time.")]


def test_line_ends_inside_a_quotation_are_kept():
    assert read_html('<figure data-segment="d:0-3"><blockquote>a\n\nb</blockquote></figure>') == [Quotation("d:0-3", "a\n\nb")]


def test_a_figure_has_its_title_its_words_and_its_note():
    said = {"alt": "Capacity in 7 of 12.", "title": "Themes", "note": "Made up."}
    picture = nbformat.v4.new_output(
        "execute_result", data={"image/png": base64.b64encode(b"png").decode(), "text/plain": "x"}, metadata={"image/png": said}
    )
    assert blocks("# T", ("fig", picture)) == (Figure(b"png", "Themes", "Capacity in 7 of 12.", "Made up."),)


def test_a_figure_without_words_takes_its_printed_text_and_the_heading_above():
    picture = nbformat.v4.new_output(
        "display_data", data={"image/png": base64.b64encode(b"png").decode(), "text/plain": "<Figure size 1x1>"}
    )
    assert blocks("# T", "## Places", ("fig", picture))[1] == Figure(b"png", "Places", "<Figure size 1x1>", None)


def test_printed_text_is_kept_and_warnings_and_widgets_are_not():
    out = nbformat.v4.new_output("stream", name="stdout", text="2 of 3\n")
    err = nbformat.v4.new_output("stream", name="stderr", text="careful\n")
    value = nbformat.v4.new_output("execute_result", data={"text/plain": "0.5"})
    widget = nbformat.v4.new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {}, "text/plain": "HBox()"})
    markdown = nbformat.v4.new_output("display_data", data={"text/markdown": "A *word*", "text/plain": "x"})
    found = blocks("# T", ("x", out, err, value, widget, markdown))
    assert [type(block) for block in found] == [Preformatted, Preformatted, Paragraph]
    assert [block.text for block in found[:2]] == ["2 of 3", "0.5"]


def test_a_line_break_is_kept_and_blanks_are_one():
    (found,) = read_html("<p>  a <b> b</b>  c<br>d \n e </p>")
    assert plain(found.words) == "a b c\nd e"


def test_text_outside_any_element_is_a_paragraph_and_preformatted_text_keeps_its_shape():
    assert [type(b) for b in read_html("loose <b>words</b><pre>a\n  b</pre>more")] == [Paragraph, Preformatted, Paragraph]
