"""What differs from the report that was published last: findings, confidence, cases and counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from evidence.errors import Problem, ReportError
from evidence.exhibits import listed
from evidence.findings import Findings
from evidence.inputs import joint_hash
from evidence.matrix import count_matrix
from evidence.model import BARRIER, ENABLER, EvidenceBase
from evidence.project import Project
from evidence.report.blocks import Block, Cell, Item, ListBlock, Paragraph, Span, Table

LAST_PUBLISHED = "publication/last-report.json"
"""Where a project keeps the record of the report that it published last."""

_MOST_BYTES = 10_000_000


def fingerprint(base: EvidenceBase) -> str:
    """What a base is known by: the same files of a project, and the same codebook, give the same fingerprint."""
    rests_on = {key: base.manifest.get(key) for key in ("inputs", "codebook")}
    return joint_hash(json.dumps(rests_on, sort_keys=True, default=str))


def record_of(base: EvidenceBase, findings: Findings | None) -> dict[str, Any]:
    """What must be kept of a report so that the next can say what changed; plain JSON values, no one's words but claims.

    returns: `fingerprint`; `findings`: claim, confidence, cases_for and cases_against by id; `cases`: title by id;
             `themes`: name, and the number of cases that report it as a barrier and as an enabler, by code.
    """
    counts = {side: count_matrix(base, polarity=side).sum() for side in (BARRIER, ENABLER)}
    codes = base.tables["codes"]
    names = {code: name for code, name in zip(codes["code"], codes["name"], strict=True) if code in counts[BARRIER].index}
    rows = findings.summary.to_dict("records") if findings is not None else []
    kept = ("claim", "confidence", "cases_for", "cases_against")
    cases = base.tables["cases"]
    return {
        "fingerprint": fingerprint(base),
        "findings": {str(row["finding"]): {key: row[key] for key in kept} for row in rows},
        "cases": dict(zip(map(str, cases["case_id"]), map(str, cases["title"]), strict=True)),
        "themes": {
            code: {"name": name} | {side: int(counts[side][code]) for side in (BARRIER, ENABLER)} for code, name in names.items()
        },
    }


def last_record(project: Project) -> dict[str, Any] | None:
    """The record of the report that the project published last; None if it has published none.

    raises: ReportError, if it is there and cannot be read.
    """
    path = project.folder / LAST_PUBLISHED
    if not path.is_file():
        return None
    mend = "Put back the file as it was when the report was published, or remove it to report without a list of changes."
    try:
        with path.open("rb") as opened:
            record = json.loads(opened.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        record = None
    if not _is_record(record):
        raise ReportError(Problem(LAST_PUBLISHED, "cannot be read as the record of a report", mend))
    return dict(record)


def _is_record(record: Any) -> bool:
    if not isinstance(record, dict) or not all(isinstance(record.get(key), dict) for key in ("findings", "cases", "themes")):
        return False
    nested = [*record["findings"].values(), *record["themes"].values()]
    return all(isinstance(row, dict) for row in nested) and all(isinstance(title, str) for title in record["cases"].values())


def changes(now: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[Block, ...]:
    """What differs between two records: sentences, then the themes whose counts of cases changed.

    >>> same = {"findings": {}, "cases": {}, "themes": {}}
    >>> changes(same, same)[0].words[0].text
    'No finding, no case and no count of cases differs from the report that was published last.'
    """
    said = [*_findings_changed(now["findings"], before["findings"]), *_cases_changed(now["cases"], before["cases"])]
    rows = _themes_changed(now["themes"], before["themes"])
    if not said and not rows:
        same = "No finding, no case and no count of cases differs from the report that was published last."
        return (Paragraph((Span(same),)),)
    blocks: list[Block] = []
    if said:
        blocks.append(ListBlock(tuple(Item((Span(sentence),)) for sentence in said)))
    if rows:
        columns = ("Theme", "A barrier: then", "A barrier: now", "An enabler: then", "An enabler: now")
        cells = tuple(tuple(Cell(str(value)) for value in row) for row in rows)
        note = f"Of {len(before['cases'])} cases then, and {len(now['cases'])} now."
        blocks.append(Table("Themes whose number of cases changed", columns, cells, row_headers=1, note=note))
    return tuple(blocks)


def _findings_changed(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    said = [f"New finding: {now[name]['claim']} Confidence: {now[name]['confidence']}." for name in now if name not in before]
    said += [f"No longer claimed: {before[name].get('claim', name)}" for name in before if name not in now]
    for name, row in now.items():
        then = before.get(name, row)
        if then.get("claim") != row["claim"]:
            said.append(f"Said in other words: {row['claim']} Before: {then.get('claim')}")
        if then.get("confidence") != row["confidence"]:
            said.append(f"Confidence is now {row['confidence']}, and was {then.get('confidence')}: {row['claim']}")
        if any(then.get(side) != row[side] for side in ("cases_for", "cases_against")):
            sides = f"{row['cases_for']} cases for and {row['cases_against']} against"
            said.append(f"{sides}, where there were {then.get('cases_for')} and {then.get('cases_against')}: {row['claim']}")
    return said


def _cases_changed(now: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    added = [title for case, title in now.items() if case not in before]
    gone = [title for case, title in before.items() if case not in now]
    return [f"{what}: {listed(titles)}." for what, titles in (("New cases", added), ("Cases left out", gone)) if titles]


def _themes_changed(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    rows = []
    for code in dict.fromkeys((*now, *before)):
        one, then = now.get(code, {}), before.get(code, {})
        counts = [row.get(side, "–") for side in (BARRIER, ENABLER) for row in (then, one)]
        if counts[0] != counts[1] or counts[2] != counts[3]:
            rows.append((one.get("name") or then.get("name") or code, *counts))
    return rows
