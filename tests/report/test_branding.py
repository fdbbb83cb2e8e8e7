"""Branding: what a project says of itself is used, and what cannot be read or could hide something is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from evidence.__main__ import main
from evidence.commands.shared import PROBLEMS
from evidence.errors import ProjectError
from evidence.report.branding import check_branding, contrast, read_branding
from tests.projects import small_project
from tests.report.drawn import drawn_project


def branded(folder, text, **files):
    project = drawn_project(folder)
    (folder / "branding.yaml").write_text(text, encoding="utf-8")
    for name, data in files.items():
        (folder / name.replace("_png", ".png")).write_bytes(data)
    return project


def png(size=(40, 20), **more):
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, "PNG", **more)
    return made.getvalue()


def refused(folder, text, **files):
    with pytest.raises(ProjectError) as caught:
        read_branding(branded(folder, text, **files))
    return [str(problem) for problem in caught.value.problems]


def test_without_a_file_or_with_comments_only_the_project_names_the_report(tmp_path):
    assert read_branding(drawn_project(tmp_path))[0] == "Hubs & <script>"
    assert read_branding(branded(tmp_path, "# organisation: none yet\n"))[1].organisation == ""


def test_what_the_file_says_is_used(tmp_path):
    text = 'title: Ours\norganisation: The council\ncontact: us@example.org\ncolours: {on_light: "#005A30"}\n'
    title, brand = read_branding(branded(tmp_path, text))
    assert (title, brand.organisation, brand.contact) == ("Ours", "The council", "us@example.org")
    assert (brand.on_light, brand.on_dark) == ("#005a30", "#9fcbf3")


def test_contrast_is_that_of_the_published_examples():
    # WebAIM's contrast checker: #767676 on white is 4.54, the lightest grey that passes; #777777 is 4.48.
    assert contrast("#767676", "#ffffff") == 4.54
    assert contrast("#777777", "#ffffff") == 4.48


def test_all_that_is_wrong_is_told_at_once_with_its_line(tmp_path):
    text = 'organisaton: x\ntitle: 3\ncolours:\n  on_light: "#cccccc"\n  on_dark: red\nlogo: none.png\nlogo_alt: Logo\n'
    problems = refused(tmp_path, text)
    starts = [problem.partition("\n")[0].partition("/")[2] for problem in problems]
    assert starts == [
        "branding.yaml, line 1: unknown key 'organisaton'; did you mean 'organisation'?",
        "branding.yaml, line 2: 'title' is no text",
        "branding.yaml, line 4: #cccccc has a contrast of 1.61 with #ffffff, and text needs 4.5",
        "branding.yaml, line 5: 'on_dark' is no colour",
        "branding.yaml, line 6: there is no such logo in the project folder",
    ]


@pytest.mark.parametrize("colour", ['"#12436d; } body { display: none"', '"url(x)"', "12", '"#12436"', "[a]"])
def test_a_colour_can_carry_no_style(tmp_path, colour):
    assert "'on_light' is no colour" in refused(tmp_path, f"colours:\n  on_light: {colour}\n")[0]


def test_a_logo_is_drawn_anew_so_that_nothing_hides_in_it(tmp_path):
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("Comment", "Jane Doe was here")
    data = png(size=(3000, 20), pnginfo=hidden) + b"PK and more behind the end"
    assert b"Jane Doe" in data
    _, brand = read_branding(branded(tmp_path, "logo: logo.png\nlogo_alt: Logo of the council\n", logo_png=data))
    assert b"Jane Doe" not in brand.logo
    assert b"behind the end" not in brand.logo
    with Image.open(io.BytesIO(brand.logo)) as drawn:
        assert (drawn.format, drawn.width, drawn.getpixel((1, 1))) == ("PNG", 1200, (255, 0, 0))


@pytest.mark.parametrize(
    ("text", "data", "what"),
    [
        ("logo: logo.png\n", png(), "no words for those who cannot see it"),
        ("logo: logo.png\nlogo_alt: L\n", b"<svg onload='x'/>", "is no PNG or JPEG"),
        ("logo: logo.png\nlogo_alt: L\n", png()[:60], "is no PNG or JPEG"),
        ("logo: logo.png\nlogo_alt: L\n", b"\x89PNG" + b"0" * 5_000_001, "too large a file"),
        ("logo: logo.png\nlogo_alt: L\n", png(size=(5000, 4000)), "too many pixels"),
        ("logo: ../logo.png\nlogo_alt: L\n", png(), "no such logo in the project folder"),
    ],
)
def test_a_logo_that_cannot_be_used_is_refused(tmp_path, text, data, what):
    folder = tmp_path / "own"
    folder.mkdir()
    (tmp_path / "logo.png").write_bytes(png())
    assert what in refused(folder, text, logo_png=data)[0]


def test_check_tells_of_all_that_is_wrong_with_the_branding(tmp_path, capsys):
    own = small_project(tmp_path / "small")
    assert main(["check", str(own)]) == 0
    (own / "branding.yaml").write_text("colours: {on_light: blue}\nlogo: none.png\nlogo_alt: Ours\n", encoding="utf-8")
    assert main(["check", str(own)]) == PROBLEMS
    told = capsys.readouterr().out
    assert "branding.yaml, line 1: 'on_light' is no colour" in told
    assert "branding.yaml, line 2: there is no such logo in the project folder" in told


def test_check_of_no_project_tells_once_that_it_is_none(tmp_path):
    assert check_branding(str(tmp_path / "none")) == []
