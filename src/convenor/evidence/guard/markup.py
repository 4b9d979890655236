"""XML read record by record with flat memory: no doctype, no entities, no network, and caps on depth, attributes,
texts and size. Stock parsers leave most of these open (defusedxml accepts nesting 100,000 deep)."""

import re
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
from lxml import etree

from convenor.errors import SourceError
from convenor.evidence.guard.files import Input
from convenor.evidence.guard.limits import (
    COUNT_FROM,
    MAX_ATTRIBUTES,
    MAX_NODES,
    MAX_PROLOG,
    MAX_RECORD,
    MAX_TEXT,
)
from convenor.evidence.sources import Reject

Element = etree._Element  # lxml names its element class with an underscore and documents it so
_LONG_TAG = 5 * MAX_ATTRIBUTES  # bytes; ` a=""` is the shortest attribute
_TOO_MANY = etree.XPath(f"boolean(descendant-or-self::*[@*[{MAX_ATTRIBUTES + 1}]])")
_TOO_LONG = etree.XPath(f"boolean(descendant::text()[string-length() > {MAX_TEXT}])")
_NODES = etree.XPath("count(descendant::node()) + count(descendant-or-self::*/@*)")
_SKIPPED = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_TRIAL = 512  # bytes fed at a time while looking for the root element
OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "dtd_validation": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "remove_blank_text": True,
    "collect_ids": False,
    "encoding": "utf-8",
}  # fmt: skip  (huge_tree off: libxml2 itself then stops at depth 256 and at texts of 10 MB)


def root(file: Input) -> Element:
    """The root element with its attributes, before anything below it is read.

    Raises:
        SourceError: A doctype, a prolog that never ends, no XML, or bytes that are not in the encoding.
    """
    parser = etree.XMLPullParser(events=("start",), **OPTIONS)
    start = b""
    for piece, text in file.utf8():
        refuse_nul(text, file, 0, "")
        start += piece
        if len(start) >= MAX_PROLOG or not piece:
            break
    refuse_doctype(start.decode("utf-8", "ignore"), file)
    try:
        for i in range(0, len(start), _TRIAL):
            parser.feed(start[i : i + _TRIAL])
            if (found := _first(parser, file)) is not None:
                return found
        if len(start) < MAX_PROLOG:
            parser.close()
    except etree.XMLSyntaxError as error:
        if (found := _first(parser, file)) is not None:
            return found  # what is wrong comes after the root; reading the records will say so
        raise broken(error, file) from error
    raise _endless(file)


def _first(parser: "etree.XMLPullParser", file: Input) -> Element | None:
    for _, found in parser.read_events():
        element = cast(Element, found)
        refuse_declared(element, file)
        return element
    return None


def _endless(file: Input) -> SourceError:
    message = f"has no root element in its first {MAX_PROLOG:,} bytes"
    return SourceError(message, source=file.file, code="xml.prolog_too_long")


def records(file: Input, tag: str) -> Iterator[tuple[str, Element] | Reject]:
    """Each child of the root that is called `tag` with its position, or what is wrong with it.

    An element is good until the next piece of the file is read. A file cut short gives its whole records and one
    `Reject` with the rest; any other break of XML's rules refuses the file.

    Args:
        file: Where to read.
        tag: Name of a record, without namespace.

    Raises:
        SourceError: Not well-formed, too deep, a record too large, or bytes that are not in the encoding.
    """
    reader = _Reader(file, tag)
    for piece, text in file.utf8():
        yield from reader.feed(piece, text)
    yield from reader.close()


class _Reader:
    """A pull parser that counts records, measures what is not yet whole, and forgets what has been read."""

    def __init__(self, file: Input, tag: str) -> None:
        self._parser = etree.XMLPullParser(events=("end",), tag=(tag,), **OPTIONS)
        self._file, self._tag = file, tag
        self._root: Element | None = None
        self._number = self._lines = self._bytes = self._counted = 0
        self._waiting = bytearray()  # bytes since the last piece that ended a record
        self._last = ""
        self._suspect = False  # whether the waiting bytes may hold a tag with too many attributes
        self._complaint: SourceError | None = None
        self._open = b""  # what follows the last '<': a tag that may go on in the next piece

    def feed(self, piece: bytes, text: str) -> Iterator[tuple[str, Element] | Reject]:
        refuse_nul(text, self._file, self._lines, self._last)
        self._last, self._lines, self._bytes = text, self._lines + text.count("\n"), self._bytes + len(piece)
        self._waiting += piece
        here = self._has_long_tag(piece)
        self._suspect = self._suspect or here
        try:
            self._parser.feed(piece)
        except etree.XMLSyntaxError as error:
            yield from self._ended()
            raise broken(error, self._file) from error
        for entry in self._parser.feed_error_log.filter_from_errors():  # of these it only complains when closed
            self._complaint = self._complaint or _refusal(entry.message, entry.line, entry.column, self._file)
        before = self._number
        yield from self._ended()
        if self._number > before:
            self._waiting, self._counted, self._suspect = bytearray(piece), 0, here
        self._forget()
        self._measure()

    def close(self) -> Iterator[tuple[str, Element] | Reject]:
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            yield from self._ended()
            if self._complaint is not None:
                raise self._complaint from error
            if self._number == 0 and b"<" + self._tag.encode() not in self._waiting:
                raise broken(error, self._file) from error
            yield self._cut()
            return
        yield from self._ended()

    def _ended(self) -> Iterator[tuple[str, Element] | Reject]:
        for _, found in self._parser.read_events():
            element: Element = found  # type: ignore[assignment]
            parent = element.getparent()
            if parent is None or parent.getparent() is not None:
                continue  # a record inside a record belongs to the outer one
            self._root = parent
            self._number += 1
            position = f"record {self._number}, line {element.sourceline}"
            yield self._wrong(element, position) or (position, element)

    def _forget(self) -> None:
        """Drop all but the last child of the root: records that were read, and whatever stands between them."""
        if self._root is not None and len(self._root) > 1:
            del self._root[:-1]

    def _measure(self) -> None:
        size = len(self._waiting)
        if size < COUNT_FROM or size - self._counted < COUNT_FROM:
            return
        self._counted = size
        top = self._root
        if (
            size > MAX_RECORD
            or (top is not None and cast(float, _NODES(top)) > MAX_NODES)
            or (top is None and (size > COUNT_FROM * 8 or self._waiting.count(b"<") > MAX_NODES))
        ):
            raise SourceError(
                f"holds a record of more than {size:,} bytes or {MAX_NODES:,} parts; split it",
                source=self._file.file,
                locator=f"after record {self._number}",
                code="xml.record_too_large",
            )

    def _has_long_tag(self, piece: bytes) -> bool:
        """True where a tag may hold too many attributes; asking each element would take a tenth of the whole load.

        An attribute value cannot hold a '<', so a tag with that many attributes is a long way from one '<' to the next.
        """
        tags = self._open + piece
        self._open = tags[max(0, tags.rfind(b"<")) :]
        if len(self._open) > COUNT_FROM:  # no need to look at it again and again
            self._open = b""
            return True
        starts = np.flatnonzero(np.frombuffer(tags + b"<", dtype=np.uint8) == ord("<"))
        long = np.flatnonzero(np.diff(starts) > _LONG_TAG)
        return any(tags.count(b"=", starts[i], starts[i + 1]) > MAX_ATTRIBUTES for i in long)

    def _wrong(self, element: Element, position: str) -> Reject | None:
        if self._suspect and _TOO_MANY(element):
            message = f"an element has more than {MAX_ATTRIBUTES} attributes"
            return Reject(position, "xml.too_many_attributes", message, text_of(element))
        if len(self._waiting) > MAX_TEXT and _TOO_LONG(element):
            message = f"a text has more than {MAX_TEXT:,} characters"
            return Reject(position, "xml.text_too_long", message, text_of(element))
        return None

    def _cut(self) -> Reject:
        end = self._waiting.rfind(f"</{self._tag}>".encode())
        rest = self._waiting[end + len(self._tag) + 3 :] if end >= 0 else self._waiting
        return Reject(
            f"byte {self._bytes - len(rest)}",
            "xml.truncated",
            f"the file ends in the middle after {self._number} whole records; fetch it again",
            rest.decode("utf-8", "replace"),
        )


def text_of(element: Element) -> str:
    """The element as XML text, for quarantine."""
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def refuse_doctype(start: str, file: Input) -> None:
    at = 0
    while match := _SKIPPED.match(start, at):
        at = match.end()
    if start.startswith("<!DOCTYPE", at):
        line = start.count("\n", 0, at) + 1
        raise SourceError(
            "has a DOCTYPE, through which files and networks can be reached; remove that line",
            source=file.file,
            locator=f"line {line}",
            code="xml.dtd_forbidden",
        )
    if len(start) >= MAX_PROLOG // 4 and start.startswith(("<?", "<!"), at):
        raise _endless(file)


def refuse_declared(element: Element, file: Input) -> None:
    """The second lock: whatever slipped past the text check shows in the parsed document."""
    info = element.getroottree().docinfo
    if info.internalDTD is not None or info.system_url or info.public_id:
        raise SourceError("has a DOCTYPE; remove it", source=file.file, code="xml.dtd_forbidden")


def refuse_nul(text: str, file: Input, lines: int, before: str) -> None:
    at = text.find("\0")
    if at < 0:
        return
    line = lines + text.count("\n", 0, at) + 1
    start = text.rfind("\n", 0, at)
    column = at - start if start >= 0 else at + len(before) - before.rfind("\n")
    raise SourceError(
        "holds a NUL, which XML forbids; fetch the file again or remove it",
        source=file.file,
        locator=f"line {line}, column {column}",
        code="xml.malformed",
    )


def broken(error: etree.XMLSyntaxError, file: Input) -> SourceError:
    line, column = error.position
    return _refusal((error.msg or "is not XML").split(", line")[0], line or 0, column or 0, file)


def _refusal(what: str, line: int, column: int, file: Input) -> SourceError:
    place, low = f"line {line}, column {column}", what.lower()
    if "depth" in low:
        return SourceError("nests too deeply", source=file.file, locator=place, code="xml.too_deep")
    if "huge" in low or "too long" in low or "resource limit" in low:
        message = f"holds too much in one place ({what})"
        return SourceError(message, source=file.file, locator=place, code="xml.too_large")
    return SourceError(f"is not well-formed XML: {what}", source=file.file, locator=place, code="xml.malformed")
