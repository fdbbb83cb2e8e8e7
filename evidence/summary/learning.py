"""The rules and the learning coder compared on documents that the learning coder has not seen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from evidence.codebook import Codebook
from evidence.coding.learner import ENOUGH
from evidence.coding.measures import calibration_curve, calibration_error, coverage_at
from evidence.coding.trial import FEWEST, Trial, hold_trial
from evidence.exhibits import Captioned, Statement, captioned, per_cent
from evidence.figures.coding import calibration_figure
from evidence.figures.drawing import Chart
from evidence.model import EvidenceBase
from evidence.summary.wording import code_names
from evidence.survey import wilson

REPEATS = 1_000
"""Bootstrap samples of documents behind each range, which holds the middle 95 % of them."""
PRECISION = 0.9

_TOO_FEW = Statement(
    (
        f"People have coded passages of fewer than {FEWEST} documents, so nothing can be said of how well a coder that learns "
        "from them does.",
        "Write a sheet with: evidence review PROJECT --coder NAME",
    )
)

Counts = npt.NDArray[np.float64]


def held_out(base: EvidenceBase, codebook: Codebook) -> Trial | None:
    """The trial on the passages of the base that people coded; None where they are too few."""
    names = ("segments", "documents", "codings", "questions")
    segments, documents, codings, questions = (base.tables[name] for name in names)
    return hold_trial(segments, documents, codebook, codings, questions=questions)


def trial_said(trial: Trial | None) -> Statement:
    """Which of the two coders does better, and how far the learning coder's probabilities hold."""
    if trial is None:
        return _TOO_FEW
    rules, model = (_f1(_counts(trial, said).sum(axis=(1, 2))) for said in (trial.rules, trial.model))
    low, high = _range(_drawn(trial, trial.model) - _drawn(trial, trial.rules))
    better = (
        "better than the rules"
        if low > 0
        else "worse than the rules"
        if high < 0
        else "not clearly better or worse than the rules"
    )
    seen = ~np.isnan(trial.truth)
    truth, probability = trial.truth[seen], trial.probability[seen]
    error = calibration_error(truth, probability, above=0.2)
    found = coverage_at(truth, probability, [PRECISION])["share_found"].iloc[0]
    said = [
        f"On documents that it has not seen, the learning coder is {better}: F1 {model:.2f} beside {rules:.2f}"
        f" (difference {model - rules:+.2f}, 95% interval {low:+.2f} to {high:+.2f}).",
        f"{len(trial.documents):,} passages of {len(set(trial.documents)):,} documents that people coded; taught by four "
        "fifths of the documents, asked about the others, five times.",
        f"Where it gives a probability of 20% or more, share and probability lie {per_cent(error)} apart on average."
        if not np.isnan(error)
        else "It gave no coding a probability of 20% or more.",
        f"Of the codings that people gave, it finds {per_cent(float(found))} when it may be wrong in one of ten.",
    ]
    return Statement(tuple(said))


def coders_on_trial(trial: Trial | None) -> Captioned | Statement:
    """Precision, recall and F1 of the rules, of the learning coder, and of what both say."""
    if trial is None:
        return _TOO_FEW
    both = {"the rules": trial.rules, "the learning coder": trial.model, "both say yes": trial.rules & trial.model}
    rows = []
    for name, said in both.items():
        right, wrong, missed = _counts(trial, said).sum(axis=(1, 2))
        low, high = _range(_drawn(trial, said))
        found, given = int(right + wrong), int(right + missed)
        rows.append(
            (name, found, int(right), right / found if found else np.nan, right / given, _f1((right, wrong, missed)), low, high)
        )
    columns = ["coder", "codings", "right", "precision", "recall", "F1", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    note = f"People gave {int(np.nansum(trial.truth)):,} codings. The range is that of F1, from drawing documents anew"
    shares = ["precision", "recall", "F1"]
    return captioned(
        table, "The coders, judged by people on documents that the learning coder has not seen", note=note, shares=shares
    )


def codes_on_trial(trial: Trial | None, base: EvidenceBase) -> Captioned | Statement:
    """Code by code: how often the learning coder's yes was right and how much it found, or how many codings that needs."""
    if trial is None:
        return _TOO_FEW
    right, wrong, missed = _counts(trial, trial.model).sum(axis=1)
    names, rows = code_names(base), []
    for j, code in enumerate(trial.codes):
        given, said = int(right[j] + missed[j]), int(right[j] + wrong[j])
        if not given and not said:
            continue
        lacking = [f"{what}: {ENOUGH - n} more needed" for what, n in (("precision", said), ("recall", given)) if n < ENOUGH]
        rows.append((names[code], given, said, int(right[j]), _told(right[j], said), _told(right[j], given), "; ".join(lacking)))
    columns = ["name", "people gave", "the coder gave", "both", "precision", "recall", "not enough to say"]
    table = pd.DataFrame(rows, columns=columns).sort_values(["people gave", "name"], ascending=[False, True])
    note = f"A share is told from {ENOUGH} codings on, with its 95% interval (Wilson)"
    return captioned(table, "The learning coder, code by code, on documents that it has not seen", note=note)


def calibration_table(trial: Trial | None) -> Captioned | Statement:
    """The numbers of `calibration_chart`."""
    if trial is None:
        return _TOO_FEW
    curve = _curve(trial)
    table = curve.rename(columns={"mean_probability": "mean probability", "share_yes": "share that people gave"})
    shares = ["from", "to", "mean probability", "share that people gave"]
    table = table.rename(columns={"decisions": "guesses"})
    return captioned(table, "Probability and share, by bins of probability", shares=shares)


def calibration_chart(trial: Trial | None) -> Chart | Statement:
    """How far the learning coder's probabilities hold on documents that it has not seen."""
    return _TOO_FEW if trial is None else calibration_figure(_curve(trial))


def _curve(trial: Trial) -> pd.DataFrame:
    seen = ~np.isnan(trial.truth)
    return calibration_curve(trial.truth[seen], trial.probability[seen])


def _told(part: float, whole: int) -> str:
    if whole < ENOUGH:
        return "–"
    low, high = wilson(part / whole, whole)
    return f"{per_cent(part / whole)} ({per_cent(low)} to {per_cent(high)})"


def _counts(trial: Trial, said: npt.NDArray[np.bool_]) -> Counts:
    """(3 x passages x codes): right, wrong and missed, where people decided."""
    yes, no = trial.truth == 1, trial.truth == 0
    return np.stack([said & yes, said & no, ~said & yes]).astype(float)


def _f1(counts: npt.ArrayLike) -> float:
    right, wrong, missed = np.asarray(counts, dtype=float)
    return float(2 * right / max(2 * right + wrong + missed, 1.0))


def _drawn(trial: Trial, said: npt.NDArray[np.bool_]) -> Counts:
    """F1 when documents are drawn anew, with replacement; the same draws for every coder."""
    number = np.unique(np.array(trial.documents, dtype=str), return_inverse=True)[1]
    per_document = np.zeros((number.max() + 1, 3))
    np.add.at(per_document, number, _counts(trial, said).sum(axis=2).T)
    generator, size = np.random.default_rng(0), len(per_document)
    times = generator.multinomial(size, np.full(size, 1 / size), REPEATS)
    return np.array([_f1(counts) for counts in times @ per_document])


def _range(samples: Counts) -> tuple[float, float]:
    low, high = np.percentile(samples, [2.5, 97.5])
    return float(low), float(high)
