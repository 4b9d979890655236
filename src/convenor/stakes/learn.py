"""The learned stake: a listwise softmax over a learned kernel of past activities and log signals of actors.

    score_a = b * log(sum over k of exp(theta . f_k) joined_ka) + sum over n of w_n z_an

f_k are features of past activity k seen from the query (centred over k), z_an signals of actor a (standardised over the
candidates). theta, b and w maximise the likelihood of those who really joined, on activities that started after a cut,
seen from what was before it (rolling origin); both are drawn towards a prior, because joinings are few.
Listwise loss: Cao et al. (2007), Learning to Rank, ListNet with one-hot truths; L-BFGS: Byrd et al. (1995).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from convenor.stakes.calibrate import platt, sigmoid
from convenor.stakes.ground import Ground, Query
from convenor.stakes.signals import (
    AGAIN,
    FEATURES,
    SIGNALS,
    TRAITS,
    activity_features,
    actor_signals,
    repetition,
    ties,
)

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

PRIOR = {  # squared likeness of words, as kNN; of meaning, where texts were read for it
    "words": 0.7, "stems": 1.4, "meaning": 0.8, "age": 0.7, "size": -0.7, "reach": 0.5, "known": 0.5,
}  # fmt: skip
PULL_KERNEL, PULL_SIGNALS = 100.0, 30.0  # strength of the prior, chosen on the windows 2013 to 2016 of CORDIS
SMALL = 1e-7
STEPS = 60  # L-BFGS has settled long before


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What was learned, as plain numbers.

    Attributes:
        kernel_f: Weight of each of `FEATURES`.
        blend: Weight of the log kernel.
        weight_n: Weight of each of `SIGNALS`.
        slope: Of Platt's sigmoid over the log share of the softmax.
        intercept: Of the same; None of a model that gives ranks alone.
        limit: Largest standardised signal, either side; None lets a trait be as loud as it is rare.
    """

    kernel_f: FloatArray
    blend: float
    weight_n: FloatArray
    slope: float = 1.0
    intercept: float | None = None
    limit: float | None = None

    @property
    def reads_meaning(self) -> bool:
        """True where it weighs what texts mean beside their words."""
        return bool(self.kernel_f[FEATURES.index("meaning")])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Scores of all actors for one query, and what carries them.

    Attributes:
        score_a: Log-odds up to a constant; -inf for those inside.
        part_am: Contribution of each signal to the score, columns `PARTS`; rows sum to the score but for a constant.
        weight_k: Weight of each past activity, sums to 1: where the evidence is.
    """

    score_a: FloatArray
    part_am: FloatArray
    weight_k: FloatArray


PARTS = (*FEATURES, "amount", *SIGNALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Queries `q` seen from one cut, and who really joined.

    Attributes:
        feature_qkf: Features of past activities, centred.
        signal_qan: Signals of actors, standardised.
        joined_ka: Who took part in the past.
        truth_qa: Who joined.
        allowed_qa: Who could be ranked.
        weight_q: Weight of each query in the loss.
        natural_q: True where the query came as it comes in life; False where it was added to teach first meetings.
        seen_qk: Which past activities the query may see; all, but where earlier ties were blinded.
    """

    feature_qkf: npt.NDArray[np.float32]
    signal_qan: npt.NDArray[np.float32]
    joined_ka: sparse.csr_array
    truth_qa: BoolArray
    allowed_qa: BoolArray
    weight_q: FloatArray
    natural_q: BoolArray
    seen_qk: BoolArray


def view(ground: Ground, query: Query, limit: float | None = None) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Centred features (k, f), standardised signals (a, n), and who may be ranked (a,): all but those inside."""
    tie_a = ties(ground, query)
    allowed_a = np.ones(len(tie_a), bool)
    allowed_a[[*query.known, *([query.lead] if query.lead >= 0 else [])]] = False
    alike = ground.past.texts.similarity_k(query.text)
    feature_kf = activity_features(ground, query, tie_a, alike)
    signal_an = actor_signals(ground, query, tie_a, alike)
    mean_n, spread_n = signal_an[allowed_a].mean(axis=0), signal_an[allowed_a].std(axis=0)
    even = spread_n > 1e-6  # a signal that is the same for all says nothing
    standard_an = np.where(even, (signal_an - mean_n) / np.where(even, spread_n, 1.0), 0.0)
    if limit is not None:  # the one companion of a convener among 700 bodies stands 26 spreads out
        standard_an = np.clip(standard_an, -limit, limit)
    # what makes a newcomer likely differs from what makes a companion likely: newcomers have weights of their own
    new_a = (tie_a == 0).astype(float)
    again_an = standard_an[:, [TRAITS.index(name) for name in AGAIN]] * new_a[:, None]
    closed_a = new_a * repetition(ground, query)
    return feature_kf - feature_kf.mean(axis=0), np.column_stack([standard_an, again_an, closed_a]), allowed_a


def score(model: Model, ground: Ground, query: Query) -> Scored:
    """Rank all actors for one query, with the part that each signal has."""
    feature_kf, signal_an, allowed_a = view(ground, query, model.limit)
    joined = ground.past.joined_ka
    power_kf = feature_kf * model.kernel_f
    weight_k = _softmax(power_kf.sum(axis=1))
    kernel_a = weight_k @ joined + SMALL
    part_an = signal_an * model.weight_n
    mean_af = (joined.T @ (power_kf * weight_k[:, None])) / kernel_a[:, None] * model.blend
    amount_a = model.blend * np.log(kernel_a) - mean_af.sum(axis=1)
    part_am = np.column_stack([mean_af, amount_a, part_an])
    return Scored(
        score_a=np.where(allowed_a, part_am.sum(axis=1), -np.inf),
        part_am=part_am,
        weight_k=weight_k,
    )


def fit(
    lessons: Sequence[Lesson],
    *,
    pull_kernel: float = PULL_KERNEL,
    pull_signals: float = PULL_SIGNALS,
    prior: Mapping[str, float] = PRIOR,
    use: Collection[str] = SIGNALS,
) -> Model:
    """Learn from lessons by L-BFGS from the prior; the same lessons give the same model.

    Args:
        lessons: What to learn from.
        pull_kernel: Strength of the prior on the kernel.
        pull_signals: Strength of the prior on the signals; higher holds them nearer to nothing.
        prior: Weights of features to start from and to be drawn to.
        use: Signals that may weigh; the others stay at nothing.
    """
    from scipy.optimize import minimize

    meant = any(lesson.feature_qkf[:, :, FEATURES.index("meaning")].any() for lesson in lessons)
    prior_f = np.array([prior.get(name, 0.0) if meant or name != "meaning" else 0.0 for name in FEATURES])
    start = np.concatenate([prior_f, [1.0], np.zeros(len(SIGNALS))])
    pull = np.concatenate([np.full(len(prior_f), pull_kernel), np.full(1 + len(SIGNALS), pull_signals)])
    free = np.concatenate([np.ones(1 + len(prior_f)), [float(name in use) for name in SIGNALS]])

    def loss(x: FloatArray) -> tuple[float, FloatArray]:
        total, slope = 0.5 * float(pull @ (x - start) ** 2), pull * (x - start)
        for lesson in lessons:
            value, gradient = _loss(lesson, x)
            total, slope = total + value, slope + gradient
        return total, slope * free

    x = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    n = len(FEATURES)
    return Model(kernel_f=x[:n], blend=float(x[n]), weight_n=x[n + 1 :])


def calibrated(model: Model, held_out: Sequence[tuple[Model, Lesson]]) -> Model:
    """The model with Platt's sigmoid, fitted on lessons that the models beside them never saw."""
    pairs = [
        (log_shares(earlier, lesson), lesson.truth_qa, lesson.allowed_qa & lesson.natural_q[:, None])
        for earlier, lesson in held_out
    ]
    if not pairs:
        return model
    logit_x = np.concatenate([share[allowed] for share, _, allowed in pairs])
    joined_x = np.concatenate([truth[allowed] for _, truth, allowed in pairs])
    slope, intercept = platt(logit_x, joined_x)
    return replace(model, slope=slope, intercept=intercept)


def probability(model: Model, score_a: FloatArray) -> FloatArray:
    """Chance that each actor takes part when a partnership on this query forms [0, 1]; 0 for those inside.

    Raises:
        ValueError: The model was never calibrated; its scores are ranks.
    """
    if model.intercept is None:
        raise ValueError("this model gives ranks, not probabilities: it was not calibrated")
    share_a = _softmax(score_a)
    known = share_a > 0
    logit_a = model.slope * np.log(np.where(known, share_a, 1.0)) + model.intercept
    return np.where(known, sigmoid(logit_a), 0.0)


def log_shares(model: Model, lesson: Lesson) -> FloatArray:
    """Log share of the softmax of every actor in every query of a lesson, shape (q, a)."""
    share_qk = _softmax(np.where(lesson.seen_qk, lesson.feature_qkf @ model.kernel_f, -1e9))
    kernel_qa = (lesson.joined_ka.T @ share_qk.T).T + SMALL
    score_qa = lesson.signal_qan @ model.weight_n + model.blend * np.log(kernel_qa)
    return np.log(_softmax(np.where(lesson.allowed_qa, score_qa, -1e9)) + 1e-300)


def to_plain(model: Model) -> dict[str, object]:
    """The model as names and numbers, for JSON."""
    return {
        "kernel": {name: round(float(x), 6) for name, x in zip(FEATURES, model.kernel_f, strict=True)},
        "blend": round(model.blend, 6),
        "signals": {name: round(float(x), 6) for name, x in zip(SIGNALS, model.weight_n, strict=True)},
        "slope": round(model.slope, 6),
        "intercept": None if model.intercept is None else round(model.intercept, 6),
        "limit": model.limit,
    }


def from_plain(plain: Mapping[str, Any]) -> Model:
    """The model back from names and numbers; a signal that the file does not name weighs nothing."""
    return Model(
        kernel_f=np.array([float(plain["kernel"].get(name, 0.0)) for name in FEATURES]),
        blend=float(plain["blend"]),
        weight_n=np.array([float(plain["signals"].get(name, 0.0)) for name in SIGNALS]),
        slope=float(plain["slope"]),
        intercept=None if plain["intercept"] is None else float(plain["intercept"]),
        limit=plain.get("limit"),
    )


def default_model(name: str = "consortia") -> Model:
    """A model that ships: "consortia" (whole partnerships), "activities" (one partner at a time), "books" (both)."""
    text = files("convenor").joinpath("data", "salience.json").read_text(encoding="utf-8")
    return from_plain(json.loads(text)["models"][name])


def _loss(lesson: Lesson, x: FloatArray) -> tuple[float, FloatArray]:
    """Listwise loss of one lesson and its gradient in (theta, b, w)."""
    n = len(FEATURES)
    theta, blend, weight_n = x[:n].astype(np.float32), x[n], x[n + 1 :].astype(np.float32)
    share_qk = _softmax(np.where(lesson.seen_qk, lesson.feature_qkf @ theta, -1e9))
    kernel_qa = (lesson.joined_ka.T @ share_qk.T).T + SMALL
    log_qa = np.log(kernel_qa)
    score_qa = np.where(lesson.allowed_qa, lesson.signal_qan @ weight_n + blend * log_qa, -1e9)
    chance_qa = _softmax(score_qa)
    count_q = lesson.truth_qa.sum(axis=1)
    value = -(lesson.weight_q[:, None] * np.where(lesson.truth_qa, np.log(chance_qa + 1e-300), 0.0)).sum()
    error_qa = lesson.weight_q[:, None] * (count_q[:, None] * chance_qa - lesson.truth_qa)
    back_qk = blend * share_qk * (lesson.joined_ka @ (error_qa / kernel_qa).T).T
    back_qk = back_qk - share_qk * back_qk.sum(axis=1, keepdims=True)
    gradient = np.concatenate(
        [
            np.tensordot(back_qk, lesson.feature_qkf, ([0, 1], [0, 1])),
            [(error_qa * log_qa).sum()],
            np.tensordot(error_qa, lesson.signal_qan, ([0, 1], [0, 1])),
        ]
    )
    return float(value), gradient


def _softmax(value: npt.NDArray[np.floating[Any]]) -> FloatArray:
    power = np.exp(value - value.max(axis=-1, keepdims=True))
    return np.asarray(power / power.sum(axis=-1, keepdims=True))
