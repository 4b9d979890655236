"""The tables that names are read with: words of many languages, and what countries are called in them."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from convenor.evidence.scripts import latin
from convenor.model.places import countries
from convenor.model.words import fold

SHORTEST = 4  # letters; of a shorter word nobody knows in which language it is a country
WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
_SHORT_FORMS = {"republic": "rep", "republique": "rep", "democratic": "dem", "democratique": "dem", "federation": "fed"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the languages that names are made of."""

    legal: frozenset[str]
    stop: frozenset[str]
    same: dict[str, str]
    country: dict[str, str]
    also: frozenset[str]


@cache
def words() -> Words:
    """The table of words, from `data/names/words.toml` and the tables of countries."""
    table = tomllib.loads(data("words.toml"))
    lines = [line.split() for line in table["same_words"].strip().splitlines()]
    same = {reading: line[0] for line in lines for word in line for reading in _readings(word)}
    named = {name[0]: code for name, code in _country_names().items() if len(name) == 1 and name[0] not in same}
    named |= {folded(name): code.lower() for code, name in countries().items() if " " not in name}
    for line in table["countries"].strip().splitlines():
        code, *others = line.split()
        named |= {reading: code for word in others for reading in _readings(word)}
    legal, stop, also = (
        frozenset(map(folded, table[part].split())) for part in ("legal_forms", "stop_words", "also_words")
    )
    return Words(legal, stop, same, named, also)


@cache
def long_countries() -> dict[tuple[str, ...], str]:
    """Names of countries that are several words, articles dropped."""
    stop = words().stop
    named = {tuple(w for w in key if w not in stop): code for key, code in _country_names().items()}
    published = {tuple(WORD.findall(folded(name))): code.lower() for code, name in countries().items()}
    named |= {tuple(w for w in key if w not in stop): code for key, code in published.items()}
    named |= {tuple(_SHORT_FORMS.get(w, w) for w in name): code for name, code in named.items()}
    named |= dict.fromkeys([("democratic", "republic", "congo"), ("republique", "democratique", "congo")], "cd")
    named |= dict.fromkeys([("dr", "congo"), ("rd", "congo"), ("d", "r", "congo"), ("congo", "dem", "rep")], "cd")
    named |= {("united", "states"): "us", ("etats", "unis"): "us", ("estados", "unidos"): "us"}
    named |= {("united", "states", "america"): "us", ("great", "britain"): "gb", ("united", "kingdom"): "gb"}
    return {name: code for name, code in named.items() if len(name) > 1}


def folded(text: str) -> str:
    """Lower case, Latin letters, no accents."""
    return fold(latin(text))


def data(file: str) -> str:
    """A table of `data/names` as text."""
    return files("convenor").joinpath("data", "names", file).read_text(encoding="utf-8")


def _readings(word: str) -> set[str]:
    """A word of a table as it may be read: in Cyrillic as Russian, and as Ukrainian."""
    if word.isascii():
        return {word.lower()}
    return {folded(word), folded(f"{word} ї").split()[0]}


@cache
def _country_names() -> dict[tuple[str, ...], str]:
    """What countries are called in many languages, as words, from the Unicode CLDR; what two are called is left out."""
    found: dict[tuple[str, ...], str] = {}
    twice = set()
    for line in data("country_words.csv").splitlines()[2:]:
        code, _, names = line.partition(",")
        for name in names.split("|"):
            for read in {name} if name.isascii() else {folded(name), folded(f"{name} ї").rsplit(" ", 1)[0]}:
                key = tuple(WORD.findall(read))
                if len("".join(key)) >= SHORTEST and found.setdefault(key, code.lower()) != code.lower():
                    twice.add(key)
    return {key: code for key, code in found.items() if key not in twice}
