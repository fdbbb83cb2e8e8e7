"""The command line: what it says, how it ends, and that no one sees a traceback for what can be mended."""

from __future__ import annotations

import pytest

from evidence.__main__ import main
from evidence.commands import project as project_commands
from evidence.commands.shared import LEFT_OUT, PROBLEMS
from tests.projects import SURVEY, small_project


@pytest.fixture
def project(tmp_path):
    return small_project(tmp_path / "small")


def test_a_build_says_what_was_read_kept_and_dropped(project, capsys):
    assert main(["build", str(project)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Small project (small)\nNote: The survey is made up.\n")
    assert "files:                          3 read =         3 kept +       0 dropped" in said
    assert "2 cases, 2 case studies, 3 free-text answers" in said
    assert "codings by rules" in said


def test_a_file_left_out_is_named_with_the_mend_and_changes_the_exit_code(project, capsys):
    small_project(project, **{"case_studies/empty.txt": b""})
    assert main(["build", str(project), "--quiet"]) == LEFT_OUT
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Left out: case_studies/empty.txt, whole file:")


def test_a_fault_that_can_be_mended_is_a_message_with_its_own_exit_code(project, capsys):
    small_project(project, **{"codebook.yaml": "codes:\n  - {id: A, defintion: x}\n"})
    assert main(["build", str(project)]) == 4
    said = capsys.readouterr().err
    assert "small/codebook.yaml, line 2: unknown key 'defintion'; did you mean 'definition'?" in said
    assert "Traceback" not in said


def test_check_counts_the_problems_and_ends_with_its_own_code(project, capsys):
    assert main(["check", str(project)]) == 0
    assert "Nothing wrong was found." in capsys.readouterr().out
    small_project(project, **{"case_studies/photo.jpg": b"\xff\xd8"})
    assert main(["check", str(project)]) == PROBLEMS
    assert "1 problem(s) found." in capsys.readouterr().err


def test_describe_drafts_a_description_once_and_replaces_it_only_when_told(tmp_path, capsys):
    export = tmp_path / "feedback.csv"
    export.write_text(SURVEY, encoding="utf-8")
    assert main(["survey", "describe", str(export)]) == 0
    drafted = export.with_suffix(".yaml").read_text(encoding="utf-8")
    assert "free_text" in drafted
    assert main(["survey", "describe", str(export)]) == 6
    assert "is there already" in capsys.readouterr().err
    assert main(["survey", "describe", str(export), "--force"]) == 0
    assert main(["survey", "describe", str(tmp_path / "none.csv")]) == 6


def test_an_unknown_project_is_told_the_projects_there_are(capsys):
    assert main(["build", "informaton-sharing"]) == 3
    assert "did you mean 'information-sharing'" in capsys.readouterr().err


def test_a_word_that_is_no_command_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["bild"])
    assert ended.value.code == 2
    assert "invalid choice: 'bild'" in capsys.readouterr().err


def test_stopping_by_the_keyboard_is_no_crash(project, capsys, monkeypatch):
    def stopped(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(project_commands, "_check", stopped)
    assert main(["check", str(project)]) == 130
    assert "run the command again" in capsys.readouterr().err


def test_evaluate_has_its_arguments(capsys):
    with pytest.raises(SystemExit):
        main(["evaluate", "--help"])
    assert "--labels COLUMN" in capsys.readouterr().out


def test_no_name_of_a_file_can_steer_the_terminal_or_write_a_line_of_its_own(project, capsys):
    small_project(project, **{"case_studies/a\nLeft out: b\x1b[2J.jpg": b"\xff\xd8"})
    main(["check", str(project)])
    main(["build", str(project), "--quiet"])
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    assert not [line for line in (said.out + said.err).splitlines() if line.startswith("Left out: b")]


def test_a_template_that_was_not_filled_in_is_a_problem(tmp_path, capsys):
    assert main(["new", str(tmp_path / "new")]) == 0
    assert main(["check", str(tmp_path / "new")]) == PROBLEMS
    said = capsys.readouterr().out
    assert all(f"'{name}' is still that of the template" in said for name in ("title", "question", "description"))
