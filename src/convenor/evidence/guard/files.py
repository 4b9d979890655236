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
from convenor.evidence.guard import encodings
from convenor.evidence.guard.limits import CHUNK, HEAD, MAX_FILE

if TYPE_CHECKING:
    from convenor.evidence.sources import Reading

_MARKS = (  # the longer first: that of UTF-32 begins as that of UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_BARE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))  # UTF-16 without a byte order mark (XML 1.0, appendix F)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{1,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_KNOWN = re.compile(r"utf-8|utf-16(-[lb]e)?|ascii|iso8859-\d+|cp125\d")  # of what a file declares
_FORMAL = (b"<", b"{", b"[")  # begin XML and JSON, whose standards say what their encoding is


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
        encoding: What a person says of its encoding; '' where nothing.
        guessed: The page of characters that was guessed for its text; '' where nothing was.
        readings: How its sheets were read, told by the source that reads them.
    """

    file: str
    size: int
    opener: Callable[[], BinaryIO]
    path: Path | None = None
    told: Callable[[], int] | None = None
    seen: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    guessed: str = ""
    readings: "list[Reading]" = field(default_factory=list)
    _head: bytes | None = field(default=None, repr=False)
    _page: str | None = field(default=None, repr=False)

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
            encoding, skip = self._encoding(None, guess=True)
            self._head = start[skip:]
            if encodings.known(encoding) not in ("", "utf-8") and not start.lstrip().startswith(b"<?xml"):
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

    def texts(self, encoding: str | None = None, *, guess: bool = False) -> Iterator[str]:
        """The decoded text in pieces; nothing is replaced in silence.

        Args:
            encoding: What to assume where the file itself does not say; UTF-8 when None.
            guess: Of a text that is not UTF-8 the page of characters is guessed, and kept as `guessed`.

        Raises:
            SourceError: A byte that the encoding does not allow, with its offset and what it looks like.
        """
        for _, text in self._decoded(encoding, guess=guess):
            yield text

    def utf8(self) -> Iterator[tuple[bytes, str]]:
        """The content in pieces, as checked UTF-8 bytes without a byte order mark, and as text."""
        for piece, text in self._decoded(None, guess=False):
            yield piece if piece is not None else text.encode(), text

    def _decoded(self, assumed: str | None, *, guess: bool) -> Iterator[tuple[bytes | None, str]]:
        found, skip = self._encoding(assumed, guess=guess)
        self.guessed = found if found == self._page and not found.startswith("utf-16") else ""
        decoder = codecs.getincrementaldecoder(_allowed(found, self))("strict")
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

    def _encoding(self, assumed: str | None, *, guess: bool) -> tuple[str, int]:
        """Name of the encoding and length of the byte order mark: as the file shows, a person says, or letters tell."""
        start = self._start()
        found, skip = _encoding(start, assumed)
        if skip or found.startswith("utf-16"):
            return found, skip
        if self.encoding:
            return self.encoding, 0
        if not guess or found != "utf-8" or assumed or start.lstrip()[:1] in _FORMAL:
            return found, 0
        if self._page is None:
            self._page = encodings.wide(start) or ("" if b"\0" in start else self._guess())
        return self._page or "utf-8", 0

    def _guess(self) -> str:
        """The page of a text that is not UTF-8; '' where it is, or where none makes sense."""
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        try:
            for piece in self.chunks():
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return encodings.guess(encodings.sample(self.chunks()))
        return ""


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


def state_of(path: Path) -> tuple[int, int, int]:
    """By which a file is known to be the same: its place on the disk, its length and when it was written."""
    found = os.stat(path)
    return found.st_ino, found.st_size, found.st_mtime_ns


def refuse_changed(path: Path, before: tuple[int, int, int]) -> None:
    """Half of one edition and half of another would be neither.

    Raises:
        SourceError: The file is not the one that `state_of` saw.
    """
    try:
        same = state_of(path) == before
    except OSError:
        same = False
    if not same:
        message = "changed while it was read; wait until it is written, and load it again"
        raise SourceError(message, source=shown(path), code="file.changed")


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


def _allowed(name: str, file: Input) -> str:
    known = encodings.known(name)
    if not known or not (name in (file.encoding, file.guessed) or name.startswith("utf-32") or _KNOWN.fullmatch(known)):
        message = f"declares the encoding '{name}'; save it as UTF-8"
        raise SourceError(message, source=file.file, code="text.encoding")
    return known


def _undecodable(error: UnicodeDecodeError, offset: int, encoding: str, file: str) -> SourceError:
    bad = error.object[error.start] if error.start < len(error.object) else 0
    likely = "windows-1252" if 0x80 <= bad < 0xA0 else "ISO 8859-1 (Latin-1)"
    hint = "save the file as UTF-8, or say what it is, as in --encoding windows-1252"
    if encoding.startswith(("utf-16", "utf-32")):
        hint = "it is cut off or damaged; fetch it again"
    elif encoding == "utf-8":
        hint = f"it looks like {likely}; {hint}"
    return SourceError(
        f"byte 0x{bad:02x} is not {encoding.upper()}: {hint}",
        source=file,
        locator=f"byte {offset + error.start}",
        code="text.encoding",
    )
