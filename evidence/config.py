"""YAML that a researcher wrote, read safely and with the line of every key at hand."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from evidence.errors import EvidenceError, Problem
from evidence.textfiles import own_bytes, utf8

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Mapped(dict[str, Any]):
    """A YAML mapping that remembers the line of each of its keys, and its own.

    >>> parse("a: 1\\nb: {c: 2}")["b"].lines
    {'c': 2}
    """

    line: int = 1

    def __init__(self, items: Iterable[tuple[str, Any]] = (), lines: Mapping[str, int] | None = None) -> None:
        super().__init__(items)
        self.lines = dict(lines or {})


class YamlFaultError(Exception):
    """What is wrong in a YAML text: its line, the finding and the mend; a reader adds the file."""

    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(what)
        self.line, self.what, self.mend = line, what, mend


def read_yaml(path: Path, shown: str, error: type[EvidenceError]) -> Any:
    """The value in the YAML file at `path`: mappings are `Mapped`, scalars plain Python.

    shown:  how messages name the file.
    raises: `error`, if it cannot be read, is over 1 MB, is neither UTF-8 nor UTF-16 with its mark, is not YAML, holds an anchor,
            an alias, a tag or a key twice, or is nested deeper than 20.
    """
    data = own_bytes(path, shown, error, most=MAX_BYTES)
    try:
        return parse(_utf16(data, shown, error) if data.startswith(_UTF16) else utf8(data, shown, error))
    except YamlFaultError as fault:
        raise error(Problem(f"{shown}, line {fault.line}", fault.what, fault.mend)) from None


def _utf16(data: bytes, shown: str, error: type[EvidenceError]) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise error(Problem(shown, "is not UTF-16 text, as its first bytes say", "Save the file as UTF-8.")) from None


def parse(text: str) -> Any:
    """The value that `text` holds as YAML; see `read_yaml` for what is refused."""
    loader = yaml.SafeLoader(_checked(text))
    try:
        node = loader.get_single_node()
        return None if node is None else _value(loader, node)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise YamlFaultError((mark.line if mark else 0) + 1, f"is not valid YAML: {fault.problem}", _YAML_HINT) from None
    except (yaml.YAMLError, ValueError) as fault:
        raise YamlFaultError(1, f"is not valid YAML: {str(fault).splitlines()[0]}", _YAML_HINT) from None
    finally:
        loader.dispose()


_YAML_HINT = "Check indentation, colons and quotes; a text that holds ': ' or begins with a sign needs quotes."


def _checked(text: str) -> str:
    """`text`, if its events hold no alias, anchor or tag and do not nest too deep; checked before any node is built."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            line = (event.start_mark.line if event.start_mark else 0) + 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise YamlFaultError(
                    line, "holds an anchor or an alias (& or *)", "Write the value out; quote a text that begins with & or *."
                )
            if getattr(event, "tag", None):
                raise YamlFaultError(line, "holds a tag (!)", "Remove the tag; quote a text that begins with one.")
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
            if depth > MAX_DEPTH:
                raise YamlFaultError(line, f"is nested deeper than {MAX_DEPTH} levels", "Flatten it.")
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise YamlFaultError((mark.line if mark else 0) + 1, f"is not valid YAML: {fault.problem}", _YAML_HINT) from None
    except yaml.reader.ReaderError:
        raise YamlFaultError(1, "holds a control character", "Remove it.") from None
    return text


def _value(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        value = loader.construct_object(node)
        if isinstance(value, str) and _UNSEEN.search(value):
            line = node.start_mark.line + 1
            raise YamlFaultError(line, "holds a character that no one sees (a control character or half of one)", "Remove it.")
        return value
    mapped = Mapped()
    mapped.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = str(_value(loader, key_node)) if isinstance(key_node, yaml.ScalarNode) else ""
        if not key:
            raise YamlFaultError(line, "has a key that is no word", "Begin the line with a word and a colon.")
        if key in mapped:
            raise YamlFaultError(line, f"has the key '{key}' twice (first in line {mapped.lines[key]})", "Keep one of them.")
        mapped[key] = _value(loader, value_node)
        mapped.lines[key] = line
    return mapped


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`"; did you mean 'x'?"` for the known word nearest to `word`, or an empty text.

    >>> did_you_mean("leadreship", ["leadership", "culture"])
    "; did you mean 'leadership'?"
    """
    lowered = {k.lower(): k for k in known}
    near = difflib.get_close_matches(word.lower(), lowered, n=1)
    return f"; did you mean '{lowered[near[0]]}'?" if near else ""


def unknown_keys(mapped: Mapped, known: Iterable[str], shown: str) -> list[Problem]:
    """One problem for each key of `mapped` that is not known, with its line."""
    known = list(known)
    return [
        Problem(
            f"{shown}, line {mapped.lines[key]}",
            f"unknown key '{key}'{did_you_mean(key, known)}",
            f"Use one of: {', '.join(known)}.",
        )
        for key in mapped
        if key not in known
    ]
