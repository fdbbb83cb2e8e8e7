"""The report as a Word document that a policy officer can edit: real styles, header rows, captions, words for pictures."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

from evidence.report.blocks import (
    Block,
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
from evidence.report.layout import Laid, figure_share, kept, laid_out, numeric, on_new_pages, pages, texts
from evidence.report.words import IN_FULL, WITHHELD, attributed, begun, is_cut, speakable

_EVERY_DAY = datetime.datetime(2000, 1, 1)  # noqa: DTZ001
"""The day on which every document says that it was made, so that the same report is the same bytes."""

_FONT = "Arial"
_PAGE, _MARGIN = (Mm(210), Mm(297)), Mm(18)
_TWIPS = 635
"""English Metric Units in a twip, the unit of Word's widths."""

_DEEPEST = 3
"""Ranks of list styles that Word has."""


def write_docx(report: Report) -> bytes:
    """The report as docx; the same report is always the same bytes.

    It holds no macro, no link to the outside and no field but the number of the page.
    """
    return _Writer(report).written()


class _Writer:
    """A document in the making: Word numbers pictures, bookmarks and lists through the whole of it."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._document: Any = docx.Document()
        self._figures = self._tables = self._bookmarks = 0
        self._stays = False
        listed = {cell.text for block in report.blocks() if isinstance(block, Table) for row in block.rows for cell in row}
        self._marks = {f"[{name}]": f"quote_{n}" for n, name in enumerate(report.quoted()) if f"[{name}]" in listed}
        self._write: Mapping[type[Block], Callable[[Any], None]] = {
            Heading: lambda block: self._heading(block.text, block.level + 1),
            Paragraph: self._plain_paragraph,
            Notice: lambda block: self._notice(block.words),
            Preformatted: lambda block: self._preformatted(block.text),
            ListBlock: self._list,
            Table: self._tables_of,
            Figure: self._figure,
            Quotation: self._quotation,
        }

    def written(self) -> bytes:
        _styled(self._document, self._report)
        self._front()
        for number, breaks in enumerate(on_new_pages(self._report.chapters)):
            self._chapter(number, breaks=breaks)
        buffer = io.BytesIO()
        self._document.save(buffer)
        return _same_bytes(buffer.getvalue())

    def _front(self) -> None:
        report, brand = self._report, self._report.brand
        if brand.logo:
            self._picture(brand.logo, brand.logo_alt, height=Mm(18))
        self._said(" · ".join(filter(None, ("Evidence report", brand.organisation))))
        self._said(report.title, "Title")
        if report.question:
            self._said(report.question, "Subtitle")
        for notice in report.notices:
            self._said(f"Please note: {notice}", "Intense Quote")
        for text in (report.description, brand.contact and f"Contact: {brand.contact}"):
            if text:
                self._said(text)
        self._said("Contents", "TOC Heading")
        for number, chapter in enumerate(report.chapters):
            entry = self._paragraph("List Number")
            entry.paragraph_format.space_after = Pt(1)
            self._linked(entry, chapter.title, f"chapter_{number}")

    def _chapter(self, number: int, *, breaks: bool) -> None:
        chapter = self._report.chapters[number]
        heading = self._heading(chapter.title, 1)
        heading.paragraph_format.page_break_before = breaks
        self._bookmark(heading, f"chapter_{number}")
        for turned, blocks in pages(chapter.blocks):
            if turned:
                self._section(turned=True)
            for block, self._stays in zip(blocks, kept(blocks), strict=True):
                self._write[type(block)](block)
            if turned:
                self._section(turned=False)

    def _section(self, *, turned: bool) -> None:
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = reversed(_PAGE) if turned else _PAGE

    def _line(self) -> int:
        section = self._document.sections[-1]
        return int(section.page_width - 2 * _MARGIN)

    def _paragraph(self, style: str | None = None) -> Any:
        return self._document.add_paragraph(style=style)

    def _said(self, text: str, style: str | None = None) -> Any:
        return self._document.add_paragraph(speakable(text), style)

    def _heading(self, text: str, level: int) -> Any:
        return self._document.add_heading(speakable(text), min(level, 9))

    def _words(self, paragraph: Any, words: Words) -> None:
        for span in words:
            run = paragraph.add_run()
            if span.text == "\n":
                run.add_break()
                continue
            run.text = speakable(span.text)
            run.bold, run.italic = span.style == "strong" or None, span.style == "emphasis" or None
            if span.style == "code":
                run.font.name = "Courier New"
            if span.href and span.href not in span.text:
                # Nothing in the file leads outside: an address is there to be read.
                paragraph.add_run(speakable(f" ({span.href})"))

    def _plain_paragraph(self, block: Paragraph) -> None:
        paragraph = self._paragraph()
        paragraph.paragraph_format.keep_with_next = self._stays or None
        self._words(paragraph, block.words)

    def _notice(self, words: Words) -> None:
        paragraph = self._paragraph("Intense Quote")
        paragraph.add_run("Please note: ")
        self._words(paragraph, words)

    def _preformatted(self, text: str) -> None:
        self._paragraph("No Spacing").add_run(speakable(text)).font.name = "Courier New"

    def _list(self, block: ListBlock, depth: int = 1) -> None:
        style = ("List Number" if block.ordered else "List Bullet") + (f" {min(depth, _DEEPEST)}" if depth > 1 else "")
        number = self._numbering(style) if block.ordered else None
        for item in block.items:
            paragraph = self._paragraph(style)
            if number is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, number
            self._words(paragraph, item.words)
            if item.nested:
                self._list(item.nested, depth + 1)

    def _numbering(self, style: str) -> int:
        """A numbering of its own, so that each list begins at 1."""
        numbering = self._document.part.numbering_part.element
        used = self._document.styles[style].element.pPr.numPr.numId.val
        added = numbering.add_num(numbering.num_having_numId(used).abstractNumId.val)
        added.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(added.numId)

    def _tables_of(self, block: Table) -> None:
        for laid in laid_out(block):
            self._table(laid)

    def _table(self, laid: Laid) -> None:
        table = laid.table
        self._tables += 1
        caption = self._said(f"Table {self._tables}: {table.caption}", "Caption")
        caption.paragraph_format.keep_with_next = True
        if table.note:
            self._said(f"Note: {table.note}", "Table Text").paragraph_format.keep_with_next = True
        numbers = numeric(table)
        widths = [int(width * self._line() / _TWIPS) for width in laid.widths]
        drawn = _drawn_table(table, widths)
        rows = [list(table.columns), *(texts(row) for row in table.rows)]
        naming = max(table.row_headers, 1)
        for n, row in enumerate(rows):
            strong = len(row) if n == 0 else table.row_headers
            cells = [_Cell(speakable(text), c < strong, c in numbers, widths[c]) for c, text in enumerate(row)]
            if laid.upended:
                cells = [replace(cell, upended=n == 0, centred=True) if c >= naming else cell for c, cell in enumerate(cells)]
                cells[:naming] = [replace(cell, low=n == 0) for cell in cells[:naming]]
            # A row stays with the one after it up to the last that belong on one page.
            kept = n < laid.held
            drawn.append(self._row([replace(cell, kept=kept) for cell in cells], header=n == 0, head=laid.head))
        self._document.element.body.insert_element_before(drawn, "w:sectPr")
        self._paragraph("No Spacing")

    def _row(self, cells: Sequence[_Cell], *, header: bool, head: float) -> Any:
        row = _element("w:tr")
        properties = row.makeelement(qn("w:trPr"))
        properties.append(_element("w:cantSplit"))
        if header and head:
            properties.append(_element("w:trHeight", val=str(int(Mm(head) / _TWIPS)), hRule="exact"))
        if header:
            properties.append(_element("w:tblHeader"))
        row.append(properties)
        for n, cell in enumerate(cells):
            mark = self._marks.get(cell.text, "") if n == 0 and not header else ""
            drawn = cell.drawn()
            if mark:
                self._bookmark_in(drawn[-1], mark)
            row.append(drawn)
        return row

    def _figure(self, block: Figure) -> None:
        self._figures += 1
        self._picture(block.png, block.alt or block.title, width=int((_PAGE[0] - 2 * _MARGIN) * figure_share(block.png)))
        note = f" Note: {block.note}" if block.note else ""
        self._said(f"Figure {self._figures}: {block.title}{'.' if note else ''}{note}", "Caption")

    def _picture(self, png: bytes, alt: str, **size: Any) -> None:
        paragraph = self._paragraph()
        paragraph.paragraph_format.keep_with_next = True
        drawn = paragraph.add_run().add_picture(io.BytesIO(png), **size)
        highest = Mm(200)
        if drawn.height > highest:
            drawn.width, drawn.height = int(drawn.width * highest / drawn.height), highest
        drawn._inline.docPr.set("descr", speakable(alt))

    def _quotation(self, block: Quotation) -> None:
        shown = f"“{begun(block.text)}” ({IN_FULL})" if block.again and is_cut(block.text) else f"“{block.text}”"
        words = self._said(shown if block.text else WITHHELD, "Quote")
        words.paragraph_format.keep_with_next = True
        source = self._paragraph("Quote source")
        said, mark = attributed(block.source, block.place, block.segment_id), self._marks.get(f"[{block.segment_id}]")
        if block.text and mark:
            self._linked(source, said, mark)
        else:
            source.add_run(speakable(said))
        if block.note:
            source.add_run(speakable(f" Note: {block.note}"))

    def _linked(self, paragraph: Any, text: str, mark: str) -> None:
        """Text that leads to a bookmark of this document."""
        link = _element("w:hyperlink", anchor=mark, history="1")
        run = paragraph.add_run(speakable(text))
        run.font.underline = True
        paragraph._p.append(link)
        link.append(run._r)

    def _bookmark(self, paragraph: Any, name: str) -> None:
        self._bookmark_in(paragraph._p, name)

    def _bookmark_in(self, element: Any, name: str) -> None:
        self._bookmarks += 1
        number = str(self._bookmarks)
        element.append(_element("w:bookmarkStart", id=number, name=name))
        element.append(_element("w:bookmarkEnd", id=number))


def _element(tag: str, **attributes: str) -> Any:
    """An element of the document's XML; its text and attributes are set, never written as markup."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


@dataclass(frozen=True)
class _Cell:
    """A cell of a table: its text, whether it is a header, whether it is a number, and its width in twips.

    upended: its words run upwards; low: they stand at its foot; centred: in its middle.
    kept:    its row stays with the one after it.
    """

    text: str
    strong: bool
    number: bool
    width: int
    upended: bool = False
    low: bool = False
    centred: bool = False
    kept: bool = False

    def drawn(self) -> Any:
        cell, properties, paragraph = _element("w:tc"), _element("w:tcPr"), _element("w:p")
        properties.append(_element("w:tcW", w=str(self.width), type="dxa"))
        if self.upended:
            properties.append(_element("w:textDirection", val="btLr"))
        if self.upended or self.low:
            properties.append(_element("w:vAlign", val="center" if self.upended else "bottom"))
        style = _element("w:pPr")
        style.append(_element("w:pStyle", val="TableText"))
        if self.kept:
            style.append(_element("w:keepNext"))
        if self.centred and not self.upended:
            style.append(_element("w:jc", val="center"))
        elif self.number and not self.upended:
            style.append(_element("w:jc", val="right"))
        paragraph.append(style)
        for n, line in enumerate(self.text.split("\n")):
            run = _element("w:r")
            if self.strong:
                run.append(_element("w:rPr"))
                run[-1].append(_element("w:b"))
            if n:
                run.append(_element("w:br"))
            words = _element("w:t")
            words.text = line
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(words)
            paragraph.append(run)
        cell.append(properties)
        cell.append(paragraph)
        return cell


def _drawn_table(table: Table, widths: Sequence[int]) -> Any:
    """The table without its rows: its style, its words for those who cannot see it, and its columns."""
    drawn, properties = _element("w:tbl"), _element("w:tblPr")
    properties.append(_element("w:tblStyle", val="TableNormal"))
    properties.append(_element("w:tblW", w=str(sum(widths)), type="dxa"))
    borders, margins = _element("w:tblBorders"), _element("w:tblCellMar")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="7F8A94"))
    properties.append(borders)
    properties.append(_element("w:tblLayout", type="fixed"))
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="50", type="dxa"))
    properties.append(margins)
    heads = "1" if table.row_headers else "0"
    properties.append(_element("w:tblLook", val="04A0", firstRow="1", firstColumn=heads))
    properties.append(_element("w:tblCaption", val=speakable(table.caption)))
    properties.append(_element("w:tblDescription", val=speakable(table.note or table.caption)))
    grid = _element("w:tblGrid")
    for width in widths:
        grid.append(_element("w:gridCol", w=str(width)))
    drawn.append(properties)
    drawn.append(grid)
    return drawn


def _styled(document: Any, report: Report) -> None:
    """Language, fonts, colours, margins, the foot of the page and what the document says of itself."""
    styles = document.styles
    for style in styles:
        fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None:
            fonts.getparent().remove(fonts)
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for child in [*defaults.findall(qn("w:rFonts")), *defaults.findall(qn("w:lang"))]:
        defaults.remove(child)
    defaults.insert(0, _element("w:rFonts", ascii=_FONT, hAnsi=_FONT, cs=_FONT, eastAsia=_FONT))
    defaults.append(_element("w:lang", val="en-GB", eastAsia="en-GB", bidi="ar-SA"))
    colour = RGBColor.from_string(report.brand.on_light.removeprefix("#").upper())
    for name in ("Title", "Subtitle", "TOC Heading", *(f"Heading {n}" for n in range(1, 10)), "Caption", "Intense Quote"):
        styles[name].font.color.rgb = RGBColor(0x1D, 0x2D, 0x3C) if name in ("Caption", "Intense Quote", "Subtitle") else colour
    for name, size in {"Normal": 11, "Title": 26, "Subtitle": 14, "Heading 1": 20, "Heading 2": 15, "Heading 3": 12}.items():
        styles[name].font.size = Pt(size)
    notice = styles["Intense Quote"]
    notice.font.bold = notice.font.italic = False
    notice.paragraph_format.left_indent = notice.paragraph_format.right_indent = Mm(3)
    _own_styles(styles)
    section = document.sections[0]
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{speakable(report.title)[:90]} · page ")
    field = _element("w:fldSimple", instr="PAGE")
    foot._p.append(field)
    field.append(_element("w:r"))
    _told(document, report)


def _own_styles(styles: Any) -> None:
    """Styles for the words of a table and for where a quote stands, which Word's template lacks."""
    text = styles.add_style("Table Text", 1)
    text.base_style, text.font.size = styles["Normal"], Pt(8.5)
    text.paragraph_format.space_after = Pt(2)
    source = styles.add_style("Quote source", 1)
    source.base_style, source.font.size = styles["Normal"], Pt(9.5)
    source.paragraph_format.left_indent, source.paragraph_format.space_after = Mm(6), Pt(10)
    source.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    quote = styles["Quote"]
    quote.font.italic, quote.paragraph_format.left_indent, quote.paragraph_format.space_after = False, Mm(6), Pt(2)
    quote.font.color.rgb = RGBColor(0, 0, 0)


def _told(document: Any, report: Report) -> None:
    properties = document.core_properties
    properties.title, properties.subject = speakable(report.title)[:255], speakable(report.question)[:255]
    properties.author = properties.last_modified_by = speakable(report.brand.organisation)[:255]
    properties.comments, properties.keywords, properties.language = "", "", "en-GB"
    properties.created = properties.modified = _EVERY_DAY
    properties.revision = 1


def _same_bytes(data: bytes) -> bytes:
    """The archive with every part dated alike, and without the small picture that the template brings along."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/thumbnail.jpeg":
                continue
            if name == "_rels/.rels":
                part = _without_thumbnail(part)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _without_thumbnail(part: bytes) -> bytes:
    root = etree.fromstring(part)
    for relation in list(root):
        if relation.get("Target", "").endswith("thumbnail.jpeg"):
            root.remove(relation)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made
