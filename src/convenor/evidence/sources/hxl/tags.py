"""HXL hashtags: what the tag row of a sheet says of its columns.

Standard: https://hxlstandard.org/standard/1-1final/. Spaces within a tag and capitals do no harm, as people write them.
"""

import re
from collections.abc import Sequence

_TAG = re.compile(r"#\s*([a-z][a-z0-9_]*)((?:\s*\+\s*[a-z0-9_?]+)*)\s*", re.IGNORECASE)
_TAGS = (
    "activity adm0 adm1 adm2 adm3 adm4 adm5 affected beneficiary capacity cause cluster contact country currency date"
    " delivery description event frequency geo group impact indicator inneed item loc meta modality need operation"
    " operations org output population project reached region reporting respondee response sector service severity"
    " status subsector targeted value"
)
_KNOWN = frozenset(_TAGS.split())
_ROLE = {
    "funding": "donor", "fund": "donor", "donor": "donor", "impl": "partner", "implementing": "partner",
    "implementer": "partner", "partner": "partner", "prog": "lead", "programming": "lead", "lead": "lead",
}  # fmt: skip
_PERSON = frozenset({"contact", "email", "phone", "tel", "fax", "person", "url", "skype"})
_GROUPS = "f m i children child adults elderly women men girls boys infants pct percent targeted planned"
_PARTED = frozenset(_GROUPS.split())
_ONE = {
    "sector": "sector", "cluster": "sector", "subsector": "subsector", "description": "description",
    "country": "country", "adm0": "country", "loc": "site", "status": "status", "project": "project",
    "indicator": "description", "service": "description", "operation": "role", "region": "place1",
}  # fmt: skip


def is_tag_row(cells: Sequence[str]) -> bool:
    """True where at least half of the cells that hold anything are hashtags of the standard."""
    held = [cell for cell in cells[:1_000] if cell.strip()]
    known = sum(1 for cell in held if (tag := _parsed(cell)) and tag[0] in _KNOWN)
    return known > 0 and 2 * known >= len(held)


def tagged(cells: Sequence[str]) -> list[str]:
    """Our field for each tag, '' where the tag says nothing we keep, '?' where the cell is no tag.

    Example:
        >>> tagged(["#org +name", "#adm1+code", "#org+funding", "#sector\\t", "Name", ""])
        ['org', 'code1', 'donor', 'sector', '?', '?']
    """
    fields = [_field(*tag) if (tag := _parsed(cell)) else "?" for cell in cells]
    named = {_role(tag[1]) for cell in cells if (tag := _parsed(cell)) and tag[0] == "org" and "name" in tag[1]}
    for i, cell in enumerate(cells):  # of `#org+reporting` beside `#org+reporting+name` the former is the short name
        tag = _parsed(cell)
        short = tag and tag[0] == "org" and not tag[1] & {"name", "type"} and _role(tag[1]) in named
        if short and fields[i] == "org":
            fields[i] = "acronym"
    return fields


def _parsed(cell: str) -> tuple[str, frozenset[str]] | None:
    found = _TAG.fullmatch(cell.strip())
    if found is None:
        return None
    attributes = frozenset(part.strip().lower() for part in found[2].split("+") if part.strip())
    return found[1].lower(), attributes


def _role(attributes: frozenset[str]) -> str:
    return next((_ROLE[word] for word in sorted(attributes) if word in _ROLE), "org")


def _field(tag: str, attributes: frozenset[str]) -> str:
    if tag == "contact" or attributes & _PERSON or tag == "geo":
        return "dropped"
    if tag == "org":
        return _of_org(attributes)
    if tag in ("adm1", "adm2", "adm3"):
        return f"{'code' if attributes & {'code', 'pcode', 'id'} else 'place'}{tag[-1]}"
    if tag == "date":
        return next((word for word in ("start", "end", "month", "year") if word in attributes), "date")
    if tag == "activity":
        if attributes & {"code", "id"}:
            return ""
        return "project" if "project" in attributes else "description" if "description" in attributes else "activity"
    if tag == "reached":
        return "" if attributes & _PARTED else "reached"
    if tag == "reporting":
        return "role" if attributes & {"implementing", "or"} else ""
    if attributes & {"code", "id", "type"} and tag not in ("country", "adm0", "operation"):
        return ""
    return _ONE.get(tag, "")


def _of_org(attributes: frozenset[str]) -> str:
    role = _role(attributes)
    if "type" in attributes:
        return "kind" if role == "org" else ""
    if attributes & {"code", "id"} and "name" not in attributes:
        return "acronym" if role == "org" else ""
    if attributes & {"acronym", "abbr", "abbreviation", "short", "acronyme", "sigle"}:
        return "acronym" if role == "org" else role
    return role
