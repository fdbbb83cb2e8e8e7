"""A newcomer types what the README says, in its order, and it works."""

from __future__ import annotations

import re
import shlex

import pytest

from evidence.__main__ import main
from tests.docs import ROOT
from tests.projects import LEEDS, SURVEY

README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title):
    return README.split(f"## {title}\n")[1].split("\n## ")[0]


def test_the_steps_for_an_own_project_work_one_after_the_other(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    commands = re.findall(r"`(evidence [^`…]+)`", section("Your own project"))
    commands = [shlex.split(command)[1:] for command in commands if not command.startswith("evidence …")]
    assert [words[0] for words in commands] == ["new", "survey", "check", "build", "review", "report"]
    for words in commands:
        assert main(words) == 0, capsys.readouterr().err
        if words[0] == "new":
            ours = tmp_path / "data" / "raw" / "ours"
            (ours / "case_studies" / "leeds.md").write_text(LEEDS, encoding="utf-8")
            (ours / "surveys" / "feedback.csv").write_text(SURVEY, encoding="utf-8")
            (ours / "project.yaml").write_text("title: Our hubs", encoding="utf-8")
            for name in ("ipykernel_launcher", "pandas", "matplotlib"):  # what someone may send with a project is never run
                (ours / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    assert (tmp_path / "data/processed/ours/reports/evidence-base.html").is_file()
    assert not (tmp_path / "ran").exists()


def test_the_lines_for_a_notebook_work(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    [block] = re.findall(r"```python\n(.*?)```", section("Your own project"), flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(block.replace('build("information-sharing")', f'build("information-sharing", out={str(tmp_path / "base")!r})'), names)
    assert len(names["base"].codings) > 100


@pytest.mark.parametrize("file", ["GLOSSARY.md", "DECISIONS.md", "CHANGELOG.md", "LICENSE", "requirements.lock", "run.py"])
def test_what_the_readme_points_to_is_there(file):
    assert file in README
    assert (ROOT / file).is_file()
