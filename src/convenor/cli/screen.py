"""What every table and sentence on the terminal shares: the width, wrapping, no colour that carries meaning."""

import shutil
import textwrap
from collections.abc import Iterable, Sequence

import typer
from rich.console import Console
from rich.table import Table

from convenor.cli.doors import printable

WIDTH = 100  # widest table; narrower terminals fold it


def tell(text: str, *, hanging: str = "") -> None:
    """A sentence, wrapped at the terminal's width; text from data is made harmless."""
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDTH)
    typer.echo(textwrap.fill(printable(text), width, subsequent_indent=hanging) if text else "")


def listed(title: str, lines: Iterable[str]) -> None:
    """A heading and its points; nothing where there is no point."""
    points = list(lines)
    if points:
        typer.echo(f"\n{printable(title)}")
        for point in points:
            tell(f"  · {point}", hanging="    ")


def table(*names: str, right: Sequence[str] = ()) -> Table:
    """An empty table without lines."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        made.add_column(name, justify="right" if name in right else "left", overflow="fold")
    return made


def draw(made: Table) -> None:
    """A table at the terminal's width."""
    console = Console(markup=False, highlight=False, soft_wrap=False)
    console.print(made, width=min(console.width, WIDTH))
