"""Who is proposed, and why each: one row a partner, in the order of what is lost without it."""

from dataclasses import dataclass

from convenor.action.exports.html.register import Chips, Register
from convenor.action.labels import (
    POWERS,
    briefly,
    capability,
    capability_label,
    kind_word,
    place,
    shape,
    short_label,
)
from convenor.action.words import listed, percent
from convenor.model.actor import Offer
from convenor.model.codes import Power, Tier
from convenor.model.partnership import Member, Partnership, Use

TIERS = {
    Tier.CORE: "Core: carry the work",
    Tier.CONTRIBUTOR: "Contributors: each carries a need",
    Tier.CONSULTED: "Consulted: heard before decisions, supply nothing",
    Tier.OBSERVER: "Observers: see, supply nothing",
}
MOST_BRINGS = 5  # lines in a cell; the rest is named, and stands with its amounts under "Who covers what"
FLAGS = {
    "sanctioned": "sanctioned: proposed only because you require it",
    "party": "party to the conflict: proposed only because you require it",
    "rival": "works against this outcome: proposed only because you require it",
    "absent": "has refused or is absent: proposed only because you require it",
}
MARKS = {"women_led": "women-led, by its own word", "local": "local"}


@dataclass(frozen=True, slots=True)
class Bring:
    """One thing that a partner brings, and how sure that is."""

    label: str
    power: str
    what: str
    amount: str
    chips: Chips


@dataclass(frozen=True, slots=True)
class Partner:
    """One row of the table."""

    number: int
    name: str
    shape: str
    about: str
    new: bool
    marks: tuple[str, ...]
    flags: tuple[str, ...]
    why: str
    signals: str
    path: str
    chips: Chips
    brings: tuple[Bring, ...]
    further: str
    spare: str
    without: str
    lost: float


def partners(partnership: Partnership, register: Register) -> tuple[tuple[str, tuple[Partner, ...]], ...]:
    """Rows by tier, core first; numbers follow the order of the members."""
    rows = [(member.tier, _partner(n, member, register)) for n, member in enumerate(partnership.members, start=1)]
    return tuple(
        (title, tuple(row for at, row in rows if at is tier))
        for tier, title in TIERS.items()
        if any(at is tier for at, _ in rows)
    )


def _partner(n: int, member: Member, register: Register) -> Partner:
    stake, actor = member.stake, member.stake.actor
    where = f"{place(actor.country)}" if actor.country else "country not on file"
    home = f", from {place(actor.home)}" if actor.home else ""
    uses = sorted(member.uses, key=lambda use: -use.amount)
    used = {use.capability for use in uses}
    spare = [_named(offer) for offer in actor.offers if offer.capability not in used]
    flags = [FLAGS[stake.flagged]] if stake.flagged else []
    if member.forced and not stake.flagged:
        flags.append("in because you require it")
    return Partner(
        number=n,
        name=actor.name,
        shape=shape(actor.kind),
        about=f"{kind_word(actor.kind)} · {where}{home}",
        new=not stake.usual,
        marks=tuple(words for mark, words in MARKS.items() if mark in actor.marks),
        flags=tuple(flags),
        why=briefly(member.reason),
        signals=_signals(stake.reasons),
        path=" → ".join(stake.exposure),
        chips=register.cite(row.id for row in stake.evidence),
        brings=tuple(_bring(use, actor.offers, register) for use in uses[:MOST_BRINGS]),
        further=listed([short_label(use.capability) for use in uses[MOST_BRINGS:]], 9, between="; ", last="; "),
        spare=listed(spare, 3, between="; ", last="; "),
        without=_without(member),
        lost=member.without,
    )


def _signals(reasons: tuple[tuple[str, float], ...]) -> str:
    """What speaks for it most, on a scale to 100: "place 100, text 32"."""
    top = sorted((pair for pair in reasons if pair[1] > 0.005), key=lambda pair: -pair[1])[:3]
    return ", ".join(f"{signal} {round(100 * strength)}" for signal, strength in top)


def _bring(use: Use, offers: tuple[Offer, ...], register: Register) -> Bring:
    offer = next((offer for offer in offers if offer.capability == use.capability), None)
    row = capability(use.capability)
    power = offer.power if offer else row.power if row else Power.UNKNOWN
    chips = register.cite(offer.evidence, basis=offer.basis) if offer else Chips(basis="unknown")
    return Bring(
        capability_label(use.capability), POWERS[power], offer.what if offer else "", percent(use.amount), chips
    )


def _named(offer: Offer) -> str:
    hard = ", ◆ hard" if offer.power is Power.HARD else ""
    return f"{short_label(offer.capability)}{hard}"


def _without(member: Member) -> str:
    if member.tier in (Tier.CONSULTED, Tier.OBSERVER):
        return "Supplies nothing; its voice is lost"
    if member.without < 0.005:
        return "Under one point: others here cover it" if member.without > 1e-9 else "Nothing: others here cover it"
    points = round(100 * member.without)
    return f"About {points} {'point' if points == 1 else 'points'}"
