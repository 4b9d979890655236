"""The three pillars, measured and not scored: what stands on each, and the question asked again without it (M7).

*Digital*: no offers of digital capabilities. *Multi-stakeholder*: members of the convener's kind only. *Feminist*: no
floors on affected and women-led groups. Formulas and limits: docs/how-it-is-reckoned/pillars.md.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from convenor.model.capability import capabilities
from convenor.model.codes import Instrument, Kind
from convenor.model.measures import Pillar
from convenor.model.outcome import Outcome
from convenor.model.partnership import Partnership
from convenor.model.stake import Stake
from convenor.partnerships import candidates
from convenor.partnerships.again import ask
from convenor.partnerships.check import reckon
from convenor.partnerships.counted import Ground, supplying, worst
from convenor.partnerships.gate import ANSWERED
from convenor.partnerships.reach import reached
from convenor.partnerships.words import join, label, percent


def pillars(
    base: Ground, partnership: Partnership, *, seconds: float = 3.0, seed: int = 0
) -> tuple[Pillar, ...]:  # fmt: skip
    """What each pillar carries, with the best set that does without it at the same terms.

    Args:
        base: What all sets are measured against.
        partnership: The set proposed, with its gate.
        seconds: Time for each of the three questions [s].
        seed: Chance for a sampled search.
    """
    return (
        _digital(base, partnership, seconds, seed),
        _multi(base, partnership, seconds, seed),
        _feminist(base, partnership, seconds, seed),
    )


def _digital(base: Ground, partnership: Partnership, seconds: float, seed: int) -> Pillar:
    without = [_stripped(stake) for stake in base.stakes]
    used = [
        (m.stake.actor.name, u.capability) for m in supplying(partnership) for u in m.uses if _is_digital(u.capability)
    ]
    left = _left(base.outcome, partnership, without)
    share = max(0.0, round(1.0 - left / partnership.effect, 9)) if partnership.effect > 0 else 0.0
    names = join(sorted({label(capability) for _, capability in used}))
    says = f"{percent(share)} of the effect is lost when digital offers fail and nobody is replaced"
    return replace(
        _asked_again(base, partnership, base.outcome, without, seconds, seed),
        name="digital",
        says=f"{says}; in use: {names}." if names else "No digital offer is in use.",
        without="Asked again without offers of digital capabilities.",
        share=share,
        exposed=tuple(f"{label(capability)} ({name})" for name, capability in used),
    )


def _multi(base: Ground, partnership: Partnership, seconds: float, seed: int) -> Pillar:
    kind = _conveners_kind(base)
    inside = supplying(partnership)
    kinds = sorted({member.stake.actor.kind.value for member in inside})
    public, private = (sum(getattr(m.stake.actor, side) for m in inside) for side in ("public", "private"))
    new, all_new = sum(not m.stake.usual for m in inside), sum(not stake.usual for stake in base.stakes)
    says = (
        f"{len(inside)} members of {len(kinds)} kinds ({join(kinds)}), {public} public and {private} private; "
        f"{new} of {len(inside)} are newcomers, among all on file {all_new} of {len(base.stakes)}."
    )
    if kind is Kind.UNKNOWN:
        without = "Not asked again: the convener's kind is not on file."
        return Pillar(name="multi-stakeholder", says=says, without=without)
    alike = [stake for stake in base.stakes if stake.actor.kind is kind]
    held = {stake.actor.id for stake in alike}
    terms = base.outcome.terms
    asked = base.outcome.change(must=tuple(name for name in terms.must if name in held))
    words = f"Asked again with members of the convener's kind only ({kind.value})"
    again = _asked_again(base, partnership, asked, alike, seconds, seed)
    if again.effect is None and terms.floors:
        freed = asked.change(floors=(), newcomers=0.0)
        again = _asked_again(base, partnership, freed, alike, seconds, seed)
        words += ", freed of the floors that they cannot meet"
    if again.effect is None:
        words += ": no set keeps the terms"
    return replace(again, name="multi-stakeholder", says=says, without=f"{words}.")


def _feminist(base: Ground, partnership: Partnership, seconds: float, seed: int) -> Pillar:
    floors = tuple(f for f in base.outcome.terms.floors if f.of != "women_led" and not f.of.startswith("group:"))
    words = "Asked again without the floors on affected and women-led groups."
    if len(floors) == len(base.outcome.terms.floors):
        words += " The question sets none, so nothing changes."
    asked = base.outcome.change(floors=floors)
    again = _asked_again(base, partnership, asked, base.stakes, seconds, seed)
    return replace(again, name="feminist", says=_four(partnership), without=words)


def _four(partnership: Partnership) -> str:
    """Rights, representation, resources, reality check, each counted."""
    lights = partnership.gate.lights if partnership.gate else ()
    seated = [[voice for voice in light.voices if voice.member and voice.counts] for light in lights]
    answered = sum(any(voice.right in ANSWERED for voice in voices) for voices in seated)
    present = sum(any(voices) for voices in seated)
    asked = sum(bool(light.said) for light in lights)
    groups = len(lights)
    return (
        f"Rights: {answered} of {groups} affected groups have answers, a vote or consent. "
        f"Representation: {present} of {groups} have a body at the table. Resources: {_resources(partnership)}. "
        f"Reality check: {asked} of {groups} were asked in a dialogue."
    )


def _resources(partnership: Partnership) -> str:
    """Who brings the money that is used: women-led bodies, of all."""
    money = [
        (use.amount, "women_led" in member.stake.actor.marks)
        for member in supplying(partnership)
        for held in [candidates.offers(member.stake.actor)]
        for use in member.uses
        if held[use.capability].instrument is Instrument.FINANCIAL
    ]
    total = sum(amount for amount, _ in money)
    if not total:
        return "no money is in use"
    share = sum(amount for amount, women in money if women) / total
    return f"women-led bodies bring {percent(share)} of the means of paying that are used"


def _asked_again(
    base: Ground, partnership: Partnership, asked: Outcome, stakes: Sequence[Stake], seconds: float, seed: int
) -> Pillar:
    """The best set of these stakes at these terms, measured against everybody on file, beside the one proposed."""
    blank = Pillar(name="", says="", without="")
    ours = {member.stake.actor.id: member.stake.actor.name for member in supplying(partnership)}
    other = ask(asked, stakes, keep=ours, seconds=seconds, seed=seed) if stakes else None
    if other is None:
        return blank
    theirs, stripped = other.names, replace(base, offers=_offers(base, stakes))
    index = [reached(base.reach, base.inside(set(ids)))[1] for ids in (theirs, ours)]
    return replace(
        blank,
        effect=round(other.effect, 9),
        effect_change=round(other.effect - partnership.effect, 9) + 0.0,  # no minus nought
        es95_change=worst(stripped, base.inside(set(theirs))) - worst(base, base.inside(set(ours))),
        reach_change=index[0] - index[1],
        joins=tuple(name for key, name in theirs.items() if key not in ours),
        leaves=tuple(name for key, name in ours.items() if key not in theirs),
    )


def _offers(base: Ground, stakes: Sequence[Stake]) -> np.ndarray:
    """Amounts of these stakes in the rows of everybody; nought for who is not among them."""
    row = {stake.actor.id: a for a, stake in enumerate(base.stakes)}
    offers_ac = np.zeros_like(base.offers)
    offers_ac[[row[stake.actor.id] for stake in stakes]] = candidates.amounts(base.outcome, stakes)
    return offers_ac


def _left(outcome: Outcome, partnership: Partnership, without: Sequence[Stake]) -> float:
    """Effect of the same members with these offers."""
    ids = {member.stake.actor.id for member in supplying(partnership)}
    field = candidates.field(outcome, without)
    return reckon(field.problem, [a for a, stake in enumerate(field.stakes) if stake.actor.id in ids]).effect


def _stripped(stake: Stake) -> Stake:
    offers = tuple(offer for offer in stake.actor.offers if not _is_digital(offer.capability))
    return replace(stake, actor=replace(stake.actor, offers=offers))


def _is_digital(capability: str) -> bool:
    return capability in capabilities() and capabilities()[capability].digital


def _conveners_kind(base: Ground) -> Kind:
    for stake in base.stakes:
        if stake.actor.answers_to(base.outcome.convener):
            return stake.actor.kind
    return Kind.UNKNOWN
