"""Who is who: the bodies of a book under several ids and spellings, proposed to be one, with the reasons.

Identifiers first, then names. What is sure becomes a judgement to merge; what may be waits for a person; what names
nobody in particular (placeholders, references that many names share) is left alone. No row is changed.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from convenor.errors import NotFoundError
from convenor.evidence.claims import claims, told_apart
from convenor.evidence.clusters import FAINT, join
from convenor.evidence.doubts import doubtful, two_parts
from convenor.evidence.judgement import judgement, keep, read_judgements, withdraw
from convenor.evidence.likeness import compare
from convenor.evidence.names import read_name
from convenor.evidence.parties import Party, crowded, read_parties, same_identifier, with_own_names
from convenor.evidence.reasons import why
from convenor.evidence.sameness import recalibrated, shipped
from convenor.evidence.twins import twins
from convenor.model.judgement import Judgement, JudgementKind
from convenor.store import Store

MODEL = "convenor, who is who 1"
MOST_ASKED = 2_000  # pairs that wait for a person, the likeliest first
IDENTIFIER = 0.999  # sure of two that carry one identifier
SAME_WORDS = 0.97  # sure of two whose names differ in case, articles and legal marks alone
SAME_NAME = 0.99  # sure of two that carry one name, where nothing speaks against it

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What was found.

    Attributes:
        bodies: Ids that were compared.
        merged: Judgements that two ids are one body, the id that stays as `object`.
        unsure: Pairs that wait for a person, the likeliest first.
        shared: References that many unlike names share; never merged.
        placeholders: Ids that name nobody in particular; never merged.
    """

    bodies: int = 0
    merged: tuple[Judgement, ...] = ()
    unsure: tuple[Judgement, ...] = ()
    shared: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()


def resolve(book: Store, *, keep_it: bool = True, date: dt.date | None = None) -> Resolution:
    """Find which ids of a book are one body, and keep that as judgements.

    A person's word stands: pairs kept apart, or whose merge was withdrawn, are not merged again. What this model said
    before is replaced, so that the answer follows from the book as it is.

    Args:
        book: An open book.
        keep_it: False only looks.
        date: Day of the judgements; today when None.

    Returns:
        What was merged, what waits, and what is left alone.

    Limits:
        Names are compared by letters, words, acronyms and a table of known bodies: a translation that is in none of
        them is not found, and two bodies of one name in one country are taken for one.
    """
    parties = read_parties(book)
    shared = tuple(p.id for p in parties if crowded(p))
    placeholders = tuple(p.id for p in parties if p.placeholder)
    left_out = {*shared, *placeholders}
    compared = with_own_names([p for p in parties if p.id not in left_out])
    found = _judged(compared, read_judgements(book, withdrawn=True), date)
    if keep_it:
        _replace(book, found)
    merged = tuple(j for j in found if j.kind is JudgementKind.MERGE)
    unsure = tuple(j for j in found if j.kind is JudgementKind.UNSURE)
    return Resolution(bodies=len(parties), merged=merged, unsure=unsure, shared=shared, placeholders=placeholders)


def merge(
    book: Store, one: str, stays: str, *, by: str, reasons: Sequence[str] = (), date: dt.date | None = None
) -> Judgement:
    """A person's word that two ids are one body; `stays` is the id it is read under.

    Raises:
        NotFoundError: The book does not know one of the ids.
        ValueError: They are the same id.
    """
    return _said(book, JudgementKind.MERGE, one, stays, by, reasons, date)


def keep_apart(
    book: Store, one: str, other: str, *, by: str, reasons: Sequence[str] = (), date: dt.date | None = None
) -> Judgement:
    """A person's word that two ids are two bodies, however alike; a merge of the two is taken back."""
    return _said(book, JudgementKind.KEEP_APART, one, other, by, reasons, date)


def waiting(book: Store) -> list[Judgement]:
    """Pairs that wait for a person, the likeliest first."""
    return sorted(read_judgements(book, JudgementKind.UNSURE), key=lambda made: (-(made.score or 0), made.id))


def _said(
    book: Store, kind: JudgementKind, one: str, other: str, by: str, reasons: Sequence[str], date: dt.date | None
) -> Judgement:
    for key in (one, other):
        if not book.lookup("actors", "id", [key], ()):
            raise NotFoundError("body", key)
    if one == other:
        raise ValueError(f"'{one}' is one id; name two")
    made = judgement(kind, one, other, by=by, reasons=reasons, date=date)
    with book.transaction():
        against = {JudgementKind.MERGE, JudgementKind.KEEP_APART} - {kind} | {JudgementKind.UNSURE}
        earlier = [j for j in read_judgements(book, *against) if {j.subject, j.object} == {one, other}]
        withdraw(book, earlier, date=date)
        keep(book, [made])
    return made


def _judged(parties: Sequence[Party], earlier: Sequence[Judgement], date: dt.date | None) -> list[Judgement]:
    """Judgements of the model on these bodies."""
    place = {party.id: i for i, party in enumerate(parties)}
    score, barred = _scores(parties), _barred(earlier, place)
    ids = {(i, j): s for (i, j), s in score.items() if s >= FAINT and (i, j) not in barred}
    model = shipped()
    keys = sorted(ids)
    ends = np.array(keys, dtype=np.int64).reshape(-1, 2)
    moved = recalibrated(np.array([ids[k] for k in keys]), model.sure)
    moved[[two_parts(parties[i], parties[j]) for i, j in keys]] = 0.0
    doubts = {(i, j) for i, j in keys if doubtful(parties[i], parties[j])}
    label = join(len(parties), ends[:, 0], ends[:, 1], moved, threshold=0.5, apart=barred | doubts,
                 claims=[claims(party) for party in parties])  # fmt: skip
    merged = list(_merges(parties, label, ids, date))
    return merged + _asked(parties, label, ids, model.unsure, date)


def _scores(parties: Sequence[Party]) -> dict[Pair, float]:
    """How sure each two bodies are one: the best of their names, one where an identifier is the same."""
    texts = sorted({name for party in parties for name in party.names})
    number = {text: k for k, text in enumerate(texts)}
    holders: dict[int, list[int]] = {}
    for i, party in enumerate(parties):
        for name in party.names:
            holders.setdefault(number[name], []).append(i)
    names = [read_name(text) for text in texts]
    pairs = compare(names)
    score_p = shipped().score(pairs.signals_ps)
    found: dict[Pair, float] = {}

    def seen(i: int, j: int, score: float) -> None:
        if i != j:
            key = (min(i, j), max(i, j))
            found[key] = max(score, found.get(key, 0.0))

    for left, right, score in zip(pairs.left_p.tolist(), pairs.right_p.tolist(), score_p.tolist(), strict=True):
        for i in holders[left]:
            for j in holders[right]:
                seen(i, j, score)
    for left, right in twins(names):
        for i, j in product(holders[left], holders[right]):
            seen(i, j, SAME_WORDS)
    for group in holders.values():
        for i, j in product(group, group):
            seen(i, j, SAME_NAME)
    for i, j in same_identifier(parties):
        seen(i, j, IDENTIFIER)
    return found


def _merges(
    parties: Sequence[Party], label: np.ndarray, score: dict[Pair, float], date: dt.date | None
) -> Iterable[Judgement]:
    """One judgement for each id that gives way to the one that stays: the registered one with most on file."""
    groups: dict[int, list[int]] = {}
    for i, group in enumerate(label.tolist()):
        groups.setdefault(group, []).append(i)
    for members in groups.values():
        stays = min(members, key=lambda i: (parties[i].by_name, -parties[i].rows, parties[i].id))
        for i in members:
            if i != stays:
                yield _word(JudgementKind.MERGE, parties, i, stays, _sure(i, stays, members, score), date)


def _sure(i: int, stays: int, members: Sequence[int], score: dict[Pair, float]) -> float:
    """How sure two members of a group are one: directly, or over the best third one."""
    direct = score.get((min(i, stays), max(i, stays)), 0.0)
    around = (
        min(score.get((min(i, k), max(i, k)), 0.0), score.get((min(k, stays), max(k, stays)), 0.0)) for k in members
    )
    return max(direct, *around)


def _asked(
    parties: Sequence[Party], label: np.ndarray, score: dict[Pair, float], least: float, date: dt.date | None
) -> list[Judgement]:
    """Pairs that may be one and were not joined, one for each two groups, the likeliest first.

    Two numbers in one register, registers of two countries, or two known bodies are not asked about: the answer is on
    file.
    """
    best: dict[Pair, tuple[float, Pair]] = {}
    claimed: dict[int, dict[str, str]] = {}
    for party, group in zip(parties, label.tolist(), strict=True):
        claimed[group] = claims(party) | claimed.get(group, {})
    for (i, j), sure in score.items():
        if sure >= least and label[i] != label[j] and not told_apart(claimed[label[i]], claimed[label[j]]):
            key = (int(min(label[i], label[j])), int(max(label[i], label[j])))
            best[key] = max(best.get(key, (0.0, (0, 0))), (sure, (i, j)))
    likeliest = sorted(best.values(), key=lambda found: (-found[0], found[1]))[:MOST_ASKED]
    return [_word(JudgementKind.UNSURE, parties, i, j, sure, date) for sure, (i, j) in likeliest]


def _word(
    kind: JudgementKind, parties: Sequence[Party], i: int, j: int, score: float, date: dt.date | None
) -> Judgement:
    one, other = parties[i], parties[j]
    return judgement(
        kind, one.id, other.id, by=MODEL, reasons=why(one, other), score=round(min(score, 1.0), 4), date=date
    )


def _barred(earlier: Sequence[Judgement], place: dict[str, int]) -> set[Pair]:
    """Pairs that are never merged because a person said so."""
    said = {
        (made.subject, made.object)
        for made in earlier
        if (made.kind is JudgementKind.KEEP_APART and made.withdrawn is None)
        or (made.kind is JudgementKind.MERGE and made.withdrawn is not None)
    }
    pairs = {(place[a], place[b]) for a, b in said if a in place and b in place}
    return {(min(i, j), max(i, j)) for i, j in pairs}


def _replace(book: Store, found: Sequence[Judgement]) -> None:
    """Keep the judgements in place of what this model said before; a person's word on the same pair is left."""
    with book.transaction():
        stands = read_judgements(book, withdrawn=True)
        mine = [j.id for j in stands if j.by == MODEL and j.withdrawn is None]
        theirs = {frozenset((j.subject, j.object)) for j in stands if j.by != MODEL or j.withdrawn is not None}
        book.delete("judgements", id=mine)
        keep(book, [j for j in found if frozenset((j.subject, j.object)) not in theirs])
