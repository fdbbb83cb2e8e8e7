"""The base on disk: whole, the same bytes, and loud when it is not what was written."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from evidence import store
from evidence.errors import StoreError
from evidence.inputs import manifest_hash, read_manifest
from evidence.model import MODEL_VERSION, TABLES, EvidenceBase
from evidence.pipeline import build
from tests.drawing import base
from tests.projects import small_project

ONE = base(segments="document_id | text\n leeds | Staff did not trust each other.")
TWO = base(segments="document_id | text\n truro | No time.\n truro | Training helped.")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_read_is_what_was_saved(tmp_path):
    store.save(ONE, tmp_path)
    again = store.read(tmp_path, "ours")
    for name in TABLES:
        pd.testing.assert_frame_equal(again.tables[name], ONE.tables[name])
    assert dict(again.manifest) == dict(ONE.manifest)


def test_the_same_base_is_the_same_bytes_in_two_folders(tmp_path):
    for name in ("a", "b"):
        store.save(ONE, tmp_path / name)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_base_that_is_there_already_is_not_written_again(tmp_path):
    assert store.save(ONE, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert not store.save(ONE, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_a_new_base_leaves_nothing_of_the_old_one_behind(tmp_path):
    store.save(ONE, tmp_path)
    store.save(TWO, tmp_path)
    assert set(contents(tmp_path)) == {
        "manifest.json",
        *(entry["file"] for entry in read_manifest(tmp_path)["tables"].values()),
    }


def test_what_is_not_ours_stays_beside_the_base(tmp_path):
    others = dict.fromkeys(("report.html", "codings.parquet", "notes-0123.parquet", ".writing-notes"), b"of somebody")
    for name, data in others.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / ".writing-abcd1234").write_bytes(b"half")
    store.save(ONE, tmp_path)
    store.save(TWO, tmp_path)
    assert others.items() <= contents(tmp_path).items()
    assert ".writing-abcd1234" not in contents(tmp_path)


@pytest.mark.parametrize("point", [0, 1, 2, -1])
def test_a_save_that_breaks_off_leaves_the_old_base_whole_and_the_next_one_succeeds(tmp_path, monkeypatch, point):
    """A step that makes a file visible fails, as on a full disk: some table's, or the manifest's (the last)."""
    store.save(ONE, tmp_path)
    steps = iter(range(1000))
    replace = os.replace

    def failing(source, target):
        if next(steps) == point or (point == -1 and str(target).endswith("manifest.json")):
            raise OSError(28, "No space left on device")
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", failing)
        with pytest.raises(StoreError, match="No space left on device"):
            store.save(TWO, tmp_path)
    pd.testing.assert_frame_equal(store.read(tmp_path, "ours").segments, ONE.segments)
    store.save(TWO, tmp_path)
    pd.testing.assert_frame_equal(store.read(tmp_path, "ours").segments, TWO.segments)
    assert not [name for name in contents(tmp_path) if name.startswith(".writing-")]


@pytest.mark.parametrize(
    "harm", [lambda data: data[: len(data) // 2], lambda data: data[:50] + b"\0" + data[51:], lambda data: b""]
)
def test_a_damaged_table_is_found_and_named(tmp_path, harm):
    store.save(ONE, tmp_path)
    path = next(tmp_path.glob("segments-*.parquet"))
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(StoreError, match=f"{path.name}: is missing or damaged") as caught:
        store.read(tmp_path, "ours")
    assert "evidence build ours" in str(caught.value)


def test_a_missing_table_is_named(tmp_path):
    store.save(ONE, tmp_path)
    next(tmp_path.glob("codes-*.parquet")).unlink()
    with pytest.raises(StoreError, match=r"codes-.*is missing or damaged"):
        store.read(tmp_path, "ours")


@pytest.mark.parametrize(
    ("text", "said"), [("", "is damaged"), ("[]", "is damaged"), ('{"model": 0}', "another version"), ('{"model": 9}', "another")]
)
def test_a_manifest_that_cannot_be_used_is_said(tmp_path, text, said):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=said):
        store.read(tmp_path, "ours")


def test_a_manifest_without_its_tables_is_said(tmp_path):
    manifest = {"model": MODEL_VERSION, "tables": {}}
    text = json.dumps({**manifest, "sha256": manifest_hash(manifest)})
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="does not fit its tables"):
        store.read(tmp_path, "ours")


def test_a_manifest_that_says_something_else_than_was_written_is_damaged(tmp_path):
    store.save(ONE, tmp_path)
    path = tmp_path / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"Drawn", b"Dsawn"))
    with pytest.raises(StoreError, match=r"manifest.json: is damaged"):
        store.read(tmp_path, "ours")


def test_a_base_that_is_replaced_while_it_is_read_is_read_whole(tmp_path, monkeypatch):
    """The old manifest was read, then another build put the new base there and swept up the old one's tables."""
    store.save(ONE, tmp_path)
    old = read_manifest(tmp_path)
    store.save(TWO, tmp_path)
    first = iter([old])
    monkeypatch.setattr(store, "read_manifest", lambda out: next(first, None) or read_manifest(out))
    pd.testing.assert_frame_equal(store.read(tmp_path, "ours").segments, TWO.segments)


def test_what_is_stored_is_told_from_what_was(tmp_path):
    store.save(ONE, tmp_path)
    assert store.is_stored(store.read(tmp_path, "ours"), tmp_path)
    other = base(segments="document_id | text\n leeds | No time.", manifest={"project": {"title": "Other"}})
    assert not store.is_stored(other, tmp_path)


def test_a_damaged_base_is_mended_by_saving_it_again(tmp_path):
    store.save(ONE, tmp_path)
    next(tmp_path.glob("segments-*.parquet")).write_bytes(b"")
    assert store.save(ONE, tmp_path)
    assert len(store.read(tmp_path, "ours").segments) == 1


def test_a_false_base_that_agrees_with_itself_is_believed_and_told_by_a_build_from_nothing(tmp_path):
    """What the store trusts: who may write its folder. Its hashes tell of accidents; a build elsewhere tells of the rest."""
    place = small_project(tmp_path / "small")
    honest = build(place, out=tmp_path / "out", progress=False)
    codings = honest.tables["codings"].assign(applied="no", polarity="none")
    store.save(EvidenceBase({**honest.tables, "codings": codings}, honest.manifest), tmp_path / "out")
    assert set(build(place, out=tmp_path / "out", progress=False).tables["codings"]["applied"]) == {"no"}
    build(place, out=tmp_path / "again", progress=False)
    assert (tmp_path / "again/manifest.json").read_bytes() != (tmp_path / "out/manifest.json").read_bytes()
    build(place, out=tmp_path / "once more", progress=False)
    assert (tmp_path / "again/manifest.json").read_bytes() == (tmp_path / "once more/manifest.json").read_bytes()


def test_a_second_build_waits_then_says_who_holds_the_base_where_and_since_when(tmp_path):
    said = rf"process {os.getpid()} on {re.escape(platform.node())} since \d{{4}}-\d\d-\d\d \d\d:\d\d UTC"
    with store.locked(tmp_path), pytest.raises(StoreError, match=said), store.locked(tmp_path, wait=0.05):
        pass


def test_a_lock_whose_holder_cannot_be_told_is_said_all_the_same(tmp_path):
    with store.locked(tmp_path):
        (tmp_path / ".lock.holder").write_bytes(b"\xff\xfe")
        with pytest.raises(StoreError, match="in use by another command\n"), store.locked(tmp_path, wait=0.05):
            pass


def test_the_lock_of_a_process_that_was_killed_is_taken_over(tmp_path):
    code = "import os, pathlib, sys; from evidence import store; it = store.locked(pathlib.Path(sys.argv[1])); "
    assert (
        subprocess.run(
            [sys.executable, "-c", f"{code}it.__enter__(); os.kill(os.getpid(), 9)", str(tmp_path)], check=False
        ).returncode
        == -9
    )
    assert "process" in (tmp_path / ".lock.holder").read_text(encoding="utf-8")
    with store.locked(tmp_path, wait=0.05):
        assert f"process {os.getpid()} " in (tmp_path / ".lock.holder").read_text(encoding="utf-8")
    assert not (tmp_path / ".lock.holder").exists()


def test_the_lock_is_free_again_after_an_error(tmp_path):
    with pytest.raises(RuntimeError), store.locked(tmp_path):
        raise RuntimeError
    with store.locked(tmp_path, wait=0.05):
        pass


def test_an_error_of_what_is_done_under_the_lock_is_not_taken_for_one_of_the_lock(tmp_path):
    with pytest.raises(FileNotFoundError), store.locked(tmp_path):
        raise FileNotFoundError


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="may not be written"), store.locked(tmp_path / "file" / "out"):
        pass


def test_what_a_killed_process_left_half_written_goes_with_a_later_write_and_nothing_else_does(tmp_path):
    for name in (".writing-abcd1234", ".writing-abcd5678", ".writing-notes", "notes"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for name in (".writing-abcd1234", ".writing-notes", "notes"):
        os.utime(tmp_path / name, (0, 0))
    store.write_whole(tmp_path / "new", b"1")
    assert set(contents(tmp_path)) == {".writing-abcd5678", ".writing-notes", "notes", "new"}


def test_a_file_is_safe_on_disk_before_it_takes_its_name_and_its_name_before_the_write_is_done(tmp_path, monkeypatch):
    """A machine that loses its power keeps what was synced: the words first, then the name, then the folder that holds it."""
    done = []
    fsync, replace = os.fsync, Path.replace

    def synced(handle):
        done.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink()}")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", lambda old, new: done.append(f"name {new}") or replace(old, new))
    store.write_whole(tmp_path / "new", b"1")
    words, name, folder = done
    assert words.startswith(f"sync {tmp_path}/.writing-")
    assert (name, folder) == (f"name {tmp_path}/new", f"sync {tmp_path}")
