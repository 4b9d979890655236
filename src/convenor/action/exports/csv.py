"""CSV: one flat table, safe to open in a spreadsheet. Of a plan its actions, of a partnership its members.

RFC 4180, UTF-8 with a byte-order mark, without which a spreadsheet misreads every accent.
"""

import csv
import io
from pathlib import Path
from typing import Any

from convenor.action.cells import cell
from convenor.action.tables import main_table
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan

name = "csv"
title = "One table: what to do, or who is in"
suffix = ".csv"


def accepts(thing: object) -> bool:
    """A plan or a partnership."""
    return isinstance(thing, (Plan, Partnership))


def write(thing: Any, file: Path) -> None:
    """Write the table; the same noun gives the same bytes."""
    file.write_bytes(render(thing).encode("utf-8-sig", "replace"))


def render(thing: Plan | Partnership) -> str:
    """The table as text; numbers stand as numbers, every text so that no spreadsheet runs it."""
    table, out = main_table(thing), io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.head)
    writer.writerows([value if isinstance(value, (int, float)) else cell(value) for value in row] for row in table.rows)
    return out.getvalue()
