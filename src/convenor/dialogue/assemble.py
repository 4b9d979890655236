"""From arrays to the noun: tallies, common ground, divides, marks, must-hear, the map, and what to ask next."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from convenor.dialogue.agreement import agreement
from convenor.dialogue.audiences import Room, counts, shown_counts
from convenor.dialogue.bridging import AGREED, APART, BOUND, Rates, apart, common_ground, vetoes, worst_bound
from convenor.dialogue.cells import rounded, rounded_down
from convenor.dialogue.conversation import Conversation, FloatArray
from convenor.dialogue.dots import gathered, scaled
from convenor.model.dialogue import (
    LEAST,
    Characteristic,
    CommonGround,
    Divide,
    Dot,
    Matrix,
    MustHear,
    Side,
    Tally,
)

IntArray = NDArray[np.intp]
NAMED = 5  # statements named per audience
HEARD = 3
WIDE = 0.2  # least difference of shares that is called a divide
ASKED = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findings:
    """What kernels found, ready to be put into words.

    Attributes:
        conversation: Votes that count.
        room: Audiences.
        rates: Shares by draw, audience and statement, weighted as the dialogue is.
        plain_s: Share of all participants that agrees, unweighted, shape (statements,).
        plain_against_s: The same for disagreeing.
        weighted: True where weights to a population were used.
        polis_s: Polis's group-aware consensus, shape (statements,); None where no groups are known.
        polis_against_s: The same for disagreement.
        anonymous: True where small cells are suppressed and shares rounded.
    """

    conversation: Conversation
    room: Room
    rates: Rates
    plain_s: FloatArray
    plain_against_s: FloatArray
    weighted: bool
    polis_s: FloatArray | None
    polis_against_s: FloatArray | None
    anonymous: bool

    @property
    def ids(self) -> list[str]:
        """Ids of the statements in order."""
        return [row.id for row in self.conversation.statements]

    def share(self, value: float, audience: int = 0) -> float:
        """A share as it may be shown of an audience."""
        people = self.room.audiences[audience].people or 0
        return rounded(float(value), people) if self.anonymous else float(value)

    def bound(self, value: float, audience: int) -> float:
        """A lower bound as it may be shown of an audience: never above what is sure."""
        people = self.room.audiences[audience].people or 0
        return rounded_down(float(value), people) if self.anonymous else round(float(value), 2)

    def heard_gs(self) -> NDArray[np.bool_]:
        """Where enough of an audience voted on a statement for its shares to be shown."""
        voted_gs = counts(self.conversation.votes_ps, self.room.member_gp).sum(axis=0)
        return np.asarray(voted_gs >= (LEAST if self.anonymous else 1))

    def known_s(self) -> NDArray[np.bool_]:
        """Where ten of every audience, or half of a small one, voted: enough to ask whether all of them agree."""
        voted_gs = counts(self.conversation.votes_ps, self.room.member_gp).sum(axis=0)
        wanted_g = np.minimum(LEAST, self.room.member_gp.sum(axis=1) / 2)
        return np.asarray((voted_gs >= wanted_g[:, None]).all(axis=0))


def tallies(found: Findings) -> tuple[Tally, ...]:
    """How each audience voted on each statement, small cells suppressed in anonymous mode."""
    counts_ags = counts(found.conversation.votes_ps, found.room.member_gp)
    shown_ags = shown_counts(counts_ags, found.room.parts) if found.anonymous else np.ones(counts_ags.shape, dtype=bool)
    agree_gs, against_gs = found.rates.agree_dgs.mean(axis=0), found.rates.disagree_dgs.mean(axis=0)
    low_gs, high_gs = np.quantile(found.rates.agree_dgs, [BOUND, 1 - BOUND], axis=0)
    heard_gs = found.heard_gs()
    rows = []
    for g, name in enumerate(found.room.names):
        for s, statement in enumerate(found.ids):
            number = [int(counts_ags[a, g, s]) if shown_ags[a, g, s] else None for a in range(3)]
            values = [table_gs[g, s] for table_gs in (agree_gs, low_gs, high_gs, against_gs)]
            shares = [found.share(value, g) if heard_gs[g, s] else None for value in values]
            rows.append(
                Tally(
                    statement=statement, audience=name, agree=number[0], disagree=number[1], passed=number[2],
                    share=shares[0], low=shares[1], high=shares[2], against=shares[3],
                )
            )  # fmt: skip
    return tuple(rows)


def common(found: Findings) -> tuple[CommonGround, ...]:
    """Common ground on either side, surest first."""
    rates, ids = found.rates, found.ids
    known_s = found.known_s()
    rows = []
    for side, with_dgs, against_dgs, plain_s, polis_s in (
        (Side.AGREE, rates.agree_dgs, rates.disagree_dgs, found.plain_s, found.polis_s),
        (Side.DISAGREE, rates.disagree_dgs, rates.agree_dgs, found.plain_against_s, found.polis_against_s),
    ):
        low_s, worst_s = worst_bound(with_dgs)
        for s in map(int, np.flatnonzero(common_ground(with_dgs, against_dgs) & known_s)):
            weighted = found.share(with_dgs[:, 0, s].mean()) if found.weighted else None
            rows.append(
                CommonGround(
                    statement=ids[s], side=side, low=found.bound(low_s[s], int(worst_s[s])),
                    worst=found.room.names[worst_s[s]],
                    share=found.share(plain_s[s]), weighted=weighted,
                    polis=None if polis_s is None else round(float(polis_s[s]), 3),
                )
            )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: -row.low))


def divides(found: Findings) -> tuple[Divide, ...]:
    """Statements on which audiences of one kind surely differ, widest first, with the audiences that veto."""
    agree_dgs = found.rates.agree_dgs
    mean_gs, heard_gs = agree_dgs.mean(axis=0), found.heard_gs()
    blocked_gs = vetoes(found.rates.disagree_dgs)
    rows = []
    for s, statement in enumerate(found.ids):
        pair = _widest(agree_dgs[:, :, s], mean_gs[:, s], heard_gs[:, s], found.room.parts)
        if pair is None:
            continue
        most, least = pair
        wanted = bool(np.quantile(agree_dgs[:, 0, s], BOUND) >= 0.5)
        veto = [found.room.names[g] for g in np.flatnonzero(blocked_gs[:, s] & heard_gs[:, s])] if wanted else []
        gap = mean_gs[most, s] - mean_gs[least, s]
        ends = [(found.room.names[g], found.share(mean_gs[g, s], g)) for g in (most, least)]
        rows.append((gap, Divide(statement=statement, most=ends[0], least=ends[1], veto=tuple(veto))))
    return tuple(row for _, row in sorted(rows, key=lambda pair: -pair[0]))


def characteristic(found: Findings) -> tuple[Characteristic, ...]:
    """For each audience the statements that set it apart from the others of its kind, surest first."""
    rows = []
    heard_gs = found.heard_gs()
    for g, audience in enumerate(found.room.names):
        others = found.room.others(g)
        if not len(others):
            continue
        marks = []
        for side, side_dgs in ((Side.AGREE, found.rates.agree_dgs), (Side.DISAGREE, found.rates.disagree_dgs)):
            _, low_s = apart(side_dgs, g, others)
            mean_gs = side_dgs.mean(axis=0)
            for s in map(int, np.flatnonzero((low_s >= APART) & (mean_gs[g] > 0.5) & heard_gs[g])):
                marks.append((float(low_s[s]), s, side, mean_gs[g, s], mean_gs[others, s].mean()))
        for low, s, side, mine, theirs in sorted(marks, key=lambda mark: -mark[0])[:NAMED]:
            rows.append(
                Characteristic(
                    audience=audience, statement=found.ids[s], side=side, share=found.share(mine, g),
                    others=found.share(theirs, int(others[0])), low=found.bound(low, g),
                )
            )  # fmt: skip
    return tuple(rows)


def must_hear(found: Findings, absent: Sequence[str]) -> tuple[MustHear, ...]:
    """For every declared stratum what it has to be heard on; for those too small or absent, how to ask."""
    rows = []
    heard_gs = found.heard_gs()
    for g, audience in enumerate(found.room.audiences):
        if audience.kind == "declared":
            chosen = _pressing(found, g, heard_gs[g])
            note = "" if chosen else "too few of its votes to say: ask this stratum more"
            rows.append(MustHear(audience=audience.name, statements=tuple(found.ids[s] for s in chosen), note=note))
    for name in found.room.small:
        note = f"fewer than {LEAST} voices: nothing may be shown; hear them in person"
        rows.append(MustHear(audience=name, statements=(), note=note))
    rows += [MustHear(audience=name, statements=(), note="nobody took part: invite them") for name in absent]
    return tuple(rows)


def ask(found: Findings) -> tuple[tuple[str, str], ...]:
    """Statements whose standing is open: the worst audience may or may not agree; the least known first."""
    agree_dgs, heard_gs = found.rates.agree_dgs, found.heard_gs()
    low_gs, high_gs = np.quantile(agree_dgs, [BOUND, 1 - BOUND], axis=0)
    rows = []
    for s, statement in enumerate(found.ids):
        g = int(np.argmin(low_gs[:, s]))
        silent = np.flatnonzero(~heard_gs[:, s])
        if high_gs[:, s].min() < AGREED or low_gs[g, s] >= AGREED:
            continue
        name = found.room.names[int(silent[0]) if len(silent) else g]
        why = f"{name}: too few votes to say" if len(silent) else f"{name}: may or may not agree"
        rows.append((float(high_gs[g, s] - low_gs[g, s]), statement, why))
    return tuple((statement, why) for _, statement, why in sorted(rows, key=lambda row: (-row[0], row[1]))[:ASKED])


def dots(place_px: FloatArray, label_p: IntArray, names: Sequence[str], *, anonymous: bool) -> tuple[Dot, ...]:
    """The opinion map: one dot an organisation on the record, or one for at least ten anonymous people."""
    here_px = scaled(place_px)
    if not anonymous:
        return tuple(
            Dot(x=float(x), y=float(y), people=1, audience=_group(label_p[[p]]), name=names[p])
            for p, (x, y) in enumerate(here_px)
        )
    rows = []
    for label in np.unique(label_p):
        inside = np.flatnonzero(label_p == label)
        rows += [inside[part] for part in gathered(here_px[inside])]
    return tuple(
        Dot(
            x=float(here_px[part, 0].mean()), y=float(here_px[part, 1].mean()), people=len(part),
            audience=_group(label_p[part]),
        )
        for part in rows
    )  # fmt: skip


def matrix(conversation: Conversation) -> Matrix:
    """Agreement of organisations on the record, and their votes as consented."""
    share_pp, both_pp = agreement(conversation.votes_ps)
    rows, columns = np.nonzero(~np.isnan(conversation.votes_ps))
    return Matrix(
        names=conversation.participants,
        agreement=tuple(tuple(None if np.isnan(x) else float(x) for x in row) for row in share_pp),
        together=tuple(tuple(int(x) for x in row) for row in both_pp),
        votes=tuple(
            (conversation.participants[p], conversation.statements[s].id, int(conversation.votes_ps[p, s]))
            for p, s in zip(rows, columns, strict=True)
        ),
    )


def _widest(
    agree_dg: FloatArray, mean_g: FloatArray, heard_g: NDArray[np.bool_], parts: Sequence[tuple[int, ...]]
) -> tuple[int, int] | None:
    """The two audiences of one kind that differ most, where they surely differ by enough; else None."""
    best: tuple[float, int, int] | None = None
    for part in parts:
        rows = [g for g in part if heard_g[g]]
        if len(rows) < 2:
            continue
        high, low = max(rows, key=lambda g: mean_g[g]), min(rows, key=lambda g: mean_g[g])
        gap = float(mean_g[high] - mean_g[low])
        sure = float(np.quantile(agree_dg[:, high] - agree_dg[:, low], BOUND)) > 0
        if sure and gap >= WIDE and (best is None or gap > best[0]):
            best = gap, high, low
    return None if best is None else best[1:]


def _pressing(found: Findings, g: int, heard_s: NDArray[np.bool_]) -> list[int]:
    """Columns on which a stratum differs most from everyone, and of the rest those it is surest of."""
    agree_gs, against_gs = found.rates.agree_dgs.mean(axis=0), found.rates.disagree_dgs.mean(axis=0)
    differs_s = np.maximum(np.abs(agree_gs[g] - agree_gs[0]), np.abs(against_gs[g] - against_gs[0]))
    sure_s = np.maximum(agree_gs[g], against_gs[g])
    order = np.lexsort((-sure_s, -np.round(differs_s, 3)))
    return [int(s) for s in order if heard_s[s]][:HEARD]


def _group(labels: IntArray) -> str:
    """Name of the group that most of some people belong to; empty where most are in none."""
    values, number = np.unique(labels, return_counts=True)
    label = int(values[np.argmax(number)])
    return "" if label < 0 else f"group {'ABCDEFGHIJ'[label]}"
