"""The table of harms: who bears what before having joined anything, each link with the page that says so.

One entry a harm, in `data/exposure.toml`; how a path becomes a stake is told in `exposure.py`.
"""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from convenor.model.capability import capabilities
from convenor.model.codes import Kind
from convenor.model.outcome import Outcome
from convenor.model.reading import Node
from convenor.model.words import fold
from convenor.stakes.phrases import pattern, spaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """A sort of body that a harm falls on.

    Attributes:
        who: What it is called, as in "war-risk insurer".
        kinds: Its kinds.
        names: Beginnings of words that the name of such a body holds; empty is any name of these kinds.
        shows: Capabilities whose use shows that a body is of this sort.
        diaspora: True where it is tied to the place by origin, not by its seat.
        why: What the page says, in our words.
        title: Title of the page.
        url: Its address.
    """

    who: str
    kinds: tuple[Kind, ...]
    names: tuple[str, ...]
    shows: tuple[str, ...]
    diaspora: bool
    why: str
    title: str
    url: str

    def called(self, names: str) -> bool:
        """True where folded names hold one of the words at the beginning of a word; without words, always."""
        return not self.names or _beginnings(self.names).search(names) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """One harm, how an outcome names it, and who bears it."""

    id: str
    label: str
    words: tuple[str, ...]
    capabilities: tuple[str, ...]
    bearers: tuple[Bearer, ...]

    def named_in(self, outcome: Outcome) -> bool:
        """True where the outcome's words or needs name the harm."""
        if set(self.capabilities) & set(outcome.needs):
            return True
        groups = [affected.group for affected in outcome.affected]
        text = " ".join([outcome.title, outcome.text, *(step.name for step in outcome.steps), *groups])
        return re.search(pattern(self.words), spaced(text)) is not None


@cache
def _beginnings(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})")


@cache
def harms() -> tuple[Harm, ...]:
    """Every harm of the table that ships with convenor."""
    top = _table()
    top.date("read")
    made = tuple(_harm(node) for node in top.nodes("harms"))
    top.done()
    return made


@cache
def read_on() -> dt.date:
    """The day on which the pages were read."""
    day = _table().date("read")
    return dt.date.min if day is None else day  # the table says it


def _table() -> Node:
    text = files("convenor").joinpath("data", "exposure.toml").read_text(encoding="utf-8")
    return Node(tomllib.loads(text), file="exposure.toml")


def _harm(node: Node) -> Harm:
    known = capabilities()
    for name in node.texts("capabilities"):
        if name not in known:
            raise node.error("capabilities", f"'{name}' is not in the table of capabilities")
    harm = Harm(
        id=node.text("id"),
        label=node.text("label"),
        words=node.texts("words"),
        capabilities=node.texts("capabilities"),
        bearers=tuple(_bearer(part) for part in node.nodes("bearers")),
    )
    node.done()
    return harm


def _bearer(node: Node) -> Bearer:
    kinds = {kind.value: kind for kind in Kind}
    bearer = Bearer(
        who=node.text("who"),
        kinds=tuple(kinds[name] for name in node.texts("kinds")),
        names=tuple(fold(word) for word in node.texts("names")),
        shows=node.texts("shows"),
        diaspora=node.flag("diaspora"),
        why=node.text("why"),
        title=node.text("title"),
        url=node.text("url"),
    )
    node.done()
    return bearer
