"""How a noun shows itself in a notebook: a title, a sentence, a table. Text from data stays text."""

from collections.abc import Iterable, Sequence
from html import escape

MOST = 30  # rows shown; a notebook is read, not searched
LONGEST = 160  # characters in one cell


def shown(title: str, lede: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """One noun as HTML without script, style or link.

    Args:
        title: What it is.
        lede: What it says, one or two sentences.
        head: Names of the columns.
        rows: Cells; numbers stand as they are, None as a dash.
    """
    listed = [list(row) for row in rows]
    body = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in listed[:MOST])
    names = "".join(f'<th scope="col">{_cell(name)}</th>' for name in head)
    table = f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>" if listed else ""
    more = f"<p>and {len(listed) - MOST:,} more rows</p>" if len(listed) > MOST else ""
    return f"<section><h3>{_cell(title)}</h3><p>{escape(_plain(lede))}</p>{table}{more}</section>"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    text = _plain(str(value))
    return escape(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def _plain(text: str) -> str:
    """Control and bidirectional characters shown as their code, so that no cell can rewrite its neighbours."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
