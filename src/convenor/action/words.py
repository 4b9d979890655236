"""Numbers, dates and lists as a desk officer would read them aloud. British English whatever the machine's locale."""

import datetime as dt
import re
from collections.abc import Sequence

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
PLAIN_NUMBER = re.compile(r"[1-9][0-9]{0,17}(\.[0-9]+)?")
ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip


def number(n: int) -> str:
    """A whole number: words to twenty, digits with commas above.

    Example:
        >>> number(14), number(1236)
        ('fourteen', '1,236')
    """
    return SMALL[n] if 0 <= n < len(SMALL) else f"{n:,}"


def count(n: int, one: str, many: str = "") -> str:
    """A number with its noun: "one partner", "fourteen partners"."""
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def start(text: str) -> str:
    """The text with a capital at its beginning, the rest as it stands."""
    return text[:1].upper() + text[1:]


def percent(share: float) -> str:
    """A share [0, 1] as whole per cent that never rounds something to nothing, nor almost all to all.

    Example:
        >>> percent(0.565), percent(0.001), percent(0.9999), percent(0)
        ('56%', 'under 1%', 'over 99%', '0%')
    """
    whole = round(100 * share)
    if whole == 0 and share > 1e-9:
        return "under 1%"
    if whole == 100 and share < 1 - 1e-9:
        return "over 99%"
    return f"{whole}%"


def about(share: float) -> str:
    """A share [0, 1] in a sentence: "about 57%", but "0%" and "100%" where it is exactly that."""
    text = percent(share)
    return text if text in ("0%", "100%") or not text[0].isdigit() else f"about {text}"


def span(low: float, high: float) -> str:
    """Bounds of a share in whole per cent, "48 to 64"; one number where both round to the same."""
    a, b = round(100 * low), round(100 * high)
    return f"{a}" if a == b else f"{a} to {b}"


def quantity(value: float) -> str:
    """A plain number with commas, at most three decimals; round millions and billions in words.

    Example:
        >>> quantity(11.2e9), quantity(174000), quantity(-37.5)
        ('11.2 billion', '174,000', '-37.5')
    """
    for size, word in ((1e9, "billion"), (1e6, "million")):
        short = f"{value / size:.4g}"
        if abs(value) >= size and float(short) * size == value:
            return f"{short} {word}"
    return f"{round(value):,}" if abs(value - round(value)) < 5e-4 else f"{value:,.3f}".rstrip("0")


def digits(text: str) -> str:
    """A published number with commas, to the last digit as published; anything else as it stands.

    Example:
        >>> digits("716972.16"), digits("2024"), digits("two")
        ('716,972.16', '2024', 'two')
    """
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if PLAIN_NUMBER.fullmatch(text) and len(whole) > 4 else text


def day(date: dt.date) -> str:
    """A date in words: "30 June 2025"."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def when(date: str) -> str:
    """A published date, ISO or part of it, in words; anything else as it stands.

    Example:
        >>> when("2025-04-22"), when("2024-06"), when("spring 2023")
        ('22 April 2025', 'June 2024', 'spring 2023')
    """
    match = ISO.fullmatch(date.strip())
    if not match or not 1 <= int(match[2]) <= len(MONTHS):
        return date
    month = f"{MONTHS[int(match[2]) - 1]} {match[1]}"
    return f"{int(match[3])} {month}" if match[3] else month


def window(first: dt.date, last: dt.date) -> str:
    """From when until when, with weekdays; the year once where both share it.

    Example:
        >>> window(dt.date(2025, 6, 30), dt.date(2025, 7, 2))
        'Mon 30 June to Wed 2 July 2025'
        >>> window(dt.date(2025, 7, 1), dt.date(2025, 7, 4))
        'Tue 1 to Fri 4 July 2025'
    """
    end = f"{DAYS[last.weekday()]} {day(last)}"
    if first == last:
        return f"on {end}"
    begin = f"{DAYS[first.weekday()]} {day(first)}"
    month = f" {MONTHS[last.month - 1]}" if (first.year, first.month) == (last.year, last.month) else ""
    shared = f"{month} {last.year}"
    return f"{begin.removesuffix(shared)} to {end}"


def listed(items: Sequence[str], most: int = 4, *, between: str = ", ", last: str = " and ") -> str:
    """Items as one says them, "a, b and c"; beyond `most` the rest is counted: "a, b and three more".

    Example:
        >>> listed(["a", "b", "c", "d"], 3), listed(["a, b", "c"], between="; ", last="; ")
        ('a, b and two more', 'a, b; c')
    """
    if len(items) > most:
        items = [*items[: most - 1], f"{number(len(items) - most + 1)} more"]
        last = " and "
    return items[0] if len(items) == 1 else f"{between.join(items[:-1])}{last}{items[-1]}" if items else ""
