"""What a notebook shows a reader: captioned tables and statements. Whatever they hold is shown as text, never as markup."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from IPython.display import display

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "percentage": "Agree",
        "cohen_kappa": "Cohen's kappa",
        "gwet_ac1": "Gwet's AC1",
        "cases_barrier": "Cases: a barrier",
        "cases_enabler": "Cases: an enabler",
        "cases_any": "Cases that speak of it",
        "of_cases": "Cases read",
        "of_documents": "Documents read",
        "effective_base": "Effective base",
        "case_id": "Case",
        "document_id": "Document",
        "source_file": "File",
        "source": "Published at",
        "extractor": "Read by",
        "duplicate_of": "Shares its words with",
        "low": "95% interval: from",
        "high": "95% interval: to",
        "base": "Answered",
        "missing": "Did not answer",
        "net": "Upper less lower half",
        "mend": "What to do if it should be kept",
        "why": "Why",
        "coder_kind": "Kind of coder",
        "none": "Neither",
        "segments": "Passages",
        "place": "Place",
    }
)
"""What a reader calls a column, where its name with a capital letter would not do."""

_SHARES = frozenset({"share", "low", "high", "rate", "net", "similarity"})
_HIDDEN = frozenset({"note", "segment_id"})


WITHHELD = "[c]"
"""What stands in place of a number that would give people away: the Government Statistical Service's mark for confidential."""

ILLUSTRATIVE = "Illustrative data: these answers are made up."
"""What must stand beside everything that uses a survey whose answers are made up."""


def per_cent(share: float) -> str:
    """A share as a whole percentage; "–" where there is none.

    >>> per_cent(0.335), per_cent(float("nan"))
    ('34%', '–')
    """
    return "–" if pd.isna(share) else f"{math.floor(share * 100 + 0.5)}%"


def listed(words: Sequence[str]) -> str:
    """Words as an English list.

    >>> listed(["trust", "time", "money"])
    'trust, time and money'
    >>> listed(["Kent, East", "Bath", "Truro"])
    'Kent, East; Bath; and Truro'
    """
    if len(words) > 1 and any(", " in word for word in words):
        return f"{'; '.join(words[:-1])}; and {words[-1]}"
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def opening(**asked: str) -> str:
    """What the report's explorer is asked for the passages behind a number: theme, place, area or polarity.

    >>> opening(theme="CULT.trust", area="Housing & care", polarity="")
    'theme=CULT.trust&area=Housing+%26+care'
    """
    return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class Captioned:
    """A table as a reader sees it: a caption, named columns, text in every cell. In Jupyter it shows itself.

    segments: for each row the segment that its column "Words" quotes; empty if there is no such column.
    note:     words that must stand beside the table; may be empty.
    counts:   the cells of people that it shows, as `disclosure.as_text` writes them; empty if it counts no people of a survey.
    opens:    for each row and column, what the report's explorer is asked for the evidence of a cell, as `opening` writes it;
              empty for a cell that counts no passages, and for a table that does not.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    segments: tuple[str, ...] = ()
    note: str = ""
    counts: str = field(default="", repr=False)
    opens: tuple[tuple[str, ...], ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        if not self.rows:
            return f"{self.caption}: none."
        frame = pd.DataFrame(list(self.rows), columns=list(self.columns))
        return "\n".join(filter(None, (self.caption, self.note, frame.to_string(index=False))))

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{escape(self.caption)}: none.</p>"
        note = f"<br><em>{escape(self.note)}</em>" if self.note else ""
        head = "".join(f'<th scope="col">{escape(column)}</th>' for column in self.columns)
        body = "".join(f"<tr>{self._row(n)}</tr>" for n in range(len(self.rows)))
        caption = f"<caption>{escape(self.caption)}{note}</caption>"
        note_told = f' data-note="{escape(self.note)}"' + (f' data-counts="{escape(self.counts)}"' if self.counts else "")
        return f"<table{note_told}>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _row(self, number: int) -> str:
        cells = [f'<th scope="row">{escape(self.rows[number][0])}</th>']
        opens = self.opens[number] if self.opens else ("",) * len(self.columns)
        for column, text, query in zip(self.columns[1:], self.rows[number][1:], opens[1:], strict=True):
            quoted = f' data-segment="{escape(self.segments[number])}"' if self.segments and column == WORDS else ""
            opened = f' data-opens="{escape(query)}"' if query else ""
            cells.append(f"<td{quoted}{opened}>{escape(text)}</td>")
        return "".join(cells)


WORDS = "Words"
"""The column of a captioned table that quotes segments."""


def captioned(table: pd.DataFrame, caption: str, *, note: str = "", shares: Iterable[str] = (), counts: str = "") -> Captioned:
    """A tidy table as a reader sees it: headers in words, shares as percentages, "–" where a value is missing.

    table:  any table; one with a named index keeps it as the first column. A column "text" quotes the segment named in
            "segment_id"; "note" becomes the table's note if it is the same in every row.
    note:   words that must stand beside the table, such as `ILLUSTRATIVE`.
    shares: columns that hold shares, beside those that are always shares, such as "share" and "low".
    counts: the cells of people that it shows; see `Captioned`.

    >>> print(captioned(pd.DataFrame({"name": ["Trust"], "share": [0.5]}), "Themes"))
    Themes
     Name Share
    Trust   50%
    """
    shown = table if table.index.names == [None] else table.reset_index()
    notes = [note, *(shown["note"].drop_duplicates() if "note" in shown and shown["note"].nunique() == 1 else [])]
    hidden = _HIDDEN if "text" in shown or "segment_id" not in shown else _HIDDEN - {"segment_id"}
    names = [name for name in shown.columns if name not in hidden]
    cells = [[_cell(value, str(name), share=name in {*_SHARES, *shares}) for value in shown[name]] for name in names]
    return Captioned(
        caption=caption,
        columns=tuple(WORDS if name == "text" and "segment_id" in shown else _header(str(name)) for name in names),
        rows=tuple(zip(*cells, strict=True)),
        segments=tuple(shown["segment_id"]) if "text" in shown and "segment_id" in shown else (),
        note=" ".join(f"{words[0].upper()}{words[1:].rstrip('.')}." for words in notes if words),
        counts=counts,
    )


def _header(name: str) -> str:
    return HEADERS.get(name) or (name[:1].upper() + name[1:]).replace("_", " ")


def _cell(value: Any, column: str, *, share: bool) -> str:
    if not isinstance(value, str) and pd.isna(value):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return per_cent(value) if share else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) and column not in ("row", "date") else str(value)


@dataclass(frozen=True)
class Statement:
    """Sentences made from the data: the first stands alone, the others are a list under it.

    heading: stands above, at `level` of the notebook; may be empty.
    note:    words that must stand beside it; may be empty.
    counts:  the cells of people that it tells, as for a table.
    """

    sentences: tuple[str, ...]
    heading: str = ""
    level: int = 3
    note: str = ""
    counts: str = field(default="", repr=False)

    def __repr__(self) -> str:
        first, *rest = self.sentences or ("",)
        return "\n".join(filter(None, (self.heading, self.note, first, *(f"- {sentence}" for sentence in rest))))

    def _repr_html_(self) -> str:
        heading = f"<h{self.level}>{escape(self.heading)}</h{self.level}>" if self.heading else ""
        note = f"<aside>{escape(self.note)}</aside>" if self.note else ""
        counts = f' data-counts="{escape(self.counts)}"' if self.counts else ""
        first = "".join(f"<p{counts}>{escape(sentence)}</p>" for sentence in self.sentences[:1])
        rest = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences[1:])
        return heading + note + first + (f"<ul>{rest}</ul>" if rest else "")


def show(exhibits: Iterable[Any]) -> None:
    """Show each of several tables, statements, figures or quotes in a notebook, one under the other."""
    for exhibit in exhibits:
        display(exhibit)  # type: ignore[no-untyped-call]
