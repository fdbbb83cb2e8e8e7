"""The spreadsheet: its formulas give the program's figures, follow what is changed, and hold nothing of what people wrote."""

from __future__ import annotations

import re
import zipfile

import pytest

from evidence.value import read_model
from evidence.value.workbook import SHEETS, to_workbook
from tests.value.drawn import MODEL, changed, model, written
from tests.value.recalculating import OFFICE, cells, recalculated, without_values

HOSTILE = '=HYPERLINK("http://example.org")'
office = pytest.mark.skipif(OFFICE is None, reason="needs an office program (soffice)")


def stored(folder, data):
    path = folder / "book.xlsx"
    path.write_bytes(data)
    return cells(path)


def measure(found, name, column=1):
    row = next(r for (sheet, r, c), value in found.items() if sheet == "Results" and c == 0 and str(value).startswith(name))
    return found.get(("Results", row, column))


def formulas(data, folder):
    path = folder / "formulas.xlsx"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    return [formula for sheet in sheets for formula in re.findall(r"<f>([^<]*)</f>", sheet)]


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return to_workbook(model(tmp_path_factory.mktemp("known")), seed=1, draws=200)


def test_the_sheets_stand_in_the_order_in_which_a_reader_asks(known, tmp_path):
    assert list(dict.fromkeys(sheet for sheet, _, _ in stored(tmp_path, known))) == list(SHEETS)


def test_the_results_are_those_of_the_constructed_case(known, tmp_path):
    found = stored(tmp_path, known)
    assert measure(found, "Costs, present value") == pytest.approx(826058.07, abs=0.005)
    assert measure(found, "Fiscal benefits, present value") == pytest.approx(814019.46, abs=0.005)
    assert measure(found, "Net present budget impact") == pytest.approx(12038.61, abs=0.005)
    assert str(measure(found, "Payback", 4)).startswith("none: the fiscal benefits do not reach the costs")


def test_measures_have_their_names_and_money_is_shown_in_pounds(known, tmp_path):
    words = {value for (sheet, _, _), value in stored(tmp_path, known).items() if sheet == "Sensitivity"}
    assert "net present public value" in words
    assert not words & {"nppv", "budget_impact", "public_ratio", "fiscal_ratio"}
    with zipfile.ZipFile(tmp_path / "book.xlsx") as parts:
        styles = parts.read("xl/styles.xml").decode()
    # With three decimals an amount of pounds reads as one of thousands.
    formats = set(re.findall(r'formatCode="([^"]*)"', styles))
    assert formats >= {"£#,##0;-£#,##0", "£#,##0.00;-£#,##0.00", "0.0%"}
    assert "0.000" not in formats


def test_the_same_model_is_the_same_bytes(known, tmp_path):
    assert to_workbook(model(tmp_path), seed=1, draws=200) == known


def rich(folder):
    """A model with every kind of line, an input that lines share, two series of rates and prices brought to one year."""
    return model(
        folder,
        (
            "sources:",
            "uprating: gdp-deflator-2025-12\nshared:\n  joined: {name: Joined, value: 0.6, grade: 5, source: made}\nsources:",
        ),
        ("engaged: {value: 0.6, source: made}", "engaged: {shared: joined}"),
        ("engaged: {value: 0.6, source: made}", "engaged: {shared: joined}"),
        ("kind: fiscal\n    agency: nhs", "kind: social\n    agency: families\n    discount: health"),
        ("price_base: 2013/14", "price_base: 2015/16"),
        ("kind: revenue", "kind: in kind"),
        ("[200000, 150000, 150000, 150000, 150000]", "[50000, 50000, 50000, 50000, 50000]"),
        ("table: green-book-2022", "table: green-book-2022, first_year: discounted"),
    )


@office
@pytest.mark.parametrize("make", [model, rich], ids=["constructed", "rich"])
def test_an_office_program_works_out_the_same_figures(make, tmp_path):
    data = to_workbook(make(tmp_path), seed=1, draws=200)
    ours, theirs = stored(tmp_path, data), cells(recalculated(data, tmp_path))
    assert ours.keys() == theirs.keys()
    assert sum(isinstance(value, float) for value in ours.values()) > 250
    for place, value in ours.items():
        assert theirs[place] == (pytest.approx(value, rel=1e-9, abs=1e-6) if isinstance(value, float) else value), place


@office
def test_a_changed_input_changes_the_results_as_the_program_would(tmp_path):
    data = to_workbook(rich(tmp_path), seed=1, draws=200)
    emptied = without_values(data, tmp_path)
    with zipfile.ZipFile(emptied) as parts:
        texts = {name: parts.read(name) for name in parts.namelist()}
    assumptions = "xl/worksheets/sheet2.xml"
    shared = rb'(<c r="C16"[^>]*><v>)0\.6(?=</v>)'
    texts[assumptions], count = re.subn(shared, rb"\g<1>0.3", texts[assumptions])
    assert count == 1
    with zipfile.ZipFile(tmp_path / "halved.xlsx", "w") as parts:
        for name, text in texts.items():
            parts.writestr(name, text)
    found = cells(recalculated((tmp_path / "halved.xlsx").read_bytes(), tmp_path))
    before = stored(tmp_path, data)
    lines = [("Benefits by year", 4 + n, 5) for n in range(3)]
    assert [found[place] / before[place] for place in lines] == pytest.approx([0.5, 0.5, 1])
    assert measure(found, "Net present public value", 3) == pytest.approx(
        measure(found, "Net present public value") - measure(before, "Net present public value"), abs=0.01
    )


def test_words_from_a_model_are_text_and_never_a_formula(tmp_path):
    words = HOSTILE.replace('"', "'")
    text = changed(
        ("title: Constructed case", f'title: "{words}"'),
        ("name: Team", f'name: "{words}"'),
        ("council: {name: Council}", f'council: {{name: "{words}"}}'),
        ("title: Constructed for the test", f'title: "{words}"'),
        ("agency: police", 'agency: "=1+1"'),
        ("  police: {name: Police}", '  "=1+1": {name: Police}'),
    )
    data = to_workbook(read_model(written(tmp_path, text), "model.yaml"), seed=1, draws=50)
    assert not [formula for formula in formulas(data, tmp_path) if "HYPERLINK" in formula or "1+1" in formula]
    found = stored(tmp_path, data)
    assert words in found.values()
    assert "=1+1" in found.values()


def test_formulas_name_cells_sheets_and_words_of_our_own_alone(known, tmp_path):
    for formula in formulas(known, tmp_path):
        plain = re.sub(r"'(?:" + "|".join(SHEETS) + r")'!", "", formula.replace("&apos;", "'").replace("&quot;", '"'))
        plain = re.sub(r'"(?:fiscal|economic|social|in kind|)"', "", plain.replace("&lt;", "<").replace("&gt;", ">"))
        assert re.fullmatch(r"(?:[A-Z$]+\d*\$?\d*|SUMPRODUCT|VLOOKUP|ISNUMBER|[-+*/(),:<>=.\d$])+", plain), formula


def test_the_cover_says_what_is_made_up_and_what_is_unchecked(known, tmp_path):
    cover = " ".join(str(value) for (sheet, _, _), value in stored(tmp_path, known).items() if sheet == "Cover")
    assert "19 of 22 inputs are made up" in cover
    assert "It says nothing of how it would be elsewhere." in cover
    assert "Status: unverified" in cover


def test_a_gross_model_has_no_ratio_in_its_spreadsheet(tmp_path):
    off = [(f"      deadweight: {{value: {share}, source: made}}\n", "") for share in ("0.15", "0.2", "0.3")]
    text = changed(("price_base:", "basis: gross\nprice_base:"), *off, text=MODEL)
    data = to_workbook(read_model(written(tmp_path, text), "model.yaml"), seed=1, draws=50)
    found = stored(tmp_path, data)
    assert measure(found, "Public value for each pound") is None
    assert "would be no net value" in str(measure(found, "Public value for each pound", 4))
    assert measure(found, "Gross return") > 0


def test_every_input_stands_with_its_source_and_grade(known, tmp_path):
    found = stored(tmp_path, known)
    rows = [r for (sheet, r, c), value in found.items() if sheet == "Assumptions" and c == 9 and value in ("yes", "no")]
    assert len(rows) == 22
    assert all(found["Assumptions", r, 8] and found["Assumptions", r, 7] in (3.0, 5.0) for r in rows)
