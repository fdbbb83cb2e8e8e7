from __future__ import annotations

from email.message import EmailMessage

import pytest

from evidence.errors import SourceError
from evidence.sources.eml import read_eml, read_web_archive
from tests.sources.files import told

BODY = "The partners met every week.\n\nThey agreed to share."


def email(body=BODY, **headers):
    message = EmailMessage()
    for name, value in {
        "From": "Ana Lee <ana@example.org>",
        "Subject": "Re: Sharing in Truro",
        "Date": "Thu, 01 May 2014 09:00:00 +0100",
    }.items():
        message[name] = headers.get(name, value)
    message.set_content(body)
    return message


def texts(message):
    return [block.text for block in read_eml(bytes(message), "a.eml").blocks]


def test_an_email_says_who_when_and_what_about_but_never_an_address():
    reading = read_eml(bytes(email()), "a.eml")
    assert [block.text for block in reading.blocks] == ["The partners met every week.", "They agreed to share."]
    assert reading.found == {"title": "Sharing in Truro", "author": "Ana Lee", "date": "2014-05-01"}
    assert "author" not in read_eml(bytes(email(From="ana@example.org")), "a.eml").found


@pytest.mark.parametrize(
    ("below", "quoted", "signed"),
    [
        ("On 1 May 2014, Ben Hill wrote:\n> Shall we?", 9, 0),
        ("> Shall we?\n", 2, 0),
        ("-----Original Message-----\nFrom: Ben\nShall we?", 6, 0),
        ("From: Ben\nSent: Monday\nShall we?", 6, 0),
        ("On Thursday, 1 May 2014 at 09:00, Ben Hill of the council\nwrote:\nShall we?", 15, 0),
        ("Kind regards,\nAna Lee\n0123 456", 0, 6),
        ("-- \nAna", 0, 2),
        ("Thanks,\nAna\nThis email is confidential. " + "word " * 40, 0, 2 + 4 + 40),
    ],
)
def test_quoted_replies_and_signatures_are_cut_and_counted(below, quoted, signed):
    reading = read_eml(bytes(email(f"{BODY}\n\n{below}\n")), "a.eml")
    assert [block.text for block in reading.blocks] == ["The partners met every week.", "They agreed to share."]
    words = {cut.where: cut.count for cut in reading.cuts if cut.unit == "words"}
    assert words == {where: count for where, count in (("quoted replies", quoted), ("signature", signed)) if count}


def test_a_forwarded_message_is_kept():
    body = "See below.\n\n---------- Forwarded message ----------\nFrom: Ben\nSent: Monday\n\nThey met every week."
    assert "They met every week." in texts(email(body))


def test_if_all_is_quoted_all_is_kept():
    assert texts(email("> They met every week.\n> They shared.")) == ["> They met every week.", "> They shared."]


def test_html_is_read_where_there_is_no_plain_text():
    message = email()
    message.set_content("<p>They met.</p><blockquote>Shall we?</blockquote><script>x()</script>", subtype="html")
    reading = read_eml(bytes(message), "a.eml")
    assert [block.text for block in reading.blocks] == ["They met."]
    assert told(reading.cuts, "words") == {"quoted replies: other people's emails": 2}


def test_the_html_beside_a_plain_text_is_not_read_twice():
    message = email()
    message.add_alternative("<p>The partners met every week.</p>", subtype="html")
    reading = read_eml(bytes(message), "a.eml")
    assert len(reading.blocks) == 2
    assert reading.cuts == ()


def test_attachments_are_named_and_not_read():
    message = email()
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="../../evil\t.pdf")
    message.add_attachment(b"y", maintype="image", subtype="png", filename="a.png")
    ((why, count),) = told(read_eml(bytes(message), "a.eml").cuts, "parts").items()
    assert count == 2
    assert "a.png" in why
    assert "\t" not in why


def test_an_unknown_charset_does_not_lose_the_text():
    data = bytes(email()).replace(b'charset="utf-8"', b'charset="x-none"')
    assert next(block.text for block in read_eml(data, "a.eml").blocks) == "The partners met every week."


def test_a_part_without_headers_is_the_text_as_it_is_by_default():
    data = b"Subject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nPartners met.\n--b--\n"
    assert [block.text for block in read_eml(data, "a.eml").blocks] == ["Partners met."]


def test_too_many_parts_are_refused():
    message = email()
    for _ in range(500):
        message.add_attachment("x")
    with pytest.raises(SourceError, match="more than 500"):
        read_eml(bytes(message), "a.eml")


def test_a_web_archive_is_read_as_its_page_and_knows_its_address():
    data = (
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/a\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset=utf-8\n\n'
        b"<p>The partners met.</p>\n--x\nContent-Type: image/png\n\nzz\n--x--\n"
    )
    reading = read_web_archive(data, "a.mht")
    assert [block.text for block in reading.blocks] == ["The partners met."]
    assert reading.found == {"source": "https://example.org/a"}
    assert told(reading.cuts, "parts") == {"pictures, styles and frames of the page": 1}
    with pytest.raises(SourceError, match="holds no web page"):
        read_web_archive(bytes(email()), "a.mht")
