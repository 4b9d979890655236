"""The dialogue as it is held: guards, model, groups, weights and findings in their order."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue import assemble, bridging
from convenor.dialogue.audiences import Room, room
from convenor.dialogue.cells import rounded
from convenor.dialogue.conversation import Conversation, FloatArray
from convenor.dialogue.groups import Grouping, find_groups, places
from convenor.dialogue.influence import Influence, discounted, influence
from convenor.dialogue.measures import group_aware_consensus
from convenor.dialogue.opinion import BURN, SWEEPS, Opinions, fit
from convenor.dialogue.polis_beside import polis_groups
from convenor.dialogue.weights import Dimension, dimensions, weighting
from convenor.errors import OutcomeError
from convenor.model.codes import Basis
from convenor.model.dialogue import LEAST, TOO_FEW, Audience, Dialogue, Mode, MustHear

FEWEST, MOST = 5, 50  # organisations on the record
LATEST = 4e12  # ms since 1970, in the year 2096: a stamp beyond it is none


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
        votes=_cast(heard),
        statements=heard.statements,
        notes=_left_out(conversation),
        period=_period(heard),
    )
    if mode is Mode.ANONYMOUS and len(heard.participants) < LEAST:
        return _few(head, heard, strata, consented is True)
    if mode is Mode.ATTRIBUTED:
        heard, head = _on_record(head, heard, consented)
    from threadpoolctl import threadpool_limits  # comes with scikit-learn

    dims = dimensions(heard.participants, strata, population)
    with threadpool_limits(1):  # the matrices are small: many threads would wait for each other
        return _reckoned(head, heard, dims, seed=seed, sweeps=sweeps, basis=basis, source=source)


def _reckoned(
    head: Dialogue, heard: Conversation, dims: list[Dimension], *, seed: int, sweeps: int | None, basis: Basis,
    source: str,
) -> Dialogue:  # fmt: skip
    opinions = fit(heard.votes_ps, seed=seed, sweeps=sweeps or SWEEPS, burn=min(BURN, sweeps or BURN))
    return _whole(head, heard, dims, opinions, seed, basis, source)


def _whole(
    head: Dialogue, heard: Conversation, dims: list[Dimension], opinions: Opinions, seed: int, basis: Basis, source: str
) -> Dialogue:
    anonymous = head.mode is Mode.ANONYMOUS
    grouping = find_groups(opinions, np.random.default_rng(seed)) if anonymous else None
    here = room(len(heard.participants), grouping, dims, anonymous=anonymous)
    weighed = influence(heard, dims, anonymous=anonymous)
    found, moved = _findings(heard, here, opinions, grouping, weighed, np.random.default_rng([seed, 1]))
    weights = weighting(dims, weighed.raked_p, anonymous=anonymous, basis=basis, source=source) if dims else None
    place_px = grouping.place_px if grouping is not None else places(opinions)[0]
    label_p = grouping.label_p if grouping is not None else np.full(head.people, -1)
    return replace(
        head,
        audiences=_shown_audiences(here, anonymous),
        tallies=assemble.tallies(found),
        common=assemble.common(found),
        divides=assemble.divides(found),
        characteristic=assemble.characteristic(found),
        must_hear=assemble.must_hear(found, weights.absent if weights else ()),
        weights=weights,
        discounts=discounted(weighed, moved, anonymous=anonymous),
        dots=assemble.dots(place_px, label_p, heard.participants, anonymous=anonymous),
        matrix=None if anonymous else assemble.matrix(heard),
        ask=assemble.ask(found),
        polis=polis_groups(heard.votes_ps, found.ids) if anonymous else (),
        notes=(*head.notes, *_notes(grouping, here)),
        rank=opinions.rank,
    )


def _findings(
    heard: Conversation, here: Room, opinions: Opinions, grouping: Grouping | None, weighed: Influence,
    rng: np.random.Generator,
) -> tuple[assemble.Findings, list[int]]:  # fmt: skip
    """What kernels found, and how many places a statement moves at most without each cluster of like voters."""
    anonymous = grouping is not None
    rates = bridging.rates(opinions, weighed.rows(here.member_gp), rng, census=not anonymous)
    number = len(here.audiences)
    counted = rates.only(slice(0, number))
    before_s = bridging.standing(counted)
    moved = []
    for start in range(number + 1, rates.agree_dgs.shape[1], number):
        after_s = bridging.standing(rates.only(slice(start, start + number)))
        moved.append(int(bridging.places_moved(before_s, after_s).max()))
    label_p = _polis_labels(heard, grouping)
    found = assemble.Findings(
        conversation=heard,
        room=here,
        rates=counted,
        plain_s=rates.agree_dgs[:, number].mean(axis=0),
        plain_against_s=rates.disagree_dgs[:, number].mean(axis=0),
        weighted=weighed.weighted,
        polis_s=None if label_p is None else _consensus(heard.votes_ps, label_p, anonymous),
        polis_against_s=None if label_p is None else _consensus(-heard.votes_ps, label_p, anonymous),
        anonymous=anonymous,
    )
    return found, moved


def _consensus(votes_ps: FloatArray, label_p: NDArray[np.intp], anonymous: bool) -> FloatArray:
    """Polis's measure, as coarse as its smallest group asks: its digits would tell counts that are withheld."""
    exact_s = group_aware_consensus(votes_ps, label_p)
    smallest = int(np.bincount(label_p[label_p >= 0]).min()) if (label_p >= 0).any() else 0
    return np.array([rounded(share, smallest) for share in exact_s]) if anonymous else exact_s


def _polis_labels(heard: Conversation, grouping: Grouping | None) -> NDArray[np.intp] | None:
    """Groups for Polis's measure: as exported, else as found; None where there are neither."""
    names = sorted({name for name in heard.exported if name is not None})
    if names:
        return np.array([names.index(name) if name is not None else -1 for name in heard.exported], dtype=np.intp)
    if grouping is not None and len(grouping.stability_g):
        return grouping.label_p
    return None


def _few(head: Dialogue, heard: Conversation, strata: Mapping[str, Mapping[str, str]], consented: bool) -> Dialogue:
    """Fewer than ten anonymous voices: only what every one agreed to, and only if each consented to that beforehand."""
    shared = [row.id for row, votes_p in zip(heard.statements, heard.votes_ps.T, strict=True) if (votes_p == 1).all()]
    what = "only statements that every one agreed to are shown" if consented else "without consent nothing is shown"
    stated = [pair for who in heard.participants for pair in strata.get(who, {}).items()]
    names = sorted({f"{name}: {category}" for name, category in stated})
    return replace(
        head,
        votes=0,
        must_hear=tuple(MustHear(audience=name, statements=(), note="hear them in person") for name in names),
        shared=tuple(shared) if consented and heard.participants else (),
        notes=(*head.notes, TOO_FEW, f"fewer than {LEAST} anonymous voices: {what}"),
    )


def _on_record(head: Dialogue, heard: Conversation, consented: bool | Collection[str]) -> tuple[Conversation, Dialogue]:
    """Organisations that agreed to be shown; the others are left out and counted."""
    if consented is False:
        message = "attributed mode shows organisations by name: name those that agreed (consented=...)"
        raise OutcomeError(message, field="consented")
    agreed = set(heard.participants) if consented is True else set(consented)
    rows = np.array([p for p, name in enumerate(heard.participants) if name in agreed], dtype=np.intp)
    if not FEWEST <= len(rows) <= MOST:
        message = f"{len(rows)} organisations on the record; attributed mode is for {FEWEST} to {MOST}"
        raise OutcomeError(message, field="mode")
    left = len(heard.participants) - len(rows)
    notes = (*head.notes, f"{left} organisations did not consent and are left out") if left else head.notes
    heard = heard.select(rows)
    return heard, replace(head, people=len(rows), votes=_cast(heard), notes=notes)


def _shown_audiences(here: Room, anonymous: bool) -> tuple[Audience, ...]:
    """Audiences with their size; where the rest would be small, one size is withheld, so that it does not follow."""
    hidden = set()
    for part in here.parts if anonymous else ():
        rest = here.member_gp.shape[1] - int(here.member_gp[list(part)].any(axis=0).sum())
        if 0 < rest < LEAST:
            hidden.add(min(part, key=lambda g: here.member_gp[g].sum()))
    return tuple(replace(row, people=None) if g in hidden else row for g, row in enumerate(here.audiences))


def _cast(heard: Conversation) -> int:
    return int((~np.isnan(heard.votes_ps)).sum())


def _period(heard: Conversation) -> tuple[dt.date, dt.date] | None:
    """Days (UTC) of the first and the last vote; None where nobody wrote down when."""
    known = heard.times_ps[~np.isnan(heard.times_ps)]
    if not len(known) or known.min() < 0 or known.max() > LATEST:
        return None
    first, last = (dt.datetime.fromtimestamp(float(ms) / 1000, dt.UTC).date() for ms in (known.min(), known.max()))
    return first, last


def _left_out(conversation: Conversation) -> tuple[str, ...]:
    refused = sum(not row.accepted for row in conversation.statements)
    more = (f"{refused} statements that a moderator took out are not counted",) if refused else ()
    return (*conversation.notes, *more)


def _notes(grouping: Grouping | None, here: Room) -> tuple[str, ...]:
    if grouping is None:
        return (f"{TOO_FEW}: organisations on the record are compared one by one",)
    out = []
    between = int((grouping.label_p < 0).sum())
    if grouping.why:
        out.append(f"{TOO_FEW}: {grouping.why}")
    elif between:
        out.append(f"{between} participants surely belong to none of the groups")
    if here.small:
        out.append(f"{len(here.small)} strata have fewer than {LEAST} voices and are not shown by themselves")
    return tuple(out)
