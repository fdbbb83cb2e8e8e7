"""What each person of a survey said, a row a person: what counts of people are made from."""

from __future__ import annotations

import pandas as pd

from evidence.coded import SAYS
from evidence.model import BARRIER, ENABLER, YES, EvidenceBase
from evidence.survey.answers import CLOSED_KINDS, answers_to, held_codes, kind_of, people_of, who_wrote


def closed_by_person(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """What each person answered to one closed question.

    returns: indexed by respondent_id, everyone in the survey: for a question of one answer the column "value", missing where
             there is none; for a multiple choice a bool column per option that anyone ticked.
    raises:  ValueError, if there is no such question or it is not closed.
    """
    kind = kind_of(base, survey_id, question_id, CLOSED_KINDS)
    people = pd.Index(people_of(base, survey_id)["respondent_id"], name="respondent_id")
    answers = answers_to(base, survey_id, question_id)
    if kind != "multiple":
        return answers.set_index("respondent_id")[["value"]].reindex(people)
    ticked = pd.crosstab(answers["respondent_id"], answers["value"]) > 0
    return ticked.reindex(people, fill_value=False).rename_axis(columns=None)


def open_by_person(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """Which codes each person's answer to one open question holds.

    returns: indexed by respondent_id, those whose answer says something: a bool column (code, "any"), (code, "barrier") and
             (code, "enabler") for each code that anyone speaks of; a code holds what lies below it in the tree.
    raises:  ValueError, if there is no such question or it is not open.
    """
    held = held_codes(base, survey_id, question_id)
    yes = held[held["applied"] == YES]
    people = pd.Index(who_wrote(base, survey_id, question_id), name="respondent_id")
    columns = {}
    for code, rows in yes.groupby("code", sort=True):
        for side, poles in (("any", None), (BARRIER, SAYS[BARRIER]), (ENABLER, SAYS[ENABLER])):
            said = rows if poles is None else rows[rows["polarity"].isin(poles)]
            columns[code, side] = people.isin(said["respondent_id"])
    return pd.DataFrame(columns, index=people)
