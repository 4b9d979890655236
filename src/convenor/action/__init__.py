"""Action: what to do with an answer. So far its way out of the house, `write`."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from convenor.action.exports import Export, exports
from convenor.errors import ConvenorError, NotFoundError
from convenor.model.actor import Actor

__all__ = ["write"]


def write(thing: object, file: str | PathLike[str]) -> Path:
    """Write any noun to a file; the suffix picks the export: `.html` for the report, `.json` for the plain data.

    Args:
        thing: A noun, such as a `Partnership`, or a list of nouns where the export takes one.
        file: Where to write; an older file there is replaced only once the new one is whole.

    Returns:
        The path of the file.

    Raises:
        NotFoundError: No export has this suffix, or none with this suffix takes this noun; names those that do.
        ConvenorError: A body that asked to stay hidden is part of the noun.

    Limits: an export shows what the noun carries. Markings are printed, not enforced: a public edition has to be
    composed from public rows.
    """
    from tempfile import TemporaryDirectory

    path = Path(file)
    export = _export(thing, path)
    if hidden := sum("hidden" in actor.marks for actor in _actors(thing)):
        raise ConvenorError(f"{path}: not written: {hidden} hidden bodies are part of it; compose again without them")
    with TemporaryDirectory(dir=path.parent, prefix=".convenor-") as beside:
        draft = Path(beside) / path.name
        export.write(thing, draft)
        draft.replace(path)
    return path


def _export(thing: object, path: Path) -> Export:
    known = exports()
    fitting = [export for export in known.values() if export.accepts(thing)]
    for export in fitting:
        if path.name.endswith(export.suffix):
            return export
    noun = type(thing).__name__
    raise NotFoundError(f"export for the noun {noun}", path.suffix or path.name, [export.suffix for export in fitting])


def _actors(thing: object) -> Iterator[Actor]:
    """Every actor inside a noun, however deep."""
    if isinstance(thing, Actor):
        yield thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from _actors(getattr(thing, field.name))
    elif isinstance(thing, Sequence) and not isinstance(thing, str):
        items: Sequence[Any] = thing
        for item in items:
            yield from _actors(item)
