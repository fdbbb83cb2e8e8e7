"""What was found in a document is masked wherever its words are shown, and every offset still leads to its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.privacy import identifiers
from evidence.report import make_report
from evidence.report.blocks import Brand, Cell, Chapter, Paragraph, Quotation, Report, Span, Table
from evidence.report.publishing import masking
from evidence.report.publishing.masking import Masked, masked_report, spelt, texts_in, to_mask
from tests.report.drawn import drawn_base, drawn_project, segments

TEXT = "We rang Gwenllian Bebb on 07700 900461. Leeds City Council helped."
QUOTED = "We rang Gwenllian Bebb on 07700 900461."
SEGMENT = f"leeds:0-{len(QUOTED)}"


def base_of(text=TEXT, found=(("name", "Gwenllian Bebb"), ("phone", "07700 900461"))):
    rows = [
        {"document_id": "leeds", "start": text.index(w), "end": text.index(w) + len(w), "kind": kind, "method": "drawn"}
        for kind, w in found
    ]
    return drawn_base(
        documents=[{"document_id": "leeds", "case_id": "leeds", "title": "Leeds hub", "author": "Tadhg Mutasa", "text": text}],
        blocks=[],
        segments=segments(("leeds", text, QUOTED)),
        surveys=[],
        questions=[],
        respondents=[],
        personal_data=rows,
    )


def report_of(base, project):
    table = Table("t", ("Code", "Words"), ((Cell("a"), Cell(QUOTED, SEGMENT)),), 1, "")
    other = Paragraph((Span("Write to tsegaye.g@example.org about Leeds."),))
    return make_report(base, [Chapter("Themes", (Quotation(SEGMENT, QUOTED), table, other))], project)


def test_quotes_cells_and_the_documents_they_stand_in_are_masked(tmp_path):
    base = base_of()
    report = masked_report(report_of(base, drawn_project(tmp_path)), base, to_mask(base))
    told = str(list(texts_in(report)))
    assert "Gwenllian" not in told
    assert "900461" not in told
    assert "tsegaye" not in told
    shown = [text for segment, text in texts_in(report) if segment == SEGMENT]
    assert shown == ["We rang [name] on [phone]."] * 3  # the quotation, the cell, and the source
    (source,) = report.sources
    assert "".join(piece.text for part in source.parts for piece in part.pieces).endswith("Leeds City Council helped.")
    assert dict(source.facts)["Author"] == "[name]"


def test_what_is_allowed_stays_and_only_where_the_words_are_allowed_whole(tmp_path):
    base = base_of()
    assert to_mask(base, ["Gwenllian Bebb"]).of_segment(SEGMENT, QUOTED) == "We rang Gwenllian Bebb on [phone]."
    assert to_mask(base, ["Gwenllian"]).of_segment(SEGMENT, QUOTED) == "We rang [name] on [phone]."
    report = masked_report(report_of(base, drawn_project(tmp_path)), base, to_mask(base, ["Tadhg Mutasa"]))
    assert dict(report.sources[0].facts)["Author"] == "Tadhg Mutasa"


def test_the_words_of_a_brand_are_the_organisations_own_and_stay():
    report = Report("Hubs", "", "", (), (), (), Brand(contact="press@example.org"))
    assert masked_report(report, base_of(), Masked({})).brand.contact == "press@example.org"


def test_every_kind_that_is_found_has_its_mask():
    assert {rule.kind for rule in identifiers.RULES} | {"name"} <= set(masking._KINDS)


@given(st.text("ab c\n", min_size=1, max_size=30), st.data())
def test_masking_keeps_length_and_all_words_outside_the_masks(text, data):
    places = st.integers(0, len(text))
    pairs = data.draw(st.lists(st.tuples(places, places), max_size=4))
    spans = [masking.Span(min(pair), max(pair), "name") for pair in pairs if pair[0] != pair[1]]
    masked = Masked({"d": spans}).of_document("d", text)
    assert len(masked) == len(text)
    hidden = {place for span in spans for place in range(span.start, span.end)}
    for place, character in enumerate(text):
        assert (masked[place] == character) is (place not in hidden)
    assert spelt(masked).replace("[name]", "") == "".join(c for place, c in enumerate(text) if place not in hidden)


@pytest.mark.parametrize("cut", range(4, 9))
def test_a_mask_that_a_cut_goes_through_shows_none_of_its_words(cut):
    masked = Masked({"d": [masking.Span(4, 9, "name")]})
    text = "Ask Tadhg now"
    held = masked.of_document("d", text)
    assert "Tadhg"[-1:] not in spelt(held[cut:]).removesuffix(" now")
    assert spelt(held[:cut]) + spelt(held[cut:]) in ("Ask [name] now",)
