"""What each term of the question costs: the question is asked again with it relaxed by one unit (MODEL, section 6)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from convenor.model.choices import TermPrice
from convenor.model.outcome import Outcome
from convenor.model.stake import Stake
from convenor.partnerships.again import Answer, ask
from convenor.partnerships.candidates import proposable, words_of
from convenor.partnerships.frontier import Clock
from convenor.partnerships.words import percent

SHARE = 0.1  # one unit of a term that is a share


def prices(
    outcome: Outcome, stakes: Sequence[Stake], best: Answer, *, go: Clock, seconds: float = 2.0
) -> tuple[TermPrice, ...]:
    """What each term costs, dearest first; a gain of nought says that it does not bind by itself.

    Args:
        outcome: The question.
        stakes: Everybody on file.
        best: The set proposed.
        go: False once the time is up.
        seconds: Time for each term [s].
    """
    found = []
    for term, relaxed, freer in relaxations(outcome, stakes):
        if not go():
            break
        again = ask(freer, stakes, keep=best.names, seconds=seconds)
        if again is not None:
            joins = tuple(name for key, name in again.names.items() if key not in best.names)
            gain = max(0.0, again.effect - best.effect)
            found.append(TermPrice(term=term, relaxed=relaxed, effect=again.effect, gain=gain, joins=joins))
    return tuple(sorted(found, key=lambda price: (-round(price.gain, 9), price.term)))


def relaxations(outcome: Outcome, stakes: Sequence[Stake]) -> Iterator[tuple[str, str, Outcome]]:
    """Each term in words, what one unit less of it is, and the question with that."""
    terms, names = outcome.terms, {stake.actor.id: stake.actor.name for stake in stakes}
    if terms.size is not None:
        yield f"at most {terms.size} members", f"{terms.size + 1} members", outcome.change(size=terms.size + 1)
    if terms.budget is not None:
        yield f"budget of {terms.budget:g}", f"{terms.budget + 1:g}", outcome.change(budget=terms.budget + 1)
    for i, floor in enumerate(terms.floors):
        less = replace(floor, count=max(0, floor.count - 1), share=max(0.0, round(floor.share - SHARE, 9)))
        others = (*terms.floors[:i], *((less,) if less.count or less.share else ()), *terms.floors[i + 1 :])
        asked = f"{floor.count}" if floor.count else percent(floor.share)
        fewer = f"{less.count}" if floor.count else percent(less.share)
        yield f"at least {asked} {words_of(floor)}", f"{fewer}", outcome.change(floors=others)
    if terms.hard_share is not None:
        more = min(1.0, round(terms.hard_share + SHARE, 9))
        yield (f"hard share of at most {percent(terms.hard_share)}", percent(more), outcome.change(hard_share=more))
    if terms.newcomers:
        less_new = max(0.0, round(terms.newcomers - SHARE, 9))
        yield f"at least {percent(terms.newcomers)} newcomers", percent(less_new), outcome.change(newcomers=less_new)
    for key in terms.must:
        free = tuple(other for other in terms.must if other != key)
        yield f"{names.get(key, key)} must be in", "free to stay out", outcome.change(must=free)
    barred = [s for s in stakes if s.actor.id in terms.must_not and proposable(s)]
    for stake in barred:
        free = tuple(other for other in terms.must_not if other != stake.actor.id)
        yield f"{stake.actor.name} must not be in", "free to come in", outcome.change(must_not=free)
    for pair in terms.apart:
        free_pairs = tuple(other for other in terms.apart if other != pair)
        told = " and ".join(names.get(key, key) for key in pair)
        yield f"{told} cannot sit together", "they may", outcome.change(apart=free_pairs)
