"""Documents worked on in parts: however they are done, and wherever a build was broken off, the base is the same."""

from __future__ import annotations

import dataclasses
import json
import sys
from concurrent.futures import CancelledError
from types import ModuleType

import pandas as pd
import pytest

from evidence import build
from evidence.errors import ProjectError
from evidence.model import TABLES
from evidence.pipeline import children, cluster, parts
from evidence.project import Limits
from evidence.sources import rows
from evidence.sources.worker import Worker
from tests.projects import small_project
from tests.test_pipeline import stored


@pytest.fixture
def project(tmp_path):
    return small_project(tmp_path / "small")


@pytest.fixture
def small_parts(monkeypatch):
    """Every document and every row of a survey is a part of its own."""
    monkeypatch.setattr(parts, "CHARACTERS", 1)
    monkeypatch.setattr(rows, "PORTION", 1)


@pytest.fixture
def whole(tmp_path, small_parts):
    """The bytes of the same project's base, made in this process; which rows of a survey lie in a part is the same anywhere."""
    small_project(tmp_path / "whole" / "small")
    build(tmp_path / "whole" / "small", progress=False)
    return stored(tmp_path / "whole" / "small")


def test_a_base_made_in_parts_is_the_same_to_the_byte(project, whole, small_parts):
    build(project, progress=False, workers=1)
    assert stored(project) == whole


def test_a_base_made_in_child_processes_is_the_same_to_the_byte(project, whole, small_parts, monkeypatch):
    used = []
    monkeypatch.setattr(parts, "in_children", lambda *a: used.append(len(a[1])) or children.in_children(*a))
    build(project, progress=False, workers=2)
    assert used == [4]  # the header of the survey and its three rows; two case studies are too few to start any
    assert stored(project) == whole


def test_a_base_made_on_a_cluster_of_processes_is_the_same_to_the_byte(project, whole, small_parts):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as here:
        build(project, progress=False, scheduler=here.scheduler_address)
    assert stored(project) == whole


def test_a_build_that_was_broken_off_goes_on_from_the_parts_that_are_done(project, whole, small_parts, monkeypatch):
    real, done = parts.work, []

    def broken_off_at_the_third(task):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(task.key)
        return real(task)

    monkeypatch.setattr(parts, "work", broken_off_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        build(project, progress=False, workers=1)
    again = []
    monkeypatch.setattr(parts, "work", lambda task: again.append(task.key) or real(task))
    build(project, progress=False, workers=1)
    assert len(again) == 3
    assert not set(again) & set(done)
    assert stored(project) == whole
    assert not (project / "processed" / parts.FOLDER).exists()


def broken_off(project, monkeypatch, after):
    """Build until so many parts are done, then break off; returns their tasks."""
    real, done = parts.work, []

    def work(task):
        if len(done) == after:
            raise KeyboardInterrupt
        done.append(task)
        return real(task)

    with monkeypatch.context() as patch:
        patch.setattr(parts, "work", work)
        with pytest.raises(KeyboardInterrupt):
            build(project, progress=False, workers=1)
    return done


def test_a_kept_part_that_is_damaged_is_done_again(project, whole, small_parts, monkeypatch):
    real, done = parts.work, broken_off(project, monkeypatch, 5)
    kept = sorted((project / "processed" / parts.FOLDER).glob(f"{done[4].key}-*.parquet"))
    assert len(kept) == 3
    kept[0].write_bytes(kept[0].read_bytes()[:-40])
    again = []
    monkeypatch.setattr(parts, "work", lambda task: again.append(task.key) or real(task))
    build(project, progress=False, workers=1)
    assert len(again) == 2  # the damaged one, and the last, which was never done
    assert again[0] == done[4].key
    assert stored(project) == whole


def test_a_stored_piece_of_a_survey_that_is_damaged_before_the_base_is_there_is_read_again(
    project, whole, small_parts, monkeypatch
):
    real, done = parts.work, broken_off(project, monkeypatch, 5)
    out = project / "processed"
    part = json.loads((out / parts.FOLDER / f"{done[1].key}.json").read_bytes())["part"]
    file = out / part["tables"]["documents"]["file"]
    file.write_bytes(file.read_bytes()[:-40])
    again = []
    monkeypatch.setattr(parts, "work", lambda task: again.append(task.key) or real(task))
    build(project, progress=False, workers=1)
    assert again[0] == done[1].key
    assert len(again) == 2
    assert stored(project) == whole


def test_another_codebook_makes_another_part(project):
    tables = tables_of(["No trust here."])
    book = codebook(project)
    (one,) = parts.tasks_of(tables, pd.Series(["s/q/0"]), book, [parts.CODINGS])
    (other,) = parts.tasks_of(tables, pd.Series(["s/q/0"]), codebook(project, "terms: [trust, time]"), [parts.CODINGS])
    (same,) = parts.tasks_of(tables, pd.Series(["s/q/0"]), codebook(project, "terms: [trust]"), [parts.CODINGS])
    assert one.key == same.key != other.key


def test_parts_hold_all_documents_that_are_asked_for_and_no_other_each_once(project, monkeypatch):
    monkeypatch.setattr(parts, "CHARACTERS", 20)
    tables = tables_of(["Twenty characters!!!", "", "Ten chars.", "Ten chars.", "One more text."])
    ids = pd.Series(["s/q/0", "s/q/1", "s/q/2", "s/q/3"])
    tasks = parts.tasks_of(tables, ids, codebook(project), [parts.SEGMENTS])
    held = [task.given.opened().frames["documents"]["document_id"].tolist() for task in tasks]
    # The first twenty characters, then the empty text with what begins at the twentieth: "Ten chars." twice.
    assert held == [["s/q/0"], ["s/q/1", "s/q/2", "s/q/3"]]
    assert parts.tasks_of(tables, ids, codebook(project), []) == []


def test_a_worker_with_another_version_refuses_its_part(project):
    (task,) = parts.tasks_of(tables_of(["No trust."]), pd.Series(["s/q/0"]), codebook(project), [parts.SEGMENTS])
    other = dataclasses.replace(task, programs="0" * 16)
    with pytest.raises(ProjectError, match="another version of evidence"):
        cluster.work_elsewhere(other)


def test_without_dask_the_message_says_how_to_get_it(project, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ProjectError, match=r"pip install 'evidence\[cluster\]'"):
        build(project, progress=False, scheduler="tcp://127.0.0.1:1")


def test_a_scheduler_that_does_not_answer_is_told(project, monkeypatch):
    class Client:
        def __init__(self, address, **_):
            raise OSError(address)

    dask = ModuleType("distributed")
    dask.Client = Client
    monkeypatch.setitem(sys.modules, "distributed", dask)
    with pytest.raises(ProjectError, match="no Dask scheduler answers at tcp://nowhere:1"):
        build(project, progress=False, scheduler="tcp://nowhere:1")


def test_too_few_parts_start_no_process(monkeypatch):
    monkeypatch.setattr(parts, "in_children", lambda *_: pytest.fail("started a process"))
    assert list(parts.children(2)([])) == []


def test_calls_are_answered_by_their_places_and_a_fault_ends_the_children():
    started = []

    def length(text, worker):
        started.append(worker)
        return worker.call(len, text)

    texts = ["a", "bb", "ccc", "dddd"]
    assert dict(children.in_children(length, texts, Limits(), 2)) == {0: 1, 1: 2, 2: 3, 3: 4}
    assert len(set(map(id, started))) <= 2

    def fails(text, worker):
        worker.call(len, text)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(children.in_children(fails, texts, Limits(), 1))


def test_a_killed_worker_does_nothing_more():
    with Worker(Limits()) as worker:
        assert worker.call(len, "four") == 4
        worker.kill()
        with pytest.raises(CancelledError):
            worker.call(len, "four")


def tables_of(texts):
    """One free-text question with these answers."""
    rows = [
        {"document_id": f"s/q/{n}", "kind": "answer", "survey_id": "s", "question_id": "q", "no_answer": False, "text": text}
        for n, text in enumerate(texts)
    ]
    documents = TABLES["documents"].frame(pd.DataFrame(rows).assign(source_file="s.csv", sha256="0", extractor="drawn"))
    question = {"survey_id": "s", "question_id": "q", "ordinal": 1, "text": "Why?", "kind": "free_text"}
    return {"documents": documents, "blocks": TABLES["blocks"].empty(), "questions": TABLES["questions"].frame([question])}


def codebook(project, terms="terms: [trust]"):
    from evidence.codebook import read_codebook

    text = f"title: Small\ncodes:\n  - {{id: TRUST, name: Trust, definition: Trust., {terms}}}\n"
    (project / "codebook.yaml").write_text(text, encoding="utf-8")
    return read_codebook(project / "codebook.yaml", "codebook.yaml")
