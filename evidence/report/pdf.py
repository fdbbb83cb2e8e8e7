"""The report as a tagged PDF: titles, bookmarks, table headers and words for pictures, in the form of PDF/UA-1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import distribution
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import typst

from evidence.errors import Problem, ReportError
from evidence.report.blocks import (
    Block,
    Cell,
    Chapter,
    Figure,
    Heading,
    ListBlock,
    Notice,
    Paragraph,
    Preformatted,
    Quotation,
    Report,
    Table,
    Words,
)
from evidence.report.layout import Laid, breakable, figure_share, kept, laid_out, numeric, on_new_pages, pages
from evidence.report.words import WITHHELD, attributed, begun, is_cut, speakable

_TEMPLATE = Path(__file__).parent / "report.typ"


def write_pdf(report: Report) -> bytes:
    """The report as PDF; the same report is always the same bytes.

    What the report says is handed over as data. Nothing is fetched, and no file but the report's own can be read.
    """
    pictures: dict[str, bytes] = {}
    plain = _plain(report, pictures)
    with TemporaryDirectory(prefix="evidence-") as folder:
        root = Path(folder)
        for name, png in pictures.items():
            (root / name).write_bytes(png)
        (root / "report.json").write_text(json.dumps(plain), encoding="utf-8")
        (root / "report.typ").write_bytes(_TEMPLATE.read_bytes())
        compiler = typst.Compiler(str(root / "report.typ"), root=folder, font_paths=_fonts())
        try:
            made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
        except typst.TypstError:
            mend = "A picture of a notebook may be damaged: look at the report as html, and mend or leave out that notebook."
            raise ReportError(Problem("report as PDF", "cannot be set", mend)) from None
    return cast(bytes, made)  # one file, for no folder was named to write to


@cache
def _fonts() -> typst.Fonts:
    """The fonts that come with matplotlib, so that every machine sets the same page."""
    folder = Path(str(distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def _plain(report: Report, pictures: dict[str, bytes]) -> dict[str, Any]:
    """The report as plain values for the template; `pictures` gains each picture under the name that stands for it."""
    brand = report.brand
    if brand.logo:
        pictures["logo.png"] = brand.logo
    title = _said(report.title)
    marks = {f"[{name}]": f"quote-{n}" for n, name in enumerate(report.quoted())}
    linked = {
        cell.text
        for chapter in report.chapters
        for block in chapter.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if cell.text in marks
    }
    links = _Links({name: mark for name, mark in marks.items() if name in linked})
    return {
        "title": title,
        "short": title if len(title) <= 90 else f"{title[:89]}…",
        "question": _said(report.question),
        "description": _said(report.description),
        "notices": [_said(notice) for notice in report.notices],
        "withheld": WITHHELD,
        "brand": {
            "organisation": _said(brand.organisation),
            "contact": _said(brand.contact),
            "colour": brand.on_light,
            "logo": "logo.png" if brand.logo else "",
            "alt": _said(brand.logo_alt),
        },
        "chapters": [
            {**_chapter(chapter, pictures, links), "breaks": breaks}
            for chapter, breaks in zip(report.chapters, on_new_pages(report.chapters), strict=True)
        ],
    }


@dataclass(frozen=True)
class _Links:
    """Where a page leads to.

    listed: by reference in brackets, the mark of its row in the list of all quotes.
    full:   by segment, the mark of the words where they stood in full last; it grows as the report is written.
    """

    listed: Mapping[str, str]
    full: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def seen(self, segment_id: str, text: str, *, again: bool) -> dict[str, str]:
        """The words of a quote: in full and marked, or their beginning and where they stood in full."""
        if again and is_cut(text) and segment_id in self.full:
            return {"text": _said(begun(text)), "mark": "", "see": self.full[segment_id]}
        self.full[segment_id] = f"words-{next(self.numbers)}"
        return {"text": _said(text), "mark": self.full[segment_id], "see": ""}


def _said(text: str) -> str:
    return breakable(speakable(text))


def _chapter(chapter: Chapter, pictures: dict[str, bytes], links: _Links) -> dict[str, Any]:
    runs = [
        {
            "turned": turned,
            "blocks": [
                told | {"kept": stays}
                for block, stays in zip(run, kept(run), strict=True)
                for told in _block(block, pictures, links)
            ],
        }
        for turned, run in pages(chapter.blocks)
    ]
    return {"title": _said(chapter.title), "runs": runs}


def _block(block: Block, pictures: dict[str, bytes], links: _Links) -> Iterator[dict[str, Any]]:
    if isinstance(block, Heading):
        yield {"kind": "heading", "level": min(block.level + 1, 6), "text": _said(block.text)}
    elif isinstance(block, Paragraph | Notice):
        kind = "paragraph" if isinstance(block, Paragraph) else "notice"
        yield {"kind": kind, "words": _words(block.words)}
    elif isinstance(block, Preformatted):
        yield {"kind": "preformatted", "text": speakable(block.text)}
    elif isinstance(block, ListBlock):
        yield {"kind": "list", **_list(block)}
    elif isinstance(block, Table):
        yield {"kind": "tables", "parts": [_table(part, links) for part in laid_out(block)]}
    elif isinstance(block, Figure):
        yield _figure(block, pictures)
    else:
        yield _quotation(block, links)


def _words(words: Words) -> list[dict[str, str]]:
    """Spans of words; an address behind a link is written out, for nothing in the file leads outside."""
    spans = []
    for span in words:
        spans.append({"text": "\n" if span.text == "\n" else _said(span.text), "style": span.style})
        if span.href and span.href not in span.text:
            spans.append({"text": _said(f" ({span.href})"), "style": ""})
    return spans


def _list(block: ListBlock) -> dict[str, Any]:
    items = [{"words": _words(item.words), "nested": _list(item.nested) if item.nested else None} for item in block.items]
    return {"ordered": block.ordered, "items": items}


def _table(laid: Laid, links: _Links) -> dict[str, Any]:
    table = laid.table
    numbers = numeric(table)
    return {
        "caption": _said(table.caption),
        "note": _said(table.note or ""),
        "columns": [_said(name) for name in table.columns],
        "widths": laid.widths,
        "upended": [laid.upended and n >= max(table.row_headers, 1) for n in range(len(table.columns))],
        "head": laid.head,
        "whole": laid.held == len(table.rows),
        "height": laid.height,
        "numeric": [n in numbers for n in range(len(table.columns))],
        "rows": [[_cell(cell, n, table.row_headers, links) for n, cell in enumerate(row)] for row in table.rows],
    }


def _cell(cell: Cell, column: int, headers: int, links: _Links) -> dict[str, Any]:
    """A cell; the reference of a quote stands `after` its words."""
    if cell.segment_id:
        return {
            **links.seen(cell.segment_id, cell.text, again=cell.again),
            "after": _said(f"[{cell.segment_id}]"),
            "strong": False,
        }
    listed = links.listed.get(cell.text, "")
    told = {"text": _said(cell.text), "see": "", "after": "", "mark": listed if column == 0 else ""}
    return {**told, "strong": column < headers and not listed}


def _figure(block: Figure, pictures: dict[str, bytes]) -> dict[str, Any]:
    name = f"figure-{len(pictures)}.png"
    pictures[name] = block.png
    alt = _said(block.alt) or _said(block.title)
    said = {"alt": alt, "title": _said(block.title), "note": _said(block.note or "")}
    return {"kind": "figure", "file": name, "share": figure_share(block.png), **said}


def _quotation(block: Quotation, links: _Links) -> dict[str, Any]:
    said = attributed(block.source, block.place, block.segment_id)
    link = links.listed.get(f"[{block.segment_id}]", "") if block.text else ""
    words = links.seen(block.segment_id, block.text, again=block.again)
    return {"kind": "quotation", **words, "said": _said(said), "link": link, "note": _said(block.note)}
