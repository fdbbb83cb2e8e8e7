"""Notebooks run on a project: each in a fresh kernel of its own, with the project's name put in."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from evidence.errors import EvidenceError, Problem, ReportError, plain

# The libraries of notebooks take one to two seconds to import: who only checks a report does without.
if TYPE_CHECKING:
    from nbclient.exceptions import CellExecutionError

PARAMETERS = "parameters"
"""The tag of the cell that names the project; what is put in its place stands right after it."""

_PUT_IN = "put-in"

_AT_ONCE = 2
"""Notebooks that run at once: a kernel takes a core and about 300 MB."""

_SILENT = logging.getLogger("evidence.report.kernel")
"""What kernels tell of themselves, which is for nobody: what matters of it comes as an error of ours."""
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False

SECONDS = 600
"""How long one cell may take; the longest of the shipped notebooks takes a few seconds."""


def run_notebooks(
    notebooks: Sequence[Path], parameters: Mapping[str, Any], folder: Path, *, progress: bool | None = None
) -> list[Any]:
    """The notebooks with the outputs that they have for these parameters; the files are left as they are.

    parameters: name and plain value of each variable that the cell tagged `parameters` sets.
    folder:     where the notebooks' kernels work.
    progress:   False says nothing; else each notebook is told of when it is done, as `tell` does.
    returns:    nbformat notebooks, in the same order.
    raises:     ReportError, naming notebook and cell, if one is no notebook, takes no project, or fails.
    """
    prepared = [_prepared(path, parameters) for path in notebooks]
    done = count(1)

    def one(notebook: Any, path: Path) -> Any:
        run = _run(notebook, path, folder)
        tell(f"  {next(done)} of {len(prepared)}: {_title(notebook) or path.name}", progress)
        return run

    tell(f"Running {len(prepared)} notebooks, {_AT_ONCE} at a time", progress)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(one, prepared, notebooks))


def tell(words: str, progress: bool | None) -> None:
    """Say to whoever waits what is being done; `progress` as of `write_report`."""
    if progress is not False:
        print(words, file=sys.stderr, flush=True)


def _title(notebook: Any) -> str:
    """The first heading of a notebook; empty if it does not begin with one."""
    first = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    return plain(first.splitlines()[0].removeprefix("# ")) if first.startswith("# ") else ""


def read_notebook(path: Path) -> Any:
    """The notebook in a file, as nbformat has it.

    raises: ReportError, if it is none.
    """
    import nbformat

    try:
        return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError, AttributeError, KeyError, nbformat.ValidationError):
        raise ReportError(Problem(path.name, "cannot be read as a notebook", "Check the file, or leave it out.")) from None


def _prepared(path: Path, parameters: Mapping[str, Any]) -> Any:
    from nbformat.v4 import new_code_cell

    notebook = read_notebook(path)
    tagged = [n for n, cell in enumerate(notebook.cells) if PARAMETERS in cell.metadata.get("tags", [])]
    if not tagged:
        mend = f"Give the tag '{PARAMETERS}' to the cell that says: project = …"
        raise ReportError(Problem(path.name, "does not say which cell names the project", mend))
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    notebook.cells.insert(tagged[0] + 1, new_code_cell(source, id=_PUT_IN))  # type: ignore[no-untyped-call]
    return notebook


def _run(notebook: Any, path: Path, folder: Path) -> Any:
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    at = [0]
    try:
        return execute(notebook, folder, on_cell_execute=lambda cell, cell_index: at.__setitem__(0, cell_index))
    except CellExecutionError as fault:
        raise ReportError(_failed(notebook, path, at[0], fault)) from None
    except CellTimeoutError:
        raise ReportError(_problem(notebook, path, at[0], f"takes longer than {SECONDS} seconds")) from None
    except RuntimeError:  # the kernel did not start, or ended: DeadKernelError is one, too
        raise ReportError(_problem(notebook, path, at[0], "ends its kernel, as when memory runs out")) from None


def execute(notebook: Any, folder: Path, **hooks: Any) -> Any:
    """Run the cells of a notebook in a fresh kernel that works in `folder`; the outputs are put into the notebook.

    hooks:  of nbclient.NotebookClient, such as `on_cell_complete`.
    raises: nbclient's errors.
    """
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    with TemporaryDirectory(prefix="evidence-") as sockets:
        # Over files rather than ports, where the platform can: no one else on the machine can listen in.
        manager = AsyncKernelManager(kernel_name="python3", log=_SILENT)
        if os.name == "posix":
            manager.transport, manager.ip = "ipc", str(Path(sockets) / "kernel")
        where = {"metadata": {"path": str(folder)}}
        settings = {"timeout": SECONDS, "resources": where, "record_timing": False, "log": _SILENT}
        client = NotebookClient(notebook, km=manager, **settings, **hooks)
        return client.execute(cleanup_kc=True, env=_environment())  # the kernel is ours to end


def _environment() -> dict[str, str]:
    """What the kernel finds: this very package first, installed or not, wherever the kernel works."""
    package = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))}


def _problem(notebook: Any, path: Path, at: int, what: str, mend: str = "") -> Problem:
    put_in = next(n for n, cell in enumerate(notebook.cells) if cell.get("id") == _PUT_IN)
    by_hand = "Open it in JupyterLab, set the project in the cell tagged 'parameters', and run it cell by cell."
    return Problem(f"{path.name}, cell {at + 1 if at < put_in else at}", what, mend or by_hand)


def _failed(notebook: Any, path: Path, at: int, fault: CellExecutionError) -> Problem:
    """What failed; in the failure's own words only where those are ours, for others may hold a participant's."""
    if fault.ename not in _OURS or not fault.evalue:
        return _problem(notebook, path, at, f"fails with {fault.ename}")
    what, _, mend = fault.evalue.partition("\n")
    return _problem(notebook, path, at, f"fails: {what}", " ".join(mend.split()))


_OURS = frozenset(error.__name__ for error in EvidenceError.__subclasses__())
