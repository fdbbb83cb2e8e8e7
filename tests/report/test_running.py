"""Notebooks run on a project in kernels of their own; one that fails is named, and what it says is not passed on."""

from __future__ import annotations

import nbformat
import pytest

from evidence.errors import ReportError
from evidence.report.running import run_notebooks


@pytest.fixture
def written(tmp_path):
    def write(*sources, name="own.ipynb"):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        cells[0].metadata["tags"] = ["parameters"]
        path = tmp_path / name
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return path

    return write


def run(path, **parameters):
    return run_notebooks([path], {"project": "leeds", **parameters}, path.parent, progress=False)


def test_a_notebook_is_run_with_the_project_put_in_and_its_file_left_alone(written):
    path = written("project = 'other'", "print(project, out)")
    before = path.read_bytes()
    (done,) = run(path, out=None)
    assert done.cells[-1].outputs[0].text == "leeds None\n"
    assert path.read_bytes() == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["own.ipynb"]


def test_whoever_waits_is_told_of_each_notebook_that_is_done(written, tmp_path, capsys):
    one, two = written("project = 1", name="one.ipynb"), written("project = 2", name="two.ipynb")
    titled = nbformat.read(two, as_version=4)
    titled.cells.insert(0, nbformat.v4.new_markdown_cell("# The second\nMore."))
    nbformat.write(titled, two)
    run_notebooks([one, two], {}, tmp_path)
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "Running 2 notebooks, 2 at a time"
    assert {line.partition(": ")[2] for line in told[1:]} == {"one.ipynb", "The second"}
    assert sorted(line.partition(":")[0] for line in told[1:]) == ["  1 of 2", "  2 of 2"]
    run_notebooks([one], {}, tmp_path, progress=False)
    assert capsys.readouterr().err == ""


def test_a_cell_that_fails_is_named_without_what_it_says_of_the_data(written):
    path = written("project = 1", "1", "raise KeyError('private words')")
    with pytest.raises(ReportError) as caught:
        run(path)
    (problem,) = caught.value.problems
    assert (problem.where, problem.what) == ("own.ipynb, cell 3", "fails with KeyError")
    assert "private" not in str(caught.value)


def test_what_our_own_errors_say_is_passed_on(written):
    raising = "from evidence.errors import StoreError, Problem\nraise StoreError(Problem('base', 'is older', 'Build it.'))"
    with pytest.raises(ReportError) as caught:
        run(written(f"project = 1\n{raising}"))
    (problem,) = caught.value.problems
    assert (problem.where, problem.what, problem.mend) == ("own.ipynb, cell 1", "fails: base: is older", "Build it.")


def test_a_kernel_that_ends_is_said_to_have_ended_once_and_by_no_one_else(written, capfd):
    with pytest.raises(ReportError, match=r"own.ipynb, cell 2: ends its kernel"):
        run(written("project = 1", "import os; os._exit(1)"))
    said = capfd.readouterr()
    assert said.out + said.err == ""


def test_a_cell_that_takes_too_long_is_stopped(written, monkeypatch):
    monkeypatch.setattr("evidence.report.running.SECONDS", 1)
    with pytest.raises(ReportError, match=r"own.ipynb, cell 2: takes longer than 1 seconds"):
        run(written("project = 1", "import time; time.sleep(30)"))


def test_a_notebook_that_names_no_project_is_refused(tmp_path):
    path = tmp_path / "own.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), path)
    with pytest.raises(ReportError, match="does not say which cell names the project"):
        run(path)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[1]", b'{"cells": 1, "nbformat": 4, "nbformat_minor": 5}'])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, content):
    path = tmp_path / "own.ipynb"
    path.write_bytes(content)
    with pytest.raises(ReportError, match=r"own.ipynb: cannot be read as a notebook"):
        run(path)


def test_a_notebook_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ReportError, match="cannot be read as a notebook"):
        run(tmp_path / "none.ipynb")
