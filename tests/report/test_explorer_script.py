"""The explorer's filter, called as it stands in the page: which quotes fit, and what an address says."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from evidence.report.blocks import Code, Coding, Explorer, Origin, Passage
from evidence.report.explorer import as_json
from evidence.report.html import _HERE

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="There is no node here, so the explorer's script was not tested by itself.")

NOTHING = dict.fromkeys(("words", "theme", "place", "area", "polarity", "question"), "")
RUN = """
const explorer = require(process.argv[1]);
const { held, expression } = JSON.parse(require("fs").readFileSync(0));
const evidence = explorer.readEvidence(held);
console.log(JSON.stringify(eval(`with (explorer) ${expression}`)));
"""


def passage(name, text, *codings):
    return Passage(name, text, "", tuple(Coding(*coding) for coding in codings))


def origin(title, place, area, question, *passages):
    return Origin(title, place, area, question, "f.txt", "0" * 64, "", passages)


EXPLORER = Explorer(
    (Code("cap", "Capacity"), Code("cap.time", "Time", "cap"), Code("trust", "Trust")),
    (
        origin(
            "Leeds hub", "Leeds", "housing", "",
            passage("l1", "Staff had no time to meet.", ("cap.time", "barrier", True, None)),
            passage("l2", "Trust grew; time did not.", ("trust", "enabler", False, 0.8), ("cap.time", "barrier", False, 0.6)),
        ),
        origin(
            "Café hub", "Bath", "health", "",
            passage("b1", "The CAFÉ   is where trust began.", ("trust", "mixed", True, None)),
        ),
        origin("Survey", "", "", "What helps?", passage("s1", "Time with partners.", ("cap", "none", False, None))),
    ),
)  # fmt: skip


def script(expression):
    given = json.dumps({"held": json.loads(as_json(EXPLORER, {})), "expression": expression})
    command = [NODE, "-e", RUN, str(_HERE / "explorer.js")]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def ids(**asked):
    return script(f"filtered(evidence, {json.dumps(NOTHING | asked)}).map((quote) => quote.id)")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["l1", "l2", "b1", "s1"]),
        ({"place": "Leeds"}, ["l1", "l2"]),
        ({"area": "health"}, ["b1"]),
        ({"question": "What helps?"}, ["s1"]),
        ({"theme": "trust"}, ["l2", "b1"]),
        ({"theme": "cap"}, ["l1", "l2", "s1"]),  # a theme holds the codes below it
        ({"theme": "cap.time"}, ["l1", "l2"]),
        ({"polarity": "barrier"}, ["l1", "l2", "b1"]),  # a mixed passage names a barrier, too
        ({"polarity": "mixed"}, ["b1"]),
        ({"theme": "trust", "polarity": "barrier"}, ["b1"]),  # l2 names a barrier, but not of trust
        ({"words": "time"}, ["l1", "l2", "s1"]),
        ({"words": "TIME trust"}, ["l2"]),
        ({"words": "cafe is"}, ["b1"]),
        ({"words": '"no time"'}, ["l1"]),
        ({"words": '"time no"'}, []),
        ({"words": '"no time'}, ["l1"]),
        ({"words": '  " '}, ["l1", "l2", "b1", "s1"]),
        ({"words": ".*(", "theme": "trust"}, []),
        ({"theme": "constructor"}, []),
        ({"polarity": "__proto__"}, []),
    ],
)
def test_quotes_that_fit_stand_in_the_order_of_the_base(asked, found):
    assert ids(**asked) == found


def test_an_address_read_back_is_the_filter_that_made_it():
    asked = {
        "words": '"a&b" <i>=#?%',
        "theme": "cap.time",
        "place": "King’s Lynn",
        "area": "",
        "polarity": "none",
        "question": "é?",
    }
    assert script(f"readFragment(toFragment({json.dumps(asked)}))") == asked
    assert script(f"toFragment({json.dumps(NOTHING)})") == "#explore"


@pytest.mark.parametrize("fragment", ["", "#", "#part-one", "#explorer?theme=a", "#xexplore"])
def test_an_address_of_another_place_is_left_alone(fragment):
    assert script(f"readFragment({json.dumps(fragment)})") is None


def test_an_address_is_cut_where_it_is_too_long_and_unknown_names_are_passed_over():
    read = script("readFragment('#explore?words=' + 'a'.repeat(9999) + '&__proto__=x&constructor=y')")
    assert set(read) == set(NOTHING)
    assert len(read["words"]) == 200


def test_what_was_found_is_counted_by_quotes_and_by_case_studies_never_by_people():
    assert script("told(evidence.quotes, 4)") == "4 of 4 quotes, from 2 case studies."
    assert script("told(evidence.quotes.slice(3), 4)") == "1 of 4 quotes."
    assert script("told([], 4)").startswith("No quote fits.")


def test_who_decided_is_said_of_each_code():
    said = script("evidence.quotes.flatMap((quote) => quote.codings).map(sureness)")
    person, machine = "decided by a person", "found by a machine, score 0.80 of 1"
    assert said[:2] == [person, machine]
    assert said[-1] == "found by a machine, not read by a person"
