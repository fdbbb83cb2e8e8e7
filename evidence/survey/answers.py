"""The rows of one survey: its people, what each answered, and the codes that their words hold."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from evidence.coded import coded_segments, roll_up
from evidence.config import did_you_mean
from evidence.model import ANSWER, BACK_CODED, EvidenceBase

NOT_STATED = "not stated"
CLOSED_KINDS = ("attribute", "likert", "single", "multiple")


def grouped(base: EvidenceBase, survey_id: str, by: str) -> pd.DataFrame:
    """Everyone in the survey with weight and group, in the order of the groups' options."""
    kind_of(base, survey_id, by, ("attribute", "likert", "single"))
    groups = answers_to(base, survey_id, by).rename(columns={"value": "group"})
    people = people_of(base, survey_id).merge(groups, on="respondent_id", how="left").fillna({"group": NOT_STATED})
    order = [*options_of(base, survey_id, by), NOT_STATED]
    return people.sort_values("group", key=lambda g: g.map(order.index), kind="stable")


def people_of(base: EvidenceBase, survey_id: str) -> pd.DataFrame:
    """Everyone in the survey: respondent_id and weight."""
    respondents = base.tables["respondents"]
    return respondents.loc[respondents["survey_id"] == survey_id, ["respondent_id", "weight"]]


def answers_to(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """The closed answers to one question: respondent_id and value; of a multiple choice a row per option."""
    answers = base.tables["answers"]
    chosen = (answers["survey_id"] == survey_id) & (answers["question_id"] == question_id)
    return answers.loc[chosen, ["respondent_id", "value"]]


def own_words(base: EvidenceBase, survey_id: str, question_id: str) -> tuple[int, int]:
    """How many people wrote into a question's "other" box, and of how many a person has said which option they mean."""
    answers = base.tables["answers"]
    mine = answers[(answers["survey_id"] == survey_id) & (answers["question_id"] == question_id)].dropna(subset="other")
    return mine["respondent_id"].nunique(), mine.loc[mine["other"] == BACK_CODED, "respondent_id"].nunique()


def options_of(base: EvidenceBase, survey_id: str, question_id: str) -> list[str]:
    """The options in their order, then answers that are none of them (an attribute may have no list), by name."""
    options = base.tables["options"]
    chosen = options[(options["survey_id"] == survey_id) & (options["question_id"] == question_id)]
    listed = list(chosen.sort_values("ordinal")["option"])
    return [*listed, *sorted(set(answers_to(base, survey_id, question_id)["value"]) - set(listed))]


def questions_of(base: EvidenceBase, survey_id: str, kind: str) -> list[tuple[str, str]]:
    """Id and words of the questions of one kind, in the survey's order."""
    questions = base.tables["questions"]
    chosen = questions[(questions["survey_id"] == survey_id) & (questions["kind"] == kind)].sort_values("ordinal")
    return list(zip(chosen["question_id"], chosen["text"], strict=True))


def kind_of(base: EvidenceBase, survey_id: str, question_id: str, allowed: tuple[str, ...]) -> str:
    """The kind of a question; ValueError, if there is none such or its kind is not allowed."""
    questions = base.tables["questions"]
    one_of("survey_id", survey_id, base.tables["surveys"]["survey_id"])
    mine = questions[questions["survey_id"] == survey_id]
    one_of("question_id", question_id, mine["question_id"])
    kind = str(mine.loc[mine["question_id"] == question_id, "kind"].iloc[0])
    if kind not in allowed:
        raise ValueError(f"question {question_id!r} is of kind {kind}; this needs {' or '.join(allowed)}")
    return kind


def one_of(name: str, value: str, known: Iterable[str]) -> None:
    """ValueError, with what may be meant, if `value` is not known."""
    words = list(known)
    if value not in words:
        raise ValueError(f"{name} is {value!r}{did_you_mean(value, words)}: use one of {', '.join(words) or 'none'}")


def held_codes(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """The codes that the answers to one open question hold, as `coded.roll_up`; ValueError, if it is not open."""
    kind_of(base, survey_id, question_id, ("free_text",))
    coded = coded_segments(base, kind=ANSWER)
    coded = coded[(coded["survey_id"] == survey_id) & (coded["question_id"] == question_id)]
    return roll_up(coded, base.tables["codes"])


def who_wrote(base: EvidenceBase, survey_id: str, question_id: str) -> pd.Series:
    """The people whose answer to one open question says something."""
    documents = base.tables["documents"]
    chosen = (documents["survey_id"] == survey_id) & (documents["question_id"] == question_id) & ~documents["no_answer"]
    return documents.loc[chosen, "respondent_id"].drop_duplicates()
