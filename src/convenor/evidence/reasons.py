"""Why two ids are taken for one body, in words that a person can check."""

from itertools import product

from convenor.evidence.claims import NO_NUMBERS, WORLD, claims, nation
from convenor.evidence.names import BODY, COUNTRY, Name, initials, read_name, spells
from convenor.evidence.parties import Party

MOST = 5  # reasons shown
SHOWN = 80  # letters of a name; some publishers write a page where a name belongs
LOOKED_AT = 4  # names of each, the most frequent first


def why(one: Party, other: Party) -> tuple[str, ...]:
    """What speaks for it, then what a person should look at; each in a few words."""
    pairs = [(read_name(a), read_name(b)) for a, b in product(one.names[:LOOKED_AT], other.names[:LOOKED_AT])]
    found = list(dict.fromkeys(word for pair in pairs for word in _of_names(*pair)))
    if _bare(one.id) == _bare(other.id):
        found.insert(0, f"one identifier written in two ways: {one.id} and {other.id}")
    found = found[: MOST - 1] or [f"spelt alike: '{_short(pairs[0][0])}' and '{_short(pairs[0][1])}'"]
    if seats := _seats(nation(one), nation(other)):
        found.append(seats)
    if _two_numbers(one, other):
        found.append(f"two numbers in one register: {one.id}, {other.id}")
    kinds = sorted({*one.sources, *other.sources})
    return (*found, f"named by {', '.join(kinds)}") if len(kinds) > 1 else tuple(found)


def _seats(mine: str, theirs: str) -> str:
    """What their countries say; empty where one is not known."""
    if not mine or not theirs or mine == theirs == WORLD:
        return ""
    if WORLD in (mine, theirs):
        return f"one is a body of many states, the other of {(mine if theirs == WORLD else theirs).upper()}"
    return f"both in {mine.upper()}" if mine == theirs else f"seats differ: {mine}, {theirs}"


def _two_numbers(one: Party, other: Party) -> bool:
    mine, theirs = claims(one), claims(other)
    return any(mine[what] != theirs[what] for what in (mine.keys() & theirs.keys()) - NO_NUMBERS)


def _of_names(one: Name, other: Name) -> list[str]:
    """What two names have in common."""
    if one.text == other.text:
        return [f"the same name: '{_short(one)}'"]
    found = [f"letters of two scripts in one word: '{_short(n)}'" for n in (one, other) if n.mixed]
    if one.key and one.key == other.key and not one.bodies & other.bodies:
        found.append(f"the same words: '{_short(one)}' and '{_short(other)}'")
    found += [
        f"known as one body: '{_short(one)}' and '{_short(other)}' ({b})" for b in sorted(one.bodies & other.bodies)
    ]
    found += [f"both carry {a.upper()}" for a in sorted(one.acronyms & other.acronyms)]
    for short, long in ((one, other), (other, one)):
        for acronym in sorted(short.acronyms):
            if any(acronym in initials(form.plain) for form in long.forms):
                found.append(f"{acronym.upper()} are the first letters of '{_short(long)}'")
            elif any(spells(acronym, form.plain) for form in long.forms):
                found.append(f"{acronym.upper()} is made of the beginnings of '{_short(long)}'")
    if not found and (shared := _shared(one, other)):
        found.append(f"both have {', '.join(shared)}: '{_short(one)}' and '{_short(other)}'")
    return found


def _shared(one: Name, other: Name) -> list[str]:
    mine, theirs = ({t for form in n.forms for t in form.tokens} for n in (one, other))
    return [t for t in sorted(mine & theirs) if not t.startswith((COUNTRY, BODY))][:4]


def _short(name: Name) -> str:
    return name.text if len(name.text) <= SHOWN else name.text[: SHOWN - 1] + "…"


def _bare(key: str) -> str:
    return "".join(c for c in key if c.isalnum())
