"""Cells of a table that a spreadsheet reads as text, whatever stands in them.

Source: OWASP, "CSV Injection": a cell that begins with = + - @, a tab or a carriage return may be run as a formula.
"""

from convenor.action.text import clean

BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
LONGEST = 32_000  # letters; a spreadsheet's cell holds 32,767


def cell(value: object) -> str:
    """A value as one line of text that no spreadsheet runs: an apostrophe stands before what could be a formula.

    Example:
        >>> cell("=1+1"), cell("Osprey"), cell(None), cell("-3")
        ("'=1+1", 'Osprey', '', "'-3")
    """
    text = "" if value is None else clean(str(value), LONGEST)
    return f"'{text}" if text.startswith(BEGINS) else text
