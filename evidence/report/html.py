"""The report as one HTML file: no outside request, no script but its own, and nothing in it that was not put there as text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import jinja2
from markupsafe import Markup

from evidence.report.blocks import (
    Block,
    Brand,
    Chapter,
    Figure,
    Heading,
    ListBlock,
    Notice,
    Paragraph,
    Part,
    Preformatted,
    Quotation,
    Report,
    Source,
    Table,
    segments_in,
)
from evidence.report.explorer import SCRIPT, as_json, offered
from evidence.report.layout import numeric
from evidence.report.words import begun, is_cut, speakable

_HERE = Path(__file__).parent
_ROOM = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
)
_ROOM.filters["base64"] = lambda data: base64.b64encode(data).decode("ascii")
_KINDS: dict[type[Block], str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Notice: "notice",
    Preformatted: "preformatted",
    ListBlock: "list",
    Table: "table",
    Figure: "figure",
    Quotation: "quotation",
}
_FIRST_RANK = 2
"""Headings of chapters: the report's title is the one of rank 1."""


@dataclass(frozen=True)
class _Section:
    """A chapter in the page: its anchor and title; (kind, block, anchor) of its blocks; the headings to list in the contents."""

    anchor: str
    title: str
    body: Sequence[tuple[str, Block, str]]
    within: Sequence[tuple[str, str]]


def write_html(report: Report) -> bytes:
    """The report as one accessible HTML page; the same report is always the same bytes."""
    explorer = report.explorer if report.explorer is not None and report.explorer.origins else None
    sheets = ["report.css", "explorer.css"] if explorer else ["report.css"]
    style = "".join((_HERE / sheet).read_text(encoding="utf-8") for sheet in sheets) + _colours(report.brand)
    anchors = _Anchors()
    quoted = {segment_id: anchors.new("words", segment_id) for segment_id in report.quoted()}
    chapters = [_chapter(chapter, anchors, quoted) for chapter in report.chapters]
    sources = [(anchors.new("source", source.title), source, _grouped(source)) for source in report.sources]
    page = _ROOM.get_template("report.html.j2").render(
        report=report,
        chapters=chapters,
        sources=sources,
        quoted=quoted,
        back=_first_places(chapters),
        style=Markup(style),
        policy=_policy(style, SCRIPT if explorer else ""),
        first_rank=_FIRST_RANK,
        explorer=explorer,
        offered=offered(explorer) if explorer else None,
        data=Markup(as_json(explorer, quoted)) if explorer else "",
        script=Markup(SCRIPT),
    )
    return speakable(page).encode("utf-8")


class _Anchors:
    """Ids of the page: readable, and never the same twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, kind: str, words: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60].rstrip("-")
        wanted = f"{kind}-{slug or 'untitled'}"
        anchor, number = wanted, 1
        while anchor in self._taken:
            number += 1
            anchor = f"{wanted}-{number}"
        self._taken.add(anchor)
        return anchor


def _chapter(chapter: Chapter, anchors: _Anchors, quoted: dict[str, str]) -> _Section:
    anchor = anchors.new("part", chapter.title)
    body, within = [], []
    for block in chapter.blocks:
        place = ""
        if isinstance(block, Heading):
            place = anchors.new("part", block.text)
            if block.level == 1 and not chapter.annex:
                within.append((place, block.text))
        elif isinstance(block, Quotation | Table):
            place = anchors.new("from", quoted[block.segment_id] if isinstance(block, Quotation) else block.caption)
        body.append((_KINDS[type(block)], block, place))
    return _Section(anchor, chapter.title, body, within)


def _first_places(chapters: Iterable[_Section]) -> dict[str, str]:
    """Where each segment is first quoted, so that its words lead back there."""
    places: dict[str, str] = {}
    for section in chapters:
        for _, block, place in section.body:
            for segment_id in segments_in(block):
                places.setdefault(segment_id, place)
    return places


_ROOM.filters["numeric"] = numeric


def _grouped(source: Source) -> list[tuple[str, list[Part]]]:
    """Parts of one kind that follow each other, together: list items make one list."""
    return [(kind, list(parts)) for kind, parts in groupby(source.parts, key=lambda part: part.kind)]


def _colours(brand: Brand) -> str:
    """The brand's colours, which are six hexadecimal digits and have been checked, in place of the house's."""
    light, dark = f":root {{ --accent: {brand.on_light}; }}", f":root {{ --accent: {brand.on_dark}; }}"
    return f"{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n@media print {{ {light} }}\n"


def _policy(style: str, script: str) -> str:
    """The content security policy: nothing is fetched, and nothing runs but our script; it and the style are known by hash."""
    runs = f" script-src '{_digest(script)}';" if script else ""
    return f"default-src 'none';{runs} style-src '{_digest(style)}'; img-src data:; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _opening(query: str) -> str:
    """The address on the page of the explorer's answer to a query, made anew so that it can be nothing else.

    >>> _opening("theme=trust&place=King's Lynn#x")
    '#explore?theme=trust&place=King%27s+Lynn%23x'
    """
    return f"#explore?{urlencode(parse_qsl(query))}"


_ROOM.filters["opening"] = _opening
_ROOM.filters["begun"] = begun
_ROOM.filters["cut"] = is_cut
