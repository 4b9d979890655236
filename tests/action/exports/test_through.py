"""Who introduces the convener to whom: somebody nearer than the one introduced, so that no chain runs in a circle."""

from dataclasses import replace

from convenor.action.exports.html.register import Register
from convenor.action.exports.html.ties import UNREACHED, _convener, _distances, links, through
from convenor.model.actor import Tie


def tied(rich, *pairs):
    """The same partnership with these ties only, each evidenced by the first row of its holder; nobody is usual."""
    members = []
    for member in rich.members:
        stake = member.stake
        made = tuple(
            Tie(to=other, relation="took part together", evidence=(stake.evidence[0].id,))
            for one, other in pairs
            if one == stake.actor.id
        )
        changed = replace(stake, actor=replace(stake.actor, ties=made), usual=False)
        members.append(replace(member, stake=changed))
    left = tuple(replace(each, actor=replace(each.actor, ties=())) for each in rich.outside)
    return replace(rich, members=tuple(members), outside=left, usual=None)


def asked(partnership, target):
    register = Register(partnership)
    every, _ = links(partnership, register)
    return through(target, partnership, every, register)


def test_two_newcomers_who_know_only_each_other_introduce_nobody(rich):
    pair = tied(rich, ("map", "bank"))
    assert asked(pair, "map") is None
    assert asked(pair, "bank") is None


def test_a_chain_leads_to_the_convener_and_not_back(rich):
    chain = tied(rich, ("map", "bank"), ("bank", "gov"), ("gov", "convener"))
    assert asked(chain, "gov")[0].startswith("your own tie")
    assert asked(chain, "bank")[0].startswith("Ministry of Inland Waters")
    assert "Bank" in asked(chain, "map")[0]


def test_whoever_introduces_is_nearer_than_whom_it_introduces(rich):
    register = Register(rich)
    every, _ = links(rich, register)
    far = _distances(_convener(rich), rich, every)
    names = {register.names[key]: key for key in register.names}
    told = {m.stake.actor.id: through(m.stake.actor.id, rich, every, register) for m in rich.members}
    by = {key: next((names[n] for n in names if way[0].startswith(n)), None) for key, way in told.items() if way}
    known = {key: other for key, other in by.items() if other}
    assert known
    assert all(far[other] < far.get(key, UNREACHED) for key, other in known.items())
