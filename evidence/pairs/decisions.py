"""What people decided of pairs: read from `pairs.csv`, checked, placed in the evidence base, and written there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from evidence.coded import SAYS, coded_segments
from evidence.coded.citing import folded
from evidence.coding.human import APPLIED_WORDS, file_text, is_date, ranges, shown
from evidence.config import did_you_mean
from evidence.errors import CodingError, Problem
from evidence.model import BARRIER, CASE_STUDY, CONFIRMED, ENABLER, NO, PARTLY, PROPOSED, REFUSED, TABLES, YES, EvidenceBase
from evidence.pairs.proposing import best_codes
from evidence.textfiles import csv_bytes, csv_records, guarded, unguarded

FILE = "pairs.csv"
REQUIRED = ("barrier_segment", "enabler_segment", "decision", "coder")
COLUMNS = (*REQUIRED, "decided", "memo", "barrier_quote", "enabler_quote")
CODES = ("barrier_code", "enabler_code")
"""Columns that a person may add, to say which of a passage's codes is meant."""

DECISIONS = {**APPLIED_WORDS, PARTLY: PARTLY, "partly": PARTLY}
"""What a person may write for a decision on a pair, in small letters."""

QUOTED = 12
"""Words of a passage that a decision keeps, so that a changed source is noticed."""

_KEY = ["barrier_segment", "enabler_segment"]


class _Row(NamedTuple):
    """One decision as it stands in the file; `number` counts rows as a spreadsheet does, from 1 for the header."""

    number: int
    barrier_segment: str
    enabler_segment: str
    decision: str
    coder: str
    decided: str
    memo: str
    barrier_quote: str
    enabler_quote: str
    barrier_code: str
    enabler_code: str


class _Left(NamedTuple):
    """A row that is left out, and why."""

    number: int
    why: str
    mend: str


def decided_pairs(base: EvidenceBase, folder: Path) -> dict[str, pd.DataFrame]:
    """The pairs that people decided on in `pairs.csv` of the project folder, one row a pair.

    A pair that all who decided confirmed is confirmed, one that all refused is refused, and one that all take for an answer,
    but not all for a whole one, is answered in part; where someone is unsure or they
    differ, it stays proposed, with their names. A passage that moved within its document is found by its quote. A decision
    on a passage that has changed or is gone, or whose barrier is no longer coded as one, is a row of `dropped`, and stays in
    the file.

    returns: "pairs", "dropped" and "tallies", as the model's tables; all empty where there is no such file.
    raises:  CodingError, with all that is wrong in the file.
    """
    rows, problems = _parse(folder)
    if problems:
        raise CodingError(problems)
    tables = {name: TABLES[name].empty() for name in ("pairs", "dropped", "tallies")}
    if not (folder / FILE).exists():
        return tables
    left: list[_Left] = []
    placed = _placed(rows, base, left)
    tally = {"source_file": FILE, "unit": "pairs", "read": len(rows), "kept": len(rows) - len(left), "dropped": len(left)}
    tables["tallies"] = TABLES["tallies"].frame([tally])
    tables["dropped"] = TABLES["dropped"].frame(_dropped(left))
    tables["pairs"] = TABLES["pairs"].frame(_settled(placed))
    return tables


def check_pairs(folder: Path) -> list[Problem]:
    """All that is wrong with `pairs.csv` and can be told without the evidence base."""
    return _parse(folder)[1]


def decisions_in(folder: Path) -> pd.DataFrame:
    """The decisions as they stand in the file: the columns of `COLUMNS`, all text; none where there is no file.

    raises: CodingError, with all that is wrong in the file.
    """
    rows, problems = _parse(folder)
    if problems:
        raise CodingError(problems)
    return pd.DataFrame([row[1 : len(COLUMNS) + 1] for row in rows], columns=list(COLUMNS), dtype="str")


def with_proposals(decided: pd.DataFrame, proposed: pd.DataFrame) -> pd.DataFrame:
    """All pairs, each once: what people said of it above what the machine did, with the machine's score and reason beside it.

    Both as the model's table `pairs`, and so is the result: first the pairs that people decided on.
    """
    machine = proposed[[*_KEY, "score", "why"]]
    known = decided.drop(columns=["score", "why"]).merge(machine, on=_KEY, how="left")
    known["why"] = known["why"].fillna("a person linked them")
    keys = pd.MultiIndex.from_frame(decided[_KEY])
    new = proposed[~pd.MultiIndex.from_frame(proposed[_KEY]).isin(keys)]
    both = [frame for frame in (known[list(TABLES["pairs"].columns)], new) if len(frame)]
    return TABLES["pairs"].frame(pd.concat(both)) if both else TABLES["pairs"].empty()


def update_pairs(folder: Path, decisions: pd.DataFrame) -> bytes:
    """The file with these decisions in place of the same coder's on the same pairs; all else in it stays as it is.

    decisions: one row a decision, with the columns of `COLUMNS`, all text.
    raises:    CodingError, if the file that is there cannot be read.
    """
    table = list(csv_records(file_text(folder, FILE))) if (folder / FILE).exists() else [[]]
    known = [name.strip().lower() for name in table[0]]
    header = [*table[0], *(name for name in COLUMNS if name not in known)]
    names = [name.strip().lower() for name in header]
    rows = [cells + [""] * (len(header) - len(cells)) for cells in table[1:] if any(cell.strip() for cell in cells)]
    at = {tuple(row[names.index(name)].strip() for name in (*_KEY, "coder")): row for row in rows}
    for told in decisions.to_dict("records"):
        key = tuple(told[name] for name in (*_KEY, "coder"))
        if key not in at:
            at[key] = [""] * len(header)
            rows.append(at[key])
        for name in COLUMNS:
            at[key][names.index(name)] = guarded(str(told[name]))
    return csv_bytes([header, *rows])


def quote_of(text: str) -> str:
    """The words of a passage that a decision on it keeps.

    >>> quote_of("one  two\\nthree")
    'one two three'
    """
    return " ".join(text.split()[:QUOTED])


def _parse(folder: Path) -> tuple[list[_Row], list[Problem]]:
    """The rows of the file that can be read, and what is wrong with the rest; nothing where there is no file."""
    if not (folder / FILE).exists() and not (folder / FILE).is_symlink():
        return [], []
    try:
        table = list(csv_records(file_text(folder, FILE)))
    except CodingError as fault:
        return [], list(fault.problems)
    if not table:
        return [], [Problem(FILE, "is empty", f"Begin it with the row: {','.join(COLUMNS)}; or remove the file.")]
    header = [name.strip().lower() for name in table[0]]
    problems = _header_problems(header)
    if problems:
        return [], problems
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in cells):
            row, wrong = _row(number, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
            problems += [Problem(f"{FILE}, row {number}", what, mend) for what, mend in wrong]
            rows.append(row)
    return rows, problems + _told_twice(rows)


def _header_problems(header: Sequence[str]) -> list[Problem]:
    problems = []
    for name in REQUIRED:
        if header.count(name) != 1:
            what = f"has no column '{name}'{did_you_mean(name, header)}" if name not in header else f"has '{name}' twice"
            problems.append(Problem(f"{FILE}, row 1", what, f"Name the columns: {', '.join(COLUMNS)}"))
    return problems


def _row(number: int, values: Mapping[str, str]) -> tuple[_Row, list[tuple[str, str]]]:
    """One row, and what is wrong in it with how to mend it."""
    wrong = [(f"'{name}' is empty", "Fill it in, or remove the row.") for name in REQUIRED if not values.get(name)]
    decision = values.get("decision", "").lower()
    if decision and decision not in DECISIONS:
        wrong.append((f"'decision' is none of yes, in part, no, unsure{shown(decision)}", "Write yes, in part, no or unsure."))
    if values.get("decided") and not is_date(values["decided"]):
        wrong.append((f"'decided' is no date{shown(values['decided'])}", "Write it as 2026-11-22 or 2026-11-22T14:05."))
    texts = {name: unguarded(values.get(name, "")) for name in (*COLUMNS, *CODES)}
    return _Row(number, **{**texts, "decision": DECISIONS.get(decision, "")}), wrong


def _told_twice(rows: Iterable[_Row]) -> list[Problem]:
    first: dict[tuple[str, str, str], int] = {}
    problems = []
    for row in rows:
        other = first.setdefault((row.barrier_segment, row.enabler_segment, row.coder), row.number)
        if other != row.number:
            what = f"decides on the pair of row {other} again, by the same coder"
            problems.append(Problem(f"{FILE}, row {row.number}", what, "Keep the row that holds."))
    return problems


def _placed(rows: Iterable[_Row], base: EvidenceBase, left: list[_Left]) -> list[dict[str, Any]]:
    """The rows with the segments, codes and case that they now speak of; those that speak of none go to `left`."""
    coded = coded_segments(base, kind=CASE_STUDY)
    coded = coded[(coded["applied"] == YES) & coded["case_id"].notna()]
    codes: dict[str, dict[Any, Any]] = {
        side: coded[coded["polarity"].isin(SAYS[side])].groupby("segment_id")["code"].agg(tuple).to_dict()
        for side in (BARRIER, ENABLER)
    }
    themes = dict(zip(base.tables["codes"]["code"], base.tables["codes"]["theme"], strict=True))
    segments = base.tables["segments"]
    documents = base.tables["documents"]
    studies = documents[(documents["kind"] == CASE_STUDY) & documents["case_id"].notna()]
    of_document = dict(zip(studies["document_id"], studies["case_id"], strict=True))
    passages = segments[segments["document_id"].isin(of_document)]
    cases = {name: of_document[held] for name, held in zip(passages["segment_id"], passages["document_id"], strict=True)}
    words = dict(zip(segments["segment_id"], segments["text"], strict=True))
    placed: list[dict[str, Any]] = []
    for row in rows:
        barrier = _standing(row.barrier_segment, row.barrier_quote, words)
        enabler = _standing(row.enabler_segment, row.enabler_quote, words)
        why = _fault(barrier, enabler, codes, cases) or _other_code(row, codes[BARRIER][barrier], codes[ENABLER].get(enabler, ()))
        if why is not None:
            left.append(_Left(row.number, *why))
            continue
        moved = "" if (barrier, enabler) == row[1:3] else f"[moved here from {row.barrier_segment} and {row.enabler_segment}]"
        found = {"barrier_segment": barrier, "enabler_segment": enabler, "case_id": cases[barrier], "decision": row.decision}
        found["barrier_code"], found["enabler_code"], _ = best_codes(
            (row.barrier_code,) if row.barrier_code else codes[BARRIER][barrier],
            (row.enabler_code,) if row.enabler_code else codes[ENABLER].get(enabler, ()),
            themes,
        )
        placed.append(found | {"coder": row.coder, "decided": row.decided, "memo": f"{row.memo} {moved}".strip()})
    return placed


def _fault(
    barrier: str, enabler: str, codes: Mapping[str, Mapping[Any, Any]], cases: Mapping[str, str]
) -> tuple[str, str] | None:
    """Why a decision cannot be placed, and how to mend it; None if it can. An answer needs no code: it is told, not counted."""
    for side, segment in (("barrier", barrier), ("enabler", enabler)):
        if not segment:
            mend = "Read the passage as it is now, and decide on it anew: evidence pairs PROJECT --coder NAME"
            return f"its {side} passage has changed, or is not in the evidence base any more", mend
        if segment not in cases:
            return f"its {side} passage is of no case", "Pair passages of case studies."
    if barrier not in codes[BARRIER]:
        mend = "Give the passage a code that is a barrier there, or remove the row."
        return "its barrier passage has no code that is a barrier there", mend
    if cases[barrier] != cases[enabler]:
        return "its two passages are of different cases", "Pair passages of one case."
    return None


def _other_code(row: _Row, barriers: Collection[str], enablers: Collection[str]) -> tuple[str, str] | None:
    """Why a code that a person named cannot be meant, and how to mend it; None if it can."""
    for name, known in zip(CODES, (barriers, enablers), strict=True):
        code = getattr(row, name)
        if code and code not in known:
            return (
                f"'{name}' is no such code of its passage{shown(code)}",
                f"Write one of: {', '.join(known)}; or leave it empty.",
            )
    return None


def _standing(segment_id: str, quote: str, words: Mapping[str, str]) -> str:
    """The segment that a decision speaks of now: itself, or the one of the same length that alone holds the quote; else ''."""
    told = folded(quote)
    if segment_id in words and told in folded(words[segment_id]):
        return segment_id
    document, _, span = segment_id.rpartition(":")
    start, _, end = span.partition("-")
    if not told or not start.isdigit() or not end.isdigit():
        return ""
    # A passage that moved because something before it changed is as long as it was; another length is another text.
    length = int(end) - int(start)
    same = [name for name, text in words.items() if name.startswith(f"{document}:") and told in folded(text)]
    return same[0] if len(same) == 1 and len(words[same[0]]) == length else ""


def _settled(placed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row a pair: what all who decided on it say together."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in placed:
        groups.setdefault((row["barrier_segment"], row["enabler_segment"]), []).append(row)
    settled = []
    for rows in groups.values():
        said = {row["decision"] for row in rows}
        status = CONFIRMED if said == {YES} else REFUSED if said == {NO} else PARTLY if said <= {YES, PARTLY} else PROPOSED
        first = {
            name: rows[0][name] for name in ("barrier_segment", "enabler_segment", "barrier_code", "enabler_code", "case_id")
        }
        told = [f"{row['coder']}: {row['decision']}" for row in rows] if status == PROPOSED else []
        memo = "; ".join(filter(None, [*told, *dict.fromkeys(row["memo"] for row in rows)]))
        coders, dated = dict.fromkeys(row["coder"] for row in rows), max(row["decided"] for row in rows)
        settled.append(first | {"status": status, "coder": "; ".join(coders), "decided": dated or None, "memo": memo or None})
    return settled


def _dropped(left: Iterable[_Left]) -> list[dict[str, Any]]:
    """One row of `dropped` for each reason, which names the rows of the file that it holds for."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for row in sorted(left):
        numbers.setdefault((row.why, row.mend), []).append(row.number)
    same = {"stage": "pairs", "source_file": FILE, "unit": "pairs"}
    return [
        same | {"where": f"row{'s' if len(found) > 1 else ''} {ranges(found)}", "count": len(found), "why": why, "mend": mend}
        for (why, mend), found in numbers.items()
    ]
