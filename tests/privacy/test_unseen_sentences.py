"""The sentences that measure what is found are drawn as they say: halves without a sentence in common, names where they stand."""

from __future__ import annotations

import re
import sys

import pytest

from benchmarks import personal_data_unseen as unseen
from benchmarks import unseen_sentences as second


@pytest.mark.parametrize("part", unseen.PARTS)
def test_each_name_and_identifier_stands_where_it_is_said_to(part):
    drawn = [*unseen.first_set(part, 100, 1), *unseen.second_set(part, 1), *unseen.identifiers(part)]
    for made in drawn:
        assert not re.search(r"[{}«»]", made.text) or "{at}" in made.text
        assert len(made.spans) == len(made.forms) >= 1
        assert all(made.text[start:end].strip() == made.text[start:end] != "" for start, end in made.spans)
    assert unseen.second_set(part, 1) == unseen.second_set(part, 1)


def test_the_halves_have_no_sentence_and_no_person_in_common():
    for lines in (unseen.SENTENCES, second.SENTENCES, second.IDENTIFIERS, second.CLEAN, second.NICKNAMES):
        assert not set(lines[unseen.PARTS["tuned"]]) & set(lines[unseen.PARTS["held"]])
    assert len(second.SENTENCES) >= 300


def test_the_misses_of_the_half_held_back_are_not_told(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["x", "--part", "held", "--missed"])
    with pytest.raises(SystemExit):
        unseen.main()
    assert "not looked at" in capsys.readouterr().err


def test_the_benchmark_tells_what_is_found(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["x", "--part", "tuned", "--rules-only"])
    monkeypatch.setattr(unseen, "first_set", lambda *_: [])
    monkeypatch.setattr(unseen, "second_set", lambda *_: [unseen.Made("Ring Ngozi now", ((5, 10),), (("given",),))])
    monkeypatch.setattr(unseen, "report", _report_unless_empty(unseen.report))
    assert unseen.main() == 0
    assert re.search(r"names, second set: 1 texts, of which flagged 1\.000\n  all +1\.000", capsys.readouterr().out)


def _report_unless_empty(report):
    return lambda name, rows, missed: report(name, rows, missed) if rows else None
