"""What an evidence base promises of itself."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest

from evidence.model import TABLES, EvidenceBase, ModelError
from tests.drawing import base, frame

LEEDS = """
    document_id | text
    leeds       | Staff did not trust each other.
    leeds       | Training helped.
"""


def tables(**changed: pd.DataFrame) -> dict[str, pd.DataFrame]:
    drawn = base(segments=LEEDS, codings="segment_id | code\n leeds:0-31 | CULT.trust")
    return {**drawn.tables, **changed}


def test_a_segment_must_quote_its_document_to_the_letter():
    segments = tables()["segments"]
    segments.loc[1, "text"] = "Training hindered."
    with pytest.raises(ModelError, match="leeds:33-49 does not quote its document"):
        EvidenceBase(tables(segments=segments))


def test_a_key_stands_once():
    cases = frame("cases", "case_id\n leeds\n leeds")
    with pytest.raises(ModelError, match="cases: case_id is not unique"):
        EvidenceBase(tables(cases=cases))


def test_a_reference_must_lead_somewhere():
    with pytest.raises(ModelError, match=r"documents.case_id: a value is not in cases.case_id"):
        EvidenceBase(tables(cases=TABLES["cases"].empty()))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("applied", "perhaps", "a value is none of"), ("code", None, "1 values are missing")],
)
def test_a_value_must_be_allowed(column, value, said):
    codings = tables()["codings"].copy()
    codings[column] = pd.Series([value], dtype="str")
    with pytest.raises(ModelError, match=f"codings.{column}: {said}"):
        EvidenceBase(tables(codings=codings))


def test_what_was_read_is_what_was_kept_and_what_was_dropped():
    tallies = frame("tallies", "source_file | unit | read | kept | dropped\n a.txt | words | 10 | 8 | 1")
    with pytest.raises(ModelError, match="read is not kept \\+ dropped"):
        EvidenceBase(tables(tallies=tallies))


def test_a_table_too_many_or_too_few_is_refused():
    with pytest.raises(ModelError, match="extra"):
        EvidenceBase(tables(extra=pd.DataFrame()))


def test_a_frame_has_the_columns_of_the_model_in_its_order_or_none():
    made = TABLES["cases"].frame([{"title": "Leeds", "case_id": "leeds"}])
    assert list(made.columns) == list(TABLES["cases"].columns)
    assert made["place"].isna().all()
    with pytest.raises(KeyError, match="colour"):
        TABLES["cases"].frame([{"case_id": "leeds", "colour": "red"}])


def test_nothing_done_to_a_table_alters_the_base():
    drawn = base(segments=LEEDS)
    segments = drawn.segments
    segments.loc[:, "text"] = "changed"
    assert drawn.quote("leeds:33-49").text == "Training helped."
    with pytest.raises(AttributeError):
        drawn.tables = {}
    with pytest.raises(AttributeError, match="has no table 'segment'"):
        drawn.segment  # noqa: B018


def test_a_quote_leads_back_to_its_file_page_and_characters():
    drawn = base(
        cases="case_id | place\n truro | Truro",
        documents="document_id | title | text\n truro | Our <hub> | No <i>t.",
        segments="segment_id | document_id | start | end | page | text\n truro:0-8 | truro | 0 | 8 | 2 | No <i>t.",
    )
    quote = drawn.quote("truro:0-8")
    assert quote.reference == "Our <hub>, Truro (case_studies/truro.txt, page 2, characters 0-8)"
    assert "<hub>" not in quote._repr_html_()
    assert "No &lt;i&gt;t." in quote._repr_html_()
    with pytest.raises(KeyError, match="no segment 'truro:9-10'"):
        drawn.quote("truro:9-10")


def test_a_base_travels_between_processes_whole():
    drawn = base(segments=LEEDS)
    again = pickle.loads(pickle.dumps(drawn))
    pd.testing.assert_frame_equal(again.segments, drawn.segments)
    assert again.manifest == drawn.manifest


def test_a_base_shows_its_title_and_sizes_and_escapes_what_it_was_given():
    drawn = base({"project": {"title": "<b>Us"}}, segments=LEEDS)
    assert repr(drawn).startswith("EvidenceBase('<b>Us': 1 cases, 1 documents, 2 segments")
    assert "&lt;b&gt;Us" in drawn._repr_html_()
