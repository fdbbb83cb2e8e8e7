"""A first coder that needs no coded example: it looks for the codebook's terms and reads how they are spoken of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from tqdm.auto import tqdm

from evidence.codebook import Codebook
from evidence.coding.patterns import matches
from evidence.coding.polarity import Context, Cue, Reading, Span, cue_finder, is_wished, read_context, read_polarity
from evidence.model import BARRIER, ENABLER, HEADING, MACHINE, MIXED, NONE, TABLES, UNSURE, YES
from evidence.nlp import LONGEST, phrase_finder, sentences, token_places, token_words, tokens, vocabulary

CODER = "rules"

# Strength says how much the words of a segment speak for a code, from 0 to 1. It is no probability: the steps are a
# judgement, set so that a lone everyday word stays unsure unless something is said of it, and a phrase that can hardly
# mean anything else does not. Where people have coded, `coding.classifier` gives probabilities.
OF_WORDS = (0.4, 0.55, 0.65)
"""A term of one word, of two, of more."""
OF_PATTERNS = 0.55
"""A match of a pattern, as a term of two words."""
SAYS_OUTRIGHT, SPOKEN_OF, TO_THE_POINT, UNDER_HEADING = 0.15, 0.15, 0.15, 0.1
"""More, if the term itself says that the thing hinders or helps; if a cue beside it does; if it makes up at least a
third of a sentence; if the heading or the title of its section speaks of the code too."""
LESS_THAN_CERTAIN = 0.15
"""Less, if the sentence says "may" or "perhaps", or that it is not about the thing."""
AIMED_AT = 0.3
"""Less, if the code says what came about (it is neither barrier nor enabler), and the sentence only that it is aimed at."""
YES_FROM = 0.5
_BESIDE, _QUOTED = 3, 6
"""Words between a term and a cue that stands beside it, and that is still quoted with it."""
MOST = 0.95
"""No words make a rule certain."""

_APART = re.compile(
    r"references|sources|bibliography|further (information|reading)|contacts?|acknowledge?ments?|downloads?|notes|limitations|"
    r"about (the authors?|us)|related .*|.*\bnot known\b.*",
    re.IGNORECASE,
)
"""Headings of what is not the account itself: what stands under them is at most unsure."""


_PARTED = re.compile(r"[.!?…]\S*\s|\n")
"""Without it a text is one sentence; most answers' segments are."""


class _Term(NamedTuple):
    code: str
    own: str
    polar: bool
    weight: float


class _Hit(NamedTuple):
    """One term met: where in the text, and what is said of it."""

    code: str
    phrase: str
    weight: float
    reading: Reading
    start: int
    end: int


class Found(NamedTuple):
    """What one text says of one code: strength from 0 to 1, polarity, and the place of the words that say it."""

    code: str
    strength: float
    polarity: str
    start: int
    end: int


def code_by_rules(
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    codebook: Codebook,
    *,
    questions: pd.DataFrame | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Codings of passages and sentences by the terms of the codebook, as the model's table `codings`.

    A code is applied from a strength of 0.5 and unsure below; where no term of a code is met, it has no row. Of terms
    that overlap the longest counts, whichever code it is of: "data protection" is not also "data". A word that is part
    of a name ("Leeds Partnership Trust") is none. A sub-code does not give its theme a row; counts add it up.
    Polarity comes from the term, from cue words in its clause, or, where these say nothing, from the nearest heading
    or the question that was asked. Answers that are none (`no_answer`) are not read.

    segments:  as the model's table; what comes out for one does not depend on the others.
    documents: as the model's table, all that the segments come from.
    questions: as the model's table, whose words give context to an answer.
    progress:  True for a progress bar, False for none, None for one in a terminal or a notebook.
    """
    readable = _readable(segments, documents, questions)
    texts = [readable[name].tolist() for name in ("text", "heading", "question")]
    found = _all_found(zip(*texts, strict=True), codebook, progress)
    columns = (readable["segment_id"].tolist(), readable["start"].tolist(), *texts)
    polar = {code.code: code.polar for code in codebook}
    rows = [
        (segment_id, one.code, one.strength, one.polarity if polar[one.code] else NONE, start + one.start, start + one.end)
        for segment_id, start, *row in zip(*columns, strict=True)
        for one in found[tuple(row)]
    ]
    told = pd.DataFrame(rows, columns=["segment_id", "code", "score", "polarity", "evidence_start", "evidence_end"])
    applied = np.where(told["score"] >= YES_FROM, YES, UNSURE)
    told = told.assign(applied=applied, coder=CODER, coder_kind=MACHINE, calibrated=False, codebook=codebook.hash)
    return TABLES["codings"].frame(told)


def strengths(texts: Sequence[str], contexts: Sequence[str], codebook: Codebook) -> npt.NDArray[np.float64]:
    """(texts x codes): how much the words of each text speak for each code, from 0 to 1, as in `code_by_rules`.

    contexts: the heading that each text stands under, or the question that it answers.
    """
    rows = [(text, context, "") for text, context in zip(texts, contexts, strict=True)]
    found, column = _all_found(rows, codebook, progress=False), {code.code: j for j, code in enumerate(codebook)}
    told = np.zeros((len(rows), len(column)))
    for number, row in enumerate(rows):
        for one in found[row]:
            told[number, column[one.code]] = one.strength
    return told


_Row = tuple[str, str, str]
"""What is read together: a text, the heading it stands under, the question it answers."""


def _all_found(rows: Iterable[_Row], codebook: Codebook, progress: bool | None) -> dict[_Row, list[Found]]:
    distinct = list(dict.fromkeys(rows))
    tools = _tools(codebook, {text for row in distinct for text in row})
    above = {text: _read_above(text, tools) for text in dict.fromkeys(text for _, *texts in distinct for text in texts)}
    bar = tqdm(distinct, "coding", unit="text", disable=None if progress is None else not progress, leave=False)
    return {row: _matched(_found(row[0], above[row[1]], above[row[2]], tools), row[0], codebook, above[row[1]]) for row in bar}


def _readable(segments: pd.DataFrame, documents: pd.DataFrame, questions: pd.DataFrame | None) -> pd.DataFrame:
    """The segments that are read, with the innermost heading and the question's words; empty text where there is none."""
    of_document = documents[["document_id", "survey_id", "question_id", "no_answer"]]
    joined = segments.loc[segments["kind"] != HEADING].merge(of_document, on="document_id", validate="many_to_one")
    joined = joined[~joined["no_answer"].astype(bool)]
    if questions is not None:
        asked = questions[["survey_id", "question_id", "text"]].rename(columns={"text": "question"})
        joined = joined.merge(asked, on=["survey_id", "question_id"], how="left", validate="many_to_one")
    else:
        joined = joined.assign(question=pd.Series(dtype="str"))
    joined["heading"] = [path.rpartition(" > ")[2] for path in joined["heading"].fillna("")]
    joined["question"] = joined["question"].fillna("")
    return joined


class _Tools(NamedTuple):
    """A codebook made ready for the texts at hand: its terms, what finds them and the cues, and the place of each code."""

    terms: dict[str, list[_Term]]
    find: Callable[[Sequence[str]], list[tuple[int, int, str]]]
    find_cues: Callable[[Sequence[str]], list[Cue]]
    order: dict[str, int]


def _tools(codebook: Codebook, texts: Iterable[str]) -> _Tools:
    terms: dict[str, list[_Term]] = {}
    for code in codebook:
        for own, listed in ((NONE, code.terms), (BARRIER, code.barrier_terms), (ENABLER, code.enabler_terms)):
            for phrase in listed:
                weight = OF_WORDS[min(len(tokens(phrase)[0]), len(OF_WORDS)) - 1] + SAYS_OUTRIGHT * (own != NONE)
                terms.setdefault(phrase, []).append(_Term(code.code, own if code.polar else NONE, code.polar, weight))
    known = vocabulary(texts)
    order = {code.code: place for place, code in enumerate(codebook)}
    return _Tools(terms, phrase_finder(terms, known), cue_finder(known), order)


class _Above(NamedTuple):
    """What a heading or a question says of what stands under it: polarity, the codes it speaks of, the most strength."""

    context: Context
    codes: frozenset[str]
    most: float


def _read_above(text: str, tools: _Tools) -> _Above:
    codes = frozenset(term.code for _, _, phrase in tools.find(tokens(text)[0]) for term in tools.terms[phrase])
    apart = _APART.fullmatch(text.strip(" :."))
    return _Above(read_context(text, tools.find_cues), codes, YES_FROM - 0.05 if apart else MOST)


def _found(text: str, heading: _Above, question: _Above, tools: _Tools) -> list[Found]:
    """What a text says of the codes, in the order of the codebook."""
    words = token_words(text)
    met = tools.find(words)
    if not met:
        return []
    places = token_places(text)
    hits: dict[str, list[_Hit]] = {}
    for first, last in sentences(text) if len(text) > LONGEST or _PARTED.search(text) else ((0, len(text)),):
        begin, end = bisect_left(places, (first, first)), bisect_right(places, (last, last))
        within, at = words[begin:end], places[begin:end]
        # An answer's segment is one sentence, and what is met in it is known by now.
        for hit in _hits(within, at, met if len(within) == len(words) else tools.find(within), tools):
            hits.setdefault(hit.code, []).append(hit)
    contexts = heading.context, question.context
    found = (_weighed(code, met, code in heading.codes, contexts) for code, met in hits.items())
    return [
        one if one.strength <= heading.most else one._replace(strength=heading.most)
        for one in sorted(found, key=lambda one: tools.order[one.code])
    ]


def _matched(found: list[Found], text: str, codebook: Codebook, heading: _Above) -> list[Found]:
    """`found`, with what the patterns of the codebook match; a code of which terms speak too keeps their words and polarity."""
    met = matches(text, codebook)
    if not met:
        return found
    by_code = {one.code: one for one in found}
    for code, (start, end) in met.items():
        before = by_code.get(code, Found(code, 0.0, NONE, start, end))
        strength = min(1 - (1 - before.strength) * (1 - OF_PATTERNS), heading.most)
        by_code[code] = before._replace(strength=round(strength, 4))
    return [by_code[code.code] for code in codebook if code.code in by_code]


def _hits(words: Sequence[str], places: Sequence[Span], found: Sequence[tuple[int, int, str]], tools: _Tools) -> Iterator[_Hit]:
    """What is said of each of the terms found in one sentence."""
    met = [hit for hit in _longest(found) if not _in_a_name(words, *hit)]
    if not met:
        return
    cues, lowered = tools.find_cues(words), [word.lower() for word in words]
    for start, end, phrase in met:
        others = [(s, e) for s, e, _ in met if e <= start or s >= end]
        for term in tools.terms[phrase]:
            reading = read_polarity(lowered, (start, end), cues, term.own, others)
            cue = reading.cue if term.polar and _within(words, (start, end), reading.cue, _QUOTED) else None
            begin, stop = (min(start, cue[0]), max(end, cue[1])) if cue else (start, end)
            plainly = cue is not None and reading.told and term.own == NONE and _within(words, (start, end), cue, _BESIDE)
            aimed_at = not term.polar and is_wished(start, cues)
            weight = term.weight + SPOKEN_OF * plainly - LESS_THAN_CERTAIN * reading.hedged - AIMED_AT * aimed_at
            weight += TO_THE_POINT * (3 * (stop - begin) >= len(words))
            yield _Hit(term.code, phrase, weight, reading, places[begin][0], places[stop - 1][1])


def _longest(met: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """What is met, without what lies within a longer one."""
    if len(met) == 1:
        return list(met)
    spans = {(start, end) for start, end, _ in met}
    return [
        (start, end, phrase)
        for start, end, phrase in met
        if not any(s <= start and end <= e and e - s > end - start for s, e in spans)
    ]


def _in_a_name(words: Sequence[str], start: int, end: int, phrase: str) -> bool:
    """Whether a term written small is capitalised and stands beside another capitalised word: "Leeds Partnership Trust".

    Not so in a sentence that is capitalised throughout.
    """
    if not words[start].istitle() or phrase != phrase.lower() or not all(word.istitle() for word in words[start:end]):
        return False
    beside = [words[n] for n in (start - 1, end) if 0 <= n < len(words)]
    small = any(word.islower() and word not in _SMALL_IN_HEADLINES for word in words)
    return small and any(word.istitle() and word.lower() not in _OPENERS for word in beside)


_SMALL_IN_HEADLINES = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
# Capitalised at the start of a sentence, these make no name of what follows.
_OPENERS = frozenset(("the", "a", "an", "our", "their", "this", "that", "no", "lack", "poor", "good", "more", "without"))


def _within(words: Sequence[str], thing: Span, cue: Span | None, most: int) -> bool:
    """Whether the cue stands within so many words of the thing, with no comma between."""
    if cue is None:
        return False
    between = words[cue[1] : thing[0]] if cue[1] <= thing[0] else words[thing[1] : cue[0]]
    return len(between) <= most and "," not in between


def _weighed(code: str, hits: Sequence[_Hit], in_heading: bool, contexts: Sequence[Context]) -> Found:
    """What the hits of one code in one text come to: different terms add up, the strongest gives the words."""
    ordered = sorted(hits, key=lambda hit: hit.weight) if len(hits) > 1 else hits
    best = {hit.phrase: hit.weight for hit in ordered}
    against = 1.0
    for weight in best.values():
        against *= 1 - weight
    strength = min(1 - against + UNDER_HEADING * in_heading, MOST)
    strongest = max(hits, key=lambda hit: (hit.weight, -hit.start))
    return Found(code, round(strength, 4), _spoken(hits, contexts), strongest.start, strongest.end)


def _spoken(hits: Sequence[_Hit], contexts: Sequence[Context]) -> str:
    """The polarity of all hits together; of the heading or the question where no hit tells any."""
    told = {hit.reading.polarity for hit in hits if hit.reading.told} - {NONE}
    if told and contexts[-1].wished:
        # What a question asks people to wish for is not there yet.
        told = {BARRIER} & told if told != {MIXED} else told
        return told.pop() if told else NONE
    if MIXED in told or len(told) > 1:
        return MIXED
    if told:
        return told.pop()
    silent = [hit.reading.polarity for hit in hits if not hit.reading.told]
    asked = next((context.polarity for context in contexts if context.polarity != NONE), NONE)
    return asked if silent and asked != NONE else next((polarity for polarity in silent if polarity != NONE), NONE)
