"""Any labelled table scored by the learning coder and, in the same folds, by what anybody would try first.

Run from the repository: `python -m benchmarks.plain_peers FILE --text COLUMN --label COLUMN` (or `--labels COLUMN…`, or
`--train FILE --test FILE` for a fixed split). The peers: word and character TF-IDF with a linear SVM, and MiniLM sentence
embeddings with logistic regression, each with class weights and without: of these two the better one is told, which
favours the peers. Nothing of a table is learned but from the folds that are not scored.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from evidence import evaluate
from evidence.coding import learner
from evidence.embedding import embed
from evidence.evaluate import Columns, Labelled

Scores = tuple[np.ndarray, np.ndarray]
Coder = Callable[[Labelled, Labelled], Scores]
MEASURES = ["micro_f1", "macro_f1", "mean_average_precision", "accuracy", "calibration_error", "coverage_at_90_precision"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--train", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--text", required=True)
    parser.add_argument("--label", default="")
    parser.add_argument("--labels", nargs="+", default=[])
    parser.add_argument("--group", default="")
    parser.add_argument("--context", default="")
    given = parser.parse_args()
    columns = Columns(given.text, tuple(given.labels), given.label, given.group, given.context)
    files = [given.file] if given.file else [given.train, given.test]
    tables = [evaluate.read_table(file) for file in files]
    data = evaluate.labelled(pd.concat(tables, ignore_index=True), columns)
    if given.file:
        fold = evaluate.folds(data.groups, evaluate.FOLDS, 0)
        splits = [(np.flatnonzero(fold != number), np.flatnonzero(fold == number)) for number in range(evaluate.FOLDS)]
    else:
        size = len(evaluate.labelled(tables[0], columns).texts)
        splits = [(np.arange(size), np.arange(size, len(data.texts)))]
    print(compared(data, splits).to_string(float_format="{:.3f}".format), flush=True)


def compared(data: Labelled, splits: list[tuple[np.ndarray, np.ndarray]]) -> pd.DataFrame:
    """One row a coder: measures on the texts that it has not learned from, the range of micro F1, processor seconds."""
    embed(data.texts)  # once, so that no coder's seconds hold it
    rows = {}
    for name, coder in _coders().items():
        begun, (parts, held) = time.process_time(), ([], [])
        for train, test in splits:
            parts.append(coder(data.rows(train), data.rows(test)))
            held.append(test)
        probability, yes = (np.concatenate(side) for side in zip(*parts, strict=True))
        told = evaluate.measure(data.rows(np.concatenate(held)), probability, yes).overall.set_index("measure")
        low, high = told.loc["micro_f1", ["low", "high"]]
        figures = told["value"].reindex(MEASURES).to_dict()
        rows[name] = {**figures, "micro_low": low, "micro_high": high, "seconds": time.process_time() - begun}
    return pd.DataFrame(rows).T


def _coders() -> dict[str, Coder]:
    coders: dict[str, Coder] = {"learner": _learner}
    for weights in (None, "balanced"):
        shown = f", {weights}" if weights else ""
        coders[f"TF-IDF and SVM{shown}"] = _linear(_lexical, lambda w=weights: LinearSVC(class_weight=w, random_state=0))
        model = lambda w=weights: LogisticRegression(C=10, class_weight=w, max_iter=500)  # noqa: E731
        coders[f"MiniLM and regression{shown}"] = _linear(_dense, model)
    return coders


def _learner(train: Labelled, test: Labelled) -> Scores:
    book = evaluate.codebook_for(train.codes)
    model = learner.fit(train.texts, train.truth, book, contexts=train.contexts, groups=train.groups, exclusive=train.exclusive)
    told = learner.predict(model, test.texts, test.contexts)
    return told.probability, told.yes


def _linear(views: Callable[[Labelled, Labelled], tuple[object, object]], model: Callable[[], object]) -> Coder:
    """One linear model a code; of classes that shut each other out the one with the highest score is decided for."""

    def coder(train: Labelled, test: Labelled) -> Scores:
        known, new = views(train, test)
        scores = np.full((len(test.texts), len(train.codes)), -9.0)
        for j, labels in enumerate(train.truth.T):
            if 0 < labels.sum() < len(labels):
                scores[:, j] = model().fit(known, labels).decision_function(new)  # type: ignore[attr-defined]
        best = np.eye(len(train.codes), dtype=bool)[scores.argmax(axis=1)]
        return 1 / (1 + np.exp(-scores)), best if train.exclusive else scores > 0

    return coder


def _lexical(train: Labelled, test: Labelled) -> tuple[object, object]:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    views = make_union(words, letters).fit(train.texts)
    return views.transform(train.texts), views.transform(test.texts)


def _dense(train: Labelled, test: Labelled) -> tuple[object, object]:
    return embed(train.texts), embed(test.texts)


if __name__ == "__main__":
    main()
