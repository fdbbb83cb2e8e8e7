"""Documents cut into the passages and sentences that codes are given to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from evidence.model import ANSWER, HEADING, PASSAGE, SENTENCE, TABLES
from evidence.nlp import LONGEST, sentences

FEWEST, MOST = 40, 90
"""Words of a passage: two to four sentences, enough to be understood alone and few enough to speak of one thing.
A judgement, not a measurement; a paragraph that is shorter or a sentence that is longer still is a passage."""

LONGEST_HEADING = 300
"""Characters; what is longer was marked as a heading but is none."""

_PARTED = re.compile(r"\n[^\S\n]*(?:\n\s*|(?=[•▪●◦‣·*]\s|-\s|\d{1,2}[.)]\s))")
_BULLET = re.compile(r"[•▪●◦‣·*]|-\s|\d{1,2}[.)]\s")
_SPLITS = re.compile(r"[.!?…]\S*\s|\n")


class _Block(NamedTuple):
    start: int
    end: int
    kind: str
    level: int
    page: int | None


class _Passage(NamedTuple):
    start: int
    end: int
    kind: str
    words: int
    page: int | None


def segment_documents(documents: pd.DataFrame, blocks: pd.DataFrame) -> pd.DataFrame:
    """The segments of all documents, as the model's table `segments`.

    A case study gives its headings, and passages of a few sentences that never run across a heading: short paragraphs
    and list items join those before them, a list begins with the line that leads into it. An answer gives its sentences.
    Segments come in the order of the text and do not overlap, and every character that is no blank is in one.

    documents: as the model's table; only document_id, kind and text are read.
    blocks:    as the model's table; a case study without blocks is parted at blank lines and bullets.

    >>> documents = pd.DataFrame({"document_id": ["a"], "kind": ["answer"], "text": ["No time. No trust."]})
    >>> segment_documents(documents, TABLES["blocks"].empty())["segment_id"].tolist()
    ['a:0-8', 'a:9-18']
    """
    of_document = _blocks_by_document(blocks)
    found: list[_Segment] = []
    ids: list[str] = []
    texts: list[str] = []
    ordinals: list[int] = []
    columns = (documents[name].tolist() for name in ("document_id", "kind", "text"))
    for document_id, kind, text in zip(*columns, strict=True):
        own = _of_answer(text) if kind == ANSWER else list(_of_case_study(text, of_document.get(document_id, [])))
        found += own
        ids += [document_id] * len(own)
        texts += [text[segment[0] : segment[1]] for segment in own]
        ordinals += range(1, len(own) + 1)
    if not found:
        return TABLES["segments"].empty()
    starts, ends, kinds, headings, pages = zip(*found, strict=True)
    segment_ids = [f"{document_id}:{start}-{end}" for document_id, start, end in zip(ids, starts, ends, strict=True)]
    places = {"segment_id": segment_ids, "document_id": ids, "ordinal": ordinals, "start": starts, "end": ends}
    said = {"kind": kinds, "heading": headings, "page": pages, "text": texts}
    return TABLES["segments"].frame(pd.DataFrame({**places, **said}))


_Segment = tuple[int, int, str, str | None, int | None]


def _of_answer(text: str) -> list[_Segment]:
    if len(text) <= LONGEST and not _SPLITS.search(text):  # most answers are one sentence, and there are many answers
        begin = len(text) - len(text.lstrip())
        return [(begin, len(text.rstrip()), SENTENCE, None, None)] if begin < len(text) else []
    if text.isprintable():  # one line
        return [(first, last, SENTENCE, None, None) for first, last in sentences(text)]
    found: list[_Segment] = []
    start = 0
    for line in text.splitlines(keepends=True):
        found += [(first, last, SENTENCE, None, None) for first, last in sentences(text, start, start + len(line))]
        start += len(line)
    return found


def _of_case_study(text: str, blocks: list[_Block]) -> Iterator[_Segment]:
    path: list[tuple[int, str]] = []
    section: list[_Block] = []
    for block in [*_covering(text, blocks), None]:
        if block is not None and block.kind != HEADING:
            section.append(block)
            continue
        under = " > ".join(name for _, name in path) or None
        for passage in _joined(text, section):
            yield passage.start, passage.end, PASSAGE, under, passage.page
        if block is not None:
            path = [above for above in path if above[0] < block.level]
            yield block.start, block.end, HEADING, " > ".join(name for _, name in path) or None, block.page
            path.append((block.level, " ".join(text[block.start : block.end].split())))
            section = []


def _blocks_by_document(blocks: pd.DataFrame) -> dict[str, list[_Block]]:
    found: dict[str, list[_Block]] = {}
    ordered = blocks.sort_values(["document_id", "start"], kind="stable")
    columns = (ordered[name] for name in ("document_id", "start", "end", "kind", "level", "page"))
    for document_id, start, end, kind, level, page in zip(*columns, strict=True):
        block = _Block(start, end, kind, 1 if pd.isna(level) else int(level), None if pd.isna(page) else int(page))
        found.setdefault(document_id, []).append(block)
    return found


def _covering(text: str, blocks: list[_Block]) -> Iterator[_Block]:
    """The blocks without overlap or surrounding blanks, and what lies between them as paragraphs and list items."""
    at, page = 0, None
    for block in [*blocks, _Block(len(text), len(text), "paragraph", 1, None)]:
        start, end = max(block.start, at), min(block.end, len(text))
        yield from _paragraphs(text, at, start, page)
        at, page = max(at, end), block.page
        stripped = text[start:end].strip()
        if stripped:
            start = text.index(stripped, start)
            kind = "paragraph" if block.kind == HEADING and len(stripped) > LONGEST_HEADING else block.kind
            yield block._replace(start=start, end=start + len(stripped), kind=kind)


def _paragraphs(text: str, start: int, end: int, page: int | None) -> Iterator[_Block]:
    """Paragraphs of text[start:end], parted by blank lines and before bullets."""
    at = start
    for stop in [*(match.end() for match in _PARTED.finditer(text, start, end)), end]:
        part = text[at:stop]
        stripped = part.strip()
        if stripped:
            first = at + len(part) - len(part.lstrip())
            kind = "list_item" if _BULLET.match(stripped) else "paragraph"
            yield _Block(first, first + len(stripped), kind, 1, page)
        at = stop


def _joined(text: str, section: list[_Block]) -> Iterator[_Passage]:
    """The passages of one section: short neighbours joined, as long as they are of a kind that reads on."""
    current: _Passage | None = None
    for place, block in enumerate(section):
        leads_in = text[block.end - 1] == ":" and place + 1 < len(section) and section[place + 1].kind == "list_item"
        for piece in _parts(text, block):
            if current is None:
                current = piece
            elif _reads_on(current, piece, leads_in):
                current = current._replace(end=piece.end, kind=piece.kind, words=current.words + piece.words)
            else:
                yield current
                current = piece
    if current is not None:
        yield current


def _reads_on(current: _Passage, piece: _Passage, leads_in: bool) -> bool:
    if current.words + piece.words > MOST or (current.kind == "table_row") != (piece.kind == "table_row"):
        return False
    if piece.kind in ("list_item", "table_row"):
        return True
    return current.words < FEWEST and piece.words < FEWEST and not (leads_in and current.words > FEWEST // 2)


def _parts(text: str, block: _Block) -> Iterator[_Passage]:
    """One block in parts of whole sentences, as even as they can be, none over `MOST` words but a long sentence."""
    found = [(start, end, len(text[start:end].split())) for start, end in sentences(text, block.start, block.end)]
    total = sum(words for _, _, words in found)
    aim = total / -(-total // MOST) if total else 1
    start, words, done = found[0][0], 0, 0.0
    for place, (_, end, count) in enumerate(found):
        words += count
        following = found[place + 1] if place + 1 < len(found) else None
        # Cut where the text so far is nearest to a whole number of equal parts, or before a part grows too long.
        if following and words + following[2] <= MOST and (done + words + following[2] / 2) < aim * round(done / aim + 1):
            continue
        yield _Passage(start, end, block.kind, words, block.page)
        done += words
        if following:
            start, words = following[0], 0
