"""The documents say what the program does."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml

from evidence.model import TABLES
from tests.docs import PARTS, ROOT, with_part


@pytest.mark.parametrize(("file", "mark", "make"), PARTS)
def test_what_is_made_from_the_program_is_up_to_date(file, mark, make):
    text = (ROOT / file).read_text(encoding="utf-8")
    assert f"<!-- {mark} -->" in text
    assert text == with_part(text, mark, make()), "write it anew: python -m tests.docs"


def test_every_table_and_column_is_in_the_glossary():
    words = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    for name, table in TABLES.items():
        assert f"### {name}\n" in words
        for column in table.columns:
            assert f"`{column}`" in words


def _names(requirements):
    return {
        re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", r).group()).lower(): re.sub(r"^[\w.-]+", "", r).strip() for r in requirements
    }


def test_conda_users_get_the_same_packages():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = _names([*project["dependencies"], *project["optional-dependencies"]["test"]])
    wanted["python"] = project["requires-python"]
    given = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pip = next(entry["pip"] for entry in given if isinstance(entry, dict))
    conda = _names([entry for entry in given if isinstance(entry, str) and entry != "pip"] + pip)
    assert conda == wanted


def test_the_lock_pins_every_package_by_hash_and_names_no_index():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(r"^(\S+)==\S+(?:[^\n]*)((?:\n {4}\S.*)*)", text, flags=re.MULTILINE)
    assert len(entries) > 100
    assert all("--hash=sha256:" in hashes for _, hashes in entries)
    assert "://" not in text
    assert "index-url" not in text
