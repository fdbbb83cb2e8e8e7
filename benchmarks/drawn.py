"""Projects drawn with a seed, of words of our own: survey answers and case studies of any number, for the benchmarks of speed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

_SUBJECTS = """the form|our team|the referral|my caseworker|the school|data sharing|the meeting|training|the new system|the hub
|the council|trust|information|communication|staff turnover|the panel|the process|my manager|the database|joint working
|the agreement|consent|the health visitor|early help|the link worker|supervision|funding|the timetable|the training day"""
_VERBS = """helped with|slowed down|did not reach|is needed for|works well for|was a barrier to|made it easier to follow
|made it harder to follow|took too long for|gave us a reason for|is missing from|has improved|no longer fits|got lost between
|was clear about|confused people about|brought together|took time away from|would support"""
_OBJECTS = """the families|our clients|the other agencies|the police|the schools|case notes|the first visit|weekly reviews
|the action plan|safeguarding|the front door|shared records|the assessment|people who moved|the waiting list|the handover
|night shifts|the duty desk|new starters|the consent form|home visits"""
_ENDS = """and nobody could say why|because there was no time|so we stopped using it|which saved a lot of phone calls
|but only after we asked twice|and that made people trust each other|when the office was short of staff|as far as I could see
|in most of the weeks I worked there|even though the guidance says otherwise|and it should stay that way
|which is not what we agreed at the start|and more training would help everyone|until somebody wrote it down"""
_SAID_OFTEN = ("No", "n/a", "Nothing", "More time", "Better communication", "More staff please", "Not enough time.")
OFTEN = 0.1
"""Share of answers that many people give in the same few words."""

_CODEBOOK = """
codes:
  - {id: TIME, name: Time, definition: Time to do the work, terms: [time, waiting list, took too long, delay*]}
  - {id: TRUST, name: Trust, definition: Trust between people, terms: [trust, confidence]}
  - {id: INFO, name: Information, definition: Sharing it, terms: [data sharing, information, shared records, consent form]}
  - {id: STAFF, name: Staff, definition: People to do the work, terms: [staff, staff turnover, new starter, short of staff]}
  - {id: TRAIN, name: Training, definition: Training and guidance, terms: [training, guidance, supervision]}
  - {id: SYS, name: Systems, definition: Systems and forms, terms: [system, database, form, process]}
  - {id: JOINT, name: Joint working, definition: Working together, terms: [joint working, co-location, brought together, meeting]}
  - {id: MONEY, name: Funding, definition: Money, terms: [funding, budget, cost*]}
"""

_DESCRIPTION = """
title: Drawn answers
illustrative: true
columns:
  - {column: id, kind: respondent_id}
  - {column: role, kind: attribute, text: "What is your role?"}
  - {column: ease, kind: likert, text: "How easy is it?", scale: [Very easy, Easy, Hard, Very hard]}
  - {column: words, kind: free_text, text: "What gets in the way?"}
"""

_ROLES = ("Social worker", "Teacher", "Police officer", "Health visitor", "Manager")
_EASE = ("Very easy", "Easy", "Hard", "Very hard")


def _listed(words: str) -> np.ndarray:
    return np.array([" ".join(phrase.split()) for phrase in words.split("|")])


def answers(count: int, seed: int) -> Iterator[str]:
    """So many answers of some 20 words in two sentences; one in ten is one of a few that many people give."""
    chance = np.random.default_rng(seed)
    parts = [_listed(words) for words in (_SUBJECTS, _VERBS, _OBJECTS, _ENDS, _SUBJECTS, _VERBS, _OBJECTS)]
    for _ in range(0, count, 10_000):
        size = min(10_000, count)
        count -= size
        drawn = [part[chance.integers(0, len(part), size)] for part in parts]
        often = np.where(chance.random(size) < OFTEN, chance.integers(0, len(_SAID_OFTEN), size), -1)
        for which, subject, verb, thing, end, other, does, last in zip(often, *drawn, strict=True):
            said = f"{subject} {verb} {thing} {end}. {other} {does} {last}."
            yield _SAID_OFTEN[which] if which >= 0 else said[0].upper() + said[1:]


def project(folder: Path) -> Path:
    """An empty project with a codebook of eight codes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "project.yaml").write_text("title: Drawn\nnotice: Drawn by a program, of no meaning.\n", encoding="utf-8")
    (folder / "codebook.yaml").write_text(f"title: Drawn\n{_CODEBOOK}", encoding="utf-8")
    return folder


def survey_project(folder: Path, count: int, seed: int = 1) -> Path:
    """A project of one survey with so many people, each with one answer in their own words and two closed ones."""
    surveys = project(folder) / "surveys"
    surveys.mkdir(exist_ok=True)
    (surveys / "drawn.yaml").write_text(_DESCRIPTION, encoding="utf-8")
    with (surveys / "drawn.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "role", "ease", "words"])
        for number, words in enumerate(answers(count, seed)):
            writer.writerow([f"p{number:07d}", _ROLES[number * 7 % 5], _EASE[number * 11 % 4], words])
    return folder


def case_project(folder: Path, count: int, seed: int = 1) -> Path:
    """A project of so many case studies, each of two sections and forty sentences."""
    studies = project(folder) / "case_studies"
    studies.mkdir(exist_ok=True)
    told = answers(count * 20, seed)
    for number in range(count):
        half = [" ".join(next(told) + " " for _ in range(10)) for _ in range(2)]
        text = f"# Place {number}\n\n## What got in the way\n\n{half[0]}\n\n## What was done\n\n{half[1]}\n"
        (studies / f"place-{number:04d}.md").write_text(text, encoding="utf-8")
    return folder
