from __future__ import annotations

import pandas as pd
import pytest

from evidence.errors import CodingError
from evidence.pairs import check_pairs, pairs_of
from evidence.pairs.answers import NO_WAY, answers
from evidence.pairs.decisions import decisions_in, quote_of, update_pairs
from tests.pairs.drawn import AGREED, BUS, NO_TIME, PROTOCOL, QUICK, TIME, drawn_base, pair

HEADER = "barrier_segment,enabler_segment,decision,coder,decided,memo,barrier_quote,enabler_quote"


def write(folder, *rows, header=HEADER):
    (folder / "pairs.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    return folder


def status(tables):
    pairs = tables["pairs"]
    return {(b, e): s for b, e, s in zip(pairs["barrier_segment"], pairs["enabler_segment"], pairs["status"], strict=True)}


def test_without_a_file_all_pairs_are_the_machines(tmp_path):
    tables = pairs_of(drawn_base(), tmp_path)
    assert set(status(tables).values()) == {"proposed"}
    assert tables["dropped"].empty
    assert tables["tallies"].empty


@pytest.mark.parametrize(
    ("said", "becomes"), [("yes", "confirmed"), ("No", "refused"), ("In part", "in part"), ("unsure", "proposed")]
)
def test_a_persons_decision_stands_above_the_machines_proposal(tmp_path, said, becomes):
    tables = pairs_of(drawn_base(), write(tmp_path, f"{TIME},{AGREED},{said},ana,2026-11-22,why not,,"))
    row = tables["pairs"].set_index("enabler_segment").loc[AGREED]
    assert (row["status"], row["coder"], row["decided"]) == (becomes, "ana", "2026-11-22")
    assert row["score"] > 0.9  # the machine's score and reason stay beside it
    assert "same code" in row["why"]


def test_a_person_may_add_a_pair_that_the_machine_missed(tmp_path):
    without = pairs_of(drawn_base(), tmp_path)
    assert ("truro:0-41", BUS) not in status(without)
    tables = pairs_of(drawn_base(), write(tmp_path, f"truro:0-41,{BUS},yes,ana,,,,"))
    row = tables["pairs"].set_index("barrier_segment").loc["truro:0-41"]
    assert (row["status"], row["why"], row["case_id"]) == ("confirmed", "a person linked them", "truro")
    assert pd.isna(row["score"])


def test_where_people_differ_the_pair_stays_open_with_what_each_said(tmp_path):
    tables = pairs_of(drawn_base(), write(tmp_path, f"{TIME},{AGREED},yes,ana,,,,", f"{TIME},{AGREED},no,ben,,,,"))
    row = tables["pairs"].set_index("enabler_segment").loc[AGREED]
    assert (row["status"], row["coder"], row["memo"]) == ("proposed", "ana; ben", "ana: yes; ben: no")


def test_who_agree_on_an_answer_and_not_on_how_much_call_it_an_answer_in_part(tmp_path):
    rows = [f"{TIME},{AGREED},yes,ana,,,,", f"{TIME},{AGREED},partly,ben,,,,"]
    assert status(pairs_of(drawn_base(), write(tmp_path, *rows)))[TIME, AGREED] == "in part"
    rows.append(f"{TIME},{AGREED},no,eve,,,,")
    assert status(pairs_of(drawn_base(), write(tmp_path, *rows)))[TIME, AGREED] == "proposed"


def test_an_answer_that_no_coder_saw_as_an_enabler_may_be_confirmed_and_has_no_code(tmp_path):
    tables = pairs_of(drawn_base(), write(tmp_path, f"{TIME},{QUICK},yes,ana,,,,"))
    row = tables["pairs"].set_index("enabler_segment").loc[QUICK]
    assert row["status"] == "confirmed"
    assert pd.isna(row["enabler_code"])
    assert answers(drawn_base(pairs=[pair(TIME, QUICK, enabler_code=None)]))["way"].tolist() == [NO_WAY]


def test_an_answer_in_part_is_told_after_a_whole_one():
    pairs = [pair(TIME, QUICK, "in part", barrier_code="CAP.time", enabler_code=None), pair(TIME, AGREED)]
    assert answers(drawn_base(pairs=pairs))["status"].tolist() == ["confirmed", "in part"]


def test_a_person_may_say_which_code_of_a_passage_is_meant(tmp_path):
    codings = [(TIME, "CAP.time", "barrier"), (TIME, "CULT.trust", "barrier"), (AGREED, "CAP.time", "enabler")]
    row = f"{TIME},{AGREED},yes,ana,,,,,CULT.trust,"
    tables = pairs_of(drawn_base(codings), write(tmp_path, row, header=f"{HEADER},barrier_code,enabler_code"))
    assert tables["pairs"].query("status == 'confirmed'")["barrier_code"].tolist() == ["CULT.trust"]
    row = f"{TIME},{AGREED},yes,ana,,,,,GOV.agree,"
    tables = pairs_of(drawn_base(codings), write(tmp_path, row, header=f"{HEADER},barrier_code,enabler_code"))
    assert tables["dropped"]["why"].tolist() == ["'barrier_code' is no such code of its passage ('GOV.agree')"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (f"{TIME},{AGREED},yes,ana,,,Quite other words,", "its barrier passage has changed"),
        (f"gone:0-9,{AGREED},yes,ana,,,,", "its barrier passage has changed"),
        (f"{QUICK},{AGREED},yes,ana,,,,", "its barrier passage has no code that is a barrier there"),
        (f"{NO_TIME},{AGREED},yes,ana,,,,", "its two passages are of different cases"),
    ],
)
def test_a_decision_that_cannot_be_placed_is_named_and_stays_in_the_file(tmp_path, row, why):
    write(tmp_path, row)
    before = (tmp_path / "pairs.csv").read_bytes()
    tables = pairs_of(drawn_base(), tmp_path)
    (dropped,) = tables["dropped"].to_dict("records")
    assert dropped["why"].startswith(why)
    assert (dropped["where"], dropped["unit"], dropped["count"]) == ("row 2", "pairs", 1)
    assert tables["tallies"][["read", "kept", "dropped"]].to_numpy().tolist() == [[1, 0, 1]]
    assert (tmp_path / "pairs.csv").read_bytes() == before


def test_a_passage_that_only_moved_is_found_by_its_quote(tmp_path):
    length = int(TIME.split("-")[1]) - int(TIME.split(":")[1].split("-")[0])
    old = f"leeds:100-{100 + length}"
    tables = pairs_of(drawn_base(), write(tmp_path, f"{old},{AGREED},yes,ana,,,Nobody had time for,"))
    assert status(tables)[TIME, AGREED] == "confirmed"
    assert tables["pairs"].set_index("enabler_segment").loc[AGREED, "memo"].startswith("[moved here from leeds:100-")
    # Of another length, it is another text even where the quoted words still stand there.
    tables = pairs_of(drawn_base(), write(tmp_path, f"leeds:100-999,{AGREED},yes,ana,,,Nobody had time for,"))
    assert len(tables["dropped"]) == 1


@pytest.mark.parametrize(
    ("lines", "place", "what"),
    [
        (
            ["barrier_segmnt,enabler_segment,decision,coder"],
            "row 1",
            "no column 'barrier_segment'; did you mean 'barrier_segmnt'?",
        ),
        ([HEADER, f"{TIME},{AGREED},perhaps,ana,,,,"], "row 2", "'decision' is none of yes, in part, no, unsure ('perhaps')"),
        ([HEADER, f"{TIME},{AGREED},yes,,,,,"], "row 2", "'coder' is empty"),
        ([HEADER, f"{TIME},{AGREED},yes,ana,soon,,,"], "row 2", "'decided' is no date ('soon')"),
        ([HEADER, f"{TIME},{AGREED},yes,ana,,,,", f"{TIME},{AGREED},no,ana,,,,"], "row 3", "decides on the pair of row 2 again"),
    ],
)
def test_a_fault_of_the_file_is_told_with_its_row(tmp_path, lines, place, what):
    write(tmp_path, *lines[1:], header=lines[0])
    (problem,) = check_pairs(tmp_path)
    assert problem.where == f"pairs.csv, {place}"
    assert what in problem.what
    with pytest.raises(CodingError):
        pairs_of(drawn_base(), tmp_path)
    with pytest.raises(CodingError):
        decisions_in(tmp_path)


def test_an_empty_file_and_one_that_leads_out_of_the_project_are_told(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "pairs.csv").write_text("")
    assert "is empty" in check_pairs(folder)[0].what
    (folder / "pairs.csv").unlink()
    (tmp_path / "secret.csv").write_text(HEADER)
    (folder / "pairs.csv").symlink_to(tmp_path / "secret.csv")
    assert "leads out of the project" in check_pairs(folder)[0].what


def test_an_update_replaces_the_coders_own_decision_and_keeps_all_else(tmp_path):
    write(tmp_path, f"{TIME},{AGREED},yes,ana,,old,,,mine", f"{TIME},{AGREED},no,ben,,,,,", header=f"{HEADER},own column")
    told = {"barrier_segment": TIME, "decision": "no", "coder": "ana", "decided": "", "barrier_quote": "", "enabler_quote": ""}
    rows = [{**told, "enabler_segment": AGREED, "memo": "=new"}, {**told, "enabler_segment": PROTOCOL, "memo": ""}]
    (tmp_path / "pairs.csv").write_bytes(update_pairs(tmp_path, pd.DataFrame(rows)))
    held = decisions_in(tmp_path)
    assert held[["enabler_segment", "coder", "decision", "memo"]].to_numpy().tolist() == [
        [AGREED, "ana", "no", "=new"],
        [AGREED, "ben", "no", ""],
        [PROTOCOL, "ana", "no", ""],
    ]
    text = (tmp_path / "pairs.csv").read_text(encoding="utf-8-sig")
    assert "'=new" in text  # a spreadsheet would run it otherwise
    assert ",mine" in text


def test_a_quote_is_a_few_words():
    assert quote_of("word " * 50).split() == ["word"] * 12
