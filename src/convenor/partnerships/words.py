"""Words for sentences: what a capability is called, whose toolbox holds it, lists and shares as one says them."""

from collections.abc import Sequence

from convenor.model.capability import Capability, capabilities
from convenor.model.codes import Kind


def label(capability: str) -> str:
    """A capability in words, without what follows a colon."""
    row = _row(capability)
    return row.label.split(":")[0] if row else capability.replace("_", " ")


def sectors(capability: str) -> tuple[Kind, ...]:
    """Kinds of actor whose toolbox holds it; empty where the table does not know it."""
    row = _row(capability)
    return row.sectors if row else ()


def examples(capability: str) -> str:
    """What such a body is called in plain words."""
    row = _row(capability)
    return row.examples if row else ""


def toolbox(capability: str) -> str:
    """Whose toolbox holds a capability, as part of a sentence."""
    kinds = ", ".join(kind.value for kind in sectors(capability))
    if not kinds:
        return "no sector is listed for it in the table of capabilities"
    plain = examples(capability)
    return f"it is in the toolbox of: {kinds}" + (f" (such as {plain})" if plain else "")


def join(words: Sequence[str], most: int = 6) -> str:
    """Words as a list in a sentence: a, b and c.

    Example:
        >>> join(["a", "b", "c"])
        'a, b and c'
    """
    words = list(words)
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} more"]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def percent(share: float) -> str:
    """A share as whole percent, with a decimal where it would round to nothing."""
    return f"{share:.0%}" if share >= 0.01 or share < 0.0005 else f"{share:.1%}"


def _row(capability: str) -> Capability | None:
    return capabilities().get(capability)


def figure(value: float) -> str:
    """A number as one says it: two digits that matter, no exponent, no minus nought.

    Example:
        >>> [figure(x) for x in (0.0123, 1.5, 110.4, 68400.0, -0.0000001)]
        ['0.012', '1.5', '110', '68,400', '0']
    """
    if abs(value) < 1e-6:
        return "0"
    if abs(value) >= 10:
        return f"{value:,.0f}"
    return f"{value:.2g}" if abs(value) >= 1e-4 else f"{value:.1e}"
