"""Values as sources write them, turned into ours: dates, amounts, names, identifiers. Wrong ones raise `ValueError`."""

import math
import re
import unicodedata
from datetime import date
from functools import lru_cache

from convenor.model.codes import Kind

__all__ = ["actor_id", "amount", "country", "day", "fold", "is_placeholder", "kind", "plain", "years_later"]

_DAY = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:.]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)  # xsd:date, xsd:dateTime
_AMOUNT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)
_NOT_WORD = re.compile(r"[\W_]+")
_NOTHINGS = "n/a na n.a. n.a none null nil unknown unspecified tbd tbc xx xxx ref - -- # ; . , ? other others various"
_NO_REF = frozenset(_NOTHINGS.split())
_PLACEHOLDER = re.compile(
    r"donor country based ngo|private sector institution|third country government|other multilateral|miscellaneous"
    r"|unknown|n a$|not applicable|not specified|unspecified|to be (?:determined|confirmed)|tbd$|other$|others$|various"
)
_NEEDS_COUNTRY = re.compile(r"ministry of foreign affairs$")  # whose? a reference may say so, the name alone does not
_MAX_REF = 200  # characters; an identifier is never longer
_MAX_AMOUNT = 1e18  # beyond every currency's world product


@lru_cache(maxsize=65_536)
def day(text: str) -> str:
    """ISO date of an XML date or date-time.

    Raises:
        ValueError: Not YYYY-MM-DD, or no day of the calendar.

    Example:
        >>> day("2021-06-30T00:00:00Z")
        '2021-06-30'
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"'{text[:40]}' is not a date; write YYYY-MM-DD")
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError as error:
        raise ValueError(f"'{text[:40]}' is not a day of the calendar") from error


def amount(text: str) -> float:
    """A finite number in plain digits; no thousands separators, no other script's digits, no NaN.

    Raises:
        ValueError: Anything else.

    Example:
        >>> amount("-1000.50")
        -1000.5
    """
    stripped = text.strip()
    if len(stripped) < 18 and stripped.isdigit() and stripped.isascii():
        return float(stripped)
    if _AMOUNT.fullmatch(stripped):
        value = float(stripped)
        if math.isfinite(value) and abs(value) <= _MAX_AMOUNT:
            return value
    raise ValueError(f"'{text[:40]}' is not an amount; write digits, with a point before decimals")


def years_later(iso: str, years: int) -> str | None:
    """The same day some years later (29 February becomes the 28th); None past the year 9999.

    Example:
        >>> years_later("2020-02-29", 3)
        '2023-02-28'
    """
    year = int(iso[:4]) + years
    if year > 9999:
        return None
    return f"{year:04d}-02-28" if iso[5:] == "02-29" else f"{year:04d}{iso[4:]}"


def fold(text: str) -> str:
    """Lower case without accents, for searching.

    Example:
        >>> fold("Réseau de Médiatrices")
        'reseau de mediatrices'
    """
    if text.isascii():
        return text.lower()
    try:
        western = text.encode("cp1252")
    except UnicodeEncodeError:
        return _decomposed(text)
    if len(western.translate(None, _GROWING)) < len(western):
        return _decomposed(text)
    return western.translate(_WESTERN).decode("cp1252")


def _decomposed(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower()


def _western() -> tuple[bytes, bytes]:
    """For each byte of windows-1252 its folded one, and the bytes that fold to more than one ('½').

    Nearly all texts fit; a table is three times as fast as decomposing them.
    """
    table, growing = bytearray(range(256)), bytearray()
    for byte in range(256):
        folded = _decomposed(bytes([byte]).decode("cp1252", "replace")).encode("cp1252", "replace")
        if len(folded) == 1:
            table[byte] = folded[0]
        else:
            growing.append(byte)
    return bytes(table), bytes(growing)


_WESTERN, _GROWING = _western()


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """A name as words: folded, without punctuation.

    Example:
        >>> plain("Donor country-based NGO")
        'donor country based ngo'
    """
    return _NOT_WORD.sub(" ", fold(name)).strip()


@lru_cache(maxsize=65_536)
def actor_id(ref: str, name: str) -> str:
    """The published reference where it looks like one, else a key made from the name, else ''.

    Example:
        >>> actor_id(" XM-DAC-41114 ", "UNDP"), actor_id("n/a", "Réseau Aube")
        ('xm-dac-41114', 'name:reseau aube')
    """
    low = ref.strip().lower()
    real = 1 < len(low) <= _MAX_REF and low not in _NO_REF and len(set(low)) > 1 and low.isprintable()
    if real and not any(c.isspace() for c in low) and any(c.isalnum() for c in low):
        return low
    words = plain(name)
    return f"name:{words}" if words else ""


@lru_cache(maxsize=65_536)
def is_placeholder(name: str, ref_is_real: bool) -> bool:
    """True when the name stands for nobody in particular, as 'Donor country based NGO' does.

    Example:
        >>> is_placeholder("Donor country-based NGO", True), is_placeholder("Ministry of Foreign Affairs", True)
        (True, False)
    """
    words = plain(name)
    return bool(_PLACEHOLDER.match(words) or (not ref_is_real and _NEEDS_COUNTRY.match(words)))


@lru_cache(maxsize=4_096)
def country(code: str) -> str:
    """ISO 3166 alpha-2 of a code as published: EL is Greece and UK is Britain in the European Union's tables.

    Example:
        >>> country("EL"), country(" fr ")
        ('GR', 'FR')
    """
    up = code.strip().upper()
    return {"EL": "GR", "UK": "GB"}.get(up, up)


def kind(table: dict[str, Kind], code: str) -> str:
    """Our kind for a standard's code; 'unknown' where the code is absent or not in the list."""
    return table.get(code, Kind.UNKNOWN).value
