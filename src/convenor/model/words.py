"""Text as it is compared: lower case, no accents."""

import re
import unicodedata

_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)


def fold(text: str) -> str:
    """Lower case without accents, so that words of different spellings meet.

    Example:
        >>> fold("Réseau de Médiatrices")
        'reseau de mediatrices'
    """
    if text.isascii():
        return text.lower()
    for page, table in _TABLES:
        try:
            folded = text.encode(page).translate(table)
        except UnicodeEncodeError:
            continue
        return _decomposed(text) if _GROWS in folded else folded.decode(page)
    return _decomposed(text)


def _decomposed(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower()


def _table(page: str) -> bytes:
    """For each byte of a page of characters its folded one; `_GROWS` for those that fold to none or to several (½).

    Nearly all texts fit; a table is many times as fast as decomposing them.
    """
    folded = [_decomposed(bytes([byte]).decode(page, "ignore")).encode(page, "ignore") for byte in range(256)]
    return b"".join(one if len(one) == 1 else _GROWS for one in folded)


_GROWS = b"\0"
_TABLES = tuple((page, _table(page)) for page in ("latin-1", "cp1252"))  # the second has curly quotes and dashes
