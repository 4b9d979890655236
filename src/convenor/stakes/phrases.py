"""Words and phrases of the table of capabilities, and how they are found in text. Pure; any script.

A text is `spaced`: folded, cut into tokens, one blank round each. In that form a phrase is a plain piece of text, and one
regular expression is the same for Python, RE2 (DuckDB) and Java (Spark): none of them needs to know what a letter is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from convenor.model.words import fold

STEM = 4  # letters that a token with a star has at least if it is to be a key
KEYS = 2  # tokens of a phrase that a text must hold before the whole phrase is searched for; a third saves nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One word or phrase, made ready for the search.

    Attributes:
        keys: (token, begins) of its longest tokens: a text without all of them does not hold the phrase. `begins` is
            true where the text's token need only begin so.
        literal: Piece of spaced text that must be there; empty where the only token is enough.
        expression: Regular expression that must be found as well; empty where the literal is the whole phrase.
    """

    keys: tuple[tuple[str, bool], ...]
    literal: str
    expression: str


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
        words: Words or phrases; a `*` that closes a token stands for any ending.

    Raises:
        ValueError: No words.

    Example:
        >>> pattern(["peace talks", "mediat*"])
        ' (?:peace talks |mediat[^ ]* )'
    """
    found = [_expression(tokens(word)) for word in dict.fromkeys(words)]
    if not found:
        raise ValueError("no words: a pattern without any would find everything")
    return f" (?:{'|'.join(found)})"


def phrase(word: str) -> Phrase:
    """A word of the table, made ready for the search.

    Raises:
        ValueError: No token, or none that can be a key: every token is a beginning of fewer than four letters.

    Example:
        >>> phrase("child protect*")
        Phrase(keys=(('protect', True), ('child', False)), literal=' child protect', expression='')
    """
    parts = tokens(word)
    usable = {
        (part.removesuffix("*"), part.endswith("*")) for part in parts if not part.endswith("*") or len(part) > STEM
    }
    if not usable:
        raise ValueError(f"'{word}' would find too much; write at least {STEM} letters before a star")
    keys = sorted(usable, key=lambda key: (-len(key[0]), key))
    if len(parts) == 1:
        return Phrase(keys=tuple(keys), literal="", expression="")
    whole = " " + " ".join(parts) + " "
    inside = "*" in whole[:-2]
    literal = max(whole.split("*"), key=len)
    return Phrase(keys=tuple(keys[:KEYS]), literal=literal, expression=" " + _expression(parts) if inside else "")


def tokens(word: str) -> list[str]:
    """Tokens of a word or phrase, each with its star.

    Raises:
        ValueError: No token.
    """
    parts = re.findall(r"[^\W_]+\*?", fold(word))
    if not parts:
        raise ValueError(f"'{word}' holds no letter or digit")
    return parts


def _expression(parts: list[str]) -> str:
    return "".join(part.replace("*", "[^ ]*") + " " for part in parts)
