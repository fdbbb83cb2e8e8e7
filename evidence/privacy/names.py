"""Names of people found by rule: a title, words that introduce or follow a person, names known as such, names in a list.

Rules read folded text and know three ways of writing: "Ana Silva", "ANA SILVA" and "ana silva". In the last two a word
counts only if it is known as a name or known to be no ordinary word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from evidence.privacy.lexicon import GIVEN, GIVEN_WORDS, PLACES, SURNAME_WORDS, WORDS


class Word(NamedTuple):
    """A word of a folded text, without a possessive 's, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def titled(self) -> bool:
        """Whether it begins with a capital and is not written in capitals only."""
        return self.text[0].isupper() and not (len(self.text) > 1 and self.text.isupper())


_SHORTENED = re.compile(r"'(?:m|ve|ll|d|re|t|s)$")
# Written as names are: "ana", "ANA", "Ana", "McAdam", "O'Dea", "Al-Amin"; not "GPs", "OpenData".
_CASE = re.compile(
    r"[^\W\d_a-z]+(?:['-][^\W\d_a-z]+)*|[^\W\d_A-Z]+(?:['-][^\W\d_A-Z]+)*|(?:Mac|Mc|Fitz|De|Di|La|Le|Van|O'|D'|Ap)?[^\W\d_a-z][^\W\d_A-Z]+(?:['-](?:Mac|Mc|O'|D')?[^\W\d_][^\W\d_A-Z]*)*"
)
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")

TITLES = frozenset(
    """mr mrs ms mx miss dr prof professor doctor cllr councillor councilor rev revd reverend sir dame lord lady baroness fr father
    sister pc dc ds wpc sgt sergeant insp inspector supt capt captain major nurse rabbi imam canon judge hon""".split()
)
# In lower case these are more often other words: "i miss the old team", "father said".
_TITLES_IN_CAPITALS = frozenset(
    "miss doctor sir dame lord lady fr father sister pc dc ds major nurse judge hon captain canon inspector sergeant".split()
)
_NEVER_TITLES = frozenset("miss doctor father major captain canon hon ds dc".split())
PARTICLES = frozenset(
    "de da dos du del della di van von der den bin binti ibn al el ap ab ferch st mac mc le la o ni nic ui bint abu ter ten".split()
)

# A name before one of these is the name of what they say, not of a person who speaks or is spoken of.
HEADS = frozenset(
    """academy act acts age agency alliance archive arena army arms association authority avenue award awards bank barracks base
    board boards borough bridge building buildings campus canal castle cathedral center centre centres chapel charity church
    city clinic close club college commission committee community company conference consortium convention corporation cottage
    council councils county court courts crescent criteria cup day deal department diagram directorate disease district docks
    drive estate executive farm federation festival field force forest forum foundation framework fund funding gallery garden
    gardens gate green group groups guardian hall harbour health heath highway hill home homes hospice hospital hospitals hotel
    house hub index infirmary initiative inn inquiry enquiry institute institution island isle junction kingdom lane law laws
    leisure library limited line list lodge ltd magistrates market medical memorial mews mill ministry mission model mosque
    museum museums network north nursery office offices orchestra palace parish park partners partnership place plc plan point
    police pool port press primary principle principles priory prison prize programme project quay region report reports
    reservoir review reviews rights river road room rooms row royal rule rules scale scheme school schools secondary section
    service services shelter shire shop show society south square stadium standard station store street strategy studio suite
    summit supermarket surgery syndrome team teams temple terminal terrace test tests theatre theory therapy tower town township
    trial tribunal trust trusts union unit united university vale valley view village villas walk ward wards way west wharf wing
    women's workshop works yard zone method survey study model syndicate app system portal helpline sixth infant junior nhs""".split()
)
# The plainest of these: they name a body even if a word stands between.
_BODIES = frozenset("institute foundation trust hospital university college council infirmary academy inquiry society".split())
# Written small behind a name these are verbs as well: "let Ana drive", "Ana works".
_DONE_BY_PEOPLE = frozenset("works acts act reports tests lists rules show deal drive walk plan point list rule force".split())
_ORG_OPENERS = frozenset(
    "st saint saints ysgol royal university port mount lake fort north south east west upper lower great isle hms ss".split()
)
_CALENDAR = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun spring summer autumn winter easter christmas ramadan eid diwali""".split()
)
_FUNCTION = frozenset(
    """a an the and or but if so as at by for from in into of off on onto out over per than that this these those to up via with i you
    he she it we they me him her us them my your his its our their who whom which what when where why how not no yes all any both
    each few more most other some such only own same too very just now then here there also again once ever never always was were
    is are am be been being had has have do does did will would could should can may might must shall said says told asked""".split()
)
# Given names that in lower case are first of all verbs and the like; after "spoke to" or before a surname they are names.
_MOSTLY_WORDS = frozenset(
    """will may mark grant chase hope rose sue pat drew wade rob dash merry sunny rich frank guy bill art grace faith joy charity
    honour honor prosper comfort blessing gift treasure favour patience promise victory angel king queen prince princess justice
    destiny royal star sky storm stone rain river summer sage wing red golden lucky precious clay cliff dale glen heath reed rusty
    misty sandy pearl silver ivory ebony amber jade coral ginger pepper holly ivy hazel hunter mason judge bay bee max pip""".split()
)
# Of these, the ones that can go on a sentence after "my son".
_VERBS = frozenset("will may mark grant chase hope rose sue drew wade rob dash prosper comfort gift treasure promise".split())

_RELATION = (
    r"(?:key|case|social|support|youth|care|outreach|family|link|welfare|project|community|peer|health) ?workers?|health visitor|"
    r"midwife|nurse|doctor|consultant|gp|manager|adviser|advisor|officer|counsellor|therapist|teacher|tutor|mentor|coach|"
    r"receptionist|carer|neighbour|landlord|landlady|son|daughter|mum|mother|dad|father|nan|nana|gran|grandad|grandma|grandson|"
    r"granddaughter|friend|mate|partner|husband|wife|brother|sister|uncle|aunt|auntie|aunty|cousin|niece|nephew|colleague|boss|"
    r"advocate|volunteer|coordinator|co-ordinator|navigator|practitioner|physio|surgeon|dentist|pharmacist|psychologist|"
    r"psychiatrist|tenant|caretaker|warden|foster carer|assistant|supervisor|director|baby|twin|kid|lad|lass|girl|boy|lady|man|"
    r"woman|guy|bloke|named person|patient|client|driver|barber|baker|headteacher|head teacher|clerk|constable"
)
# After these stands a person, whatever the word.
_INTRODUCED = re.compile(
    r"\b(?:my|his|her|their|your|our) (?:full |first |real |maiden |sur)?name(?:'s| is| was)|\bnames? (?:is|was)|"
    r"\b(?:spoke|speak|speaks|speaking|spoken|talked|talk|talking|chatted|listened|reported|complained|wrote|referred|introduced|"
    r"thanks|thank you|thankyou|grateful|shout out|shout-out|praise|credit|kudos|well done|cheers) (?:again )?(?:to|with)(?: see)?|"
    r"\b(?:spoke|met) (?:up )?with|\bmet|\binterview(?:ed)?(?: with| by)?|\baccording to|\b(?:seen|helped|assessed|supported|visited|"
    r"treated|interviewed|signed|written|completed|prepared|submitted|contacted|phoned|referred|transported|operated on|looked after|"
    r"let down|bullied|assaulted|shouted at) by|\bask(?:ed)? for|\bcontact|\bknown as|\b(?:and|that|because|when) (?:our|my) |\bdear|"
    r"\bbless|\bhappy birthday",
    re.IGNORECASE,
)
_RELATED = re.compile(
    rf"\b(?:{_RELATION})(?:'s name (?:is|was)|,? (?:who is |is |was )?(?:called|named)|,| is| was)?(?=\s)",
    re.IGNORECASE,
)
# After these may stand a person: a name that is a word too needs its capital.
_NEAR = re.compile(
    r"\b(?:called|named|i'?m|i am|this is|it's|it is|hello|hi|hey|morning|love|bye|see|ring|call|phone|email|ask|tell|told|said|"
    r"says|asked|recalled|explained|added|replied|wrote|with|by|to|from|for|and|about|like|saw|contact|thanks|thank|cheers),?(?= (?-i:[A-Z]))",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|(?<=[\n.;|(\t]))[ ]*(?:[\w'/-]{1,20} ){0,3}(?:complainant|name|names|contact|interviewee|interviewer|applicant|patient|client|"
    r"carer|tenant|witness|author|by|from|to|cc|attn|fao|participant|respondent|signed|signature|child|mother|father|parent|"
    r"guardian|next of kin|gp|worker|manager|facilitator|attendees|present|chair|apologies|resident|claimant|caller|officer|subject|"
    r"victim|suspect|perpetrator|lead|p\d|speaker) ?(?:\([\w ]{1,20}\))? ?[:=](?!/)",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"\b(?:thanks|many thanks|thank you|regards|cheers|sincerely|faithfully|wishes|yours|love|ta|best)(?: again)?[,.!]?\s+(?:from )?"
    r"(?=[A-Za-z][\w' -]{1,30}(?:\s*$|\n|,| xx?\b))|(?:^|\n)(?:from|signed|by)[,:]? |(?:^|\n) ?[-~]+ ?(?=[A-Z])",
    re.IGNORECASE,
)
_PRAISED = (
    r"lovely|kind|rude|brilliant|amazing|excellent|helpful|great|fantastic|wonderful|friendly|superb|patient|caring|awful|useless|"
    r"born|diagnosed|admitted|discharged|placed|best|nicest|legend|gem|hero|credit|nurse|receptionist|manager|social worker|"
    r"key worker|carer|mum|mother|dad|father|son|daughter"
)
# Before one of these stands a person.
_SPEAKS = re.compile(
    r"\s(?:said|says|told|tells|asked|explained|added|recalled|rang|phoned|emailed|texted|helped|called me|listened|"
    rf"(?:was|were|is|are|has been) (?:so |very |really |extremely |always |absolutely |the |a |an |my |our )*(?:{_PRAISED})|"
    r"(?:should|deserves|must|needs) (?:be |to be |a )?(?:sacked|fired|praised|thanked|medal|promot|recogni|reported|disciplined))\b|"
    r", (?:aged )?\d{1,2}(?:,|\)| from | who )| \((?:aged )?\d{1,2}\)|,? aged \d|,? \((?:not )?(?:my |our |the |a )?(?:[\w-]+ ){0,2}"
    r"(?:worker|manager|nurse|officer|coordinator|teacher|mother|father|mum|dad|carer|parent|resident|participant|lead|director|"
    r"adviser|advisor|doctor|gp)\b",
    re.IGNORECASE,
)
# Before one of these may stand a person: not at the beginning of a sentence, "Will never …".
_ACTS = re.compile(r"\s(?:never|always|kept|sorted|gave|visited|moved|works|lives|lived)\b", re.IGNORECASE)


def words_of(text: str) -> list[Word]:
    """The words of a folded text in order; a possessive 's is left out of its word."""
    words = []
    for match in _WORD.finditer(text):
        written = match.group()
        if len(written) > 3 and written.lower().endswith("'s"):
            written = written[:-2]
        words.append(Word(written, match.start(), match.start() + len(written)))
    return words


def is_given(word: Word) -> bool:
    """Whether it is known as a given name and not as a word or a place."""
    return word.lower in GIVEN or ("-" in word.text and all(part in GIVEN | GIVEN_WORDS for part in word.lower.split("-")))


def is_strange(word: Word) -> bool:
    """Whether it is no English word, no place and no short form: a name, a foreign word or a slip of the pen."""
    lower = word.lower
    if _SHORTENED.search(lower) or not _CASE.fullmatch(word.text):
        return False
    known = lower in WORDS or lower in PLACES or lower in HEADS or lower in _CALENDAR or lower.removesuffix("s") in WORDS
    return len(lower) > 2 and not known and lower.replace("'", "") not in WORDS and not all(p in WORDS for p in lower.split("-"))


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and rule of each name in a folded text; they may overlap.

    >>> text = "Mrs Osei said her son Kofi met ngozi okafor at the Joseph Rowntree Foundation."
    >>> [(text[start:end], rule) for start, end, rule in find(text)]
    [('Mrs Osei', 'name.title'), ('Kofi', 'name.given'), ('ngozi okafor', 'name.given')]
    """
    # Nothing tells a name from a short form where all is in capitals: such a text is read as if it were in lower case.
    text = text.lower() if text.isupper() else text
    words = words_of(text)
    found: dict[int, tuple[int, str]] = {}
    for rule, first, after in _candidates(text, words):
        last = _last(text, words, after)
        if first in found or not (rule == "name.title" or _is_person(text, words, first, last)):
            continue
        found[first] = (last, rule)
    found.update(_beside(text, words, found))
    for first, (last, rule) in sorted(found.items()):
        yield words[first].start, words[last].end, rule


def _candidates(text: str, words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
    """Rule, first word and the word from which the name goes on, for all that may be a name."""
    at = {word.start: number for number, word in enumerate(words)}
    yield from _titled(text, words)
    for rule, cue, test in _CUES:
        for match in cue.finditer(text):
            place = match.end()
            while place < len(text) and text[place] in " \n\t\"'-" and place - match.end() < 4:
                place += 1
            number = at.get(place)
            if number is None:
                continue
            after = _past_initials(text, words, number)
            if test(words, after):
                yield rule, number, after
    for number, word in enumerate(words):
        if _known(text, words, number):
            yield "name.given", number, number
        elif word.titled and (word.lower in GIVEN_WORDS or is_strange(word)) and word.lower not in _CALENDAR:
            if _SPEAKS.match(text, word.end) or (not _opens(text, word) and _ACTS.match(text, word.end)):
                yield "name.followed", number, number
            elif is_strange(word) and _pairs(text, words, number):
                yield "name.strange", number, number


def _titled(text: str, words: Sequence[Word]) -> Iterator[tuple[str, int, int]]:
    for number, word in enumerate(words[:-1]):
        if word.lower not in TITLES or _gap(text, words, number + 1) not in (" ", ". ", ".", "  "):
            continue
        after = _past_initials(text, words, number + 1)
        if _bears_title(word, words[after], initials=after > number + 1) and not _REPORT.match(text, words[after].end):
            yield "name.title", number, after


_REPORT = re.compile(r"(?:'s)? (?:public )?(?:inquiry|enquiry|reviews?|reports?|commission)\b", re.IGNORECASE)


def _bears_title(title: Word, name: Word, *, initials: bool) -> bool:
    """Whether `name` can stand behind `title`: in lower case only a known or a strange word."""
    if name.lower in _FUNCTION | TITLES or (name.lower in HEADS and name.lower not in SURNAME_WORDS):
        return False
    known = is_given(name) or is_strange(name)
    if not title.text[0].isupper() and title.lower in _TITLES_IN_CAPITALS:
        return known and len(name.text) > 4 and title.lower not in _NEVER_TITLES
    if name.text[0].isupper():
        return len(name.text) > 1 or initials
    return known or name.lower in SURNAME_WORDS | GIVEN_WORDS


def _past_initials(text: str, words: Sequence[Word], number: int) -> int:
    """The first word from `number` on that is no initial."""
    while number + 1 < len(words) and len(words[number].text) == 1 and _gap(text, words, number + 1) in (" ", ". ", "."):
        number += 1
    return number


def _after_cue(words: Sequence[Word], number: int) -> bool:
    """Whether a word that must be a person's, by what stands before it, can be one."""
    word = words[number]
    if word.lower in _FUNCTION | HEADS | TITLES or word.lower in PLACES or word.lower in _CALENDAR - GIVEN_WORDS:
        return False
    acronym = word.text.isupper() and len(word.text) <= 3
    if word.lower in GIVEN_WORDS or is_given(word):
        return not acronym
    acronym = word.text.isupper() and len(word.text) <= 5
    return is_strange(word) and not acronym and (word.text[0].isupper() or len(word.text) > 3)


def _after_relation(words: Sequence[Word], number: int) -> bool:
    """As `_after_cue`, but words that may as well go on the sentence ("my son will") need a capital or a surname behind."""
    word = words[number]
    if not word.text[0].isupper():
        surname = number + 1 < len(words) and _is_surname(words[number + 1])
        return is_given(word) or (word.lower in GIVEN_WORDS and (word.lower not in _VERBS or surname))
    return _after_cue(words, number) and (is_given(word) or word.lower in GIVEN_WORDS or word.titled)


def _capital_given(words: Sequence[Word], number: int) -> bool:
    word = words[number]
    return word.titled and word.lower in GIVEN_WORDS and word.lower not in _CALENDAR | HEADS


_CUES = (
    ("name.introduced", _INTRODUCED, _after_cue),
    ("name.labelled", _LABEL, _after_cue),
    ("name.signed", _SIGN_OFF, _after_relation),
    ("name.related", _RELATED, _after_relation),
    ("name.near", _NEAR, _capital_given),
)


def _known(text: str, words: Sequence[Word], number: int) -> bool:
    """Whether the word is a given name by itself, or with the surname behind it."""
    word = words[number]
    following = words[number + 1] if number + 1 < len(words) and _gap(text, words, number + 1) in (" ", "  ") else None
    if is_given(word):
        acronym = word.text.isupper() and len(word.text) < 5
        return word.titled or (len(word.text) > 3 and not acronym) or (following is not None and _is_surname(following))
    if word.lower not in GIVEN_WORDS or following is None or following.lower in _CALENDAR or following.lower in HEADS:
        return False
    if following.lower in PARTICLES and number + 2 < len(words):
        return words[number + 2].titled and word.titled
    if word.titled:
        return following.titled and (_is_surname(following) or is_given(following)) and following.lower not in PLACES
    same_case = word.text.isupper() == following.text.isupper()
    return same_case and (
        is_strange(following) or (following.lower in SURNAME_WORDS and word.lower not in _MOSTLY_WORDS and word.text.isupper())
    )


def _pairs(text: str, words: Sequence[Word], number: int) -> bool:
    """Whether behind a strange word stands another, or a surname, with nothing of the kind around them."""
    if number + 1 == len(words) or _gap(text, words, number + 1) != " ":
        return False
    following = words[number + 1]
    return following.titled and _is_surname(following) and following.lower not in HEADS - SURNAME_WORDS


def _is_surname(word: Word) -> bool:
    return word.lower in SURNAME_WORDS or is_strange(word)


def _gap(text: str, words: Sequence[Word], number: int) -> str:
    """What stands between a word and the one before it."""
    return text[words[number - 1].end : words[number].start]


def _opens(text: str, word: Word) -> bool:
    """Whether a sentence begins with the word."""
    before = text[max(0, word.start - 3) : word.start].rstrip(" \"'(")
    return not before or before[-1] in ".!?:;\n"


def _last(text: str, words: Sequence[Word], first: int) -> int:
    """The last word of the name that begins with, or goes on from, the word `first`."""
    last, number = first, first + 1
    while number < len(words) and number - first <= 5:
        gap, word = _gap(text, words, number), words[number]
        initial = len(word.text) == 1 and word.text.isupper() and word.text != "I"
        after_initial = gap == ". " and len(words[number - 1].text) == 1
        if gap not in (" ", "  ", "-") and not after_initial:
            break
        if _continues(words[first], word):
            last = number
        elif not (word.lower in PARTICLES or initial):
            break
        number += 1
    return last


def _continues(first: Word, word: Word) -> bool:
    """Whether `word` can be a further name of the person whose name begins with `first`."""
    if word.lower in _FUNCTION or word.lower in _CALENDAR or word.lower in TITLES:
        return False
    if first.titled and word.titled:
        return len(word.text) > 1
    if word.titled or first.titled or first.text.isupper() != word.text.isupper():
        return False
    return _is_surname(word) and len(word.text) > 1


def _is_person(text: str, words: Sequence[Word], first: int, last: int) -> bool:
    """Whether what words[first..last] name is not a body, a place, a month or a thing called after a person."""
    names = words[first : last + 1]
    if any(word.lower in HEADS and word.lower not in SURNAME_WORDS for word in names[1:]):
        return False
    if len(names) == 1 and names[0].lower in _CALENDAR and _THEN_YEAR.match(text, names[0].end):
        return False
    if first and _named_after(words[first - 1], _gap(text, words, first)):
        return False
    for number in range(last + 1, min(last + 3, len(words))):
        gap, after = _gap(text, words, number), words[number]
        if gap not in (" ", "  ", "-", "/", "'s ", "'S ", "' "):
            break
        if after.lower in (HEADS if number == last + 1 else _BODIES) and after.text not in _DONE_BY_PEOPLE:
            return False
        if number == last + 1 and gap in ("'s ", "' ") and after.titled and len(names) == 1 and after.lower not in _FUNCTION:
            return False
    return not text.startswith(("@", ".co", ".org"), names[-1].end)


_THEN_YEAR = re.compile(r"[ ,]{1,2}\d")


def _named_after(before: Word, gap: str) -> bool:
    """Whether the word before makes a name that of a place or a building: "St James", "King's Lynn", "University of …"."""
    if gap in ("'s ", "' "):
        return before.text[0].isupper() or before.lower in ("king", "bishop", "queen")
    return gap in (" ", ". ") and before.lower in _ORG_OPENERS and (before.text[0].isupper() or before.lower == "st")


def _beside(text: str, words: Sequence[Word], found: dict[int, tuple[int, str]]) -> dict[int, tuple[int, str]]:
    """Names joined by "and", "&" or a comma to a name that was found."""
    more: dict[int, tuple[int, str]] = {}
    for _, (end, _) in sorted(found.items()):
        last = end
        while last + 1 < len(words):
            number = last + 1
            if _gap(text, words, number) == " " and words[number].lower in ("and", "or") and number + 1 < len(words):
                number += 1
            elif _gap(text, words, number) not in (", ", " & ", "/", ",", " + "):
                break
            if (
                number in found
                or _gap(text, words, number) not in (" ", ", ", " & ", "/", ",", " + ")
                or not _listed(words, number)
            ):
                break
            last = _last(text, words, number)
            if not _is_person(text, words, number, last):
                break
            more[number] = (last, "name.listed")
    return more


def _listed(words: Sequence[Word], number: int) -> bool:
    word = words[number]
    if word.titled:
        return (word.lower in GIVEN_WORDS or is_strange(word) or is_given(word)) and word.lower not in PLACES | HEADS
    return word.lower in GIVEN_WORDS - _MOSTLY_WORDS


def credible(text: str, persons: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Of the places that a model takes for people, those that can be names; with the rule's name.

    A small model takes many a capital letter for a person: at least one word must be a known name or no ordinary word,
    and nothing in it may be a number or name a body or a place.
    """
    words = words_of(text)
    for start, end in persons:
        numbers = [n for n, word in enumerate(words) if start <= word.start < end and word.lower not in _FUNCTION | TITLES]
        part = [words[number] for number in numbers]
        known = any(is_given(word) or (is_strange(word) and not word.text.isupper()) for word in part)
        if not known or not part[0].text[0].isupper() or any(character.isdigit() for character in text[start:end]):
            continue
        if part[0].lower in _ORG_OPENERS or any(word.lower in HEADS - SURNAME_WORDS for word in part):
            continue
        if _is_person(text, words, numbers[0], numbers[-1]):
            yield part[0].start, part[-1].end, "name.model"
