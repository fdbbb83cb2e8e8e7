"""A small drawn base and its files on disk, for tests of the report."""

from __future__ import annotations

import hashlib
import io

import nbformat
from PIL import Image

from evidence.project import find_project
from evidence.report.blocks import Code, Coding, Explorer, Origin, Passage
from tests.drawing import base

_drawn = io.BytesIO()
Image.new("RGB", (4, 2), "navy").save(_drawn, "PNG")
PNG = _drawn.getvalue()

LEEDS = "The hub\n\nStaff had no time to meet. They built trust instead.\n\nBudgets | 10"
SURVEY = {"survey_id": "fb", "title": "Feedback", "illustrative": True, "source_file": "surveys/fb.csv"}
ANSWER = "There is <b>no</b> time. =1+1"


def drawn_base(**more):
    """A case study with blocks and pages, and an answer to a survey that is made up."""
    return base(
        **{
            "cases": "case_id | title | place\nleeds | Leeds hub | Leeds",
            "documents": [
                {"document_id": "leeds", "case_id": "leeds", "title": "Leeds hub", "text": LEEDS, "sha256": sha256(LEEDS)},
                {
                    "document_id": "fb/q/r1",
                    "kind": "answer",
                    "survey_id": "fb",
                    "question_id": "q",
                    "respondent_id": "r1",
                    "text": ANSWER,
                    "source_file": "surveys/fb.csv",
                    "location": "row 2",
                    "sha256": sha256(ANSWER),
                },
            ],
            "blocks": [
                {"document_id": "leeds", "start": 0, "end": 7, "kind": "heading", "level": 2, "page": 1},
                {"document_id": "leeds", "start": 9, "end": 61, "kind": "paragraph", "page": 2},
            ],
            "segments": segments(("leeds", LEEDS, "Staff had no time to meet."), ("fb/q/r1", ANSWER, "There is <b>no</b> time.")),
            "surveys": [{**SURVEY, "sha256": sha256(ANSWER)}],
            "questions": [{"survey_id": "fb", "question_id": "q", "text": "What gets in the way?", "kind": "free_text"}],
            "respondents": "survey_id | respondent_id\nfb | r1",
            **more,
        }
    )


def segments(*drawn):
    rows = []
    for document, text, words in drawn:
        start = text.index(words)
        end = start + len(words)
        rows.append(
            {"segment_id": f"{document}:{start}-{end}", "document_id": document, "start": start, "end": end, "text": words}
        )
    return rows


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


STAFF, NO_TIME = "leeds:9-35", "fb/q/r1:0-24"


def drawn_project(folder, **settings):
    """The project whose files the drawn base was read from."""
    for name, text in {"case_studies/leeds.txt": LEEDS, "surveys/fb.csv": ANSWER}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    lines = [f"{key}: {value}" for key, value in {"title": "Hubs & <script>", **settings}.items()]
    (folder / "project.yaml").write_text("\n".join(lines))
    return find_project(folder)


def notebook(*cells):
    """A notebook of these sources and, for a code cell given as a pair, its outputs."""
    made = []
    for n, cell in enumerate(cells):
        if isinstance(cell, str):
            made.append(nbformat.v4.new_markdown_cell(cell, id=f"c{n}"))
        else:
            source, *outputs = cell
            made.append(nbformat.v4.new_code_cell(source, id=f"c{n}", outputs=list(outputs)))
    return nbformat.v4.new_notebook(cells=made)


def html(markup, **metadata):
    return nbformat.v4.new_output("execute_result", data={"text/html": markup}, metadata=metadata)


def drawn_explorer(number, *, places, words=""):
    """An explorer of so many passages, shared out by turns over places, four themes and four polarities.

    words: of every passage; by default each has its own.
    """
    themes = [Code(f"t{n}", f"Theme {n}") for n in range(4)]
    below = [Code(f"t{n}.a", f"Code {n}a", f"t{n}") for n in range(4)]
    polarities = ["barrier", "enabler", "mixed", "none"]
    held = {place: [] for place in places}
    for n in range(number):
        coding = Coding(f"t{n % 4}" + ".a" * (n % 2), polarities[n // 4 % 4], n % 3 == 0, None if n % 3 == 0 else 0.25)
        text = words or f"This is quote {n} of the base, on what staff of the service did, and why."
        held[places[n % len(places)]].append(Passage(f"d{n % len(places)}:{n}-{n + 9}", text, f"page {n % 30 + 1}", (coding,)))
    origins = (
        Origin(f"Hub of {place}", place, f"area {n % 3}", "", f"case_studies/{n}.txt", "0" * 64, "", tuple(held[place]))
        for n, place in enumerate(places)
    )
    return Explorer(tuple(code for pair in zip(themes, below, strict=True) for code in pair), tuple(origins))
