"""The bodies of a book as who is who sees them: an id, its names, its register, its country, how much is on file."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import narwhals as nw

from convenor.evidence.strays import own_names, unlike
from convenor.evidence.values import is_placeholder
from convenor.model.codes import Kind
from convenor.store import Store

MOST_NAMES = 12  # of a body that are compared, the most frequent first
_BY_NAME = "name:"
_REGISTER = re.compile(r"([a-z]{2}-[a-z0-9_]{2,9})-(.*[0-9].*)")  # org-id.guide: list code, then the number in it
_WORLDWIDE = re.compile(r"(x[a-z]-[a-z]{2,9})-(.+)")  # lists of no country; their numbers may be letters
_DONOR = re.compile(r"([a-z]{2})-([0-9]{1,3})")  # codes that IATI gave to donor agencies at first: SE-2
_COUNTRY = re.compile(r"[A-Z]{2}")
_NUMBERED = re.compile(r"(pic):([0-9]+)")
_WORLD = frozenset({"xm", "xi", "xr", "xe", "xt", "eu"})  # prefixes of lists that are no country's


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One id of the book.

    Attributes:
        id: As published, or made from the name.
        names: As published, the most frequent first.
        counts: How often each name stands in the book, shape of `names`.
        country: ISO 3166 alpha-2 in lower case, of its seat; '' is unknown.
        rows: Rows of evidence under it.
        sources: Kinds of source that name it.
        placeholder: It names nobody in particular.
        kind: What most records say it is, a word of `Kind`; '' is unknown.
        places: Countries where it is seen at work, ISO 3166 alpha-2 in lower case.
    """

    id: str
    names: tuple[str, ...]
    counts: tuple[int, ...] = ()
    country: str = ""
    rows: int = 0
    sources: tuple[str, ...] = ()
    placeholder: bool = False
    kind: str = ""
    places: frozenset[str] = frozenset()

    @property
    def by_name(self) -> bool:
        """True where the id was made from the name, for want of a reference."""
        return self.id.startswith(_BY_NAME)

    @property
    def register(self) -> tuple[str, str]:
        """The list that the id is from and the number in it; empty where it is from none that is known by form."""
        found = next((m for f in (_WORLDWIDE, _REGISTER, _DONOR, _NUMBERED) if (m := f.fullmatch(self.id))), None)
        return (found[1], re.sub(r"[^a-z0-9]", "", found[2])) if found else ("", "")

    @property
    def nation(self) -> str:
        """Country whose register the id is from, ISO 3166 alpha-2 in lower case; empty where it is no country's."""
        found = _REGISTER.fullmatch(self.id) or _DONOR.fullmatch(self.id)
        return found[1][:2] if found and found[1][:2] not in _WORLD else ""


def read_parties(book: Store, only: Sequence[str] | None = None) -> list[Party]:
    """Every id of the book as published, or of those named, hidden bodies left out, in the order of ids."""
    hidden = set(_hidden(book))
    frame, evidence = book.table("actors", as_published=True), book.table("evidence", as_published=True)
    if only is not None:
        frame, evidence = frame.filter(nw.col("id").is_in(only)), evidence.filter(nw.col("actor").is_in(only))
    grouped = frame.group_by("id", "name", "kind", "country", "marks", "load").agg(n=nw.len())
    rows: Counter[str] = Counter()
    at_work: dict[str, set[str]] = defaultdict(set)
    for row in book.rows(evidence.group_by("actor", "place").agg(n=nw.len())):
        rows[row["actor"]] += row["n"]
        if _COUNTRY.fullmatch(row["place"] or ""):
            at_work[row["actor"]].add(row["place"].lower())
    readers = {row["id"]: row["reader"] for row in book.rows(book.table("loads").select("id", "reader"))}
    names: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    sources: dict[str, set[str]] = defaultdict(set)
    marked: set[str] = set()
    for row in book.rows(grouped):
        key = row["id"]
        names[key][" ".join((row["name"] or key).split())] += row["n"]
        sources[key].add(readers.get(row["load"], row["load"] or ""))
        if row["country"]:
            places[key][row["country"].lower()] += row["n"]
        if row["kind"] and row["kind"] != Kind.UNKNOWN:
            kinds[key][row["kind"]] += row["n"]
        if "placeholder" in (row["marks"] or "").split(","):
            marked.add(key)
    most = {
        key: sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_NAMES] for key, found in names.items()
    }
    return [
        Party(
            id=key,
            names=tuple(name for name, _ in most[key]),
            counts=tuple(n for _, n in most[key]),
            country=_most(places.get(key, Counter())),
            rows=rows.get(key, 0),
            kind=_most(kinds.get(key, Counter())),
            places=frozenset(at_work.get(key, ())),
            sources=tuple(sorted(sources[key] - {""})),
            placeholder=key in marked or all(is_placeholder(n, not key.startswith(_BY_NAME)) for n in found),
        )
        for key, found in sorted(names.items())
        if key not in hidden
    ]


def crowded(party: Party) -> bool:
    """True where many unlike names share the reference: it stands for a project, a donor's list, or nobody."""
    return not party.by_name and unlike(_counted(party))


def with_own_names(parties: Sequence[Party]) -> list[Party]:
    """The same without names that stand under a reference by mistake."""
    own = own_names({party.id: _counted(party) for party in parties})
    return [replace(party, names=own[party.id], counts=()) for party in parties]


def _counted(party: Party) -> dict[str, int]:
    return dict(zip(party.names, party.counts or [1] * len(party.names), strict=True))


def same_identifier(parties: Sequence[Party]) -> Iterable[tuple[int, int]]:
    """Pairs whose ids differ in punctuation alone: one identifier written in two ways."""
    written: dict[str, list[int]] = defaultdict(list)
    for i, party in enumerate(parties):
        if not party.by_name and any(c.isdigit() for c in party.id):
            written[re.sub(r"[^a-z0-9]", "", party.id)].append(i)
    for group in written.values():
        yield from combinations(group, 2)


def _most(words: Counter[str]) -> str:
    return min(words, key=lambda word: (-words[word], word)) if words else ""


def _hidden(book: Store) -> Iterable[str]:
    marked = book.table("actors", hidden=True).filter(nw.col("marks").str.contains("hidden")).select("id").unique()
    return [row["id"] for row in book.rows(marked)]
