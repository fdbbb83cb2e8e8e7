"""The model as a spreadsheet that a finance officer can follow: inputs that she can change, and live formulas from them.

Formulas are made of this module's own cells and words alone; whatever comes from a model is written as text or as a number.
"""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from evidence.value.model import (
    BENEFIT_KINDS,
    FISCAL,
    IN_KIND,
    NET,
    POPULATION,
    SCALE,
    STEPS,
    TAKEN_OFF,
    UNIT_VALUE,
    ValueModel,
    chain_of,
)
from evidence.value.rates import STANDARD, confidence_grades
from evidence.value.results import (
    BENEFIT,
    COST,
    GROSS_WHY,
    NEEDS_NET,
    annual_benefits,
    by_agency,
    cumulative,
    factors_of,
    flows,
    results,
)
from evidence.value.sensitivity import MEASURES_DRAWN, monte_carlo, spread, switching_values, tornado
from evidence.value.wording import made_up_words, places_words

COVER, ASSUMPTIONS, CHAIN, COSTS, BENEFITS = "Cover", "Assumptions", "Chain", "Costs by year", "Benefits by year"
DISCOUNTING, RESULTS, WHO, SENSITIVITY = "Discounting", "Results", "Who pays, who benefits", "Sensitivity"
SHEETS = (COVER, ASSUMPTIONS, CHAIN, COSTS, BENEFITS, DISCOUNTING, RESULTS, WHO, SENSITIVITY)

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767  # characters that a cell can hold
_EVERY_DAY = datetime.datetime(2000, 1, 1)  # noqa: DTZ001
"""The day on which every workbook says that it was made, so that the same model is the same bytes."""

_FIRST = 4
"""The first row below the headers of a sheet, counted from 0: title, note, blank and headers stand above."""
_YEARS = 7
"""The first column of years on the sheets of costs and benefits."""

_FORMS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "note": {"italic": True, "font_color": "#595959", "text_wrap": True, "valign": "top"},
    "head": {"bold": True, "font_color": "white", "bg_color": "#1D2D3C", "border": 1, "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "pounds": {"num_format": "£#,##0;-£#,##0", "valign": "top"},
    "unit cost": {"num_format": "£#,##0.00;-£#,##0.00", "valign": "top"},
    "people": {"num_format": "#,##0", "valign": "top"},
    "multiple": {"num_format": "0.00", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "ratio": {"num_format": "0.00", "valign": "top"},
    "rate": {"num_format": "0.00%", "valign": "top"},
    "whole": {"num_format": "0", "valign": "top", "align": "center"},
    "factor": {"num_format": "0.000000", "valign": "top"},
}
_FORMS = {**_FORMS, "head of figures": {**_FORMS["head"], "align": "right"}}
_WORDED = ("Kind", "Agency", "Name", "Input", "Source", "Made up", "Evidence", "Published", "Address", "What it means", "Measure")
_LINE = 15.0  # points of a line
_FILLED = ("unit cost", "people", "multiple", "share", "pounds", "rate", "whole")
_FILL = {"bg_color": "#FFF6D6", "border": 1, "border_color": "#8A6D00"}


@dataclass(frozen=True)
class _Book:
    """A workbook being written: its sheets and formats, and the names of the cells that others refer to."""

    model: ValueModel
    sheets: Mapping[str, Any]
    forms: Mapping[str, Any]
    places: dict[tuple[object, ...], str]

    def begun(self, name: str, note: str, widths: Sequence[int]) -> Any:
        """The sheet of this name with its title and note, fit to print on one page's width."""
        sheet = self.sheets[name]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, _text(name), self.forms["title"])
        sheet.set_row(1, _LINE * math.ceil(len(note) / sum(widths)))
        sheet.merge_range(1, 0, 1, max(len(widths) - 1, 1), _text(note), self.forms["note"])
        return sheet

    def heads(self, sheet: Any, row: int, heads: Sequence[str]) -> None:
        """A row of headers, of words on the left and of figures on the right."""
        sheet.set_row(row, 2 * _LINE)
        for column, head in enumerate(heads):
            form = "head" if head in _WORDED or column == 0 else "head of figures"
            sheet.write_string(row, column, _text(head[:1].upper() + head[1:]), self.forms[form])

    def words(self, sheet: Any, at: tuple[int, int], *words: str) -> None:
        """Texts beside each other, from one cell on."""
        for offset, text in enumerate(words):
            sheet.write_string(at[0], at[1] + offset, _text(text), self.forms["text"])

    def tall(self, sheet: Any, row: int, *texts: tuple[str, float]) -> None:
        """Make a row as high as the tallest of these texts, each in a column of so many characters."""
        # Wide letters and breaks between words take more room than the width of a column counts.
        lines = (math.ceil(1.2 * len(text) / width) for text, width in texts)
        sheet.set_row(row, _LINE * max(1, *lines))

    def formula(self, sheet: Any, at: tuple[int, int], formula: str, form: str, value: float) -> str:
        """A formula with the value that it has now; returns how other sheets name its cell."""
        sheet.write_formula(*at, formula, self.forms[form], "" if math.isnan(value) else value)
        return _cell(sheet.get_name(), *at)


def _text(words: str) -> str:
    """Words as a cell holds them."""
    return _UNSEEN.sub("", words)[:_LONGEST]


def _cell(sheet: str, row: int, column: int) -> str:
    return f"'{sheet}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"


def _range(sheet: str, first: tuple[int, int], last: tuple[int, int]) -> str:
    return f"'{sheet}'!{xl_range_abs(*first, *last)}"


def to_workbook(model: ValueModel, *, seed: int, draws: int) -> bytes:
    """The model as an xlsx file, from its inputs to its results.

    seed, draws: of the Monte Carlo part of the sheet Sensitivity, whose figures are the program's and no formulas.
    returns:     the same bytes for the same model, seed and draws. Every formula holds the value that this package computed.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": _text(model.title), "created": _EVERY_DAY, "author": "evidence"})
        forms = {name: book.add_format(dict(form)) for name, form in _FORMS.items()}
        forms |= {f"{name} to fill": book.add_format({**_FORMS[name], **_FILL}) for name in _FORMS if name in _FILLED}
        made = _Book(model, {name: book.add_worksheet(name) for name in SHEETS}, forms, {})
        for write in (_cover, _assumptions, _chain, _discounting, _costs, _benefits, _results, _who):
            write(made)
        _sensitivity(made, seed, draws)
    return buffer.getvalue()


def _cover(made: _Book) -> None:
    model = made.model
    inputs = len(model.inputs)
    said = [
        model.question,
        *([f"Note: {model.notice}"] if model.notice else []),
        *made_up_words(model),
        f"All money is in pounds, in prices of {model.price_base}. The years are {model.years[0]} to {model.years[-1]}.",
        "Yellow cells are inputs: change one, and every sheet up to Results and Who pays, who benefits follows. The sheet "
        "Sensitivity holds figures of the program, which do not follow.",
        f"The way of a figure: {ASSUMPTIONS} ({inputs} inputs, each with source and grade), {CHAIN} (people to pounds in a full "
        f"year), {COSTS}, {BENEFITS}, {DISCOUNTING}, {RESULTS}, {WHO}.",
        "Costs are raised and benefits lowered by a correction for optimism bias that follows from the grade of each line.",
        *places_words(model),
        "What nobody has checked against its publication:",
        *model.status,
    ]
    sheet = made.begun(COVER, "Cost benefit analysis for a local partnership", [110])
    sheet.write_string(0, 0, _text(model.title), made.forms["title"])
    for number, line in enumerate(filter(None, said), start=3):
        sheet.set_row(number, _LINE * (math.ceil(len(line) / 95) + 0.5))
        sheet.write_string(number, 0, _text(line), made.forms["text"])


# --- inputs -------------------------------------------------------------------------------------------------------


def _assumptions(made: _Book) -> None:
    note = (
        "Every input with its source and grade. A unit value in prices of another year is brought to the model's by a factor. "
        "An input that lines share is yellow once, and the other lines follow it."
    )
    sheet = made.begun(ASSUMPTIONS, note, [30, 20, 13, 9, 13, 11, 11, 8, 40, 9, 50])
    grades = confidence_grades()
    made.heads(sheet, _FIRST - 1, ["Grade", "Correction", "Known error", "What it means"])
    for row, (grade, entry) in enumerate(grades.iterrows(), start=_FIRST):
        sheet.write_number(row, 0, int(str(grade)), made.forms["whole"])
        sheet.write_number(row, 1, entry["correction"], made.forms["rate to fill"])
        sheet.write_number(row, 2, entry["error"], made.forms["rate"])
        sheet.merge_range(row, 3, row, 8, _text(entry["means"]), made.forms["text"])
    last = _FIRST + len(grades) - 1
    made.places["grades",] = _range(ASSUMPTIONS, (_FIRST, 0), (last, 1))
    heads = ["Line", "Input", "As stated", "Factor", "Used", "Lowest", "Highest", "Grade", "Source", "Made up", "Evidence"]
    made.heads(sheet, last + 2, heads)
    names = dict(zip([*made.model.costs["line"], *made.model.benefits["line"]], _line_names(made.model), strict=True))
    for row, given in enumerate(made.model.inputs.to_dict("records"), start=last + 3):
        _input(made, sheet, row, {str(key): value for key, value in given.items()}, names)
    _sources(made, sheet, last + 4 + len(made.model.inputs))


def _line_names(model: ValueModel) -> list[str]:
    return [*model.costs["name"], *model.benefits["name"]]


def _input(made: _Book, sheet: Any, row: int, entry: Mapping[str, Any], names: Mapping[str, str]) -> None:
    model, form = made.model, _step_form(entry["step"])
    stated, used = float(entry["stated"]), float(entry["value"])
    made.words(sheet, (row, 0), names[entry["line"]], "multiple of amounts" if entry["step"] == SCALE else entry["step"])
    first = made.places.setdefault(("shared", entry["shared"]), _cell(ASSUMPTIONS, row, 2))
    if entry["shared"] and first != _cell(ASSUMPTIONS, row, 2):
        made.formula(sheet, (row, 2), f"={first}", form, stated)
    else:
        sheet.write_number(row, 2, stated, made.forms[f"{form} to fill"])
    sheet.write_number(row, 3, used / stated if stated else 1.0, made.forms["multiple"])
    at = made.formula(sheet, (row, 4), f"=C{row + 1}*D{row + 1}", form, used)
    made.places["input", entry["line"], entry["step"]] = at
    for column, end in ((5, "low"), (6, "high")):
        sheet.write_number(row, column, float(entry[end]), made.forms[form])
    sheet.write_number(row, 7, int(entry["grade"]), made.forms["whole"])
    cited = model.cited[(model.cited["line"] == entry["line"]) & model.cited["step"].isin([entry["step"], ""])]
    passages = "; ".join(f"{segment}: “{quote}”" for segment, quote in zip(cited["segment_id"], cited["quote"], strict=True))
    title = dict(zip(model.sources["source"], model.sources["title"], strict=True)).get(entry["source"], entry["source"])
    year = f" (prices of {entry['price_year']})" if entry["price_year"] else ""
    made.words(sheet, (row, 8), f"{title}{year}", "yes" if entry["illustrative"] else "no", passages)
    made.tall(sheet, row, (names[entry["line"]], 30), (f"{title}{year}", 40), (passages, 50))


def _step_form(step: str) -> str:
    return {POPULATION: "people", UNIT_VALUE: "unit cost", SCALE: "multiple"}.get(step, "share")


def _sources(made: _Book, sheet: Any, row: int) -> None:
    made.heads(sheet, row, ["Source", "Published", "Address"])
    for number, entry in enumerate(made.model.sources.to_dict("records"), start=row + 1):
        where = "made up for this model" if entry["illustrative"] else entry["published"]
        made.words(sheet, (number, 0), entry["title"], where)
        sheet.write_string(number, 2, _text(entry["url"]))
        made.tall(sheet, number, (entry["title"], 30), (where, 20))


def _chain(made: _Book) -> None:
    note = "From people to pounds in a full year: every step multiplies; of the shares taken off, what they leave multiplies."
    given = set(made.model.inputs["step"])
    steps = [step for step in STEPS if step not in TAKEN_OFF or step in given]
    sheet = made.begun(CHAIN, note, [30, 10, *[13] * len(steps), 14])
    made.heads(sheet, _FIRST - 1, ["Line", "Kind", *(f"less {s}" if s in TAKEN_OFF else s for s in steps), "A full year"])
    chain = chain_of(made.model)
    annual = annual_benefits(chain)
    for number, entry in enumerate(made.model.benefits.to_dict("records")):
        row = _FIRST + number
        made.words(sheet, (row, 0), entry["name"], entry["kind"])
        made.tall(sheet, row, (entry["name"], 30))
        factors = []
        for column, step in enumerate(steps, start=2):
            place = made.places.get(("input", entry["line"], step), "0")
            made.formula(sheet, (row, column), f"={place}", _step_form(step), float(chain[number, STEPS.index(step)]))
            at = xl_rowcol_to_cell(row, column)
            factors.append(f"(1-{at})" if step in TAKEN_OFF else at)
        at_end = (row, 2 + len(steps))
        formula = f"={'*'.join(factors)}"
        made.places["multiple", entry["line"]] = made.formula(sheet, at_end, formula, "pounds", float(annual[number]))
    sheet.freeze_panes(_FIRST, 1)


def _discounting(made: _Book) -> None:
    model, table = made.model, made.model.discounting
    first = "at its end" if model.first else "not at all"
    note = f"{table.title}. The first year is discounted {first}. Each year divides by its own rate, year by year."
    sheet = made.begun(DISCOUNTING, note, [24, *[11] * len(model.years)])
    made.heads(sheet, _FIRST - 1, ["", *model.years])
    made.words(sheet, (_FIRST, 0), "Years discounted")
    for t in range(len(model.years)):
        sheet.write_number(_FIRST, t + 1, t + model.first, made.forms["whole"])
    used = [STANDARD, *sorted(set(model.benefits["series"]) - {STANDARD})]
    for number, series in enumerate(used):
        row = _FIRST + 2 + 3 * number
        made.words(sheet, (row, 0), f"Rate a year, {series}")
        made.words(sheet, (row + 1, 0), f"Factor, {series}")
        factors = factors_of(model, pd.Series([series], dtype="str"))[0]
        before = 1.0
        for t, factor in enumerate(factors.tolist()):
            cell, above = xl_rowcol_to_cell(row, t + 1), xl_rowcol_to_cell(row + 1, t)
            sheet.write_number(row, t + 1, round(before / factor - 1, 10), made.forms["rate to fill"])
            formula = f"=1/(1+{cell})" if t == 0 else f"={above}/(1+{cell})"
            made.places["factor", series, t] = made.formula(sheet, (row + 1, t + 1), formula, "factor", factor)
            before = factor
    sheet.freeze_panes(_FIRST, 1)


# --- lines by year ------------------------------------------------------------------------------------------------


def _costs(made: _Book) -> None:
    note = f"In prices of {made.model.price_base}: as written, raised by the correction of each line's grade, discounted."
    for line in made.model.costs["line"]:
        made.places["multiple", line] = made.places["input", line, SCALE]
    lines = made.model.costs.assign(cashable=0.0, series=STANDARD)
    _by_year(made, COSTS, note, lines, (COST, made.model.amounts.to_numpy(), "pounds"))


def _benefits(made: _Book) -> None:
    note = (
        f"In prices of {made.model.price_base}: the share of a full year, times a full year of the sheet {CHAIN}, "
        "lowered by the correction of each line's grade, discounted."
    )
    _by_year(made, BENEFITS, note, made.model.benefits, (BENEFIT, made.model.phasing.to_numpy(), "share"))


def _by_year(made: _Book, name: str, note: str, lines: pd.DataFrame, given: tuple[str, Any, str]) -> None:
    """Three blocks of rows, one row a line: what is given, the corrected amount, the present value."""
    side, written, form = given
    years, count = len(made.model.years), len(lines)
    sheet = made.begun(name, note, [30, 10, 16, 7, 11, 13, 10, *[12] * years, 14])
    multiple = "Multiple" if side == COST else "A full year"
    titles = ("As written" if side == COST else "Share of a full year", "With correction", "Present value")
    tops = [_FIRST + block * (count + 4) for block in range(3)]
    for top, title in zip(tops, titles, strict=True):
        heads = ["Grade", "Correction", multiple, "Cashable"] if top == tops[0] else ["", "", "", ""]
        made.heads(sheet, top - 1, [title, "Kind", "Agency", *heads, *made.model.years, "" if top == tops[0] else "All years"])
        for number, entry in enumerate(lines.to_dict("records")):
            made.words(sheet, (top + number, 0), entry["name"], entry["kind"], entry["agency"])
            made.tall(sheet, top + number, (entry["name"], 30), (entry["agency"], 16))
    table = flows(made.model)
    table = table[table["side"] == side].assign(amount=lambda rows: rows["amount"] * rows["correction"])
    amounts = [table[column].to_numpy().reshape(count, years) for column in ("amount", "present")]
    for number, entry in enumerate(lines.to_dict("records")):
        _line_given(made, sheet, tops[0] + number, {str(k): v for k, v in entry.items()}, (written[number], form))
        sign = "+" if side == COST else "-"
        for t in range(years):
            column = _YEARS + t
            first = [xl_rowcol_to_cell(tops[0] + number, c) for c in (column, 5, 4)]
            corrected = f"={first[0]}*{first[1]}*(1{sign}{first[2]})"
            made.formula(sheet, (tops[1] + number, column), corrected, "pounds", float(amounts[0][number, t]))
            second, factor = xl_rowcol_to_cell(tops[1] + number, column), made.places["factor", entry["series"], t]
            made.formula(sheet, (tops[2] + number, column), f"={second}*{factor}", "pounds", float(amounts[1][number, t]))
    for top, values in zip(tops[1:], amounts, strict=True):
        _totals(made, sheet, top, values)
    for key, column in (("kind", 1), ("agency", 2), ("total", _YEARS + years)):
        made.places[side, key] = _range(name, (tops[2], column), (tops[2] + count - 1, column))
    made.places[side, "cashable"] = _range(name, (tops[0], 6), (tops[0] + count - 1, 6))
    for t in range(years):
        made.places[side, t] = _range(name, (tops[2], _YEARS + t), (tops[2] + count - 1, _YEARS + t))
    sheet.freeze_panes(_FIRST, 1)


def _line_given(made: _Book, sheet: Any, row: int, entry: Mapping[str, Any], written: tuple[Any, str]) -> None:
    sheet.write_number(row, 3, int(entry["grade"]), made.forms["whole to fill"])
    lookup = f"=VLOOKUP({xl_rowcol_to_cell(row, 3)},{made.places['grades',]},2,FALSE)"
    made.formula(sheet, (row, 4), lookup, "rate", float(entry["correction"]))
    chain = chain_of(made.model)
    lines = list(made.model.benefits["line"])
    annual = float(annual_benefits(chain)[lines.index(entry["line"])]) if entry["line"] in lines else 1.0
    form = "pounds" if entry["line"] in lines else "multiple"
    made.formula(sheet, (row, 5), f"={made.places['multiple', entry['line']]}", form, annual)
    if entry["kind"] == FISCAL:
        sheet.write_number(row, 6, float(entry["cashable"]), made.forms["share to fill"])
    values, form = written
    for t, value in enumerate(values.tolist()):
        sheet.write_number(row, _YEARS + t, value, made.forms[f"{form} to fill"])


def _totals(made: _Book, sheet: Any, top: int, values: Any) -> None:
    """The sum of each line over the years, and of each year over the lines."""
    count, years = values.shape
    for number in range(count):
        cells = xl_range(top + number, _YEARS, top + number, _YEARS + years - 1)
        made.formula(sheet, (top + number, _YEARS + years), f"=SUM({cells})", "pounds", float(values[number].sum()))
    made.words(sheet, (top + count, 0), "All lines")
    for column in range(_YEARS, _YEARS + years + 1):
        value = values.sum() if column == _YEARS + years else values[:, column - _YEARS].sum()
        cells = xl_range(top, column, top + count - 1, column)
        made.formula(sheet, (top + count, column), f"=SUM({cells})", "pounds", float(value))


# --- results ------------------------------------------------------------------------------------------------------


def _results(made: _Book) -> None:
    model, places = made.model, made.places
    note = (
        "What the model comes to now, and what the program computed from the file as it was: a difference shows what you changed."
    )
    years = len(model.years)
    sheet = made.begun(RESULTS, note, [52, 16, 16, 14, *[12] * max(years - 3, 1)])
    made.heads(sheet, _FIRST - 1, ["Measure", "Now", "By the program", "Difference"])
    table = results(model).set_index("measure")
    at = {name: xl_rowcol_to_cell(_FIRST + number, 1) for number, name in enumerate(table.index)}
    running = _FIRST + len(table) + 3
    formulas = _measures(places, at) | {"payback": _payback(running + 4, years)}
    for number, (name, entry) in enumerate(table.iterrows()):
        row = _FIRST + number
        made.words(sheet, (row, 0), str(entry["name"]))
        made.tall(sheet, row, (str(entry["name"]), 52))
        form = "pounds" if str(name).startswith("pv_") or name in ("nppv", "budget_impact") else "ratio"
        if model.basis != NET and name in NEEDS_NET:
            sheet.write_string(row, 4, f"withheld: {GROSS_WHY}")
            continue
        made.formula(sheet, (row, 1), formulas[str(name)], form, float(entry["value"]))
        if math.isnan(entry["value"]):
            sheet.write_string(row, 4, _text(f"none: {entry['why']}"))
        else:
            sheet.write_number(row, 2, float(entry["value"]), made.forms[form])
            made.formula(sheet, (row, 3), f'=IF(ISNUMBER(B{row + 1}),B{row + 1}-C{row + 1},"")', form, 0.0)
    _running(made, sheet, running)


def _measures(places: Mapping[tuple[object, ...], str], at: Mapping[str, str]) -> dict[str, str]:
    """The formula of each measure but payback; words in them are this package's own."""
    costs, benefits = places[COST, "total"], places[BENEFIT, "total"]

    def of_kind(side: str, kind: str, also: str = "") -> str:
        return f'=SUMPRODUCT(({places[side, "kind"]}="{kind}")*{places[side, "total"]}{also})'

    formulas = {f"pv_{kind}": of_kind(BENEFIT, kind) for kind in BENEFIT_KINDS}
    ratio = '=IF({1}>0,{0}/{1},"")'
    return formulas | {
        "pv_costs": f"=SUM({costs})",
        "pv_in_kind": of_kind(COST, IN_KIND),
        "pv_cashable": of_kind(BENEFIT, FISCAL, f"*{places[BENEFIT, 'cashable']}"),
        "pv_public": f"=SUM({benefits})",
        "nppv": f"={at['pv_public']}-{at['pv_costs']}",
        "public_ratio": ratio.format(at["pv_public"], at["pv_costs"]),
        "gross_return": ratio.format(at["pv_public"], at["pv_costs"]),
        "budget_impact": f"={at['pv_costs']}-{at['pv_fiscal']}",
        "fiscal_ratio": ratio.format(at["pv_fiscal"], at["pv_costs"]),
        "cashable_share": ratio.format(at["pv_cashable"], at["pv_fiscal"]),
    }


def _running(made: _Book, sheet: Any, row: int) -> None:
    """Costs and fiscal benefits year by year and summed up, for payback."""
    table, years, places = cumulative(made.model), len(made.model.years), made.places
    made.heads(sheet, row, ["Year by year, present values", *made.model.years])
    made.words(sheet, (row + 1, 0), "Number of the year")
    for offset, words in ((2, "Costs"), (3, "Fiscal benefits"), (4, "Fiscal benefits less costs, up to and with the year")):
        made.words(sheet, (row + offset, 0), words)
        made.tall(sheet, row + offset, (words, 52))
    for t in range(years):
        column = t + 1
        sheet.write_number(row + 1, column, t + 1, made.forms["whole"])
        made.formula(sheet, (row + 2, column), f"=SUM({places[COST, t]})", "pounds", float(table["costs"].iloc[t]))
        fiscal = f'=SUMPRODUCT(({places[BENEFIT, "kind"]}="{FISCAL}")*{places[BENEFIT, t]})'
        made.formula(sheet, (row + 3, column), fiscal, "pounds", float(table["fiscal"].iloc[t]))
        costs, benefits = (xl_rowcol_to_cell(row + offset, column) for offset in (2, 3))
        before = f"+{xl_rowcol_to_cell(row + 4, column - 1)}" if t else ""
        made.formula(sheet, (row + 4, column), f"={benefits}-{costs}{before}", "pounds", float(table["cumulative"].iloc[t]))


def _payback(row: int, years: int) -> str:
    """The formula of payback: the last year in which the running sum lies below nought, and the part of the next."""
    sums, numbers = xl_range_abs(row, 1, row, years), xl_range_abs(row - 3, 1, row - 3, years)
    last, below = xl_rowcol_to_cell(row, years, row_abs=True, col_abs=True), f"SUMPRODUCT(MAX(({sums}<0)*{numbers}))"
    part = f"-INDEX({sums},{below})/(INDEX({sums},{below}+1)-INDEX({sums},{below}))"
    return f'=IF({last}<0,"",IF({below}=0,1,{below}+{part}))'


def _who(made: _Book) -> None:
    note = (
        "Who invests and who benefits, at present value. Cashable is the part of the fiscal benefits that a budget can release."
    )
    sheet = made.begun(WHO, note, [16, 34, 14, 14, 14, 14, 14, 16])
    made.heads(
        sheet, _FIRST - 1, ["Agency", "Name", "Costs", "Fiscal", "of it cashable", "Economic", "Social", "Fiscal less costs"]
    )
    table, places = by_agency(made.model), made.places
    for number, entry in enumerate(table.to_dict("records")):
        row = _FIRST + number
        made.words(sheet, (row, 0), entry["agency"], entry["name"])
        made.tall(sheet, row, (entry["agency"], 16), (entry["name"], 34))
        mine = {side: f"EXACT({places[side, 'agency']},$A${row + 1})" for side in (COST, BENEFIT)}
        made.formula(sheet, (row, 2), f"=SUMPRODUCT({mine[COST]}*{places[COST, 'total']})", "pounds", float(entry["costs"]))
        kinds = {3: (FISCAL, ""), 4: (FISCAL, f"*{places[BENEFIT, 'cashable']}"), 5: ("economic", ""), 6: ("social", "")}
        for column, (kind, also) in kinds.items():
            formula = f'=SUMPRODUCT({mine[BENEFIT]}*({places[BENEFIT, "kind"]}="{kind}")*{places[BENEFIT, "total"]}{also})'
            made.formula(sheet, (row, column), formula, "pounds", float(entry["cashable" if also else kind]))
        made.formula(sheet, (row, 7), f"=D{row + 1}-C{row + 1}", "pounds", float(entry["net_fiscal"]))


def _sensitivity(made: _Book, seed: int, draws: int) -> None:
    note = f"Figures of the program from the file as it was; they do not follow what you change. {draws:,} draws, seed {seed}."
    sheet = made.begun(SENSITIVITY, note, [36, 26, 13, 13, 16, 16, 16])
    row = _FIRST - 1
    found = spread(monte_carlo(made.model, seed=seed, draws=draws))
    forms = ["ratio" if name.endswith("ratio") else "pounds" for name in found["measure"]]
    found.insert(0, "name", "")
    found["measure"] = [MEASURES_DRAWN[name] for name in found["measure"]]
    swings, public = tornado(made.model).drop(columns="line"), switching_values(made.model).drop(columns="line")
    fiscal = switching_values(made.model, "budget_impact").drop(columns="line")
    drawn_heads = ["All inputs drawn at once", "Measure", "5% lie below", "Median", "5% lie above", "Share in favour"]
    swing_heads = [
        "One input at a time: net present public value",
        "Input",
        "Lowest",
        "Highest",
        "At lowest",
        "At highest",
        "Swing",
    ]
    switch_heads = ["Input", "Now", "Would have to be", "Change, as a share"]
    by_step = {step: [_step_form(step)] * 2 for step in (*STEPS, SCALE)}
    blocks = [
        (drawn_heads, found, [[form] * 3 + ["share"] for form in forms]),
        (swing_heads, swings, [by_step[step] + ["pounds"] * 3 for step in swings["step"]]),
    ]
    for words, table in (("public value", public), ("fiscal", fiscal)):
        heads = [f"What would make benefits equal costs: {words}", *switch_heads]
        blocks.append((heads, table, [[*by_step[step], "share"] for step in table["step"]]))
    for heads, table, forms_of in blocks:
        made.heads(sheet, row, heads)
        for number, (entry, its) in enumerate(
            zip(table.itertuples(index=False, name=None), forms_of, strict=True), start=row + 1
        ):
            made.words(sheet, (number, 0), str(entry[0]), "multiple of amounts" if entry[1] == SCALE else str(entry[1]))
            made.tall(sheet, number, (str(entry[0]), 36), (str(entry[1]), 26))
            for column, (value, form) in enumerate(zip(entry[2:], its, strict=True), start=2):
                _static(made, sheet, (number, column), float(value), form)
        row += len(table) + 3


def _static(made: _Book, sheet: Any, at: tuple[int, int], value: float, form: str) -> None:
    if math.isnan(value):
        made.words(sheet, at, "none")
    else:
        sheet.write_number(*at, value, made.forms[form])
