"""`evidence find`: passages, pairs and cases that answer a question, best first."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.commands.shared import Parsers, command, current_base
from evidence.errors import Problem, ProjectError

if TYPE_CHECKING:
    import pandas as pd


_WHAT = "find passages, pairs of barrier and answer, and cases, in the case studies; survey answers are not searched"


def add(commands: Parsers) -> None:
    """Add the command."""
    find = command(commands, "find", _find, _WHAT)
    find.add_argument("query", metavar="QUERY", help="what you look for, in quotes")
    find.add_argument("project", metavar="PROJECT", nargs="?", default="", help="the project; not needed where there is only one")
    find.add_argument("--project", metavar="PROJECT", dest="named", default="", help="the project, in another way")
    find.add_argument("--like", metavar="PLACE", default="", help="places like this one first; its own case is left out")
    find.add_argument("--code", metavar="CODE", default="", help="passages with this code first: its id or its name")
    find.add_argument("--polarity", metavar="SIDE", default="", help="with --code: barrier, enabler or mixed")
    find.add_argument("--policy-area", metavar="AREA", default="", help="cases of this policy area first")
    find.add_argument("--most", metavar="N", type=int, default=5, help="how many results of each kind (default: 5)")
    find.add_argument("--json", metavar="FILE", help="write the results as JSON to FILE, or to the screen with -")
    find.add_argument("--out", metavar="FOLDER", type=Path, help="folder of the evidence base, as for build")
    find.add_argument("--quiet", action="store_true", help="no progress bars")


def _find(arguments: argparse.Namespace) -> int:
    arguments.project = arguments.project or arguments.named or _only_project()
    base, code = current_base(arguments)
    from tqdm.auto import tqdm

    from evidence.project import find_project
    from evidence.report.publishing.decisions import read_allowed
    from evidence.search import FILE, find

    project = find_project(arguments.project, arguments.out)
    kept, allowed = project.out / FILE, [row.words for row in read_allowed(project)]
    asked = {name: getattr(arguments, name) for name in ("like", "code", "polarity", "policy_area", "most")}
    with tqdm(desc="reading meanings", unit="passage", leave=False, delay=1, disable=arguments.quiet or None) as bar:

        def progress(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        found = find(base, arguments.query, **asked, allowed=allowed, kept=kept, progress=progress)
    text = found.to_json(orient="records", force_ascii=False, indent=1) + "\n"
    if arguments.json == "-":
        sys.stdout.write(text)
    elif arguments.json:
        Path(arguments.json).write_text(text, encoding="utf-8", newline="\n")
    else:
        _print(found, base.manifest["project"].get("notice", ""))
        return code
    print(*found.attrs["notes"], sep="\n", file=sys.stderr)
    return code


def _only_project() -> str:
    """The name of the project, where there is only one."""
    from evidence.project import RAW, home

    folder = home() / RAW
    names = sorted(path.parent.name for path in folder.glob("*/project.yaml"))
    if len(names) != 1:
        what = f"there are {len(names)} projects under {RAW.as_posix()}/: {', '.join(names) or 'none'}"
        raise ProjectError(Problem("find", what, 'Say which: evidence find "…" PROJECT'))
    return names[0]


_HEADINGS = {"pair": "Barriers and what answered them", "passage": "Passages", "case": "Cases"}


def _print(found: pd.DataFrame, notice: str) -> None:
    from evidence.errors import plain

    if found.empty:
        print("Nothing was found: no case study holds a passage of like meaning or words.")
    for kind, rows in found.groupby("kind", sort=False):
        print(f"{_HEADINGS[str(kind)]}\n")
        shown: set[str] = set()
        for row in rows.to_dict("records"):
            print(f"{row['rank']}. {plain(row['place'])} ({row['score']:.2f})  {row['segment_id']}")
            again = "(The same barrier passage as above.)" if row["segment_id"] in shown else row["text"]
            shown.add(row["segment_id"])
            texts = [again] if kind != "case" else []
            texts += [f"Answered: {row['answer_text']}"] if row["answer_text"] else []
            for text in texts:
                print(textwrap.fill(plain(" ".join(text.split())), 110, initial_indent="   ", subsequent_indent="   "))
            print(f"   Why: {plain(row['why'])}\n   Ranked: {row['ranked']}\n")
    print(*map(plain, found.attrs["notes"]), sep="\n")
    if len(found):
        print("Ranked by meaning and by words, joined by their ranks; code, policy area and likeness of the place count on top.")
        print("Case studies are chosen, not sampled: they show what happens, not how often.")
    if notice:
        print(f"Note: {plain(notice)}")
