"""Markdown, with the front matter that many sites put above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

from lxml import html
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from evidence.config import YamlFaultError, parse
from evidence.errors import Problem, SourceError
from evidence.sources.metadata import FOUND, of_document, tidy
from evidence.sources.plain import decode
from evidence.sources.reading import Cut, Reading, count_words
from evidence.sources.tree import blocks_of_tree

EXTRACTOR = f"markdown-it-py {version('markdown-it-py')}"

MAX_NESTING = 100
"""How deep quotes and lists may be nested before the reader stops entering them; people use three or four levels."""

_FRONT = re.compile(r"\A\s*---[ \t]*\r?\n(?P<front>.*?)^(?:---|\.\.\.)[ \t]*$\r?\n?", re.DOTALL | re.MULTILINE)
_OTHER_NAMES = {
    "authors": "author",
    "by": "author",
    "url": "source",
    "sources": "source",
    "link": "source",
    "location": "place",
    "lang": "language",
}
# Sites add to Markdown: attributes of a block ({:.class}), marks of a footnote ([^1]).
_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$|\{:[^{}\n]*\}", re.MULTILINE)
_TEMPLATING = re.compile(r"\{%[^%{}\n]{0,200}%\}|\{\{[^{}\n]{0,200}\}\}")
_FOOTNOTE = re.compile(r"^[ \t]*\[\^[^\]\n]+\]:[ \t]*", re.MULTILINE)
_MARK = re.compile(r"\[\^[^\]\n]+\]")
_KEY = re.compile(r"[\w .-]{1,40}")


def read_markdown(data: bytes, shown: str) -> Reading:
    """The headings, paragraphs, list items, quotations and table rows of a Markdown file; tags of HTML in it go.

    raises: SourceError, if it is not text or its front matter is not plain YAML.
    """
    text, cuts = decode(data, shown)
    front = _FRONT.match(text)
    told, unused = _front_matter(front["front"], shown) if front else ({}, [])
    text = text[front.end() :] if front else text
    cuts += [
        Cut("front matter", "parts", len(unused), f"keys that are no column of cases: {', '.join(unused)}", _UNUSED),
        Cut("whole file", "parts", text.count("!["), "pictures", "Describe in words what a picture shows, if it is evidence."),
    ]
    blocks = blocks_of_tree(html.fromstring(f"<div>{_rendered(text)}</div>"))
    if _nested(text):
        lost = count_words([_SIGNS.sub(" ", text)]) - count_words(block.text for block in blocks)
        cuts.append(Cut("deep in lists and quotes", "words", max(lost, 1), f"nested over {MAX_NESTING} deep", "Flatten them."))
    return Reading(blocks, cuts, of_document(blocks, {}) | told, EXTRACTOR)


_UNUSED = "To use them as attributes of the case, make columns of them in cases.csv."


def _rendered(text: str) -> str:
    text = _MARK.sub("", _FOOTNOTE.sub("\n\n", _ATTRIBUTES.sub("", _TEMPLATING.sub("", text))))
    renderer = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable("table")
    renderer.add_render_rule("html_inline", _html_inline)
    renderer.add_render_rule("html_block", _html_block)
    return str(renderer.render(text))


def _html_inline(_renderer: RendererHTML, tokens: Sequence[Token], number: int, *_: object) -> str:
    """A tag within a line goes; so none that is left open can swallow the text after it."""
    return " " if tokens[number].content.lower().startswith("<br") else ""


def _html_block(_renderer: RendererHTML, tokens: Sequence[Token], number: int, *_: object) -> str:
    """A block of HTML stays, with all of its tags closed."""
    root = html.fragment_fromstring(tokens[number].content, create_parent="div")
    return str(html.tostring(root, encoding="unicode"))


def _nested(text: str) -> bool:
    """Whether lists and quotes are nested as deep as the reader goes, or deeper."""
    tokens = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).disable("inline").parse(text)
    return max((token.level for token in tokens), default=0) >= MAX_NESTING - 1


_SIGNS = re.compile(r"[>#*+|-]")


def _front_matter(text: str, shown: str) -> tuple[dict[str, str], list[str]]:
    """What the front matter says of the case, and its other keys."""
    try:
        values = parse(text)
    except YamlFaultError as fault:
        raise SourceError(Problem(f"{shown}, line {fault.line + 1}", f"the front matter {fault.what}", fault.mend)) from None
    if not isinstance(values, Mapping):
        return {}, []
    named = {_OTHER_NAMES.get(key.lower(), key.lower()): _words(value) for key, value in values.items()}
    unused = [
        key if _KEY.fullmatch(key) else "a long key" for key in values if _OTHER_NAMES.get(key.lower(), key.lower()) not in FOUND
    ]
    return tidy({key: value for key, value in named.items() if key in FOUND}), unused


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_words(item) for item in value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
