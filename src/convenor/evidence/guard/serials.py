"""Numbers of a workbook as text: plain digits, and days in ISO form where the cell's style shows a date."""

import datetime as dt
import math
import re
from dataclasses import dataclass

from convenor.evidence.guard.files import Input

_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_LEAP_THAT_NEVER_WAS = 60  # Excel counts 29 February 1900, as Lotus did; days before it are one off
_LAST = 2_958_466  # 1 January 10000
_SECONDS = 86_400
_MAX_DIGITS = 60  # characters of a number
_MAX_STYLES = 100_000
_WHOLE = re.compile(r"-?[0-9]+")
_BUILT_IN = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # ECMA-376, 18.8.30
_NOT_FORM = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|\*.', re.IGNORECASE)  # quoted, escaped, colours, fillers


@dataclass(slots=True)
class DateStyles:
    """Which cell styles show a number as a date.

    Attributes:
        dates: Numbers of the styles.
        since_1904: Days are counted from 1904, as old Macs did.
    """

    dates: frozenset[str] = frozenset()
    since_1904: bool = False

    @classmethod
    def read(cls, part: Input | None, *, since_1904: bool) -> "DateStyles":
        """From the style sheet of a workbook; without one nothing is a date."""
        from convenor.evidence.guard.parts import elements

        forms: dict[str, str] = {}
        dates: set[str] = set()
        number = 0
        for element in elements(part, "numFmt", "xf") if part is not None else ():
            parent = element.getparent()
            within = "" if parent is None else str(parent.tag).rpartition("}")[2]
            if within == "numFmts":
                forms[element.get("numFmtId") or ""] = element.get("formatCode") or ""
            elif within == "cellXfs":
                if _is_date(element.get("numFmtId") or "", forms):
                    dates.add(str(number))
                number += 1
            if len(forms) + number > _MAX_STYLES:
                break
        return cls(frozenset(dates), since_1904)

    def is_date(self, style: str) -> bool:
        """True where a number in this style is a day."""
        return style in self.dates


def _is_date(form: str, forms: dict[str, str]) -> bool:
    if form in forms:
        plain = _NOT_FORM.sub("", forms[form]).split(";")[0].lower()
        return "general" not in plain and any(letter in plain for letter in "ymdhs")
    return form.isascii() and form.isdigit() and len(form) < 4 and int(form) in _BUILT_IN


def number(text: str) -> str:
    """A number as a person writes it; what is none stays as it is.

    Example:
        >>> number("0.10000000000000001"), number("9007199254740993"), number("1E3"), number("NaN")
        ('0.1', '9007199254740993', '1000', 'NaN')
    """
    text = text.strip()
    if _WHOLE.fullmatch(text) or len(text) > _MAX_DIGITS:
        return text
    try:
        value = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def moment(text: str, styles: DateStyles) -> str:
    """A day in ISO form, with its time where it has one; a number that is no day stays a number.

    Example:
        >>> moment("44621", DateStyles()), moment("44621.75", DateStyles()), moment("-3", DateStyles())
        ('2022-03-01', '2022-03-01T18:00:00', '-3')
    """
    plain = number(text)
    try:
        days = float(plain)
    except ValueError:
        return plain
    if not 0 <= days < _LAST - 1_500:  # 1904 begins 1,462 days later
        return plain
    epoch = _EPOCH_1904 if styles.since_1904 else _EPOCH
    if not styles.since_1904 and days < _LEAP_THAT_NEVER_WAS:
        days += 1
    found = epoch + dt.timedelta(days=int(days), seconds=round((days % 1) * _SECONDS))
    if days < 1 or (days < 2 and not styles.since_1904):  # a time of day
        return found.time().isoformat()
    return found.date().isoformat() if found.time() == dt.time() else found.isoformat()
