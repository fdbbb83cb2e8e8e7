"""The codes that may be given, and their tree: a codebook read, checked and shown."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import re2

from evidence.config import Mapped, did_you_mean, read_yaml, unknown_keys
from evidence.errors import CodebookError, Problem
from evidence.model import TABLES

MAX_CODES = 5_000
MAX_DEPTH = 10
"""More codes, or deeper, than any coder keeps in mind; a larger file is a mistake or an attack."""

_KEYS = ("title", "version", "codes")
_WORDS = ("name", "definition", "include", "exclude")
_LISTS = ("terms", "barrier_terms", "enabler_terms", "patterns", "examples", "counter_examples")
_CODE_KEYS = ("id", "parent", *_WORDS, *_LISTS, "polar")
_TERM_LISTS = _LISTS[:3]
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")
_ID_LENGTH = 60
_ANY_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Code:
    """One code.

    code:             its id, e.g. "CULT.trust".
    parent:           the id of the code above it; None for a theme.
    include, exclude: when to give the code and when not, in words for a person.
    terms:            words and phrases that speak of it. One in capitals is met in capitals only; one that ends in `*`
                      stands for every ending; a hyphen may be a space or nothing.
    barrier_terms:    terms that say it is in the way (for the code trust: "mistrust").
    enabler_terms:    terms that say it helps.
    patterns:         regular expressions of what speaks of it where terms do not reach, in RE2 syntax; capitals count as small.
    examples:         words of the kind that get the code; counter_examples: words that do not, though they look it.
    polar:            False for outcomes and the like, which are neither barrier nor enabler.
    """

    code: str
    parent: str | None = None
    name: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    terms: tuple[str, ...] = ()
    barrier_terms: tuple[str, ...] = ()
    enabler_terms: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    polar: bool = True


@dataclass(frozen=True)
class Codebook:
    """The codes of one project, in the order of the file.

    >>> book = Codebook("Sharing", "1", (Code("CULT", name="Culture"), Code("CULT.trust", "CULT", "Trust")))
    >>> book.theme("CULT.trust"), len(book), "CULT" in book
    ('CULT', 2, True)
    """

    title: str
    version: str
    codes: tuple[Code, ...]

    @cached_property
    def hash(self) -> str:
        """12 hexadecimal digits that change when anything that matters to a coder does: not title, version or order."""
        told = sorted((self._told(code) for code in self.codes), key=lambda code: str(code["code"]))
        text = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @staticmethod
    def _told(code: Code) -> dict[str, Any]:
        told = {key: sorted(value) if isinstance(value, tuple) else value for key, value in asdict(code).items()}
        if not code.patterns:
            del told["patterns"]  # A codebook without any has the hash that it had before there were patterns.
        return told

    @cached_property
    def patterns(self) -> tuple[tuple[str, str], ...]:
        """Code and pattern, for every pattern of every code, in the order of the file."""
        return tuple((code.code, pattern) for code in self.codes for pattern in code.patterns)

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.code: code for code in self.codes}

    def __getitem__(self, code_id: str) -> Code:
        if code_id not in self._by_id:
            raise KeyError(f"no code {code_id!r} in the codebook{did_you_mean(code_id, self._by_id)}")
        return self._by_id[code_id]

    def __contains__(self, code_id: object) -> bool:
        return code_id in self._by_id

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def theme(self, code_id: str) -> str:
        """The id of the topmost code above `code_id`, or `code_id` itself if it is a theme."""
        code = self[code_id]
        while code.parent is not None:
            code = self[code.parent]
        return code.code

    def children(self, code_id: str) -> tuple[Code, ...]:
        """The codes right below `code_id`, in the order of the file."""
        return tuple(code for code in self.codes if code.parent == self[code_id].code)

    def frame(self) -> pd.DataFrame:
        """One row a code, as the model's table `codes`."""
        rows = [
            {
                "code": code.code,
                "ordinal": ordinal,
                "parent": code.parent,
                "theme": self.theme(code.code),
                "name": code.name,
                "definition": code.definition,
                "polar": code.polar,
            }
            for ordinal, code in enumerate(self.codes, start=1)
        ]
        return TABLES["codes"].frame(rows)

    def __repr__(self) -> str:
        themes = sum(code.parent is None for code in self.codes)
        return f"Codebook({self.title!r}, version {self.version}, hash {self.hash}: {len(self):,} codes in {themes:,} themes)"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(code.code)}</td><td>{'' if code.parent else '<strong>'}{escape(code.name)}"
            f"{'' if code.parent else '</strong>'}</td><td>{escape(code.definition)}</td></tr>"
            for code in self.codes
        )
        return (
            f"<p><strong>{escape(self.title)}</strong>, version {escape(self.version)}, hash {self.hash}</p>"
            "<table><thead><tr><th scope='col'>Code</th><th scope='col'>Name</th><th scope='col'>Definition</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


PATTERN_MB = 8
"""Memory that one compiled pattern may take."""


@cache
def pattern_finder(pattern: str) -> Callable[[str], list[tuple[int, int]]]:
    """What finds a pattern in a text, in time that grows with the text only: start and end of each match, from the left.

    raises: ValueError, with the reason, if it is no pattern of RE2 (which has no back-references and no look-around),
            takes more memory than allowed, or matches what holds no word.

    >>> pattern_finder(r"\\bhubs?\\b")("A hub, two Hubs, one hubcap")
    [(2, 5), (11, 15)]
    """
    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, PATTERN_MB * 1024 * 1024
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as fault:
        raise ValueError(str(fault.args[0], "utf-8", "replace") if isinstance(fault.args[0], bytes) else str(fault)) from None
    empty = any(match.start() == match.end() for match in compiled.finditer("a b-1."))
    if empty or any(compiled.search(wordless) for wordless in ("", " ", "\n", ".", ", ", " - ")):
        raise ValueError("it matches what holds no word, and so would be found everywhere")
    return lambda text: [match.span() for match in compiled.finditer(text) if match.group()]


def read_codebook(path: Path, shown: str = "codebook.yaml") -> Codebook:
    """The codebook in the YAML file at `path`.

    The file holds `title`, `version` and `codes`, a list; a code holds `id`, `definition` and whatever else `Code` has.
    A code without `name` is called by its id; one without `polar` is as polar as the code above it.
    One term may stand in several codes: a passage can speak of both.

    shown:  how messages name the file.
    raises: CodebookError, with everything that is wrong and its line.
    """
    data = read_yaml(path, shown, CodebookError)
    if not isinstance(data, Mapped):
        raise CodebookError(Problem(shown, "is empty or no mapping", "Write at least: codes: and under it a list of codes."))
    problems = unknown_keys(data, _KEYS, shown)
    entries = data.get("codes")
    place = f"{shown}, line {data.lines.get('codes', 1)}"
    if not isinstance(entries, list) or not entries:
        problems.append(Problem(place, "has no list of codes", "Write under codes: one entry a code, each beginning with - id:"))
        raise CodebookError(problems)
    if len(entries) > MAX_CODES:
        mend = f"Keep to {MAX_CODES:,}; split the codebook, or check that the file is the right one."
        raise CodebookError([*problems, Problem(place, f"holds {len(entries):,} codes", mend)])
    problems += [problem for number, entry in enumerate(entries, 1) for problem in _entry_problems(entry, number, shown)]
    mapped = [entry for entry in entries if isinstance(entry, Mapped) and _good_id(entry.get("id"))]
    problems += _duplicate_ids(mapped, shown) + _tree_problems(mapped, shown)
    if problems:
        raise CodebookError(sorted(problems, key=_line))
    return Codebook(_text(data.get("title")) or "Codebook", _text(data.get("version")) or "1", _codes(mapped))


LONG_PATTERN = 1_000
"""Characters of a pattern that nobody can check by reading it."""


def advice_on(book: Codebook, shown: str = "codebook.yaml") -> list[Problem]:
    """What could be better in a codebook that can be used as it is: patterns that no reader of it can follow."""
    mend = "Write words and phrases under terms, where each is seen and counted; keep patterns for what terms cannot say."
    return [
        Problem(shown, f"code '{code}' has a pattern of {len(pattern):,} characters, which nobody can check by reading it", mend)
        for code, pattern in book.patterns
        if len(pattern) > LONG_PATTERN
    ]


def _line(problem: Problem) -> int:
    number = problem.where.rpartition("line ")[2]
    return int(number) if number.isdigit() else 0


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _good_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _ID_LENGTH and bool(_ID.fullmatch(value))


def _entry_problems(entry: Any, number: int, shown: str) -> list[Problem]:
    """What is wrong within one code."""
    if not isinstance(entry, Mapped):
        return [Problem(shown, f"code {number} is no mapping", "Begin it with - id: and indent the rest below it.")]
    problems = unknown_keys(entry, _CODE_KEYS, shown)

    def wrong(key: str, what: str, mend: str) -> None:
        problems.append(Problem(f"{shown}, line {entry.lines.get(key, entry.line)}", what, mend))

    if not _good_id(entry.get("id")):
        found = f"'{entry['id']}' is no id" if entry.get("id") is not None else f"code {number} has no id"
        wrong("id", found, f"Use letters, digits, '-', '_' and '.', up to {_ID_LENGTH}; quote a number. For example: CULT.trust")
    name = f"code '{entry.get('id')}'"
    if "definition" not in entry or entry["definition"] is None or entry["definition"] == "":
        wrong("definition", f"{name} has no definition", "Say in a sentence what the code means.")
    for key in ("parent", *_WORDS):
        value = entry.get(key)
        if value is not None and not isinstance(value, str):
            wrong(key, f"{name}: '{key}' is no text", "Put the text in quotes.")
        elif isinstance(value, str) and value and not value.strip():
            wrong(key, f"{name}: '{key}' is blank", "Write it, or remove the line.")
    for key in _LISTS:
        for what, mend in _list_problems(key, entry.get(key)):
            wrong(key, f"{name}: {what}", mend)
    for what, mend, key in _term_problems(entry):
        wrong(key, f"{name}: {what}", mend)
    if not isinstance(entry.get("polar", True), bool):
        wrong("polar", f"{name}: 'polar' is neither true nor false", "Write true or false.")
    return problems


def _list_problems(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if not isinstance(value, list):
        yield f"'{key}' is no list", f"Write for example: {key}: [one, another]"
        return
    for place, item in enumerate(value, 1):
        if not isinstance(item, str):
            hint = " (YAML reads no, yes, on and off as true or false)" if isinstance(item, bool) else ""
            yield f"item {place} of '{key}' is no text{hint}", 'Put it in quotes, for example: "no"'
        elif not _ANY_WORD.search(item) and (key != "patterns" or not item.strip()):
            yield f"item {place} of '{key}' holds no word", "Write it, or remove it."
        elif key == "patterns":
            yield from _pattern_problems(item, place)
        elif key in _TERM_LISTS and "*" in item[:-1]:
            yield f"item {place} of '{key}' has a * before its end", "Put * at the end of a term only: it stands for any ending."


def _pattern_problems(pattern: str, place: int) -> Iterator[tuple[str, str]]:
    try:
        pattern_finder(pattern)
    except ValueError as fault:
        mend = "Write it in RE2 syntax: no look-ahead, look-behind or back-reference, no repeat over 1,000; or use terms."
        yield f"item {place} of 'patterns' cannot be used: {fault}", mend


def _term_problems(entry: Mapped) -> Iterator[tuple[str, str, str]]:
    """A term that stands twice in one code: as a slip, or as a contradiction."""
    seen: dict[str, str] = {}
    for key in _TERM_LISTS:
        terms = entry.get(key)
        for term in terms if isinstance(terms, list) else []:
            if not isinstance(term, str):
                continue
            # A term in capitals is met in capitals only, so that "IT" and "it" are two terms.
            folded = _text(term) if term.isupper() else _text(term).lower()
            if folded in seen:
                both = f"'{key}'" if seen[folded] == key else f"'{seen[folded]}' and '{key}'"
                yield f"the term '{_text(term)}' stands twice, in {both}", "Keep one of them.", key
            seen.setdefault(folded, key)


def _duplicate_ids(entries: list[Mapped], shown: str) -> list[Problem]:
    first: dict[str, Mapped] = {}
    problems = []
    for entry in entries:
        # Ids that differ only in case would be told apart by no one who types them.
        other = first.setdefault(entry["id"].lower(), entry)
        if other is not entry:
            what = f"the id '{entry['id']}' is already that of the code in line {other.line}"
            problems.append(Problem(f"{shown}, line {entry.lines['id']}", what, "Give one of them another id."))
    return problems


def _tree_problems(entries: list[Mapped], shown: str) -> list[Problem]:
    """Parents that do not exist or were forgotten, circles, and a tree that is too deep."""
    parents = {entry["id"]: entry.get("parent") for entry in entries}
    problems = []

    def wrong(entry: Mapped, what: str, mend: str) -> None:
        problems.append(Problem(f"{shown}, line {entry.lines.get('parent', entry.line)}", what, mend))

    for entry in entries:
        code, parent = entry["id"], entry.get("parent")
        above = code.rpartition(".")[0]
        if parent is None and above in parents:
            wrong(entry, f"code '{code}' has no parent, though there is a code '{above}'", f"Write: parent: {above}")
        elif isinstance(parent, str) and parent not in parents:
            wrong(entry, f"the parent '{parent}' of code '{code}' is not in the codebook{did_you_mean(parent, parents)}", _PARENT)
        elif isinstance(parent, str):
            line = _line_up(code, parents)
            if line[-1] == code:
                wrong(entry, f"code '{code}' stands above itself: {' < '.join(line)}", "Remove one of these parents.")
            elif len(line) > MAX_DEPTH and line[-1] not in line[:-1]:
                wrong(entry, f"code '{code}' is deeper than {MAX_DEPTH} levels", "Flatten the tree.")
    return problems


_PARENT = "Write the id of a code of this file, or remove the line to make it a theme."


def _line_up(code: str, parents: dict[str, Any]) -> list[str]:
    """`code`, its parent and so on, to a theme, to a code met before, or past the depth that is allowed."""
    line = [code]
    while isinstance(parents.get(line[-1]), str) and len(line) <= MAX_DEPTH:
        line.append(parents[line[-1]])
        if line[-1] in line[:-1]:
            break
    return line


def _codes(entries: list[Mapped]) -> tuple[Code, ...]:
    by_id = {entry["id"]: entry for entry in entries}

    def polar(entry: Mapped) -> bool:
        while entry.get("polar") is None and entry.get("parent") is not None:
            entry = by_id[entry["parent"]]
        return bool(entry.get("polar", True))

    def listed(entry: Mapped, key: str) -> tuple[str, ...]:
        return tuple(_text(item) for item in entry.get(key) or ())

    return tuple(
        Code(
            code=entry["id"],
            parent=entry.get("parent"),
            name=_text(entry.get("name")) or entry["id"],
            definition=_text(entry["definition"]),
            include=_text(entry.get("include")),
            exclude=_text(entry.get("exclude")),
            terms=listed(entry, "terms"),
            barrier_terms=listed(entry, "barrier_terms"),
            enabler_terms=listed(entry, "enabler_terms"),
            patterns=tuple(entry.get("patterns") or ()),
            examples=listed(entry, "examples"),
            counter_examples=listed(entry, "counter_examples"),
            polar=polar(entry),
        )
        for entry in entries
    )
