"""Rich Text, as WordPad and old versions of Word write it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version

from striprtf.striprtf import rtf_to_text

from evidence.errors import Problem, SourceError
from evidence.project import Limits
from evidence.sources.metadata import of_document
from evidence.sources.plain import line_block, with_headings
from evidence.sources.reading import CELL_BREAK, TABLE_ROW, Block, Cut, Reading, clean, count_words

EXTRACTOR = f"striprtf {version('striprtf')}"

MOST_MARKS = 1_000
"""Marks of formatting for each word, beyond which the words may be somewhere else."""

_MARK = re.compile(r"\\bin(?P<length>\d+) ?|\\(?P<word>[a-z]+)(?P<number>-?\d+)? ?|\\[^a-z]|(?P<brace>[{}])", re.IGNORECASE)
_BESIDE = {
    "object": "embedded objects",
    "pict": "pictures",
    "annotation": "comments",
    "header": "page headers and footers",
    "footer": "page headers and footers",
}
_CUT = {"deleted": "text deleted under 'track changes'", "v": "hidden text"}
_AT_END = frozenset({"footnote", "shptxt"})
_TOLD = _AT_END | set(_BESIDE) | set(_CUT)
_INFO = re.compile(r"\{\\(title|author)\s([^{}\\]{1,300})\}")
_WRITTEN = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_ELSEWHERE = re.compile(r"\\fldinst\b[^{}]{0,200}?\b(?:INCLUDEPICTURE|INCLUDETEXT|IMPORT|DDE|DDEAUTO|LINK)\b", re.IGNORECASE)
_MEND = "Open it in Word and save it as .docx, if the case study needs it."


@dataclass(frozen=True)
class Group:
    """A group of a Rich Text file that is not plain text: the word that says so, and where it stands."""

    word: str
    start: int
    end: int


def read_rtf(data: bytes, shown: str, limits: Limits) -> Reading:
    """The paragraphs and table rows of a Rich Text file, with its footnotes and text boxes at the end.

    raises: SourceError, if its groups are nested deeper than the limit, or binary data goes beyond the file's end.
    """
    text = data.decode("cp1252", errors="replace")
    groups, whole, marks = _groups(text, shown, limits)
    words = {word: sum(count_words(_rtf_lines(_alone(text, group))) for group in groups if group.word == word) for word in _CUT}
    beside = Counter(_BESIDE[group.word] for group in groups if group.word in _BESIDE)
    cuts = [
        *(Cut("whole file", "words", count, _CUT[word], _MEND) for word, count in words.items()),
        *(Cut("whole file", "parts", beside[name], name, _MEND) for name in sorted(beside)),
        Cut("whole file", "parts", len(_ELSEWHERE.findall(text)), "fields that show what lies elsewhere (never fetched)", _MEND),
        Cut("end of file", "parts", int(not whole), "the end of the text: it breaks off unclosed", "Ask for a new copy."),
    ]
    lines = _rtf_lines(_without(text, groups))
    lines += [line for group in groups if group.word in _AT_END for line in _rtf_lines(_alone(text, group))]
    blocks = with_headings([_block(line) for line in lines])
    if marks > MOST_MARKS * (1 + count_words(block.text for block in blocks)):
        cuts.append(Cut("whole file", "parts", marks, "marks of formatting, far more than its words need", _MEND))
    told = {key.lower(): value for key, value in _INFO.findall(text)}
    written = _WRITTEN.search(text)
    told |= {"date": "-".join(written.groups())} if written else {}
    return Reading(blocks, cuts, of_document(blocks, told), EXTRACTOR)


def _groups(text: str, shown: str, limits: Limits) -> tuple[list[Group], bool, int]:
    """The groups that are not plain text, whether all groups are closed, and how many marks the text has."""
    found: list[Group] = []
    marks = 0
    opened: list[tuple[int, list[str]]] = []
    position = 0
    while mark := _MARK.search(text, position):
        position, marks = mark.end(), marks + 1
        if mark["length"]:
            position += int(mark["length"])
            if position > len(text):
                raise SourceError(Problem(shown, "is damaged: its binary data goes beyond its end", "Ask for a new copy."))
        elif mark["brace"] == "{":
            opened.append((mark.start(), []))
            if len(opened) > limits.xml_depth:
                mend = "Is it the right file? If so, raise xml_depth under limits: in project.yaml."
                raise SourceError(Problem(shown, f"is nested deeper than xml_depth: {limits.xml_depth:,}", mend))
        elif mark["brace"] and opened:
            start, words = opened.pop()
            found += [Group(word, start, position) for word in words]
        elif mark["word"] in _TOLD and mark["number"] != "0" and opened:
            opened[-1][1].append(mark["word"])
    return sorted(found, key=lambda group: group.start), not opened, marks


def _without(text: str, groups: Iterable[Group]) -> str:
    """`text` without the groups whose words are cut."""
    pieces, position = [], 0
    for group in groups:
        if group.word in _CUT and group.start >= position:
            pieces.append(text[position : group.start])
            position = group.end
    return "".join([*pieces, text[position:]])


def _alone(text: str, group: Group) -> str:
    """The group as a file of its own."""
    inner = re.sub(rf"\\{group.word}(?![a-z])-?\d* ?|\\\*", "", text[group.start : group.end], count=2)
    return f"{{\\rtf1\\ansi {inner}}}"


def _rtf_lines(text: str) -> list[str]:
    plain: str = rtf_to_text(text, errors="replace")  # type: ignore[no-untyped-call]
    return [line for line in map(clean, plain.splitlines()) if line]


def _block(line: str) -> Block:
    if line.endswith("|"):
        return Block(TABLE_ROW, clean(line[:-1].replace("|", CELL_BREAK)))
    return line_block(line)
