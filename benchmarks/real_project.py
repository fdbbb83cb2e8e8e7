"""Make a project of real documents and real survey exports, without any hand work on them.

    EVIDENCE_SHARED=FOLDER python -m benchmarks.real_project NEW_FOLDER
    evidence report NEW_FOLDER

The documents are public (their origins and licences stand beside them) and are not part of this repository.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from evidence.__main__ import main as evidence

SHIPPED = Path(__file__).parent.parent / "data" / "raw" / "information-sharing"

SURVEYS = (
    "fivethirtyeight/StarWars.csv",
    "fivethirtyeight/comma-survey.csv",
    "qualtrics_qualtRics/sample.csv",
    "spss_sav/sample.sav",
    "ssi_rse_limesurvey/2017/uk/public_data.csv",
    "themefinder_qu/tests/fixtures/setup_consultation/qu_format_a_numeric.xlsx",
    "themefinder_qu/tests/fixtures/setup_consultation/responses_lgr_format.csv",
)

PROJECT = """title: Public documents on sharing data, for trying the programme on
question: What do these documents say stands in the way of sharing data, and what helped?
description: >-
  Web pages on the Centre of Excellence for Information Sharing, news and case studies of the United States' Federal Data
  Strategy, and public survey exports of other fields, put together to try the programme on documents that nobody prepared for it.
notice: "A trial of the programme: the surveys have nothing to do with the case studies."
seed: 1
"""


def shared() -> Path:
    """The folder of real documents; ends the program if the environment does not name it."""
    named = os.environ.get("EVIDENCE_SHARED", "")
    if not (Path(named) / "corpus").is_dir():
        sys.exit("Set EVIDENCE_SHARED to the folder that holds corpus/ and benchmarks/.")
    return Path(named)


def make(folder: Path, source: Path) -> None:
    """Copy the documents of `source` into a new project in `folder` and draft the surveys' descriptions."""
    studies, surveys = folder / "case_studies", folder / "surveys"
    for path in (studies, surveys):
        path.mkdir(parents=True)
    (folder / "project.yaml").write_text(PROJECT, encoding="utf-8")
    shutil.copy(SHIPPED / "codebook.yaml", folder)
    cases = source / "benchmarks" / "data_sharing_cases"
    for path in [
        *sorted((source / "corpus").glob("*.txt")),
        *sorted((cases / "_posts").glob("*.md")),
        *sorted(cases.glob("*.pdf")),
    ]:
        shutil.copy(path, studies)
    for name in SURVEYS:
        path = source / "benchmarks" / "survey_exports" / name
        export = surveys / f"{path.parent.name}-{path.name}".lower()
        shutil.copy(path, export)
        if evidence(["survey", "describe", str(export)]):
            sys.exit(f"no description could be drafted for {name}")


if __name__ == "__main__":
    make(Path(sys.argv[1]), shared())
