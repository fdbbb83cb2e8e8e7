from __future__ import annotations

import pytest

from evidence.errors import SourceError
from evidence.sources.docx import read_docx
from tests.sources.files import W, archive, docx, paragraph, told

CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>{}</dc:title>
<dc:creator>Ana Lee</dc:creator><dc:language>en-GB</dc:language><dcterms:created>2014-05-01T09:00:00Z</dcterms:created>
</cp:coreProperties>"""
BOX = "<w:txbxContent>{}</w:txbxContent>"
CHOICE = f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"


def texts(data):
    return [block.text for block in read_docx(data, "a.docx").blocks]


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_styles_become_headings_quotations_and_rows():
    row = "<w:tbl><w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("Leeds", "4 days")) + "</w:tr></w:tbl>"
    body = (
        paragraph("Sharing", "Title") + paragraph("Why", "heading1") + paragraph("Trust.") + paragraph("He said", "Quote") + row
    )
    reading = read_docx(docx(body), "a.docx")
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        ("heading", 1, "Sharing"),
        ("heading", 1, "Why"),
        ("paragraph", None, "Trust."),
        ("quotation", None, "He said"),
        ("table_row", None, "Leeds | 4 days"),
    ]
    assert reading.cuts == ()
    assert reading.found == {"title": "Sharing"}


def test_inserted_text_is_kept_and_deleted_text_is_not():
    body = '<w:p><w:ins w:id="1">{}</w:ins><w:del w:id="2"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>'
    reading = read_docx(docx(body.format(run("kept"))), "a.docx")
    assert [block.text for block in reading.blocks] == ["kept"]
    assert told(reading.cuts, "parts") == {"passages deleted under 'track changes'": 1}


def test_hidden_text_is_cut_and_counted():
    shown = '<w:vanish w:val="0"/>'
    body = f"<w:p>{run('Seen ')}{run('not seen', '<w:vanish/>')}{run('shown', shown)}</w:p>"
    reading = read_docx(docx(body), "a.docx")
    assert [block.text for block in reading.blocks] == ["Seen shown"]
    assert told(reading.cuts, "words") == {"hidden text": 2}


@pytest.mark.parametrize(
    "drawing",
    [
        f"<w:pict>{BOX}</w:pict>",
        f"<mc:AlternateContent>{CHOICE}</mc:AlternateContent>",
        f"<mc:AlternateContent>{CHOICE}<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent>",
    ],
)
def test_a_text_box_is_read_once_however_it_is_written(drawing):
    body = f"<w:p>{run('Beside.')}<w:r>{drawing.format(*[paragraph('In a box.')] * 2)}</w:r></w:p>"
    assert sorted(texts(docx(body))) == ["Beside.", "In a box."]


def test_links_and_content_controls_are_text():
    control = f"<w:sdt><w:sdtContent>{paragraph('controlled')}</w:sdtContent></w:sdt>"
    body = f"<w:p><w:hyperlink>{run('linked')}</w:hyperlink></w:p>{control}"
    assert texts(docx(body)) == ["linked", "controlled"]


def test_footnotes_stand_at_the_end_without_marks():
    body = '<w:p><w:r><w:t>Costs rose.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{paragraph("By a tenth.")}</w:footnote></w:footnotes>'
    assert texts(docx(body, word__footnotes_xml=notes)) == ["Costs rose.", "By a tenth."]


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_that_the_file_does_not_hold_costs_only_itself(kind):
    body = f'<w:p>{run("Costs rose.")}<w:r><w:{kind}Reference w:id="3"/></w:r>{run(" By a tenth.")}</w:p>'
    notes = f'<w:{kind}s {W}><w:{kind} w:id="2">{paragraph("Elsewhere.")}</w:{kind}></w:{kind}s>'
    for parts in ({}, {f"word__{kind}s_xml": notes}):
        reading = read_docx(docx(body, **parts), "a.docx")
        assert [block.text for block in reading.blocks] == ["Costs rose. By a tenth."]
        assert told(reading.cuts, "parts") == {"notes that the text refers to and the file does not hold": 1}


def test_what_stands_beside_the_text_is_named():
    parts = {
        "word__comments_xml": f"<w:comments {W}/>",
        "word__media__a.png": b"x",
        "word__vbaProject.bin": b"x",
        "word__header1_xml": f"<w:hdr {W}/>",
    }
    reading = read_docx(docx(paragraph("Text."), **parts), "a.docx")
    assert told(reading.cuts, "parts") == {"pictures": 1, "comments": 1, "page headers and footers": 1, "macros (never run)": 1}


def test_what_lies_elsewhere_is_told_and_a_link_is_not():
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = '<Relationship Id="{}" Type="{}/{}" Target="http://x.example/" TargetMode="External"/>'
    rels = relation.format("r1", kinds, "image") + relation.format("r2", kinds, "hyperlink")
    reading = read_docx(
        docx(paragraph("Text."), **{"word___rels__document_xml.rels": f"<Relationships>{rels}</Relationships>"}), "a.docx"
    )
    assert told(reading.cuts, "parts") == {"parts that lie elsewhere (never fetched)": 1}


def test_words_that_the_reader_cannot_place_are_counted_as_lost():
    reading = read_docx(docx(f"{paragraph('Kept.')}<w:unheard>{paragraph('two words')}</w:unheard>"), "a.docx")
    assert [block.text for block in reading.blocks] == ["Kept."]
    assert told(reading.cuts, "words") == {"words in a place that the reader does not enter": 2}


def test_properties_say_who_and_when_unless_a_program_wrote_them():
    reading = read_docx(
        docx(paragraph("Sharing", "heading1"), docProps__core_xml=CORE.format("Microsoft Word - x.doc")), "a.docx"
    )
    assert reading.found == {"title": "Sharing", "author": "Ana Lee", "language": "en", "date": "2014-05-01"}
    reading = read_docx(docx(paragraph("Sharing", "heading1"), docProps__core_xml=CORE.format("How they shared")), "a.docx")
    assert reading.found["title"] == "How they shared"


def test_the_strict_form_of_the_format_is_read_too():
    body = f'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>{paragraph("Strict.")}</w:body></w:document>'
    assert texts(docx("", word__document_xml=body)) == ["Strict."]


def test_an_archive_without_a_document_is_refused():
    with pytest.raises(SourceError, match="holds no Word document"):
        read_docx(archive({"a.xml": "<a/>"}), "a.docx")
