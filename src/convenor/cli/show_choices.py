"""What the terminal shows of the choices beside the set proposed, and of a changed question."""

import typer

from convenor.cli.screen import listed
from convenor.model.choices import Change, Choices, Frontier, Option, Replacement, Robustness
from convenor.model.gate import Colour, Gate

WORTH = 0.0005  # smaller differences of effect are not shown
FIRST = 6  # rows shown of a long list


def show_gate(gate: Gate) -> None:
    """The lights in short lines, what to ask, and how it usually is."""
    rows = [f"{light.colour.value}: {light.group}. {light.because}" for light in gate.lights]
    rows += [f"ask: {light.ask}" for light in gate.lights if light.colour in (Colour.RED, Colour.GREY)][:3]
    if gate.lights:
        rows.append(f"how it usually is: {gate.base.text} ({gate.base.share:.1%}); {gate.base.source}")
    listed(f"Who is heard: {gate.verdict}", rows)


def show_choices(found: Choices) -> None:
    """Alternatives, frontiers, prices, substitutes and robustness, each in a few lines."""
    if found.change is not None:
        show_change(found.change)
    listed("Alternatives", [_option(o) for o in (*found.alternatives, found.fewest, found.cheapest) if o is not None])
    for frontier in found.frontiers:
        listed(f"Effect against {frontier.name} ({frontier.axis})", _points(frontier))
    listed("What each term costs", [
        f"{price.term}: {price.gain:+.1%} with {price.relaxed}" for price in found.prices if price.gain > WORTH
    ] or (["no term binds by itself"] if found.prices else []))  # fmt: skip
    listed("Who would add most", [
        f"{a.name}: {a.gain:+.1%}" + (f"; kept out by {', '.join(a.barred)}" if a.barred else "") for a in found.missing
    ])  # fmt: skip
    listed("If one is not to be had", [_replacement(each) for each in found.replacements[:FIRST]])
    for name, firm in (("assumptions move", found.assumed), ("all ranges move", found.robustness)):
        if firm is not None:
            listed(f"How firmly it stands when {name}", _firm(firm))
    listed("Not reckoned", found.left_out)


def show_change(change: Change) -> None:
    """What the changed question gives, beside the one that was asked."""
    listed("What if", [change.note, *(_replacement(each) for each in change.replacements)])


def _option(found: Option) -> str:
    comes = f"; instead of {', '.join(found.leaves)}: {', '.join(found.joins) or 'nobody'}" if found.leaves else ""
    return f"{found.label}: {len(found.ids)} members reach {found.effect:.0%} ({found.proof}){comes}"


def _points(frontier: Frontier) -> list[str]:
    shown = []
    for point in frontier.points:
        limit = f"{point.limit:.0%}" if frontier.name == "hard share" else f"{point.limit:g}"
        reach = "none" if point.option is None else f"{point.option.effect:.0%} ({point.option.proof})"
        shown.append(f"{limit}: {reach}{'. ' + point.note if point.note else ''}")
    return shown


def _replacement(told: Replacement) -> str:
    again = "no set keeps the terms" if told.effect is None else f"others may change: {told.effect:.0%}"
    swaps = ", ".join(f"{name} {effect:.0%}" for _, name, effect in told.swaps) or told.note or "nobody"
    return f"without {told.name}: {told.without:.0%}; {again}; in its place: {swaps}"


def _firm(firm: Robustness) -> list[str]:
    often = [f"{row.name} {row.share:.0%}" for row in firm.stays if row.member and row.share < 1][:FIRST]
    instead = [f"{row.name} {row.share:.0%}" for row in firm.stays if not row.member][:3]
    return [
        f"{firm.draws} draws; moved: {'; '.join(firm.varied)}",
        f"reach {firm.effect[0]:.0%} to {firm.effect[2]:.0%}; in {firm.same:.0%} of draws no set does better; "
        f"misses {firm.regret[0]:.1%} on the mean",
        "always in: all others" if not often else f"not always in: {', '.join(often)}",
        *([f"come in instead: {', '.join(instead)}"] if instead else []),
        firm.note,
    ]


def say_ready(ready: bool) -> None:
    """One line where the proposal was marked."""
    if ready:
        typer.echo("Marked ready to sign: no light of the gate is red without a waiver.")
