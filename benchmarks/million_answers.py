"""How long a survey of a million answers takes, and how that grows: python -m benchmarks.million_answers

Draws surveys of 10,000, 100,000 and 1,000,000 answers of some 20 words with a seed and builds each with `evidence build`: read,
cut, coded by the rules, looked through for personal data, checked and stored. Then, on the same texts and in the same run, the
peers: spaCy's small English pipeline with all its parts, and scikit-learn's TF-IDF of words and characters with a linear SVM.
Figures wanted: a million in 180 s on two free cores under 3,000 MB; ten times the answers at most eleven times the work.
On a busy machine compare the seconds of work, which are those of all processes together.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.drawn import answers, survey_project
from benchmarks.measuring import took
from evidence import nlp


def main(arguments: list[str]) -> None:
    """Print what each size took, and the peers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--peers", type=int, default=2000, help="answers that the peers are given, three times over; 0 for none")
    parser.add_argument("--folder", type=Path, help="where the projects go, or are from before (default: a temporary folder)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        work = _built(given.folder or Path(temporary), given.sizes, given.workers)
    if given.peers:
        _peers(given.peers, work)


def _built(folder: Path, sizes: Sequence[int], workers: int) -> float:
    """Print what each size took; returns the seconds of work for one more answer, start-up taken away where it can be."""
    told: list[tuple[int, float]] = []
    for size in sizes:
        project, out = folder / f"survey-{size}", folder / f"out-{size}"
        if not project.exists():
            survey_project(project, size)
        shutil.rmtree(out, ignore_errors=True)
        found = took(["evidence", "build", str(project), "--out", str(out), "--quiet", "--workers", str(workers)])
        stored = sum(path.stat().st_size for path in out.glob("*.parquet")) / 1e6
        grown = f"   {found.cpu / told[-1][1]:.1f} times the work of {told[-1][0]:,}" if told else ""
        print(f"{size:>10,} answers {found}   {stored:,.0f} MB stored{grown}", flush=True)
        told.append((size, found.cpu))
    (few, least), (many, most) = told[0], told[-1]
    return (most - least) / (many - few) if len(told) > 1 else most / many


def _peers(count: int, work: float) -> None:
    texts = list(answers(count, 7))
    spacy = _median(_spacy(), texts) / count
    tfidf = _median(_linear_svm(texts), texts) / count
    print(f"evidence, end to end                        {1e6 * work:8,.0f} µs of work an answer")
    print(f"spaCy's small English pipeline, whole       {1e6 * spacy:8,.0f} µs, {spacy / work:.1f} times evidence's (wanted: 20)")
    print(
        f"TF-IDF of words and characters, linear SVM  {1e6 * tfidf:8,.0f} µs; evidence takes {work / tfidf:.1f} times (wanted: 2)"
    )


def _median(run: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    seconds = []
    for _ in range(3):
        began = time.process_time()
        run(texts)
        seconds.append(time.process_time() - began)
    return statistics.median(seconds)


def _spacy() -> Callable[[Sequence[str]], object]:
    name = nlp.name_finder_version().partition(" ")[0]
    if not name:
        raise SystemExit("no English model is installed")
    pipeline = importlib.import_module(name).load()
    return lambda texts: [len(doc.ents) for doc in pipeline.pipe(texts, batch_size=256)]


def _linear_svm(texts: Sequence[str]) -> Callable[[Sequence[str]], object]:
    """Fitted on a tenth of the texts, for what it predicts does not matter; what is timed is the prediction."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = make_pipeline(make_union(words, characters), OneVsRestClassifier(LinearSVC()))
    taught = texts[: max(100, len(texts) // 10)]
    model.fit(taught, [place % 8 for place in range(len(taught))])
    predict: Callable[[Sequence[str]], object] = model.predict
    return predict


if __name__ == "__main__":
    main(sys.argv[1:])
