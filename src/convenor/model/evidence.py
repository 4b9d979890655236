"""Evidence: one sourced claim. Nearest standard term: FollowTheMoney `Statement`."""

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from convenor.model.codes import Basis, Marking


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Who is said to have done what, where, when, and who says so.

    Attributes:
        id: Hash of what is claimed and where it stands; the same claim read twice has the same id.
        actor: Id of the actor the claim is about.
        relation: What is said of the actor, a `Relation` or a source's own word.
        object: What the relation points at: an activity, a capability, another actor, a group.
        value: The claim in words or digits, as published.
        unit: Unit of the value, where it is a number.
        place: ISO 3166 code or p-code.
        start: When it began; rows that start after the outcome's `as_of` are invisible.
        end: When it ended, where known.
        title: What a person reads: the activity's or page's title.
        source: The published data set or page.
        locator: The place inside the source: an identifier, a row, an address.
        licence: Under which terms the row may be reused.
        retrieved: When the source was read.
        use_by: Last day on which the row counts as current; None never expires.
        marking: Traffic-light marking.
        basis: Entered, evidence or assumed.
    """

    id: str
    actor: str
    relation: str
    object: str
    value: str = ""
    unit: str = ""
    place: str = ""
    start: date | None = None
    end: date | None = None
    title: str = ""
    source: str
    locator: str
    licence: str
    retrieved: date
    use_by: date | None = None
    marking: Marking = Marking.CLEAR
    basis: Basis = Basis.EVIDENCE

    def expired(self, as_of: date) -> bool:
        """True when the row is past its use-by date on `as_of`."""
        return self.use_by is not None and self.use_by < as_of


def evidence_id(*parts: str) -> str:
    """Stable id of a claim: 16 hexadecimal digits of a hash over its parts.

    Example:
        >>> evidence_id("a", "b") == evidence_id("a", "b") != evidence_id("ab", "")
        True
    """
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
