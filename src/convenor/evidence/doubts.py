"""What a model is never sure of: pairs that only a person may merge, however alike they look."""

from convenor.evidence.likeness import is_generic
from convenor.evidence.names import Name, read_name
from convenor.evidence.parties import Party


def doubtful(one: Party, other: Party) -> bool:
    """True where letters of two scripts stand in one word, seats differ, or nothing but common words is shared.

    'Ministry of Health' is nobody's name until one knows whose; 'Caritas' has a body in each country.
    """
    if any(read_name(name).mixed for party in (one, other) for name in party.names):
        return True
    if one.country and other.country and one.country != other.country:
        return not _international(one, other)
    return one.country == "" and _nobody_in_particular(one, other)


def _international(one: Party, other: Party) -> bool:
    """A known body whose own name both carry: an agency has registers and seats in many countries."""
    mine, theirs = ({b for name in party.names for b in read_name(name).exactly} for party in (one, other))
    return bool(mine & theirs)


def _nobody_in_particular(one: Party, other: Party) -> bool:
    return all(_common(name) for party in (one, other) for name in map(read_name, party.names))


def _common(name: Name) -> bool:
    """Only generic words, no country and no known body."""
    return not name.places and not name.bodies and all(is_generic(t) for form in name.forms for t in form.tokens)
