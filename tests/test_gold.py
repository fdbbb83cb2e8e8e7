"""The gold gate: how well the rules code the shipped project, judged by two readers who saw no machine's coding.

The readers are two of the project's builders, who read with the codebook alone and apart from each other. They think
alike: their agreement says that the definitions can be followed, not that two strangers would agree as much.
A floor is never lowered without an entry under "Numbers that move" in CHANGELOG.md.
"""

from __future__ import annotations

import hashlib

import pytest

from evidence import build
from evidence.agreement import agreement
from tests.docs import ROOT

READERS = ("reader-one", "reader-two")
GOLD = "87dc5e0e9745e1eb"
"""Hash of the readers' files: floors hold for these decisions and no others."""

FLOORS = {"precision": 0.86, "recall": 0.6, "precision in case studies": 0.76, "polarity": 0.85}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return build(ROOT / "data" / "raw" / "information-sharing", out=tmp_path_factory.mktemp("gold"), progress=False)


def given(base, coder):
    """(segment, code) -> polarity of each yes of one coder, in what the readers read."""
    codings = base.codings
    read = set(codings.loc[codings["coder"].isin(READERS), "segment_id"])
    yes = codings[(codings["coder"] == coder) & (codings["applied"] == "yes") & codings["segment_id"].isin(read)]
    return {(s, c): p for s, c, p in zip(yes["segment_id"], yes["code"], yes["polarity"], strict=True)}


def test_the_gold_set_is_the_one_the_floors_were_set_on():
    files = [ROOT / "data/raw/information-sharing/codings" / f"{reader}.csv" for reader in READERS]
    assert hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16] == GOLD


def test_the_rules_are_as_good_as_they_were(base):
    one, two, rules = (given(base, coder) for coder in (*READERS, "rules"))
    studies = set(base.documents.loc[base.documents["kind"] == "case_study", "document_id"])
    of_studies = [key for key in rules if key[0].rpartition(":")[0] in studies]
    both = one.keys() & two.keys()
    shared = [key for key in rules.keys() & both if one[key] == two[key]]
    measured = {
        "precision": len(rules.keys() & (one.keys() | two.keys())) / len(rules),
        "recall": len(rules.keys() & both) / len(both),
        "precision in case studies": sum(key in one or key in two for key in of_studies) / len(of_studies),
        "polarity": sum(rules[key] == one[key] for key in shared) / len(shared),
    }
    short = {name: round(value, 3) for name, value in measured.items() if value < FLOORS[name]}
    assert not short, f"below the floor: {short}; measured {measured}"


def test_every_decision_of_the_readers_has_its_place(base):
    assert base.tallies.set_index("unit").loc["codings", "dropped"].sum() == 0
    assert set(READERS) < set(base.codings["coder"])


def test_the_readers_agree_where_both_decided(base):
    table = agreement(base, *READERS)
    assert table["percentage"].dropna().median() > 0.85
