"""A partnership as a network: its members and the convener, and the ties between them that have live evidence.

Every network format writes this and nothing more: who was left out, is flagged without being a member, or hides itself
has no place in a map that others will read.
"""

from dataclasses import dataclass

from convenor.action.approach import carried
from convenor.action.chosen import convener_id, known
from convenor.action.labels import kind_word, place, short_label
from convenor.action.text import clean
from convenor.model.codes import Kind, Marking
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan
from convenor.model.stake import Stake


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One node.

    Attributes:
        id: Actor id.
        name: Its name, unlike every other in the network.
        kind: Sort of body.
        country: ISO 3166 code; empty is unknown.
        tier: Tier; "convener" for a convener who is no member.
        brings: What is used of its offers, in words.
        new: True where it is no usual partner.
        without: Effect lost without it [0, 1].
        flag: Why it is in only by `must`; empty for all others.
    """

    id: str
    name: str
    kind: Kind
    country: str
    tier: str
    brings: tuple[str, ...]
    new: bool
    without: float
    flag: str

    @property
    def about(self) -> str:
        """Kind and seat, in words."""
        return ", ".join(part for part in (kind_word(self.kind), place(self.country) if self.country else "") if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One tie between two bodies of the network; `source`, `target` are actor ids."""

    source: str
    target: str
    relation: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Bodies and links, and what a file's head says."""

    id: str
    title: str
    as_of: str
    marking: Marking
    edition: str
    bodies: tuple[Body, ...]
    links: tuple[Link, ...]

    @property
    def note(self) -> str:
        """What the file is, in one line."""
        public = " Reckoned anew from public rows; the numbers may differ from those of a restricted edition."
        return f"{self.marking.value}. As of {self.as_of}. Proposed by convenor; nobody has agreed to it." + (
            public if self.edition == "public" else ""
        )


def proposal(thing: Plan | Partnership) -> Partnership:
    """The partnership of a plan, or the partnership itself."""
    return thing.partnership if isinstance(thing, Plan) else thing


def marking(thing: Plan | Partnership) -> Marking:
    """Highest marking of what the thing shows: a ledger counts."""
    found = [proposal(thing).marking]
    if isinstance(thing, Plan) and thing.ledger is not None:
        found.append(thing.ledger.marking)
    return max(found, key=list(Marking).index)


def network(thing: Plan | Partnership) -> Network:
    """The network of a partnership."""
    partnership = proposal(thing)
    bodies = _bodies(partnership)
    inside = {body.id for body in bodies}
    rows = {row.id: row for stake in known(partnership) for row in stake.evidence}
    links = tuple(
        Link(
            source=step.source, target=step.target, relation=clean(step.relation, 80),
            origin=next((clean(rows[key].source, 200) for key in step.evidence if key in rows), ""),
        )
        for step in carried(partnership)
        if step.source in inside and step.target in inside
    )  # fmt: skip
    return Network(
        id=partnership.outcome.id,
        title=clean(partnership.outcome.title, 300),
        as_of=partnership.outcome.as_of.isoformat(),
        marking=marking(thing),
        edition=thing.edition.value if isinstance(thing, Plan) else "",
        bodies=bodies,
        links=links,
    )


def _bodies(partnership: Partnership) -> tuple[Body, ...]:
    made, names = [], set[str]()
    members = {member.stake.actor.id: member for member in partnership.members}
    stakes = [member.stake for member in partnership.members]
    you = convener_id(partnership)
    stakes += [stake for stake in known(partnership) if stake.actor.id == you and you not in members]
    for stake in stakes:
        if "hidden" in stake.actor.marks:
            continue
        member = members.get(stake.actor.id)
        name = _unlike(stake, names)
        names.add(name)
        made.append(
            Body(
                id=stake.actor.id, name=name, kind=stake.actor.kind, country=clean(stake.actor.country, 10),
                tier=member.tier.value if member else "convener",
                brings=tuple(short_label(use.capability) for use in member.uses) if member else (),
                new=not stake.usual, without=member.without if member else 0.0, flag=stake.flagged,
            )
        )  # fmt: skip
    return tuple(made)


def _unlike(stake: Stake, names: set[str]) -> str:
    """The name, with its id where another body has the same."""
    name = clean(stake.actor.name, 200)
    return name if name not in names else f"{name} [{clean(stake.actor.id, 80)}]"
