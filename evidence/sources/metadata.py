"""What a file says of itself: dates, addresses and the lines at its head, brought into the model's form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from evidence.sources.reading import HEADING, Block, clean

FOUND = ("title", "author", "date", "source", "place", "language", "policy_area", "model", "partners", "selection")
"""What a file may say of itself: columns of `cases` and `documents`."""

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_MONTH = rf"(?P<month>{'|'.join(_NAMES)})[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}-(?P<m>\d\d?)(?:-(?P<d>\d\d?))?(?:[T ].*)?",
        rf"{_YEAR}/(?P<m>\d\d?)(?:/(?P<d>\d\d?))?",
        rf"{_YEAR}",
        rf"(?P<m>\d\d?)[./-]{_YEAR}",
        rf"(?:[a-z]+day,? )?(?P<d>\d\d?)(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH},?[ -]{_YEAR}(?:,? .*)?",
        rf"(?:[a-z]{{3}}, )?(?P<d>\d\d?) {_MONTH} {_YEAR}(?: .*)?",
        rf"(?:[a-z]+day,? )?{_MONTH} (?P<d>\d\d?)(?:st|nd|rd|th)?,? {_YEAR}(?:,? .*)?",
        rf"{_MONTH},? {_YEAR}",
        r"(?P<d>\d\d?)[./-](?P<m>\d\d?)[./-](?P<year>(?:(?:19|20)\d\d)|\d\d)",
        r"D:(?P<year>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d).*",
    )
]

_URL = re.compile(r"https?://[^\s<>\"'()\[\]{}|\\^`]+", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:[Gg]uest )?(?:(?:[Pp]ost|[Bb]log|[Aa]rticle|[Ww]ritten) )?[Bb]y (?P<name>(?:[A-Z][\w'’.-]+ ?){2,4})(?:[,|–-].*)?"
)
_LABELS = {
    "title": ("title",),
    "author": ("author", "by", "written by"),
    "date": ("date", "published", "published on", "posted", "posted on"),
    "source": ("source", "sources", "url", "link"),
    "place": ("place", "location"),
}
_KEYS = {label: key for key, labels in _LABELS.items() for label in labels}
_LABELLED = re.compile(rf"(?P<label>{'|'.join(_KEYS)})\s*:\s*(?P<value>\S.*)", re.IGNORECASE)
HEAD_LINES = 12
"""How far down a text its own 'Author:' or date lines are looked for."""

_NO_TITLE = re.compile(
    r"^(?:microsoft word\b.*|untitled.*|document\d*|slide \d+|powerpoint presentation|.*\.(?:docx?|pdf|indd|rtf|odt|html?))$",
    re.I,
)


def iso_date(text: str) -> str | None:
    """`text` as YYYY, YYYY-MM or YYYY-MM-DD, or None if it is no date; the day comes first, as in Britain.

    A date that cannot be day-first but can be month-first (4/13/2015) is read so. Two digits mean a year of this century.

    >>> [iso_date(text) for text in ("23.04.15", "17 October 2014", "Spring 2014", "03/2022", "4/13/2015")]
    ['2015-04-23', '2014-10-17', None, '2022-03', '2015-04-13']
    """
    text = " ".join(text.split())
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _checked(found.groupdict())
    return None


def _checked(parts: Mapping[str, str | None]) -> str | None:
    year = int(parts["year"] or 0)
    year += 2000 if year < 100 else 0
    named = parts.get("month")
    month = _MONTHS[named.lower()] if named else int(parts.get("m") or 0)
    day = int(parts.get("d") or 0)
    if month > 12 >= day >= 1:
        month, day = day, month
    if not named and parts.get("m") is None:
        return f"{year:04}"
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    return whole.isoformat() if day else f"{year:04}-{month:02}"


def urls(text: str) -> str:
    """The web addresses in `text`, each once, separated by ' '.

    >>> urls("See https://example.org/a, and http://example.org/b.")
    'https://example.org/a http://example.org/b'
    """
    return " ".join(dict.fromkeys(address.rstrip(".,;:!?") for address in _URL.findall(text)))


def usable_title(title: str) -> str:
    """`title`, or an empty text if a program put it there: 'Microsoft Word - x.doc', 'untitled', a file's name.

    >>> usable_title("Microsoft Word - final.doc"), usable_title("Six months on")
    ('', 'Six months on')
    """
    title = " ".join(title.split())
    return "" if _NO_TITLE.match(title) else title


def person(name: str) -> str:
    """A person's name out of `name`, without the address that often stands beside it.

    >>> person('"Ana Lee" <ana@example.org>')
    'Ana Lee'
    """
    without = re.sub(r"<[^<>]*>|\(?\S+@\S+\)?|https?://\S+", " ", name)
    return " ".join(without.replace('"', " ").split()).strip(" ,;")


def head(lines: Iterable[str]) -> dict[str, str]:
    """What the first lines of a text say of it: 'Author: …', 'Source: https://…', or a line that is only a date.

    >>> head(["Sharing in Leeds", "17 October 2014", "Place: Leeds"])
    {'date': '2014-10-17', 'place': 'Leeds'}
    """
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        labelled, byline = _LABELLED.fullmatch(line), _BYLINE.fullmatch(line)
        key = _KEYS[labelled["label"].lower()] if labelled else "author" if byline else "date"
        value = labelled["value"] if labelled else byline["name"] if byline else line
        if number >= HEAD_LINES and key != "source":
            continue
        told = tidy({key: value}).get(key)
        if told and len(told) <= 300:
            found.setdefault(key, told)
    return found


def of_document(blocks: Sequence[Block], told: Mapping[str, str], title: str = "") -> dict[str, str]:
    """What a document says of itself: the lines at its head go before its properties, and these before its first heading.

    told:  the properties, as the file has them.
    title: what to call it where the properties have no title; by default the heading it begins with.

    >>> of_document([Block("heading", "Sharing", 1)], {"author": "Ana Lee"})
    {'title': 'Sharing', 'author': 'Ana Lee'}
    """
    title = title or next((block.text for block in blocks[:1] if block.kind == HEADING), "")
    return {**tidy({"title": title}), **tidy(told), **head(block.text for block in blocks)}


def tidy(told: Mapping[str, str]) -> dict[str, str]:
    """What a file told of itself, in the model's form: ISO dates, addresses for sources, names for authors; the rest goes.

    >>> tidy({"date": "1 May 2014", "source": "the press", "title": " A  title "})
    {'date': '2014-05-01', 'title': 'A title'}
    """
    forms = {"date": iso_date, "source": urls, "title": usable_title, "author": person, "language": _language}
    kept = {}
    for key, value in told.items():
        form = forms.get(key)
        shaped = form(clean(value)) if form else clean(value)
        if shaped:
            kept[key] = shaped
    return kept


def _language(tag: str) -> str:
    found = re.match(r"([a-z]{2,3})(?:[-_].*)?$", tag.strip(), re.IGNORECASE)
    return found[1].lower() if found else ""
