"""The counts of people in a report, looked at all together: what a reader could work out of it, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evidence.disclosure import audit, together
from evidence.errors import ReportError
from evidence.report.blocks import Block, Chapter, Notice, Report, Span, Table

OF_PEOPLE = frozenset(
    {"effective_base", "effective base", "respondent_id", "respondent", "respondents", "people", "base", "missing", "weighted"}
)
"""Columns by which a table of a survey's people is known; `evidence.survey` and `evidence.summary.surveys` have them."""

WITHHELD = "A table that counts people is withheld: nothing is known of how it was protected."


def released_cells(report: Report) -> dict[str, Any]:
    """Every count of people that a report shows, of each survey; as the register of releases keeps it."""
    return together(_tags(report.blocks()))


def checked(chapters: Sequence[Chapter], earlier: Sequence[Mapping[str, Any]] = ()) -> tuple[Chapter, ...]:
    """The chapters, if no small count of people can be worked out of all their tables and sentences together.

    A table that counts a survey's people and does not say which is not shown: a sentence says so in its place.

    earlier: what was released before, as `released_cells`.
    raises:  ReportError, naming each table that betrays a small count.
    """
    kept = tuple(replace(chapter, blocks=tuple(map(_known, chapter.blocks))) for chapter in chapters)
    problems = audit(together(_tags(block for chapter in kept for block in chapter.blocks)), earlier)
    if problems:
        raise ReportError(problems)
    return kept


def _known(block: Block) -> Block:
    if isinstance(block, Table) and not block.counts and OF_PEOPLE & {column.strip().lower() for column in block.columns}:
        return Notice((Span(f"{WITHHELD} It was called “{block.caption}”."),))
    return block


def _tags(blocks: Iterator[Block]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        counts = getattr(block, "counts", "")
        if counts:
            yield json.loads(counts)
