"""The furniture of a web page that was saved as plain text: navigation above, comments and other articles below.

Without tags there is only the look of the lines. Nothing is cut on one sign alone: "Comments" may be a heading of the
study, and "Home" a word of it. A tail goes only where it opens with a sign, two kinds of sign agree, most of its blocks
look like furniture and no long paragraph stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from evidence.sources.metadata import iso_date

PROSE_WORDS = 25
"""Fewest words of a paragraph that counts as prose of the page's own."""

LONG_WORDS, TOGETHER_WORDS, SOON = 50, 30, 3
"""Below a tail's first line the page's own text has not ended: a paragraph of so many words, two together of so many, or
prose within so few lines."""

OWN_WORDS = 40
"""Fewest words in sentences that must stand above a tail."""

SHARE = 0.6
"""Share of a tail's blocks that must look like furniture."""

_COMMENT = (
    r"(?:\d+ |no )?(?:comments?|repl(?:y|ies)|responses?)(?: ?\(\d+\)| yet| closed)?|comments? (?:are|is) closed.?",
    r"post comment|submit comment|cancel reply|have your say.{0,40}|(?:name|e-?mail|website|comment) ?\*",
    r"(?:add|leave|post|write|make) (?:(?:a|your|the first) )?(?:new )?(?:comment|reply|response)s?",
    r"there are (?:currently )?no comments.*|be the first to (?:comment|reply|leave).*",
    r"\d+ (?:thoughts?|responses?|replies) (?:on|to) .*|save my name, e-?mail.*|notify me of .*(?:comments|posts).*",
    r"your email address will not be published.*|.{0,20}log ?in (?:or register )?to (?:post |leave |add )?(?:a )?comments?.*",
)
_MORE = r"also|related|similar|recommended|latest|recent|popular|trending|featured|most (?:read|popular|viewed)|top|other"
_ITEMS = r"news|articles?|stor(?:y|ies)|posts?|content|blogs?|videos?|headlines|topics|pages|features|updates|events|jobs|links"
_RELATED = (
    rf"(?:see |you (?:may|might) )?(?:{_MORE})(?: [\w'’&-]+){{0,3}} (?:{_ITEMS})|more (?:{_ITEMS})\b.{{0,30}}",
    r"latest|related|trending|most (?:read|popular|viewed|shared)|recommended(?: for you)?|more (?:from|on|in) .{2,40}",
    r"(?:what to )?read next|up next|editor[’']?s picks?|people also (?:read|viewed)|(?:see|view) all\b.{0,30}",
    r"you (?:may|might) (?:also )?(?:like|be interested in).{0,20}|(?:previous|next|older|newer) (?:article|post)s?\b.{0,80}",
)
_SITES = r"facebook|twitter|linkedin|whatsapp|pinterest|instagram|youtube|reddit|rss"
_SHARE = (
    r"(?:share|print|e-?mail|tweet|like|save)(?: this)?(?: (?:page|article|post|story))?(?: (?:on|via|to) [\w ]{1,20})?:?",
    rf"(?:(?:{_SITES})[ ,|]*)+|follow us\b.{{0,40}}|click to share.*|like this:?|loading[.…]*",
    r"(?:subscribe|sign ?up)\b.{0,40}|(?:our |weekly |daily |e-?)?newsletters?(?: sign ?-?up)?",
)
_FOOTER = (
    r"(?:©|\(c\)|copyright\b).{0,120}|.{0,80}all rights reserved.{0,40}|powered by .{2,40}|back to top|advertisement",
    r"(?:privacy|cookies?)(?: (?:policy|notice|settings|statement))?|terms(?: (?:and|&) conditions| of (?:use|service))?",
    r"accessibility(?: statement)?|site ?map|contact us|about us|advertise(?: with us)?|help|careers|disclaimer",
    r"(?:website|site|web design) by .{2,40}|registered (?:charity|office|in england).{0,120}|is this page useful.{0,20}",
)
_TEASER = (
    r".*\b(?:more|continue reading|full story)\b.{0,60}[>»›→]|(?:read|find out|see) more.{0,40}|continue reading.{0,80}",
    r".*(?:\.\.\.|…) ?(?:read more|continue reading|more)?[.>»›→ ]*",
)
_DATED = (
    r"\d{1,2}[/.]\d{1,2}[/.](?:\d\d){1,2} ?\S.*|(?:posted|published)(?: on|:)? .{0,20}\d{4}.{0,40}|.{1,60} says:?",
    r".{0,60}\b\d+ (?:minute|hour|day|week|month|year)s? ago|.{0,60}\b\d{4} at \d{1,2}[:.]\d\d ?(?:[ap]m)?.{0,20}",
)
_NAVIGATION = (
    r"skip to (?:main |the )?(?:content|navigation)|home|about(?: us)?|news|contact(?: us)?|search|log ?in|sign in|register",
    r"(?:main |open |close )?menu|subscribe|comments?|blogs?|events|jobs|careers|videos?|resources|publications|topics",
    r"accessibility|site ?map|cookies|privacy|help|faqs?|share|tweet|print|e-?mail|toggle navigation|navigation|opinion",
    r"you are here:?.*|home ?[>»/›|].*|follow us.{0,20}|facebook|twitter|linkedin|advertisement|interviews?|features?",
    r".{0,60}accept (?:all )?cookies|.{0,60}uses? cookies.*|magazine|a ?[-–] ?z",
)


def _any(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE)


_COMMENT_FORM, _DATED_ENTRY, _TEASERS = "a comment form", "dated entries", "teasers"
_SIGNS = {
    _COMMENT_FORM: _any(_COMMENT),
    "links to other articles": _any(_RELATED),
    "share buttons": _any(_SHARE),
    "a page footer": _any(_FOOTER),
    _TEASERS: _any(_TEASER),
    _DATED_ENTRY: _any(_DATED),
}
_NAV = _any(_NAVIGATION)
# Long lines are prose; only teasers end as they do.
_SIGN_CHARS = 160
_ENDS = re.compile(r".*[.!?:]['\"”’)\]]*", re.DOTALL)


def find_furniture(texts: Sequence[str]) -> tuple[int, int, list[str]]:
    """Where the page's own text begins and ends among `texts`, and the signs that say so.

    texts:   one block each, in order.
    returns: (first, last, signs): `texts[first:last]` is the page's own; signs are those of the tail, in words.

    >>> own = "The partners met each week and agreed" + " what each of them would tell the others" * 8 + "."
    >>> find_furniture([own, "Comments", "Add your comment", "Related articles", "A new hub opens... more >"])
    (0, 1, ['a comment form', 'links to other articles', 'teasers'])
    """
    signs = [_signs(text) for text in texts]
    prose = [_is_prose(text, found) for text, found in zip(texts, signs, strict=True)]
    first = _head(texts, prose)
    own = 0
    for start, text in enumerate(texts):
        if own >= OWN_WORDS and signs[start]:
            kinds = _tail(texts[start:], signs[start:], prose[start:])
            if kinds:
                return first, start, kinds
        own += len(text.split()) if prose[start] or (_is_sentence(text) and not signs[start]) else 0
    return first, len(texts), []


def _signs(text: str) -> frozenset[str]:
    short = len(text) <= _SIGN_CHARS
    found = {kind for kind, form in _SIGNS.items() if (short or kind == _TEASERS) and form.fullmatch(text)}
    if iso_date(text):
        found.add(_DATED_ENTRY)
    return frozenset(found)


def _is_prose(text: str, signs: frozenset[str]) -> bool:
    return len(text.split()) >= PROSE_WORDS and _TEASERS not in signs and bool(_ENDS.fullmatch(text))


def _tail(texts: Sequence[str], signs: Sequence[frozenset[str]], prose: Sequence[bool]) -> list[str]:
    """The kinds of sign by which `texts` is a tail; none if it is not."""
    kinds = sorted({kind for found in signs for kind in found})
    if len(kinds) < 2 or signs[0] == {_DATED_ENTRY}:
        return []
    sentences = [
        is_prose or (_is_sentence(text) and not found) for text, found, is_prose in zip(texts, signs, prose, strict=True)
    ]
    if not _are_comments(signs, prose) and _resumes(texts, sentences, prose):
        return []
    like = sum(bool(found) or not sentence for found, sentence in zip(signs, sentences, strict=True))
    return kinds if like >= SHARE * len(texts) else []


def _resumes(texts: Sequence[str], sentences: Sequence[bool], prose: Sequence[bool]) -> bool:
    """Whether the page's own text goes on: in a long paragraph, in one soon below, or in two that stand together."""
    words = [len(text.split()) if sentence else 0 for text, sentence in zip(texts, sentences, strict=True)]
    together = any(one and two and one + two >= TOGETHER_WORDS for one, two in pairwise(words))
    return together or max(words) >= LONG_WORDS or any(prose[: SOON + 1])


def _are_comments(signs: Sequence[frozenset[str]], prose: Sequence[bool]) -> bool:
    """Whether readers speak here: under a word for comments, in entries with names or dates, with a form to add one."""
    forms = sum(_COMMENT_FORM in found for found in signs)
    entries = sum(bool(found & {_DATED_ENTRY, _COMMENT_FORM}) for found in signs[1:])
    return _COMMENT_FORM in signs[0] and forms >= 2 and entries >= sum(prose)


def _is_sentence(text: str) -> bool:
    return len(text.split()) > 8 and bool(_ENDS.fullmatch(text))


def _head(texts: Sequence[str], prose: Sequence[bool]) -> int:
    """How many blocks at the top are navigation: all up to the last of two or more that look so, before any sentence."""
    end, seen = 0, 0
    for number, text in enumerate(texts):
        if prose[number] or (_is_sentence(text) and not _NAV.fullmatch(text)):
            break
        if _NAV.fullmatch(text) or (seen and number == end and iso_date(text)):
            seen += 1
            end = number + 1
    return end if seen >= 2 else 0
