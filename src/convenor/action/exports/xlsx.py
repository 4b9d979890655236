"""A workbook: partners, calls, promises, actions, coverage, evidence, each on a sheet of its own, and no formula.

Text is written as text: the file's own types keep a spreadsheet from running it, and the apostrophe of `cells` keeps it
so when somebody saves the sheet as CSV.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from convenor.action.cells import cell
from convenor.action.tables import Table, tables
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan

name = "xlsx"
title = "Workbook: every table of a plan"
suffix = ".xlsx"
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDEST = 60  # letters of a column; longer text wraps


def accepts(thing: object) -> bool:
    """A plan or a partnership."""
    return isinstance(thing, (Plan, Partnership))


def write(thing: Any, file: Path) -> None:
    """Write the workbook; the same noun gives the same bytes."""
    from xlsxwriter import Workbook

    book = Workbook(str(file), SAFE)
    book.set_properties({"created": dt.datetime(2000, 1, 1), "title": cell(_title(thing)), "author": "convenor"})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for table in tables(thing):
        _sheet(book.add_worksheet(table.name), table, head, body)
    book.close()


def _title(thing: Plan | Partnership) -> str:
    return (thing.partnership if isinstance(thing, Plan) else thing).outcome.title


def _sheet(sheet: Any, table: Table, head: Any, body: Any) -> None:
    for column, heading in enumerate(table.head):
        sheet.write_string(0, column, heading, head)
        longest = max((len(str(row[column] or "")) for row in table.rows), default=0)
        sheet.set_column(column, column, min(WIDEST, max(len(heading), longest) + 2))
    for n, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, (int, float)):
                sheet.write_number(n, column, value, body)
            else:
                sheet.write_string(n, column, cell(value), body)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.head) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
