"""What each person of a survey said, a row a person: what counts of people are made from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evidence.coded import ordered_codes
from evidence.model import BARRIER, ENABLER, EvidenceBase
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
    options = pd.Index(answers["value"].unique()).sort_values()
    ticked = np.zeros((len(people), len(options)), dtype=bool)
    ticked[people.get_indexer(pd.Index(answers["respondent_id"])), options.get_indexer(pd.Index(answers["value"]))] = True
    return pd.DataFrame(ticked, index=people, columns=options)


def open_by_person(base: EvidenceBase, survey_id: str, question_id: str) -> pd.DataFrame:
    """Which codes each person's answer to one open question holds.

    returns: indexed by respondent_id, those whose answer says something: a bool column (code, "any"), (code, "barrier") and
             (code, "enabler") for each code that anyone speaks of; a code holds what lies below it in the tree.
    raises:  ValueError, if there is no such question or it is not open.
    """
    held, names = held_codes(base, survey_id, question_id), ordered_codes(base)["code"]
    held = held[held["yes"]]
    wrote, columns = who_wrote(base, survey_id, question_id), {}
    for code in sorted(held["code"].unique(), key=lambda place: str(names[place])):
        rows = held[held["code"] == code]
        for side, said in (("any", rows), (BARRIER, rows[rows["barrier"]]), (ENABLER, rows[rows["enabler"]])):
            columns[names[code], side] = wrote.index.isin(said["person"])
    return pd.DataFrame(columns, index=pd.Index(wrote, name="respondent_id"))
