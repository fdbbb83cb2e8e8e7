"""The command line: each command is one call that a notebook can make too."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evidence.errors import EvidenceError, Problem, ProjectError, SurveyError

LEFT_OUT = 10
"""Exit code of a build that went well but had to leave a file or a person's coding out."""

PROBLEMS = 11
"""Exit code of a check that found something."""

_PROJECT_HELP = "name of a folder under data/raw/, or a path to a project folder"
_OUT_HELP = "folder for the evidence base (default: data/processed/PROJECT, or PATH/processed for a path)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 only when all was well.

    arguments: the words after `evidence`; by default those of the command line.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    parsed = _parser(words[:1]).parse_args(words)
    command: Callable[[argparse.Namespace], int] = parsed.run
    try:
        return command(parsed)
    except EvidenceError as fault:
        print(f"{fault}", file=sys.stderr)
        return fault.exit_code
    except KeyboardInterrupt:
        print("Stopped. What was stored before is unharmed; run the command again to go on.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 141


def _parser(asked: list[str]) -> argparse.ArgumentParser:
    """The parser; `asked` is the command about to run, for one whose arguments are known only to its own room."""
    parser = argparse.ArgumentParser(prog="evidence", description="From case studies and survey feedback to an evidence base.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(
        name: str, run: Callable[[argparse.Namespace], int], text: str, under: object = commands
    ) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = under.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")  # type: ignore[attr-defined]
        added.set_defaults(run=run)
        return added

    new = command("new", _new, "make a project folder to fill in")
    new.add_argument("folder", metavar="FOLDER", type=Path, help="the folder to make, e.g. data/raw/our-project")
    check = command("check", _check, "say all that is wrong with a project folder, before anything is built")
    check.add_argument("project", metavar="PROJECT", help=_PROJECT_HELP)
    build = command("build", _build, "build the evidence base of a project, or bring it up to date")
    report = command("report", _report, "build if needed, run the notebooks and write the report")
    for with_base in (build, report):
        with_base.add_argument("project", metavar="PROJECT", help=_PROJECT_HELP)
        with_base.add_argument("--out", metavar="FOLDER", type=Path, help=_OUT_HELP)
        with_base.add_argument("--quiet", action="store_true", help="no progress bars and no summary")
    _add_review(command)
    evaluate = command(
        "evaluate", _evaluate, "score the learning coder on a labelled table, by cross-validation or a fixed split"
    )
    if asked == ["evaluate"]:
        from evidence.evaluate import add_arguments

        add_arguments(evaluate)
    survey = command("survey", _build, "work with survey exports")
    describe = command(
        "describe",
        _describe,
        "draft the description (.yaml) of a survey export, for a researcher to correct",
        survey.add_subparsers(metavar="COMMAND", required=True),
    )
    describe.add_argument("file", metavar="FILE", type=Path, help="the export: csv, tsv, xlsx, ods or sav")
    describe.add_argument("--force", action="store_true", help="replace a description that is already there")
    return parser


def _add_review(command: Callable[..., argparse.ArgumentParser]) -> None:
    review = command("review", _review, "write a sheet of codings that a person should decide on next, or read it back")
    review.add_argument("project", metavar="PROJECT", help=_PROJECT_HELP)
    review.add_argument("--coder", metavar="NAME", required=True, help="who decides; her decisions go to codings/NAME.csv")
    review.add_argument("--rows", metavar="N", type=int, default=60, help="how many codings to ask for (default: 60)")
    review.add_argument("--file", metavar="FILE.xlsx", type=Path, help="where to write the sheet (default: review/NAME.xlsx)")
    review.add_argument("--read", metavar="FILE.xlsx", type=Path, help="take the decisions on a sheet that was filled in")
    codebook = command("codebook", _review, "see what the codebook misses")
    under = codebook.add_subparsers(metavar="COMMAND", required=True)
    suggest = command("suggest", _suggest, "propose terms that the codings of a code support", under)
    gaps = command("gaps", _gaps, "group the passages that no code covers", under)
    for with_base in (suggest, gaps):
        with_base.add_argument("project", metavar="PROJECT", help=_PROJECT_HELP)
    suggest.add_argument("code", metavar="CODE", help="the code's id, e.g. CULT.trust")
    for with_base in (review, suggest, gaps):
        with_base.add_argument("--out", metavar="FOLDER", type=Path, help=_OUT_HELP)
        with_base.add_argument("--quiet", action="store_true", help="no progress bars and no summary")


def _new(arguments: argparse.Namespace) -> int:
    from evidence.skeleton import make_project

    for path in make_project(arguments.folder):
        print(path)
    print(f"\nFill it in, then run: evidence check {arguments.folder}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from evidence.pipeline import check

    problems = check(arguments.project)
    for problem in problems:
        print(problem)
    if problems:
        print(f"\n{len(problems)} problem(s) found.", file=sys.stderr)
        return PROBLEMS
    print("Nothing wrong was found.")
    return 0


def _build(arguments: argparse.Namespace) -> int:
    return _told(_brought_up_to_date(arguments), arguments.quiet)


def _brought_up_to_date(arguments: argparse.Namespace) -> Mapping[str, Any]:
    """The manifest of the project's base, built if anything has changed."""
    from evidence.inputs import current_manifest
    from evidence.project import find_project

    manifest = current_manifest(find_project(arguments.project, arguments.out))
    if manifest is not None:
        return manifest
    from evidence.pipeline.reviewing import build_and_compare
    from evidence.review.changes import changes_said

    base, changed = build_and_compare(arguments.project, out=arguments.out, progress=False if arguments.quiet else None)
    if changed is not None and not arguments.quiet:
        print(changes_said(changed), end="\n\n")
    return base.manifest


def _report(arguments: argparse.Namespace) -> int:
    code = _told(_brought_up_to_date(arguments), arguments.quiet)
    from evidence.pipeline import load
    from evidence.project import find_project
    from evidence.report import write_report

    base = load(arguments.project, out=arguments.out)
    path = write_report(base, find_project(arguments.project, arguments.out), progress=False if arguments.quiet else None)
    if not arguments.quiet:
        print(f"Report: {path}")
    return code


def _describe(arguments: argparse.Namespace) -> int:
    from evidence.project import Limits
    from evidence.sources.describe import describe_survey
    from evidence.sources.worker import Worker

    target: Path = arguments.file.with_suffix(".yaml")
    if target.exists() and not arguments.force:
        raise SurveyError(Problem(str(target), "is there already", "Correct it by hand, or replace it with: --force"))
    if not arguments.file.is_file():
        raise SurveyError(Problem(str(arguments.file), "is no file", "Check the path."))
    with Worker(Limits()) as worker:
        text: str = worker.call(describe_survey, arguments.file, Limits())
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise ProjectError(Problem(str(target), f"cannot be written ({fault.strerror})", "Allow writing there.")) from None
    print(f"Draft: {target}\nRead it, correct what was guessed, then run: evidence build PROJECT")
    return 0


def _review(arguments: argparse.Namespace) -> int:
    from evidence.pipeline.reviewing import read_review, write_review

    if arguments.read is None:
        code = _told(_brought_up_to_date(arguments), quiet=True)
        written = write_review(
            arguments.project, arguments.coder, rows=arguments.rows, file=arguments.file, out=arguments.out, progress=False
        )
        print(f"Sheet: {written.path}\n  {written.codings:,} codings to decide on, {written.missed:,} rows for missed codes")
        print(f"Fill it in, then run: evidence review {arguments.project} --coder {arguments.coder} --read {written.path}")
        return code
    taken = read_review(arguments.project, arguments.coder, arguments.read, out=arguments.out)
    print(f"Decisions: {taken.path}")
    print(f"  {taken.new:,} new, {taken.replaced:,} in place of earlier ones, {taken.same:,} as before; {taken.open:,} left open")
    print(f"To count them, and see what they change, run: evidence build {arguments.project}")
    return 0


def _suggest(arguments: argparse.Namespace) -> int:
    from evidence.pipeline.reviewing import suggested_terms

    code = _told(_brought_up_to_date(arguments), quiet=True)
    terms = suggested_terms(arguments.project, arguments.code, out=arguments.out)
    if terms.empty:
        print(f"No word or phrase that is no term yet tells the passages of {arguments.code} from the others.")
        return code
    of, by = terms.loc[0, ["of", "by"]]
    print(f"{of} passages have the code {arguments.code} (decided by {by}). Words that tell them from the others:")
    shown = terms[["term", "with_code", "elsewhere", "also", "segment_id"]]
    print(shown.set_axis(["term", "with the code", "elsewhere", "term of", "for example"], axis=1).to_string(index=False))
    print("Add those that mean the code to its terms in codebook.yaml, then run: evidence build", arguments.project)
    return code


def _gaps(arguments: argparse.Namespace) -> int:
    from evidence.pipeline import load
    from evidence.review.suggestions import find_gaps

    code = _told(_brought_up_to_date(arguments), quiet=True)
    base = load(arguments.project, out=arguments.out)
    gaps = find_gaps(base, seed=base.manifest["seed"])
    print(f"{gaps['of'].max() if len(gaps) else 'No'} passages have no code and are told apart by their words:")
    for _, group in gaps.groupby("group"):
        print(f"\n{group['passages'].iloc[0]} passages: {group['words'].iloc[0]}")
        print("\n".join(f"  {segment_id}" for segment_id in group["segment_id"]))
    return code


def _evaluate(arguments: argparse.Namespace) -> int:
    from evidence.evaluate import command

    return command(arguments)


def _told(manifest: Mapping[str, Any], quiet: bool) -> int:
    """Print what was read, kept and dropped; returns the exit code."""
    if not quiet:
        print(manifest["summary"])
    for row in manifest["left_out"]:
        where = f"{row['source_file']}, {row['where']}"
        print(f"Left out: {Problem(where, row['why'], row['mend'])}", file=sys.stderr)
    return LEFT_OUT if manifest["left_out"] else 0


if __name__ == "__main__":
    sys.exit(main())
