"""The one file that speaks to DuckDB: opening, limits, locking, errors in plain words."""

import atexit
import contextlib
import os
from pathlib import Path

import duckdb

from convenor.errors import BookError
from convenor.store.schema import OLDEST_VERSION, SCHEMA_VERSION, create_statements, upgrade_statements

MEMORY = ":memory:"
SPARING = 256_000_000  # bytes that DuckDB keeps in memory in a load; the rest waits in `BOOK.tmp`, removed on closing
LEAST = 1_000_000_000  # bytes that it may keep to answer a question, on a machine however small


def open_book(file: str | Path, *, sparing: bool = False) -> duckdb.DuckDBPyConnection:
    """A locked-down connection to a book, made if it is absent.

    DuckDB reads any local file from SQL by default, so external access is off and the settings are locked.

    Raises:
        BookError: Not a book, another process has it, no right to write, or a schema this version cannot read.
    """
    name, limit = str(file), SPARING if sparing else max(LEAST, _memory() // 2)
    if name != MEMORY and Path(name).is_dir():
        raise BookError(f"{name} is a folder; name a file, as in book.duckdb", code="book.folder")
    if name != MEMORY and not Path(name).absolute().parent.is_dir():
        raise BookError(f"{Path(name).absolute().parent} does not exist; make the folder first", code="book.folder")
    try:
        config = {"preserve_insertion_order": "false", "memory_limit": f"{limit // 1_000_000}MB"}
        connection = duckdb.connect(name, config=config)
        for setting in (
            "SET autoinstall_known_extensions=false",
            "SET autoload_known_extensions=false",
            "SET enable_external_access=false",
            "SET lock_configuration=true",
        ):
            connection.execute(setting)
        _check_schema(connection, name)
    except duckdb.Error as error:
        raise _plain(error, name) from error
    return connection


def _memory() -> int:
    """Bytes of memory of this machine; 0 where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not a POSIX system
        return 0


def _check_schema(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    tables = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not tables:
        _make_tables(connection, create_statements())
        return
    if "book" not in tables:
        connection.close()
        raise BookError(f"{name} is a data base, but not a book of convenor; name another file", code="book.foreign")
    version = connection.execute("SELECT max(schema_version) FROM book").fetchall()[0][0] or 0
    if OLDEST_VERSION <= version < SCHEMA_VERSION:
        _make_tables(connection, create_statements() + upgrade_statements())
    elif version != SCHEMA_VERSION:
        connection.close()
        what = "newer: update convenor" if version > SCHEMA_VERSION else "older: load its files into a new book"
        raise BookError(
            f"{name} has schema {version}, this convenor reads {SCHEMA_VERSION}; the book is {what}", code="book.schema"
        )


def _make_tables(connection: duckdb.DuckDBPyConnection, statements: list[str]) -> None:
    """What is not there yet, and the version, in one step."""
    connection.execute("BEGIN")
    for statement in statements:
        connection.execute(statement)
    connection.execute("DELETE FROM book")
    connection.execute("INSERT INTO book VALUES (?)", [SCHEMA_VERSION])
    connection.execute("COMMIT")


def _plain(error: duckdb.Error, name: str) -> BookError:
    text = str(error).splitlines()[0]
    if "lock" in text.lower():
        return BookError(f"{name} is open in another process; close that one first", code="book.locked")
    if "permission" in text.lower() or "read-only" in text.lower():
        return BookError(f"{name} cannot be written: {text}", code="book.permission")
    if "not a valid duckdb" in text.lower() or "serializ" in text.lower() or "magic" in text.lower():
        return BookError(f"{name} is not a book of convenor; name another file", code="book.foreign")
    return BookError(f"{name} cannot be opened: {text}", code="book.unreadable")


@atexit.register
def _forget_namespaces() -> None:
    """Narwhals 2.29 keeps DuckDB's types in a cache; DuckDB 2.0 prints a page of leak warnings at exit when it does."""
    with contextlib.suppress(ImportError, AttributeError):
        from narwhals import _namespace

        _namespace._builtin_namespace.cache_clear()
