"""Who gains and who risks: each partner's side of the bargain, whether the whole holds, and whom to call first."""

from dataclasses import dataclass

from convenor.action.exports.html.register import Chips, Register
from convenor.action.words import listed, number, percent, quantity, start
from convenor.model.account import Range
from convenor.model.codes import Basis
from convenor.model.partnership import Partnership
from convenor.model.worth import Exposure, Loser, MemberWorth, Stability, Verdict, Worth

WIDTH, LEFT, RIGHT, STEP = 420.0, 10.0, 10.0, 46.0
VERDICTS = {
    Verdict.HOLDS: ("green", "●", "holds"),
    Verdict.DEPENDS: ("amber", "▲", "depends"),
    Verdict.FAILS: ("red", "✕", "fails"),
    Verdict.NOT_MEANINGFUL: ("grey", "?", "not meaningful"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One partner's side of the bargain."""

    number: int
    name: str
    text: str
    value: str
    outside: str
    rational: str
    stays: str
    credit: str
    loss: tuple[str, str, str]
    worse: bool
    assumed: tuple[str, ...]
    chips: Chips


@dataclass(frozen=True, slots=True)
class Span:
    """One partner's value inside and outside, placed on the picture's axis."""

    number: int
    name: str
    inside: tuple[float, float]
    outside: tuple[float, float]
    y: float


@dataclass(frozen=True, slots=True)
class Test:
    """One test of stability in words."""

    name: str
    game: str
    light: str
    sign: str
    verdict: str
    share: str
    text: str
    reach: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Dilution of one partner's bad case as fortunes go together, as points of a line."""

    name: str
    points: str
    worst: bool


@dataclass(frozen=True, slots=True)
class Bargain:
    """Everything that the section prints."""

    finding: str
    more: str
    basis: str
    unit: str
    scenario: str
    sides: tuple[Side, ...]
    spans: tuple[Span, ...]
    ticks: tuple[tuple[float, str], ...]
    height: float
    tests: tuple[Test, ...]
    payments: tuple[str, ...]
    threshold: str
    ways: tuple[str, ...]
    division: str
    curves: tuple[Curve, ...]
    zero: float
    failures: tuple[tuple[str, str, str, str, str], ...]
    losers: tuple[tuple[str, str, str, str, str], ...]
    mitigation: str
    joining: str
    calls: tuple[tuple[str, str, str], ...]
    masses: tuple[str, ...]
    assumed: tuple[str, ...]
    draws: int


def bargain(partnership: Partnership, register: Register) -> Bargain | None:
    """The section on worth, risk and joining; None where it was not reckoned."""
    worth = partnership.worth
    if worth is None:
        return None
    order = {key: n for n, key in enumerate(partnership.ids, start=1)}
    spans, ticks, height = _spans(worth, order, register)
    curves, zero = _curves(worth, register)
    return Bargain(
        finding=worth.text.split(". ")[0].rstrip(".") + ".",
        more=". ".join(worth.text.split(". ")[1:]),
        basis=_basis(worth),
        unit=worth.unit,
        scenario=worth.scenario,
        sides=tuple(_side(each, order, register) for each in worth.members),
        spans=spans,
        ticks=ticks,
        height=height,
        tests=tuple(_test(each) for each in worth.tests),
        payments=tuple(
            f"{_name(p.payer, register)} gives {_name(p.receiver, register)} {quantity(round(p.amount, 3))} {p.unit}"
            for p in worth.payments
        ),
        threshold=worth.threshold.text if worth.threshold else "",
        ways=worth.threshold.ways if worth.threshold else (),
        division=worth.division.text if worth.division else "",
        curves=curves,
        zero=zero,
        failures=tuple(_failure(worth, n) for n in range(len(worth.failures))),
        losers=tuple(_loser(each, register) for each in worth.losers),
        mitigation=_mitigation(worth),
        joining=worth.joining.text,
        calls=tuple(
            (_name(call.actor, register), call.text, _short(call.guarantee) if call.guarantee > 5e-4 else "")
            for call in worth.joining.calls
        ),
        masses=tuple(listed([_name(key, register) for key in mass], 4) for mass in worth.joining.masses if mass),
        assumed=worth.assumed,
        draws=worth.draws,
    )


def _basis(worth: Worth) -> str:
    """The basis that most amounts have, as a word to stand beside them; nothing where pages carry them."""
    assumed = sum(each.basis is Basis.ASSUMED for each in worth.members)
    if assumed == len(worth.members):
        return "all amounts assumed"
    return f"assumed for {number(assumed)} of {number(len(worth.members))}" if assumed else ""


def _name(key: str, register: Register) -> str:
    return register.names.get(key, key)


def _range(value: Range | None) -> str:
    """A range as one reads it aloud; one number where it is known."""
    if value is None:
        return "not on file"
    low, high = _short(value.low), _short(value.high)
    return low if low == high else f"{low} to {high}"


def _short(value: float) -> str:
    """Two figures are all that an assumed amount can carry."""
    return quantity(float(f"{value:.2g}")) if abs(value) >= 5e-4 else "0"


def _side(each: MemberWorth, order: dict[str, int], register: Register) -> Side:
    return Side(
        number=order.get(each.actor, 0),
        name=_name(each.actor, register),
        text=each.text,
        value=_range(each.value),
        outside=_range(each.outside),
        rational=percent(each.rational),
        stays=percent(each.stays),
        credit=percent(each.credit),
        loss=_losses(each.exposure),
        worse=each.exposure.worse,
        assumed=each.assumed,
        chips=register.cite(each.evidence, basis=each.basis),
    )


def _losses(exposure: Exposure) -> tuple[str, str, str]:
    """Bad case alone and together at the middle of the ranges, and which of the two is better."""
    gain = exposure.benefit_tail
    word = "the same" if abs(gain) < 5e-4 else "better together" if gain > 0 else "worse together"
    alone, together = exposure.tail
    return _short(alone), _short(together), word


def _spans(
    worth: Worth, order: dict[str, int], register: Register
) -> tuple[tuple[Span, ...], tuple[tuple[float, str], ...], float]:  # fmt: skip
    """Values inside and outside on one axis, for the partners whose amounts are in the common unit."""
    same = [each for each in worth.members if each.unit == worth.unit]
    ends = [end for each in same for part in (each.value, each.outside) for end in (part.low, part.high)]
    if not ends or max(ends) - min(ends) < 1e-9:
        return (), (), 0.0
    least, most = min(0.0, *ends), max(0.0, *ends)
    scale = (WIDTH - LEFT - RIGHT) / (most - least)

    def at(value: float) -> float:
        return round(LEFT + (value - least) * scale, 1)

    spans = tuple(
        Span(
            order.get(each.actor, 0), _name(each.actor, register), (at(each.value.low), at(each.value.high)),
            (at(each.outside.low), at(each.outside.high)), 34 + STEP * n,
        )
        for n, each in enumerate(same)
    )  # fmt: skip
    ticks = tuple(dict.fromkeys((at(value), _short(value)) for value in (least, 0.0, most)))
    return spans, ticks, 34 + STEP * len(same) + 18


def _test(each: Stability) -> Test:
    light, sign, word = VERDICTS[each.verdict]
    return Test(
        name=start(each.name),
        game=each.game,
        light=light,
        sign=sign,
        verdict=word,
        share="" if each.share is None else f"in {percent(each.share)} of the draws",
        text=each.text,
        reach=each.reach,
    )


def _curves(worth: Worth, register: Register) -> tuple[tuple[Curve, ...], float]:
    """Dilution over correlation for the partner who gains most and the one who gains least from pooling."""
    known = [each for each in worth.members if each.exposure.dilution]
    if not known:
        return (), 0.0
    ranked = sorted(known, key=lambda each: each.exposure.dilution[0][1])
    ends = {ranked[0].actor: ranked[0], ranked[-1].actor: ranked[-1]}
    lowest = min(0.0, *(value for each in ends.values() for _, value in each.exposure.dilution))

    def y(value: float) -> float:
        return round(20 + 160 * (1 - value) / (1 - lowest), 1)

    curves = tuple(
        Curve(
            _name(each.actor, register),
            " ".join(f"{40 + 360 * c:.1f},{y(value)}" for c, value in each.exposure.dilution),
            each is ranked[0] and len(ends) > 1,
        )
        for each in ends.values()
    )
    return curves, y(0.0)


def _failure(worth: Worth, n: int) -> tuple[str, str, str, str, str]:
    each = worth.failures[n]
    broken = sorted(each.broken, key=lambda pair: -pair[1])[:2]
    steps = "; ".join(f"{name} ({percent(chance)})" for name, chance in broken if chance > 0.005)
    return f"{each.correlation:g}", percent(each.mean), percent(each.median), percent(each.low), steps or "none"


def _loser(each: Loser, register: Register) -> tuple[str, str, str, str, str]:
    amount = f"{_range(each.change)} {each.unit}" if each.change else each.why
    who, sure = "partner" if each.partner else "not a partner", "loses" if each.sure else "may lose"
    return _name(each.who, register), who, sure, amount, each.mitigation


def _mitigation(worth: Worth) -> str:
    if worth.mitigation is None:
        return ""
    pays = "the others gain enough to pay it" if worth.affordable else "the others do not gain enough to pay it"
    return f"To make them whole takes {_short(worth.mitigation)} {worth.unit}: {pays}."
