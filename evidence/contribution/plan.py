"""The skeleton of an evaluation plan for a place, in Markdown: filled where its cases are known, with marked blanks elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from evidence.coded import SAYS, coded_segments
from evidence.contribution.reading import STAGES, Programme
from evidence.model import BARRIER, CASE_STUDY, CONFIRMED, ENABLER, PARTLY, YES, EvidenceBase

BLANK = "**[to fill in:"
"""How a blank begins, so that it can be searched for."""

MOST = 6
"""Rows of a table that are filled from the cases; a plan that measures everything measures nothing."""

STANDARDS = (
    (
        "Reasons why it should work, written down",
        "the theory of change above",
        "Nesta 1",
        "not scored",
        "that it could work",
    ),
    (
        "The same measure before and after, in this place",
        "a baseline, and the same measure again",
        "Nesta 2",
        "1",
        "that something changed, not why",
    ),
    (
        "Before and after, here and in a place like it without the change",
        "a comparison place that is justified, and the same measure there",
        "Nesta 3",
        "3",
        "how far the change goes beyond what would have come anyway",
    ),
    (
        "Who gets it first is drawn by lot",
        "an order of start that chance decides, and enough people or teams",
        "Nesta 3",
        "5",
        "the same, with chance ruled out as far as numbers allow",
    ),
)
"""Designs, what each needs, the level each can reach on two scales, and what it can then say.

source: Nesta Standards of Evidence (Puttick and Ludlow 2013), levels 1 to 3; Scientific Maryland Scale in the wording of the What
        Works Centre for Local Economic Growth. Case studies and stories are not scored on the second.
"""


_STAGE = {"outside": "outside factors"}


def evaluation_plan(
    base: EvidenceBase, case_ids: Sequence[str], programmes: Iterable[Programme] = (), *, quotes: bool = True
) -> str:
    """A plan for the place (or programme) that these cases are about, as Markdown; the same base gives the same text.

    programmes: whose theories of change are taken over if they are of one of the cases.
    quotes:     False leaves out the words of sources, and keeps where they stand.
    raises:     KeyError, if a case is not in the base.
    """
    cases = base.tables["cases"].set_index("case_id").loc[list(case_ids)]
    coded = coded_segments(base, kind=CASE_STUDY)
    coded = coded[coded["case_id"].isin(list(case_ids)) & (coded["applied"] == YES)]
    mine = [programme for programme in programmes if programme.case_id in case_ids]
    name = _or_blank(", ".join(_plain(place) for place in dict.fromkeys(cases["place"].dropna())), "the place")
    parts = [
        f"# Evaluation plan: {name}",
        _about(cases),
        *_question(cases, mine),
        *_theory(base, coded, mine),
        *_answers(base, coded, case_ids, quotes),
        *_indicators(base, coded, quotes),
        *_baseline(base, cases, coded),
        *_standard(base, case_ids),
        *_collection(cases),
        *_contribution(mine),
        *_sources(cases),
    ]
    return "\n\n".join(parts) + "\n"


def _about(cases: pd.DataFrame) -> str:
    titles = "; ".join(_plain(title) for title in cases["title"])
    return (
        f"A skeleton, not a plan. What stands here was filled in from the evidence base ({titles}); what that does not know is a "
        f"blank that begins with `{BLANK.strip('*')}`. What an account speaks of was told of the place, and not measured."
    )


def _question(cases: pd.DataFrame, mine: Sequence[Programme]) -> Iterator[str]:
    yield "## 1. The question"
    asked = [_plain(programme.question) for programme in mine]
    areas = ", ".join(_plain(area) for area in dict.fromkeys(cases["policy_area"].dropna()))
    yield from asked or [_blank("one question that a decision hangs on, e.g. what sharing changed for whom, compared with what")]
    serves = _blank("which, whose, by when")
    yield f"Policy area: {_or_blank(areas, 'the policy area')}. Decision that the answer serves: {serves}."


def _theory(base: EvidenceBase, coded: pd.DataFrame, mine: Sequence[Programme]) -> Iterator[str]:
    yield "## 2. Theory of change"
    for programme in mine:
        whose = f"{_plain(programme.name)}, by {_plain(programme.by)}"
        yield f"Taken over from the theory of {whose}. Correct it with those who do the work."
        yield _table(
            ("Stage", "Element", "Rests on"),
            [(_STAGE.get(e.stage, e.stage), _plain(e.text), e.basis) for e in programme.elements],
        )
    if mine:
        return
    yield "Nobody has written one for this place yet. The rows below are what the cases speak of; the steps between are blanks."
    helps = _named(base, coded[coded["polarity"].isin(SAYS[ENABLER])])
    hinders = _named(base, coded[coded["polarity"].isin(SAYS[BARRIER])])
    gains = _named(base, coded[coded["code"].isin(_outcome_codes(base))])
    pairs = _confirmed(base)
    ways = _named(base, pairs[pairs["case_id"].isin(coded["case_id"])].rename(columns={"enabler_code": "code"}))
    helps = list(dict.fromkeys([*ways, *helps]))
    known = {"activities": helps, "outcomes": gains, "assumptions": [f"{name} no longer stands in the way" for name in hinders]}
    rows = [
        (stage, "; ".join(known.get(stage, [])[:MOST]) or _blank(stage)) for stage in (*STAGES, "assumptions", "outside factors")
    ]
    yield _table(("Stage", "What the cases speak of"), rows)


def _answers(base: EvidenceBase, coded: pd.DataFrame, case_ids: Sequence[str], quotes: bool) -> Iterator[str]:
    """The activities that people confirmed as answers: here; and elsewhere, to barriers of which no answer is known here."""
    pairs, names = _confirmed(base), base.tables["codes"].set_index("code")["name"]
    here = pairs["case_id"].isin(list(case_ids))
    if here.any():
        yield "Activities that a person confirmed as an answer to what stood in the way here:"
        rows = [
            (
                _plain(names[row["barrier_code"]]),
                _way(names, row["enabler_code"]) + (" (in part)" if row["status"] == PARTLY else ""),
                _said(base, row["enabler_segment"], quotes),
                _plain(row["coder"]),
            )
            for row in pairs[here].to_dict("records")
        ]
        yield _table(("Barrier", "What answered it", "What was said", "Confirmed by"), rows)
    keys = ["barrier_code", "enabler_code"]
    reported = coded.loc[coded["polarity"].isin(SAYS[BARRIER]), "code"]
    known = set(pairs.loc[here, "barrier_code"])
    others = pairs[~here & pairs["barrier_code"].isin(reported) & ~pairs["barrier_code"].isin(known)]
    if len(others):
        yield "Barriers here without a confirmed answer, and what answered them elsewhere (to be judged for this place):"
        first = others.drop_duplicates(keys).head(MOST)
        elsewhere = [
            (_plain(names[row["barrier_code"]]), _way(names, row["enabler_code"]), _said(base, row["enabler_segment"], quotes))
            for row in first.to_dict("records")
        ]
        yield _table(("Barrier", "What answered it elsewhere", "For example"), elsewhere)


def _way(names: pd.Series, code: object) -> str:
    return _plain(names[code]) if isinstance(code, str) else "not coded"


def _confirmed(base: EvidenceBase) -> pd.DataFrame:
    """The pairs that people confirmed, wholly or in part."""
    pairs = base.tables["pairs"]
    return pairs[pairs["status"].isin([CONFIRMED, PARTLY])]


def _indicators(base: EvidenceBase, coded: pd.DataFrame, quotes: bool) -> Iterator[str]:
    yield "## 3. Indicators"
    outcomes = coded[coded["code"].isin(_outcome_codes(base))]
    names = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["name"], strict=True))
    rows = []
    for code, segments in outcomes.groupby("code", sort=True)["segment_id"]:
        said = _said(base, str(segments.iloc[0]), quotes)
        rows.append((_plain(names[str(code)]), said, _blank("measure and unit"), _blank("whose records")))
    if rows:
        yield "Outcomes of which the cases speak:"
    else:
        yield "The cases speak of no outcome that the codebook knows. Candidates are its outcomes:"
        candidates = [code for code in _outcome_codes(base) if not base.tables["codes"]["parent"].eq(code).any()]
        rows = [(_plain(names[c]), "not reported", _blank("measure and unit"), _blank("whose records")) for c in candidates]
    yield _table(("Outcome", "What was said", "Indicator", "Source"), rows[:MOST])
    barriers = _named(base, coded[coded["polarity"].isin(SAYS[BARRIER])])
    if barriers:
        yield "Barriers that were reported; for each, how it would be seen that it is gone:"
        yield _table(("Barrier", "Sign that it is gone"), [(name, _blank("sign")) for name in barriers[:MOST]])


def _baseline(base: EvidenceBase, cases: pd.DataFrame, coded: pd.DataFrame) -> Iterator[str]:
    yield "## 4. Baseline and comparison"
    dates = ", ".join(_attribute(base, cases.index, "facts_from"))
    timely = (
        "" if not dates else f" The account tells of {_plain(dates)}: what was not measured then is measured now, or not at all."
    )
    yield f"Baseline: {_blank('value of each indicator before the change, and for which months')}.{timely}"
    models = ", ".join(_plain(model) for model in dict.fromkeys(cases["model"].dropna()))
    change = f"what was changed here ({models})" if models else "the change"
    near = base.tables["cases"]
    near = near[near["policy_area"].isin(cases["policy_area"].dropna()) & ~near["case_id"].isin(cases.index)]
    others = ", ".join(_plain(place) for place in near["place"].dropna().unique())
    told = "no other case of the same policy area is in the evidence base"
    if others:
        told = f"of the same policy area the base holds {others}, chosen for other reasons: each needs its own justification"
    yield f"Comparison: {_blank(f'a place, team or group like this one without {change}')}; {told}."


def _standard(base: EvidenceBase, case_ids: Sequence[str]) -> Iterator[str]:
    yield "## 5. Standard of evidence within reach"
    now = ", ".join(_plain(value) for value in _attribute(base, case_ids, "evidence_standard"))
    yield f"What the accounts are now, as the register has it: {_or_blank(now, 'the kind of evidence there is')}."
    header = ("Design", "Needs", "Nesta level", "Maryland scale", "Can then say")
    yield _table(header, STANDARDS)
    yield "Choose the least that answers the question; a higher level of a question that nobody asked is worth nothing."


def _collection(cases: pd.DataFrame) -> Iterator[str]:
    yield "## 6. What to collect, from whom and when"
    partners = dict.fromkeys(one for held in cases["partners"].dropna() for one in held.split("; "))
    rows = [
        (_plain(one), _blank("records or interviews"), _blank("before, and after how long"), _blank("who")) for one in partners
    ]
    people = ("the people whom it is about", _blank("how they are asked, and kept safe"), _blank("when"), _blank("who"))
    yield _table(("From", "What", "When", "Who collects"), [*rows, people])
    yield f"Legal basis and privacy of what is collected for the evaluation itself: {_blank('settled with whom, and when')}."


def _contribution(mine: Sequence[Programme]) -> Iterator[str]:
    yield "## 7. What did information sharing contribute?"
    for programme in mine:
        for claim in programme.claims:
            yield f"Claim: {_plain(claim.text)} Rivals: {'; '.join(_plain(words) for words in claim.rivals.values())}"
            rows = [(test.kind, _plain(test.expects), test.result) for test in claim.tests]
            yield _table(("Test", "What would be seen", "Result"), rows)
            yield "What would change the verdict, and so what to collect first: " + " ".join(map(_plain, claim.would_change))
    if not mine:
        blank = _blank("sharing what, between whom, contributed to which outcome")
        yield f"Claim: {blank}. Rival explanations: {_blank('at least two')}."
        rows = [
            ("hoop", "If sharing did it, the information reached the worker before the decision", _blank("result")),
            ("hoop", "If sharing did it, the outcome came after the sharing and not before", _blank("result")),
            ("smoking gun", "A case file in which what was shared changed what was done", _blank("result")),
            ("doubly decisive", "The outcome came with sharing and stayed away without it, all else alike", _blank("result")),
        ]
        yield _table(("Test", "What would be seen", "Result"), rows)
    yield "One failed hoop eliminates the claim, whatever else was passed; passed tests are never counted up."


def _sources(cases: pd.DataFrame) -> Iterator[str]:
    yield "## 8. What this skeleton rests on"
    for title, source, chosen in cases[["title", "source", "selection"]].fillna("not stated").itertuples(index=False):
        yield f"- {_plain(title)}. How it came to be studied: {_plain(chosen).rstrip('.')}. Published at: {_plain(source)}"


def _outcome_codes(base: EvidenceBase) -> list[str]:
    """Codes that are neither barriers nor enablers, as outcomes are, in the codebook's order."""
    codes = base.tables["codes"].sort_values("ordinal")
    return [str(code) for code in codes.loc[~codes["polar"], "code"]]


def _named(base: EvidenceBase, coded: pd.DataFrame) -> list[str]:
    """The names of the codes of these rows, those with most passages first."""
    counts = coded["code"].value_counts().to_dict()
    codes = base.tables["codes"].sort_values("ordinal")
    named = [(str(name), counts[code]) for code, name in zip(codes["code"], codes["name"], strict=True) if code in counts]
    return [_plain(name) for name, _ in sorted(named, key=lambda pair: -pair[1])]


def _attribute(base: EvidenceBase, case_ids: Iterable[str], name: str) -> list[str]:
    held = base.tables["case_attributes"]
    return list(dict.fromkeys(held.loc[held["case_id"].isin(list(case_ids)) & (held["attribute"] == name), "value"]))


def _said(base: EvidenceBase, segment_id: str, quotes: bool) -> str:
    quote = base.quote(segment_id)
    return f"“{_plain(quote.text)}” ({_plain(quote.reference)})" if quotes else _plain(quote.reference)


def _blank(what: str) -> str:
    return f"{BLANK} {what}]**"


def _or_blank(text: str, what: str) -> str:
    return text or _blank(what)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" | ".join(header), " | ".join("---" for _ in header), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(text.split()))
