"""What keeps hidden bodies out of everything that is read from a book.

A body is hidden by a judgement or by the mark `hidden` of its source, under every id it was merged with and every id
that carries one of its names. Its rows are left out, with all activities that it published itself, whose identifiers
name it; its names are blanked in what others say. This stands in the store so that no room and no export can forget it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from convenor.model.words import fold

BLANK = "(not shown)"
LONG_KEY = 6  # characters of an id that is blanked in texts
SHORTEST = 4  # characters of a name that is blanked in texts; shorter ones stand in too many words

Query = Callable[[str], Sequence[tuple[Any, ...]]]

_ROWS = {  # columns that hold an actor's id: with one of a hidden body the row is left out
    "actors": ("id",),
    "activities": ("reporter",),
    "evidence": ("actor", "object"),
    "events": ("actor", "target"),
}
_IDS = {"money": ("provider", "receiver")}  # here the id alone is left out
_ACTIVITY = {"texts": "activity", "tags": "activity", "money": "activity", "evidence": "object"}
_CREDIT = ("source", "licence")
_TEXTS = {
    "activities": ("title", *_CREDIT),
    "texts": ("text", *_CREDIT),
    "tags": ("label", *_CREDIT),
    "money": _CREDIT,
    "actors": ("name", *_CREDIT),
    "evidence": ("object", "value", "title", *_CREDIT),
    "measures": _CREDIT,
    "events": ("name", "target_name", "title", *_CREDIT),
    "quarantine": ("position", "message", "text"),
    "loads": ("file", *_CREDIT),
}
_FOLDED = {"activities": ("words",)}
_NOT_WORD = re.compile(r"[\W_]+")


class Veil:
    """The hidden bodies of a book: their ids, and their names as patterns."""

    def __init__(self, ids: Iterable[str], names: Iterable[str]) -> None:
        self.ids = frozenset(ids)
        self.names = frozenset(names)
        long = [name for name in self.names if len(name) >= SHORTEST]
        self._any_case = _pattern(name for name in long if " " in name)
        self._as_written = _pattern(name for name in long if " " not in name)
        self._folded = _pattern(fold(name) for name in long if " " in name)
        self._keys = _pattern(key for key in self.ids if len(key) >= LONG_KEY and " " not in key)

    def select(self, table: str, columns: Sequence[str]) -> str:
        """SQL that reads a table as it may be seen."""
        picked = ", ".join(f'{self._column(table, name)} AS "{name}"' for name in columns)
        tests = [f'("{name}" IS NULL OR "{name}" NOT IN ({self._listed}))' for name in _ROWS.get(table, ())]
        if activity := _ACTIVITY.get(table):
            own = f"SELECT id FROM activities WHERE reporter IN ({self._listed})"  # noqa: S608
            tests.append(f'("{activity}" IS NULL OR "{activity}" NOT IN ({own}))')
        where = " AND ".join(tests)
        return f'SELECT {picked} FROM "{table}"' + (f" WHERE {where}" if where else "")  # noqa: S608

    @property
    def _listed(self) -> str:
        return ", ".join(_quoted(key) for key in sorted(self.ids))

    def _column(self, table: str, name: str) -> str:
        made = f'"{name}"'
        if name in _IDS.get(table, ()):
            made = f"CASE WHEN {made} IN ({self._listed}) THEN NULL ELSE {made} END"
        if name in _TEXTS.get(table, ()):
            made = _blanked(_blanked(made, self._any_case, "gi"), self._as_written, "g")
            made = _blanked(made, self._keys, "gi") if name != "object" else made
        return _blanked(made, self._folded, "g") if name in _FOLDED.get(table, ()) else made


def veil(query: Query) -> Veil | None:
    """The veil of a book, None where nobody is hidden.

    Args:
        query: Runs SQL and gives the rows.
    """
    asked = query("SELECT subject, object FROM judgements WHERE kind = 'hide' AND withdrawn IS NULL")
    marked = query("SELECT DISTINCT id FROM actors WHERE list_contains(string_split(marks, ','), 'hidden')")
    ids = {row[0] for row in (*asked, *marked)}
    if not ids:
        return None
    bodies = query(
        "SELECT DISTINCT id, name FROM actors WHERE name IS NOT NULL UNION SELECT DISTINCT actor,"
        " unnest(string_split(value, chr(10))) FROM evidence WHERE relation = 'alias'"
    )
    merged = query("SELECT subject, object FROM judgements WHERE kind = 'merge' AND withdrawn IS NULL")
    ids = _joined(ids, merged)
    names = {name for key, name in bodies if key in ids} | {row[1] for row in asked if row[1]}
    called = {_plain(name) for name in names} - {""}
    ids = _joined(ids | {key for key, name in bodies if _plain(name) in called}, merged)
    return Veil(ids, names | {name for key, name in bodies if key in ids and _plain(name) in called})


def _joined(ids: set[str], pairs: Iterable[tuple[Any, ...]]) -> set[str]:
    """All ids that the pairs connect with the given ones."""
    found, links = set(ids), [(a, b) for a, b, *_ in pairs]
    while more := {x for a, b in links for x in (a, b) if (a in found) != (b in found)} - found:
        found |= more
    return found


def _plain(name: str) -> str:
    return _NOT_WORD.sub(" ", fold(name)).strip()


def _pattern(names: Iterable[str]) -> str:
    """A regular expression (RE2) for any of the names between word ends; spaces match any white space."""
    listed = [r"\s+".join(re.escape(word) for word in name.split()) for name in sorted(names, key=len, reverse=True)]
    return "|".join(f"{_edge(found[0])}{found}{_edge(found[-1])}" for found in listed if found)


def _edge(character: str) -> str:
    return r"\b" if character.isascii() and character.isalnum() else ""  # RE2 knows the ends of ASCII words only


def _blanked(column: str, pattern: str, flags: str) -> str:
    return f"regexp_replace({column}, {_quoted(pattern)}, {_quoted(BLANK)}, '{flags}')" if pattern else column


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
