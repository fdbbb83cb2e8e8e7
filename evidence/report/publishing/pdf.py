"""The words of a PDF: what its pages show, and every string and stream that it holds beside them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

MOST_PAGES = 5_000

_LITERAL = re.compile(rb"\(((?:[^()\\]|\\.){3,4000})\)|<([0-9A-Fa-f\s]{8,8000})>", re.DOTALL)
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def pdf_words(data: bytes) -> Iterator[tuple[str, str, bool]]:
    """(place, words, whether names are looked for in them) of all that a PDF holds; a page's lines end in "\\n".

    raises: ValueError, with the reason, for a file that is damaged or locked, or holds files or scripts.
    """
    yield from _shown(data)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise ValueError("is locked")
        numbers = {(number, generation) for generation, found in reader.xref.items() for number in found}
        numbers |= {(number, 0) for number in reader.xref_objStm}
        for number, generation in sorted(numbers):
            held = reader.get_object(IndirectObject(number, generation, reader))
            yield from _held(held, f"object {number}")
        # Its strings are ids of the file, in which any letters may come together.
        yield from ((place, text, False) for place, text, _ in _held(reader.trailer, "trailer"))
    except (PyPdfError, RecursionError, KeyError, TypeError, AttributeError, OSError, AssertionError) as fault:
        raise ValueError(f"is damaged, or cannot be read whole ({type(fault).__name__})") from None
    # What a later version of the file left behind is in no list of objects, but still in its bytes.
    yield from (("bytes", text, False) for text in _literals(data))


def _shown(data: bytes) -> Iterator[tuple[str, str, bool]]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise ValueError("is damaged or locked") from None
    try:
        if len(document) > MOST_PAGES:
            raise ValueError("has too many pages")
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            # pdfium marks a hyphen at the end of a line, and what it cannot tell, with signs that stand for no letter.
            words = re.sub("[\x02\ufffe]\r?\n?", "", text.get_text_bounded()).replace("\r\n", "\n")
            text.close()
            page.close()
            yield f"page {number + 1}", words, True
    except pypdfium2.PdfiumError:
        raise ValueError("has a page that cannot be read") from None
    finally:
        document.close()


_FORBIDDEN = {"/EmbeddedFile": "holds a file in it", "/JavaScript": "holds a script", "/RichMedia": "holds a film or a sound"}


def _held(held: Any, place: str) -> Iterator[tuple[str, str, bool]]:
    """All strings of an object and of what it is made of; what it only refers to is walked by itself."""
    open_ = [held]
    while open_:
        value = open_.pop()
        if isinstance(value, DictionaryObject):
            for key in ("/Type", "/S", "/Subtype"):
                if str(value.get(key)) in _FORBIDDEN:
                    raise ValueError(_FORBIDDEN[str(value.get(key))])
            if "/JS" in value or "/EF" in value:
                raise ValueError("holds a script or a file in it")
            if isinstance(value, StreamObject):
                yield from _stream(value, place)
            open_ += [*value.keys(), *(value.raw_get(key) for key in value)]
        elif isinstance(value, ArrayObject):
            open_ += list(value)
        elif isinstance(value, ByteStringObject):
            yield place, bytes(value).decode("latin-1"), True
        elif isinstance(value, TextStringObject | NameObject):
            yield place, str(value).removeprefix("/").replace("_", " "), not isinstance(value, NameObject)


def _stream(stream: StreamObject, place: str) -> Iterator[tuple[str, str, bool]]:
    if str(stream.get("/Subtype")) == "/Image":
        # Pixels hold no words; a photograph's file may hold properties.
        filters = str(stream.get("/Filter"))
        data = stream._data if "/DCTDecode" in filters or "/JPXDecode" in filters else b""
        yield from ((f"{place}, picture", run.decode("latin-1"), True) for run in re.findall(rb"[\x20-\x7e]{6,}", data[:65_536]))
        return
    data = stream.get_data()
    if str(stream.get("/Type")) == "/Metadata" or str(stream.get("/Subtype")) == "/XML":
        for line in re.split(r"<[^<>]*>", data.decode("utf-8", "replace")):
            # Ids of the file, in which any letters may come together.
            yield f"{place}, metadata", line, re.fullmatch(r"(?=.*[\d+/=])[\w+/=:.-]{16,}", line.strip()) is None
        yield f"{place}, metadata", data.decode("utf-8", "replace"), False
        return
    yield from ((place, text, False) for text in _literals(data))


def _literals(data: bytes) -> Iterator[str]:
    """The strings that stand in brackets in a page's program or in the bytes of a file."""
    for literal, hexadecimal in _LITERAL.findall(data):
        held = literal
        if hexadecimal:
            digits = re.sub(rb"\s", b"", hexadecimal)
            held = bytes.fromhex((digits if len(digits) % 2 == 0 else digits + b"0").decode())
        if held.startswith(b"\xfe\xff"):
            yield held.decode("utf-16-be", "replace")
        elif all(byte >= 32 or byte in b"\t\r\n" for byte in held):
            yield held.decode("latin-1")
