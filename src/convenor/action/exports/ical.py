"""iCalendar: every window of a plan as a day on which it ends, for any calendar programme.

Source: RFC 5545. All-day events (tasks are shown by few programmes); lines folded at 75 octets.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from convenor.action.network import marking, proposal
from convenor.action.text import clean, cut
from convenor.action.words import day
from convenor.model.codes import Marking
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan

name = "ical"
title = "Calendar: the deadlines of a plan"
suffix = ".ics"
LONGEST = 75  # octets of a line, RFC 5545 section 3.1
CLASS = {Marking.CLEAR: "PUBLIC", Marking.RED: "CONFIDENTIAL"}

Deadline = tuple[str, str, str, str, date, date]
"""What, why, owner, phase or topic, first day, last day."""


def accepts(thing: object) -> bool:
    """A plan or a partnership."""
    return isinstance(thing, (Plan, Partnership))


def write(thing: Any, file: Path) -> None:
    """Write the calendar; the same noun gives the same bytes."""
    file.write_bytes(render(thing))


def render(thing: Plan | Partnership) -> bytes:
    """The calendar, one event a deadline."""
    stamp = f"{proposal(thing).outcome.as_of:%Y%m%d}T000000Z"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//convenor//plan//EN", "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(cut(clean(proposal(thing).outcome.title), 120))}",
    ]  # fmt: skip
    for n, deadline in enumerate(_deadlines(thing)):
        lines += _event(deadline, n, stamp, thing)
    folded = (part for line in [*lines, "END:VCALENDAR"] for part in _folded(line))
    return b"\r\n".join(folded) + b"\r\n"


def _deadlines(thing: Plan | Partnership) -> list[Deadline]:
    if isinstance(thing, Plan):
        return [(a.what, a.why, a.owner, a.stage.value, a.start, a.end) for a in thing.actions]
    return [(f.action, f.text, f.owner, f.topic, f.start, f.end) for f in thing.findings]


def _event(deadline: Deadline, n: int, stamp: str, thing: Plan | Partnership) -> list[str]:
    what, why, owner, topic, first, last = deadline
    shown = marking(thing)
    note = f"Why: {clean(why, 600)} Owner: {clean(owner, 120)}. Window: {day(first)} to {day(last)}. {shown.value}."
    key = blake2b(f"{proposal(thing).outcome.id}\x1f{n}\x1f{what}".encode("utf-8", "replace"), digest_size=10)
    return [
        "BEGIN:VEVENT", f"UID:{key.hexdigest()}@convenor", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{last:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}", f"SUMMARY:{_escaped(cut(clean(what), 200))}",
        f"DESCRIPTION:{_escaped(note)}", f"CATEGORIES:{_escaped(clean(topic, 60))}",
        f"CLASS:{CLASS.get(shown, 'PRIVATE')}", "TRANSP:TRANSPARENT", "END:VEVENT",
    ]  # fmt: skip


def _escaped(text: str) -> str:
    r"""A text value, RFC 5545 section 3.3.11: backslash, semicolon and comma escaped; line breaks are gone already."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets, each but the first after a blank; no letter is cut in two."""
    piece = b""
    for letter in line:
        octets = letter.encode("utf-8", "replace")
        if len(piece) + len(octets) > LONGEST:
            yield piece
            piece = b" "
        piece += octets
    yield piece
