"""The table of capabilities: what a sector's toolbox holds, and which codes and words show that it was used.

One row a capability, in `data/capabilities.toml`; the docs page "toolbox" says how rows become
offers. (TOML, since a table of this size takes the YAML reader 1.5 s and the standard library 0.05 s.)
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from convenor.model.codes import Instrument, Kind, Power
from convenor.model.reading import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One thing that a partner can be able to do.

    Attributes:
        id: Key used in outcome files.
        label: In words, as one would say it in a sentence.
        power: Hard or soft.
        instrument: Through which means.
        digital: True where it runs through digital technology.
        dac: OECD DAC purpose codes (5 digits, or 3 for a whole category) that show it.
        clusters: Humanitarian clusters (HXL sectors) that show it.
        topics: Beginnings of CORDIS topic codes that show it.
        words: Words and phrases, lower case, no accents, in several languages; a closing * stands for any ending.
        sectors: Kinds of actor whose toolbox usually holds it.
        examples: What such a body is called in plain words ("war-risk insurer").
    """

    id: str
    label: str
    power: Power
    instrument: Instrument
    digital: bool = False
    dac: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    sectors: tuple[Kind, ...]
    examples: str = ""


@cache
def capabilities() -> dict[str, Capability]:
    """All capabilities that ship with convenor, by id."""
    text = files("convenor").joinpath("data", "capabilities.toml").read_text(encoding="utf-8")
    top = Node(tomllib.loads(text), file="capabilities.toml")
    rows = [_capability(node) for node in top.nodes("capabilities")]
    return {row.id: row for row in rows}


def _capability(node: Node) -> Capability:
    known = {word.value: word for word in Kind}
    sectors = tuple(known[name] for name in node.texts("sectors"))
    if not sectors:
        raise node.error("sectors", "is missing; name the kinds of actor whose toolbox holds it")
    row = Capability(
        id=node.text("id"),
        label=node.text("label"),
        power=node.choice("power", Power),
        instrument=node.choice("instrument", Instrument),
        digital=node.flag("digital"),
        dac=node.texts("dac"),
        clusters=node.texts("clusters"),
        topics=node.texts("topics"),
        words=tuple(word for part in node.text("words", "").split(",") if (word := " ".join(part.split()))),
        sectors=sectors,
        examples=node.text("examples", ""),
    )
    node.done()
    return row
