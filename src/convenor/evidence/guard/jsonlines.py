"""JSON lines read one by one. What stock readers swallow is refused: a key twice, NaN, numbers without end, half
characters, a nesting deeper than the stack."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from convenor.errors import SourceError
from convenor.evidence.guard.files import Input
from convenor.evidence.guard.limits import MAX_DIGITS, MAX_JSON_DEPTH, MAX_JSON_LINE
from convenor.evidence.sources import Reject

_ESCAPES = ("\\ud", "\\uD", "\\u0000")  # only these can hide half a character or a NUL in a checked text


@dataclass(slots=True)
class Entry:
    """One object of a file: its line [1..], what it says, and its text as it stood."""

    number: int
    data: dict[str, Any]
    text: str


class _Wrong(Exception):
    """What makes a line go to quarantine."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


def entries(file: Input) -> Iterator[Entry | Reject]:
    """The objects of a file, one a line; blank lines count for the number only.

    Raises:
        SourceError: Bytes that are not in the encoding, or a line of many megabytes.
    """
    for number, line in enumerate(_lines(file), 1):
        text = line.strip()
        if not text:
            continue
        try:
            yield Entry(number, _object(text), text)
        except _Wrong as wrong:
            yield Reject(f"line {number}", wrong.code, wrong.message, text.replace("\0", "\N{REPLACEMENT CHARACTER}"))


def too_deep(head: bytes) -> bool:
    """True when a file opens so many brackets that it can be nothing but an attack on the reader's stack."""
    opened = head.translate(None, b" \t\r\n")[: MAX_JSON_DEPTH + 1]
    return len(opened) > MAX_JSON_DEPTH and not opened.strip(b"[{")


def _lines(file: Input) -> Iterator[str]:
    parts: list[str] = []
    size = number = 0
    for piece in file.texts():
        first, *rest = piece.split("\n")
        parts.append(first)
        size += len(first)
        for line in rest:
            number += 1
            yield "".join(parts)
            parts, size = [line], len(line)
        if size > MAX_JSON_LINE:
            message = f"holds a line of more than {MAX_JSON_LINE:,} characters; write one object a line"
            raise SourceError(message, source=file.file, locator=f"line {number + 1}", code="json.line_too_long")
    yield "".join(parts)


def _object(text: str) -> dict[str, Any]:
    try:
        found = _DECODER.decode(text)
    except RecursionError:  # the decoder's own guard of the stack
        raise _Wrong("json.too_deep", f"nests deeper than {MAX_JSON_DEPTH} levels") from None
    except json.JSONDecodeError as error:
        raise _Wrong("json.malformed", f"is not JSON: {error.msg}, character {error.pos + 1}") from None
    if not isinstance(found, dict):
        raise _Wrong("json.not_an_object", "is not an object in braces")
    if any(escape in text for escape in _ESCAPES):
        _check_characters(found)
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _Wrong(
            "json.duplicate_key", f"holds the key {json.dumps(twice)[:60]} twice; readers differ on which counts"
        )
    return made


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Wrong("json.number", f"holds a number of {len(digits):,} digits")
    return int(digits)


def _decimal(digits: str) -> float:
    value = float(digits) if len(digits) <= MAX_DIGITS else math.inf
    if not math.isfinite(value):
        raise _Wrong("json.number", f"holds the number {digits[:40]}, which no column can keep")
    return value


def _constant(word: str) -> float:
    raise _Wrong("json.number", f"holds {word}, which is no number")


def _check_characters(found: dict[str, Any]) -> None:
    waiting: list[Any] = [found]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, dict):
            waiting += [*thing.keys(), *thing.values()]
        elif isinstance(thing, list):
            waiting += thing
        elif isinstance(thing, str) and ("\0" in thing or any("\ud800" <= c <= "\udfff" for c in thing)):
            raise _Wrong("json.character", "holds a NUL or half a character (a lone surrogate)")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_integer, parse_float=_decimal, parse_constant=_constant
)
