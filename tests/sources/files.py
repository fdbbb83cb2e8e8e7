"""Files drawn for tests: small ones, of every format, made of the words they are to hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="urn:wps"'
ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("meta", "meta"))
)


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of `parts`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return packed.getvalue()


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of WordprocessingML."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{named}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx(body: str, **parts: str | bytes) -> bytes:
    """A Word document whose body is `body`; other parts by name, with '__' for '/' and '_xml' for '.xml'."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
        for name in ("Title", "heading 1", "heading 2", "Quote")
    )
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        "word/document.xml": f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>",
    }
    named = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in parts.items()}
    return archive({**whole, **named})


def odt(body: str, **parts: str | bytes) -> bytes:
    """An OpenDocument text whose body is `body`; other parts by name, with '_xml' for '.xml'."""
    content = (
        f"<office:document-content {ODF}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    named = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in parts.items()}
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **named})


Drawn = tuple[str, int, int, int]
"""A line of a PDF page: its words, its size in points, where it begins from the left and from below."""


def pdf(pages: Sequence[Sequence[Drawn]], info: str = "", extra: str = "") -> bytes:
    """A PDF of `pages`, set in Helvetica; `info` and `extra` are written into its properties and its catalogue."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>",
    ]
    for number, lines in enumerate(pages):
        stream = "\n".join(f"BT /F1 {size} Tf {left} {bottom} Td ({_escaped(text)}) Tj ET" for text, size, left, bottom in lines)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    written, places = b"%PDF-1.4\n", []
    for number, made in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{made}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode("ascii")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def told(cuts: Sequence[object], unit: str) -> dict[str, int]:
    """How many of `unit` each reason among `cuts` says were left out."""
    return {cut.why: cut.count for cut in cuts if cut.unit == unit and cut.count}  # type: ignore[attr-defined]
