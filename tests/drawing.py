"""Tests draw their data as tables: the columns that matter are drawn, the rest is filled in."""

from __future__ import annotations

from typing import Any

import pandas as pd

from evidence.model import CASE_STUDY, TABLES, EvidenceBase

_DEFAULTS: dict[str, dict[str, Any]] = {
    "cases": {"title": lambda r: r["case_id"].title()},
    "surveys": {"title": "Survey", "illustrative": False, "source_file": "surveys/s.csv", "sha256": "0" * 64},
    "questions": {"ordinal": lambda r: r["_n"], "text": lambda r: f"Question {r['question_id']}?"},
    "options": {"ordinal": lambda r: r["_n"]},
    "respondents": {"row": lambda r: r["_n"], "weight": 1.0},
    "answers": {"raw": lambda r: r["value"]},
    "documents": {
        "kind": CASE_STUDY,
        "no_answer": False,
        "source_file": lambda r: f"case_studies/{r['document_id']}.txt",
        "sha256": "0" * 64,
        "extractor": "drawn",
    },
    "segments": {"ordinal": lambda r: r["_n"], "kind": "passage"},
    "codes": {
        "ordinal": lambda r: r["_n"],
        "theme": lambda r: r["code"].split(".")[0],
        "parent": lambda r: r["code"].rpartition(".")[0] or None,
        "name": lambda r: r["code"].title(),
        "definition": lambda r: f"What {r['code']} means.",
        "polar": True,
    },
    "codings": {
        "coder": "rules",
        "coder_kind": lambda r: "machine" if r["coder"] in ("rules", "model") else "person",
        "applied": "yes",
        "calibrated": False,
        "polarity": "none",
        "codebook": "0" * 12,
    },
    "dropped": {"stage": "sources", "unit": "file", "count": 1, "mend": "Nothing to do."},
}


def drawn(text: str) -> list[dict[str, str | None]]:
    """Rows of a table drawn with | between its cells; an empty cell or '.' is missing.

    >>> drawn('''
    ...     code  | ana
    ...     trust | yes
    ... ''')
    [{'code': 'trust', 'ana': 'yes'}]
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    header, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [{name: cell if cell not in ("", ".") else None for name, cell in zip(header, row, strict=True)} for row in rows]


def frame(name: str, text: str | list[dict[str, Any]]) -> pd.DataFrame:
    """A frame of the model's table `name`, drawn; columns not drawn get the plainest value that is allowed."""
    rows = drawn(text) if isinstance(text, str) else text
    filled = []
    for number, row in enumerate(rows, start=1):
        values: dict[str, Any] = {**row, "_n": number}
        for column, default in _DEFAULTS.get(name, {}).items():
            if values.get(column) is None:
                values[column] = default(values) if callable(default) else default
        for column, spec in TABLES[name].columns.items():
            if spec.dtype == "bool" and isinstance(values.get(column), str):
                values[column] = values[column].lower() in ("true", "yes")
        values.pop("_n")
        filled.append(values)
    return TABLES[name].frame(filled)


def base(manifest: dict[str, Any] | None = None, **tables: str | list[dict[str, Any]] | pd.DataFrame) -> EvidenceBase:
    """An evidence base of drawn tables; tables not drawn are empty.

    Segments may be drawn as (document_id, text): their place in the document is found, and documents, cases and
    codes that are only referred to are made up.
    """
    drawn_tables = {n: t if isinstance(t, pd.DataFrame) else (drawn(t) if isinstance(t, str) else t) for n, t in tables.items()}
    _place_segments(drawn_tables)
    _make_up(drawn_tables)
    frames = {n: t if isinstance(t, pd.DataFrame) else frame(n, t) for n, t in drawn_tables.items()}
    return EvidenceBase({n: frames.get(n, TABLES[n].empty()) for n in TABLES}, manifest or {"project": {"title": "Drawn"}})


def _place_segments(tables: dict[str, Any]) -> None:
    segments = tables.get("segments")
    if not isinstance(segments, list) or not segments or "start" in segments[0]:
        return
    documents: dict[str, dict[str, Any]] = {d["document_id"]: d for d in tables.setdefault("documents", [])}
    texts: dict[str, str] = {i: d.get("text") or "" for i, d in documents.items()}
    given = {i for i, text in texts.items() if text}
    for segment in segments:
        name, text = segment["document_id"], segment["text"]
        if name not in given:
            texts[name] = f"{texts.get(name, '')}\n\n{text}".strip()
        start = texts[name].index(text)
        segment.update(start=start, end=start + len(text), segment_id=f"{name}:{start}-{start + len(text)}")
    for name, text in texts.items():
        if name not in documents:
            documents[name] = {"document_id": name}
            tables["documents"].append(documents[name])
        documents[name]["text"] = text
    counts: dict[str, int] = {}
    for segment in segments:
        counts[segment["document_id"]] = counts.get(segment["document_id"], 0) + 1
        segment.setdefault("ordinal", counts[segment["document_id"]])


def _make_up(tables: dict[str, Any]) -> None:
    def known(table: str, key: str) -> set[str]:
        rows = tables.get(table, [])
        return set(rows[key]) if isinstance(rows, pd.DataFrame) else {row[key] for row in rows}

    for document in tables.get("documents", []) if isinstance(tables.get("documents"), list) else []:
        if not document.get("kind") and not document.get("survey_id"):
            document.setdefault("case_id", document["document_id"])
        if document.get("case_id") and document["case_id"] not in known("cases", "case_id"):
            tables.setdefault("cases", []).append({"case_id": document["case_id"]})
    codings = tables.get("codings", [])
    for coding in codings if isinstance(codings, list) else []:
        parts = coding["code"].split(".")
        for depth in range(1, len(parts) + 1):
            if ".".join(parts[:depth]) not in known("codes", "code"):
                tables.setdefault("codes", []).append({"code": ".".join(parts[:depth])})
