"""How the members compare with the affected population: gap per group, its interval, a missing benchmark named (M17).

A member counts for a group when it speaks for it on file, is of it by its own word (women-led), or comes from it
(diaspora); nobody's belonging is guessed from a name. Formula: docs/how-it-is-reckoned/pillars.md.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from convenor.model.codes import Basis, Tier
from convenor.model.measures import Likeness
from convenor.model.outcome import Benchmark, Outcome
from convenor.model.partnership import Member
from convenor.model.stake import Stake
from convenor.model.words import fold
from convenor.partnerships.measures import likeness

ASKED: tuple[tuple[str, str], ...] = (("sex", "women"), ("displaced", "displaced people"), ("age", "young people"))
"""Groups that are always asked for, beside the benchmarks and the affected groups."""

WORDS: dict[str, str] = {  # what a group's name holds when it is of this one; folded
    "women": r"wom[ae]n|girls?|mothers|widows|wives|female|femmes|mujeres",
    "men": r"men|boys|male|hommes|hombres",
    "displaced people": r"displaced|refugees?|returnees?|idps?|asylum",
    "young people": r"youth|young|children|students",
    "older people": r"older|elderly|elders",
}


def likenesses(outcome: Outcome, members: Sequence[Member]) -> tuple[Likeness, ...]:
    """One row per group with a benchmark, then the groups that are always asked for, then the affected ones."""
    stakes = [member.stake for member in members if member.tier in (Tier.CORE, Tier.CONTRIBUTOR)]
    return tuple(_row(dimension, group, bench, stakes) for dimension, group, bench in _asked(outcome))


def _asked(outcome: Outcome) -> Iterable[tuple[str, str, Benchmark | None]]:
    known = {fold(bench.group): bench for bench in outcome.population}
    named = [(bench.dimension, bench.group) for bench in outcome.population]
    groups = [*named, *ASKED, *(("affected", affected.group) for affected in outcome.affected)]
    seen = set()
    for dimension, group in groups:
        if fold(group) not in seen:
            seen.add(fold(group))
            yield dimension, group, known.get(fold(group))


def _row(dimension: str, group: str, bench: Benchmark | None, stakes: Sequence[Stake]) -> Likeness:
    count = sum(belongs(stake, group) for stake in stakes)
    share, low, high = (np.nan,) * 3 if bench is None else (bench.share, bench.low, bench.high)
    found = likeness([count], [len(stakes)], [share], population_low_g=[low], population_high_g=[high])
    if bench is None:
        note = f"no benchmark on file for {group}: add its share under `population`, or load a table that counts it"
        gaps: tuple[float | None, ...] = (None, None, None)
    else:
        gaps = tuple(float(each[0]) for each in (found.gap_g, found.gap_low_g, found.gap_high_g))
        note = _note(*gaps)
    return Likeness(
        dimension=dimension, group=group, members=count, of=len(stakes), share=count / len(stakes) if stakes else 0.0,
        low=float(found.low_g[0]), high=float(found.high_g[0]), population=None if bench is None else bench.share,
        gap=gaps[0], gap_low=gaps[1], gap_high=gaps[2], source="" if bench is None else bench.source,
        basis=Basis.ASSUMED if bench is None else bench.basis, note=note,
    )  # fmt: skip


def _note(gap: float | None, low: float | None, high: float | None) -> str:
    if high is not None and high < 0:
        return "fewer than the population's share, by more than so few members would show by chance"
    if low is not None and low > 0:
        return "more than the population's share, by more than so few members would show by chance"
    return "so few members cannot tell it from the population's share"


def belongs(stake: Stake, group: str) -> bool:
    """True where a body speaks for the group, says that it is of it, or comes from it."""
    wanted, actor = fold(group), stake.actor
    if any(_same(fold(seat.group), wanted) for seat in actor.represents):
        return True
    if wanted == "women" and "women_led" in actor.marks:
        return True
    return wanted == "diaspora" and bool(actor.home)


def _same(name: str, wanted: str) -> bool:
    """The same group, or one whose name holds a word of the wanted one."""
    pattern = WORDS.get(wanted)
    return name == wanted or (pattern is not None and re.search(rf"\b(?:{pattern})\b", name) is not None)
