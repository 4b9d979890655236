"""An outcome file, field by field: what may stand in it, and what is said of a slip."""

import datetime as dt
import difflib
from dataclasses import replace

from convenor.errors import OutcomeError
from convenor.model.account import read_accounts
from convenor.model.capability import capabilities
from convenor.model.codes import Basis, Modality, Right
from convenor.model.leverage import read_position
from convenor.model.outcome import (
    FLOOR_GROUPS,
    Affected,
    Benchmark,
    Blockage,
    Floor,
    Indicator,
    Outcome,
    Source,
    Step,
    Terms,
    Waiver,
)
from convenor.model.reading import Node


def from_node(top: Node) -> Outcome:
    """The question that a file holds.

    Raises:
        OutcomeError: With file, line and field.
    """
    steps = _steps(top)
    indicators = top.node("indicators")
    kinds = {
        kind: tuple(_indicator(node, kind) for node in indicators.nodes(kind)) for kind in ("security", "prosperity")
    }
    indicators.done()
    period = top.node("period")
    start, end = period.date("start"), period.date("end", last=True)
    period.done()
    try:
        outcome = Outcome(
            id=top.text("id"),
            title=top.text("title"),
            text=top.text("text", ""),
            convener=top.text("convener", ""),
            as_of=top.date("as_of", last=True) or dt.date.today(),
            places=top.texts("places"),
            period=(start, end),
            steps=steps,
            affected=tuple(_affected(node) for node in top.nodes("affected")),
            indicators=kinds["security"] + kinds["prosperity"],
            terms=_terms(top.node("terms")),
            waivers=tuple(_waiver(node) for node in top.nodes("waivers")),
            blockages=tuple(_blockage(node) for node in top.nodes("blockages")),
            sources=tuple((key, _source(top.node("sources").node(key))) for key in top.node("sources").data),
            accounts=read_accounts(top.node("worth")),
            population=tuple(_benchmark(node) for node in top.nodes("population")),
            targets=tuple(read_position(node) for node in top.nodes("targets")),
        )
    except OutcomeError as error:
        raise error if error.file else top.error(error.field, error.message) from None
    top.done()
    return outcome


def _steps(top: Node) -> tuple[Step, ...]:
    read = []
    for node in top.nodes("steps"):
        needs, listed = node.raw("needs"), []
        if isinstance(needs, list):
            listed = [(name, 1.0) for name in node.texts("needs")]
        elif needs is not None:
            amounts = node.node("needs")
            listed = [(str(name), amounts.number(str(name), low=1e-6, high=1000)) for name in amounts.data]
        if not listed:
            raise node.error("needs", "is missing; list the capabilities, as in [mediation, monitoring]")
        for name, _ in listed:
            if name not in capabilities():
                near = difflib.get_close_matches(name, list(capabilities()), 3, 0.4)
                hint = f"did you mean {' or '.join(near)}?" if near else "`convenor capabilities` lists them"
                raise node.error("needs", f"'{name}' is not a capability; {hint}")
        weight, basis = node.number("weight", 1.0, low=1e-6, high=1e6), node.choice("basis", Basis, Basis.ENTERED)
        serves = node.texts("serves")
        read.append(Step(name=node.text("name"), needs=tuple(listed), weight=weight, serves=serves, basis=basis))
        node.done()
    total = sum(step.weight for step in read)
    return tuple(replace(step, weight=step.weight / total) for step in read)


def _affected(node: Node) -> Affected:
    group = Affected(group=node.text("group"), why=node.text("why", ""), source=node.text("source", ""))
    node.done()
    return group


def _indicator(node: Node, kind: str) -> Indicator:
    indicator = Indicator(
        kind=kind,
        name=node.text("name"),
        baseline=node.maybe_number("baseline"),
        target=node.maybe_number("target"),
        unit=node.text("unit", ""),
        date=node.text("date", ""),
        source=node.text("source", ""),
    )
    node.done()
    return indicator


def _terms(node: Node) -> Terms:
    size = node.maybe_number("size", low=1, high=1000)
    apart = node.raw("apart") or []
    if not isinstance(apart, list) or any(not isinstance(pair, list) or len(pair) != 2 for pair in apart):
        raise node.error("apart", "expected pairs of actor ids, as in [[a, b], [c, d]]")
    terms = Terms(
        budget=node.maybe_number("budget", low=0),
        size=None if size is None else int(size),
        floors=tuple(_floor(floor) for floor in node.nodes("floors")),
        hard_share=node.maybe_number("hard_share", low=0, high=1),
        newcomers=node.number("newcomers", 0.0, low=0, high=1),
        distance=node.number("distance", 0.5, low=0, high=1),
        must=node.texts("must"),
        must_not=node.texts("must_not"),
        apart=tuple((str(a), str(b)) for a, b in apart),
        cost_weight=node.number("cost_weight", 0.0, low=0),
    )
    if both := set(terms.must) & set(terms.must_not):
        raise node.error("must_not", f"{sorted(both)} stand in must and in must_not; leave each in one")
    node.done()
    return terms


def _floor(node: Node) -> Floor:
    of = node.text("of")
    if of not in FLOOR_GROUPS and not of.startswith(("sector:", "kind:", "group:")):
        raise node.error(
            "of", f"'{of}' is not known; use {', '.join(FLOOR_GROUPS)}, sector:CODE, kind:KIND or group:NAME"
        )
    count, share = node.number("count", 0, low=0, high=1000), node.number("share", 0.0, low=0, high=1)
    if not count and not share:
        raise node.error("count", "is missing; write count: 1, or share: 0.2")
    floor = Floor(
        of=of,
        count=int(count),
        share=share,
        modality=node.choice("modality", Modality) if node.raw("modality") else None,
        right=node.choice("right", Right) if node.raw("right") else None,
    )
    node.done()
    return floor


def _benchmark(node: Node) -> Benchmark:
    share = node.number("share", low=0, high=1)
    benchmark = Benchmark(
        dimension=node.text("dimension"),
        group=node.text("group"),
        share=share,
        low=node.number("low", share, low=0, high=share),
        high=node.number("high", share, low=share, high=1),
        source=node.text("source", ""),
    )
    node.done()
    return benchmark


def _waiver(node: Node) -> Waiver:
    date = node.date("date")
    if date is None:
        raise node.error("date", "is missing; a waiver carries the day on which it was signed")
    waiver = Waiver(rule=node.text("rule"), reason=node.text("reason"), by=node.text("by"), date=date)
    node.done()
    return waiver


def _blockage(node: Node) -> Blockage:
    lost, total = int(node.number("lost", low=0)), int(node.number("total", low=1))
    if lost > total:
        raise node.error("lost", f"{lost} of {total}: more were lost than there were")
    blockage = Blockage(
        what=node.text("what"),
        lost=lost,
        total=total,
        date=node.text("date", ""),
        source=node.text("source"),
        action=node.text("action", ""),
        owner=node.text("owner", ""),
        days=int(node.number("days", 30, low=1, high=3650)),
    )
    node.done()
    return blockage


def _source(node: Node) -> Source:
    source = Source(
        title=node.text("title"),
        site=node.text("site", ""),
        date=node.text("date", ""),
        url=node.text("url", ""),
        licence=node.text("licence", ""),
    )
    node.done()
    return source
