"""Files of six formats with words planted in one of eight places; made with the libraries that write such files."""

from __future__ import annotations

import base64
import io
import json
import zipfile

import docx
import nbformat
import typst
import xlsxwriter
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def png(**told):
    info = PngInfo()
    for key, words in told.items():
        info.add_text(key, words)
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG", pnginfo=info)
    return file.getvalue()


HTML = """<!doctype html><html lang="en"><head><title>{title}</title><meta name="keywords" content="{property}">
<!-- {comment} --></head><body><h2>{heading}</h2><blockquote><p>Said: {quote}</p></blockquote><table><tr><td>{cell}</td></tr>
</table><img alt="{alt}" src="data:image/png;base64,{png}"><script type="application/json">{chart}</script></body></html>"""
TYPST = """#set document(title: sys.inputs.title, keywords: sys.inputs.property)
= #sys.inputs.heading
#quote(block: true)[Said: #sys.inputs.quote]
#table(columns: 2, [Place], [#sys.inputs.cell])
#figure(image(bytes(json(bytes(sys.inputs.png))), alt: sys.inputs.alt), caption: [Chart])
"""


def html_file(said):
    chart = json.dumps({"series": [{"name": said["chart"]}]})
    page = HTML.format(**{**said, "chart": chart, "png": base64.b64encode(png()).decode()})
    return page.encode()


def pdf_file(said):
    inputs = {**said, "png": json.dumps(list(png()))}
    data = typst.compile(TYPST.encode(), sys_inputs=inputs, ignore_system_fonts=True)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.add_annotation(0, FreeText(text=said["comment"], rect=(0, 0, 9, 9)))
    # As a chart that was drawn once and is not shown any more: an object to which nothing leads.
    writer._add_object(nameless(said["chart"]))
    return saved(writer)


def nameless(words):
    return DictionaryObject({NameObject("/Series"): TextStringObject(words)})


def saved(writer):
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def docx_file(said):
    document = docx.Document()
    document.core_properties.title, document.core_properties.keywords = said["title"], said["property"][:255]
    document.add_heading(said["heading"])
    # In two runs, as Word writes words of which a part was once corrected.
    paragraph = document.add_paragraph("Said: ", style="Quote")
    half = len(said["quote"]) // 2
    paragraph.add_run(said["quote"][:half]).bold = True
    run = paragraph.add_run(said["quote"][half:])
    document.add_comment(run, text=said["comment"], author="reviewer")
    document.add_table(1, 2).cell(0, 1).text = said["cell"]
    document.add_picture(io.BytesIO(png()))
    document.inline_shapes[0]._inline.docPr.set("descr", said["alt"])
    file = io.BytesIO()
    document.save(file)
    return with_part(file.getvalue(), "word/embeddings/chart1.xlsx", workbook({"cell": said["chart"]}))


def with_part(data, name, part):
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, part)
    return file.getvalue()


def workbook(said):
    said = {**dict.fromkeys(("title", "quote", "heading", "cell", "alt", "property", "comment", "chart"), "-"), **said}
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"title": said["title"], "keywords": said["property"]})
        sheet = book.add_worksheet("Counts")
        sheet.write_row(0, 0, [said["heading"], "n"])
        sheet.write_row(1, 0, [f"Said: {said['quote']}", 12])
        sheet.write_rich_string(2, 0, "At ", book.add_format({"bold": True}), said["cell"], " there")
        sheet.write_comment(1, 1, said["comment"])
        sheet.insert_image(5, 0, "p.png", {"image_data": io.BytesIO(png()), "description": said["alt"]})
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"name": said["chart"], "values": "=Counts!$B$2:$B$2"})
        sheet.insert_chart(8, 0, chart)
    return file.getvalue()


def csv_file(said):
    lines = [f"# {said['title']}", f'"{said["heading"]}",n', f'"Said: ""{said["quote"]}""",1', f"{said['cell']};2"]
    lines += [f'"first line\n{said["alt"]}",3', f"\t{said['property']}", "", f"# {said['comment']}", f"x,{said['chart']}"]
    return "\n".join(lines).encode()


def ipynb_file(said):
    picture = {"image/png": base64.b64encode(png(Comment=said["property"])).decode(), "text/plain": said["alt"]}
    page = f"<table><tr><td>{said['cell']}</td></tr></table>"
    chart = {"application/json": {"series": [said["chart"]]}}
    outputs = [nbformat.v4.new_output("display_data", data=held) for held in (picture, {"text/html": page}, chart)]
    code = nbformat.v4.new_code_cell(f"show()  # {said['comment']}", outputs=outputs)
    words = nbformat.v4.new_markdown_cell(f"# {said['heading']}\n\n> Said: {said['quote']}")
    return nbformat.writes(nbformat.v4.new_notebook(cells=[words, code], metadata={"title": said["title"]})).encode()


FORMATS = {
    "html": html_file,
    "pdf": pdf_file,
    "docx": docx_file,
    "xlsx": workbook,
    "csv": csv_file,
    "ipynb": ipynb_file,
}
PLACES = ("title", "quote", "heading", "cell", "alt", "property", "comment", "chart")
CLEAN = "Partners met in Leeds"


def hidden(kind, place="", words=""):
    """Bytes of a file of one format, clean but for `words` in one place."""
    return FORMATS[kind]({**dict.fromkeys(PLACES, CLEAN), **({place: words} if place else {})})
