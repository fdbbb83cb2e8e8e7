"""Imports run down, and each heavy library and each open file has its room."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import evidence

PACKAGE = Path(evidence.__file__).parent

HEAVY = {
    "spacy": {"nlp"},
    "srsly": {"nlp"},
    "onnxruntime": {"embedding"},
    "sklearn": {"coding", "quotes", "evaluate", "review", "search", "framework"},
    "scipy": {"survey", "agreement", "evaluate", "coding", "disclosure", "configurations"},
    "matplotlib": {"figures"},
    "afcharts": {"figures"},
    "nbclient": {"report"},
    "nbformat": {"report"},
    "jinja2": {"report"},
    "markdown_it": {"report", "sources"},
    "lxml": {"sources", "report"},
    "defusedxml": {"sources"},
    "trafilatura": {"sources"},
    "mammoth": {"sources"},
    "docx": {"report"},
    "typst": {"report"},
    "re2": {"codebook", "config"},
    "dask": {"pipeline"},
    "distributed": {"pipeline"},
    "pypdfium2": {"sources", "report"},
    "striprtf": {"sources"},
    "python_calamine": {"sources"},
    "xlsxwriter": {"review", "framework", "report", "value"},
    "pyreadstat": {"sources"},
    "yaml": {"config"},
    "filelock": {"store"},
    "pyarrow": {"model", "store"},  # it tells of millions of ids whether they are known without making Python objects of them
}
"""Which room may import which heavy library: the rest stays quick to import, and a library is exchanged in one place."""

OPENING = {
    "textfiles",
    "inputs",
    "project",
    "skeleton",
    "sources",
    "coding",
    "store",
    "pipeline",
    "report",
    "embedding",
    "evaluate",
    "commands",
    "search",
    "framework",
    "findings",
    "pairs",
    "configurations",
    "contribution",
    "value",
}
"""Rooms that may open files; all others are handed tables."""

OPENERS = {
    "open",
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "read_csv",
    "to_csv",
    "read_parquet",
    "to_parquet",
    "read_excel",
}


def rooms():
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_imports_run_down_and_never_sideways():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 kept, 0 broken" in done.stdout


def test_each_heavy_library_has_its_rooms():
    strays = [
        f"{path.name} imports {name}"
        for room, path, tree in rooms()
        for name in imported(tree)
        if room not in HEAVY.get(name, {room})
    ]
    assert not strays


def test_only_some_rooms_open_files():
    strays = [
        f"{path.name}, line {node.lineno}: {called}"
        for room, path, tree in rooms()
        if room not in OPENING
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for called in [getattr(node.func, "attr", getattr(node.func, "id", ""))]
        if called in OPENERS and ast.unparse(node.func) != "Image.open"  # of bytes in memory
    ]
    assert not strays


@pytest.mark.parametrize("library", ["pandas", "spacy", "matplotlib", "sklearn", "trafilatura"])
def test_asking_for_help_loads_no_heavy_library(library):
    code = f"import sys, evidence.__main__; sys.exit({library!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_room_reaches_for_the_network():
    network = {"requests", "httpx", "urllib3", "aiohttp", "socket", "http", "ftplib", "smtplib"}
    assert not [f"{path.name} imports {name}" for _, path, tree in rooms() for name in imported(tree) if name in network]
