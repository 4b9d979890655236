"""convenor's learned stake on a trial: it learns on the trial's past alone, by rolling origin, then ranks."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from convenor.model.words import fold
from convenor.stakes import calibrate, ground, learn, origin, signals
from convenor.stakes.meaning import WIDTH, encode, mean_names
from convenor.stakes.newcomers import with_places
from convenor.stakes.registry import scheme_of
from who_joins.trial import Activity, FloatArray, Question, Trial


@dataclass(frozen=True, kw_only=True)
class Found:
    """Scores and probabilities of all candidates for all questions, and the model that gave them."""

    score_qa: FloatArray
    chance_qa: FloatArray
    model: learn.Model


def rank(trial: Trial, *, whole: bool, meaning: bool = False, model: learn.Model | None = None) -> Found:
    """Learn on the trial's past, unless a model learned on the same past is given; then rank its candidates.

    Args:
        trial: What may be seen.
        whole: True where whole consortia are sought.
        meaning: Texts are read by the sentence encoder too (`convenor[meaning]`).
        model: Learned on the same past, read in the same way.
    """
    table = Tables(trial, whole=whole, meaning=meaning)
    model = model or origin.learned(table.record, trial.cut)
    own, _ = origin.ground_at(table.record, trial.cut)
    queries = [table.query(question) for question in trial.questions]
    score_qa = np.array([learn.score(model, own, query).score_a for query in queries])
    ranks = model.intercept is None  # too little past to calibrate on
    chance_qa = np.zeros((0, 0)) if ranks else np.array([learn.probability(model, score_a) for score_a in score_qa])
    if not whole:  # a list of ten is shown: newcomers keep their places in it
        new_qa = np.array([signals.ties(own, query) == 0 for query in queries])
        score_qa = np.array([with_places(score, new) for score, new in zip(score_qa, new_qa, strict=True)])
    return Found(score_qa=score_qa, chance_qa=chance_qa, model=model)


def calibration(trial: Trial, found: Found) -> dict[str, Any] | None:
    """Brier score beside that of the base rate, and the reliability table, over all candidates, if calibrated."""
    if not found.chance_qa.size:
        return None
    allowed_qa = trial.allowed_qa["all"] & np.isfinite(found.score_qa)
    chance_x, joined_x = found.chance_qa[allowed_qa], trial.truth_qa[allowed_qa]
    base_x = np.full(len(joined_x), joined_x.mean())
    return {
        "brier": calibrate.brier(chance_x, joined_x),
        "base": calibrate.brier(base_x, joined_x),
        "reliability": calibrate.reliability(chance_x, joined_x),
    }


class Tables:
    """A trial's past as arrays."""

    def __init__(self, trial: Trial, *, whole: bool, meaning: bool = False) -> None:
        self.meaning = meaning
        self.index = trial.index
        self.places = _places(activity.places for activity in trial.past)
        self.purposes = _places(activity.purposes for activity in trial.past)
        roles = sorted({role for activity in trial.past for role in activity.roles}) if not whole else []
        self.record = origin.Record(
            start_k=np.array([activity.start for activity in trial.past]),
            text_k=tuple(words(activity) for activity in trial.past),
            joined_ka=_table(trial.past, lambda a: a.members, self.index),
            joined_rka=tuple(_table(trial.past, lambda a, r=role: _in_role(a, r), self.index) for role in roles),
            lead_k=np.array([self.index.get(activity.lead, -1) for activity in trial.past], np.int64),
            places_kg=_table(trial.past, lambda a: a.places, self.places),
            purposes_kp=_table(trial.past, lambda a: a.purposes, self.purposes),
            country_a=np.array([body.country for body in trial.bodies], object),
            kind_a=np.array([body.kind for body in trial.bodies], object),
            scheme_a=np.array([scheme_of(actor) for actor in trial.actors], object),
            names_a=tuple(tuple(n for n in map(plain, body.names) if len(n) > 3) for body in trial.bodies),
            vector_ke=encoded(map(sentences, trial.past)) if meaning else None,
            vector_ae=mean_names([list(encoded(body.names)) for body in trial.bodies]) if meaning else None,
            whole=whole,
        )

    def query(self, question: Question) -> ground.Query:
        """A question as the kernels take it."""
        return ground.Query(
            text=words(question),
            lead=self.index.get(question.lead, -1),
            country=question.lead_country,
            known=tuple(self.index[actor] for actor in question.known if actor in self.index),
            places=tuple(sorted(self.places[place] for place in question.places if place in self.places)),
            purposes=tuple(sorted(self.purposes[code] for code in question.purposes if code in self.purposes)),
            vector=encoded([sentences(question)])[0] if self.meaning else ground.UNREAD,
        )


def sentences(thing: Activity | Question) -> str:
    """Title and text as published."""
    return f"{thing.title}. {thing.text}"


def encoded(texts: Iterable[str]) -> NDArray[np.float16]:
    """What texts mean; each is read once in a run."""
    asked = list(texts)
    fresh = [text for text in dict.fromkeys(asked) if text not in READ]
    READ.update(zip(fresh, encode(fresh), strict=True))
    return np.array([READ[text] for text in asked]).reshape(-1, WIDTH)


READ: dict[str, NDArray[np.float16]] = {}


def words(thing: Activity | Question) -> str:
    """Title and text, folded."""
    return plain(f"{thing.title} {thing.text}")


def plain(text: str) -> str:
    """Folded words with one blank between."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _in_role(activity: Activity, role: str) -> tuple[str, ...]:
    return tuple(member for member, own in zip(activity.members, activity.roles, strict=True) if own == role)


def _places(groups: Iterable[tuple[str, ...]]) -> dict[str, int]:
    return {value: i for i, value in enumerate(sorted({value for group in groups for value in group}))}


def _table(
    past: tuple[Activity, ...], values: Callable[[Activity], Iterable[str]], index: dict[str, int]
) -> sparse.csr_array:
    rows, columns = [], []
    for k, activity in enumerate(past):
        found = sorted({index[value] for value in values(activity)})
        rows += [k] * len(found)
        columns += found
    shape = (len(past), max(len(index), 1))
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
