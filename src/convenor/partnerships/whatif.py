"""What if: somebody drops out or comes in, a limit moves; who replaces whom, and what is gained or lost (M36).

Two answers to "and without them?": the best set when all others may change, and who could take their place alone.
"""

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from convenor.model.choices import Addition, Change, Replacement
from convenor.model.outcome import Outcome
from convenor.model.stake import Stake
from convenor.partnerships.again import EQUAL, Answer, ask, best_of, option
from convenor.partnerships.candidates import Field
from convenor.partnerships.check import broken, reckon
from convenor.partnerships.dropouts import effects
from convenor.partnerships.problem import FloatArray, IntArray, Problem
from convenor.partnerships.words import join, percent

SWAPS = 3  # substitutes named for each partner
ADDITIONS = 5  # candidates outside that are named


def what_if(asked: Outcome, changed: Outcome, stakes: Sequence[Stake], *, seconds: float = 2.0) -> Change:
    """The same question under other terms, beside the one that was asked.

    Args:
        asked: The question as it was.
        changed: The same with other terms: `asked.change(must_not=("ngo-12",), budget=8)`.
        stakes: Everybody on file.
        seconds: Time for each answer [s].

    Returns:
        Both sets, who comes and goes, and substitutes for everybody who is barred now and was in.

    Limits:
        Who stands in for whom is told by amounts on file; trust and access do not move with a name.
    """
    began = time.perf_counter()
    before = ask(asked, stakes, seconds=seconds)
    after = ask(changed, stakes, keep=before.names if before is not None else (), seconds=seconds)
    dropped = [] if before is None else sorted(set(changed.terms.must_not) & set(before.names))
    told = tuple(replacement(asked, before.field, before, key, seconds=seconds) for key in dropped) if before else ()
    return Change(
        before=None if before is None else option("as asked", before, asked),
        after=None if after is None else option("changed", after, changed, before),
        replacements=told,
        note=_words(before, after),
        seconds=time.perf_counter() - began,
    )


def _words(before: Answer | None, after: Answer | None) -> str:
    if before is None:
        return "No set keeps the terms as asked" + ("; under the changed ones there is one." if after else ".")
    if after is None:
        return f"No set keeps the changed terms; as asked the best one reaches {percent(before.effect)}."
    new = [name for key, name in after.names.items() if key not in before.names]
    comes = f"; {join(new)} come in" if new else ""
    return f"The reach goes from {percent(before.effect)} to {percent(after.effect)}{comes}."


def replacement(outcome: Outcome, field: Field, best: Answer, actor: str, *, seconds: float = 2.0) -> Replacement:
    """What happens when one member is not to be had: the best set without it, and who could take its place alone.

    Args:
        outcome: The question.
        field: Candidates and terms.
        best: The set proposed.
        actor: Id of a member.
        seconds: Time limit [s].
    """
    problem = field.problem
    row = next(a for a in best.chosen.tolist() if field.stakes[a].actor.id == actor)
    rest = best.chosen[best.chosen != row]
    gone = _without(problem, row)
    again = best_of(field, problem=gone, seconds=seconds)
    left = reckon(problem, rest).effect
    swaps = _swaps(field, gone, rest, left)
    told = Replacement(
        actor=actor, name=field.stakes[row].actor.name, without=left, effect=None, swaps=swaps,
        note="" if swaps else "Nobody on file who keeps the terms adds anything in its place.",
    )  # fmt: skip
    if again is None:
        return replace(told, note="Without it no set keeps the terms.")
    beside = option("without", again, outcome, best)
    return replace(told, effect=again.effect, proof=again.proof, joins=beside.joins, leaves=beside.leaves)


def _without(problem: Problem, row: int) -> Problem:
    """The same question with one candidate out, from `must` too."""
    return replace(
        problem, must=tuple(a for a in problem.must if a != row), must_not=tuple({*problem.must_not, row})
    )  # fmt: skip


def _swaps(field: Field, problem: Problem, rest: IntArray, left: float) -> tuple[tuple[str, str, float], ...]:
    """Candidates who take the place with all terms kept, those that reach farthest."""
    found: list[tuple[str, str, float]] = []
    for a, effect in zip(*_with_one_more(problem, rest), strict=True):
        if len(found) == SWAPS or effect <= left + EQUAL:
            break
        together = np.sort(np.append(rest, a))
        if not broken(problem, together):
            exact = reckon(problem, together).effect
            if exact > left + EQUAL:
                found.append((field.stakes[a].actor.id, field.stakes[a].actor.name, exact))
    return tuple(sorted(found, key=lambda swap: (-swap[2], swap[0])))


def additions(field: Field, best: Answer) -> tuple[Addition, ...]:
    """Candidates outside who would add most on top of the set proposed, and the terms that keep them out."""
    problem = field.problem
    found: list[Addition] = []
    for a, effect in zip(*_with_one_more(problem, best.chosen), strict=True):
        if len(found) == ADDITIONS or effect <= best.effect + EQUAL:
            break
        together = np.sort(np.append(best.chosen, a))
        exact = reckon(problem, together).effect
        if exact > best.effect + EQUAL:
            barred = tuple(line.split(":")[0] for line in broken(problem, together))
            actor = field.stakes[a].actor
            found.append(
                Addition(actor=actor.id, name=actor.name, effect=exact, gain=exact - best.effect, barred=barred)
            )
    return tuple(sorted(found, key=lambda each: (-each.gain, each.actor)))


def _with_one_more(problem: Problem, members: IntArray) -> tuple[list[int], FloatArray]:
    """Outsiders that may join, and the effect with each, highest first; a ceiling on hard power is not seen."""
    out = np.setdiff1d(np.arange(problem.actors), np.union1d(members, np.asarray(problem.must_not, np.int64)))
    in_da = np.zeros((len(out), problem.actors), bool)
    in_da[:, members] = True
    in_da[np.arange(len(out)), out] = True
    effect_d = effects(problem, in_da)
    order = np.argsort(-effect_d, kind="stable")
    return [int(a) for a in out[order]], effect_d[order]
