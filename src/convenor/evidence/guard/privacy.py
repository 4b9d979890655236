"""Text that looks like a person's detail is held for a reviewer, by rule: a telephone number, a
person with an age, precise coordinates beside a person. Rules are narrow on purpose: descriptions of real work load.

Texts are long and hits are few, so each rule first asks, at the speed of a string search, for something that every hit
must hold; only then do the patterns run.
"""

import re

_NEAR = 60  # characters before a hit in which the words of a rule must stand
_DIGITS = bytes(57 if 48 <= i <= 57 else 120 for i in range(256))  # digits to '9', all else to 'x'
_BETWEEN = b" ().-/?"  # what may stand between the digits of a telephone number ('?': what is not ASCII)

_ABROAD = re.compile(r"\+\(?[0-9][0-9 ().\u00a0/-]{6,18}[0-9]")
_NUMBER = re.compile(r"\+?\(?[0-9][0-9 ().\u00a0/-]{5,18}[0-9]")
_CALLED = re.compile(
    r"(?:phone|t[ée]l[ée]phone|tel[ée]fono|\btel|mobile|\bcell|whatsapp|viber|\bsms|\bcall(?: her| him| them| us)?"
    r"|celular|هاتف|тел)\W{0,4}(?:(?:no|number|num[ée]ro|n°|nr|at|on)\W{0,3})?$",
    re.IGNORECASE,
)
_CALLED_HINTS = (
    "phone", "fono", "tel:", "tel.", " tel ", "mobile", " cell", "whatsapp", "viber", "sms", "call ", "call:",
    "celular", "هاتف", "тел",
)  # fmt: skip
_PLACE = re.compile(r"\.[0-9]{4}")
_COORDINATES = re.compile(r"[0-9]\.[0-9]{4,}°? ?[NS]?[,;/\s]{1,3}-?[0-9]{1,3}\.[0-9]{4,}")
_AFTER_AGE = r"(?:,(?! ?[0-9])|;|\.(?![0-9])|\)| years?[ -]old|-years?-old| ans\b| años\b)"
_HALF_NAMED = re.compile(r"\.(?:, ?| )\(?(?:aged? )?[0-9]{1,2}" + _AFTER_AGE)  # "Jane D., 17,": a half hidden person
_HALF_NAME = re.compile(r"\b[A-Z]\w+ [A-Z]$")
_AGES = (  # each begins with plain characters, for which a text is searched fast
    re.compile(r", (?:aged? |an? )?[0-9]{1,2}" + _AFTER_AGE),
    re.compile(r" \([0-9]{1,2}\)"),
    re.compile(r" aged [0-9]{1,2}\b(?!\s?[-–])"),
)
_ADDRESS = re.compile(r"[\w.+-]@[\w-]{1,63}\.[\w-]{2,}")  # one character before the sign keeps the time short
_NAME = re.compile(r"\b[A-Z]\w+(?: [A-Z][\w'-]+){0,3}$")
_PERSON = re.compile(
    r"\b(?:survivors?|victims?|witness(?:es)?|shelter|her name|his name|named|girl|boy|widow|raped|sobreviviente"
    r"|v[ií]ctima|survivante|victime|mr|mrs|ms|mme)\b",
    re.IGNORECASE,
)


def personal(text: str, folded: str | None = None) -> str:
    """What in the text looks like a person's detail: telephone, person and place, person and age, or ''.

    Args:
        text: As published.
        folded: The same in lower case and without accents, where the caller has it; saves time.

    Example:
        >>> personal("Call +57 300 000 0000")
        'telephone'
        >>> personal("Training of 25 mediators in 2020, 12 of them women, for 1 200 000 EUR")
        ''
    """
    lower = text.lower() if folded is None else folded
    if _telephone(text, lower):
        return "telephone"
    if any(_HALF_NAME.search(_before(text, hit)) for hit in _HALF_NAMED.finditer(text)):
        return "person and age"
    if _PLACE.search(text) and any(_PERSON.search(_before(text, hit, 3)) for hit in _COORDINATES.finditer(text)):
        return "person and place"
    aged = any(_of_person(_before(text, hit)) for pattern in _AGES for hit in pattern.finditer(text))
    return "person and age" if aged else ""


def has_address(text: str) -> bool:
    """True where the text holds an e-mail address.

    Example:
        >>> has_address("Ask j.doe@example.org"), has_address("5 @ 3 USD")
        (True, False)
    """
    return "@" in text and _ADDRESS.search(text) is not None


def _telephone(text: str, lower: str) -> bool:
    if b"9999999" not in lower.encode("ascii", "replace").translate(_DIGITS, _BETWEEN):
        return False
    if "+" in text and any(_is_number(hit) for hit in _ABROAD.finditer(text)):
        return True
    if not any(hint in lower for hint in _CALLED_HINTS):
        return False
    return any(_is_number(hit) and _CALLED.search(_before(text, hit)) for hit in _NUMBER.finditer(text))


def _is_number(hit: re.Match[str]) -> bool:
    return 7 <= sum(c.isdigit() for c in hit.group()) <= 15  # 15 is the most that ITU-T E.164 allows


def _of_person(before: str) -> bool:
    return bool(_NAME.search(before) and _PERSON.search(before))


def _before(text: str, hit: re.Match[str], times: int = 1) -> str:
    return text[max(0, hit.start() - times * _NEAR) : hit.start()]
