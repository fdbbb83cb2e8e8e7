"""What `contribution/<programme>.yaml` says: the theory of change, the causal claims, their rivals and their tests."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.coded.citing import Citations, citation_problems
from evidence.config import Mapped, did_you_mean, read_yaml, unknown_keys
from evidence.contribution.tracing import FAILED, KINDS, NOT_KNOWN, PASSED, Test
from evidence.errors import CodingError, Problem
from evidence.model import EvidenceBase

STAGES = ("inputs", "activities", "outputs", "outcomes", "impact")
"""The columns of a theory of change, from first to last (logic model)."""

AROUND = ("assumptions", "outside")
"""What it rests on, and what acts on it from outside."""

FOR, AGAINST = "for", "against"

_TOP = ("programme", "case", "question", "by", "theory", "claims")
_ELEMENT = ("id", "text", "basis")
_LINK = ("from", "to", "because")
_CLAIM = ("id", "claim", "link", "rivals", "tests", "prior", "would_change")
_TEST = ("id", "test", "of", "expects", "result", "why", FOR, AGAINST, "likelihood")
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")

Wrong = Callable[[Mapped, str, str, str], None]


@dataclass(frozen=True)
class Element:
    """One box of a theory of change: its stage (of `STAGES` or `AROUND`), its words, and whether a source or a reader says so."""

    id: str
    stage: str
    text: str
    basis: str


@dataclass(frozen=True)
class Link:
    """That one element is thought to lead to another (or an assumption or outside factor to act on it), and why."""

    start: str
    end: str
    because: str


@dataclass(frozen=True)
class Claim:
    """One causal claim with its rivals (id -> words) and the tests of all of them.

    prior:    probability before the tests, and what it rests on; None if nobody has judged.
    evidence: one row per passage as (test, side, segment_id).
    """

    id: str
    text: str
    link: tuple[str, str] | None
    rivals: Mapping[str, str]
    tests: tuple[Test, ...]
    evidence: tuple[tuple[str, str, str], ...]
    prior: tuple[float, str] | None
    would_change: tuple[str, ...]


@dataclass(frozen=True)
class Programme:
    """A programme's theory of change and the causal claims made of it."""

    name: str
    case_id: str
    question: str
    by: str
    elements: tuple[Element, ...]
    links: tuple[Link, ...]
    claims: tuple[Claim, ...]


def read_programme(path: Path, shown: str, base: EvidenceBase | None = None) -> Programme:
    """One programme, checked; with `base` also its case and the words of every passage it cites.

    shown:  how messages name the file.
    raises: CodingError, with all that is wrong and its line: an unknown key, a link to an element that is not there, a kind of
            test that is none of the four, a test passed or failed without a passage, a probability that is not between 0 and 1,
            a passage that does not say what is quoted.

    The file holds:

        programme: the hub
        case: leeds                        # whose passages are cited
        question: What did sharing contribute to …?
        by: the person who judged
        theory:
          inputs: [{id: team, text: A small team, basis: source}]     # basis: source, or reading (a reader's inference)
          activities: […]                  # also outputs, outcomes, impact, assumptions, outside
          links: [{from: team, to: summary, because: …}]
        claims:
          - id: faster
            claim: Sharing in the hub made … faster.
            link: {from: summary, to: decision}
            rivals: [{id: staff, explanation: More staff did it.}]
            tests:
              - id: before-after
                test: hoop                 # straw in the wind, hoop, smoking gun or doubly decisive
                of: faster                 # the claim, or a rival
                expects: what would be seen if it were true
                result: passed             # failed, or not known
                why: …
                for: [{segment: leeds:0-101, quote: a few of its words}]
                likelihood: {if_true: 0.9, if_false: 0.4, source: …}   # optional, with prior: {probability: 0.5, source: …}
            would_change: [a comparison with places that have no hub]
    """
    whole = read_yaml(path, shown, CodingError)
    if not isinstance(whole, Mapped):
        raise CodingError(
            Problem(shown, "is empty or no mapping", "Write at least: programme, case, question, by, theory, claims.")
        )
    problems = unknown_keys(whole, _TOP, shown)

    def wrong(item: Mapped, key: str, what: str, mend: str) -> None:
        problems.append(Problem(f"{shown}, line {item.lines.get(key, item.line)}", what, mend))

    for key in ("programme", "case", "question", "by"):
        if not _words(whole.get(key)):
            wrong(whole, key, f"'{key}' is missing", f"Write: {key}: …")
    elements, links = _theory(whole, shown, wrong)
    given = _list_of(whole, "claims", wrong)
    claims = [_claim(item, shown, {element.id for element in elements}, wrong) for item in given]
    _twice([(item, claim.id) for item, claim in zip(given, claims, strict=True)], "claim", wrong)
    if base is not None and not problems:
        problems += _against(whole, shown, base)
    if problems:
        raise CodingError(problems)
    named = {key: _words(whole.get(key)) for key in ("programme", "case", "question", "by")}
    return Programme(named["programme"], named["case"], named["question"], named["by"], elements, links, tuple(claims))


def _theory(whole: Mapped, shown: str, wrong: Wrong) -> tuple[tuple[Element, ...], tuple[Link, ...]]:
    theory = whole.get("theory")
    if not isinstance(theory, Mapped):
        wrong(whole, "theory", "there is no theory of change", f"Write under 'theory:' {', '.join((*STAGES, *AROUND))}, links.")
        return (), ()
    for problem in unknown_keys(theory, (*STAGES, *AROUND, "links"), shown):
        wrong(theory, problem.what.split("'")[1], problem.what, problem.mend)
    elements, rows = [], []
    for stage in (*STAGES, *AROUND):
        for item in _list_of(theory, stage, wrong, needed=False):
            _known(item, _ELEMENT, shown, wrong)
            if not _words(item.get("text")) or item.get("basis") not in ("source", "reading"):
                wrong(
                    item, "basis", f"an element of {stage} needs a text and a basis", "Write: text: …, basis: source (or reading)"
                )
            elements.append(Element(_name(item, wrong), stage, _words(item.get("text")), str(item.get("basis"))))
            rows.append((item, elements[-1].id))
    _twice(rows, "element", wrong)
    known = {element.id for element in elements}
    links = []
    for item in _list_of(theory, "links", wrong, needed=False):
        _known(item, _LINK, shown, wrong)
        if not _words(item.get("because")):
            wrong(item, "because", "a link gives no reason", "Write: because: …")
        links.append(Link(*_ends(item, known, wrong), _words(item.get("because"))))
    return tuple(elements), tuple(links)


def _ends(item: Mapped, known: set[str], wrong: Wrong) -> tuple[str, str]:
    for key in ("from", "to"):
        if item.get(key) not in known:
            hint = did_you_mean(str(item.get(key)), sorted(known))
            wrong(item, key, f"a link names '{item.get(key)}', which is no element{hint}", "Name the id of an element.")
    return str(item.get("from")), str(item.get("to"))


def _claim(item: Mapped, shown: str, elements: set[str], wrong: Wrong) -> Claim:
    _known(item, _CLAIM, shown, wrong)
    name = _name(item, wrong)
    if not _words(item.get("claim")):
        wrong(item, "claim", "makes no claim", "Write one sentence: claim: …")
    link = item.get("link")
    if link is not None and not isinstance(link, Mapped):
        wrong(item, "link", "'link' is no mapping", "Write: link: {from: …, to: …}")
    rivals = {}
    for rival in _list_of(item, "rivals", wrong):
        _known(rival, ("id", "explanation"), shown, wrong)
        if not _words(rival.get("explanation")):
            wrong(rival, "explanation", "a rival has no explanation", "Write: explanation: …")
        rivals[_name(rival, wrong)] = _words(rival.get("explanation"))
    given = _list_of(item, "tests", wrong)
    tests = [_test(one, shown, {name, *rivals}, wrong) for one in given]
    _twice([(one, test.id) for one, test in zip(given, tests, strict=True)], "test", wrong)
    changes = item.get("would_change")
    if not isinstance(changes, list) or not changes or not all(_words(one) for one in changes):
        wrong(item, "would_change", "does not say what would change the verdict", "Write a list: would_change: [- …]")
        changes = []
    return Claim(
        id=name,
        text=_words(item.get("claim")),
        link=_ends(link, elements, wrong) if isinstance(link, Mapped) else None,
        rivals=rivals,
        tests=tuple(tests),
        evidence=tuple((test.id, *row) for one, test in zip(given, tests, strict=True) for row in _cited(one)),
        prior=_prior(item, shown, wrong),
        would_change=tuple(_words(one) for one in changes),
    )


def _test(item: Mapped, shown: str, hypotheses: set[str], wrong: Wrong) -> Test:
    _known(item, _TEST, shown, wrong)
    name = _name(item, wrong)
    if item.get("test") not in KINDS:
        wrong(item, "test", f"'test' is none of {', '.join(KINDS)}", "Write for example: test: hoop")
    if item.get("of") not in hypotheses:
        hint = did_you_mean(str(item.get("of")), sorted(hypotheses))
        wrong(item, "of", f"test '{name}' is of '{item.get('of')}', no claim or rival here{hint}", "Name the claim or a rival.")
    for key in ("expects", "why"):
        if not _words(item.get(key)):
            wrong(item, key, f"test '{name}': '{key}' is missing", f"Write: {key}: …")
    result = item.get("result")
    if result not in (PASSED, FAILED, NOT_KNOWN):
        wrong(
            item, "result", f"test '{name}': 'result' is none of passed, failed, not known", "Write for example: result: passed"
        )
    for said, side in ((PASSED, FOR), (FAILED, AGAINST)):
        if result == said and not item.get(side):
            mend = f"Cite under '{side}' at least one passage, or write: result: not known"
            wrong(item, "result", f"test '{name}' is said to be {said} and cites nothing {side} it", mend)
    likely, source = _likelihood(item, name, shown, wrong)
    words = {key: _words(item.get(key)) for key in ("expects", "why")}
    return Test(name, str(item.get("test")), str(item.get("of")), words["expects"], str(result), words["why"], likely, source)


def _likelihood(item: Mapped, name: str, shown: str, wrong: Wrong) -> tuple[tuple[float, float] | None, str]:
    given = item.get("likelihood")
    if given is None:
        return None, ""
    if not isinstance(given, Mapped):
        wrong(
            item,
            "likelihood",
            f"test '{name}': 'likelihood' is no mapping",
            "Write: likelihood: {if_true: …, if_false: …, source: …}",
        )
        return None, ""
    _known(given, ("if_true", "if_false", "source"), shown, wrong)
    both = []
    for key in ("if_true", "if_false"):
        both.append(_probability(given, key, f"test '{name}'", wrong))
    if not _words(given.get("source")):
        wrong(given, "source", f"test '{name}': its probabilities have no source", "Write what they rest on: source: …")
    if None not in both and not both[0] > both[1]:  # type: ignore[operator]
        what = f"test '{name}' is no likelier to be passed if the hypothesis is true than if it is false"
        wrong(given, "if_true", what, "Then it tests nothing: correct the probabilities, or remove them.")
    return (float(both[0] or 0), float(both[1] or 0)), _words(given.get("source"))


def _prior(item: Mapped, shown: str, wrong: Wrong) -> tuple[float, str] | None:
    given = item.get("prior")
    if given is None:
        return None
    if not isinstance(given, Mapped):
        wrong(item, "prior", "'prior' is no mapping", "Write: prior: {probability: 0.5, source: …}")
        return None
    _known(given, ("probability", "source"), shown, wrong)
    if not _words(given.get("source")):
        wrong(given, "source", "the prior has no source", "Write what it rests on: source: …")
    return _probability(given, "probability", "the prior", wrong) or 0.5, _words(given.get("source"))


def _probability(item: Mapped, key: str, who: str, wrong: Wrong) -> float | None:
    value = item.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or not 0 < value < 1:
        wrong(
            item, key, f"{who}: '{key}' is no probability between 0 and 1", "0 and 1 would leave nothing to learn: 0.05 to 0.95."
        )
        return None
    return float(value)


def _against(whole: Mapped, shown: str, base: EvidenceBase) -> list[Problem]:
    """What does not fit the evidence base: the case, and every passage that is cited."""
    problems, known = [], list(base.tables["cases"]["case_id"])
    if whole["case"] not in known:
        what = f"there is no case '{whole['case']}'{did_you_mean(whole['case'], known)}"
        problems.append(Problem(f"{shown}, line {whole.lines['case']}", what, "Name a case of the evidence base."))
    citations = Citations(base)
    for claim in whole["claims"]:
        for test in claim["tests"]:
            for side in (FOR, AGAINST):
                problems += citation_problems(test, side, f"test '{test['id']}'", shown, citations)
    return problems


def _cited(item: Mapped) -> list[tuple[str, str]]:
    found = []
    for side in (FOR, AGAINST):
        cited = item.get(side)
        found += [
            (side, str(one.get("segment"))) for one in (cited if isinstance(cited, list) else []) if isinstance(one, Mapped)
        ]
    return found


def _list_of(item: Mapped, key: str, wrong: Wrong, *, needed: bool = True) -> list[Mapped]:
    value = item.get(key)
    if value is None and not needed:
        return []
    if not isinstance(value, list) or not all(isinstance(one, Mapped) for one in value) or (needed and not value):
        wrong(item, key, f"'{key}' is no list of mappings", f"Write under '{key}:' for each: - id: …")
        return []
    return value


def _known(item: Mapped, keys: tuple[str, ...], shown: str, wrong: Wrong) -> None:
    for problem in unknown_keys(item, keys, shown):
        wrong(item, problem.what.split("'")[1], problem.what, problem.mend)


def _name(item: Mapped, wrong: Wrong) -> str:
    name = item.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        wrong(item, "id", "has no id that can be used", "Write a short name of small letters, digits and '-': id: turnaround")
    return str(name)


def _twice(rows: list[tuple[Mapped, str]], what: str, wrong: Wrong) -> None:
    seen: set[str] = set()
    for item, name in rows:
        if name in seen:
            wrong(item, "id", f"two of the {what}s are called '{name}'", "Give each its own id.")
        seen.add(name)


def _words(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
