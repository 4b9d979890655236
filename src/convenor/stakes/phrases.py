"""Words and phrases of the table of capabilities, and how they are found in text. Pure; any script.

A text is `spaced`: folded, cut into tokens, one blank round each. In that form a phrase is a plain piece of text, and
one regular expression is the same for Python, RE2 (DuckDB) and Java (Spark): none needs to know what a letter is.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from convenor.model.words import fold

STEM = 4  # letters that a token with a star has at least if it is to be a key

Key = tuple[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One word or phrase, made ready for the search.

    Attributes:
        key: Token that a text must hold, else it does not hold the phrase.
        begins: True where the text's token need only begin with the key.
        literal: Piece of spaced text that must be there; empty where the key is the whole phrase.
        expression: Regular expression that must be found as well; empty where the literal is the whole phrase.
        passing: True where one mention in running text shows nothing: it takes a title, or a second sentence.
    """

    key: str
    begins: bool
    literal: str
    expression: str
    passing: bool


def spaced(text: str) -> str:
    """Folded text as tokens with one blank round each: what phrases are searched in.

    Example:
        >>> spaced("Accès à l'eau; eau-potable")
        ' acces a l eau eau potable '
    """
    return " " + " ".join(re.findall(r"[^\W_]+", fold(text))) + " "


def pattern(words: Iterable[str]) -> str:
    """One regular expression that finds any of the words in spaced text.

    Args:
        words: Words or phrases; a `*` that closes a token stands for any ending, a closing `?` is passed over.

    Raises:
        ValueError: No words, or one without a letter or digit.

    Example:
        >>> pattern(["peace talks", "mediat*"])
        ' (?:peace talks |mediat[^ ]* )'
    """
    found = [_expression(tokens(word)) for word in dict.fromkeys(words)]
    if not found:
        raise ValueError("no words: a pattern without any would find everything")
    return f" (?:{'|'.join(found)})"


@lru_cache(maxsize=4)
def phrases(words: tuple[str, ...]) -> tuple[Phrase, ...]:
    """The words of a table, made ready for the search, in the same order.

    The key of a phrase is the token that promises to stand in the fewest texts: long, and in few of the other phrases.

    Raises:
        ValueError: A word without a letter or digit, or one that would find too much: nothing but beginnings of fewer
            than four letters.

    Example:
        >>> phrases(("child protect*?",))
        (Phrase(key='protect', begins=True, literal=' child protect', expression='', passing=True),)
    """
    keys = [_keys(word) for word in words]
    uses = Counter(key for each in keys for key in set(each))
    rarest = [min(each, key=lambda key: (uses[key] / len(key[0]) ** 2, key)) for each in keys]
    return tuple(_phrase(word, key) for word, key in zip(words, rarest, strict=True))


def tokens(word: str) -> list[str]:
    """Tokens of a word or phrase, each with its star.

    Raises:
        ValueError: No token.
    """
    parts = re.findall(r"[^\W_]+\*?", fold(word))
    if not parts:
        raise ValueError(f"'{word}' holds no letter or digit")
    return parts


def _keys(word: str) -> list[Key]:
    keys = [(part.removesuffix("*"), part.endswith("*")) for part in tokens(word)]
    usable = [(token, begins) for token, begins in keys if not begins or len(token) >= STEM]
    if not usable:
        raise ValueError(f"'{word}' would find too much; write at least {STEM} letters before a star")
    return usable


def _phrase(word: str, key: Key) -> Phrase:
    parts = tokens(word)
    whole = " " + " ".join(parts) + " "
    literal = max(whole.split("*"), key=len) if len(parts) > 1 else ""
    inside = len(parts) > 1 and "*" in whole[:-2]
    return Phrase(
        key=key[0],
        begins=key[1],
        literal=literal,
        expression=" " + _expression(parts) if inside else "",
        passing=word.rstrip().endswith("?"),
    )


def _expression(parts: list[str]) -> str:
    return "".join(part.replace("*", "[^ ]*") + " " for part in parts)
