"""Counts of the people of a survey as they may be shown: all of them protected together, once, whoever shows which."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from evidence.coded import chosen_codes
from evidence.disclosure import (
    ANSWERED,
    NO_ANSWER,
    REST,
    TOTAL,
    YES,
    Key,
    Policy,
    Protected,
    as_text,
    count_people,
    join_smallest,
    joined,
    protect,
    shown_cells,
    side_by_side,
    unsafe,
)
from evidence.model import BARRIER, ENABLER, EvidenceBase
from evidence.project import PUBLICATION
from evidence.survey import NOT_STATED, closed_by_person, open_by_person
from evidence.survey.answers import options_of, questions_of

MOST_OPTIONS = 12
"""A question with more answers than this is not shown answer by answer: it may tell people apart."""

LOWER, MIDDLE, UPPER = "the lower half", "the middle", "the upper half"
"""The parts of a scale; the middle point of an odd one is neither half."""

ANY = "any theme"


def policy_of(base: EvidenceBase) -> Policy:
    """What the project allows to be shown of its surveys' people."""
    said = {**PUBLICATION, **base.manifest.get("publication", {})}
    return Policy(said["threshold"], said["rounding"], said["zeros"], said["group_disclosure"])


@dataclass(frozen=True)
class ShownPeople:
    """What may be shown of one survey.

    data:      the hash of its export; policy: what was protected by.
    groups:    for each attribute that tells groups apart, the group that each of its answers is joined to.
    unsafe:    for each of these attributes the share of cells that could not be shown before and after joining.
    protected: the tables, and the researcher's record of what was withheld.
    """

    survey_id: str
    data: str
    policy: Policy
    groups: Mapping[str, Mapping[str, str]]
    unsafe: Mapping[str, tuple[float, float]]
    protected: Protected

    @cached_property
    def _counts(self) -> dict[Key, int | None]:
        every: dict[Key, int | None] = {}
        for table in self.protected.tables.values():
            names = [name for name in table.columns if name not in ("count", "published")]
            cells = zip(*(table[name] for name in names), strict=True)
            for cell, count in zip(cells, table["count"], strict=True):
                key = tuple(sorted((n, c) for n, c in zip(names, cell, strict=True) if c != TOTAL))
                every[key] = None if pd.isna(count) else int(count)
        return every

    def count(self, *pairs: tuple[str, str]) -> int | None:
        """How many people are in a cell; None where that is withheld, or not counted."""
        return self._counts.get(tuple(sorted(pairs)))

    def tag(self, *names: str) -> str:
        """What an exhibit made from these tables carries, so that a report can be checked whole."""
        tables = {name: self.protected.tables[name] for name in names}
        dimensions = [side(q) for q in self.groups for side in (answer, group)]
        return as_text(shown_cells(self.survey_id, self.data, tables, self.policy, dimensions))

    def members(self, attribute: str) -> list[str]:
        """The groups that an attribute tells apart, in order; people who did not say are one only if joined to others."""
        return [name for name in dict.fromkeys(self.groups[attribute].values()) if name != NO_ANSWER]


def answer(question_id: str) -> str:
    """The dimension of the answers to a question."""
    return f"answer to {question_id}"


def half(question_id: str) -> str:
    """The dimension of the halves of a scale."""
    return f"half of {question_id}"


def group(question_id: str) -> str:
    """The dimension of the groups that an attribute's answers are joined to."""
    return f"group by {question_id}"


def of(question_id: str, what: str) -> str:
    """The dimension of one option, code or side of a question that takes several: `YES` or not."""
    return f"{question_id}: {what}"


def option_cell(question_id: str, option: str) -> list[tuple[str, str]]:
    """The cell of those who ticked one option of a multiple choice."""
    return [(answer(question_id), ANSWERED), (of(question_id, option), YES)]


def code_cell(base: EvidenceBase, question_id: str, code: str, side: str = "") -> list[tuple[str, str]]:
    """The cell of those whose answer to an open question holds a code, or says that it stands in the way or helps."""
    cell = [(answer(question_id), ANSWERED), (of(question_id, ANY), ANSWERED)]
    cell += [(of(question_id, above), YES) for above in _line(base, code)]
    return [*cell, (of(question_id, f"{code} as {side}"), YES)] if side else cell


def _line(base: EvidenceBase, code: str) -> list[str]:
    """A code and all above it, topmost first."""
    parents = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["parent"], strict=True))
    line = [code]
    while isinstance(parents[line[0]], str):
        line.insert(0, parents[line[0]])
    return line


_MADE: dict[tuple[int, str], tuple[weakref.ref[EvidenceBase], ShownPeople]] = {}


def shown_people(base: EvidenceBase, survey_id: str) -> ShownPeople:
    """All that may be shown of the people of one survey: made once for a base, for every exhibit must withhold the same."""
    held = _MADE.get((id(base), survey_id))
    if held is None or held[0]() is not base:
        _MADE[id(base), survey_id] = held = (weakref.ref(base), _made(base, survey_id))
    return held[1]


def _made(base: EvidenceBase, survey_id: str) -> ShownPeople:
    policy = policy_of(base)
    surveys = base.tables["surveys"].set_index("survey_id")
    closed = {q: _closed(base, survey_id, q) for kind in ("attribute", "single") for q, _ in questions_of(base, survey_id, kind)}
    tables = {answer(q): made[1] for q, made in closed.items() if made is not None}
    scales = {q: _closed(base, survey_id, q) for q, _ in questions_of(base, survey_id, "likert")}
    tables |= {answer(q): made[1] for q, made in scales.items() if made is not None}
    tables |= {answer(q): _ticked(base, survey_id, q) for q, _ in questions_of(base, survey_id, "multiple")}
    tables |= {answer(q): _spoken(base, survey_id, q) for q, _ in questions_of(base, survey_id, "free_text")}
    groups, shares = {}, {}
    for q, _ in questions_of(base, survey_id, "attribute"):
        made = closed[q]
        if made is not None and made[0][answer(q)].nunique() > 1:
            groups[q], shares[q] = _groups(q, made[0][answer(q)], [s[0] for s in scales.values() if s is not None], policy)
            tables[group(q)] = joined(tables[answer(q)], answer(q), groups[q], group(q))
            tables |= _by_group(base, survey_id, made[0][answer(q)].map(groups[q]).rename(group(q)), groups[q])
    told = protect(tables, policy, groups=[side(q) for q in groups for side in (answer, group)])
    return ShownPeople(survey_id, surveys.loc[survey_id, "sha256"], policy, groups, shares, told)


def _closed(base: EvidenceBase, survey_id: str, question_id: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """People and their counts for a question of one answer, with its halves if it is a scale; None if it has too many answers."""
    options = options_of(base, survey_id, question_id)
    if not 0 < len(options) <= MOST_OPTIONS:
        return None
    name = answer(question_id)
    people = closed_by_person(base, survey_id, question_id).rename(columns={"value": name}).fillna({name: NO_ANSWER})
    table = count_people(people, [name], {name: [*options, NO_ANSWER]})
    if question_id in {q for q, _ in questions_of(base, survey_id, "likert")}:
        halves = {**halves_of(options), NO_ANSWER: NO_ANSWER}
        table = joined(table, name, halves, half(question_id))
        people[half(question_id)] = people[name].map(halves)
    return people, table


def halves_of(options: Sequence[str]) -> dict[str, str]:
    """Which half of a scale each of its points is in.

    >>> list(halves_of(["No", "Rather not", "So so", "Rather", "Yes"]).values())[1:4]
    ['the lower half', 'the middle', 'the upper half']
    """
    lower = len(options) // 2
    upper = len(options) - lower
    return {option: LOWER if n < lower else UPPER if n >= upper else MIDDLE for n, option in enumerate(options)}


def _ticked(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    ticked = closed_by_person(base, survey_id, question_id)
    options, name = options_of(base, survey_id, question_id), answer(question_id)
    people = pd.DataFrame({name: ticked.any(axis=1).map({True: ANSWERED, False: NO_ANSWER})}, index=ticked.index)
    parts = []
    for option in options:
        said = ticked[option] if option in ticked else pd.Series(False, index=ticked.index)
        one = people.assign(**{of(question_id, option): said.map({True: YES, False: REST})})
        parts.append(count_people(one, [name, of(question_id, option)], _categories([name], of(question_id, option))))
    return side_by_side(parts)


def _categories(answered: Iterable[str], *yes: str) -> dict[str, list[str]]:
    """The categories of dimensions: answered or not for the first ones, yes or not for the others."""
    return {name: [ANSWERED, NO_ANSWER] for name in answered} | {name: [YES, REST] for name in yes}


def _spoken(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """Counts of who speaks of each theme, as barrier and as enabler, and of each code below it."""
    people = _speakers(base, survey_id, question_id)
    parts = []
    for chain in _chains(base, question_id):
        parts.append(count_people(people, chain, _of_chain(chain)))
    return side_by_side(parts)


def _of_chain(chain: Sequence[str]) -> dict[str, list[str]]:
    first, second, *rest = chain
    return {**_categories([first], *rest), second: [ANSWERED, REST]}


def _chains(base: EvidenceBase, question_id: str, *, themes: bool = False) -> list[list[str]]:
    """The dimensions that lead to each count of an open question: who wrote, who speaks of any theme, of this one, and how."""
    head = [answer(question_id), of(question_id, ANY)]
    codes = chosen_codes(base.tables["codes"], "theme" if themes else "code")
    chains = [head]
    for code, parent in zip(codes["code"], codes["parent"], strict=True):
        line = [of(question_id, above) for above in _line(base, code)]
        chains.append([*head, *line])
        if not isinstance(parent, str) and not themes:
            chains += [[*head, *line, of(question_id, f"{code} as {side}")] for side in (BARRIER, ENABLER)]
    return chains


def _speakers(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """Everyone in the survey, with every dimension of an open question."""
    spoken = open_by_person(base, survey_id, question_id)
    respondents = base.tables["respondents"]
    people = pd.Index(respondents.loc[respondents["survey_id"] == survey_id, "respondent_id"])
    wrote = pd.Series(people.isin(spoken.index), index=people)
    columns = {answer(question_id): wrote.map({True: ANSWERED, False: NO_ANSWER})}
    themes = [c for c in spoken.columns if c[1] == "any"]
    speaks = spoken[themes].any(axis=1) if themes else pd.Series(False, index=spoken.index)
    columns[of(question_id, ANY)] = speaks.reindex(people).map({True: ANSWERED, False: REST})
    for code in base.tables["codes"]["code"]:
        for side in ("any", BARRIER, ENABLER):
            held = spoken[code, side] if (code, side) in spoken else pd.Series(False, index=spoken.index)
            name = of(question_id, code if side == "any" else f"{code} as {side}")
            columns[name] = held.reindex(people).map({True: YES, False: REST})
    return pd.DataFrame(columns, index=people)


def _groups(
    attribute: str, values: pd.Series, scales: Sequence[pd.DataFrame], policy: Policy
) -> tuple[dict[str, str], tuple[float, float]]:
    """The groups that an attribute's answers are joined to, and what share of their cells is unsafe before and after."""

    def unsafe_share(names: Mapping[str, str]) -> float:
        grouped = values.map(names)
        counts = [grouped.value_counts()]
        for people in scales:
            name = next(column for column in people if column.startswith("half of"))
            known = people[name] != NO_ANSWER
            counts.append(pd.crosstab(grouped[known], people.loc[known, name]).stack())
        return float(unsafe(pd.concat(counts), policy).mean())

    sizes = {str(value): int(count) for value, count in values.value_counts(sort=False).items()}
    names = join_smallest(sizes, unsafe_share)
    told = {value: name.replace(NO_ANSWER, NOT_STATED) if value != name else name for value, name in names.items()}
    return {NO_ANSWER: NO_ANSWER, **told}, (unsafe_share({value: value for value in sizes}), unsafe_share(names))


def _by_group(base: EvidenceBase, survey_id: str, groups: pd.Series, names: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """The halves of each scale, and the themes of each open question, within each group."""
    by = str(groups.name)
    members = {by: list(dict.fromkeys([*(name for name in names.values() if name != NO_ANSWER), NO_ANSWER]))}
    tables = {}
    for question_id, _ in questions_of(base, survey_id, "likert"):
        made = _closed(base, survey_id, question_id)
        if made is not None:
            halves = {half(question_id): [LOWER, MIDDLE, UPPER, NO_ANSWER]}
            people = made[0].join(groups)
            tables[f"{half(question_id)} {by}"] = count_people(people, [half(question_id)], {**halves, **members}, by=by)
    for question_id, _ in questions_of(base, survey_id, "free_text"):
        people = _speakers(base, survey_id, question_id).join(groups)
        parts = [
            count_people(people, chain, {**_of_chain(chain), **members}, by=by)
            for chain in _chains(base, question_id, themes=True)
        ]
        tables[f"{answer(question_id)} {by}"] = side_by_side(parts)
    return tables
