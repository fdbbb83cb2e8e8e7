"""Personal data is found however it is spelt, masked whole, and neither kept nor logged."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import nlp
from evidence.privacy import FINDINGS, NAME, STRUCTURED, find_personal_data, mask, method
from tests.privacy.sentences import CLEAN, MARKED, STYLES, Marked, marked

SENTENCES = [marked(sentence) for sentence in MARKED]
COVERED = 0.9


@pytest.fixture
def without_model(monkeypatch):
    monkeypatch.setattr(nlp, "MODEL", "no_such_model")


def recalls(sentences: list[Marked], findings: pd.DataFrame) -> dict[str, float]:
    """The share of structured identifiers and of names of which nine tenths are covered by findings."""
    hits: dict[str, list[bool]] = {STRUCTURED: [], NAME: []}
    for number, sentence in enumerate(sentences):
        mine = findings.loc[findings["text"] == number]
        places = {p for start, end in zip(mine["start"], mine["end"], strict=True) for p in range(start, end)}
        for start, end, kind in sentence.spans:
            hit = len(places.intersection(range(start, end))) >= COVERED * (end - start)
            hits[NAME if kind in ("name", "account") else STRUCTURED].append(hit)
    return {severity: sum(hit) / len(hit) for severity, hit in hits.items()}


NAMES_FOUND = {"plain": 0.98, "lower case": 0.91, "capitals": 0.91, "Cyrillic look-alikes": 0.97}
"""Floors by style of writing; 0.98 for the styles that are not here."""


@pytest.mark.parametrize("style", STYLES)
def test_personal_data_is_found_in_every_style_of_writing_by_rules_alone(style, without_model):
    sentences = [STYLES[style](sentence) for sentence in SENTENCES]
    recall = recalls(sentences, find_personal_data([sentence.text for sentence in sentences]))
    assert recall[STRUCTURED] == 1
    assert recall[NAME] >= NAMES_FOUND.get(style, 0.98)


@pytest.mark.parametrize(("model", "limit"), [(False, 0.03), (True, 0.10)])
def test_clean_texts_are_seldom_flagged(model, limit, monkeypatch):
    if not model:
        monkeypatch.setattr(nlp, "MODEL", "no_such_model")
    findings = find_personal_data([*CLEAN, *(sentence.lower() for sentence in CLEAN)])
    assert not (findings["severity"] == STRUCTURED).any()
    assert findings["text"].nunique() <= limit * 2 * len(CLEAN)


def test_the_kind_and_the_rule_of_each_finding_are_told():
    findings = find_personal_data(["Mrs Osei, NHS number 943 476 5919, ana@example.org"], names=True)
    assert list(findings["kind"]) == ["name", "nhs_number", "email"]
    assert list(findings["rule"]) == ["name.title", "nhs_number.checksum", "email.form"]
    assert list(findings["severity"]) == [NAME, STRUCTURED, STRUCTURED]
    assert list(findings.columns) == list(FINDINGS.columns)


def test_names_can_be_left_out():
    findings = find_personal_data(["Mrs Osei, ana@example.org"], names=False)
    assert list(findings["kind"]) == ["email"]


def test_no_text_and_no_finding_give_an_empty_table():
    for texts in ([], [""], ["nothing here"]):
        assert find_personal_data(texts).equals(FINDINGS.empty())


def test_findings_lie_in_order_and_none_within_another():
    findings = find_personal_data(["Ana Silva <Ana.Silva@example.org> of 12 Ana Road, Hull", "Ring Ana"])
    assert list(findings["kind"]) == ["name", "email", "address", "name"]
    for _, mine in findings.groupby("text"):
        starts, ends = list(mine["start"]), list(mine["end"])
        assert starts == sorted(starts)
        assert ends == sorted(ends)
        assert len(set(starts)) == len(starts)


def test_what_is_allowed_is_not_found_in_any_case_or_spelling():
    text = "Ana Silva wrote to Mrs Osei; ÁNA  SILVA signed; Ana Silvana did not."
    kept = [
        text[start:end]
        for start, end in find_personal_data([text], allowed=["ana silva"])[["start", "end"]].itertuples(index=False)
    ]
    assert kept == ["Mrs Osei", "Ana Silvana"]
    assert find_personal_data(["info@example.org"], allowed={"info@example.org", ""}).empty


def test_a_finding_that_is_larger_than_what_is_allowed_stays():
    assert len(find_personal_data(["12 Ana Road, Hull"], allowed=["Ana"])) == 1


def test_a_mask_names_the_kind_and_leaves_the_rest():
    text = "Mrs Osei (NHS 943\u200b 476 5919) wrote.\nAna"
    assert mask(text, find_personal_data([text])) == "[name] (NHS [nhs number]) wrote.\n[name]"
    assert mask(text, FINDINGS.empty()) == text


def test_findings_that_overlap_are_masked_as_one():
    rows = [(0, 0, 4, "name"), (0, 2, 8, "email"), (0, 8, 10, "phone")]
    findings = FINDINGS.frame(pd.DataFrame(rows, columns=["text", "start", "end", "kind"]).assign(rule="r", severity=NAME))
    assert mask("0123456789ab", findings) == "[name][phone]ab"


def test_what_was_masked_is_not_found_again(without_model):
    texts = [sentence.text for sentence in SENTENCES]
    findings = find_personal_data(texts)
    masked = [mask(text, findings.loc[findings["text"] == number]) for number, text in enumerate(texts)]
    assert not (find_personal_data(masked)["severity"] == STRUCTURED).any()


@given(st.data())
def test_no_unseen_character_anywhere_in_an_identifier_hides_it(data):
    sentence = data.draw(st.sampled_from([s for s in SENTENCES if any(kind not in ("name", "account") for *_, kind in s.spans)]))
    start, end, _ = next(span for span in sentence.spans if span[2] not in ("name", "account"))
    place = data.draw(st.integers(start + 1, end - 1))
    unseen = data.draw(st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u0301\ufe0f\U000e0041"))
    text = sentence.text[:place] + unseen + sentence.text[place:]
    findings = find_personal_data([text], names=False)
    covered = {p for a, b in zip(findings["start"], findings["end"], strict=True) for p in range(a, b)}
    assert len(covered.intersection(range(start, end + 1))) >= COVERED * (end + 1 - start)


@given(st.lists(st.text(max_size=60) | st.sampled_from([s.text for s in SENTENCES]), max_size=4))
def test_findings_of_any_texts_lie_within_them_and_masking_changes_nothing_else(texts):
    findings = find_personal_data(texts, names=False)
    for number, text in enumerate(texts):
        mine = findings.loc[findings["text"] == number]
        assert ((mine["start"] >= 0) & (mine["start"] < mine["end"]) & (mine["end"] <= len(text))).all()
        outside, place = [], 0
        for start, end in sorted(zip(mine["start"], mine["end"], strict=True)):
            outside.append(text[place:start])
            place = max(place, end)
        masked = mask(text, mine)
        for part in [*outside, text[place:]]:
            assert part in masked
            masked = masked[masked.index(part) + len(part) :]


@given(st.text(alphabet="aA. '-,\n1@é\u200bŁ\u0301ЖŉİMr", max_size=60))
def test_names_of_any_text_lie_within_it(text):
    nlp_free = find_personal_data([text])
    assert ((nlp_free["start"] >= 0) & (nlp_free["start"] < nlp_free["end"]) & (nlp_free["end"] <= len(text))).all()


def test_a_finding_holds_no_word_of_the_person_and_nothing_is_logged(caplog, without_model):
    with caplog.at_level(logging.DEBUG):
        findings = find_personal_data(["Mrs Zzyzxa, zzyzxa@example.org, 07700 900123"])
    told = findings.to_csv() + caplog.text
    assert "Zzyzxa" not in told
    assert "zzyzxa" not in told
    assert "900123" not in told


def test_without_the_model_names_are_found_by_rules_and_a_warning_says_so(caplog, without_model):
    findings = find_personal_data(["Mrs Osei"])
    assert list(findings["rule"]) == ["name.title"]
    assert "rules only" in caplog.text
    assert method() == "rules 3"


def test_with_the_model_its_version_is_told_and_names_that_no_rule_knows_are_found():
    assert "3.8" in method()
    text = "The evening ended when Zbygnew Tyrchanski stood in the doorway of the hall."
    assert text[slice(*find_personal_data([text])[["start", "end"]].iloc[0])] == "Zbygnew Tyrchanski"
    assert nlp.people(["A speech by Barack Obama was shown in Leeds."]) == [[(12, 24)]]


def test_a_name_that_only_the_model_knows_is_found_because_it_is_asked():
    text = "Asif was late; Zgrzyt was not."
    found = {text[start:end]: rule for start, end, rule in find_personal_data([text])[["start", "end", "rule"]].to_numpy()}
    assert found == {"Asif": "name.given", "Zgrzyt": "name.model"}


def test_the_model_reads_long_texts_in_pieces_and_misses_none(monkeypatch):
    monkeypatch.setattr(nlp, "NAME_PIECE", 80)
    line = "A speech by Barack Obama was shown in Leeds.\n"
    text = line * 4 + "1234567890 " * 30 + line
    assert [text[a:b] for a, b in nlp.people([text])[0]] == ["Barack Obama"] * 5


@pytest.mark.real
def test_the_gold_set_reaches_its_figures():
    shared = os.environ.get("EVIDENCE_SHARED")
    if not shared:
        pytest.skip("EVIDENCE_SHARED does not say where the gold set is")
    lines = (Path(shared) / "benchmarks/pii/dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    gold = [
        Marked(r["text"], tuple((s["start"], s["end"], s["label"].replace("PERSON", "name")) for s in r["spans"])) for r in rows
    ]
    findings = find_personal_data([sentence.text for sentence in gold])
    recall = recalls(gold, findings)
    assert recall[STRUCTURED] >= 0.99
    assert recall[NAME] >= 0.93
    clean = [number for number, sentence in enumerate(gold) if not sentence.spans]
    flagged = findings.loc[findings["text"].isin(clean)].groupby("severity")["text"].nunique()
    assert flagged.get(STRUCTURED, 0) <= 0.02 * len(clean)
    assert flagged.get(NAME, 0) <= 0.25 * len(clean)
