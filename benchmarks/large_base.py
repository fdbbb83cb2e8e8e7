"""How long every table takes on a base of 1,000 cases and 200,000 segments: python -m benchmarks.large_base

The base is drawn with a seed, of words that mean nothing. Each table is made anew from the base, as a notebook would make it.
Prints the seconds of each table and of each room; a room adds its tables to `TABLES`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from evidence import framework, landscape, matrix
from evidence.findings import Findings, counter_evidence, finding_facts
from evidence.model import TABLES as MODEL
from evidence.model import EvidenceBase
from evidence.pairs import propose_pairs

THEMES, BELOW = 12, 3
AREAS = 9
PEOPLE = 0.05
"""Share of the codings that a person decided on, too."""

TABLES: Mapping[str, Mapping[str, Callable[[EvidenceBase], object]]] = {
    "matrix": {
        "count_matrix of cases": matrix.count_matrix,
        "count_matrix of segments, by code": lambda base: matrix.count_matrix(base, unit="segments", level="code"),
        "count_matrix of barriers, by policy area": lambda base: matrix.count_matrix(
            base, rows="policy_area", polarity="barrier"
        ),
        "codes_by_attribute": lambda base: matrix.codes_by_attribute(base, "policy_area", level="code"),
        "code_summary": matrix.code_summary,
        "theme_by_polarity": matrix.theme_by_polarity,
        "cooccurrence, exact": lambda base: matrix.cooccurrence(base, level="code"),
        "cooccurrence, overlap": lambda base: matrix.cooccurrence(base, how="overlap", level="code"),
        "cooccurrence, near": lambda base: matrix.cooccurrence(base, how="near", within=3, level="code"),
        "quotes_table": matrix.quotes_table,
        "wide": matrix.wide,
    },
    "framework": {
        "framework_sentences": lambda base: framework.framework_sentences(base, framework.no_sentences()),
        "cell_segments": lambda base: framework.cell_segments(
            base, framework.framework_sentences(base, framework.no_sentences())
        ),
    },
    "landscape": {
        "gap_map": landscape.gap_map,
        "gap_passages": landscape.gap_passages,
        "by_model": lambda base: landscape.by_model(base, "policy_area", level="code"),
        "by_period": landscape.by_period,
        "saturation": landscape.saturation,
        "accumulation": landscape.accumulation,
    },
    "findings": {
        "counter_evidence of 20 findings": lambda base: counter_evidence(base, _findings(base)),
        "finding_facts of 20 findings": lambda base: finding_facts(base, _findings(base)),
    },
    "pairs": {"propose_pairs": propose_pairs},
}


def _findings(base: EvidenceBase) -> Findings:
    """Twenty findings, each on a theme and three passages of it."""
    codings = base.tables["codings"].sort_values(["code", "segment_id"])
    cited = codings.groupby("code").head(3).head(60)
    names = [f"finding-{n // 3:02d}" for n in range(len(cited))]
    origin = base.tables["segments"].merge(base.tables["documents"].drop(columns="text"), on="document_id")
    evidence = (
        cited[["segment_id"]]
        .assign(finding=names, side="for", quote="")
        .merge(origin[["segment_id", "document_id", "case_id", "survey_id", "respondent_id"]], on="segment_id")
    )
    themes = cited["code"].str.split(".").str[0].to_numpy()[::3]
    summary = pd.DataFrame({"finding": list(dict.fromkeys(names)), "codes": themes, "claim": "Word1 stands before word2."})
    return Findings(summary, evidence, pd.DataFrame(), pd.DataFrame())


def draw(cases: int, segments: int, seed: int) -> EvidenceBase:
    """A base of so many cases, each with one document of as many segments as the others; about two codes to each segment."""
    chance = np.random.default_rng(seed)
    each = segments // cases
    codes = _codes()
    tables = {name: table.empty() for name, table in MODEL.items()}
    tables["codes"] = codes
    tables |= _texts(chance, cases, each)
    tables["codings"] = _codings(chance, tables["segments"], codes["code"].to_numpy())
    return EvidenceBase(tables, {"project": {"title": "Drawn"}, "seed": seed})


def _codes() -> pd.DataFrame:
    rows = []
    for theme in range(THEMES):
        names = [f"T{theme:02d}", *(f"T{theme:02d}.c{n}" for n in range(BELOW))]
        for name in names:
            above = None if name == names[0] else names[0]
            more = {"name": f"Code {name}", "definition": f"What {name} means.", "polar": theme < THEMES - 1}
            rows.append({"code": name, "ordinal": len(rows) + 1, "parent": above, "theme": names[0], **more})
    return MODEL["codes"].frame(rows)


def _texts(chance: np.random.Generator, cases: int, each: int) -> dict[str, pd.DataFrame]:
    """Cases, their documents and segments: passages of two sentences of some thirty words."""
    words = np.array([f"word{n}" for n in range(2000)])
    names = [f"case-{n:04d}" for n in range(cases)]
    documents, segments = [], []
    for name in names:
        drawn = words[chance.integers(0, len(words), (each, 30))]
        passages = [f"{' '.join(row[:12]).capitalize()}. {' '.join(row[12:]).capitalize()}." for row in drawn]
        text, start = "\n\n".join(passages), 0
        for ordinal, passage in enumerate(passages, start=1):
            end = start + len(passage)
            segments.append((f"{name}:{start}-{end}", name, ordinal, start, end, "passage", "Findings", passage))
            start = end + 2
        documents.append({"document_id": name, "kind": "case_study", "case_id": name, "no_answer": False, "text": text})
    files = {"source_file": [f"case_studies/{name}.txt" for name in names], "sha256": "0" * 64, "extractor": "drawn"}
    columns = ["segment_id", "document_id", "ordinal", "start", "end", "kind", "heading", "text"]
    areas = [f"area {n}" for n in chance.integers(0, AREAS, cases)]
    about = {"case_id": names, "title": names, "place": names, "policy_area": areas}
    about["date"] = [f"{year}" for year in chance.integers(2012, 2026, cases)]
    about["model"] = [f"model {n}" for n in chance.integers(0, 4, cases)]
    return {
        "cases": MODEL["cases"].frame(pd.DataFrame(about)),
        "documents": MODEL["documents"].frame(pd.DataFrame(documents).assign(**files)),
        "segments": MODEL["segments"].frame(pd.DataFrame(segments, columns=columns)),
    }


def _codings(chance: np.random.Generator, segments: pd.DataFrame, codes: np.ndarray) -> pd.DataFrame:
    """None to four codes a segment by the rules, with the words that speak; and a person's decision on some of them."""
    number = chance.choice(5, len(segments), p=[0.25, 0.3, 0.25, 0.15, 0.05])
    row = np.repeat(np.arange(len(segments)), number)
    rules = pd.DataFrame({"segment_id": segments["segment_id"].to_numpy()[row], "code": chance.choice(codes, len(row))})
    start = segments["start"].to_numpy()[row] + chance.integers(0, 60, len(row))
    rules = rules.assign(
        coder="rules",
        coder_kind="machine",
        applied=chance.choice(["yes", "unsure"], len(row), p=[0.9, 0.1]),
        score=chance.random(len(row)).round(2),
        polarity=chance.choice(["barrier", "enabler", "mixed", "none"], len(row), p=[0.4, 0.35, 0.05, 0.2]),
        evidence_start=start,
        evidence_end=start + 15,
    ).drop_duplicates(["segment_id", "code"])
    people = rules[chance.random(len(rules)) < PEOPLE].drop(columns=["score", "evidence_start", "evidence_end"])
    people = people.assign(coder="ana", coder_kind="person", applied=chance.choice(["yes", "no"], len(people), p=[0.8, 0.2]))
    both = pd.concat([rules, people], ignore_index=True)
    return MODEL["codings"].frame(both.assign(calibrated=False, codebook="0" * 12))


def main(arguments: list[str]) -> None:
    """Print the seconds that each table takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--segments", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", choices=[*TABLES], help="only the tables of this room")
    given = parser.parse_args(arguments)
    base = draw(given.cases, given.segments, given.seed)
    print(base)
    for room, tables in TABLES.items():
        if given.room in (None, room):
            seconds = {name: _seconds(make, base) for name, make in tables.items()}
            for name, took in seconds.items():
                print(f"{took:8.2f} s  {room}: {name}")
            print(f"{sum(seconds.values()):8.2f} s  {room}, all together")


def _seconds(make: Callable[[EvidenceBase], object], base: EvidenceBase) -> float:
    began = time.perf_counter()
    make(base)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1:])
