"""The IATI protocol: leave one organisation out of each later activity and find it again.

Organisation key: lower-cased ref, else plain name; placeholders dropped. Start year: actual start, else planned.
A query sees those left in, the reporter, country, sector, title and description; never roles, money or dates.
"""

import random
import re
import tarfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from lxml import etree

from who_joins.trial import Activity, Body, BoolArray, Question, Trial

PLACEHOLDER = re.compile(
    r"^(donor country based ngo|private sector institution|third country government|other multilateral|n a$"
    r"|miscellaneous|ministry of foreign affairs$|unknown)"
)
YEARS = range(2000, 2026)  # others are placeholders
SAMPLE, SEED = 2500, 1  # of the protocol


@dataclass(frozen=True, kw_only=True)
class Party:
    """One participating organisation as published."""

    key: str
    name: str
    role: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One activity as published."""

    year: int
    reporter: str
    parties: tuple[Party, ...]
    countries: tuple[str, ...]
    purposes: tuple[str, ...]
    title: str
    text: str

    @property
    def members(self) -> frozenset[str]:
        """Keys of those that took part."""
        return frozenset(party.key for party in self.parties)


def plain(text: str | None) -> str:
    """Without accents and punctuation, in lower case."""
    kept = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", kept).strip()


class Archive:
    """All activities of an archive that have a start year, in the order of the protocol."""

    def __init__(self, path: Path) -> None:
        self.rows = [row for row in _read(path) if row is not None]

    def years(self) -> tuple[int, int]:
        """First and last year in which an activity starts."""
        found = [row.year for row in self.rows]
        return min(found), max(found)

    def trial(self, train_to: int, *, test_to: int = YEARS[-1], sample: int = SAMPLE) -> Trial:
        """Train to a year, ask about later activities up to another."""
        past = [row for row in self.rows if row.year <= train_to]
        later = [row for row in self.rows if train_to < row.year <= test_to and len(row.members) >= 2]
        actors = tuple(sorted({key for row in past for key in row.members}))
        index = {actor: a for a, actor in enumerate(actors)}
        drawn = random.Random(SEED).sample(later, min(sample, len(later)))
        asked, left_out, clusters = [], [], []
        for number, row in enumerate(drawn):
            known = sorted(key for key in row.members if key in index)
            for key in known if len(known) > 1 else ():
                if key != row.reporter:
                    asked.append(_question(row, tuple(o for o in known if o != key)))
                    left_out.append(key)
                    clusters.append(number)
        bodies = tuple(_bodies(past, actors))
        truth_qa = np.zeros((len(asked), len(actors)), bool)
        truth_qa[np.arange(len(asked)), [index[key] for key in left_out]] = True
        activities = tuple(_activity(row) for row in past)
        return Trial(
            past=activities,
            questions=tuple(asked),
            actors=actors,
            bodies=bodies,
            as_of=train_to + 1,
            cut=float(train_to + 1),
            truth_qa=truth_qa,
            allowed_qa=slices(activities, asked, actors, bodies, truth_qa),
            clusters_q=np.array(clusters, np.int64),
            notes={"activities": len(self.rows), "train": len(past), "test": len(later), "candidates": len(actors)},
        )


def slices(
    past: tuple[Activity, ...],
    questions: list[Question],
    actors: tuple[str, ...],
    bodies: tuple[Body, ...],
    truth_qa: BoolArray,
) -> dict[str, BoolArray]:
    """Who may be ranked: always all but those left in; a slice picks questions.

    Never paired: the one left out shared no training activity with any left in. Cold start: it was in one training
    activity. Named: one of its names stands in title or description; not named: none does.
    """
    index = {actor: a for a, actor in enumerate(actors)}
    joined = np.zeros((len(past), len(actors)))
    for k, activity in enumerate(past):
        joined[k, [index[m] for m in activity.members]] = 1
    together = joined.T @ joined > 0
    others = np.ones(truth_qa.shape, bool)
    never, named = np.zeros(len(questions), bool), np.zeros(len(questions), bool)
    left_out = truth_qa.argmax(1)
    for q, question in enumerate(questions):
        known = [index[o] for o in question.known]
        others[q, known] = False
        never[q] = not together[known, left_out[q]].any()
        text = f" {plain(f'{question.title} {question.text}')} "
        named[q] = any(f" {name} " in text for name in bodies[left_out[q]].names if name)
    cold = joined.sum(0)[left_out] == 1
    picks = {"all": np.ones_like(never), "never paired": never, "cold start": cold, "named": named}
    picks |= {"not named": ~named, "never paired, not named": never & ~named}
    return {name: others & pick[:, None] for name, pick in picks.items()}


def _question(row: Row, known: tuple[str, ...]) -> Question:
    return Question(
        title=row.title,
        text=row.text,
        lead=row.reporter,
        known=known,
        places=row.countries,
        purposes=row.purposes,
    )


def _activity(row: Row) -> Activity:
    roles = defaultdict(set)
    for party in row.parties:
        roles[party.key].add(party.role)
    members = tuple(sorted(roles))
    return Activity(
        year=row.year,
        start=float(row.year),
        title=row.title,
        text=row.text,
        members=members,
        lead=row.reporter,
        places=row.countries,
        purposes=row.purposes,
        roles=tuple(" ".join(sorted(roles[key])) for key in members),
    )


def _bodies(past: list[Row], actors: tuple[str, ...]) -> Iterator[Body]:
    names, kinds = defaultdict(set), defaultdict(Counter)
    for row in past:
        for party in row.parties:
            names[party.key].add(party.name)
            kinds[party.key][party.kind] += bool(party.kind)
    for actor in actors:
        yield Body(names=tuple(sorted(names[actor])), kind=max(kinds[actor], key=kinds[actor].get, default=""))


def _read(path: Path) -> Iterator[Row | None]:
    seen = set()
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            file = archive.extractfile(member)
            if file is None:
                continue
            try:
                root = etree.parse(file, _parser()).getroot()
            except etree.XMLSyntaxError:
                continue  # one file of the archive is not XML
            for element in root.iter("iati-activity"):
                identifier = (element.findtext("iati-identifier") or "").strip()
                if identifier not in seen:
                    seen.add(identifier)
                    yield _row(element)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(huge_tree=True, no_network=True, resolve_entities=False)


def _row(element: etree._Element) -> Row | None:
    dates = {d.get("type"): (d.get("iso-date") or "")[:4] for d in element.findall("activity-date")}
    year = dates.get("2") or dates.get("start-actual") or dates.get("1") or dates.get("start-planned") or ""
    if not year.isdigit() or int(year) not in YEARS:
        return None
    reporter = element.find("reporting-org")
    codes = (f"{s.get('vocabulary') or '1'}:{(s.get('code') or '').strip()}" for s in element.findall("sector"))
    return Row(
        year=int(year),
        reporter=(reporter.get("ref") or "").strip().lower() if reporter is not None else "",
        parties=tuple(party for party in map(_party, element.findall("participating-org")) if party),
        countries=tuple(sorted({c.get("code") or "" for c in element.findall("recipient-country")})),
        purposes=tuple(sorted(set(codes))),
        title=_texts(element.findall("title")),
        text=_texts(element.findall("description")),
    )


def _party(element: etree._Element) -> Party | None:
    name = plain(" ".join(element.itertext()))
    if name and PLACEHOLDER.match(name):
        return None
    ref = (element.get("ref") or "").strip().lower()
    key = (ref if ref not in ("", "n/a", "-") else "") or name
    if not key:
        return None
    return Party(key=key, name=name, role=element.get("role") or "", kind=element.get("type") or "")


def _texts(elements: list[etree._Element]) -> str:
    return " ".join(chain.from_iterable(element.itertext() for element in elements)).strip()
