"""What the surveys say: who answered, what they ticked, and what they wrote; no count that would give people away.

The researcher sees here what a reader of the report sees. All counts, small ones too, are in `evidence.survey`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any

import pandas as pd

from evidence.disclosure import ANSWERED, FIGURES, NO_ANSWER, shown_figures
from evidence.exhibits import ILLUSTRATIVE, WITHHELD, Captioned, Statement, captioned, listed, per_cent
from evidence.figures import likert_figure, shares_figure
from evidence.model import ANSWER, BARRIER, ENABLER, EvidenceBase
from evidence.summary.people import (
    LOWER,
    UPPER,
    ShownPeople,
    answer,
    code_cell,
    group,
    half,
    halves_of,
    in_groups,
    option_cell,
    policy_of,
    shown_people,
)
from evidence.summary.wording import Exhibits, counted, quoted, small
from evidence.survey import (
    CLOSED_KINDS,
    NOT_STATED,
    association,
    closed_table,
    likert_table,
    number_summary,
    open_codes,
    response_rate,
    wilson,
)
from evidence.survey.answers import answers_to, options_of, own_words


def survey_note(base: EvidenceBase, survey_id: str) -> str:
    """What must stand beside everything that uses this survey; empty if its answers are real."""
    surveys = base.tables["surveys"].set_index("survey_id")
    return ILLUSTRATIVE if surveys.loc[survey_id, "illustrative"] else ""


def who_answered(base: EvidenceBase) -> Statement:
    """For every survey, how many were invited and how many answered; or that there is no survey."""
    surveys = base.tables["surveys"]
    if surveys.empty:
        return Statement(("This project has no survey.",))
    respondents = (
        people_said(base, len(base.tables["respondents"])).replace("people", "respondents").replace("person", "respondent")
    )
    said = [f"{counted(len(surveys), 'survey')} with {respondents}."]
    said += [_response(base, survey_id) for survey_id in surveys["survey_id"]]
    said.append("Those who answer a survey are rarely like all who were asked: read shares as those of the people who answered.")
    return Statement(tuple(said), note=ILLUSTRATIVE if surveys["illustrative"].any() else "")


def people_said(base: EvidenceBase, count: int, one: str = "person", several: str = "people") -> str:
    """How many people, or that there are fewer than may be told.

    A count of those who answered at all, or of those quoted: it says nothing that anyone said.
    """
    least = policy_of(base).threshold
    return f"fewer than {least} {several}" if 0 < count < least else counted(count, one, several)


def _response(base: EvidenceBase, survey_id: str) -> str:
    row = response_rate(base, survey_id).iloc[0]
    valid = int(row["valid"])
    told = f"“{row['title']}”: {people_said(base, valid)} answered at least one question"
    if row["reason"]:
        return f"{told}; {row['reason'].partition(':')[0]}."
    if 0 < valid < policy_of(base).threshold:
        return f"{told}, of {row['invited']:,} invited."
    return f"{told}, {per_cent(row['rate'])} of the {row['invited']:,} invited."


def withheld_note(base: EvidenceBase) -> str:
    """What the mark for a withheld number means, in words."""
    least = policy_of(base).threshold
    return f"{WITHHELD} is withheld: it tells of fewer than {least} people, or such a count could be worked out from it."


def _noted(base: EvidenceBase, table: pd.DataFrame, note: str) -> str:
    """`note`, and what the mark for a withheld number means if the table holds one."""
    held = table.map(lambda cell: isinstance(cell, str) and cell == WITHHELD).to_numpy().any()
    return " ".join(filter(None, [note, withheld_note(base) if held else ""]))


def closed_answers(base: EvidenceBase, survey_id: str) -> Exhibits:
    """The closed questions of a survey: those on a scale as a table and a figure, then a table for each of the others."""
    note, title = survey_note(base, survey_id), _survey_title(base, survey_id)
    closed, written = _questions(base, survey_id, (*CLOSED_KINDS, "number")), _questions(base, survey_id, ("free_text",))
    said = f"{counted(len(closed), 'closed question')} and {counted(len(written), 'open one')}."
    yield Statement((said,), heading=title, level=2, note=note)
    shown = shown_people(base, survey_id)
    if shown.protected.failed:
        yield Statement(_ALL_WITHHELD, note=note)
        return
    for scale, items in _by_scale(likert_table(base, survey_id)):
        yield from _scale_shown(base, shown, scale, items)
    for question in _questions(base, survey_id, ("single", "multiple", "attribute")):
        if answer(question["question_id"]) in shown.protected.tables:
            yield _closed_shown(base, shown, question)
    if numbers := _questions(base, survey_id, ("number",)):
        yield _numbers_shown(base, shown, numbers)


_ALL_WITHHELD = (
    "All counts of people are withheld: no choice of numbers was found that could be shown without giving small ones away.",
    "Fewer questions in groups, or fewer and larger groups, may let some be shown.",
)


def _scale_shown(base: EvidenceBase, shown: ShownPeople, scale: Sequence[str], items: pd.DataFrame) -> Exhibits:
    """The questions on one scale: each point's share, and how far the upper half outweighs the lower."""
    note, safe = survey_note(base, shown.survey_id), items.astype(dict.fromkeys([*scale, "net"], "object"))
    for row, question_id in zip(safe.index, safe["question_id"], strict=True):
        for point in scale:
            if shown.count((answer(question_id), point)) is None:
                safe.loc[row, point] = WITHHELD
        if None in (shown.count((half(question_id), LOWER)), shown.count((half(question_id), UPPER))):
            safe.loc[row, "net"] = WITHHELD
    table = safe[["question", *scale, "base", "missing", "net"]].rename(columns={"missing": "blank or off the scale"})
    title = f"On a scale from “{scale[0]}” to “{scale[-1]}”"
    counts = shown.tag(*map(answer, items["question_id"]))
    yield captioned(table, title, note=_noted(base, table, note), shares=scale, counts=counts)
    drawn = safe.assign(**{point: pd.to_numeric(safe[point], errors="coerce") for point in scale})
    yield likert_figure(drawn, title=title, note=_noted(base, table, note), scale=scale)


def _closed_shown(base: EvidenceBase, shown: ShownPeople, question: Mapping[str, Any]) -> Captioned:
    question_id = question["question_id"]
    table = closed_table(base, shown.survey_id, question_id)
    if question["kind"] == "multiple":
        counts = [shown.count(*option_cell(question_id, option)) for option in table["option"]]
    else:
        counts = [shown.count((answer(question_id), option)) for option in table["option"]]
    said = f"{table['base'].max():,} answered, {table['missing'].max():,} did not"
    safe = _masked(table, counts).rename(columns={"option": "answer", "count": "people"})
    safe = safe[["answer", "people", "share", "low", "high", "note"]]
    safe["note"] = safe["note"].str.replace(_BACK_CODED, "", regex=True)
    own = _own_words(base, shown.survey_id, question_id, exact=None not in counts)
    note = _noted(base, safe, " ".join(filter(None, [survey_note(base, shown.survey_id), own])))
    return captioned(safe, f"{question['text']} ({said})", note=note, counts=shown.tag(answer(question_id)))


def _numbers_shown(base: EvidenceBase, shown: ShownPeople, questions: Sequence[Mapping[str, Any]]) -> Captioned:
    """Mean and quartiles of each question that asks for a number, as far as they may be shown."""
    rows = []
    for question in questions:
        summed = number_summary(base, shown.survey_id, question["question_id"]).iloc[0]
        if not summed["base"]:
            continue
        told = shown.count((answer(question["question_id"]), ANSWERED))
        values = pd.to_numeric(answers_to(base, shown.survey_id, question["question_id"])["value"])
        figures = shown_figures(values, shown.policy) if told is not None else pd.Series(float("nan"), index=list(FIGURES))
        safe = {name: WITHHELD if pd.isna(figures[name]) else float(figures[name]) for name in FIGURES}
        rows.append({"question": question["text"], "people": WITHHELD if told is None else told, **safe})
    table = pd.DataFrame(rows, columns=["question", "people", *FIGURES])
    least = shown.policy.threshold
    said = f"No lowest or highest is shown, and no quartile with fewer than {least} people below or above it."
    note = " ".join(filter(None, [_noted(base, table, survey_note(base, shown.survey_id)), said]))
    return captioned(table, "Answers in numbers", note=note, counts=shown.tag(*(answer(q["question_id"]) for q in questions)))


_BACK_CODED = "(; )?back-coded: [^;]*"
"""What `closed_table` notes of own words; it tells all counts."""


def _own_words(base: EvidenceBase, survey_id: str, question_id: str, *, exact: bool) -> str:
    """How many wrote an answer of their own and were counted where it belongs.

    exact: False where counts are withheld, which these numbers could narrow down; small numbers are words in any case.
    """
    wrote, decided = own_words(base, survey_id, question_id)
    if not wrote:
        return ""
    least = policy_of(base).threshold
    if not exact or any(0 < count < least for count in (wrote, decided, wrote - decided)):
        return "Some wrote an answer of their own; where a person has said which answer it means, it is counted there."
    return f"Back-coded: {decided:,} of {wrote:,} answers in people's own words are counted where a person says they belong."


def _masked(table: pd.DataFrame, counts: Sequence[int | None]) -> pd.DataFrame:
    """A table of shares with the counts that may be shown; a share of rounded counts where counts are rounded."""
    safe = table.astype(dict.fromkeys(("count", "share", "low", "high"), "object"))
    for row, count in zip(table.index, counts, strict=True):
        if count is None:
            safe.loc[row, ["count", "share", "low", "high"]] = WITHHELD
        elif count != table.loc[row, "count"]:
            base = float(table.loc[row, "base"])
            share = min(1.0, count / base) if base else float("nan")
            low, high = wilson(share, float(table.loc[row, "effective_base"]))
            safe.loc[row, ["count", "share", "low", "high"]] = [count, share, low, high]
    return safe


def _by_scale(items: pd.DataFrame) -> Iterator[tuple[list[str], pd.DataFrame]]:
    """The items that share a scale, in the order in which each scale first comes."""
    points = [str(name) for name in items if name not in ("question_id", "question", "base", "missing", "net")]
    answered = items[items["base"] > 0]
    offered = answered[points].notna().apply(tuple, axis=1) if points else pd.Series(dtype="object")
    for pattern in dict.fromkeys(offered):
        yield list(compress(points, pattern)), answered[offered == pattern]


def open_answers(base: EvidenceBase, survey_id: str, *, most: int = 1) -> Exhibits:
    """The open questions of a survey: which codes the answers hold, as tables and a figure, and in whose words.

    most: quotations for each side of the two themes most found.
    """
    note, shown = survey_note(base, survey_id), shown_people(base, survey_id)
    for question in _questions(base, survey_id, ("free_text",)):
        asked = (survey_id, question["question_id"])
        themes = _codes_shown(base, shown, question["question_id"], "theme")
        counts = shown.tag(answer(question["question_id"]))
        yield Statement((_open_said(base, themes),), heading=question["text"], note=note, counts=counts)
        if not themes.empty and not shown.protected.failed:
            yield from _themes_shown(base, shown, question, themes)
        quoted_already: set[str] = set()
        for theme in themes["code"].head(2):
            yield from quoted(base, theme, ANSWER, most=most, shown=quoted_already, question=asked, note=note)


def _themes_shown(base: EvidenceBase, shown: ShownPeople, question: Mapping[str, Any], themes: pd.DataFrame) -> Exhibits:
    """How many speak of each theme in answer to an open question, and of what these themes are made."""
    note, counts, table = survey_note(base, shown.survey_id), shown.tag(answer(question["question_id"])), _reading(themes)
    wrote = f"{themes['base'].max():,} wrote an answer; several themes an answer"
    yield captioned(table, f"Themes in the answers ({wrote})", note=_noted(base, table, note), counts=counts)
    drawn = themes[themes["count"] != WITHHELD].astype({"count": "int64", **dict.fromkeys(("share", "low", "high"), "float64")})
    yield shares_figure(drawn, title=f"What people wrote: {question['text']}", note=_noted(base, table, note))
    below = _codes_shown(base, shown, question["question_id"], "code")
    below = below[~below["code"].isin(themes["code"])].drop(columns=[BARRIER, ENABLER])
    told, few = below[below["count"] != WITHHELD], below[below["count"] == WITHHELD]
    if len(told):
        yield captioned(_reading(told), "What these themes are made of", note=note, counts=counts)
    if len(few):
        names = listed([small(name) for name in few["name"]])
        yield Statement((f"Spoken of, too, but by too few people to tell how many: {names}.",), note=note)


def _codes_shown(base: EvidenceBase, shown: ShownPeople, question_id: str, level: str) -> pd.DataFrame:
    """The codes that anyone speaks of in answer to an open question, most people first, withheld ones last."""
    codes = open_codes(base, shown.survey_id, question_id, level=level)
    codes = codes[codes["count"] > 0].astype({BARRIER: "object", ENABLER: "object"})
    safe = _masked(codes, [shown.count(*code_cell(base, question_id, code)) for code in codes["code"]])
    for row, code in zip(safe.index, safe["code"], strict=True):
        for side in (BARRIER, ENABLER):
            count = shown.count(*code_cell(base, question_id, code, side))
            safe.loc[row, side] = WITHHELD if count is None else count
    last = safe["count"].map(lambda count: -1 if count == WITHHELD else count)
    names = base.tables["codes"].set_index("code")["ordinal"]
    # Withheld codes stand in the codebook's order: their own would tell which is larger.
    return safe.assign(_last=last, _place=safe["code"].map(names)).sort_values(
        ["_last", "_place"], ascending=[False, True], ignore_index=True
    )


def _reading(codes: pd.DataFrame) -> pd.DataFrame:
    columns = ["name", "count", "share", "low", "high", BARRIER, ENABLER]
    return codes[[name for name in columns if name in codes]].rename(columns={"count": "people"})


def group_by_group(base: EvidenceBase) -> Exhibits:
    """For every survey what each group of its people answers; or that none tells groups apart."""
    told = [exhibit for survey_id in base.tables["surveys"]["survey_id"] for exhibit in by_attributes(base, survey_id)]
    yield from told or [Statement(("No survey tells groups of people apart whose answers may be shown.",))]


def by_attributes(base: EvidenceBase, survey_id: str) -> Exhibits:
    """The upper half of each scale and the themes of each open question, group by group, with a test where one holds."""
    shown, several = shown_people(base, survey_id), len(base.tables["surveys"]) > 1
    for question in _questions(base, survey_id, ("attribute",)):
        if question["question_id"] in shown.groups and not shown.protected.failed:
            by = small(question["text"])
            heading = f"{_survey_title(base, survey_id)}, by {by}" if several else f"By {by}"
            yield Statement(_joining(shown, question), heading=heading, note=survey_note(base, survey_id))
            yield from _scales_by(base, shown, question)
            yield from _themes_by(base, shown, question)


def _joining(shown: ShownPeople, question: Mapping[str, Any]) -> tuple[str, ...]:
    names = shown.groups[question["question_id"]]
    joined = [name for name in shown.members(question["question_id"]) if name not in names]
    before, after = shown.unsafe[question["question_id"]]
    if not joined:
        return (f"The answers to “{question['text']}” tell {len(shown.members(question['question_id']))} groups apart.",)
    together = listed([_members(name, names) for name in joined])
    return (
        f"Small groups are shown together: {together}. Apart, {per_cent(before)} of the numbers would tell of too few people; "
        f"together, {per_cent(after)} do.",
    )


def _members(name: str, groups: Mapping[str, str]) -> str:
    """A joined group and, where its name does not tell them all, the answers that it holds."""
    held = [NOT_STATED if answered == NO_ANSWER else answered for answered, group in groups.items() if group == name]
    held.sort(key=lambda answered: answered == NOT_STATED)
    return f"“{name}”" if all(answered in name for answered in held) else f"“{name}” ({listed(held)})"


def _scales_by(base: EvidenceBase, shown: ShownPeople, question: Mapping[str, Any]) -> Exhibits:
    """For each item on a scale, the share of each group in its upper half."""
    by, rows, names = question["question_id"], [], []
    for item in _questions(base, shown.survey_id, ("likert",)):
        name = in_groups(half(item["question_id"]), group(by))
        if name in shown.protected.tables:
            names.append(name)
            cells = {one: _upper_share(shown, item["question_id"], (group(by), one)) for one in shown.members(by)}
            rows.append({"question": item["text"], **cells, "difference": _tested(base, shown, item["question_id"], by)})
    if rows:
        table = pd.DataFrame(rows)
        caption = f"Share on the upper half of the scale, by {small(question['text'])}"
        tested = _TESTED if table["difference"].str.startswith("p ").any() else ""
        note = " ".join(filter(None, [_noted(base, table, survey_note(base, shown.survey_id)), tested]))
        yield captioned(table, caption, note=note, shares=shown.members(by), counts=shown.tag(group(by), *names))


_TESTED = (
    "p is how often chance alone would set groups so far apart, if those who answered had been drawn at random; strength is "
    "Cramér's V, from 0 (no difference) to 1."
)


def _upper_share(shown: ShownPeople, question_id: str, one: tuple[str, str]) -> float | str:
    """The share of a group on the upper half, of those of the group who answered; withheld with either."""
    upper = shown.count((half(question_id), UPPER), one)
    everyone, silent = shown.count(one), shown.count((half(question_id), NO_ANSWER), one)
    if upper is None or everyone is None or silent is None or everyone <= silent:
        return WITHHELD
    return min(1.0, upper / (everyone - silent))


def _tested(base: EvidenceBase, shown: ShownPeople, question_id: str, by: str) -> str:
    """Whether the groups answer differently; or why there is no test."""
    table = shown.protected.tables[in_groups(half(question_id), group(by))]
    if table.loc[table["published"], "count"].isna().any():
        return "no test: some counts are withheld"
    halves, groups = halves_of(options_of(base, shown.survey_id, question_id)), shown.groups[by]

    def joined(people: pd.DataFrame) -> pd.DataFrame:
        return people.assign(value=people["value"].map(halves), group=people["group"].map(groups))

    tested = association(base, shown.survey_id, question_id, by, join=joined).iloc[0]
    if tested["refused"]:
        return f"no test: {tested['refused'].partition(':')[0]}"
    sure = "p < 0.01" if tested["p"] < 0.01 else f"p = {tested['p']:.2f}"
    return f"{sure}; strength {tested['cramers_v']:.1f} of 1"


def _themes_by(base: EvidenceBase, shown: ShownPeople, question: Mapping[str, Any]) -> Exhibits:
    """For each open question, how many of each group speak of each theme."""
    by = question["question_id"]
    for asked in _questions(base, shown.survey_id, ("free_text",)):
        themes = _codes_shown(base, shown, asked["question_id"], "theme")
        cells = [code_cell(base, asked["question_id"], code) for code in themes["code"]]
        columns = {
            one: [_number_and_share(shown, asked["question_id"], cell, (group(by), one)) for cell in cells]
            for one in shown.members(by)
        }
        table = pd.DataFrame({"name": themes["name"], **columns})
        told = table[list(columns)].map(lambda cell: cell != WITHHELD and not cell.startswith("0"))
        table = table[told.any(axis=1)]
        if len(table):
            caption = f"{asked['text']} People who speak of each theme, by {small(question['text'])}; too few speak of the others"
            note = _noted(base, table, survey_note(base, shown.survey_id))
            counts = shown.tag(group(by), in_groups(answer(asked["question_id"]), group(by)))
            yield captioned(table, caption, note=note, counts=counts)


def _number_and_share(shown: ShownPeople, question_id: str, cell: Sequence[tuple[str, str]], one: tuple[str, str]) -> str:
    """How many of a group speak of a theme, and what share that is of those of the group who wrote an answer."""
    count, everyone = shown.count(*cell, one), shown.count((answer(question_id), ANSWERED), one)
    if count is None:
        return WITHHELD
    return f"{count:,}" if not everyone else f"{count:,} ({per_cent(min(1.0, count / everyone))})"


def surveys_in_brief(base: EvidenceBase) -> Exhibits:
    """For every survey, what the open answers speak of most, a sentence a question, and then who answered."""
    if base.tables["surveys"].empty:
        yield who_answered(base)
    for survey_id in base.tables["surveys"]["survey_id"]:
        shown = shown_people(base, survey_id)
        asked = _questions(base, survey_id, ("free_text",))
        said = [
            f"“{question['text']}” {_open_said(base, _codes_shown(base, shown, question['question_id'], 'theme'))}"
            for question in asked
        ]
        said.append(_response(base, survey_id))
        counts = shown.tag(*(answer(question["question_id"]) for question in asked))
        note = survey_note(base, survey_id)
        yield Statement(tuple(said), heading=_survey_title(base, survey_id), note=note, counts=counts)


def _open_said(base: EvidenceBase, themes: pd.DataFrame, most: int = 3) -> str:
    """The themes that most people speak of, among those whose counts may be shown."""
    if themes.empty:
        return "No answer holds a code of the codebook."
    people = people_said(base, int(themes["base"].max()))
    found = themes[themes["count"] != WITHHELD]
    if found.empty:
        return f"{people[:1].upper()}{people[1:]} wrote an answer; how many speak of any one theme is withheld."
    rows = zip(found["name"], found["share"], found["count"], strict=True)
    named = [f"{small(name)} ({per_cent(share)}, {counted(count, 'person', 'people')})" for name, share, count in rows]
    among = "Of the themes whose counts may be shown, they" if len(found) < len(themes) else "They"
    return f"{people} wrote an answer. {among} speak most often of {listed(named[:most])}."


def _questions(base: EvidenceBase, survey_id: str, kinds: Iterable[str]) -> list[Mapping[str, Any]]:
    questions = base.tables["questions"]
    chosen = questions[(questions["survey_id"] == survey_id) & questions["kind"].isin(list(kinds))].sort_values("ordinal")
    return [{str(k): v for k, v in row.items()} for row in chosen.to_dict("records")]


def _survey_title(base: EvidenceBase, survey_id: str) -> str:
    surveys = base.tables["surveys"]
    return str(surveys.loc[surveys["survey_id"] == survey_id, "title"].iloc[0])
