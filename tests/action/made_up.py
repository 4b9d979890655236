"""Plans on the made-up river, and pieces of them, for the tests of this room."""

import datetime as dt
from dataclasses import replace

from convenor.model.codes import Marking
from convenor.model.ledger import Kept, Promise
from convenor.model.partnership import Partnership

DAY = dt.timedelta(days=1)


def promise(key: str, state: Kept = Kept.OPEN, **given) -> Promise:
    """A promise of the ferry cooperative to the ministry."""
    made = given.pop("made", dt.date(2025, 1, 10))
    done = {} if state is Kept.OPEN else {"settled": made + 30 * DAY, "evidence": "minutes, item 3"}
    return Promise(
        **{"id": key, "by": "ferry", "to": "gov", "what": "two boats on market days", "made": made,
           "due": made + 60 * DAY, "state": state, **done, **given}
    )  # fmt: skip


def marked(partnership: Partnership, actor: str, marking: Marking, words: str = "") -> Partnership:
    """The partnership with the first row of one member at another marking, and saying something of its own."""
    members = []
    for member in partnership.members:
        if member.stake.actor.id == actor:
            first, *rest = member.stake.evidence
            first = replace(first, marking=marking, title=words or first.title, relation="implementing")
            member = replace(member, stake=replace(member.stake, evidence=(first, *rest)))
        members.append(member)
    return replace(partnership, members=tuple(members), marking=marking)
