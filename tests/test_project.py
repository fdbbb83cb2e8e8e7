"""Where a project is found, and what project.yaml may say."""

from __future__ import annotations

import pytest

from evidence.errors import ProjectError
from evidence.project import PUBLICATION, find_project
from evidence.skeleton import make_project
from tests.projects import small_project


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def project(folder, text="title: Ours"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "project.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_name_means_a_folder_under_data_raw(home):
    project(home / "data/raw/ours")
    found = find_project("ours")
    assert (found.name, found.title) == ("ours", "Ours")
    assert found.out == home / "data/processed/ours"


def test_a_name_is_found_from_a_folder_below_too(home, monkeypatch):
    project(home / "data/raw/ours")
    (home / "notebooks").mkdir()
    monkeypatch.chdir(home / "notebooks")
    assert find_project("ours").out == home / "data/processed/ours"


def test_a_path_means_that_folder_and_its_base_goes_into_it(home):
    folder = project(home / "elsewhere" / "theirs")
    assert find_project(folder).out == folder / "processed"
    assert find_project(folder, out="there").out.name == "there"


def test_a_path_to_a_folder_under_data_raw_is_the_same_as_its_name(home):
    project(home / "data/raw/ours")
    assert find_project("data/raw/ours").out == find_project("ours").out


def test_a_name_that_could_mean_two_projects_is_refused(home):
    project(home / "data/raw/ours")
    project(home / "ours")
    with pytest.raises(ProjectError, match=r"could mean data/raw/ours or \./ours"):
        find_project("ours")
    assert find_project("./ours").folder == home / "ours"


def test_an_unknown_name_is_told_the_nearest(home):
    project(home / "data/raw/information-sharing")
    with pytest.raises(ProjectError, match="did you mean 'information-sharing'"):
        find_project("informaton-sharing")


def test_a_folder_without_project_yaml_is_no_project(home):
    (home / "bare").mkdir()
    with pytest.raises(ProjectError, match=r"holds no project\.yaml"):
        find_project("./bare")


def test_all_that_is_wrong_in_project_yaml_is_said_at_once(home):
    text = "titel: x\nseed: one\npublication:\n  threshold: -1\n  quotes: perhaps\nlimits:\n  pages: 3\n  seconds: 0\n"
    project(home / "data/raw/ours", text)
    with pytest.raises(ProjectError) as caught:
        find_project("ours")
    said = str(caught.value)
    for part in (
        "line 1: unknown key 'titel'; did you mean 'title'?",
        "line 1: has no title",
        "line 2: 'seed' is no whole number",
        "line 4: 'threshold' is no whole number",
        "line 5: 'quotes' is neither true nor false",
        "line 7: unknown key 'pages'",
        "line 8: 'seconds' is no whole number",
    ):
        assert f"ours/project.yaml, {part}" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("limits: {seconds: 99999999999999}", "line 2: 'seconds' is no whole number that can be used"),
        ("notice: {a: b}", "line 2: 'notice' is no text"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(home, text, said):
    project(home / "data/raw/ours", f"title: x\n{text}")
    with pytest.raises(ProjectError, match=said):
        find_project("ours")


@pytest.mark.parametrize("text", ["", "- a list", "title: x\nlimits: 3"])
def test_a_project_yaml_of_another_shape_is_refused(home, text):
    project(home / "data/raw/ours", text)
    with pytest.raises(ProjectError, match="mapping"):
        find_project("ours")


def test_what_project_yaml_leaves_out_has_a_default(home):
    project(home / "data/raw/ours", "title: x\npublication: {threshold: 5}\nlimits: {seconds: 9}")
    found = find_project("ours")
    assert dict(found.publication) == {**PUBLICATION, "threshold": 5}
    assert (found.limits.seconds, found.limits.pdf_pages) == (9, 2000)


def test_the_machines_that_code_are_the_rules_and_perhaps_the_model(home):
    project(home / "data/raw/ours", "title: x\ncoders: [rules, model]")
    assert find_project("ours").coders == ("rules", "model")
    project(home / "data/raw/ours", "title: x\ncoders: [magic]")
    with pytest.raises(ProjectError, match="line 2: 'coders' is no list of machines that code"):
        find_project("ours")


def test_files_are_listed_in_order_without_the_hidden_and_the_locks(home):
    folder = project(home / "data/raw/ours") / "case_studies"
    (folder / "sub").mkdir(parents=True)
    for name in ("b.txt", "a.txt", "~$a.docx", ".hidden", "Thumbs.db", "sub/c.md", "..odd.txt"):
        (folder / name).write_text("x", encoding="utf-8")
    files = ["case_studies/..odd.txt", "case_studies/a.txt", "case_studies/b.txt", "case_studies/sub/c.md"]
    assert find_project("ours").files("case_studies") == files


def test_a_link_to_a_folder_is_not_entered(home):
    folder = project(home / "data/raw/ours") / "case_studies"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("x", encoding="utf-8")
    (folder / "circle").symlink_to(folder)
    (folder / "out").symlink_to(home)
    assert find_project("ours").files("case_studies") == ["case_studies/circle", "case_studies/out", "case_studies/sub/a.txt"]


def test_a_new_project_is_one_that_can_be_filled_in(home):
    make_project(home / "data/raw/new")
    assert find_project("new").title.startswith("TITLE")
    with pytest.raises(ProjectError, match="is there already"):
        make_project(home / "data/raw/new")


def test_a_project_says_which_values_its_question_covers(tmp_path):
    folder = small_project(tmp_path / "own", **{"project.yaml": "title: T\nwanted:\n  policy_area: [housing, gangs]\n"})
    assert find_project(folder).wanted == {"policy_area": ("housing", "gangs")}
    assert find_project(small_project(tmp_path / "none")).wanted == {}


@pytest.mark.parametrize(
    "wanted", ["housing", "[housing]", "{policy_area: housing}", "{policy_area: [3]}", "{policy_area: ['']}"]
)
def test_wanted_values_out_of_shape_are_refused_with_their_line(tmp_path, wanted):
    folder = small_project(tmp_path / "own", **{"project.yaml": f"title: T\nwanted: {wanted}\n"})
    with pytest.raises(ProjectError, match=r"project.yaml, line 2: 'wanted' is no list of values"):
        find_project(folder)
