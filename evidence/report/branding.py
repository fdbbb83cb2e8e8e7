"""Whose report it is: title, organisation, colours, logo and contact, from the project's `branding.yaml`."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from PIL import Image, UnidentifiedImageError

from evidence.config import Mapped, read_yaml, unknown_keys
from evidence.errors import Problem, ProjectError
from evidence.project import Project, find_project
from evidence.report.blocks import Brand

FILE = "branding.yaml"

LEAST_CONTRAST = 4.5
"""Contrast of text with its ground: WCAG 2.2, success criterion 1.4.3."""

GROUNDS: Mapping[str, str] = {"on_light": "#ffffff", "on_dark": "#12171c"}
"""The grounds that the report's pages have in a light and in a dark room; the second is `--ground` of report.css."""

LOGO_MB = 5
LOGO_PIXELS = 16_000_000
LOGO_SIDE = 1200
"""Pixels of a logo's longer side in the report: sharp in print at the size that it has there."""

LONGEST = 500
"""Characters of a text."""

_TEXTS = ("title", "organisation", "contact", "logo", "logo_alt")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_SIZE = f"Save a smaller picture: at most {LOGO_MB} MB and {LOGO_PIXELS:,} pixels."


def read_branding(project: Project) -> tuple[str, Brand]:
    """The report's title, and whose it is; without a `branding.yaml` the project's title and the house's colours.

    raises: ProjectError, with all that is wrong and its line: an unknown key, a colour that is none or cannot be read on
            its ground, a logo that is no PNG or JPEG of the project, is too large, or has no words for those who cannot
            see it.
    """
    path = project.folder / FILE
    if not path.is_file():
        return project.title, Brand()
    shown = f"{project.name}/{FILE}"
    settings = read_yaml(path, shown, ProjectError)
    if settings is None:  # a file of comments only, as in a new project
        return project.title, Brand()
    if not isinstance(settings, Mapped):
        raise ProjectError(Problem(shown, "is no mapping", "Write for example: organisation: …"))
    problems = [*unknown_keys(settings, (*_TEXTS, "colours"), shown), *_text_problems(settings, shown)]
    colours, wrong = _colours(settings, shown)
    logo, wrong_logo = _logo(settings, project, shown)
    problems += [*wrong, *wrong_logo]
    if problems:
        raise ProjectError(problems)
    title, organisation, contact, _, alt = (" ".join(str(settings.get(key) or "").split()) for key in _TEXTS)
    return title or project.title, Brand(organisation, contact, **colours, logo=logo, logo_alt=alt)


def check_branding(project: str) -> list[Problem]:
    """What is wrong with the `branding.yaml` of a project, for `evidence check`; nothing for a folder that is no project.

    project: its name or its path, as a command is given it.
    """
    try:
        place = find_project(project)
    except ProjectError:
        return []
    try:
        read_branding(place)
    except ProjectError as fault:
        return list(fault.problems)
    return []


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 (not at all) to 21.

    source: relative luminance and contrast ratio of WCAG 2.2.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 2)


def _luminance(colour: str) -> float:
    shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _text_problems(settings: Mapped, shown: str) -> list[Problem]:
    problems = []
    for key in _TEXTS:
        value, where = settings.get(key), f"{shown}, line {settings.lines.get(key, 1)}"
        if value is not None and not isinstance(value, str):
            problems.append(Problem(where, f"'{key}' is no text", "Put it in quotes."))
        elif value and len(value) > LONGEST:
            problems.append(Problem(where, f"'{key}' is longer than {LONGEST} characters", "Shorten it."))
    return problems


def _colours(settings: Mapped, shown: str) -> tuple[dict[str, str], list[Problem]]:
    given = settings.get("colours")
    if given is None:
        return {}, []
    if not isinstance(given, Mapped):
        mend = 'Write under it, indented: on_light: "#12436d"'
        return {}, [Problem(f"{shown}, line {settings.lines['colours']}", "'colours' is no mapping", mend)]
    problems = unknown_keys(given, GROUNDS, shown)
    for key, ground in GROUNDS.items():
        colour, where = given.get(key), f"{shown}, line {given.lines.get(key, given.line)}"
        if key not in given:
            continue
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            problems.append(Problem(where, f"'{key}' is no colour", f'Write it as six digits in quotes: {key}: "#12436d"'))
        elif (found := contrast(colour, ground)) < LEAST_CONTRAST:
            what = f"{colour} has a contrast of {found} with {ground}, and text needs {LEAST_CONTRAST}"
            problems.append(Problem(where, what, f"Choose a {'darker' if key == 'on_light' else 'lighter'} colour."))
    return {key: given[key].lower() for key in GROUNDS if isinstance(given.get(key), str)}, problems


def _logo(settings: Mapped, project: Project, shown: str) -> tuple[bytes, list[Problem]]:
    file = settings.get("logo")
    if not isinstance(file, str) or not file.strip():
        return b"", []
    where = f"{shown}, line {settings.lines['logo']}"
    if not str(settings.get("logo_alt") or "").strip():
        return b"", [Problem(where, "the logo has no words for those who cannot see it", "Write: logo_alt: Logo of …")]
    path = project.folder / file
    if not path.is_file() or not path.resolve().is_relative_to(project.folder.resolve()):
        return b"", [Problem(where, "there is no such logo in the project folder", "Put the picture there and write its name.")]
    try:
        with path.open("rb") as opened:
            data = opened.read(LOGO_MB * 1_000_000 + 1)
        if len(data) > LOGO_MB * 1_000_000:
            return b"", [Problem(where, "the logo is too large a file", _SIZE)]
        return _drawn_anew(data), []
    except _TooLargeError:
        return b"", [Problem(where, "the logo has too many pixels", _SIZE)]
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b"", [Problem(where, "the logo is no PNG or JPEG that can be read", "Save it anew as PNG.")]


class _TooLargeError(Exception):
    """A picture of more pixels than are drawn."""


def _drawn_anew(data: bytes) -> bytes:
    """The picture's pixels and nothing else as a PNG: no place, date, comment or second picture stays behind."""
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
        if picture.width * picture.height > LOGO_PIXELS:
            raise _TooLargeError
        pixels = picture.convert("RGBA")
    pixels.thumbnail((LOGO_SIDE, LOGO_SIDE))
    ground: Any = Image.new("RGB", pixels.size, "white")
    ground.paste(pixels, mask=pixels.getchannel("A"))
    drawn = io.BytesIO()
    ground.save(drawn, "PNG", optimize=False)
    return drawn.getvalue()
