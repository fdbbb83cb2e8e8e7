"""The parts of a docx or odt file, which are zip archives of XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

from lxml import etree

from evidence.sources.reading import Cut


def parts(data: bytes, wanted: Iterable[str]) -> dict[str, bytes]:
    """The bytes of those parts of the archive that are `wanted` and there."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        return {name: archive.read(name) for name in wanted if name in names}


def names(data: bytes) -> list[str]:
    """The names of all parts of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def around(data: bytes) -> Cut:
    """The bytes before and after the archive, which its program passes over."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = min((part.header_offset for part in archive.infolist()), default=0)
        end = data.rfind(b"PK\x05\x06")
        after = len(data) - end - _END_RECORD - len(archive.comment)
    return Cut("around the archive", "parts", int(first > 0) + int(after > 0), "bytes that belong to no part of it", _COPY)


_END_RECORD = 22
_COPY = "Nothing to do, unless words are missing; then open it in its own program and save it again."


def parse(data: bytes) -> etree._Element:
    """The root of an XML part; nothing outside it is read, no entity is expanded.

    >>> parse(b"<a><b/></a>").tag
    'a'
    """
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))


def properties(data: bytes, keys: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What the document's properties say: for each (tag, name) of `keys` that is there, name: text.

    >>> properties(b"<p><title>Sharing</title></p>", [("title", "title")])
    {'title': 'Sharing'}
    """
    root = parse(data)
    told = ((name, next(root.iter(tag), None)) for tag, name in keys)
    return {name: element.text for name, element in told if element is not None and element.text}


def paragraph_words(root: etree._Element, paragraph: str, texts: Iterable[str], breaks: Iterable[str]) -> Iterator[str]:
    """The text below `root`, in pieces between which a word cannot run on.

    paragraph: tag of a paragraph.
    texts:     tags of elements whose text counts.
    breaks:    tags of elements that part words.
    """
    texts, breaks = set(texts), set(breaks)
    gathered: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag == paragraph:
            yield "".join(gathered)
            gathered.clear()
        elif event == "end" and element.tag in breaks:
            gathered.append(" ")
        elif event == "end" and element.tag in texts:
            gathered.append(element.text or "")
    yield "".join(gathered)
