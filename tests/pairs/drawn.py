"""A base of two small accounts, for tests of pairs and of what is found."""

from __future__ import annotations

from tests.drawing import base

STOOD, DONE = "What stood in the way", "What was done"

LEEDS = (
    ("passage", STOOD, "Nobody had time for meetings about families."),
    ("passage", DONE, "Protected time for meetings about families was agreed."),
    ("passage", DONE, "A lawyer wrote a short protocol."),
    ("passage", DONE, "The hub answered requests within a day."),
)
TRURO = (
    ("passage", STOOD, "Police and council mistrusted each other."),
    ("passage", STOOD, "There was no time to talk."),
    ("passage", DONE, "A bus was bought."),
)


def account(name, passages):
    """The rows of one document's segments, each passage under its heading."""
    text, rows = "", []
    for number, (kind, heading, words) in enumerate(passages, start=1):
        start = len(text)
        text += f"{words}\n\n"
        row = {
            "segment_id": f"{name}:{start}-{start + len(words)}",
            "document_id": name,
            "start": start,
            "end": start + len(words),
        }
        rows.append({**row, "kind": kind, "heading": heading, "ordinal": number, "text": words})
    return text, rows


LEEDS_TEXT, LEEDS_ROWS = account("leeds", LEEDS)
TRURO_TEXT, TRURO_ROWS = account("truro", TRURO)
TIME, AGREED, PROTOCOL, QUICK = (row["segment_id"] for row in LEEDS_ROWS)
MISTRUST, NO_TIME, BUS = (row["segment_id"] for row in TRURO_ROWS)

CODINGS = (
    (TIME, "CAP.time", "barrier"),
    (AGREED, "CAP.time", "enabler"),
    (PROTOCOL, "GOV.agree", "enabler"),
    (QUICK, "OUT.timely", "none"),
    (MISTRUST, "CULT.trust", "barrier"),
    (NO_TIME, "CAP.time", "barrier"),
    (BUS, "CAP.money", "enabler"),
)


def drawn_base(codings=CODINGS, **more):
    rows = [{"segment_id": segment, "code": code, "polarity": side} for segment, code, side in codings]
    return base(
        **{
            "documents": [
                {"document_id": "leeds", "case_id": "leeds", "text": LEEDS_TEXT},
                {"document_id": "truro", "case_id": "truro", "text": TRURO_TEXT},
            ],
            "cases": [
                {"case_id": "leeds", "title": "Leeds hub", "place": "Leeds", "policy_area": "safeguarding", "model": "hub"},
                {"case_id": "truro", "title": "Truro team", "place": "Truro", "policy_area": "housing", "model": "team"},
            ],
            "segments": [*LEEDS_ROWS, *TRURO_ROWS],
            "codes": [
                *({"code": code} for code in ("CAP", "CAP.time", "CAP.money", "CULT", "CULT.trust", "GOV", "GOV.agree")),
                *({"code": code, "polar": False} for code in ("OUT", "OUT.timely")),
            ],
            "codings": rows,
            "manifest": {"project": {"title": "Drawn", "name": "drawn"}, "seed": 0},
            **more,
        }
    )


def pair(barrier, enabler, status="confirmed", **more):
    codes = {segment: code for segment, code, _ in CODINGS}
    row = {"barrier_segment": barrier, "enabler_segment": enabler, "status": status, "case_id": barrier.split(":")[0]}
    return {**row, "barrier_code": codes[barrier], "enabler_code": codes.get(enabler), **more}
