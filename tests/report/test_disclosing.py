"""A report from which a small count of people can be worked out is not written."""

from __future__ import annotations

import pytest

from evidence.disclosure import Policy, as_text, protect, shown_cells
from evidence.errors import ReportError
from evidence.exhibits import Captioned, Statement
from evidence.report.blocks import Chapter, Notice, Table
from evidence.report.disclosing import checked
from evidence.report.reading import read_html
from tests.disclosure.drawn import crossed, listed

GRID = crossed([[36, 20, 15], [4, 14, 22], [30, 19, 16]])


def chapter(*exhibits):
    return Chapter("Survey", tuple(block for one in exhibits for block in read_html(one._repr_html_())))


def exhibit(table, caption="Answers", kind=Captioned):
    counts = as_text(shown_cells("fb", "hash", {caption: table}, Policy(10), []))
    return (
        kind(caption, ("Answer", "People"), (("Yes", "40"),), counts=counts)
        if kind is Captioned
        else kind((caption,), counts=counts)
    )


def protected(table):
    return protect({"t": table}, Policy(10)).tables["t"]


def test_a_report_of_protected_tables_is_left_as_it_is():
    made = chapter(exhibit(protected(GRID)))
    assert checked([made]) == (made,)


@pytest.mark.parametrize("kind", [Captioned, Statement])
def test_a_table_or_sentence_without_protection_stops_the_report(kind):
    with pytest.raises(ReportError, match="fewer than 10 people"):
        checked([chapter(exhibit(GRID.astype({"count": "Int64"}), kind=kind))])


def test_two_chapters_are_put_together_as_a_reader_would():
    guarded = protected(GRID)
    leak = GRID[(GRID["area"] == "row 1") & (GRID["say"] != "(total)")].astype({"count": "Int64"})
    leak = leak[leak["count"] >= 10]
    one, other = chapter(exhibit(guarded, "one")), chapter(exhibit(leak, "other"))
    assert checked([one]) == (one,)
    assert checked([other]) == (other,)
    with pytest.raises(ReportError):
        checked([one, other])


def test_a_table_of_people_that_says_nothing_of_its_protection_is_withheld():
    bare = Captioned("By role", ("Role", "People"), (("Nurse", "3"),))
    (block,) = checked([chapter(bare)])[0].blocks
    assert isinstance(block, Notice)
    assert "3" not in str(block)
    cases = Captioned("By area", ("Area", "Cases"), (("North", "3"),))
    (block,) = checked([chapter(cases)])[0].blocks
    assert isinstance(block, Table)


def test_an_earlier_release_is_put_beside_the_report():
    made = chapter(exhibit(listed({"Yes": 43, "No": 30}).astype({"count": "Int64"})))
    earlier = shown_cells("fb", "before", {"t": listed({"Yes": 40, "No": 30}).astype({"count": "Int64"})}, Policy(10), [])
    assert checked([made]) == (made,)
    with pytest.raises(ReportError, match="differs from an earlier release"):
        checked([made], [earlier])
