"""What people claim from the evidence, with the passages for and against, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.exhibits import Captioned, Statement, captioned
from evidence.findings import AGAINST, FOR, NOT_JUDGED, Findings, read_findings
from evidence.model import EvidenceBase
from evidence.quotes import as_quotes
from evidence.summary.wording import Exhibits, counted


def findings_in_brief(base: EvidenceBase, path: Path) -> Statement | Captioned:
    """The findings that people wrote into `findings.yaml`, a row each; or that there are none yet.

    raises: CodingError, if a finding quotes words that no longer stand in its source.
    """
    if not path.is_file():
        return Statement(("No one has written down a finding yet: findings.yaml is where a person's claims stand.",))
    summary = read_findings(path, path.name, base).summary
    table = pd.DataFrame(
        {
            "finding": summary["claim"],
            "cases for it": summary["cases_for"],
            "cases against it": summary["cases_against"],
            "of_cases": summary["of_cases"],
            "confidence": summary["confidence"],
        }
    )
    return captioned(table, "Findings, with the cases for and against each, and how sure the person who made it is")


def findings_told(base: EvidenceBase, path: Path, *, most: int = 2) -> Exhibits:
    """Each finding with the judgement of confidence, the reasons for it, and passages for and against.

    most:   quotations for a finding; all that speak against it are shown.
    raises: as `findings_in_brief`.
    """
    if not path.is_file():
        yield findings_in_brief(base, path)
        return
    findings = read_findings(path, path.name, base)
    for row in findings.summary.to_dict("index").values():
        yield _finding_said({str(k): v for k, v in row.items()}, findings.profile)
        yield from _evidence(base, findings, str(row["finding"]), most)


def _finding_said(row: Mapping[str, Any], profile: pd.DataFrame) -> Statement:
    sides = [f"{row['cases_for']} of {row['of_cases']} cases speak for it"]
    sides.append(f"{row['cases_against']} against it" if row["cases_against"] else "none against it")
    if row["respondents_for"] or row["respondents_against"]:
        people = counted(row["respondents_for"], "respondent")
        sides.append(f"of those who answered a survey, {people} for it and {row['respondents_against']} against it")
    judged = "not judged yet" if row["confidence"] == NOT_JUDGED else f"{row['confidence']}. Judged by: {row['by']}"
    said = [f"{'; '.join(sides)}. Confidence: {judged.rstrip('.')}."]
    reasons = profile[profile["finding"] == row["finding"]]
    said += [f"{name.capitalize()}: {why}" for name, why in zip(reasons["component"], reasons["reason"], strict=True)]
    if row["selection"]:
        said.append(str(row["selection"]))
    return Statement(tuple(said), heading=row["claim"])


def _evidence(base: EvidenceBase, findings: Findings, finding: str, most: int) -> Exhibits:
    mine = findings.evidence[findings.evidence["finding"] == finding]
    for side, what in ((FOR, "For it, for example:"), (AGAINST, "Against it:")):
        cited = mine.loc[mine["side"] == side, "segment_id"]
        if len(cited):
            yield Statement((what,))
            yield as_quotes(base, cited.head(most) if side == FOR else cited)
