"""What can be seen of a file before any parser touches it: what it is, how large it is, what it would grow to."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import IO
from xml.parsers import expat

from evidence.errors import Problem, SourceError, plain
from evidence.project import Limits

MEGABYTE = 1_000_000
_HEAD = 4096
_CHUNK = 65_536

# Suffixes and the kind of content that each promises; any other suffix promises nothing.
_PROMISED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((".txt", ".md", ".markdown", ".csv", ".tsv"), "text"),
        **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
        **dict.fromkeys((".docx", ".docm"), "docx"),
        **dict.fromkeys((".xlsx", ".xlsm"), "xlsx"),
        **{f".{kind}": kind for kind in ("odt", "ods", "pdf", "rtf", "sav", "zsav")},
        **dict.fromkeys((".eml", ".mht", ".mhtml"), "email"),
    }
)
_NAMES = {
    "docx": "a Word document (.docx)",
    "xlsx": "an Excel workbook (.xlsx)",
    "odt": "an OpenDocument text (.odt)",
    "ods": "an OpenDocument spreadsheet (.ods)",
    "pptx": "a PowerPoint presentation (.pptx)",
    "zip": "a zip archive",
    "old office": "a file of an old Office program (.doc, .xls, .ppt or .msg)",
    "locked office": "an Office file with a password",
    "pdf": "a PDF",
    "rtf": "Rich Text (.rtf)",
    "html": "a web page (.html)",
    "email": "an email (.eml)",
    "sav": "an SPSS file (.sav)",
    "zsav": "an SPSS file (.zsav)",
    "picture": "a picture",
    "archive": "an archive",
    "program": "a program",
    "text": "plain text",
    "empty": "nothing",
}
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"$FL2", "sav"),
    (b"$FL3", "zsav"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_HEADER = re.compile(
    rb"(?:From [^\r\n]*\r?\n)?(?:from|to|cc|subject|date|sender|reply-to|received|return-path|delivered-to|message-id"
    rb"|mime-version|content-type|snapshot-content-location|x-[a-z0-9-]+):",
    re.IGNORECASE,
)
_ARCHIVES = frozenset({"docx", "xlsx", "odt", "ods"})


def inspect(path: Path, shown: str, limits: Limits) -> None:
    """Raise SourceError if the file should not be parsed; what it is, is told by its content, not by its name alone.

    Refused: what is no regular file, leads out of its folder, is empty, too large or of another kind than its name says;
    an Office file with a password; an archive that is damaged, overlaps itself, or whose XML would grow too large, is
    nested too deep or holds a document type.

    shown: path of the file in the project folder, for messages; a link may lead to anywhere in that folder.
    """
    if (said := plain(shown)) != shown:
        raise SourceError(Problem(said, "has a name with a character that no one sees or that is no Unicode", "Rename the file."))
    size = _regular(path, shown)
    if not size:
        raise SourceError(Problem(shown, "is empty", "Ask for the file again; it may not have been copied whole."))
    name = "csv_mb" if path.suffix.lower() in (".csv", ".tsv") else "file_mb"
    if size > getattr(limits, name) * MEGABYTE:
        raise _over(shown, f"is {size / MEGABYTE:,.0f} MB large", name, getattr(limits, name))
    try:
        kind = content(path)
    except OSError as fault:
        raise SourceError(Problem(shown, f"cannot be read ({fault.strerror})", "Check that you may open the file.")) from None
    _as_promised(kind, shown)
    if kind in _ARCHIVES:
        _archive(path, kind, shown, limits)


def _regular(path: Path, shown: str) -> int:
    """Size of the file in bytes; raises SourceError if it is none, or leads out of the project folder."""
    depth = min(len(PurePosixPath(shown).parts), len(path.absolute().parts) - 1)
    root = path.absolute().parents[depth - 1].resolve()
    try:
        real = path.resolve(strict=True)
        status = real.stat()
    except (OSError, RuntimeError):  # RuntimeError is Python 3.11's and 3.12's word for links in a circle.
        mend = "Check the name; if it is a link, put the file itself there."
        raise SourceError(Problem(shown, "is not there, or is a link that leads nowhere", mend)) from None
    if not real.is_relative_to(root):
        raise SourceError(Problem(shown, "is a link that leads out of the project folder", "Put the file itself there."))
    if not stat.S_ISREG(status.st_mode):
        raise SourceError(Problem(shown, "is no file but a folder, a pipe or a device", "Put a file there, or remove it."))
    return status.st_size


def content(path: Path) -> str:
    """What kind of file it is by its first bytes: a key such as 'docx', 'pdf', 'html', 'email', 'text' or 'unknown'.

    raises: OSError, if it cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_OLE):
            return "locked office" if "EncryptedPackage".encode("utf-16-le") in head + file.read(10 * MEGABYTE) else "old office"
        for magic, kind in _MAGIC:
            if head.startswith(magic):
                # Some programs put bytes before an archive; its reader says so.
                within = _archived(file) if kind in ("program", "picture") and zipfile.is_zipfile(file) else ""
                return within if within in _ARCHIVES else kind
        if head.startswith(b"PK\x03\x04") or zipfile.is_zipfile(file):
            return _archived(file)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if _HEADER.match(head):
        return "email"
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return "unknown" if controls > 0.1 * len(head) else "text"


def _archived(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                told = archive.open("mimetype").read(100).decode("ascii", errors="replace")
                return {"text": "odt", "spreadsheet": "ods"}.get(told.strip().rpartition(".")[2], "zip")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return "damaged"
    inside = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
    return next((kind for name, kind in inside.items() if name in names), "zip")


def _as_promised(kind: str, shown: str) -> None:
    """Raise SourceError if a file of this kind should not have the name that it has."""
    if kind == "locked office":
        raise _locked(shown)
    promised = _PROMISED.get(PurePosixPath(shown).suffix.lower())
    if kind == "old office":
        mend = "Open it in its program and save it in today's format (.docx, .xlsx), or as text."
        raise SourceError(Problem(shown, f"is {_NAMES[kind]}", mend))
    if kind == "damaged":
        raise _damaged(shown, "its archive has no proper end")
    if promised is None or kind == promised or kind in _ALSO.get(promised, ()):
        return
    name = _NAMES.get(kind, "of a kind that is not known")
    mend = f"Rename it so that it ends in .{kind}, or ask for the file that was meant." if kind in _NAMED_BY_SUFFIX else _ASK
    raise SourceError(Problem(shown, f"is {name}, not {_NAMES[promised]} as its name says", mend))


_ASK = "Ask for the file that was meant."
_NAMED_BY_SUFFIX = frozenset({"docx", "xlsx", "odt", "ods", "pdf", "rtf", "html", "sav", "zsav"})
# Kinds that a suffix may hold besides its own: text is text whatever it begins with, and so far unknown bytes may be
# text in another encoding; a browser's web archive is an email in form.
_ALSO = {"text": ("email", "unknown"), "html": ("text", "email", "unknown"), "sav": ("zsav",), "zsav": ("sav",)}


def _archive(path: Path, kind: str, shown: str, limits: Limits) -> None:
    """Raise SourceError if the archive lies, overlaps itself or would grow over a limit."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = sorted(archive.infolist(), key=lambda part: part.header_offset)
            _laid_out(parts, shown, limits)
            read = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
            _sizes(read, path.stat().st_size, shown, limits)
            if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise _locked(shown)
            for part in read:
                with archive.open(part) as stream:
                    _xml(stream, shown, limits, deep=kind in ("docx", "odt"))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError):
        raise _damaged(shown, "a part of its archive cannot be unpacked, or is not as long as it says") from None


def _laid_out(parts: list[zipfile.ZipInfo], shown: str, limits: Limits) -> None:
    if len(parts) > limits.zip_parts:
        raise _over(shown, f"has {len(parts):,} parts", "zip_parts", limits.zip_parts)
    if any(part.flag_bits & 1 for part in parts):
        raise _locked(shown)
    if len({part.filename for part in parts}) < len(parts):
        raise _damaged(shown, "its archive holds two parts of one name")
    for part, after in pairwise(parts):
        if part.header_offset + part.compress_size > after.header_offset:
            raise _damaged(shown, "parts of its archive overlap")


def _sizes(parts: list[zipfile.ZipInfo], size: int, shown: str, limits: Limits) -> None:
    largest = max((part.file_size for part in parts), default=0)
    if largest > limits.part_mb * MEGABYTE:
        raise _over(shown, f"has a part that unpacks to {largest / MEGABYTE:,.0f} MB", "part_mb", limits.part_mb)
    whole = sum(part.file_size for part in parts)
    if whole > max(MEGABYTE, limits.zip_ratio * size):
        raise _over(shown, f"unpacks to {whole / size:,.0f} times its size", "zip_ratio", limits.zip_ratio)


class _RefusedError(Exception):
    """Raised inside the XML parser's handlers, to leave it."""


def _xml(stream: IO[bytes], shown: str, limits: Limits, *, deep: bool) -> None:
    """Raise SourceError if a part is no XML, holds a document type or, where `deep`, is nested over the limit.

    The readers of spreadsheets do not recurse, and their parts are large: their depth is not counted.
    """
    parser = expat.ParserCreate()
    depth = 0

    def document_type(*_: object) -> None:
        raise _RefusedError

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.xml_depth:
            raise _over(shown, "is nested deeper", "xml_depth", limits.xml_depth)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = document_type
    if deep:
        parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise _damaged(shown, "a part of it is not proper XML") from None
    except _RefusedError:
        what = "holds a document type or entities, which an Office file never needs"
        raise SourceError(Problem(shown, what, "Do not open it; ask who sent it, and for a new copy.")) from None


def _over(shown: str, what: str, key: str, limit: int) -> SourceError:
    mend = f"Is it the right file? If so, raise {key} under limits: in project.yaml."
    return SourceError(Problem(shown, f"{what}, more than {key}: {limit:,}", mend))


def _locked(shown: str) -> SourceError:
    return SourceError(Problem(shown, "is protected by a password", "Open it with the password and save a copy without one."))


def _damaged(shown: str, how: str) -> SourceError:
    return SourceError(
        Problem(shown, f"is damaged: {how}", "Open it in its own program and save it again, or ask for a new copy.")
    )
