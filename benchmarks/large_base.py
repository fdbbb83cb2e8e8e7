"""How long every table takes on a base of 1,000 cases and 200,000 segments: python -m benchmarks.large_base

Two bases are drawn with a seed, of words that mean nothing: one of case studies, and one of a survey with as many sentences of
answers (a quarter as many people, each with four answers in their own words and thirteen closed ones). Each table is asked
of the base once, in the order of `TABLES`, as notebooks ask for them one after the other: what tables have in common is worked
out by the first of them. Prints the seconds of each table, of each room, and of all tables of a base together; a room adds its
tables to `TABLES`. What a build does once (`BUILD`) is told apart.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from evidence import framework, landscape, matrix, survey
from evidence.coded import worked_out
from evidence.findings import Findings, counter_evidence, finding_facts
from evidence.model import ANSWER, EvidenceBase
from evidence.model import TABLES as MODEL
from evidence.pairs import propose_pairs
from evidence.pairs.answers import answers, barrier_states, barrier_summary
from evidence.pairs.escalation import candidates

THEMES, BELOW = 12, 3
AREAS = 9
PEOPLE = 0.05
"""Share of the codings that a person decided on, too."""

SURVEY, OPEN, SCALES = "s", 4, 6
"""The survey drawn, its questions in people's own words, and those on a scale."""

_SCALE = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")
_CLOSED = {
    "role": ("attribute", 5),
    "region": ("attribute", 9),
    "tenure": ("attribute", 4),
    "choice": ("single", 6),
    "all-that-apply": ("multiple", 6),
}
"""Closed questions beside those on a scale: their kind, and their number of options."""

Tables = Mapping[str, Mapping[str, Callable[[EvidenceBase], object]]]

TABLES: Tables = {
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
    "pairs": {
        "answers": answers,
        "barrier_states": barrier_states,
        "barrier_summary": barrier_summary,
        "candidates for the register": candidates,
    },
}
"""Tables of a base of case studies, by room."""

SURVEY_TABLES: Tables = {
    "closed questions": {
        "closed_table of 11": lambda base: [survey.closed_table(base, SURVEY, name) for name in _closed()],
        "crosstab of 10 by role": lambda base: [
            survey.crosstab(base, SURVEY, name, "role") for name in _closed() if name != "role"
        ],
        "crosstab of 10 by region": lambda base: [
            survey.crosstab(base, SURVEY, name, "region") for name in _closed() if name != "region"
        ],
        "association of 10 with role": lambda base: [
            survey.association(base, SURVEY, name, "role") for name in _closed() if name != "role"
        ],
        "likert_table": lambda base: survey.likert_table(base, SURVEY),
        "number_summary": lambda base: survey.number_summary(base, SURVEY, "age"),
        "response_rate": lambda base: survey.response_rate(base, SURVEY),
        "closed_by_person of 11": lambda base: [survey.closed_by_person(base, SURVEY, name) for name in _closed()],
    },
    "open questions": {
        "open_codes of 4": lambda base: [survey.open_codes(base, SURVEY, name) for name in _open()],
        "open_codes_by role of 4": lambda base: [survey.open_codes_by(base, SURVEY, name, "role") for name in _open()],
        "open_codes_by region of 4": lambda base: [survey.open_codes_by(base, SURVEY, name, "region") for name in _open()],
        "open_sides of 4": lambda base: [survey.open_sides(base, SURVEY, name) for name in _open()],
        "open_by_person of 4": lambda base: [survey.open_by_person(base, SURVEY, name) for name in _open()],
    },
    "matrix": {
        "theme_by_polarity of answers": lambda base: matrix.theme_by_polarity(base, kind=ANSWER),
        "cooccurrence of answers": lambda base: matrix.cooccurrence(base, level="code", kind=ANSWER),
        "quotes_table": matrix.quotes_table,
    },
}
"""Tables of a base of survey answers."""

BUILD: Tables = {"build": {"propose_pairs": propose_pairs}}
"""What a build works out once and keeps in the base of case studies."""


def _closed(but: str = "") -> list[str]:
    return [name for name in [*_CLOSED, *_scales()] if name != but]


def _scales() -> list[str]:
    return [f"scale-{n}" for n in range(SCALES)]


def _open() -> list[str]:
    return [f"open-{n}" for n in range(OPEN)]


def _findings(base: EvidenceBase) -> Findings:
    """Twenty findings, each on a theme and three passages of it; drawn once."""
    return worked_out(base, "findings drawn", lambda: _drawn_findings(base))


def _drawn_findings(base: EvidenceBase) -> Findings:
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
    """A base of so many cases, each with one document of as many segments as the others; about two codes to each segment.

    A person has confirmed an answer to one barrier passage in four, in the passage that follows.
    """
    chance = np.random.default_rng(seed)
    each = segments // cases
    codes = _codes()
    tables = {name: table.empty() for name, table in MODEL.items()}
    tables["codes"] = codes
    tables |= _texts(chance, cases, each)
    tables["codings"] = _codings(chance, tables["segments"], codes["code"].to_numpy())
    tables["pairs"] = _pairs(tables)
    return EvidenceBase(tables, {"project": {"title": "Drawn"}, "seed": seed})


def _pairs(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    segments, codings = tables["segments"], tables["codings"]
    said = codings[(codings["coder"] == "rules") & (codings["applied"] == "yes")]
    first = {side: said[said["polarity"] == side].groupby("segment_id")["code"].first() for side in ("barrier", "enabler")}
    after = segments["segment_id"].shift(-1).where(segments["document_id"] == segments["document_id"].shift(-1))
    pairs = pd.DataFrame(
        {"barrier_segment": segments["segment_id"], "enabler_segment": after, "case_id": segments["document_id"]}
    )
    pairs["barrier_code"] = pairs["barrier_segment"].map(first["barrier"])
    pairs["enabler_code"] = pairs["enabler_segment"].map(first["enabler"])
    pairs = pairs.dropna().reset_index(drop=True)
    confirmed = pairs.index % 4 == 0
    status, coder = np.where(confirmed, "confirmed", "proposed"), pd.Series("ana", pairs.index).where(confirmed)
    return MODEL["pairs"].frame(pairs.assign(status=status, score=0.5, why="drawn", coder=coder))


def draw_survey(segments: int, seed: int) -> EvidenceBase:
    """A base of one survey with so many sentences of answers in people's own words, coded as those of case studies are."""
    chance = np.random.default_rng(seed)
    people = np.array([f"p{number:06d}" for number in range(segments // OPEN)])
    tables = {name: table.empty() for name, table in MODEL.items()}
    same = {"source_file": "surveys/s.csv", "sha256": "0" * 64}
    tables["surveys"] = MODEL["surveys"].frame([{"survey_id": SURVEY, "title": "Drawn", "illustrative": False, **same}])
    weights = chance.choice([0.8, 1.0, 1.3], len(people))
    who = {"survey_id": SURVEY, "respondent_id": people, "row": np.arange(len(people)) + 2, "weight": weights}
    tables["respondents"] = MODEL["respondents"].frame(pd.DataFrame(who))
    tables |= _closed_answers(chance, people) | _open_answers(chance, people, same)
    tables["codes"] = _codes()
    tables["codings"] = _codings(chance, tables["segments"], tables["codes"]["code"].to_numpy())
    return EvidenceBase(tables, {"project": {"title": "Drawn"}, "seed": seed})


def _closed_answers(chance: np.random.Generator, people: np.ndarray) -> dict[str, pd.DataFrame]:
    """The questions of the survey, the options of its closed ones, and their answers; one in twenty is not given."""
    kinds = {name: kind for name, (kind, _) in _CLOSED.items()}
    kinds |= (
        dict.fromkeys([f"scale-{n}" for n in range(SCALES)], "likert") | {"age": "number"} | dict.fromkeys(_open(), "free_text")
    )
    questions = [
        {"survey_id": SURVEY, "question_id": name, "ordinal": place, "text": f"Question {name}?", "kind": kind}
        for place, (name, kind) in enumerate(kinds.items(), start=1)
    ]
    offered = {name: [f"{name} {n}" for n in range(number)] for name, (_, number) in _CLOSED.items()}
    offered |= {name: list(_SCALE) for name in _scales()}
    options = [
        {"survey_id": SURVEY, "question_id": name, "ordinal": place, "option": option}
        for name, listed in offered.items()
        for place, option in enumerate(listed, start=1)
    ]
    given = []
    for name, listed in (offered | {"age": [str(age) for age in range(18, 75)]}).items():
        if kinds[name] == "multiple":
            person, option = np.nonzero(chance.random((len(people), len(listed))) < 0.3)
        else:
            person = np.flatnonzero(chance.random(len(people)) > 0.05)
            option = chance.integers(0, len(listed), len(person))
        value = np.array(listed)[option]
        given.append(pd.DataFrame({"question_id": name, "respondent_id": people[person], "value": value, "raw": value}))
    answers = pd.concat(given, ignore_index=True).assign(survey_id=SURVEY)
    made: dict[str, Any] = {"questions": questions, "options": options, "answers": answers}
    return {name: MODEL[name].frame(table) for name, table in made.items()}


def _open_answers(chance: np.random.Generator, people: np.ndarray, same: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """Each person's answer to each open question: a document of one sentence of some twelve words."""
    words = np.array([f"word{n}" for n in range(2000)])
    question, person = np.repeat(_open(), len(people)), np.tile(people, OPEN)
    text = np.array([" ".join(row).capitalize() + "." for row in words[chance.integers(0, len(words), (len(person), 12))]])
    names = np.array([f"{SURVEY}/{q}/{p}" for q, p in zip(question, person, strict=True)])
    length = np.char.str_len(text)
    ids = [f"{name}:0-{end}" for name, end in zip(names, length, strict=True)]
    who = {"survey_id": SURVEY, "question_id": question, "respondent_id": person}
    documents = pd.DataFrame({"document_id": names, "text": text} | who)
    documents = documents.assign(kind=ANSWER, no_answer=False, extractor="drawn", **same)
    segments = pd.DataFrame({"segment_id": ids, "document_id": names, "end": length, "text": text})
    segments = segments.assign(ordinal=1, start=0, kind="sentence")
    return {"documents": MODEL["documents"].frame(documents), "segments": MODEL["segments"].frame(segments)}


def _codes() -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
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
    """Print the seconds that each table takes, or each query."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--segments", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--base", choices=["cases", "survey"], help="only this base")
    parser.add_argument("--build", action="store_true", help="what a build works out once, and no table")
    given = parser.parse_args(arguments)
    if given.base != "survey":
        _tell(draw(given.cases, given.segments, given.seed), BUILD if given.build else TABLES)
    if given.base != "cases" and not given.build:
        _tell(draw_survey(given.segments, given.seed), SURVEY_TABLES)


def _tell(base: EvidenceBase, rooms: Tables) -> None:
    print(base)
    _findings(base)
    whole = 0.0
    for room, tables in rooms.items():
        seconds = {name: _seconds(make, base) for name, make in tables.items()}
        for name, took in seconds.items():
            print(f"{took:8.2f} s  {room}: {name}")
        print(f"{sum(seconds.values()):8.2f} s  {room}, all together")
        whole += sum(seconds.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{whole:8.2f} s  all tables of this base together; {memory:,.0f} MB of memory at most so far")


def _seconds(make: Callable[[EvidenceBase], object], base: EvidenceBase) -> float:
    began = time.perf_counter()
    make(base)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1:])
