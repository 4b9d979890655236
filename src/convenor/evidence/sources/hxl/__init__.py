"""Response sheets: who does what where (3W, 4W, 5W), as OCHA and clusters publish them, with HXL tags or without.

CSV and Excel. A sheet with tags is read as its tags say; what has none is filled in from its header and its cells. A
sheet without tags is read by guessing its header in several languages; the guess is told and can be corrected. Columns
of contact persons, telephone numbers, addresses and coordinates are dropped at the door.
Standard: https://hxlstandard.org; templates of the IASC: https://3w.unocha.org.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.guard.sheet import Line, first_rows, sheets
from convenor.evidence.guard.sheet import Sheet as Table
from convenor.evidence.headers import LOOKED_AT, plain_header
from convenor.evidence.sources import Reading, Record, Reject
from convenor.evidence.sources.hxl.columns import SAMPLE, Layout, has_tags, layout_of, looks_like, numeric
from convenor.evidence.sources.hxl.repeats import Repeats
from convenor.evidence.sources.hxl.rows import Sheet, of_pcode, record
from convenor.evidence.sources.hxl.tags import is_tag_row, tagged
from convenor.evidence.sources.hxl.when import day_first, period_of
from convenor.evidence.sources.hxl.words import FIELDS, HEADERS, SAID, clusters
from convenor.model.countries import country_code
from convenor.model.places import countries, named_countries

name = "hxl"
title = "Response sheets (3W, HXL)"
licence = "as published by its owner, mostly CC BY 3.0 IGO (OCHA, HDX)"
homepage = "https://hxlstandard.org"
good_for = "which organisation does what in which place of an emergency, and who pays for it"
fields = FIELDS

_CODES = ("code1", "code2", "code3", "code")
_LISTS = re.compile(r"member|signator|supporter|partner|organi[sz]|\bname|\bnom|entit|compan|membre|miembro|socio|член")
_NEITHER = re.compile(
    r"^name$|typ|kind|categor|amount|usd|eur\b|year|web|note|acron|code|women|date|contact|website|logo"
)
_LISTED = 12  # headers named in a refusal
_MEANT = "mar and can per est com fin ind lie nor mac pan sur tun guy dom esp che car are cod pol par ben"
_WORDS_TOO = frozenset(_MEANT.split())  # codes of three letters that are words or months in names of files


def sniff(head: bytes, file: str) -> bool:
    """A row of HXL tags, or a header that names organisations, their sector or activity, and a place."""
    seen = [rows for _, hidden, rows in first_rows(head) if not hidden]
    return any(has_tags(rows) or looks_like(rows) for rows in seen)


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per row of every sheet that says who does what where.

    Raises:
        SourceError: No sheet does; names the headers found and how to say what they are.
    """
    chosen = _chosen(file)
    empty = True
    for place, table in enumerate(sheets(file)):
        for item in _rows(file, table, chosen[place], several=len(chosen) > 1) if place in chosen else ():
            empty = False
            yield item
    if empty:
        raise SourceError("has a header and no row below it", source=file.file, code="hxl.no_rows")


def advice(head: bytes, file: str) -> str:
    """How to say what the columns of a table are that nobody recognises; '' where it is no table."""
    seen = [(sheet, rows) for sheet, hidden, rows in first_rows(head) if not hidden and len(rows) > 1]
    wide = [(sheet, rows) for sheet, rows in seen if sum(len([c for c in row if c]) > 1 for row in rows) > 1]
    if not wide:
        return next((text for _, rows in seen if (text := _one_column(rows, file))), "")
    sheet, rows = wide[0]
    at, header = _headers(rows)
    where = f"sheet '{sheet}', row {at + 1}" if sheet else f"row {at + 1}"
    found = f"no HXL tags, and no headers that we know; {where} holds {_listed(header)}"
    return f"{found}. {_map_line(header, rows[at:], file)}"


def _chosen(file: Input) -> dict[int, Layout]:
    """Layouts of the sheets to read, by their place in the file; tagged before guessed, shown before hidden ones."""
    said = _said(file.columns)
    found: list[tuple[int, bool, bool, Layout]] = []
    first: tuple[str, list[list[str]]] = ("", [])
    for place, table in enumerate(sheets(file)):
        rows = [line.cells for line in islice(_lines(table), LOOKED_AT + SAMPLE)]
        if rows and (not first[1] or (not table.hidden and len(rows[0]) > 1 and len(first[1]) < 3)):
            first = (table.name, rows)
        layout = layout_of(rows, said)
        if layout is not None and layout.usable:
            found.append((place, table.hidden, layout.how == "guess", layout))
    if not found:
        raise _unreadable(file, *first)
    best = min((hidden, guessed) for _, hidden, guessed, _ in found)
    return {place: layout for place, hidden, guessed, layout in found if (hidden, guessed) == best}


def _said(columns: Mapping[str, str]) -> dict[str, str]:
    """Header to our field, from words of ours or HXL tags; a country's name that is no header is told apart later."""
    return {
        header: tagged([word])[0] if word.startswith("#") else FIELDS.get(word.lower(), "")
        for header, word in columns.items()
    }


def _lines(table: Table) -> Iterator[Line]:
    return (row for row in table.rows() if isinstance(row, Line))


def _rows(file: Input, table: Table, layout: Layout, *, several: bool) -> Iterator[Record | Reject]:
    sheet = _sheet(file, table, layout, several=several)
    where = "row" if file.is_zip else "line"
    seen = Repeats()
    count = 0
    for line in table.rows():
        if isinstance(line, Reject):
            yield line
            continue
        count += 1
        if count <= layout.data or ("#" in line.text and is_tag_row(line.cells)) or _repeated(line.cells, layout.names):
            continue
        place = f"sheet '{table.name}', {where} {line.number}" if several else f"{where} {line.number}"
        yield record(line, place, sheet, seen.before(hash(tuple(line.cells))))


def _repeated(cells: list[str], header: tuple[str, ...]) -> bool:
    """The header again, as printed sheets have it on every page."""
    pairs = [(" ".join(cell.split()), name) for cell, name in zip(cells, header, strict=False) if cell.strip()][:8]
    return len(pairs) > 1 and all(cell == name for cell, name in pairs)


def _sheet(file: Input, table: Table, layout: Layout, *, several: bool) -> Sheet:
    """What the sheet says as a whole; told as a reading, so that a person can see and correct it."""
    rows = [line.cells for line in islice(_lines(table), LOOKED_AT + SAMPLE)]
    titles = [table.name, *(cell for row in rows[: layout.data - 1][:5] for cell in row[:3]), file.file]
    sample = rows[layout.data :]
    country, how = _country(layout, sample, titles)
    stated = next((code for name in layout.missing if (code := country_code(name))), "")
    if stated:
        country, how = stated, "as said"
    period = period_of(titles)
    dated = {"start", "end", "date", "month", "year"} & set(layout.fields)
    notes = [f"country {country}, {how}"] if how else []
    held = {"sector", "crossed"} & set(layout.fields)
    named = clusters(table.name)
    sector = table.name if named and not held else ""
    if sector:
        notes.append(f"sector {sector}, from the sheet's name")
    if not dated and period.span:
        notes.append(f"dates {period.span[0]} to {period.span[1]}, from its names")
    file.readings.append(
        Reading(
            file=file.file, sheet=table.name, source=name, how=layout.how, columns=layout.shown, notes=tuple(notes),
            left_out=_left_out(layout),
        )
    )  # fmt: skip
    days = [
        row[i] for row in sample for i, f in enumerate(layout.fields) if f in ("start", "end", "date") and i < len(row)
    ]
    label = f"{file.file}/{table.name}" if several else file.file
    first = day_first(days)
    return Sheet(label=label, layout=layout, country=country, period=period, day_first=first, sector=sector)


def _left_out(layout: Layout) -> tuple[str, ...]:
    pairs = zip(layout.names, layout.fields, strict=True)
    return tuple(name for name, field in pairs if name and field in ("", "ignored", "dropped"))


def _country(layout: Layout, sample: list[list[str]], titles: list[str]) -> tuple[str, str]:
    """The country of rows that name none: the one of most p-codes, else the one that a name or title names."""
    if "country" in layout.fields:
        return "", ""
    at = [i for i, field in enumerate(layout.fields) if field in _CODES]
    codes = Counter(code for row in sample for i in at if i < len(row) and (code := of_pcode(row[i])))
    if codes:
        return codes.most_common(1)[0][0], "from its p-codes"
    named = list(dict.fromkeys(code for text in titles for code in named_countries(plain_header(text))))
    if not named:
        words = [word for word in plain_header(titles[-1]).split() if len(word) == 3 and word not in _WORDS_TOO]
        named = list(dict.fromkeys(code for word in words if (code := country_code(word))))
    return (named[0], f"{countries()[named[0]]} in its names") if len(named) == 1 else ("", "")


def _unreadable(file: Input, sheet: str, rows: list[list[str]]) -> SourceError:
    at, header = _headers(rows)
    where = f"sheet '{sheet}', row {at + 1}" if sheet else f"row {at + 1}"
    message = (
        "does not say who does what where: organisation, and sector or activity, are needed; "
        f"found {_listed(header)}. {_map_line(header, rows[at:], file.file)}"
    )
    return SourceError(message, source=file.file, locator=where, code="hxl.columns")


def _headers(rows: list[list[str]]) -> tuple[int, list[str]]:
    """The row that looks most like a header: most cells that are words."""
    counted = [
        (sum(bool(cell.strip()) and not cell.strip()[0].isdigit() for cell in row), -i) for i, row in enumerate(rows)
    ]
    most, at = max(counted, default=(0, 0))
    return -at, [" ".join(cell.split()) for cell in rows[-at] if cell.strip()] if rows else []


def _listed(header: list[str]) -> str:
    shown = ", ".join(f"'{name[:40]}'" for name in header[:_LISTED])
    return shown + (f" and {len(header) - _LISTED} more" if len(header) > _LISTED else "") or "nothing"


def _is_counted(rows: list[list[str]], i: int) -> bool:
    cells = [row[i] for row in rows if i < len(row) and row[i].strip()]
    return 2 * sum(map(numeric, cells)) > len(cells)


def _one_column(rows: list[list[str]], file: str) -> str:
    """What to do with a list of names; '' where it is none."""
    names = [cell for row in rows for cell in row]
    if len(names) < 3 or len(names) != len(rows) or not _LISTS.search(plain_header(names[0])) or len(names[0]) > 60:
        return ""
    said = f"convenor load {file} --book BOOK --map '{names[0]}=name'"
    return f"one column, '{names[0]}'. If it is a list of members: {said}"


def _map_line(header: list[str], rows: list[list[str]], file: str) -> str:
    """The option that would help, with what can be guessed filled in."""
    guessed = {name: SAID.get(HEADERS.field(name), "") for name in header}
    wanted = ("org", "sector", "activity", "country", "adm1")
    pairs = {word: name for name, word in guessed.items() if word in wanted}
    counted = {" ".join(rows[0][i].split()) for i in range(len(rows[0])) if _is_counted(rows[1:], i)} if rows else set()
    free = [name for name in header if not HEADERS.field(name) and not clusters(name) and name not in counted]
    free = [name for name in free if not _NEITHER.search(plain_header(name))]
    placed = {"adm1", "country"} & pairs.keys()
    for word in ("org", "sector", "adm1"):
        if word not in pairs and free and not (word == "adm1" and placed):
            pairs[word] = free.pop(0)
    for word in ("org", "sector"):
        if word not in pairs and not (word == "sector" and "activity" in pairs):
            pairs[word] = "HEADER"
    said = ",".join(f'"{name}={word}"' if "," in name else f"{name}={word}" for word, name in pairs.items())
    who = pairs["org"]
    counts = "" if who != "HEADER" else "No column looks like one of organisations; counts of them cannot be read. "
    lists = f" A list of members: --map '{who}=name'; your own table of actors: --map '{who}=actor'."
    return (
        f"{counts}Say what they are: convenor load {file} --book BOOK --map '{said}'.{lists} Where that row is data, "
        "put a row of headers above it."
    )
