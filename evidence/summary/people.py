"""Counts of the people of a survey as they may be shown: all of them protected together, once, whoever shows which."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from evidence.coded import chosen_codes
from evidence.disclosure import (
    ANSWERED,
    NO_ANSWER,
    REST,
    TOTAL,
    YES,
    Cells,
    Key,
    Policy,
    Protected,
    as_text,
    count_people,
    join_smallest,
    joined,
    protect,
    shown_cells,
    unsafe,
)
from evidence.model import BARRIER, ENABLER, EvidenceBase
from evidence.project import PUBLICATION
from evidence.survey import NOT_STATED, closed_by_person, open_by_person
from evidence.survey.answers import answers_to, options_of, people_of

MOST_OPTIONS = 12
"""A question with more answers than this is not shown answer by answer: it may tell people apart."""

LOWER, MIDDLE, UPPER = "the lower half", "the middle", "the upper half"
"""The parts of a scale; the middle point of an odd one is neither half."""


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

    def cells(self, *names: str) -> Cells:
        """What some of the tables show, in plain values."""
        tables = {name: self.protected.tables[name] for name in names}
        dimensions = [side(q) for q in self.groups for side in (answer, group)]
        return shown_cells(self.survey_id, self.data, tables, self.policy, dimensions)

    def tag(self, *names: str) -> str:
        """What an exhibit made from these tables carries, so that a report can be checked whole."""
        return as_text(self.cells(*names))

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
    cell = [(answer(question_id), ANSWERED), *((of(question_id, above), YES) for above in _line(base, code))]
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
    policy, asked = policy_of(base), _questions(base, survey_id)
    closed = {
        q: made for q, kind in asked.items() if kind in ONE_ANSWER and (made := _closed(base, survey_id, q, kind)) is not None
    }
    spoken = {q: _speakers(base, survey_id, q) for q, kind in asked.items() if kind == "free_text"}
    tables = {answer(q): table for q, (_, table) in closed.items()}
    tables |= {answer(q): _ticked(base, survey_id, q) for q, kind in asked.items() if kind == "multiple"}
    tables |= {answer(q): _numbered(base, survey_id, q) for q, kind in asked.items() if kind == "number"}
    chains = {q: _chains(base, q) for q in spoken}
    tables |= {answer(q): count_people(spoken[q], chains[q], _categories(chains[q])) for q in spoken}
    scales = {q: people for q, (people, _) in closed.items() if asked[q] == "likert"}
    groups, shares = {}, {}
    for q, (people, table) in closed.items():
        if asked[q] == "attribute" and people[answer(q)].nunique() > 1:
            groups[q], shares[q] = _groups(people[answer(q)], options_of(base, survey_id, q), scales, policy)
            tables[group(q)] = joined(table, answer(q), groups[q], group(q))
            tables |= _by_group(base, scales, spoken, _ordered(people[answer(q)], groups[q]).rename(group(q)))
    told = protect(tables, policy, groups=[side(q) for q in groups for side in (answer, group)])
    surveys = base.tables["surveys"].set_index("survey_id")
    return ShownPeople(survey_id, str(surveys.loc[survey_id, "sha256"]), policy, groups, shares, told)


ONE_ANSWER = ("attribute", "single", "likert")


def _questions(base: EvidenceBase, survey_id: str) -> dict[str, str]:
    """The kind of each question, attributes first: of what is withheld, theirs is missed most."""
    questions = base.tables["questions"]
    mine = questions[questions["survey_id"] == survey_id].sort_values("ordinal")
    kinds = dict(zip(mine["question_id"], mine["kind"], strict=True))
    return dict(sorted(kinds.items(), key=lambda pair: pair[1] != "attribute"))


def _closed(base: EvidenceBase, survey_id: str, question_id: str, kind: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """People and their counts for a question of one answer, with its halves if it is a scale; None if it has too many answers."""
    options, name = options_of(base, survey_id, question_id), answer(question_id)
    if not 0 < len(options) <= MOST_OPTIONS:
        return None
    people = closed_by_person(base, survey_id, question_id).rename(columns={"value": name}).fillna({name: NO_ANSWER})
    table = count_people(people, [[name]], {name: [*options, NO_ANSWER]})
    if kind == "likert":
        halves = {**halves_of(options), NO_ANSWER: NO_ANSWER}
        table = joined(table, name, halves, half(question_id))
        people[half(question_id)] = _ordered(people[name], halves)
    return people, table


def _ordered(values: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """The wider category of each value; all of them in order, and no answer last."""
    order = sorted(dict.fromkeys(names.values()), key=lambda name: name == NO_ANSWER)
    return values.map(names).astype(pd.CategoricalDtype(order))


def halves_of(options: Sequence[str]) -> dict[str, str]:
    """Which half of a scale each of its points is in.

    >>> list(halves_of(["No", "Rather not", "So so", "Rather", "Yes"]).values())[1:4]
    ['the lower half', 'the middle', 'the upper half']
    """
    lower = len(options) // 2
    upper = len(options) - lower
    return {option: LOWER if n < lower else UPPER if n >= upper else MIDDLE for n, option in enumerate(options)}


def _numbered(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """How many gave a number, and how many did not."""
    name, people = answer(question_id), people_of(base, survey_id)
    gave = people["respondent_id"].isin(answers_to(base, survey_id, question_id)["respondent_id"])
    said = pd.DataFrame({name: np.where(gave, ANSWERED, NO_ANSWER)})
    return count_people(said, [[name]], {name: [ANSWERED, NO_ANSWER]})


def _ticked(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    ticked = closed_by_person(base, survey_id, question_id)
    options, name = options_of(base, survey_id, question_id), answer(question_id)
    people = pd.DataFrame({name: ticked.any(axis=1).map({True: ANSWERED, False: NO_ANSWER})}, index=ticked.index)
    for option in options:
        said = ticked[option] if option in ticked else pd.Series(False, index=ticked.index)
        people[of(question_id, option)] = said.map({True: YES, False: REST})
    chains = [[name, of(question_id, option)] for option in options]
    return count_people(people, chains or [[name]], _categories(chains or [[name]]))


def _categories(chains: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    """The categories of the dimensions of chains: of the outermost answered or not, of the others yes or not."""
    found: dict[str, list[str]] = {}
    for chain in chains:
        for place, name in enumerate(chain):
            found[name] = [YES, REST] if place else [ANSWERED, NO_ANSWER]
    return found


def _chains(base: EvidenceBase, question_id: str, *, themes: bool = False) -> list[list[str]]:
    """The dimensions that lead to each count of an open question: who wrote, who speaks of this theme, and how."""
    head = [answer(question_id)]
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
    columns = {answer(question_id): np.where(people.isin(spoken.index), ANSWERED, NO_ANSWER)}
    for code in base.tables["codes"]["code"]:
        for side in ("any", BARRIER, ENABLER):
            held = spoken.index[spoken[code, side]] if (code, side) in spoken else spoken.index[:0]
            name = of(question_id, code if side == "any" else f"{code} as {side}")
            # Who wrote nothing counts as one of the others here; codes are counted among those who wrote.
            columns[name] = np.where(people.isin(held), YES, REST)
    return pd.DataFrame(columns, index=people)


def _groups(
    values: pd.Series, options: Sequence[str], scales: Mapping[str, pd.DataFrame], policy: Policy
) -> tuple[dict[str, str], tuple[float, float]]:
    """The groups that an attribute's answers are joined to, and what share of their cells is unsafe before and after."""

    halves = [people[half(q)].reindex(values.index) for q, people in scales.items()]
    crossed = [pd.crosstab(values, one[one != NO_ANSWER]) for one in halves]

    def unsafe_share(names: Mapping[str, str]) -> float:
        tables: list[pd.Series | pd.DataFrame] = [values.map(names).value_counts()]
        tables += [table.groupby(table.index.map(names)).sum() for table in crossed]
        return float(unsafe(pd.Series(np.concatenate([table.to_numpy().ravel() for table in tables])), policy).mean())

    counts = values.value_counts()
    sizes = {value: int(counts.get(value, 0)) for value in options}
    if counts.get(NO_ANSWER, 0):
        sizes[NO_ANSWER] = int(counts[NO_ANSWER])
    names = join_smallest(sizes, unsafe_share)
    told = {value: name.replace(NO_ANSWER, NOT_STATED) if value != name else name for value, name in names.items()}
    return {NO_ANSWER: NO_ANSWER, **told}, (unsafe_share({value: value for value in sizes}), unsafe_share(names))


def _by_group(
    base: EvidenceBase, scales: Mapping[str, pd.DataFrame], spoken: Mapping[str, pd.DataFrame], groups: pd.Series
) -> dict[str, pd.DataFrame]:
    """The halves of each scale, and the themes of each open question, within each group."""
    by = str(groups.name)
    members = {by: list(groups.cat.categories)}
    tables = {}
    for q, people in scales.items():
        categories = {half(q): list(people[half(q)].cat.categories), **members}
        tables[in_groups(half(q), by)] = count_people(people.join(groups), [[half(q)]], categories, by=by)
    for q, people in spoken.items():
        chains = _chains(base, q, themes=True)
        categories = {**_categories(chains), **members}
        tables[in_groups(answer(q), by)] = count_people(people.join(groups), chains, categories, by=by)
    return tables


def in_groups(dimension: str, by: str) -> str:
    """What the table of a dimension within groups is called."""
    return f"{dimension}, {by}"
