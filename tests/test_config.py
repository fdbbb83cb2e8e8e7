"""What a YAML file may hold, and what is said when it does not."""

from __future__ import annotations

import os

import pytest

from evidence.config import did_you_mean, parse, read_yaml, unknown_keys
from evidence.errors import ProjectError


def fault(tmp_path, data: bytes | str) -> str:
    path = tmp_path / "x.yaml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(ProjectError) as caught:
        read_yaml(path, "x.yaml", ProjectError)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: [1, 2", "x.yaml, line 2: is not valid YAML"),
        ("a: 1\nb: 2\na: 3", "x.yaml, line 3: has the key 'a' twice (first in line 1)"),
        ("a: &x 1\nb: *x", "x.yaml, line 1: holds an anchor or an alias"),
        ("a: !!python/object:os.system {}", "x.yaml, line 1: holds a tag"),
        ("a: " + "[" * 21 + "]" * 21, "x.yaml, line 1: is nested deeper than 20 levels"),
        ("? [1, 2]\n: 3", "x.yaml, line 1: has a key that is no word"),
        ("a: 2020-13-45", "is not valid YAML"),
        ("a: \x07", "holds a control character"),
        ('a: 1\nb: "red \\e[31m"', "x.yaml, line 2: holds a character that no one sees"),
        ('a: "\\ud800"', "x.yaml, line 1: holds a character that no one sees"),
        ('"k\\e": 1', "x.yaml, line 1: holds a character that no one sees"),
        (b"a: caf\xe9", "x.yaml, line 1: is not UTF-8 text"),
        ("a: " + "x" * 1_000_001, "is larger than 1,000,000 bytes"),
    ],
)
def test_what_cannot_be_used_is_named_by_line(tmp_path, text, said):
    assert said in fault(tmp_path, text)


def test_only_a_plain_file_of_its_own_folder_is_read(tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("secret: 1", encoding="utf-8")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(secret)
    os.mkfifo(folder / "pipe.yaml")
    for name, said in (("link", "is a link that leads out of the project"), ("pipe", "is no file but a folder, a pipe")):
        with pytest.raises(ProjectError, match=said):
            read_yaml(folder / f"{name}.yaml", name, ProjectError)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ProjectError, match="cannot be read"):
        read_yaml(tmp_path / "none.yaml", "none.yaml", ProjectError)


def test_each_key_remembers_its_line():
    read = parse("a: 1\nb:\n  c: 2\n  d: [x, y]\n")
    assert read == {"a": 1, "b": {"c": 2, "d": ["x", "y"]}}
    assert (read.lines, read["b"].lines, read["b"].line) == ({"a": 1, "b": 2}, {"c": 3, "d": 4}, 3)


def test_an_unknown_key_is_told_with_the_nearest_known_one():
    [problem] = unknown_keys(parse("title: x\nquestoin: y"), ["title", "question"], "p.yaml")
    assert problem.where == "p.yaml, line 2"
    assert problem.what == "unknown key 'questoin'; did you mean 'question'?"


def test_nothing_is_suggested_where_nothing_is_near():
    assert did_you_mean("zebra", ["title", "question"]) == ""
