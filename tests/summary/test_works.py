"""What is said of comparisons and claims is made from them, and bears no more than they do."""

from __future__ import annotations

from evidence.configurations import read_comparisons
from evidence.contribution import read_programmes
from evidence.exhibits import Captioned, Statement
from evidence.figures import Chart
from evidence.summary import works
from tests.configurations.test_comparisons import PLAN, base, written
from tests.contribution.test_programmes import PROGRAMME
from tests.drawing import base as drawn_base
from tests.value.drawn import model

__all__ = ["base"]


def compared(base, tmp_path, text=PLAN):
    return read_comparisons(written(tmp_path, text), "configurations.yaml", base)


def test_a_project_without_comparison_or_theory_is_told_so(base):
    said = repr(works.bottom_line(base, (), ()))
    assert works.NO_COMPARISON in said
    assert works.NO_PROGRAMME in said
    assert [repr(one) for one in works.programmes_told(base, ())] == [works.NO_PROGRAMME]
    brief, none = works.models_beside(base, ())
    assert "what it costs" in brief.caption
    assert repr(none) == works.NO_COMPARISON


def test_no_configuration_is_claimed_where_chance_would_do(base, tmp_path):
    said = repr(works.bottom_line(base, compared(base, tmp_path), ()))
    assert "3 cases were compared. 2 have the outcome" in said
    assert "it comes with “many people” in 2 of the 2 (Bath and Leeds)" in said
    assert "No configuration is claimed" in said
    assert "never says which model is best" in said


def test_a_comparison_shows_its_table_its_solutions_and_its_limits(base, tmp_path):
    told = list(works.comparison_told(base, compared(base, tmp_path)[0]))
    assert "3 of 4 possible configurations are shown by a case" in repr(told[0])
    assert "more than a third of 3 cases" in repr(told[0])
    table, chart = told[1:]
    _, solutions, absence, _, other_cuts = works.solutions_told(compared(base, tmp_path)[0], base)
    assert other_cuts.rows[0][0] == "as planned"
    assert isinstance(chart, Chart)
    assert "There: Many people. Not there: Trust. The outcome is reported: with it Leeds." in chart.alt
    assert table.columns[:3] == ("Trust", "Many people", "Outcome")
    assert ("there", "there", "reported", "Bath", "none", "0.90", "0.89") in table.rows
    assert {row[2] for row in solutions.rows} == {"BIG"}
    # 00 (truro) alone is without the gain, 10 is never shown, and theory expects nothing of TRUST here.
    assert [row[2] for row in absence.rows] == ["~TRUST*~BIG", "~BIG", "~TRUST*~BIG"]


def test_cases_of_one_configuration_that_differ_are_named(base, tmp_path):
    text = PLAN.replace("cut: [50]", "cut: [600]").replace("polarity: enabler", "polarity: mixed")
    said = repr(next(works.comparison_told(base, compared(base, tmp_path, text)[0])))
    assert "Bath and Leeds with the outcome, Truro without" in said


def test_every_score_is_shown_with_its_reason_and_its_passage(base, tmp_path):
    meaning, scores, passages, left = works.scores_shown(base, compared(base, tmp_path)[0])
    assert ("TRUST", "Trust", "Trust helps.") in meaning.rows
    assert ("Leeds", "GAIN", "0.8", "Told.") in scores.rows
    assert {"bath:0-28"} <= set(passages.segments)
    assert "Wells: Not a place." in repr(left)


def test_each_models_places_stand_beside_each_other_and_are_not_ranked(base, tmp_path):
    _, table = works.models_beside(base, compared(base, tmp_path))
    assert isinstance(table, Captioned)
    assert "never says which model is best" in table.note
    assert len(table.rows) == 3


def test_what_the_places_of_a_model_report_stands_beside_what_it_costs_and_whose_figures_these_are(tmp_path):
    hubs = drawn_base(
        cases="case_id | place | model\nleeds | Leeds | hub\nbath | Bath | hub\ntruro | Truro | team",
        segments="document_id | text\nleeds | No time.\nbath | No time.\ntruro | All agreed.",
        codings="segment_id | code | polarity\nleeds:0-8 | CAP | barrier\nbath:0-8 | CAP | barrier\ntruro:0-11 | CAP | enabler",
    )
    (name,) = hubs.tables["codes"].loc[hubs.tables["codes"]["code"] == "CAP", "name"]
    title = "title:"
    valued = {"value/hub.yaml": model(tmp_path, (title, f"delivery_model: hub\n{title}"), base=hubs)}
    (brief, _) = works.models_beside(hubs, (), valued)
    hub, team = brief.rows
    assert hub[:4] == ("hub", "2", f"{name.lower()} (2 of 2)", "none")
    # 200,000 pounds in the first and 150,000 in each of four further years.
    assert hub[4].startswith("£160,000 a year, in prices of 2013/14 (")
    assert hub[4].endswith("; made-up figures)")
    assert team[:4] == ("team", "1", "none", f"{name.lower()} (1 of 1)")
    assert team[4] == "no costs written down"


def test_the_story_of_a_claim_says_what_decides_and_what_would_change_it(tmp_path):
    leeds = drawn_base(
        segments="document_id | text\nleeds | Decisions came in half a day.\nleeds | Fewer people worked there now."
    )
    (tmp_path / "contribution").mkdir()
    (tmp_path / "contribution" / "hub.yaml").write_text(PROGRAMME.replace("31-60", "31-61"), encoding="utf-8")
    told = list(works.programmes_told(leeds, read_programmes(tmp_path, leeds)))
    statements = " ".join(repr(one) for one in told if isinstance(one, Statement))
    assert "every rival explanation that was written down is eliminated" in statements
    assert "Rival explanation: More staff did it. Eliminated." in statements
    assert "What would change this: A place without a hub." in statements
    chart = next(one for one in told if isinstance(one, Chart))
    assert "A small team leads to or acts on: Faster decisions." in chart.alt
    assert chart.png.startswith(b"\x89PNG")
    updates = told[-1]
    assert [row[4] for row in updates.rows] == ["0.50", "0.75"]
