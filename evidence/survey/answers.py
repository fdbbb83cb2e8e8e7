"""The rows of one survey: its people, what each answered, and the codes that their words hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from evidence.coded import rolled, worked_out
from evidence.coded.numbers import places
from evidence.config import did_you_mean
from evidence.model import BACK_CODED, EvidenceBase

NOT_STATED = "not stated"
CLOSED_KINDS = ("attribute", "likert", "single", "multiple")


def grouped(base: EvidenceBase, survey_id: str, by: str) -> pd.DataFrame:
    """Everyone in the survey, as `people_of`, with their group, in the order of the groups' options."""
    kind_of(base, survey_id, by, ("attribute", "likert", "single"))
    people, answers = people_of(base, survey_id), answers_to(base, survey_id, by)
    groups = answers.set_index("person")["value"].reindex(people.index).fillna(NOT_STATED)
    order = pd.Series([*options_of(base, survey_id, by), NOT_STATED], dtype="str")
    return people.assign(group=groups).iloc[np.argsort(places(groups, order.drop_duplicates()), kind="stable")]


def people_of(base: EvidenceBase, survey_id: str) -> pd.DataFrame:
    """Everyone in the survey: respondent_id and weight; the index numbers them, as `person` does in other tables of this room."""
    respondents = base.tables["respondents"]
    return respondents.loc[respondents["survey_id"] == survey_id, ["respondent_id", "weight"]]


def answers_to(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """The closed answers to one question: respondent_id, value, person; of a multiple choice a row per option."""
    return _of_question(base, "answers", survey_id, question_id).drop(columns="other")


_WANTED = {"answers": ["respondent_id", "value", "other"], "documents": ["respondent_id", "no_answer"]}


def _of_question(base: EvidenceBase, name: str, survey_id: str, question_id: str) -> pd.DataFrame:
    """The rows of "answers" or "documents" of one question, with the person; parted once, as every count begins with one."""

    def make() -> dict[tuple[Any, ...], pd.DataFrame]:
        parts: dict[tuple[Any, ...], pd.DataFrame] = {}
        for survey, table in base.tables[name].groupby("survey_id", sort=False):
            people = people_of(base, str(survey))
            row = places(table["respondent_id"], people["respondent_id"])
            of_survey = table.loc[row >= 0, _WANTED[name]].assign(person=people.index.to_numpy()[row[row >= 0]])
            parts |= {(survey, question): rows for question, rows in of_survey.groupby(table["question_id"], sort=False)}
        return parts

    nothing = base.tables[name].head(0)[_WANTED[name]].assign(person=np.zeros(0, dtype=np.int64))
    return worked_out(base, f"{name} by question", make).get((survey_id, question_id), nothing)


def own_words(base: EvidenceBase, survey_id: str, question_id: str) -> tuple[int, int]:
    """How many people wrote into a question's "other" box, and of how many a person has said which option they mean."""
    mine = _of_question(base, "answers", survey_id, question_id).dropna(subset="other")
    return mine["respondent_id"].nunique(), mine.loc[mine["other"] == BACK_CODED, "respondent_id"].nunique()


def options_of(base: EvidenceBase, survey_id: str, question_id: str) -> list[str]:
    """The options in their order, then answers that are none of them (an attribute may have no list), by name."""
    options = base.tables["options"]
    chosen = options[(options["survey_id"] == survey_id) & (options["question_id"] == question_id)]
    listed = list(chosen.sort_values("ordinal")["option"])
    return [*listed, *sorted(set(answers_to(base, survey_id, question_id)["value"].unique()) - set(listed))]


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
    """The codes that the answers to one open question hold; a code is held wherever one below it is.

    returns: one row per segment and code: person, code (its place in the codebook, from 0), yes (no is unsure), barrier, enabler
             (whether it says so).
    raises:  ValueError, if the question is not open.
    """
    kind_of(base, survey_id, question_id, ("free_text",))
    documents, rows = _of_question(base, "documents", survey_id, question_id), rolled(base)
    person = np.full(len(base.tables["documents"]), -1)
    person[documents.index] = documents["person"]
    rows = rows.assign(person=person[rows["document"]])
    return rows.loc[rows["person"] >= 0, ["person", "code", "yes", "barrier", "enabler"]]


def who_wrote(base: EvidenceBase, survey_id: str, question_id: str) -> pd.Series:
    """The people whose answer to one open question says something, by person."""
    documents = _of_question(base, "documents", survey_id, question_id)
    return documents[~documents["no_answer"]].drop_duplicates("person").set_index("person")["respondent_id"]
