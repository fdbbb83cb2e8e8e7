"""A child process that reads one file at a time, so that no file can hang, exhaust or kill the build."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from tqdm.auto import tqdm

from evidence.errors import EvidenceError, LimitError, Problem, SourceError
from evidence.project import Limits

P = ParamSpec("P")
T = TypeVar("T")

START_SECONDS = 300
"""How long a child may take to start and to import what it needs, on a busy machine."""

_END_SECONDS = 2
"""How long a child may take to end by itself."""

_OBJECTS = 100_000
"""Objects that a child makes until Python looks for any that hold each other in a circle: by itself after 700, a fifth of the
time that a library takes to import."""

_STARTING = threading.Lock()
_MEGABYTE = 1_000_000


class OverdueError(LimitError):
    """Reading a file took more time than it may."""


class Worker:
    """Runs functions of modules in a child process, one at a time, within the limits on time and memory.

    >>> with Worker(Limits()) as worker:
    ...     worker.call(len, "four")
    4
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._killed = False
        self._served = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._pipe is not None and self._process is not None and not self._killed:
            # A child that waits ends by itself when its parent hangs up, and tidies after itself.
            self._pipe.close()
            self._process.join(_END_SECONDS)
        self._stop()

    def call(self, function: Callable[P, T], *args: P.args, **_: P.kwargs) -> T:
        """What `function` returns for `args`.

        args:   the first text among them is how messages name the file.
        raises: LimitError, if the call takes too long or too much memory, or if the child dies; SourceError, if the function
                raises anything that is no EvidenceError; those come through as they are. The next call finds a
                fresh child. CancelledError, once the worker was killed.
        """
        shown = next((arg for arg in args if isinstance(arg, str)), "a source file")
        try:
            return self._asked(function, shown, args)
        except OverdueError:
            raise
        except LimitError:
            # What the child read before may have left too little memory: a file is judged by a child that read no other.
            if self._served == 1:
                raise
        self._stop()
        return self._asked(function, shown, args)

    def _asked(self, function: Callable[..., T], shown: str, args: tuple[Any, ...]) -> T:
        pipe = self._started()
        self._served += 1
        if self._killed:
            raise CancelledError
        try:
            pipe.send((function, shown, args))
            begun = pipe.poll(START_SECONDS) and pipe.recv()
            if not begun or not pipe.poll(self._limits.seconds):
                self._stop()
                raise _too_long(shown, self._limits)
            worked, result = pipe.recv()
        except (EOFError, OSError):
            ended = self._stop()
            if self._killed:
                raise CancelledError from None
            raise _died(shown, ended) from None
        except BaseException:
            self._stop()
            raise
        if not worked:
            raise result
        return result  # type: ignore[no-any-return]

    def kill(self) -> None:
        """End the child at once, from whichever thread: what it was at is cancelled, and it does nothing more."""
        self._killed = True
        process = self._process
        if process is not None and process.pid is not None:
            process.kill()

    def _started(self) -> Connection:
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self._stop()
            self._served = 0
            context = _context()
            self._pipe, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, self._limits), daemon=True)
            with _STARTING, _no_main():
                process.start()
            self._process = process
            theirs.close()
        return self._pipe

    def _stop(self) -> int | None:
        """End the child; returns how it ended, where it had ended by itself."""
        ended = None
        if self._process is not None:
            self._process.join(0.1)
            ended = self._process.exitcode
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None
        return ended


def get_ready() -> None:
    """Let the process that children are forked from start and import what they need: a second that need not be waited for."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing import resource_tracker
        from multiprocessing.forkserver import ensure_running

        resource_tracker.ensure_running()  # first, for it lets interrupts through again
        # An interrupt at the keyboard is for us alone, also while the other starts; it ends with us.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            with _STARTING, _no_main():
                ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)


@cache
def _context() -> Any:
    """How children start: forked from one that has imported what most calls need, so that only the first costs a start.

    Where there is no such way (Windows), each child imports all by itself. Nothing is forked from this process: what its
    threads hold would be held for ever.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["evidence.sources.forked"])
    return context


@contextmanager
def _no_main() -> Iterator[None]:
    """Keep a starting child from importing the script that runs us, which need not be made for that."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _serve(pipe: Connection, limits: Limits) -> None:
    """The child: answer one call after the other until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_OBJECTS)
    # A bar's lock is a semaphore of the system, which nobody would give back if the child were killed; one process needs none.
    tqdm.set_lock(threading.RLock())
    logging.disable(logging.CRITICAL)  # A library's log may quote the file.
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:  # And so may what native code writes as it dies.
        os.dup2(nowhere.fileno(), 2)
    with suppress(EOFError, BrokenPipeError):
        while True:
            function, shown, args = pipe.recv()
            _limit_memory(limits)
            pipe.send(True)
            try:
                pipe.send((True, function(*args)))
            except EvidenceError as fault:
                pipe.send((False, fault))
            except MemoryError:
                pipe.send((False, _too_large(shown, limits)))
            except Exception as fault:
                pipe.send((False, SourceError(unreadable(shown, fault))))


def unreadable(shown: str, fault: Exception) -> Problem:
    """What to say of a file on which a library failed: the kind of failure, never the words of it."""
    mend = "Is it damaged? Open it in its own program and save it again, or ask for a new copy."
    return Problem(shown, f"cannot be read ({type(fault).__name__})", mend)


def _limit_memory(limits: Limits) -> None:
    """Let this process hold so much memory and no more, where the platform can say so (Linux)."""
    sizes = Path("/proc/self/statm")
    if sizes.exists():
        import resource

        mapped, resident, *_ = (int(pages) * resource.getpagesize() for pages in sizes.read_text(encoding="ascii").split())
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        # Libraries map far more than they use: what is counted is what this process holds and may come to hold.
        resource.setrlimit(resource.RLIMIT_AS, (mapped - resident + limits.memory_mb * _MEGABYTE, hard))


def _too_long(shown: str, limits: Limits) -> OverdueError:
    mend = "Is it the right file? If so, raise seconds under limits: in project.yaml, or split the file."
    return OverdueError(Problem(shown, f"took longer than {limits.seconds:,} s to read (seconds: {limits.seconds:,})", mend))


def _too_large(shown: str, limits: Limits) -> LimitError:
    mend = "Is it the right file? If so, raise memory_mb under limits: in project.yaml, or split the file."
    return LimitError(Problem(shown, f"took more than {limits.memory_mb:,} MB to read (memory_mb: {limits.memory_mb:,})", mend))


def _died(shown: str, ended: int | None) -> LimitError:
    how = f"signal {-ended}" if ended is not None and ended < 0 else f"code {ended}"
    mend = "It may be damaged, or need more than memory_mb under limits: in project.yaml. Save it again, or ask for a new copy."
    return LimitError(Problem(shown, f"cannot be read: the reader ended ({how})", mend))
