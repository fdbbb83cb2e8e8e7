"""Names of people found by rule: a title, words that introduce or follow a person, names known as such, names in a list.

Rules read folded text and know three ways of writing: "Ana Silva", "ANA SILVA" and "ana silva". In the last two a word
counts only if it is known as a name or known to be no ordinary word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from evidence.privacy import cues
from evidence.privacy.lexicon import (
    GIVEN_WORDS,
    PLACES,
    REMEMBERED,
    SHORT_NAMES,
    SURNAME_WORDS,
    SYLLABLES,
    WORDS,
    Word,
    is_given,
    is_shortened,
    is_slip,
    is_strange,
    is_surname,
    is_syllable,
    spellings,
    words_of,
)

Words = Sequence[Word]

_NEVER_NAMES = cues.FUNCTION_WORDS | cues.HEADS | cues.TITLES | PLACES | (cues.CALENDAR - GIVEN_WORDS)
_NEVER_CALLED = cues.FUNCTION_WORDS | {
    "none",
    "withheld",
    "redacted",
    "unknown",
    "anonymous",
    "see",
    "removed",
    "given",
    "everyone",
    "everybody",
    "nobody",
}
_NEVER_FURTHER = cues.FUNCTION_WORDS | cues.CALENDAR | cues.TITLES
_BODY_HEADS = cues.HEADS - SURNAME_WORDS
_MOSTLY_NAMES = GIVEN_WORDS - cues.MOSTLY_WORDS
_MERE_WORDS = (WORDS | PLACES) - GIVEN_WORDS - SURNAME_WORDS
_MERE_SURNAMES = frozenset(word for word in SURNAME_WORDS - WORDS - PLACES if len(word) > 3)
_BLANK = (" ", "  ")
_LONGEST = 6
"""Words of the longest name, its particles counted."""


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and rule of each name in a folded text, in order; none lies within another.

    >>> text = "Mrs Osei said her son Kofi met ngozi okafor at the Joseph Rowntree Foundation."
    >>> [(text[start:end], rule) for start, end, rule in find(text)]
    [('Mrs Osei', 'name.title'), ('Kofi', 'name.related'), ('ngozi okafor', 'name.introduced')]
    """
    # Nothing tells a name from a short form where all is in capitals: such a text is read as if it were in lower case.
    text = text.lower() if text.isupper() else text
    words = words_of(text)
    found: dict[int, tuple[int, str]] = {}
    for rule, first, after in _candidates(text, words):
        last = _last(text, words, after)
        if first not in found and (rule == "name.title" or _is_person(text, words, first, last)):
            found[first] = (last, rule)
    found.update(_beside(text, words, found))
    reached = -1
    for first, (last, rule) in sorted(found.items()):
        if last > reached:
            yield words[_with_particles(words, first)].start, words[last].end, rule
            reached = last


def _with_particles(words: Words, first: int) -> int:
    """Where a name begins with what Arabic and Gaelic surnames and given names have before them: "abd al-Rahman"."""
    while first and words[first].gap == " " and words[first - 1].lower in cues.BEFORE_NAMES:
        first -= 1
    return first


def may_name(text: str) -> bool:
    """Whether any rule could find a name in a text: most texts hold no word of the sort that each of them asks for."""
    text = text.lower() if text.isupper() else text
    words = spellings(text)
    if any(map(_tells, words)) or (":" in text and cues.TURN.search(text)):
        return True
    lower = text.lower()
    if any(sign in lower for sign in _SIGNS_OF_CALLED) and cues.CALLED.search(text):
        return True
    return _INITIAL.search(text) is not None and any(word.lower() in SURNAME_WORDS for word in words)


_INITIAL = re.compile(r"\.(?<=[^\W\d_]\.)(?<![^\W\d_][^\W\d_]\.)")
"""A letter by itself with a full stop; stops are looked for first, as there are few."""


@lru_cache(maxsize=REMEMBERED)
def _tells(text: str) -> bool:
    """Whether a word is a title, a given name or no English word; surnames that are words too tell only beside these."""
    word = Word(text, 0, "")
    foreign = is_syllable(word) and word.lower not in WORDS
    return word.lower in cues.TITLES or word.lower in GIVEN_WORDS or is_given(word) or is_strange(word) or foreign


def credible(text: str, persons: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Of the places that a model takes for people, those that can be names; start, end and rule.

    A small model takes many a capital letter for a person: at least one word must be a known name or no ordinary word,
    and nothing in it may be a number or name a body or a place.
    """
    words = words_of(text)
    for start, end in persons:
        numbers = [n for n, word in enumerate(words) if start <= word.start < end and word.lower not in _NEVER_FURTHER]
        # A verb with a capital at the beginning of a sentence is often taken in: "Ring Zainab".
        while numbers and words[numbers[0]].lower in _MERE_WORDS:
            del numbers[0]
        part = [words[number] for number in numbers]
        known = any(is_given(word) or (is_strange(word) and not word.text.isupper()) for word in part)
        if not known or not part[0].capital or any(character.isdigit() for character in text[start:end]):
            continue
        if part[0].lower in cues.PLACE_OPENERS or any(word.lower in _BODY_HEADS for word in part):
            continue
        if _is_person(text, words, numbers[0], numbers[-1]):
            yield part[0].start, part[-1].end, "name.model"


def may_be_credible(text: str) -> bool:
    """Whether a model could take anything in a text for a person that `credible` lets pass: if not, none need be asked."""
    # All but a few texts are told by their words alone, wherever these stand.
    if not any(map(_given_or_strange, spellings(text))):
        return False
    begun = -_WIDEST
    for number, word in enumerate(words_of(text)):
        if word.capital and word.lower not in _NEVER_FURTHER and word.lower not in _MERE_WORDS:
            begun = number
        if number - begun < _WIDEST and (is_given(word) or (is_strange(word) and not word.text.isupper())):
            return True
    return False


@lru_cache(maxsize=REMEMBERED)
def _given_or_strange(text: str) -> bool:
    word = Word(text, 0, "")
    return is_given(word) or (is_strange(word) and not text.isupper())


_WIDEST = 12
"""Words of the longest stretch that the model has been seen to take for one person, doubled."""


def _candidates(text: str, words: Words) -> Iterator[tuple[str, int, int]]:
    """Rule, first word and the word from which the name goes on, for all that may be a name; the surest first."""
    telling = [number for number, word in enumerate(words) if _bears_on(word.text)]
    reversible = ", " in text
    for number in range(len(words)) if reversible else telling:
        yield from _titled(text, words, number)
        if reversible and _reversed(text, words, number):
            yield "name.reversed", number, number + 1
    yield from _cued(text, words, telling)
    for match in cues.TURN.finditer(text) if ":" in text else ():
        yield from (("name.turn", n, n) for n, word in enumerate(words) if word.start == match.start(1))
    for number in telling:
        word = words[number]
        if _known(words, number):
            yield "name.given", number, number
        elif (last := _east_asian(words, number)) is not None:
            yield "name.east_asian", number, last
        elif word.initial and word.gap != ".":
            after = _past_particles(words, _past_initials(words, number))
            if (after > number and _initialled(words, number, after)) or _bare_initial(words, number):
                yield "name.initials", number, max(after, number + 1)
        elif word.titled and (word.lower in GIVEN_WORDS or is_strange(word)) and word.lower not in cues.CALENDAR:
            yield from _lone(text, words, number)
        elif _unknown_pair(words, number) or _unknown_spoken_of(words, number) or _unknown(text, word):
            yield "name.unknown", number, number


@lru_cache(maxsize=REMEMBERED)
def _bears_on(text: str) -> bool:
    """Whether a rule could begin with this word: a title, an initial, a name, or no English word. Most words are none of it."""
    word = Word(text, 0, "")
    known = word.lower in cues.TITLES or word.lower in cues.HARDLY_WORDS or word.lower in _MERE_SURNAMES
    return known or word.initial or word.lower in GIVEN_WORDS or is_given(word) or _foreign(word) or is_syllable(word)


def _titled(text: str, words: Words, number: int) -> Iterator[tuple[str, int, int]]:
    """A title and the name it belongs to, with the titles before it: "Mr and Mrs", "Prof. Dame"."""
    word = words[number]
    if word.lower not in cues.TITLES or number + 1 == len(words) or words[number + 1].gap not in (" ", ". ", ".", "  "):
        return
    after = _past_particles(words, _past_initials(words, number + 1))
    if not _bears_title(word, words[after], initials=after > number + 1) or cues.REPORT.match(text, words[after].end):
        return
    first = number
    while first:
        joined = first > 1 and words[first - 1].lower == "and" and words[first].gap == " "
        before = first - 2 if joined else first - 1
        if words[before].lower not in cues.TITLES or words[before + 1].gap not in (" ", ". ", " & ", "/"):
            break
        first = before
    yield "name.title", first, after


def _bears_title(title: Word, name: Word, *, initials: bool) -> bool:
    """Whether `name` can stand behind `title`: in lower case only a known or a strange word."""
    if name.lower in cues.FUNCTION_WORDS or name.lower in cues.TITLES or name.lower in _BODY_HEADS:
        return False
    known = is_given(name) or is_strange(name)
    if name.capital and is_syllable(name):
        return True
    if not title.capital and (title.lower in cues.DOUBTFUL_TITLES or title.lower in cues.CAPITAL_TITLES):
        return known and len(name.text) > 4 and (title.lower in cues.DOUBTFUL_TITLES or title.lower == "miss")
    if name.capital:
        return len(name.text) > 1 or initials
    return known or name.lower in SURNAME_WORDS or name.lower in GIVEN_WORDS


def _cued(text: str, words: Words, telling: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """Words behind a cue that introduces a person.

    telling: the words that can be one by themselves; only what a person is called can be any other.
    """
    at = {word.start: number for number, word in enumerate(words)}
    initials = any(_past_initials(words, number) > number for number in telling)
    for rule, cue, can_be, signs in _CUES:
        # A cue takes much longer to look for than a sign of it, or what may stand behind it.
        if signs and not any(sign in text.lower() for sign in signs):
            continue
        if not initials and can_be is not _nickname and not any(can_be(words, number) for number in telling):
            continue
        for match in _found(cue, text):
            blank = _BETWEEN.match(text, match.end())
            number = at.get(blank.end() if blank else match.end())
            if number is None:
                continue
            after = _past_initials(words, number)
            if can_be(words, after) or (after > number and _after_cue(words, after)):
                yield rule, number, after


_BETWEEN = re.compile(r"[ \n\t\"'-]{0,3}")


def _past_initials(words: Words, number: int) -> int:
    """The first word from `number` on that is no initial."""
    while number + 1 < len(words) and words[number].initial:
        gap = words[number + 1].gap
        if gap not in (". ", ".") and (gap != " " or words[number].lower in ("a", "i")):
            break
        number += 1
    return number


def _past_particles(words: Words, number: int) -> int:
    """The first word from `number` on that is none of those that surnames begin with, if a name may follow them."""
    while number + 1 < len(words) and words[number].lower in cues.PARTICLES and words[number + 1].gap in _BLANK:
        if not is_surname(words[number + 1]) and words[number + 1].lower not in cues.PARTICLES:
            break
        number += 1
    return number


def _after_cue(words: Words, number: int) -> bool:
    """Whether a word that must be a person's, by what stands before it, can be one."""
    word = words[number]
    if word.lower in _NEVER_NAMES:
        return False
    if word.lower in GIVEN_WORDS or is_given(word):
        return not (word.text.isupper() and len(word.text) < 4)
    if word.titled and _foreign(word):
        return True
    return is_strange(word) and not (word.text.isupper() and len(word.text) < 6) and (word.capital or len(word.text) > 3)


def _after_relation(words: Words, number: int) -> bool:
    """As `_after_cue`, but words that may as well go on the sentence ("my son will") need a capital or a surname behind."""
    word = words[number]
    if not word.capital:
        surname = number + 1 < len(words) and is_surname(words[number + 1])
        return is_given(word) or (word.lower in GIVEN_WORDS and (word.lower not in cues.VERBS or surname))
    return _after_cue(words, number) and (is_given(word) or word.lower in GIVEN_WORDS or word.titled)


def _nickname(words: Words, number: int) -> bool:
    """Whether it can be what a person is called: any word with a capital, or none that is English."""
    word = words[number]
    return _after_cue(words, number) or (word.capital and word.lower not in _NEVER_CALLED)


def _capital_given(words: Words, number: int) -> bool:
    """Whether it is a name that is a word too, with a capital."""
    word = words[number]
    return word.titled and word.lower in GIVEN_WORDS and word.lower not in cues.CALENDAR and word.lower not in cues.HEADS


def _found(cue: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    small = _SMALL.get(cue) if text.isascii() else None
    return small.finditer(text.lower()) if small else cue.finditer(text)


_SMALL = {cue: re.compile(cue.pattern) for cue in (cues.INTRODUCED, cues.RELATED)}
"""Cues in which no capital tells anything, for texts in lower case: a list of words is searched several times as fast."""
_SIGNS_OF_CALLED = ("name", "call", "known", "goes by", "went by", "answers to")
_CUES: tuple[tuple[str, re.Pattern[str], Callable[[Words, int], bool], tuple[str, ...]], ...] = (
    ("name.called", cues.CALLED, _nickname, _SIGNS_OF_CALLED),
    ("name.introduced", cues.INTRODUCED, _after_cue, ()),
    ("name.labelled", cues.LABEL, _after_cue, (":", "=")),
    ("name.signed", cues.SIGNED, _after_relation, ()),
    ("name.related", cues.RELATED, _after_relation, ()),
    ("name.near", cues.NEAR, _capital_given, ()),
)
"""What introduces a person, what can stand behind it, and signs of which one stands in whatever the cue matches."""


def _reversed(text: str, words: Words, number: int) -> bool:
    """Whether here, at the beginning of an entry, stands "Surname, Given" and nothing else."""
    word = words[number]
    if number + 1 == len(words) or not (is_surname(word) if word.capital else is_strange(word)):
        return False
    given = words[number + 1]
    opens = not word.gap.strip(" ") if number == 0 else word.gap.strip(" ")[-1:] in (":", ";", "\n", "|")
    closes = re.match(r"(?:[ -][A-Z]\w{0,12}\b)?[ .]{0,2}(?:$|[;\n|)(]| ?[-:] )", text[given.end : given.end + 18]) is not None
    alike = given.capital is word.capital and (word.text.isupper() or not given.text.isupper())
    named = is_given(given) or (given.titled and given.lower in GIVEN_WORDS) or _foreign(given)
    return opens and given.gap == ", " and alike and named and closes


def _foreign(word: Word) -> bool:
    """Whether no list of English words has it, though it may be short: "Kar" of "Kar Wai"."""
    return is_strange(word) or (is_syllable(word) and word.lower not in WORDS)


def _known(words: Words, number: int) -> bool:
    """Whether the word is a given name by itself, or with the surname behind it."""
    word = words[number]
    following = words[number + 1] if number + 1 < len(words) and words[number + 1].gap in _BLANK else None
    if (word.lower in cues.HARDLY_WORDS or word.lower in _MERE_SURNAMES) and not word.text.isupper():
        return True
    if is_given(word):
        shortest = 5 if word.text.isupper() else 4
        alone = word.titled or len(word.text) >= shortest or word.text in SHORT_NAMES
        return alone or (following is not None and is_surname(following))
    if word.lower not in GIVEN_WORDS or following is None or following.lower in cues.CALENDAR or following.lower in cues.HEADS:
        return False
    if following.lower in cues.PARTICLES and number + 2 < len(words):
        return words[number + 2].titled and word.titled
    if word.titled:
        return following.titled and (is_surname(following) or is_given(following)) and following.lower not in PLACES
    return is_strange(following) and word.text.isupper() == following.text.isupper()


def _initialled(words: Words, number: int, after: int) -> bool:
    """Whether behind initials with a full stop stands a surname: "J. Silva", not "Plan B. Young people"."""
    surname = words[after]
    if words[number + 1].gap == " " or surname.lower in cues.HEADS:
        return False
    if not surname.titled:
        return is_strange(surname) and len(surname.text) > 4
    begins = number == 0 or words[number].gap not in _BLANK
    return is_strange(surname) or (surname.lower in SURNAME_WORDS and (begins or surname.lower not in WORDS))


def _east_asian(words: Words, number: int) -> int | None:
    """The last of two or three words here of which East Asian names are made, if enough are no English ones: "Li Na"."""
    run = [words[number]]
    for word in words[number + 1 : number + 3]:
        if word.gap != " " or (word.titled, word.text.isupper()) != (run[0].titled, run[0].text.isupper()):
            break
        run.append(word)
    while run and not all(map(is_syllable, run)):
        run.pop()
    foreign = sum(word.lower not in WORDS and word.lower not in PLACES for word in run)
    enough = foreign >= 1 if run and run[0].titled else foreign >= 2
    return number + len(run) - 1 if len(run) > 1 and enough else None


def _bare_initial(words: Words, number: int) -> bool:
    """Whether behind an initial without a full stop stands what can only be a name: "K Zzyzxa", not "Plan B Young"."""
    if number + 1 == len(words) or words[number + 1].gap != " " or not words[number].capital or words[number].text in "AI":
        return False
    surname = words[number + 1]
    return surname.titled and _foreign(surname)


def _lone(text: str, words: Words, number: int) -> Iterator[tuple[str, int, int]]:
    """A capital word that is a name only by what follows: what people do, a surname, or "and" and another name."""
    word = words[number]
    opens = number == 0 or word.gap.strip(" \"'(")[-1:] in (".", "!", "?", ":", ";", "\n")
    if cues.SPEAKS.match(text, word.end) or (not opens and cues.ACTS.match(text, word.end)):
        yield "name.followed", number, number
    elif cues.REPORT.match(text, word.end):
        return
    elif is_strange(word) and len(word.text) > 3 and (not opens or is_syllable(word) or not is_slip(word)):
        # A capital marks a name; that it is no product or village, a person must judge.
        yield "name.unknown", number, number
    elif number + 1 < len(words) and words[number + 1].gap == " ":
        following = words[number + 1]
        pair = following.titled and is_surname(following) and following.lower not in cues.HEADS
        if pair and is_strange(word):
            yield "name.strange", number, number
        elif following.lower == "and" and number + 2 < len(words) and words[number + 2].gap == " ":
            other = words[number + 2]
            named = is_given(other) or is_strange(other) or (other.lower in GIVEN_WORDS and is_strange(word))
            if other.titled and named and word.lower in GIVEN_WORDS:
                yield "name.listed", number, number


def _unknown_pair(words: Words, number: int) -> bool:
    """Whether two words in lower case that are no English follow each other: two slips of the pen rarely do."""
    if number + 1 == len(words) or words[number + 1].gap != " ":
        return False
    return all(not word.capital and is_strange(word) and len(word.text) > 3 for word in (words[number], words[number + 1]))


def _unknown(text: str, word: Word) -> bool:
    """Whether a word in lower case is no English, nor a slip of one: people who write so do not mark names.

    A part of a fingerprint or of a file's name is none, nor what is made with an English word: "img-src", "no-referrer".
    """
    if word.capital or len(word.text) < 4 or not is_strange(word) or is_slip(word):
        return False
    parts = word.lower.split("-")
    made = len(parts) > 1 and (any(part in WORDS for part in parts) or max(map(len, parts)) < 4)
    made = made and not all(part in SYLLABLES for part in parts)
    return not made and not _TECHNICAL.search(text[max(word.start - 1, 0) : word.start] + " " + text[word.end : word.end + 1])


_TECHNICAL = re.compile(r"[\d_/\\@#.&=]\s|\s[\d_/\\@#=(]")


def _unknown_spoken_of(words: Words, number: int) -> bool:
    """Whether a word in lower case that is no English, nor a slip of one, stands where people do: "asked zozan why"."""
    word = words[number]
    if word.capital or not is_strange(word) or len(word.text) < 4 or number + 1 == len(words):
        return False
    owns = words[number + 1].gap == "'s "
    before = words[number - 1].lower if number and word.gap == " " else ""
    asked = before in cues.BEFORE_PEOPLE and words[number + 1].gap == " " and words[number + 1].lower in cues.AFTER_PEOPLE
    return (owns or asked) and not is_slip(word)


def _last(text: str, words: Words, first: int) -> int:
    """The last word of the name that begins with, or goes on from, the word `first`."""
    last = first
    for number in range(first + 1, min(first + _LONGEST, len(words))):
        word, before = words[number], words[number - 1]
        if word.gap not in (" ", "  ", "-") and not (word.gap == ". " and before.initial):
            break
        if _continues(words[first], word) or _last_initial(text, word):
            last = number
        elif word.lower not in cues.PARTICLES:
            break
    return last


def _last_initial(text: str, word: Word) -> bool:
    """Whether it is the initial of a surname: "Ana S" or, at the end of a line, "ana s"."""
    ends = _ENDS.match(text, word.end) is not None
    return word.initial and (ends or (word.capital and word.text not in "AI"))


_ENDS = re.compile(r"\.?(?:$|[\n,;:|)])")


def _continues(first: Word, word: Word) -> bool:
    """Whether `word` can be a further name of the person whose name begins with `first`."""
    if word.lower in _NEVER_FURTHER or len(word.text) == 1 or is_shortened(word):
        return False
    if first.titled and word.titled:
        return True
    return not word.titled and not first.titled and first.text.isupper() == word.text.isupper() and is_surname(word)


def _is_person(text: str, words: Words, first: int, last: int) -> bool:
    """Whether what words[first..last] name is not a body, a place, a month or a thing called after a person."""
    names = words[first : last + 1]
    if any(word.lower in _BODY_HEADS for word in names[1:]):
        return False
    if (
        len(names) == 1
        and names[0].lower in _MONTHS
        and (_THEN_NUMBER.match(text, names[0].end) or names[0].gap[-2:-1].isdigit())
    ):
        return False
    if first and _named_after(words[first - 1], names[0]):
        return False
    return not _names_a_body(words, last, alone=len(names) == 1) and not text.startswith(("@", ".co", ".org"), names[-1].end)


_MONTHS = cues.CALENDAR | {"jan", "jun"}
_THEN_NUMBER = re.compile(r"[ ,]{1,2}\d")


def _names_a_body(words: Words, last: int, *, alone: bool) -> bool:
    """Whether the word behind the name, or the one after it, says that it is the name of a body or a thing."""
    name = words[last]
    for number in range(last + 1, min(last + 3, len(words))):
        after = words[number]
        possessive = after.gap in ("'s ", "'S ", "' ")
        if after.gap not in (" ", "  ", "-", "/") and not possessive:
            return False
        written_alike = after.capital or not name.capital
        if possessive and after.lower in cues.NAMED_LAWS:
            return True
        if number > last + 1 or (possessive and not after.capital):
            heads = cues.BODIES if written_alike else frozenset()
        else:
            heads = cues.HEADS - cues.DONE_BY_PEOPLE if written_alike else cues.THINGS
        if after.lower in heads:
            return True
        if possessive and alone and after.titled and after.lower not in cues.FUNCTION_WORDS:
            return True
    return False


def _named_after(before: Word, name: Word) -> bool:
    """Whether the word before makes a name that of a place or a building: "St James", "King's Lynn", "Port Talbot"."""
    if name.gap in ("'s ", "' "):
        return before.capital or before.lower in ("king", "bishop", "queen")
    return name.gap in (" ", ". ") and before.lower in cues.PLACE_OPENERS and (before.capital or before.lower == "st")


def _beside(text: str, words: Words, found: dict[int, tuple[int, str]]) -> dict[int, tuple[int, str]]:
    """Names joined by "and", "&" or a comma to a name that was found."""
    more: dict[int, tuple[int, str]] = {}
    for _, (end, _) in sorted(found.items()):
        last = end
        while (number := _next_in_list(words, last)) is not None and number not in found:
            last = _last(text, words, number)
            if not _is_person(text, words, number, last):
                break
            more[number] = (last, "name.listed")
    return more


def _next_in_list(words: Words, last: int) -> int | None:
    """The word with which the next name of a list begins, behind the name that ends with the word `last`."""
    number = last + 1
    if number + 1 < len(words) and words[number].lower in ("and", "or") and words[number].gap in (" ", ", "):
        number += 1
        joined = words[number].gap == " "
    else:
        joined = number < len(words) and words[number].gap in (", ", " & ", "/", ",", " + ", "; ")
    if not joined:
        return None
    word = words[_past_initials(words, number)]
    if word.titled:
        name = word.lower in GIVEN_WORDS or is_given(word) or _foreign(word)
        initialled = word is not words[number] and is_surname(word)
        return number if (name or initialled) and word.lower not in _NEVER_NAMES else None
    return number if word.lower in _MOSTLY_NAMES else None
