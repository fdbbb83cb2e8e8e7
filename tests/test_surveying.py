"""Surveys stored in parts: nothing of them is read that need not be, and the base is the same as one built from nothing."""

from __future__ import annotations

import dataclasses
import json

import pytest

from evidence import build, load, store
from evidence.errors import SourceError, StoreError
from evidence.inputs import read_manifest
from evidence.model import ModelError
from evidence.pipeline import parts, surveying
from evidence.sources import rows
from tests.projects import CODEBOOK, SURVEY_YAML, small_project
from tests.test_pipeline import stored, with_less
from tests.test_pipeline_parts import broken_off

MANY = "id,role,barriers\n" + "".join(
    f"{n},{role},{words}\n"
    for n, (role, words) in enumerate(
        [("nurse", "There is no time."), ("Nurse", "n/a"), ("nurse", "Mistrust. We lack capacity."), ("teacher", "No training.")]
        * 3
    )
)
ANSWER = "segment_id,code,applied,polarity\nfeedback/barriers/2:0-9,CAP,yes,barrier\n"

FINDING = """
findings:
  - id: mistrust
    claim: Mistrust gets in the way.
    codes: [CULT.trust]
    for: [{segment: "feedback/barriers/2:0-9", quote: Mistrust.}]
"""


@pytest.fixture
def in_pieces(monkeypatch):
    """Pieces of some three rows each."""
    monkeypatch.setattr(rows, "PORTION", 80)


def surveyed(folder, **changes):
    """The small project with a survey of twelve people, and these changes."""
    return small_project(folder, **{"surveys/feedback.csv": MANY} | changes)


@pytest.fixture
def project(tmp_path, in_pieces):
    return surveyed(tmp_path / "small")


def held_by(project):
    """How many rows of answers in their own words each part of the base holds."""
    return [part["tables"]["documents"]["rows"] for part in read_manifest(project / "processed")["parts"]]


def test_a_survey_is_stored_in_parts_and_its_tables_are_the_parts_one_after_the_other(project):
    base = build(project, progress=False)
    assert held_by(project) == [3, 4, 4, 1]
    answers = base.documents[base.documents["kind"] == "answer"]
    assert answers["document_id"].tolist() == [f"feedback/barriers/{n}" for n in range(12)]
    assert len(base.respondents) == 12
    assert len(base.segments[base.segments["document_id"].str.startswith("feedback/")]) == 15


def test_a_part_without_rows_of_a_table_has_no_file_of_it(project):
    build(project, progress=False)
    assert all("personal_data" not in part["tables"] for part in read_manifest(project / "processed")["parts"])


def test_a_build_reads_no_table_of_a_survey_whole(project, monkeypatch):
    monkeypatch.setattr(store, "joined", lambda *_: pytest.fail("read whole"))
    base = build(project, progress=False)
    build(project, progress=False)
    surveyed(project, **{"case_studies/leeds.md": "# Leeds\n\nThere was mistrust.\n"})
    build(project, progress=False)
    assert "12 free-text answers" in base.manifest["summary"]


def test_a_survey_that_has_not_changed_is_taken_over_without_being_opened(project, tmp_path, monkeypatch):
    build(project, progress=False)
    monkeypatch.setattr(surveying, "read_piece", lambda *_: pytest.fail("read again"))
    monkeypatch.setattr(store, "part_bytes", lambda *_: pytest.fail("opened"))
    change = {"case_studies/leeds.md": "# Leeds\n\nThere was mistrust.\n"}
    build(surveyed(project, **change), progress=False)
    monkeypatch.undo()
    monkeypatch.setattr(rows, "PORTION", 80)
    anew = surveyed(tmp_path / "anew" / "small", **change)
    build(anew, progress=False)
    assert stored(project) == stored(anew)


@pytest.mark.parametrize(
    ("program", "lost"), [("segmentation", {"segments", "codings"}), ("coding", {"codings"}), ("privacy", {"personal_data"})]
)
@pytest.mark.parametrize("book", [CODEBOOK, CODEBOOK.replace("terms: [trust]", "terms: [trust, time]")])
def test_what_another_program_or_codebook_makes_otherwise_is_made_again_from_the_stored_parts(
    project, tmp_path, monkeypatch, program, lost, book
):
    """As if an earlier program had found less in the answers; they are not read a second time."""
    build(project, progress=False)
    before = store.stored(project / "processed", "small")
    earlier = {**before.manifest, "program": {**before.manifest["program"], program: "0" * 16}}
    less = [with_less(part, lost) if program == "privacy" else without(part, lost) for part in before.parts]
    store.save_stored(store.Stored(before.tables, less, earlier), project / "processed")
    with monkeypatch.context() as patch:
        patch.setattr(surveying, "read_piece", lambda *_: pytest.fail("read again"))
        build(surveyed(project, **{"codebook.yaml": book}), progress=False)
    anew = surveyed(tmp_path / "anew" / "small", **{"codebook.yaml": book})
    build(anew, progress=False)
    assert stored(project) == stored(anew)


def without(part, lost):
    return dataclasses.replace(with_less(part, lost), personal=part.personal)


def test_what_people_decided_on_an_answer_is_looked_up_in_its_part_alone(project):
    base = build(surveyed(project, **{"codings/ana.csv": ANSWER}), progress=False)
    (coding,) = base.codings[base.codings["coder"] == "ana"].to_dict("records")
    assert coding["segment_id"] == "feedback/barriers/2:0-9"
    assert base.quote(coding["segment_id"]).text == "Mistrust."


def test_a_finding_that_cites_an_answer_is_read_with_that_answer_alone(project, monkeypatch):
    monkeypatch.setattr(store, "joined", lambda *_: pytest.fail("read whole"))
    build(surveyed(project, **{"findings.yaml": FINDING}), progress=False)
    (finding,) = store.read_changes(project / "processed")["now"]["findings"].values()
    assert finding["cited"] == ["for feedback/barriers/2:0-9"]


def test_the_accounts_of_all_pieces_are_told_as_those_of_one_export(project):
    base = build(project, progress=False)
    tallies = base.tallies[base.tallies["source_file"] == "surveys/feedback.csv"].set_index("unit")
    assert tallies.loc["rows", ["read", "kept", "dropped"]].tolist() == [12, 12, 0]
    assert tallies.loc["cells", ["read", "kept", "dropped"]].tolist() == [36, 36, 0]
    spelt = base.dropped[base.dropped["why"].str.startswith("one value spelt")]
    assert spelt["where"].tolist() == ["column B ('role'), rows 3, 7, 11"]


def test_a_part_whose_tables_do_not_agree_is_never_stored(project, monkeypatch):
    """The rules give a code to words that are no segment of the survey; case studies are coded as they are."""
    real = parts.code_by_rules

    def wrong(segments, *given, **more):
        codings = real(segments, *given, **more)
        of_survey = segments["document_id"].str.startswith("feedback/").any()
        return codings.head(1).assign(segment_id="feedback/barriers/0:0-99") if of_survey else codings

    monkeypatch.setattr(parts, "code_by_rules", wrong)
    with pytest.raises(ModelError, match=r"codings\.segment_id: a value is not in segments\.segment_id"):
        build(project, progress=False, workers=1)
    assert not (project / "processed" / "manifest.json").exists()


def test_a_table_that_is_made_anew_without_a_row_leaves_nothing_of_the_old_one(project, tmp_path):
    """A codebook of which no word stands in the answers: their codings are gone."""
    book = "title: Other\ncodes:\n  - {id: MEET, definition: Meetings., terms: [weekly call]}\n"
    build(project, progress=False)
    base = build(surveyed(project, **{"codebook.yaml": book}), progress=False)
    assert not base.codings["segment_id"].str.startswith("feedback/").any()
    anew = surveyed(tmp_path / "anew" / "small", **{"codebook.yaml": book})
    build(anew, progress=False)
    assert stored(project) == stored(anew)


def test_personal_data_in_all_parts_is_counted_together(project):
    told = MANY.replace("No training.", "Write to ann@example.org.").replace("teacher", "bo@example.org")
    base = build(surveyed(project, **{"surveys/feedback.csv": told}), progress=False)
    assert base.manifest["personal_data"]["answers"] == [
        {"survey_id": "feedback", "question_id": "role", "kind": "email", "count": 3}
    ]
    assert "personal data in 3 documents, masked in reports: 3 email" in base.manifest["summary"]
    assert "personal data in closed answers and respondents' names: 3 email" in base.manifest["summary"]


def test_a_part_that_is_damaged_is_named_and_all_is_built_again(project, caplog):
    build(project, progress=False)
    whole = stored(project)
    part = read_manifest(project / "processed")["parts"][1]["tables"]["segments"]["file"]
    path = project / "processed" / part
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(StoreError, match=f"{part}: is missing or damaged"):
        load(project)
    build(project, progress=False)
    assert part in caplog.text
    assert stored(project) == whole


def test_an_export_that_is_written_to_while_it_is_read_is_told_and_the_old_base_stays(project, monkeypatch):
    build(project, progress=False)
    whole = stored(project)
    surveyed(project, **{"surveys/feedback.csv": MANY.replace("no time", "no money")})
    real = surveying.stored_parts

    def written_to(*given):
        surveyed(project, **{"surveys/feedback.csv": MANY.replace("no time", "no space")})
        return real(*given)

    monkeypatch.setattr("evidence.pipeline.assembly.stored_parts", written_to)
    with pytest.raises(SourceError, match=r"surveys/feedback\.csv: was changed while it was read"):
        build(project, progress=False)
    assert {name: data for name, data in stored(project).items() if name in whole} == whole


def test_files_of_a_build_that_was_broken_off_are_swept_by_the_next(project, monkeypatch):
    broken_off(project, monkeypatch, 3)
    left = {path.name for path in (project / "processed").iterdir() if path.suffix == ".parquet"}
    assert left
    build(surveyed(project, **{"surveys/feedback.csv": MANY.replace("no time", "no money")}), progress=False)
    whole = stored(project)
    assert left - set(whole)
    named = {entry["file"] for part in json.loads(whole["manifest.json"])["parts"] for entry in part["tables"].values()}
    named |= {entry["file"] for entry in json.loads(whole["manifest.json"])["tables"].values()}
    assert set(whole) == {"manifest.json", *named}


def test_two_exports_of_the_same_rows_are_two_surveys_also_in_a_build_that_goes_on(tmp_path, in_pieces, monkeypatch):
    files = {"surveys/a.csv": MANY, "surveys/b.csv": MANY, "surveys/a.yaml": SURVEY_YAML, "surveys/b.yaml": SURVEY_YAML}
    project = small_project(tmp_path / "small", **{"surveys/feedback.csv": None, "surveys/feedback.yaml": None, **files})
    with monkeypatch.context() as patch:
        patch.setattr(store, "save_stored", raiser(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            build(project, progress=False)
    base = build(project, progress=False)
    assert base.respondents.groupby("survey_id").size().to_dict() == {"a": 12, "b": 12}
    assert base.documents.loc[base.documents["kind"] == "answer", "survey_id"].value_counts().to_dict() == {"a": 12, "b": 12}


def raiser(error):
    def raising(*_):
        raise error

    return raising
