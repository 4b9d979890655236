"""Hand-written YAML read with places: every error names the file, the line and the field, and says what would be right.

YAML 1.2, so that the country code NO stays text; `marked` says what is refused.
"""

import datetime as dt
import difflib
import math
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from convenor.errors import OutcomeError
from convenor.model.marked import Lines, marked

Choice = TypeVar("Choice", bound=StrEnum)
MAX_BYTES = 5_000_000  # a hand-written file; the largest worked case is 90 kB
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Node:
    """One mapping of the file, which knows where it stands and which of its keys were asked for."""

    def __init__(self, data: Any, *, file: str, path: str = "", line: int = 1) -> None:
        self.file, self.path, self.line = file, path, line
        if not hasattr(data, "keys"):
            raise self.error("", f"expected 'key: value' lines, found {_words(data)}")
        self.data = data
        self._asked: set[str] = set()

    def error(self, key: str, message: str) -> OutcomeError:
        """An error about one key, with its line."""
        field = f"{self.path}.{key}".strip(".") if key else self.path
        return OutcomeError(message, field=field, file=self.file, line=self.line_of(key))

    def line_of(self, key: str) -> int:
        """Line of a key [1..]; the mapping's own line where the key is absent."""
        lines = getattr(getattr(self, "data", None), "lines", {})
        if key in lines:
            return int(lines[key])
        return self.line

    def raw(self, key: str) -> Any:
        """The value as YAML gives it, or None."""
        self._asked.add(key)
        return self.data.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required when there is no default."""
        value = self.raw(key)
        if value is None:
            if default is None:
                raise self.error(key, "is missing; write one line of text")
            return default
        if isinstance(value, (list, dict)):
            raise self.error(key, f"expected text, found {_words(value)}")
        return str(value).strip()

    def number(
        self, key: str, default: float | None = None, *, low: float = -math.inf, high: float = math.inf
    ) -> float:
        """A finite number in [low, high]; required when there is no default."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not _finite(value):
            raise self.error(key, f"expected a number{_range(low, high)}, found {_words(value)}")
        if not low <= value <= high:
            raise self.error(key, f"{value} is outside{_range(low, high)}")
        return float(value)

    def maybe_number(self, key: str, *, low: float = -math.inf, high: float = math.inf) -> float | None:
        """A number, or None where the key is absent."""
        return self.number(key, low=low, high=high) if self.raw(key) is not None else None

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.error(key, f"expected true or false, found {_words(value)}")
        return value

    def date(self, key: str, *, last: bool = False) -> dt.date | None:
        """A date as YYYY, YYYY-MM or YYYY-MM-DD; its first day, or its last one."""
        value = self.raw(key)
        if value is None:
            return None
        try:
            return parse_date(str(value), last=last)
        except ValueError:
            raise self.error(key, f"'{value}' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD") from None

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One word of a closed list."""
        value = self.text(key, None if default is None else default.value)
        for word in kind:
            if value.lower() == word.value.lower():
                return word
        near = difflib.get_close_matches(value, [w.value for w in kind], 1)
        hint = f"; did you mean '{near[0]}'?" if near else f"; use one of: {', '.join(w.value for w in kind)}"
        raise self.error(key, f"'{value}' is not known{hint}")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self.raw(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or any(isinstance(v, (list, dict)) for v in value):
            raise self.error(key, f"expected a list of texts, found {_words(value)}")
        return tuple(str(v).strip() for v in value)

    def node(self, key: str) -> "Node":
        """A nested mapping; empty where absent."""
        value = self.raw(key)
        return Node({} if value is None else value, file=self.file, path=self._below(key), line=self.line_of(key))

    def nodes(self, key: str) -> Iterator["Node"]:
        """A list of mappings."""
        value = self.raw(key)
        if value is None:
            return
        if not isinstance(value, list):
            raise self.error(key, f"expected a list (lines that start with '-'), found {_words(value)}")
        for i, item in enumerate(value):
            lines = getattr(value, "lines", ())
            line = int(lines[i]) if i < len(lines) else self.line_of(key)
            yield Node(item, file=self.file, path=f"{self._below(key)}[{i + 1}]", line=line)

    def done(self) -> None:
        """Refuse keys that nobody asked for: a misspelt key must not be ignored in silence."""
        for key in self.data:
            if key not in self._asked:
                near = difflib.get_close_matches(str(key), list(self._asked), 1)
                hint = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(sorted(self._asked))}"
                raise self.error(str(key), f"is not a known field; {hint}")

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}".strip(".")


def read_yaml(file: str | Path) -> Node:
    """The file's top mapping.

    Raises:
        OutcomeError: The file is absent, too large, not UTF-8 or not YAML.
    """
    path = Path(file)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise OutcomeError(f"cannot be read ({error.strerror})", file=str(path)) from error
    if len(data) > MAX_BYTES:
        raise OutcomeError(f"has {len(data):,} bytes; a hand-written file has at most {MAX_BYTES:,}", file=str(path))
    try:
        return parse_yaml(data.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise OutcomeError(f"is not UTF-8 (byte {error.start}); save it as UTF-8", file=str(path)) from error


def parse_yaml(text: str, name: str = "text") -> Node:
    """The top mapping of a YAML text; `name` is what errors call it."""
    data = marked(text, name)
    return Node(Lines() if data is None else data, file=name)


def parse_date(text: str, *, last: bool = False) -> dt.date:
    """First (or last) day of YYYY, YYYY-MM or YYYY-MM-DD.

    Example:
        >>> parse_date("2024-02", last=True)
        datetime.date(2024, 2, 29)
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a date")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # noqa: S101  (the pattern requires it)
    first = dt.date(year, month or 1, day or 1)
    if day is not None or not last:
        return first
    following = dt.date(year + (month or 12) // 12, (month or 12) % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def _words(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "a list"
    if hasattr(value, "keys"):
        return "nested fields"
    return f"'{str(value)[:60]}'"


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer of hundreds of digits
        return False


def _range(low: float, high: float) -> str:
    if math.isinf(low) and math.isinf(high):
        return ""
    if math.isinf(high):
        return f" of at least {low:g}"
    return f" up to {high:g}" if math.isinf(low) else f" between {low:g} and {high:g}"
