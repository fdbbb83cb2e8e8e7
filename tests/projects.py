"""Small projects on disk, for tests of what runs from files to reports."""

from __future__ import annotations

from pathlib import Path

CODEBOOK = """
title: Small
version: "1"
codes:
  - {id: CULT, name: Culture, definition: Norms and habits., terms: [culture]}
  - {id: CULT.trust, parent: CULT, name: Trust, definition: Whether partners rely on each other., terms: [trust],
     barrier_terms: [mistrust], enabler_terms: [built trust]}
  - {id: CAP, name: Capacity, definition: People and time., terms: [capacity, training], barrier_terms: [no time]}
"""

LEEDS = """# The hub in Leeds

## What stood in the way

Partners told of mistrust between the council and the police. Nobody had any capacity left to change that.

## What helped

A joint team built trust within a year. Families noticed the difference soon afterwards.
"""

TRURO = """# A small team in Truro

The team had no time for meetings about data. In the end a weekly call was enough for everyone.
"""

SURVEY = "id,role,barriers\n1,nurse,There is no time.\n2,teacher,n/a\n3,nurse,Mistrust between partners. We lack capacity.\n"

SURVEY_YAML = """
title: Small survey
illustrative: true
columns:
  - {column: id, kind: respondent_id}
  - {column: role, kind: attribute}
  - {column: barriers, kind: free_text, text: "What gets in the way?"}
"""

FILES = {
    "project.yaml": "title: Small project\nnotice: The survey is made up.\n",
    "codebook.yaml": CODEBOOK,
    "cases.csv": "file,case_id,place,region\ncase_studies/leeds.md,leeds,Leeds,North\n",
    "case_studies/leeds.md": LEEDS,
    "case_studies/truro.md": TRURO,
    "surveys/feedback.csv": SURVEY,
    "surveys/feedback.yaml": SURVEY_YAML,
}


def small_project(folder: Path, **changes: str | bytes | None) -> Path:
    """The small project in `folder`; `changes` are files by name to write anew, or to leave out if None."""
    for name, text in {**FILES, **changes}.items():
        path = folder / name
        if text is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
