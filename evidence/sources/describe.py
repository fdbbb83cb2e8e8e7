"""A first draft of a survey's yaml: what each column of an export most likely is, and why, for a researcher to correct."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from evidence.project import Limits
from evidence.sources.grid import Grid, find_header, header_parts, letter, to_grid
from evidence.sources.guard import inspect
from evidence.sources.questionnaire import (
    ATTRIBUTE,
    FREE_TEXT,
    IGNORE,
    LIKERT,
    MULTIPLE,
    NUMBER,
    RESPONDENT_ID,
    SINGLE,
    WEIGHT,
    fold,
    slug,
)
from evidence.sources.scales import OUTSIDE, find_scale
from evidence.sources.sheets import Sheet, read_sheet
from evidence.sources.surveys import NOT_TICKED, PERSONAL_ID, TICKED, to_number

_MOST_OPTIONS = 30
_LONGEST_HEADER = 200

_ENOUGH = 100_000
"""Cells by which a column is judged of whose first so many most differ: a million would say the same, and take a gigabyte."""


@dataclass(frozen=True)
class _Profile:
    """One column as the guesses see it.

    question, option: the words over it, parted into the question and, for one column of several, what it stands for.
    values:           how often each folded value stands in it; spelling: the commonest spelling of each.
    filled:           how many of its cells hold anything; labels: its values in order, where the file holds them.
    """

    place: int
    name: str
    code: str
    question: str
    option: str
    values: Counter[str]
    spelling: dict[str, str]
    filled: int
    rows: int
    labels: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.name} {self.question} {self.option}".casefold()


@dataclass(frozen=True)
class _Guess:
    """What a column is taken to be; the fields are those of its entry in the yaml."""

    kind: str
    why: str
    options: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    separator: str = ""
    option: str = ""
    ticked: tuple[str, ...] = ()
    reason: str = ""
    family: str = field(default="", compare=False)


def describe_survey(path: Path, limits: Limits) -> str:
    """The text of a draft yaml for the export at `path`; comments say what was guessed, why, and what to correct.

    The same export always gives the same text, and a build accepts the draft as it comes.

    raises: SourceError, if the export cannot be read.
    """
    inspect(path, path.name, limits)
    sheet = read_sheet(path, path.name, limits)
    first_row, header_rows = find_header(sheet)
    grid = to_grid(sheet, path.name, header_rows=header_rows, first_row=first_row)
    profiles = _profiles(sheet, grid)
    guesses = _shared_scales(profiles, _guesses(profiles, sheet))
    lines = _top(path, sheet, grid, first_row, header_rows)
    ids = _ids(profiles, guesses)
    for profile, guess, question_id in zip(profiles, guesses, ids, strict=True):
        lines += _entry(profile, guess, question_id, grid)
    return "\n".join(lines) + "\n"


# --- what the guesses see -----------------------------------------------------------------------------------------

_LIMESURVEY = re.compile(r"(?P<code>[A-Za-z][\w-]{0,30})(?:\[(?P<sub>[^\]]{1,40})\])?\.\s+(?P<question>.*)", re.DOTALL)
_BRACKETED = re.compile(r"(?P<question>.*?)\s*\[(?P<option>[^\]]*)\]", re.DOTALL)
_DASHED = re.compile(r"(?P<question>.+?\S)\s+[-–]\s+(?P<option>\S.*)", re.DOTALL)
_CODE = re.compile(r"[A-Za-z]{1,8}[-_]?\d+\w{0,12}")


def _profiles(sheet: Sheet, grid: Grid) -> list[_Profile]:
    coded = len(grid.headers) > 1 and grid.headers[0] == grid.names
    columns = list(zip(*grid.rows, strict=True)) or [()] * len(grid.names)
    found = []
    for place, (parts, column) in enumerate(zip(header_parts(grid.headers), columns, strict=True)):
        name = grid.names[place]
        code, question, option = _parted(parts or [name], coded)
        cells = column[:_ENOUGH] if len(set(column[:_ENOUGH])) * 2 > _ENOUGH else column
        values, spelling = _spelt(cells)
        labels = sheet.labels.get(place, ())
        found.append(_Profile(place, name, code, question, option, values, spelling, values.total(), len(cells), labels))
    return _dashed_apart(found)


def _spelt(cells: Iterable[str]) -> tuple[Counter[str], dict[str, str]]:
    """How often each folded value stands in the cells, and the commonest spelling of each."""
    spellings: dict[str, Counter[str]] = {}
    for cell, count in Counter(cells).items():
        if cell.strip():
            spellings.setdefault(fold(cell), Counter())[" ".join(cell.split())] += count
    values = Counter({key: counts.total() for key, counts in spellings.items()})
    return values, {key: min(counts, key=lambda word: (-counts[word], word)) for key, counts in spellings.items()}


def _parted(parts: Sequence[str], coded: bool) -> tuple[str, str, str]:
    """Code, question and option in the words over a column; `coded` if the first header row holds codes."""
    code, words = (parts[0], list(parts[1:]) or list(parts)) if coded else ("", list(parts))
    if len(words) > 1:
        return code, words[0], " / ".join(words[1:])
    lime = _LIMESURVEY.fullmatch(words[0])
    if lime and (lime["sub"] or re.search(r"\d", lime["code"])):
        code = lime["code"] + (f"-{lime['sub']}" if lime["sub"] else "")
        inner = _BRACKETED.fullmatch(lime["question"]) if lime["sub"] else None
        if inner:
            return code, inner["question"], inner["option"]
        return code, lime["question"], ""
    dashed = _DASHED.fullmatch(words[0])
    return code, dashed["option"] if dashed and dashed["question"] == dashed["option"] else words[0], ""


def _stem(code: str) -> str:
    """What the codes of the columns of one question share: 'Q3' of 'Q3_1'."""
    return re.sub(r"[-_][^-_]*$", "", code)


def _dashed_apart(profiles: list[_Profile]) -> list[_Profile]:
    """'Question - option' in the headers of neighbours is parted, if two of them share the question."""
    parted = [_DASHED.fullmatch(p.question) if not p.option else None for p in profiles]
    apart = []
    for place, profile in enumerate(profiles):
        match = parted[place]
        beside = [parted[i] for i in (place - 1, place + 1) if 0 <= i < len(profiles)]
        if match and any(other and other["question"] == match["question"] for other in beside):
            option = re.sub(r"^Selected Choice\s+[-–]\s+", "", match["option"])
            apart.append(replace(profile, question=match["question"], option=option))
        else:
            apart.append(profile)
    return apart


# --- the guesses --------------------------------------------------------------------------------------------------


def _guesses(profiles: Sequence[_Profile], sheet: Sheet) -> list[_Guess]:
    by_tool = any(_TOOL.fullmatch(fold(words)) for profile in profiles for words in (profile.name, profile.question))
    guesses: list[_Guess | None] = [_by_heading(profile, by_tool) or _by_values(profile) for profile in profiles]
    groups = [list(places) for _, places in sorted(sheet.groups.items())] + _neighbours(profiles)
    for group in groups:
        ticks = list({fold(_option(profiles[place])): place for place in reversed(group) if _is_tick(profiles[place])}.values())
        if len(ticks) < 2 or not any(profiles[place].filled for place in ticks):
            continue
        for place in ticks:
            guesses[place] = _tick(profiles[place])
    guesses = [guess or _free_or_closed(profile) for profile, guess in zip(profiles, guesses, strict=True)]
    return _one_id([guess for guess in guesses if guess is not None])


def _one_id(guesses: list[_Guess]) -> list[_Guess]:
    """Only the first column that looks like a respondent id, or like a weight, is one."""
    first = {kind: next((i for i, g in enumerate(guesses) if g.kind == kind), -1) for kind in (RESPONDENT_ID, WEIGHT)}
    second = [place != first.get(guess.kind, place) for place, guess in enumerate(guesses)]
    return [
        _Guess(IGNORE, "a second column of this kind", reason=f"a second column that looks like a {guess.kind}")
        if more
        else guess
        for guess, more in zip(guesses, second, strict=True)
    ]


_PERSONAL = (
    (r"\be-?mails?\b|e-?mail\s?address|emailaddress", "e-mail addresses"),
    (r"^name\b|\b(first|last|full|your|sur|fore|middle)\s?_?name\b|recipient(last|first)name|\bsurname\b|\bforename\b", "names"),
    (r"\b(tele)?phone\b|\bmobile (number|phone)\b", "telephone numbers"),
    (r"\bip\s?_?address\b|ipaddress", "IP addresses"),
    (r"latitude|longitude|locationaccuracy", "a person's location"),
    (r"date of birth|\bdob\b", "dates of birth"),
    (r"contact details|external\s?(data)?\s?reference", "contact details"),
)
_PERSONAL_IF_MANY = ((r"\baddress\b", "addresses"), (r"\bpost\s?code\b|\bzip\s?code\b", "postcodes"))
_PERSONAL_VALUES = (
    (re.compile(r"\S+@\S+\.\S+"), "e-mail addresses"),
    (re.compile(r"\d{1,3}(\.\d{1,3}){3}"), "IP addresses"),
    (re.compile(r"(\+44|0)[\d ()-]{9,14}"), "telephone numbers"),
    (re.compile(r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}"), "postcodes"),
)
_TOOL = re.compile(
    r"(start|end|recorded|submit|modified|created)\s?_?(date|time)|date\s?(created|modified|stamp|submitted)|datestamp|submitdate"
    r"|duration( \(in seconds\))?|distribution\s?channel|user\s?language|start\s?language|response\s?set|collector\s?id"
    r"|last\s?page|completion time|custom data( \d+)?|interview time|time taken"
)
_TOOL_BESIDE = re.compile(r"status|progress|finished|seed")
"""Words that may be a question's too; the survey tool's if it wrote other columns."""

_ID_NAME = re.compile(
    r"(unique\s?)?(respondent|response|participant|record|submission|person|user|case|survey)?[\s_-]*(id|identifier|number|no\.?|ref(erence)?)"
    r"|case|_recordid|ident|uid|index|id\.? ?code"
)
_SURELY_ID = re.compile(r"(respondent|response|participant|record|submission|person|user)?[\s_-]*id")


def _by_heading(profile: _Profile, by_tool: bool) -> _Guess | None:
    """A guess that rests on the words over the column, checked against its values: ids, weights, personal data.

    by_tool: True if some column bears a name that only a survey tool gives.
    """
    words = [fold(w) for w in (profile.name, profile.question, profile.option) if w]
    many = profile.filled and len(profile.values) * 2 > profile.filled
    for pattern, what in (*_PERSONAL, *(_PERSONAL_IF_MANY if many else ())):
        if any(re.search(pattern, word) and len(word) <= 60 for word in words):
            return _Guess(IGNORE, f"its header speaks of {what}", reason=f"personal data: {what}")
    if not profile.filled:
        return _Guess(IGNORE, "no cell of it is filled", reason="empty")
    for shape, what in _PERSONAL_VALUES:
        if sum(n for value, n in profile.values.items() if shape.fullmatch(value)) * 2 > profile.filled:
            return _Guess(IGNORE, f"most of its values look like {what}", reason=f"personal data: {what}")
    unnamed = profile.place == 0 and profile.name == "column A"
    if any(_ID_NAME.fullmatch(word) for word in words) or unnamed:
        return _id(profile)
    if any(re.fullmatch(r"(.*[\s_])?(weight|weights|weighting|wt)", word) for word in words):
        numbers = [to_number(value) for value in profile.values]
        if profile.filled == profile.rows and all(number is not None and number > 0 for number in numbers):
            return _Guess(WEIGHT, "its header says weight and each value is a number above 0")
    if any(_TOOL.fullmatch(word) or (by_tool and _TOOL_BESIDE.fullmatch(word)) for word in words):
        return _Guess(IGNORE, "the survey tool writes it; it answers no question", reason="kept by the survey tool")
    return None


def _id(profile: _Profile) -> _Guess | None:
    spelt = list(profile.spelling.values())
    if any(PERSONAL_ID.fullmatch(value) for value in spelt):
        return _Guess(
            IGNORE, "an id that looks like names or e-mail addresses", reason="personal data: names or e-mail addresses"
        )
    if len(profile.values) == profile.filled and profile.filled * 10 >= profile.rows * 9:
        return _Guess(RESPONDENT_ID, "each value stands once")
    if len(profile.values) * 10 >= profile.filled * 9:
        advice = "make it kind: respondent_id and write repeated: last (or first) above, if one row a person should count"
        return _Guess(IGNORE, f"an id, but some stand in several rows; {advice}", reason="an id that repeats")
    if any(_SURELY_ID.fullmatch(word) for word in (profile.name.casefold(), profile.code.casefold())):
        advice = "make it kind: attribute if it is the number of a group"
        return _Guess(IGNORE, f"an id, but most stand in several rows; {advice}", reason="an id that repeats")
    return None


def _by_values(profile: _Profile) -> _Guess | None:
    """A guess that rests on the values alone: a scale, several answers in one cell, dates, figures."""
    scale = _labelled(profile) or _scale(profile) or _figures_scale(profile)
    if scale:
        return scale
    return _delimited(profile) or _figures(profile)


def _labelled(profile: _Profile) -> _Guess | None:
    """A scale or list that the file itself holds, as SPSS does."""
    known = {fold(label) for label in profile.labels}
    if not profile.labels or not set(profile.values) <= known:
        return None
    scale = find_scale(profile.labels)
    if scale and not scale.outside:
        return _Guess(LIKERT, f"the file labels its values, a scale of {scale.name}", scale.order, family=scale.name)
    return _Guess(SINGLE, "the file labels its values", profile.labels)


def _scale(profile: _Profile) -> _Guess | None:
    if len(profile.values) > 12 or max(map(len, profile.values)) > 60:
        return None
    scale, why = find_scale([profile.spelling[key] for key in sorted(profile.values)]), ""
    if scale is None:
        spelt = _well_spelt(profile)
        scale, why = find_scale([profile.spelling[key] for key in spelt]), "; some may be misspelt: see evidence check"
    if scale is None:
        return None
    return _Guess(LIKERT, f"its answers are a scale of {scale.name}{why}", scale.order, scale.outside, family=scale.name)


_MISSPELT = 0.88
"""Two answers whose letters are this alike, of which one stands at most a fifth as often, are one answer and its misspelling."""


def _well_spelt(profile: _Profile) -> list[str]:
    """The answers but for rare ones that all but spell another."""

    def misspelt(key: str) -> bool:
        common = [other for other, count in profile.values.items() if count >= 5 * profile.values[key]]
        return bool(difflib.get_close_matches(key, common, n=1, cutoff=_MISSPELT))

    return [key for key in sorted(profile.values) if not misspelt(key)]


_FIGURES = "figures from "
_ANCHORED = re.compile(r"(\d{1,2})\s*[-–:=.(]?\s*([^\d)]*)\)?")
_COUNTED = re.compile(r"\b(rank|how many|number of|years?|age|how old|months?|hours?|percent\w*|amount)\b")


def _figures_scale(profile: _Profile) -> _Guess | None:
    """1 to 5, 0 to 10 and the like, some of them with words such as '1 (not at all)'."""
    if len(profile.values) > 15:
        return None
    matches = {key: _ANCHORED.fullmatch(profile.spelling[key]) for key in profile.values}
    levels = {key: int(match[1]) for key, match in matches.items() if match}
    outside = [key for key in profile.values if key not in levels]
    if not levels or any(key not in OUTSIDE for key in outside) or len(set(levels.values())) != len(levels):
        return None
    low, high = min(levels.values()), max(levels.values())
    anchored = any(match and match[2].strip() for match in matches.values())
    full = low in (0, 1) and high in (4, 5, 6, 7, 9, 10) and len(levels) == high - low + 1
    if (
        len(levels) < 3
        or not (full or (anchored and low in (0, 1) and high <= 11))
        or (_COUNTED.search(profile.heading) and not anchored)
    ):
        return None
    ordered = tuple(profile.spelling[key] for key in sorted(levels, key=lambda key: levels[key]))
    why = f"its answers are figures on a scale; check that {low} is the negative end"
    family = f"{_FIGURES}{ordered[0] if anchored else f'{low} to {high}'}"
    return _Guess(LIKERT, why, ordered, tuple(profile.spelling[key] for key in sorted(outside)), family=family)


def _delimited(profile: _Profile) -> _Guess | None:
    """Several answers in one cell: parts that come back again and again, in more mixtures than there are parts."""
    for separator in (";", "|", "\n", ", "):
        if separator in ("\n", ", ") and _OPEN.search(profile.heading):
            continue  # lists that people wrote themselves
        counted = _parts(profile, separator)
        if counted is None:
            continue
        parts, spelling, several = counted
        mixed = len(profile.values) > len(parts) and several * 5 >= profile.filled
        if mixed and parts.total() >= 3 * len(parts) and max(map(len, parts)) <= 80:
            words = tuple(spelling[key] for key, _ in sorted(parts.items(), key=lambda item: (-item[1], item[0])))
            return _Guess(MULTIPLE, f"cells hold several of {len(words)} answers", words, separator=separator)
    return None


def _parts(profile: _Profile, separator: str) -> tuple[Counter[str], dict[str, str], int] | None:
    """How often each part of the cells stands in them, its spelling, and how many cells hold several; None if too many differ."""
    parts: Counter[str] = Counter()
    spelling: dict[str, str] = {}
    several = 0
    for key, count in profile.values.items():
        pieces = [piece.strip() for piece in profile.spelling[key].split(separator) if piece.strip()]
        several += count if len(pieces) > 1 else 0
        for piece in pieces:
            parts[fold(piece)] += count
            spelling.setdefault(fold(piece), piece)
        if len(parts) > _MOST_OPTIONS:
            return None
    return (parts, spelling, several) if parts else None


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.*|\d{1,2}:\d{2}(:\d{2})?")


def _figures(profile: _Profile) -> _Guess | None:
    if all(_DATE.fullmatch(value) for value in profile.values):
        return _Guess(ATTRIBUTE, "dates or times; make it kind: ignore if they could tell who answered")
    other = sum(count for value, count in profile.values.items() if to_number(value) is None)
    if other == 0:
        return _Guess(ATTRIBUTE if _about_person(profile) else NUMBER, "all its values are numbers")
    if other * 10 <= profile.filled:
        return _Guess(NUMBER, f"its values are numbers but for {other}, which would be left out; see evidence check")
    return None


_PERSON = (
    r"age( group| band| range)?|gender|sex|ethnic\w*( group| origin)?|region|country|location|income|salary|education"
    r"|qualifications?|organi[sz]ation( type)?|sector|role|job( title| role)?|occupation|employment( status)?|nationality"
    r"|household( income)?|disab\w*|religion|local authority|council|department|grade|profession|marital status|area|team|post"
    r"|respondent type"
)
_ABOUT_PERSON = re.compile(
    r"(in |to |at )?(what|which|please|your|how would you describe|respondent)\b.*"
    rf"\b(your|highest|which|what|type of)\W+(\w+ )?({_PERSON})\b.*"
)
_SHORTLY = re.compile(rf"\b({_PERSON}|responding as)\b")


def _about_person(profile: _Profile) -> bool:
    """True if the words over the column ask who the person is: 'Age', 'What is your role?', 'Please select your gender'."""
    return any(
        (len(words.split()) <= 4 and not words.endswith("?") and _SHORTLY.search(words))
        or (len(words) <= 90 and _ABOUT_PERSON.fullmatch(words))
        for words in (fold(profile.question), fold(profile.option))
    )


_OPEN = re.compile(
    r"\b(comments?|please (say|specify|describe|explain|tell)|tell us|in your own words|anything else|explain why|suggestions?"
    r"|(gets?|got|stands?|stood) in the way|what (else )?((would|could|might|has|have) )?(helps?|helped|hinders?|hindered|stops?"
    r"|stopped|prevents?|improves?|improved|changed?|(be|been|go|went|works?|worked) (well|badly|better))"
    r"|what (is|are|was|were) the (main |biggest |greatest )?(barriers?|challenges?|difficulties|obstacles?|benefits?|problems?)"
    r"|how (could|can|should|might) .*\bimproved?)\b"
)
"""Words over a column that ask for the person's own, however alike the answers are."""

_SENTENCE = re.compile(r"(\S+\s+){3,}\S+[.!?…]['’\"”)]*")
"""An answer of four words and more that ends as a sentence does: the options of a closed question seldom do."""


def _own_words(profile: _Profile) -> bool:
    """Whether answers that come back are people's own words all the same, which have no place in a description.

    Many are alike where few people answer, where they answer shortly, and where answers are made up. They are people's own if
    the words over the column ask for such, if most of those that differ stand once (an answer that is offered is
    mostly given more often), or if most of them are sentences.
    """
    spelt = list(profile.spelling.values())
    once = sum(count == 1 for count in profile.values.values())
    if _OPEN.search(profile.heading) or (len(spelt) > 2 and once * 2 > len(spelt)):
        return True
    return len(spelt) > 3 and sum(bool(_SENTENCE.fullmatch(words)) for words in spelt) * 2 > len(spelt)


def _free_or_closed(profile: _Profile) -> _Guess:
    """A short list of answers that come back is a closed question; anything else is free text."""
    different, filled = len(profile.values), profile.filled
    about_person = _about_person(profile)
    repeated = filled >= 3 and different <= _MOST_OPTIONS and filled >= 2 * different
    if repeated and (about_person or not _own_words(profile)):
        order = _ordered(profile)
        why = f"{filled} filled cells hold {different} different answers"
        return _Guess(ATTRIBUTE if about_person else SINGLE, why, order)
    words = sum(len(value.split()) * count for value, count in profile.values.items()) / max(filled, 1)
    if about_person and words <= 4:
        return _Guess(ATTRIBUTE, "its header speaks of the person; make it kind: ignore if it could tell who answered")
    why = f"{filled} filled cells hold {different} different answers"
    if repeated:
        why += "; make it kind: single, with its options, if these were offered to people"
    return _Guess(FREE_TEXT, why)


def _ordered(profile: _Profile) -> tuple[str, ...]:
    """Answers that begin with figures by those figures; yes before no; the rest the commonest first."""
    numbers = {key: re.search(r"\d+(?:[ ,]\d{3})*", key) for key in profile.values}
    if sum(1 for match in numbers.values() if match) * 2 > len(numbers):
        last = float("inf")

        def rank(key: str) -> tuple[float, int, str]:
            match = numbers[key]
            amount = float(re.sub(r"[ ,]", "", match[0])) if match else last
            # 'Less than 25' comes before '25 to 30', and 'over 60' after '60'.
            return (
                amount,
                -1 if re.match(r"(less|under|<|up to|below)", key) else 1 if re.match(r"(more|over|>)", key) else 0,
                key,
            )

        return tuple(profile.spelling[key] for key in sorted(profile.values, key=rank))
    first = ["yes", "no"] if set(profile.values) <= {"yes", "no", *OUTSIDE} else []
    by_count = sorted(profile.values, key=lambda key: (first.index(key) if key in first else 9, -profile.values[key], key))
    return tuple(profile.spelling[key] for key in by_count)


# --- multiple choices with a column an option ---------------------------------------------------------------------


def _neighbours(profiles: Sequence[_Profile]) -> list[list[int]]:
    """Runs of columns side by side that share a question and stand for different things."""
    runs: list[list[int]] = []
    for profile in profiles:
        last = profiles[runs[-1][-1]] if runs else None
        if (
            profile.option
            and last
            and last.option
            and last.question == profile.question
            and _stem(last.code) == _stem(profile.code)
        ):
            runs[-1].append(profile.place)
        else:
            runs.append([profile.place])
    return [run for run in runs if len(run) > 1]


def _is_tick(profile: _Profile) -> bool:
    keys = set(profile.values)
    if keys <= TICKED | NOT_TICKED and (len(keys) < 3):
        return True
    return len(keys) == 1 and not any(to_number(key) is not None for key in keys)


def _option(profile: _Profile) -> str:
    return profile.option or profile.question


def _tick(profile: _Profile) -> _Guess:
    option = _option(profile)
    strange = [profile.spelling[key] for key in sorted(profile.values) if key not in TICKED | NOT_TICKED | {fold(option)}]
    why = "one column for each answer of a question that takes several"
    return _Guess(MULTIPLE, why, option=option, ticked=tuple(strange))


# --- scales that several questions share -----------------------------------------------------------------------------


def _shared_scales(profiles: Sequence[_Profile], guesses: list[_Guess]) -> list[_Guess]:
    """Columns on one scale get all the answers that any of them shows, so that an answer nobody gave is still offered."""
    together: dict[tuple[str, bool], Counter[str]] = {}
    for profile, guess in zip(profiles, guesses, strict=True):
        if guess.kind == LIKERT and guess.family:
            counts = together.setdefault(_scale_key(guess), Counter())
            counts.update({option: profile.values[fold(option)] for option in guess.options})
    shared: dict[tuple[str, bool], tuple[str, ...]] = {}
    for key, counts in together.items():
        spelling: dict[str, str] = {}
        for option in sorted(counts, key=lambda word: (-counts[word], word)):
            spelling.setdefault(fold(option), option)
        if key[1]:
            shared[key] = tuple(sorted(spelling.values(), key=lambda word: int(re.findall(r"\d+", word)[0])))
        else:
            scale = find_scale(list(spelling.values()))
            shared[key] = scale.order if scale else ()
    widened = []
    for guess in guesses:
        whole = shared.get(_scale_key(guess), ()) if guess.kind == LIKERT else ()
        figures = [re.findall(r"\d+", word)[0] for word in whole] if _scale_key(guess)[1] else []
        usable = {fold(o) for o in guess.options} <= {fold(o) for o in whole} and len(figures) == len(set(figures))
        widened.append(replace(guess, options=whole) if usable and whole else guess)
    return widened


def _scale_key(guess: _Guess) -> tuple[str, bool]:
    return guess.family, guess.family.startswith(_FIGURES)


# --- the text -----------------------------------------------------------------------------------------------------


_MADE_UP = re.compile(r"illustrative|synthetic|made[ _-]?up|fictional|dummy|fake", re.IGNORECASE)


def _top(path: Path, sheet: Sheet, grid: Grid, first_row: int, header_rows: int) -> list[str]:
    made_up = "true" if _MADE_UP.search(path.stem) else "false"
    lines = [
        f"# A draft of what {path.name} holds, made by: evidence survey describe {path.name}",
        "# Everything below is a guess. Read it against the survey, correct it, and then build.",
        "#",
        "# kind says what a column is:",
        "#   respondent_id  tells people apart; never a name or an e-mail address",
        "#   attribute      something about the person, to compare groups by",
        "#   likert         one answer on a scale: list them under scale, the most negative first;",
        "#                  answers such as 'don't know' go under outside_scale and count as missing",
        "#   single         one answer of a list (options)",
        "#   multiple       several answers of a list: a column for each (option), or one column (options, separator)",
        "#   number         a figure",
        "#   free_text      the person's own words: each answer becomes a document to be coded",
        "#   weight         the survey weight",
        "#   ignore         left out; say why under reason",
        "# id is a short name of the question. Answers that look like numbers or yes/no need quotation marks.",
        "# An answer spelt in two ways: write options: {spelling in the file: answer, ...} instead of a list.",
        "",
        f"title: {_quoted(re.sub(r'[_-]+', ' ', path.stem).strip().capitalize() or path.stem)}",
        'description: ""  # who was asked what, when and how',
        f"illustrative: {made_up}  # true if the answers are made up; every report then says so",
        "# invited: 1000  # how many people were invited, if it is known",
    ]
    if sheet.name and sheet.others:
        lines.append(f"sheet: {_quoted(sheet.name)}  # the workbook has {len(sheet.others)} more")
    lines.append(f"header_rows: {header_rows}  # rows of headers, from 1 to 3")
    if first_row > 1:
        lines.append(f"first_row: {first_row}  # the row on which the headers begin")
    lines += [
        "no_answer: []  # words that say nothing, beside 'n/a', 'none', '-', 'nothing' and the like",
        f"# {len(grid.rows)} rows of answers, {len(grid.names)} columns.",
        "",
        "columns:",
    ]
    return lines


def _ids(profiles: Sequence[_Profile], guesses: Sequence[_Guess]) -> list[str]:
    """A question id for each column, each once but for the options of one multiple choice."""
    taken: set[str] = set()
    ids: list[str] = []
    asked = 0
    for profile, guess in zip(profiles, guesses, strict=True):
        before = profiles[profile.place - 1] if profile.place else None
        if before and guess.option and guesses[before.place].option and before.question == profile.question:
            ids.append(ids[-1])
            continue
        asked += guess.kind not in (RESPONDENT_ID, WEIGHT, IGNORE)
        code = _stem(profile.code) if guess.option else profile.code
        base = re.sub(r"[^A-Za-z0-9._-]+", "-", code).strip("-._")
        if not base:
            plain = slug(profile.name)
            base = plain if 0 < len(plain) <= 25 and not guess.option else f"q{asked or 1}"
        unique, count = base, 1
        while unique.casefold() in taken:
            count += 1
            unique = f"{base}-{count}"
        taken.add(unique.casefold())
        ids.append(unique)
    return ids


def _entry(profile: _Profile, guess: _Guess, question_id: str, grid: Grid) -> list[str]:
    named = profile.name if len(profile.name) <= _LONGEST_HEADER else letter(profile.place)
    percent = f"{round(100 * profile.filled / profile.rows)} % filled" if profile.rows else "no rows"
    lines = [f"  # {letter(profile.place)}: {percent}; {guess.why}", f"  - column: {_quoted(named)}", f"    kind: {guess.kind}"]
    if guess.kind == IGNORE:
        return [*lines, f"    reason: {_quoted(guess.reason)}", ""]
    if guess.kind in (RESPONDENT_ID, WEIGHT):
        return [*lines, ""]
    text = profile.question
    if profile.option and not guess.option:
        text = f"{profile.question} – {profile.option}" if profile.question else profile.option
    lines += [f"    id: {_quoted(question_id)}", f"    text: {_quoted(text[:500])}"]
    if guess.option:
        lines.append(f"    option: {_quoted(guess.option[:500])}")
    if guess.ticked:
        lines.append(f"    ticked: {_list(guess.ticked)}")
    if guess.options:
        lines += _listing("scale" if guess.kind == LIKERT else "options", guess.options)
    if guess.outside:
        lines.append(f"    outside_scale: {_list(guess.outside)}")
    if guess.separator:
        lines.append(f"    separator: {_quoted(guess.separator)}")
    return [*lines, ""]


def _listing(key: str, words: Sequence[str]) -> list[str]:
    """A list on one line where it is short, else a line an answer."""
    line = f"    {key}: {_list(words)}"
    return [line] if len(line) <= 110 else [f"    {key}:", *(f"      - {_quoted(word)}" for word in words)]


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, words))}]"


def _quoted(text: str) -> str:
    """`text` in the double quotes of YAML, with every character escaped that YAML would read otherwise."""
    quoted = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]", lambda found: f"\\u{ord(found[0]):04x}", quoted)
