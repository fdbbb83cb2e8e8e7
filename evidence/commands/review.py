"""`evidence review` and `evidence codebook`: decisions asked of people, and what the codebook misses."""

from __future__ import annotations

import argparse
from pathlib import Path

from evidence.commands.shared import Parsers, brought_up_to_date, command, current_base, group, told, with_project


def add(commands: Parsers) -> None:
    """Add the commands."""
    text = "write a sheet of codings that a person should decide on next, or read it back"
    review = command(commands, "review", _review, text)
    with_project(review)
    review.add_argument("--coder", metavar="NAME", required=True, help="who decides; her decisions go to codings/NAME.csv")
    review.add_argument("--rows", metavar="N", type=int, default=60, help="how many codings to ask for (default: 60)")
    review.add_argument("--file", metavar="FILE.xlsx", type=Path, help="where to write the sheet (default: review/NAME.xlsx)")
    review.add_argument("--read", metavar="FILE.xlsx", type=Path, help="take the decisions on a sheet that was filled in")
    under = group(commands, "codebook", "see what the codebook misses")
    suggest = command(under, "suggest", _suggest, "propose terms that the codings of a code support")
    with_project(suggest)
    suggest.add_argument("code", metavar="CODE", help="the code's id, e.g. CULT.trust")
    with_project(command(under, "gaps", _gaps, "group the passages that no code covers"))


def _review(arguments: argparse.Namespace) -> int:
    from evidence.pipeline.reviewing import read_review, write_review

    if arguments.read is None:
        code = told(brought_up_to_date(arguments), quiet=True)
        written = write_review(
            arguments.project, arguments.coder, rows=arguments.rows, file=arguments.file, out=arguments.out, progress=False
        )
        print(f"Sheet: {written.path}\n  {written.codings:,} codings to decide on, {written.missed:,} rows for missed codes")
        print(f"Fill it in, then run: evidence review {arguments.project} --coder {arguments.coder} --read {written.path}")
        return code
    taken = read_review(arguments.project, arguments.coder, arguments.read, out=arguments.out)
    print(f"Decisions: {taken.path}")
    print(f"  {taken.new:,} new, {taken.replaced:,} in place of earlier ones, {taken.same:,} as before; {taken.open:,} left open")
    if taken.looked:
        print(f"  passages read in which no code was missed: {taken.looked:,}; every code without a row is withheld from them")
    print(f"To count them, and see what they change, run: evidence build {arguments.project}")
    return 0


def _suggest(arguments: argparse.Namespace) -> int:
    from evidence.pipeline.reviewing import suggested_terms

    code = told(brought_up_to_date(arguments), quiet=True)
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
    from evidence.review.suggestions import find_gaps

    base, code = current_base(arguments)
    gaps = find_gaps(base, seed=base.manifest["seed"])
    print(f"{gaps['of'].max() if len(gaps) else 'No'} passages have no code and are told apart by their words:")
    for _, group_ in gaps.groupby("group"):
        print(f"\n{group_['passages'].iloc[0]} passages: {group_['words'].iloc[0]}")
        print("\n".join(f"  {segment_id}" for segment_id in group_["segment_id"]))
    return code
