"""The track record as the learned stake takes it: items as activities, needs as purposes, coordinators as leads."""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.model.codes import Kind
from convenor.model.outcome import Outcome
from convenor.model.words import fold
from convenor.stakes.corpus import Corpus
from convenor.stakes.ground import UNREAD, Ground, Past, Query, VectorArray, prepare
from convenor.stakes.history import History
from convenor.stakes.likeness import index_corpus
from convenor.stakes.meaning import Meaning
from convenor.stakes.names import read_names
from convenor.stakes.origin import CONSORTIA, Record, read_or_not
from convenor.stakes.registry import Body, scheme_of

FloatArray = npt.NDArray[np.float64]
TextArray = npt.NDArray[np.object_]

UNDATED = 6.0  # years; an item without a date counts a quarter
FEW = 50  # items
SHORTEST_NAME = 4  # letters of a name that is looked for in a text
IN_BOOKS = (  # signals that weigh in a book: an outcome may name whom it means, and a name says what a body is for
    *CONSORTIA, "named", "name told", "name kin", "name meant",
    "name told of a newcomer", "name kin of a newcomer", "name meant of a newcomer", "same scheme of a newcomer",
    "usual schemes of a newcomer",
)  # fmt: skip


def ground_of(
    history: History, bodies: Mapping[str, Body], corpus: Corpus, as_of: dt.date, meaning: Meaning | None = None
) -> Ground:
    """The past of a book, prepared for questions.

    Args:
        history: The track record up to the date of reckoning.
        bodies: The bodies by id.
        corpus: Terms of the book's items.
        as_of: Date of reckoning.
        meaning: What texts and names mean; None where nobody read for it.
    """
    kinds, countries, names = _traits(history, bodies)
    year_n = history.start_n.astype("datetime64[Y]").astype(float) + 1970
    age_n = np.where(np.isnat(history.start_n), UNDATED, np.maximum(as_of.year - year_n, 0.0))
    return prepare(
        Past(
            joined_ka=history.took_part_na,
            age_k=age_n,
            lead_k=history.lead_n,
            places_kg=history.places_ng,
            purposes_kp=history.shows_nc,
            country_a=countries,
            kind_a=kinds,
            scheme_a=_schemes(history),
            role_ar=np.zeros((len(history.actors_a), 0)),
            names=read_names(names),
            texts=index_corpus(corpus, history.text_n),
            vector_ke=read_or_not(None if meaning is None else meaning.text_ne[history.text_n], len(age_n)),
            vector_ae=read_or_not(None if meaning is None else meaning.of_names(names), len(names)),
        )
    )


def record_of(history: History, bodies: Mapping[str, Body], corpus: Corpus, meaning: Meaning | None = None) -> Record:
    """The past of a book, dated, to learn from. The history must hold its texts; see `ground_of`."""
    kinds, countries, names = _traits(history, bodies)
    joined = history.took_part_na
    return Record(
        start_k=years_of(history.start_n),
        text_k=tuple(history.words_n),
        joined_ka=joined,
        joined_rka=(joined,),
        lead_k=history.lead_n,
        places_kg=history.places_ng,
        purposes_kp=history.shows_nc,
        country_a=countries,
        kind_a=kinds,
        scheme_a=_schemes(history),
        names_a=names,
        corpus=corpus.take(history.text_n),
        vector_ke=None if meaning is None else meaning.text_ne[history.text_n],
        vector_ae=None if meaning is None else meaning.of_names(names),
    )


def query_of(
    outcome: Outcome,
    history: History,
    bodies: Mapping[str, Body],
    text: str,
    convener: str,
    vector: VectorArray = UNREAD,
) -> Query:
    """What a planner has: the outcome's words, its places and needs, who convenes, and who is in by its terms.

    Args:
        outcome: The question.
        history: The track record.
        bodies: The bodies by id.
        text: The outcome's words.
        convener: Id of the convener; empty where it is not on file.
        vector: What the text means; empty where nobody read for it.
    """
    place = {str(name): a for a, name in enumerate(history.actors_a)}
    asked = set(outcome.needs)
    return Query(
        text=fold(text),
        lead=place.get(convener, -1),
        country=bodies[convener].country if convener in bodies else "",
        known=tuple(sorted({place[name] for name in outcome.terms.must if name in place and name != convener})),
        places=tuple(np.flatnonzero(np.isin(history.places_g, list(outcome.countries))).tolist()),
        purposes=tuple(j for j, name in enumerate(history.capabilities_c) if name in asked),
        vector=vector,
    )


def years_of(day_n: npt.NDArray[np.datetime64]) -> FloatArray:
    """Days as years with a fraction; NaN where undated."""
    year = day_n.astype("datetime64[Y]")
    fraction = (day_n - year.astype("datetime64[D]")).astype(float) / 366
    return np.where(np.isnat(day_n), np.nan, year.astype(float) + 1970 + fraction)


def _traits(history: History, bodies: Mapping[str, Body]) -> tuple[TextArray, TextArray, tuple[tuple[str, ...], ...]]:
    """Kind, country and names of every actor; unknown is empty."""
    held = [bodies.get(str(name), Body()) for name in history.actors_a]
    kinds = [body.kind.value if body.kind is not Kind.UNKNOWN else "" for body in held]
    names = tuple(names_of(body) for body in held)
    return np.array(kinds, object), np.array([body.country for body in held], object), names


def _schemes(history: History) -> TextArray:
    return np.array([scheme_of(str(name)) for name in history.actors_a], object)


def names_of(body: Body) -> tuple[str, ...]:
    """Names of a body, folded, as they are looked for in a text."""
    plain = {" ".join(fold(name).split()) for name in body.names}
    return tuple(sorted(name for name in plain if len(name) >= SHORTEST_NAME))


def all_names(bodies: Mapping[str, Body]) -> set[str]:
    """Names of all bodies, folded."""
    return {name for body in bodies.values() for name in names_of(body)}


def touched(history: History, alike_n: FloatArray, needs: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Actors with at least one item that shares a word, a stem or a need with the outcome, shape (a,).

    In a book of few items words seldom meet: there everybody with an item counts.
    """
    asked_c = np.zeros(history.shows_nc.shape[1])
    asked_c[list(needs)] = 1.0
    near_n = (alike_n > 0) | (history.shows_nc @ asked_c > 0) | (len(alike_n) < FEW)
    return np.asarray(sparse.csr_array(history.took_part_na.T) @ near_n.astype(float) > 0)
