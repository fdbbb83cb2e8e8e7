import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from evidence.codebook import Code, Codebook
from evidence.coding import learner, prior
from evidence.embedding import embed

BOOK = Codebook(
    "Test",
    "1",
    (
        Code("trust", name="Trust", definition="Faith that partners have in each other.", terms=("trust", "mistrust")),
        Code("money", name="Money", definition="Funds and budgets.", terms=("money", "fund", "budget")),
        Code(
            "food",
            name="Food",
            definition="Meals and drinks.",
            terms=("food", "meal", "tea"),
            examples=("Soup was served cold.",),
        ),
    ),
)
TEXTS = [
    *(
        "They do not trust us",
        "Trust was built over years",
        "Mistrust between agencies",
        "We trusted one another",
        "Nobody trusts the council",
    ),
    *("There is no money", "The budget was cut", "Funding ran out", "More funds were found", "The money went elsewhere"),
    *("The meals were lovely", "Cold food again", "Tea was late", "Good food and tea", "The meal was good"),
]
LABELS = np.repeat(np.eye(3), 5, axis=0)
UNSEEN = np.full(LABELS.shape, np.nan)


def best(model, texts, contexts=None):
    return learner.predict(model, texts, contexts).probability.argmax(axis=1).tolist()


def test_with_a_codebook_alone_the_code_whose_words_are_met_is_the_strongest():
    model = learner.fit(TEXTS, UNSEEN, BOOK)
    told = learner.predict(model, ["Nobody trusts them", "The budget ran out", "The tea was cold"])
    assert told.probability.argmax(axis=1).tolist() == [0, 1, 2]
    assert not told.calibrated.any()


def test_with_a_codebook_alone_meaning_counts_where_no_word_is_met():
    model = learner.fit(TEXTS, UNSEEN, BOOK)
    assert best(model, ["The broth was barely warm"]) == [2]


def test_people_teach_what_the_codebook_does_not_say():
    texts = [*TEXTS, "The lift is broken", "The lift was stuck again", "A broken lift", "Stuck in the lift", "That lift"]
    labels = np.vstack([LABELS, np.tile([1.0, 0, 0], (5, 1))])
    assert best(learner.fit(texts, labels, BOOK), ["the broken lift"]) == [0]


def test_a_no_counts_as_much_as_a_yes():
    texts = [*TEXTS, *(f"the trust hospital number {n}" for n in range(8))]
    no = np.vstack([LABELS, np.zeros((8, 3))])
    unknown = np.vstack([LABELS, np.full((8, 3), np.nan)])
    new = ["the trust hospital number 9"]
    told, untold = (learner.predict(learner.fit(texts, y, BOOK), new).probability[0, 0] for y in (no, unknown))
    assert told < untold - 0.1


def test_the_same_words_may_mean_another_thing_in_another_context():
    good, bad = "What was good?", "What could be better?"
    texts = [f"{word} {n}" for word in ("staff", "waiting", "food") for n in range(4)] * 2
    contexts = [good] * 12 + [bad] * 12
    labels = np.array([[1.0, 0.0]] * 12 + [[0.0, 1.0]] * 12)
    model = learner.fit(texts, labels, contexts=contexts)
    assert best(model, ["staff 9", "staff 9"], [good, bad]) == [0, 1]


def test_a_coded_text_is_judged_by_what_was_learned_from_others():
    # one text is labelled against all the others of its kind: its own label must not persuade
    labels = LABELS.copy()
    labels[0] = [0, 0, 1]
    model = learner.fit(TEXTS, labels, BOOK)
    assert model.unseen[0, 0] > model.unseen[0, 2]


def test_leaving_out_in_closed_form_is_leaving_out():
    generator = np.random.default_rng(0)
    points = generator.normal(size=(12, 3))
    kernel, target = points @ points.T, generator.normal(size=(12, 2))
    group = np.array([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8])
    _, unseen = learner._ridge(kernel, target, group)
    for left_out in (0, 3, 8):
        rest, part = np.flatnonzero(group != left_out), np.flatnonzero(group == left_out)
        own = np.linalg.solve(kernel[np.ix_(rest, rest)] + learner.NOISE * np.eye(len(rest)), target[rest])
        assert unseen[part] == pytest.approx(kernel[np.ix_(part, rest)] @ own)


def test_what_is_learned_context_by_context_is_the_kernel_written_out():
    texts, contexts = ["no money", "no trust", "tea"], ["a", "b", "a"]
    vectorizers = learner._vectorizers(TEXTS)
    views = learner._see(vectorizers, texts, contexts, ["a", "b"])
    similar, weights = np.array([[1.0, 0.3], [0.3, 1.0]]), np.array([[1.0], [-2.0], [0.5]])
    assert learner._learned(views, views, weights, similar) == pytest.approx(learner._kernel(views, similar) @ weights, abs=1e-6)


def test_what_the_rules_say_counts_as_much_as_people_bear_them_out(monkeypatch):
    # sixty texts that tell nothing, and a rule that is right of "trust" and by chance right or wrong of "money"
    generator = np.random.default_rng(0)
    texts = ["".join(generator.choice(list("bcdfghklmnp"), 6)) for _ in range(60)]
    labels = np.hstack([generator.integers(0, 2, (60, 2)), np.zeros((60, 1))]).astype(float)
    said = dict(zip(texts, 0.9 * labels[:, 0], strict=True)) | {"spoken": 0.9, "silent": 0.0}
    monkeypatch.setattr(learner, "strengths", lambda texts, *_: np.array([[said[text]] * 2 + [0.0] for text in texts]))
    spoken, silent = learner.predict(learner.fit(texts, labels, BOOK), ["spoken", "silent"]).probability
    assert spoken[0] > silent[0] + 0.5
    assert abs(spoken[1] - silent[1]) < 0.3


def test_products_of_sparse_rows_are_those_of_full_ones_however_common_a_column_is(monkeypatch):
    rows = csr_matrix(np.random.default_rng(0).binomial(1, [0.9, 0.5, 0.1, 0.1, 0.02], size=(40, 5)).astype(float))
    full = np.random.default_rng(1).normal(size=(40, 3))
    monkeypatch.setattr(learner, "BLOCK", 7)
    for share in (0.0, 0.05, 0.3, 1.0):
        monkeypatch.setattr(learner, "COMMON", share)
        assert learner._products(rows, full) == pytest.approx((rows @ rows.T).toarray() + full @ full.T)


def test_what_a_matrix_is_turned_into_is_the_root_of_its_inverse():
    points = np.random.default_rng(0).normal(size=(6, 6))
    matrix = points @ points.T + np.eye(6)
    root = learner._root_of_inverse(matrix.copy())
    assert root.T @ root == pytest.approx(np.linalg.inv(matrix))
    assert root == pytest.approx(np.tril(root))


def test_the_student_is_taught_only_when_somebody_asks(monkeypatch):
    taught = []
    student = learner._student
    monkeypatch.setattr(learner, "_student", lambda heard: taught.append(len(heard.context)) or student(heard))
    model = learner.fit(TEXTS, LABELS, BOOK)
    learner.predict(model, ["no trust"])
    assert taught == []
    for _ in range(2):
        learner.predict(model, ["no trust"], sparing=True)
    assert taught == [len(TEXTS)]


def test_one_of_several_has_one_yes_a_text_and_chances_that_add_up():
    model = learner.fit(TEXTS, LABELS, BOOK, exclusive=True)
    told = learner.predict(model, ["zzz", "trust and tea", ""])
    assert told.yes.sum(axis=1).tolist() == [1, 1, 1]
    assert told.probability.sum(axis=1) == pytest.approx([1, 1, 1])


def test_the_same_input_gives_the_same_bytes():
    first, second = (learner.predict(learner.fit(TEXTS, LABELS, BOOK), TEXTS).probability for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_a_code_is_calibrated_from_enough_of_both_decisions():
    texts = [f"{text} {n}" for n in range(8) for text in TEXTS]
    labels = np.tile(LABELS, (8, 1))
    labels[:, 2] = 0
    labels[:19, 2] = 1
    assert learner.fit(texts, labels, BOOK).calibrated.tolist() == [True, True, False]


@pytest.mark.parametrize("labels", [np.ones((15, 3)), np.zeros((15, 3)), np.where(np.eye(15, 3) == 1, 1.0, np.nan)])
def test_codes_without_a_yes_or_a_no_give_chances_all_the_same(labels):
    told = learner.predict(learner.fit(TEXTS, labels, BOOK), ["no trust"])
    assert ((told.probability >= 0) & (told.probability <= 1)).all()


def test_a_term_that_two_codes_share_says_less_of_each():
    shared = Codebook("t", "1", (Code("a", terms=("lift", "bus")), Code("b", terms=("lift",)), Code("c", terms=("tea",))))
    texts = ["the lift", "the bus", "some tea", "a chair", "the door"]
    signal, met = prior.speaks_for(prior.fit_prior(shared, texts, embed(texts)), texts, embed(texts))
    assert met.tolist()[:3] == [[1, 1, 0], [1, 0, 0], [0, 0, 1]]
    assert signal[1, 0] > signal[0, 0]


def test_judging_sparingly_embeds_what_is_near_a_decision_and_comes_to_much_the_same(monkeypatch):
    model = learner.fit(TEXTS, LABELS, BOOK)
    new = ["Nobody trusts them", "The budget ran out", "The tea was cold", "The weather is mild"]
    full = learner.predict(model, new)
    embedded = []
    monkeypatch.setattr(learner, "embed", lambda texts: embedded.append(list(texts)) or embed(texts))
    sparing = learner.predict(model, new, sparing=True)
    assert set(embedded[-1]) <= set(new)
    assert sparing.probability.argmax(axis=1).tolist()[:3] == full.probability.argmax(axis=1).tolist()[:3]
    monkeypatch.setattr(learner, "NEAR", 100.0)
    assert learner.predict(model, new, sparing=True).probability == pytest.approx(full.probability)


def test_few_texts_of_a_context_are_judged_as_many_are(monkeypatch):
    model = learner.fit(TEXTS, LABELS, BOOK)
    few = learner.predict(model, TEXTS).probability
    monkeypatch.setattr(learner, "FEW", 0)
    assert learner.predict(model, TEXTS).probability == pytest.approx(few, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_any_text_can_be_learned_from_and_judged(texts):
    labels = np.array([[float(n % 2), 1.0 - n % 2, 0.0] for n in range(len(texts))])
    told = learner.predict(learner.fit(texts, labels, BOOK), texts)
    assert np.isfinite(told.probability).all()


def test_what_is_learned_in_parts_is_close_to_what_is_learned_at_once(monkeypatch):
    whole = learner.fit(TEXTS, LABELS, BOOK)
    monkeypatch.setattr(learner, "PART", 6)
    parts = learner.fit(TEXTS, LABELS, BOOK)
    new = ["Nobody trusts them", "The budget ran out", "The tea was cold"]
    assert best(parts, new) == best(whole, new) == [0, 1, 2]
    assert not np.array_equal(parts.weights, whole.weights)


def test_in_parts_too_a_text_is_judged_without_what_people_said_of_its_group(monkeypatch):
    monkeypatch.setattr(learner, "PART", 6)
    groups = [n // 3 for n in range(len(TEXTS))]
    other = LABELS.copy()
    other[:3] = other[:3, ::-1]  # the first group's labels, and no others
    target, turned = 2 * LABELS - 1, 2 * other - 1
    views = learner._see(learner._vectorizers(TEXTS), TEXTS, [""] * len(TEXTS), ("",))
    unseen = [learner._taught(views, np.ones((1, 1)), y, np.array(groups))[1][:3] for y in (target, turned)]
    np.testing.assert_allclose(unseen[0], unseen[1], atol=1e-5)  # meaning has single precision


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60))
def test_parts_hold_every_row_once_and_each_group_whole(groups):
    numbered = np.array(learner._numbered(groups))
    before = learner.PART
    learner.PART = 10
    try:
        parts = learner._parts(numbered)
    finally:
        learner.PART = before
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(groups)))
    homes = [{numbered[row] for row in part} for part in parts]
    assert sum(map(len, homes)) == len(set(numbered))


def test_of_a_group_larger_than_a_part_those_with_the_rarest_codes_are_kept(monkeypatch):
    monkeypatch.setattr(learner, "PART", 2)
    labels = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1], [np.nan, np.nan]])
    assert learner._chosen(labels, np.zeros(5, dtype=np.int64)).tolist() == [0, 3]
    assert learner._chosen(labels, np.arange(5)).tolist() == [0, 1, 2, 3]


def test_texts_whose_meaning_is_embedded_badly_are_known_by_their_words(monkeypatch):
    # the first word of three names the code; an embedding that points anywhere tells nothing of it
    generator = np.random.default_rng(0)
    words = ["trusting", "moneyed", "feeding"]
    texts = [f"{words[n % 3]} {''.join(generator.choice(list('bcdfg'), 5))} {n}" for n in range(150)]
    labels = np.eye(3)[np.arange(150) % 3]
    assert learner.fit(texts, labels).of_views == learner.OF_VIEWS
    monkeypatch.setattr(learner, "embed", lambda texts: learner._unit(generator.normal(size=(len(texts), 384))))
    assert learner.fit(texts, labels).of_views == learner.WORDED
    monkeypatch.setattr(learner, "TRIED_ON", (151, 1_000))
    assert learner.fit(texts, labels).of_views == learner.OF_VIEWS
