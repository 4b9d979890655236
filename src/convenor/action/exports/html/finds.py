"""Finds: who is likely to take part and yet seldom thought of, salience against surprise.

Where salience is a rank, marks stand in its order, evenly spaced, so that the picture claims no distance that the data
do not show. Surprise is in bits: each bit halves how often a body of this kind, field and place took part before.
"""

from dataclasses import dataclass, replace

import numpy as np

from convenor.action.exports.html.ties import LINE, text_width
from convenor.action.labels import short_name
from convenor.action.picture import place_names
from convenor.action.words import count, listed, start
from convenor.model.partnership import Partnership
from convenor.model.stake import Stake

WIDTH, HEIGHT = 440, 360
LEFT, RIGHT, TOP, BOTTOM = 40.0, 14.0, 26.0, 52.0
RADIUS = 6.0
MOST_NAMES = 8
NOT_ON_FILE = "How unusual each body is here is not on file for enough of them to compare."


@dataclass(frozen=True, slots=True)
class Dot:
    """One body in the picture."""

    name: str
    new: bool
    member: bool
    likely: float
    bits: float
    often: str
    find: bool
    x: float
    y: float
    label: str = ""
    label_x: float = 0.0
    label_y: float = 0.0


@dataclass(frozen=True, slots=True)
class Finds:
    """The section: dots by likelihood, ticks of the axis of surprise, and the sentence."""

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, int], ...]
    across: float
    up: float
    calibrated: bool
    finding: str


def finds(partnership: Partnership) -> Finds:
    """Members and known others whose surprise is on file; a find is in the upper half by both measures."""
    members = set(partnership.ids)
    every = {stake.actor.id: stake for stake in partnership.outside or ()}
    every |= {member.stake.actor.id: member.stake for member in partnership.members}
    shown = [stake for stake in every.values() if stake.surprise is not None and not stake.flagged]
    if len(shown) < 3:
        return Finds((), (), 0.0, 0.0, False, NOT_ON_FILE)
    calibrated = all(stake.calibrated for stake in shown)
    x_n, middle = _across(shown, calibrated)
    bits_n = np.array([stake.surprise for stake in shown], dtype=np.float64)
    top = float(np.ceil(max(bits_n.max(), 1.0)))
    px_n = LEFT + x_n * (WIDTH - LEFT - RIGHT)
    py_n = TOP + (1 - bits_n / top) * (HEIGHT - TOP - BOTTOM)
    half = float(np.median(bits_n))
    dots = [
        Dot(
            stake.actor.name, not stake.usual, stake.actor.id in members, float(x_n[i]), float(bits_n[i]),
            _often(float(bits_n[i])), bool(not stake.usual and x_n[i] >= middle and bits_n[i] >= half),
            round(float(px_n[i]), 1), round(float(py_n[i]), 1),
        )
        for i, stake in enumerate(shown)
    ]  # fmt: skip
    step = 1 if top <= 6 else 2
    ticks = tuple((round(TOP + (1 - at / top) * (HEIGHT - TOP - BOTTOM), 1), at) for at in range(0, int(top) + 1, step))
    zone = LEFT + middle * (WIDTH - LEFT - RIGHT), TOP + (1 - half / top) * (HEIGHT - TOP - BOTTOM)
    named = _named(dots)
    order = sorted(named, key=lambda dot: (not dot.find, -dot.likely, dot.name))
    return Finds(tuple(order), ticks, round(zone[0], 1), round(zone[1], 1), calibrated, _finding(dots))


def _across(shown: list[Stake], calibrated: bool) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], float]:
    """Place along the axis [0, 1], and where its upper half begins."""
    salience_n = np.array([stake.salience for stake in shown], dtype=np.float64)
    if calibrated:
        return salience_n, float(np.median(salience_n))
    order_n = np.argsort(np.argsort(salience_n, kind="stable"), kind="stable")
    return order_n / (len(shown) - 1), 0.5


def _often(bits: float) -> str:
    """Surprise as a plain share: "in about one of eight"."""
    n = round(2**bits)
    return "in nearly all" if n <= 1 else f"in about one of {count(n, '', ' ').strip()}"


def _finding(dots: list[Dot]) -> str:
    found = [short_name(dot.name) for dot in sorted(dots, key=lambda dot: -dot.bits) if dot.find]
    if not found:
        return "Nobody new here is both likelier and less usual than half of the bodies shown."
    verb = "is" if len(found) == 1 else "are"
    many = count(len(found), "newcomer")
    return f"{start(many)} {verb} both likelier and less usual than half of the bodies shown: {listed(found, 4)}."


def _named(dots: list[Dot]) -> list[Dot]:
    """Names beside the finds first, then beside the least usual."""
    order = sorted(range(len(dots)), key=lambda i: (not dots[i].find, -dots[i].bits, i))[:MOST_NAMES]
    names = [short_name(dots[i].name, 28) for i in order]
    boxes_l4, shown_l = place_names(
        np.array([(dot.x, dot.y) for dot in dots]), np.array([(text_width(name), LINE) for name in names]),
        np.array(order, dtype=np.int64), np.zeros((0, 2), dtype=np.int64),
        width=WIDTH, height=HEIGHT - BOTTOM, radius=RADIUS,
    )  # fmt: skip
    for i, name, box_4, shown in zip(order, names, boxes_l4, shown_l, strict=True):
        if shown:
            at = round(float(box_4[0] + box_4[2]) / 2, 1), round(float(box_4[3]) - 4, 1)
            dots[i] = replace(dots[i], label=name, label_x=at[0], label_y=at[1])
    return dots
