"""What a model is never sure of: pairs that only a person may merge, however alike they look."""

from itertools import product

from convenor.evidence.claims import nation
from convenor.evidence.likeness import is_generic
from convenor.evidence.names import Form, Name, initials, intergovernmental, read_name
from convenor.evidence.parties import Party
from convenor.model.codes import Kind

_REGIONS = frozenset({"european", "africa", "asia"})  # in one language, as tokens are
_BESIDE = _REGIONS | {"foundation", "funds", "trust"}
_OF_A_STATE = frozenset({"ministry", "department", "government", "embassy", "parliament"})  # each country has one


def doubtful(one: Party, other: Party) -> bool:
    """True where letters of two scripts stand in one word, an acronym has two meanings, or one is nobody in particular.

    'Ministry of Health' is nobody's name until one knows whose.
    """
    mine, theirs = ([read_name(name) for name in party.names] for party in (one, other))
    if any(name.mixed for name in (*mine, *theirs)) or _firm_and_states(one, other, mine, theirs):
        return True
    if all(_elsewhere(one, other, a, b) or _beside(a, b) for a, b in product(mine, theirs)):
        return True
    if any(all(map(_common, names)) for names in (mine, theirs)) and not (nation(one) and nation(one) == nation(other)):
        return True
    return all(_two_meanings(a, b) for a, b in product(mine, theirs))


def two_parts(one: Party, other: Party) -> bool:
    """Beside what is shared each names a part of its own: 'Fund Office - Rivertown', 'Fund Office - Old Mill'."""
    return all(_two_parts(read_name(a), read_name(b)) for a, b in product(one.names, other.names))


def _firm_and_states(one: Party, other: Party, mine: list[Name], theirs: list[Name]) -> bool:
    """A company is no body of many states, whatever its acronym; aid registers often say company of what is none."""
    states = [any(n.bodies & intergovernmental() for n in names) for names in (mine, theirs)]
    firms = [p.kind == Kind.COMPANY and "iati" not in p.sources for p in (one, other)]
    return all(states) and firms[0] != firms[1]


def _elsewhere(one: Party, other: Party, name: Name, its: Name) -> bool:
    """A bare acronym of no known body, and words that it fits, seen at work in countries of which none is the same."""
    bare = [len(n.forms[0].plain) == 1 and not n.bodies for n in (name, its)]
    seen = [p.places | {c for c in (p.country, p.nation) if c} for p in (one, other)]
    return bare[0] != bare[1] and not name.acronyms & its.acronyms and all(seen) and seen[0].isdisjoint(seen[1])


def _beside(one: Name, other: Name) -> bool:
    """One has a word that makes of a body another one beside it: its foundation, a fund of it, its branch."""
    differ = (frozenset(one.forms[0].tokens) ^ frozenset(other.forms[0].tokens)) & _BESIDE
    if one.exactly & other.exactly or any(len(n.forms[0].plain) == 1 and n.acronyms for n in (one, other)):
        return False
    return bool(differ - _REGIONS if one.bodies & other.bodies & intergovernmental() else differ)


def _two_meanings(one: Name, other: Name) -> bool:
    """An acronym of both that each spells out in words of its own: RFA, River Ferry Alliance, Rural Farming Adviser."""
    return any(
        spelt and spelt_too and _nothing_shared(spelt, spelt_too)
        for acronym in one.acronyms & other.acronyms
        for spelt, spelt_too in [(_spelt(one, acronym), _spelt(other, acronym))]
    )


def _two_parts(one: Name, other: Name) -> bool:
    tokens = {form.tokens for form in one.forms[1:]} & {form.tokens for form in other.forms[1:]}
    known = frozenset(t for shared in tokens for t in shared)
    least = 1 if all(map(is_generic, known)) else 2  # words; beside a telling name one word may be its acronym
    return bool(tokens) and _nothing_shared(_rest(one, tokens, least), _rest(other, tokens, least), known)


def _rest(name: Name, shared: set[tuple[str, ...]], least: int) -> list[Form]:
    """Readings of parts of the name that are not shared and have words of their own."""
    return [form for form in name.forms[1:] if form.tokens not in shared and len(form.plain) >= least]


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
