from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from evidence.errors import Problem
from evidence.model import TABLES, EvidenceBase
from evidence.project import Limits
from evidence.sources import case_studies
from evidence.sources.case_studies import NAMES, SUFFIXES, join_cases, read_case_study, refused
from evidence.sources.guard import content
from tests.drawing import frame
from tests.sources.files import docx, odt, paragraph, pdf
from tests.sources.test_boilerplate import COMMENTS, NEWS, OWN

TEXT = "Sharing in Truro", "The partners met every week, and each of them came to know what the others could lawfully be told."
FORMS = {
    "a.txt": "\n\n".join(TEXT).encode(),
    "a.md": f"# {TEXT[0]}\n\n{TEXT[1]}\n".encode(),
    "a.html": f"<html><body><h1>{TEXT[0]}</h1><p>{TEXT[1]}</p></body></html>".encode(),
    "a.docx": docx(paragraph(TEXT[0], "heading1") + paragraph(TEXT[1])),
    "a.odt": odt(f'<text:h text:outline-level="1">{TEXT[0]}</text:h><text:p>{TEXT[1]}</text:p>'),
    "a.pdf": pdf([[(TEXT[0], 20, 50, 740), (TEXT[1], 9, 50, 700)]]),
    "a.rtf": rf"{{\rtf1 {TEXT[0]}\par {TEXT[1]}\par}}".encode(),
    "a.eml": f"Subject: Sharing in Truro\n\n{TEXT[0]}\n\n{TEXT[1]}\n".encode(),
    "a.mhtml": f"MIME-Version: 1.0\nContent-Type: text/html\n\n<h1>{TEXT[0]}</h1><p>{TEXT[1]}</p>".encode(),
}


@pytest.fixture
def read(tmp_path):
    """What is read from a file of these bytes and this name, with this entry of the register."""

    def read(name, data, entry=None, **limits):
        path = tmp_path / "case_studies" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return read_case_study(tmp_path, f"case_studies/{name}", "a", entry or {}, Limits(**limits))

    return read


def base(frames):
    """An evidence base of these frames alone: it checks keys, references, dtypes and tallies."""
    return EvidenceBase({name: frames.get(name, TABLES[name].empty()) for name in TABLES})


@pytest.mark.parametrize("name", FORMS)
def test_one_text_is_the_same_document_in_every_form(read, name):
    frames = read(name, FORMS[name])
    made = base(frames)
    (document,) = made.documents.to_dict("records")
    assert document["text"] == "\n\n".join(TEXT)
    assert document["title"] == "Sharing in Truro"
    assert document["sha256"] == hashlib.sha256(FORMS[name]).hexdigest()
    assert made.blocks[["kind", "start", "end"]].to_numpy().tolist() == [["heading", 0, 16], ["paragraph", 18, 18 + len(TEXT[1])]]
    assert made.tallies[["unit", "read", "kept", "dropped"]].to_numpy().tolist() == [["file", 1, 1, 0], ["words", 22, 22, 0]]


def test_every_kind_that_is_read_is_tried_here():
    assert {Path(name).suffix for name in FORMS} | {".markdown", ".htm", ".xhtml", ".docm", ".mht"} == SUFFIXES


def test_blocks_quote_their_document(read):
    frames = read("a.md", b"# A\n\nOne two.\n\n* three\n\n> four\n\n|a|b|\n|-|-|\n|5|6|\n")
    text = frames["documents"]["text"].iloc[0]
    assert [text[b.start : b.end] for b in frames["blocks"].itertuples()] == ["A", "One two.", "three", "four", "a | b", "5 | 6"]


def test_the_register_goes_before_the_file_and_the_file_before_its_name(read):
    data = b"---\ntitle: From the file\ndate: 2014\nauthor: Ana Lee\n---\nText.\n"
    frames = read("a.md", data, {"title": "From the register", "case_id": "truro", "region": "South", "place": "Truro"})
    case, document = frames["cases"].iloc[0], frames["documents"].iloc[0]
    assert (case["case_id"], case["title"], case["place"], case["date"]) == ("truro", "From the register", "Truro", "2014")
    assert (document["document_id"], document["case_id"], document["author"]) == ("a", "truro", "Ana Lee")
    assert frames["case_attributes"].to_numpy().tolist() == [["truro", "region", "South"]]
    assert read("plain name.txt", b"And so they met, every week.")["cases"]["title"].tolist() == ["plain name"]


def test_the_register_may_name_the_document_but_not_date_it_badly(read):
    frames = read("a.md", b"---\ndate: 1 May 2014\n---\nText.", {"document_id": "own", "date": "soon"})
    assert frames["documents"][["document_id", "case_id", "date"]].to_numpy().tolist() == [["own", "own", "2014-05-01"]]


def test_what_was_cut_is_read_less_kept(read):
    frames = read("a.txt", "\n\n".join([*OWN, *COMMENTS, *NEWS]).encode())
    (row,) = frames["dropped"].to_dict("records")
    words = frames["tallies"].set_index("unit").loc["words"]
    assert words["read"] == len(" ".join([*OWN, *COMMENTS, *NEWS]).split())
    assert row["unit"] == "words"
    assert row["count"] == words["dropped"] == words["read"] - len(" ".join(OWN).split())
    base(frames)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n ", "holds no text"),
        ("a.docx", b"plain", "is plain text, not a Word document (.docx) as its name says"),
        ("a.pdf", pdf([[]]), "has no text layer on its 1 pages: it is a scan or pictures"),
        ("a.odt", odt("<txt:p>Partners met.</txt:p>"), "is damaged: a part of it is not proper XML"),
        ("a.xyz", b"text", "is of a kind that is not read (.xyz)"),
        ("a.md", b"---\na: &x 1\n---\nText", "the front matter holds an anchor or an alias (& or *)"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_row_with_a_reason_and_a_mend(read, name, data, why):
    frames = read(name, data)
    assert all(frames[table].empty for table in NAMES if table not in ("dropped", "tallies"))
    (row,) = frames["dropped"].to_dict("records")
    assert (row["where"], row["unit"], row["count"], row["why"]) == ("whole file", "file", 1, why)
    assert row["mend"]
    assert frames["tallies"][["unit", "read", "kept", "dropped"]].to_numpy().tolist() == [["file", 1, 0, 1]]
    base(frames)


def test_a_failure_within_a_reader_is_told_without_the_words_of_the_file(read, monkeypatch):
    def fail(data, shown, limits):
        raise IndexError("Ana said in confidence")

    monkeypatch.setattr(case_studies, "_READERS", {".txt": fail})
    (why,) = read("a.txt", b"text")["dropped"]["why"]
    assert why == "cannot be read (IndexError)"


def test_running_out_of_memory_is_left_to_the_worker_to_tell(read, monkeypatch):
    def fail(data, shown, limits):
        raise MemoryError

    monkeypatch.setattr(case_studies, "_READERS", {".txt": fail})
    with pytest.raises(MemoryError):
        read("a.txt", b"text")


def test_a_web_archive_that_is_named_html_is_read_as_one(read):
    assert read("a.html", FORMS["a.mhtml"])["documents"]["text"].tolist() == ["\n\n".join(TEXT)]


def test_the_same_reasons_at_the_same_place_are_one_row(read):
    data = docx(paragraph("Text."), **{"word__media__a.png": b"x", "word__media__b.png": b"y"})
    assert read("a.docx", data)["dropped"]["count"].tolist() == [2]


def test_a_name_that_no_table_can_hold_is_told_all_the_same():
    bad = os.fsdecode(b"case_studies/bad\xff.txt")
    (file,) = refused(bad, Problem(bad, "is empty", "Mend it."))["dropped"]["source_file"]
    assert file == "case_studies/bad\\udcff.txt"


def test_reading_twice_yields_the_same(read):
    one, two = (read("a.docx", FORMS["a.docx"], {"region": "South", "area": "health"}) for _ in range(2))
    assert all(one[name].equals(two[name]) for name in NAMES)


def test_several_files_of_one_case_are_one_row_with_what_the_first_of_them_says():
    cases = frame(
        "cases",
        """
        case_id | title | place | date
        truro   | One   | .     | 2014
        leeds   | Leeds | Leeds | .
        truro   | Two   | Truro | 2015
    """,
    )
    assert join_cases(cases)[["case_id", "title", "place", "date"]].astype(object).to_numpy().tolist()[1] == [
        "truro",
        "One",
        "Truro",
        "2014",
    ]
    assert join_cases(TABLES["cases"].empty()).empty


def test_the_file_is_not_altered_by_being_read(read, tmp_path):
    read("a.docx", FORMS["a.docx"])
    assert (tmp_path / "case_studies" / "a.docx").read_bytes() == FORMS["a.docx"]
    assert content(tmp_path / "case_studies" / "a.docx") == "docx"
