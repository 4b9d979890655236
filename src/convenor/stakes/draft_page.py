"""A draft as a commented `outcome.yaml`: every line that was proposed says why."""

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from convenor.model.capability import capabilities
from convenor.model.codes import Instrument
from convenor.model.places import countries
from convenor.model.words import fold
from convenor.stakes.forms import Form
from convenor.stakes.match import hint

STEPS: tuple[tuple[str, frozenset[Instrument]], ...] = (
    ("Know what happens, and whom it hurts", frozenset({Instrument.INFORMATIONAL, Instrument.INTELLIGENCE})),
    ("Bring those who decide to terms", frozenset({Instrument.DIPLOMATIC, Instrument.POLITICAL, Instrument.LEGAL})),
    ("Keep people safe", frozenset({Instrument.MILITARY, Instrument.LAW_ENFORCEMENT, Instrument.HUMANITARIAN})),
    ("Make peace pay, and pay for it", frozenset({Instrument.ECONOMIC, Instrument.FINANCIAL})),
    ("Build what lasts", frozenset({Instrument.TECHNICAL, Instrument.CULTURAL, Instrument.UNKNOWN})),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """One past activity that is like the title."""

    id: str
    title: str
    words: str
    source: str
    countries: tuple[str, ...]
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is proposed for a title: lines of the file, or names with why."""

    places: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    security: str = "violent incidents"
    prosperity: str = "households that can earn a living"
    also: tuple[str, ...] = ()


def page(title: str, draft: Draft, as_of: dt.date) -> str:
    """The file itself: every line that was proposed says why."""
    key = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:48] or "outcome"
    names = countries()
    lines = [
        "# A first question, proposed from the title and from what is on file. Every proposal is assumed: edit it.",
        "# Change or delete lines, then: convenor compose THIS.yaml --book BOOK.duckdb --report answer.html",
        f"id: {_text(key)}",
        f"title: {_text(title)}",
        'text: ""                      # a paragraph that says what is meant; its words are searched',
        'convener: ""                  # id or name of who asks: usual partners are measured from here',
        f"as_of: {as_of.isoformat()}              # later rows are invisible; where a book was asked, the day it ends",
        f"places: [{', '.join(_text(p) for p, _ in draft.places)}]",
        *(f"  # {p}{f' ({names[p]})' if p in names else ''}: {line(why)}" for p, why in draft.places),
        "",
        "steps:                        # 1 = one leading provider, or several lesser ones",
        *draft.steps,
        *(
            ["  # also done in past activities like this; move a line up to a step where it belongs:"]
            if draft.also
            else []
        ),
        *draft.also,
        "",
        "affected:",
        *([f"  - group: {_text(name)}   # {line(why)}" for name, why in draft.groups] or ["  - group: women"]),
        "",
        "indicators:                   # assumed: replace them by what is really counted there",
        "  security:",
        f"    - name: {_text(draft.security)}",
        "  prosperity:",
        f"    - name: {_text(draft.prosperity)}",
        "",
        "terms:",
        "  size: 10",
        "  hard_share: 0.3             # force is not the first tool",
        "  floors:",
        "    - {of: public, count: 1}",
        "    - {of: private, count: 1}  # delete it where no company is on file",
    ]
    return "\n".join(lines) + "\n"


def form_steps(form: Form, title: str, near: Sequence[Near]) -> tuple[str, ...]:
    """Lines of a form's steps; what else the title names stands in a step of its own."""
    lines = [f"  # first form “{form.id}”: what would have to be true, and what each step needs"]
    for step in form.steps:
        lines += _step(step.name, step.serves, [(need, _seen(need, near)) for need in step.needs])
    rest = [need for need in hint(title) if need not in form.needs]
    if rest:
        lines += _step("What else the title asks for", ("security",), [(need, "the title names it") for need in rest])
    return tuple(lines)


def _seen(need: str, near: Sequence[Near]) -> str:
    """What past activities say about a need of a form."""
    holders = [activity for activity in near if need in activity.shows]
    if not near:
        return "asked for by the first form"
    if not holders:
        return f"none of the {len(near)} nearest past activities shows it"
    return f"in {len(holders)} of the {len(near)} nearest past activities, such as “{holders[0].title[:60]}”"


def grouped_steps(needs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Lines of steps where no form fits: needs grouped by what kind of means they are."""
    known = capabilities()
    lines: list[str] = []
    for name, instruments in STEPS:
        held = [(need, why) for need, why in needs if known[need].instrument in instruments]
        lines += _step(name, ("security", "prosperity"), held) if held else []
    if not lines:
        lines = ["  - name: What must happen first", "    basis: assumed", "    serves: [security, prosperity]",
                 "    needs: [mediation]         # `convenor capabilities` lists them all"]  # fmt: skip
    return tuple(lines)


def _step(name: str, serves: Sequence[str], needs: Sequence[tuple[str, str]]) -> list[str]:
    known = capabilities()
    head = [f"  - name: {name}", "    basis: assumed", f"    serves: [{', '.join(serves)}]", "    needs:"]
    return head + [
        f"      {need}: 1   # {line('; '.join(part for part in (known[need].label, why) if part))}"
        for need, why in needs
    ]


def _text(text: str) -> str:
    """A YAML scalar that stays text whatever it holds (JSON strings are YAML strings)."""
    return json.dumps(line(text), ensure_ascii=False)


def line(text: str) -> str:
    """Text from data on one line of a comment."""
    return "".join(c if c.isprintable() else " " for c in text)
