"""The CORDIS protocol: consortia that start in a window, predicted from those that started before it.

Query: title, objective, coordinator and its country. Candidates: organisations (PIC) seen in training. Truth: the
participants among them, without the coordinator. Only projects with three or more participants count.
"""

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from who_joins.trial import Activity, Body, BoolArray, Question, Trial

PROJECTS = ("fp7-projects.csv", "h2020-projects.csv")
PARTIES = ("fp7-organizations.csv", "h2020-organizations.csv")
SMALLEST = 3  # participants


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Rows of one file; fields are quoted, parted by semicolons."""
    with open(folder / name, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter=";")


class Register:
    """The two tables, read once, from which trials at any date are cut."""

    def __init__(self, folder: Path) -> None:
        parties = defaultdict(list)
        for name in PARTIES:
            for row in rows(folder, name):
                parties[row["projectID"]].append(row)
        self.parties = dict(parties)
        projects = {row["id"]: row for name in PROJECTS for row in rows(folder, name)}
        # the order of the protocol: start, then id, then text
        known = [(p["startDate"], i, p) for i, p in projects.items() if len(self.parties.get(i, ())) >= SMALLEST]
        self.projects = sorted(known, key=lambda row: (row[0], row[1], f"{row[2]['title']} {row[2]['objective']}"))

    def years(self) -> tuple[int, int]:
        """First and last year in which a project starts."""
        return int(self.projects[0][0][:4]), int(self.projects[-1][0][:4])

    def trial(self, start: str, end: str, *, known: int = 0) -> Trial:
        """Train on what started before `start`, ask about what started from it to before `end`.

        Args:
            start: Date of the cut, YYYY-MM-DD.
            end: First date after the window.
            known: Number of members besides the coordinator that are already known (drawn, seed 0).
        """
        past = [(i, p) for date, i, p in self.projects if date < start]
        asked = [(i, p) for date, i, p in self.projects if start <= date < end]
        actors = tuple(sorted({row["id"] for i, _ in past for row in self.parties[i]}))
        index = {actor: a for a, actor in enumerate(actors)}
        questions = tuple(self._question(i, p, index, known) for i, p in asked)
        truth_qa = np.zeros((len(asked), len(actors)), bool)
        for q, (i, _) in enumerate(asked):
            truth_qa[q, [index[row["id"]] for row in self.parties[i] if row["id"] in index]] = True
        activities = tuple(self._activity(i, p) for i, p in past)
        bodies = tuple(self._bodies([i for i, _ in past], actors))
        return Trial(
            past=activities,
            questions=questions,
            actors=actors,
            bodies=bodies,
            as_of=int(start[:4]),
            cut=years(start),
            truth_qa=truth_qa,
            allowed_qa=slices(activities, questions, actors, bodies),
            clusters_q=np.arange(len(asked)),
            notes={"train": len(past), "test": len(asked), "candidates": len(actors)},
        )

    def _activity(self, i: str, project: dict[str, str]) -> Activity:
        parties = self.parties[i]
        return Activity(
            year=int(project["startDate"][:4]),
            start=years(project["startDate"]),
            title=project["title"],
            text=project["objective"],
            members=tuple(row["id"] for row in parties),
            lead=_coordinator(parties)["id"],
            purposes=(f"topic:{project['topics']}",) if project["topics"] else (),
            roles=tuple(row["role"] for row in parties),
            id=i,
        )

    def _question(self, i: str, project: dict[str, str], index: dict[str, int], known: int) -> Question:
        lead = _coordinator(self.parties[i])
        others = sorted({row["id"] for row in self.parties[i] if row["id"] in index} - {lead["id"]})
        drawn = np.random.default_rng([0, int.from_bytes(i.encode()[:7])]).permutation(len(others))[:known]
        return Question(
            title=project["title"],
            text=project["objective"],
            lead=lead["id"],
            lead_country=project["coordinatorCountry"],
            known=tuple(others[k] for k in sorted(drawn)),
        )

    def _bodies(self, past: list[str], actors: tuple[str, ...]) -> Iterator[Body]:
        seen = defaultdict(list)
        for i in past:
            for row in self.parties[i]:
                seen[row["id"]].append(row)
        for actor in actors:
            found = seen[actor]
            yield Body(
                names=tuple(sorted({row["name"] for row in found})),
                country=found[-1]["country"],
                kind=Counter(row["activityType"] for row in found).most_common(1)[0][0],
            )


def slices(
    past: tuple[Activity, ...], questions: tuple[Question, ...], actors: tuple[str, ...], bodies: tuple[Body, ...]
) -> dict[str, BoolArray]:
    """Who may be ranked, by slice: all; prior tie; never paired; cold start; cross-sector; lead unseen.

    A tie is a shared earlier project with the coordinator. Cold start: one past participation. Cross-sector: of another
    kind than the coordinator (as last seen), by the source's own code. Lead unseen: coordinator without a past project.
    """
    index = {actor: a for a, actor in enumerate(actors)}
    joined = np.zeros((len(past), len(actors)), np.float32)
    for k, activity in enumerate(past):
        joined[k, [index[m] for m in activity.members]] = 1
    shape = (len(questions), len(actors))
    ties, others, crossing, unseen = (np.zeros(shape, bool) for _ in range(4))
    kinds = np.array([body.kind for body in bodies])
    for q, question in enumerate(questions):
        others[q] = ~np.isin(actors, (question.lead, *question.known))
        lead = index.get(question.lead)
        unseen[q] = lead is None
        if lead is not None:
            ties[q] = joined[:, lead] @ joined > 0
            crossing[q] = kinds != kinds[lead]
    cold = np.broadcast_to(joined.sum(0) == 1, shape)
    return {
        "all": others,
        "never paired": others & ~ties,
        "prior tie": others & ties,
        "cold start": others & cold,
        "cross-sector": others & crossing,
        "lead unseen": others & unseen,
    }


def years(date: str) -> float:
    """A date YYYY-MM-DD as years, with the day as a fraction."""
    day = dt.date.fromisoformat(date[:10])
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _coordinator(parties: list[dict[str, str]]) -> dict[str, str]:
    return next((row for row in parties if row["role"] == "coordinator"), parties[0])
