"""Rows of the table `events`: who did what to whom, when and where; deaths by the lowest, best and highest count.

Kinds of events follow PLOVER (manual draft 0.8 of 2021-09-17, which maps CAMEO onto it), quads its four corners.
"""

from collections.abc import Sequence
from typing import Any

from convenor.model.evidence import evidence_id

Row = tuple[Any, ...]
"""The columns of the table in their order; see `store.schema`."""

COOPERATION = ("verbal cooperation", "material cooperation")
CONFLICT = ("verbal conflict", "material conflict")

_VC, _MC, _VX, _MX = (*COOPERATION, *CONFLICT)
CAMEO = {  # root of a CAMEO code: PLOVER's event type and quad; 01 and 02 are statements that PLOVER leaves out
    "01": ("statement", ""), "02": ("appeal", ""), "03": ("agree", _VC), "04": ("consult", _VC),
    "05": ("support", _VC), "06": ("cooperate", _MC), "07": ("aid", _MC), "08": ("concede", _VC),
    "09": ("investigate", _MC), "10": ("demand", _VX), "11": ("disapprove", _VX), "12": ("reject", _VX),
    "13": ("threaten", _VX), "14": ("protest", _MX), "15": ("mobilize", _MX), "16": ("sanction", _VX),
    "17": ("coerce", _MX), "18": ("assault", _MX), "19": ("fight", _MX), "20": ("fight", _MX),
}  # fmt: skip


def event(
    source: str, key: Sequence[str], kind: str, quad: str, start: str, end: str | None, *, actor: str = "",
    name: str = "", target: str = "", target_name: str = "", place: str = "", location: str = "",
    lat: float | None = None, lon: float | None = None, low: int | None = None, best: int | None = None,
    high: int | None = None, count: int = 1, intensity: float | None = None, conflict: str = "", title: str = "",
) -> Row:  # fmt: skip
    """One event, or a year's count of events between two. The same one has the same id in every edition.

    Places are rounded to a tenth of a degree, about eleven kilometres: where a person was hurt is nobody's business.

    Args:
        source: Short name of the data set.
        key: What identifies it there.
        kind: What happened, in the source's or PLOVER's word.
        quad: One of `COOPERATION` or `CONFLICT`; '' where it is neither.
        start: First day, ISO.
        end: Last day, ISO; None is unknown or still to come.

    Raises:
        ValueError: It ends before it begins.
    """
    if end is not None and end < start:
        raise ValueError(f"ends on {end}, before it begins on {start}")
    return (
        evidence_id(source, *key), kind, quad, start, end, actor, name, target, target_name, place, location,
        None if lat is None else round(lat, 1), None if lon is None else round(lon, 1), low, best, high, count,
        intensity, conflict, title,
    )  # fmt: skip


def plover(cameo: str) -> tuple[str, str]:
    """Event type and quad of a CAMEO code; an unknown code keeps its number and belongs to no quad.

    Example:
        >>> plover("0211"), plover("190"), plover("99")
        (('appeal', ''), ('fight', 'material conflict'), ('99', ''))
    """
    code = cameo.strip()
    return CAMEO.get(code[:2].zfill(2), (code, ""))


def deaths(text: str) -> int | None:
    """A count of deaths; None where the cell is empty or a code for unknown.

    Raises:
        ValueError: Neither a whole number nor empty.
    """
    from convenor.evidence import values

    stripped = text.strip()
    if stripped in ("", "NA", "-999", "-99"):
        return None
    found = values.amount(stripped)
    if found < 0 or found != int(found):
        raise ValueError(f"'{text[:40]}' is no count of deaths")
    return int(found)


def degrees(text: str, most: float) -> float | None:
    """A latitude (most 90) or longitude (most 180); None where the cell is empty.

    Raises:
        ValueError: Not on earth.
    """
    from convenor.evidence import values

    if not text.strip():
        return None
    found = values.amount(text)
    if abs(found) > most:
        raise ValueError(f"'{text[:40]}' is not within {most:g} degrees")
    return found
