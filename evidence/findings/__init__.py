"""Claims that a person makes from the evidence: the passages for and against each, and how sure that person is.

Confidence is judged as GRADE-CERQual has it: four components, a level, and a reason for each, by a person who is named.
A level may be suggested here; none is ever given. Beside the judgement stand passages that may speak against a finding
(`counter_evidence`), what the evidence comes to (`finding_facts`), and where evaluations stand on two public scales.
"""

from __future__ import annotations

from evidence.findings.counter import DENIAL, OTHER_SIDE, counter_evidence, counter_search
from evidence.findings.facts import finding_facts
from evidence.findings.levels import COMPONENTS, CONCERNS, LEVELS, suggest_level
from evidence.findings.reading import AGAINST, FOR, NOT_JUDGED, Findings, check_findings, documents_cited, read_findings
from evidence.findings.standards import DESIGN, MARYLAND, NESTA, maryland_level, nesta_level, standards_of_cases

__all__ = [
    "AGAINST",
    "COMPONENTS",
    "CONCERNS",
    "DENIAL",
    "DESIGN",
    "FOR",
    "LEVELS",
    "MARYLAND",
    "NESTA",
    "NOT_JUDGED",
    "OTHER_SIDE",
    "Findings",
    "check_findings",
    "counter_evidence",
    "counter_search",
    "documents_cited",
    "finding_facts",
    "maryland_level",
    "nesta_level",
    "read_findings",
    "standards_of_cases",
    "suggest_level",
]
