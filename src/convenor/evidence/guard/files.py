"""A file on its way in: opened once it is known to be a plain file, measured, and its text checked."""

import codecs
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from convenor.errors import SourceError
from convenor.evidence.guard.limits import CHUNK, HEAD, MAX_FILE

if TYPE_CHECKING:
    from convenor.evidence.sources import Reading

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BARE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))  # UTF-16 without a byte order mark (XML 1.0, appendix F)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{1,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_KNOWN = re.compile(r"utf-8|utf-16(-[lb]e)?|ascii|iso8859-\d+|cp125\d")


@dataclass(slots=True)
class Input:
    """One stream to read: a file, or one member of an archive. Only bytes that passed the limits come out of it.

    Attributes:
        file: Name to show; a member of an archive is `archive.zip/member.xml`.
        size: Bytes, unpacked, as far as known before reading; -1 is unknown.
        path: Where the file lies; None for a member of an archive.
        told: How many bytes of the file on disk have been read, where that is not `seen`.
        seen: Bytes handed out so far.
        columns: What a person says of its columns: header to word.
        readings: How its sheets were read, told by the source that reads them.
    """

    file: str
    size: int
    opener: Callable[[], BinaryIO]
    path: Path | None = None
    told: Callable[[], int] | None = None
    seen: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    readings: "list[Reading]" = field(default_factory=list)
    _head: bytes | None = field(default=None, repr=False)

    @property
    def is_zip(self) -> bool:
        """True where the bytes are a zip, as those of a workbook are."""
        return self._start().startswith(b"PK\x03\x04")

    @property
    def head(self) -> bytes:
        """The first bytes as UTF-8 without a byte order mark, for `sniff`; not checked. Of a workbook its preview.

        Raises:
            SourceError: A workbook that cannot be read.
        """
        if self._head is None:
            with self.opener() as stream:
                start = stream.read(HEAD)
            if start.startswith(b"PK\x03\x04") and (preview := _workbook_preview(self)) is not None:
                self._head = preview
                return preview
            encoding, skip = _encoding(start)
            self._head = start[skip:]
            if encoding.startswith("utf-16"):
                self._head = self._head.decode(encoding, "replace").encode()
        return self._head

    def done(self) -> int:
        """Bytes of the file on disk that have been read, for showing progress."""
        return self.seen if self.told is None else self.told()

    def chunks(self, size: int = CHUNK) -> Iterator[bytes]:
        """The bytes in pieces.

        Raises:
            SourceError: Longer than `MAX_FILE`.
        """
        self.seen = 0
        with self.opener() as stream:
            while piece := stream.read(size):
                self.seen += len(piece)
                if self.seen > MAX_FILE:
                    raise SourceError(
                        f"is longer than {MAX_FILE:,} bytes; split it", source=self.file, code="file.too_large"
                    )
                yield piece

    def texts(self, encoding: str | None = None) -> Iterator[str]:
        """The decoded text in pieces; nothing is replaced in silence.

        Args:
            encoding: What to assume where the file itself does not say; UTF-8 when None.

        Raises:
            SourceError: A byte that the encoding does not allow, with its offset and what it looks like.
        """
        for _, text in self._decoded(encoding):
            yield text

    def utf8(self) -> Iterator[tuple[bytes, str]]:
        """The content in pieces, as checked UTF-8 bytes without a byte order mark, and as text."""
        for piece, text in self._decoded(None):
            yield piece if piece is not None else text.encode(), text

    def _decoded(self, assumed: str | None) -> Iterator[tuple[bytes | None, str]]:
        found, skip = _encoding(self._start(), assumed)
        decoder = codecs.getincrementaldecoder(_allowed(found, self.file))("strict")
        offset = skip
        for number, piece in enumerate(self.chunks()):
            body = piece[skip:] if number == 0 else piece
            held = len(decoder.getstate()[0])
            try:
                yield (body if found == "utf-8" else None), decoder.decode(body)
            except UnicodeDecodeError as error:
                raise _undecodable(error, offset - held, found, self.file) from error
            offset += len(body)
        held = len(decoder.getstate()[0])
        try:
            yield b"" if found == "utf-8" else None, decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise _undecodable(error, offset - held, found, self.file) from error

    def text(self, limit: int = 5_000_000) -> str:
        """The whole text of a small, hand-written file.

        Raises:
            SourceError: Longer than `limit` characters, not in its encoding, or it holds a NUL.
        """
        parts, seen = [], 0
        for piece in self.texts():
            seen += len(piece)
            if seen > limit:
                raise SourceError(
                    f"is longer than the {limit:,} characters of a hand-written file",
                    source=self.file,
                    code="file.too_large",
                )
            if "\0" in piece:
                raise SourceError("holds a NUL; it is not a text file", source=self.file, code="text.nul")
            parts.append(piece)
        return "".join(parts)

    def _start(self) -> bytes:
        with self.opener() as stream:
            return stream.read(1024)


def _workbook_preview(file: Input) -> bytes | None:
    """None where the zip is no workbook."""
    from convenor.evidence.guard.sheet import preview
    from convenor.evidence.guard.workbook import is_workbook, workbook

    return preview(workbook(file)) if is_workbook(file) else None


def plain_file(file: str | Path) -> Path:
    """The path, once it is known to be a readable plain file that is not empty.

    Raises:
        SourceError: Missing, a folder, a device or pipe, unreadable, empty or too large.
    """
    path, name = Path(file), shown(file)

    def refuse(message: str, code: str) -> SourceError:
        return SourceError(message, source=name, code=code)

    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise refuse("is a folder; name the files in it", "file.folder")
        if not stat.S_ISREG(found.st_mode):
            raise refuse("is not a plain file; copy its content into one", "file.not_plain")
        if found.st_size == 0:
            raise refuse("is empty (0 bytes); fetch it again", "file.empty")
        if found.st_size > MAX_FILE:
            raise refuse(f"has {found.st_size:,} bytes, at most {MAX_FILE:,} are read; split it", "file.too_large")
        with path.open("rb"):
            return path
    except FileNotFoundError as error:
        raise refuse("does not exist; check the name", "file.missing") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = getattr(error, "strerror", None) or str(error)
        raise refuse(f"cannot be read ({why})", "file.permission") from error


def shown(file: str | Path) -> str:
    """A file's last name as text that can be printed and stored: undecodable bytes and control characters replaced.

    Example:
        >>> shown("data/activities.xml")
        'activities.xml'
    """
    name = os.fsencode(os.path.basename(os.fspath(file))).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def _encoding(start: bytes, assumed: str | None = None) -> tuple[str, int]:
    """Name of the encoding and length of the byte order mark [bytes]; what bytes show wins over what they say."""
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name, len(mark)
    for bare, name in _BARE:
        if start.startswith(bare):
            return name, 0
    declared = _DECLARED.match(start)
    name = declared.group(1).decode("ascii").lower() if declared else assumed or "utf-8"
    return ("utf-8" if name in ("utf8", "ascii", "us-ascii") or name.startswith("utf-16") else name), 0


def _allowed(name: str, file: str) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if not _KNOWN.fullmatch(known):
        raise SourceError(f"declares the encoding '{name}'; save it as UTF-8", source=file, code="text.encoding")
    return known


def _undecodable(error: UnicodeDecodeError, offset: int, encoding: str, file: str) -> SourceError:
    bad = error.object[error.start] if error.start < len(error.object) else 0
    likely = "windows-1252" if 0x80 <= bad < 0xA0 else "ISO 8859-1 (Latin-1)"
    hint = f"it looks like {likely}; save the file as UTF-8" if encoding == "utf-8" else "save the file as UTF-8"
    return SourceError(
        f"byte 0x{bad:02x} is not {encoding.upper()}: {hint}",
        source=file,
        locator=f"byte {offset + error.start}",
        code="text.encoding",
    )
