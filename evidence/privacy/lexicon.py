"""The words of a text, and what the word lists know of each: an English word, a place, a name. See lists/README.md."""

from __future__ import annotations

import pkgutil
import re
from functools import lru_cache
from itertools import chain
from string import ascii_lowercase
from typing import NamedTuple

from evidence.privacy.cues import CALENDAR, HEADS


def _listed(name: str) -> frozenset[str]:
    data = pkgutil.get_data("evidence.privacy", f"lists/{name}.txt")
    if data is None:
        raise FileNotFoundError(f"the package lacks its list {name!r}")
    return frozenset(data.decode("ascii").split())


WORDS = _listed("english_words") | _listed("more_words")
"""Words of English prose, in lower case: a word that is none of them, and no place, may be a name."""
PLACES = _listed("places")
"""Towns, counties and countries, of which some are names of people too."""
GIVEN = (_listed("given_names") | _listed("british_given_names")) - WORDS - PLACES
"""Given names that are no ordinary words."""
GIVEN_WORDS = _listed("names_that_are_words")
"""Given names that are ordinary words too, e.g. "grace"."""
SURNAME_WORDS = _listed("surnames_that_are_words")
"""Surnames that are ordinary words too, e.g. "wood", and short ones that a word list might hold."""
SYLLABLES = _listed("east_asian_syllables")
"""Of which Chinese, Korean and Vietnamese names are made; some are English words too."""
SHORT_NAMES = frozenset(name for name in _listed("british_given_names") if len(name) == 3) - WORDS
"""Given names of three letters that are known even in lower case."""

_KNOWN = WORDS | PLACES | HEADS | CALENDAR
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_ASCII_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
"""The same of a text without any other letters, in half the time; most are such texts."""
_SHORTENED = re.compile(r"'(?:m|ve|ll|d|re|t|s)$")
# Written as names are: "ana", "ANA", "Ana", "McAdam", "O'Dea", "Al-Amin"; not "GPs", "OpenData".
_CASE = re.compile(
    r"[^\W\d_a-z]+(?:['-][^\W\d_a-z]+)*|[^\W\d_A-Z]+(?:['-][^\W\d_A-Z]+)*|"
    r"(?:Mac|Mc|Fitz|De|Di|La|Le|Van|O'|D'|Ap)?[^\W\d_a-z][^\W\d_A-Z]+(?:['-](?:Mac|Mc|O'|D')?[^\W\d_][^\W\d_A-Z]*)*"
)


REMEMBERED = 100_000
"""Words of which it is remembered what they are: texts repeat theirs."""


class Word(NamedTuple):
    """A word of a text, without a possessive 's.

    text:  as written.
    start: its first character in the text.
    gap:   what stands between the word before, or the beginning, and it.
    """

    text: str
    start: int
    gap: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def titled(self) -> bool:
        """Whether it begins with a capital and is not written in capitals only."""
        return self.capital and not (len(self.text) > 1 and self.text.isupper())

    @property
    def initial(self) -> bool:
        return len(self.text) == 1


def words_of(text: str) -> list[Word]:
    """The words of a folded text in order.

    >>> words_of("Ana's aunt")
    [Word(text='Ana', start=0, gap=''), Word(text='aunt', start=6, gap="'s ")]
    """
    words: list[Word] = []
    end = 0
    for match in (_ASCII_WORD if text.isascii() else _WORD).finditer(text):
        word, start = written(match.group()), match.start()
        words.append(Word(word, start, text[end:start]))
        end = start + len(word)
    return words


@lru_cache(maxsize=REMEMBERED)
def written(word: str) -> str:
    """A word as it is matched, without a possessive 's."""
    return word[:-2] if len(word) > 3 and word.endswith(("'s", "'S")) else word


def spellings(text: str) -> set[str]:
    """The different words of a folded text, as `words_of` writes them."""
    words = set((_ASCII_WORD if text.isascii() else _WORD).findall(text))
    return set(map(written, words)) if "'" in text else words


def is_given(word: Word) -> bool:
    """Whether it is known as a given name and not as a word or a place."""
    return _is_given(word.lower)


@lru_cache(maxsize=REMEMBERED)
def _is_given(lower: str) -> bool:
    return lower in GIVEN or ("-" in lower and all(part in GIVEN or part in GIVEN_WORDS for part in lower.split("-")))


def is_shortened(word: Word) -> bool:
    """Whether it is a verb in short: "I've", "she's"."""
    return _SHORTENED.search(word.lower) is not None


def is_strange(word: Word) -> bool:
    """Whether it is no English word, no place and no short form: a name, a foreign word or a slip of the pen."""
    return _is_strange(word.text)


@lru_cache(maxsize=REMEMBERED)
def _is_strange(text: str) -> bool:
    lower = text.lower()
    if len(lower) < 3 or lower in _KNOWN or lower.removesuffix("s") in _KNOWN or lower.replace("'", "") in WORDS:
        return False
    if _SHORTENED.search(lower) or not _CASE.fullmatch(text):
        return False
    return "-" not in lower or not all(part in WORDS for part in lower.split("-"))


def is_slip(word: Word) -> bool:
    """Whether it is an English word misspelt: one letter more, less, other or moved, two words in one, or alike to the ear."""
    return _is_slip(word.lower)


@lru_cache(maxsize=REMEMBERED)
def _is_slip(lower: str) -> bool:
    sound = _sound(lower)
    if len(sound) >= _HEARD and sound in _sounds():
        return True
    cuts = [(lower[:place], lower[place:]) for place in range(len(lower) + 1)]
    less = (a + b[1:] for a, b in cuts if b)
    turned = (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    other = (a + letter + b[skip:] for a, b in cuts for letter in ascii_lowercase for skip in (0, 1))
    made = any(a in WORDS and b in WORDS for a, b in cuts[2:-2]) or _derived(lower)
    return made or any(near in WORDS for near in chain(less, turned, other))


_BEFORE = re.compile(r"(?:un|re|non|over|under|anti|multi|inter|cross|mis|pre|co|ex|hyper|hypo|trans)-?(?=\w{4})")
_BEHIND = re.compile(
    r"(?<=\w{4})(?:s|ers?|or|ors|ed|ing|ly|ness|ists?|ations?|i[sz](?:ations?|e|es|ed|ing)|able|ic|ism|al|y|ys)$"
)


def _derived(lower: str) -> bool:
    """Whether it is made of an English word, or all but its last letter, by what stands before or behind.

    >>> _derived("responders"), _derived("unescorted"), _derived("ngozi")
    (True, True, False)
    """
    bare = _BEFORE.sub("", lower, count=1)
    stems = {bare, _BEHIND.sub("", bare), _BEHIND.sub("", lower)} - {lower}
    return any(stem + end in WORDS for stem in stems for end in ("", "e", "y", "d"))


_HEARD = 5
"""Consonants of the shortest word that is known by its sound: shorter ones sound like too many others."""
_ALIKE = str.maketrans({"c": "k", "q": "k", "z": "s", "j": "g", "w": None, "h": None, "y": None} | dict.fromkeys("aeiou'-"))


def _sound(lower: str) -> str:
    """The consonants of a word, those that sound alike as one, none twice in a row.

    >>> _sound("definitely") == _sound("definately"), _sound("recommend") == _sound("reccomend")
    (True, True)
    """
    plain = lower.replace("ph", "f").replace("ck", "k").replace("tion", "sn").replace("sion", "sn").translate(_ALIKE)
    return re.sub(r"(.)\1+", r"\1", plain)


@lru_cache(maxsize=1)
def _sounds() -> frozenset[str]:
    """How all words sound; they take a fifth of a second, which a process that meets no slip does without."""
    return frozenset(map(_sound, WORDS))


def is_syllable(word: Word) -> bool:
    """Whether an East Asian name can have it as one of its words."""
    return word.lower in SYLLABLES


def is_surname(word: Word) -> bool:
    """Whether it is known as a surname, or may be one for being strange."""
    return word.lower in SURNAME_WORDS or is_strange(word)
