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

NATION, WORLD, BODY, STATE, PART, REGISTERED = "nation", "world", "body", "state", "part", "registered"
NO_NUMBERS = frozenset({NATION, BODY, STATE, PART, REGISTERED})  # claims that are no number in a register
_OF_A_STATE = frozenset({"government", "republic", "republique", "kingdom", "royaume", "state", "federal", "islamic"})
_WHOLES = frozenset({"un", "eu", "ec"})  # bodies with departments that are bodies of their own
_LEGAL_OF = {
    "ev": "de",
    "ggmbh": "de",
    "onlus": "it",
    "vzw": "be",
    "aisbl": "be",
    "ivzw": "be",
    "oyj": "fi",
    "kft": "hu",
    "zrt": "hu",
    "nyrt": "hu",
    "stichting": "nl",
    "insamlingsstiftelsen": "se",
    "eood": "bg",
    "ood": "bg",
    "tov": "ua",
    "prat": "ua",
    "bhd": "my",
    "tbk": "id",
    "aps": "dk",
}  # legal marks that one country knows, or one above all
_WHOLE = "international"
_CODE = re.compile(r"\(([A-Z]{2,3})\)\s*$")  # Caritas (FR), Caritas (FRA)


@lru_cache(maxsize=262_144)
def nation(party: Party) -> str:
    """ISO 3166 alpha-2, `world` for a body of many states, '' for unknown."""
    return claims(party).get(NATION, "")


def claims(party: Party) -> dict[str, str]:
    """The number by register; the nation; which known body; whether it is a state.

    Numbers of another length count as another list: DAC has codes of donors (three digits) and of channels (five).
    A nation is ISO 3166 alpha-2, or `world` for a body of many states; that of the register, else of the seat, else the
    one country that names close with, else that of a legal mark. Of a known family one record is the whole or a member.
    """
    register, number = party.register
    names = [read_name(name) for name in party.names]
    found = {STATE: "a state" if all(_is_state(name) for name in names) else "a body"}
    found |= {f"{register} {len(number)}" if number.isdigit() else register: number} if register else {}
    found |= {REGISTERED: party.nation} if party.nation else {}
    body = _known_body(names)
    found |= {BODY: body} if body else {}
    found |= {PART: part} if body and (part := _part(party, body, names)) else {}
    if not party.nation and body in intergovernmental():
        return found | {NATION: WORLD}
    country = party.nation or party.country or _closing(names) or _legal(names)
    return found | {NATION: country} if country else found


def told_apart(one: dict[str, str], other: dict[str, str]) -> bool:
    """True where two differ in a number of one register, in the country that registered them or in which known body
    they are: no person need be asked.
    """
    return any(one[what] != other[what] for what in (one.keys() & other.keys()) - {NATION, STATE, PART})


def _known_body(names: list[Name]) -> str:
    """The known body that most of the names name, a department before the whole; '' for none."""
    counts = Counter(body for name in names for body in name.bodies)
    return min(counts, key=lambda body: (body in _WHOLES, -counts[body], body), default="")


def _part(party: Party, body: str, names: list[Name]) -> str:
    """Of a known family of associations: the whole, where it is called international; else its member's country."""
    if body in intergovernmental():
        return ""
    if any(not name.places and _is_whole(name, body) for name in names):
        return _WHOLE
    named_so = any(_WHOLE in name.forms[0].plain for name in names)
    return "" if named_so else party.nation or _closing(names)


def _is_whole(name: Name, body: str) -> bool:
    """The family's name with the word international, not one that has the word in it, as a committee's may."""
    plain = name.forms[0].plain
    return _WHOLE in plain and body in read_name(" ".join(w for w in plain if w != _WHOLE)).bodies


def _legal(names: list[Name]) -> str:
    """The country whose legal mark the names carry, where it is one."""
    found = {_LEGAL_OF[word] for name in names for word in name.forms[0].plain if word in _LEGAL_OF}
    return found.pop() if len(found) == 1 else ""


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
