"""What headers and cells of response sheets are called in several languages.

The words stand in data/response_words.toml. All is compared in lower case without accents, punctuation as spaces.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from convenor.evidence import values
from convenor.evidence.headers import Words
from convenor.model.codes import Kind
from convenor.model.words import fold

FIELDS = {
    "org": "org", "acronym": "acronym", "type": "kind", "lead": "lead", "partner": "partner", "donor": "donor",
    "role": "role", "sector": "sector", "subsector": "subsector", "activity": "activity", "project": "project",
    "description": "description", "country": "country", "adm1": "place1", "adm2": "place2", "adm3": "place3",
    "adm1_code": "code1", "adm2_code": "code2", "adm3_code": "code3", "place": "site", "status": "status",
    "start": "start", "end": "end", "date": "date", "month": "month", "year": "year", "reached": "reached",
    "is_sector": "crossed", "is_place": "marked", "ignore": "ignored",
}  # fmt: skip
"""Words of `--map` to our fields."""

SAID = {field: word for word, field in FIELDS.items()} | {"dropped": "never kept", "code": "code"}


def _table(name: str) -> dict[str, str]:
    """One table of the file: name to folded pattern, with the shared parts filled in."""
    return {key: fold(_filled(text)) for key, text in _WORDS[name].items()}


def _filled(text: str) -> str:
    text = "".join(line.strip(" ") if not line.endswith(" ") else line for line in text.split("\n"))
    for part, words in _WORDS["parts"].items():
        if f"{{{part}}}" in text:
            text = text.replace(f"{{{part}}}", _filled(words))
    return text


_WORDS: dict[str, dict[str, str]] = tomllib.loads(
    files("convenor").joinpath("data", "response_words.toml").read_text(encoding="utf-8")
)
HEADERS = Words.of(**_table("headers"))
_CLUSTERS = {name: re.compile(f"(?:{text})") for name, text in _table("clusters").items()}
_STATUSES = {code: re.compile(f"(?:{text})") for code, text in _table("statuses").items()}
_ROLES = {name: re.compile(text) for name, text in _table("roles").items()}
_KINDS = {name: re.compile(text) for name, text in _table("kinds").items()}
_PARTS = re.compile(r"\s*[;,|/\n&+]\s*|\s+(?:and|et|y|e|та|и|و)\s+|\s+[-–:]\s+|:\s+")
_NOT_PART = re.compile(r"^(?:and|et|y|e|та|и)\s+")


@lru_cache(maxsize=4_096)
def clusters(text: str) -> tuple[str, ...]:
    """Names of the global clusters that a cell names; empty where it is none that we know.

    Example:
        >>> clusters("Abris&BNA"), clusters("Health, Nutrition"), clusters("Protection - VBG"), clusters("Sport")
        (('shelter',), ('health', 'nutrition'), ('gender based violence',), ())
    """
    if whole := _cluster(text):
        return (whole,)
    parts = [_NOT_PART.sub("", part) for part in _PARTS.split(text[:300]) if part.strip()]
    found = [_cluster(part) for part in parts]
    if len(found) > 1 and found[0] == "protection" and all(found):
        found = found[1:]
    return tuple(dict.fromkeys(found)) if found and all(found) else ()


def _cluster(text: str) -> str:
    plain = values.plain(text[:200])
    return next((name for name, pattern in _CLUSTERS.items() if pattern.fullmatch(plain)), "")


@lru_cache(maxsize=4_096)
def org_kind(text: str) -> tuple[Kind, str]:
    """Kind of a body and its mark, from what a sheet calls its type.

    Example:
        >>> org_kind("INGO")[0].value, org_kind("ONG Nationale")[1], org_kind("Nations Unies")[0].value
        ('NGO', 'local', 'intergovernmental')
    """
    plain = values.plain(text[:200])
    found = next((name for name, pattern in _KINDS.items() if pattern.search(plain)), Kind.UNKNOWN.value)
    kind, _, mark = found.partition(",")
    return Kind(kind), mark


@lru_cache(maxsize=1_024)
def status(text: str) -> str:
    """IATI ActivityStatus of a word, '' where it is none.

    Example:
        >>> status("Ongoing"), status("Finalizada"), status("Oaxaca")
        ('2', '4', '')
    """
    plain = values.plain(text[:100])
    return next((code for code, pattern in _STATUSES.items() if pattern.fullmatch(plain)), "")


@lru_cache(maxsize=1_024)
def role(text: str) -> str:
    """What a body does, from a column that says so row by row: donor, partner or lead; '' where it does not say."""
    plain = values.plain(text[:100])
    return next((name for name, pattern in _ROLES.items() if pattern.search(plain)), "")
