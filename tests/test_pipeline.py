"""From files to an evidence base: nothing vanishes, nothing is done twice, the same input gives the same bytes."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

import pandas as pd
import pytest

from evidence import build, load, store
from evidence.errors import CodebookError, ProjectError, StoreError
from evidence.pipeline import assembly, check, not_looked_up, parts
from evidence.store import CHANGES
from tests.projects import CODEBOOK, LEEDS, TRURO, small_project

PAIR = "barrier_segment,enabler_segment,decision,coder\nleeds:41-147,leeds:162-250,yes,ana\n"
NO_BARRIER = "segment_id,code,applied\nleeds:41-147,CULT.trust,no\nleeds:41-147,CAP,no\n"
CODING = "segment_id,code,applied,polarity,memo\nleeds:162-250,CULT.trust,no,none,\n"
EARLIER = {"pairs.csv": PAIR.replace("yes", "unsure"), "case_studies/york.md": TRURO.replace("weekly call", "weekly talk")}
"""A base with a pair that a person was unsure of, and with two case studies that are near duplicates."""


@pytest.fixture
def project(tmp_path):
    return small_project(tmp_path / "small")


def stored(project):
    """The base as it lies on disk; the record of what the last build changed is no part of it."""
    files = sorted((project / "processed").iterdir())
    return {path.name: path.read_bytes() for path in files if not path.name.startswith(".lock") and path.name != CHANGES}


def quoted(base, coder="rules"):
    """(place or respondent, code, polarity, the words that speak) of each coding."""
    codings = (
        base.codings[base.codings["coder"] == coder].merge(base.segments, on="segment_id").merge(base.documents, on="document_id")
    )
    words = [d[s:e] for d, s, e in zip(codings["text_y"], codings["evidence_start"], codings["evidence_end"], strict=True)]
    return {(d, c, p, w) for d, c, p, w in zip(codings["document_id"], codings["code"], codings["polarity"], words, strict=True)}


def test_case_studies_and_a_survey_become_one_evidence_base(project):
    base = build(project, progress=False)
    assert base.cases[["case_id", "place"]].values.tolist() == [["leeds", "Leeds"], ["truro", None]] or list(
        base.cases["case_id"]
    ) == [
        "leeds",
        "truro",
    ]
    assert list(base.documents["document_id"][:2]) == ["leeds", "truro"]
    answers = base.documents[base.documents["kind"] == "answer"]
    assert list(answers["no_answer"]) == [False, True, False]
    assert base.case_attributes.values.tolist() == [["leeds", "region", "North"]]
    found = quoted(base)
    assert ("leeds", "CULT.trust", "barrier", "mistrust") in found
    assert ("leeds", "CULT.trust", "enabler", "built trust") in found
    assert {c for d, c, *_ in found if d.startswith("feedback/")} == {"CULT.trust", "CAP"}


def test_an_unchanged_project_is_not_worked_on_and_nothing_is_written(project, monkeypatch):
    first = build(project, progress=False)
    before = {path: path.stat().st_mtime_ns for path in (project / "processed").iterdir() if not path.name.startswith(".lock")}
    monkeypatch.setattr(assembly, "assemble", lambda *_: pytest.fail("worked on again"))
    again = build(project, progress=False)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])


def test_an_unchanged_document_is_not_cut_or_coded_again(project, monkeypatch):
    build(project, progress=False)
    small_project(project, **{"project.yaml": "title: Another title\n"})
    monkeypatch.setattr(assembly, "in_children", lambda *_: pytest.fail("read again"))
    monkeypatch.setattr(parts, "work", lambda task: pytest.fail("worked on again"))
    monkeypatch.setattr(assembly, "find_duplicates", lambda *_: pytest.fail("compared again"))
    assert build(project, progress=False).manifest["project"]["title"] == "Another title"


def test_only_a_changed_file_is_read_again(project, monkeypatch):
    build(project, progress=False)
    small_project(project, **{"case_studies/leeds.md": LEEDS.replace("police", "hospital")})
    read = []
    real = assembly._read_one
    monkeypatch.setattr(assembly, "_read_one", lambda *a: read.append(a[3].file) or real(*a))
    base = build(project, progress=False)
    assert read == ["case_studies/leeds.md"]
    assert base.segments["text"].str.contains("hospital").any()


def test_a_file_that_changes_while_the_base_is_made_is_read_by_the_next_build(project, monkeypatch):
    later = LEEDS.replace("police", "hospital")
    real = assembly.pairs_of
    monkeypatch.setattr(assembly, "pairs_of", lambda *a: small_project(project, **{"case_studies/leeds.md": later}) and real(*a))
    assert build(project, progress=False).segments["text"].str.contains("police").any()
    monkeypatch.undo()
    with pytest.raises(StoreError, match=r"1 file\(s\) changed since"):
        load(project)
    assert build(project, progress=False).segments["text"].str.contains("hospital").any()


@pytest.mark.parametrize(
    "change",
    [
        {"case_studies/leeds.md": LEEDS + "\nOne more year brought no time at all.\n"},
        {"case_studies/leeds.md": None, "cases.csv": "file,case_id\n"},
        {"case_studies/aberdeen.md": "# Aberdeen\n\nMistrust was everywhere in the partnership that year.\n"},
        {"cases.csv": "file,case_id,place,region\ncase_studies/leeds.md,leeds,Leeds,Yorkshire\n"},
        {"codebook.yaml": "title: Other\ncodes:\n  - {id: MEET, definition: Meetings., terms: [meeting, weekly call]}\n"},
        {"surveys/feedback.csv": "id,role,barriers\n1,nurse,There is mistrust.\n"},
        {"surveys/feedback.csv": None, "surveys/feedback.yaml": None},
        {"pairs.csv": PAIR},
        {"pairs.csv": PAIR.replace("yes", "no")},
        {"pairs.csv": None, "case_studies/york.md": TRURO},
        {"codings/ana.csv": CODING},
        {"cases.csv": "file,case_id,place\ncase_studies/leeds.md,both,Leeds\ncase_studies/truro.md,both,Leeds\n"},
        {"codebook.yaml": CODEBOOK.replace("terms: [capacity, training]", "terms: [capacity, training, call]")},
        {"project.yaml": "title: Small project\ncoders: [rules, model]\n"},
        {"cases.csv": "file,case_id,place,region\ncase_studies/leeds.md,hub,Leeds,North\n"},
        {"case_studies/york.md": TRURO.upper()},
        {"case_studies/derby.md": LEEDS.replace("Leeds", "Derby"), "case_studies/truro.md": None},
        {"codings/ben.csv": NO_BARRIER},
    ],
)
def test_after_any_change_the_base_is_the_same_as_one_built_from_nothing(project, tmp_path, change):
    small_project(project, **EARLIER)
    build(project, progress=False)
    small_project(project, **change)
    build(project, progress=False)
    anew = small_project(tmp_path / "anew" / "small", **(EARLIER | change))
    build(anew, progress=False)
    assert stored(project) == stored(anew)


def with_less(part, emptied):
    """A part of a survey in which these tables have no rows, and no personal data is told of."""
    tables = {name: entry for name, entry in part.tables.items() if name not in emptied}
    return dataclasses.replace(part, tables=tables, personal={"documents": 0, "kinds": {}, "answers": []})


@pytest.mark.parametrize("what", ["reading", "segmentation", "coding", "privacy", "pairs"])
def test_after_a_change_of_the_program_the_base_is_the_same_as_one_built_from_nothing(project, tmp_path, monkeypatch, what):
    """As if an earlier program had found less: what it left in the base must not be taken over."""
    small_project(project, **EARLIER)
    build(project, progress=False)
    whole, out = stored(project), project / "processed"
    honest = store.stored(out, "small")
    lost = {
        "reading": ["duplicates"],
        "segmentation": ["segments", "codings"],
        "coding": ["codings"],
        "privacy": ["personal_data"],
    }
    emptied = {name: honest.tables[name].head(0) for name in [*lost.get(what, ["pairs"]), "pairs"]}
    program = {**honest.manifest["program"], what: "0" * 16}
    tables = {**honest.tables, **emptied}
    if what == "reading":
        tables["sources"] = tables["sources"].assign(reading="0" * 16)
    parts = [with_less(part, emptied) for part in honest.parts]
    store.save_stored(store.Stored(tables, parts, {**honest.manifest, "program": program}), out)
    build(project, progress=False)
    assert stored(project) == whole


def test_the_same_input_gives_the_same_bytes_whatever_the_hash_seed_and_locale(project, tmp_path):
    build(project, progress=False)
    other = small_project(tmp_path / "other" / "small")
    environment = {**os.environ, "PYTHONHASHSEED": "77", "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-m", "evidence", "build", str(other), "--quiet"], check=True, env=environment)
    assert stored(project) == stored(other)


def test_a_codebook_that_changed_codes_again_without_reading_again(project, monkeypatch):
    build(project, progress=False)
    monkeypatch.setattr(assembly, "in_children", lambda *_: pytest.fail("read again"))
    codebook = (project / "codebook.yaml").read_text(encoding="utf-8").replace("terms: [culture]", "terms: [culture, family]")
    small_project(project, **{"codebook.yaml": codebook})
    assert "CULT" in set(build(project, progress=False).codings["code"])


def test_what_a_file_held_is_what_was_kept_and_what_was_dropped(project):
    small_project(
        project,
        **{
            "case_studies/empty.txt": b"",
            "case_studies/broken.docx": b"PK\x03\x04nonsense",
            "case_studies/photo.jpg": b"\xff\xd8",
        },
    )
    base = build(project, progress=False)
    files = base.tallies[base.tallies["unit"] == "file"].set_index("source_file")
    assert len(files) == 6
    lost = files[files["dropped"] == 1].index
    assert list(lost) == ["case_studies/broken.docx", "case_studies/empty.txt", "case_studies/photo.jpg"]
    whole = base.dropped[(base.dropped["unit"] == "file")]
    assert sorted(whole["source_file"]) == sorted(lost)
    assert whole["mend"].str.len().gt(10).all()


def test_a_survey_without_a_description_is_left_out_with_the_command_that_mends_it(project):
    small_project(project, **{"surveys/feedback.yaml": None})
    base = build(project, progress=False)
    [row] = base.dropped[base.dropped["source_file"] == "surveys/feedback.csv"].to_dict("records")
    assert "evidence survey describe" in row["mend"]
    assert base.surveys.empty


def test_a_file_that_leads_out_of_the_project_is_not_read(project, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the canary is yellow and sings", encoding="utf-8")
    (project / "case_studies" / "link.txt").symlink_to(secret)
    base = build(project, progress=False)
    assert "case_studies/link.txt" in set(base.dropped["source_file"])
    assert not any(b"canary" in data for data in stored(project).values())


def test_a_file_whose_name_cannot_be_written_down_is_left_out_and_the_rest_is_built(project):
    (project / "case_studies" / "bad\udcff.txt").write_text("Mistrust between partners.", encoding="utf-8")
    base = build(project, progress=False)
    [row] = base.dropped[base.dropped["unit"] == "file"].to_dict("records")
    assert (row["source_file"], row["why"]) == ("case_studies/bad\\udcff.txt", "has a name that is not UTF-8")
    assert len(base.cases) == 2
    assert len(load(project).cases) == 2


def test_a_persons_decisions_stand_beside_the_machines(project):
    base = build(project, progress=False)
    segment = base.codings.loc[base.codings["code"] == "CULT.trust", "segment_id"].iloc[0]
    small_project(
        project, **{"codings/ana.csv": f"segment_id,code,applied,polarity,memo\n{segment},CULT.trust,no,none,Read it twice\n"}
    )
    base = build(project, progress=False)
    both = base.codings[(base.codings["segment_id"] == segment) & (base.codings["code"] == "CULT.trust")]
    assert both.set_index("coder")["applied"].to_dict() == {"rules": "yes", "ana": "no"}


def test_the_model_codes_where_the_project_asks_for_it_and_only_when_its_lessons_change(project, monkeypatch):
    small_project(project, **{"project.yaml": "title: Small project\ncoders: [rules, model]\n"})
    base = build(project, progress=False)
    assert set(base.codings["coder"]) == {"rules", "model"}
    assert not base.codings.loc[base.codings["coder"] == "model", "calibrated"].any()
    monkeypatch.setattr("evidence.coding.classifier.code_by_model", lambda *_, **__: pytest.fail("learned again"))
    small_project(project, **{"project.yaml": "title: Another title\ncoders: [rules, model]\n"})
    again = build(project, progress=False)
    pd.testing.assert_frame_equal(again.codings, base.codings)


def test_what_is_loaded_is_what_was_built(project):
    built = build(project, progress=False)
    loaded = load(project)
    for name, table in built.tables.items():
        pd.testing.assert_frame_equal(table, loaded.tables[name])


def test_a_base_older_than_its_sources_is_not_loaded(project):
    with pytest.raises(StoreError, match="holds no evidence base"):
        load(project)
    build(project, progress=False)
    small_project(project, **{"case_studies/truro.md": "# Truro\n\nAll is well.\n"})
    with pytest.raises(StoreError, match=r"1 file\(s\) changed since .* case_studies/truro\.md"):
        load(project)


def test_a_damaged_base_is_built_again_from_the_sources(project):
    build(project, progress=False)
    whole = stored(project)
    for path in (project / "processed").glob("*.parquet"):
        path.write_bytes(path.read_bytes()[:100])
    build(project, progress=False)
    assert stored(project) == whole


def test_two_exports_of_one_name_are_refused(project):
    small_project(project, **{"surveys/feedback.xlsx": b"PK\x03\x04"})
    with pytest.raises(ProjectError, match=r"surveys/feedback\.xlsx: has the same name as surveys/feedback\.csv"):
        build(project, progress=False)


def test_a_codebook_that_cannot_be_used_stops_the_build(project):
    small_project(project, **{"codebook.yaml": "codes:\n  - {id: A, defintion: x}\n"})
    with pytest.raises(CodebookError, match="unknown key 'defintion'"):
        build(project, progress=False)


def test_a_project_in_order_has_no_problems(project):
    assert check(project) == []


def test_check_looks_up_what_the_register_cites_once_a_base_is_there(project):
    entry = "{id: a, code: CAP, ask: Pay., for: [{segment: 'gone:0-9', quote: words of no source}]}"
    codes = (project / "codebook.yaml").read_text()
    code = next(line.split("id:")[1].split(",")[0].strip() for line in codes.splitlines() if "id:" in line)
    small_project(project, **{"escalation.yaml": f"barriers:\n  - {entry.replace('CAP', code)}\n"})
    assert check(project) == []
    assert not_looked_up(project) == ["escalation.yaml"]
    build(project, progress=False)
    (problem,) = check(project)
    assert problem.where == "escalation.yaml, line 2"
    assert "there is no document 'gone'" in problem.what
    assert not_looked_up(project) == []


def test_check_finds_all_that_is_wrong_at_once(project):
    small_project(
        project,
        **{
            "codebook.yaml": "codes:\n  - {id: A, defintion: x}\n",
            "cases.csv": "file,case_id\ncase_studies/gone.md,gone\n",
            "case_studies/photo.jpg": b"\xff\xd8",
            "case_studies/empty.txt": b"",
            "surveys/feedback.xlsx": b"PK\x03\x04nonsense",
        },
    )
    said = "\n".join(str(problem) for problem in check(project))
    for part in ("defintion", "gone.md", "photo.jpg", "empty.txt", "feedback.xlsx: has the same name"):
        assert part in said


def test_an_empty_project_is_told_what_to_put_where(project):
    for name in ("case_studies/leeds.md", "case_studies/truro.md", "surveys/feedback.csv", "surveys/feedback.yaml", "cases.csv"):
        (project / name).unlink()
    assert any("holds nothing to read" in problem.what for problem in check(project))


def test_a_folder_that_is_no_project_is_one_problem(tmp_path):
    [problem] = check(tmp_path)
    assert "no project.yaml" in problem.what


def test_a_large_survey_may_take_more_to_read_and_what_lies_beside_it_may_not(project, monkeypatch):
    given = {}
    in_children = assembly.in_children

    def watched(do, sources, limits, workers):
        given.update({source.file: (limits.seconds, limits.memory_mb) for source in sources})
        return in_children(do, sources, limits, workers)

    monkeypatch.setattr(assembly, "in_children", watched)
    # As if each byte of the 110 were a megabyte.
    monkeypatch.setattr(assembly, "_SECONDS_A_MEGABYTE", 4 * 1e6)
    monkeypatch.setattr(assembly, "_TIMES_ITS_SIZE", 10 * 1e6)
    base = build(project, progress=False)
    assert (project / "surveys" / "feedback.csv").stat().st_size == 110
    assert given == {
        "case_studies/leeds.md": (60, 1000),
        "case_studies/truro.md": (60, 1000),
        "surveys/feedback.csv": (4 * 110, 400 + 10 * 110),
    }
    assert list(base.tables["sources"]["source_file"]) == list(given)
