"""What is wrong with a project folder, said before anything is built."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from evidence import store
from evidence.codebook import Codebook, advice_on, read_codebook
from evidence.coding.human import check_codings
from evidence.config import did_you_mean
from evidence.configurations import FILE as CONFIGURATIONS
from evidence.configurations import check_comparisons
from evidence.contribution import check_programmes
from evidence.errors import CodebookError, Problem, ProjectError, SourceError, StoreError, SurveyError
from evidence.findings import check_findings
from evidence.framework import FILE as FRAMEWORK
from evidence.framework import check_written
from evidence.inputs import passed_over, source_files, stamp, unportable
from evidence.model import EvidenceBase
from evidence.pairs import check_pairs
from evidence.pairs.escalation import FILE as REGISTER
from evidence.pairs.escalation import check_register
from evidence.pipeline.assembly import same_names
from evidence.pipeline.changing import FINDINGS
from evidence.pipeline.valuing import check_models
from evidence.project import CASE_STUDIES, SURVEYS, Project, find_project, printable
from evidence.sources import case_studies, surveys
from evidence.sources.guard import inspect
from evidence.sources.register import read_register

_DESCRIPTION = "Who collected these case studies and survey answers, how, when and why."
"""What the template says in place of a description."""


def check_project(project: str | Path) -> list[Problem]:
    """All that is wrong with a project folder; empty if all is well. See `evidence.pipeline.check`."""
    try:
        place = find_project(project)
    except ProjectError as fault:
        return list(fault.problems)
    problems = same_names(place) + _names_to_change(place)
    for name, begun in (("title", "TITLE:"), ("question", "QUESTION:"), ("description", _DESCRIPTION)):
        if getattr(place, name).startswith(begun):
            problems.append(Problem(f"{place.name}/project.yaml", f"'{name}' is still that of the template", "Write your own."))
    codebook = None
    try:
        codebook = read_codebook(place.folder / "codebook.yaml", f"{place.name}/codebook.yaml")
        problems += advice_on(codebook, f"{place.name}/codebook.yaml")
    except CodebookError as fault:
        problems += fault.problems
    problems += read_register(place).problems
    problems += check_pairs(place.folder)
    problems += check_models(place)
    if codebook is not None:
        problems += _register_problems(place, [code.code for code in codebook])
        problems += check_written(place.folder / FRAMEWORK, FRAMEWORK, [code.code for code in codebook])
        problems += _finding_problems(place, [code.code for code in codebook])
    problems += _causal_problems(place)
    files = list(source_files(place))
    if all(kind == "codings" for kind, _ in files):
        mend = f"Put case studies into {CASE_STUDIES}/ or survey exports into {SURVEYS}/."
        problems.append(Problem(place.name, "holds nothing to read", mend))
    for kind, file in files:
        problems += _source_problems(place, kind, file, codebook)
    return problems


def not_looked_up(project: str | Path) -> list[str]:
    """Files whose cited passages a check could not look up, because no evidence base is there that is up to date."""
    place = find_project(project)
    there = [name for name in (FINDINGS, REGISTER) if (place.folder / name).exists()]
    return there if there and _base_up_to_date(place) is None else []


def _finding_problems(place: Project, codes: list[str]) -> list[Problem]:
    """What is wrong with the findings; the passages they cite are looked up where a base is there that is up to date."""
    path = place.folder / FINDINGS
    there = path.exists() or path.is_symlink()
    return check_findings(path, FINDINGS, codes, _base_up_to_date(place)) if there else []


def _register_problems(place: Project, codes: list[str]) -> list[Problem]:
    """What is wrong with the register of barriers; passages as for the findings."""
    path = place.folder / REGISTER
    there = path.exists() or path.is_symlink()
    return check_register(path, REGISTER, codes, _base_up_to_date(place)) if there else []


def _causal_problems(place: Project) -> list[Problem]:
    """What is wrong with comparisons and theories of change; scores and passages only where a base is there to look in."""
    path, base = place.folder / CONFIGURATIONS, _base_up_to_date(place)
    there = path.exists() or path.is_symlink()
    return (check_comparisons(path, CONFIGURATIONS, base) if there else []) + check_programmes(place.folder, base)


def _base_up_to_date(place: Project) -> EvidenceBase | None:
    """The stored base, if its sources and its program are as they were when it was built; judgements may have changed."""
    try:
        base = store.read(place.out, place.name)
    except StoreError:
        return None
    now, then = stamp(place), base.manifest
    rested_on = (f"{CASE_STUDIES}/", f"{SURVEYS}/", "cases.csv", "codebook.yaml")
    files = {file for file in {*now["inputs"], *then["inputs"]} if file.startswith(rested_on)}
    same = all(now["inputs"].get(file) == then["inputs"].get(file) for file in files)
    return base if same and now["program"] == then["program"] else None


def _names_to_change(place: Project) -> list[Problem]:
    """Names of files that a colleague's computer may not hold: told early, for what is coded hangs on a document's name."""
    mend = "Rename it before you build, so that the project can be copied to any computer."
    files = [file for folder in (CASE_STUDIES, SURVEYS) for file in place.files(folder)]
    left = passed_over(place, (CASE_STUDIES, SURVEYS), case_studies.SUFFIXES | surveys.SUFFIXES)
    return [
        *(Problem(printable(file), what, mend) for file, what in unportable(files)),
        *(Problem(printable(file), what, "Rename it if it is evidence, or move it out of the project.") for file, what in left),
    ]


def _source_problems(place: Project, kind: str, file: str, codebook: Codebook | None) -> list[Problem]:
    if kind == "codings":
        return check_codings(place.folder, file, codebook) if codebook is not None else []
    suffixes = case_studies.SUFFIXES if kind == "case_study" else surveys.SUFFIXES
    suffix = PurePosixPath(file).suffix.lower()
    if suffix not in suffixes and (suffix or kind != "case_study"):
        known = ", ".join(sorted(suffixes))
        return [Problem(file, f"is of a kind that is not read{did_you_mean(suffix, suffixes)}", f"Save it as one of: {known}.")]
    try:
        inspect(place.folder / file, file, place.limits)
        return surveys.check_survey(place.folder, file, place.limits) if kind == "survey" else []
    except (SourceError, SurveyError) as fault:
        return list(fault.problems)
