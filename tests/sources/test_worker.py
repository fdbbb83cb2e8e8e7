from __future__ import annotations

import io
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tqdm.auto import tqdm

from evidence.errors import Problem, SourceError, SurveyError
from evidence.project import Limits
from evidence.sources.worker import Worker


def double(number):
    return 2 * number


def kind_of_lock():
    with tqdm(disable=True):
        return type(tqdm.get_lock()).__module__


def process_id():
    return os.getpid()


def imported(name):
    return name in sys.modules


def sleep(file, seconds):
    time.sleep(seconds)


def grow(file, megabytes):
    return len(bytearray(megabytes * 1_000_000))


def die(file, with_signal):
    os.kill(os.getpid(), with_signal)


def leave(file):
    os._exit(3)


def quote_the_file(file):
    raise ValueError("Ana said in confidence")


def refuse(file, error):
    raise error(Problem(file, "is wrong", "Mend it."))


@pytest.fixture
def patient():
    with Worker(Limits(seconds=60, memory_mb=400)) as worker:
        yield worker


@pytest.fixture
def worker():
    with Worker(Limits(seconds=2, memory_mb=400)) as worker:
        yield worker


def test_calls_run_in_one_child_one_after_the_other(worker):
    assert worker.call(double, 21) == 42
    first = worker.call(process_id)
    assert first != os.getpid()
    assert worker.call(process_id) == first


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="children import all by themselves there")
def test_a_child_finds_imported_what_most_need(worker):
    assert worker.call(imported, "evidence.privacy.finding")


def test_a_bar_in_a_child_takes_no_semaphore_that_a_killed_child_would_leave_behind(worker):
    assert worker.call(kind_of_lock) == "_thread"


def test_what_takes_too_long_is_ended_and_the_next_call_finds_a_fresh_child(worker):
    first = worker.call(process_id)
    with pytest.raises(SourceError, match=r"case_studies/a\.pdf: took longer than 2 s .*seconds: 2"):
        worker.call(sleep, "case_studies/a.pdf", 60)
    assert worker.call(process_id) != first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_what_takes_too_much_memory_is_refused_and_less_is_not(patient):
    assert patient.call(grow, "a.pdf", 100) == 100_000_000
    with pytest.raises(SourceError, match=r"a\.pdf: took more than 400 MB .*memory_mb: 400"):
        patient.call(grow, "a.pdf", 500)


@pytest.mark.parametrize("with_signal", [signal.SIGKILL, signal.SIGABRT])
def test_the_death_of_the_child_is_told_of_its_file_alone(worker, with_signal):
    with pytest.raises(SourceError, match=rf"a\.pdf: cannot be read: the reader ended \(signal {int(with_signal)}\)"):
        worker.call(die, "a.pdf", with_signal)
    assert worker.call(double, 1) == 2


def test_a_child_that_leaves_is_told_with_its_code(worker):
    with pytest.raises(SourceError, match="code 3"):
        worker.call(leave, "a.pdf")


def test_an_unforeseen_failure_is_told_without_the_words_of_the_file(worker):
    with pytest.raises(SourceError) as caught:
        worker.call(quote_the_file, "a.pdf")
    assert "cannot be read (ValueError)" in str(caught.value)
    assert "Ana" not in str(caught.value)


@pytest.mark.parametrize("error", [SourceError, SurveyError])
def test_errors_that_a_researcher_can_mend_come_through(worker, error):
    with pytest.raises(error) as caught:
        worker.call(refuse, "a.csv", error)
    assert caught.value.problems == (Problem("a.csv", "is wrong", "Mend it."),)


def test_a_child_that_died_between_calls_is_replaced(worker):
    os.kill(worker.call(process_id), signal.SIGKILL)
    time.sleep(0.2)
    assert worker.call(double, 3) == 6


def test_no_child_outlives_its_worker():
    with Worker(Limits()) as worker:
        child = worker.call(process_id)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_call_that_cannot_be_sent_leaves_a_worker_that_can_be_used(worker):
    with pytest.raises(Exception, match=r"pickle|local"):
        worker.call(lambda: 1)
    assert worker.call(double, 4) == 8


def test_a_script_need_not_be_made_for_being_imported_by_its_child(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from evidence.project import Limits\nfrom evidence.sources.worker import Worker\n"
        "with Worker(Limits()) as worker:\n    print(worker.call(len, 'four'))\n"
    )
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    given = {**os.environ, "PYTHONPATH": path}
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=given, timeout=120, check=False)
    assert (ran.stdout, ran.stderr) == ("4\n", "")


def hold(file, megabytes):
    HELD.append(bytearray(megabytes * 1_000_000))


HELD = []


def test_a_file_is_judged_by_a_child_that_holds_no_other(patient):
    patient.call(hold, "first.pdf", 200)
    assert patient.call(grow, "second.pdf", 200) == 200_000_000  # 200 and 200 and the child itself are over 400 MB


def test_what_native_code_says_as_it_dies_is_not_shown():
    # In a process of its own: what children here are forked from may have begun before anybody listened.
    script = (
        "from evidence.errors import SourceError\nfrom evidence.project import Limits\n"
        "from evidence.sources.worker import Worker\nfrom tests.sources.test_worker import complain_and_die\n"
        "try:\n    with Worker(Limits()) as worker:\n        worker.call(complain_and_die, 'a.pdf')\n"
        "except SourceError as fault:\n    print(fault.problems[0].what)\n"
    )
    given = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])}
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=given, timeout=120, check=False)
    assert (ran.stdout, ran.stderr) == ("cannot be read: the reader ended (code 3)\n", "")


def test_what_a_library_logs_in_a_child_is_not_kept(worker):
    assert worker.call(logged, "a.pdf") == ""


def test_an_interrupt_at_the_keyboard_is_for_the_parent_alone(worker):
    assert worker.call(heeds_interrupts) is False


def heeds_interrupts():
    return signal.getsignal(signal.SIGINT) is not signal.SIG_IGN


def logged(file):
    """What a handler that is at hand gets to see of a library's log, which may quote the file."""
    kept = io.StringIO()
    logging.getLogger("a_library").addHandler(logging.StreamHandler(kept))
    logging.getLogger("a_library").critical("Ana said in confidence")
    return kept.getvalue()


def complain_and_die(file):
    os.write(2, b"Ana said in confidence")
    os._exit(3)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells which signals a process holds back")
def test_an_interrupt_at_the_keyboard_never_reaches_the_process_that_children_are_forked_from():
    code = (
        "from evidence.sources.worker import get_ready; get_ready()\n"
        "from multiprocessing.forkserver import _forkserver\n"
        "print(open(f'/proc/{_forkserver._forkserver_pid}/status').read())\n"
        "print(open('/proc/self/status').read())\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    server, own = (int(line.split()[1], 16) for line in ran.stdout.splitlines() if line.startswith("SigBlk:"))
    bit = 1 << (signal.SIGINT - 1)
    assert server & bit
    assert not own & bit
