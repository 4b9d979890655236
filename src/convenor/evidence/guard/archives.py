"""Archives opened with care: gz, tar, tar.gz and zip, one level deep, members read one after the other and never
unpacked by name. What is unsafe refuses the archive as a whole."""

import gzip
import io
import lzma
import re
import stat
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from convenor.errors import SourceError
from convenor.evidence.guard.files import Input, plain_file, shown
from convenor.evidence.guard.foreign import foreign_zip
from convenor.evidence.guard.limits import (
    CHUNK,
    MAX_ENTRIES,
    MAX_FILE,
    MAX_NAME,
    MAX_RATIO,
    MAX_STREAMS,
    MAX_TAR_HEADER,
    MAX_UNPACKED,
    RATIO_FROM,
)

_GZIP, _ZIP, _EMPTY_ZIP = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
_CONTENT_TYPES = "[Content_Types].xml"
_OTHERS = {b"BZh": "bzip2", b"\xfd7zXZ\0": "xz", b"7z\xbc\xaf": "7z", b"Rar!": "rar", b"\x28\xb5\x2f\xfd": "zstd"}
_EXTENDED = (
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
)  # fmt: skip
_SPOOL = 16_000_000  # bytes of a member kept in memory; a longer one goes to a temporary file
_BROKEN = (
    OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, NotImplementedError,
    UnicodeDecodeError, struct.error,
)  # fmt: skip


def members(file: str | Path) -> Iterator[Input]:
    """What there is to read: the file itself, or each member of the archive that it is.

    A member is valid until the next one is asked for.

    Raises:
        SourceError: Not a plain file, or an archive that is unsafe, too large, nested, encrypted or broken.
    """
    path = plain_file(file)
    name = shown(path)
    try:
        with path.open("rb") as raw:
            for member in _opened(path, name, raw):
                if member.path is None:
                    member.told = raw.tell
                yield member
    except _BROKEN as error:
        raise _refusal(name, f"is broken ({_first_line(error)}); fetch it again", "archive.corrupt") from error


def is_archive(file: str | Path) -> bool:
    """True when `members` would look inside; an Office document is one file."""
    with Path(file).open("rb") as raw:
        start = raw.read(512)
        return (start.startswith((_GZIP, _ZIP, _EMPTY_ZIP)) and not _is_office(raw)) or _is_tar(start)


def _is_office(raw: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(raw) as archive:
            return _CONTENT_TYPES in archive.NameToInfo
    except _BROKEN:
        return False


@contextmanager
def parts(file: Input) -> Iterator[dict[str, Input]]:
    """The parts of an Office document by name, checked as every zip is; they are good inside the `with`.

    Raises:
        SourceError: Not a zip, or one that is unsafe, encrypted, too large or broken.
    """
    try:
        with file.opener() as raw, zipfile.ZipFile(raw) as archive:
            entries = archive.infolist()
            size = raw.seek(0, io.SEEK_END)
            _check_zip(entries, file.file, size)
            told, file.told = file.told, raw.tell
            try:
                yield {entry.filename: _part(archive, entry, file.file) for entry in entries if not entry.is_dir()}
            finally:
                file.told, file.seen = told, size
    except _BROKEN as error:
        raise _refusal(file.file, f"is broken ({_first_line(error)}); fetch it again", "archive.corrupt") from error


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Input:
    def unpacked() -> BinaryIO:
        try:
            opened = archive.open(entry)
        except _BROKEN as error:
            raise _refusal(name, f"is broken ({_first_line(error)}); fetch it again", "archive.corrupt") from error
        return cast(BinaryIO, _Bounded(opened, name, lambda: entry.compress_size))

    return Input(f"{name}/{_printable(entry.filename)}", entry.file_size, unpacked)


def _opened(path: Path, name: str, raw: BinaryIO) -> Iterator[Input]:
    start = raw.read(512)
    raw.seek(0)
    for mark, kind in _OTHERS.items():
        if start.startswith(mark):
            raise _refusal(name, f"is a {kind} archive; unpack it first", "archive.unsupported")
    if start.startswith((_ZIP, _EMPTY_ZIP)):
        yield from _zip_members(path, name, raw)
    elif start.startswith(_GZIP):
        yield from _gzip_members(path, name, raw)
    elif _is_tar(start):
        yield from _tar_members(name, raw)
    else:
        yield Input(name, path.stat().st_size, lambda: path.open("rb"), path)


def _gzip_members(path: Path, name: str, raw: BinaryIO) -> Iterator[Input]:
    def unpacked() -> BinaryIO:
        raw.seek(0)
        return cast(BinaryIO, _Bounded(io.BufferedReader(_Gzip(raw), CHUNK), name, raw.tell))

    start = unpacked().read(512)
    if _is_tar(start):
        yield from _tar_members(name, unpacked())
    elif start.startswith(_ZIP):
        yield from _inner(unpacked(), name, name)
    else:
        _refuse_nested(start, name)
        yield Input(name, -1, unpacked)


def _tar_members(name: str, stream: BinaryIO) -> Iterator[Input]:
    names = set()
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header, bufsize=CHUNK) as archive:
        for number, entry in enumerate(archive):
            if number >= MAX_ENTRIES:
                raise _refusal(name, f"holds more than {MAX_ENTRIES:,} files", "archive.too_many_files")
            _check_name(entry.name, name)
            if entry.isdir():
                continue
            if entry.name in names:
                raise _refusal(name, f"holds {shown(entry.name)} twice", "archive.duplicate_name")
            names.add(entry.name)
            if entry.issym() or entry.islnk():
                raise _refusal(name, f"holds a link ({shown(entry.name)})", "archive.link")
            if not entry.isreg() or entry.issparse():
                raise _refusal(name, f"holds something that is not a file ({shown(entry.name)})", "archive.member_type")
            if not _is_litter(entry.name):
                yield from _spooled(cast(BinaryIO, archive.extractfile(entry)), entry, name)
            vars(archive)["members"] = []  # tarfile keeps every header; a long archive would fill the memory


def _spooled(stream: BinaryIO, entry: tarfile.TarInfo, name: str) -> Iterator[Input]:
    if entry.size > MAX_FILE:
        raise _refusal(name, f"{shown(entry.name)} has {entry.size:,} bytes", "archive.too_large")
    yield from _inner(stream, f"{name}/{_printable(entry.name)}", name)


def _inner(stream: BinaryIO, member: str, name: str) -> Iterator[Input]:
    """A member kept beside, so that it can be read again and, as a workbook must be, out of order.

    Args:
        stream: Where to read it.
        member: What to call it.
        name: Of the archive.
    """
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as kept:
        while piece := stream.read(CHUNK):
            kept.write(piece)
            if kept.tell() > MAX_FILE:
                raise _refusal(name, f"{shown(member)} has more than {MAX_FILE:,} bytes", "archive.too_large")

        def again() -> BinaryIO:
            kept.seek(0)
            return cast(BinaryIO, _Open(kept))

        start = again().read(512)
        if not (start.startswith(_ZIP) and _is_office(again())):
            _refuse_nested(start, name)
        yield Input(member, kept.seek(0, io.SEEK_END), again)


def _zip_members(path: Path, name: str, raw: BinaryIO) -> Iterator[Input]:
    with zipfile.ZipFile(raw) as archive:
        entries = archive.infolist()
        _check_zip(entries, name, path.stat().st_size)
        if what := foreign_zip([entry.filename for entry in entries]):
            raise _refusal(name, what, "file.unknown_format")
        if any(entry.filename == _CONTENT_TYPES for entry in entries):  # an Office document is one file
            yield Input(name, path.stat().st_size, lambda: path.open("rb"), path)
            return
        for entry in entries:
            if entry.is_dir() or _is_litter(entry.filename):
                continue

            def unpacked(entry: zipfile.ZipInfo = entry) -> BinaryIO:
                return cast(BinaryIO, _Bounded(archive.open(entry), name, lambda: entry.compress_size))

            member = f"{name}/{_printable(entry.filename)}"
            with unpacked() as stream:
                start = stream.read(512)
            if start.startswith(_ZIP):
                with unpacked() as stream:
                    yield from _inner(stream, member, name)
                continue
            _refuse_nested(start, name)
            yield Input(member, entry.file_size, unpacked)


def _check_zip(entries: list[zipfile.ZipInfo], name: str, packed: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise _refusal(name, f"holds {len(entries):,} files, at most {MAX_ENTRIES:,}", "archive.too_many_files")
    names = set()
    for entry in entries:
        _check_name(entry.orig_filename, name)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise _refusal(name, f"holds a link ({shown(entry.filename)})", "archive.link")
        if entry.flag_bits & 1:
            raise _refusal(name, "is encrypted; unpack it first", "archive.encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refusal(name, "is packed in an unusual way; pack it anew", "archive.unsupported")
        if entry.filename in names:
            raise _refusal(name, f"holds {shown(entry.filename)} twice", "archive.duplicate_name")
        names.add(entry.filename)
        _check_ratio(entry.file_size, entry.compress_size, name)
    total = sum(entry.file_size for entry in entries)
    _check_ratio(total, packed, name)  # entries that overlap unpack the same bytes again and again
    if total > MAX_UNPACKED or any(entry.file_size > MAX_FILE for entry in entries):
        raise _refusal(name, f"unpacks to {total:,} bytes; split it", "archive.too_large")


def _check_name(member: str, name: str) -> None:
    parts = re.split(r"[/\\]", member)
    unsafe = (
        not member
        or len(member) > MAX_NAME
        or ".." in parts
        or member[0] in "/\\"
        or re.match(r"[A-Za-z]:", member)
        or any(ord(c) < 32 for c in member)
    )
    if unsafe:
        raise _refusal(name, f"holds a file with the unsafe name '{_printable(member[:80])}'", "archive.unsafe_path")


def _check_ratio(unpacked: int, packed: int, name: str) -> None:
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1):
        raise _refusal(
            name,
            f"unpacks to more than {MAX_RATIO} times its size, as a bomb does; unpack it yourself",
            "archive.ratio",
        )


def _refuse_nested(start: bytes, name: str) -> bytes:
    if start.startswith((_GZIP, _ZIP, _EMPTY_ZIP, *_OTHERS)):
        raise _refusal(name, "holds an archive within the archive; unpack it first", "archive.nested")
    return start


def _is_tar(start: bytes) -> bool:
    return start[257:262] == b"ustar"


def _is_litter(member: str) -> bool:
    """What operating systems leave in archives: `__MACOSX/._a.xml`, `.DS_Store`."""
    return member.startswith("__MACOSX/") or member.rsplit("/", 1)[-1] in (".DS_Store", "Thumbs.db")


def _printable(name: str) -> str:
    clean = name.encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in clean)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _refusal(name: str, message: str, code: str) -> SourceError:
    return SourceError(message, source=name, code=code)


class _Bounded(io.RawIOBase):
    """A stream that stops when it has given more than its packed size can honestly hold."""

    def __init__(self, stream: Any, name: str, packed: Callable[[], int]) -> None:
        self._stream, self._name, self._packed, self._given = stream, name, packed, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            piece = self._stream.read(CHUNK if size is None or size < 0 else min(size, CHUNK))
        except _BROKEN as error:
            raise _refusal(
                self._name, f"is broken ({_first_line(error)}); fetch it again", "archive.corrupt"
            ) from error
        self._given += len(piece)
        _check_ratio(self._given, self._packed(), self._name)
        if self._given > MAX_UNPACKED:
            raise _refusal(self._name, f"unpacks to more than {MAX_UNPACKED:,} bytes; split it", "archive.too_large")
        return bytes(piece)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Gzip(gzip._GzipReader):
    """A gzip stream that refuses to be of a hundred thousand streams in a row, each of which costs its header."""

    _started = 0

    def _read_gzip_header(self) -> Any:
        self._started += 1
        if self._started > MAX_STREAMS:
            raise zlib.error(f"more than {MAX_STREAMS:,} streams in one")
        return super()._read_gzip_header()  # type: ignore[misc]


class _Open:
    """A spooled member as a stream that survives its `with`, so that it can be read again."""

    def __init__(self, stream: Any) -> None:
        self.read, self.seek, self.tell, self.seekable = stream.read, stream.seek, stream.tell, lambda: True

    def __enter__(self) -> "_Open":
        return self

    def __exit__(self, *_: object) -> None:
        return


class _Header(tarfile.TarInfo):
    """A tar header that refuses extended headers of absurd length, which tarfile would read as a whole."""

    def _proc_member(self, tar: tarfile.TarFile) -> Any:
        if self.type in _EXTENDED and self.size > MAX_TAR_HEADER:
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        return super()._proc_member(tar)  # type: ignore[misc]
