"""Many calls at once, each in one of a few child processes, handed on as they are answered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from queue import SimpleQueue
from typing import TypeVar

from evidence.project import Limits
from evidence.sources.worker import Worker

T = TypeVar("T")
R = TypeVar("R")


def cores() -> int:
    """How many processes this one may run at the same time: what the machine has, or less where it is held to less."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_children(do: Callable[[T, Worker], R], items: Sequence[T], limits: Limits, workers: int) -> Iterator[tuple[int, R]]:
    """The place in `items` and the answer for each of them, in the order in which they come.

    do:      called in a thread for each item, with a child process that is its own for as long.
    limits:  of each child.
    workers: how many children there are at most.

    Whatever ends this early (Ctrl-C above all) ends the children at once.
    """
    workers = max(1, min(len(items), workers))
    idle: SimpleQueue[Worker] = SimpleQueue()
    with ExitStack() as stack:
        children = [stack.enter_context(Worker(limits)) for _ in range(workers)]
        for child in children:
            idle.put(child)

        def call(item: T) -> R:
            worker = idle.get()
            try:
                return do(item, worker)
            finally:
                idle.put(worker)

        pool = ThreadPoolExecutor(workers)
        try:
            waiting = {pool.submit(call, item): place for place, item in enumerate(items)}
            for done in as_completed(list(waiting)):
                yield waiting.pop(done), done.result()  # what was answered is not held any longer
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in children:
                child.kill()
            raise
        finally:
            pool.shutdown()
