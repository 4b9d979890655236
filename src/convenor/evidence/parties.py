"""The bodies of a book as who is who sees them: an id, its names, its register, its country, how much is on file."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import narwhals as nw
from rapidfuzz import fuzz

from convenor.evidence.names import Name, read_name
from convenor.evidence.values import is_placeholder
from convenor.store import Store

CROWD = 3  # unlike names under one reference from which it stands for nobody in particular
MOST_NAMES = 12  # of a body that are compared, the most frequent first
_BY_NAME = "name:"
_REGISTER = re.compile(r"([a-z]{2}-[a-z0-9]{2,9})-(.*[0-9].*)")  # org-id.guide: list code, then the number in it
_NUMBERED = re.compile(r"(pic):([0-9]+)")
_WORLD = frozenset({"xm", "xi", "xr", "xe"})  # prefixes of lists that are no country's


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One id of the book.

    Attributes:
        id: As published, or made from the name.
        names: As published, the most frequent first.
        country: ISO 3166 alpha-2 in lower case, of its seat or its register; '' is unknown.
        rows: Rows of evidence under it.
        sources: Kinds of source that name it.
        placeholder: It names nobody in particular.
    """

    id: str
    names: tuple[str, ...]
    country: str = ""
    rows: int = 0
    sources: tuple[str, ...] = ()
    placeholder: bool = False

    @property
    def by_name(self) -> bool:
        """True where the id was made from the name, for want of a reference."""
        return self.id.startswith(_BY_NAME)

    @property
    def register(self) -> tuple[str, str]:
        """The list that the id is from and the number in it; empty where it is from none that is known by form."""
        found = _REGISTER.fullmatch(self.id) or _NUMBERED.fullmatch(self.id)
        return (found[1], re.sub(r"[^a-z0-9]", "", found[2])) if found else ("", "")


def read_parties(book: Store) -> list[Party]:
    """Every id of the book as published, hidden bodies left out, in the order of ids."""
    hidden = set(_hidden(book))
    frame = book.table("actors", as_published=True)
    grouped = frame.group_by("id", "name", "country", "marks", "load").agg(n=nw.len())
    counts = book.table("evidence", as_published=True).group_by("actor").agg(n=nw.len())
    rows = {row["actor"]: row["n"] for row in book.rows(counts)}
    readers = {row["id"]: row["reader"] for row in book.rows(book.table("loads").select("id", "reader"))}
    names: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, Counter[str]] = defaultdict(Counter)
    sources: dict[str, set[str]] = defaultdict(set)
    marked: set[str] = set()
    for row in book.rows(grouped):
        key = row["id"]
        names[key][" ".join((row["name"] or key).split())] += row["n"]
        sources[key].add(readers.get(row["load"], row["load"] or ""))
        if row["country"]:
            places[key][row["country"].lower()] += row["n"]
        if "placeholder" in (row["marks"] or "").split(","):
            marked.add(key)
    return [
        Party(
            id=key,
            names=tuple(n for n, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_NAMES]),
            country=_seat(key, places.get(key, Counter())),
            rows=rows.get(key, 0),
            sources=tuple(sorted(sources[key] - {""})),
            placeholder=key in marked or all(is_placeholder(n, not key.startswith(_BY_NAME)) for n in found),
        )
        for key, found in sorted(names.items())
        if key not in hidden
    ]


def crowded(party: Party) -> bool:
    """True where many unlike names share the reference: it stands for a project, a donor's list, or nobody.

    Names are unlike when they share no body, no acronym, no telling word and few letters.
    """
    if party.by_name or len(party.names) < CROWD:
        return False
    groups: list[Name] = []
    for name in map(read_name, party.names):
        if not any(_alike(name, other) for other in groups):
            groups.append(name)
    return len(groups) >= CROWD


def same_identifier(parties: Sequence[Party]) -> Iterable[tuple[int, int]]:
    """Pairs whose ids differ in punctuation alone: one identifier written in two ways."""
    written: dict[str, list[int]] = defaultdict(list)
    for i, party in enumerate(parties):
        if not party.by_name and any(c.isdigit() for c in party.id):
            written[re.sub(r"[^a-z0-9]", "", party.id)].append(i)
    for group in written.values():
        yield from combinations(group, 2)


def one_register(parties: Sequence[Party]) -> set[tuple[int, int]]:
    """Pairs with the same name that one register lists under two numbers: two bodies, or two entries to ask about."""
    listed: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, party in enumerate(parties):
        if party.register[0]:
            for key in {read_name(name).key for name in party.names}:
                listed[party.register[0], key].append(i)
    pairs = (pair for group in listed.values() for pair in combinations(sorted(set(group)), 2))
    return {(i, j) for i, j in pairs if parties[i].register[1] != parties[j].register[1]}


def _alike(one: Name, other: Name) -> bool:
    if one.bodies & other.bodies or one.acronyms & other.acronyms:
        return True
    mine, theirs = ({w for form in n.forms for w in form.tokens} for n in (one, other))
    return bool(mine & theirs) or fuzz.partial_ratio(one.key, other.key) >= 80


def _seat(key: str, places: Counter[str]) -> str:
    if places:
        return min(places, key=lambda place: (-places[place], place))
    found = _REGISTER.fullmatch(key)
    return found[1][:2] if found and found[1][:2] not in _WORLD else ""


def _hidden(book: Store) -> Iterable[str]:
    marked = book.table("actors", hidden=True).filter(nw.col("marks").str.contains("hidden")).select("id").unique()
    return [row["id"] for row in book.rows(marked)]
