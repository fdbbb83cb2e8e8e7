from __future__ import annotations

import io
import os
import zipfile

import pytest

from evidence.errors import SourceError
from evidence.project import Limits
from evidence.sources.guard import content, inspect
from tests.sources.files import W, archive, docx, odt, paragraph, pdf

XLSX = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.fixture
def refusal(tmp_path):
    """What `inspect` says of a file of these bytes and this name; an empty text if it lets it pass."""

    def refusal(name, data, **limits):
        (tmp_path / "case_studies").mkdir(exist_ok=True)
        path = tmp_path / "case_studies" / name
        path.write_bytes(data)
        try:
            inspect(path, f"case_studies/{name}", Limits(**limits))
        except SourceError as fault:
            (problem,) = fault.problems
            assert problem.where == f"case_studies/{name}"
            assert problem.mend
            return problem.what
        return ""

    return refusal


SOUND = {
    "a.docx": docx(paragraph("Text.")),
    "a.docm": docx(paragraph("Text."), word__vbaProject_bin=b"x"),
    "a.odt": odt("<text:p>Text.</text:p>"),
    "a.xlsx": archive(XLSX),
    "a.ods": archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
    "a.pdf": pdf([[("Text.", 11, 50, 700)]]),
    "a.rtf": b"{\\rtf1 Text.}",
    "a.html": b"<!DOCTYPE html><html><p>Text.</p></html>",
    "b.html": b"<p>Text.</p>",
    "a.eml": b"Subject: Sharing\n\nText.",
    "a.txt": b"Text.",
    "b.txt": b"Subject: like an email, but text",
    "c.txt": "Text in another encoding.".encode("utf-16-le"),
    "a.md": b"# Text",
    "a.csv": b"a,b\n1,2\n",
    "a.sav": b"$FL2@(#) SPSS DATA FILE",
    "a.unknown": b"anything",
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_passes(refusal, name):
    assert refusal(name, SOUND[name]) == ""


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.docx", SOUND["a.xlsx"], "an Excel workbook (.xlsx)"),
        ("a.xlsx", SOUND["a.docx"], "a Word document (.docx)"),
        ("a.docx", SOUND["a.rtf"], "Rich Text (.rtf)"),
        ("a.docx", b"plain words", "plain text"),
        ("a.docx", archive({"a.xml": "<a/>"}), "a zip archive"),
        ("a.docx", archive({"ppt/presentation.xml": "<a/>"}), "a PowerPoint presentation (.pptx)"),
        ("a.txt", SOUND["a.pdf"], "a PDF"),
        ("a.txt", b"\x89PNG\r\n", "a picture"),
        ("a.txt", b"<!-- saved --><HTML><p>Text.", "a web page (.html)"),
        ("a.csv", SOUND["a.xlsx"], "an Excel workbook (.xlsx)"),
        ("a.csv", SOUND["a.html"], "a web page (.html)"),
        ("a.pdf", SOUND["a.html"], "a web page (.html)"),
        ("a.rtf", b"plain words", "plain text"),
        ("a.eml", b"plain words", "plain text"),
        ("a.sav", b"a,b\n1,2\n", "plain text"),
        ("a.pdf", bytes(range(30)) * 9, "of a kind that is not known"),
    ],
)
def test_a_file_of_another_kind_than_its_name_says_is_refused_and_named(refusal, name, data, kind):
    assert f"is {kind}, not " in refusal(name, data)


def test_an_empty_file_is_refused(refusal):
    assert refusal("a.txt", b"") == "is empty"


def test_the_limit_on_size_holds_to_the_byte(refusal):
    assert refusal("a.txt", b"a" * 1_000_000, file_mb=1) == ""
    assert "file_mb: 1" in refusal("a.txt", b"a" * 1_000_001, file_mb=1)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.txt", "a.doc"])
def test_an_office_file_with_a_password_and_an_old_one_are_told_apart(refusal, name):
    assert refusal(name, OLE + "EncryptedPackage".encode("utf-16-le")) == "is protected by a password"
    assert "old Office program" in refusal(name, OLE)


def test_the_limit_on_parts_holds_to_the_part(refusal):
    parts = {**XLSX, **{f"xl/{n}.png": b"x" for n in range(5)}}
    assert refusal("a.xlsx", archive(parts), zip_parts=7) == ""
    assert "zip_parts: 6" in refusal("a.xlsx", archive(parts), zip_parts=6)


def test_a_part_that_would_unpack_over_the_limit_is_refused_but_an_unread_picture_is_not(refusal):
    big = b"<a>" + b" " * 1_200_000 + b"</a>"
    assert "part_mb: 1" in refusal("a.xlsx", archive({**XLSX, "xl/big.xml": big}), part_mb=1)
    assert refusal("a.xlsx", archive({**XLSX, "xl/media/big.png": big}), part_mb=1) == ""


def test_an_archive_that_would_grow_beyond_the_ratio_is_refused(refusal):
    big = b"<a>" + b" " * 1_200_000 + b"</a>"
    assert "zip_ratio: 100" in refusal("a.xlsx", archive({**XLSX, "xl/big.xml": big}))
    assert refusal("a.xlsx", archive({**XLSX, "xl/big.xml": big}), zip_ratio=5000) == ""


def test_a_size_that_lies_is_found_by_unpacking(refusal):
    data = archive({**XLSX, "xl/a.xml": "<a>" + " " * 5000 + "</a>"})
    lied = data.replace((5007).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lied != data
    assert "is damaged" in refusal("a.xlsx", lied)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_an_archive_cut_short_is_damaged(refusal, kept):
    data = SOUND["a.docx"]
    assert "is damaged" in refusal("a.docx", data[: int(len(data) * kept)])


def test_two_parts_of_one_name_are_refused(refusal):
    packed = io.BytesIO(SOUND["a.docx"])
    with zipfile.ZipFile(packed, "a") as made, pytest.warns(UserWarning, match="Duplicate name"):
        made.writestr("word/document.xml", "<a/>")
    assert "two parts of one name" in refusal("a.docx", packed.getvalue())


def test_parts_that_overlap_are_refused(refusal):
    data = bytearray(archive({**XLSX, "xl/a.xml": "<a>" + "x" * 300 + "</a>", "xl/b.xml": "<b/>"}))
    directory = data.rindex(b"xl/b.xml") - 46
    data[directory + 42 : directory + 46] = (data.index(b"xl/a.xml") - 30).to_bytes(4, "little")
    assert refusal("a.xlsx", bytes(data)) == "is damaged: parts of its archive overlap"


def test_a_part_with_a_password_is_refused(refusal):
    data = bytearray(SOUND["a.docx"])
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal("a.docx", bytes(data)) == "is protected by a password"
    manifest = "<manifest><encryption-data/></manifest>"
    assert refusal("a.odt", odt("", **{"META-INF__manifest_xml": manifest})) == "is protected by a password"


@pytest.mark.parametrize("part", ["word__document_xml", "docProps__core_xml", "word___rels__document_xml.rels"])
def test_a_document_type_is_refused_in_whatever_part(refusal, part):
    evil = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:a {W}>&e;</w:a>'
    assert "document type" in refusal("a.docx", docx("", **{part: evil}))


def test_the_limit_on_depth_holds_to_the_level(refusal):
    # document, body and so many elements within
    body = "<w:a>" * 8 + "</w:a>" * 8
    assert refusal("a.docx", docx(body), xml_depth=10) == ""
    assert "xml_depth: 9" in refusal("a.docx", docx(body), xml_depth=9)


def test_broken_xml_is_damage(refusal):
    assert "not proper XML" in refusal("a.docx", docx("<w:p>"))


def test_a_link_within_the_project_passes_and_one_that_leaves_it_does_not(tmp_path):
    folder = tmp_path / "project" / "case_studies"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("Text.")
    (tmp_path / "out.txt").write_text("Not ours.")
    for name, target in (("in.txt", "a.txt"), ("out.txt", "../../out.txt"), ("gone.txt", "nowhere"), ("loop.txt", "loop.txt")):
        (folder / name).symlink_to(target)
    inspect(folder / "in.txt", "case_studies/in.txt", Limits())
    with pytest.raises(SourceError, match="leads out of the project"):
        inspect(folder / "out.txt", "case_studies/out.txt", Limits())
    for name in ("gone.txt", "loop.txt", "absent.txt"):
        with pytest.raises(SourceError, match="leads nowhere"):
            inspect(folder / name, f"case_studies/{name}", Limits())


def test_pipes_and_folders_are_refused_without_being_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.docx").mkdir()
    for name in ("pipe.txt", "folder.docx"):
        with pytest.raises(SourceError, match="is no file"):
            inspect(tmp_path / name, name, Limits())


def test_a_name_that_is_no_unicode_is_refused_in_words_that_can_be_written(tmp_path):
    name = os.fsdecode(b"bad\xff.txt")
    with pytest.raises(SourceError, match="no Unicode") as caught:
        inspect(tmp_path / name, name, Limits())
    assert caught.value.problems[0].where == "bad\\udcff.txt"


def test_a_file_that_may_not_be_opened_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("Text.")

    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", denied)
    with pytest.raises(SourceError, match="Permission denied"):
        inspect(tmp_path / "a.txt", "a.txt", Limits())


def test_a_pdf_with_junk_before_it_is_still_a_pdf(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"junk\n" * 9 + SOUND["a.pdf"])
    assert content(tmp_path / "a.pdf") == "pdf"
