"""How fast the coders work, and in how much memory, beside peers on the same answers: python -m benchmarks.coding_speed

Draws answers of 20 words with a seed: everyday words, made-up ones so that the vocabulary grows as in a real survey, and in
every second answer a term of the shipped codebook. Each coder runs in a process of its own, several times in turn with the
others, so that a busy machine slows all alike; told are medians, the ratio to the slowest peer and the most memory held.

fast:  the rules, on all answers, start-up counted apart (one answer is coded first).
full:  the learning coder in its sparing way, which embeds only what is near a decision; with what people "coded": a tenth.
peers: spaCy's full small English pipeline; scikit-learn's word and character TF-IDF with a linear SVM, learned and applied.
"""

from __future__ import annotations

import argparse
import importlib
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.codebook import Codebook, read_codebook
from evidence.coding.rules import code_by_rules
from evidence.model import PERSON, TABLES
from evidence.nlp import name_finder_version

CODEBOOK = Path(__file__).parents[1] / "data" / "raw" / "information-sharing" / "codebook.yaml"
WORDS = 20
SIZES = {"fast": 20_000, "full": 20_000, "spaCy": 1_000, "TF-IDF and SVM": 10_000}
CODED = 0.1
EVERYDAY = """
    the a of and to in we they it is was with for that this our on at from people team work about when which would more some
    families school nurse office week meeting letter phone form local council police health children support service day
    asked told gave went came found felt made took saw knew called visited waited started stopped wrote read heard often
"""
QUESTION = "What gets in the way of working together?"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--memory", type=int, default=200_000, metavar="ANSWERS", help="of the fast tier; 0 to leave it out")
    parser.add_argument("--one", nargs=2, metavar=("NAME", "ANSWERS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(*_timed(arguments.one[0], int(arguments.one[1])))
        return
    runs = [(name, *_apart(name, size)) for _ in range(arguments.times) for name, size in SIZES.items()]
    table = pd.DataFrame(runs, columns=["coder", "answers a second", "a second of processor time", "MB"])
    table = table.groupby("coder").median().loc[list(SIZES)]
    table.insert(2, "times spaCy", table["a second of processor time"] / table.loc["spaCy", "a second of processor time"])
    print(table.round(1).to_string())
    if arguments.memory:
        speed, _, held = _apart("fast", arguments.memory)
        print(f"\nfast, {arguments.memory:,} answers: {speed:,.0f} a second, {held:,.0f} MB")


def _apart(name: str, size: int) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.coding_speed", "--one", name, str(size)]
    return [float(word) for word in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()]


def _timed(name: str, size: int) -> tuple[float, float, float]:
    """Answers a second by the clock and by processor time, and the most memory held, in MB."""
    book = read_codebook(CODEBOOK, CODEBOOK.name)
    coders: dict[str, Callable[[list[str]], object]] = {
        "fast": lambda texts: _rules(texts, book),
        "full": lambda texts: _model(texts, book),
        "spaCy": _spacy,
        "TF-IDF and SVM": _svm,
    }
    texts = drawn(size, book)
    coders[name](texts[:1] if name == "fast" else texts[:200])  # loads what is loaded once
    begun, used = time.perf_counter(), time.process_time()
    coders[name](texts)
    taken, spent = time.perf_counter() - begun, time.process_time() - used
    return size / taken, size / spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def drawn(size: int, book: Codebook, seed: int = 0) -> list[str]:
    """Answers of `WORDS` words."""
    chance = random.Random(seed)
    everyday = EVERYDAY.split()
    terms = [term.rstrip("*") for code in book for term in (*code.terms, *code.barrier_terms, *code.enabler_terms)]
    made_up = ["".join(chance.choice("bdglmnprst") + chance.choice("aeiou") for _ in range(3)) for _ in range(20_000)]
    answers = []
    for _ in range(size):
        rare = made_up[int(len(made_up) * chance.random() ** 3)]
        words = [rare if chance.random() < 0.1 else chance.choice(everyday) for _ in range(WORDS)]
        if chance.random() < 0.5:
            term = chance.choice(terms).split()
            at = chance.randrange(WORDS - len(term))
            words[at : at + len(term)] = term
        answers.append(" ".join(words).capitalize() + ".")
    return answers


def _tables(texts: list[str]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    ids = [f"s:{number}" for number in range(len(texts))]
    documents = pd.DataFrame({"document_id": ids, "kind": "answer", "survey_id": "s", "question_id": "q", "text": texts})
    documents = documents.assign(respondent_id=ids, no_answer=False, source_file="s.csv", sha256="0", extractor="drawn")
    ends = [len(text) for text in texts]
    segments = pd.DataFrame({"segment_id": [f"{i}:0-{end}" for i, end in zip(ids, ends, strict=True)], "document_id": ids})
    segments = segments.assign(ordinal=1, start=0, end=ends, kind="sentence", text=texts)
    questions = [{"survey_id": "s", "question_id": "q", "ordinal": 1, "text": QUESTION, "kind": "free_text"}]
    return TABLES["documents"].frame(documents), TABLES["segments"].frame(segments), TABLES["questions"].frame(questions)


def _rules(texts: list[str], book: Codebook) -> pd.DataFrame:
    documents, segments, questions = _tables(texts)
    return code_by_rules(segments, documents, book, questions=questions, progress=False)


def _model(texts: list[str], book: Codebook) -> pd.DataFrame:
    from evidence.coding.classifier import code_by_model

    documents, segments, questions = _tables(texts)
    taught = code_by_rules(segments.head(int(len(texts) * CODED)), documents, book, questions=questions, progress=False)
    people = taught.assign(coder="ana", coder_kind=PERSON, applied="yes", score=float("nan"))
    return code_by_model(segments, documents, book, people, questions=questions, progress=False)


def _spacy(texts: list[str]) -> None:
    for _ in _english().pipe(texts):
        pass


@cache
def _english() -> Any:
    return importlib.import_module(name_finder_version().partition(" ")[0]).load()


def _svm(texts: list[str]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    views = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
    )
    labels = [len(text) % 2 for text in texts]
    known = int(len(texts) * CODED)
    make_pipeline(views, LinearSVC(C=0.3)).fit(texts[:known], labels[:known]).predict(texts)


if __name__ == "__main__":
    main()
