"""Values as sources write them, turned into ours: dates, amounts, names, identifiers. Wrong ones raise `ValueError`."""

import math
import re
from datetime import date
from functools import lru_cache

from convenor.model.codes import Kind
from convenor.model.words import fold

__all__ = ["actor_id", "amount", "country", "day", "fold", "is_placeholder", "is_total", "kind", "plain", "years_later"]

_DAY = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:.]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)  # xsd:date, xsd:dateTime
_AMOUNT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_NOT_WORD = re.compile(r"[\W_]+")
_NOTHINGS = "n/a na n.a. n.a none null nil unknown unspecified tbd tbc xx xxx ref - -- # ; . , ? other others various"
_NO_REF = frozenset(_NOTHINGS.split())
_PLACEHOLDER = re.compile(
    r"donor country based ngo|private sector institution|third country government|other multilateral|miscellaneous"
    r"|unknown|n a$|not applicable|not specified|unspecified|to be (?:determined|confirmed)|tbd$|other$|others$|various"
)
_KINDS_OF_BODY = re.compile(  # names of kinds of body, which publishers write where they name nobody
    r"(?:(?:international|local|national|regional|developing country based) )?"
    r"(?:ngos?|non governmental organi[sz]ations?(?: ngos?)?)(?: and civil society)?$"
    r"|united nations agency fund or commission(?: un)?$|redacted\b|usaid redacted"
    r"|(?:recipient|donor|central|local|third country)(?: country)? governments?$|central government in recipient"
    r"|multilateral organi[sz]ations?$|public sector institutions?$|private sector$|other public entities"
    r"|universit(?:y|ies) college or other teaching|public private partnerships?(?: ppps?)?(?: and networks)?$"
    r"|research institutes?$|networks?$|implementing partners?$|beneficiar|government$|governments?$|individuals?$"
)
_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall|over all) ?)?(?:totals?|totaux|totales|total general|всього|разом|усього|итого|toplam"
    r"|المجموع)"
    r"(?: [0-9].*)?"
)
_CHANNEL = re.compile(r"(?:xm-dac-)?([1-9][0-9]{4})")  # OECD CRS channel code, with or without its agency's prefix
_CATEGORIES = frozenset(
    {11, 12, 13, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 90}
)  # thousands that are all kinds of body
_NEEDS_COUNTRY = re.compile(r"ministry of foreign affairs$")  # whose? a reference may say so, the name alone does not
_MAX_REF = 200  # characters; an identifier is never longer
_MAX_DIGITS = 60  # characters; also keeps the pattern's time short
_MAX_AMOUNT = 1e18  # beyond every currency's world product


LONGEST_NAME = 250  # letters; beyond it a description was written where a name belongs


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
    if len(stripped) <= _MAX_DIGITS and _AMOUNT.fullmatch(stripped):
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
    """The published reference where it names one body, else a key made from the name, else ''.

    An OECD channel code is the same with and without its agency's prefix; one that stands for a whole category
    (21000, international NGO) names nobody.

    Example:
        >>> actor_id(" XM-DAC-41114 ", "UNDP"), actor_id("41114", "UNDP"), actor_id("21000", "Réseau Aube")
        ('xm-dac-41114', 'xm-dac-41114', 'name:reseau aube')
    """
    low = ref.strip().lower()
    if channel := _CHANNEL.fullmatch(low):
        code = int(channel[1])
        category = code % 1000 == 0 or code // 1000 in _CATEGORIES
        low = "" if category else f"xm-dac-{code}"
    real = 1 < len(low) <= _MAX_REF and low not in _NO_REF and len(set(low)) > 1 and low.isprintable()
    if real and not any(c.isspace() for c in low) and any(c.isalnum() for c in low):
        return low
    words = plain(name)
    return f"name:{words}" if words else ""


@lru_cache(maxsize=65_536)
def is_placeholder(name: str, ref_is_real: bool) -> bool:
    """True when the name stands for nobody in particular, as 'Donor country based NGO' does, or is a page and no name.

    Example:
        >>> is_placeholder("Donor country-based NGO", True), is_placeholder("Ministry of Foreign Affairs", True)
        (True, False)
    """
    words = plain(name)
    return len(name) > LONGEST_NAME or bool(
        _PLACEHOLDER.match(words) or _KINDS_OF_BODY.match(words) or (not ref_is_real and _NEEDS_COUNTRY.match(words))
    )


@lru_cache(maxsize=65_536)
def is_total(name: str) -> bool:
    """True where a sheet writes 'Total' in the place of a name, below its rows.

    Example:
        >>> is_total("Grand Total:"), is_total("Total: 12 members"), is_total("Total Energy Union")
        (True, True, False)
    """
    return _TOTAL.fullmatch(plain(name)) is not None


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
