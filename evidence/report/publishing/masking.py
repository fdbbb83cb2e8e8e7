"""A report without personal data: what was found in the documents is masked wherever their words are shown.

The documents are masked first, at the same length, so that every offset of a segment still holds; only at the end does
each masked stretch become a word such as [name].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from evidence.model import EvidenceBase
from evidence.privacy import allowed_within, find_personal_data, mask
from evidence.report import annex
from evidence.report.blocks import Brand, Report, Source

_Any = TypeVar("_Any")

LEFT_OUT = "[words left out]"
REMOVED = "removed"
"""The kind of what a reviewer masked beyond what was found."""

# A masked stretch: one sign of Unicode's private area that says the kind, then signs that only keep the length.
_FIRST, _FURTHER = 0xF0000, "\U000ffffd"


class Span(NamedTuple):
    """A stretch of a document to mask."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Masked:
    """What is to be masked in a base.

    spans:    by document, in order; none within words that are allowed.
    allowed:  words that may stand anywhere.
    """

    spans: Mapping[str, Sequence[Span]]
    allowed: tuple[str, ...] = ()

    def of_segment(self, segment_id: str, text: str) -> str:
        """The words of a segment as they are printed.

        >>> Masked({"d": [Span(4, 7, "name")]}).of_segment("d:0-8", "Ask Ana.")
        'Ask [name].'
        """
        document, _, offsets = segment_id.rpartition(":")
        return spelt(self._stretched(document, text, int(offsets.partition("-")[0])))

    def of_document(self, document_id: str, text: str) -> str:
        """A document's text of the same length, its masked stretches in signs that `spelt` reads."""
        return self._stretched(document_id, text, 0)

    def _stretched(self, document_id: str, text: str, offset: int) -> str:
        parts, at = [], 0
        for start, end, kind in sorted(self.spans.get(document_id, ())):
            first, last = max(start - offset, at), min(end - offset, len(text))
            if first < last:
                parts += [text[at:first], chr(_FIRST + _KINDS.index(kind)), _FURTHER * (last - first - 1)]
                at = last
        return "".join([*parts, text[at:]])


_KINDS = (
    "name", "email", "phone", "nhs_number", "national_insurance", "postcode", "address", "date_of_birth", "vehicle", "card",
    "bank_account", "passport", "driving_licence", "ip_address", "coordinates", "account", "password", REMOVED,
)  # fmt: skip


_STRETCH = re.compile(f"([{chr(_FIRST)}-{chr(_FIRST + len(_KINDS) - 1)}]){_FURTHER}*|{_FURTHER}+")


def spelt(text: str) -> str:
    """A text whose masked stretches are words in brackets; a stretch that was cut in two is one at its beginning."""
    return _STRETCH.sub(lambda found: f"[{_KINDS[ord(found[1]) - _FIRST].replace('_', ' ')}]" if found[1] else "", text)


def to_mask(base: EvidenceBase, allowed: Iterable[str] = (), more: Mapping[str, Sequence[Span]] | None = None) -> Masked:
    """What a base's own findings say is to be masked.

    allowed: words that may stand, such as names of public bodies and of published authors.
    more:    what reviewers masked beyond, by document.
    """
    allowed = tuple(allowed)
    found = base.tables["personal_data"]
    texts = dict(zip(base.tables["documents"]["document_id"], base.tables["documents"]["text"], strict=True))
    spans: dict[str, list[Span]] = {document: list(given) for document, given in (more or {}).items()}
    for document, rows in found.groupby("document_id", sort=False):
        free = allowed_within(texts[document], allowed)
        for start, end, kind in zip(rows["start"], rows["end"], rows["kind"], strict=True):
            if not any(first <= start and end <= last for first, last in free):
                spans.setdefault(str(document), []).append(Span(int(start), int(end), kind))
    return Masked({document: sorted(given) for document, given in spans.items()}, allowed)


def masked_report(report: Report, base: EvidenceBase, masked: Masked) -> Report:
    """The report with masked words in every quote, in the documents they stand in, and in all that names a document."""
    segments = base.tables["segments"]
    quoted = {segment_id for segment_id, _ in texts_in(replace(report, sources=())) if segment_id}
    shown = segments.loc[segments["segment_id"].isin(quoted), ["segment_id", "text"]]
    words = {name: masked.of_segment(name, text) for name, text in shown.itertuples(index=False, name=None)}
    sources = annex.sources(_masked_base(base, masked), report.quoted()) if report.sources else ()
    report = replace(report, sources=tuple(_facts_masked(source, masked) for source in sources))
    return _identifiers_masked(_quotes_replaced(report, words), masked.allowed)


def _masked_base(base: EvidenceBase, masked: Masked) -> EvidenceBase:
    documents = base.tables["documents"]
    texts = [masked.of_document(*row) for row in zip(documents["document_id"], documents["text"], strict=True)]
    starts = base.tables["segments"].merge(documents.assign(text=texts)[["document_id", "text"]], on="document_id", how="left")
    cut = [text[start:end] for text, start, end in zip(starts["text_y"], starts["start"], starts["end"], strict=True)]
    tables = {name: base.tables[name] for name in base.tables}
    tables["documents"] = documents.assign(text=pd.Series(texts, index=documents.index, dtype="str"))
    tables["segments"] = base.tables["segments"].assign(text=pd.Series(cut, dtype="str"))
    return EvidenceBase(tables, base.manifest)


def _quotes_replaced(value: _Any, words: Mapping[str, str]) -> _Any:
    """Whatever quotes a segment, with the words of that segment as they are printed."""
    if is_dataclass(value) and not isinstance(value, type | Source):
        segment_id = getattr(value, "segment_id", "")
        if segment_id in words and hasattr(value, "text"):
            return replace(value, text=words[segment_id])
        changed = {f.name: _quotes_replaced(getattr(value, f.name), words) for f in fields(value)}
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(_quotes_replaced(part, words) for part in value)  # type: ignore[return-value]
    return value


def _facts_masked(source: Source, masked: Masked) -> Source:
    """A source whose title and facts, which are a document's words too, are masked."""
    texts = [source.title, *(value for _, value in source.facts)]
    found = find_personal_data(texts, allowed=masked.allowed)
    title, *values = (mask(text, found[found["text"] == number]) for number, text in enumerate(texts))
    labels = (label for label, _ in source.facts)
    return replace(source, title=title, facts=tuple(zip(labels, values, strict=True)))


def _identifiers_masked(report: Report, allowed: tuple[str, ...]) -> Report:
    """Any other words, in which only what is shown by its form is masked: a person reads them before they leave."""
    spelt_out: dict[str, str] = {}
    _walked(report, lambda text: spelt_out.setdefault(text, spelt(text)))
    # All at once: a large report has tens of thousands of texts.
    texts = [text for text in dict.fromkeys(spelt_out.values()) if _MAY_HOLD.search(text)]
    found = find_personal_data(texts, allowed=allowed, names=False)
    by_text = dict(iter(found.groupby("text")))
    masks = {text: mask(text, by_text[number]) for number, text in enumerate(texts) if number in by_text}
    return _walked(report, lambda text: masks.get(spelt_out[text], spelt_out[text]))


_MAY_HOLD = re.compile(r"[\d@\[({]|(?i: at |://|\.com)")
"""What every identifier that is known by its form holds."""


def _walked(value: _Any, change: Callable[[str], str]) -> _Any:
    """The same value with every text in it changed; the words of a brand are the organisation's own, and stay."""
    if isinstance(value, str):
        return change(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_walked(part, change) for part in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type | Brand):
        changed = {f.name: _walked(getattr(value, f.name), change) for f in fields(value) if f.name not in _KEYS}
        return replace(value, **changed)
    return value


_KEYS = frozenset({"segment_id", "href", "style", "kind", "png", "counts", "opens", "code", "parent", "polarity"})
"""Fields that hold keys and no words; the last look at the file sees them, too."""


def texts_in(value: Any) -> Iterator[tuple[str, str]]:
    """(segment_id, text) of every text of a report, in order; the first is empty where no segment is quoted."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_in(part)
    elif is_dataclass(value) and not isinstance(value, type | Brand):
        quoted = getattr(value, "segment_id", "")
        for f in fields(value):
            if f.name == "text":
                yield quoted, getattr(value, f.name)
            elif f.name not in _KEYS:
                yield from texts_in(getattr(value, f.name))
