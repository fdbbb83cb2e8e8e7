"""The skeleton of an evaluation plan: filled where the cases know, a marked blank where they do not, and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from evidence.__main__ import main
from evidence.contribution import read_programmes
from evidence.contribution.plan import BLANK, evaluation_plan
from evidence.model import TABLES, EvidenceBase
from tests.contribution.test_programmes import PROGRAMME
from tests.drawing import base as drawn_base
from tests.projects import small_project


@pytest.fixture
def base():
    return drawn_base(
        cases="""
            case_id | place | policy_area | partners               | model
            leeds   | Leeds | families    | Council; Police | Force | hub""".replace("Police | Force", "Police *Force*"),
        segments="document_id | text\nleeds | Decisions came in half a day.\nleeds | Fewer people worked there now.",
        codes="code | name | polar\nOUT | Outcomes | no\nTRUST | Trust | yes\nTIME | Time | yes",
        codings="""
            segment_id  | code  | polarity
            leeds:0-29  | OUT   | none
            leeds:31-61 | TIME  | barrier
            leeds:0-29  | TRUST | enabler""",
    )


def test_what_the_cases_know_is_filled_in_with_where_it_stands(base):
    plan = evaluation_plan(base, ["leeds"])
    assert "# Evaluation plan: Leeds" in plan
    assert "| activities | Trust |" in plan
    assert "| assumptions | Time no longer stands in the way |" in plan
    assert "“Decisions came in half a day.”" in plan
    assert "characters 0-29" in plan
    assert "| Police \\*Force\\* |" in plan


def test_what_nobody_knows_is_a_marked_blank(base):
    plan = evaluation_plan(base, ["leeds"])
    assert f"Baseline: {BLANK}" in plan
    assert f"| inputs | {BLANK} inputs]** |" in plan
    assert "no other case of the same policy area" in plan


def test_the_plan_reads_as_prose_where_the_cases_name_a_model_and_how_they_were_chosen(base):
    base.tables["cases"]["selection"] = pd.Series(["Chosen by the council"], dtype="str")
    plan = evaluation_plan(base, ["leeds"])
    assert "the theory of change above" in plan
    assert "like this one without what was changed here (hub)" in plan
    assert "How it came to be studied: Chosen by the council. Published at: not stated" in plan


def test_words_stay_out_where_the_project_says_so(base):
    plan = evaluation_plan(base, ["leeds"], quotes=False)
    assert "half a day" not in plan
    assert "characters 0-29" in plan


def test_what_people_confirmed_stands_under_activities_with_who_did_and_what_answered_a_barrier_elsewhere(base):
    told = {"barrier_code": "TIME", "enabler_code": "TRUST", "coder": "ana"}
    own = {"barrier_segment": "leeds:31-61", "enabler_segment": "leeds:0-29", "case_id": "leeds", "status": "in part"}
    assert "elsewhere" not in evaluation_plan(base, ["leeds"])
    for pair, line in (
        (own, "| Time | Trust (in part) | “Decisions came in half a day.” (Leeds"),
        ({**own, "status": "refused"}, ""),
        ({**own, "case_id": "truro", "status": "confirmed"}, "| Time | Trust | “Decisions came in half a day.” (Leeds"),
    ):
        tables = {**base.tables, "pairs": TABLES["pairs"].frame([{**pair, **told}])}
        plan = evaluation_plan(EvidenceBase(tables | {"cases": _with_truro(base)}), ["leeds"])
        assert (line in plan) if line else ("| Time | Trust" not in plan)
        assert ("| ana |" in plan) == (pair is own)
        assert ("to be judged for this place" in plan) == (pair["case_id"] == "truro")


def _with_truro(base):
    return TABLES["cases"].frame(pd.concat([base.cases, TABLES["cases"].frame([{"case_id": "truro", "title": "Truro"}])]))


def test_a_theory_of_change_and_its_tests_are_taken_over(base, tmp_path):
    folder = tmp_path / "contribution"
    folder.mkdir()
    (folder / "hub.yaml").write_text(PROGRAMME.replace("leeds:31-60", "leeds:31-61"), encoding="utf-8")
    plan = evaluation_plan(base, ["leeds"], read_programmes(tmp_path, base))
    assert "| inputs | A small team | source |" in plan
    assert "What did sharing do?" in plan
    assert "| hoop | There were more hands. | failed |" in plan
    assert "A place without a hub." in plan


def test_words_of_a_source_cannot_become_markup():
    base = drawn_base(
        cases=[{"case_id": "x", "place": "<b>X</b> | [a](http://b)\n# Heading", "title": "# *X*"}],
        segments="document_id | text\nx | Words that say little.",
    )
    plan = evaluation_plan(base, ["x"])
    assert "<b>" not in plan.replace("\\<b", "")
    assert "\n# Heading" not in plan
    assert "\\[a\\](http" in plan


def test_the_command_writes_the_plan_of_a_case_or_of_a_place(tmp_path, capsys):
    project = small_project(tmp_path / "project")
    target = tmp_path / "plan.md"
    assert main(["evaluation", "plan", str(project), "--case", "leeds", "--file", str(target)]) == 0
    assert "Plan:" in capsys.readouterr().out
    assert main(["evaluation", "plan", str(project), "--place", "leeds"]) == 0
    assert capsys.readouterr().out == target.read_text(encoding="utf-8")
    assert main(["evaluation", "plan", str(project), "--place", "Leads"]) == 3
    assert "did you mean 'Leeds'?" in capsys.readouterr().err
    assert main(["evaluation", "plan", str(project), "--case", "leeds", "--file", str(tmp_path)]) == 8
