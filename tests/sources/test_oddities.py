"""A file that is odd is read as it stands and says so; a file that is not says nothing."""

from __future__ import annotations

import email
import io
import zipfile
from email import policy
from email.message import EmailMessage

import pytest
import xlsxwriter

from evidence.errors import SourceError
from evidence.project import Limits
from evidence.sources.archive import parse
from evidence.sources.case_studies import read_case_study
from evidence.sources.eml import MAX_LEVELS, MAX_PARTS
from evidence.sources.html import read_html
from evidence.sources.oddities import LONGEST_PARAGRAPH, LONGEST_WORD, PASSAGE, oddities
from evidence.sources.pdf import LARGEST_PAGE
from evidence.sources.reading import PARAGRAPH, Block
from evidence.sources.sheets import SHOWN_CHARS, read_sheet
from tests.sources.files import archive, docx, paragraph, pdf

WORDS = "Partners met each week and trusted each other."


def notes(text, **found):
    return [cut.why for cut in oddities([Block(PARAGRAPH, text)], found) if cut.count]


def read(tmp_path, data, name):
    """The text of a file, and why each row of `dropped` that is no word is there."""
    (tmp_path / name).write_bytes(data)
    frames = read_case_study(tmp_path, name, "d", {}, Limits())
    return "".join(frames["documents"]["text"]), list(frames["dropped"]["why"])


@pytest.mark.parametrize(
    ("plain", "odd", "why"),
    [
        ("x" * LONGEST_WORD, "x" * (LONGEST_WORD + 1), "words of more than 1,000 characters: kept as they stand"),
        (
            ("word " * LONGEST_PARAGRAPH)[:LONGEST_PARAGRAPH],
            ("word " * LONGEST_PARAGRAPH)[: LONGEST_PARAGRAPH + 1],
            "paragraphs of more than 100,000 characters: line breaks may be lost",
        ),
        ("ab -- " * PASSAGE, "a --- " * PASSAGE, "passages of more signs than letters: kept as they stand"),
        ("e" + "\u0301" * 7, "e" + "\u0301" * 8, "letters under a heap of accents: kept as they stand"),
        (
            "Jane and Иван",
            "J\u0430ne",
            "letters of two alphabets side by side in a word, which look alike and are not",
        ),
    ],
)
def test_what_no_one_writes_is_told_and_what_people_write_is_not(plain, odd, why):
    assert notes(plain) == []
    assert notes(odd) == [why]


def test_a_title_that_looks_like_a_program_is_told_unless_it_is_a_line_of_the_text():
    title = "<script>alert(1)</script>"
    assert notes(WORDS, title=title) == ["what looks like a program in its title or the like: shown as text, never run"]
    assert notes(title, title=title) == []
    assert notes(WORDS, title="Costs < benefits, in {brackets}") == []


def test_what_is_odd_about_a_file_is_in_its_rows(tmp_path):
    text, why = read(tmp_path, (WORDS + "\n\n" + "x" * 1001).encode(), "a.txt")
    assert WORDS in text
    assert why == ["words of more than 1,000 characters: kept as they stand"]


@pytest.mark.parametrize(
    ("data", "read_as"),
    [
        (WORDS.encode(), ".txt"),
        (b"%PDF-", None),
        (pdf([[(WORDS, 12, 50, 700)]]), ".pdf"),
        (docx(paragraph(WORDS)), ".docx"),
        (f"<html><body><p>{WORDS}</p></body></html>".encode(), ".html"),
        (f"From: a@example.org\nSubject: s\n\n{WORDS}\n".encode(), ".eml"),
    ],
)
def test_a_file_without_an_ending_is_read_as_what_it_is(data, read_as, tmp_path):
    text, why = read(tmp_path, data, "report")
    assert (WORDS in text) == (read_as is not None)
    assert (f"a name that does not say what it is: read as {read_as}" in why) == (read_as is not None)


def test_a_picture_without_an_ending_is_refused(tmp_path):
    assert read(tmp_path, b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "report") == ("", ["is of a kind that is not read (no suffix)"])


def test_a_project_of_another_program_is_refused_with_the_way_to_its_documents(tmp_path):
    (tmp_path / "a.qdpx").write_bytes(docx(paragraph(WORDS)))
    (mend,) = read_case_study(tmp_path, "a.qdpx", "d", {}, Limits())["dropped"]["mend"]
    assert mend.startswith("Export its documents, each as a file of its own")


def test_bytes_before_a_word_file_are_passed_over_and_told(tmp_path):
    text, why = read(tmp_path, b"MZ\x90" + b"\0" * 100 + docx(paragraph(WORDS)), "a.docx")
    assert (text, why) == (WORDS, ["bytes that belong to no part of it"])


def test_a_program_named_as_a_word_file_is_refused(tmp_path):
    (why,) = read(tmp_path, b"MZ\x90" + b"\0" * 100, "a.docx")[1]
    assert why.startswith("is a program")


def test_the_strict_form_of_a_word_file_is_told(tmp_path):
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body>{paragraph(WORDS)}</w:body></w:document>'
    text, why = read(tmp_path, docx("", word__document_xml=body), "a.docx")
    assert (text, why) == (WORDS, ["the strict form of a Word file, which few programs write"])


def test_utf_32_is_told(tmp_path):
    assert read(tmp_path, WORDS.encode("utf-32"), "a.txt") == (WORDS, ["an encoding that hardly any program writes: UTF-32"])


def test_a_flood_of_formatting_is_told(tmp_path):
    few, many = (b"{\\rtf1 " + b"\\b1\\b0 " * count + WORDS.encode() + b"}" for count in (1000, 5000))
    assert read(tmp_path, few, "a.rtf") == (WORDS, [])
    assert read(tmp_path, many, "b.rtf") == (WORDS, ["marks of formatting, far more than its words need"])


def test_the_words_after_a_comment_that_never_ends_are_read(tmp_path):
    text, why = read(tmp_path, f"<html><body><p>One.</p><!-- a --><!-- <!-- <p>{WORDS}</p></body></html>".encode(), "a.html")
    assert text.split("\n\n") == ["One.", WORDS]
    assert why == ["comments that never end; what follows them is read"]


def test_a_comment_sign_in_a_style_sheet_begins_no_comment(tmp_path):
    page = f"<html><body><style><!-- p {{}}</style><p>{WORDS}</p></body></html>"
    assert read(tmp_path, page.encode(), "a.html") == (WORDS, [])


@pytest.mark.parametrize("around", ["div", "span", "font", "table><tr><td"])
def test_a_page_nested_beyond_the_limit_is_read_as_passages(around, tmp_path):
    page = f"<html><body><h1>Sharing</h1><p>One.</p>{f'<{around}>' * 3000}{WORDS}</body></html>"
    text, why = read(tmp_path, page.encode(), "a.html")
    assert text.split("\n\n") == ["Sharing", "One.", WORDS]
    assert why == ["nesting deeper than xml_depth: 200; read as passages"]


def test_a_web_archive_that_is_named_as_a_page_is_told(tmp_path):
    data = (
        f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>{WORDS}</p>\n--x--"
    )
    named, said = (read(tmp_path, data.encode(), name)[1] for name in ("b.mht", "b.html"))
    assert set(said) - set(named) == {"a web archive, not the page alone that its name says"}


def forwarded(levels):
    """An email of `WORDS` that was forwarded so many times, each time as an attachment alone."""
    message = EmailMessage(policy=policy.default)
    message["Subject"] = "s"
    message.set_content(WORDS)
    for _ in range(levels):
        outer = EmailMessage(policy=policy.default)
        outer["Subject"] = "Fwd: s"
        outer.set_content(message)
        del outer["Content-Disposition"]
        message = outer
    return message.as_bytes()


def test_an_email_that_only_forwards_another_is_read_as_that(tmp_path):
    assert email.message_from_bytes(forwarded(1)).get_content_type() == "message/rfc822"
    text, why = read(tmp_path, forwarded(60), "a.eml")
    assert text == WORDS
    assert why == ["emails that only forward the one within them, whose words are read"]


@pytest.mark.parametrize(("levels", "read_all"), [(MAX_PARTS, True), (MAX_PARTS + 1, False)])
def test_forwards_within_forwards_have_an_end(levels, read_all, tmp_path):
    data = b"Subject: s\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" * levels + b"Subject: s\n\n" + WORDS.encode()
    text, why = read(tmp_path, data, "a.eml")
    assert (text == WORDS) == read_all
    assert read_all or why == ["forwards emails within emails, more than 500 deep"]


@pytest.mark.parametrize(("levels", "read_all"), [(MAX_LEVELS - 1, True), (MAX_LEVELS, False)])
def test_parts_within_parts_have_an_end(levels, read_all, tmp_path):
    opened = "".join(f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(levels))
    text, why = read(tmp_path, f"MIME-Version: 1.0\n{opened}\n{WORDS}\n".encode(), "a.eml")
    assert (text == WORDS) == read_all
    assert read_all or why == ["has parts nested deeper than 50, or more than 500 of them"]


def test_a_page_that_is_still_too_deep_as_passages_is_refused():
    page = f"<html><body><p>{WORDS}</p></body></html>".encode()
    assert [block.text for block in read_html(page, "a.html", Limits(xml_depth=3)).blocks] == [WORDS]
    with pytest.raises(SourceError, match="nested deeper than xml_depth: 2"):
        read_html(page, "a.html", Limits(xml_depth=2))


def test_too_many_or_too_long_headers_are_told(tmp_path):
    said = "more headers than 1,000, or longer ones than 10,000"
    usual = b"From: a@example.org\nSubject: s\n"
    assert read(tmp_path, usual + b"\n" + WORDS.encode(), "a.eml") == (WORDS, [])
    assert read(tmp_path, usual + b"X-A: b\n" * 1000 + b"\n" + WORDS.encode(), "b.eml") == (WORDS, [said])
    many = b"To: " + b",\n ".join(b"ana%d@example.org" % number for number in range(1000)) + b"\n"
    assert read(tmp_path, usual + many + b"\n" + WORDS.encode(), "c.eml") == (WORDS, [said])


def test_a_page_of_no_size_or_of_too_many_words_is_told(tmp_path):
    line = [(WORDS, 12, 50, 700)]
    size, words = "pages whose size is none that a page can have; they are read", "pages of more than 20,000 words"
    for box, said in ((LARGEST_PAGE, []), (LARGEST_PAGE + 1, [size]), (0, [size])):
        made = pdf([line]).replace(b"[0 0 600 800]", f"[0 0 600 {box:>3}]".encode())
        assert [why for why in read(tmp_path, made, "a.pdf")[1] if "size" in why] == said
    full = pdf([[("word " * 101, 1, 50, row) for row in range(1, 200)]])
    assert [why for why in read(tmp_path, full, "b.pdf")[1] if words in why] == [f"{words}, which no page shows; they are read"]


def test_a_pdf_nested_beyond_the_limit_is_refused(tmp_path):
    for deep, said in ((200, []), (201, ["is nested deeper than xml_depth: 200; what follows is lost"])):
        why = read(tmp_path, pdf([[(WORDS, 12, 50, 700)]], extra="/X " + "[" * deep + "]" * deep), "a.pdf")[1]
        assert [each for each in why if "nested" in each] == said


def test_a_pdf_whose_properties_make_up_entities_is_told(tmp_path):
    made = pdf([[(WORDS, 12, 50, 700)]], extra="/X (<!ENTITY a 'b'>)")
    assert "entities that its properties make up (never read)" in read(tmp_path, made, "a.pdf")[1]


def test_no_entity_of_a_part_is_expanded(tmp_path):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    for entity in ("'secret'", f"SYSTEM '{(tmp_path / 'secret').as_uri()}'"):
        root = parse(f"<!DOCTYPE a [<!ENTITY e {entity}>]><a>&e;</a>".encode())
        assert "secret" not in "".join(root.itertext())


# --- exports --------------------------------------------------------------------------------------------------------


def export(tmp_path, data, name="a.csv"):
    (tmp_path / name).write_bytes(data)
    made = read_sheet(tmp_path / name, name, Limits())
    return made.rows, [cut.why for cut in made.cuts]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('id,why\n1,"he said ""no"", twice"\n', False),
        ('id,why\n1,"""No"" was the answer"\n', False),
        ('id,why\n1,"two\nlines"\n', False),
        ('id,why\n1,5" pipe\n', True),
        ('id,why\n1,the "quoted" word\n', True),
    ],
)
def test_a_quotation_mark_in_the_middle_of_a_cell_is_told(text, told, tmp_path):
    assert export(tmp_path, text.encode())[1] == ["quotation marks in the middle of cells: kept as they stand"] * told


def test_line_ends_of_two_kinds_are_told(tmp_path):
    said = ["line ends of another kind than the others: each ends a row"]
    rows = [["id", "why"], ["1", "x"], ["2", "y"]]
    assert export(tmp_path, b"id,why\r\n1,x\n2,y\r\n") == (rows, [])  # a line end within a cell is often of another kind
    assert export(tmp_path, b"id,why\r1,x\r2,y\r") == (rows, [])
    assert export(tmp_path, b"id,why\r\n1,x\r2,y\r\n") == (rows, said)


def test_a_cell_longer_than_a_spreadsheet_shows_is_kept_and_told(tmp_path):
    said = ["longer than the 32,767 characters that a spreadsheet shows: kept whole"]
    for length, told in ((SHOWN_CHARS, []), (SHOWN_CHARS + 1, said)):
        assert export(tmp_path, b"id,why\n1," + b"x" * length + b"\n") == ([["id", "why"], ["1", "x" * length]], told)


def workbook(name="S", merged=""):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        sheet.write_column(0, 0, ["why", WORDS])
        if merged:
            sheet.merge_range("C1:D9", "")
    with zipfile.ZipFile(held) as made:
        parts = {part: made.read(part) for part in made.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"C1:D9", merged.encode())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="S"', f'name="{name}"'.encode())
    return archive(parts)


@pytest.mark.parametrize(("name", "odd"), [("S" * 31, False), ("S" * 32, True), ("a/b", True)])
def test_a_sheet_named_as_no_program_names_it_is_told(name, odd, tmp_path):
    assert export(tmp_path, workbook(name), "a.xlsx")[1] == ["a name that spreadsheet programs do not take"] * odd


def test_a_sheet_merged_into_one_cell_is_refused(tmp_path):
    assert export(tmp_path, workbook(merged="C1:D9"), "a.xlsx")[1] == ["merged cells: the value counts for the first cell only"]
    with pytest.raises(SourceError, match="merges 17,177,772,032 cells into one"):
        export(tmp_path, workbook(merged="C1:XFD1048576"), "b.xlsx")
