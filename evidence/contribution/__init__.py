"""Contribution analysis: what sharing information contributed to a change, how sure, and what would change that.

A programme's theory of change and its causal claims stand in `contribution/<programme>.yaml`. Each claim has rival
explanations, and each of them tests in the sense of process tracing. The rules of those tests decide what may be said.

source: Mayne (2008); Van Evera (1997); Collier (2011).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evidence.contribution.reading import AROUND, STAGES, Claim, Element, Link, Programme, read_programme
from evidence.contribution.tracing import KINDS, Said, Test, Verdict, may_be_said, update, verdict
from evidence.errors import CodingError, Problem
from evidence.model import EvidenceBase

__all__ = [
    "AROUND",
    "FOLDER",
    "KINDS",
    "STAGES",
    "Claim",
    "Element",
    "Link",
    "Programme",
    "Said",
    "Test",
    "Verdict",
    "check_programmes",
    "claim_said",
    "may_be_said",
    "programme_files",
    "read_programme",
    "read_programmes",
    "theory_table",
    "updates_table",
    "verdict",
    "verdicts",
]

FOLDER = "contribution"


def programme_files(folder: Path) -> list[Path]:
    """The files of a project's programmes, in order of name."""
    return sorted(path for path in (folder / FOLDER).glob("*.yaml") if not path.name.startswith("."))


def read_programmes(folder: Path, base: EvidenceBase) -> tuple[Programme, ...]:
    """Every programme of a project, checked against its evidence base.

    folder: the project's folder.
    raises: CodingError, as `read_programme`.
    """
    return tuple(read_programme(path, f"{FOLDER}/{path.name}", base) for path in programme_files(folder))


def check_programmes(folder: Path, base: EvidenceBase | None) -> list[Problem]:
    """What is wrong with the programmes of a project: without a base, as far as the files alone say."""
    problems: list[Problem] = []
    for path in programme_files(folder):
        try:
            read_programme(path, f"{FOLDER}/{path.name}", base)
        except CodingError as fault:
            problems += fault.problems
    return problems


def verdicts(claim: Claim) -> dict[str, Verdict]:
    """The verdict on the claim (by its id) and on each of its rivals."""
    return {name: verdict([test for test in claim.tests if test.of == name]) for name in (claim.id, *claim.rivals)}


def claim_said(claim: Claim) -> Said:
    """What may be said of the claim beside its rivals."""
    found = verdicts(claim)
    return may_be_said(found[claim.id], {claim.rivals[name]: found[name] for name in claim.rivals})


def theory_table(programme: Programme) -> pd.DataFrame:
    """One row per element of the theory of change: stage, element, leads to (its words, separated by '; '), basis."""
    text = {element.id: element.text for element in programme.elements}
    rows = []
    for element in programme.elements:
        ends = [text[link.end] for link in programme.links if link.start == element.id]
        rows.append(
            {"stage": element.stage, "element": element.text, "leads to": "; ".join(ends) or None, "basis": element.basis}
        )
    return pd.DataFrame(rows, columns=["stage", "element", "leads to", "basis"])


def updates_table(claim: Claim) -> pd.DataFrame:
    """Bayesian updating of the claim: a row for the prior, then one per test that was judged; empty where nobody judged.

    returns: step, result, if_true, if_false, ratio, probability (after it) and rests on.
    """
    columns = ["step", "result", "if_true", "if_false", "ratio", "probability", "rests on"]
    if claim.prior is None:
        return pd.DataFrame(columns=columns)
    mine = [test for test in claim.tests if test.of == claim.id]
    sources = {test.id: test.source for test in mine}
    rows: list[tuple[object, ...]] = [("before the tests", None, None, None, None, *claim.prior)]
    rows += [(*step, sources[step.test]) for step in update(claim.prior[0], mine)]
    return pd.DataFrame(rows, columns=columns)
