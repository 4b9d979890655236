"""What a person says of the files of a load: what columns mean, in which encoding they are, under which licence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.guard.encodings import known
from convenor.evidence.sources import Reading, Record, Reject, Source
from convenor.model.codes import Basis, Marking
from convenor.model.words import fold

MAX_LICENCE = 200  # characters
_OPEN = re.compile(  # opendefinition.org/licenses, and the public-sector licences that conform to it
    r"cc ?0(?: 1 0)?(?: universal)?"
    r"|cc ?by(?: ?sa)?(?: ?[1-4](?: ?[05])?)?(?: ?igo| ?intl?| ?international| ?unported| ?[a-z]{2})?"
    r"|creative commons (?:zero|attribution(?: share ?alike)?)(?: [1-4] [05])?(?: igo| international| unported)?"
    r"|public domain|pddl(?: 1 0)?|odbl?(?: ?by)?(?: 1 0)?|odc (?:by|pddl|odbl)(?: 1 0)?|open database licen[cs]e"
    r"|(?:uk )?(?:open government licen[cs]e|ogl)(?: ?v?[1-3](?: 0)?)?|licence ouverte(?: .*)?|etalab.*"
    r"|eupl(?: 1 [12])?"
)


def is_open(licence: str) -> bool:
    """True where the terms let anybody reuse the data; what forbids trade or changes, or is not known, is not open.

    Example:
        >>> is_open("CC-BY-4.0"), is_open("CC BY 3.0 IGO"), is_open("CC BY-NC 4.0"), is_open("all rights reserved")
        (True, True, False, False)
    """
    return _OPEN.fullmatch(re.sub(r"[\W_]+", " ", fold(licence)).strip()) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What holds for all files of a load.

    Attributes:
        columns: What columns of sheets mean: header to word.
        encoding: Of texts that do not say theirs; '' is guessed.
        licence: Terms of the data; '' is what the source or the file says.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    licence: str = ""
    _made: dict[str, "Source"] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.encoding and not known(self.encoding):
            message = (
                f"'{self.encoding[:40]}' is no encoding of text; write windows-1252, windows-1251, cp850 or utf-16"
            )
            raise SourceError(message, source="--encoding", code="encoding.unknown")
        if self.licence and not (
            self.licence.isprintable() and self.licence.strip() and len(self.licence) <= MAX_LICENCE
        ):
            message = f"is no name of a licence; write up to {MAX_LICENCE} characters, as CC-BY-4.0"
            raise SourceError(message, source="--licence", code="licence.unreadable")

    def fingerprint(self) -> bytes:
        """Bytes that differ where something else was said; none where nothing was."""
        pairs = [f"\0{header}\0{word}" for header, word in sorted(self.columns.items())]
        named = (("encoding", self.encoding), ("licence", self.licence))
        return "".join([*pairs, *(f"\0\0{name}\0{value}" for name, value in named if value)]).encode("utf-8", "replace")

    def tell(self, member: Input) -> None:
        """Hand on to a file what its guard and its source need."""
        member.columns, member.encoding = self.columns, self.encoding

    def stated(self, source: Source) -> Source:
        """The source, with the licence that was said; the same one each time, for a batch is of one source."""
        if not self.licence:
            return source
        return self._made.setdefault(source.name, Stated(source, self.licence.strip()))

    def noted(self, readings: list[Reading], member: Input, source: Source) -> list[Reading]:
        """The readings, with the page of characters that was guessed for the member's text."""
        if not member.guessed:
            return readings
        note = (
            f"letters read as {member.guessed}, guessed: where they look wrong, load it again with --encoding NAME; "
            "this reading is then replaced"
        )
        if not any(reading.file == member.file for reading in readings):
            readings = [*readings, Reading(file=member.file, sheet="", source=source.name, how="header", columns=())]
        return [replace(r, notes=(*r.notes, note)) if r.file == member.file else r for r in readings]


class Stated:
    """A source whose rows carry the licence that a person stated, and the marking that follows from it.

    Rows of a published list under an open licence are CLEAR; what a person entered stays as it is, for opening it is
    another decision than licensing it; and what may not be reused freely leaves the house only by a person's hand.
    """

    def __init__(self, source: Source, licence: str) -> None:
        self._source, self.licence = source, licence
        entered = getattr(source, "basis", Basis.EVIDENCE) is Basis.ENTERED
        marking = getattr(source, "marking", Marking.CLEAR)
        self.marking = marking if entered else Marking.CLEAR if is_open(licence) else Marking.AMBER_STRICT

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def sniff(self, head: bytes, file: str) -> bool:
        """As the source itself."""
        return self._source.sniff(head, file)

    def read(self, file: Input) -> Iterator[Record | Reject]:
        """The source's records under the stated licence."""
        for item in self._source.read(file):
            record = item.held if isinstance(item, Reject) else item
            if record is not None:
                record.licence = self.licence
            yield item
