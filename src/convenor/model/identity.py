"""Identity: one body that sources name in several records, and why they were taken for one. Nearest standard terms:
nomenklatura's canonical entity and its referents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One record of a body, as its source has it.

    Attributes:
        id: Id of the record: a published reference, or a key made from the name.
        names: As published, the most frequent first.
        sources: Kinds of source that carry it, in words; sorted.
        rows: Rows of evidence under it.
        by: Who said that it is the body: a model's name or a person's function; empty for the record that stays.
        score: How sure a model was [0, 1]; None for a person's word and for the record that stays.
        reasons: Why, each in a few words.
    """

    id: str
    names: tuple[str, ...]
    sources: tuple[str, ...] = ()
    rows: int = 0
    by: str = ""
    score: float | None = None
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id or not self.names:
            raise ValueError(f"a record needs an id and a name, not id={self.id!r}, names={self.names!r}")

    @property
    def stays(self) -> bool:
        """True of the record whose id the others are read under: nobody had to say that it is the body."""
        return not (self.by or self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One body under several ids; the record whose id stays comes first."""

    records: tuple[Alias, ...]

    def __post_init__(self) -> None:
        if len(self.records) < 2:
            raise ValueError("an identity joins at least two records")

    @property
    def actor(self) -> str:
        """The id that all are read under."""
        return self.records[0].id

    @property
    def name(self) -> str:
        """What the record that stays is called."""
        return self.records[0].names[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """Kinds of source that name it, sorted."""
        return tuple(sorted({source for record in self.records for source in record.sources}))
