"""The book of tables: one DuckDB file. Rooms ask it for tables as Narwhals frames and hand it rows to keep."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import narwhals as nw
import numpy as np

from convenor.errors import BookError, NotFoundError
from convenor.model.codes import Marking
from convenor.store.backend import MEMORY, open_book
from convenor.store.difference import COMPARE, snapshot
from convenor.store.edition import against, open_to, seen
from convenor.store.identity import ACTOR_COLUMNS, as_one, columns_of, identities
from convenor.store.schema import KEPT, LEDGER, TABLES, columns
from convenor.store.veil import Veil, veil

__all__ = ["Store", "connect"]

Columns = Mapping[str, Sequence[Any] | np.ndarray[Any, Any]]


def connect(file: str | Path = MEMORY, *, new: bool = True, sparing: bool = False) -> "Store":
    """Open a book, or make an empty one; without a file it lives in memory.

    Args:
        file: The book's file.
        new: False refuses to make a book where there is none.
        sparing: True keeps memory small, as a long load needs and wants; questions asked of a large book may need more.

    Raises:
        BookError: Absent, not a book, locked by another process, not writable, or of another schema.

    Example:
        >>> book = connect()
        >>> book.count("activities")
        0
        >>> book.close()
    """
    if not new and not Path(file).is_file():
        raise BookError(f"there is no book {file}; make one: convenor load FILES --book {file}", code="book.absent")
    return Store(open_book(file, sparing=sparing), str(file))


class Store:
    """An open book. Use it as a context manager, or close it."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, name: str, *, ceiling: Marking | None = None,
        closed: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._connection = connection
        self.name = name
        self._given = 0
        self._ceiling, self._closed = ceiling, list(closed)
        self._veil: Veil | None = None
        self._veil_known = False
        self._merged: tuple[nw.LazyFrame[Any] | None, dict[str, str]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def ceiling(self) -> Marking | None:
        """The marking through which the book is seen; None sees all of it."""
        return self._ceiling

    def close(self) -> None:
        """Give the file free."""
        self._connection.close()

    def edition(self, ceiling: Marking) -> "Store":
        """The same open book seen through a marking, to read from: what is more closed is not there, nor are bodies
        that hide themselves or whom only a closed row tells apart from a partner. Close the book itself when done.
        """
        marked = self.table("actors").filter(~nw.col("marks").is_null() & (nw.col("marks") != ""))
        told = self.table("evidence").filter(nw.col("relation").is_in(["mark", "stance", "left"]))
        closed = against(
            self.rows(marked.select("id", "marks", "marking")),
            self.rows(told.select("actor", "relation", "value", "marking")),
            ceiling,
        )
        return Store(self._connection, self.name, ceiling=ceiling, closed=closed)

    def table(self, name: str, *, hidden: bool = False, as_published: bool = False) -> nw.LazyFrame[Any]:
        """A table as a lazy Narwhals frame; nothing is read until `fetch`.

        Args:
            name: Which, as in `store.schema`.
            hidden: True shows hidden bodies, too: for judging who is hidden, never for an answer or an export.
            as_published: True shows the ids that sources use, False the one that stays of those that were merged.
        """
        if name not in TABLES and name not in LEDGER:
            raise NotFoundError("table", name, [*TABLES, *LEDGER])
        if hidden or name == "judgements" or (drawn := self._drawn()) is None:
            frame = self._lazy(name)
        else:
            frame = nw.from_native(self._connection.sql(drawn.select(name, list(columns(name))))).lazy()
        if name in ACTOR_COLUMNS and not (hidden or as_published) and (merged := self._identity()[0]) is not None:
            frame = as_one(frame, name, merged)
        return frame if self._ceiling is None else seen(frame, name, self._ceiling, self._closed)

    def merged(self) -> dict[str, str]:
        """The id that stays, by each id that is read as it."""
        return dict(self._identity()[1])

    def _identity(self) -> tuple[nw.LazyFrame[Any] | None, dict[str, str]]:
        """Who is read as whom at present, as a table and as words; looked up again after each change."""
        if self._merged is None:
            only = None
            if self._ceiling is not None:
                shown = ", ".join(f"'{marking}'" for marking in open_to(self._ceiling))
                query = f"SELECT DISTINCT id FROM actors WHERE marking IN ({shown})"  # noqa: S608  (markings are ours)
                only = [row[0] for row in self._connection.execute(query).fetchall()]
            found = identities(lambda query: self._connection.execute(query).fetchall(), only)
            self._merged = (self.frame(columns_of(found)) if found else None, found)
        return self._merged

    def _drawn(self) -> Veil | None:
        """Who is hidden at present; looked up again after each change."""
        if not self._veil_known:
            self._veil = veil(lambda query: self._connection.execute(query).fetchall())
            self._veil_known = True
        return self._veil

    def frame(self, data: Columns) -> nw.LazyFrame[Any]:
        """Columns held in memory as a lazy frame of this book, to join with its tables."""
        self._given += 1
        name = f"given_{id(self)}_{self._given}"
        self._connection.register(name, {key: _array(values) for key, values in data.items()})
        return self._lazy(name)

    def fetch(self, frame: nw.LazyFrame[Any]) -> dict[str, np.ndarray[Any, Any]]:
        """Run a lazy frame; columns as arrays. Missing text is '', missing numbers NaN, missing dates NaT."""
        return {name: _plain(column) for name, column in frame.to_native().fetchnumpy().items()}

    def rows(self, frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
        """Run a lazy frame; one dictionary a row, missing values None. For tables that a person reads."""
        native = frame.to_native()
        names = native.columns
        return [dict(zip(names, row, strict=True)) for row in native.fetchall()]

    def count(self, table: str) -> int:
        """Number of rows of a table."""
        return int(self.rows(self.table(table).select(n=nw.len()))[0]["n"])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what is appended inside is kept together, or not at all."""
        self._connection.execute("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self._changed()
            self._connection.execute("ROLLBACK")
            raise
        try:
            self._connection.execute("COMMIT")
        except duckdb.Error as error:
            raise BookError(f"{self.name} could not keep the load: {error}", code="book.write") from error

    def append(self, table: str, data: Columns, *, shared: Columns | None = None, **constant: str | int | None) -> int:
        """Add rows given as columns of equal length; a `constant` fills a whole column. Returns the number of rows.

        Values are text, numbers or None; dates are ISO text.

        Args:
            table: Where to.
            data: Columns of the rows.
            shared: Columns that many rows have in common; the column `record` in `data` says which row of these [0..].
                Much faster than repeating them.
            constant: Column to its one value.
        """
        self._changed()
        types = columns(table)
        length = len(next(iter(data.values())))
        if length == 0:
            return 0
        given = {name: f'"{name}"' for name in (*data, *(shared or ()))} | dict.fromkeys(constant, "?")
        picked = ", ".join(f'CAST({given.get(name, "NULL")} AS {kind}) AS "{name}"' for name, kind in types.items())
        ordered = [constant[name] for name in types if name in constant]
        origin = "incoming JOIN incoming_shared USING (record)" if shared is not None else "incoming"
        try:
            with self._registered("incoming", data), self._registered("incoming_shared", _numbered(shared or {})):
                self._connection.execute(f'INSERT INTO "{table}" SELECT {picked} FROM {origin}', ordered)  # noqa: S608
        except duckdb.Error as error:
            raise BookError(f"{self.name}: {str(error).splitlines()[0]}", code="book.write") from error
        return length

    @contextmanager
    def _registered(self, name: str, data: Columns) -> Iterator[None]:
        """Columns as a view for the time of one statement."""
        arrays = {column: _array(values) for column, values in data.items()}
        self._connection.register(name, arrays)
        try:
            yield
        finally:
            self._connection.unregister(name)
            for column, array in arrays.items():
                if array is not data[column]:  # ours: DuckDB keeps a dropped view, and so its texts, until the commit
                    array.fill(None)
                    array.resize(0, refcheck=False)

    def drop_loads(self, loads: Sequence[str]) -> int:
        """Take out every row that came with these loads. Returns the number of rows of evidence taken out."""
        self._changed()
        before = self.count("evidence")
        for table in TABLES:
            self._connection.execute(f'DELETE FROM "{table}" WHERE load IN (SELECT unnest(?))', [list(loads)])  # noqa: S608
        self._connection.execute("DELETE FROM quarantine WHERE load IN (SELECT unnest(?))", [list(loads)])
        self._connection.execute("DELETE FROM loads WHERE id IN (SELECT unnest(?))", [list(loads)])
        self._connection.execute(KEPT)
        self._connection.execute("DELETE FROM kept")  # what was reckoned from the rows goes with them
        self._changed()
        return before - self.count("evidence")

    def state(self) -> str:
        """A word that changes when rows come or go: what was reckoned from the book is good while it stands."""
        loads = self._connection.execute("SELECT id, loaded, quarantined FROM loads ORDER BY ALL").fetchall()
        counts = [self.count(table) for table in TABLES]
        hidden = sorted(drawn.ids | drawn.names) if (drawn := self._drawn()) else []
        merged = sorted(self.merged().items())
        return blake2b(repr((loads, counts, hidden, *merged)).encode("utf-8", "replace"), digest_size=8).hexdigest()

    def keep(self, name: str, block: bytes, *, state: str = "") -> None:
        """Keep something reckoned from the book in it, in the place of what was kept under this name.

        Args:
            name: Under which it is found again.
            block: The thing, as bytes.
            state: What it was reckoned from, as `state()` says; empty where it outlives changes.

        An edition keeps nothing.
        """
        if self._ceiling is not None:
            return
        with self.transaction():
            self._connection.execute(KEPT)
            self._connection.execute("DELETE FROM kept WHERE name = ?", [name])
            self._connection.execute("INSERT INTO kept VALUES (?, ?, ?)", [name, state, block])

    def kept(self, name: str, *, state: str = "") -> bytes | None:
        """What was kept under a name; None where nothing was, or where it was reckoned from another state.

        An edition finds nothing: what was reckoned from all rows carries the marking of the most closed one.
        """
        if self._ceiling is not None:
            return None
        there = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'kept'"
        if not self._connection.execute(there).fetchall():
            return None
        query = "SELECT block FROM kept WHERE name = ? AND state = ?"
        found = self._connection.execute(query, [name, state]).fetchall()
        return bytes(found[0][0]) if found else None

    def remember(self, loads: Sequence[str]) -> None:
        """Keep what the records of these loads are like, to be compared with a newer edition (`difference`)."""
        self._connection.execute(snapshot("older", loads))

    def difference(self, load: str) -> tuple[int, int, int]:
        """Records that a load added, changed and did not bring again, beside what was remembered."""
        self._connection.execute(snapshot("newer", [load]))
        added, changed, gone = self._connection.execute(COMPARE).fetchall()[0]
        self._connection.execute("DROP TABLE older; DROP TABLE newer")
        return int(added), int(changed), int(gone)

    def lookup(self, table: str, column: str, keys: Sequence[str], wanted: Sequence[str]) -> list[tuple[Any, ...]]:
        """Rows whose `column` is one of the keys: the column itself, then the `wanted` ones."""
        names = ", ".join(f'"{name}"' for name in (column, *wanted) if name in columns(table))
        if not keys:
            return []
        query = f'SELECT {names} FROM "{table}" WHERE "{column}" IN (SELECT unnest(?))'  # noqa: S608  (names of the schema)
        found: list[tuple[Any, ...]] = self._connection.execute(query, [list(keys)]).fetchall()
        return found

    def delete(self, table: str, **where: Sequence[str]) -> None:
        """Take out the rows whose columns each hold one of the values given."""
        self._changed()
        tests = " AND ".join(f'"{name}" IN (SELECT unnest(?))' for name in where if name in columns(table))
        if all(where.values()):
            self._connection.execute(f'DELETE FROM "{table}" WHERE {tests}', [list(v) for v in where.values()])  # noqa: S608

    def take(self, load: str, locators: Sequence[str]) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Take out the records at these places of a load; gives their rows, by locator and table."""
        taken: dict[str, dict[str, list[dict[str, Any]]]] = {}
        self._changed()
        for table in TABLES:
            query = f'FROM "{table}" WHERE load = ? AND locator IN (SELECT unnest(?))'  # noqa: S608  (names of the schema)
            found = self._connection.execute(f"SELECT * {query}", [load, list(locators)])
            names = [column[0] for column in found.description or ()]
            for row in (dict(zip(names, values, strict=True)) for values in found.fetchall()):
                taken.setdefault(row["locator"], {}).setdefault(table, []).append(row)
            self._connection.execute(f"DELETE {query}", [load, list(locators)])
        return taken

    def recount(self, load: str, *, loaded: int, quarantined: int) -> None:
        """Correct the counts of a load by what moved in and out of the quarantine."""
        query = "UPDATE loads SET loaded = loaded + ?, quarantined = quarantined + ? WHERE id = ?"
        self._connection.execute(query, [loaded, quarantined, load])

    def complete(self) -> None:
        """Claims about an activity that came without its dates and title (CORDIS organisations) take them over.

        Whichever file came first, the book is the same afterwards.
        """
        self._connection.execute(
            'UPDATE evidence SET start = a.start, "end" = a."end", title = a.title, use_by = a.use_by FROM activities a'
            ' WHERE evidence.object = a.id AND evidence.start IS NULL AND evidence."end" IS NULL'
            ' AND (a.start IS NOT NULL OR a."end" IS NOT NULL)'
        )

    def _changed(self) -> None:
        """Who is hidden and who is one has to be looked up again."""
        self._veil_known, self._merged = False, None

    def _lazy(self, name: str) -> nw.LazyFrame[Any]:
        frame: nw.LazyFrame[Any] = nw.from_native(self._connection.table(name)).lazy()
        return frame


def _array(values: Sequence[Any] | np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if isinstance(values, np.ndarray):
        return values
    return np.fromiter(values, dtype=object, count=len(values))


def _numbered(shared: Columns) -> Columns:
    length = len(next(iter(shared.values()), ()))
    return {"record": np.arange(length), **shared}


def _plain(column: Any) -> np.ndarray[Any, Any]:
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    if column.dtype == object:
        return np.asarray(column.filled(""), dtype=object)
    if np.issubdtype(column.dtype, np.datetime64):
        return np.asarray(column.filled(np.datetime64("NaT")))
    if np.issubdtype(column.dtype, np.floating):
        return np.asarray(column.filled(np.nan))
    return np.asarray(np.ma.filled(column.astype(float), np.nan)) if column.mask.any() else np.asarray(column.data)
