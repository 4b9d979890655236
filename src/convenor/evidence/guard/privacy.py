"""Text that looks like a person's detail is held for a reviewer, by rule: a telephone number, a
person with an age, precise coordinates beside a person. Rules are narrow on purpose: descriptions of real work load.

Texts are long and hits are few, so each rule first asks, at the speed of a string search, for something that every hit
must hold; only then do the patterns run.
"""

import re

_NEAR = 60  # characters before a hit in which the words of a rule must stand
_MARKS = bytes(  # digits to '9', what may stand between those of a telephone number to '_' ('?': what is not ASCII)
    ord("9" if chr(i).isdecimal() else "_" if chr(i) in " ().-/?" else "x") for i in range(256)
)
_RUN = re.compile(b"9(?:_*9){6,}")

_ABROAD = re.compile(r"\+\(?[0-9][0-9 ().\u00a0/-]{6,18}[0-9]")
_NUMBER = re.compile(r"\+?\(?[0-9][0-9 ().\u00a0/-]{5,18}[0-9]")
_CALLED = re.compile(
    r"(?:phone|t[ée]l[ée]phone|tel[ée]fono|\btel|mobile|\bcell|whatsapp|viber|\bsms|\bcall(?: her| him| them| us)?"
    r"|celular|هاتف|тел)\W{0,4}(?:(?:no|number|num[ée]ro|n°|nr|at|on)\W{0,3})?$",
    re.IGNORECASE,
)
_CALLED_HINTS = (
    "phone", "fono", "tel", "mobile", "cell", "whatsapp", "viber", "sms", "call", "celular", "هاتف", "тел",
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


def personal(text: str) -> str:
    """What in the text looks like a person's detail: telephone, person and place, person and age, or ''.

    Example:
        >>> personal("Call +57 300 000 0000")
        'telephone'
        >>> personal("Training of 25 mediators in 2020, 12 of them women, for 1 200 000 EUR")
        ''
    """
    if _telephone(text):
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


def _telephone(text: str) -> bool:
    for run in _RUN.finditer(text.encode("ascii", "replace").translate(_MARKS)):
        start, end = max(0, run.start() - len("+(")), run.end()
        if "+" in text[start:end] and any(_is_number(hit) for hit in _ABROAD.finditer(text, start, end)):
            return True
        if any(_is_called(_before(text, hit)) and _is_number(hit) for hit in _NUMBER.finditer(text, start, end)):
            return True
    return False


def _is_called(before: str) -> bool:
    lower = before.lower()
    return any(hint in lower for hint in _CALLED_HINTS) and _CALLED.search(before) is not None


def _is_number(hit: re.Match[str]) -> bool:
    return 7 <= sum(c.isdigit() for c in hit.group()) <= 15  # 15 is the most that ITU-T E.164 allows


def _of_person(before: str) -> bool:
    return bool(_NAME.search(before) and _PERSON.search(before))


def _before(text: str, hit: re.Match[str], times: int = 1) -> str:
    return text[max(0, hit.start() - times * _NEAR) : hit.start()]
