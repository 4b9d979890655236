"""Who is put on the list: the highest by salience, some newcomers whatever comes, and those who must not be missed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.model.capability import capabilities
from convenor.model.codes import PRIVATE, PUBLIC, Kind, Relation
from convenor.model.evidence import Evidence
from convenor.model.outcome import Outcome
from convenor.stakes.distance import distances
from convenor.stakes.history import FloatArray, History
from convenor.stakes.registry import Body
from convenor.stakes.surprise import surprise

BoolArray = npt.NDArray[np.bool_]

OFTEN = 2  # of the past partnerships nearest to the outcome
YEARS_TOGETHER = 3  # in the same partnership with the convener, by a dossier, that make a partner of years


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How each actor stands to the convener and to past work; arrays of shape (a,).

    Attributes:
        distance_a: Mission distance to the convener [0, 1]; NaN where either profile is unknown.
        usual_a: An earlier tie to the convener, or nearer in mission than the median.
        surprise_a: Bits; NaN where nothing comparable is on file.
    """

    distance_a: FloatArray
    usual_a: BoolArray
    surprise_a: FloatArray


def standing(
    history: History,
    bodies: dict[str, Body],
    outcome: Outcome,
    convener: str,
    past_n: Sequence[int],
    tied: set[str],
    salience_a: FloatArray,
) -> Standing:
    """Distance, usual or newcomer, and surprise of every actor.

    Usual is an earlier tie to the convener, or a mission nearer to it than the median of all actors with a score. Where
    the convener is not on file, the distance is to the outcome's own needs, and usual is who took part in at least
    `OFTEN` of the past partnerships on such outcomes.

    Args:
        history: The track record.
        bodies: The bodies by id.
        outcome: The question.
        convener: Id of the convener; empty where it is not on file.
        past_n: Items counted as past partnerships on such outcomes.
        tied: Ids with a stated tie to the convener, or years in one partnership with it.
        salience_a: Score of each actor, shape (a,).
    """
    took_part = history.took_part_na
    profile_ac = np.asarray((took_part.T @ history.shows_nc).todense(), dtype=float)
    at = np.flatnonzero(history.actors_a == convener)
    if len(at) and profile_ac[at[0]].sum() > 0:
        distance_a = distances(profile_ac, profile_ac[at[0]])
        together_a = np.asarray((took_part[:, at].T @ took_part).todense()).ravel() > 0
        scored = distance_a[(salience_a > 0) & ~np.isnan(distance_a)]
        usual_a = together_a | (distance_a < (np.median(scored) if len(scored) else 0.0))
    else:
        distance_a = distances(profile_ac, _needs_profile(history, outcome))
        usual_a = np.asarray(took_part[list(past_n)].sum(axis=0)).ravel() >= OFTEN
    usual_a |= np.array([a in tied for a in history.actors_a], dtype=bool)
    return Standing(distance_a=distance_a, usual_a=usual_a, surprise_a=_surprise(history, bodies, past_n))


def newcomer_rate(history: History, past_n: Sequence[int]) -> float | None:
    """Share of partners in past partnerships who had no earlier item with who led them [0, 1]; None without any led.

    Args:
        history: The track record.
        past_n: Items counted as past partnerships on such outcomes.
    """
    joined, new, met = history.took_part_na, 0, 0
    for n in past_n:
        lead = int(history.lead_n[n])
        if lead < 0 or np.isnat(history.start_n[n]):
            continue
        others = joined.indices[joined.indptr[n] : joined.indptr[n + 1]]
        with_lead_n = joined[:, [lead]].toarray().ravel() * (history.start_n < history.start_n[n])
        known = (with_lead_n @ joined)[others[others != lead]] > 0
        new, met = new + int((~known).sum()), met + len(known)
    return new / met if met else None


def partners_of_years(said: Mapping[str, Sequence[Evidence]], convener: str, as_of: dt.date) -> set[str]:
    """Who has been in one partnership with the convener for `YEARS_TOGETHER` years: known to it, though no tie says so.

    Args:
        said: What dossiers say of each body; `joined` rows name the partnership and the day.
        convener: Id of the convener.
        as_of: Date of reckoning.
    """
    joined = {name: {e.object: e.start for e in rows if e.relation == Relation.JOINED} for name, rows in said.items()}
    latest = as_of - dt.timedelta(days=round(365.25 * YEARS_TOGETHER))
    early = {what for what, day in joined.get(convener, {}).items() if day is not None and day <= latest}
    return {
        name for name, days in joined.items()
        if name != convener and any(what in early and day is not None and day <= latest for what, day in days.items())
    }  # fmt: skip


FLOOR_BEST = 20  # bodies of each sort that a floor asks for
FLOORS = {  # what a floor asks for: kinds, or a mark
    "public": (PUBLIC, ""), "private": (PRIVATE, ""), "diaspora": (frozenset({Kind.DIASPORA}), ""),
    "local": (frozenset[Kind](), "local"), "women_led": (frozenset[Kind](), "women_led"),
}  # fmt: skip


def pick(
    salience_a: FloatArray, usual_a: BoolArray, wanted_a: BoolArray, *, top: int, newcomers: int
) -> npt.NDArray[np.int64]:
    """Indices of the candidates, highest salience first: the top, the first newcomers, and whoever is wanted anyway."""
    order = np.argsort(-salience_a, kind="stable")
    scored = order[salience_a[order] > 0]
    fresh = scored[~usual_a[scored]][:newcomers]
    chosen = np.union1d(np.union1d(scored[:top], fresh), np.flatnonzero(wanted_a))
    return np.asarray(chosen[np.argsort(-salience_a[chosen], kind="stable")], dtype=np.int64)


def wanted(history: History, bodies: dict[str, Body], salience_a: FloatArray, ids: set[str]) -> BoolArray:
    """Actors kept whatever their rank: diaspora bodies with any score, and the ids given."""
    diaspora = {i for i, body in bodies.items() if body.kind is Kind.DIASPORA}
    named = np.array([a in ids for a in history.actors_a], dtype=bool)
    return named | (np.array([a in diaspora for a in history.actors_a], dtype=bool) & (salience_a > 0))


def floored(history: History, bodies: dict[str, Body], salience_a: FloatArray, outcome: Outcome) -> set[str]:
    """The best of each sort of body that a floor of the question asks for: a floor nobody ranks for cannot be met."""
    order = [str(history.actors_a[a]) for a in np.argsort(-salience_a, kind="stable") if salience_a[a] > 0]
    sorts = [FLOORS[floor.of] for floor in outcome.terms.floors if floor.of in FLOORS]
    sorts += [
        (frozenset({Kind(floor.of.partition(":")[2])}), "")
        for floor in outcome.terms.floors
        if floor.of.startswith("kind:") and floor.of.partition(":")[2] in set(Kind)
    ]
    found: set[str] = set()
    for kinds, mark in sorts:
        fits = [i for i in order if i in bodies and (bodies[i].kind in kinds or mark in bodies[i].marks)]
        found.update(fits[:FLOOR_BEST])
    return found


def _needs_profile(history: History, outcome: Outcome) -> FloatArray:
    needs = set(outcome.needs)
    return np.array([float(c in needs) for c in history.capabilities_c])


def _surprise(history: History, bodies: dict[str, Body], past_n: Sequence[int]) -> FloatArray:
    """Bits of meeting an actor of this kind, field and country in the past partnerships."""
    fields = _fields(history)
    held = [bodies.get(str(name), Body()) for name in history.actors_a]
    sort_a = [(body.kind, field, body.country) for body, field in zip(held, fields, strict=True)]
    if not past_n:
        return np.full(len(sort_a), np.nan)
    members = history.took_part_na[list(past_n)]
    seen: dict[tuple[Kind, str, str], int] = {}
    for row in range(len(past_n)):
        for sort in {sort_a[a] for a in members.indices[members.indptr[row] : members.indptr[row + 1]]}:
            seen[sort] = seen.get(sort, 0) + 1
    return surprise(np.array([float(seen.get(sort, 0)) for sort in sort_a]), len(past_n))


def _fields(history: History) -> list[str]:
    """Field of each actor: the instrument of the capability that it showed most often; empty where it showed none."""
    known = capabilities()
    shown_ac = sparse.csr_array(history.took_part_na.T @ history.shows_nc).toarray()
    most_a = shown_ac.argmax(axis=1)
    words_c = [known[str(c)].instrument.value if str(c) in known else "" for c in history.capabilities_c]
    return [words_c[c] if shown_ac[a, c] > 0 else "" for a, c in enumerate(most_a)]
