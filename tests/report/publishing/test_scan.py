"""What the last look at a file must find, wherever it hides; and what it must not take for a finding."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from evidence.report.publishing.scan import scan
from tests.report.publishing.hiding import FORMATS, PLACES, hidden, png, saved, with_part, workbook

CANARIES = {
    "email": "tsegaye.g@example.org",
    "phone": "07700 900461",
    "nhs_number": "943 476 5919",
    "national_insurance": "JG 12 14 16 A",
    "postcode": "LL55 4TY",
    "address": "17 Gasworks Lane",
    "date_of_birth": "Born on 12 February 1962",
    "vehicle": "LD16 XYZ",
    "name": "Gwenllian Bebb",
}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_clean_file_of_each_format_may_leave(kind):
    assert scan(hidden(kind), f"report.{kind}") == []


IN_PLACES = {
    "email": "{}.g@example.org",
    "phone": "07700 9004{:02}",
    "nhs_number": "943 476 {}",
    "national_insurance": "JG {:02} 14 16 A",
    "postcode": "LL55 {}TY",
    "address": "{} Gasworks Lane",
    "date_of_birth": "Born on {} February 1962",
    "vehicle": "LD{:02} XYZ",
    "name": "{} Bebb",
}
"""The nine again, so that no two of the same kind are alike where one file holds one of each in every place."""
DIFFERENT = {
    "email": ("ana", "ben", "cai", "dee", "eve", "fay", "gus", "hal"),
    "nhs_number": ("1069", "1077", "1085", "1093", "1107", "1115", "1123", "1131"),
    "name": ("Gwenllian", "Tadhg", "Ngozi", "Padraig", "Zbigniew", "Myfanwy", "Oluwadamilola", "Bhavesh"),
    "vehicle": (12, 13, 14, 15, 16, 17, 18, 19),
}


def planted(place):
    """One identifier of each kind, of those that stand in this place alone."""
    number = PLACES.index(place)
    return {kind: form.format(DIFFERENT.get(kind, range(1, 9))[number]) for kind, form in IN_PLACES.items()}


@pytest.mark.parametrize("kind", FORMATS)
def test_each_of_nine_identifiers_is_stopped_in_each_place_of_each_format(kind):
    said = {place: " / ".join(planted(place).values()) for place in PLACES}
    stops = {(stop.kind, " ".join(stop.words.split())) for stop in scan(FORMATS[kind](said), f"report.{kind}")}
    asked = [(canary, place, words.removeprefix("Born on ")) for place in PLACES for canary, words in planted(place).items()]
    missed = [(canary, place) for canary, place, words in asked if (canary, words) not in stops]
    assert len(asked) == 72
    assert missed == []


@pytest.mark.parametrize("place", PLACES)
def test_each_identifier_that_is_planted_among_others_would_be_stopped_alone(place):
    found = [kinds(f"x\n{words}\n".encode(), "t.csv") for words in planted(place).values()]
    assert [canary for canary, told in zip(IN_PLACES, found, strict=True) if canary not in told] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_one_identifier_alone_in_a_file_stops_it(kind):
    for place, canary in zip(PLACES, CANARIES, strict=False):
        assert kinds(hidden(kind, place, CANARIES[canary]), f"report.{kind}") == {canary}


def kinds(data, name, **more):
    return {stop.kind for stop in scan(data, name, **more)}


@pytest.mark.parametrize("canary", CANARIES)
def test_each_is_stopped_in_the_name_of_the_file_and_of_its_parts(canary):
    assert canary in kinds(b"n\n1\n", f"report_{CANARIES[canary].replace(' ', '_')}.csv")
    assert canary in kinds(with_part(hidden("docx"), f"word/media/{CANARIES[canary]}.png", png()), "report.docx")


@pytest.mark.parametrize("canary", CANARIES)
def test_each_is_stopped_in_the_properties_of_a_picture_within_a_file(canary):
    picture = png(Description=CANARIES[canary])
    assert canary in kinds(with_part(hidden("docx"), "word/media/chart.png", picture), "report.docx")
    page = hidden("html").replace(base64.b64encode(png()), base64.b64encode(picture))
    assert canary in kinds(page, "report.html")


@pytest.mark.parametrize("canary", sorted(set(CANARIES) - {"name"}))
def test_an_identifier_is_stopped_though_markup_stands_within_it_or_it_is_written_in_codes(canary):
    words = CANARIES[canary]
    cut = f"{words[:3]}<b>{words[3:]}</b>"
    coded = "".join(f"&#{ord(character)};" for character in words)
    assert canary in kinds(f"<p>{cut}</p>".encode(), "r.html")
    assert canary in kinds(f"<p title='{coded}'>x</p>".encode(), "r.html")
    assert canary in kinds(f"<p>x</p></html> {words}".encode(), "r.html")


def test_a_name_is_let_through_where_a_person_has_read_it_and_an_identifier_is_not():
    page = b"<p>Ask Gwenllian Bebb</p><td>ring 07700 900461</td>"
    said = "We were told to ask Gwenllian  Bebb or ring 07700 900461."
    assert kinds(page, "r.html", read=[said]) == {"phone"}
    assert kinds(page, "r.html", read=["Gwenllian was kind.", "Bebb"]) == {"name", "phone"}


def test_what_is_allowed_may_stand_anywhere_and_nothing_else_that_holds_it():
    page = b"<p>Write to press@example.org</p>"
    assert kinds(page, "r.html", allowed=["press@example.org"]) == set()
    assert kinds(b"<p>Write to xpress@example.org</p>", "r.html", allowed=["press@example.org"]) == {"email"}


def locked(data):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt("secret", algorithm="RC4-128")
    return saved(writer)


def attached(data):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.add_attachment("people.csv", b"names")
    return saved(writer)


def scripted(data):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer._add_object(DictionaryObject(action))
    return saved(writer)


def moving():
    file = io.BytesIO()
    frames = [Image.new("RGB", (2, 2), colour) for colour in ("red", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"0" * 250_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("r.exe", lambda: b"MZ"),
        ("r", lambda: b"words"),
        ("r.html", lambda: b"\xff\xfe\x00"),
        ("r.csv", lambda: b"a\x00b"),
        ("r.json", lambda: b"{"),
        ("r.json", lambda: b"[" * 100_000),
        ("r.ipynb", lambda: b"no json"),
        ("r.pdf", lambda: b"%PDF-1.7 and no more"),
        ("r.docx", lambda: b"PK no zip"),
        ("r.docx", lambda: b"words before" + hidden("docx")),
        ("r.docx", lambda: hidden("docx") + b"words behind that no program shows" * 20),
        ("r.docx", lambda: with_part(hidden("docx"), "word/vbaProject.bin", b"macro")),
        ("r.docx", lambda: with_part(hidden("docx"), "word/odd.xml", b"<a>")),
        ("r.docx", lambda: with_part(hidden("docx"), "word/dtd.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")),
        ("r.xlsx", lambda: with_part(hidden("xlsx"), "xl/worksheets/sheet1.xml", b"<a/>")),
        ("r.xlsx", bomb),
        ("r.png", lambda: b"\x89PNG no picture"),
        ("r.gif", moving),
        ("r.html", lambda: b'<img src="data:image/png;base64,!!!!">'),
        ("r.html", lambda: b'<a href="data:application/zip;base64,UEsDBA==">x</a>'),
        ("r.pdf", lambda: locked(hidden("pdf"))),
        ("r.pdf", lambda: attached(hidden("pdf"))),
        ("r.pdf", lambda: scripted(hidden("pdf"))),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_cannot_be_read_to_the_last_byte_stays(name, data):
    assert "unreadable" in kinds(data(), name)


def test_a_message_says_where_and_never_what(tmp_path):
    (stop,) = scan(hidden("csv", "cell", CANARIES["email"]), "r.csv")
    assert stop.where == "r.csv"
    assert CANARIES["email"] not in f"{stop.where}{stop.kind}{stop.rule}"
    assert stop.words == CANARIES["email"]


def test_words_behind_the_last_picture_byte_and_in_an_older_version_of_a_pdf_are_seen():
    assert "email" in kinds(png() + b" tsegaye.g@example.org", "r.png")
    later = hidden("pdf") + b"\n9 0 obj (tsegaye.g@example.org) endobj\n%%EOF"
    assert kinds(later, "r.pdf") & {"email", "unreadable"}


def test_a_workbook_within_a_document_is_read_like_any_other():
    data = with_part(hidden("docx"), "word/embeddings/b.xlsx", workbook({"comment": CANARIES["phone"]}))
    assert "phone" in kinds(data, "r.docx")


def test_the_fingerprint_of_a_pages_script_is_no_name():
    """One in eleven such fingerprints holds letters that look like a name, as these do."""
    for number in (3, 4, 7):
        fingerprint = base64.b64encode(hashlib.sha256(str(number).encode()).digest()).decode()
        page = f'<meta http-equiv="Content-Security-Policy" content="script-src \'sha256-{fingerprint}\'"><p>What helps.</p>'
        assert scan(page.encode(), "page.html") == []
        assert scan(page.replace("sha256-", "Gwenllian Bebb ").encode(), "page.html") != []


def test_small_numbers_side_by_side_in_a_row_are_no_telephone_number_unless_one_cell_holds_them():
    row = list("07700900461")
    spaced = b"Leeds " + " ".join(row).encode()
    assert scan(spaced, "t.txt")
    assert not scan(spaced, "t.txt", rows=[["Leeds", *row]])
    for held in ([" ".join(row)], ["07700", "900461"], row[:5], [*row[:6], "x", *row[6:]]):
        assert scan(spaced, "t.txt", rows=[["Leeds", *held]])
    assert scan(b"Leeds 07700 900461", "t.txt", rows=[["Leeds", "07700", "900461"]])
