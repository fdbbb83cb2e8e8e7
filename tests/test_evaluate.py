import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import evaluate
from evidence.__main__ import main
from evidence.codebook import Code, Codebook
from evidence.evaluate import Columns, EvaluationError, Labelled

TOPICS = {
    "trust": ["They do not trust us", "Trust was built over years", "A lack of trust between agencies", "Mutual trust helped"],
    "money": ["There is no money", "The budget was cut", "Funding ran out last year", "More funds were found"],
    "food": ["The soup was cold", "Lovely meals and tea", "Breakfast came late", "The food was good"],
}


def table(times: int = 3) -> pd.DataFrame:
    rows = [
        {"text": f"{text} {'indeed ' * n}in {n}", "topic": topic, **{t: str(int(t == topic)) for t in TOPICS}}
        for n in range(times)
        for topic, texts in TOPICS.items()
        for text in texts
    ]
    return pd.DataFrame(rows)


def data(truth: list[list[int]], groups: str = "", *, exclusive: bool = False) -> Labelled:
    n = len(truth)
    texts = tuple(f"text {row}" for row in range(n))
    codes = tuple("abcdef"[: len(truth[0])])
    return Labelled(codes, texts, ("",) * n, np.array(truth, dtype=float), tuple(groups or texts), texts, exclusive)


def test_micro_f1_counts_decisions_and_macro_f1_counts_codes():
    truth = data([[1, 0], [1, 0], [1, 1], [0, 0]])
    yes = np.array([[1, 0], [1, 0], [0, 0], [1, 0]], dtype=bool)
    result = evaluate.measure(truth, yes * 0.8 + 0.1, yes)
    # a: 2 right, 1 wrong, 1 missed: F1 4/6; b: 1 missed: F1 0. Together 2 right, 1 wrong, 2 missed: 4/7
    assert result.value("micro_f1") == pytest.approx(4 / 7)
    assert result.value("macro_f1") == pytest.approx(1 / 3)
    assert result.per_code["precision"].tolist()[0] == pytest.approx(2 / 3)
    assert np.isnan(result.per_code["precision"].tolist()[1])
    assert result.per_code["recall"].tolist() == pytest.approx([2 / 3, 0])


def test_a_code_that_people_never_gave_counts_in_no_macro_figure():
    yes = np.array([[1, 1], [0, 0]], dtype=bool)
    result = evaluate.measure(data([[1, 0], [0, 0]]), yes * 1.0, yes)
    assert result.value("macro_f1") == 1
    assert result.value("mean_average_precision") == 1
    assert np.isnan(result.per_code["average_precision"][1])


def test_accuracy_is_told_where_each_text_has_one_class():
    yes = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=bool)
    result = evaluate.measure(data([[1, 0], [0, 1], [0, 1], [0, 1]], exclusive=True), yes * 1.0, yes)
    assert result.value("accuracy") == 0.75
    assert result.value("micro_f1") == 0.75


def test_a_probability_that_holds_has_no_calibration_error():
    assert evaluate.calibration_error(np.array([1.0, 0, 0, 0]), np.full(4, 0.25)) == 0


def test_calibration_error_is_the_gap_weighted_by_decisions():
    # bin .9: mean .95, share .5, two decisions; bin .1: mean .15, share 0, two: (.45 + .15) / 2
    error = evaluate.calibration_error(np.array([1.0, 0, 0, 0]), np.array([0.95, 0.95, 0.15, 0.15]))
    assert error == pytest.approx(0.3)
    assert evaluate.calibration_error(np.array([1.0, 0, 0, 0]), np.array([0.95, 0.95, 0.15, 0.15]), above=0.2) == pytest.approx(
        0.45
    )
    assert np.isnan(evaluate.calibration_error(np.zeros(2), np.zeros(2), above=0.2))


def test_coverage_takes_equal_probabilities_together():
    # of the three at .9 two are right: precision 2/3; there is no surer set
    found = evaluate.coverage_at(np.array([1.0, 1, 0, 1]), np.array([0.9, 0.9, 0.9, 0.1]), [0.9, 0.6])
    assert found["share_found"].tolist() == pytest.approx([0.0, 1.0])
    assert np.isnan(found["from_probability"][0])


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=40))
def test_what_coverage_promises_holds(pairs):
    truth, chance = np.array([t for t, _ in pairs], dtype=float), np.array([p for _, p in pairs])
    row = evaluate.coverage_at(truth, chance, [0.9]).iloc[0]
    if not np.isnan(row["from_probability"]):
        taken = chance >= row["from_probability"]
        assert truth[taken].mean() >= 0.9
        assert truth[taken].sum() / max(truth.sum(), 1) == pytest.approx(row["share_found"])


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=40), st.integers(0, 3))
def test_no_group_is_in_two_folds_and_all_folds_are_used(groups, seed):
    if len(set(groups)) < 3:
        with pytest.raises(EvaluationError):
            evaluate.folds(groups, 3, seed)
        return
    fold = evaluate.folds(groups, 3, seed)
    assert set(fold) == {0, 1, 2}
    assert len({(group, number) for group, number in zip(groups, fold, strict=True)}) == len(set(groups))


def test_the_range_of_a_figure_is_wider_where_texts_come_in_groups():
    truth = [[1], [1], [1], [1], [0], [0], [0], [0]] * 5
    yes = np.array([[1], [1], [1], [1], [1], [1], [0], [0]] * 5, dtype=bool)
    alone = evaluate.measure(data(truth), yes * 1.0, yes).overall.iloc[0]
    grouped = evaluate.measure(data(truth, "aaaabbbb" * 5), yes * 1.0, yes).overall.iloc[0]
    assert alone["low"] <= alone["value"] <= alone["high"]
    assert grouped["high"] - grouped["low"] > alone["high"] - alone["low"]


@pytest.mark.parametrize("cell", ["1", "1.0", "True", "TRUE", " yes "])
def test_a_label_of_yes_may_be_written_in_many_ways(cell):
    found = evaluate.labelled(pd.DataFrame({"t": ["x", "y", "z"], "a": [cell, "0.0", ""]}), Columns("t", ("a",)))
    assert found.truth.ravel().tolist() == [1, 0, 0]


def test_a_label_that_is_neither_yes_nor_no_is_named_by_column_and_row():
    wrong = pd.DataFrame({"t": ["x", "y"], "a": ["1", "2"], "b": ["good", "1"]})
    with pytest.raises(EvaluationError) as fault:
        evaluate.labelled(wrong, Columns("t", ("a", "b")))
    assert [problem.what.rpartition(" ")[2] for problem in fault.value.problems] == ["3", "2"]
    assert "good" not in str(fault.value)


def test_a_column_that_is_not_there_is_named_with_one_that_is():
    with pytest.raises(EvaluationError, match="did you mean 'text'"):
        evaluate.labelled(table(), Columns("txet", ("trust",)))


def test_labels_or_one_label_must_be_named_but_not_both():
    for columns in (Columns("text"), Columns("text", ("trust",), "topic")):
        with pytest.raises(EvaluationError, match="one of the two"):
            evaluate.labelled(table(), columns)


def test_a_row_without_a_class_is_left_out():
    found = evaluate.labelled(pd.DataFrame({"t": ["x", "y", "z"], "c": ["a", " ", "b"]}), Columns("t", label="c"))
    assert found.codes == ("a", "b")
    assert found.texts == ("x", "z")


def test_a_label_means_what_the_codebook_says_by_id_or_name():
    book = Codebook("t", "1", (Code("TR", name="trust", definition="faith in others"), Code("money")))
    found = evaluate.codebook_for(["money", "trust", "Food & drink"], book)
    assert [code.code for code in found] == ["money", "TR", "Food & drink"]


def test_cross_validation_finds_topics_and_is_the_same_each_time():
    columns = Columns("text", tuple(TOPICS))
    first = evaluate.evaluate_table(table(), columns, progress=False)
    assert first.value("micro_f1") > 0.7
    assert evaluate.evaluate_table(table(), columns, progress=False).to_json() == first.to_json()


def test_one_of_several_classes_is_decided_for_each_text():
    result = evaluate.evaluate_table(table(), Columns("text", label="topic"), progress=False)
    assert result.value("accuracy") > 0.7
    assert int(result.per_code["yes_by_coder"].sum()) == len(table())


def test_a_text_is_never_learned_from_and_scored_even_in_another_group():
    # the same words throughout, labelled by chance: who has seen the text knows its label
    words = [f"word{n}" for n in range(20)]
    rows = [{"text": word, "a": str(n % 2), "who": str(who)} for who in range(5) for n, word in enumerate(words)]
    with pytest.raises(EvaluationError, match="nothing is left to learn from"):
        evaluate.evaluate_table(pd.DataFrame(rows), Columns("text", ("a",), group="who"), progress=False)


def test_a_fixed_split_is_scored_as_it_is_and_says_what_both_sides_share():
    result = evaluate.evaluate_split(table(2), table(3), Columns("text", tuple(TOPICS)))
    assert "24 of the texts scored" in result.notes[1]
    assert result.value("micro_f1") > 0.8


def test_a_class_met_only_in_the_test_table_is_scored_and_missed():
    test = pd.concat([table(1), pd.DataFrame([{"text": "Parking was hard", "topic": "parking"}])])
    result = evaluate.evaluate_split(table(3), test, Columns("text", label="topic"))
    assert result.per_code.set_index("code").loc["parking", "yes_by_people"] == 1


def test_too_few_codings_to_judge_a_code_are_said():
    result = evaluate.evaluate_table(table(), Columns("text", tuple(TOPICS)), progress=False)
    assert not result.per_code["enough"].any()
    assert set(result.per_code["needed"]) == {20}


def test_codes_that_cannot_be_judged_are_named_with_the_reason():
    truth = data([[int(n < 25), 0, 1, int(n == 0)] for n in range(50)])
    notes = evaluate.measure(truth, truth.truth, truth.truth > 0, notes=("first",)).notes
    assert notes == (
        "first",
        "Not enough to say of codes, as no text has them: b.",
        "Not enough to say of codes, as every text has them: c.",
        "Not enough to say of codes, as fewer than 20 texts with or without them: d.",
    )


def test_of_many_codes_that_cannot_be_judged_ten_are_named():
    truth = data([[0] * 6])
    wide = Labelled(tuple(f"c{n}" for n in range(12)), truth.texts, ("",), np.zeros((1, 12)), truth.groups, truth.words, False)
    (note,) = evaluate.measure(wide, wide.truth, wide.truth > 0).notes
    assert note.endswith("c8, c9 and 2 more.")


def run(*arguments: str) -> int:
    return main(["evaluate", *arguments])


def test_the_command_writes_the_figures_as_json(tmp_path, capsys):
    file = tmp_path / "labelled.csv"
    table().to_csv(file, index=False)
    assert run(str(file), "--text", "text", "--label", "topic", "--json", "-") == 0
    told = json.loads(capsys.readouterr().out)
    assert {"micro_f1", "macro_f1", "mean_average_precision", "accuracy", "calibration_error"} <= set(told)
    assert {"calibration_error_above_0_2", "coverage_at_90_precision"} <= set(told)
    assert set(told["per_code"]) == set(TOPICS)


def test_the_command_scores_a_split_with_a_codebook_and_shows_a_table(tmp_path, capsys):
    train, test, book = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "book.yaml"
    table(2).to_csv(train, index=False, sep=";")
    table(1).to_csv(test, index=False, encoding="utf-8-sig")
    book.write_text("codes:\n  - id: trust\n    definition: faith in others\n    terms: [trust]\n", encoding="utf-8")
    where = ["--train", str(train), "--test", str(test), "--codebook", str(book), "--json", str(tmp_path / "out.json")]
    assert run(*where, "--text", "text", "--labels", "trust", "money") == 0
    assert "micro_f1" in capsys.readouterr().out
    assert json.loads((tmp_path / "out.json").read_text())["per_code"]["money"]["yes_by_people"] == 4


@pytest.mark.parametrize("files", [[], ["--train", "a.csv"], ["f.csv", "--train", "a.csv", "--test", "b.csv"]])
def test_the_command_needs_one_file_or_two(files, capsys):
    assert run(*files, "--text", "text", "--label", "topic") == EvaluationError.exit_code
    assert "needs FILE" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, b"", b'a,b\n"1,2\n3'])
def test_a_file_that_is_no_table_is_refused(tmp_path, content):
    file = tmp_path / "t.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(EvaluationError, match=r"t\.csv"):
        evaluate.read_table(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_none_and_na_are_words_and_old_encodings_are_read(tmp_path, encoding):
    file = tmp_path / "t.csv"
    file.write_bytes("text,a\nNone,1\nNA,0\n£5,0\n".encode(encoding))
    assert evaluate.read_table(file)["text"].tolist() == ["None", "NA", "£5"]
