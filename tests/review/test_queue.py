"""What a person is asked next: where it helps most, never twice, and a part that chance alone decides."""

import math

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.model import NO, YES
from evidence.review.queue import RESERVED, readable, review_queue, shuffled
from tests.drawing import base

PASSAGES = 40


def passages(codings=(), number=PASSAGES, **tables):
    """A base of so many passages of two characters; `codings` name them by number."""
    texts = [f"{n:02d}" for n in range(number)]
    segments = [{"document_id": f"d{n:02d}", "text": text} for n, text in enumerate(texts)]
    rows = [{"segment_id": f"d{n:02d}:0-2", "score": 0.45 if c[1:2] == ("unsure",) else 0.7, **_row(*c)} for n, *c in codings]
    return base(segments=segments, codings=rows, **tables)


def _row(code, applied="yes", coder="rules", **more):
    row = {"code": code, "applied": applied, "coder": coder, **more}
    return row if coder in ("rules", "model") else {**row, "score": None}


def open_to_choice(seed=0, number=PASSAGES):
    """Numbers of the passages that are not kept for the draw."""
    order = shuffled([f"d{n:02d}:0-2" for n in range(number)], seed)
    return sorted(int(i[1:3]) for i in order[math.ceil(number * RESERVED) :])


def kept_for_draw(seed=0, number=PASSAGES):
    return sorted(set(range(number)) - set(open_to_choice(seed, number)))


def whys(queue):
    return dict(zip(queue["segment_id"].str[1:3].astype(int), queue["why"], strict=True))


def test_what_is_unsure_disagreed_on_or_rare_is_asked_and_says_why():
    a, b, c, d, *rest = open_to_choice()
    common = [(n, "CAP") for n in rest[:11]]
    drawn = passages(
        [
            (a, "CULT", "unsure"),
            *((b, "CULT", applied, person) for applied, person in (("yes", "ben"), ("no", "cara"))),
            *((c, "CULT", applied, coder) for applied, coder in (("yes", "rules"), ("no", "ben"))),
            (d, "GOV"),
            *common,
        ]
    )
    queue = review_queue(drawn, "ana", rows=100)
    asked = whys(queue[~queue["drawn"]])
    assert asked[a] == "the machine is unsure"
    assert asked[b] == "people decided differently"
    assert asked[c] == "a person and the machine decided differently"
    assert asked[d] == "a rare code, found 1 time"
    assert not set(asked) & set(rest)


def test_machines_differ_where_one_says_yes_and_the_other_nothing():
    a, b, *rest = open_to_choice()
    both = [(n, "CAP", applied, coder) for n in rest[:11] for applied, coder in (("yes", "model"), ("unsure", "rules"))]
    queue = review_queue(passages([(a, "CAP", "yes", "rules"), (b, "CAP", "yes", "model"), *both]), "ana", rows=100)
    asked = queue[~queue["drawn"]]
    assert whys(asked) == dict.fromkeys((a, b), "the machines decided differently")


def test_what_the_coder_decided_is_not_asked_again_nor_the_same_words_with_the_same_code():
    a, b, c, *_ = open_to_choice()
    codings = [(n, "CULT", "unsure") for n in (a, b, c)]
    assert set(whys(review_queue(passages(codings), "ana", rows=9).query("~drawn"))) == {a, b, c}
    decided = passages([*codings, (a, "CULT", "no", "ana")])
    assert set(whys(review_queue(decided, "ana", rows=9).query("~drawn"))) == {b, c}
    # Two answers of the same words: one decision does for both.
    same = base(
        documents=[{"document_id": f"d{n:02d}"} for n in range(PASSAGES)],
        segments=[{"document_id": f"d{n:02d}", "text": "Ab" if n in (a, b) else f"{n:02d}"} for n in range(PASSAGES)],
        codings=[{"segment_id": f"d{n:02d}:0-2", "code": "CULT", "applied": "unsure", "score": 0.4} for n in (a, b)],
    )
    assert len(review_queue(same, "ana", rows=9).query("~drawn")) == 1


def test_codes_take_turns_those_with_fewest_decisions_first():
    a, b, c, d, e, *_ = open_to_choice()
    codings = [(a, "CAP", "unsure"), (b, "CAP", "unsure"), (c, "GOV", "unsure"), (d, "CULT", "unsure"), (e, "CAP", "yes", "ben")]
    queue = review_queue(passages(codings), "ana", rows=50)
    assert list(queue.loc[~queue["drawn"] & queue["why"].str.contains("unsure"), "code"]) == ["GOV", "CULT", "CAP", "CAP"]


def test_the_draw_takes_only_passages_kept_for_it_and_no_other_reason_does():
    codings = [(n, "CULT", "unsure") for n in range(PASSAGES)]
    queue = review_queue(passages(codings), "ana", rows=100)
    numbers = queue["segment_id"].str[1:3].astype(int)
    assert set(numbers[queue["drawn"]]) == set(kept_for_draw())
    assert set(numbers[~queue["drawn"]]) == set(open_to_choice())


def test_a_third_is_drawn_with_all_that_the_machine_said_and_one_row_for_what_it_missed():
    codings = [(n, code, "yes" if code == "CAP" else "unsure") for n in range(PASSAGES) for code in ("CAP", "GOV")]
    queue = review_queue(passages(codings), "ana", rows=12)
    drawn = queue[queue["drawn"]]
    # A third of 12 is 4 codings: two passages with two each, and a row for a missed code for each passage.
    assert len(drawn) == 6
    assert drawn.groupby("segment_id")["code"].apply(lambda codes: [*codes.dropna()]).tolist() == [["CAP", "GOV"]] * 2
    assert drawn["machine"].value_counts().to_dict() == {"yes": 2, "unsure": 2, "no": 2}
    assert (queue["code"].notna()).sum() == 12


def test_all_coders_are_given_the_same_draw_and_another_seed_another():
    drawn = passages([])
    first = review_queue(drawn, "ana", rows=9)["segment_id"].tolist()
    assert review_queue(drawn, "ben", rows=9)["segment_id"].tolist() == first
    assert review_queue(drawn, "ana", rows=9, seed=1)["segment_id"].tolist() != first


def test_the_draw_goes_on_where_it_stopped():
    first, second, third = shuffled(readable(passages([]))["segment_id"], 0)[:3]
    numbers = [int(i[1:3]) for i in (first, second, third)]
    codings = [(numbers[1], "CAP"), (numbers[1], "GOV")]
    one = passages(codings)
    assert review_queue(one, "ana", rows=9)["segment_id"].drop_duplicates().tolist()[:3] == [first, second, third]
    # She decided one of two codings of the second: the first, which has none, was read; the other coding is still open.
    decided = passages([*codings, (numbers[1], "CAP", "yes", "ana")])
    marked = decided.codings.assign(drawn=lambda t: t["drawn"].mask(t["coder"] == "ana", "yes"))
    again = review_queue(
        base(segments=decided.segments, documents=decided.documents, cases=decided.cases, codes=decided.codes, codings=marked),
        "ana",
        rows=9,
    )
    assert again["segment_id"].drop_duplicates().tolist()[:2] == [second, third]
    assert again.loc[again["segment_id"] == second, "code"].fillna("–").tolist() == ["GOV", "–"]


def test_headings_and_answers_that_say_nothing_are_never_asked():
    said = passages(
        [],
        number=3,
        documents=[{"document_id": "d01", "kind": "answer", "survey_id": "s", "no_answer": True, "text": "01"}],
        surveys="survey_id\ns",
    )
    assert len(readable(said)) == 2


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, PASSAGES - 1), st.sampled_from(["CAP", "CULT"]), st.sampled_from(["yes", "unsure"])),
        unique_by=lambda c: c[:2],
    ),
    st.integers(1, 30),
)
def test_a_queue_is_never_longer_than_asked_and_asks_nothing_twice(codings, rows):
    drawn = passages(codings)
    queue = review_queue(drawn, "ana", rows=rows)
    asked = queue.dropna(subset="code")
    counted = len(asked) + len(set(queue["segment_id"]) - set(asked["segment_id"]))
    # The last passage drawn is asked whole.
    assert counted <= rows + 1
    assert not asked.duplicated(["segment_id", "code"]).any()
    assert queue["drawn"].any() or rows == 1
    stands = {(r.segment_id, r.code): r.applied for r in drawn.codings.itertuples()}
    assert all(stands[r.segment_id, r.code] == r.machine for r in asked.itertuples())
    assert (queue.loc[queue["code"].isna(), "machine"] == NO).all()
    assert YES not in set(queue.loc[queue["code"].isna(), "machine"])
    pd.testing.assert_frame_equal(queue, review_queue(drawn, "ana", rows=rows))
    runs = (queue["segment_id"] != queue["segment_id"].shift()).sum()
    assert runs == queue["segment_id"].nunique()


def test_what_is_not_in_english_says_so_in_the_queue():
    welsh = "Nid oedd gan y tîm ddim amser, ac mae hynny yn broblem."
    for text, told in ((welsh, True), ("There was no time for it, and that is a problem.", False)):
        segments = [{"document_id": f"d{n}", "text": f"{text} {n}"} for n in range(8)]
        queue = review_queue(base(segments=segments), "ana")
        assert len(queue)
        assert (queue["why"].str.contains("not in English") == told).all()
