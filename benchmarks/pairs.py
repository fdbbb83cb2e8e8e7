"""How many of the pairs that a build proposes are right, and how many it misses, on made-up accounts with known answers.

    python -m benchmarks.pairs                  # the accounts for judging
    python -m benchmarks.pairs tuned --tell     # those for setting weights, with each pair that is wrong or missed

The accounts stand in `tests/pairs/accounts`, and their first lines say how they are written. They are coded by the rules alone,
so that what the rules do not see as a barrier cannot be paired: it is counted apart.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

import pandas as pd

import evidence
from evidence.coded import SAYS, coded_segments
from evidence.model import BARRIER, HEADING, YES, EvidenceBase

ROOT = Path(__file__).parent.parent
ACCOUNTS = ROOT / "tests" / "pairs" / "accounts"
MARK = re.compile(r"([BA])(\d)")


class Passage(NamedTuple):
    """A passage of an account, and the numbers of the barriers that it names and of those that it answers."""

    account: str
    text: str
    barriers: frozenset[str]
    answers: frozenset[str]


def read_accounts(path: Path) -> tuple[dict[str, str], list[Passage]]:
    """The accounts of a file as Markdown by name, and their passages."""
    texts: dict[str, list[str]] = {}
    passages = []
    account = ""
    for line in path.read_text(encoding="utf-8").splitlines()[2:]:
        mark, _, text = line.partition(" ")
        if line.startswith("="):
            account = line[1:]
            texts[account] = [f"---\ntitle: The {account} team (made up)\n---"]
        elif line:
            texts[account].append(line if mark == "#" else text)
        if line and mark not in ("#", "") and not line.startswith("="):
            told = MARK.findall(mark)
            barriers, answers = (frozenset(number for kind, number in told if kind == wanted) for wanted in "BA")
            passages.append(Passage(account, text, barriers, answers))
    return {name: "\n\n".join(parts) + "\n" for name, parts in texts.items()}, passages


def built(accounts: dict[str, str], folder: Path) -> EvidenceBase:
    """The base of a new project of these accounts in `folder`, with the shipped codebook."""
    (folder / "case_studies").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "raw" / "information-sharing" / "codebook.yaml", folder)
    (folder / "project.yaml").write_text("title: Made-up accounts\nquestion: What answered what?\nseed: 1\n", encoding="utf-8")
    for name, text in accounts.items():
        (folder / "case_studies" / f"{name}.md").write_text(text, encoding="utf-8")
    return evidence.build(folder, progress=False)


def compared(base: EvidenceBase, passages: list[Passage]) -> pd.DataFrame:
    """One row for each pair that is right or proposed.

    returns: account, barrier and answer (their words), right, proposed, score (NaN if not proposed), why, coded (whether the
             barrier's passage is coded as one).
    """
    segments = base.tables["segments"].merge(base.tables["documents"][["document_id", "case_id"]], on="document_id")
    segments = segments[segments["kind"] != HEADING]
    words = dict(zip(segments["segment_id"], segments["text"], strict=True))
    coded = coded_segments(base)
    is_barrier = set(coded.loc[(coded["applied"] == YES) & coded["polarity"].isin(SAYS[BARRIER]), "segment_id"])

    def held(passage: Passage) -> str:
        """The segment that holds a passage: short ones stand together in one, and then it may answer itself."""
        mine = segments[(segments["case_id"] == passage.account) & segments["text"].str.contains(passage.text, regex=False)]
        return str(mine["segment_id"].iloc[0])

    right = {(held(b), held(a)) for b in passages for a in passages if a.account == b.account and a.answers & b.barriers}
    pairs = base.tables["pairs"].to_dict("records")
    proposed = {(str(row["barrier_segment"]), str(row["enabler_segment"])): row for row in pairs}
    rows = [
        {
            "account": key[0].partition(":")[0],
            "barrier": words[key[0]],
            "answer": words[key[1]],
            "right": key in right,
            "proposed": key in proposed,
            "score": proposed.get(key, {}).get("score"),
            "why": proposed.get(key, {}).get("why", ""),
            "coded": key[0] in is_barrier,
        }
        for key in sorted(right | set(proposed))
    ]
    return pd.DataFrame(rows)


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("which", nargs="?", default="judged", choices=["judged", "tuned"])
    parser.add_argument("--tell", action="store_true", help="each pair that is wrong or missed")
    arguments = parser.parse_args()
    accounts, passages = read_accounts(ACCOUNTS / f"{arguments.which}.txt")
    with tempfile.TemporaryDirectory() as folder:
        base = built(accounts, Path(folder) / "project")
    table = compared(base, passages)
    both = table[table["right"] & table["proposed"]]
    able = table[table["right"] & table["coded"]]
    print(f"{len(accounts)} accounts; proposed {int(table['proposed'].sum())}, of these right {len(both)}.")
    print(f"Right pairs {int(table['right'].sum())}, found {len(both)}; {len(able)} of the right have a barrier that is coded.")
    keys = ["account", "barrier"]
    answered, found = (len(rows[keys].drop_duplicates()) for rows in (table[table["right"]], both))
    print(f"Barriers with an answer {answered}, for {found} of them a right one was found.")
    if arguments.tell:
        for row in table[table["right"] != table["proposed"]].to_dict("records"):
            what = "WRONG" if row["proposed"] else "MISSED" if row["coded"] else "NOT CODED"
            texts = [" ".join(row[name].split()) for name in ("barrier", "answer")]
            print(f"\n{what} {row['account']} {row['score']} {row['why']}\n  {texts[0]}\n  -> {texts[1]}")


if __name__ == "__main__":
    main()
