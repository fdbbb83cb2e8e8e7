"""The command line: each command is one call that a notebook can make too."""

from __future__ import annotations

import argparse
import atexit
import gc
import sys
from collections.abc import Callable, Sequence

from evidence.commands import (
    build,
    evaluate,
    evaluation,
    export,
    find,
    framework,
    pairs,
    project,
    publish,
    report,
    review,
    survey,
    value,
    verify,
)
from evidence.errors import EvidenceError, Problem, StoreError

COMMANDS = (project, build, report, publish, verify, review, pairs, find, framework, survey, export, evaluate, evaluation, value)
"""In the order in which `evidence --help` lists them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 only when all was well.

    arguments: the words after `evidence`; by default those of the command line.
    """
    gc.set_threshold(_OBJECTS)
    parsed = _parser().parse_args(sys.argv[1:] if arguments is None else list(arguments))
    run: Callable[[argparse.Namespace], int] = parsed.run
    try:
        code = run(parsed)
        # Nor are they looked through once more at the end, for an eighth of a second; what ended early has to be tidied up.
        atexit.register(gc.freeze)
        return code
    except EvidenceError as fault:
        print(f"{fault}", file=sys.stderr)
        return fault.exit_code
    except KeyboardInterrupt:
        print("Stopped. What was stored before is unharmed; run the command again to go on.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 141
    except OSError as fault:  # a disk or a folder that fails, wherever it is met
        where = str(fault.filename) if fault.filename else "the disk"
        mend = "Free some space, allow reading and writing there, or check the disk, and try again. What was stored is unharmed."
        print(Problem(where, f"cannot be used ({fault.strerror or type(fault).__name__})", mend), file=sys.stderr)
        return StoreError.exit_code


_OBJECTS = 100_000
"""Objects made until Python looks for any that hold each other in a circle, and at all others with them. By itself it does so
after 700: a fifth of the time that the libraries take to import, whose objects all stay."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="evidence", description="From case studies and survey feedback to an evidence base.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
