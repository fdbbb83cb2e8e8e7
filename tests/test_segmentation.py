import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import TABLES
from evidence.segmentation import FEWEST, MOST, segment_documents
from tests.drawing import frame

NO_BLOCKS = TABLES["blocks"].empty()


def cut(text: str, kind: str = "case_study", blocks: pd.DataFrame = NO_BLOCKS) -> pd.DataFrame:
    documents = pd.DataFrame({"document_id": ["d"], "kind": [kind], "text": [text]})
    return segment_documents(documents, blocks)


def drawn_document(*parts: tuple[str, str]) -> tuple[str, pd.DataFrame]:
    """A text of blocks parted by blank lines; "h2" is a heading of level 2, "p" a paragraph, "li" a list item."""
    kinds = {"p": "paragraph", "li": "list_item", "q": "quotation", "tr": "table_row"}
    text, rows = "", []
    for mark, words in parts:
        text += "\n\n" if text else ""
        level = int(mark[1]) if mark[0] == "h" else None
        kind = "heading" if level else kinds[mark]
        rows.append(
            {"document_id": "d", "start": len(text), "end": len(text) + len(words), "kind": kind, "level": level, "page": 1}
        )
        text += words
    return text, TABLES["blocks"].frame(rows)


def words(count: int) -> str:
    return " ".join(["word"] * (count - 1)) + " end."


TEXTS = st.text(alphabet='ab.A \n\té•-"”:1!\u200b😀', max_size=200)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["case_study", "answer"]), st.data())
def test_segments_quote_their_document_do_not_overlap_and_lose_no_word(text, kind, data):
    numbers = st.integers(0, len(text) + 3)
    rows = data.draw(
        st.lists(st.tuples(numbers, numbers, st.sampled_from(["heading", "paragraph", "list_item", "table_row"])), max_size=5)
    )
    blocks = TABLES["blocks"].frame([{"document_id": "d", "start": s, "end": e, "kind": k, "level": 1} for s, e, k in rows])
    segments = cut(text, kind, blocks)
    at = 0
    for segment in segments.itertuples():
        assert segment.text == text[segment.start : segment.end] != ""
        assert segment.segment_id == f"d:{segment.start}-{segment.end}"
        assert segment.start >= at
        assert not text[at : segment.start].strip()
        at = segment.end
    assert not text[at:].strip()
    assert list(segments["ordinal"]) == list(range(1, len(segments) + 1))
    pd.testing.assert_frame_equal(segments, cut(text, kind, blocks))


def test_an_answer_is_cut_into_sentences_and_lines():
    text = "Trust is low.  We never met!\nno time. no staff\n- IT is slow"
    assert list(cut(text, "answer")["text"]) == [
        "Trust is low.",
        "We never met!",
        "no time.",
        "no staff",
        "- IT is slow",
    ]
    assert set(cut(text, "answer")["kind"]) == {"sentence"}


def test_a_passage_never_runs_across_a_heading_and_knows_the_headings_above_it():
    text, blocks = drawn_document(
        ("h1", "Leeds"), ("p", "A hub."), ("h2", "Barriers"), ("p", "No time."), ("h2", "Learning"), ("p", "Meet early.")
    )
    segments = cut(text, blocks=blocks)
    assert list(zip(segments["kind"], segments["text"], segments["heading"].fillna("-"), strict=True)) == [
        ("heading", "Leeds", "-"),
        ("passage", "A hub.", "Leeds"),
        ("heading", "Barriers", "Leeds"),
        ("passage", "No time.", "Leeds > Barriers"),
        ("heading", "Learning", "Leeds"),
        ("passage", "Meet early.", "Leeds > Learning"),
    ]


def test_a_long_paragraph_is_cut_into_even_passages_of_whole_sentences():
    text = " ".join(words(20) for _ in range(7))  # 140 words: two passages, as even as sentences of 20 allow
    assert [len(passage.split()) for passage in cut(text)["text"]] == [60, 80]


def test_a_sentence_longer_than_a_passage_stays_whole():
    assert [len(passage.split()) for passage in cut(words(MOST + 50))["text"]] == [MOST + 50]


def test_short_paragraphs_are_joined_and_long_ones_stand_alone():
    text, blocks = drawn_document(("p", words(10)), ("p", words(12)), ("p", words(FEWEST)), ("p", words(10)))
    assert [len(passage.split()) for passage in cut(text, blocks=blocks)["text"]] == [22, FEWEST, 10]


def test_short_list_items_join_the_line_that_leads_into_them():
    text, blocks = drawn_document(
        ("p", words(60)), ("p", "Three things helped:"), ("li", "trust"), ("li", "time"), ("li", "a shared office")
    )
    assert list(cut(text, blocks=blocks)["text"])[1] == "Three things helped:\n\ntrust\n\ntime\n\na shared office"


def test_a_list_that_is_too_long_is_cut_between_its_items():
    text, blocks = drawn_document(("p", "These helped:"), *[("li", words(30))] * 4)
    assert [len(passage.split()) for passage in cut(text, blocks=blocks)["text"]] == [62, 60]


def test_table_rows_join_each_other_but_no_prose():
    text, blocks = drawn_document(("p", "Costs fell."), ("tr", "Leeds | 3"), ("tr", "Truro | 4"), ("p", "So it went."))
    assert list(cut(text, blocks=blocks)["text"]) == ["Costs fell.", "Leeds | 3\n\nTruro | 4", "So it went."]


def test_a_passage_has_the_page_on_which_it_begins():
    blocks = frame("blocks", "document_id|start|end|kind|page\nd|0|9|paragraph|3\nd|11|21|paragraph|4".replace("|", " | "))
    segments = cut("Page one.\n\n" + words(2) + " x", blocks=blocks.astype({"start": "int64", "end": "int64"}))
    assert list(segments["page"]) == [3]


def test_a_document_without_blocks_is_parted_at_blank_lines_and_bullets():
    text = f"{words(45)}\n\n{words(45)}\nThis helped:\n• trust\n• time"
    parts = [" ".join(passage.split()[-2:]) for passage in cut(text)["text"]]
    assert parts == ["word end.", "• time"]
    hard_wrapped = "Trust was low\nand no one met.\n"
    assert list(cut(hard_wrapped)["text"]) == [hard_wrapped.strip()]


def test_a_heading_as_long_as_a_paragraph_is_a_paragraph():
    text, blocks = drawn_document(("h1", words(100)), ("p", "End."))
    assert set(cut(text, blocks=blocks)["kind"]) == {"passage"}


def test_words_between_blocks_are_passages_too():
    text = "One. Two. Three."
    blocks = TABLES["blocks"].frame([{"document_id": "d", "start": 5, "end": 9, "kind": "heading", "level": 1}])
    segments = cut(text, blocks=blocks)
    assert list(zip(segments["kind"], segments["text"], strict=True)) == [
        ("passage", "One."),
        ("heading", "Two."),
        ("passage", "Three."),
    ]


@pytest.mark.parametrize("text", ["", "  \n\t ", "x", "😀", "\u200b", ".", "\n.\n"])
@pytest.mark.parametrize("kind", ["case_study", "answer"])
def test_a_text_of_one_character_is_one_segment_and_one_of_blanks_is_none(text, kind):
    assert "".join(cut(text, kind)["text"]) == text.strip()


@pytest.mark.parametrize("text", ["word " * 20_000, "x" * 100_000, "." * 100_000, "a\n" * 50_000, "\n." * 50_000, "“" * 100_000])
@pytest.mark.parametrize("kind", ["case_study", "answer"])
def test_a_text_of_100_000_characters_without_a_sentence_is_cut_at_a_sensible_length(text, kind):
    segments = cut(text, kind)
    assert "".join("".join(segments["text"]).split()) == "".join(text.split())
    assert segments["text"].str.len().max() <= 1000 or kind == "case_study"


def test_no_documents_give_no_segments():
    assert cut("", "answer").equals(TABLES["segments"].empty())
