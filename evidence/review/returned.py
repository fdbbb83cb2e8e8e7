"""The spreadsheet as it comes back: checked row by row against the evidence base, and taken whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from evidence.codebook import Codebook
from evidence.coding.decisions import kin
from evidence.coding.human import APPLIED_WORDS, CODEBOOK_HASH, POLARITY_WORDS, shown
from evidence.config import did_you_mean
from evidence.errors import CodingError, Problem
from evidence.model import NO, NONE, PERSON, TABLES, UNSURE, YES, EvidenceBase
from evidence.project import Limits
from evidence.review import workbook
from evidence.review.sheet import returned_sheet
from evidence.review.workbook import REVIEW
from evidence.sources.delimited import tidy

_NEEDED = (
    workbook.CODE,
    workbook.WORDS,
    workbook.APPLIED,
    workbook.POLARITY,
    workbook.MEMO,
    workbook.SEGMENT_ID,
    workbook.DRAWN,
    workbook.MACHINE_DECISION,
    workbook.CODEBOOK,
)
_NEW_SHEET = "Write a new sheet: evidence review PROJECT --coder NAME"
_PAIR = ["segment_id", "code"]


class _Row(NamedTuple):
    """A row of the sheet; `number` counts as the spreadsheet does."""

    number: int
    code: str
    words: str
    applied: str
    polarity: str
    memo: str
    segment_id: str
    drawn: str
    machine: str
    codebook: str

    @property
    def missed(self) -> bool:
        """Whether it is a row in which a code that the machine missed is named."""
        return bool(self.drawn) and self.machine == NO and bool(self.code)

    @property
    def looked(self) -> bool:
        """Whether it says of a passage drawn at random that it was read, and no code is missing."""
        return bool(self.drawn) and self.machine == NO and not self.code and APPLIED_WORDS.get(self.applied.lower()) == NO

    @property
    def filled(self) -> bool:
        return bool(self.applied or self.polarity or self.memo or self.missed)


@dataclass(frozen=True)
class Returned:
    """What a sheet that came back holds.

    codings: the decisions, as the model's table.
    open:    how many rows hold a coding that is not decided on yet.
    looked:  the passages drawn at random in which no further code was found.
    passed:  what that withholds, as the model's table: of these passages every code that has no row of theirs, that its
             coder has not decided on before, and that is not above or below a code that was given or is still open.
    """

    codings: pd.DataFrame
    open: int
    looked: tuple[str, ...]
    passed: pd.DataFrame


def read_workbook(
    path: Path, base: EvidenceBase, codebook: Codebook, coder: str, *, limits: Limits, decided: str | None = None
) -> Returned:
    """The decisions on a sheet that `workbook.to_workbook` wrote and a person filled in.

    decided: when it was decided, an ISO 8601 time; for every decision.
    raises:  SourceError, if the file cannot be read; CodingError, with all that is wrong in it, row by row: values that
             are none, a yes without polarity, a segment that is no more or has other words now, an unknown code, two
             rows that contradict each other, a memo or polarity without a decision.
    """
    rows = _rows(path, limits)
    filled = [row for row in rows if row.filled]
    words = dict(zip(base.tables["segments"]["segment_id"], base.tables["segments"]["text"], strict=True))
    problems = [
        Problem(f"{path.name}, row {row.number}", what, mend) for row in filled for what, mend in _wrong(row, words, codebook)
    ]
    problems += _contradictions(filled, path.name)
    if problems:
        raise CodingError(problems)
    by = {"coder": coder, "coder_kind": PERSON, "calibrated": False, "decided": decided}
    codings = [
        {
            **by,
            "segment_id": row.segment_id,
            "code": row.code,
            "applied": APPLIED_WORDS[row.applied.lower()],
            "polarity": POLARITY_WORDS[row.polarity.lower()],
            "codebook": row.codebook,
            "memo": row.memo or None,
            "drawn": row.machine if row.drawn else None,
        }
        for row in filled
        if not row.looked
    ]
    once = TABLES["codings"].frame(codings).drop_duplicates(_PAIR, ignore_index=True)
    passed = [
        {**by, "segment_id": row.segment_id, "code": code, "applied": NO, "polarity": NONE, "codebook": row.codebook, "drawn": NO}
        for row, code in _passed_over(rows, base, codebook, coder)
    ]
    looked = tuple(sorted({row.segment_id for row in filled if row.looked}))
    return Returned(once, sum(bool(row.code) and not row.filled for row in rows), looked, TABLES["codings"].frame(passed))


def _passed_over(rows: Sequence[_Row], base: EvidenceBase, codebook: Codebook, coder: str) -> Iterator[tuple[_Row, str]]:
    """The rows that say that no code is missing, each with every code that they so withhold."""
    codings = base.tables["codings"]
    before = codings[(codings["coder"] == coder) & (codings["coder_kind"] == PERSON)]
    spoken = {(s, c): applied for s, c, applied in zip(before["segment_id"], before["code"], before["applied"], strict=True)}
    spoken |= {(row.segment_id, row.code): APPLIED_WORDS.get(row.applied.lower(), UNSURE) for row in rows if row.code}
    for row in {row.segment_id: row for row in rows if row.looked}.values():
        own = {code: applied for (segment_id, code), applied in spoken.items() if segment_id == row.segment_id}
        given = [code for code, applied in own.items() if applied != NO and code in codebook]
        yield from ((row, code.code) for code in codebook if code.code not in own and not kin(codebook, code.code, given))


def _rows(path: Path, limits: Limits) -> list[_Row]:
    """The rows of the sheet that name a segment."""
    sheet, at = returned_sheet(path, REVIEW, _NEEDED, limits, _NEW_SHEET)
    return [row for row in _cells(sheet.rows[1:], sheet.numbers[1:], at) if row.segment_id]


def _cells(rows: Sequence[Sequence[str]], numbers: Sequence[int], at: Mapping[str, int]) -> Iterator[_Row]:
    for number, cells in zip(numbers, rows, strict=True):
        yield _Row(number, *(cells[place].strip() if place < len(cells) else "" for place in at.values()))


def _wrong(row: _Row, words: Mapping[str, str], codebook: Codebook) -> Iterator[tuple[str, str]]:
    """What is wrong in a row that is filled in, with how to mend it."""
    applied = APPLIED_WORDS.get(row.applied.lower(), "")
    if not row.applied:
        yield (
            "holds a code, polarity or memo, but 'Applied' is empty",
            "Choose yes, no or unsure, or empty the row's yellow cells.",
        )
    elif not applied:
        yield f"'Applied' is none of yes, no, unsure{shown(row.applied)}", "Choose yes, no or unsure."
    yield from _wrong_polarity(row, applied, codebook)
    if row.code not in codebook and not row.looked:
        meant = did_you_mean(row.code, [code.code for code in codebook])
        yield (f"its code is not in the codebook{shown(row.code)}{meant}" if row.code else "names no code"), _CHOOSE
    if row.segment_id not in words:
        yield "its segment is not in the evidence base any more", _GONE
    elif _squeezed(row.words) != _squeezed(words[row.segment_id]):
        yield (
            "its words are not those of its segment: source or row was changed",
            _GONE,
        )
    if row.drawn.lower() not in ("", YES) or row.machine not in (YES, NO, UNSURE) or not CODEBOOK_HASH.fullmatch(row.codebook):
        yield "one of 'drawn', 'machine' and 'codebook' was changed", _NEW_SHEET


_EMPTY = "Empty the row's yellow cells."
_GONE = f"{_EMPTY} {_NEW_SHEET}"
_CHOOSE = f"Choose a code of the sheet {workbook.CODES}. Or: {_EMPTY}"


def _wrong_polarity(row: _Row, applied: str, codebook: Codebook) -> Iterator[tuple[str, str]]:
    polarity = POLARITY_WORDS.get(row.polarity.lower())
    if polarity is None:
        yield f"'Polarity' is no polarity{shown(row.polarity)}", "Choose barrier, enabler, mixed or none."
    elif row.code in codebook and not codebook[row.code].polar and polarity != NONE:
        yield f"code '{row.code}' is neither barrier nor enabler, but has a polarity", "Empty the cell 'Polarity'."
    elif row.code in codebook and codebook[row.code].polar and applied == YES and not row.polarity:
        yield "'Applied' is yes, but 'Polarity' is empty", "Choose barrier, enabler, mixed or none."


def _squeezed(text: str) -> str:
    # As the text went out and came back: unseen characters gone, line ends and runs of blanks as one blank.
    return " ".join(tidy(workbook.cell(text))[0].split())


def _contradictions(rows: Sequence[_Row], file: str) -> Iterator[Problem]:
    first: dict[tuple[str, str], _Row] = {}
    for row in rows:
        other = first.setdefault((row.segment_id, row.code), row)
        if row.code and (row.applied.lower(), row.polarity.lower()) != (other.applied.lower(), other.polarity.lower()):
            what = f"decides otherwise than row {other.number} on code '{row.code}' for the same words"
            yield Problem(f"{file}, row {row.number}", what, "Keep the row that holds, and empty the yellow cells of the other.")


class Merged(NamedTuple):
    """Decisions that are not yet in a coder's file, and how they compare with those that are."""

    codings: pd.DataFrame
    new: int
    replaced: int
    same: int


def compared(earlier: pd.DataFrame, codings: pd.DataFrame) -> Merged:
    """Which of a coder's decisions are new, replace an earlier one, or say the same again.

    earlier: the same coder's decisions so far, as the model's table.
    returns: in `codings` those that are new or say something else (another decision, polarity or memo).
    """
    told = ["applied", "polarity", "memo"]
    both = codings[_PAIR].merge(earlier[[*_PAIR, *told]], on=_PAIR, how="left", indicator=True)
    known = (both["_merge"] == "both").to_numpy()
    alike = known & (both[told].fillna("").to_numpy() == codings[told].fillna("").to_numpy()).all(axis=1)
    return Merged(codings[~alike], int((~known).sum()), int((known & ~alike).sum()), int(alike.sum()))


def without(codings: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """The codings on whose segment and code nothing was decided earlier."""
    decided = pd.MultiIndex.from_frame(earlier[_PAIR])
    return codings[~pd.MultiIndex.from_frame(codings[_PAIR]).isin(decided)]
