"""What codes are called in plain words: capabilities, countries, kinds of actor and their shapes."""

import csv
from functools import cache
from importlib.resources import files

from convenor.action.text import clean, cut
from convenor.model.capability import Capability, capabilities
from convenor.model.codes import Kind, Power

SHAPES: dict[Kind, tuple[str, str]] = {  # one glyph, one meaning: the seven of the design, and three more
    Kind.STATE: ("square", "State body"), Kind.LOCAL_STATE: ("square", "State body"),
    Kind.MILITARY: ("square", "State body"), Kind.INTERGOVERNMENTAL: ("hexagon", "UN or multilateral"),
    Kind.NGO: ("triangle", "NGO or movement"), Kind.MOVEMENT: ("triangle", "NGO or movement"),
    Kind.COMPANY: ("circle", "Business"), Kind.PLATFORM: ("circle", "Business"),
    Kind.FOUNDATION: ("diamond", "Foundation"), Kind.ASSOCIATION: ("pentagon", "Association or community"),
    Kind.UNION: ("pentagon", "Association or community"), Kind.COMMUNITY: ("pentagon", "Association or community"),
    Kind.DIASPORA: ("star", "Diaspora body"), Kind.RESEARCH: ("cross", "Research body"),
    Kind.ARMED_GROUP: ("wedge", "Armed group"), Kind.PARTY: ("pentagon", "Association or community"),
    Kind.UNKNOWN: ("ring", "Kind not on file"),
}  # fmt: skip

KINDS: dict[Kind, str] = {
    Kind.STATE: "state body", Kind.LOCAL_STATE: "local state body", Kind.MILITARY: "military",
    Kind.INTERGOVERNMENTAL: "intergovernmental body", Kind.UNKNOWN: "kind not on file",
    Kind.COMMUNITY: "community body", Kind.DIASPORA: "diaspora body", Kind.RESEARCH: "research body",
    Kind.PARTY: "political party", Kind.UNION: "union", Kind.MOVEMENT: "movement",
}  # fmt: skip

SMALL_WORDS = frozenset((
    "AND", "DE", "DEL", "DELLA", "DER", "DES", "DI", "DO", "DOS", "DU", "E", "EN", "FOR", "FUER", "FÜR", "I", "IN",
    "LA", "LE", "O", "OF", "ON", "PARA", "POUR", "PER", "THE", "UND", "VAN", "VOOR", "Y", "ZUR",
))  # fmt: skip

POWERS: dict[Power, str] = {Power.HARD: "◆ hard", Power.SOFT: "◇ soft", Power.UNKNOWN: "power not tagged"}


def shape(kind: Kind) -> str:
    """Name of the shape that stands for this kind of actor."""
    return SHAPES[kind][0]


def kind_word(kind: Kind) -> str:
    """What a body of this kind is called."""
    return KINDS.get(kind, kind.value)


def capability_label(key: str) -> str:
    """A capability in words; a key that is not in the table is read as words."""
    row = capability(key)
    return row.label if row else key.replace("_", " ")


def short_label(key: str) -> str:
    """A capability in as few words as a sentence wants: what stands before its explanation.

    Example:
        >>> short_label("geospatial_analysis")
        'geospatial analysis'
    """
    return capability_label(key).split(":")[0].split(" (")[0]


def short_name(name: str, limit: int = 60) -> str:
    """A body's name in a sentence or a picture: without what stands in brackets, and not in capitals from end to end.

    Example:
        >>> short_name("Humanitarian Demining Centre (Centre for Demining)")
        'Humanitarian Demining Centre'
        >>> short_name("HERON INSTITUT FUER WASSER UND STROEME HIWS")
        'Heron Institut fuer Wasser und Stroeme HIWS'
    """
    text = clean(name, 400)
    head = text.split(" (")[0]
    text = head if len(text) > 30 and len(head) > 8 else text
    if text.isupper() and len(text) > 20:
        text = " ".join(_calm(word) for word in text.split())
    return cut(text, limit)


def _calm(word: str) -> str:
    """A word out of a name in capitals: small words small, what may be an acronym as it stands."""
    if word in SMALL_WORDS:
        return word.lower()
    return word if len(word) < 5 else "-".join(part.capitalize() for part in word.split("-"))


def briefly(text: str) -> str:
    """A sentence with each capability that it names in its short form."""
    for key, row in capabilities().items():
        if row.label in text:
            text = text.replace(row.label, short_label(key))
    return text


def capability(key: str) -> Capability | None:
    """The row of the table of capabilities, or None."""
    return capabilities().get(key)


def place(code: str) -> str:
    """A country's name for its ISO 3166 code; anything else as it stands.

    Example:
        >>> place("SO"), place("Kherson")
        ('Somalia', 'Kherson')
    """
    return _countries().get(code, code)


@cache
def _countries() -> dict[str, str]:
    text = files("convenor").joinpath("data", "countries.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}
