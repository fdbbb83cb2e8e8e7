"""The coders on trial: judged on documents that the learning coder was not taught by."""

import numpy as np

from evidence.codebook import Code, Codebook
from evidence.coding.trial import FEWEST, hold_trial
from tests import drawing

BOOK = Codebook(
    "Test",
    "1",
    (
        Code("TRUST", name="Trust", definition="Faith in each other.", terms=("trust",)),
        Code("MONEY", name="Money", definition="Funds.", terms=("money",)),
    ),
)


def held(answers, given, rules=()):
    """A trial of documents by name, with the codes that a person gave and those that the rules gave."""
    base = drawing.base(segments=[{"document_id": name, "text": text} for name, text in answers.items()])
    of = base.segments.set_index("document_id")["segment_id"]
    rows = [{"segment_id": of[d], "code": c, "coder": "ana", "coder_kind": "person", "applied": a} for d, c, a in given]
    rows += [{"segment_id": of[d], "code": c, "coder": "rules", "applied": a} for d, c, a in rules]
    codings = drawing.frame("codings", rows)
    return hold_trial(base.segments, base.documents, BOOK, codings, questions=base.questions)


def test_each_document_is_judged_by_what_was_learned_from_others():
    answers = {f"t{n:02}": f"Confidence between teams grew in place {n}." for n in range(12)}
    answers |= {f"m{n:02}": f"The budget was cut again in place {n}." for n in range(12)} | {"x": "Nobody read this."}
    given = [(d, "TRUST" if d.startswith("t") else "MONEY", "yes") for d in answers if d != "x"]
    trial = held(answers, given, [("t00", "TRUST", "yes"), ("t01", "TRUST", "unsure")])
    # neither word is a term: only other documents' codings can tell
    assert (trial.model == (trial.truth == 1)).mean() > 0.9
    assert set(trial.documents) == set(answers) - {"x"}
    assert trial.rules.sum() == 1
    turned = [("t00", "MONEY", "yes"), *given[1:]]
    other = held(answers, turned)
    row = trial.documents.index("t00")
    np.testing.assert_allclose(other.probability[row], trial.probability[row], atol=1e-6)


def test_of_too_few_documents_no_trial_is_held():
    answers = {f"d{n}": f"Trust in place {n}." for n in range(FEWEST - 1)}
    assert held(answers, [(d, "TRUST", "yes") for d in answers]) is None
    assert held(answers, []) is None
