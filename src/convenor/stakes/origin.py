"""Rolling origin: lessons cut from a record of the past, each seen only from what was before its cut."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.stakes.corpus import Corpus, read_texts
from convenor.stakes.ground import UNREAD, Ground, Past, Query, VectorArray, prepare
from convenor.stakes.learn import Lesson, Model, calibrated, fit, view
from convenor.stakes.likeness import index_corpus
from convenor.stakes.names import read_names
from convenor.stakes.signals import SIGNALS, ties

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
TextArray = npt.NDArray[np.object_]
BoolArray = npt.NDArray[np.bool_]
Task = tuple[Ground, Query, tuple[int, ...], bool, float]  # past seen, question, truth, newcomers only, weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that was done, dated: activities `k`, actors `a`. See `Past` for the arrays that it shares.

    Attributes:
        start_k: Start of each activity [years, e.g. 2016.5].
        text_k: Folded title and text of each activity.
        joined_rka: By role, 1 where the actor took part in that role; one role where roles are not told.
        whole: True where a query is a whole consortium known by its lead; False where one member at a time is sought
            and the others are known.
        corpus: Terms of the texts, in the order of the activities; None reads them anew for every past.
        vector_ke: What each text means, of unit length (`meaning.encode`); None where nobody read for it.
        vector_ae: What the names of each actor mean, in the same way.
        same_aa: How far one actor's past speaks for another that may be the same body under another key [0, 1], ones on
            the diagonal; None where every key is a body of its own.
    """

    start_k: FloatArray
    text_k: tuple[str, ...]
    joined_ka: sparse.csr_array
    joined_rka: tuple[sparse.csr_array, ...]
    lead_k: IntArray
    places_kg: sparse.csr_array
    purposes_kp: sparse.csr_array
    country_a: TextArray
    kind_a: TextArray
    scheme_a: TextArray
    names_a: tuple[tuple[str, ...], ...]
    whole: bool = True
    corpus: Corpus | None = None
    vector_ke: VectorArray | None = None
    vector_ae: VectorArray | None = None
    same_aa: sparse.csr_array | None = None


WINDOWS = 7  # years before the cut that are learned from
MOST = 400  # queries of one window that are learned from
CONSORTIA = (  # few are seen: signals that only repeat others are left out (chosen on 2013 to 2016)
    "activity", "ties", "second degree", "company", "once", "country", "same country", "usual countries", "usual lead",
    "kind", "usual kinds", "kind of work", "kind returns", "role", "place", "purpose",
)  # fmt: skip
SINGLY = tuple(name for name in SIGNALS if not name.startswith(("once", "profile")))  # for one member at a time
LIMIT = 3.0  # spreads, where members are sought one at a time (chosen on 2017 to 2019 of IATI)
PULL_SINGLY = (1.0, 80.0)  # strength of the prior on the kernel and on the signals; chosen on the same
FIRST, BLINDED = 3.0, 0.3  # weight of a real and of a simulated first meeting (chosen on 2018 and 2019 of IATI)
HELD_OUT = 2  # last windows, on which the probabilities are calibrated by models that did not see them


def learned(record: Record, until: float, *, seed: int = 0, use: Collection[str] | None = None) -> Model:
    """Learn from each year before a date, seen from what was before that year; probabilities by rolling origin.

    Args:
        record: Everything on file; what starts at `until` or later is not looked at.
        until: The date of reckoning [years].
        seed: Of the draw of queries; the same record and seed give the same model.
        use: Signals that may weigh; None is the choice that did best for this sort of query.
    """
    lessons = lessons_of(record, until, seed=seed)
    last = range(max(1, len(lessons) - HELD_OUT), len(lessons))
    held_out = [(fitted(lessons[:at], whole=record.whole, use=use), lessons[at]) for at in last]
    return calibrated(fitted(lessons, whole=record.whole, use=use), held_out)


def lessons_of(record: Record, until: float, *, seed: int = 0, most: int = MOST) -> list[Lesson]:
    """One lesson from each of the last years before a date in which somebody could have been found."""
    rng = np.random.default_rng(seed)
    read = record if record.corpus is not None else replace(record, corpus=read_texts(record.text_k))
    years = (until - back for back in range(WINDOWS, 0, -1))
    made = [lesson(read, year, year + 1, most=most, rng=rng) for year in years]
    return [one for one in made if one is not None]


def fitted(lessons: list[Lesson], *, whole: bool, use: Collection[str] | None = None) -> Model:
    """The model of these lessons, with the strength of prior that did best for this sort of query."""
    if whole:
        return fit(lessons, use=CONSORTIA if use is None else use)
    kernel, signals = PULL_SINGLY
    model = fit(lessons, use=SINGLY if use is None else use, pull_kernel=kernel, pull_signals=signals)
    return replace(model, limit=LIMIT)


def ground_at(record: Record, date: float) -> tuple[Ground, IntArray]:
    """The past before a date, prepared, and the actors seen in it (columns of the record, in order)."""
    before = np.flatnonzero(record.start_k < date)
    seen = np.flatnonzero(np.asarray(record.joined_ka[before].sum(axis=0)).ravel() > 0)
    at = np.full(record.joined_ka.shape[1] + 1, -1)
    at[seen] = np.arange(len(seen))
    role_ra = [np.asarray(table[before].sum(axis=0)).ravel()[seen] for table in record.joined_rka]
    role_ar = np.array(role_ra).T if len(role_ra) > 1 else np.zeros((len(seen), 0))
    corpus = read_texts(record.text_k) if record.corpus is None else record.corpus
    past = Past(
        joined_ka=_shared(record, before, seen),
        age_k=np.floor(date) - np.floor(record.start_k[before]),
        lead_k=at[record.lead_k[before]],
        places_kg=record.places_kg[before],
        purposes_kp=record.purposes_kp[before],
        country_a=record.country_a[seen],
        kind_a=record.kind_a[seen],
        scheme_a=record.scheme_a[seen],
        role_ar=role_ar / np.maximum(role_ar.sum(axis=1, keepdims=True), 1.0),
        names=read_names([record.names_a[a] for a in seen]),
        texts=index_corpus(corpus, before),
        vector_ke=read_or_not(record.vector_ke, len(record.start_k))[before],
        vector_ae=read_or_not(record.vector_ae, len(record.names_a))[seen],
    )
    return prepare(past), seen


def read_or_not(vector_xe: VectorArray | None, n: int) -> VectorArray:
    """What `n` texts mean; vectors of no numbers where nobody read them."""
    return np.zeros((n, 0), np.float16) if vector_xe is None else vector_xe


def _shared(record: Record, before: IntArray, seen: IntArray) -> sparse.csr_array:
    """Who took part in what, with what other keys of the same body did."""
    joined = record.joined_ka[before][:, seen]
    if record.same_aa is None:
        return joined
    both = sparse.csr_array(joined @ record.same_aa[seen][:, seen])
    both.data = np.minimum(both.data, 1.0)
    return both


def lesson(record: Record, start: float, end: float, *, most: int, rng: np.random.Generator) -> Lesson | None:
    """Queries on the activities that start in [start, end), seen from before `start`; None where nobody can be found.

    First meetings are rare where the same bodies work together year after year, and they are what matters most. So
    where members are sought one at a time, first meetings are added, and others are *blinded*: the past activities in
    which the sought one met those inside are hidden from that query. Both teach the order of newcomers alone, so that
    they do not make newcomers seem likelier than they are.

    Args:
        record: Everything on file.
        start: The cut [years].
        end: End of the window [years].
        most: Largest number of queries; more are drawn from.
        rng: Chance, for the draw.
    """
    if not (record.start_k < start).sum() > 1:
        return None
    ground, seen = ground_at(record, start)
    at = np.full(record.joined_ka.shape[1] + 1, -1)
    at[seen] = np.arange(len(seen))
    window = np.flatnonzero((record.start_k >= start) & (record.start_k < end))
    asked = [pair for k in window for pair in _queries(record, int(k), at)]
    drawn = [asked[q] for q in rng.permutation(len(asked))]
    tasks = [(ground, query, truth, False, 1.0) for query, truth in drawn[:most]]
    if not record.whole:
        tasks = _with_first_meetings(ground, drawn, most)
    return _told(ground, tasks, None if record.whole else LIMIT) if tasks else None


def _with_first_meetings(ground: Ground, drawn: list[tuple[Query, tuple[int, ...]]], most: int) -> list[Task]:
    """A third of queries as they come, up to a third first meetings, up to a third blinded."""
    third = most // 3
    first: list[Task] = []
    blinded: list[Task] = []
    for query, truth in drawn:
        hidden_k = _meetings(ground, query, truth[0])
        if not hidden_k.any():
            first.append((ground, query, truth, True, FIRST))
        elif len(blinded) < third:
            blind = hide(ground, hidden_k)
            if blind.count_a[truth[0]] > 0:
                blinded.append((blind, query, truth, True, BLINDED))
    return [(ground, query, truth, False, 1.0) for query, truth in drawn[:third]] + first[:third] + blinded


def _meetings(ground: Ground, query: Query, sought: int) -> BoolArray:
    """In which past activities the sought one met any of those inside, shape (k,)."""
    joined, inside_a = ground.past.joined_ka, np.zeros(ground.past.joined_ka.shape[1])
    inside_a[[*query.known, *([query.lead] if query.lead >= 0 else [])]] = 1
    alone_a = np.zeros_like(inside_a)
    alone_a[sought] = 1
    return np.asarray((joined @ inside_a > 0) & (joined @ alone_a > 0))


def hide(ground: Ground, hidden_k: BoolArray) -> Ground:
    """The same past without the membership of some activities."""
    keep = sparse.diags_array((~hidden_k).astype(float))
    joined = sparse.csr_array(keep @ ground.past.joined_ka)
    return prepare(replace(ground.past, joined_ka=joined))


def _told(ground: Ground, tasks: list[Task], limit: float | None) -> Lesson:
    views = [view(own, query, limit) for own, query, *_ in tasks]
    among = [ties(own, query) == 0 if newcomers else True for own, query, _, newcomers, _ in tasks]
    allowed_qa = np.array([allowed & only for (_, _, allowed), only in zip(views, among, strict=True)])
    truth_qa = np.zeros(allowed_qa.shape, bool)
    for q, (_, _, truth, *_) in enumerate(tasks):
        truth_qa[q, list(truth)] = True
    truth_qa &= allowed_qa
    count_q = truth_qa.sum(axis=1)
    return Lesson(
        feature_qkf=np.array([feature for feature, _, _ in views], np.float32),
        signal_qan=np.array([signal for _, signal, _ in views], np.float32),
        joined_ka=ground.past.joined_ka,
        truth_qa=truth_qa,
        allowed_qa=allowed_qa,
        weight_q=np.where(count_q > 0, [w for *_, w in tasks] / np.sqrt(np.maximum(count_q, 1)), 0.0),
        natural_q=np.array([not newcomers for *_, newcomers, _ in tasks]),
        seen_qk=np.array([own.size_k > 0 for own, *_ in tasks]),
    )


def _queries(record: Record, k: int, at: IntArray) -> list[tuple[Query, tuple[int, ...]]]:
    """What would have been asked before activity k, and who is to be found."""
    lead = int(record.lead_k[k])
    members = [int(at[a]) for a in record.joined_ka.indices[slice(*record.joined_ka.indptr[k : k + 2])] if at[a] >= 0]
    query = Query(
        text=record.text_k[k],
        lead=int(at[lead]),
        country=str(record.country_a[lead]) if lead >= 0 else "",
        places=tuple(int(g) for g in record.places_kg[[k]].indices),
        purposes=tuple(int(p) for p in record.purposes_kp[[k]].indices),
        vector=UNREAD if record.vector_ke is None else record.vector_ke[k],
    )
    others = [a for a in members if a != at[lead]]
    if record.whole:
        return [(query, tuple(others))] if others else []
    if len(members) < 2:
        return []
    return [(replace(query, known=tuple(sorted(set(members) - {left}))), (left,)) for left in others]
