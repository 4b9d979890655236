"""What an export is: one module per format, registered under the entry point `convenor.exports`.

An export module has the names of `Export`. It sees a noun and a path, and writes the whole file. Exports do not know
each other, nor the store.
"""

from pathlib import Path
from typing import Any, Protocol, cast

__all__ = ["Export", "exports"]


class Export(Protocol):
    """The names that an export module has."""

    name: str  # short key, as in the registry
    title: str  # what a person calls it
    suffix: str  # ending of the file's name, with its dot

    def accepts(self, thing: object) -> bool:
        """True when this noun can be written in this format."""

    def write(self, thing: Any, file: Path) -> None:
        """Write the file; the same noun gives the same bytes."""


def exports() -> dict[str, Export]:
    """All registered exports by name, those of other packages included."""
    from importlib.metadata import entry_points  # 0.05 s, needed only when something is written

    found = {entry.name: cast(Export, entry.load()) for entry in entry_points(group="convenor.exports")}
    return dict(sorted(found.items()))
