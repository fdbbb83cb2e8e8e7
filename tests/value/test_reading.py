"""A model file: all that is wrong is said at once, each with its line; and what a model may not claim is refused."""

from __future__ import annotations

import pytest

from evidence.errors import ValueModelError
from evidence.value import named_database, read_database, read_model
from evidence.value.model import chain_of
from tests.drawing import base
from tests.value.drawn import MODEL, changed, model, written
from tests.value.test_unit_costs import HEADERS, row

UNIT = "unit_value: {value: 415, unit: per incident, price_year: 2013/14, source: ucd}"
LONG = ("number: 5", "number: 40"), ("table: green-book-2022", "table: review-2026")


def faults(folder, *changes, **options):
    with pytest.raises(ValueModelError) as caught:
        model(folder, *changes, **options)
    return caught.value.problems


def fault(folder, *changes, **options):
    (found,) = faults(folder, *changes, **options)
    return found


def line_of(text, piece):
    return text[: text.index(piece)].count("\n") + 1


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (
            ("affected: {value: 0.5", "affected: {value: 1.5"),
            "affected: {value: 1.5",
            "'dv', affected: 'value' is 1.5, outside 0 to 1",
        ),
        (
            ("affected: {value: 0.5", "affected: {value: -0.1"),
            "affected: {value: -",
            "'dv', affected: 'value' is -0.1, outside 0 to 1",
        ),
        (("affected: {value: 0.5", "affected: {value: .nan"), "affected: {value: .n", "'dv', affected: 'value' is no number"),
        (("affected: {value: 0.5", "affected: {value: yes"), "affected: {value: y", "'dv', affected: 'value' is no number"),
        (("affected: {value: 0.5, source: made}", "affected: 0.5"), "affected: 0.5", "'dv': 'affected' has no source"),
        (("affected: {value: 0.5, source: made}", "affected: {value: 0.5}"), "affected: {", "'dv', affected has no 'source'"),
        (("    cashable: 0.5\n    grade: 5\n", "    cashable: 0.5\n"), "- id: dv", "'dv' has no grade of confidence"),
        (("grade: 5", "grade: 7"), "grade: 7", "'dv': 'grade' is none of 1 to 6"),
        (("grade: 5", "grade: true"), "grade: true", "'dv': 'grade' is none of 1 to 6"),
        (("agency: police", "agency: polise"), "agency: polise", "did you mean 'police'?"),
        (("[0, 0.5, 1, 1, 1]", "[0, 0.5, 1]"), "phasing:", "'dv', phasing: 'shares' has 3 numbers; the model has 5 years"),
        (("[0, 0.5, 1, 1, 1]", "[0, 0.5, 1, 1, 1.1]"), "phasing:", "'dv', phasing: 'shares' holds 1.1, outside 0 to 1"),
        (("[0, 0.5, 1, 1, 1]", "[0, a, 1, 1, 1]"), "phasing:", "'dv', phasing: 'shares' is no list of numbers"),
        (("[200000, ", "["), "amounts:", "'team': 'amounts' has 4 numbers; the model has 5 years"),
        (("[200000, ", "[-1, "), "amounts:", "'team': 'amounts' holds -1"),
        (
            ("    price_year: 2013/14\n", "    price_year: 2012/13\n"),
            "price_year: 2012/13",
            "the model in prices of 2013/14; prices of several years cannot be added up",
        ),
        (("value: 415", "value: 4150000"), UNIT[:12], "is outside what a cost of that unit can be, £1 to £2,500,000"),
        (
            ("value: 109, unit: per attendance", "value: 10900, unit: per attendance"),
            "value: 10900",
            "'ae', unit value: £10,900.00 per attendance is outside",
        ),
        (("{code: SS1.0}", "{code: SS1.9}"), "code: SS1.9", "there is no unit cost 'SS1.9'; did you mean 'SS1.0'?"),
        (
            ("{code: SS1.0}", "{code: E&S2.0}"),
            "code: E&S2.0",
            "holds economic or social values, but the line is fiscal",
        ),
        (("{code: SS1.0}", "{code: QALY}"), "code: QALY", "holds economic or social values, but the line is fiscal"),
        (
            ("{code: SS1.0}", "{code: SS1.0, value: 110000, price_year: 2013/14}"),
            "value: 110000",
            "£110,000.00 is far from the £51,080.00 that SS1.0 comes to",
        ),
        (
            ("agency: nhs", "agency: families"),
            "kind: fiscal\n    agency: families",
            "'ae' is fiscal, but 'families' is no public agency",
        ),
        (
            ("deadweight: {value: 0.15", "deadweight: {value: 0"),
            "deadweight: {value: 0,",
            "a deadweight of 0 says that nothing would have happened anyway, on evidence of grade 5",
        ),
        (("      deadweight: {value: 0.15, source: made}\n", ""), "chain:", "'dv': the chain lacks 'deadweight'"),
        (("      retained: {value: 0.8, source: made}\n", ""), "chain:", "'dv': the chain lacks 'retained'"),
        (
            ("impact: {value: 0.2, ", "impact: {value: 0.2, grade: 6, "),
            "grade: 6",
            "'dv', impact has grade 6, but its line claims grade 5",
        ),
        (
            ("impact: {value: 0.2, ", "impact: {value: 0.2, range: [0.3, 0.4], "),
            "range:",
            "the range 0.3 to 0.4 does not hold the value 0.2",
        ),
        (("impact: {value: 0.2, ", "impact: {value: 0.2, range: [0.1], "), "range:", "'range' is no pair of numbers"),
        (("impact: {value: 0.2, ", "impact: {value: 0.2, range: [0.1, 1.1], "), "range:", "goes beyond what it can be"),
        (("population: {value: 4000, ", "population: {value: 4000, range: [1, .inf], "), "range:", "goes beyond what it can be"),
        (("cashable: 0.5", "cashable: 1.5"), "cashable:", "'dv': 'cashable' is 1.5, outside 0 to 1"),
        (("  - id: ae", "  - id: dv"), "- id: dv\n    name: Accident", "the id 'dv' was used before"),
        (("    name: Team\n", ""), "- id: team", "'team' has no 'name' in words"),
        (("kind: revenue", "kind: revenu"), "kind: revenu\n", "did you mean 'revenue'?"),
        (
            ("discounting: {table: green-book-2022}", "discounting: {table: green-book}"),
            "discounting:",
            "did you mean 'green-book-2022'?",
        ),
        (("first: 2014/15", "first: 2014/16"), "years:", "years: 'first' is no year"),
        (("number: 5", "number: 0"), "years:", "'number' is 0, outside 1 to 200"),
        (("title: Constructed case", "titel: Constructed case"), "titel", "unknown key 'titel'; did you mean 'title'?"),
        (("published: New Economy 2015", "url: file.pdf"), "  ucd:", "'url' is no address of a page"),
        (("published: New Economy 2015", "illustrative: false"), "  ucd:", "source 'ucd' does not say where it can be found"),
        (
            ("phasing: {shares: [0, 0.5, 1, 1, 1], source: made}", "phasing: [0, 0.5, 1, 1, 1]"),
            "phasing:",
            "'dv' has no 'phasing', or it is no mapping",
        ),
        (
            ("engaged: {value: 0.6, source: made}", "engaged: {shared: all}"),
            "engaged: {sh",
            "'dv', engaged: 'shared' is none that is known",
        ),
        (
            ("impact: {value: 0.2", "overlap: {value: 0.1, source: made}\n      impact: {value: 0.2"),
            "overlap:",
            "unknown key 'overlap'",
        ),
        (("cashable: 0.5", "cashable: 0.5\n    discount: healthy"), "discount:", "did you mean 'health'?"),
    ],
)
def test_bad_input_is_told_with_its_line(tmp_path, change, where, what):
    found = [one for one in faults(tmp_path, change) if what in one.what]
    assert len(found) == 1, [str(one) for one in faults(tmp_path, change)]
    text = changed(change)
    line = int(found[0].where.rpartition("line ")[2])
    assert line - line_of(text, where) in (0, 1), (line, where)  # a sequence within a line is told at its own start
    assert found[0].mend


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_file(tmp_path):
    found = faults(
        tmp_path,
        ("affected: {value: 0.5", "affected: {value: 2"),
        ("    grade: 3\n", ""),
        ("agency: nhs", "agency: nsh"),
        ("[0, 0.5, 1, 1, 1]", "[1]"),
        ("price_year: 2013/14\n", "price_year: 2011/12\n"),
    )
    lines = [int(one.where.rpartition("line ")[2]) for one in found]
    assert len(found) == 5
    assert lines == sorted(lines)


def test_a_rate_table_that_ends_too_early_is_refused(tmp_path):
    shares = "[" + ", ".join(["1"] * 40) + "]"
    changes = [("[200000, 150000, 150000, 150000, 150000]", shares), *[("[0, 0.5, 1, 1, 1]", shares)] * 3]
    found = fault(tmp_path, *LONG, *changes)
    assert "review-2026: the rates of series 'standard' end 30 years after the first; the model needs 39" in found.what
    assert "line 4" in found.where


def test_an_index_that_lacks_a_year_is_refused(tmp_path):
    found = faults(tmp_path, ("price_base: 2013/14", "price_base: 2030\nuprating: gdp-deflator-2025-12"))
    assert any("holds 2000 to 2024 and not 2030" in one.what and "line 3" in one.where for one in found)
    found = fault(
        tmp_path,
        ("    price_year: 2013/14\n", "    price_year: 1995/96\n"),
        ("price_base: 2013/14", "price_base: 2013/14\nuprating: gdp-deflator-2025-12"),
    )
    assert "'team': gdp-deflator-2025-12 holds 2000 to 2024 and not 1995, 1996" in found.what


def test_a_gross_ratio_may_not_be_called_a_benefit_cost_ratio(tmp_path):
    gross = ("price_base:", "basis: gross\nheadline: benefit cost ratio\nprice_base:")
    found = [one for one in faults(tmp_path, gross) if "benefit cost ratio" in one.what]
    assert len(found) == 1
    assert "counts what would have happened anyway as a result" in found[0].what
    assert "headline: gross return" in found[0].mend
    off = [(f"      deadweight: {{value: {share}, source: made}}\n", "") for share in ("0.15", "0.2", "0.3")]
    allowed = model(tmp_path, ("price_base:", "basis: gross\nheadline: gross return\nprice_base:"), *off)
    assert allowed.basis == "gross"


def test_places_that_were_chosen_stand_for_no_others(tmp_path):
    """The error of 2015: seven of 152 areas, chosen, and a sum for all of them; specs/cba.md, 5.6."""
    seven = (
        "places: {studied: 1, selection: chosen}",
        "places: {studied: 7, of: 152, selection: chosen}\nextrapolate: {to: England, places: 152}",
    )
    found = fault(tmp_path, seven)
    assert "asks for a sum for 152 places from 7 that were not sampled (chosen)" in found.what
    assert "do not stand for others" in found.mend
    sampled = (seven[0], seven[1].replace("chosen", "random sample"))
    assert model(tmp_path, sampled).places["factor"] == pytest.approx(152 / 7)


def test_a_deadweight_of_none_needs_a_comparison(tmp_path):
    strong = ("deadweight: {value: 0.15, source: made}", "deadweight: {value: 0, grade: 2, source: ucd}")
    assert chain_of(model(tmp_path, strong))[0, 5] == 0


def test_a_local_value_near_the_published_one_may_keep_its_code(tmp_path):
    found = model(tmp_path, ("{code: SS1.0}", "{code: SS1.0, value: 60000, price_year: 2013/14, source: made}"))
    assert found.inputs.set_index(["line", "step"]).loc[("care", "unit value"), "value"] == 60000


def test_an_input_errs_by_its_range_or_by_its_grade(tmp_path):
    inputs = model(tmp_path, ("impact: {value: 0.2, ", "impact: {value: 0.2, range: [0.1, 0.5], ")).inputs.set_index(
        ["line", "step"]
    )
    assert inputs.loc[("dv", "impact"), ["low", "high"]].tolist() == [0.1, 0.5]
    assert inputs.loc[("dv", "affected"), ["low", "high"]].tolist() == pytest.approx([0.4, 0.6])  # grade 5 errs by 20%
    assert inputs.loc[("care", "affected"), ["low", "high"]].tolist() == pytest.approx([0.8, 1.0])  # a share ends at 1
    assert inputs.loc[("team", "amounts"), ["low", "high"]].tolist() == pytest.approx([0.9, 1.1])  # grade 3 by 10%


def test_made_up_inputs_are_told_apart(tmp_path):
    inputs = model(tmp_path).inputs
    assert inputs.loc[~inputs["illustrative"], "step"].tolist() == ["unit value"] * 3
    assert inputs.loc[inputs["line"] == "care", "source"].iloc[-1].endswith(", SS1.0")


CITING = (
    "    cashable: 0.5\n",
    "    cashable: 0.5\n    segments: [{segment: 'leeds:0-38', quote: police were called half as often}]\n",
)
LEEDS = "document_id | text\nleeds | The police were called half as often.\n"


def test_a_passage_is_checked_against_the_evidence_base(tmp_path):
    drawn = base(segments=LEEDS)
    segment = drawn.tables["segments"]["segment_id"][0]
    citing = (CITING[0], CITING[1].replace("leeds:0-38", segment))
    assert model(tmp_path, citing, base=drawn).cited.to_numpy().tolist() == [
        ["dv", "", segment, "police were called half as often"]
    ]
    wrong = (CITING[0], citing[1].replace("half", "twice"))
    found = fault(tmp_path, wrong, base=drawn)
    assert f"'dv', segment {segment}: its words are not those quoted" in found.what
    assert len(model(tmp_path, wrong).cited) == 1  # nothing to check it against


def test_an_input_may_cite_a_passage_of_its_own(tmp_path):
    drawn = base(segments=LEEDS)
    segment = drawn.tables["segments"]["segment_id"][0]
    cite = f"impact: {{value: 0.2, segments: [{{segment: '{segment}', quote: called half as often}}], "
    assert model(tmp_path, ("impact: {value: 0.2, ", cite), base=drawn).cited["step"].tolist() == ["impact"]
    assert fault(tmp_path, ("impact: {value: 0.2, ", cite.replace("called", "rung")), base=drawn)


def test_a_database_of_ones_own_gives_codes_their_values(tmp_path):
    entries, _ = read_database({"Crime": [*HEADERS, row("CR9.9", "700", year="2013/14")]}, "ours.xlsx")
    found = model(tmp_path, (UNIT, "unit_value: {code: CR9.9}"), ("unit_value: {code: SS1.0}", UNIT), database=entries)
    value = found.inputs.set_index(["line", "step"]).loc[("dv", "unit value")]
    assert (value["value"], value["source"]) == (700, "ours.xlsx, CR9.9")


@pytest.mark.parametrize("name", ["../costs.xlsx", "/etc/costs.xlsx", "a/b.xlsx", ".hidden", "3"])
def test_a_database_lies_beside_its_model(tmp_path, name):
    with pytest.raises(ValueModelError, match="plain file name"):
        named_database(written(tmp_path, f"title: T\nunit_costs: {name}\n"), "model.yaml")


def test_a_model_that_names_no_database_has_none(tmp_path):
    assert named_database(written(tmp_path), "model.yaml") == ""
    assert named_database(written(tmp_path, "unit_costs: ours.xlsx"), "model.yaml") == "ours.xlsx"


@pytest.mark.parametrize(
    "text", ["", "- 1", "title: T", "costs: {}\nbenefits: 3\nyears: []\nsources: 1\nagencies: 2\nshared: 3\nplaces: x"]
)
def test_a_file_that_is_no_model_is_refused_without_a_traceback(tmp_path, text):
    with pytest.raises(ValueModelError):
        read_model(written(tmp_path, text), "model.yaml")


@pytest.mark.parametrize(
    "key", ["sources", "agencies", "costs", "benefits", "years", "discounting", "places", "basis", "price_base"]
)
@pytest.mark.parametrize("junk", ["3", "[1, {a: 1}]", "{a: b}", "[[]]", "null", "{x: {y: 1}}", "'=1+1'"])
def test_junk_under_any_key_is_a_problem_and_no_crash(tmp_path, key, junk):
    lines = MODEL.splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith(f"{key}:")), len(lines))
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith((" ", "-"))), len(lines))
    text = "\n".join([*lines[:start], f"{key}: {junk}", *lines[end:]])
    with pytest.raises(ValueModelError):
        read_model(written(tmp_path, text), "model.yaml")


def test_a_model_shows_itself_in_a_line(tmp_path):
    assert repr(model(tmp_path)) == "Constructed case: 1 costs, 3 benefits, 5 years from 2014/15, in prices of 2013/14"


def test_rates_that_are_not_in_force_say_so(tmp_path):
    assert "The discount rates of review-2026 are not in force." in model(tmp_path, ("green-book-2022", "review-2026")).status
    assert not any("not in force" in sentence for sentence in model(tmp_path).status)


def test_a_delivery_model_that_no_case_is_of_is_told_with_the_nearest_name(tmp_path):
    hubs = base(cases="case_id | place | model\nleeds | Leeds | virtual hub", segments="document_id | text\nleeds | Words.")
    title = "title:"
    found = fault(tmp_path, (title, f"delivery_model: virtul hub\n{title}"), base=hubs)
    assert found.what == "no case is of the delivery model 'virtul hub'; did you mean 'virtual hub'?"
    assert model(tmp_path, (title, f"delivery_model: virtual hub\n{title}"), base=hubs).delivery_model == "virtual hub"
