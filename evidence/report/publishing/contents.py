"""Every word that a finished file holds, wherever it hides: what a reader sees, and what only a program would show.

What cannot be read is an error, never silence: a file whose words are not known cannot leave.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

import lxml.etree
import lxml.html
from PIL import Image, UnidentifiedImageError

from evidence.report.publishing.pdf import pdf_words

MOST_BYTES = 200_000_000
MOST_PARTS = 5_000
"""A file, and all parts of a zip together, may be this large; far more than a report has ever been."""
DEEPEST = 3
"""How many files may lie within each other: a workbook in a chart in a document."""


class Unit(NamedTuple):
    """Words that belong together, such as a paragraph or the value of an attribute, and where in the file they stand.

    prose: False for source text, in which only identifiers are looked for: names would be found in any markup.
    """

    where: str
    text: str
    prose: bool = True


class UnreadableError(Exception):
    """Part of a file cannot be read, or is of a kind that may hide words; says which and why, never its words."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


def words_in(data: bytes, name: str, *, depth: int = 0) -> Iterator[Unit]:
    """All words of a file, its name first; some are given more than once, alone and with those beside them.

    name:   its name; the suffix says how it is read: html, pdf, docx, xlsx, csv, json, ipynb, png, jpg, svg, xml, txt, md.
    raises: UnreadableError, for a file that is not what its name says, is locked, too large, or of another kind.

    >>> [unit.text for unit in words_in(b"a,b", "t.csv")]
    ['t.csv', 'a', 'b', 'a,b']
    """
    suffix = _suffix(name)
    if suffix not in _READERS:
        raise UnreadableError(name, "is of a kind that cannot be read")
    if len(data) > MOST_BYTES or depth > DEEPEST:
        raise UnreadableError(name, "is too large, or lies too deep within other files")
    yield Unit(f"{name}, name of the file", _spoken(name))
    yield from _READERS[suffix](data, name, depth)


def _suffix(name: str) -> str:
    """The ending of a name, also of one that is nothing else: `_rels/.rels`."""
    _, dot, ending = name.rpartition("/")[2].rpartition(".")
    return (dot + ending).lower()


def _spoken(name: str) -> str:
    """The name of a file or of a part as words: signs that stand for blanks, or part folders, are blanks."""
    return re.sub(r"[_+/]", " ", unquote(name))


def _text(data: bytes, where: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError(where, "is not UTF-8 text") from None
    if "\x00" in text:
        raise UnreadableError(where, "holds bytes that are no text")
    return text


def _plain(data: bytes, where: str, depth: int) -> Iterator[Unit]:
    for paragraph in re.split(r"\n\s*\n", _text(data, where)):
        yield Unit(where, paragraph)


def _csv(data: bytes, where: str, depth: int) -> Iterator[Unit]:
    text = _text(data, where)
    yield from (Unit(where, cell.strip('"')) for line in text.splitlines() for cell in re.split(r'(?<="),|,(?=")|[,;\t]', line))
    yield from (Unit(where, line) for line in text.splitlines())


# A picture or another file, written as text within a page or a notebook.
_DATA_URI = re.compile(r"data:([\w/+.-]*)((?:;[\w=-]+)*),([^\"'\s)<>]*)")
_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg", "image/gif": "gif", "image/webp": "webp"}


def _html(data: bytes, where: str, depth: int) -> Iterator[Unit]:
    text = _text(data, where)
    yield from _embedded(text, where, depth)
    # Colours are no number plates, and the letters by which a page's policy knows its script are no names.
    bare = re.sub(r"#[0-9a-fA-F]{6}\b|\bsha256-[A-Za-z0-9+/]{43}=", " ", _DATA_URI.sub(" ", text))
    # The source itself, for what no parser would keep: words behind the end of the page, in a document type.
    yield from (Unit(f"{where}, source", html.unescape(line), prose=False) for line in bare.splitlines())
    try:
        root = lxml.html.document_fromstring(bare.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True))
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
        raise UnreadableError(where, "is not HTML") from None
    yield from _tree(root, where)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BLOCKS = _listed(
    """p h1 h2 h3 h4 h5 h6 li td th caption blockquote figcaption dt dd pre summary title option label button text desc div
    section article main body aside nav header footer figure legend address si is c comment tr"""
)
"""Elements of pages and of Office files whose words belong together."""
_CODE = frozenset({"script", "style"})
_WORDED = _listed("alt title descr content name value label aria-label author initials summary placeholder")
"""Attributes that hold words; those of others are names of styles, fonts and places in the file."""
_FONTS = _listed("font latin ea cs")


def _tree(root: Any, where: str) -> Iterator[Unit]:
    """Words of a tree: of each element and all within it that belong together, of attributes, comments and instructions."""
    told: set[tuple[str, str, str]] = set()
    for element in root.iter():
        name = _local(element.tag)
        if not name:
            yield Unit(f"{where}, comment", element.text or "")
        elif element.text:
            yield Unit(f"{where}, {name}", element.text, prose=name not in _CODE)
        if name in _CODE:
            yield from _strings_of(element.text or "", where)
        elif name in _BLOCKS and not any(_local(below.tag) in _BLOCKS for below in element.iterdescendants()):
            yield Unit(f"{where}, {name}", "".join(element.itertext()))
        if element.tail:
            yield Unit(where, element.tail)
        # Styles repeat the same few attributes thousands of times.
        fresh = {(name, key, value) for key, value in element.attrib.items()} - told if name else set()
        told |= fresh
        for held in sorted(fresh):
            yield from _attribute(*held, where)
    yield Unit(where, "".join(root.itertext()), prose=False)


def _attribute(element: str, key: str, value: str, where: str) -> Iterator[Unit]:
    words = (_local(key) in _WORDED and element not in _FONTS) or key.startswith("data-")
    label = f"{where}, {_local(key)} of {element}"
    yield from (Unit(label, text, prose=words) for text in dict.fromkeys((value, _spoken(value))))
    yield Unit(label, _spoken(_local(key)), prose=False)


def _local(tag: Any) -> str:
    """The name of an element or an attribute without its namespace; empty for a comment or an instruction."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _strings_of(script: str, where: str) -> Iterator[Unit]:
    """The strings of a script that is plain data."""
    try:
        held = json.loads(script)
    except ValueError:
        return
    yield from (Unit(f"{where}, script", text) for text in _leaves(held))


def _leaves(held: Any) -> Iterator[str]:
    """All keys, texts and numbers of a JSON value, without recursion: a hostile one may be nested deep."""
    open_: list[Any] = [held]
    while open_:
        value = open_.pop()
        if isinstance(value, dict):
            open_ += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            open_ += value
            # A notebook keeps a text as a list of its lines.
            if value and all(isinstance(part, str) and part.endswith("\n") for part in value[:-1]) and isinstance(value[-1], str):
                yield "".join(value)
        elif value is not None and not isinstance(value, bool):
            yield str(value)


def _json(data: bytes, where: str, depth: int) -> Iterator[Unit]:
    text = _text(data, where)
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableError(where, "is not JSON") from None
    for words in _leaves(held):
        picture = _base64_picture(words)
        if picture:
            yield from words_in(picture[1], f"{where}, picture.{picture[0]}", depth=depth + 1)
        else:
            yield from _embedded(words, where, depth)
            yield from (Unit(where, line) for line in _DATA_URI.sub(" ", words).splitlines())
            if "<" in words:
                yield from (Unit(where, html.unescape(re.sub(r"<[^<>]*>", "", line))) for line in words.splitlines())


_BEGINNINGS = {"iVBORw0KGgo": "png", "/9j/": "jpg", "R0lGOD": "gif", "UklGR": "webp"}


def _base64_picture(words: str) -> tuple[str, bytes] | None:
    """Kind and bytes of a picture that a notebook holds as text."""
    kind = next((kind for beginning, kind in _BEGINNINGS.items() if words.startswith(beginning)), "")
    return (kind, _from_base64("".join(words.split()), "picture")) if kind and len(words) > 60 else None


def _from_base64(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise UnreadableError(where, "holds a file in it that cannot be read") from None


def _embedded(text: str, where: str, depth: int) -> Iterator[Unit]:
    """Words of the files that are written into a text as data addresses."""
    for match in _DATA_URI.finditer(text):
        kind, how, body = match.groups()
        held = unquote(html.unescape(body))
        data = _from_base64(held, where) if "base64" in how else held.encode()
        if kind in ("", "text/plain", "text/css", "application/json"):
            yield from (Unit(f"{where}, data", line) for line in _text(data, where).splitlines())
        elif kind in _PICTURES:
            yield from words_in(data, f"{where}, picture.{_PICTURES[kind]}", depth=depth + 1)
        else:
            raise UnreadableError(where, "holds a file in it of a kind that cannot be read")


def _picture(data: bytes, where: str, depth: int) -> Iterator[Unit]:
    """What a picture says beside its pixels: any run of letters in its bytes outside of them, and its properties."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.verify()
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            told: dict[Any, Any] = {**picture.info, **{f"exif {key}": value for key, value in picture.getexif().items()}}
            frames = getattr(picture, "n_frames", 1)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise UnreadableError(where, "is no picture that can be read") from None
    if frames != 1:
        raise UnreadableError(where, "is a moving picture")
    for key, value in told.items():
        # Bytes are profiles of colours and the like, in which any letters may come together.
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        yield Unit(f"{where}, property", f"{key}: {text}", prose=not isinstance(value, bytes))
    yield from (Unit(f"{where}, property", run, prose=False) for run in _runs(_outside_pixels(data)))


def _outside_pixels(data: bytes) -> bytes:
    """The bytes of a PNG that are no pixels; of another picture all."""
    if not data.startswith(b"\x89PNG"):
        return data
    kept, at = bytearray(), 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if kind not in (b"IDAT", b"IHDR", b"PLTE", b"tRNS"):
            kept += data[at + 8 : at + 8 + length] + b"\n"
        at += length + 12
        if kind == b"IEND":
            break
    return bytes(kept) + data[at:]


_RUN = re.compile(rb"[\x20-\x7e\x80-\xff]{6,}")


def _runs(data: bytes) -> Iterator[str]:
    """Runs of bytes that could be words, in each way in which words are commonly written."""
    yield from (run.decode("latin-1") for run in _RUN.findall(data))
    for wide in ("utf-16-le", "utf-16-be"):
        text = data.decode(wide, "replace")
        yield from (run for run in re.findall(r"[\x20-\x7e\xa0-\u024f]{6,}", text))


def _xml(data: bytes, where: str, depth: int) -> Iterator[Unit]:
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise UnreadableError(where, "holds a document type")
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=False)
    try:
        root = lxml.etree.fromstring(data, parser)
    except (lxml.etree.XMLSyntaxError, ValueError):
        raise UnreadableError(where, "is not XML") from None
    yield from _tree(root, where)
    beside = [*root.itersiblings(preceding=True), *root.itersiblings()]
    yield from (Unit(f"{where}, comment", node.text or "") for node in beside)


def _office(data: bytes, where: str, depth: int) -> Iterator[Unit]:
    """Words of all parts of a docx or xlsx file, whether or not a program would open them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            yield Unit(f"{where}, comment", archive.comment.decode("utf-8", "replace"))
            _refuse_hidden(data, archive, where)
            for part in parts:
                label = f"{where}, {part.filename}"
                yield Unit(f"{label}, name", _spoken(part.filename))
                yield Unit(f"{label}, comment", part.comment.decode("utf-8", "replace"))
                yield Unit(f"{label}, extra", part.extra.decode("latin-1"), prose=False)
                if not part.is_dir():
                    yield from _part(archive.read(part), label, part.filename, depth)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError):
        raise UnreadableError(where, "is damaged, locked, or not what its name says") from None


def _part(data: bytes, where: str, name: str, depth: int) -> Iterator[Unit]:
    suffix = _suffix(name)
    if suffix in (".xml", ".rels", ".vml"):
        yield from _xml(data, where, depth)
    elif suffix == ".odttf":
        raise UnreadableError(where, "is a font whose words cannot be read")
    else:
        yield from words_in(data, where, depth=depth + 1)


def _refuse_hidden(data: bytes, archive: zipfile.ZipFile, where: str) -> None:
    """Raise UnreadableError for an archive that holds a part twice, locked or too large, or bytes outside of its parts."""
    parts = archive.infolist()
    if len({part.filename for part in parts}) != len(parts) or len(parts) > MOST_PARTS:
        raise UnreadableError(where, "holds a part twice, or too many")
    if sum(part.file_size for part in parts) > MOST_BYTES or any(part.flag_bits & 1 for part in parts):
        raise UnreadableError(where, "holds a part that is locked or too large")
    if not data.startswith(b"PK"):
        raise UnreadableError(where, "holds bytes outside of its parts")
    ends = sorted((part.header_offset, _end_of(data, part)) for part in parts)
    at = 0
    for start, end in [*ends, (archive.start_dir, archive.start_dir)]:
        # Between a part and the next may stand its size once more: 12 to 24 bytes.
        if not 0 <= start - at <= 24:
            raise UnreadableError(where, "holds bytes outside of its parts")
        at = end
    if archive.start_dir + sum(_entry_length(part) for part in parts) + 22 + len(archive.comment) < len(data) - 76:
        raise UnreadableError(where, "holds bytes outside of its parts")


def _end_of(data: bytes, part: zipfile.ZipInfo) -> int:
    header = data[part.header_offset : part.header_offset + 30]
    name, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
    return part.header_offset + 30 + name + extra + part.compress_size


def _entry_length(part: zipfile.ZipInfo) -> int:
    return 46 + len(part.filename.encode()) + len(part.extra) + len(part.comment)


def _pdf(data: bytes, where: str, depth: int) -> Iterator[Unit]:
    try:
        for place, text, prose in pdf_words(data):
            yield Unit(f"{where}, {place}", text, prose)
    except ValueError as fault:
        raise UnreadableError(where, str(fault)) from None


_READERS: dict[str, Callable[[bytes, str, int], Iterator[Unit]]] = {
    **dict.fromkeys((".html", ".htm"), _html),
    **dict.fromkeys((".docx", ".xlsx"), _office),
    **dict.fromkeys((".json", ".ipynb"), _json),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp"), _picture),
    **dict.fromkeys((".svg", ".xml"), _xml),
    **dict.fromkeys((".txt", ".md"), _plain),
    ".csv": _csv,
    ".pdf": _pdf,
}
