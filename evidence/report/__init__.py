"""The report: notebooks run on a project, read as blocks, traced back to the words, and written for a policy reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evidence.errors import Problem, ReportError
from evidence.model import EvidenceBase
from evidence.project import Project
from evidence.report import annex, tracing
from evidence.report.blocks import Cell, Chapter, Paragraph, Report, Span, Table
from evidence.report.html import write_html
from evidence.report.reading import read_chapter
from evidence.report.running import read_notebook, run_notebooks
from evidence.store import write_whole

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
"""The notebooks that ship with the repository."""

_CHAPTER = "evidence_chapter"
"""Key of a notebook's metadata: its place in the report, for readers begin with what was found."""


def write_report(
    base: EvidenceBase,
    project: Project,
    out: Path | None = None,
    notebooks: Sequence[Path] | None = None,
    progress: bool | None = None,
) -> Path:
    """Run the notebooks on a project and write the report; returns the path of the HTML file.

    out:       the folder under which `reports/evidence-base.html` goes; by default the project's own.
    notebooks: which to run; by default those that ship, ordered by their chapter. Each has a cell tagged `parameters`.
    progress:  True shows a progress bar, False none, None (the default) shows it in a terminal.
    raises:    ReportError, if a source file has changed, a notebook fails, or a quote is not word for word what its
               document says; nothing is written then.
    """
    tracing.check_sources(base, project)
    paths = _shipped() if notebooks is None else list(notebooks)
    parameters = {"project": str(project.folder.resolve()), "out": str(project.out.resolve())}
    # In an empty folder: Python imports from where it starts, and a project folder is other people's files.
    with TemporaryDirectory() as empty:
        executed = run_notebooks(paths, parameters, Path(empty), progress=progress)
    report = make_report(
        base, [read_chapter(notebook, path.stem) for notebook, path in zip(executed, paths, strict=True)], project
    )
    path = (out or project.out) / "reports" / "evidence-base.html"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, write_html(report))
    except OSError as fault:
        mend = "Free some space or allow writing there, and report again."
        raise ReportError(Problem(str(path), f"cannot be written ({fault.strerror})", mend)) from None
    return path


def make_report(base: EvidenceBase, chapters: Sequence[Chapter], project: Project) -> Report:
    """The report of these chapters: every quote traced, how it was made added, and the quoted words in their documents.

    raises: ReportError, if a quote is not word for word what its document says.
    """
    quotes = bool(project.publication["quotes"])
    traced = tracing.trace([*chapters, _making(base)], base)
    report = Report(
        title=project.title,
        question=project.question,
        description=project.description,
        notices=_notices(base, project),
        chapters=traced if quotes else tracing.withhold(traced),
        sources=(),
    )
    return replace(report, sources=annex.sources(base, report.quoted()) if quotes else ())


def _shipped() -> list[Path]:
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    if not paths:
        mend = "Report from a checkout of the repository, or name the notebooks."
        raise ReportError(Problem("notebooks/", "holds no notebook to report from", mend))
    return sorted(paths, key=lambda path: (read_notebook(path).metadata.get(_CHAPTER, float("inf")), path.name))


def _notices(base: EvidenceBase, project: Project) -> tuple[str, ...]:
    surveys = base.surveys
    made_up = surveys.loc[surveys["illustrative"], "title"]
    return tuple(filter(None, (project.notice, *(f"The answers of the survey “{title}” are made up." for title in made_up))))


def _making(base: EvidenceBase) -> Chapter:
    """What a reader needs to make the report again: the codebook, the versions, and the hash of every file read."""
    codebook: Mapping[str, Any] = base.manifest.get("codebook", {})
    tables = (
        ("Versions of the programs that made this report", ("Program", "Version"), base.manifest.get("versions", {})),
        ("Files of the project and the hash (SHA-256) of each", ("File", "Hash"), base.manifest.get("inputs", {})),
    )
    made = (
        "The report was written by a program from the files below. The same files and the same versions give the same report, "
        "to the byte. "
    )
    made += f"The codebook is known by its hash {codebook['hash']}." if "hash" in codebook else ""
    return Chapter(
        "How to make this report again",
        (Paragraph((Span(made.strip()),)), *(_listed(*table) for table in tables if table[2])),
    )


def _listed(caption: str, columns: tuple[str, ...], values: Mapping[str, Any]) -> Table:
    rows = tuple((Cell(str(name)), Cell(str(value))) for name, value in sorted(values.items()))
    return Table(caption, columns, rows, row_headers=1, note="")
