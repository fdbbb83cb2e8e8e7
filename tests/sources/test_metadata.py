from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.sources.metadata import head, iso_date, person, tidy, urls, usable_title


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2014", "2014"),
        ("2014-4", "2014-04"),
        ("2014-04-01", "2014-04-01"),
        ("2019-07-26 00:00:01 -0500", "2019-07-26"),
        ("2014-04-01T10:00:00Z", "2014-04-01"),
        ("1/4/2014", "2014-04-01"),
        ("01.04.14", "2014-04-01"),
        ("4/13/2015", "2015-04-13"),
        ("1st April 2014", "2014-04-01"),
        ("Tuesday 1 April, 2014", "2014-04-01"),
        ("1 Apr 2014", "2014-04-01"),
        ("Tue, 01 Apr 2014 03:04:06 +0000", "2014-04-01"),
        ("April 1, 2014", "2014-04-01"),
        ("Sept 2014", "2014-09"),
        ("D:20140401225247-05'00'", "2014-04-01"),
        ("03/2022", "2022-03"),
        ("3.2022", "2022-03"),
        ("13/2022", None),
        ("00/2022", None),
        ("2022-13", None),
        ("31/02/2014", None),
        ("13/13/2014", None),
        ("Spring 2014", None),
        ("April", None),
        ("", None),
    ],
)
def test_a_date_is_read_day_first_as_in_britain(written, iso):
    assert iso_date(written) == iso


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_a_day_written_in_any_british_way_is_the_same_day(day):
    for form in ("%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"):
        assert iso_date(day.strftime(form)) == day.isoformat()


def test_a_source_is_its_addresses():
    assert (
        urls("PSE (https://a.example/x). See https://b.example/y?z=1, https://a.example/x")
        == "https://a.example/x https://b.example/y?z=1"
    )
    assert urls("PSE, April 2015") == ""


@pytest.mark.parametrize("title", ["Microsoft Word - final.doc", "untitled", "Document1", "report_v2.docx", "Slide 1"])
def test_what_a_program_wrote_is_no_title(title):
    assert usable_title(title) == ""


def test_an_author_is_a_name_never_an_address():
    assert person("Ana Lee <ana@example.org>") == "Ana Lee"
    assert person("ana@example.org") == ""
    assert person("Ana Lee (ana@example.org)") == "Ana Lee"


def test_the_lines_at_the_head_of_a_text_say_who_when_and_where():
    lines = [
        "Sharing in Leeds",
        "Guest post by Ana Lee, Director of Things",
        "17 October 2014",
        "Place: Leeds",
        "They met by chance.",
    ]
    assert head(lines) == {"author": "Ana Lee", "date": "2014-10-17", "place": "Leeds"}


def test_a_date_far_down_is_not_the_texts_own_but_its_sources_may_stand_at_the_end():
    lines = ["words"] * 20 + ["1 May 2014", "Source: https://example.org/a"]
    assert head(lines) == {"source": "https://example.org/a"}


def test_what_has_no_usable_form_is_not_told():
    assert tidy({"date": "soon", "source": "the press", "language": "en-GB", "author": "", "place": " Leeds\n"}) == {
        "language": "en",
        "place": "Leeds",
    }
