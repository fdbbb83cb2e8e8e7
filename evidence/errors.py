"""What a researcher can mend: the place, the finding, its meaning and the mend, and an exit code each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, said so that a researcher can put it right.

    where: the file, and the row, line or key in it.
    what:  what was found there; ids and names of columns, never a participant's words.
    mend:  what to do about it.

    >>> print(Problem("codebook.yaml, line 3", "unknown key 'defintion'", "Write 'definition'."))
    codebook.yaml, line 3: unknown key 'defintion'
      Write 'definition'.
    """

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{plain(self.where)}: {plain(self.what)}\n  {plain(self.mend)}"


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """`text` with whatever could steer a terminal, start a new line or turn its direction shown as a code.

    >>> plain("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    return _UNSEEN.sub(
        lambda found: found[0].encode("ascii", "backslashreplace").decode() if ord(found[0]) > 127 else f"\\x{ord(found[0]):02x}",
        text,
    )


class EvidenceError(Exception):
    """Something that a researcher can mend; the command line shows it without a traceback.

    problems: one or more; all that were found at once, so that she need not run again for each.
    """

    exit_code = 1

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[EvidenceError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class ProjectError(EvidenceError):
    """The project folder, `project.yaml` or `cases.csv` is missing or wrong."""

    exit_code = 3


class CodebookError(EvidenceError):
    """`codebook.yaml` cannot be used."""

    exit_code = 4


class SourceError(EvidenceError):
    """A source file cannot be read. The build turns it into a row of `dropped` and goes on."""

    exit_code = 5


class LimitError(SourceError):
    """Reading a file took more time or memory than it may; on a machine that is less busy it may not."""


class SurveyError(EvidenceError):
    """A survey's description (`<name>.yaml`) is missing or does not fit its export."""

    exit_code = 6


class CodingError(EvidenceError):
    """A file of human codings, findings or other judgements does not fit the evidence base."""

    exit_code = 7


class StoreError(EvidenceError):
    """The stored evidence base is missing, damaged, locked or older than its sources."""

    exit_code = 8


class ReportError(EvidenceError):
    """The report would say something that the evidence base does not bear."""

    exit_code = 9


class ModelFileError(EvidenceError):
    """A file of a language model is missing, or is not the one that the program was made with."""

    exit_code = 16


class ValueModelError(EvidenceError):
    """A cost benefit model cannot be used, or would say more than its figures bear."""

    exit_code = 14


class PublicationError(EvidenceError):
    """A report may not leave: a quote is not reviewed, personal data is in it, or a count would give people away."""

    exit_code = 15
