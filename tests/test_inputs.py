"""What a base rests on: names of files that go to any computer, and hashes of those that lie in the project."""

from __future__ import annotations

import hashlib
import os
import sys

import pytest

from evidence.inputs import current_manifest, file_hash, input_hashes, unportable
from evidence.pipeline import build, check
from evidence.project import find_project
from tests.projects import small_project


@pytest.mark.parametrize(
    "name",
    [
        "con.txt",
        "CON",
        "Lpt1.notes.docx",
        "nul .md",
        "a:b.txt",
        "what?.txt",
        "a\\b.txt",
        "a|b.txt",
        "end.txt.",
        "end ",
        "a\x01.txt",
    ],
)
def test_what_windows_cannot_hold_is_named(name):
    assert list(unportable([f"case_studies/{name}"])) == [(f"case_studies/{name}", "cannot be the name of a file on Windows")]


@pytest.mark.parametrize("name", ["console.txt", "com.md", "a b (final).docx", "café.pdf", "日本.txt", "a.b.c.txt", "-rf.txt"])
def test_what_every_system_can_hold_is_not(name):
    assert list(unportable([f"case_studies/{name}"])) == []


@pytest.mark.parametrize(
    ("one", "other"), [("Leeds.md", "leeds.md"), ("cafe\u0301.md", "caf\u00e9.md"), ("STRASSE.md", "straße.md")]
)
def test_two_names_that_some_systems_take_for_one_are_named(one, other):
    found = list(unportable([one, other]))
    assert found == [(max(one, other), f"differs from {min(one, other)} only in capitals or accents")]


@pytest.mark.parametrize(("length", "said"), [(180, 0), (181, 1)])
def test_a_name_that_leaves_no_room_for_the_folders_above_it_is_named(length, said):
    file = "case_studies/" + "a" * (length - len("case_studies/.txt")) + ".txt"
    assert len(file) == length
    assert len(list(unportable([file]))) == said


def test_the_check_tells_of_such_names_before_anything_is_built(tmp_path):
    place = small_project(
        tmp_path / "small", **{"case_studies/aux.md": "# Aux\n\nPartners met.\n", "case_studies/LEEDS.md": "# L\n\nNo time.\n"}
    )
    found = {problem.where: problem.what for problem in check(place)}
    assert found["case_studies/aux.md"] == "cannot be the name of a file on Windows"
    assert found["case_studies/leeds.md"] == "differs from case_studies/LEEDS.md only in capitals or accents"


def test_the_check_tells_what_looks_like_a_source_and_is_none(tmp_path):
    place = small_project(tmp_path / "small", **{"case_studies/.hidden.txt": "Partners met.\n"})
    (place / "case_studies" / "study.docx").mkdir()
    for name in (".DS_Store", "._study.docx", ".gitkeep"):
        (place / "case_studies" / name).write_bytes(b"x")
    found = {problem.where: problem.what for problem in check(place)}
    assert found["case_studies/.hidden.txt"] == "is hidden: its name begins with a dot"
    assert found["case_studies/study.docx"] == "is a folder, and named as a file is"
    assert not [where for where in found if "DS_Store" in where or "._" in where or "gitkeep" in where]


def test_what_a_link_out_of_the_project_leads_to_is_not_even_hashed(tmp_path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    place = find_project(small_project(tmp_path / "small"))
    (place.folder / "case_studies" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (place.folder / "case_studies" / "again.txt").symlink_to(place.folder / "project.yaml")
    hashes = input_hashes(place)
    assert hashes["case_studies/link.txt"] == file_hash(place, "case_studies/link.txt") == ""
    assert hashes["case_studies/again.txt"] == hashes["project.yaml"] != ""


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_only_plain_files_within_the_project_are_hashed(tmp_path):
    folder = small_project(tmp_path / "own")
    (tmp_path / "secret.md").write_text("not ours", encoding="utf-8")
    studies = folder / "case_studies"
    (studies / "out.md").symlink_to(tmp_path / "secret.md")
    (studies / "in.md").symlink_to(studies / "leeds.md")
    (studies / "gone.md").symlink_to(tmp_path / "nowhere")
    (studies / "long.md").write_bytes(b"x" * 200_000)
    (studies / "piece.md").write_bytes(b"x" * 65_536)
    os.mkfifo(studies / "pipe.md")
    (folder / "codings").symlink_to(tmp_path)
    found = input_hashes(find_project(folder))
    hashed = {name: hashlib.sha256((studies / name).read_bytes()).hexdigest() for name in ("leeds.md", "long.md", "piece.md")}
    assert {name: found[f"case_studies/{name}"] for name in hashed} == hashed
    assert found["case_studies/in.md"] == hashed["leeds.md"]
    assert not any(found[f"case_studies/{name}"] for name in ("out.md", "gone.md", "pipe.md"))
    assert found["codings/secret.md"] == ""


def test_a_base_of_which_a_table_was_harmed_is_not_taken_for_up_to_date(tmp_path):
    folder = small_project(tmp_path / "small")
    build(folder, progress=False)
    place = find_project(folder)
    assert current_manifest(place) is not None
    table = max(place.out.glob("documents-*.parquet"))
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 1
    table.write_bytes(data)
    assert current_manifest(place) is None
