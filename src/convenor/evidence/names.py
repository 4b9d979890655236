"""Names of organisations taken apart: words, acronyms, countries, bodies that everybody knows.

A name is read in several *forms*: as a whole, without what stands in brackets, what stands there, and each side of a
dash. Of each form legal marks and articles are dropped, generic words are brought to one language, words for a
country to its code, and names of known bodies to one token. Pure: text in, tuples out.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from convenor.evidence.wordlists import WORD, data, folded, long_countries, words
from convenor.model.countries import country_code

COUNTRY, BODY = "country:", "body:"  # before the tokens that stand for a country or a known body
MOST_FORMS = 8  # readings of one name; a longer list of partners written as one name is not taken apart further
LONGEST_ACRONYM = 8  # letters; longer ones are read as words
LONGEST = 160  # letters of a name that are read; some publishers write a page about a body where its name belongs

_ELISION = re.compile(r"\b[ldnLDN]['’](?=\w)")
_APOSTROPHE = re.compile(r"['’`´ʼ](?=\w)")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")
_SIDES = re.compile(r"\s+[-|:/]+\s+|\s*[;|]\s*|\s*[–—]\s*|\s*:\s+")
_COMMON = frozenset({"un", "us", "usa", "uk", "eu", "ue", "ngo", "ong", "ngos", "ev", "inc", "ltd"})  # name nobody
_UN = frozenset({BODY + "un", "un", "onu"})
_OF_STATES = ("united_nations", "european_union", "banks_and_funds", "regional_bodies")  # parts of bodies.toml
_LOOK_ALIKE = re.compile(r"[\u0370-\u052f]")  # Greek and Cyrillic letters, some of which look Latin


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of a name.

    Attributes:
        plain: Folded words in order, nothing left out.
        tokens: Words that carry the name, brought to one language; countries and known bodies as tokens of their own.
    """

    plain: tuple[str, ...]
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared.

    Attributes:
        text: As published.
        forms: Its readings, the whole first, no two alike.
        acronyms: Short forms written in capitals that it carries or is, folded.
        bodies: Known bodies that one of its forms is, countries aside: the body itself or its office somewhere.
        exactly: Those of them that a form is without a country.
        places: Countries it names, ISO 3166 alpha-2.
        mixed: Letters of two scripts stand in one word, as when a look-alike letter was slipped in.
    """

    text: str
    forms: tuple[Form, ...]
    acronyms: frozenset[str]
    bodies: frozenset[str]
    exactly: frozenset[str]
    places: frozenset[str]
    mixed: bool

    @property
    def key(self) -> str:
        """The same for two names that differ in case, accents, punctuation, articles and legal marks alone."""
        return " ".join(self.forms[0].tokens)


@lru_cache(maxsize=65_536)
def read_name(text: str) -> Name:
    """A name taken apart.

    Args:
        text: As published; Cyrillic, Greek and Arabic letters are read as Latin ones, others as they stand.

    Example:
        >>> name = read_name("Fonds des Nations Unies pour l'enfance (UNICEF)")
        >>> sorted(name.bodies), sorted(name.acronyms)
        (['unicef'], ['unicef'])
    """
    read = text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0]
    inside = [part for part in _BRACKETS.findall(read) if part.strip()]
    outside = _BRACKETS.sub(" ", read)
    sides = [part for part in _SIDES.split(outside) if part.strip()]
    parts = [read, outside, *inside, *(sides if len(sides) > 1 else [])]
    forms = tuple(dict.fromkeys(form for form in map(_form, parts[:MOST_FORMS]) if form.tokens)) or (
        Form(_plain(read), ()),
    )
    tokens = {token for form in forms for token in form.tokens}
    return Name(
        text=text,
        forms=forms,
        acronyms=_acronyms(outside, inside, sides),
        bodies=frozenset(b for form in forms for b in [_body_of(form.tokens)] if b),
        exactly=frozenset(b for form in forms[:2] for b in [_body_of(form.tokens, abroad=False)] if b),
        places=frozenset(t.removeprefix(COUNTRY) for t in tokens if t.startswith(COUNTRY)),
        mixed=_mixed(read),
    )


@cache
def bodies() -> dict[tuple[str, ...], str]:
    """Known bodies by the words of each of their names, from `data/names/bodies.toml`."""
    table = tomllib.loads(data("bodies.toml"))
    named = [(b, name) for section in table.values() for b, names in section.items() if b != "see" for name in names]
    found: dict[tuple[str, ...], str] = {}
    for body, name in named:
        bare = _bare(name)
        if not all(token.startswith(COUNTRY) for token in bare):
            found.setdefault(bare, body)
    return found


@cache
def intergovernmental() -> frozenset[str]:
    """Known bodies of many states, each one body with offices in many countries."""
    table = tomllib.loads(data("bodies.toml"))
    return frozenset(b for section in _OF_STATES for b in table[section] if b != "see")


def initials(plain: tuple[str, ...]) -> dict[str, float]:
    """Acronyms that words give by their first letters, and how usual that way of making them is (0, 1].

    Usual is to leave out articles; legal marks and a closing country may be in or out; articles are seldom in.

    Example:
        >>> sorted(initials(("league", "of", "river", "ferries")).items())
        [('lorf', 0.6), ('lrf', 1.0)]
    """
    table = words()
    content = tuple(w for w in plain if w not in table.stop)
    lean = tuple(w for w in content if w not in table.legal)
    lasting = lean[:-1] if lean and lean[-1] in table.country else lean
    some = tuple(w for w in plain if w not in ("the", "of", "for", "de"))
    ways = ((plain, 0.6), (some, 0.6), (lasting, 0.8), (lean, 1.0), (content, 1.0))
    made = {"".join(w[0] for w in kept): usual for kept, usual in ways}
    return {acronym: usual for acronym, usual in made.items() if 2 <= len(acronym) <= LONGEST_ACRONYM}


@lru_cache(maxsize=262_144)
def spells(acronym: str, plain: tuple[str, ...]) -> bool:
    """True when an acronym can be cut into the beginnings of all content words, in their order.

    Example:
        >>> spells("rivfera", ("river", "ferry", "association")), spells("rfx", ("river", "ferry"))
        (True, False)
    """
    content = tuple(w for w in plain if w not in words().stop)
    return 2 <= len(content) <= len(acronym) and _cut(acronym, content)


def _cut(acronym: str, content: tuple[str, ...]) -> bool:
    if not content:
        return not acronym
    longest = min(4, len(acronym) - len(content) + 1, len(content[0]))  # beginnings of up to four letters
    return any(acronym[:n] == content[0][:n] and _cut(acronym[n:], content[1:]) for n in range(1, longest + 1))


def _plain(text: str) -> tuple[str, ...]:
    """Folded words: 'U.S. Fund for l’enfance' gives us, fund, for, enfance."""
    joined = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)
    joined = _APOSTROPHE.sub("", _ELISION.sub("", joined))
    return tuple(WORD.findall(folded(joined).replace("&", " ")))


def _bare(text: str) -> tuple[str, ...]:
    """Words that carry the name, one language, countries as codes; known bodies not yet looked for."""
    table, plain = words(), _plain(text)
    kept = [w for w in plain if w not in table.stop] or list(plain)
    lean = [w for w in kept if w not in table.legal]
    kept = lean if any(w not in table.country for w in lean) else kept
    found: list[str] = []
    for word in _with_long_countries(tuple(kept)):
        found.append(COUNTRY + table.country[word] if word in table.country else table.same.get(word, word))
    return tuple(found)


def _with_long_countries(plain: tuple[str, ...]) -> list[str]:
    """The words, a country of several words as one code that is a word of the table of countries by itself."""
    known, made, at = long_countries(), list[str](), 0
    while at < len(plain):
        for n in (4, 3, 2):
            if code := known.get(plain[at : at + n]):
                made.append(COUNTRY + code)
                at += n
                break
        else:
            made.append(plain[at])
            at += 1
    return made


def _form(text: str) -> Form:
    loud = frozenset() if _shouted(text) else frozenset(_squeezed(w) for w in text.split() if _capitals(w))
    return Form(_plain(text), _with_bodies(_bare(text), loud))


def _with_bodies(tokens: tuple[str, ...], loud: frozenset[str]) -> tuple[str, ...]:
    """Known bodies as one token, the longest name first.

    Inside a longer name a single word counts only where it is no ordinary word, or is written in capitals.
    """
    known, made, at = bodies(), list[str](), 0
    longest = min(len(tokens), 12)
    while at < len(tokens):
        for n in range(min(longest, len(tokens) - at), 0, -1):
            body = known.get(tokens[at : at + n])
            if body and (n > 1 or len(tokens) == 1 or tokens[at] in _short_names() or tokens[at] in loud):
                made.append(BODY + body)
                at += n
                break
        else:
            made.append(tokens[at])
            at += 1
    return tuple(made)


@cache
def _short_names() -> frozenset[str]:
    """One-word names of known bodies that are no word of a language: they may stand inside another name."""
    return frozenset(
        name[0]
        for name in bodies()
        if len(name) == 1 and len(name[0]) >= 3 and name[0] not in words().same and name[0] not in words().also
    )


def _body_of(tokens: tuple[str, ...], *, abroad: bool = True) -> str:
    """The known body that the tokens are, the word 'UN' aside, and countries where `abroad`; '' for none or several."""
    rest = [t for t in tokens if not (abroad and t.startswith(COUNTRY)) and t not in _UN]
    if len(set(rest)) == 1 and rest[0].startswith(BODY):
        return rest[0].removeprefix(BODY)
    return "un" if tokens and all(t == BODY + "un" for t in tokens) else ""


def _acronyms(outside: str, inside: list[str], sides: list[str]) -> frozenset[str]:
    """Short forms in capitals: the whole name, what stands in brackets or beside a dash, or a word among others."""
    alone = [part.strip() for part in (outside, *inside, *sides) if len(part.split()) == 1]
    among = [] if _shouted(outside) else [w for w in re.split(r"[\s,()/]+", outside) if w]
    found = {_squeezed(w) for w in alone if _short(w)} | {_squeezed(w) for w in among if _capitals(w)}
    found |= {_squeezed(part) for w in among if "-" in w for part in w.split("-") if len(part) > 2 and _capitals(part)}
    whole, made = _squeezed(outside), initials(_plain(outside))
    coded = {_squeezed(w) for w in inside if country_code(w)} - made.keys()
    found = {w for w in found if w == whole or not (_of_a_kind(w) or w in coded)}
    return frozenset(w for w in found if 2 <= len(w) <= LONGEST_ACRONYM and w not in _COMMON)


def _of_a_kind(word: str) -> bool:
    """A legal mark, or a generic word as in '(group)': beside others it is nobody's acronym."""
    return word in words().legal or word in words().same


def _shouted(text: str) -> bool:
    """All in capitals and too long for acronyms, so that capitals say nothing."""
    return text.upper() == text and (len(text.split()) > 2 or any(len(w) > LONGEST_ACRONYM for w in text.split()))


def _short(word: str) -> bool:
    letters = sum(c.isalpha() for c in word)
    return 2 <= letters <= LONGEST_ACRONYM and (_capitals(word) or letters <= 5)


def _capitals(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    high = sum(c.isupper() for c in letters)
    return high >= 2 and (high == len(letters) or high > len(letters) / 2)


def _squeezed(word: str) -> str:
    return "".join(c for c in folded(word) if c.isalnum())


def _mixed(text: str) -> bool:
    """Latin letters and Greek or Cyrillic ones in one word."""
    for letters, run in groupby(unicodedata.normalize("NFKC", text), str.isalpha):
        word = "".join(run)
        if letters and _LOOK_ALIKE.search(word) and re.search("[A-Za-z]", word):
            return True
    return False
