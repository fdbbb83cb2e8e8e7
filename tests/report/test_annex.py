"""The annex shows every quoted document whole, with what is quoted marked where it stands."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.report.annex import sources
from evidence.report.blocks import Part, Piece
from tests.drawing import base
from tests.report.drawn import ANSWER, NO_TIME, STAFF, drawn_base, segments


def test_a_case_study_is_shown_whole_with_its_headings_pages_and_marks():
    (source,) = sources(drawn_base(), [STAFF])
    assert source.title == "Leeds hub"
    assert source.parts == (
        Part("heading", (Piece("The hub"),), level=1, label="Page 1"),
        Part(
            "paragraph",
            (Piece("Staff had no time to meet.", STAFF, first=True), Piece(" They built trust instead.")),
            label="Page 2",
        ),
        Part("paragraph", (Piece("Budgets | 10"),)),
    )


def test_what_is_known_of_a_file_stands_above_its_words():
    facts = dict(sources(drawn_base(), [STAFF])[0].facts)
    assert facts["Place"] == "Leeds"
    assert facts["File"] == "case_studies/leeds.txt"
    assert len(facts["SHA-256 of the file"]) == 64
    assert "Author" not in facts


def test_a_survey_is_shown_by_the_answers_quoted_under_their_questions():
    (source,) = sources(drawn_base(), [NO_TIME])
    assert source.note == "Illustrative data: these answers are made up."
    assert source.parts == (
        Part("heading", (Piece("What gets in the way?"),), level=1),
        Part("answer", (Piece("There is <b>no</b> time.", NO_TIME, first=True), Piece(" =1+1")), label="Row 2"),
    )


def test_documents_that_are_not_quoted_are_not_shown():
    assert sources(drawn_base(), []) == ()


def test_a_passage_over_several_blocks_is_marked_in_each_and_begins_once():
    text = "Two points:\n\nFirst.\n\nSecond."
    drawn = base(
        documents=[{"document_id": "d", "case_id": "d", "text": text}],
        segments=segments(("d", text, text)),
        blocks=[
            {"document_id": "d", "start": 0, "end": 11, "kind": "paragraph"},
            {"document_id": "d", "start": 13, "end": 19, "kind": "list_item"},
            {"document_id": "d", "start": 21, "end": 28, "kind": "list_item"},
        ],
    )
    (source,) = sources(drawn, [f"d:0-{len(text)}"])
    assert [(part.kind, [(p.text, p.first) for p in part.pieces]) for part in source.parts] == [
        ("paragraph", [("Two points:", True)]),
        ("list_item", [("First.", False)]),
        ("list_item", [("Second.", False)]),
    ]
    assert all(piece.segment_id for part in source.parts for piece in part.pieces)


def test_ranks_of_a_documents_headings_have_no_gaps():
    text = "A\n\nB\n\nC"
    blocks = [
        {"document_id": "d", "start": at, "end": at + 1, "kind": "heading", "level": level}
        for at, level in ((0, 3), (3, 6), (6, 3))
    ]
    drawn = base(
        documents=[{"document_id": "d", "case_id": "d", "text": text}], segments=segments(("d", text, "B")), blocks=blocks
    )
    assert [part.level for part in sources(drawn, ["d:3-4"])[0].parts] == [1, 2, 1]


@settings(deadline=None)
@given(st.text(alphabet="ab \n", min_size=1, max_size=60), st.data())
def test_no_word_of_a_document_is_lost_wherever_its_blocks_and_quotes_lie(text, data):
    def places(most):
        return data.draw(st.lists(st.integers(0, len(text)), max_size=most, unique=True).map(sorted))

    cuts, quoted = places(6), places(6)
    blocks = [
        {"document_id": "d", "start": a, "end": b, "kind": "paragraph"} for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    passages = [
        {"segment_id": f"d:{a}-{b}", "document_id": "d", "start": a, "end": b, "text": text[a:b]}
        for a, b in zip(quoted[::2], quoted[1::2], strict=False)
    ]
    drawn = base(documents=[{"document_id": "d", "case_id": "d", "text": text}], segments=passages, blocks=blocks)
    for source in sources(drawn, [p["segment_id"] for p in passages]):
        pieces = [piece for part in source.parts for piece in part.pieces]
        assert "".join("".join(p.text for p in pieces).split()) == "".join(text.split())
        for passage in passages:
            marked = "".join(p.text for p in pieces if p.segment_id == passage["segment_id"])
            assert "".join(marked.split()) == "".join(passage["text"].split())
            assert sum(p.first for p in pieces if p.segment_id == passage["segment_id"]) <= 1


def test_an_answer_is_the_answer_itself():
    (source,) = sources(drawn_base(), [NO_TIME])
    assert "".join(piece.text for piece in source.parts[1].pieces) == ANSWER
