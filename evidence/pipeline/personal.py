"""Personal data looked for while a base is built: where it stands and of what kind, never what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from evidence import privacy
from evidence.inputs import LOOKED_THROUGH_BY, program
from evidence.model import TABLES
from evidence.store import Stored

Frames = dict[str, pd.DataFrame]


def find_in_documents(documents: pd.DataFrame) -> pd.DataFrame:
    """The table `personal_data` of these documents, in their order."""
    # Short answers are given by many: each wording is looked through once.
    texts = documents["text"].drop_duplicates()
    found = privacy.find_personal_data(list(texts)).assign(words=lambda table: texts.iloc[table["text"]].to_numpy())
    new = documents[["document_id", "text"]].rename(columns={"text": "words"}).merge(found.drop(columns="text"), on="words")
    rows = new[["document_id", "start", "end", "kind"]].assign(method=new["rule"] + f" ({privacy.method()})")
    order = {document: place for place, document in enumerate(documents["document_id"])}
    both = rows.assign(place=rows["document_id"].map(order)).sort_values(["place", "start", "end", "kind"])
    return TABLES["personal_data"].frame(both.drop(columns="place"))


def get_ready() -> None:
    """Load all that finds personal data, for it to be found at once when it is asked for."""
    privacy.find_personal_data(["Ring Ann Smith."])


def looked_alike(before: Stored) -> bool:
    """Whether an earlier base was looked through by the rules and the model that are here now."""
    looked = before.manifest.get("personal_data", {}).get("by") == privacy.method()
    return bool(looked and before.manifest.get("program", {}).get("privacy") == program(*LOOKED_THROUGH_BY))


_NUMBER = r"[A-Za-z]?[_-]?\d{1,8}"
"""A number that a survey gives to people, or an answer that is one: shorter than any identifier that is known by its form."""


def find_in_answers(tables: Frames) -> list[dict[str, Any]]:
    """How many respondents' closed answers and names hold personal data: survey_id, question_id, kind and how many.

    In the name of a respondent only what is shown by its form counts, such as an email address; its question_id is empty.
    """
    keys = ["survey_id", "question_id", "value"]
    offered = set(zip(*(tables["options"][name] for name in ("survey_id", "question_id", "option")), strict=True))
    answers = tables["answers"].groupby(keys, sort=False).size().rename("count").reset_index()
    answers = answers.loc[[key not in offered for key in zip(*(answers[name] for name in keys), strict=True)]]
    people = tables["respondents"].rename(columns={"respondent_id": "value"}).assign(question_id="", count=1)
    counts: Counter[tuple[str, str, str]] = Counter()
    for given in (answers, people):
        values = given["value"].drop_duplicates()
        values = values[~values.str.fullmatch(_NUMBER)]
        if values.empty:
            continue
        found = privacy.find_personal_data(list(values), names=given is answers)
        if given is people:
            found = found[found["severity"] == privacy.STRUCTURED]
        if found.empty:
            continue
        kinds = pd.DataFrame({"value": values.iloc[found["text"]].to_numpy(), "kind": found["kind"].to_numpy()})
        for survey, question, kind, count in given.merge(kinds, on="value")[[*keys[:2], "kind", "count"]].to_numpy():
            counts[survey, question, kind] += count
    return [
        {"survey_id": survey, "question_id": question, "kind": kind, "count": int(count)}
        for (survey, question, kind), count in sorted(counts.items())
    ]


def counted(tables: Frames, found: pd.DataFrame) -> dict[str, Any]:
    """What is told of the personal data in a part, in plain JSON values.

    found:   its rows of the table `personal_data`.
    returns: how many documents hold any, how many stretches there are of each kind, and what `find_in_answers` gives.
    """
    kinds = {str(kind): int(count) for kind, count in sorted(Counter(found["kind"]).items())}
    return {"documents": int(found["document_id"].nunique()), "kinds": kinds, "answers": find_in_answers(tables)}


def together(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What is told of several parts that have no document in common, as `counted` has it."""
    documents, kinds, answers = 0, Counter[str](), Counter[tuple[str, str, str]]()
    for part in parts:
        documents += part["documents"]
        kinds.update(part["kinds"])
        for row in part["answers"]:
            answers[row["survey_id"], row["question_id"], row["kind"]] += row["count"]
    rows = [dict(zip((*_KEYS, "count"), (*key, count), strict=True)) for key, count in sorted(answers.items())]
    return {"documents": documents, "kinds": dict(sorted(kinds.items())), "answers": rows}


_KEYS = ("survey_id", "question_id", "kind")


def told(found: Mapping[str, Any]) -> str:
    """A line for the summary of a build: what was found, by kind; found: as `counted`."""
    lines = []
    if found["kinds"]:
        lines.append(f"  personal data in {found['documents']:,} documents, masked in reports: {_kinds(found['kinds'])}")
    if found["answers"]:
        by_kind: Counter[str] = Counter()
        for row in found["answers"]:
            by_kind[row["kind"]] += row["count"]
        lines.append(f"  personal data in closed answers and respondents' names: {_kinds(by_kind)}; take it out of the export")
    return "\n".join(lines)


def _kinds(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in sorted(counts.items()))
