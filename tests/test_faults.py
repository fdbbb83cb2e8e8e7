"""Killed, out of disk or failed at a call of the system: the old base or the new one, whole; and no decision is lost."""

from __future__ import annotations

import os
import shutil

import pytest

from benchmarks import faults
from benchmarks.faults import TORN, Scene, swept
from evidence import store
from evidence.__main__ import main
from evidence.errors import StoreError
from tests.drawing import base

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace: apt-get install strace")

ONE = base(segments="document_id | text\n leeds | Staff did not trust each other.")
TWO = base(segments="document_id | text\n truro | No time.\n truro | Training helped.")


def scene(at):
    """A base that takes the place of another."""

    def make(folder):
        shutil.rmtree(folder, ignore_errors=True)
        store.save(ONE, folder)

    def act(folder):
        with store.locked(folder):
            store.save(TWO, folder)

    def state(folder):
        try:
            return store.read(folder, "ours").segments["segment_id"].iloc[0]
        except StoreError:
            return TORN

    return Scene(make, act, state)


@pytest.mark.parametrize(
    ("call", "fault"),
    [("rename", "KILL"), ("rename", "EIO"), ("write", "KILL"), ("write", "ENOSPC"), ("fsync", "EIO"), ("openat", "EROFS"),
     ("unlink", "KILL"), ("flock", "EIO")],
)  # fmt: skip
def test_a_fault_at_a_call_of_the_system_leaves_one_base_whole_and_the_next_build_mends_it(tmp_path, call, fault):
    (tally,) = swept(scene(tmp_path), tmp_path / "at", stride=7, only={call: (fault,)}).values()
    assert not tally.is_bad, tally
    assert tally.points > 0


def test_a_store_that_writes_in_place_is_caught_by_the_same_trial(tmp_path):
    with faults.writing_in_place():
        (tally,) = swept(scene(tmp_path), tmp_path / "at", stride=7, only={"write": ("KILL",)}).values()
    assert tally.torn > 0


def test_a_disk_that_fails_where_nobody_thought_of_it_is_told_without_a_traceback(tmp_path, monkeypatch, capsys):
    def failing(*_):
        raise OSError(5, "Input/output error", str(tmp_path / "surveys"))

    monkeypatch.setattr("evidence.project.find_project", failing)
    assert main(["build", str(tmp_path)]) == StoreError.exit_code
    assert "surveys: cannot be used (Input/output error)" in capsys.readouterr().err


def test_processes_that_take_in_decisions_at_once_lose_none(tmp_path):
    assert os.name == "posix"
    with faults.reading_in_this_process():
        assert faults.crowded(tmp_path, processes=4, each=3) == (12, 0)
