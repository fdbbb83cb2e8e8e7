"""How good the learning coder is on texts that people labelled: measured on texts it has not learned from.

`evidence evaluate` scores a table with cross-validation, or a fixed split, and says how far each figure can be trusted.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import average_precision_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from tqdm.auto import tqdm

from evidence.codebook import Code, Codebook
from evidence.coding import learner
from evidence.coding.learner import ENOUGH, Prediction
from evidence.coding.measures import calibration_curve, calibration_error, coverage_at
from evidence.config import did_you_mean
from evidence.embedding import embed
from evidence.errors import EvidenceError, Problem
from evidence.sources.delimited import decode

Matrix = npt.NDArray[np.float64]

FOLDS = 5
_THREADS = 2
"""Folds at the same time; what comes out does not depend on it."""
REPEATS = 1_000
"""Bootstrap samples behind each range; the range holds the middle 95 % of them."""
NEAR_A_DECISION = 0.2
"""Most decisions are sure noes; above this probability the calibration error is told apart from theirs."""
PRECISIONS = (0.8, 0.9, 0.95)
_NAMED = 10
"""Codes named in one note."""

_YES, _NO = {"1", "1.0", "true", "yes", "y"}, {"", "0", "0.0", "false", "no", "n"}


class EvaluationError(EvidenceError):
    """A labelled table cannot be scored."""

    exit_code = 13


@dataclass(frozen=True)
class Columns:
    """Which columns of a labelled table hold what.

    labels:  columns of 0 and 1, one a code; or
    label:   the one column that names one of several classes.
    group:   texts of one group (a document, a person) are never on both sides of a split.
    context: what the text answers or stands under.
    """

    text: str
    labels: tuple[str, ...] = ()
    label: str = ""
    group: str = ""
    context: str = ""


@dataclass(frozen=True)
class Labelled:
    """Texts that people labelled.

    truth:  (texts x codes), 1.0 or 0.0.
    words:  each text in lower case and without needless blanks: texts that are equal so are the same text.
    """

    codes: tuple[str, ...]
    texts: tuple[str, ...]
    contexts: tuple[str, ...]
    truth: Matrix
    groups: tuple[str, ...]
    words: tuple[str, ...]
    exclusive: bool

    def rows(self, rows: npt.NDArray[np.int64]) -> Labelled:
        """The same of some rows alone."""
        texts, contexts, groups, words = (
            tuple(values[row] for row in rows) for values in (self.texts, self.contexts, self.groups, self.words)
        )
        return replace(self, texts=texts, contexts=contexts, truth=self.truth[rows], groups=groups, words=words)


@dataclass(frozen=True)
class Evaluation:
    """What was measured.

    overall:     one row a measure: measure, value, low, high (NaN where no range was drawn).
    per_code:    one row a code: how many texts people gave it, how many the coder did, precision, recall and F1 with
                 their ranges, average precision, calibration error; NaN where there is nothing to measure.
                 enough is False where people gave or withheld it too seldom to judge it; needed says how many are.
    calibration: one row a bin of probability: decisions, mean probability, share that people gave.
    coverage:    one row a precision: the share of people's codings found at that precision, and from which probability.
    notes:       what a reader must know of how it was measured.
    """

    overall: pd.DataFrame
    per_code: pd.DataFrame
    calibration: pd.DataFrame
    coverage: pd.DataFrame
    notes: tuple[str, ...] = ()

    def value(self, measure: str) -> float:
        """The value of one measure of `overall`."""
        return float(self.overall.loc[self.overall["measure"] == measure, "value"].iloc[0])

    def to_json(self) -> str:
        """All of it as JSON; what cannot be told is null."""
        rows = _records(self.overall)
        measures = {row["measure"]: row["value"] for row in rows}
        ranges = {row["measure"]: [row["low"], row["high"]] for row in rows if not np.isnan(row["low"])}
        told = {
            **measures,
            "ranges": ranges,
            "per_code": {row["code"]: {k: v for k, v in row.items() if k != "code"} for row in _records(self.per_code)},
            "calibration": _records(self.calibration),
            "coverage": _records(self.coverage),
            "notes": list(self.notes),
        }
        return json.dumps(_plain(told), ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    def __str__(self) -> str:
        def shown(frame: pd.DataFrame) -> str:
            return frame.to_string(index=False, float_format=lambda value: f"{value:.3f}", na_rep="-")

        parts = [shown(self.overall), shown(self.per_code), shown(self.calibration), shown(self.coverage)]
        return "\n\n".join([*parts, *self.notes])


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def _plain(value: Any) -> Any:
    """`value` as JSON knows it: numbers rounded to six places, NaN as None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else round(float(value), 6)
    return int(value) if isinstance(value, np.integer) else value


def evaluate_table(
    table: pd.DataFrame, columns: Columns, codebook: Codebook | None = None, *, seed: int = 0, progress: bool | None = None
) -> Evaluation:
    """Cross-validate the learning coder on a labelled table: five folds, and no text or group on both sides.

    table:    all cells as text.
    codebook: says what the labels mean, by id or name; a label it does not know stands for its own name.
    raises:   EvaluationError, if a column is missing, a label is neither 0 nor 1, or there is too little to split.
    """
    data = labelled(table, columns)
    fold = folds(data.groups, FOLDS, seed)

    _embed_all(data.texts, progress)
    bar = tqdm(total=2 * FOLDS, unit="step", disable=_hidden(progress), leave=False)

    def held_back(number: int) -> tuple[npt.NDArray[np.int64], Prediction]:
        test = np.flatnonzero(fold == number)
        heard = {data.words[row] for row in test}
        train = np.array([row for row in np.flatnonzero(fold != number) if data.words[row] not in heard], dtype=np.int64)
        if not len(train):
            what = "every text of one fold stands in the others too, so that nothing is left to learn from"
            raise EvaluationError(Problem("the table", what, "Leave out --group, or give more texts that differ."))
        return test, _learn(data.rows(train), data.rows(test), codebook, bar, f"fold {number + 1} of {FOLDS}")

    probability, yes = np.zeros_like(data.truth), np.zeros(data.truth.shape, dtype=bool)
    with bar, threadpool_limits(1), ThreadPoolExecutor(_THREADS) as pool:
        for test, predicted in pool.map(held_back, range(FOLDS)):
            probability[test], yes[test] = predicted.probability, predicted.yes
    note = f"{len(data.texts):,} texts, {FOLDS} folds by {columns.group or 'text'}; no text is on both sides."
    return measure(data, probability, yes, seed=seed, notes=(note,))


def evaluate_split(
    train: pd.DataFrame,
    test: pd.DataFrame,
    columns: Columns,
    codebook: Codebook | None = None,
    *,
    seed: int = 0,
    progress: bool | None = None,
) -> Evaluation:
    """Learn from one labelled table and score on another, as they are.

    raises: EvaluationError, as `evaluate_table`.
    """
    both = labelled(pd.concat([train, test], ignore_index=True), columns)
    size = len(labelled(train, columns, "--train").texts)
    rows = np.arange(len(both.texts))
    learned, held = both.rows(rows[:size]), both.rows(rows[size:])
    _embed_all(both.texts, progress)
    with tqdm(total=2, unit="step", disable=_hidden(progress), leave=False) as bar:
        predicted = _learn(learned, held, codebook, bar, "split")
    known = set(learned.words)
    shared = sum(words in known for words in held.words)
    notes = (
        f"Learned from {len(learned.texts):,} texts, scored on {len(held.texts):,}.",
        f"{shared:,} of the texts scored stand among those learned from too.",
    )
    return measure(held, predicted.probability, predicted.yes, seed=seed, notes=notes)


def _embed_all(texts: Sequence[str], progress: bool | None) -> None:
    """Each text embedded and remembered, before it is asked for: what takes longest shows how far it has come."""
    with tqdm(desc="embedding", total=len(set(texts)), unit="text", disable=_hidden(progress), leave=False) as bar:

        def shown(done: int, _of: int) -> None:
            bar.update(done - bar.n)

        embed(texts, progress=shown)


def _hidden(progress: bool | None) -> bool | None:
    """What tqdm asks: True for no bar, None for one in a terminal."""
    return None if progress is None else not progress


def _learn(train: Labelled, test: Labelled, codebook: Codebook | None, bar: tqdm, part: str) -> Prediction:
    book = codebook_for(train.codes, codebook)
    bar.set_description(f"{part}: learning from {len(train.texts):,} texts")
    model = learner.fit(train.texts, train.truth, book, contexts=train.contexts, groups=train.groups, exclusive=train.exclusive)
    bar.update()
    bar.set_description(f"{part}: judging {len(test.texts):,} texts")
    predicted = learner.predict(model, test.texts, test.contexts)
    bar.update()
    return predicted


def codebook_for(labels: Sequence[str], codebook: Codebook | None = None) -> Codebook:
    """The codes of `labels`, in their order: those of `codebook` with that id or name, else one made of the label's words.

    >>> codebook_for(["staff_manner", "Food & drink"]).codes[1].terms
    ('food', 'drink')
    """
    known = {name: code for code in codebook or () for name in (code.name, code.code)}
    return Codebook("Labels", "1", tuple(known.get(label) or _code_of(label) for label in labels))


def _code_of(label: str) -> Code:
    name = " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])|[_.\-]+", " ", label).split())
    parts = (part.strip().lower() for part in re.split(r"[&/,;:()]|\band\b|\bor\b", name))
    return Code(
        label, name=name, definition=name, terms=tuple(dict.fromkeys(part for part in parts if re.search(r"[^\W\d_]", part)))
    )


def labelled(table: pd.DataFrame, columns: Columns, shown: str = "the table") -> Labelled:
    """The texts and labels of a table whose cells are text.

    A label is 0 or 1, also written 0.0, false, no or nothing, and 1.0, true or yes.

    shown:  how messages name the table.
    raises: EvaluationError, if a column is missing, a label is something else or there is no row.
    """
    wanted = [name for name in (columns.text, *columns.labels, columns.label, columns.group, columns.context) if name]
    known = list(map(str, table.columns))
    problems = [
        Problem(shown, f"has no column '{name}'{did_you_mean(name, known)}", f"Its columns: {', '.join(known[:40])}")
        for name in wanted
        if name not in known
    ]
    if bool(columns.label) == bool(columns.labels):
        problems.append(Problem(shown, "needs --labels or --label, one of the two", "Name the columns that hold the labels."))
    if table.empty:
        problems.append(Problem(shown, "has no row", "Give a table with a row for each text."))
    if problems:
        raise EvaluationError(problems)
    cells = table.fillna("").astype(str)
    if columns.label:
        cells = cells[cells[columns.label].str.strip() != ""]
    codes, truth = _classes(cells[columns.label]) if columns.label else (columns.labels, _marks(cells, columns.labels, shown))
    words = tuple(" ".join(text.lower().split()) for text in cells[columns.text])
    contexts = tuple(" ".join(text.split()) for text in cells[columns.context]) if columns.context else ("",) * len(cells)
    groups = tuple(cells[columns.group]) if columns.group else words
    return Labelled(tuple(codes), tuple(cells[columns.text]), contexts, truth, groups, words, bool(columns.label))


def _classes(cells: pd.Series) -> tuple[tuple[str, ...], Matrix]:
    names = cells.str.strip()
    codes = tuple(sorted(set(names)))
    return codes, np.stack([(names == code).to_numpy(dtype=float) for code in codes], axis=1)


def _marks(cells: pd.DataFrame, labels: Sequence[str], shown: str) -> Matrix:
    problems, marks = [], []
    for label in labels:
        folded = cells[label].str.strip().str.lower()
        strange = np.flatnonzero(~folded.isin(_YES | _NO))
        if len(strange):
            what = f"column '{label}' holds {len(strange):,} cells that are neither 0 nor 1, the first in row {strange[0] + 2}"
            problems.append(Problem(shown, what, "Write 0 or 1; for a column that names classes use --label."))
        marks.append(folded.isin(_YES).to_numpy(dtype=float))
    if problems:
        raise EvaluationError(problems)
    return np.stack(marks, axis=1)


def folds(groups: Sequence[str], number: int, seed: int) -> npt.NDArray[np.int64]:
    """The fold of each row, from 0: groups are shuffled and dealt out, so that none is in two folds.

    raises: EvaluationError, if there are fewer groups than folds.

    >>> bool((folds(list("aabbccddee"), 5, seed=0)[::2] == folds(list("aabbccddee"), 5, seed=0)[1::2]).all())
    True
    """
    distinct = sorted(set(groups))
    if len(distinct) < number:
        what = f"holds {len(distinct)} different texts or groups, too few for {number} folds"
        raise EvaluationError(Problem("the table", what, "Give more texts, or a column of smaller groups with --group."))
    shuffled = np.random.default_rng(seed).permutation(len(distinct))
    place = {distinct[row]: number_of % number for number_of, row in enumerate(shuffled)}
    return np.array([place[group] for group in groups], dtype=np.int64)


def measure(
    data: Labelled, probability: Matrix, yes: npt.NDArray[np.bool_], *, seed: int = 0, notes: Sequence[str] = ()
) -> Evaluation:
    """All measures of predictions against what people said.

    Macro figures are means over the codes that people gave at least once. Ranges come from drawing groups anew with
    replacement, so that texts which belong together stay together.

    probability, yes: (texts x codes), for the texts of `data`.
    """
    truth = data.truth
    hits = np.stack([yes * truth, yes * (1 - truth), ~yes * truth])
    drawn = _drawn_counts(hits, data.groups, seed)
    counts = hits.sum(axis=1)
    given = truth.sum(axis=0) > 0
    precision_of = [average_precision(truth[:, j], probability[:, j]) for j in range(truth.shape[1])]
    values: dict[str, tuple[float, Matrix | None]] = {
        "micro_f1": (float(_f1(counts.sum(axis=1))), _f1(drawn.sum(axis=2).T)),
        "macro_f1": (_macro(counts, given), np.array([_macro(one, given) for one in drawn])),
        "mean_average_precision": (float(np.mean(np.array(precision_of)[given])) if given.any() else np.nan, None),
    }
    if data.exclusive:
        right = hits[0].sum(axis=1)
        values["accuracy"] = (float(right.mean()), drawn[:, 0].sum(axis=1) / (drawn[:, 0] + drawn[:, 2]).sum(axis=1))
    values["calibration_error"] = (calibration_error(truth, probability), None)
    values["calibration_error_above_0_2"] = (calibration_error(truth, probability, above=NEAR_A_DECISION), None)
    coverage = coverage_at(truth, probability, PRECISIONS)
    found = dict(zip(coverage["precision"], coverage["share_found"], strict=True))
    values["coverage_at_90_precision"] = (float(found[0.9]), None)
    overall = [(name, value, *_range(samples)) for name, (value, samples) in values.items()]
    return Evaluation(
        pd.DataFrame(overall, columns=["measure", "value", "low", "high"]),
        _per_code(data, probability, counts, drawn, precision_of),
        calibration_curve(truth, probability),
        coverage,
        (*notes, *_unjudged(data)),
    )


def _unjudged(data: Labelled) -> Iterator[str]:
    """What must not be read out of the figures: codes that too few texts have, or lack."""
    with_code = data.truth.sum(axis=0)
    without = len(data.texts) - with_code
    reasons = {
        "no text has them": with_code == 0,
        "every text has them": without == 0,
        f"fewer than {ENOUGH} texts with or without them": np.minimum(with_code, without) < ENOUGH,
    }
    told = np.zeros(len(data.codes), dtype=bool)
    for why, lacking in reasons.items():
        codes = [code for code, lacks in zip(data.codes, lacking & ~told, strict=True) if lacks]
        told |= lacking
        if codes:
            more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
            yield f"Not enough to say of codes, as {why}: {', '.join(codes[:_NAMED])}{more}."


def _per_code(data: Labelled, probability: Matrix, counts: Matrix, drawn: Matrix, precision_of: list[float]) -> pd.DataFrame:
    rows = []
    for j, code in enumerate(data.codes):
        right, wrong, missed = counts[:, j]
        row: dict[str, Any] = {"code": code, "yes_by_people": int(right + missed), "yes_by_coder": int(right + wrong)}
        for name, f in (("precision", _precision), ("recall", _recall), ("f1", _f1)):
            row[name] = float(f(counts[:, j]))
            row[f"{name}_low"], row[f"{name}_high"] = _range(f(drawn[:, :, j].T))
        row["average_precision"] = precision_of[j]
        row["calibration_error"] = calibration_error(data.truth[:, j], probability[:, j])
        row["enough"] = bool(min(right + missed, len(data.texts) - right - missed) >= ENOUGH)
        row["needed"] = ENOUGH
        rows.append(row)
    return pd.DataFrame(rows)


def _drawn_counts(hits: Matrix, groups: Sequence[str], seed: int) -> Matrix:
    """(samples x 3 x codes): right, wrong and missed decisions when groups are drawn with replacement."""
    number = {group: place for place, group in enumerate(sorted(set(groups)))}
    of_row = np.array([number[group] for group in groups])
    kinds, _, codes = hits.shape
    per_group = np.zeros((len(number), kinds * codes))
    np.add.at(per_group, of_row, np.concatenate(list(hits), axis=1))
    generator, share = np.random.default_rng(seed), np.full(len(number), 1 / len(number))
    drawn = np.stack([generator.multinomial(len(number), share).astype(float) @ per_group for _ in range(REPEATS)])
    return drawn.reshape(REPEATS, kinds, codes)


def _ratio(part: Any, whole: Any) -> Any:
    return np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) > 0)


def _precision(counts: Matrix) -> Any:
    return _ratio(counts[0], counts[0] + counts[1])


def _recall(counts: Matrix) -> Any:
    return _ratio(counts[0], counts[0] + counts[2])


def _f1(counts: Matrix) -> Any:
    return _ratio(2 * counts[0], 2 * counts[0] + counts[1] + counts[2])


def _macro(counts: Matrix, given: npt.NDArray[np.bool_]) -> float:
    """Mean F1 of the codes that people gave; one that a sample lacks and nobody guessed counts in neither way."""
    of_given = _f1(counts)[given]
    return float(np.nanmean(of_given)) if (~np.isnan(of_given)).any() else np.nan


def _range(samples: Matrix | None) -> tuple[float, float]:
    if samples is None or np.isnan(samples).all():
        return np.nan, np.nan
    low, high = np.nanpercentile(samples, [2.5, 97.5])
    return float(low), float(high)


def average_precision(truth: Matrix, probability: Matrix) -> float:
    """Area under the steps of precision over recall; NaN if people never said yes.

    >>> average_precision(np.array([1.0, 0, 1]), np.array([0.9, 0.8, 0.7])).__round__(3)
    0.833
    """
    return float(average_precision_score(truth, probability)) if truth.any() else np.nan


def read_table(path: Path) -> pd.DataFrame:
    """A csv or tsv file with all cells as text: "None" and "NA" are words like others.

    raises: EvaluationError, if it cannot be read as a table; SourceError, if it is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise EvaluationError(Problem(str(path), f"cannot be read ({fault.strerror})", "Check the path.")) from None
    text, _ = decode(data, str(path))
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    try:
        return pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as fault:
        what = f"is no table: {str(fault).splitlines()[0]}"
        raise EvaluationError(Problem(str(path), what, "Save it as csv with one header row.")) from None
