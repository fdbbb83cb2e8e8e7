"""Whether words say that a thing is in the way or that it helps: read by cue words around it.

A floor, not a reader: cue lists miss what their author did not think of. Where people have coded polarity, learn from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from evidence.coding.cues import CUES
from evidence.model import BARRIER, ENABLER, MIXED, NONE
from evidence.nlp import phrase_finder, sentences, token_words, vocabulary


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Where a clause ends: what stands on the other side does not speak of the thing.
_OPENING = _listed("although though whereas while despite")
_PARTING = _OPENING | _listed("; : ( ) [ ] – — - • | . ! ? … but however yet nevertheless nonetheless")
_PAUSES = _listed(
    ", / and or nor which that who because so as when where if since after before until once by through for except unless"
)
_LISTING = _listed(", and or")
_SET_OFF = [["-"], ["–"], ["—"], [","], [";"]]
_RELATIVE = _listed("who whom which where")
_BEING = _listed("is are was were be been being")
_WOULD = _BEING | _listed("will would has have had")
_VERBS = _BEING | _listed("has have had would could can did do")
_NEEDED = _listed("needed required necessary")
_OF = _listed("on about of for with against around into over from in at among between")
_ARTICLES = _listed("the a an any these those their our its such this")
_GOES_ON = _PARTING | _PAUSES | _OF
"""Words that may stand after a verb that has no object."""
_JOINING = _PAUSES | _OF | _ARTICLES

_FAR, _NEAR, _DENYING, _WISHING, _MENDING = 14, 3, 3, 6, 6
"""Words between the thing and a cue: for any cue; for one that must stand beside it; between a negation, a wish or a mend
and what it acts on. Set by reading sentences, not fitted."""
_PAUSE = 4
"""Words that a comma or an "and" counts as: what comes after it is more likely said of something else."""
_REACH = 24
"""Words on either side beyond which nothing acts on the thing, or on a cue that speaks of it."""


_TELLING = frozenset(kind for kind in CUES if kind.removesuffix("_near") in ("lack", "harm", "stop", "mend", "good", "done"))
"""Kinds of cues that say something of a thing by themselves."""


class Cue(NamedTuple):
    """A cue among words: its first word, the one after its last, and its kind, a key of `CUES`."""

    start: int
    end: int
    kind: str


class Reading(NamedTuple):
    """What words say of a thing.

    polarity: barrier, enabler, mixed or none.
    told:     whether the words speak of it plainly; if not, a heading or the question asked tells more.
    cue:      first word and the one after the last of the cue that decided, if it says something of the thing's worth.
    hedged:   whether they are less than certain, or say that it is not about the thing.
    """

    polarity: str
    told: bool
    cue: tuple[int, int] | None = None
    hedged: bool = False


Span = tuple[int, int]


def cue_finder(known: Iterable[str]) -> Callable[[Sequence[str]], list[Cue]]:
    """A function that finds the cues among the words of one sentence, the longest where they overlap.

    known: the words that sentences may hold, as `nlp.vocabulary` gives them.
    """
    kinds: dict[str, list[str]] = {}
    for kind, listed in CUES.items():
        for phrase in listed.split(";"):
            kinds.setdefault(" ".join(phrase.split()), []).append(kind)
    find = phrase_finder(kinds, known)

    def cues(words: Sequence[str]) -> list[Cue]:
        found: list[Cue] = []
        end = 0
        for start, last, phrase in sorted([(start, -stop, phrase) for start, stop, phrase in find(words)]):
            stop = -last
            if start >= end or (found and (found[-1].start, end) == (start, stop)):
                found += [Cue(start, stop, kind) for kind in kinds[phrase]]
                end = stop
        return found

    return cues


def read_polarity(
    words: Sequence[str], thing: Span, cues: Sequence[Cue], own: str = NONE, others: Sequence[Span] = ()
) -> Reading:
    """What the words of one sentence, in lower case, say of the thing at `thing`.

    own:    what the words of the thing say by themselves: barrier for "mistrust", enabler for "signed up to".
    others: the other things of the sentence that are spoken of.
    """
    outside = [cue for cue in cues if cue.end <= thing[0] or cue.start >= thing[1]]
    clause = _clause(words, thing)
    start, end = max(clause[0], thing[0] - _REACH), min(clause[1], thing[1] + _REACH)
    within = [cue for cue in outside if start <= cue.start and cue.end <= end]
    kinds = {cue.kind for cue in within}
    if "deny" in kinds or _needless(words, thing, cues):
        return Reading(NONE, True, None, True)
    if _indispensable(words, thing):
        return Reading(ENABLER, True)
    asked = words[-1:] == ["?"]
    if own != NONE:
        reading = _own_reading(words, thing, within, own, asked)
    else:
        reading = _plain_reading(words, thing, within, asked)
        after = _after_parting(words, clause, outside, others)
        if after and {reading.polarity, after} == {BARRIER, ENABLER}:
            reading = reading._replace(polarity=MIXED)
    return reading._replace(hedged=True) if "maybe" in kinds else reading


def _clause(words: Sequence[str], thing: Span) -> Span:
    """First word and the one after the last of the clause that the thing stands in."""
    parting = [place for place, word in enumerate(words) if word in _PARTING or word.isspace()]  # or a blank line
    start = next((place + 1 for place in reversed(parting) if place < thing[0]), 0)
    end = next((place for place in parting if place >= thing[1]), len(words))
    # "Although trust was low, training helped": the comma after such a word parts clauses too.
    opened = start > 0 and words[start - 1] in _OPENING
    commas = [n for n in range(start, end) if words[n] == ","] if opened else []
    if commas:
        return (start, commas[0]) if thing[1] <= commas[0] else (commas[0] + 1, end)
    return start, end


def _parts(word: str) -> bool:
    return word in _PARTING or word.isspace()  # a blank line


def _gap(cue: Cue, thing: Span) -> Span:
    return (cue.end, thing[0]) if cue.end <= thing[0] else (thing[1], cue.start)


def _denied(words: Sequence[str], at: int, cues: Sequence[Cue], good: bool = True) -> bool:
    """Whether an odd number of negations stands shortly before the word `at`; some turn only what is good."""
    kinds = ("negate", "turn", "want", "doubt") if good else ("negate", "turn", "want")
    places = {(c.start, c.end): c.kind for c in cues if c.kind in kinds and c.end <= at}
    if not places:
        return False
    count, edge = 0, at
    for (start, end), kind in sorted(places.items(), reverse=True):
        between = words[end:edge]
        if len(between) > _DENYING or not _LISTING.isdisjoint(between) or (kind == "want" and not _VERBS.isdisjoint(between)):
            break
        count, edge = count + 1, start
    return count % 2 == 1


def _needless(words: Sequence[str], thing: Span, cues: Sequence[Cue]) -> bool:
    """Whether the thing is said not to be needed: "no need for training", "no manual or training needed"."""
    needs = [c.start for c in cues if "need" in words[c.start : c.end] and c.end <= thing[0] <= c.end + _DENYING]
    if any(_denied(words, start, cues, good=False) for start in needs):
        return True
    after = words[thing[1] : thing[1] + _DENYING + 1]
    needed = next((place for place, word in enumerate(after) if word in _NEEDED), None)
    if needed is None or not _WOULD.issuperset(after[:needed]):
        return False
    # In "no training" the negation is part of what is spoken of.
    said = (c.start for c in cues if c.kind in ("negate", "want") and words[c.start] in ("no", "without", "nor"))
    return any(start < thing[1] and thing[0] - start <= _WISHING and "," not in words[start : thing[0]] for start in said)


def _indispensable(words: Sequence[str], thing: Span) -> bool:
    """Whether it is said what would have been without the thing: "without training this could not have been done"."""
    before, after = words[max(0, thing[0] - _DENYING) : thing[0]], words[thing[1] :]
    had = (place for place, word in enumerate(after) if word in ("would", "could", "wouldn't", "couldn't"))
    return "without" in before and any("have" in after[place + 1 : place + 3] for place in had)


def is_wished(at: int, cues: Sequence[Cue]) -> bool:
    return any(cue.kind == "wish" and cue.end <= at <= cue.end + _WISHING for cue in cues)


def _mended(words: Sequence[str], thing: Span, cues: Sequence[Cue], asked: bool) -> Cue | None:
    """The cue that says that the bad thing at `thing` was mended or left: "overcame the fear", "moved out of their silos"."""
    for cue in _mends(words, thing, cues):
        if not asked and not _denied(words, cue.start, cues) and not is_wished(cue.start, cues):
            return cue
    return None


def _mends(words: Sequence[str], thing: Span, cues: Sequence[Cue]) -> Iterator[Cue]:
    """The cues that speak of an end to the thing, whether or not it came about."""
    for cue in cues:
        first, last = _gap(cue, thing)
        between = words[first:last]
        if "," in between:
            continue
        active = cue.end <= thing[0]
        mends = cue.kind in ("mend", "stop") and (active or cue.kind == "mend") and len(between) <= _MENDING
        # Who leaves something leaves what stands right after the verb: "left because of silos" is another matter.
        leaves = cue.kind == "leave" and active and _ARTICLES.issuperset(between)
        # "The turf war ended", but not "the turf war ended our meetings".
        after = words[cue.end : cue.end + 1]
        alone = _JOINING.isdisjoint(between) and (not after or after[0] in _GOES_ON)
        ends = cue.kind == "cease" and not active and len(between) <= _NEAR and alone
        if mends or leaves or ends:
            yield cue


def _sign(words: Sequence[str], cue: Cue, cues: Sequence[Cue], asked: bool) -> str | None:
    """What a cue says in its place: barrier, enabler, none (said not to be so); None if it says nothing by itself."""
    if cue.kind not in _TELLING:
        return None
    kind = cue.kind.removesuffix("_near")
    others = [c for c in cues if (c.start, c.end) != (cue.start, cue.end)]
    denied = _denied(words, cue.start, others, kind in ("good", "done", "mend"))
    if kind in ("good", "done", "mend"):
        return BARRIER if denied else NONE if asked or is_wished(cue.start, cues) else ENABLER
    if kind == "stop":
        bad = [c for c in cues if c.kind in ("harm", "lack") and cue.end <= c.start <= cue.end + _NEAR]
        mended = bad or _mended(words, (cue.start, cue.end), others, asked)
        return NONE if denied else ENABLER if mended else BARRIER
    if denied:
        return ENABLER if kind == "lack" else NONE
    if any(c.kind == "past" and c.end <= cue.start <= c.end + _WISHING for c in cues):
        return NONE
    return ENABLER if _mended(words, (cue.start, cue.end), cues, asked) else BARRIER


def _is_object(words: Sequence[str], thing: Span, cue: Cue) -> bool:
    """Whether a bad thing after `thing` is what it is about, not what it is: "time to reflect on the challenges"."""
    before = cue.start - 1 - (words[cue.start - 1] in _ARTICLES)
    return cue.kind in ("harm", "lack") and thing[1] <= before and words[before] in _OF


def _plain_reading(words: Sequence[str], thing: Span, cues: Sequence[Cue], asked: bool) -> Reading:
    """What is said of a thing that says nothing by itself: the sign of the nearest cue, mixed if another is joined to it."""
    signs = sorted(_signs(words, thing, cues, asked))
    if _denied(words, thing[0], cues, good=False):
        # "no time", "without training": the thing itself is denied, unless a cue between says more.
        denier = max(c.end for c in cues if c.kind in ("negate", "turn", "want") and c.end <= thing[0])
        between = words[denier : thing[0]]
        if words[denier - 1] == "not" and words[denier - 2] in _BEING and between and _ARTICLES.issuperset(between):
            return Reading(NONE, True, None, True)  # "it is not a hub": something else is spoken of
        if denier == thing[0] == 1 and words[0] == "not" and words[thing[1] : thing[1] + 1] in _SET_OFF:
            return Reading(NONE, True, None, True)  # "Not trust - we trust each other": it is not what stands in the way
        if not any(cost <= thing[0] - denier and sign != BARRIER for cost, _, _, sign in signs):
            return Reading(BARRIER, True, (denier - 1, denier))
    if not signs:
        return _denied_somehow(words, thing, cues)
    _, start, end, sign = signs[0]
    if any(cue.kind == "done_near" and cue.start == start for cue in cues):
        return Reading(sign, True)
    for _, other_start, other_end, other_sign in signs:
        first, last = min(end, other_end), max(start, other_start)
        joined = 0 < last - first <= _NEAR and any(word in ("and", "or") for word in words[first:last])
        if joined and {sign, other_sign} == {BARRIER, ENABLER} and (start >= thing[1]) == (other_start >= thing[1]):
            return Reading(MIXED, True, (start, end))
    return Reading(sign, True, (start, end))


def _signs(words: Sequence[str], thing: Span, cues: Sequence[Cue], asked: bool) -> Iterator[tuple[int, int, int, str]]:
    """(distance, first word, the one after the last, sign) of every cue that speaks of the thing."""
    for cue in cues:
        if cue.kind not in _TELLING:
            continue
        first, last = _gap(cue, thing)
        pauses = len([word for word in words[first:last] if word in _PAUSES])
        near = cue.kind.endswith("_near")
        if last - first > (_NEAR if near else _FAR) or (near and pauses) or _is_object(words, thing, cue):
            continue
        sign = _sign(words, cue, cues, asked)
        if sign is not None:
            yield last - first + _PAUSE * pauses, cue.start, cue.end, sign


def _denied_somehow(words: Sequence[str], thing: Span, cues: Sequence[Cue]) -> Reading:
    """Nothing known is said of the thing, but something near it is denied: "the systems do not talk to each other"."""
    for cue in cues:
        first, last = _gap(cue, thing)
        near = last - first <= _WISHING and _RELATIVE.isdisjoint(words[first:last])
        if cue.kind == "negate" and near and not any(c.kind == "wish" for c in cues):
            return Reading(BARRIER, False, (cue.start, cue.end))
    return Reading(NONE, False)


def _own_reading(words: Sequence[str], thing: Span, cues: Sequence[Cue], own: str, asked: bool) -> Reading:
    """What becomes of a thing that says by itself that it is in the way, or helps."""
    denied = _denied(words, thing[0], cues, good=own == ENABLER)
    if own == BARRIER:
        mend = _mended(words, thing, cues, asked)
        if mend:
            return Reading(ENABLER, True, (mend.start, mend.end))
        kept = any(cue.end <= thing[0] for cue in _mends(words, thing, cues))  # "could not leave their silos"
        if denied and not kept:
            return Reading(ENABLER, True)
        unsaid = [c for c in cues if c.kind == "harm" and c.start >= thing[1] and _sign(words, c, cues, asked) == NONE]
        return Reading(NONE if unsaid else BARRIER, True)
    if denied:
        return Reading(BARRIER, True)
    for cue in cues:
        first, last = _gap(cue, thing)
        if last - first <= _NEAR and _PAUSES.isdisjoint(words[first:last]) and cue.kind in ("lack", "harm", "harm_near"):
            sign = _sign(words, cue, cues, asked)
            if sign == BARRIER:
                return Reading(BARRIER, True, (cue.start, cue.end))
    return Reading(NONE if asked or is_wished(thing[0], cues) else ENABLER, True)


def _after_parting(words: Sequence[str], clause: Span, cues: Sequence[Cue], others: Sequence[Span]) -> str | None:
    """What the next clause says, if it speaks of nothing else: "it helped at first but was hard to keep"."""
    start = clause[1] + 1
    if clause[1] >= len(words) or words[clause[1]] not in ("but", "yet", "though", "although", "however"):
        return None
    end = next((n for n in range(start, len(words)) if _parts(words[n])), len(words))
    if any(start <= other[0] < end for other in others):
        return None
    within = [cue for cue in cues if start <= cue.start and cue.end <= end and not cue.kind.endswith("_near")]
    signs = {_sign(words, cue, within, False) for cue in within} & {BARRIER, ENABLER}
    return signs.pop() if len(signs) == 1 else None


class Context(NamedTuple):
    """What a heading or a question says of all that stands under it: a polarity, and whether it asks for wishes."""

    polarity: str
    wished: bool


def read_context(text: str, find: Callable[[Sequence[str]], list[Cue]]) -> Context:
    """Barrier or enabler; none where the heading or question says both, neither, or asks what should be.

    >>> question = "What gets in the way of sharing?"
    >>> read_context(question, cue_finder(vocabulary([question])))
    Context(polarity='barrier', wished=False)
    """
    words = token_words(text)
    lowered = [word.lower() for word in words]
    cues = find(words)
    signs = {_sign(lowered, cue, cues, False) for cue in cues if not cue.kind.endswith("_near")} & {BARRIER, ENABLER}
    wished = any(cue.kind == "wish" for cue in cues)
    polarity = signs.pop() if len(signs) == 1 else None
    return Context(NONE if polarity is None or (wished and polarity == ENABLER) else polarity, wished)


def polarity_in(text: str, thing: str) -> str:
    """What `text`, one or more sentences, says of the first words in it that `thing` stands for.

    >>> polarity_in("We overcame the lack of trust.", "trust")
    'enabler'
    >>> polarity_in("Consent is no longer a barrier.", "consent")
    'none'
    """
    known = vocabulary([text])
    find, find_cues = phrase_finder([thing], known), cue_finder(known)
    for start, end in sentences(text):
        words = token_words(text[start:end])
        for first, last, _ in find(words):
            return read_polarity([word.lower() for word in words], (first, last), find_cues(words)).polarity
    return NONE
