"""Every file of the hostile corpus ends as its manifest says, or otherwise by a decision that gives its reason."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import hostile
from evidence.project import Limits
from evidence.sources.worker import Worker

MAKER = Path(os.environ.get("EVIDENCE_SHARED", "")) / "hostile" / "make_hostile.py"
KINDS = [
    "codebook",
    "csv",
    "docx",
    "eml",
    "fs",
    "html",
    "ipynb",
    "md",
    "odt",
    "pdf",
    "pkg",
    "rtf",
    "sav",
    "store",
    "svg",
    "txt",
    "xlsx",
]


SLOW = frozenset(
    {
        "codebook/chain_5000.yaml",
        "md/brackets.md",
        "pdf/flate_bomb.pdf",
        "pdf/flate_nested.pdf",
        "pdf/form_recursion.pdf",
        "pdf/many_ops.pdf",
    }
)
"""Files that take seconds each; those that are written here are read by `python -m benchmarks.hostile` only."""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """What became of each file, by kind; all are read by the same two children, as starting one takes seconds."""
    if not os.environ.get("EVIDENCE_SHARED"):
        pytest.skip("the hostile corpus is made by a script of the real documents: set EVIDENCE_SHARED")
    corpus = tmp_path_factory.mktemp("hostile") / "corpus"
    corpus.mkdir()
    subprocess.run([sys.executable, str(MAKER), str(corpus)], check=True, capture_output=True)
    manifest = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))
    cases = [case for case in manifest["cases"] if case["written"] and case["file"] not in SLOW]
    ended = hostile._all_ended(corpus, cases)
    found = [hostile._judged(case, one, manifest["canary"]) for case, one in zip(cases, ended, strict=True)]
    return {kind: [verdict for verdict in found if verdict[0] == kind] for kind in {case["group"] for case in cases}}


@pytest.mark.real
def test_every_kind_of_the_corpus_is_looked_at(verdicts):
    assert sorted(verdicts) == KINDS


@pytest.mark.real
@pytest.mark.parametrize("kind", KINDS)
def test_no_file_breaks_its_reader(kind, verdicts):
    assert verdicts[kind]
    assert [verdict for verdict in verdicts[kind] if verdict[2] == hostile.MISSED] == []


def test_no_file_makes_its_reader_call_out(tmp_path):
    """A page full of links is read in a process in which every call to the network would be an error."""
    (tmp_path / "a.html").write_text(
        "<html><head><link rel=stylesheet href='http://127.0.0.1:9/a.css'><base href='http://127.0.0.1:9/'></head><body>"
        "<p>Partners met each week.</p><img src='http://127.0.0.1:9/a.png'><iframe src='http://127.0.0.1:9/'></iframe></body></html>",
        encoding="utf-8",
    )
    with Worker(Limits()) as worker:
        assert worker.call(_read_without_network, "a.html", tmp_path) == ["Partners met each week."]
        assert worker.call(_calls_out_without_network, "a.html") is True


def _without_network():
    def refuse(*_):
        raise AssertionError("a reader reached for the network")

    socket.socket.connect = refuse
    socket.getaddrinfo = refuse


def _read_without_network(file, folder):
    from evidence.sources.case_studies import read_case_study

    _without_network()
    return list(read_case_study(folder, file, "d", {}, Limits())["documents"]["text"])


def _calls_out_without_network(file):
    """Whether the guard would have seen a call."""
    _without_network()
    try:
        socket.create_connection(("127.0.0.1", 9))
    except AssertionError:
        return True
    return False
