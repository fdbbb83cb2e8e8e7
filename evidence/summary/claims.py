"""What people claim from the evidence, with the passages for and against, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evidence.exhibits import Statement
from evidence.findings import AGAINST, FOR, NOT_JUDGED, Findings, read_findings
from evidence.model import EvidenceBase
from evidence.quotes import as_quotes
from evidence.summary.wording import Exhibits, counted


def findings_told(base: EvidenceBase, path: Path) -> Exhibits:
    """The findings that people wrote into `findings.yaml`, with their evidence; or that there are none yet.

    raises: CodingError, if a finding quotes words that no longer stand in its source.
    """
    if not path.is_file():
        yield Statement(
            ("No one has written down a finding yet: findings.yaml is where a person's claims and judgements stand.",)
        )
        return
    findings = read_findings(path, path.name, base)
    for row in findings.summary.to_dict("records"):
        yield _finding_said({str(k): v for k, v in row.items()})
        yield from _evidence(base, findings, row["finding"])


def _finding_said(row: Mapping[str, Any]) -> Statement:
    sides = [f"{row['cases_for']} of {row['of_cases']} cases speak for it"]
    sides.append(f"{row['cases_against']} against" if row["cases_against"] else "none against")
    if row["respondents_for"] or row["respondents_against"]:
        sides.append(
            f"of the survey, {counted(row['respondents_for'], 'respondent')} for and {row['respondents_against']} against"
        )
    judged = f"Confidence: {row['confidence']}, as {row['by']} judges. {row['reasons']}".strip()
    said = [f"{'; '.join(sides)}.", "Confidence: not judged yet." if row["confidence"] == NOT_JUDGED else judged]
    if row["selection"]:
        said.append(str(row["selection"]))
    return Statement(tuple(said), heading=row["claim"])


def _evidence(base: EvidenceBase, findings: Findings, finding: str, most: int = 2) -> Exhibits:
    mine = findings.evidence[findings.evidence["finding"] == finding]
    for side, what in ((FOR, "For it, for example:"), (AGAINST, "Against it:")):
        cited = mine.loc[mine["side"] == side, "segment_id"]
        if len(cited):
            yield Statement((what,))
            yield as_quotes(base, cited.head(most) if side == FOR else cited)
