"""Which barriers were answered, by what and where; which remain; and what places like one's own did."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.coded import read_documents
from evidence.exhibits import Captioned, Statement, captioned, listed
from evidence.model import CASE_STUDY, CONFIRMED, PARTLY, PROPOSED, EvidenceBase
from evidence.pairs.answers import ANSWERED, IN_PART, OPEN, answers, barrier_states, barrier_summary
from evidence.pairs.escalation import candidates, read_register
from evidence.quotes import as_quotes
from evidence.search import PAIR, PASSAGE, find
from evidence.summary.wording import CHOSEN, Exhibits, counted, names_of, small

NO_BARRIER = "No case study holds a passage that names a barrier."


def bottom_line(base: EvidenceBase) -> Statement:
    """How many cases report a barrier, how many of these an answer, and what no case answered; each with its base."""
    states, of = barrier_states(base), read_documents(base, CASE_STUDY)["case_id"].nunique()
    if states.empty:
        return Statement((NO_BARRIER,))
    cases = states["case_id"].nunique()
    answered = states.loc[states["state"] == ANSWERED, "case_id"].nunique()
    said = [f"{cases} of {counted(of, 'case')} report a barrier. {_confirmed(answered, cases)}"]
    summary = barrier_summary(base)
    best = summary[summary["answered"] > 0].sort_values("answered", ascending=False, kind="stable").head(3)
    if len(best):
        told = [f"{small(row['name'])} (in {row['answered']} of the {row['cases']})" for row in best.to_dict("records")]
        said.append(f"Answered most often, of the cases that report it: {listed(told)}.")
    still = summary[summary["no_answer"] == summary["cases"]].head(3)
    if len(still) and still["cases"].max() == 1:
        said.append("No barrier without a known answer is reported by more than one case.")
    elif len(still):
        told = [f"{small(row['name'])} ({counted(row['cases'], 'case')})" for row in still.to_dict("records")]
        said.append(f"Reported most often, with no answer known from any case: {listed(told)}.")
    return Statement((*said, _decided(base), "That no answer is told does not mean that there was none.", CHOSEN))


def _confirmed(answered: int, cases: int) -> str:
    """In how many of the cases that report a barrier a person confirmed an answer."""
    if not answered:
        return "No person has confirmed yet what answered any of them."
    return f"{f'In {answered} of these {cases}, a' if cases > 1 else 'A'} person confirmed what answered at least one."


def _decided(base: EvidenceBase) -> str:
    """Who decided on the pairs, and how many no one has decided on."""
    pairs = base.tables["pairs"]
    people = sorted({name for names in pairs["coder"].dropna() for name in names.split("; ")})
    if not people:
        return (
            f"A machine proposes {counted(len(pairs), 'pair')} of a barrier and what may have answered it. No person has decided "
            "on any: none counts as an answer until someone confirms it."
            if len(pairs)
            else "No pair of a barrier and what answered it has been proposed or written down."
        )
    waiting = int((pairs["status"] == PROPOSED).sum())
    done = f"Of {counted(len(pairs), 'pair')} of a barrier and what may have answered it, {listed(people)} decided on"
    if not waiting:
        return f"{done} all."
    rest = "one is a machine's proposal" if waiting == 1 else f"{waiting} are a machine's proposals"
    return f"{done} {len(pairs) - waiting}; the other {rest}, and none counts as an answer until someone confirms it."


def barriers_table(base: EvidenceBase) -> Statement | Captioned:
    """Each barrier with the number of cases that report it, and how many of them an answer is known of."""
    summary = barrier_summary(base)
    if summary.empty:
        return Statement((NO_BARRIER,))
    table = summary[["name", "cases", "of_cases", "answered", "in_part", "proposed", "no_answer"]]
    note = (
        "Answered: a person confirmed what answered it. In part: a person said so, or what was confirmed answers another "
        "barrier of the same passage. Proposed: only a machine says so. Each case counts once, by the best that is known. Here "
        "each code counts by itself: a theme has its own row only for passages that no code below it fits, so its number is "
        "lower than in tables of themes"
    )
    return captioned(table.rename(columns={"name": "barrier"}), "Barriers, and in how many cases each was answered", note=note)


def answered(base: EvidenceBase, *, most: int = 2) -> Exhibits:
    """Barrier by barrier, what people confirmed as an answer: the ways, where, with what outcome, and the words of both.

    most: pairs quoted for a barrier.
    """
    table = answers(base)
    table = table[table["status"].isin([CONFIRMED, PARTLY])]
    if table.empty:
        yield Statement(("No person has confirmed yet what answered a barrier: evidence pairs asks for it.",))
    summary = barrier_summary(base).set_index("code")
    for code, rows in table.groupby("barrier_code", sort=False):
        yield _ways(summary.loc[str(code)].to_dict(), rows)
        for pair in rows.drop_duplicates("case_id").head(most).to_dict("records"):
            yield Statement((f"What stood in the way in {pair['place']}, and what answered it:",))
            yield as_quotes(base, [pair["barrier_segment"], pair["enabler_segment"]])


def _reported(row: Mapping[str, Any], cited: str = "") -> str:
    """How many cases report a barrier, and how many of these tell what answered it, in full or in part."""
    full, part = row["answered"], row.get("in_part", 0)
    told = [f"answered in {full} of them"] if full else []
    told += [f"{'' if full else 'answered '}in part in {part}{' more' if full else ' of them'}"] if part else []
    return f"Reported by {row['cases']} of {row['of_cases']} cases{cited}; {listed(told) or 'no answer is known from any'}."


def _ways(row: Mapping[Any, Any], rows: pd.DataFrame) -> Statement:
    said = [_reported(row)]
    rows = rows.assign(way=rows["way"].where(rows["status"] == CONFIRMED, rows["way"] + " (in part)"))
    for way, pairs in rows.groupby("way", sort=False):
        places = listed(list(dict.fromkeys(pairs["place"])))
        outcomes = dict.fromkeys(name for told in pairs["outcomes"] for name in told.split("; ") if name)
        near = f" Outcomes told nearby: {listed([small(name) for name in outcomes])}." if outcomes else ""
        notes = [str(memo).rstrip(".") for memo in dict.fromkeys(pairs["memo"].dropna())]
        noted = f" The reader notes: {'; '.join(notes)}." if notes else ""
        said.append(f"What answered it in {places}: {small(str(way))}.{near}{noted}")
    return Statement(tuple(said), heading=str(rows["barrier"].iloc[0]))


def ways_table(base: EvidenceBase) -> Statement | Captioned:
    """Every pair that no one refused: the barrier, what answered it and where, who says so, and the answer's words."""
    table = answers(base)
    if table.empty:
        return Statement(("No passage is known to answer a barrier.",))
    part = table["status"].map({PARTLY: " (in part)"}).fillna("")
    who = table["coder"].where(table["status"].isin([CONFIRMED, PARTLY])).fillna("proposed by a machine")
    shown = table[["barrier", "way", "place", "outcomes"]].assign(
        way=table["way"] + part,
        said_by=who,
        segment_id=table["enabler_segment"],
        text=table["enabler_text"],
        outcomes=table["outcomes"].replace("", None),
    )
    return captioned(shown.rename(columns={"way": "answered_by"}), "What answered each barrier, and where")


def unanswered(base: EvidenceBase) -> Statement | Captioned:
    """Barriers for which no case tells an answer, with the words of a passage that names each."""
    states = barrier_states(base)
    known = states.loc[states["state"].isin([ANSWERED, IN_PART]), "code"]
    left = states[~states["code"].isin(known) & (states["state"] == OPEN)]
    if left.empty:
        return Statement(("Every barrier that a case reports was answered somewhere, or no barrier is reported.",))
    names, texts = names_of(base), base.tables["segments"].set_index("segment_id")["text"]
    rows = [
        {
            "barrier": names[str(code)],
            "cases": len(cases),
            "where": listed([names[case] for case in cases["case_id"]]),
            "segment_id": cases["segment_id"].iloc[0],
            "text": texts[cases["segment_id"].iloc[0]],
        }
        for code, cases in left.groupby("code", sort=False)
    ]
    table = pd.DataFrame(rows).sort_values("cases", ascending=False, kind="stable")
    return captioned(table, "Barriers that no case is known to have answered")


def register(base: EvidenceBase, path: Path) -> Exhibits:
    """The escalation register: what is asked, on what evidence, and what came of it; then what no one has judged yet.

    raises: CodingError, if the register quotes words that no longer stand in its source.
    """
    judged: list[str] = []
    if not path.is_file():
        yield Statement(("No one has written a register yet: escalation.yaml is where people judge what remains.",))
    else:
        held = read_register(path, path.name, base)
        judged = list(held.entries["code"])
        columns = ["barrier", "ask", "cases", "of_cases", "answered", "no_answer", "scope", "department", "status"]
        yield captioned(held.entries[columns], "Escalation register: barriers that remain, and what is asked")
        for row in held.entries.to_dict("records"):
            yield _entry({str(key): value for key, value in row.items()})
            yield as_quotes(base, held.evidence.loc[held.evidence["id"] == row["id"], "segment_id"])
    table = candidates(base, judged)
    if len(table):
        note = "No one has judged these. A sign is a reason for a person to look, not a finding."
        shown = table.drop(columns="code").rename(columns={"name": "barrier"})
        yield captioned(shown, "Barriers that may need someone above the places to act", note=note)


def also_cited(row: Mapping[str, Any] | pd.Series) -> str:
    """How many cases an entry of the register cites, as a remark, where fewer are coded with its barrier; else empty."""
    if row["cases_cited"] <= row["cases"]:
        return ""
    return f" coded so; the entry cites {counted(row['cases_cited'], 'case')}"


def _entry(row: Mapping[str, Any]) -> Statement:
    said = [_reported(row, also_cited(row))]
    if row["reasons"]:
        said.append(f"{row['reasons']} Judged by: {row['by'].rstrip('.')}.")
    else:
        said.append("Not judged: no one has said whether it is national or local, who could act, or what its status is.")
    return Statement(tuple(said), heading=row["ask"].rstrip("."))


def places_like_mine(base: EvidenceBase, kept: Path) -> Exhibits:
    """A worked query: a barrier that one place has not answered, and what places like it did.

    kept: file in which the meanings of passages are kept; see `evidence.search.find`.
    """
    asked = _open_question(base)
    if asked is None:
        yield Statement(("No barrier of one case was answered in another, so there is no question to show.",))
        return
    place, code, case_id = asked
    names = names_of(base)
    row = base.tables["codes"].set_index("code").loc[code]
    found = find(base, f"{row['name']}. {row['definition']}", like=case_id, code=code, kept=kept, most=4)
    said = f"{place} reports a barrier, {small(names[code])}, and tells no answer to it. Who had it too, and what did they do?"
    yield Statement((said, "Ranked by meaning and by words; the code and the likeness of the place count on top."))
    for kind, caption in ((PAIR, "What answered it elsewhere"), (PASSAGE, "Passages on it from other places")):
        rows = found[found["kind"] == kind]
        if len(rows):
            segment, text = ("answer_segment", "answer_text") if kind == PAIR else ("segment_id", "text")
            table = pd.DataFrame({"place": rows["place"], "why": rows["why"], "segment_id": rows[segment], "text": rows[text]})
            yield captioned(table, caption)


def _open_question(base: EvidenceBase) -> tuple[str, str, str] | None:
    """A place, a barrier that it has not answered and another case has, most reported first; None if there is none."""
    states, summary = barrier_states(base), barrier_summary(base)
    for code in summary.loc[(summary["answered"] > 0) & (summary["no_answer"] > 0), "code"]:
        mine = states[(states["code"] == code) & (states["state"] == OPEN)]
        case_id = str(mine["case_id"].iloc[0])
        return names_of(base)[case_id], str(code), case_id
    return None
