"""A project on disk: where its files lie, what `project.yaml` says, and where its evidence base goes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from evidence.config import Mapped, did_you_mean, read_yaml, unknown_keys
from evidence.errors import Problem, ProjectError

RAW, PROCESSED = Path("data/raw"), Path("data/processed")
CASE_STUDIES, SURVEYS, CODINGS = "case_studies", "surveys", "codings"
IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini"})

RULES, MODEL = "rules", "model"

PUBLICATION: Mapping[str, Any] = MappingProxyType(
    {"threshold": 10, "rounding": 0, "zeros": True, "group_disclosure": True, "quotes": True}
)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Limits:
    """How large a source file may be before it is left out; each can be set under `limits:` in project.yaml.

    file_mb:      size of the file, in megabytes.
    csv_mb:       size of a csv or tsv file, which is a table and nothing else: a million answers of twenty words take 150.
    seconds:      time that reading one file may take.
    memory_mb:    memory that reading one file may take, in megabytes.
    zip_parts:    parts in a docx, odt, xlsx or ods file.
    zip_ratio:    how many times larger its parts may be than the file, once they are over 1 MB.
    part_mb:      size of one part, in megabytes, unpacked.
    xml_depth:    how deep XML or HTML may be nested.
    pdf_pages:    pages of a pdf.
    rows:         rows of a survey export.
    columns:      columns of a survey export.
    field_chars:  characters of one answer.
    """

    file_mb: int = 100
    csv_mb: int = 250
    seconds: int = 60
    memory_mb: int = 1000
    zip_parts: int = 2000
    zip_ratio: int = 100
    part_mb: int = 64
    xml_depth: int = 200
    pdf_pages: int = 2000
    rows: int = 1_100_000
    columns: int = 5000
    field_chars: int = 1_000_000


@dataclass(frozen=True)
class Project:
    """One project: its name, its folders and what `project.yaml` says.

    name:        the folder's name.
    folder:      the project folder; read, never written.
    out:         where the evidence base and the reports go.
    title:       what the project is called.
    question:    the question it asks of the evidence.
    description: who collected what, how and why.
    notice:      words that must stand wherever its figures are shown, e.g. that data is illustrative; may be empty.
    publication: rules for what may leave: `threshold` (smallest count of people that may be shown or worked out), `rounding`
                 (counts of people to a multiple of it), `zeros` (counts of nobody may be shown), `group_disclosure` (that a
                 whole group gave one answer is withheld) and `quotes`.
    coders:      the machines that code: "rules", or "rules" and "model", which learns from people's codings.
    seed:        the seed of everything that draws at random.
    limits:      how large a source file may be.
    wanted:      by attribute of cases, the values that the question covers, whether or not a case was read for each.
    """

    name: str
    folder: Path
    out: Path
    title: str
    question: str = ""
    description: str = ""
    notice: str = ""
    publication: Mapping[str, Any] = field(default_factory=lambda: PUBLICATION)
    coders: tuple[str, ...] = (RULES,)
    seed: int = 0
    limits: Limits = Limits()
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def files(self, under: str) -> list[str]:
        """Paths, from the project folder and with '/', of the files in one of its folders, in order.

        Hidden files, office lock files (`~$…`) and the like are passed over; folders within are entered, links to folders not.
        """
        return sorted(_files(self.folder, under)) if (self.folder / under).is_dir() else []


def printable(name: str) -> str:
    r"""A file's name that can be written down: bytes that are no UTF-8 are shown by their codes.

    >>> printable("caf\udce9.txt")
    'caf\\udce9.txt'
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _files(folder: Path, called: str) -> Iterator[str]:
    """The files in a folder and in those within, as they are called from the project folder."""
    # The system is asked once a folder: a project may have thousands of files, and is listed often.
    within = [called]
    while within:
        called = within.pop()
        with os.scandir(folder / called) as entries:
            for entry in entries:
                hidden = entry.name.startswith(".") and not entry.name.startswith("..")  # ".." is no sign of a hidden file
                if hidden or entry.name.startswith("~$") or entry.name.lower() in IGNORED_NAMES:
                    continue
                name = f"{called}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    within.append(name)
                else:
                    yield name


_TEXTS = ("question", "description", "notice")
_MOST = 10_000_000
"""No limit and no threshold need be larger."""

_KEYS = ("title", "question", "description", "notice", "publication", "coders", "seed", "limits", "wanted")


def find_project(project: str | Path, out: str | Path | None = None) -> Project:
    """The project named or at the path `project`, with what its `project.yaml` says.

    project: the name of a folder under `data/raw/`, or a path to a project folder anywhere.
    out:     where its base goes; by default `data/processed/<name>` for a name and `<path>/processed` for a path.
    raises:  ProjectError, if there is no such folder, a name could mean two folders, or project.yaml is wrong.
    """
    folder, default_out = _locate(str(project))
    path = folder / "project.yaml"
    shown = f"{folder.name}/project.yaml"
    if not path.is_file():
        mend = "Check the path, or make a project there: evidence new FOLDER"
        raise ProjectError(Problem(str(folder), "holds no project.yaml, so it is no project", mend))
    settings = read_yaml(path, shown, ProjectError)
    if not isinstance(settings, Mapped):
        raise ProjectError(Problem(shown, "is empty or no mapping", "Write at least: title: …"))
    problems = _problems(settings, shown)
    if problems:
        raise ProjectError(problems)
    return Project(
        name=folder.name,
        folder=folder,
        out=Path(out) if out is not None else default_out,
        title=settings["title"].strip(),
        question=_words(settings.get("question")),
        description=_words(settings.get("description")),
        notice=_words(settings.get("notice")),
        publication=MappingProxyType({**PUBLICATION, **(settings.get("publication") or {})}),
        coders=tuple(settings.get("coders") or (RULES,)),
        seed=settings.get("seed", 0),
        limits=Limits(**(settings.get("limits") or {})),
        wanted={name: tuple(values) for name, values in (settings.get("wanted") or {}).items()},
    )


def _words(value: Any) -> str:
    return " ".join(str(value or "").split())


def home() -> Path:
    """The folder that holds `data/raw/`: the working folder or the nearest above it; else the working folder."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / RAW).is_dir()), here)


def _locate(project: str) -> tuple[Path, Path]:
    """The project's folder and where its base goes by default."""
    raw, path = home() / RAW, Path(project)
    named = raw / project
    if _NAME.fullmatch(project) and named.is_dir():
        if path.is_dir() and path.resolve() != named.resolve() and (path / "project.yaml").is_file():
            mend = f"Say which: '{RAW.as_posix()}/{project}' or './{project}'."
            raise ProjectError(Problem(project, f"could mean {RAW.as_posix()}/{project} or ./{project}", mend))
        return named, home() / PROCESSED / project
    if path.is_dir():
        folder = path.resolve()
        in_raw = folder.parent == raw.resolve()
        return folder, home() / PROCESSED / folder.name if in_raw else folder / "processed"
    known = sorted(p.name for p in raw.iterdir() if (p / "project.yaml").is_file()) if raw.is_dir() else []
    mend = f"Projects here: {', '.join(known) or 'none'}. Make one with: evidence new FOLDER"
    raise ProjectError(
        Problem(project, f"is no project under {RAW.as_posix()}/ and no folder{did_you_mean(project, known)}", mend)
    )


def _problems(settings: Mapped, shown: str) -> list[Problem]:
    problems = unknown_keys(settings, _KEYS, shown)

    def wrong(key: str, what: str, mend: str, line: int | None = None) -> None:
        problems.append(Problem(f"{shown}, line {line or settings.lines.get(key, 1)}", what, mend))

    if not isinstance(settings.get("title"), str) or not settings["title"].strip():
        wrong("title", "has no title", "Write: title: what the project is called")
    for key in _TEXTS:
        if not isinstance(settings.get(key) or "", str):
            wrong(key, f"'{key}' is no text", "Put it in quotes.")
    if not _whole(settings.get("seed", 0)):
        wrong("seed", "'seed' is no whole number", "Write for example: seed: 1")
    if settings.get("coders", [RULES]) not in ([RULES], [RULES, MODEL]):
        wrong("coders", "'coders' is no list of machines that code", "Write: coders: [rules] or: coders: [rules, model]")
    wanted = settings.get("wanted") or {}
    if not isinstance(wanted, dict) or not all(
        isinstance(values, list) and all(isinstance(value, str) and value.strip() for value in values)
        for values in wanted.values()
    ):
        wrong(
            "wanted", "'wanted' is no list of values for each attribute", "Write under it: policy_area: [housing, safeguarding]"
        )
    return problems + _number_problems(settings, shown)


def _number_problems(settings: Mapped, shown: str) -> list[Problem]:
    """What is wrong below `publication` and `limits`."""
    problems: list[Problem] = []

    def wrong(key: str, what: str, mend: str, line: int | None = None) -> None:
        problems.append(Problem(f"{shown}, line {line or settings.lines.get(key, 1)}", what, mend))

    for key, known in (("publication", PUBLICATION), ("limits", {f.name: f.default for f in fields(Limits)})):
        given = settings.get(key)
        if given is None:
            continue
        if not isinstance(given, Mapped):
            wrong(key, f"'{key}' is no mapping", f"Write under it, indented: {next(iter(known))}: …")
            continue
        problems.extend(unknown_keys(given, known, shown))
        for name, default in known.items():
            value = given.get(name, default)
            if isinstance(default, bool) and not isinstance(value, bool):
                wrong(key, f"'{name}' is neither true nor false", "Write true or false.", given.lines[name])
            elif not isinstance(default, bool) and not (
                _whole(value, minimum=0 if key == "publication" else 1) and value <= _MOST
            ):
                wrong(
                    key,
                    f"'{name}' is no whole number that can be used",
                    f"Write for example: {name}: {default}",
                    given.lines[name],
                )
    return problems


def _whole(value: Any, minimum: int | None = None) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and (minimum is None or value >= minimum)
