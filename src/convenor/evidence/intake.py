"""One file's way into the book: records are gathered, compared with what is there, and appended by columns.

Of two records with one key the one updated later stays, the first of two that are equally old; the other goes to
quarantine. Its text is fetched at the end by reading the file once more, so that no record's text is kept for the rare
case. Nothing here commits: the caller holds the transaction.
"""

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.judgement import read_judgements
from convenor.evidence.review import DROPPED, fingerprint, packed
from convenor.evidence.sources import Reading, Record, Reject, Source
from convenor.model.codes import Basis, Marking
from convenor.model.evidence import evidence_id
from convenor.model.judgement import JudgementKind
from convenor.store import Store
from convenor.store.schema import TABLES, columns

BATCH = 40_000  # rows gathered before they are appended
HELD_TEXT = 5_000_000  # characters of rejected text gathered before they are appended
SPELLINGS = 100_000  # names remembered, so that an actor's row is not repeated for each of its activities
LISTED = 1_000  # problems named one by one in a report; the quarantine holds all
TOLD = 200  # records between two reports of progress

_SHARED = ("locator", "use_by", "source", "licence")
_LATER = "another record with this identifier, {winner}, was updated later or came first; it stays"
_ELSEWHERE = ("", "in the book already")
_FIRST = ("", "")  # the first of this load with that key: it was appended, and no record of a later batch was newer


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something in a file that did not enter the book: where it stands, what is wrong, what to do."""

    file: str
    position: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a newer edition of a file changed: records added, changed, and gone, as told by their place."""

    file: str
    added: int
    changed: int
    gone: int


class Intake:
    """What one load has gathered so far.

    Attributes:
        loaded: Records per file (a member of an archive is a file) that are in the book.
        quarantined: Records per file that are held.
        problems: The first of them, one by one, and members that could not be read.
        warned: How often each warning arose, by code.
        left_out: Records of which nothing is kept on purpose, by code.
        label: The published data set, as the first record names it.
        replaced: Older editions of the file that were taken out.
        changes: What the file changed beside its older edition; None where there was none.
    """

    def __init__(self, book: Store, load: str, name: str, today: date, *, archive: bool) -> None:
        self.book, self.load, self.name, self.today, self.archive = book, load, name, today, archive
        self.label = ""
        self.replaced: list[str] = []
        self.changes: Change | None = None
        self.loaded: Counter[str] = Counter()
        self.quarantined: Counter[str] = Counter()
        self.problems: list[Problem] = []
        self.warned: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.readings: list[Reading] = []
        self._batch: dict[str, tuple[Record, str]] = {}  # by key: the record and its file
        self._rejects: list[tuple[str, Reject]] = []
        self._source: Source | None = None
        decided = read_judgements(book, JudgementKind.RELEASE, JudgementKind.DROP)
        self._decided = {made.subject: made.kind for made in decided}  # by hash of a held record's text
        self._rows = self._text = self._taken = 0
        self._appended: list[str] = []  # locators of the file that is being read
        self._contested: dict[str, tuple[str, str]] = {}  # key to file and position of the record that stays
        self._spellings: set[tuple[Any, ...]] = set()

    def read(self, file: Input, source: Source, tell: Callable[[], object]) -> None:
        """Take in all records of a file; of a file that breaks off in an error nothing stays.

        Args:
            file: The file, or the member of an archive.
            source: The module that reads it.
            tell: Called now and then, to show progress.

        Raises:
            SourceError: The file is wrong as a whole.
        """
        self._appended.clear()
        if self._source is not source:  # a batch shares its source's licence and marking
            self.flush()
            self._source = source
        try:
            for found in source.read(file):
                item = self._judged(found, file.file) if isinstance(found, Reject) else found
                if item is None:
                    continue
                if not self.label:
                    self._begin(item, source)
                if item.rows:
                    self._take(item, file.file)
                else:
                    self.left_out.update(code for code, _ in item.warnings)
                if self._taken % TOLD == 0:
                    tell()
        except SourceError:
            self._undo(file.file)
            raise
        self.readings.extend(file.readings)

    def flush(self) -> None:
        """Append what was gathered."""
        if self._batch:
            self._compare()
            self._append()
        if self._rejects:
            self._hold()

    def settle(self, again: Iterable[tuple[Input, Source]]) -> None:
        """Put the superseded records to quarantine with their text, which needs a second reading.

        Args:
            again: The files of this load and their sources; not touched when nothing was superseded.
        """
        self.flush()
        if not self._contested:
            return
        for file, source in again:
            if not self.loaded[file.file]:
                continue
            for item in source.read(file):
                if isinstance(item, Record) and item.key in self._contested:
                    self._hold_superseded(item, file.file, source)
        self.flush()

    def compare(self) -> None:
        """Say what changed beside the edition that was replaced; once all is in."""
        if self.replaced:
            added, changed, gone = self.book.difference(self.load)
            self.changes = Change(file=self.name, added=added, changed=changed, gone=gone)

    def _begin(self, record: Record, source: Source) -> None:
        """Name the data set; take out an older edition of the same file from the same data set."""
        by_title = self.archive or getattr(source, "gathers", False)
        self.label = source.title if by_title else record.source or source.title
        found = self.book.lookup("loads", "file", [self.name], ("id", "source"))
        older = [load for _, load, label in found if label == self.label]
        if older:
            self.book.remember(older)
            self.book.drop_loads(older)
            self.replaced.append(self.name)

    def _take(self, record: Record, file: str) -> None:
        self._taken += 1
        record.text = None  # it would keep the whole parsed file alive until the batch is appended
        self.loaded[file] += 1
        for code, _ in record.warnings:
            self.warned[code] += 1
        key = record.key or f"\0{self._taken}"
        other = self._batch.get(key)
        if other is None or record.updated > other[0].updated:
            self._batch[key] = (record, file)
        if other is not None:
            winner, where = self._batch[key]
            self._contested[key] = (where, winner.position)
        self._rows += sum(map(len, record.rows.values()))
        if self._rows >= BATCH:
            self.flush()

    def _judged(self, reject: Reject, file: str) -> Record | None:
        """The record that a reviewer released earlier, with this very text; everything else is held, or dropped."""
        said = self._decided.get(fingerprint(reject.text)) if self._decided else None
        if said is JudgementKind.RELEASE and reject.held is not None:
            return reject.held
        if said is JudgementKind.DROP:
            reject = Reject(reject.position, DROPPED, "a reviewer dropped it", "")
        self._refuse(file, reject)
        return None

    def _refuse(self, file: str, reject: Reject) -> None:
        self.quarantined[file] += 1
        if len(self.problems) < LISTED:
            self.problems.append(Problem(file=file, position=reject.position, code=reject.code, message=reject.message))
        self._rejects.append((file, reject))
        self._text += len(reject.text)
        if self._text > HELD_TEXT:
            self._hold()

    def _undo(self, file: str) -> None:
        """Take out what came from a file that turned out to be unreadable."""
        self._batch = {key: kept for key, kept in self._batch.items() if kept[1] != file}
        self._rejects = [kept for kept in self._rejects if kept[0] != file]
        for table in TABLES if self._appended else ():
            self.book.delete(table, load=[self.load], locator=self._appended)
        self.book.delete("quarantine", load=[self.load], file=[file])
        self.problems = [problem for problem in self.problems if problem.file != file]
        del self.loaded[file], self.quarantined[file]

    # duplicates ----------------------------------------------------------------------------------------------------

    def _compare(self) -> None:
        """Against the book: each key is there once, with the record that was updated last."""
        keyed = {key: kept[0] for key, kept in self._batch.items() if kept[0].key}
        activities = [key for key, record in keyed.items() if "activities" in record.rows]
        claims = [key for key, record in keyed.items() if "activities" not in record.rows]
        found = self.book.lookup("activities", "id", activities, ("updated", "load", "locator"))
        found += [(key, "", *rest) for key, *rest in self.book.lookup("evidence", "id", claims, ("load", "locator"))]
        older: dict[str, list[str]] = {}  # load to locators
        for key, updated, load, locator in found:
            record, file = self._batch[key]
            if record.updated > (updated or ""):
                older.setdefault(load, []).append(locator)
                self._contested[key] = (file, record.position)
            else:
                self._contested.setdefault(key, _FIRST if load == self.load else _ELSEWHERE)
                del self._batch[key]
        for load, locators in older.items():
            rows = self.book.take(load, locators)
            if load != self.load:
                self._hold_elsewhere(load, rows)

    def _hold_elsewhere(self, load: str, rows: dict[str, Any]) -> None:
        """Older records of another load: their rows, as the book held them, are their text."""
        message = _LATER.format(winner=f"in {self.name}")
        texts = [json.dumps(tables, ensure_ascii=False, default=str) for tables in rows.values()]
        file = self.book.lookup("loads", "id", [load], ("file",))[0][1]
        names = [evidence_id(load, file, place, "load.superseded") for place in rows]
        columns = {"id": names, "position": list(rows), "text": texts}
        self.book.append("quarantine", columns, load=load, file=file, code="load.superseded", message=message)
        self.book.recount(load, loaded=-len(rows), quarantined=len(rows))

    def _hold_superseded(self, record: Record, file: str, source: Source) -> None:
        if self._contested[record.key] == _FIRST:
            self._contested[record.key] = (file, record.position)
        where, position = self._contested[record.key]
        if (file, record.position) == (where, position):
            return
        winner = position if where in ("", file) else f"{where}, {position}"
        text = record.text() if record.text else json.dumps(record.rows, ensure_ascii=False, default=str)
        code = f"{source.name}.duplicate_identifier"
        self.loaded[file] -= 1
        self._refuse(file, Reject(record.position, code, _LATER.format(winner=winner), text))

    # rows ----------------------------------------------------------------------------------------------------------

    def _append(self) -> None:
        source = self._source
        if source is None or not self._batch:
            self._rows = 0
            return
        fixed = self._fixed(source)
        shared = [self._shared(record, file, source) for record, file in self._batch.values()]
        if self.archive:  # else an unreadable file ends the load, and nothing of it stays anyway
            self._appended.extend(locator for locator, *_ in shared)
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        counts: dict[str, list[int]] = {table: [0] * len(shared) for table in TABLES}
        loose: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        for number, (record, _) in enumerate(self._batch.values()):
            for table, items in record.rows.items():
                fresh: Sequence[Any] = self._new_spellings(items, shared[number]) if table == "actors" else items
                if fresh and isinstance(fresh[0], dict):
                    default = fixed | dict(zip(_SHARED, shared[number], strict=True))
                    loose[table].extend(tuple(item.get(n, default.get(n)) for n in columns(table)) for item in fresh)
                else:
                    rows[table].extend(fresh)
                    counts[table][number] = len(fresh)
        common = dict(zip(_SHARED, zip(*shared, strict=True), strict=True))
        for table, gathered in rows.items():
            if gathered:
                data: dict[str, Any] = dict(zip(TABLES[table], zip(*gathered, strict=True), strict=True))
                data["record"] = np.repeat(np.arange(len(shared)), counts[table])
                self.book.append(table, data, shared=common, **fixed)
        for table, gathered in loose.items():  # written as dictionaries, which may set any column of their own
            if gathered:
                self.book.append(table, dict(zip(columns(table), zip(*gathered, strict=True), strict=True)))
        self._batch.clear()
        self._rows = 0
        gc.collect(1)  # `uncollected` leaves it to us: parsers of files that are done hold their last tree in a cycle

    def _fixed(self, source: Source) -> dict[str, str]:
        """What all rows of a source have in common."""
        return {
            "load": self.load,
            "retrieved": self.today.isoformat(),
            "marking": str(getattr(source, "marking", Marking.CLEAR)),
            "basis": str(getattr(source, "basis", Basis.EVIDENCE)),
        }

    def _shared(self, record: Record, file: str, source: Source) -> tuple[str, str | None, str, str]:
        """What all rows of a record have in common; a record without a key is found again by its file and place."""
        locator = record.locator if record.key or not self.archive else f"{file}: {record.locator}"
        return locator, record.use_by, record.source or source.title, record.licence or source.licence

    def _new_spellings(self, items: Iterable[Any], shared: tuple[Any, ...]) -> Sequence[Any]:
        """Actors of a record that were not appended yet under this name by this source."""
        fresh = []
        for item in items:
            spelling = (*(item.values() if isinstance(item, dict) else item), shared[2])
            if spelling not in self._spellings:
                self._spellings.add(spelling)
                fresh.append(item)
        if len(self._spellings) > SPELLINGS:
            self._spellings.clear()
        return fresh

    def _hold(self) -> None:
        files, rejects = zip(*self._rejects, strict=True)
        columns = {
            name: [getattr(reject, name) for reject in rejects] for name in ("position", "code", "message", "text")
        }
        columns["id"] = [
            evidence_id(self.load, file, r.position, r.code, r.text) for file, r in zip(files, rejects, strict=True)
        ]
        columns["rows"] = [self._packed(r.held, file) if r.held else "" for file, r in zip(files, rejects, strict=True)]
        self.book.append("quarantine", {"file": files, **columns}, load=self.load)
        self._rejects.clear()
        self._text = 0

    def _packed(self, record: Record, file: str) -> str:
        """What a reviewer may release, with all that its rows would carry."""
        if self._source is None:
            return ""
        shared: dict[str, str | None] = dict(zip(_SHARED, self._shared(record, file, self._source), strict=True))
        return packed(record, {**shared, **self._fixed(self._source)})


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's own search for cycles, of which records have none: a twentieth of the time of a load."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
