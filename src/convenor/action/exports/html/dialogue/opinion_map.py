"""The opinion map: where neighbourhoods of ten or more people stand, or organisations on the record by number."""

from dataclasses import dataclass

from convenor.model.dialogue import Dialogue, Dot, Mode

WIDTH, RIM, TALLEST, LOWEST = 440.0, 26.0, 440.0, 200.0
SHAPES = ("circle", "square", "triangle", "diamond", "pentagon", "star", "hexagon")
LABEL_HIGH = 18.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark."""

    x: float
    y: float
    size: float
    shape: str
    number: int


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a group beside its marks."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """Marks and names in a box; `groups` is the legend: (shape, words)."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    groups: tuple[tuple[str, str], ...]
    numbered: tuple[tuple[int, str], ...]
    words: str


def opinion_map(dialogue: Dialogue) -> OpinionMap | None:
    """The map with its legend; None where none may be drawn."""
    if not dialogue.dots:
        return None
    named = dialogue.mode is Mode.ATTRIBUTED
    names = [row.name for row in dialogue.groups]
    xy, height = _fitted(dialogue.dots)
    marks = tuple(
        Mark(x, y, _size(dot, named), _shape(dot, names), n if named else 0)
        for n, (dot, (x, y)) in enumerate(zip(dialogue.dots, xy, strict=True), start=1)
    )
    legend = [(SHAPES[n], _words(row.name, row.people, row.stability)) for n, row in enumerate(dialogue.groups)]
    if any(not dot.audience for dot in dialogue.dots) and names:
        legend.append(("ring", "in no group, or mixed"))
    return OpinionMap(
        WIDTH, height, marks, _labels(dialogue, marks), tuple(legend),
        tuple((n, dot.name) for n, dot in enumerate(dialogue.dots, start=1)) if named else (), _said(dialogue),
    )  # fmt: skip


def _said(dialogue: Dialogue) -> str:
    if dialogue.mode is Mode.ATTRIBUTED:
        return f"{len(dialogue.dots)} organisations, each where its answers put it."
    smallest = min(dot.people for dot in dialogue.dots)
    return f"{len(dialogue.dots)} neighbourhoods, each of at least {smallest} people who answer most alike."


def _fitted(dots: tuple[Dot, ...]) -> tuple[list[tuple[float, float]], float]:
    """Places in the box at one scale for both axes, and the height of the box."""
    xs, ys = [dot.x for dot in dots], [dot.y for dot in dots]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    inner = WIDTH - 2 * RIM
    scale = min(inner / max(wide, 1e-9), (TALLEST - 2 * RIM - 2 * LABEL_HIGH) / max(high, 1e-9))
    height = max(LOWEST, round(scale * high + 2 * RIM + 2 * LABEL_HIGH))
    left, top = (WIDTH - scale * wide) / 2, (height - scale * high) / 2
    return [
        (round(left + scale * (dot.x - min(xs)), 1), round(top + scale * (max(ys) - dot.y), 1)) for dot in dots
    ], height


def _size(dot: Dot, named: bool) -> float:
    """Scale of a mark: its area stands for its people."""
    return 0.9 if named else round(min(1.1, 0.5 * (dot.people / 10) ** 0.5), 2)


def _shape(dot: Dot, names: list[str]) -> str:
    if not names:
        return "circle"
    return SHAPES[names.index(dot.audience)] if dot.audience in names else "ring"


def _words(name: str, people: int | None, stability: float | None) -> str:
    size = f", {people:,} people" if people else ""
    stays = f"; two of them stay together in {stability:.0%} of repetitions" if stability is not None else ""
    return f"{name[:1].upper()}{name[1:]}{size}{stays}"


def _labels(dialogue: Dialogue, marks: tuple[Mark, ...]) -> tuple[Label, ...]:
    """Each group's name above its marks, or below them where another name stands above."""
    out: list[Label] = []
    for row in dialogue.groups:
        inside = [m for m, dot in zip(marks, dialogue.dots, strict=True) if dot.audience == row.name]
        if not inside:
            continue
        x = min(max(sum(m.x for m in inside) / len(inside), 36.0), WIDTH - 36.0)
        above, below = min(m.y for m in inside) - 14.0, max(m.y for m in inside) + 24.0
        taken = any(abs(x - label.x) < 72 and abs(above - label.y) < 16 for label in out)
        out.append(Label(round(x, 1), round(below if taken else above, 1), row.name[:1].upper() + row.name[1:]))
    return tuple(out)
