"""A model file read and checked: all that is wrong with it at once, each with its line; and what it may not claim."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from evidence.coded.attributes import case_values, model_attribute
from evidence.coded.citing import Citations, citation_problems
from evidence.config import Mapped, did_you_mean, read_yaml
from evidence.errors import Problem, ValueModelError
from evidence.model import EvidenceBase
from evidence.value.faults import MOST, Faults
from evidence.value.model import (
    BENEFIT_KINDS,
    COST_KINDS,
    DEADWEIGHT,
    FISCAL,
    GROSS,
    NEEDED,
    NET,
    OVERLAP,
    POPULATION,
    SCALE,
    TAKEN_OFF,
    UNIT_VALUE,
    ValueModel,
)
from evidence.value.rates import (
    STANDARD,
    Deflators,
    DiscountTable,
    confidence_grades,
    deflator_tables,
    discount_factors,
    discount_tables,
    price_index,
    year_name,
    year_names,
)
from evidence.value.unit_costs import believed_range, headline_costs

MOST_YEARS = 200
CHOSEN, SAMPLED, EVERY = "chosen", "random sample", "every place"

_KEYS = (
    "title",
    "question",
    "notice",
    "delivery_model",
    "years",
    "price_base",
    "uprating",
    "discounting",
    "basis",
    "headline",
    "places",
    "extrapolate",
    "unit_costs",
    "sources",
    "shared",
    "agencies",
    "costs",
    "benefits",
)
_LINE = ("id", "name", "kind", "agency", "grade", "source", "range", "segments")
_COST = (*_LINE, "amounts", "price_year")
_BENEFIT = (*_LINE, "cashable", "chain", "unit_value", "phasing", "discount")
_INPUT = ("value", "range", "grade", "source", "segments")
_UNIT = ("code", "value", "unit", "price_year", "range", "grade", "source", "segments")
_FAR = 2.0
"""How many times dearer or cheaper than the published entry a unit cost of the same code may be."""
_STRONG = 2
"""The worst grade on which it can be said that nothing would have happened anyway: a trial has compared."""

UNKNOWN_GRADE = 6


class _Frame(NamedTuple):
    """What every line is read against."""

    years: int
    price_base: str
    basis: str
    deflators: Deflators | None
    discounting: DiscountTable
    sources: dict[str, dict[str, Any]]
    agencies: dict[str, dict[str, Any]]
    shared: Mapped
    database: pd.DataFrame
    citations: Citations | None


def read_model(path: Path, shown: str, *, base: EvidenceBase | None = None, database: pd.DataFrame | None = None) -> ValueModel:
    """The cost benefit model in the file at `path`, checked.

    shown:    how messages name the file.
    base:     the evidence base that its passages are checked against; without it they are not.
    database: unit costs that codes may name, as `unit_costs.read_database`; by default the headline values.
    raises:   ValueModelError, with all that is wrong: a share outside 0 to 1, a line or input without grade or source, an
              unknown agency, amounts or phasing that do not fit the years, prices of several years without an index that
              joins them, rates that end too early, a unit cost outside what is believed; and what a model may not claim: a
              benefit cost ratio of gross benefits, or a sum for places that were not sampled.
    """
    whole = read_yaml(path, shown, ValueModelError)
    if not isinstance(whole, Mapped):
        raise ValueModelError(Problem(shown, "is empty or no mapping", "Write at least title, years, costs and benefits."))
    faults = Faults(shown)
    faults.keys(whole, _KEYS)
    citations = Citations(base) if base is not None else None
    frame, settings = _frame(whole, faults, headline_costs() if database is None else database, citations)
    cost_items, benefit_items = faults.items(whole, "costs", "the model"), faults.items(whole, "benefits", "the model")
    costs = [_cost(item, faults, frame) for item in cost_items]
    benefits = [_benefit(item, faults, frame) for item in benefit_items]
    _same_ids([*cost_items, *benefit_items], faults)
    settings["places"] = _places(whole, faults)
    settings["delivery_model"] = _delivery_model(whole, faults, base)
    if faults.problems:
        raise ValueModelError(faults.in_order())
    return _model(settings, frame, costs, benefits)


def named_database(path: Path, shown: str) -> str:
    """The file of unit costs that a model names beside itself; empty if it names none. Nothing else is checked.

    raises: ValueModelError, if the model is no YAML or the name is no plain file name.
    """
    whole = read_yaml(path, shown, ValueModelError)
    name = whole.get("unit_costs") if isinstance(whole, Mapped) else None
    if name is None:
        return ""
    if not isinstance(name, str) or Path(name).name != name or name.startswith("."):
        line = whole.lines["unit_costs"]
        raise ValueModelError(
            Problem(f"{shown}, line {line}", "'unit_costs' is no plain file name", "Put the file beside the model and name it.")
        )
    return name


# --- what the whole model rests on --------------------------------------------------------------------------------


def _frame(whole: Mapped, faults: Faults, database: pd.DataFrame, citations: Citations | None) -> tuple[_Frame, dict[str, Any]]:
    years = faults.mapping(whole, "years", "the model")
    faults.keys(years, ("first", "number"))
    start = faults.year(years, "first", "years") if years else ""
    number = int(faults.number(years, "number", "years", 1, MOST_YEARS)) if years else 1
    basis = faults.choice(whole, "basis", "the model", (NET, GROSS), NET)
    _headline(whole, basis, faults)
    price_base = faults.year(whole, "price_base", "the model")
    number = min(max(number, 1), MOST_YEARS)
    table, first = _discounting(whole, faults, number)
    frame = _Frame(
        number,
        price_base,
        basis,
        _deflators(whole, price_base, faults),
        table,
        _sources(whole, faults),
        _agencies(whole, faults),
        faults.mapping(whole, "shared", "the model", needed=False),
        database,
        citations,
    )
    settings = {
        "title": faults.text(whole, "title", "the model"),
        "question": faults.text(whole, "question", "the model", needed=False),
        "notice": faults.text(whole, "notice", "the model", needed=False),
        "years": tuple(year_names(start or "2000", number)),
        "first": first,
    }
    return frame, settings


def _headline(whole: Mapped, basis: str, faults: Faults) -> None:
    headline = faults.choice(whole, "headline", "the model", ("benefit cost ratio", "gross return"), _default_headline(basis))
    if basis == GROSS and headline == "benefit cost ratio":
        what = "asks for a benefit cost ratio of gross benefits, which counts what would have happened anyway as a result"
        mend = "Give each benefit its deadweight and write basis: net; or write headline: gross return."
        faults.add(whole, "headline", what, mend)


def _default_headline(basis: str) -> str:
    return "gross return" if basis == GROSS else "benefit cost ratio"


def _discounting(whole: Mapped, faults: Faults, years: int) -> tuple[DiscountTable, int]:
    chosen = faults.mapping(whole, "discounting", "the model")
    faults.keys(chosen, ("table", "first_year"))
    tables = discount_tables()
    name = faults.choice(chosen, "table", "discounting", tables) if chosen else ""
    first = faults.choice(chosen, "first_year", "discounting", ("discounted", "undiscounted"), "undiscounted") == "discounted"
    table = tables.get(name) or next(iter(tables.values()))
    try:
        discount_factors(table, years, first=int(first))
    except ValueModelError as fault:
        for problem in fault.problems:
            faults.add(chosen, "table", f"{problem.where}: {problem.what}", problem.mend)
    return table, int(first)


def _deflators(whole: Mapped, price_base: str, faults: Faults) -> Deflators | None:
    if whole.get("uprating") is None:
        return None
    table = deflator_tables().get(faults.choice(whole, "uprating", "the model", deflator_tables()))
    if table is not None and price_base:
        try:
            price_index(table, price_base)
        except ValueModelError as fault:
            for problem in fault.problems:
                faults.add(whole, "price_base", f"{problem.where} {problem.what}", problem.mend)
            return None
    return table


def _sources(whole: Mapped, faults: Faults) -> dict[str, dict[str, Any]]:
    found = {}
    for name, entry in faults.mapping(whole, "sources", "the model").items():
        if not isinstance(entry, Mapped):
            faults.add(whole, "sources", f"source '{name}' is no mapping", "Write under it, indented: title, published, url.")
            continue
        faults.keys(entry, ("title", "published", "url", "illustrative"))
        made_up = faults.flag(entry, "illustrative", False)
        url = faults.text(entry, "url", f"source '{name}'", needed=False)
        if not made_up and not url and not entry.get("published"):
            mend = "Write where and when it was published, or, if it is made up, illustrative: true"
            faults.add(entry, "title", f"source '{name}' does not say where it can be found", mend)
        if url and not url.startswith(("https://", "http://")):
            faults.add(entry, "url", f"source '{name}': 'url' is no address of a page", "Write https://…")
        found[name] = {
            "title": faults.text(entry, "title", f"source '{name}'"),
            "published": " ".join(str(entry.get("published") or "").split()),
            "url": url,
            "illustrative": made_up,
        }
    return found


def _agencies(whole: Mapped, faults: Faults) -> dict[str, dict[str, Any]]:
    found = {}
    for name, entry in faults.mapping(whole, "agencies", "the model").items():
        if not isinstance(entry, Mapped):
            faults.add(whole, "agencies", f"agency '{name}' is no mapping", "Write under it, indented: name and public.")
            continue
        faults.keys(entry, ("name", "public"))
        found[name] = {"name": faults.text(entry, "name", f"agency '{name}'"), "public": faults.flag(entry, "public", True)}
    return found


def _delivery_model(whole: Mapped, faults: Faults, base: EvidenceBase | None) -> str:
    """The delivery model whose costs these are; a name that no case has would join the model to nothing."""
    name = faults.text(whole, "delivery_model", "the model", needed=False)
    if name and base is not None:
        attribute = model_attribute(base)
        known = sorted(set(case_values(base, attribute)["value"]))
        if name not in known:
            what = f"no case is of the delivery model '{name}'{did_you_mean(name, known)}"
            faults.add(whole, "delivery_model", what, f"Write it as the cases' {attribute} is written.")
    return name


def _places(whole: Mapped, faults: Faults) -> MappingProxyType[str, object]:
    """Where the evidence comes from, and the factor to extrapolate by, if that may be done at all."""
    places = faults.mapping(whole, "places", "the model")
    faults.keys(places, ("studied", "of", "selection"))
    studied = faults.number(places, "studied", "places", 0, 1e6) if places else 1.0
    of = faults.number(places, "of", "places", 1, 1e6) if "of" in places else float("nan")
    selection = faults.choice(places, "selection", "places", (CHOSEN, SAMPLED, EVERY)) if places else CHOSEN
    found: dict[str, object] = {"studied": int(studied), "of": of, "selection": selection, "factor": float("nan"), "to": ""}
    wanted = whole.get("extrapolate")
    if wanted is None:
        return MappingProxyType(found)
    asked = faults.mapping(whole, "extrapolate", "the model")
    faults.keys(asked, ("to", "places"))
    number = faults.number(asked, "places", "extrapolate", 1, 1e6)
    found |= {"to": faults.text(asked, "to", "extrapolate"), "factor": number / max(studied, 1)}
    if selection != SAMPLED:
        what = f"asks for a sum for {number:g} places from {studied:g} that were not sampled ({selection or 'not stated'})"
        mend = "Remove 'extrapolate': places that were chosen do not stand for others. Report them as they are."
        faults.add(whole, "extrapolate", what, mend)
    return MappingProxyType(found)


def _same_ids(items: list[Mapped], faults: Faults) -> None:
    first: dict[str, int] = {}
    for item in (one for one in items if isinstance(one.get("id"), str)):
        if item["id"] in first:
            what = f"the id '{item['id']}' was used before, in line {first[item['id']]}"
            faults.add(item, "id", what, "Give each line its own.")
        first.setdefault(item["id"], item.line)


# --- lines --------------------------------------------------------------------------------------------------------


def _line(item: Mapped, faults: Faults, frame: _Frame, kinds: tuple[str, ...]) -> dict[str, Any]:
    """What costs and benefits have in common; the line's id serves in messages."""
    name = str(item.get("id") or f"line {item.line}")
    faults.text(item, "id", "a line")
    line = {
        "line": name,
        "name": faults.text(item, "name", f"'{name}'"),
        "kind": faults.choice(item, "kind", f"'{name}'", kinds),
        "agency": faults.choice(item, "agency", f"'{name}'", frame.agencies),
        "grade": _grade(item, f"'{name}'", faults, None),
        "source": faults.choice(item, "source", f"'{name}'", frame.sources),
    }
    line["correction"] = float(confidence_grades()["correction"].to_dict()[line["grade"]])
    return line | {"cited": _cited(item, name, "", faults, frame)}


def _grade(item: Mapped, who: str, faults: Faults, default: int | None) -> int:
    """The grade of a line, which it needs; or of an input, which is its line's if it has none and no worse than that."""
    grade = item.get("grade", default)
    known = list(confidence_grades().index)
    if not isinstance(grade, int) or isinstance(grade, bool) or grade not in known:
        what = f"{who} has no grade of confidence" if grade is None else f"{who}: 'grade' is none of {known[0]} to {known[-1]}"
        faults.add(item, "grade", what, "Grade its evidence from 1 (a trial here) to 6 (one expert's judgement): grade: 4")
        return default or UNKNOWN_GRADE
    if default is not None and grade > default:
        what = f"{who} has grade {grade}, but its line claims grade {default}"
        faults.add(item, "grade", what, f"A line is no surer than its weakest input: write grade: {grade} for the line.")
    return grade


def _cited(item: Mapped, line: str, step: str, faults: Faults, frame: _Frame) -> list[tuple[str, str, str, str]]:
    """The passages that a line or an input cites, checked where there is a base to check them against."""
    if not item.get("segments"):
        return []
    if frame.citations is None:
        whole = item["segments"] if isinstance(item["segments"], list) else []
        cited = [one for one in whole if isinstance(one, Mapped)]
    else:
        faults.problems += citation_problems(item, "segments", f"'{line}'", faults.shown, frame.citations)
        cited = [one for one in item["segments"] if isinstance(one, Mapped)] if isinstance(item["segments"], list) else []
    return [(line, step, str(one.get("segment")), " ".join(str(one.get("quote")).split())) for one in cited]


def _cost(item: Mapped, faults: Faults, frame: _Frame) -> dict[str, Any]:
    faults.keys(item, _COST)
    line = _line(item, faults, frame, COST_KINDS)
    who = f"'{line['line']}'"
    year, factor = _to_base(item, who, faults, frame)
    line["amounts"] = [amount * factor for amount in faults.per_year(item, "amounts", who, frame.years)]
    line["price_year"] = year
    line["inputs"] = [_input_row(line, SCALE, 1.0, _range(item, 1.0, line["grade"], who, faults), line["grade"])]
    return line


def _benefit(item: Mapped, faults: Faults, frame: _Frame) -> dict[str, Any]:
    faults.keys(item, _BENEFIT)
    line = _line(item, faults, frame, BENEFIT_KINDS)
    who = f"'{line['line']}'"
    line["cashable"] = faults.number(item, "cashable", who, 0, 1) if "cashable" in item else 0.0
    if line["kind"] == FISCAL and not frame.agencies.get(line["agency"], {"public": True})["public"]:
        what = f"{who} is fiscal, but '{line['agency']}' is no public agency"
        faults.add(item, "kind", what, "A saving to people or businesses is economic or social: write its kind.")
    if line["kind"] != FISCAL and line["cashable"]:
        faults.add(item, "cashable", f"{who} is {line['kind']}, so that no budget can release it", "Remove 'cashable'.")
    line["series"] = faults.choice(item, "discount", who, frame.discounting.series, STANDARD)
    phasing = faults.mapping(item, "phasing", who)
    faults.keys(phasing, ("shares", "source"))
    line["phasing"] = faults.per_year(phasing, "shares", f"{who}, phasing", frame.years, 1.0) if phasing else []
    if phasing:
        faults.choice(phasing, "source", f"{who}, phasing", frame.sources)
    line["inputs"] = _chain(item, line, faults, frame)
    line |= _unit_value(item, line, faults, frame)
    return line


# --- inputs -------------------------------------------------------------------------------------------------------


def _chain(item: Mapped, line: dict[str, Any], faults: Faults, frame: _Frame) -> list[dict[str, Any]]:
    """An input for each step that the line gives; problems for those it must give and does not."""
    who, chain = f"'{line['line']}'", faults.mapping(item, "chain", f"'{line['line']}'")
    taken_off = [step for step in TAKEN_OFF if step != OVERLAP or line["kind"] != FISCAL]
    faults.keys(chain, (*NEEDED, *taken_off))
    needed = (*NEEDED, DEADWEIGHT) if frame.basis == NET else NEEDED
    for step in needed:
        if step not in chain and chain:
            mend = "Write it as 1 with the reason as its source." if step != DEADWEIGHT else _NO_DEADWEIGHT
            faults.add(chain, step, f"{who}: the chain lacks '{step}'", mend)
    if frame.basis == GROSS and DEADWEIGHT in chain:
        faults.add(chain, DEADWEIGHT, f"{who} takes off deadweight, but the model is gross", "Write basis: net")
    rows = []
    for step in (*NEEDED, *taken_off):
        given = chain.get(step)
        if given is None:
            continue
        if not isinstance(given, Mapped):
            faults.add(chain, step, f"{who}: '{step}' has no source", f"Write: {step}: {{value: …, source: …}}")
            continue
        rows.append(_input(given, line, step, faults, frame))
        _check_no_deadweight(given, rows[-1], who, faults)
    return rows


_NO_DEADWEIGHT = "Write the share that would have come about anyway; without it the benefit is gross: basis: gross"


def _check_no_deadweight(given: Mapped, row: dict[str, Any], who: str, faults: Faults) -> None:
    if row["step"] == DEADWEIGHT and row["value"] == 0 and row["grade"] > _STRONG:
        what = f"{who}: a deadweight of 0 says that nothing would have happened anyway, on evidence of grade {row['grade']}"
        faults.add(given, "value", what, f"Only a comparison can show that (grade {_STRONG} or better): write a share above 0.")


def _input(given: Mapped, line: dict[str, Any], step: str, faults: Faults, frame: _Frame) -> dict[str, Any]:
    who, name = f"'{line['line']}', {step}", ""
    if "shared" in given:
        given, name = _shared(given, who, faults, frame)
    faults.keys(given, (*_INPUT, "name") if name else _INPUT)
    value = faults.number(given, "value", who) if step == POPULATION else faults.number(given, "value", who, 0, 1)
    grade = _grade(given, who, faults, line["grade"])
    source = faults.choice(given, "source", who, frame.sources)
    span = _range(given, value, grade, who, faults, 1.0 if step != POPULATION else MOST)
    line["cited"] += _cited(given, line["line"], step, faults, frame)
    return _input_row(line, step, value, span, grade) | {"source": source, "shared": name}


def _shared(given: Mapped, who: str, faults: Faults, frame: _Frame) -> tuple[Mapped, str]:
    """The input that several lines have in common, and what a reader calls it; the line's own, if there is none such."""
    faults.keys(given, ("shared",))
    entry = frame.shared.get(faults.choice(given, "shared", who, frame.shared))
    if not isinstance(entry, Mapped):
        return given, ""
    return entry, faults.text(entry, "name", f"shared input '{given['shared']}'") or "shared"


def _input_row(line: dict[str, Any], step: str, value: float, span: tuple[float, float], grade: int) -> dict[str, Any]:
    row = {"line": line["line"], "step": step, "value": value, "low": span[0], "high": span[1], "grade": grade}
    return row | {"source": line["source"], "stated": value, "price_year": "", "shared": ""}


def _range(given: Mapped, value: float, grade: int, who: str, faults: Faults, most: float = MOST) -> tuple[float, float]:
    """The lowest and highest that an input may be: as written, or by the error that its grade is known to have."""
    error = float(confidence_grades()["error"].to_dict()[grade])
    if "range" not in given:
        return value * (1 - error), min(value * (1 + error), most)
    span = given["range"]
    numbers = isinstance(span, list) and [end for end in span if isinstance(end, (int, float)) and not isinstance(end, bool)]
    if not numbers or len(numbers) != 2 or len(span) != 2:
        faults.add(given, "range", f"{who}: 'range' is no pair of numbers", "Write: range: [lowest, highest]")
        return value, value
    low, high = float(numbers[0]), float(numbers[1])
    if not 0 <= low <= value <= high <= most:
        what = f"{who}: the range {low:g} to {high:g} does not hold the value {value:g}, or goes beyond what it can be"
        faults.add(given, "range", what, "Write: range: [lowest, highest], around the value.")
    return low, high


def _to_base(given: Mapped, who: str, faults: Faults, frame: _Frame, known: str = "") -> tuple[str, float]:
    """The year of whose prices an amount is, and the factor that brings it to the prices of the model.

    known: the year that a published entry says.
    """
    year = known or faults.year(given, "price_year", who)
    if not year or not frame.price_base or year == frame.price_base:
        return year, 1.0
    if frame.deflators is None:
        what = f"{who} is in prices of {year}, the model in prices of {frame.price_base}"
        mend = f"Bring all to one year with an index: uprating: {next(iter(deflator_tables()))}"
        faults.add(given, "price_year", f"{what}; prices of several years cannot be added up", mend)
        return year, 1.0
    try:
        return year, price_index(frame.deflators, frame.price_base) / price_index(frame.deflators, year)
    except ValueModelError as fault:
        for problem in fault.problems:
            faults.add(given, "price_year", f"{who}: {problem.where} {problem.what}", problem.mend)
        return year, 1.0


def _unit_value(item: Mapped, line: dict[str, Any], faults: Faults, frame: _Frame) -> dict[str, Any]:
    """The unit and the year of the prices of a benefit's unit value; its input is added to those of the line."""
    who, given = f"'{line['line']}', unit value", faults.mapping(item, "unit_value", f"'{line['line']}'")
    if not given:
        return {"unit": "", "price_year": ""}
    faults.keys(given, _UNIT)
    entry = _entry(given, line, who, faults, frame)
    grade = _grade(given, who, faults, line["grade"])
    stated = faults.number(given, "value", who) if "value" in given or entry is None else float(entry["value"])
    unit = faults.text(given, "unit", who) if "unit" in given or entry is None else str(entry["unit"])
    known = str(entry["price_year"]) if entry is not None and "price_year" not in given else ""
    year, factor = _to_base(given, who, faults, frame, known)
    _check_range(given, who, stated, unit, faults)
    if entry is not None and "value" in given:
        _check_entry(given, who, stated, year, entry, faults)
    named = entry is not None and "source" not in given
    source = str(entry["source"]) if named and entry is not None else faults.choice(given, "source", who, frame.sources)
    row = _input_row(line, UNIT_VALUE, stated * factor, (0, 0), grade)
    low, high = _range(given, stated, grade, who, faults)
    line["cited"] += _cited(given, line["line"], UNIT_VALUE, faults, frame)
    shown = f"{source}, {entry['code']}" if named and entry is not None else source
    line["inputs"].append(
        row | {"source": shown, "stated": stated, "price_year": year, "low": low * factor, "high": high * factor}
    )
    return {"unit": unit.lower(), "price_year": year}


def _entry(given: Mapped, line: dict[str, Any], who: str, faults: Faults, frame: _Frame) -> dict[str, Any] | None:
    """The published entry that a unit value names, if it names one that there is."""
    if "code" not in given:
        return None
    codes, code = list(frame.database["code"]), str(given["code"])
    if code not in codes:
        what = f"{who}: there is no unit cost '{code}'{did_you_mean(code, codes)}"
        faults.add(given, "code", what, "Name an entry that the unit costs hold, or write value, unit, price_year and source.")
        return None
    entry = {str(key): value for key, value in frame.database.iloc[codes.index(code)].to_dict().items()}
    if line["kind"] == FISCAL and entry["covers"] != FISCAL:
        what = f"{who}: '{code}' holds economic or social values, but the line is fiscal"
        faults.add(given, "code", what, "Name an entry that is fiscal alone, or split the line.")
    return entry


def _check_range(given: Mapped, who: str, value: float, unit: str, faults: Faults) -> None:
    believed = believed_range(unit)
    if not believed.low <= value <= believed.high:
        bounds = f"£{believed.low:,.0f} to £{believed.high:,.0f}"
        what = f"{who}: £{value:,.2f} {unit} is outside what a cost of that unit can be, {bounds}"
        faults.add(given, "value", what, "Compare it with its publication: a point or a unit may be wrong.")


def _check_entry(given: Mapped, who: str, value: float, year: str, entry: dict[str, Any], faults: Faults) -> None:
    """A value of one's own under a published code must not be far from the published one, at the prices of one year."""
    table, published = next(iter(deflator_tables().values())), float(entry["value"])
    try:
        published *= price_index(table, year) / price_index(table, str(entry["price_year"])) if year_name(year) else 1.0
    except ValueModelError:
        return
    if not published / _FAR <= value <= published * _FAR:
        what = f"{who}: £{value:,.2f} is far from the £{published:,.2f} that {entry['code']} comes to in prices of {year}"
        faults.add(given, "value", what, "Take the published value, or leave out 'code' and name the source of your own.")


# --- tables -------------------------------------------------------------------------------------------------------


def _model(settings: dict[str, Any], frame: _Frame, costs: list[dict[str, Any]], benefits: list[dict[str, Any]]) -> ValueModel:
    years, lines = list(settings["years"]), [*costs, *benefits]
    common = ["line", "name", "kind", "agency", "grade", "correction", "source", "price_year"]
    sources = pd.DataFrame(
        [{"source": name, **entry} for name, entry in frame.sources.items()],
        columns=["source", "title", "published", "url", "illustrative"],
    )
    inputs = pd.DataFrame([row for line in lines for row in line["inputs"]])
    made_up = set(sources.loc[sources["illustrative"], "source"])
    inputs["illustrative"] = inputs["source"].isin(made_up)
    order = ["line", "step", "value", "low", "high", "grade", "source", "illustrative", "stated", "price_year", "shared"]
    return ValueModel(
        **settings,
        price_base=frame.price_base,
        basis=frame.basis,
        discounting=frame.discounting,
        costs=pd.DataFrame(costs)[common],
        amounts=pd.DataFrame([line["amounts"] for line in costs], columns=years),
        benefits=pd.DataFrame(benefits)[[*common[:4], "cashable", *common[4:], "series", "unit"]],
        phasing=pd.DataFrame([line["phasing"] for line in benefits], columns=years),
        inputs=inputs[order],
        agencies=pd.DataFrame([{"agency": name, **entry} for name, entry in frame.agencies.items()]),
        sources=sources,
        cited=pd.DataFrame([one for line in lines for one in line["cited"]], columns=["line", "step", "segment_id", "quote"]),
        status=_status(frame, inputs),
    )


def _status(frame: _Frame, inputs: pd.DataFrame) -> tuple[str, ...]:
    """What nobody has checked of the rates that the model uses."""
    said = [f"{frame.discounting.title}. Status: {frame.discounting.status}."]
    if not frame.discounting.in_force:
        said.append(f"The discount rates of {frame.discounting.id} are not in force.")
    if frame.deflators is not None:
        said.append(f"{frame.deflators.title}. Status: {frame.deflators.status}.")
    grades = confidence_grades().attrs
    said.append(f"{grades['title']}. Status: {grades['status']}.")
    costs = frame.database.attrs
    if "status" in costs and inputs["source"].str.startswith(costs["edition"]).any():
        said.append(f"{costs['edition']}. Status: {costs['status']}.")
    return tuple(" ".join(sentence.split()) for sentence in said)
