"""The furniture of a web page that was saved as plain text: navigation above, comments and other articles below.

Without tags there is only the look of the lines. Nothing is cut on one sign alone: "Comments" may be a heading of the
study, and "Home" a word of it. A tail goes only where it opens with a sign, two kinds of sign agree, most of its blocks
look like furniture and no long paragraph stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.sources.metadata import iso_date

PROSE_WORDS = 25
"""Fewest words of a paragraph that counts as prose of the page's own."""

LONG_WORDS = 80
"""A paragraph of so many words in a tail is an article, not a teaser: the tail is left alone."""

OWN_WORDS = 60
"""Fewest words of prose that must stand above a tail."""

SHARE = 0.6
"""Share of a tail's blocks that must look like furniture."""

_COMMENT = (
    r"(?:\d+ |no )?(?:comments?|repl(?:y|ies)|responses?)(?: ?\(\d+\)| yet| closed)?",
    r"comments? (?:are|is) closed.?|post comment|submit comment|cancel reply|have your say.{0,40}",
    r"(?:add|leave|post|write|make) (?:(?:a|your|the first) )?(?:new )?(?:comment|reply|response)s?",
    r"there are (?:currently )?no comments.*|be the first to (?:comment|reply|leave).*|\d+ (?:thoughts?|responses?|replies) (?:on|to) .*",
    r"your email address will not be published.*|(?:log|sign) ?in (?:or register )?to (?:post |leave |add )?(?:a )?comments?.*",
    r"save my name, e-?mail.*|notify me of .*(?:comments|posts).*|(?:name|e-?mail|website|comment) ?\*",
)
_RELATED = (
    r"(?:see |you (?:may|might) )?(?:also|related|similar|recommended|latest|recent|popular|trending|featured|most (?:read|popular|viewed)|top|other)"
    r"(?: [\w'’&-]+){0,3} (?:news|articles?|stor(?:y|ies)|posts?|content|blogs?|videos?|headlines|topics|pages|features|updates|events|jobs|links)",
    r"latest|related|trending|most (?:read|popular|viewed|shared)|recommended(?: for you)?|(?:what to )?read next|up next|editor[’']?s picks?",
    r"you (?:may|might) (?:also )?(?:like|be interested in).{0,20}|people also (?:read|viewed)|(?:see|view) all\b.{0,30}",
    r"more (?:news|stories|articles|posts|videos|blogs?)\b.{0,30}|more (?:from|on|in) .{2,40}",
    r"(?:previous|next|older|newer|earlier) (?:article|post|story|entry)s?\b.{0,80}",
)
_SHARE = (
    r"(?:share|print|e-?mail|tweet|like|save|bookmark)(?: this)?(?: (?:page|article|post|story))?(?: (?:on|via|with|to) [\w ]{1,20})?:?",
    r"(?:(?:facebook|twitter|linkedin|whatsapp|pinterest|instagram|youtube|reddit|rss)[ ,|]*)+|follow us\b.{0,40}|click to share.*",
    r"(?:subscribe|sign ?up)\b.{0,40}|(?:our |weekly |daily |e-?)?newsletters?(?: sign ?-?up)?|like this:?|loading[.…]*",
)
_FOOTER = (
    r"(?:©|\(c\)|copyright\b).{0,120}|.{0,80}all rights reserved.{0,40}|powered by .{2,40}|back to top|advertisement",
    r"(?:privacy|cookies?)(?: (?:policy|notice|settings|statement|preferences))?|terms(?: (?:and|&) conditions| of (?:use|service))?",
    r"accessibility(?: statement)?|site ?map|contact us|about us|advertise(?: with us)?|help|careers|disclaimer|is this page useful.{0,20}",
    r"(?:website|site|web design) by .{2,40}|registered (?:charity|office|in england).{0,120}",
)
_TEASER = (
    r".*\b(?:more|continue reading|full story)\b.{0,60}[>»›→]",
    r".*(?:\.\.\.|…) ?(?:read more|continue reading|more)?[.>»›→ ]*|(?:read|find out|see) more.{0,40}|continue reading.{0,80}",
)
_DATED = (
    r"\d{1,2}[/.]\d{1,2}[/.](?:\d\d){1,2} ?\S.*|(?:posted|published)(?: on|:)? .{0,20}\d{4}.{0,40}|.{0,60}\b\d+ (?:minute|hour|day|week|month|year)s? ago",
    r".{1,60} says:?|.{0,60}\b\d{4} at \d{1,2}[:.]\d\d ?(?:[ap]m)?.{0,20}",
)
_NAVIGATION = (
    r"skip to (?:main |the )?(?:content|navigation)|home|about(?: us)?|news|contact(?: us)?|search|(?:main |open |close )?menu|log ?in|sign in|register",
    r"subscribe|comments?|blogs?|events|jobs|careers|videos?|resources|publications|topics|accessibility|site ?map|cookies|privacy|help|faqs?",
    r"share|tweet|print|e-?mail|toggle navigation|navigation|you are here:?.*|home ?[>»/›|].*|follow us.{0,20}|facebook|twitter|linkedin",
    r".{0,60}accept (?:all )?cookies|.{0,60}uses? cookies.*|advertisement|interviews?|features?|opinion|magazine|a ?[-–] ?z",
)


def _any(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in forms), re.IGNORECASE)


_SIGNS = {
    "a comment form": _any(_COMMENT),
    "links to other articles": _any(_RELATED),
    "share buttons": _any(_SHARE),
    "a page footer": _any(_FOOTER),
    "teasers": _any(_TEASER),
    "dated entries": _any(_DATED),
}
_NAV = _any(_NAVIGATION)
# Long lines are prose; only teasers end as they do.
_SIGN_CHARS = 160
_ENDS = re.compile(r".*[.!?:]['\"”’)\]]*", re.DOTALL)


def find_furniture(texts: Sequence[str]) -> tuple[int, int, list[str]]:
    """Where the page's own text begins and ends among `texts`, and the signs that say so.

    texts:   one block each, in order.
    returns: (first, last, signs): `texts[first:last]` is the page's own; signs are those of the tail, in words.

    >>> own = "The partners met each week and agreed what each of them would tell the others about families at risk. " * 4
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
        own += len(text.split()) if prose[start] else 0
    return first, len(texts), []


def _signs(text: str) -> frozenset[str]:
    short = len(text) <= _SIGN_CHARS
    found = {kind for kind, form in _SIGNS.items() if (short or kind == "teasers") and form.fullmatch(text)}
    if iso_date(text):
        found.add("dated entries")
    return frozenset(found)


def _is_prose(text: str, signs: frozenset[str]) -> bool:
    return len(text.split()) >= PROSE_WORDS and "teasers" not in signs and bool(_ENDS.fullmatch(text))


def _tail(texts: Sequence[str], signs: Sequence[frozenset[str]], prose: Sequence[bool]) -> list[str]:
    """The kinds of sign by which `texts` is a tail; none if it is not."""
    if signs[0] == {"dated entries"}:
        return []
    kinds = sorted({kind for found in signs for kind in found})
    commented = "a comment form" in signs[0] and sum("a comment form" in found for found in signs) >= 2
    # What readers wrote below an article may be long; a form for comments around it says whose words they are.
    if not commented and any(is_prose and len(text.split()) >= LONG_WORDS for text, is_prose in zip(texts, prose, strict=True)):
        return []
    like = sum(
        bool(found) or (not is_prose and not _is_sentence(text))
        for text, found, is_prose in zip(texts, signs, prose, strict=True)
    )
    return kinds if len(kinds) >= 2 and like >= SHARE * len(texts) else []


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
