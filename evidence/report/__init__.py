"""The report: notebooks run on a project, read as blocks, traced back to the words, and written for a policy reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from evidence.errors import Problem, ReportError
from evidence.findings import Findings, read_findings
from evidence.model import EvidenceBase
from evidence.project import Project
from evidence.report import annex, disclosing, parts, tracing
from evidence.report.blocks import Chapter, Report
from evidence.report.branding import read_branding
from evidence.report.changes import last_record, record_of
from evidence.report.explorer import explored
from evidence.report.ordering import annexes_last, in_full_once, lettered, notices_once
from evidence.report.publishing import as_draft, released
from evidence.report.reading import read_chapter
from evidence.report.running import read_notebook, run_notebooks, tell
from evidence.store import is_stored, write_whole
from evidence.summary.brief import in_brief

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
"""The notebooks that ship with the repository."""

FINDINGS = "findings.yaml"

_CHAPTER = "evidence_chapter"
"""Key of a notebook's metadata: its place in the report, for readers begin with what was found."""


FORMATS: Mapping[str, str] = MappingProxyType({"html": "html", "pdf": "pdf", "docx": "docx", "xlsx": "xlsx"})
"""The formats of a report, and the ending of each one's file."""

NAME = "evidence-base"


def write_report(
    base: EvidenceBase,
    project: Project,
    out: Path | None = None,
    notebooks: Sequence[Path] | None = None,
    progress: bool | None = None,
    *,
    formats: Sequence[str] = ("html",),
) -> list[Path]:
    """Run the notebooks on a project and write the report, a draft whose personal data is masked.

    returns:   the path of the file of each format, in the order of `formats`.

    out:       the folder under which `reports/evidence-base.html` and the others go; by default the project's own.
    notebooks: which to run, in this order; by default those that ship. Each has a cell tagged `parameters`.
    progress:  False says nothing; else (the default) a line to standard error for each step, for it takes a minute.
    formats:   of `FORMATS`.
    raises:    ReportError, if a source file has changed, a notebook fails, or a quote is not word for word what its
               document says; CodingError, if findings.yaml does not fit the base; ProjectError, if branding.yaml cannot
               be used. Nothing is written then.
    """
    folder = (out or project.out) / "reports"
    files = written(as_draft(draft(base, project, notebooks, progress), base, project), formats, progress=progress)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            write_whole(folder / name, data)
    except OSError as fault:
        mend = "Free some space or allow writing there, and report again."
        raise ReportError(Problem(str(folder), f"cannot be written ({fault.strerror})", mend)) from None
    return [folder / name for name in files]


def draft(base: EvidenceBase, project: Project, notebooks: Sequence[Path] | None = None, progress: bool | None = None) -> Report:
    """The report of a project as blocks, its notebooks run; for the arguments and errors see `write_report`."""
    tracing.check_sources(base, project)
    _findings(base, project)
    read_branding(project)
    paths = in_order([]) if notebooks is None else list(notebooks)
    parameters = {"project": str(project.folder.resolve()), "out": str(project.out.resolve())}
    # In an empty folder: Python imports from where it starts, and a project folder is other people's files.
    with TemporaryDirectory() as empty:
        executed = run_notebooks(paths, parameters, Path(empty), progress=progress)
    if paths and not is_stored(base, project.out):
        mend = "Report again: what the notebooks say may be of either of the two."
        raise ReportError(Problem(str(project.out), "another evidence base took its place while the notebooks ran", mend))
    return make_report(base, [read_chapter(notebook, path.stem) for notebook, path in zip(executed, paths, strict=True)], project)


def written(report: Report, formats: Sequence[str], *, progress: bool | None = False) -> dict[str, bytes]:
    """The report in each of these formats, by the name of its file; the same report is always the same bytes."""
    files = {}
    for name in formats:
        tell(f"Writing {name}", progress)
        # Each is loaded when it is needed: typesetting is a large library, and most reports are a page.
        module = import_module(f"evidence.report.{name}")
        files[f"{NAME}.{FORMATS[name]}"] = getattr(module, f"write_{name}")(report)
    return files


def make_report(base: EvidenceBase, chapters: Sequence[Chapter], project: Project) -> Report:
    """The report of these chapters: every quote traced, what the report adds put around them, and the quoted words.

    raises: ReportError, if a quote is not word for word what its document says, or a small count of people could be worked
            out of the report and those that were published before; PublicationError, if the register of these was damaged.
    """
    quotes = bool(project.publication["quotes"])
    chapters = disclosing.checked(chapters, released(project))
    title, brand = read_branding(project)
    before = last_record(project)
    news = () if before is None else parts.changed(record_of(base, _findings(base, project)), before)
    ordered = notices_once(annexes_last([*chapters, parts.making(base)]))
    short = parts.in_short([chapter for chapter in ordered if not chapter.annex], in_brief(base, project))
    traced = in_full_once(tracing.trace([*short, *news, *ordered], base))
    report = Report(
        title=title,
        question=project.question,
        description=project.description,
        notices=_notices(base, project),
        chapters=lettered(traced if quotes else tracing.withhold(traced)),
        sources=(),
        brand=brand,
    )
    if not quotes:
        return report
    quoted = report.quoted()
    chapters = lettered((*traced, *parts.places(base, quoted)))
    return replace(report, chapters=chapters, sources=annex.sources(base, quoted), explorer=explored(base, quoted))


def record(base: EvidenceBase, project: Project) -> dict[str, Any]:
    """What is kept of a report that is published, so that the next can say what changed; see `changes.record_of`."""
    return record_of(base, _findings(base, project))


def _findings(base: EvidenceBase, project: Project) -> Findings | None:
    """What people claim; read before anything is run, so that a fault in it is named with its line."""
    path = project.folder / FINDINGS
    return read_findings(path, f"{project.name}/{FINDINGS}", base) if path.is_file() else None


def in_order(own: Sequence[Path]) -> list[Path]:
    """The notebooks that ship and a researcher's own, each where its `evidence_chapter` puts it.

    own:    paths of notebooks; one without a chapter comes after all that have one.
    raises: ReportError, if one is no notebook, or its chapter is no number.
    """
    shipped = sorted(NOTEBOOKS.glob("*.ipynb"))
    if not shipped:
        mend = "Report from a checkout of the repository, or name the notebooks."
        raise ReportError(Problem("notebooks/", "holds no notebook to report from", mend))
    return sorted([*shipped, *own], key=lambda path: (_chapter_of(path), path.name))


def _chapter_of(path: Path) -> float:
    given = read_notebook(path).metadata.get(_CHAPTER, float("inf"))
    if isinstance(given, bool) or not isinstance(given, int | float) or given != given:
        mend = "Write a number there, such as 2.5 for a place between the second part and the third."
        raise ReportError(Problem(path.name, f"its metadata '{_CHAPTER}' is no number", mend))
    return float(given)


def _notices(base: EvidenceBase, project: Project) -> tuple[str, ...]:
    surveys = base.surveys
    made_up = surveys.loc[surveys["illustrative"], "title"]
    return tuple(filter(None, (project.notice, *(f"The answers of the survey “{title}” are made up." for title in made_up))))
