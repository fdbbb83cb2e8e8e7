"""What a base rests on: the files of a project and the program text of the rooms that work on them, as hashes.

Nothing here needs a table, so that an unchanged project is known as such without loading pandas.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

from evidence.errors import ModelFileError, Problem
from evidence.project import CASE_STUDIES, CODINGS, SURVEYS, Project, printable

MANIFEST = "manifest.json"
SETTINGS = (
    "project.yaml",
    "codebook.yaml",
    "cases.csv",
    "findings.yaml",
    "pairs.csv",
    "escalation.yaml",
    "framework.csv",
    "configurations.yaml",
    "branding.yaml",
)
JUDGED = ("contribution", "value")
"""Folders of a project that hold theories of change and cost benefit models, in YAML."""

READ_BY = ("sources", "model.py", "config.py", "project.py", "inputs.py", "pipeline")
SEGMENTED_BY = ("segmentation.py", "nlp.py")
LOOKED_THROUGH_BY = ("nlp.py", "privacy")
CODED_BY = ("codebook.py", "nlp.py", "embedding.py", "coding")

PAIRED_BY = ("coded", "pairs")

_LIBRARIES = ("mammoth", "pandas", "pyarrow", "pypdfium2", "pyreadstat", "python-calamine", "spacy", "striprtf", "trafilatura")
"""Libraries whose version can change what a base holds."""


def stamp(place: Project) -> dict[str, Any]:
    """All that a base of this project would rest on, in plain JSON values: two bases of one stamp are the same."""
    return {
        "inputs": input_hashes(place),
        "program": {
            "reading": program(*READ_BY),
            "segmentation": program(*SEGMENTED_BY),
            "coding": program(*CODED_BY),
            "pairs": program(*PAIRED_BY),
            "privacy": program(*LOOKED_THROUGH_BY),
        },
        "versions": {name: _version(name) for name in ("evidence", *_LIBRARIES)},
    }


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def current_manifest(place: Project, now: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """The manifest of the base in `place.out`, if a build would give the same base again; else None.

    now: the stamp of the project, if it was taken before.

    It would not where a file was lost to a limit on time or memory, which a quieter machine may keep, or where a table is
    missing or damaged.
    """
    manifest = read_manifest(place.out)
    if manifest is None or not is_whole(manifest) or manifest.get("try_again") is not False:
        return None
    if any(manifest.get(key) != value for key, value in (stamp(place) if now is None else now).items()):
        return None
    whole = all(_hash_of(place.out / entry["file"]) == entry["sha256"] for entry in table_files(manifest))
    return manifest if whole else None


def table_files(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Name, hash and rows of each file that a base's tables lie in."""
    for holder in (manifest, *manifest.get("parts", ())):
        yield from holder.get("tables", {}).values()


def read_manifest(out: Path) -> dict[str, Any] | None:
    """The manifest in the folder `out`; None, if there is none or it cannot be read as one."""
    try:
        manifest = json.loads((out / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def manifest_hash(manifest: Mapping[str, Any]) -> str:
    """The hash of what a manifest says, its own hash left out."""
    said = {key: value for key, value in manifest.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def is_whole(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest still says what was written."""
    return manifest.get("sha256") == manifest_hash(manifest)


@cache
def checked_model(package: str) -> Path:
    """The folder of an installed package that carries a model, after each of its files was compared with `models.lock`.

    Nothing of the package is run before. Files of it that the lock does not name are never loaded.
    raises: ModelFileError, if the package or a file of it is missing, or a file is another.
    """
    found = find_spec(package)
    mend = f"Install {package.replace('_', '-')} again, at the version that requirements.lock names."
    if found is None or found.origin is None:
        raise ModelFileError(Problem(package, "is not installed, and carries a language model that is needed here", mend))
    folder = Path(found.origin).parent
    problems = [
        Problem(f"{package}/{file}", "is missing or is not the file that this program was made with (its hash differs)", mend)
        for file, sha256 in locked_models().get(package, {}).items()
        if _hash_of(folder / file) != sha256
    ]
    if package not in locked_models():
        problems = [Problem(package, "is no model that this program was made with", "Use the one that requirements.lock names.")]
    if problems:
        raise ModelFileError(problems)
    return folder


@cache
def locked_models() -> dict[str, dict[str, str]]:
    """By package, the hash of each file of a model that may be loaded; from `data/models.lock`, lines as sha256sum's."""
    models: dict[str, dict[str, str]] = {}
    for line in (Path(__file__).parent / "data" / "models.lock").read_text(encoding="utf-8").splitlines():
        sha256, _, name = line.partition("  ")
        package, _, file = name.partition("/")
        models.setdefault(package, {})[file] = sha256
    return models


def input_hashes(place: Project) -> dict[str, str]:
    """Every file that the base and its report are made from, and the hash of its bytes."""
    files = [file for file in SETTINGS if (place.folder / file).is_file()]
    files += [file for folder in (CASE_STUDIES, SURVEYS, CODINGS, *JUDGED) for file in place.files(folder)]
    root = place.folder.resolve()
    folders: dict[Path, bool] = {}
    return {printable(file): _hash_within(root, root / file, folders) for file in files}


def source_files(place: Project) -> Iterator[tuple[str, str]]:
    """The kind and path of each file to be read, in the order in which they stand in the evidence base.

    A `.yaml` beside a survey export of the same name describes it, and an `.other.csv` says what free answers in it mean: they
    are no sources of their own.
    """
    yield from (("case_study", file) for file in place.files(CASE_STUDIES))
    in_surveys = place.files(SURVEYS)
    beside = {path for file in in_surveys for path in (description(file), other_answers(file))}
    yield from (("survey", file) for file in in_surveys if file not in beside)
    yield from (("codings", file) for file in place.files(CODINGS) if file.lower().endswith(".csv"))


def description(file: str) -> str:
    """The path of the description that belongs to a survey export."""
    return str(PurePosixPath(file).with_suffix(".yaml"))


def other_answers(file: str) -> str:
    """The path of the csv that says what the free answers to a survey export's closed questions mean."""
    return str(PurePosixPath(file).with_suffix(".other.csv"))


def unportable(files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The files that not every system can hold, each with what is wrong with its name.

    >>> list(unportable(["a/Leeds.md", "a/leeds.md"]))
    [('a/leeds.md', 'differs from a/Leeds.md only in capitals or accents')]
    """
    first: dict[str, str] = {}
    for file in sorted(files):
        alike = unicodedata.normalize("NFC", file).casefold()
        if any(_NOT_ON_WINDOWS.search(part) for part in PurePosixPath(file).parts):
            yield file, "cannot be the name of a file on Windows"
        elif len(file) > _LONGEST_PATH:
            yield file, f"has a name of {len(file)} characters with its folders: too long for Windows in most places"
        elif alike in first:
            yield file, f"differs from {first[alike]} only in capitals or accents"
        first.setdefault(alike, file)


_NOT_ON_WINDOWS = re.compile(r'(?i)^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\s*(?:\..*)?$|[<>:"|?*\\\x00-\x1f]|[. ]$')
_LONGEST_PATH = 180
"""Characters that leave some room for the folders above the project's."""


def passed_over(place: Project, under: Iterable[str], suffixes: Container[str]) -> Iterator[tuple[str, str]]:
    """What lies in a folder of sources, is named as one of its files is, and is none that a build lists.

    under:    folders of the project.
    suffixes: those of the files that can be read, in lower case and with their dot.
    """
    for folder in under:
        for within, folders, files in os.walk(place.folder / folder):
            folders.sort()
            called = Path(within).relative_to(place.folder).as_posix()
            # What a Mac writes beside each file (._x) says nothing to anybody.
            hidden = (name for name in sorted(files) if name.startswith(".") and not name.startswith(("._", "..")))
            yield from ((f"{called}/{name}", "is hidden: its name begins with a dot") for name in hidden if _ends(name, suffixes))
            yield from ((f"{called}/{name}", "is a folder, and named as a file is") for name in folders if _ends(name, suffixes))


def _ends(name: str, suffixes: Container[str]) -> bool:
    return PurePosixPath(name.lstrip(".")).suffix.lower() in suffixes


def file_hash(place: Project, file: str) -> str:
    """The hash of a file's bytes; empty for what is no plain file of the project or cannot be read."""
    root = place.folder.resolve()
    return _hash_within(root, root / file, {})


def _hash_within(root: Path, path: Path, folders: dict[Path, bool]) -> str:
    """The hash of a plain file that lies within `root`, else empty; `folders` keeps which folders were found to lie there."""
    if path.parent not in folders:
        folders[path.parent] = _lies_within(root, path.parent)
    # What is no link lies where its folder does, which need not be asked for each of a thousand files.
    inside = _lies_within(root, path) if path.is_symlink() else folders[path.parent]
    return _hash_of(path) if inside and path.is_file() else ""


def _lies_within(root: Path, path: Path) -> bool:
    return f"{os.path.realpath(path)}{os.sep}".startswith(f"{root}{os.sep}")


def _hash_of(path: Path) -> str:
    try:
        with path.open("rb", buffering=0) as opened:
            first = opened.read(_AT_ONCE)
            if len(first) < _AT_ONCE and not opened.read(1):
                return hashlib.sha256(first).hexdigest()
            opened.seek(0)
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


_AT_ONCE = 65_536
"""Bytes that hold most case studies: a larger file is read in pieces."""


def joint_hash(*parts: str) -> str:
    """One hash of several texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@cache
def program(*names: str) -> str:
    """Hash of the program text of some rooms: what they did is done again when they change."""
    package = Path(__file__).parent
    rooms = [package / name for name in names]
    paths = [path for room in rooms for path in (room.rglob("*.py") if room.is_dir() else [room])]
    return joint_hash(*(path.read_text(encoding="utf-8") for path in sorted(paths)))
