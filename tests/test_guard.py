"""What must not be committed is noticed."""

from __future__ import annotations

import subprocess

from tests.docs import ROOT
from tests.guard import LARGEST, faults


def test_other_projects_large_files_and_private_keys_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "large.bin").write_bytes(b"x" * (LARGEST + 1))
    (tmp_path / "key.pem").write_bytes(b"-----BEGIN PRIVATE " + b"KEY-----")
    (tmp_path / "fine.py").write_bytes(b"x = 1")
    given = ["data/raw/ours/interview.txt", "data/processed/ours/manifest.json", "large.bin", "key.pem", "fine.py"]
    assert [fault.partition(":")[0] for fault in faults(given)] == given[:4]


def test_nothing_in_the_repository_is_of_that_kind():
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    files = [file for file in done.stdout.splitlines() if file != "requirements.lock"]
    assert faults(files) == []
