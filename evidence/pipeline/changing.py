"""What changed since the build before: a record beside the base, never part of it, for a base rests on its inputs alone."""

from __future__ import annotations

from typing import Any

from evidence import store
from evidence.coded.attributes import cases_read
from evidence.errors import CodingError
from evidence.findings import Findings, read_findings
from evidence.inputs import joint_hash
from evidence.landscape import cells
from evidence.model import EvidenceBase
from evidence.pipeline.studies import case_studies_of
from evidence.project import Project

FINDINGS = "findings.yaml"


def record_changes(base: EvidenceBase, place: Project) -> None:
    """Keep, beside the base that is about to be stored, what the one before it held, where the two differ.

    The same base after the same record leaves the record as it is, to the byte: a rebuild that changes no case, no
    coding and no finding writes nothing, and what is told then is the last build that did change something. A base
    built from nothing has no build before it.
    raises: StoreError, if it cannot be written.
    """
    now, record = _state(base, place), store.read_changes(place.out)
    if record is not None and record["now"] == now:
        return
    store.write_changes({"before": record["now"] if record is not None else None, "now": now}, place.out)


def _state(base: EvidenceBase, place: Project) -> dict[str, Any]:
    """What a comparison needs of a base, in plain JSON values.

    cases: by case_id, its title and a hash of its documents; codes: by code, its name, cases and passages; findings: by id,
    its claim, confidence and passages; None where `findings.yaml` does not fit the base.
    """
    studies = case_studies_of(base)
    documents = studies.tables["documents"].sort_values("document_id")
    hashes = documents.groupby("case_id")["sha256"].agg(lambda found: joint_hash(*found))
    titles = studies.tables["cases"].set_index("case_id")["title"]
    read = cases_read(studies)
    counts = cells(studies, read.to_frame().assign(group="all"), level="code").set_index("code")
    return {
        "cases": {case: {"title": titles[case], "hash": hashes[case]} for case in read},
        "codes": {
            str(code): {"name": row["name"], "cases": int(row["cases"]), "passages": int(row["segments"])}
            for code, row in counts.to_dict("index").items()
        },
        "findings": _findings(base, place),
    }


def _findings(base: EvidenceBase, place: Project) -> dict[str, Any] | None:
    path = place.folder / FINDINGS
    if not path.is_file():
        return {}
    try:
        found: Findings = read_findings(path, FINDINGS, base)
    except CodingError:
        return None  # the check and the report say what is wrong; the build goes on without
    told = found.summary[["finding", "claim", "confidence"]].to_dict("records")
    cited = {
        finding: sorted(f"{side} {segment}" for side, segment in zip(rows["side"], rows["segment_id"], strict=True))
        for finding, rows in found.evidence.groupby("finding")
    }
    return {
        row["finding"]: {"claim": row["claim"], "confidence": row["confidence"], "cited": cited[row["finding"]]} for row in told
    }
