"""The dialogue as it is held: guards, model, groups, weights and findings in their order."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from convenor.dialogue import assemble, bridging
from convenor.dialogue.audiences import Room, room
from convenor.dialogue.brigading import Cluster, bursts, capped, discounts, near_duplicates
from convenor.dialogue.conversation import Conversation, FloatArray
from convenor.dialogue.groups import Grouping, find_groups, places
from convenor.dialogue.measures import group_aware_consensus
from convenor.dialogue.opinion import BURN, SWEEPS, Opinions, fit
from convenor.dialogue.weights import Dimension, dimensions, rake, weighting
from convenor.errors import OutcomeError
from convenor.model.codes import Basis, Marking
from convenor.model.dialogue import LEAST, TOO_FEW, Audience, Dialogue, Discount, Mode, MustHear

FEWEST, MOST = 5, 50  # organisations on the record
CAP = 0.5  # no stratum weighs more than half, or than its share of the population where that is larger
LOUD = 1000  # rows of pairs compared at once


def hold(
    conversation: Conversation, *, mode: Mode, strata: Mapping[str, Mapping[str, str]],
    population: Mapping[str, Mapping[str, float]], outcome: str, seed: int, consented: bool | Collection[str],
    basis: Basis, source: str, sweeps: int | None,
) -> Dialogue:  # fmt: skip
    """A dialogue from a conversation; see `convene` for the arguments."""
    heard = conversation.accepted
    head = Dialogue(
        title=conversation.title,
        outcome=outcome,
        mode=mode,
        people=len(heard.participants),
        votes=int((~np.isnan(heard.votes_ps)).sum()),
        statements=heard.statements,
        notes=_left_out(conversation, heard),
        marking=Marking.AMBER_STRICT,
    )
    if mode is Mode.ANONYMOUS and len(heard.participants) < LEAST:
        return _few(head, heard, strata, consented is True)
    if mode is Mode.ATTRIBUTED:
        heard, head = _on_record(head, heard, consented)
    if not len(heard.statements):
        return replace(head, notes=(*head.notes, "nobody voted on a statement that was accepted"))
    dims = dimensions(heard.participants, strata, population)
    return _whole(head, heard, dims, seed, basis, source, sweeps or SWEEPS)


def _whole(
    head: Dialogue, heard: Conversation, dims: list[Dimension], seed: int, basis: Basis, source: str, sweeps: int
) -> Dialogue:
    anonymous = head.mode is Mode.ANONYMOUS
    opinions = fit(heard.votes_ps, seed=seed, sweeps=sweeps, burn=min(BURN, sweeps))
    grouping = find_groups(opinions, np.random.default_rng(seed)) if anonymous else None
    clusters = [*near_duplicates(heard.votes_ps), *bursts(heard.votes_ps, heard.times_ps)] if anonymous else []
    here = room(len(heard.participants), grouping, dims, anonymous=anonymous)
    raked_p = rake([dim.codes_p for dim in dims], [dim.shares_c for dim in dims]) if dims else np.ones(head.people)
    weighted = any(not np.isnan(dim.shares_c).any() and len(dim.shares_c) for dim in dims)
    weight_p, cap_note = _weighed(raked_p, clusters, dims)
    found = _findings(heard, here, opinions, grouping, weight_p, weighted, anonymous, seed)
    weights = weighting(dims, raked_p, anonymous=anonymous, basis=basis, source=source) if dims else None
    place_px = grouping.place_px if grouping is not None else places(opinions)[0]
    label_p = grouping.label_p if grouping is not None else np.full(head.people, -1)
    return replace(
        head,
        audiences=_shown_audiences(here.audiences, here, anonymous),
        tallies=assemble.tallies(found),
        common=assemble.common(found),
        divides=assemble.divides(found),
        characteristic=assemble.characteristic(found),
        must_hear=assemble.must_hear(found, weights.absent if weights else ()),
        weights=weights,
        discounts=(*_discounted(clusters, found, opinions, weight_p, seed, anonymous), *cap_note),
        dots=assemble.dots(place_px, label_p, heard.participants, anonymous=anonymous),
        matrix=None if anonymous else assemble.matrix(heard),
        ask=assemble.ask(found),
        notes=(*head.notes, *_notes(grouping, here, anonymous)),
        rank=opinions.rank,
    )


def _findings(
    heard: Conversation, here: Room, opinions: Opinions, grouping: Grouping | None, weight_p: FloatArray,
    weighted: bool, anonymous: bool, seed: int,
) -> assemble.Findings:  # fmt: skip
    chance = np.random.default_rng
    rates = bridging.rates(opinions, here.member_gp * weight_p, chance(seed + 1), census=not anonymous)
    plain = bridging.rates(opinions, np.ones((1, len(weight_p))), chance(seed + 2), census=not anonymous)
    label_p = _polis_labels(heard, grouping)
    return assemble.Findings(
        conversation=heard,
        room=here,
        rates=rates,
        plain_s=plain.agree_dgs.mean(axis=0)[0],
        plain_against_s=plain.disagree_dgs.mean(axis=0)[0],
        weighted=weighted,
        polis_s=None if label_p is None else group_aware_consensus(heard.votes_ps, label_p),
        polis_against_s=None if label_p is None else group_aware_consensus(-heard.votes_ps, label_p),
        anonymous=anonymous,
    )


def _polis_labels(heard: Conversation, grouping: Grouping | None) -> np.ndarray[tuple[int], np.dtype[np.intp]] | None:
    """Groups for Polis's measure: as exported, else as found; None where there are neither."""
    names = sorted({name for name in heard.exported if name is not None})
    if names:
        return np.array([names.index(name) if name is not None else -1 for name in heard.exported], dtype=np.intp)
    if grouping is not None and len(grouping.stability_g):
        return grouping.label_p
    return None


def _weighed(
    raked_p: FloatArray, clusters: list[Cluster], dims: list[Dimension]
) -> tuple[FloatArray, tuple[Discount, ...]]:
    """Weights after guards: clusters count as one voice, no stratum more than its cap."""
    weight_p = raked_p * discounts(clusters, len(raked_p))
    notes = []
    for dim in dims:
        shares_c = dim.shares_c[~np.isnan(dim.shares_c)]
        ceiling = max(CAP, float(shares_c.max())) if len(shares_c) else CAP
        if len(dim.categories) > 2 or len(shares_c):
            before_p, weight_p = weight_p, capped(weight_p, dim.codes_p, ceiling)
            cut = float((weight_p / weight_p.mean() / (before_p / before_p.mean())).min())
            if cut < 1 - 1e-6:
                why = f"one category of {dim.name} would weigh more than {ceiling:.0%} of all; its votes count for less"
                notes.append(Discount(kind="stratum cap", people=None, factor=cut, why=why))
    return weight_p, tuple(notes)


def _discounted(
    clusters: list[Cluster],
    found: assemble.Findings,
    opinions: Opinions,
    weight_p: FloatArray,
    seed: int,
    anonymous: bool,
) -> tuple[Discount, ...]:
    """What was discounted, why, and how far any statement moves when a cluster is left out altogether."""
    if not clusters:
        return ()
    before_s = bridging.standing(found.rates)
    rows = []
    for cluster in clusters:
        left_p = weight_p.copy()
        left_p[list(cluster.members)] = 0
        again = bridging.rates(opinions, found.room.member_gp * left_p, np.random.default_rng(seed + 1))
        number = len(cluster.members)
        rows.append(
            Discount(
                kind=cluster.kind,
                people=number if number >= LEAST or not anonymous else None,
                factor=cluster.factor,
                why=_WHY[cluster.kind],
                moved=int(bridging.places_moved(before_s, bridging.standing(again)).max()),
            )
        )
    return tuple(rows)


def _few(head: Dialogue, heard: Conversation, strata: Mapping[str, Mapping[str, str]], consented: bool) -> Dialogue:
    """Fewer than ten anonymous voices: only what every one agreed to, and only if each consented to that beforehand."""
    shared = [row.id for row, votes_p in zip(heard.statements, heard.votes_ps.T, strict=True) if (votes_p == 1).all()]
    note = (
        f"fewer than {LEAST} anonymous voices: only statements that every one agreed to are shown"
        if consented
        else f"fewer than {LEAST} anonymous voices, and no consent beforehand: nothing may be shown"
    )
    stated = [pair for who in heard.participants for pair in strata.get(who, {}).items()]
    names = sorted({f"{name}: {category}" for name, category in stated})
    hear = tuple(MustHear(audience=name, statements=(), note="hear them in person") for name in names)
    return replace(
        head, people=0 if not consented else head.people, votes=0, must_hear=hear,
        shared=tuple(shared) if consented and heard.participants else (), notes=(*head.notes, TOO_FEW, note),
    )  # fmt: skip


def _on_record(head: Dialogue, heard: Conversation, consented: bool | Collection[str]) -> tuple[Conversation, Dialogue]:
    """Organisations that agreed to be shown; the others are left out and counted."""
    if consented is False:
        raise OutcomeError(
            "attributed mode shows organisations by name: name those that agreed (consented=...)", field="consented"
        )
    agreed = set(heard.participants) if consented is True else set(consented)
    rows = np.array([p for p, name in enumerate(heard.participants) if name in agreed], dtype=np.intp)
    if not FEWEST <= len(rows) <= MOST:
        raise OutcomeError(
            f"{len(rows)} organisations on the record; attributed mode is for {FEWEST} to {MOST}", field="mode"
        )
    left = len(heard.participants) - len(rows)
    notes = (*head.notes, f"{left} organisations did not consent and are left out") if left else head.notes
    heard = heard.select(rows)
    return heard, replace(head, people=len(rows), votes=int((~np.isnan(heard.votes_ps)).sum()), notes=notes)


def _shown_audiences(audiences: tuple[Audience, ...], here: Room, anonymous: bool) -> tuple[Audience, ...]:
    """Audiences with their size, where neither it nor the rest that follows by subtraction is small."""
    if not anonymous:
        return audiences
    hidden = set()
    for part in here.parts:
        rest = len(here.member_gp[0]) - int(here.member_gp[list(part)].any(axis=0).sum())
        if 0 < rest < LEAST:
            hidden.add(min(part, key=lambda g: here.member_gp[g].sum()))
    return tuple(replace(row, people=None) if g in hidden else row for g, row in enumerate(audiences))


def _left_out(conversation: Conversation, heard: Conversation) -> tuple[str, ...]:
    out = list(conversation.notes)
    refused = sum(not row.accepted for row in conversation.statements)
    if refused:
        out.append(f"{refused} statements that a moderator took out are not counted")
    return tuple(out)


def _notes(grouping: Grouping | None, here: Room, anonymous: bool) -> tuple[str, ...]:
    out = []
    if grouping is None:
        out.append(f"{TOO_FEW}: organisations on the record are compared one by one")
    elif grouping.why:
        out.append(f"{TOO_FEW}: {grouping.why}")
    elif (grouping.label_p < 0).any() and int((grouping.label_p < 0).sum()) >= LEAST:
        out.append(f"{int((grouping.label_p < 0).sum())} participants surely belong to none of the groups")
    if here.small and anonymous:
        out.append(f"{len(here.small)} strata have fewer than {LEAST} voices and are not shown by themselves")
    return tuple(out)


_WHY = {
    "near-duplicates": "they voted the same on nearly everything, more than chance explains: together they count once",
    "burst": "they arrived within ten minutes and voted alike: together they count once",
}
