"""First forms of an outcome by what its title is about: `data/patterns.toml`, written by us and assumed throughout."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from convenor.stakes.phrases import pattern, spaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What would have to be true, which ends it serves, and what it needs."""

    name: str
    serves: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The first form of one kind of outcome.

    Attributes:
        id: What it is about, in plain words.
        expression: Finds its words in spaced text.
        affected: Groups that bear the harm.
        security: An indicator that can be counted.
        prosperity: Another.
        steps: The theory of change.
    """

    id: str
    expression: str
    affected: tuple[str, ...]
    security: str
    prosperity: str
    steps: tuple[Step, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """Every capability that a step needs."""
        return tuple(dict.fromkeys(need for step in self.steps for need in step.needs))


@cache
def forms() -> tuple[Form, ...]:
    """All first forms, in the order of the file."""
    text = files("convenor").joinpath("data", "patterns.toml").read_text(encoding="utf-8")
    return tuple(
        Form(
            id=row["id"],
            expression=pattern(word.strip() for word in row["words"].split(",")),
            affected=tuple(row["affected"]),
            security=row["security"],
            prosperity=row["prosperity"],
            steps=tuple(
                Step(name=step["name"], serves=tuple(step["serves"]), needs=tuple(step["needs"]))
                for step in row["steps"]
            ),
        )
        for row in tomllib.loads(text)["patterns"]
    )


def form_of(title: str) -> Form | None:
    """The form that most words of a title ask for; the one named first in the title where two are asked for alike.

    Example:
        >>> form_of("Hospitals in Ireland withstand ransomware").id
        'ransomware and cyber attack'
    """
    text = spaced(title)
    best: tuple[tuple[int, int, int], Form] | None = None
    for form in forms():
        found = [match.start() for match in re.finditer(f"(?={form.expression})", text)]  # words share their blanks
        rank = (len(found), form.id in _SHARP, -min(found, default=0))
        if found and (best is None or rank > best[0]):
            best = rank, form
    return best[1] if best else None


_SHARP = frozenset({  # a harm that is named says more than the place where it strikes
    "ransomware and cyber attack", "mines and unexploded ordnance", "violence against women", "violent extremism",
    "ships and piracy", "hate and lies online", "trafficking and organised crime", "minerals and mining",
})  # fmt: skip
