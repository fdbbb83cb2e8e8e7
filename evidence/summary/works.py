"""What works: which conditions go with a reported outcome, and what sharing information contributed; each with its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from evidence.coded.attributes import NOT_STATED, model_attribute
from evidence.configurations import FILE, Comparison
from evidence.contribution import FOLDER, Claim, Programme, claim_said, theory_table, updates_table, verdicts
from evidence.exhibits import Captioned, Statement, captioned, listed, per_cent
from evidence.figures.works import OUTCOMES, configurations_figure, theory_figure
from evidence.landscape import by_model, groups_of
from evidence.model import EvidenceBase
from evidence.quotes import as_quotes
from evidence.summary.wording import CHOSEN, Exhibits, counted, names_of, small
from evidence.value import ValueModel

NO_COMPARISON = f"No comparison of cases is written down: {FILE} is where conditions, outcome and scores stand."
NO_PROGRAMME = f"No theory of change is written down: {FOLDER}/ is where programmes, claims and their tests stand."
SILENCE = "An account that is silent counts as a case without: this compares what accounts report, not what happened."
NO_BEST = "A comparison says what comes together in these cases. It never says which model is best."

_NONE: Mapping[str, ValueModel] = MappingProxyType({})

LUCK = 0.05
"""Where outcomes dealt at random are explained as well more often than this, no configuration is claimed."""


def bottom_line(base: EvidenceBase, comparisons: Sequence[Comparison], programmes: Sequence[Programme]) -> Statement:
    """A sentence for each comparison and for each claim, with what it bears."""
    said = [_in_brief(comparison, base) for comparison in comparisons] or [NO_COMPARISON]
    for programme in programmes:
        for claim in programme.claims:
            said.append(f"{programme.name}: {claim.text} {claim_said(claim).level.capitalize()}.")
    return Statement((*said, *([] if programmes else [NO_PROGRAMME]), NO_BEST))


def _in_brief(comparison: Comparison, base: EvidenceBase) -> str:
    sentence = f"{len(comparison.sets.scores)} cases were compared. {_found(comparison, base)}"
    return f"{sentence} {_claimed(comparison)}"


def _found(comparison: Comparison, base: EvidenceBase) -> str:
    """What the solution that is shown says, in words."""
    models = comparison.models[comparison.models["kind"] == comparison.shown]
    with_it = int((comparison.sets.outcome > 0.5).sum())
    told = f"{counted(with_it, 'has', 'have')} the outcome ({small(comparison.plan.outcome.name)})"
    if models["solution"].iloc[0] == "0":
        return f"{told}; no configuration is consistent enough with it."
    if len(models) > 1 or not models["complete"].iloc[0]:
        more = "" if models["complete"].iloc[0] else " at least"
        return f"{told};{more} {len(models)} solutions fit equally well, and the cases cannot tell which is true."
    terms = comparison.terms[comparison.terms["kind"] == comparison.shown]
    parts = [
        f"{_in_words(comparison, term)} in {len(cases)} of the {with_it} ({_named(cases, base)})"
        for term, cases in zip(terms["term"], terms["cases"], strict=True)
    ]
    return f"{told}; it comes with {'; or with '.join(parts)}."


def _claimed(comparison: Comparison) -> str:
    if not comparison.chance >= 0:
        return "No configuration is claimed."
    dealt = "when the outcomes were dealt among the cases at random 1,000 times, the conditions explained them at least as well"
    if comparison.chance > LUCK:
        return f"No configuration is claimed: {dealt} in {comparison.chance:.0%} of the deals, so chance alone could do it."
    if comparison.warnings:
        return f"No configuration is claimed, for the reasons given; {dealt} in {comparison.chance:.0%} of the deals."
    return f"Chance would seldom do it ({dealt} in {comparison.chance:.0%} of the deals); a cause is not shown by that."


def comparison_told(base: EvidenceBase, comparison: Comparison) -> Exhibits:
    """One comparison: what was asked, what was found and how far it holds, and the grid of configurations with its table."""
    plan, names = comparison.plan, names_of(base)
    measures = {measure.id: measure.name for measure in plan.conditions}
    yield Statement((_found(comparison, base), *_limits(comparison, base)), heading=plan.question, note=f"Scored by: {plan.by}.")
    yield truth_table_shown(comparison, base)
    yield configurations_figure(comparison.table, measures, names, note=f"Scored by: {plan.by}.")


def solutions_told(comparison: Comparison, base: EvidenceBase) -> Exhibits:
    """The solutions of the presence and of the absence of the outcome, what is always there with it, and other cut-offs."""
    said = "Every solution in the notation of the method, with its fit; what each set means stands in another annex."
    yield Statement((said,), heading=comparison.plan.question, note=f"Scored by: {comparison.plan.by}.")
    yield solutions_shown(comparison, base)
    absence = comparison.absence[["kind", "model", "solution", "consistency", "coverage"]].replace({"solution": {"0": "none"}})
    for column in ("consistency", "coverage"):
        absence[column] = absence[column].map("{:.2f}".format)
    caption = "Solutions of the absence of the outcome, which need not be the reverse of its presence"
    yield captioned(absence.replace("nan", "–"), caption)
    fit = comparison.necessity.assign(condition=[_in_words(comparison, one) for one in comparison.necessity["condition"]])
    note = "A condition that nearly every case has is consistent with anything: then its relevance is low."
    columns = {"ron": "relevance", "consistency": "outcome's cases that have it"}
    yield captioned(
        fit.rename(columns=columns).round(2).astype(str), "Is a condition always there when the outcome is?", note=note
    )
    yield robustness_shown(comparison)


def _limits(comparison: Comparison, base: EvidenceBase) -> list[str]:
    said = [f"{warning[:1].upper()}{warning[1:]}." for warning in comparison.warnings]
    for _, row in comparison.table[comparison.table["contradictory"]].iterrows():
        words = _in_words(comparison, row["configuration"])
        said.append(
            f"Cases of one configuration differ ({words}): {_named(row['cases'], base)} with the outcome, "
            f"{_named(row['cases_without'], base)} without. What tells them apart is not among the conditions."
        )
    held = comparison.diversity
    if held["never"]:
        said.append(
            f"{held['shown']} of {held['possible']} possible configurations are shown by a case; of the others nothing is known."
        )
    other = comparison.robust.iloc[1:]
    moved = other.loc[~other["same"], "choice"]
    if len(other):
        changes = f"; another comes of {listed(list(moved))}" if len(moved) else ""
        said.append(
            f"Of {counted(len(other), 'other cut-off')} tried, {int(other['same'].sum())} leave the solution as it is{changes}."
        )
    return [*said, _claimed(comparison), SILENCE, NO_BEST]


def truth_table_shown(comparison: Comparison, base: EvidenceBase) -> Captioned:
    """The truth table as a reader sees it, a row a configuration."""
    table = comparison.table
    shown = pd.DataFrame({measure.name: table[measure.id].map(_value) for measure in comparison.plan.conditions})
    shown["outcome"] = table["outcome"].map(OUTCOMES)
    shown["cases with the outcome"] = [_named(cases, base) or "none" for cases in table["cases"]]
    shown["cases without"] = [_named(cases, base) or "none" for cases in table["cases_without"]]
    shown["consistency"] = table["consistency"].map("{:.2f}".format)
    shown["PRI"] = table["pri"].map("{:.2f}".format)
    return captioned(shown, "Truth table: every configuration that some case shows", note=f"Scored by: {comparison.plan.by}")


def _value(value: int) -> str:
    return {0: "not there", 1: "there"}.get(value, str(value))


def solutions_shown(comparison: Comparison, base: EvidenceBase) -> Captioned:
    """Every tied model of every solution, of the presence and the absence of the outcome, with its fit."""
    terms = comparison.terms.assign(cases=[_named(cases, base) for cases in comparison.terms["cases"]])
    shown = terms[["kind", "model", "term", "cases"]].copy()
    for column in ("consistency", "coverage", "unique_coverage"):
        shown[column] = terms[column].map("{:.2f}".format)
    if shown.empty:
        return captioned(comparison.models[["kind", "solution"]].replace("0", "none"), "Solutions")
    note = "* is and, ~ is not. Coverage is the share of the outcome that a term explains, unique coverage what no other does"
    return captioned(shown, "Solutions, each with every model that is tied", note=note)


def robustness_shown(comparison: Comparison) -> Captioned:
    """The solution that is shown under other cut-offs."""
    table = comparison.robust[["choice", "solution", "coverage", "same"]].rename(columns={"same": "as planned"})
    shown = table.assign(
        coverage=table["coverage"].map(per_cent), **{"as planned": table["as planned"].map({True: "yes", False: "no"})}
    )
    return captioned(shown, f"The {comparison.shown} solution with one choice changed at a time")


def scores_shown(base: EvidenceBase, comparison: Comparison) -> Exhibits:
    """What counts as membership in each set, each case's score with its reason, and the passages that support them."""
    names, plan = names_of(base), comparison.plan
    measures = (*plan.conditions, plan.outcome)
    meaning = pd.DataFrame(
        {"set": [m.id for m in measures], "name": [m.name for m in measures], "what counts": [m.means for m in measures]}
    )
    yield captioned(meaning, "What counts as membership")
    support = comparison.support
    first = support.drop_duplicates(["case_id", "set"])
    reasons = pd.DataFrame({"case": first["case_id"].map(names), "set": first["set"], "score": first["score"].map("{:g}".format)})
    yield captioned(reasons.assign(why=first["why"]), "The score of each case, and why", note=f"Scored by: {plan.by}")
    cited = support[support["segment_id"].notna()]
    texts = base.tables["segments"].set_index("segment_id")["text"]
    words = pd.DataFrame({"case": cited["case_id"].map(names), "set": cited["set"], "segment_id": cited["segment_id"]})
    yield captioned(words.assign(text=cited["segment_id"].map(texts)), "The passages that scores rest on")
    left = [f"{names.get(case, case)}: {reason}" for case, reason in plan.left_out.items()]
    if left:
        yield Statement(("Left out of the comparison:", *left))


def models_beside(base: EvidenceBase, comparisons: Sequence[Comparison], valued: Mapping[str, ValueModel] = _NONE) -> Exhibits:
    """Each delivery model: what its places report, what it costs, and the configurations that its cases show; never ranked.

    valued: cost benefit models by file; one counts for the delivery model that it names.
    """
    told = by_model(base)
    yield models_in_brief(told, {kind: _costs(kind, valued) for kind in told["group"].unique()})
    if not comparisons:
        yield Statement((NO_COMPARISON,))
    groups = groups_of(base, model_attribute(base))
    kind_of = dict(zip(groups["case_id"], groups["group"], strict=True))
    for comparison in comparisons:
        rows = [
            {
                "model": kind_of.get(case, NOT_STATED),
                "place": names_of(base)[case],
                **{measure.name: _value(row[measure.id]) for measure in comparison.plan.conditions},
                comparison.plan.outcome.name: "yes" if case in row["cases"] else "no",
            }
            for _, row in comparison.table.iterrows()
            for case in [*row["cases"], *row["cases_without"]]
        ]
        names = ["model", "place", *(measure.name for measure in comparison.plan.conditions), comparison.plan.outcome.name]
        table = pd.DataFrame(rows, columns=names).sort_values(["model", "place"])
        caption = "Each model's places: which conditions were there, and whether the outcome is reported"
        yield captioned(table, caption, note=f"{SILENCE} {NO_BEST}")


def models_in_brief(told: pd.DataFrame, costs: Mapping[str, str]) -> Captioned:
    """Each delivery model in a row: its cases, what most of them report as barrier and as enabler, and what it costs.

    told:  as `landscape.by_model`.
    costs: what is known of the costs of each model.
    """
    rows = []
    for kind, cells in told.groupby("group", sort=False):
        polar = cells[cells["polar"].astype(bool)]
        rows.append(
            {
                "model": kind,
                "cases": int(cells["of_cases"].iloc[0]),
                "most told of as a barrier": _most(polar, "cases_barrier"),
                "most told of as an enabler": _most(polar, "cases_enabler"),
                "costs": costs[str(kind)],
            }
        )
    columns = ["model", "cases", "most told of as a barrier", "most told of as an enabler", "costs"]
    table = pd.DataFrame(rows, columns=columns)
    return captioned(table, "Each model: what its places report, and what it costs", note=f"{CHOSEN} {NO_BEST}")


def _most(cells: pd.DataFrame, column: str) -> str:
    most = int(cells[column].max()) if len(cells) else 0
    if not most:
        return "none"
    named = [small(str(name)) for name in cells.loc[cells[column] == most, "name"]]
    return f"{listed(named)} ({most} of {int(cells['of_cases'].iloc[0])})"


def _costs(kind: str, valued: Mapping[str, ValueModel]) -> str:
    """What cost benefit models say of the yearly cost of a delivery model, each with whose figures they are."""
    said = []
    for model in valued.values():
        if model.delivery_model == kind:
            rests = model.inputs.loc[model.inputs["line"].isin(model.costs["line"]), "illustrative"]
            made_up = "made-up figures" if rests.all() else "figures partly made up" if rests.any() else "figures with a source"
            yearly = model.amounts.to_numpy().sum(axis=0).mean()
            said.append(f"£{yearly:,.0f} a year, in prices of {model.price_base} ({model.title}; {made_up})")
    return "; ".join(said) or "no costs written down"


def programmes_told(base: EvidenceBase, programmes: Sequence[Programme]) -> Exhibits:
    """Each programme's theory of change, drawn and as a table, and the story of each claim with the words behind its tests."""
    if not programmes:
        yield Statement((NO_PROGRAMME,))
    for programme in programmes:
        yield Statement((programme.question,), heading=programme.name, note=f"Written by: {programme.by}.")
        boxes = [(element.id, element.stage, element.text) for element in programme.elements]
        arrows = [(link.start, link.end) for link in programme.links]
        note = "“source”: the account says so; “reading”: a reader's inference"
        yield captioned(theory_table(programme).fillna("–"), f"Theory of change: {programme.name}", note=note)
        yield theory_figure(boxes, arrows, f"Theory of change: {programme.name}", note=f"Written by: {programme.by}.")
        for claim in programme.claims:
            yield from _claim_told(base, claim)


def _claim_told(base: EvidenceBase, claim: Claim) -> Exhibits:
    said, found = claim_said(claim), verdicts(claim)
    rivals = [f"Rival explanation: {words} {_status(found[name].status)}." for name, words in claim.rivals.items()]
    changes = f"What would change this: {' '.join(claim.would_change)}"
    yield Statement((said.sentence, *rivals, changes), heading=f"{claim.text} {said.level.capitalize()}.", level=4)
    whose = {claim.id: "the claim", **{name: f"rival: {words}" for name, words in claim.rivals.items()}}
    rows = [(test.kind, whose[test.of], test.expects, test.result, test.why) for test in claim.tests]
    tests = pd.DataFrame(rows, columns=["test", "of", "what would be seen", "result", "why"])
    note = "one failed hoop eliminates, one smoking gun confirms; tests are never counted up"
    yield captioned(tests, "Tests of the claim and of its rivals", note=note)
    for side, words in (("for", "Passages for what was tested:"), ("against", "Passages against it:")):
        segments = list(dict.fromkeys(segment for _, of, segment in claim.evidence if of == side))
        if segments:
            yield Statement((words,))
            yield as_quotes(base, segments)
    updates = updates_table(claim)
    if len(updates):
        yield captioned(_updates_shown(updates), "The claim's probability, updated by Bayes' rule", note=_BAYES)


_BAYES = (
    "judgements, not measurements: put in your own. The tests count as independent; the verdict above stands whatever this says"
)


def _updates_shown(updates: pd.DataFrame) -> pd.DataFrame:
    shown = updates[["step", "result"]].fillna("–")
    for column in ("if_true", "if_false", "probability"):
        shown[column.replace("_", " ")] = updates[column].map(lambda value: "–" if pd.isna(value) else f"{value:.2f}")
    return shown.assign(**{"rests on": updates["rests on"]})


def _status(status: str) -> str:
    return f"{status[:1].upper()}{status[1:]}"


def _in_words(comparison: Comparison, term: str) -> str:
    """A term of the method's notation in words that a reader knows."""
    names: Mapping[str, str] = {measure.id: small(measure.name) for measure in comparison.plan.conditions}
    parts = []
    for literal in term.split("*"):
        bare, _, value = literal.lstrip("~").partition("{")
        words = f"“{names.get(bare, bare)}”"
        if value:
            parts.append(f"{words} at {value.rstrip('}')}")
        else:
            parts.append(f"not {words}" if literal.startswith("~") else words)
    return " and ".join(parts)


def _named(cases: Sequence[str], base: EvidenceBase) -> str:
    names = names_of(base)
    return listed([names[case] for case in cases])
