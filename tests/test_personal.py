"""Personal data found by a build: where and of what kind, never what it says; and not looked for twice."""

from __future__ import annotations

import pytest

from evidence import build, privacy
from evidence.__main__ import main
from tests.projects import LEEDS, SURVEY, SURVEY_YAML, small_project

CALL = LEEDS + "\nRing Gwenllian Bebb on 07700 900461.\n"


def test_a_build_says_where_personal_data_stands_and_never_what_it_says(tmp_path):
    base = build(small_project(tmp_path / "small", **{"case_studies/leeds.md": CALL}), progress=False)
    text = base.documents.set_index("document_id").loc["leeds", "text"]
    found = [(kind, text[start:end]) for _, start, end, kind, _ in base.personal_data.itertuples(index=False)]
    assert found == [("name", "Gwenllian Bebb"), ("phone", "07700 900461")]
    assert "1 documents, masked in reports: 1 name, 1 phone" in base.manifest["summary"]
    assert "Gwenllian" not in str(base.manifest)
    assert "Gwenllian" not in base.personal_data.to_csv()


def test_what_was_looked_through_is_looked_through_again_only_if_it_changed(tmp_path, monkeypatch):
    project = small_project(tmp_path / "small", **{"case_studies/leeds.md": CALL})
    build(project, progress=False)
    asked = []
    real = privacy.find_personal_data
    monkeypatch.setattr(privacy, "find_personal_data", lambda texts, **how: asked.extend(texts) or real(texts, **how))
    small_project(project, **{"case_studies/leeds.md": CALL, "case_studies/truro.md": "# Truro\n\nAsk Tadhg Mutasa about it.\n"})
    base = build(project, progress=False)
    assert not [text for text in asked if "Bebb" in text]
    assert sorted(base.personal_data["document_id"].unique()) == ["leeds", "truro"]


def test_personal_data_in_closed_answers_is_counted_and_to_be_taken_out(tmp_path):
    survey = SURVEY.replace("1,nurse", "1,ring 07700 900461")
    base = build(small_project(tmp_path / "small", **{"surveys/feedback.csv": survey, "surveys/feedback.yaml": SURVEY_YAML}))
    assert base.manifest["personal_data"]["answers"] == [
        {"survey_id": "feedback", "question_id": "role", "kind": "phone", "count": 1},
    ]
    assert "names: 1 phone; take it out of the export" in base.manifest["summary"]


@pytest.mark.parametrize("asked", [["--sheet", "a.xlsx"], ["--sheet", "a.xlsx", "--read", "a.xlsx", "--reviewer", "ana"]])
def test_publish_says_what_it_needs(tmp_path, capsys, asked):
    project = small_project(tmp_path / "small")
    assert main(["publish", str(project), *asked]) == 15
    assert "needs one of --sheet, --read and --check" in capsys.readouterr().err


def test_a_file_that_was_never_published_is_told_by_the_exit_code(tmp_path, capsys):
    project = small_project(tmp_path / "small")
    assert main(["publish", str(project), "--check", str(project / "project.yaml")]) == 15
    assert "is not, byte for byte, a file that was published" in capsys.readouterr().err
