"""Projects drawn with a seed, of words of our own: survey answers and case studies of any number, for the benchmarks of speed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from evidence.privacy.lexicon import WORDS

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
_OPENERS = """In my experience|To be honest|From what I saw|At our office|For a while|As a parent|Most weeks|At first|In 2023
|Since 2019|After 6 weeks|On 3 occasions|Again and again|In our area|When it mattered|Over the winter"""
_SAID_OFTEN = ("No", "n/a", "Nothing", "More time", "Better communication", "More staff please", "Not enough time.")
OFTEN = 0.1
"""Share of answers that many people give in the same few words."""
OPENED = 0.4
"""Share of the other answers that begin with when or where, one in four of these with a number in it."""
SLIPS = 0.05
"""Share of answers with a slip of the pen: two letters of a word in each other's place."""

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
    """So many answers of some 20 words in two sentences; one in ten is one of a few that many people give.

    The others differ nearly all, and so do their sentences: each has two words of a long list, some often and most seldom,
    as Zipf (1949) found of any prose. So the words that are met go on growing in number with the answers.
    """
    chance = np.random.default_rng(seed)
    phrases = (_OPENERS, _SUBJECTS, _VERBS, _OBJECTS, _ENDS, _SUBJECTS, _VERBS)
    parts = [_listed(words) for words in phrases]
    seldom = np.random.default_rng(0).permutation(sorted(word for word in WORDS if len(word) > _SHORTEST))
    often_as = np.cumsum(1 / np.arange(1, len(seldom) + 1))
    for _ in range(0, count, 10_000):
        size = min(10_000, count)
        count -= size
        drawn = [part[chance.integers(0, len(part), size)] for part in parts]
        told = [seldom[np.searchsorted(often_as, chance.random(size) * often_as[-1])] for _ in range(2)]
        common = np.where(chance.random(size) < OFTEN, chance.integers(0, len(_SAID_OFTEN), size), -1)
        opened, slipped = chance.random(size) < OPENED, np.where(chance.random(size) < SLIPS, chance.random(size), -1.0)
        for which, begun, slip, opener, subject, verb, thing, end, other, does, one, two in zip(
            common, opened, slipped, *drawn, *told, strict=True
        ):
            said = f"{subject} {verb} {thing} {end}. {other} {does} {one} and {two}."
            said = f"{opener} {said}" if begun else said[0].upper() + said[1:]
            yield _SAID_OFTEN[which] if which >= 0 else said if slip < 0 else _slipped(said, slip)


_SHORTEST = 3
"""Letters; shorter words of the list are mostly abbreviations."""


def _slipped(text: str, where: float) -> str:
    """`text` with two letters of one word in each other's place, `where` from 0 to 1 of its length."""
    at = 1 + int(where * (len(text) - 3))
    return text if not text[at : at + 2].isalpha() else text[:at] + text[at + 1] + text[at] + text[at + 2 :]


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
