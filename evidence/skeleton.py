"""A new project folder with comments that say what to fill in."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from evidence.errors import Problem, ProjectError
from evidence.project import CASE_STUDIES, CODINGS, SURVEYS


def make_project(folder: Path) -> list[Path]:
    """Make a project in `folder`; returns what was made, in order.

    raises: ProjectError, if the folder is there already and not empty, or cannot be written.
    """
    template = files("evidence") / "data" / "new_project"
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ProjectError(Problem(str(folder), "is there already", "Name a folder that is not there yet, or an empty one."))
        made = [folder / name for name in (CASE_STUDIES, SURVEYS, CODINGS)]
        for path in made:
            path.mkdir(parents=True, exist_ok=True)
        for source in sorted(template.iterdir(), key=lambda item: item.name):
            path = folder / source.name
            path.write_bytes(source.read_bytes())
            made.append(path)
    except OSError as fault:
        raise ProjectError(Problem(str(folder), f"cannot be made ({fault.strerror})", "Allow writing there.")) from None
    return made
