"""The project that ships: real places from public sources, a made-up survey that says so, and a codebook two coders can share."""

from __future__ import annotations

import csv
import io
import re
import runpy
from pathlib import Path

import pandas as pd
import pytest
import yaml

from evidence.codebook import Codebook, read_codebook
from evidence.project import Project, find_project
from evidence.segmentation import segment_documents
from evidence.sources.case_studies import read_case_study
from evidence.sources.register import read_register
from evidence.sources.surveys import check_survey, read_survey

FOLDER = Path(__file__).parent.parent / "data" / "raw" / "information-sharing"
SURVEY = "surveys/practitioner-feedback-illustrative.csv"
THEMES = ["LEAD", "CULT", "CAP", "CAPAB", "GOV", "PURP", "COMM", "TECH", "MODEL", "USER", "OUT", "NAT"]


@pytest.fixture(scope="module")
def project() -> Project:
    return find_project(FOLDER)


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook(FOLDER / "codebook.yaml")


@pytest.fixture(scope="module")
def cases() -> dict[str, dict[str, str]]:
    with (FOLDER / "cases.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def test_ten_places_and_five_formats_at_least(cases):
    assert sum(row["scope"] == "place" for row in cases.values()) >= 10
    assert len({Path(file).suffix for file in cases}) >= 5


def test_every_file_is_registered_and_every_entry_has_its_file(project, cases):
    assert project.files("case_studies") == sorted(f"case_studies/{file}" for file in cases)
    assert not read_register(project).problems


def test_every_case_says_how_it_came_to_be_studied(cases):
    assert all(row["selection"].strip() and row["place"].strip() and row["policy_area"].strip() for row in cases.values())


def test_every_case_study_cites_in_its_text_each_source_the_register_names(project, cases):
    for file, row in cases.items():
        entry = {column: value for column, value in row.items() if column != "file"}
        frames = read_case_study(FOLDER, f"case_studies/{file}", row["case_id"], entry, project.limits)
        (text,) = frames["documents"]["text"]
        urls = row["source"].split()
        assert urls, file
        assert [url for url in urls if url not in text] == [], file
        assert "What is not known" in text, file


def test_case_studies_hold_no_invented_speech(project, cases):
    for file, row in cases.items():
        (text,) = read_case_study(FOLDER, f"case_studies/{file}", row["case_id"], {}, project.limits)["documents"]["text"]
        assert not set(text) & set('“”"«»'), file


def test_the_survey_script_makes_the_same_bytes_again(tmp_path):
    made = runpy.run_path(str(FOLDER / "make_practitioner_feedback.py"))
    made["make"](tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (FOLDER / SURVEY).read_bytes()


def test_the_survey_says_that_it_is_made_up_wherever_it_is_named(project):
    description = yaml.safe_load((FOLDER / SURVEY).with_suffix(".yaml").read_text(encoding="utf-8"))
    assert description["illustrative"] is True
    assert "illustrative" in SURVEY
    assert "made up" in description["title"].lower()
    assert "made up" in description["description"].lower()
    assert "made up" in project.notice.lower()


def test_the_survey_has_150_respondents_and_300_distinct_answers(project):
    assert check_survey(FOLDER, SURVEY, project.limits) == []
    frames = read_survey(FOLDER, SURVEY, project.limits)
    assert len(frames["respondents"]) >= 150
    assert frames["documents"].loc[~frames["documents"]["no_answer"], "text"].nunique() >= 300
    assert set(frames["questions"]["kind"]) >= {"attribute", "likert", "single", "multiple", "free_text"}
    assert (frames["questions"]["kind"] == "likert").sum() == 6
    assert frames["surveys"]["illustrative"].all()


def test_the_survey_names_nobody(project):
    rows = list(csv.reader(io.StringIO((FOLDER / SURVEY).read_text(encoding="utf-8"))))
    assert not any("@" in cell or any(len(word) > 6 and word.isdigit() for word in cell.split()) for row in rows for cell in row)


def test_the_codebook_has_every_theme(codebook):
    assert [code.code for code in codebook if code.parent is None] == THEMES


def test_every_code_can_be_applied_alike_by_two_coders(codebook):
    for code in codebook:
        assert all((code.definition, code.include, code.exclude, code.examples, code.counter_examples)), code.code
        assert len({*code.terms, *code.barrier_terms, *code.enabler_terms}) >= 5, code.code


def test_only_outcomes_are_neither_barrier_nor_enabler(codebook):
    assert {code.code.split(".")[0] for code in codebook if not code.polar} == {"OUT"}
    assert all(not code.barrier_terms and not code.enabler_terms for code in codebook if not code.polar)


def test_every_exclude_that_names_a_neighbour_names_a_code(codebook):
    for code in codebook:
        for named in re.findall(r"\b[A-Z]{2,}(?:\.[a-z]+)?\b", code.exclude):
            assert named in codebook or named in {"IT", "NHS"}, (code.code, named)


def test_each_finding_quotes_what_its_segment_says_and_none_rests_on_the_made_up_survey(project):
    tables = [read_case_study(FOLDER, file, Path(file).stem, {}, project.limits) for file in project.files("case_studies")]
    documents = pd.concat([frames["documents"] for frames in tables], ignore_index=True)
    segments = segment_documents(documents, pd.concat([frames["blocks"] for frames in tables], ignore_index=True))
    words = {row.segment_id: " ".join(row.text.split()) for row in segments.itertuples()}
    findings = yaml.safe_load((FOLDER / "findings.yaml").read_text(encoding="utf-8"))["findings"]
    assert len(findings) >= 5
    for finding in findings:
        assert finding["for"], finding["id"]
        assert finding["against"], finding["id"]
        for cited in finding["for"] + finding["against"]:
            assert cited["quote"] in words.get(cited["segment"], ""), cited["segment"]
