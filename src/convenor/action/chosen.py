"""What the files of this room ask of a partnership: who is in it, whose rows are live, who is named in a text."""

import datetime as dt
from collections.abc import Iterable, Iterator

from convenor.action.labels import short_name
from convenor.model.actor import Offer
from convenor.model.codes import Relation, Tier
from convenor.model.evidence import Evidence
from convenor.model.partnership import Member, Partnership
from convenor.model.stake import Stake

SUPPLY = (Tier.CORE, Tier.CONTRIBUTOR)


def known(partnership: Partnership) -> Iterator[Stake]:
    """Every stake that the partnership carries: members, the usual set's, those left out; each actor once."""
    seen: set[str] = set()
    usual = partnership.usual.members if partnership.usual else ()
    inside = (member.stake for member in (*partnership.members, *usual))
    for stake in (*inside, *(partnership.outside or ())):
        if stake.actor.id not in seen:
            seen.add(stake.actor.id)
            yield stake


def convener_id(partnership: Partnership) -> str:
    """Id of the convener: the question may give its name instead."""
    asked = partnership.outcome.convener
    by_name = {stake.actor.name.casefold(): stake.actor.id for stake in known(partnership)}
    return by_name.get(asked.casefold(), asked)


def is_convener(stake: Stake, partnership: Partnership) -> bool:
    """True where this stake is the convener's own."""
    return stake.actor.answers_to(partnership.outcome.convener)


def suppliers(partnership: Partnership) -> list[Member]:
    """Members who bring something: core and contributor, never who is consulted or observes (M26)."""
    return [member for member in partnership.members if member.uses and member.tier in SUPPLY]


def live(rows: Iterable[Evidence], relation: Relation, as_of: dt.date) -> list[Evidence]:
    """Rows of one relation that count on a day: not later than it and not past their use-by date; newest first."""
    found = [
        row
        for row in rows
        if row.relation == relation and not row.expired(as_of) and (row.start is None or row.start <= as_of)
    ]
    return sorted(found, key=lambda row: (row.start or dt.date.min, row.id), reverse=True)


def offer_of(member: Member, capability: str) -> Offer | None:
    """What a member offers of a capability; None where it is not on file."""
    return next((offer for offer in member.stake.actor.offers if offer.capability == capability), None)


def named(partnership: Partnership, text: str) -> str:
    """Id of the member whose name a text holds first; empty where it names none."""
    said = text.casefold()
    places = {m.stake.actor.id: said.find(short_name(m.stake.actor.name).casefold()) for m in partnership.members}
    found = {key: at for key, at in places.items() if at >= 0}
    return min(found, key=lambda key: found[key]) if found else ""
