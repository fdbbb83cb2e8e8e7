"""Saved emails, and the web archives that browsers save in the same form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from importlib.metadata import version

from lxml import html

from evidence.errors import Problem, SourceError
from evidence.sources.html import read_html
from evidence.sources.metadata import tidy
from evidence.sources.plain import decode, line_block, paragraphs, with_headings
from evidence.sources.reading import QUOTATION, Cut, Reading, clean, count_words
from evidence.sources.tree import blocks_of_tree, elsewhere

EXTRACTOR = f"email of Python, lxml {version('lxml')}"

MAX_PARTS, MAX_LEVELS = 500, 50
"""An email with more parts, or parts nested deeper, is no email of a person."""

MOST_HEADERS, LONGEST_HEADER = 1_000, 10_000
"""Lines that mail servers add to an email, and characters of one: to a hundred people or so, at their most."""

MAX_SIGNATURE = 12
"""Most lines that a signature below 'Kind regards' has, disclaimer included."""

_SIGNED = re.compile(
    r"-- ?|(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many)(?: (?:regards|wishes|thanks))?|(?:regards|thanks|cheers|yours)"
    r"(?: (?:again|sincerely|faithfully|truly))?|sent from my .{2,30})[,.!]?",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(r"confidential|intended (?:recipient|solely)|disclaimer|virus|views expressed", re.IGNORECASE)
_REPLY = re.compile(r"-{2,} ?original message ?-{2,}|on .{6,200} wrote:|_{20,}|from: .{3,200} sent: .*", re.IGNORECASE)
_SENT = re.compile(r"(?:sent|date|to|subject):.*", re.IGNORECASE)


def read_eml(data: bytes, shown: str) -> Reading:
    """The paragraphs of an email's own message: no quoted replies, no signature, no attachments.

    raises: SourceError, if it has too many parts, or they are nested too deep.
    """
    message, around = _innermost(_message(data, shown), shown)
    found = message.get_body(("plain", "html"))
    body = message if found is None else found  # a part without headers of its own is as good as False
    text, cuts = decode(_payload(body), shown, _charset(body))
    tree = html.fromstring(f"<div>{text}</div>") if body.get_content_type() == "text/html" else None
    lines = text.splitlines() if tree is None else _html_lines(tree)
    own, quoted, signature = _own(lines)
    others = [part for part in _leaves(message) if part is not body and not _is_alternative(part)]
    names = ", ".join(sorted({clean(part.get_filename() or part.get_content_type())[:80] for part in others}))
    defects = len(message.defects) + sum(len(part.defects) for part in _leaves(message) if part is not message)
    cuts += [
        Cut(
            "quoted replies",
            "words",
            count_words(line.lstrip("> ") for line in quoted),
            "quoted replies: other people's emails",
            _MEND,
        ),
        Cut("signature", "words", count_words(signature), "the signature", _MEND),
        Cut("whole file", "parts", 0 if tree is None else elsewhere(tree), "pictures from elsewhere (never fetched)", _MEND),
        Cut("attachments", "parts", len(others), f"attachments: {names}", "Save each that is evidence as a file of its own."),
        Cut("whole file", "parts", around, "emails that only forward the one within them, whose words are read", _MEND),
        Cut(
            "headers",
            "parts",
            _unusual(message),
            f"more headers than {MOST_HEADERS:,}, or longer ones than {LONGEST_HEADER:,}",
            _FORM,
        ),
        Cut("whole file", "parts", defects, "faults in the form of the email", _FORM),
    ]
    blocks = with_headings([line_block(paragraph.text) for paragraph in paragraphs("\n".join(own))])
    return Reading(blocks, cuts, _told(message), EXTRACTOR)


_MEND = "If these words are evidence, copy them into a text file."
_FORM = "Compare the text with the email; save it again if words are missing."


def read_web_archive(data: bytes, shown: str) -> Reading:
    """The article of a page that a browser saved as one file (.mht, .mhtml).

    raises: SourceError, if there is no page in it.
    """
    message = _message(data, shown)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    if not pages:
        raise SourceError(Problem(shown, "holds no web page", "Save the page again as 'Web page, HTML only'."))
    reading = read_html(_payload(pages[0]), shown)
    address = str(pages[0].get("Content-Location", "") or message.get("Snapshot-Content-Location", ""))
    others = sum(not part.is_multipart() for part in message.walk()) - 1
    beside = Cut("whole file", "parts", others, "pictures, styles and frames of the page", "Nothing to do.")
    named = not shown.lower().endswith((".mht", ".mhtml"))
    archive = Cut("whole file", "parts", int(named), "a web archive, not the page alone that its name says", "Nothing to do.")
    found = {**tidy({"source": address}), **reading.found}
    return Reading(reading.blocks, (*reading.cuts, beside, archive), found, reading.extractor)


def _message(data: bytes, shown: str) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    waiting: list[tuple[MIMEPart, int]] = [(message, 1)]
    count = 0
    while waiting:
        part, level = waiting.pop()
        count += 1
        if level > MAX_LEVELS or count > MAX_PARTS:
            what = f"has parts nested deeper than {MAX_LEVELS}, or more than {MAX_PARTS} of them"
            raise SourceError(Problem(shown, what, "Save the message that matters as an email of its own."))
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            waiting += [(inner, level + 1) for inner in part.iter_parts()]
    return message


def _innermost(message: EmailMessage, shown: str) -> tuple[EmailMessage, int]:
    """The email that is within emails that hold nothing else, and how many these are.

    raises: SourceError, if they are more than an email may have parts.
    """
    around = 0
    while message.get_content_type() == "message/rfc822" and isinstance(within := message.get_payload(0), EmailMessage):
        message, around = within, around + 1
        if around > MAX_PARTS:
            what = f"forwards emails within emails, more than {MAX_PARTS:,} deep"
            raise SourceError(Problem(shown, what, "Save the message that matters as an email of its own."))
    return message, around


def _unusual(message: EmailMessage) -> int:
    """How many headers are too many, or too long."""
    headers = list(message.raw_items())
    return max(len(headers) - MOST_HEADERS, 0) + sum(len(str(value)) > LONGEST_HEADER for _, value in headers)


def _leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    """The parts that hold something; a forwarded email is one, and not entered."""
    if not part.is_multipart() or part.get_content_type() == "message/rfc822":
        yield part
        return
    for inner in part.iter_parts():
        yield from _leaves(inner)


def _is_alternative(part: MIMEPart) -> bool:
    """Whether `part` says in other form what the body says: the HTML beside a plain text."""
    return part.get_content_maintype() == "text" and not part.is_attachment() and not part.get_filename()


def _payload(part: MIMEPart) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: MIMEPart) -> str:
    return part.get_content_charset("") or ""


def _html_lines(tree: html.HtmlElement) -> list[str]:
    """The blocks of an HTML email; quotations begin with '>', as they do in plain text."""
    blocks = blocks_of_tree(tree)
    return [f"> {block.text}" if block.kind == QUOTATION else block.text for block in blocks]


def _own(lines: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The lines of the message itself, of the emails it quotes, and of its signature.

    A message that was forwarded is the message; and if nothing were left, all is.

    >>> _own(["We agreed to share.", "Regards,", "Ana", "On 1 May 2014, Ben wrote:", "> Shall we?"])
    (['We agreed to share.'], ['On 1 May 2014, Ben wrote:', '> Shall we?'], ['Regards,', 'Ana'])
    """
    lines = [line.strip() for line in lines]
    end = next((number for number in range(len(lines)) if _is_reply(lines, number)), len(lines))
    quoted = [line for line in lines[:end] if line.startswith(">")] + lines[end:]
    mine = [line for line in lines[:end] if not line.startswith(">")]
    signed = next((number for number in range(len(mine)) if _is_signature(mine[number:])), len(mine))
    if not any(mine[:signed]):
        return lines, [], []
    return mine[:signed], quoted, mine[signed:]


def _is_reply(lines: Sequence[str], number: int) -> bool:
    if any("forward" in line.lower() for line in lines[max(0, number - 3) : number + 1]):
        return False
    line, below = lines[number], lines[number + 1 : number + 4]
    wrapped = f"{line} {below[0]}" if below else line
    headed = line.lower().startswith("from:") and any(_SENT.fullmatch(each) for each in below)
    return headed or bool(_REPLY.fullmatch(line) or _REPLY.fullmatch(wrapped))


def _is_signature(lines: Sequence[str]) -> bool:
    rest = [line for line in lines[1:] if line and not _DISCLAIMER.search(line)]
    return bool(_SIGNED.fullmatch(lines[0])) and len(rest) <= MAX_SIGNATURE and all(len(line.split()) <= 15 for line in rest)


def _told(message: EmailMessage) -> dict[str, str]:
    """Subject, name of the sender (never the address) and date of the email."""
    subject = re.sub(r"^(?:(?:re|fwd?|aw|wg):\s*)+", "", str(message.get("subject", "")), flags=re.IGNORECASE)
    author, _ = parseaddr(str(message.get("from", "")))
    return tidy({"title": subject, "author": author, "date": str(message.get("date", ""))})
