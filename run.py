#!/usr/bin/env python3
"""Set everything up in `.venv` beside this file, then do one job. Needs only Python 3.11, 3.12 or 3.13.

python3 run.py                    build the shipped project, run its notebooks, write its report
python3 run.py test               run all tests and checks
python3 run.py cover              run the tests and say which lines none of them reaches (nearly twice as long)
python3 run.py evidence …         any command of evidence, e.g.: python3 run.py evidence check my-project
python3 run.py lab                open the notebooks in JupyterLab
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv"
LOCK = HERE / "requirements.lock"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
SHIPPED = "information-sharing"


def call(*words: str, **more: str) -> None:
    """Run a program of the environment in this folder; end with its exit code if it fails."""
    # Compiled libraries start several threads each unless told otherwise; our own processes share the cores.
    done = subprocess.run([str(PYTHON), *words], cwd=HERE, env={**os.environ, "PYTHONHASHSEED": "0", **more}, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def set_up() -> None:
    """Make the environment from the locked list, every package checked against its hash; nothing if it is made."""
    wanted = hashlib.sha256(LOCK.read_bytes() + (HERE / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    mark = HOME / "set-up"
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return
    print("Setting up .venv (once; a few minutes) …", flush=True)
    venv.EnvBuilder(with_pip=True, clear=True).create(HOME)
    pip = ("-m", "pip", "--disable-pip-version-check", "--quiet", "install")
    # Without compiled byte code every notebook kernel would compile its libraries again.
    bytecode = {"PYTHONDONTWRITEBYTECODE": ""}
    call(*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK), **bytecode)
    call(*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", ".", **bytecode)
    mark.write_text(wanted, encoding="utf-8")


def test() -> None:
    """Style, types, the tests, and the notebooks by strict nbval."""
    call("-m", "ruff", "check", ".")
    call("-m", "ruff", "format", "--check", "--quiet", ".")
    call("-m", "mypy")
    call("-m", "deptry", "evidence")
    call("-m", "evidence", "build", SHIPPED, "--quiet")
    call("-m", "pytest", "-n", "2", "--dist", "loadfile", "-q")
    call(
        "-m", "pytest", "-n", "2", "--dist", "loadfile", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "--nbval", "notebooks"
    )


def cover() -> None:
    """The tests with coverage, which must be 90 % at least."""
    call("-m", "evidence", "build", SHIPPED, "--quiet")
    call("-m", "pytest", "-n", "2", "--dist", "loadfile", "-q", "--cov", "--cov-report=term:skip-covered", "--cov-fail-under=90")


def main() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.exit(f"evidence needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}. Run this file with one of them.")
    job, *rest = sys.argv[1:] or ["report"]
    if job not in ("report", "test", "cover", "evidence", "lab") or (rest and job != "evidence"):
        sys.exit(__doc__)
    set_up()
    if job == "test":
        test()
    elif job == "cover":
        cover()
    elif job == "lab":
        call("-m", "jupyterlab", "notebooks")
    else:
        call("-m", "evidence", *(rest if job == "evidence" else ("report", SHIPPED)))


if __name__ == "__main__":
    main()
