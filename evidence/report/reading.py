"""Executed notebooks into blocks. Code is left behind; markup that is not known becomes its text."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import lxml.html
from lxml.etree import ParserError
from markdown_it import MarkdownIt

from evidence.report.blocks import (
    Block,
    Cell,
    Chapter,
    Figure,
    Heading,
    Item,
    ListBlock,
    Notice,
    Paragraph,
    Preformatted,
    Quotation,
    Span,
    Table,
    Words,
)

WORKING = "working"
"""A cell with this tag is the researcher's own working: it stays in the notebook and out of the report."""

ANNEX = "evidence_annex"
"""Key of a notebook's metadata: true if it is an annex, which stands after the parts that answer the question."""

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PASSED_OVER = {"script", "style", "template", "head", "title", "iframe", "object", "noscript"}
_STYLES = {"strong": "strong", "b": "strong", "em": "emphasis", "i": "emphasis", "code": "code"}
_INLINE = {*_STYLES, "a", "span", "br", "img", "sub", "sup", "small", "cite", "q", "abbr", "mark", "s", "u"}
_LINKS = ("https://", "http://", "mailto:")


def read_chapter(notebook: Any, name: str) -> Chapter:
    """What one executed notebook says: its first heading is the title, all else follows in order.

    notebook: an nbformat notebook.
    name:     the title, if the notebook has no heading of the first rank.
    """
    found: list[Block] = []
    for cell in notebook.cells:
        if WORKING not in cell.metadata.get("tags", []):
            found.extend(read_cell(cell))
    top = next((n for n, block in enumerate(found) if isinstance(block, Heading) and block.level == 1), None)
    title = name if top is None else found.pop(top).text  # type: ignore[union-attr]
    return Chapter(title, tuple(_captioned(_ranked(found), title)), annex=notebook.metadata.get(ANNEX) is True)


def read_cell(cell: Any) -> Iterator[Block]:
    """What one cell says: its Markdown, or its outputs."""
    if cell.cell_type == "markdown":
        yield from read_html(_MARKDOWN.render(cell.source))
    elif cell.cell_type == "code":
        for output in cell.outputs:
            yield from _read_output(output)


# Raw HTML stays text: a title or an answer that reached a Markdown cell cannot become markup.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _read_output(output: Any) -> Iterator[Block]:
    if output.output_type == "stream":
        if output.name == "stdout" and output.text.strip():
            yield Preformatted(output.text.rstrip("\n"))
        return
    data, metadata = output.get("data", {}), output.get("metadata", {})
    if "image/png" in data:
        said = metadata.get("image/png", {})
        alt = said.get("alt") or data.get("text/plain", "")
        yield Figure(base64.b64decode(data["image/png"]), said.get("title", ""), alt, said.get("note"))
    elif "text/html" in data:
        yield from read_html(data["text/html"])
    elif "text/markdown" in data:
        yield from read_html(_MARKDOWN.render(data["text/markdown"]))
    elif "application/vnd.jupyter.widget-view+json" not in data and data.get("text/plain", "").strip():
        yield Preformatted(data["text/plain"])


def read_html(html: str) -> list[Block]:
    """The blocks of a piece of HTML.

    >>> read_html("<p>Two of <b>three</b></p><script>alert(1)</script>")
    [Paragraph(words=(Span(text='Two of ', style='', href=''), Span(text='three', style='strong', href='')))]
    """
    try:
        root = lxml.html.fragment_fromstring(html.replace("\x00", ""), create_parent="div")
    except ParserError:
        return []
    return list(_blocks(root))


def _blocks(parent: Any) -> Iterator[Block]:
    """Blocks of an element's children; text between them becomes paragraphs."""
    loose: list[Span] = list(_span(parent.text))
    for child in parent:
        if _name(child) in _INLINE:
            loose.extend(_spans(child))
        else:
            yield from _paragraph(loose)
            loose = []
            yield from _block(child)
        loose.extend(_span(child.tail))
    yield from _paragraph(loose)


def _block(element: Any) -> Iterator[Block]:
    name = _name(element)
    if name in _PASSED_OVER:
        return
    if element.get("data-segment"):
        yield Quotation(element.get("data-segment"), _quoted(element))
    elif name in _HEADINGS:
        yield Heading(_HEADINGS[name], " ".join(element.text_content().split()))
    elif name == "p":
        yield from (replace(one, counts=element.get("data-counts", "")) for one in _paragraph(list(_inside(element))))
    elif name in ("ul", "ol"):
        yield _list(element)
    elif name == "table":
        yield from _table(element)
    elif name in ("blockquote", "aside"):
        yield from (Notice(b.words) if isinstance(b, Paragraph) else b for b in _blocks(element))
    elif name == "pre":
        yield Preformatted(element.text_content().strip("\n"))
    else:
        yield from _blocks(element)


def _name(element: Any) -> str:
    return element.tag if isinstance(element.tag, str) else "script"  # a comment is passed over like a script


def _paragraph(spans: list[Span]) -> Iterator[Paragraph]:
    words = _tidy(spans)
    if words:
        yield Paragraph(words)


def _span(text: str | None) -> Iterator[Span]:
    if text:
        yield Span(re.sub(r"\s+", " ", text))  # as a browser shows it; only <br> makes a new line


def _inside(element: Any) -> Iterator[Span]:
    yield from _span(element.text)
    for child in element:
        yield from _spans(child)
        yield from _span(child.tail)


def _spans(element: Any) -> Iterator[Span]:
    name = _name(element)
    if name in _PASSED_OVER:
        return
    if name == "br":
        yield Span("\n")
    elif name == "img":
        yield from _span(element.get("alt"))
    else:
        href = element.get("href", "") if name == "a" else ""
        for span in _inside(element):
            link = href if href.lower().startswith(_LINKS) else span.href
            yield Span(span.text, _STYLES.get(name, "") or span.style, link)


def _tidy(spans: list[Span]) -> Words:
    """The spans without blanks at either end, and with one blank where two spans meet in blanks."""
    tidied: list[Span] = []
    for span in spans:
        text = span.text.lstrip(" ") if not tidied or tidied[-1].text.endswith((" ", "\n")) else span.text
        if text:
            tidied.append(replace(span, text=text))
    while tidied and not tidied[-1].text.strip():
        tidied.pop()
    if tidied:
        tidied[-1] = replace(tidied[-1], text=tidied[-1].text.rstrip())
    return tuple(tidied)


def _quoted(element: Any) -> str:
    """The words of a quotation: its <blockquote>, or else all but what says where they come from."""
    quotes = [element] if _name(element) in ("blockquote", "td") else element.xpath(".//blockquote")
    held = quotes[0] if quotes else element
    return "".join(held.xpath(".//text()[not(ancestor::footer or ancestor::cite or ancestor::figcaption)]")).strip()


def _list(element: Any) -> ListBlock:
    items = []
    for child in element:
        if _name(child) != "li":
            continue
        inner = list(_blocks(child))
        words: list[Span] = []
        for block in inner:
            if isinstance(block, Paragraph | Notice):
                words.extend([*([Span(" ")] if words else []), *block.words])
        nested = next((block for block in inner if isinstance(block, ListBlock)), None)
        items.append(Item(tuple(words), nested))
    return ListBlock(tuple(items), ordered=_name(element) == "ol")


def _table(element: Any) -> Iterator[Table]:
    note = element.get("data-note")
    rows = element.xpath("./thead/tr | ./tbody/tr | ./tfoot/tr | ./tr")
    heads = [row for row in rows if row.getparent().tag == "thead" or all(_name(cell) == "th" for cell in row)]
    body = [row for row in rows if row not in heads]
    width, grid = _grid([*heads, *body])
    if not width:
        return
    columns = tuple(" / ".join(dict.fromkeys(filter(None, (r[c].text for r in grid[: len(heads)])))) for c in range(width))
    row_headers = min((sum(1 for cell in row if _name(cell) == "th") for row in body), default=0)
    table = Table(
        caption=" ".join("".join(element.xpath("./caption//text()")).split()).removesuffix(note or "").rstrip(),
        columns=columns,
        rows=tuple(tuple(row) for row in grid[len(heads) :]),
        row_headers=row_headers,
        note=note,
        counts=element.get("data-counts", ""),
    )
    yield _without_numbering(table)


def _grid(rows: list[Any]) -> tuple[int, list[list[Cell]]]:
    """Width and cells of a table; a cell that spans rows or columns is said again in each."""
    taken: dict[tuple[int, int], Cell] = {}
    for r, row in enumerate(rows):
        c = 0
        for element in row:
            while (r, c) in taken:
                c += 1
            cell = _cell(element)
            for down in range(int(element.get("rowspan", 1))):
                for right in range(int(element.get("colspan", 1))):
                    taken[r + down, c + right] = cell
    width = max((c + 1 for _, c in taken), default=0)
    return width, [[taken.get((r, c), Cell("")) for c in range(width)] for r in range(len(rows))]


def _cell(element: Any) -> Cell:
    segment_id = element.get("data-segment", "")
    text = _quoted(element) if segment_id else " ".join(element.text_content().split())
    return Cell(text, segment_id, element.get("data-opens", ""))


def _without_numbering(table: Table) -> Table:
    """The table without a first column that only counts its rows from 0, as a plain frame shows."""
    counts = [row[0].text for row in table.rows] == [str(n) for n in range(len(table.rows))]
    if not (table.row_headers == 1 and not table.columns[0] and counts and len(table.columns) > 1):
        return table
    rows = tuple(row[1:] for row in table.rows)
    return replace(table, columns=table.columns[1:], rows=rows, row_headers=0)


def _ranked(blocks: list[Block]) -> list[Block]:
    """Headings without gaps between their ranks, the first rank below the chapter's title being 1."""
    ranked: list[Block] = []
    open_levels: list[int] = []
    for block in blocks:
        if isinstance(block, Heading):
            open_levels = [*(level for level in open_levels if level < block.level), block.level]
            ranked.append(Heading(len(open_levels), block.text))
        else:
            ranked.append(block)
    return ranked


def _captioned(blocks: list[Block], title: str) -> Iterator[Block]:
    """Tables and figures that name themselves after the heading they stand under, where they have no name."""
    above = title
    for block in blocks:
        if isinstance(block, Heading):
            above = block.text
        if isinstance(block, Table) and not block.caption:
            yield replace(block, caption=above)
        elif isinstance(block, Figure) and not block.title:
            yield replace(block, title=above)
        else:
            yield block
