"""Does it hold? How many agreements with such and such provisions ended within five years: a reference class.

A count of the past with its interval. It predicts nothing for any agreement, and no provision is shown to
cause anything.
"""

import datetime as dt
from collections.abc import Sequence

import narwhals as nw
import numpy as np
import numpy.typing as npt

from convenor.action.watch.pairs import as_range
from convenor.action.watch.rows import Columns, agreements, number
from convenor.action.watch.shares import wilson
from convenor.errors import NotFoundError
from convenor.model.watch import Rate
from convenor.store import Store

SCHEME = "ucdp-agreement"
KNOWN_TO = dt.date(2021, 12, 31)  # last day on which UCDP Peace Agreement 22.1 knows whether one had ended
YEARS = 5
FIVE_YEARS = 1826  # days

ALL = "all agreements"

BoolArray = npt.NDArray[np.bool_]


def base_rates(book: Store, features: Sequence[str] = (), until: dt.date | None = None) -> tuple[Rate, ...]:
    """Of agreements signed early enough to be followed for five years, how many ended within five years.

    Args:
        book: The open book.
        features: Provisions to compare, by code; every one on file where empty.
        until: Later agreements and endings are invisible; the last day that the data know where None.

    Returns:
        All agreements first, then with and without each provision. Empty where the book holds no agreements.

    Raises:
        NotFoundError: No agreement on file has such a provision.

    Limits:
        An agreement whose last day is not known is left out of both counts. Agreements of one process follow each other
        and are not independent, so the true interval is wider.
    """
    known = min(until, KNOWN_TO) if until else KNOWN_TO
    found = agreements(book)
    ended_e, followed_e = _followed(found, known)
    if not followed_e.any():
        return ()
    having, labels = _provisions(book)
    if strange := [code for code in features if code not in labels]:
        raise NotFoundError("provision", strange[0], labels)
    followed = [n for n in range(found["id"].size) if followed_e[n]]
    rates = [_rate("", ALL, True, [bool(ended_e[n]) for n in followed])]
    for code in features or sorted(labels):
        for has in (True, False):
            chosen = [bool(ended_e[n]) for n in followed if ((found["id"][n], code) in having) is has]
            rates.append(_rate(code, labels[code], has, chosen))
    return tuple(rates)


def left_out(book: Store, until: dt.date | None = None) -> tuple[int, int]:
    """Agreements that are not counted: signed too late to be followed, and ended on an unknown day."""
    known = min(until, KNOWN_TO) if until else KNOWN_TO
    found = agreements(book)
    late = found["start"] > _latest(known)
    return int(late.sum()), int(((found["intensity"] == 1) & (found["end"] < 0) & ~late).sum())


def _followed(found: Columns, known: dt.date) -> tuple[BoolArray, BoolArray]:
    """Which ended within five years, and which count: signed early enough, their last day known."""
    started_e, last_e = found["start"], found["end"]
    unknown_e = (found["intensity"] == 1) & (last_e < 0)
    ended_e = (last_e >= 0) & (last_e <= number(known)) & (last_e - started_e <= FIVE_YEARS)
    return ended_e, (started_e <= _latest(known)) & ~unknown_e


def _latest(known: dt.date) -> int:
    """Last day of signature that leaves five years, as a number."""
    return number(known.replace(year=known.year - YEARS, day=min(known.day, 28) if known.month == 2 else known.day))


def _provisions(book: Store) -> tuple[set[tuple[str, str]], dict[str, str]]:
    rows = book.rows(book.table("tags").filter(nw.col("scheme") == SCHEME).select("activity", "code", "label"))
    return {(row["activity"], row["code"]) for row in rows}, {row["code"]: row["label"] for row in rows}


def _rate(code: str, label: str, having: bool, ended: Sequence[bool]) -> Rate:
    n, hits = len(ended), sum(ended)
    share = as_range(wilson(hits, n)) if n else None
    return Rate(code=code, label=label, having=having, total=n, ended=hits, share=share)
