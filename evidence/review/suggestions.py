"""What the codebook misses: terms that the codings of a code support, and passages that no code covers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.cluster import AgglomerativeClustering
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
from sklearn.preprocessing import normalize

from evidence.codebook import Codebook
from evidence.coded import coded_segments
from evidence.coding.decisions import settle
from evidence.model import PERSON, YES, EvidenceBase
from evidence.nlp import phrase_finder, tokens, vocabulary, word_forms
from evidence.review.queue import readable, shuffled

ENOUGH_CODED = 5
"""People's codings of a code from which its words are told; with fewer, the machine's are used, and it is said so."""
LEAST, LEAST_DOCUMENTS = 3, 2
"""Passages with the code, and documents, in which a term must be met: once or twice is chance, one document its author."""
TELLING = 1.96
"""The z of log-odds from which a word is telling: its 95 % interval then lies above 0."""
PRIOR = 0.3
"""Words of the prior for each word of the texts; with far fewer, a word that is met nowhere else told less than one that is."""
LONGEST_TERM = 3
"""Words of the longest term that is suggested."""

MOST_PASSAGES = 3_000
"""Passages that are grouped; of more, as many are drawn. Grouping grows with the square of their number."""
UNLIKE = 0.7
"""How far (1 - cosine, on average) passages of two groups may be apart for the groups to be one; looser groups were
mere leftovers, tighter ones told one passage over and over."""
MOST_GROUPS, LEAST_GROUP = 20, 3
REPEATED = 0.9
"""Two passages whose words are this near (cosine) make no two examples."""
DIMENSIONS = 50
WORDS_OF_GROUP = 8

# The library's list holds words that mean something in the public services.
STOP_WORDS = frozenset(ENGLISH_STOP_WORDS) - {"bill", "call", "detail", "fire", "interest", "serious", "system"} | {
    *("can't", "did", "didn't", "does", "doesn't", "doing", "don't", "it's", "just", "like", "really", "said", "say", "says"),
    *("that's", "there's", "won't"),
}

_Term = tuple[str, ...]


def suggest_terms(base: EvidenceBase, codebook: Codebook, code: str, *, most: int = 20) -> pd.DataFrame:
    """Words and phrases that tell passages with a code from the others, and that are no terms of the code yet.

    People's codings count, and only if they are fewer than five, the machine's. A term is met in at least 3 passages
    with the code and in 2 documents, and is telling: its log-odds against all other passages, with the words of all
    passages as prior, are above 0 with 95 % confidence. Forms of a word count together ("share", "sharing").

    returns: most telling first: term (as it is most often written), with_code (passages with the code that hold it),
             of (passages with the code), elsewhere (passages without the code that hold it), z, also (codes of which it is or
             holds a term, joined by ", "), by ("people" or "machine"), segment_id and text of an example.
    raises:  KeyError, if there is no such code.
    source:  Monroe, Colaresi and Quinn (2008), log-odds with an informative Dirichlet prior.
    """
    own = codebook[code]
    segments = readable(base)
    coded, by = _coded(base, code)
    inside = segments["segment_id"].isin(coded).to_numpy()
    texts = list(segments["text"])
    fold = _folding(texts)
    terms = [_terms(text, fold) for text in texts]
    # What a machine gives the code, or is unsure of, tells nothing of the others.
    outside = ~inside & ~segments["segment_id"].isin(_spoken_of(base, code)).to_numpy()
    telling = _telling(terms, inside, outside, list(segments["document_id"]))
    written = _written(terms, inside)
    known = vocabulary(texts)
    finders = {c.code: phrase_finder((*c.terms, *c.barrier_terms, *c.enabler_terms), known) for c in codebook}
    rows = []
    new = {term: counts for term, counts in telling.items() if not finders[own.code](written[term].split())}
    for term, counts in _without_parts(new).items():
        example = next(n for n, found in enumerate(terms) if inside[n] and term in found)
        also = ", ".join(c for c, find in finders.items() if c != code and find(written[term].split()))
        shown = segments.iloc[example]
        said = (written[term], counts[0], int(inside.sum()), *counts[1:], also, by)
        rows.append((*said, shown["segment_id"], shown["text"]))
    columns = ["term", "with_code", "of", "elsewhere", "z", "also", "by", "segment_id", "text"]
    return pd.DataFrame(rows, columns=columns).head(most)


def _coded(base: EvidenceBase, code: str) -> tuple[set[str], str]:
    """The segments with the code, and who says so."""
    codings = base.tables["codings"]
    people = settle(codings[(codings["coder_kind"] == PERSON) & (codings["code"] == code)])
    found = set(people.loc[people["applied"] == YES, "segment_id"])
    if len(found) >= ENOUGH_CODED:
        return found, "people"
    standing = settle(codings[codings["code"] == code])
    return set(standing.loc[standing["applied"] == YES, "segment_id"]), "machine"


def _spoken_of(base: EvidenceBase, code: str) -> pd.Series:
    """The segments for which someone's yes or unsure stands."""
    coded = coded_segments(base)
    return coded.loc[coded["code"] == code, "segment_id"]


def _folding(texts: Iterable[str]) -> dict[str, str]:
    """For each word of `texts` in lower case, the shortest word of which it is a form."""
    forms = word_forms(word for text in texts for word in tokens(text)[0])
    base_of: dict[str, str] = {}
    for base, found in forms.items():
        for form in found:
            base_of[form] = min(base_of.get(form, base), base, key=lambda word: (len(word), word))
    return base_of


def _terms(text: str, fold: Mapping[str, str]) -> dict[_Term, str]:
    """The words and phrases of one text, folded, each with how it is written where it is first met.

    A phrase neither begins nor ends with a word that says nothing, and stands within one clause.
    """
    words = [word.lower() for word in tokens(text)[0]]
    found: dict[_Term, str] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_TERM, len(words)) + 1):
            if not _is_word(words[end - 1]):
                break
            if all(words[n] not in STOP_WORDS and len(words[n]) > 1 for n in (start, end - 1)):
                found.setdefault(tuple(fold.get(word, word) for word in words[start:end]), " ".join(words[start:end]))
    return found


def _is_word(token: str) -> bool:
    return token[0].isalpha() and not token.startswith(("http", "www."))


def _telling(
    terms: Sequence[Mapping[_Term, str]],
    inside: npt.NDArray[np.bool_],
    outside: npt.NDArray[np.bool_],
    documents: Sequence[str],
) -> dict[_Term, tuple[int, int, float]]:
    """The terms that tell the passages inside from the others, most telling first: passages inside, outside, and z."""
    counts = [Counter(term for n in np.flatnonzero(side).tolist() for term in terms[n]) for side in (inside, outside)]
    sums = [counter.total() for counter in counts]
    places: dict[_Term, set[str]] = {}
    for n in np.flatnonzero(inside).tolist():
        for term in terms[n]:
            if counts[0][term] >= LEAST:
                places.setdefault(term, set()).add(documents[n])
    z = {
        term: log_odds((counts[0][term], counts[1][term]), (sums[0], sums[1]))
        for term, found in places.items()
        if len(found) >= LEAST_DOCUMENTS
    }
    told = sorted((term for term in z if z[term] >= TELLING), key=lambda term: (-z[term], term))
    return {term: (counts[0][term], counts[1][term], z[term]) for term in told}


def log_odds(counts: tuple[int, int], sums: tuple[int, int], prior: float = PRIOR) -> float:
    """How much more a word is used in one of two groups of texts than in the other, in standard errors.

    counts: how often in each. sums: how many words each has. prior: words that speak beforehand, for each word of both.
    source: Monroe, Colaresi and Quinn (2008), equations 16, 18 and 22 with a prior from all texts.

    >>> round(log_odds((5, 5), (100, 100)), 6)
    0.0
    """
    before = prior * sum(counts)
    odds = [(count + before) / (total + prior * sum(sums) - count - before) for count, total in zip(counts, sums, strict=True)]
    error = math.sqrt(sum(1 / (count + before) for count in counts))
    return (math.log(odds[0]) - math.log(odds[1])) / error


def _without_parts(telling: Mapping[_Term, tuple[int, int, float]]) -> dict[_Term, tuple[int, int, float]]:
    """The terms without those that are met inside only as a part of one longer term."""
    longer: dict[_Term, int] = {}
    for term, (inside, _, _) in telling.items():
        for start in range(len(term)):
            for end in range(start + 1, len(term) + 1):
                if end - start < len(term):
                    longer[term[start:end]] = max(longer.get(term[start:end], 0), inside)
    return {term: counts for term, counts in telling.items() if longer.get(term, 0) < counts[0]}


def _written(terms: Sequence[Mapping[_Term, str]], inside: npt.NDArray[np.bool_]) -> dict[_Term, str]:
    """How each term is most often written in the passages inside."""
    counts: dict[_Term, Counter[str]] = {}
    for n in np.flatnonzero(inside).tolist():
        for term, words in terms[n].items():
            counts.setdefault(term, Counter())[words] += 1
    return {term: min(found, key=lambda words: (-found[words], words)) for term, found in counts.items()}


def find_gaps(base: EvidenceBase, *, seed: int = 0, examples: int = 3) -> pd.DataFrame:
    """Passages that no code covers, grouped by their words: what the codebook may miss.

    Passages whose words are alike on average (TF-IDF, in 50 dimensions at most) are a group, if they are at least three
    and a word tells them from the rest; most passages are in none. Passages of the same words count once. `seed` decides
    which are looked at where there are more than 3,000.

    returns: largest group first, at most 20, one row per example, the most typical first: group (from 1), passages (in
             the group), of (passages that no code covers), words (telling for the group, joined by ", "), segment_id, text.
    """
    segments = readable(base)
    covered = set(coded_segments(base)["segment_id"])
    bare = segments[~segments["segment_id"].isin(covered)]
    bare = bare[~bare["text"].map(_bare_words).duplicated()]
    chosen = set(shuffled(bare["segment_id"], seed)[:MOST_PASSAGES])
    looked = bare[bare["segment_id"].isin(chosen)].reset_index(drop=True)
    texts = list(looked["text"])
    fold = _folding(texts)
    terms = [_terms(text, fold) for text in texts]
    vectors, rows = _vectors(terms, seed), []
    for members in _groups(vectors):
        inside = np.isin(np.arange(len(texts)), members)
        telling, written = _telling(terms, inside, ~inside, texts), _written(terms, inside)
        words = ", ".join([written[term] for term in _without_parts(telling)][:WORDS_OF_GROUP])
        if words:
            rows.append((len(members), len(bare), words, looked.loc[_typical(vectors, members, examples)]))
    told = [
        (number, *said, *shown)
        for number, (*said, chosen_rows) in enumerate(rows[:MOST_GROUPS], start=1)
        for shown in chosen_rows[["segment_id", "text"]].itertuples(index=False, name=None)
    ]
    return pd.DataFrame(told, columns=["group", "passages", "of", "words", "segment_id", "text"])


def _bare_words(text: str) -> str:
    return " ".join(word.lower() for word in tokens(text)[0] if _is_word(word))


def _typical(vectors: npt.NDArray[np.float64], members: npt.NDArray[np.int64], most: int) -> list[int]:
    """The rows nearest to the middle of a group, without those that repeat another."""
    nearness = (vectors[members] @ vectors[members].mean(axis=0)).round(6)
    chosen: list[int] = []
    for row in members[np.lexsort((members, -nearness))].tolist():
        if len(chosen) < most and all(vectors[row] @ vectors[other] < REPEATED for other in chosen):
            chosen.append(row)
    return chosen


def _vectors(terms: Sequence[Mapping[_Term, str]], seed: int) -> npt.NDArray[np.float64]:
    """Each passage as a unit row of at most 50 dimensions; a row of zeros where it has no word that others have too."""
    try:
        sparse = TfidfVectorizer(analyzer=_single_words, min_df=2, sublinear_tf=True).fit_transform(terms)
    except ValueError:  # no word is in two passages
        return np.zeros((len(terms), 1))
    if sparse.shape[1] > DIMENSIONS:
        sparse = TruncatedSVD(DIMENSIONS, algorithm="arpack", random_state=seed).fit_transform(sparse)
    dense = sparse if isinstance(sparse, np.ndarray) else sparse.toarray()
    return np.asarray(normalize(dense), dtype=np.float64)


def _single_words(terms: Mapping[_Term, str]) -> Iterator[str]:
    return (term[0] for term in terms if len(term) == 1)


def _groups(vectors: npt.NDArray[np.float64]) -> list[npt.NDArray[np.int64]]:
    """Rows that belong together, the largest group first; rows of zeros belong to none."""
    told = np.flatnonzero(vectors.any(axis=1))
    if len(told) < LEAST_GROUP:
        return []
    grouping = AgglomerativeClustering(n_clusters=None, distance_threshold=UNLIKE, metric="cosine", linkage="average")
    labels = grouping.fit_predict(vectors[told])
    groups = [told[labels == label] for label in range(labels.max() + 1)]
    return sorted((group for group in groups if len(group) >= LEAST_GROUP), key=lambda group: (-len(group), group[0]))
