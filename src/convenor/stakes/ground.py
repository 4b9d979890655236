"""The ground that all queries of one past share: its arrays, and how often traits of actors meet.

Axis letters: k past activities, a actors, g places or values of a trait, p purposes, r roles.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.stakes.likeness import TextIndex
from convenor.stakes.names import Names

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
TextArray = npt.NDArray[np.object_]
VectorArray = npt.NDArray[np.float16]
UNREAD: VectorArray = np.zeros(0, np.float16)  # where a text was not read for what it means

HALF_LIFE = 3.0  # years; the learned weight of "age" stretches or shortens it
FLOOR = 0.05  # a share below a twentieth of the mean is as good as none
SMOOTH = 10.0  # imagined partners at base rates, so that small counts do not shout


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was done before the date of reckoning, as arrays.

    Attributes:
        joined_ka: 1 where the actor took part, sparse (k, a).
        age_k: Years from the start of the activity to the date of reckoning [0..], shape (k,).
        lead_k: Index of the coordinator or reporter among the actors; -1 where it is none of them.
        places_kg: 1 where the activity serves the place, sparse (k, g).
        purposes_kp: 1 where the activity has the purpose, sparse (k, p).
        country_a: ISO 3166 code of each actor's seat; empty is unknown.
        kind_a: Kind of each actor; empty is unknown.
        scheme_a: Scheme that each actor's id is of (`registry.scheme_of`).
        role_ar: Share of each role in what the actor did, rows sum to 1 or 0; (a, 0) where roles are not told.
        names: Names of the actors, folded.
        texts: Index of the activities' titles and texts.
        vector_ke: What each text means, of unit length (`meaning.encode`); (k, 0) where nobody read for it.
        vector_ae: What the names of each actor mean, in the same way.
    """

    joined_ka: sparse.csr_array
    age_k: FloatArray
    lead_k: IntArray
    places_kg: sparse.csr_array
    purposes_kp: sparse.csr_array
    country_a: TextArray
    kind_a: TextArray
    scheme_a: TextArray
    role_ar: FloatArray
    names: Names
    texts: TextIndex
    vector_ke: VectorArray
    vector_ae: VectorArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a planner has of a new activity.

    Attributes:
        text: Title and description.
        lead: Index of the convener among the actors; -1 where it has no past.
        country: ISO 3166 code of the convener's seat; empty is unknown.
        known: Indices of members that are already in.
        places: Columns of `places_kg`.
        purposes: Columns of `purposes_kp`.
        vector: What the text means, shape (e,); empty where nobody read for it.
    """

    text: str
    lead: int = -1
    country: str = ""
    known: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    purposes: tuple[int, ...] = ()
    vector: VectorArray = field(default_factory=lambda: UNREAD, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all queries on one past share, reckoned once."""

    past: Past
    recency_k: FloatArray
    size_k: FloatArray
    count_a: FloatArray
    recent_a: FloatArray
    leads_a: FloatArray
    seats: "Traits"
    kinds: "Traits"
    roles: "Traits"
    schemes: "Traits"
    seats_kg: FloatArray
    leads_from_ag: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """A trait of actors (country, kind, role, scheme) and how much oftener than by chance two of its values meet.

    Attributes:
        profile_ag: Share of each value in the actor, shape (a, g).
        lift_gg: Rate at which a lead of value g is joined by value h, over h's base rate.
        base_g: Share of each value among all participations.
        values: The values, where they have names.
    """

    profile_ag: FloatArray
    lift_gg: FloatArray
    base_g: FloatArray
    values: tuple[str, ...] = ()

    def affinity_a(self, anchor_g: FloatArray) -> FloatArray:
        """Log lift of each actor's trait beside the anchor's; 0 where either is unknown, shape (a,)."""
        if not anchor_g.sum():
            return np.zeros(len(self.profile_ag))
        known = self.profile_ag.sum(1) > 0
        lift_a = self.profile_ag @ (anchor_g @ self.lift_gg) / anchor_g.sum()
        return np.where(known, np.log(lift_a + FLOOR), 0.0)


def prepare(past: Past) -> Ground:
    """Reckon once what every query on this past needs."""
    recency_k = 0.5 ** (past.age_k / HALF_LIFE)
    seats = _traits(past, recency_k, *one_hot(past.country_a))
    led = past.lead_k >= 0
    led_from_kg = np.where(led[:, None], seats.profile_ag[past.lead_k], 0.0)
    return Ground(
        past=past,
        recency_k=recency_k,
        size_k=past.joined_ka @ np.ones(past.joined_ka.shape[1]),
        count_a=np.ones(past.joined_ka.shape[0]) @ past.joined_ka,
        recent_a=recency_k @ past.joined_ka,
        leads_a=_distinct_leads(past),
        seats=seats,
        kinds=_traits(past, recency_k, *one_hot(past.kind_a)),
        roles=_traits(past, recency_k, past.role_ar, ()),
        schemes=_traits(past, recency_k, *one_hot(past.scheme_a)),
        seats_kg=past.joined_ka @ seats.profile_ag,
        leads_from_ag=past.joined_ka.T @ (led_from_kg * recency_k[:, None]),
    )


def one_hot(values_a: TextArray) -> tuple[FloatArray, tuple[str, ...]]:
    """Share of each value in each actor (1 or 0; nothing for the empty value), and the values."""
    values = tuple(sorted({str(value) for value in values_a} - {""}))
    column = {value: g for g, value in enumerate(values)}
    profile_ag = np.zeros((len(values_a), len(values)))
    known = [(a, column[str(value)]) for a, value in enumerate(values_a) if str(value) in column]
    for a, g in known:
        profile_ag[a, g] = 1.0
    return profile_ag, values


def anchor(traits: Traits, members: tuple[int, ...], value: str = "") -> FloatArray:
    """Mean profile of those inside; a stated value goes before what the past says."""
    if value in traits.values:
        return np.array([float(other == value) for other in traits.values])
    if not members:
        return np.zeros(traits.profile_ag.shape[1])
    return np.asarray(traits.profile_ag[list(members)].mean(axis=0))


def _traits(past: Past, recency_k: FloatArray, profile_ag: FloatArray, values: tuple[str, ...]) -> Traits:
    led = past.lead_k >= 0
    lead_kg = np.where(led[:, None], profile_ag[past.lead_k], 0.0)
    in_lead = np.asarray(past.joined_ka[np.arange(len(led)), past.lead_k]).ravel() * led
    member_kg = past.joined_ka @ profile_ag - lead_kg * in_lead[:, None]
    total_g = recency_k @ member_kg
    base_g = total_g / max(total_g.sum(), 1e-12)
    met_gg = (lead_kg * recency_k[:, None]).T @ member_kg
    rate_gg = (met_gg + SMOOTH * base_g) / (met_gg.sum(axis=1, keepdims=True) + SMOOTH)
    return Traits(profile_ag=profile_ag, lift_gg=rate_gg / np.maximum(base_g, 1e-9), base_g=base_g, values=values)


def _distinct_leads(past: Past) -> FloatArray:
    """Under how many different leads each actor has worked, shape (a,)."""
    led = np.flatnonzero(past.lead_k >= 0)
    n = past.joined_ka.shape[1]
    by_lead = sparse.csr_array((np.ones(len(led)), (past.lead_k[led], led)), shape=(n, len(past.lead_k)))
    return np.asarray(((by_lead @ past.joined_ka) > 0).sum(axis=0), dtype=float).ravel()
