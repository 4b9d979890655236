"""What a body has one of: a number in each register, a nation. Two that differ in it are two, until a person says so.

A state is not its agency, a department not the whole. World Vision in Germany and World Vision in Kenya share a name,
and are two associations with two boards; a United Nations agency is one body with offices in many countries.
"""

import re
from collections import Counter
from functools import lru_cache

from convenor.evidence.names import COUNTRY, Name, intergovernmental, read_name
from convenor.evidence.parties import Party
from convenor.model.countries import country_code

NATION, WORLD, BODY, STATE = "nation", "world", "body", "state"
_OF_A_STATE = frozenset({"government", "republic", "republique", "kingdom", "royaume", "state", "federal", "islamic"})
_WHOLES = frozenset({"un", "eu", "ec"})  # bodies with departments that are bodies of their own
_CODE = re.compile(r"\(([A-Z]{2,3})\)\s*$")  # Caritas (FR), Caritas (FRA)


@lru_cache(maxsize=262_144)
def nation(party: Party) -> str:
    """ISO 3166 alpha-2, `world` for a body of many states, '' for unknown."""
    return claims(party).get(NATION, "")


def claims(party: Party) -> dict[str, str]:
    """The number by register; the nation; which known body; whether it is a state.

    Numbers of another length count as another list: DAC has codes of donors (three digits) and of channels (five).
    A nation is ISO 3166 alpha-2, or `world` for a body of many states; that of the register, else of the seat, else the
    one country that names close with.
    """
    register, number = party.register
    names = [read_name(name) for name in party.names]
    found = {STATE: "a state" if all(_is_state(name) for name in names) else "a body"}
    found |= {f"{register} {len(number)}" if number.isdigit() else register: number} if register else {}
    body = _known_body(names)
    found |= {BODY: body} if body else {}
    if not party.nation and body in intergovernmental():
        return found | {NATION: WORLD}
    country = party.nation or party.country or _closing(names)
    return found | {NATION: country} if country else found


def _known_body(names: list[Name]) -> str:
    """The known body that most of the names name, a department before the whole; '' for none."""
    counts = Counter(body for name in names for body in name.bodies)
    return min(counts, key=lambda body: (body in _WHOLES, -counts[body], body), default="")


def _is_state(name: Name) -> bool:
    """A country, or its government as a whole: not a ministry, not an agency."""
    return bool(name.places) and all(t.startswith(COUNTRY) or t in _OF_A_STATE for t in name.forms[0].tokens)


def _closing(names: list[Name]) -> str:
    """The country that names close with, as a word or a code in brackets, where it is one."""
    last = {country for name in names if (country := _last(name))}
    return last.pop() if len(last) == 1 else ""


def _last(name: Name) -> str:
    if (found := _CODE.search(name.text)) and (code := country_code(found[1])):
        return code.lower()
    tokens = name.forms[0].tokens
    return tokens[-1].removeprefix(COUNTRY) if tokens and tokens[-1].startswith(COUNTRY) else ""
