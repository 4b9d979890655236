"""Texts as numbers: every term of every text counted once, so that any past of a book is weighed without reading again.

Two views: `words` (words and pairs of neighbours, stop words left out) and `stems` (the first six letters of words of
three and more, as a stemmer that knows no language). Counts are kept, not weights: what a term weighs depends on which
texts are visible on a date of reckoning.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

IntArray = npt.NDArray[np.int64]

STEM = 6  # letters kept of a word
RAREST = 2  # texts that must hold a term
SHORTEST, SHORTEST_STEM = 2, 3  # letters of a word that counts, by view
CHUNK = 500  # texts whose words are held at once; below 2 ** 15, so that text and term fit into one number
WIDTH = 24  # bits of a word's number
_BREAK = b"\x00"  # stands between texts; `_BLANK` turns it into no word's letter
_BLANK = bytes(b if b >= 128 or chr(b).isalnum() or b in (0, 95) else 32 for b in range(256))
_SIGNS = tuple(sign.encode() for sign in "\u00a0‘’“”–—…«»·•")  # signs outside ASCII that stand between words


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Counts of terms in texts under one view.

    Attributes:
        key_t: Key of each term, rising: of a word (number + 1) << WIDTH, of a pair that plus the second's number + 1,
            of a stem the number of the first word which has it.
        count_kt: How often the text holds the term, at most 255 times, sparse (k, t).
    """

    key_t: IntArray
    count_kt: sparse.csr_array


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Texts `k` as counts of terms, with the words that the numbers stand for."""

    words: tuple[bytes, ...]
    views: dict[str, View]

    @property
    def size(self) -> int:
        """Number of texts."""
        return int(self.views["words"].count_kt.shape[0])

    def take(self, rows: IntArray) -> "Corpus":
        """The same words, and some of the texts in the order given."""
        views = {
            name: View(key_t=v.key_t, count_kt=sparse.csr_array(v.count_kt[rows])) for name, v in self.views.items()
        }
        return Corpus(words=self.words, views=views)

    def to_bytes(self) -> bytes:
        """The corpus as one block, to be kept."""
        held: dict[str, npt.NDArray[Any]] = {"words": np.frombuffer(b"\n".join(self.words), np.uint8)}
        for name, view in self.views.items():
            count = view.count_kt
            held |= {
                f"{name} key": view.key_t,
                f"{name} count": count.data,
                f"{name} term": count.indices,
                f"{name} start": count.indptr,
            }
        block = io.BytesIO()
        np.savez(block, **held)  # type: ignore[arg-type]  # the stub takes a name for its option
        return block.getvalue()

    @classmethod
    def from_bytes(cls, block: bytes) -> "Corpus":
        """The corpus back."""
        with np.load(io.BytesIO(block), allow_pickle=False) as held:
            views = {}
            for name in ("words", "stems"):
                start, key = held[f"{name} start"], held[f"{name} key"]
                count = _counts(held[f"{name} count"], held[f"{name} term"], start, len(key))
                views[name] = View(key_t=key, count_kt=count)
            text = held["words"].tobytes()
        return cls(words=tuple(text.split(b"\n")) if text else (), views=views)


def read_texts(texts: Iterable[str]) -> Corpus:
    """Count the terms of folded texts."""
    reader = _Reader()
    for chunk in _chunks(texts):
        reader.read(chunk)
    return reader.corpus()


class _Reader:
    """Reads chunk by chunk, so that the words of all texts are never held at once."""

    def __init__(self) -> None:
        self.number: defaultdict[bytes, int] = defaultdict()
        self.number.default_factory = self.number.__len__
        self.at = self.number[_BREAK]
        self.word_w, self.stem_w = np.zeros(0, bool), np.zeros(0, bool)
        self.first: dict[bytes, int] = {}
        self.number_w = np.zeros(0, np.int64)
        self.found: dict[str, list[tuple[npt.NDArray[Any], ...]]] = {"words": [], "stems": []}
        self.texts = 0

    def read(self, chunk: list[str]) -> None:
        """Count the terms of some texts."""
        words = tokens(_BREAK.decode().join(["", *chunk]))
        coded = np.fromiter(map(self.number.__getitem__, words), np.int64, len(words))
        self._know()
        between = coded == self.at
        text_x, word_x = np.cumsum(between)[~between] - 1, coded[~between]
        kept = self.word_w[word_x]
        of_x, word_x, stem_x = text_x[kept], word_x[kept], self.number_w[word_x[self.stem_w[word_x]]]
        paired = of_x[:-1] == of_x[1:]
        single, double = (word_x + 1) << WIDTH, (word_x[:-1] + 1 << WIDTH) + word_x[1:] + 1
        texts = np.concatenate([of_x, of_x[:-1][paired]])
        self._count("words", np.concatenate([single, double[paired]]), texts)
        self._count("stems", stem_x, text_x[self.stem_w[coded[~between]]])
        self.texts += len(chunk)

    def _know(self) -> None:
        """Which of the words met for the first time count, and the number of each one's stem."""
        new = list(islice(self.number, len(self.word_w), None))
        self.word_w = np.append(self.word_w, np.array([counts_as_word(word) for word in new], bool))
        self.stem_w = np.append(self.stem_w, np.array([counts_as_stem(word) for word in new], bool))
        start = len(self.number_w)
        numbers = [self.first.setdefault(stem(word), start + i) for i, word in enumerate(new)]
        self.number_w = np.append(self.number_w, np.array(numbers, np.int64))

    def _count(self, view: str, key_x: IntArray, text_x: IntArray) -> None:
        both_y, count_y = np.unique((text_x << 2 * WIDTH) + key_x, return_counts=True)
        text_y, key_y = both_y >> 2 * WIDTH, both_y & (1 << 2 * WIDTH) - 1
        self.found[view].append(
            (key_y, (text_y + self.texts).astype(np.int32), np.minimum(count_y, 255).astype(np.uint8))
        )

    def corpus(self) -> Corpus:
        """All that was read."""
        nothing = (np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.uint8))
        parts = {name: zip(nothing, *found, strict=True) for name, found in self.found.items()}
        views = {name: _view(*map(np.concatenate, part), n_texts=self.texts) for name, part in parts.items()}
        return Corpus(words=tuple(self.number), views=views)


def tokens(text: str) -> list[bytes]:
    """The words of a folded text, as they are counted: letters, digits and all that is not ASCII.

    Example:
        >>> tokens("safe roads, in gao")
        [b'safe', b'roads', b'in', b'gao']
    """
    plain = text.encode("utf-8", "replace")
    if not text.isascii():
        for sign in _SIGNS:
            plain = plain.replace(sign, b" ")
    return plain.translate(_BLANK).replace(_BREAK, b" \x00 ").split()


def stem(word: bytes) -> bytes:
    """The first letters of a word."""
    return word[:STEM] if word.isascii() else word.decode("utf-8", "replace")[:STEM].encode()


@cache
def stop_words() -> frozenset[bytes]:
    """English words that say nothing of a text's matter."""
    lines = files("convenor").joinpath("data", "stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word.encode() for line in lines if not line.startswith("#") for word in line.split())


@cache
def stop_stems() -> frozenset[bytes]:
    """The same, as stems."""
    return frozenset(stem(word) for word in stop_words())


def counts_as_word(word: bytes) -> bool:
    """True where a word counts in the view `words`."""
    return _long(word, SHORTEST) and word not in stop_words()


def counts_as_stem(word: bytes) -> bool:
    """True where a word counts in the view `stems`."""
    return _long(word, SHORTEST_STEM) and stem(word) not in stop_stems()


def _long(word: bytes, letters: int) -> bool:
    return len(word) >= letters and (word.isascii() or len(word.decode("utf-8", "replace")) >= letters)


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    source = iter(texts)
    while chunk := [text.replace("\x00", " ") for text in islice(source, CHUNK)]:
        yield chunk


def stem_keys(words: Sequence[bytes]) -> dict[bytes, int]:
    """Key of every stem."""
    first: dict[bytes, int] = {}
    for i, word in enumerate(words):
        first.setdefault(stem(word), i)
    return first


def _view(key_y: IntArray, text_y: npt.NDArray[Any], count_y: npt.NDArray[Any], *, n_texts: int) -> View:
    """Counts of the terms that at least `RAREST` texts hold."""
    held_t, times_t = np.unique(key_y, return_counts=True)
    key_t = held_t[times_t >= RAREST]
    column_y = np.minimum(np.searchsorted(key_t, key_y), max(len(key_t) - 1, 0))
    kept_y = key_t[column_y] == key_y if len(key_t) else np.zeros(len(key_y), bool)
    start_k = np.searchsorted(text_y[kept_y], np.arange(n_texts + 1))
    return View(key_t=key_t, count_kt=_counts(count_y[kept_y], column_y[kept_y], start_k, len(key_t)))


def _counts(
    count_y: npt.NDArray[Any], column_y: npt.NDArray[Any], start_k: npt.NDArray[Any], n_terms: int
) -> sparse.csr_array:
    """Counts as a table whose places take four bytes each where they fit: half the memory to walk through."""
    place = np.int32 if len(count_y) < 2**31 else np.int64
    parts = (count_y, column_y.astype(place), start_k.astype(place))
    return sparse.csr_array(parts, shape=(len(start_k) - 1, n_terms))
