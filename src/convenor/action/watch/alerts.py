"""Alerts are told once: what was told stands in the book, and is taken back when its events are no longer there."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import narwhals as nw

from convenor.model.watch import Alert
from convenor.store import Store

NAMES = ("id", "outcome", "place", "source", "measure", "start", "end", "found", "told", "withdrawn")


def standing(book: Store, outcome: str) -> list[dict[str, Any]]:
    """Alerts that were told about an outcome and hold."""
    rows = book.rows(book.table("alerts").filter(nw.col("outcome") == outcome).sort("told", "place", "id"))
    return [row for row in rows if row["withdrawn"] is None]


def fresh(found: Iterable[Alert], told: list[dict[str, Any]]) -> tuple[Alert, ...]:
    """Those that nobody was told about: no alert of the same place and data set overlaps their window."""
    return tuple(alert for alert in found if not any(_same(alert, row) for row in told))


def _same(alert: Alert, row: dict[str, Any]) -> bool:
    alike = (alert.place, alert.source) == (row["place"], row["source"])
    return alike and bool(row["start"] <= alert.window.end and alert.window.start <= row["end"])


def gone(told: list[dict[str, Any]], holds: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """Those that are no spike any more in the book as it is now."""
    return [row for row in told if not holds(row)]


def keep(book: Store, outcome: str, new: Iterable[Alert], withdrawn: list[dict[str, Any]], today: dt.date) -> None:
    """Write down what was told today and what was taken back."""
    rows = [
        (a.id, outcome, a.place, a.source, a.measure, a.window.start, a.window.end, _found(a), today, None) for a in new
    ]
    taken = [(*(row[name] for name in NAMES[:-1]), today) for row in withdrawn]
    if not rows and not taken:
        return
    with book.transaction():
        book.delete("alerts", id=[row[0] for row in (*rows, *taken)])
        book.append("alerts", {name: [_plain(row[n]) for row in (*rows, *taken)] for n, name in enumerate(NAMES)})


def _found(alert: Alert) -> int:
    return alert.window.deaths.best if alert.measure == "deaths" else alert.window.events


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
