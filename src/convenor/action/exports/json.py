"""Plain JSON: any noun with all its fields, for programs, and for analysts who take the numbers apart.

Each noun becomes an object that begins with its name under "noun"; dates are ISO 8601, closed lists their standard's
word, sets sorted lists. Numbers keep their full precision; what is not finite becomes null.
"""

import json
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

name = "json"
title = "Plain JSON of any noun"
suffix = ".json"


def accepts(thing: object) -> bool:
    """A noun, or a list of them."""
    return is_dataclass(thing) or (isinstance(thing, Sequence) and not isinstance(thing, str) and len(thing) > 0)


def write(thing: Any, file: Path) -> None:
    """Write the noun; the same noun gives the same bytes."""
    file.write_bytes(render(thing).encode("utf-8", "replace"))


def render(thing: Any) -> str:
    """The noun as JSON text with a closing line break."""
    return json.dumps(as_data(thing), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def as_data(thing: Any) -> Any:
    """The noun as dictionaries, lists, texts and numbers."""
    if is_dataclass(thing) and not isinstance(thing, type):
        inside = {field.name: as_data(getattr(thing, field.name)) for field in fields(thing)}
        return {"noun": type(thing).__name__, **inside}
    if isinstance(thing, Enum):
        return thing.value
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, Mapping):
        return {str(key): as_data(value) for key, value in thing.items()}
    if isinstance(thing, Set):
        return sorted((as_data(value) for value in thing), key=str)
    if isinstance(thing, Sequence) and not isinstance(thing, str):
        return [as_data(value) for value in thing]
    return None if isinstance(thing, float) and not math.isfinite(thing) else thing
