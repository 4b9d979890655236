"""YAML text as plain mappings, lists and scalars that know their lines; what a hand does not write is refused.

YAML 1.2, built from the parser's events: the round-trip loader of ruamel.yaml is twice as slow, and fails on odd files
with errors of every kind. Dates stay text; keys are text.
"""

import re
from collections.abc import Iterator
from typing import Any

from convenor.errors import OutcomeError

MAX_DEPTH = 30  # levels; a dossier has 5, and the parser's time grows with the square
MAX_VALUES = 50_000  # keys, values, starts and ends; the largest worked case has 4,000
MAX_DIGITS = 300  # of a number; beyond that it overflows

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)


class Lines(dict[str, Any]):
    """A mapping; `lines` gives the line of each key [1..]."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}


class Items(list[Any]):
    """A list; `lines` gives the line of each item [1..]."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def marked(text: str, name: str) -> Any:
    """The one document of a YAML text: `Lines`, `Items`, text, numbers, truth values or None.

    Raises:
        OutcomeError: Not YAML, or with aliases, tags, a key twice, a second document, or more than a hand writes.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return _built(YAML(typ="safe", pure=True).parse(text), name)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise OutcomeError(f"is not valid YAML: {error.problem}", file=name, line=line) from error
    except (YAMLError, ValueError) as error:
        if isinstance(error, OutcomeError):
            raise
        raise OutcomeError(f"is not valid YAML: {str(error)[:200]}", file=name) from error


def _built(events: Iterator[Any], name: str) -> Any:
    from ruamel.yaml.events import CollectionEndEvent, DocumentStartEvent, NodeEvent

    top, documents = Items(), 0
    stack: list[tuple[Lines | Items, str | None]] = [(top, None)]  # the open collections, each with the key that waits
    for number, event in enumerate(events):
        documents += isinstance(event, DocumentStartEvent)
        if number > MAX_VALUES or len(stack) > MAX_DEPTH or documents > 1:
            raise OutcomeError(_too_much(number, documents), file=name, line=event.start_mark.line + 1)
        if isinstance(event, CollectionEndEvent):
            stack.pop()
        elif isinstance(event, NodeEvent):
            value = _value(event, name)
            _put(stack, value, event, name)
            if isinstance(value, (Lines, Items)):
                stack.append((value, None))
    return top[0] if top else None


def _value(event: Any, name: str) -> Any:
    from ruamel.yaml.events import AliasEvent, MappingStartEvent, SequenceStartEvent

    trap = "aliases (*name)" if isinstance(event, AliasEvent) else "tags (!name)" if event.tag is not None else ""
    if trap:
        raise OutcomeError(f"YAML {trap} are not allowed; write it out", file=name, line=event.start_mark.line + 1)
    if isinstance(event, MappingStartEvent):
        return Lines()
    return Items() if isinstance(event, SequenceStartEvent) else _scalar(event.value, plain=event.implicit[0])


def _put(stack: list[tuple[Lines | Items, str | None]], value: Any, event: Any, name: str) -> None:
    holder, key = stack[-1]
    line = event.start_mark.line + 1
    if isinstance(holder, Items):
        holder.append(value)
        holder.lines.append(line)
    elif key is not None:
        holder[key] = value
        stack[-1] = (holder, None)
    elif isinstance(value, (Lines, Items)):
        raise OutcomeError("a key must be a word, not a list or nested fields", file=name, line=line)
    elif event.value in holder:
        raise OutcomeError(f"the key '{event.value[:60]}' stands here twice", file=name, line=line)
    else:
        holder.lines[event.value] = line
        stack[-1] = (holder, event.value)


def _scalar(text: str, *, plain: bool) -> Any:
    if not plain or len(text) >= MAX_DIGITS:  # in quotes, a block, or no number that anybody counted
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _too_much(number: int, documents: int) -> str:
    if documents > 1:
        return "a second document begins (---); write one file for each"
    return (
        f"holds more than {MAX_VALUES:,} values; split it"
        if number > MAX_VALUES
        else f"nests deeper than {MAX_DEPTH} levels"
    )
