"""Scales that survey answers stand on, told by their words: agreement, satisfaction, how often, how much, and the like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.sources.questionnaire import fold

OUTSIDE = frozenset(
    {
        "don't know",
        "dont know",
        "do not know",
        "not sure",
        "unsure",
        "n/a",
        "na",
        "not applicable",
        "no opinion",
        "prefer not to say",
    }
    | {
        "can't say",
        "cannot say",
        "no answer",
        "unfamiliar (n/a)",
        "unfamiliar",
        "not answered",
        "rather not say",
        "don't know / n/a",
    }
)
_OPPOSITES = (
    ("agreement", "agree", "disagree"),
    ("satisfaction", "satisfied", "(dis|un)satisfied"),
    ("favour", "favou?rabl[ey]", "unfavou?rabl[ey]"),
    ("likelihood", "likely", "unlikely"),
    ("importance", "important", "unimportant"),
    ("ease", "easy", "(difficult|hard)"),
    ("confidence", "confident", "unconfident"),
    ("usefulness", "useful", "useless"),
    ("helpfulness", "helpful", "unhelpful"),
    ("effect", "effective", "ineffective"),
    ("positive and negative", "positive(ly)?", "negative(ly)?"),
    ("better and worse", "better", "worse"),
    ("support", "support", "oppose"),
    ("clarity", "clear", "unclear"),
    ("comfort", "comfortable", "uncomfortable"),
    ("familiarity", "familiar", "unfamiliar"),
    ("quality", "good", "(poor|bad)"),
    ("how well", "well", "badly"),
    ("high and low", "high", "low"),
)
_STRENGTHS = (
    (r"(strongly|very|extremely|completely|totally|highly|definitely|fully|much)\b", 4),
    (r"(mostly|generally|quite|fairly)\b", 2),
    (r"(somewhat|slightly|tend to|a little|rather|moderately|a bit|partly)\b", 1),
)
_ORDERED = {
    "how often": (
        ("never",),
        ("almost never", "hardly ever", "very rarely"),
        ("rarely", "seldom"),
        ("occasionally", "once in a while"),
        ("sometimes",),
        ("often", "frequently"),
        ("usually", "most of the time"),
        ("very often", "very frequently"),
        ("almost always", "nearly always"),
        ("always", "all the time"),
    ),
    "how much": (
        ("not at all", "none", "none at all", "nothing"),
        ("not much", "very little", "hardly at all"),
        ("a little", "to a small extent", "slightly"),
        ("some", "somewhat", "to some extent", "a moderate amount", "moderately", "partly"),
        ("a fair amount", "quite a bit", "quite a lot"),
        ("a lot", "to a large extent", "to a great extent", "mostly", "very much"),
        ("a great deal", "completely", "entirely", "fully", "extremely"),
    ),
    "how good": (
        ("very poor", "terrible", "very bad"),
        ("poor", "bad"),
        ("fair", "average", "ok", "okay", "acceptable", "adequate", "satisfactory"),
        ("good",),
        ("very good",),
        ("excellent", "outstanding"),
    ),
}


@dataclass(frozen=True)
class Scale:
    """A scale: what it measures, its answers with the most negative first, and those that stand outside it."""

    name: str
    order: tuple[str, ...]
    outside: tuple[str, ...]


def find_scale(answers: Sequence[str]) -> Scale | None:
    """The scale that all `answers` stand on, apart from such as 'don't know'; None if they stand on none that is known.

    >>> find_scale(["Agree", "Disagree", "Strongly agree", "Don't know"])
    Scale(name='agreement', order=('Disagree', 'Agree', 'Strongly agree'), outside=("Don't know",))
    """
    on = [answer for answer in answers if fold(answer) not in OUTSIDE]
    outside = tuple(sorted(answer for answer in answers if fold(answer) in OUTSIDE))
    if len(on) < 2:
        return None
    for name, positive, negative in _OPPOSITES:
        levels = {answer: level for answer in on if (level := _level(fold(answer), positive, negative)) is not None}
        values = set(levels.values())
        if len(levels) == len(on) == len(values) and values != {0}:
            return Scale(name, tuple(sorted(on, key=lambda answer: levels[answer])), outside)
    for name, steps in _ORDERED.items():
        places = {answer: next((i for i, step in enumerate(steps) if fold(answer) in step), -1) for answer in on}
        if min(places.values()) >= 0 and len(set(places.values())) == len(on):
            return Scale(name, tuple(sorted(on, key=lambda answer: places[answer])), outside)
    return None


def _level(answer: str, positive: str, negative: str) -> float | None:
    """How positive an answer is on the scale between two opposites; None if it is not on it."""
    if re.match(r"(neither|neutral|no difference|about the same|mixed|undecided|medium|moderate)\b", answer):
        return 0
    bare = re.sub(r"\s*\(.*\)$", "", answer)
    sign = next((s for words, s in ((negative, -1), (positive, 1)) if re.search(rf"\b{words}\b", bare)), 0)
    if not sign or len(bare.split()) > 5:
        return None
    rest = re.sub(rf"\b({negative}|{positive})\b", "", bare).strip()
    if sign > 0 and rest.startswith("not at all"):
        return -4
    if sign > 0 and rest.startswith("not"):
        return -2 if re.match(r"not (very|so|particularly)\b", rest) else -3
    return sign * next((strength for pattern, strength in _STRENGTHS if re.match(pattern, rest)), 3)
