"""Text from data, made harmless to read: what cannot be seen is shown, what would run over is cut.

Escaping is Jinja's; this page sees to what escaping leaves: characters that reverse or hide what a person reads
(Unicode TR 36, "Trojan source", CVE-2021-42574), and addresses that are not plain web addresses.
"""

import re
import unicodedata
from urllib.parse import urlsplit

MAX_MARKS = 4  # combining marks on one letter; Hebrew with vowels and accents needs four
BLANKS = re.compile(r"\s+")
JOINERS = "\u200c\u200d"  # Persian and Indic spelling, and emoji, need them


def clean(text: str, limit: int = 2000) -> str:
    """The text as one line that reads as it is stored, without blanks at its ends.

    Args:
        text: Anything found in data.
        limit: Most characters that are kept [1..]; what is cut ends in an ellipsis.

    Example:
        >>> clean("safe" + chr(0x202E) + "txt")
        'safe⟨U+202E⟩txt'
    """
    return cut(visible(text[: 4 * limit]).strip(), limit)


def visible(text: str) -> str:
    """The text with hidden characters shown, stacked marks capped, and each run of blanks as one."""
    kept: list[str] = []
    run = 0
    for letter in text:
        kind = unicodedata.category(letter)
        run = run + 1 if kind in ("Mn", "Me") else run if letter in JOINERS else 0
        if run <= MAX_MARKS:
            kept.append(_visible(letter, kind))
    return BLANKS.sub(" ", "".join(kept))


def cut(text: str, limit: int) -> str:
    """The text, or its beginning with an ellipsis, ended at a word where one ends near.

    Example:
        >>> cut("Ministry of Quiet Harbours", 20)
        'Ministry of Quiet…'
    """
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space > limit // 2 else head).rstrip(" ,;:(") + "…"


def web_address(text: str) -> str:
    """The text when it is a plain http(s) address that may stand in a link, else an empty string."""
    if any(unicodedata.category(letter)[0] in "CZ" for letter in text) or "\\" in text:
        return ""
    try:
        parts = urlsplit(text)
        plain = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return text if plain else ""


def host(address: str) -> str:
    """The host of a web address, without a leading "www."; empty where there is none."""
    return (urlsplit(address).hostname or "").removeprefix("www.") if web_address(address) else ""


def _visible(letter: str, kind: str) -> str:
    if letter.isspace() or kind in ("Zl", "Zp"):
        return " "
    if kind == "Cs" or ord(letter) & 0xFFFE == 0xFFFE:  # lone surrogate, noncharacter: no byte form in HTML
        return "\ufffd"
    if kind == "Cc" or (kind == "Cf" and letter not in JOINERS):
        return f"⟨U+{ord(letter):04X}⟩"
    return letter
