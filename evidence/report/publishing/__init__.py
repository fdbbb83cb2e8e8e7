"""From a report to a publication: masked, read by a person, looked through to the last byte, and put on record."""

from evidence.report.publishing.gate import (
    Published,
    Ready,
    as_draft,
    check,
    prepare,
    publish,
    released,
    signed,
    take_decisions,
    write_sheet,
)

__all__ = [
    "Published",
    "Ready",
    "as_draft",
    "check",
    "prepare",
    "publish",
    "released",
    "signed",
    "take_decisions",
    "write_sheet",
]
