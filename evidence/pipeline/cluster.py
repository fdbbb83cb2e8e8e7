"""Parts of a build done on a Dask cluster, of one machine or of many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from evidence.errors import EvidenceError, Problem, ProjectError
from evidence.pipeline.parts import Done, Run, Task, programs, work

_SECONDS = 20
"""How long a scheduler may take to answer."""

_AHEAD, _FEWEST = 3, 8
"""Parts on their way for each thread of the workers, and at the least: workers may join later."""

_RETRIES = 3
"""How often a part is done anew whose worker was lost; Dask itself gives up on a part that has cost three workers."""


def cluster(address: str) -> Run:
    """The parts done by the workers of the cluster whose scheduler has this address, such as `tcp://10.0.0.5:8786`.

    A worker that is lost costs the parts it was at, which others do again.

    raises: ProjectError, if Dask is not installed, nothing answers at the address, or a worker runs another version of evidence.
    """
    try:
        import distributed
    except ModuleNotFoundError:
        mend = "Install it: pip install 'evidence[cluster]'; or leave --scheduler away to build on this machine."
        raise ProjectError(Problem("--scheduler", "needs Dask, which is not installed", mend)) from None

    dask: Any = distributed

    def run(tasks: Sequence[Task]) -> Iterator[tuple[int, Done]]:
        if not tasks:
            return
        try:
            client = dask.Client(address, timeout=_SECONDS, set_as_default=False)
        except (OSError, ValueError):
            mend = "Start one (dask scheduler, and dask worker ADDRESS on each machine), or correct the address."
            raise ProjectError(Problem("--scheduler", f"no Dask scheduler answers at {address}", mend)) from None
        with client:
            left, waiting = iter(enumerate(tasks)), dict[Any, int]()

            def submit() -> Iterator[Any]:
                for place, task in islice(left, 1):
                    future = client.submit(work_elsewhere, task.fetched(), key=f"evidence-{task.key}-{place}", retries=_RETRIES)
                    waiting[future] = place
                    yield future

            # A few for each worker are on their way at a time, so that neither this machine nor the scheduler holds them all.
            ahead = max(_FEWEST, _AHEAD * sum(client.nthreads().values()))
            completed = dask.as_completed([future for _ in range(ahead) for future in submit()], loop=client.loop)
            try:
                for future in completed:
                    yield waiting.pop(future), _answer(future)
                    future.release()
                    for more in submit():
                        completed.add(more)
            finally:
                client.cancel(list(waiting), force=True)

    return run


def work_elsewhere(task: Task) -> Done:
    """`parts.work`, on another machine.

    raises: ProjectError, if another version of evidence runs there than where the task comes from.
    """
    if task.programs != programs():
        mend = "Install the same version of evidence, with the same English model, on every machine of the cluster."
        raise ProjectError(Problem("--scheduler", "a worker of the cluster runs another version of evidence", mend))
    return work(task)


def _answer(future: Any) -> Done:
    from distributed.scheduler import KilledWorker

    try:
        answer: Done = future.result()
    except EvidenceError:
        raise
    except KilledWorker:
        mend = "Give the workers more memory, or build without --scheduler."
        raise ProjectError(Problem("--scheduler", "several workers of the cluster were lost over one part", mend)) from None
    return answer
