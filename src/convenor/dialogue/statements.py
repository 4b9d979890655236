"""Statements to vote on, from a table: one column `id`, and one column of texts per language."""

import datetime as dt
from pathlib import Path

from convenor.dialogue.ballot import Form
from convenor.dialogue.tables import read_table
from convenor.errors import SourceError
from convenor.model.dialogue import Mode, Statement

LANGUAGE_LETTERS = (2, 3)  # ISO 639-1 and -3


def forms_from(
    file: str | Path, *, conversation: str, title: str, delete_by: dt.date, mode: Mode = Mode.ANONYMOUS,
    strata: tuple[tuple[str, tuple[str, ...]], ...] = (),
) -> list[Form]:  # fmt: skip
    """One form per language of a table of statements.

    Args:
        file: CSV with a column `id`, and `text` (English) or columns named by language: en, fr, ar.
        conversation: Short id: letters, digits, hyphens.
        title: The question.
        delete_by: Day on which the votes are to be deleted.
        mode: Attributed or anonymous.
        strata: What a participant may state about herself: (dimension, categories).

    Raises:
        SourceError: No column of texts, an id twice, or a statement without a text in one of the languages.
    """
    table = read_table(Path(file))
    languages = [name for name in table.header if name == "text" or (name.isalpha() and len(name) in LANGUAGE_LETTERS)]
    languages = [name for name in languages if name != "id"]
    if "id" not in table.header or not languages:
        message = "needs a column id, and text or one column per language (en, fr, ar)"
        raise SourceError(message, source=table.name, code="csv.columns")
    rows = table.records()
    ids = [row["id"].strip() for row in rows]
    _complete(table.name, ids, [[row[name].strip() for name in languages] for row in rows])
    return [
        Form(
            conversation=conversation,
            title=title,
            statements=tuple(Statement(id=i, text=row[name].strip()) for i, row in zip(ids, rows, strict=True)),
            language="en" if name == "text" else name,
            strata=strata,
            mode=mode,
            delete_by=delete_by,
        )
        for name in languages
    ]


def _complete(source: str, ids: list[str], texts: list[list[str]]) -> None:
    for line, (key, row) in enumerate(zip(ids, texts, strict=True), start=2):
        if not key or not all(row):
            message = "has no id, or no text in one of the languages"
            raise SourceError(message, source=source, locator=f"line {line}", code="csv.empty")
        if ids.index(key) != line - 2:
            raise SourceError(f"has the id '{key}' twice", source=source, locator=f"line {line}", code="csv.twice")
