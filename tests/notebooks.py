"""Run the notebooks on the shipped project and store them with their outputs: python -m tests.notebooks

What another machine would write otherwise (times, versions) is left out, so that the same base gives the same notebooks.
"""

from __future__ import annotations

import sys

import nbformat

from evidence.report import NOTEBOOKS
from evidence.report.running import execute

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def store(path):
    """Run one notebook where it lies, as a reader would, and write it back."""
    notebook = nbformat.read(path, as_version=4)
    execute(notebook, path.parent)
    notebook.metadata["kernelspec"] = KERNEL
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        print(f"running {path.name}", file=sys.stderr)
        store(path)
