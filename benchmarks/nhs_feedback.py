"""Score the learning coder, and the stack it has to beat, on NHS patients' comments with 30 codes.

Run from the repository: `python benchmarks/nhs_feedback.py path/to/nhs_feedback/dev.csv [--only all|handful|codebook]`.

Everything labelled: five folds, grouped by text. A handful: 16 texts a code drawn from the training folds, five seeds.
Codebook only: no labels; `nhs_codebook.yaml`, written from the names of the labels alone.

The peer is the mean of logistic regression and a linear SVM on word and character n-grams and of logistic regression on
MiniLM sentence embeddings and the signals of the codebook, with the question, class weights, thresholds from three inner
folds and Platt scaling. Without labels it is the rarity of the terms met plus the likeness to definition and examples
plus a student taught by the most confident of these.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.svm import LinearSVC

from evidence import evaluate
from evidence.codebook import Codebook, read_codebook
from evidence.coding import learner, prior
from evidence.embedding import embed
from evidence.evaluate import Columns, Labelled

SEEDS = range(5)
HANDFUL = 16
Scores = tuple[np.ndarray, np.ndarray]
Coder = Callable[[Labelled, np.ndarray, Labelled], Scores]
"""From coded texts, their labels (NaN where not coded) and new texts to probabilities and decisions."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--only", choices=["all", "handful", "codebook"])
    arguments = parser.parse_args()
    table = evaluate.read_table(arguments.file)
    first = list(table.columns).index("Organisation & efficiency")
    columns = Columns("text", tuple(table.columns[first : first + 30]), group="group", context="question")
    data = evaluate.labelled(table, columns)
    book = evaluate.codebook_for(data.codes, read_codebook(Path(__file__).with_name("nhs_codebook.yaml")))
    tasks = {"all": everything, "handful": handful, "codebook": codebook_only}
    for name, task in tasks.items():
        if arguments.only in (None, name):
            print(f"\n{name}\n{task(data, book).to_string(float_format='{:.3f}'.format)}", flush=True)


def everything(data: Labelled, book: Codebook) -> pd.DataFrame:
    """Rows: coders. Columns: measures, with the range of F1."""
    coders = {"learner": _learner(book), "peer": _peer(book)}
    without = {"learner without codebook": _learner(None), "peer without codebook": _peer(None)}
    return _compared(data, {**coders, **without}, [0])


def handful(data: Labelled, book: Codebook) -> pd.DataFrame:
    return _compared(data, {"learner": _learner(book), "peer": _peer(book)}, SEEDS, HANDFUL)


def codebook_only(data: Labelled, book: Codebook) -> pd.DataFrame:
    return _compared(data, {"learner": _learner(book), "peer": _peer_without_labels(book)}, [0], 0)


def _compared(data: Labelled, coders: dict[str, Coder], seeds: Any, size: int | None = None) -> pd.DataFrame:
    """One row a coder: measures averaged over seeds; then the range of the difference between the first and the last."""
    results: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {name: [] for name in coders}
    for seed in seeds:
        for name, coder in coders.items():
            results[name].append(_cross_validated(data, coder, seed, size))
    rows = {}
    for name, scored in results.items():
        measured = [evaluate.measure(data, p, yes).overall.set_index("measure") for p, yes in scored]
        rows[name] = sum(one["value"] for one in measured) / len(measured)
        for f1 in ("micro_f1", "macro_f1"):
            rows[name][f"{f1}_low"], rows[name][f"{f1}_high"] = measured[0].loc[f1, ["low", "high"]]
    ours, theirs = results["learner"][0], results["peer"][0]
    print(f"learner above peer in {_share_above(data, ours, theirs)} of the bootstrap samples of the first seed")
    return pd.DataFrame(rows).T


def _share_above(data: Labelled, ours: Scores, theirs: Scores) -> dict[str, float]:
    """In what share of bootstrap samples of texts the learner is better, measure by measure."""
    groups = np.unique(np.array(data.groups), return_inverse=True)[1]
    generator = np.random.default_rng(0)
    wins = {"micro_f1": 0, "macro_f1": 0, "mean_average_precision": 0}
    for _ in range(100):
        times = np.bincount(generator.integers(0, groups.max() + 1, groups.max() + 1), minlength=groups.max() + 1)[groups]
        rows = np.repeat(np.arange(len(groups)), times)
        for measure, (mine, other) in zip(
            wins, zip(*(_three(data.truth[rows], p[rows], y[rows]) for p, y in (ours, theirs)), strict=True), strict=True
        ):
            wins[measure] += mine > other
    return {measure: won / 100 for measure, won in wins.items()}


def _three(truth: np.ndarray, p: np.ndarray, yes: np.ndarray) -> tuple[float, float, float]:
    right, said, given = (yes * truth).sum(axis=0), yes.sum(axis=0), truth.sum(axis=0)
    present = given > 0
    ap = np.mean([average_precision_score(truth[:, j], p[:, j]) for j in np.flatnonzero(present)])
    return 2 * right.sum() / (said + given).sum(), float(np.mean((2 * right / (said + given))[present])), float(ap)


def _cross_validated(data: Labelled, coder: Coder, seed: int, size: int | None) -> Scores:
    """Probabilities and decisions for every text, by a coder that has not seen it."""
    fold = evaluate.folds(data.groups, evaluate.FOLDS, 0)
    probability, yes = np.zeros_like(data.truth), np.zeros(data.truth.shape, dtype=bool)
    for number in range(evaluate.FOLDS):
        train, test = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        labels = data.truth[train].copy()
        if size is not None:
            labels[~_drawn(labels, size, seed)] = np.nan
        probability[test], yes[test] = coder(data.rows(train), labels, data.rows(test))
    return probability, yes


def _drawn(labels: np.ndarray, size: int, seed: int) -> np.ndarray:
    """Which texts are coded: `size` with each code, drawn by chance; all codes of a drawn text are known."""
    generator, coded = np.random.default_rng(seed), np.zeros(len(labels), dtype=bool)
    for j in range(labels.shape[1]):
        with_code = np.flatnonzero(labels[:, j] == 1)
        coded[generator.permutation(with_code)[:size]] = True
    return coded


def _learner(book: Codebook | None) -> Coder:
    def coder(train: Labelled, labels: np.ndarray, test: Labelled) -> Scores:
        model = learner.fit(train.texts, labels, book, contexts=train.contexts, groups=train.groups)
        predicted = learner.predict(model, test.texts, test.contexts)
        return predicted.probability, predicted.yes

    return coder


def _peer(book: Codebook | None) -> Coder:
    """Mean logit of three linear models; thresholds and Platt scaling on three inner folds."""

    def coder(train: Labelled, labels: np.ndarray, test: Labelled) -> Scores:
        coded = np.flatnonzero(~np.isnan(labels).any(axis=1))
        train, labels = train.rows(coded), labels[coded]
        inner = evaluate.folds(train.groups, 3, 1)
        unseen = np.zeros_like(labels)
        for number in range(3):
            rest, part = np.flatnonzero(inner != number), np.flatnonzero(inner == number)
            unseen[part] = _peer_scores(train.rows(rest), labels[rest], train.rows(part), book)
        scores = _peer_scores(train, labels, test, book)
        probability, yes = np.zeros_like(scores), np.zeros(scores.shape, dtype=bool)
        for j in range(scores.shape[1]):
            if 0 < labels[:, j].sum() < len(labels):
                platt = LogisticRegression(C=1e6).fit(unseen[:, [j]], labels[:, j])
                probability[:, j] = platt.predict_proba(scores[:, [j]])[:, 1]
                yes[:, j] = scores[:, j] >= _best_threshold(unseen[:, j], labels[:, j])
        return probability, yes

    return coder


def _peer_scores(train: Labelled, labels: np.ndarray, test: Labelled, book: Codebook | None) -> np.ndarray:
    lexical, dense = _lexical(train, test), _dense(train, test, book)
    models = (
        (lexical, lambda: LogisticRegression(C=4, class_weight="balanced", solver="liblinear")),
        (lexical, lambda: LinearSVC(C=0.3, class_weight="balanced", random_state=0)),
        (dense, lambda: LogisticRegression(C=12, class_weight="balanced", max_iter=300)),
    )
    scores = np.zeros((len(test.texts), labels.shape[1]))
    for j in np.flatnonzero((labels.sum(axis=0) > 0) & (labels.sum(axis=0) < len(labels))):
        for (known, new), model in models:
            scores[:, j] += model().fit(known, labels[:, j]).decision_function(new) / 3
    return scores


def _asked(train: Labelled, test: Labelled) -> list[np.ndarray]:
    questions = sorted(set(train.contexts))
    return [np.array([[float(q == c) for q in questions] for c in part.contexts]) for part in (train, test)]


def _lexical(train: Labelled, test: Labelled) -> list[Any]:
    """Word and character n-grams, and the question."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b", strip_accents="unicode")
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    vectorizers = [words.fit(train.texts), letters.fit(train.texts)]
    parts = zip((train, test), _asked(train, test), strict=True)
    return [hstack([*(v.transform(part.texts) for v in vectorizers), csr_matrix(q)]).tocsr() for part, q in parts]


def _dense(train: Labelled, test: Labelled, book: Codebook | None) -> list[np.ndarray]:
    """Sentence embeddings, the question, and the codebook's signals if there is one."""
    views = [[embed(part.texts), 0.3 * q] for part, q in zip((train, test), _asked(train, test), strict=True)]
    if book is not None:
        fitted = prior.fit_prior(book, train.texts, embed(train.texts))
        for part, view in zip((train, test), views, strict=True):
            # Standard deviations, made as small as the components of an embedding are.
            view.append(0.1 * np.hstack(list(prior.signals(fitted, part.texts, embed(part.texts))[0])))
    return [np.hstack(view) for view in views]


def _best_threshold(scores: np.ndarray, labels: np.ndarray) -> float:
    order = np.argsort(-scores, kind="stable")
    f1 = 2 * np.cumsum(labels[order]) / (np.arange(1, len(labels) + 1) + labels.sum())
    return float(scores[order][f1.argmax()])


def _peer_without_labels(book: Codebook) -> Coder:
    def coder(train: Labelled, labels: np.ndarray, test: Labelled) -> Scores:
        fitted = prior.fit_prior(book, train.texts, embed(train.texts))
        (known, known_met), (new, new_met) = (prior.signals(fitted, p.texts, embed(p.texts)) for p in (train, test))
        scores, words = new.sum(axis=0), _lexical(train, test)
        for j in range(scores.shape[1]):
            # The student: taught by the twentieth of the texts for which the codebook speaks most clearly.
            told = known[..., j].sum(axis=0)
            confident = (told >= np.quantile(told, 0.95)) & (known_met[:, j] > 0)
            if confident.any():
                student = LogisticRegression(C=4, class_weight="balanced", solver="liblinear").fit(words[0], confident)
                logit = student.decision_function(words[1])
                scores[:, j] += (logit - logit.mean()) / (logit.std() + 1e-9)
        return 1 / (1 + np.exp(-scores)), (new_met > 0) & (new[1] > 0)

    return coder


if __name__ == "__main__":
    main()
