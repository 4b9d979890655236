"""What a newer edition of a file changed: its records compared with those of the edition that it replaces, by place.

A record is what shares a locator. Names of bodies are kept once for many records, so a record's own rows count, and a
body only where it stands alone or carries a mark. When a row was read makes no difference.
"""

from collections.abc import Sequence

from convenor.store.schema import TABLES

_OTHERS = tuple(name for name in TABLES if name != "actors")
_MAKE = "CREATE OR REPLACE TEMP TABLE {name} AS SELECT locator, sum(h) AS h FROM ({rows}) GROUP BY locator"
COMPARE = """
SELECT count(*) FILTER (o.locator IS NULL), count(*) FILTER (o.h <> n.h), count(*) FILTER (n.locator IS NULL)
FROM older o FULL JOIN newer n ON o.locator = n.locator
"""
"""Records added, changed and gone."""


def snapshot(name: str, loads: Sequence[str]) -> str:
    """SQL that keeps a sum of hashes for each record of these loads in a temporary table."""
    listed = ", ".join("'" + load.replace("'", "''") + "'" for load in loads)
    rows = [_rows(table, listed) for table in _OTHERS]
    alone = " UNION ".join(f'SELECT locator FROM "{table}" WHERE load IN ({listed})' for table in _OTHERS)  # noqa: S608
    elsewhere = f"locator IN (SELECT locator FROM ({alone}) WHERE locator IS NOT NULL)"  # noqa: S608
    rows.append(f"{_rows('actors', listed)} AND (marks <> '' OR NOT {elsewhere})")  # noqa: S608
    return _MAKE.format(name=name, rows=" UNION ALL ".join(rows))


def _rows(table: str, listed: str) -> str:
    own = ", ".join(f'"{column}"' for column in TABLES[table])
    return f"SELECT locator, hash('{table}', {own}) AS h FROM \"{table}\" WHERE load IN ({listed})"  # noqa: S608
