"""What people wrote into an "other, please say" box, and which answer a person says that it means.

The decisions stand in a csv beside the export, `<name>.other.csv`: a row for each thing written, with the option that it means
and who says so. What was written stays in the base as `raw`; until somebody decides, it counts as the option "other".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from evidence.config import did_you_mean
from evidence.errors import Problem, SourceError, SurveyError
from evidence.inputs import other_answers
from evidence.model import BACK_CODED, OWN_WORDS
from evidence.project import Limits
from evidence.sources.guard import inspect
from evidence.sources.questionnaire import fold
from evidence.sources.reading import Cut
from evidence.sources.rows import RowCut, cut_in, row_words
from evidence.sources.sheets import read_sheet

COLUMNS = ("question", "words", "people", "option", "by")
"""The columns of the csv; `people`, how many wrote it, is only there to be read."""

UNFIT = "a decision on words of an “other” box that nobody wrote"

Answer = tuple[str, str, str, str, str | None]
"""Question, person, value, the words as they stand, and `OWN_WORDS` or `BACK_CODED` for words of an "other" box."""


@dataclass(frozen=True)
class Decision:
    """Which option some words mean; row: where that is written, from 1; words: as they are written there."""

    option: str
    by: str
    row: int
    words: str


@dataclass(frozen=True)
class Decisions:
    """What people decided on one survey's "other" boxes.

    of:   each decision by the question's id and the folded words.
    file: how messages name the csv; empty where there is none.
    """

    of: Mapping[tuple[str, str], Decision] = field(default_factory=dict)
    file: str = ""

    def on(self, question_id: str, words: str) -> Decision | None:
        """The decision on what somebody wrote."""
        return self.of.get((question_id, _key(words)))


def read_decisions(folder: Path, file: str, offered: Mapping[str, Sequence[str]], limits: Limits) -> Decisions:
    """What the csv beside the export `file` decides; nothing, if there is none.

    offered: the options of each question that has an "other" box.
    raises:  SurveyError, with all that is wrong in it; SourceError, if it is no csv that can be read.
    """
    shown = other_answers(file)
    path = folder / shown
    if not path.exists() and not path.is_symlink():
        return Decisions()
    try:
        inspect(path, shown, limits)
        sheet = read_sheet(path, shown, limits)
    except SourceError as fault:
        raise SurveyError(fault.problems) from None
    (_, header), *rows = zip(sheet.numbers, sheet.rows, strict=True)
    header = [fold(name) for name in header]
    missing = [name for name in ("question", "words", "option", "by") if name not in header]
    if missing:
        mend = "Draft it anew beside the old one: evidence survey other PROJECT SURVEY"
        raise SurveyError(Problem(f"{shown}, row 1", f"has no column '{missing[0]}'", mend))
    found: dict[tuple[str, str], Decision] = {}
    problems: list[Problem] = []
    for number, cells in rows:
        row = {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=False)}
        if row.get("option"):
            problems += _taken(row, number, found, offered, shown)
    if problems:
        raise SurveyError(problems)
    return Decisions(found, shown)


def _taken(
    row: Mapping[str, str],
    number: int,
    found: dict[tuple[str, str], Decision],
    offered: Mapping[str, Sequence[str]],
    shown: str,
) -> list[Problem]:
    """Adds the decision of a row to `found`, or says what is wrong with it."""
    where, question = f"{shown}, row {number}", row.get("question", "")
    if question not in offered:
        what = f"names no question that has a box for other answers{did_you_mean(question, offered)}"
        return [Problem(where, what, f"Use one of: {', '.join(offered) or 'none has one'}.")]
    options = {fold(option): option for option in offered[question]}
    option = options.get(fold(row["option"]))
    if option is None:
        # What stands there may be a participant's words in the wrong column: only what it all but spells is shown.
        what = f"'option' is no answer to question '{question}'{did_you_mean(row['option'], offered[question])}"
        return [
            Problem(where, what, f"Use one of its answers, or add a new one under options: of '{question}' in the yaml file.")
        ]
    if not row.get("by"):
        return [Problem(where, "does not say who decided", "Write a name or initials under 'by'.")]
    key = (question, _key(row.get("words", "")))
    first = found.setdefault(key, Decision(option, row["by"], number, row.get("words", "")))
    if first.option != option:
        return [Problem(where, f"decides otherwise than row {first.row} on the same words", "Keep one of the two rows.")]
    return []


def _key(words: str) -> str:
    """Words as they are compared; a spreadsheet's guard against formulas does not count."""
    return fold(words).lstrip("'")


def settled(
    answers: Iterable[tuple[str, str, str, str]], own: Sequence[tuple[str, str, str, str]], decisions: Decisions, *, one: bool
) -> tuple[list[Answer], list[str]]:
    """The answers to one question with what people wrote into its "other" box, each as the option that it means.

    answers: (question, person, value, raw) of those who chose from the list.
    own:     (question, person, the option "other", what the person wrote).
    one:     True if a person may give one answer only: what is written beside another answer is then not counted.
    returns: the answers, and the people whose words were not counted.

    Somebody who wrote what means an option that she ticked besides counts once, and what she wrote is kept beside the tick.
    """
    said: dict[str, dict[str, Answer]] = {}
    for question, person, value, raw in answers:
        said.setdefault(person, {})[value] = (question, person, value, raw, None)
    beside = []
    for question, person, other, words in own:
        mine = said.setdefault(person, {})
        if one and set(mine) - {other}:
            beside.append(person)
            continue
        if other in mine and mine[other][4] is None:
            del mine[other]  # the tick of the box that the words stand in
        decision = decisions.on(question, words)
        value = decision.option if decision else other
        raw = f"{mine[value][3]}; {words}" if value in mine else words
        mine[value] = (question, person, value, raw, BACK_CODED if decision else OWN_WORDS)
    return [answer for mine in said.values() for answer in mine.values()], beside


def not_counted(where: str, numbers: Sequence[int]) -> RowCut:
    """The note of words that stand beside another answer."""
    why = "words in the box for other answers beside an answer of the list, which counts"
    return cut_in(where, numbers, "cells", why, "Nothing to do, or describe it as kind: free_text.")


def used(decisions: Decisions, own: Iterable[tuple[str, str, str, str]]) -> frozenset[tuple[str, str]]:
    """The decisions that what people wrote has met: question and folded words of each."""
    return frozenset((question, _key(words)) for question, _, _, words in own if (question, _key(words)) in decisions.of)


def unfit(decisions: Decisions, met: Set[tuple[str, str]]) -> list[Cut]:
    """A note of each decision on words that nobody wrote: the export may have changed since.

    met: those on words that somebody wrote, as `used` gives them.
    """
    rows = sorted(decision.row for key, decision in decisions.of.items() if key not in met)
    mend = "Draft the sheet anew (evidence survey other PROJECT SURVEY), or correct the words in it."
    return [Cut(f"{decisions.file}, {row_words(rows)}", "parts", len(rows), UNFIT, mend)] if rows else []


def sheet_rows(own: Iterable[tuple[str, str, str, str]], decisions: Decisions) -> list[list[str]]:
    """The csv for people to fill: a row for each thing written, most written first, with what is decided already.

    own: as for `settled`. Decisions on words that nobody wrote stay, last.
    """
    spelt: dict[tuple[str, str], str] = {}
    people: Counter[tuple[str, str]] = Counter()
    for question, _, _, words in own:
        key = (question, _key(words))
        spelt.setdefault(key, " ".join(words.split()))
        people[key] += 1
    for key, decision in decisions.of.items():
        spelt.setdefault(key, decision.words)
    order = sorted(spelt, key=lambda key: (people[key] == 0, key[0], -people[key], key[1]))
    rows = []
    for key in order:
        known = decisions.of.get(key)
        rows.append([key[0], spelt[key], str(people[key]), *((known.option, known.by) if known else ("", ""))])
    return [list(COLUMNS), *rows]
