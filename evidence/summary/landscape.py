"""What the evidence base covers: gaps, whether further cases bring anything new, years, models, and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.coded.attributes import NOT_STATED, cases_read, model_attribute
from evidence.exhibits import Captioned, Statement, captioned, listed, opening, per_cent
from evidence.landscape import (
    BASE_SIZE,
    FEW,
    NO_CASE,
    NO_FINDING,
    RUN,
    SILENT,
    SPOKEN,
    THRESHOLD,
    accumulation,
    by_model,
    by_period,
    codes_by_cases,
    gap_map,
    gap_passages,
    periods,
    saturation,
)
from evidence.model import EvidenceBase
from evidence.summary.claims import cited_for
from evidence.summary.wording import Exhibits, counted, names_of, small

NOTHING = "No case study was read, so there is nothing to map."
MOST_GROUPS = 8
"""More models than this cannot be read beside each other; those of most cases are shown."""

MOST_PASSAGES = 12
"""Passages named for one cell of the gap map; the call under the table gives all."""


def gaps(base: EvidenceBase, findings: Path, wanted: Sequence[str] = ()) -> pd.DataFrame:
    """The gap map of themes by policy area, with the confidence of the findings in a file, if there is one.

    raises: CodingError, if a finding quotes words that do not stand in its source.
    """
    return gap_map(base, "policy_area", wanted=wanted, cited=cited_for(base, findings))


def bottom_line(base: EvidenceBase, table: pd.DataFrame) -> Statement:
    """Where there is nothing, where no finding stands, and whether further cases bring anything new.

    table: as `gaps`.
    """
    read = cases_read(base)
    if read.empty:
        return Statement((NOTHING,))
    areas = set(table.loc[table["state"] != NO_CASE, "group"]) - {NOT_STATED}
    themes, table = table["code"].nunique(), table[table["group"] != NOT_STATED]
    spoken, silent = (int((table["state"] == state).sum()) for state in (SPOKEN, SILENT))
    of = f" of {counted(len(areas), 'policy area')}" if areas else ""
    said = [f"{counted(len(read), 'case')}{of} {'was' if len(read) == 1 else 'were'} read for {themes} themes."]
    if not areas:
        said.append("No case says its policy area, so that no gap between policy areas can be seen.")
    unread = list(table.loc[table["state"] == NO_CASE, "group"].drop_duplicates())
    if unread:
        said.append(f"The question covers {listed(unread)} too, and no case of it was read.")
    single = list(table.loc[table["of_cases"] == 1, "group"].drop_duplicates())
    if single:
        said.append(f"{counted(len(single), 'policy area rests', 'policy areas rest')} on a single case: {listed(single)}.")
    bare = int((table["confidence"] == NO_FINDING).sum())
    said += [_silence(spoken, silent), _rests(spoken - bare, spoken)] if areas else []
    said.append(saturation_said(base).sentences[0])
    return Statement(tuple(said))


def _silence(spoken: int, silent: int) -> str:
    if not silent:
        return "Each policy area that was read has a case that speaks of each theme."
    return (
        f"Of the {spoken + silent} combinations of a theme and a policy area that was read, {silent} {_holds(silent)} nothing: "
        "no case of that policy area speaks of that theme. That is silence, not proof of absence."
    )


def _holds(number: int) -> str:
    return "holds" if number == 1 else "hold"


def _rests(bearing: int, spoken: int) -> str:
    if not bearing:
        return f"No finding of a person rests on any of the {spoken} that {_holds(spoken)} something."
    return f"A finding that a person made rests on {bearing} of the {spoken} that {_holds(spoken)} something."


def gap_table(table: pd.DataFrame) -> Captioned:
    """The gap map in words: the cases that speak of each theme, and the confidence of what rests on them.

    table: as `gaps`.
    """
    shown = table.assign(said=[_cell_said(row) for row in table.to_dict("records")])
    wide = shown.pivot(index="group", columns="name", values="said")
    wide = wide.reindex(index=table["group"].drop_duplicates(), columns=table["name"].drop_duplicates())
    sizes = table.drop_duplicates("group").set_index("group")["of_cases"]
    wide.insert(0, "of_cases", sizes.reindex(wide.index))
    note = (
        "The number of cases that speak of the theme, and in brackets the lowest confidence that a person gave a finding that "
        "rests on a passage there; without brackets no finding rests on it. – is: cases were read, and none speaks of it"
    )
    spoken = table[table["state"] == SPOKEN]
    asks = {(row["group"], row["name"]): opening(theme=row["code"], area=row["group"]) for row in spoken.to_dict("records")}
    opens = tuple(("", *(asks.get((group, name), "") for name in wide.columns)) for group in wide.index)
    return replace(captioned(wide.rename_axis(index="policy area", columns=None), "The gap map", note=note), opens=opens)


def _cell_said(row: Mapping[Any, Any]) -> str:
    if row["state"] != SPOKEN:
        return NO_CASE if row["state"] == NO_CASE else "–"
    return str(row["cases"]) + (f" ({row['confidence']})" if row["confidence"] != NO_FINDING else "")


def gap_references(base: EvidenceBase, table: pd.DataFrame) -> Captioned:
    """The passages of each cell that holds any, by their ids, and the findings that rest on it.

    table: as `gaps`.
    """
    held = gap_passages(base, "policy_area").groupby(["group", "code"])["segment_id"].agg(_some)
    cells = table[table["state"] == SPOKEN]
    passages = [held[group, code] for group, code in zip(cells["group"], cells["code"], strict=True)]
    shown = cells[["group", "name", "cases", "segments", "findings"]].assign(where=passages)
    shown["findings"] = shown["findings"].replace("", "–")
    named = shown.rename(columns={"group": "policy area", "name": "theme", "where": "their ids"})
    note = "All of them, with their words: landscape.gap_passages(base), and base.quote(id)" if len(named) else ""
    return captioned(named, "The passages behind each cell of the gap map", note=note)


def _some(ids: pd.Series) -> str:
    more = len(ids) - MOST_PASSAGES
    return "; ".join(ids.head(MOST_PASSAGES)) + (f"; and {more} more" if more > 0 else "")


def saturation_said(base: EvidenceBase) -> Statement:
    """Whether the last cases still brought codes that none before them held, and how far that can be relied on."""
    table, held = saturation(base), codes_by_cases(base)
    if len(table) < BASE_SIZE + RUN:
        few = f"{counted(len(table), 'case is', 'cases are')} too few to say whether further cases would bring new codes"
        return Statement((f"{few}: {BASE_SIZE + RUN} are the least.",))
    ratio, brought = table["ratio"].iloc[-1], table["in_run"].iloc[-1]
    first = int(table["so_far"].iloc[BASE_SIZE - 1])
    new = counted(int(brought), "code", "codes") if brought else "no code"
    said = f"The last {RUN} cases, in the order of their files, brought {new} that no case before them held"
    share = f", {per_cent(ratio)} of the {first} in the first {BASE_SIZE}" if first and brought else ""
    low = pd.notna(ratio) and ratio <= THRESHOLD
    means = "by a common rule, further cases of this kind would bring little new" if low else "further cases may bring more"
    orders = float(accumulation(base)["saturated"].iloc[-1])
    once = counted(int((held == 1).sum()), "code stands", "codes stand")
    return Statement(
        (
            f"{said}{share}: {means}.",
            f"The rule (Guest, Namey and Chen 2020): {RUN} cases in a row bring no more than {per_cent(THRESHOLD)} of the codes "
            f"of the first {BASE_SIZE}. The order matters: of 1,000 orders drawn at random, the last {RUN} cases "
            f"brought so little in {per_cent(orders)}.",
            f"The cases hold {int((held > 0).sum())} of {counted(len(held), 'code')} of the codebook. {once} in one case alone, "
            "and would be missed without that case.",
            "The codes were there before the cases were read: this says whether cases still bring codes of this codebook, not "
            "whether the codebook lacks any. And cases of different kinds, chosen as these were, need not come to an end as "
            "interviews with one kind of people may.",
        )
    )


def saturation_table(base: EvidenceBase) -> Captioned:
    """Case by case, in the order of their files: how many codes each holds, and how many of these none before it held."""
    table, whole, names = saturation(base), accumulation(base), names_of(base)
    shown = table.assign(place=table["case_id"].map(names), mean=whole["mean"].to_numpy())
    band = [f"{low:.0f} to {high:.0f}" for low, high in zip(whole["low"], whole["high"], strict=True)]
    shown = shown.assign(band=band)[["case", "place", "codes", "new", "so_far", "mean", "band"]]
    named = shown.rename(columns={"case": "cases", "mean": "in any order, on average", "band": "in 90 of 100 orders"})
    return captioned(named, "Codes that each further case brought")


def periods_said(base: EvidenceBase) -> Statement:
    """Which years the cases tell of, and what most cases of the years with enough of them speak of."""
    table, read = by_period(base), cases_read(base)
    if table.empty:
        return Statement(("No case says which years it tells of, so nothing can be told by date.",))
    sizes = table.drop_duplicates("group").set_index("group")["of_cases"]
    dated, first, last = periods(base)["case_id"].nunique(), str(sizes.index[0])[:4], str(sizes.index[-1])[-4:]
    several = sizes[sizes >= FEW]
    said = [f"The cases tell of {first} to {last}; of {len(read)} cases, {dated} say which years."]
    said += [_foremost(table[table["group"] == group], str(group)) for group in several.index]
    few = [f"{group} ({size})" for group, size in sizes[sizes < FEW].items()]
    if few:
        said.append(f"Fewer than {FEW} cases tell of {listed(few)}: read these as single stories.")
    said.append(
        "A case counts in every year that it tells of, and its passages are not dated: more cases in one year than in another "
        "say what was studied, not what became more common."
    )
    return Statement(tuple(said))


def _foremost(cells: pd.DataFrame, group: str) -> str:
    of = int(cells["of_cases"].iloc[0])
    found = cells[cells["cases"] > 0].sort_values("cases", ascending=False, kind="stable")
    top = found[found["cases"] == found["cases"].max()]
    if top.empty:
        return f"{group}: none of {of} cases speaks of any theme."
    named = ", ".join(small(str(name)) for name in top["name"])
    return f"{group}: most spoken of, in {int(top['cases'].iloc[0])} of {of} cases: {named}."


def counts_table(table: pd.DataFrame, caption: str) -> Captioned:
    """Codes by groups of cases, the number of cases in each cell.

    table: as `landscape.cells`.
    """
    heads = {group: f"{group} (of {of})" for group, of in table[["group", "of_cases"]].drop_duplicates().itertuples(index=False)}
    wide = table.pivot(index="name", columns="group", values="cases")
    wide = wide.reindex(index=table["name"].drop_duplicates(), columns=list(heads)).rename(columns=heads)
    return captioned(wide.rename_axis(index="theme", columns=None), caption)


def models_said(base: EvidenceBase, wanted: Sequence[str] = ()) -> Statement:
    """What the places of each model report most, with how few they are."""
    table = by_model(base)
    if table.empty or set(table["group"]) == {NOT_STATED}:
        return Statement(("No case says which model it is of, so there is nothing to compare.",))
    sizes = table.drop_duplicates("group").set_index("group")["of_cases"]
    told = "; ".join(f"{group} ({size})" for group, size in sizes.head(MOST_GROUPS).items())
    if len(sizes) > MOST_GROUPS:
        told += f"; and {len(sizes) - MOST_GROUPS} more, which a column 'model_type' in cases.csv could group"
    said = [f"{counted(len(cases_read(base)), 'case')} by model: {told}."]
    for group in sizes.index[:MOST_GROUPS]:
        cells = table[(table["group"] == group) & table["polar"].astype(bool)]
        said.append(f"{_capital(str(group))}: {'; '.join(_side(cells, column, what) for column, what in _SIDES)}.")
    absent = [value for value in wanted if value not in set(sizes.index)]
    if absent:
        said.append(f"The question covers {listed(absent)} too, and no case of it was read.")
    few = [str(group) for group, size in sizes.head(MOST_GROUPS).items() if size < FEW]
    if few:
        said.append(f"Fewer than {FEW} cases each, so that one more could turn what is said of them: {'; '.join(few)}.")
    said.append(
        "This says what places of each model report. It does not say which model works best: the places differ in task, size "
        "and time, and were chosen, not drawn."
    )
    return Statement(tuple(said))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _side(cells: pd.DataFrame, column: str, what: str) -> str:
    found = cells[cells[column] > 0]
    if found.empty:
        return f"none reports {what}"
    most, of = int(found[column].max()), int(found["of_cases"].iloc[0])
    top = [small(str(name)) for name in found.loc[found[column] == most, "name"]]
    named = ", ".join(top) if len(top) <= 3 else f"{counted(len(top), 'theme')} alike"
    return f"most often {what}: {named} ({most} of {of} cases)"


def models_table(base: EvidenceBase) -> Captioned:
    """The number of cases of each model that report each theme as a barrier and as an enabler."""
    table = by_model(base)
    polar = table[table["polar"].astype(bool)]
    sides = [polar.assign(says=what, told=polar[column]) for column, what in _SIDES]
    return _compared(pd.concat(sides), "What the places of each model report", base)


def outcomes_table(base: EvidenceBase) -> Captioned:
    """The number of cases of each model that speak of each outcome, and of each code that is no barrier or enabler."""
    table = by_model(base, level="code")
    outcomes = table[~table["polar"].astype(bool)]
    return _compared(outcomes.assign(says="", told=outcomes["cases"]), "Outcomes that the places of each model tell of", base)


_SIDES = (("cases_barrier", "a barrier"), ("cases_enabler", "an enabler"))


def _compared(table: pd.DataFrame, caption: str, base: EvidenceBase) -> Captioned:
    """Rows of codes (and what is said of them) that any case holds, columns of groups, "2 of 3" in a cell."""
    table = table[table["group"].isin(table["group"].drop_duplicates().head(MOST_GROUPS))]
    shown = table.assign(cell=[f"{n} of {of}" for n, of in zip(table["told"], table["of_cases"], strict=True)])
    key = ["name", "says"]
    held = shown.groupby(key, sort=False)["told"].sum()
    wide = shown.pivot(index=key, columns="group", values="cell")
    order = [row for row in shown[key].drop_duplicates().itertuples(index=False, name=None) if held[row] > 0]
    names = list(dict.fromkeys(table["name"]))
    order.sort(key=lambda row: names.index(row[0]))
    wide = wide.reindex(index=order, columns=list(table["group"].drop_duplicates())).reset_index()
    sizes = table.drop_duplicates("group").set_index("group")["of_cases"]
    few = [str(group) for group, size in sizes.items() if size < FEW]
    note = f"Fewer than {FEW} cases: {'; '.join(few)}" if few else ""
    if not wide["says"].any():
        wide = wide.drop(columns="says")
    grouped = f"{caption}, by {model_attribute(base).replace('_', ' ')}"
    return captioned(wide.rename_axis(columns=None).rename(columns={"name": "theme"}), grouped, note=note)


def what_changed(record: Mapping[str, Any] | None) -> Exhibits:
    """What the last build that changed something changed: cases, passages by code, findings.

    record: as `store.read_changes`.
    """
    if record is None or record["before"] is None:
        yield Statement(("No earlier build of this evidence base is known, so nothing is said of what is new.",))
        return
    before, now = record["before"], record["now"]
    said = [*_cases_changed(before["cases"], now["cases"]), *_findings_changed(before["findings"], now["findings"])]
    codes = _codes_changed(before["codes"], now["codes"])
    said.append(f"Passages of {counted(len(codes), 'code')} changed in number." if len(codes) else "No code changed in number.")
    yield Statement(("Against the build before it that differed:", *said))
    if len(codes):
        yield captioned(codes, "Codes whose cases or passages changed in number")


def _cases_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    new, gone = sorted(set(now) - set(before)), sorted(set(before) - set(now))
    other = sorted(case for case in set(now) & set(before) if now[case]["hash"] != before[case]["hash"])
    told = [(new, "new", now), (gone, "no longer there", before), (other, "with a changed source", now)]
    said = [
        f"{counted(len(ids), 'case')} {what}: {listed([of[case]['title'] for case in ids])}." for ids, what, of in told if ids
    ]
    return said or ["The cases are the same."]


def _findings_changed(before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> list[str]:
    if before is None or now is None:
        which = "the build before" if before is None else "this build"
        return [f"Findings cannot be compared: those of {which} did not fit its evidence base."]
    new, gone = sorted(set(now) - set(before)), sorted(set(before) - set(now))
    said = [f"Finding '{name}' is new: {now[name]['claim']}" for name in new]
    said += [f"Finding '{name}' was withdrawn: {before[name]['claim']}" for name in gone]
    for name in sorted(set(now) & set(before)):
        parts = [what for key, what in _PARTS if now[name][key] != before[name][key]]
        if parts:
            levels = [found[name]["confidence"] for found in (before, now)]
            told = f" (it was {levels[0]}, and is {levels[1]})" if levels[0] != levels[1] else ""
            said.append(f"Finding '{name}' changed in {listed(parts)}{told}.")
    return said or ["The findings are the same."]


_PARTS = (("claim", "its claim"), ("confidence", "its confidence"), ("cited", "the passages it cites"))


def _codes_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> pd.DataFrame:
    none = {"cases": 0, "passages": 0}
    rows = []
    for code in [*now, *(code for code in before if code not in now)]:
        old, new = before.get(code, none), now.get(code, none)
        if any(old[key] != new[key] for key in none):
            name = now.get(code, before.get(code, {}))["name"]
            told = {f"{key} {when}": side[key] for key in none for when, side in (("before", old), ("now", new))}
            rows.append({"name": name, "code": code, **told})
    return pd.DataFrame(rows)
