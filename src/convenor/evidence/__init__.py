"""The first room: files in, evidence out. `load` takes files into a book, `unload` takes them out again.

`guard` opens files and keeps harm out, `sources` knows the formats, `intake` brings records into the book.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import narwhals as nw

from convenor.errors import NotFoundError, SourceError
from convenor.evidence.guard import Input, is_archive, members, plain_file, refuse_changed, shown, state_of
from convenor.evidence.intake import Change, Intake, Problem, uncollected
from convenor.evidence.recognition import recognise
from convenor.evidence.said import Said
from convenor.evidence.sources import Reading, Source
from convenor.model.codes import PARTICIPATION
from convenor.store import Store

__all__ = ["Change", "FileCount", "LoadReport", "Problem", "contents", "load", "unload"]

Progress = Callable[[int, int, str], None]
"""Called with bytes read, bytes in all, and the name of what is being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCount:
    """How many records of one file, or of one member of an archive, were loaded and how many are held."""

    file: str
    loaded: int
    quarantined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a load did.

    Attributes:
        loaded: Records that are in the book now.
        quarantined: Records that are held, with their text and the reason.
        errors: What did not enter: each quarantined record and each unreadable file (the first 1,000 of a load).
        skipped: Files that were in the book already; nothing was changed.
        replaced: Files whose older edition was taken out in the same transaction.
        changes: For each of these, how many records it added, changed and no longer holds.
        files: Counts per file and per member of an archive.
        warnings: (code, how often): loaded, but worth a look.
        left_out: (code, how often): records of which nothing is kept on purpose, such as private persons.
        readings: How each sheet was read: which column means what, and whether that was guessed.
    """

    loaded: int = 0
    quarantined: int = 0
    errors: tuple[Problem, ...] = ()
    skipped: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    files: tuple[FileCount, ...] = ()
    warnings: tuple[tuple[str, int], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    readings: tuple[Reading, ...] = ()


def load(
    book: Store, *files: str | Path, progress: Progress | None = None, today: date | None = None,
    columns: Mapping[str, str] | None = None, encoding: str = "", licence: str = "",
) -> LoadReport:  # fmt: skip
    """Take files into the book; the format is recognised by content.

    Each file is one load and one transaction; an archive is one load of all its members. A file that is in the book
    already changes nothing. A newer edition (same name, same source, other content) replaces the older one. A bad
    record goes to quarantine; of several files, or several members of an archive, one that cannot be read is listed
    and the others load.

    Args:
        book: The open book.
        files: Files to read, in any order.
        progress: Called with bytes read, bytes in all, and what is being read.
        today: What counts as the day of retrieval; today when None.
        columns: What the columns of the files' sheets mean, header to word, where a guess was wrong or none was made.
        encoding: In which encoding the files' texts are, where they do not say so; guessed when empty.
        licence: Under which terms the files' data may be reused; wins over what a source says. Under an open licence
            the rows of a membership list are public (TLP:CLEAR), under another none are; a person's own entries stay.

    Returns:
        Counts, what was held and why, what was skipped or replaced.

    Raises:
        SourceError: No file could be read; the first one's reason.
        BookError: The book cannot be written.

    Limits:
        A record is checked for form and for a person's details by rule; whether it is true is its publisher's word.
        Names are as published: who is who is another step.
    """
    said = Said(columns=columns or {}, encoding=encoding, licence=licence)
    reports, refused = [], []
    for file in files:
        try:
            reports.append(_load_file(book, Path(file), progress, today or date.today(), said))
        except SourceError as error:
            refused.append(error)
    if refused and not reports:
        raise _first(refused)
    return _joined([*reports, LoadReport(errors=tuple(map(_problem, refused)))])


def unload(book: Store, source: str) -> int:
    """Take everything out again that came from a source, by its name, its short key or its file's name.

    Returns:
        Number of rows of evidence taken out.

    Raises:
        NotFoundError: Nothing in the book came from there; names the nearest.
    """
    loads = book.rows(book.table("loads"))
    found = [row["id"] for row in loads if source in (row["source"], row["file"], row["reader"], row["id"])]
    if not found:
        known = sorted({row[field] for row in loads for field in ("source", "file")})
        raise NotFoundError("source", source, get_close_matches(source, known, 3, 0.3) or known)
    with book.transaction():
        return book.drop_loads(found)


def contents(book: Store) -> dict[str, Any]:
    """What a book holds: counts of activities, participations and actors, and each load with its source and licence."""
    took_part = nw.col("relation").is_in([relation.value for relation in PARTICIPATION])
    participations = book.rows(book.table("evidence").filter(took_part).select(n=nw.len()))
    actors = book.rows(book.table("actors").select(n=nw.col("id").n_unique()))
    return {
        "activities": book.count("activities"),
        "participations": participations[0]["n"],
        "actors": actors[0]["n"],
        "sources": book.rows(book.table("loads").sort("source", "file")),
    }


def _load_file(book: Store, file: Path, progress: Progress | None, today: date, said: Said) -> LoadReport:
    path, name = plain_file(file), shown(file)
    state, digest = state_of(path), _digest(path, said)
    if book.lookup("loads", "digest", [digest], ("file",)):
        return LoadReport(skipped=(name,))
    with book.transaction(), uncollected():
        intake = Intake(book, digest[:16], name, today, archive=is_archive(path))
        reader = _read_members(intake, path, progress, said)
        intake.settle(_recognised(path, said))
        refuse_changed(path, state)
        book.complete()
        intake.compare()
        loaded, held = intake.loaded.total(), intake.quarantined.total()
        row = {
            "id": intake.load,
            "source": intake.label or reader.title,
            "file": name,
            "digest": digest,
            "reader": reader.name,
            "licence": reader.licence,
            "retrieved": today.isoformat(),
            "loaded": loaded,
            "quarantined": held,
        }
        book.append("loads", {column: [value] for column, value in row.items()})
    return _report(intake)


def _read_members(intake: Intake, path: Path, progress: Progress | None, said: Said) -> Source:
    """Read the file, or all members of the archive; returns the source of the first that could be read."""
    total, used, refused = path.stat().st_size, [], []
    for member in members(path):
        said.tell(member)

        def tell(member: Input = member) -> None:
            if progress is not None:
                progress(min(member.done(), total), total, member.file)

        tell()
        try:
            source = said.stated(recognise(member))
            intake.read(member, source, tell)
            intake.readings = said.noted(intake.readings, member, source)
            used.append(source)
        except SourceError as error:
            if not intake.archive or error.code.startswith("archive."):
                raise
            refused.append(error)
    if not used:
        raise _first(refused) if refused else SourceError("holds no file", source=intake.name, code="archive.empty")
    intake.problems.extend(_problem(error) for error in refused)
    return used[0]


def _first(refused: list[SourceError]) -> SourceError:
    """The first refusal; the list is emptied, for an error that hangs on its own frame keeps its files open."""
    first = refused[0]
    refused.clear()
    return first


def _recognised(path: Path, said: Said) -> Iterator[tuple[Input, Source]]:
    for member in members(path):
        said.tell(member)
        try:
            yield member, said.stated(recognise(member))
        except SourceError:  # told the first time
            continue


def _digest(path: Path, said: Said) -> str:
    """Of the file's bytes, and of what a person said of it: read anew, it is another edition."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    digest.update(said.fingerprint())
    return digest.hexdigest()


def _problem(error: SourceError) -> Problem:
    return Problem(file=error.source, position=error.locator, code=error.code, message=error.message)


def _report(intake: Intake) -> LoadReport:
    names = sorted(intake.loaded.keys() | intake.quarantined.keys())
    files = (FileCount(file=n, loaded=intake.loaded[n], quarantined=intake.quarantined[n]) for n in names)
    return LoadReport(
        loaded=intake.loaded.total(), quarantined=intake.quarantined.total(), errors=tuple(intake.problems),
        replaced=tuple(intake.replaced), files=tuple(files), warnings=tuple(sorted(intake.warned.items())),
        left_out=tuple(sorted(intake.left_out.items())), readings=tuple(intake.readings),
        changes=(intake.changes,) if intake.changes else (),
    )  # fmt: skip


def _joined(reports: list[LoadReport]) -> LoadReport:
    warned: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for report in reports:
        warned.update(dict(report.warnings))
        left_out.update(dict(report.left_out))
    return LoadReport(
        loaded=sum(r.loaded for r in reports), quarantined=sum(r.quarantined for r in reports),
        errors=tuple(p for r in reports for p in r.errors), skipped=tuple(n for r in reports for n in r.skipped),
        replaced=tuple(n for r in reports for n in r.replaced), files=tuple(f for r in reports for f in r.files),
        changes=tuple(c for r in reports for c in r.changes),
        warnings=tuple(sorted(warned.items())), left_out=tuple(sorted(left_out.items())),
        readings=tuple(reading for report in reports for reading in report.readings),
    )  # fmt: skip
