"""XML parts of an Office document, element by element with flat memory: no doctype, no entities, no network, and caps
on depth and length. Any break of XML's rules refuses the document."""

from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from convenor.errors import SourceError
from convenor.evidence.guard.files import Input
from convenor.evidence.guard.limits import MAX_ELEMENT, MAX_PROLOG
from convenor.evidence.guard.markup import OPTIONS, Element, broken, refuse_declared, refuse_doctype, refuse_nul


def elements(part: Input, *tags: str, until: str = "") -> Iterator[Element]:
    """Every outermost element that has one of these names, whatever its namespace and depth.

    An element is good until the next one is asked for.

    Args:
        part: The part to read.
        tags: Names without namespace.
        until: Name of the element after whose end nothing is read any more; '' reads to the end.

    Raises:
        SourceError: Not well-formed, a doctype, too deep, too large, or bytes that are not in the encoding.
    """
    wanted: Any = tuple(f"{{*}}{tag}" for tag in (*tags, until) if tag)
    parser = etree.XMLPullParser(events=("start", "end"), tag=wanted, **OPTIONS)
    open_tags = waiting = lines = 0
    before, start = "", ""
    last: Element | None = None
    try:
        for piece, text in part.utf8():
            refuse_nul(text, part, lines, before)
            if len(start) < MAX_PROLOG:
                start += text
                refuse_doctype(start[:MAX_PROLOG], part)
            lines, before = lines + text.count("\n"), text
            parser.feed(piece)
            waiting += len(piece)
            for event, found in parser.read_events():
                element = cast(Element, found)
                if last is None:
                    refuse_declared(element, part)
                last = element
                if until and element.tag.rpartition("}")[2] == until:
                    if event == "end":
                        return
                    continue
                open_tags += 1 if event == "start" else -1
                if event == "end" and open_tags == 0:
                    waiting = 0
                    yield element
                    element.clear()
            if last is not None:
                _forget(last)
            if waiting > MAX_ELEMENT:
                raise _too_large(part)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise broken(error, part) from error


def _forget(element: Element) -> None:
    """Drop what stands before an element, and before each that it stands in."""
    node: Element | None = element
    while node is not None and (parent := node.getparent()) is not None:
        place = parent.index(node)
        if place:
            del parent[:place]
        node = parent


def _too_large(part: Input) -> SourceError:
    message = f"holds one element of more than {MAX_ELEMENT:,} bytes; save the sheet as CSV"
    return SourceError(message, source=part.file, code="xml.record_too_large")
