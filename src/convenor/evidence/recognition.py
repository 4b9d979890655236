"""Which source can read a file: by its content, never by its name alone; or by what a person says of its columns."""

from collections.abc import Mapping
from itertools import islice

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.guard.archives import parts
from convenor.evidence.guard.foreign import foreign, foreign_json, foreign_zip
from convenor.evidence.guard.jsonlines import too_deep
from convenor.evidence.guard.sheet import first_rows, lines
from convenor.evidence.sources import Source, sources

_FIRST, _ROWS = 4_096, 100  # bytes of a first line, and rows read to see what is wrong
_OFFICE = b"\xd0\xcf\x11\xe0"  # Excel to 2003, and every Office file with a password


def recognise(file: Input) -> Source:
    """The one source that can read the file.

    Raises:
        SourceError: None can; of a table it says how to name its columns.
    """
    head = file.head
    if not head:
        raise SourceError("is empty (0 bytes); fetch it again", source=file.file, code="file.empty")
    if what := foreign(head):
        raise SourceError(what, source=file.file, code="file.unknown_format")
    known = sources()
    sniffed = next((source for source in known.values() if source.sniff(head, file.file)), None)
    if file.columns:
        return _said(file, known, sniffed)
    if sniffed is not None:
        return sniffed
    raise _unknown(file, head, known)


def _said(file: Input, known: Mapping[str, Source], sniffed: Source | None) -> Source:
    """The source that knows all words that a person used; the one that recognises the file comes first."""
    words = {word.lower() for word in file.columns.values() if not word.startswith("#")}
    reading = {source.name: set(getattr(source, "fields", ())) for source in known.values()}
    able = [source for source in known.values() if reading[source.name] and words <= reading[source.name]]
    if not able:
        listed = "; ".join(f"{known[name].title}: {', '.join(sorted(own))}" for name, own in reading.items() if own)
        unknown = ", ".join(sorted(words - set().union(*reading.values()))) or ", ".join(sorted(words))
        message = f"cannot be read by the words {unknown}; known are, for {listed}"
        raise SourceError(message, source=file.file, code="map.unknown_word")
    return sniffed if sniffed is not None and sniffed in able else able[0]


def _broken_table(file: Input, head: bytes) -> SourceError | None:
    """What breaks a CSV file whose first line is one; None where the file is something else."""
    first = head[:_FIRST].decode("utf-8", "replace").lstrip("\ufeff").splitlines()[:1]
    if file.is_zip or not first or not first[0].isprintable() or not any(mark in first[0] for mark in ",;\t|"):
        return None
    try:
        for _ in islice(lines(file), _ROWS):
            pass
    except SourceError as error:  # without its traceback, which would keep the file open
        return SourceError(error.message, source=error.source, locator=error.locator, code=error.code)
    return None


def _foreign_zip(file: Input) -> str:
    if not file.is_zip:
        return ""
    with parts(file) as found:
        return foreign_zip(list(found))


def _unknown(file: Input, head: bytes, known: Mapping[str, Source]) -> SourceError:
    if too_deep(head):
        return SourceError("nests without end; it is no data", source=file.file, code="json.too_deep")
    if what := foreign_json(head) or _foreign_zip(file):
        return SourceError(what, source=file.file, code="file.unknown_format")
    if file.is_zip and not any(rows for _, _, rows in first_rows(head)):
        message = "is a workbook without a row; save the sheet that holds the table"
        return SourceError(message, source=file.file, code="xlsx.no_rows")
    if head.startswith(_OFFICE):
        message = "is an old or protected Office file; save it as .xlsx without a password, or as CSV"
        return SourceError(message, source=file.file, code="file.unknown_format")
    broken = _broken_table(file, head)
    if broken is not None and broken.code == "text.encoding":
        return broken
    for source in known.values():
        advise = getattr(source, "advice", None)
        if advise is not None and (advice := advise(head, file.file)):
            return SourceError(
                f"is a table of no known kind: {advice}", source=file.file, code=f"{source.name}.no_tags"
            )
    if broken is not None:
        return broken
    start = head[:40].decode("utf-8", "replace")
    message = (
        f"is of no known format (it begins with {start!r}); known are {', '.join(s.title for s in known.values())}"
    )
    return SourceError(message, source=file.file, code="file.unknown_format")
