"""What a survey says: shares with their intervals and bases, cross tables, and the codes of open answers.

A share is of the people who answered the question, weighted where the survey has weights, with a 95 % Wilson interval.
Every table carries its base (people who answered), how many did not, and a note of what a reader must know.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency

from evidence.coded import chosen_codes, ordered_codes
from evidence.coded.numbers import places
from evidence.model import BARRIER, ENABLER, EvidenceBase
from evidence.survey.answers import (
    CLOSED_KINDS,
    NOT_STATED,
    answers_to,
    grouped,
    held_codes,
    kind_of,
    one_of,
    options_of,
    own_words,
    people_of,
    questions_of,
    who_wrote,
)

SMALL_BASE = 30
"""Below this many answers one more moves a share by over three points; a rule of thumb, said in `note`."""

LEAST_EXPECTED = 5
"""The chi-square test is refused where a cell is expected to hold fewer (Cochran 1954)."""

_Z = NormalDist().inv_cdf(0.975)


def wilson(share: float, base: float) -> tuple[float, float]:
    """The 95 % interval of a share of `base` answers; of a weighted share, `base` is the effective base.

    returns: low and high, from 0 to 1; NaN where no one answered.
    source:  Wilson (1927).

    >>> low, high = wilson(5 / 10, 10)
    >>> round(low, 6), round(high, 6)
    (0.236593, 0.763407)
    """
    if not base > 0 or math.isnan(share):
        return math.nan, math.nan
    spread = _Z * math.sqrt(share * (1 - share) / base + _Z**2 / (4 * base**2))
    middle, scale = share + _Z**2 / (2 * base), 1 + _Z**2 / base
    # At a share of 0 or 1 the ends are exact; arithmetic leaves them a hair off.
    low = 0.0 if share <= 0 else max(0.0, (middle - spread) / scale)
    return low, 1.0 if share >= 1 else min(1.0, (middle + spread) / scale)


def effective_base(weights: pd.Series) -> float:
    """How many unweighted answers would tell as much as these weighted ones: (sum of w)² / sum of w².

    source: Kish (1965).

    >>> round(effective_base(pd.Series([1.0, 1.0, 4.0])), 6)
    2.0
    """
    return float(weights.sum() ** 2 / (weights**2).sum()) if len(weights) else 0.0


def closed_table(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """How many gave each answer to one closed question, and what share that is of those who answered it.

    returns: one row per option, in its order: option, count (people), weighted (sum of their weights), share,
             low and high (its interval), base (people who answered), effective_base (equal to base where weights are),
             missing (people who did not answer), note (also how many who wrote into an "other" box a person has
             counted where they belong). For a multiple choice those who ticked anything have
             answered, and shares may add to more than 1.
    raises:  ValueError, if there is no such question or it is not closed.
    """
    kind = kind_of(base, survey_id, question_id, CLOSED_KINDS)
    people = people_of(base, survey_id)
    options = options_of(base, survey_id, question_id)
    answers = _numbered(answers_to(base, survey_id, question_id), options)
    wrote, decided = own_words(base, survey_id, question_id)
    back = [f"back-coded: {decided} of {wrote} who wrote an answer of their own"] if wrote else []
    return _shares(answers, people, options, [*_notes(kind), *back])


def crosstab(base: EvidenceBase, survey_id: str, question_id: str, by: str) -> pd.DataFrame:
    """The answers to one closed question within each group of people.

    by:      the question, usually an attribute, that tells the groups apart; people who did not answer it are the
             group "not stated".
    returns: `closed_table` for each group, with the group before it.
    raises:  ValueError, if there is no such question, it is not closed, or `by` allows several answers.

    For shares side by side: `table.pivot(index="group", columns="option", values="share")`.
    """
    kind = kind_of(base, survey_id, question_id, CLOSED_KINDS)
    apart = grouped(base, survey_id, by)
    options = options_of(base, survey_id, question_id)
    answers = _numbered(answers_to(base, survey_id, question_id), options)

    def within(people: pd.DataFrame) -> pd.DataFrame:
        return _shares(answers[answers["person"].isin(people.index)], people, options, _notes(kind))

    return _by_group(apart, within)


def association(
    base: EvidenceBase, survey_id: str, question_id: str, by: str, *, join: Callable[[pd.DataFrame], pd.DataFrame] | None = None
) -> pd.DataFrame:
    """Whether groups answer one question differently: Pearson's chi-square, refused where it would not hold.

    join:    joins groups (column "group") or answers ("value") of people before they are counted; None leaves them as they are.
    returns: one row: question_id, by, base (people in both questions), chi_square, degrees, p, cramers_v (0 none to 1),
             smallest_expected, and refused: the reason why there is no test, or empty.
    raises:  as `crosstab`.

    People whose group is not stated are left out, and so are options that no one chose.
    """
    kind = kind_of(base, survey_id, question_id, CLOSED_KINDS)
    apart = grouped(base, survey_id, by)
    both = answers_to(base, survey_id, question_id).join(apart[["weight", "group"]], on="person")
    both = both[both["group"] != NOT_STATED]
    both = both if join is None else join(both)
    counts = pd.crosstab(both["group"], both["value"])
    row: dict[str, object] = {"question_id": question_id, "by": by, "base": both["respondent_id"].nunique()}
    names = ("chi_square", "degrees", "p", "cramers_v", "smallest_expected")
    row.update(dict.fromkeys(names, math.nan))
    row["refused"] = _cannot_test(counts, kind, both["weight"])
    if not row["refused"]:
        found = chi2_contingency(counts, correction=False)
        row["smallest_expected"] = smallest = float(found.expected_freq.min())
        if smallest < LEAST_EXPECTED:
            row["refused"] = (
                f"a cell is expected to hold {smallest:.1f} answers, fewer than {LEAST_EXPECTED}: join groups or options"
            )
        else:
            strength = math.sqrt(found.statistic / (counts.to_numpy().sum() * (min(counts.shape) - 1)))
            row.update(chi_square=found.statistic, degrees=found.dof, p=found.pvalue, cramers_v=strength)
    return pd.DataFrame([row]).astype(dict.fromkeys(names, "float64") | {"refused": "str"})


def likert_table(base: EvidenceBase, survey_id: str) -> pd.DataFrame:
    """Every item on a scale, and what share of those who answered it chose each point of the scale.

    returns: one row per item, in the survey's order: question_id, question, one column per point of the scale (shares,
             which add to 1; NaN where the item does not offer it), base, missing, and net: the share on the upper half
             of the scale less the share on the lower, from -1 to 1; the middle point of an odd scale counts for
             neither. Scales run from negative to positive, as the survey's description has them.
    raises:  ValueError, if there is no such survey.
    """
    one_of("survey_id", survey_id, base.tables["surveys"]["survey_id"])
    rows = []
    for question_id, text in questions_of(base, survey_id, "likert"):
        table = closed_table(base, survey_id, question_id)
        shares = dict(zip(table["option"], table["share"], strict=True))
        half = len(table) // 2
        net = table["share"].iloc[len(table) - half :].sum() - table["share"].iloc[:half].sum()
        answered = int(table["base"].max()) if len(table) else 0
        missing = int(table["missing"].max()) if len(table) else len(people_of(base, survey_id))
        ends = {"base": answered, "missing": missing, "net": net if answered else math.nan}
        rows.append({"question_id": question_id, "question": text, **shares, **ends})
    ends_last = ["base", "missing", "net"]
    points = dict.fromkeys(name for row in rows for name in row if name not in ("question_id", "question", *ends_last))
    return pd.DataFrame(rows, columns=["question_id", "question", *points, *ends_last])


def number_summary(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """The middle and the spread of the answers to one question that takes a number; unweighted.

    returns: one row: question_id, base, missing (no answer), not_numbers (answers that are none), mean, and the lower
             quartile, median and upper quartile. No lowest or highest: those are single people.
    raises:  ValueError, if there is no such question or it takes no number.
    """
    kind_of(base, survey_id, question_id, ("number",))
    answers = answers_to(base, survey_id, question_id)
    values = pd.to_numeric(answers["value"], errors="coerce").dropna()
    quarters = values.quantile([0.25, 0.5, 0.75]).tolist()
    row = {
        "question_id": question_id,
        "base": len(values),
        "missing": len(people_of(base, survey_id)) - answers["respondent_id"].nunique(),
        "not_numbers": len(answers) - len(values),
        "mean": values.mean(),
        **dict(zip(("lower_quartile", "median", "upper_quartile"), quarters, strict=True)),
    }
    return pd.DataFrame([row])


def response_rate(base: EvidenceBase, survey_id: str) -> pd.DataFrame:
    """What share of the people invited sent an answer that can be used.

    returns: one row: survey_id, title, illustrative, invited (missing where not known), respondents (rows read), valid
             (people who answered at least one question that is no attribute), rate (valid of invited), and reason: why
             there is no rate, or empty.
    raises:  ValueError, if there is no such survey.
    """
    surveys = base.tables["surveys"]
    one_of("survey_id", survey_id, surveys["survey_id"])
    survey = surveys[surveys["survey_id"] == survey_id].iloc[0]
    questions = base.tables["questions"]
    attributes = questions.loc[(questions["survey_id"] == survey_id) & (questions["kind"] == "attribute"), "question_id"]
    answers, documents = base.tables["answers"], base.tables["documents"]
    closed = answers.loc[(answers["survey_id"] == survey_id) & ~answers["question_id"].isin(attributes), "respondent_id"]
    spoken = documents.loc[(documents["survey_id"] == survey_id) & ~documents["no_answer"], "respondent_id"]
    valid = pd.concat([closed, spoken]).nunique()
    invited, reason, rate = survey["invited"], "", math.nan
    if pd.isna(invited):
        reason = "how many were invited is not known: give it as `invited:` in the survey's description"
    elif invited < valid or invited == 0:
        reason = f"{valid} answered but only {invited} were invited: correct `invited:` in the survey's description"
    else:
        rate = valid / invited
    row = {
        "survey_id": survey_id,
        "title": survey["title"],
        "illustrative": bool(survey["illustrative"]),
        "invited": invited,
        "respondents": len(people_of(base, survey_id)),
        "valid": valid,
        "rate": rate,
        "reason": reason,
    }
    return pd.DataFrame([row]).astype({"invited": "Int64", "rate": "float64", "reason": "str"})


def open_codes(base: EvidenceBase, survey_id: str, question_id: str, *, level: str = "code") -> pd.DataFrame:
    """Which codes the answers to one open question hold, and what share of those who answered it.

    level:   "code" for every code, or "theme"; a code counts what lies below it in the tree.
    returns: one row per code, most people first: code, name, count (people), weighted, share, low, high, base (people
             whose answer says something), effective_base, missing, barrier and enabler (people who say it is one;
             those who say both count in both), unsure (people for whom no one has said yes yet), note. A person may
             hold several codes, so shares may add to more than 1.
    raises:  ValueError, if there is no such question or it is not open.
    """
    held = held_codes(base, survey_id, question_id)
    return _open_shares(base, held, people_of(base, survey_id), who_wrote(base, survey_id, question_id).index, level)


def open_codes_by(base: EvidenceBase, survey_id: str, question_id: str, by: str, *, level: str = "theme") -> pd.DataFrame:
    """The codes of one open question within each group of people.

    by:      as in `crosstab`.
    returns: `open_codes` for each group, with the group before it.
    raises:  as `open_codes` and `crosstab`.
    """
    apart = grouped(base, survey_id, by)
    held, answered = held_codes(base, survey_id, question_id), who_wrote(base, survey_id, question_id).index

    def within(people: pd.DataFrame) -> pd.DataFrame:
        inside = held[held["person"].isin(people.index)]
        return _open_shares(base, inside, people, answered[answered.isin(people.index)], level)

    return _by_group(apart, within)


def open_sides(base: EvidenceBase, survey_id: str, question_id: str, *, level: str = "theme") -> pd.DataFrame:
    """What share of those who answered one open question say of each code that it stands in the way, and that it helps.

    returns: one row per (code, polarity): code, name, polarity (barrier or enabler), count, weighted, share, low,
             high, base, effective_base, missing, note. A person who says both counts in both.
    raises:  as `open_codes`.
    """
    held, codes = _at_level(base, held_codes(base, survey_id, question_id), level)
    answered, people = who_wrote(base, survey_id, question_id).index, people_of(base, survey_id)
    tables = []
    for pole in (BARRIER, ENABLER):
        given = held[held[pole]].drop_duplicates(["person", "value"])
        table = _shares(given, people, list(codes["code"]), [], answered).rename(columns={"option": "code"})
        table.insert(1, "name", codes["name"].to_numpy())
        table.insert(2, "polarity", pd.Series(pole, index=table.index, dtype="str"))
        tables.append(table)
    return pd.concat(tables).sort_index(kind="stable").reset_index(drop=True)


def _at_level(base: EvidenceBase, held: pd.DataFrame, level: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of `held_codes` of the codes at a level, with the place of each among these as value; and these codes."""
    codes = chosen_codes(base.tables["codes"], level)
    held = held.assign(value=places(ordered_codes(base)["code"], codes["code"])[held["code"]])
    return held[held["value"] >= 0], codes


def _open_shares(base: EvidenceBase, held: pd.DataFrame, people: pd.DataFrame, answered: pd.Index, level: str) -> pd.DataFrame:
    held, codes = _at_level(base, held, level)
    held = held.groupby(["person", "value"], as_index=False)[["yes", BARRIER, ENABLER]].any()
    yes = held[held["yes"]]
    speakers = people[people.index.isin(answered)]
    silent = len(speakers) - yes["person"].nunique()
    notes = [f"{silent} of {len(speakers)} answers hold none of these codes"] if len(speakers) else []
    table = _shares(yes, people, list(codes["code"]), ["several codes an answer: shares may add to over 100 %", *notes], answered)
    table = table.rename(columns={"option": "code"})
    table.insert(1, "name", codes["name"].to_numpy())
    for name, rows in ((BARRIER, yes[yes[BARRIER]]), (ENABLER, yes[yes[ENABLER]]), ("unsure", held[~held["yes"]])):
        table.insert(len(table.columns) - 1, name, np.bincount(rows["value"], minlength=len(codes)))
    return table.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def _numbered(answers: pd.DataFrame, options: list[str]) -> pd.DataFrame:
    """Answers as numbers, which are counted faster than words: person, and as value the place of the option."""
    value = places(answers["value"], pd.Series(options, dtype="str"))
    return pd.DataFrame({"person": answers["person"].to_numpy(), "value": value})


def _shares(
    answers: pd.DataFrame, people: pd.DataFrame, options: list[str], notes: list[str], answered: pd.Index | None = None
) -> pd.DataFrame:
    """One row per option; people are as `people_of` has them, answers as `_numbered`, each pair once.

    answered: who answered, if not simply those who gave one of the answers.
    """
    weights, value = people["weight"], answers["value"]
    base = weights[weights.index.isin(answers["person"] if answered is None else answered)]
    effective, total = effective_base(base), base.sum()
    weighted = np.bincount(value, weights=weights.reindex(answers["person"]), minlength=len(options))
    shares = weighted / total if len(base) else np.full(len(options), math.nan)
    intervals = [wilson(share, effective) for share in shares]
    return pd.DataFrame(
        {
            "option": pd.Series(options, dtype="str"),
            "count": np.bincount(value, minlength=len(options)),
            "weighted": weighted,
            "share": shares,
            "low": [low for low, _ in intervals],
            "high": [high for _, high in intervals],
            "base": len(base),
            "effective_base": effective,
            "missing": len(people) - len(base),
            "note": "; ".join([*_base_notes(base), *notes]),
        }
    ).astype({"low": "float64", "high": "float64", "note": "str"})


def _base_notes(weights: pd.Series) -> list[str]:
    notes = []
    if len(weights) < SMALL_BASE:
        notes.append(f"small base: {len(weights)} answered" if len(weights) else "no one answered")
    if weights.nunique() > 1:
        notes.append("weighted")
    return notes


def _notes(kind: str) -> list[str]:
    return ["several answers allowed: shares may add to over 100 %"] if kind == "multiple" else []


def _by_group(apart: pd.DataFrame, within: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """The table of each group of people below that of the one before, with the group as its first column."""
    tables = [within(people).assign(group=group) for group, people in apart.groupby("group", sort=False)]
    stacked = pd.concat(tables or [within(apart).assign(group="").head(0)], ignore_index=True)
    return stacked[["group", *(column for column in stacked.columns if column != "group")]]


def _cannot_test(counts: pd.DataFrame, kind: str, weights: pd.Series) -> str:
    if kind == "multiple":
        return "several answers allowed: the answers of one person are not independent"
    if weights.nunique() > 1:
        return "weighted answers: chi-square counts people, not weights"
    if min(counts.shape) < 2:
        return "fewer than two groups or two answers to compare"
    return ""
