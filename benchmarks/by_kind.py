"""Any file read as the thing it claims to be, in the form in which a build reads it; for the hostile corpus and the fuzzer."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pandas as pd

from evidence.project import Limits
from evidence.sources.case_studies import read_case_study
from evidence.sources.describe import describe_survey
from evidence.sources.surveys import SUFFIXES, read_survey

Frames = dict[str, pd.DataFrame]

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def read(folder: Path, file: str, limits: Limits) -> Frames:
    """What a build would hold of `file`, a path in `folder`: a survey export with the draft of its description, or a case study.

    raises: SourceError or SurveyError, as the readers.
    """
    if PurePosixPath(file).suffix.lower() not in SUFFIXES:
        return read_case_study(folder, file, "document", {}, limits)
    with tempfile.TemporaryDirectory(prefix="evidence-") as made:
        copy = Path(made) / "surveys" / PurePosixPath(file).name
        copy.parent.mkdir()
        shutil.copyfile(folder / file, copy)
        copy.with_suffix(".yaml").write_text(describe_survey(copy, limits), encoding="utf-8")
        return read_survey(Path(made), f"surveys/{copy.name}", limits)


def faults(frames: Frames) -> Iterator[str]:
    """What no file may bring about: a sum that does not add up, a character that no table, page or terminal can hold."""
    tallies = frames["tallies"]
    if not (tallies["read"] == tallies["kept"] + tallies["dropped"]).all() or (tallies["kept"] < 0).any():
        yield "read is not kept + dropped"
    for name, frame in frames.items():
        for column in frame.columns:
            if frame[column].dtype == "str" and any(_UNWRITABLE.search(text) for text in frame[column].dropna()):
                yield f"{name}.{column} holds a character that cannot be written"


def told(frames: Frames) -> str:
    """All words of the tables, for a search."""
    return "\n".join(json.dumps(frame.to_dict("list"), ensure_ascii=False, default=str) for frame in frames.values())
