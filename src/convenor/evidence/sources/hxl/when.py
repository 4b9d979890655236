"""Days as response sheets write them: ISO, 31/12/2022, 12/31/2022, March 2022, a month and a year in two columns."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from convenor.evidence import values

_MONTHS = (
    r"jan(?:uary|vier)?|enero|ene|janeiro|січ\w*|январ\w*|يناير|كانون الثاني",
    r"feb(?:ruary)?|fev(?:rier|ereiro)?|febrero|лют\w*|феврал\w*|فبراير|شباط",
    r"mar(?:ch|s|zo|co)?|берез\w*|март\w*|مارس|اذار|آذار",
    r"apr(?:il)?|avr(?:il)?|abr(?:il)?|квіт\w*|апрел\w*|ابريل|أبريل|نيسان",
    r"may|mai|mayo|maio|трав\w*|ма[йия]|مايو|ايار|أيار",
    r"jun[eio]?|juin|junio|junho|черв\w*|июн\w*|يونيو|حزيران",
    r"jul[yi]?|juil(?:let)?|julio|julho|лип\w*|июл\w*|يوليو|تموز",
    r"aug(?:ust)?|aout|ago(?:sto)?|серп\w*|август\w*|اغسطس|أغسطس|اب",
    r"sept?(?:ember|embre|iembre)?|set(?:embro|iembre)?|верес\w*|сентябр\w*|سبتمبر|ايلول|أيلول",
    r"oct(?:ober|obre|ubre)?|out(?:ubro)?|жовт\w*|октябр\w*|اكتوبر|أكتوبر|تشرين الاول",
    r"nov(?:ember|embre|iembre|embro)?|листопад\w*|ноябр\w*|نوفمبر|تشرين الثاني",
    r"dec(?:ember|embre)?|dic(?:iembre)?|dez(?:embro)?|груд\w*|декабр\w*|ديسمبر|كانون الاول",
)
_MONTH = [re.compile(rf"(?<![^\W\d_])(?:{values.fold(words)})(?![^\W\d_])") for words in _MONTHS]
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d|199\d)(?!\d)")
_YEAR_IN_DAY = re.compile(r"(?<!\d)(20[0-4]\d)(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?")
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: .*)?")
_NUMBERED = re.compile(r"(?:mois |month )?0?(1[0-2]|[1-9])(?:\.|\b).*")
_MAX = 60  # characters of a cell that is a date

Span = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Period:
    """What a sheet says of its time as a whole: a year, and the months from first to last; 0 is not said."""

    year: int = 0
    first: int = 0
    last: int = 0

    @property
    def span(self) -> Span | None:
        """First and last day; None where no year is said."""
        if not self.year:
            return None
        return _days(self.year, self.first or 1, self.last or 12)


def period_of(texts: Iterable[str]) -> Period:
    """The period that names and titles tell, the first that tells one.

    Example:
        >>> period_of(["Jan - Fev Public", "5w_bfa_fev2022"])
        Period(year=2022, first=1, last=2)
    """
    plains = [" ".join(re.split(r"[\W_]+", values.fold(text))) for text in texts]
    year = next((int(found[1]) for text in plains if (found := _YEAR.search(text) or _YEAR_IN_DAY.search(text))), 0)
    months = next((named for text in plains if (named := _months(text))), [])
    return Period(year, min(months), max(months)) if months else Period(year)


def _months(text: str) -> list[int]:
    return [i for i, pattern in enumerate(_MONTH, 1) if pattern.search(text)]


def day_first(cells: Iterable[str]) -> bool:
    """Whether 3/4/2022 is the third of April in a column: a number above 12 decides, and most of the world else."""
    for cell in cells:
        if found := _SLASHED.fullmatch(cell.strip()):
            if int(found[1]) > 12:
                return True
            if int(found[2]) > 12:
                return False
    return True


@lru_cache(maxsize=16_384)
def span(text: str, period: Period, first: bool = True) -> Span:
    """First and last day that a cell names.

    Args:
        text: A day, a month, or a year, as written.
        period: What the sheet as a whole says; gives the year of a month that stands alone.
        first: The day stands before the month.

    Raises:
        ValueError: No day of the calendar.

    Example:
        >>> span("31/12/2022", Period()), span("March", Period(2022)), span("2021", Period())
        (('2022-12-31', '2022-12-31'), ('2022-03-01', '2022-03-31'), ('2021-01-01', '2021-12-31'))
    """
    plain = text.strip()
    if len(plain) <= _MAX and plain.isprintable():
        if found := _ISO.fullmatch(plain):
            if found[3]:
                day = values.day(f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}")
                return day, day
            if 1 <= int(found[2]) <= 12:
                return _days(int(found[1]), int(found[2]), int(found[2]))
        if found := _SLASHED.fullmatch(plain):
            day, month = (found[1], found[2]) if first else (found[2], found[1])
            year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
            iso = values.day(f"{year}-{int(month):02d}-{int(day):02d}")
            return iso, iso
        if worded := _worded(plain, period):
            return worded
    raise ValueError(f"'{text[:40]}' is not a date; write YYYY-MM-DD")


def _worded(plain: str, period: Period) -> Span | None:
    """A month by its name, with its year or the sheet's; or a year alone."""
    folded = values.fold(plain)
    years = _YEAR.search(folded) or re.search(r"(?<=[-' ])(2\d)$", folded)
    year = (int(years[1]) if len(years[1]) == 4 else 2000 + int(years[1])) if years else period.year
    months = _months(folded)
    days = re.match(r"(\d{1,2})\b", folded)
    if year and len(months) == 1 and days and years and days[1] != years[1] and 1 <= int(days[1]) <= 31:
        iso = values.day(f"{year:04d}-{months[0]:02d}-{int(days[1]):02d}") if "." not in folded[:3] else ""
        if iso:
            return iso, iso
    if year and months:
        return _days(year, min(months), max(months))
    if years and _YEAR.fullmatch(folded):
        return _days(year, 1, 12)
    return None


def month_number(text: str) -> int:
    """Number of a month by its name or number, 0 where it is none.

    Example:
        >>> month_number("August"), month_number("02. Février"), month_number("11")
        (8, 2, 11)
    """
    found = _months(values.fold(text[:_MAX]))
    if found:
        return found[0]
    number = _NUMBERED.fullmatch(text.strip())
    return int(number[1]) if number else 0


def of_month(year: int, month: int) -> Span:
    """First and last day of a month, or of a year where the month is 0."""
    return _days(year, month or 1, month or 12)


def _days(year: int, first: int, last: int) -> Span:
    if not 1900 <= year <= 2100:
        raise ValueError(f"'{year}' is not a year of this work; write YYYY-MM-DD")
    return f"{year:04d}-{first:02d}-01", f"{year:04d}-{last:02d}-{calendar.monthrange(year, last)[1]:02d}"
