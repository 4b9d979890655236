"""What a model is never sure of: pairs that only a person may merge, however alike they look."""

from itertools import product

from convenor.evidence.claims import nation
from convenor.evidence.likeness import is_generic
from convenor.evidence.names import Form, Name, initials, read_name
from convenor.evidence.parties import Party

_OF_A_STATE = frozenset({"ministry", "department", "government", "embassy", "parliament"})  # each country has one


def doubtful(one: Party, other: Party) -> bool:
    """True where letters of two scripts stand in one word, an acronym has two meanings, or one is nobody in particular.

    'Ministry of Health' is nobody's name until one knows whose.
    """
    mine, theirs = ([read_name(name) for name in party.names] for party in (one, other))
    if any(name.mixed for name in (*mine, *theirs)):
        return True
    if any(all(map(_common, names)) for names in (mine, theirs)) and not (nation(one) and nation(one) == nation(other)):
        return True
    return all(_two_meanings(a, b) for a, b in product(mine, theirs))


def two_parts(one: Party, other: Party) -> bool:
    """Beside what is shared each names a part of its own: 'Fund Office - Rivertown', 'Fund Office - Old Mill'."""
    return all(_two_parts(read_name(a), read_name(b)) for a, b in product(one.names, other.names))


def _two_meanings(one: Name, other: Name) -> bool:
    """An acronym of both that each spells out in words of its own: RFA, River Ferry Alliance, Rural Farming Adviser."""
    return any(
        spelt and spelt_too and _nothing_shared(spelt, spelt_too)
        for acronym in one.acronyms & other.acronyms
        for spelt, spelt_too in [(_spelt(one, acronym), _spelt(other, acronym))]
    )


def _two_parts(one: Name, other: Name) -> bool:
    shared = set(one.forms[1:]) & set(other.forms[1:])
    known = frozenset(t for form in shared for t in form.tokens)
    return bool(shared) and _nothing_shared(_rest(one, shared), _rest(other, shared), known)


def _rest(name: Name, shared: set[Form]) -> list[Form]:
    """Readings of parts of the name that are not shared and have a word of their own."""
    return [form for form in name.forms[1:] if form not in shared and len(form.plain) > 1]


def _spelt(name: Name, acronym: str) -> list[Form]:
    return [form for form in name.forms if len(form.plain) > 1 and acronym in initials(form.plain)]


def _nothing_shared(some: list[Form], others: list[Form], known: frozenset[str] = frozenset()) -> bool:
    """Both have telling words, known ones aside, and none in common."""
    mine, theirs = ({t for f in forms for t in f.tokens if not is_generic(t)} - known for forms in (some, others))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _common(name: Name) -> bool:
    """A ministry, or generic words only; no country and no known body."""
    tokens = {token for form in name.forms for token in form.tokens}
    return not name.places and not name.bodies and (not tokens.isdisjoint(_OF_A_STATE) or all(map(is_generic, tokens)))
