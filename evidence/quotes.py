"""The passages that speak best for a code: typical of what is said, well evidenced, and from different places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import repeat

import numpy as np
import pandas as pd

from evidence.coded import SAYS, coded_segments, contributors, roll_up
from evidence.config import did_you_mean
from evidence.model import ANSWER, CASE_STUDY, MIXED, PERSON, YES, EvidenceBase, Quote

SHORT, LONG = 12, 80
"""Words of a quotation that a reader takes in: below it says too little, above it is skimmed. Preferred, not required."""

CELLS = " | "
"""What stands between the cells of a table in a document's text: a row of a table makes no sentence to quote."""

SAME = 0.8
"""Two passages whose words are this near (cosine of TF-IDF) say the same; only the better is quoted."""

UNSCORED = 0.5
"""Strength of a machine's decision that carries no score."""


@dataclass(frozen=True, repr=False)
class Quotes:
    """Quotations, each with the way back to its words. In Jupyter they show themselves as figures with a caption.

    quotes:    the quotations, best first.
    questions: for each, the question it answers; empty for a case study.

    In HTML each stands in a `figure` whose `data-segment` is its segment_id, so that a report can link it.
    """

    quotes: tuple[Quote, ...]
    questions: tuple[str, ...]

    def __iter__(self) -> Iterator[Quote]:
        return iter(self.quotes)

    def __len__(self) -> int:
        return len(self.quotes)

    def __repr__(self) -> str:
        return "\n\n".join(f"{quote}{_asked(q)}" for quote, q in zip(self.quotes, self.questions, strict=True)) or "No quotation."

    def _repr_html_(self) -> str:
        figures = [_figure(quote, asked) for quote, asked in zip(self.quotes, self.questions, strict=True)]
        return "\n".join(figures) or "<p>No quotation.</p>"


def _asked(question: str) -> str:
    return f", in answer to: {question}" if question else ""


def _figure(quote: Quote, question: str) -> str:
    title, rest = escape(quote.title), escape(quote.reference[len(quote.title) :] + _asked(question))
    cited = f"<cite>{title}</cite>{rest}" if title else rest
    return (
        f'<figure class="quote" data-segment="{escape(quote.segment_id)}"><blockquote><p>{escape(quote.text)}</p></blockquote>'
        f"<figcaption>— {cited}</figcaption></figure>"
    )


def as_quotes(base: EvidenceBase, segment_ids: Iterable[str]) -> Quotes:
    """The words of these segments, in this order, ready to be shown.

    raises: KeyError, if there is no such segment.
    """
    chosen = tuple(base.quote(segment_id) for segment_id in segment_ids)
    segments, questions = base.tables["segments"], base.tables["questions"]
    documents = segments.loc[segments["segment_id"].isin([q.segment_id for q in chosen]), ["segment_id", "document_id"]]
    asked = documents.merge(base.tables["documents"], on="document_id").merge(
        questions, on=["survey_id", "question_id"], suffixes=("", "_of_question")
    )
    words = dict(zip(asked["segment_id"], asked["text_of_question"], strict=True))
    return Quotes(chosen, tuple(words.get(q.segment_id, "") for q in chosen))


def show_quotes(
    base: EvidenceBase,
    code: str,
    *,
    polarity: str | None = None,
    most: int = 3,
    kind: str = CASE_STUDY,
    question: tuple[str, str] | None = None,
) -> Quotes:
    """The passages that `choose_quotes` chooses, ready to be shown."""
    chosen = choose_quotes(base, code, polarity=polarity, most=most, kind=kind, question=question)
    return as_quotes(base, chosen["segment_id"])


def choose_quotes(
    base: EvidenceBase,
    code: str,
    *,
    polarity: str | None = None,
    most: int = 3,
    kind: str = CASE_STUDY,
    question: tuple[str, str] | None = None,
) -> pd.DataFrame:
    """The passages that speak best for a code, at most one from a case or a person, and none twice.

    code:     a code; what lies below it in the tree counts, too.
    polarity: "barrier" or "enabler" chooses among segments that say so, those that say both last.
    most:     how many at most.
    kind:     `CASE_STUDY` or `ANSWER`.
    question: (survey_id, question_id), for answers to that question only.
    returns:  best first: segment_id, text, case_id, place (of a case study), respondent_id, question (of an answer),
              polarity, score (0 to 1), reason. The score is the mean of three: strength (1 where a person decided,
              else the machine's score); how typical its words are (nearness to the centre of all that is coded so,
              cosine of TF-IDF, 1 for the nearest); focus (1 where it speaks of one theme, 1/2 of two, …). Passages of
              12 to 80 words that are no rows of a table go before others; ties go by document and place.
    raises:   ValueError, if there is no such code or polarity.
    """
    candidates = _candidates(base, code, polarity, ANSWER if question else kind, question)
    if candidates.empty:
        return _described(base, candidates.assign(score=0.0, reason=""))
    vectors, nearness = _centred(candidates["text"])
    words = candidates["text"].map(lambda text: len(text.split()))
    facts = [candidates[column] for column in ("person", "strength", "themes")]
    scored = candidates.assign(
        vector=range(len(candidates)),
        # Rounded, so that the last bit of a sum never decides the order.
        score=((candidates["strength"] + nearness + 1 / candidates["themes"]) / 3).round(6),
        awkward=~words.between(SHORT, LONG) | candidates["text"].str.contains(CELLS, regex=False),
        both=(candidates["polarity"] == MIXED) & (polarity != MIXED) & (polarity is not None),
        reason=list(map(_reason, *facts, nearness, words, repeat(len(words)))),
    )
    order = scored.sort_values(
        ["awkward", "both", "score", "document_id", "start"], ascending=[True, True, False, True, True], ignore_index=True
    )
    return _described(base, order.iloc[_distinct(order, vectors, most)])


def _reason(person: bool, strength: float, themes: int, typical: float, words: int, passages: int) -> str:
    decided = "a person decided" if person else f"strength {strength:.2f}"
    return f"{decided}; typical {typical:.2f} (of {passages}); {themes} theme{'s' if themes > 1 else ''}; {words} words"


def _candidates(base: EvidenceBase, code: str, polarity: str | None, kind: str, question: tuple[str, str] | None) -> pd.DataFrame:
    codes = base.tables["codes"]
    for name, value, known in (("code", code, list(codes["code"])), ("polarity", polarity, [None, *SAYS])):
        if value not in known:
            words = [word for word in known if word]
            raise ValueError(f"{name} is {value!r}{did_you_mean(str(value), words)}: use one of {', '.join(words)}")
    coded = coded_segments(base, kind=kind)
    coded = coded[coded["applied"] == YES]
    if question is not None:
        coded = coded[(coded["survey_id"] == question[0]) & (coded["question_id"] == question[1])]
    below = coded[coded["code"].isin(_at_or_below(codes, code))]
    rolled = roll_up(below, codes)
    rolled = rolled[rolled["code"] == code]
    if polarity is not None:
        rolled = rolled[rolled["polarity"].isin(SAYS[polarity])]
    below = below.assign(person=below["coder_kind"] == PERSON)
    below["strength"] = below["score"].fillna(UNSCORED).where(~below["person"], 1.0)
    best = below.groupby("segment_id").agg(
        strength=("strength", "max"), person=("person", "any"), start=("start", "first"), text=("text", "first")
    )
    best["themes"] = coded.groupby("segment_id")["theme"].nunique()
    return rolled.merge(best, left_on="segment_id", right_index=True).reset_index(drop=True)


def _at_or_below(codes: pd.DataFrame, code: str) -> set[str]:
    found, more = {code}, {code}
    while more:
        more = set(codes.loc[codes["parent"].isin(more), "code"]) - found
        found |= more
    return found


def _centred(texts: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """A row of TF-IDF per text, and the nearness of each to their centre: 1 for the nearest, 0 where no word tells."""
    try:
        # Loaded when quotes are chosen: it takes most of a second, and half of the notebooks choose none.
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectors = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    except ValueError:  # no text holds a word that tells
        return np.zeros((len(texts), 1)), np.zeros(len(texts))
    nearness = np.asarray(vectors @ np.asarray(vectors.mean(axis=0)).ravel())
    return vectors, nearness / nearness.max() if nearness.max() > 0 else nearness


def _distinct(order: pd.DataFrame, vectors: np.ndarray, most: int) -> list[int]:
    """Rows of `order` to quote: the first of each contributor, unless a row already chosen says the same."""
    chosen: list[int] = []
    speakers, said = set(), set()
    for row, (speaker, text, vector) in enumerate(zip(contributors(order), order["text"], order["vector"], strict=True)):
        if len(chosen) >= most:
            break
        folded = " ".join(text.casefold().split())
        alike = any((vectors[vector] @ vectors[order["vector"][other]].T).sum() > SAME for other in chosen)
        if speaker not in speakers and folded not in said and not alike:
            chosen.append(row)
            speakers.add(speaker)
            said.add(folded)
    return chosen


def _described(base: EvidenceBase, chosen: pd.DataFrame) -> pd.DataFrame:
    cases = base.tables["cases"][["case_id", "place"]]
    questions = base.tables["questions"][["survey_id", "question_id", "text"]].rename(columns={"text": "question"})
    described = chosen.merge(cases, on="case_id", how="left").merge(questions, on=["survey_id", "question_id"], how="left")
    columns = ["segment_id", "text", "case_id", "place", "respondent_id", "question", "polarity", "score", "reason"]
    return described[columns].reset_index(drop=True)
