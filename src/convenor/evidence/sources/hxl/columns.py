"""What the columns of a response sheet mean: as its HXL tags say, else as its headers and cells let one guess, and
always as a person corrects it. A guess is told, so that it can be corrected."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from convenor.evidence.headers import LOOKED_AT, Header, corrected, find_header, plain_header
from convenor.evidence.sources.hxl.tags import is_tag_row, tagged
from convenor.evidence.sources.hxl.words import FIELDS, HEADERS, SAID, clusters, status
from convenor.model.countries import country_code

SAMPLE = 300  # rows from which the meaning of a column is checked
_DEEPEST = 3  # levels of administration with a field of their own
_MOST, _SOME = 0.7, 0.3  # share of a column's cells that show what it is
_ORGS = ("org", "partner", "lead", "donor")
_WORK = ("sector", "activity")
_PLACES = ("country", "place1", "place2", "place3", "site", "code1", "code2", "code3", "code")
_SUPPLIED = (
    "donor", "partner", "org", "kind", "acronym", "activity", "description", "project", "status", "start", "end",
    "sector", "site", "dropped",
)  # fmt: skip
_ONCE = frozenset(FIELDS.values()) - {"ignored", "donor", "partner", "description", "crossed", "marked"}  # one column
_TOLD = 3  # fields from which headers alone tell a response sheet
_CROSSES = 2  # columns named after clusters and marked with crosses, from which a sheet is a matrix
_ORDINAL = re.compile(
    r"\b(?:[0-9]{1,2}|first|second|third|primary|secondary|principal\w*|secondaire|i{1,3}|other|autre)\b"
)
_CROSS = frozenset(tuple("x×✓✔✗☒☑√●•■vy") + ("yes", "oui", "si", "sí", "sim", "да", "так", "نعم", "true", "vrai", "ok"))

Row = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the data of a sheet begin and what its columns mean.

    Attributes:
        data: Place of the first row of data among the rows that are not blank [0..].
        names: What each column is called, for a person.
        fields: Our field of each column; '' is not read, 'dropped' never kept.
        how: 'tags', 'guess' or 'said'.
        missing: Headers that a person named and the sheet does not have.
    """

    data: int
    names: tuple[str, ...]
    fields: tuple[str, ...]
    how: str
    missing: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """It says who, what, and where."""
        held = set(self.fields)
        return bool(held & set(_ORGS) and held & {*_WORK, "crossed"} and (_placed(held) or self.how != "guess"))

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """(header, meaning) of each column that is read."""
        pairs = zip(self.names, self.fields, strict=True)
        words = SAID | {"sectors": "sector", "crossed": "is_sector"}
        return tuple((name, words.get(field, field)) for name, field in pairs if field and field != "ignored")


def layout_of(rows: Sequence[Row], said: Mapping[str, str]) -> Layout | None:
    """The layout of a sheet from its first rows; None where neither tags nor headers say anything.

    Args:
        rows: The first rows that are not blank.
        said: What a person says: header to our field.
    """
    found = _tagged(rows) or _guessed(rows, said)
    if found is None:
        return None
    if said:
        fields, missing = corrected(found.names, found.fields, said)
        found = replace(found, fields=fields, missing=missing, how="said" if len(missing) < len(said) else found.how)
    return replace(found, fields=_promoted(found.fields))


def has_tags(rows: Sequence[Row]) -> bool:
    """True where one of the first rows is a row of HXL tags."""
    return any(is_tag_row(row) for row in rows[:LOOKED_AT])


def looks_like(rows: Sequence[Row]) -> bool:
    """True where headers alone say who does what where."""
    found = find_header(rows, HEADERS)
    if found is None or "other" in found.fields:
        return False
    held = set(_crossed(found.names, list(found.fields), rows[found.row + 1 :]))
    if len(set(found.fields) - {""}) < _TOLD and "crossed" not in held:
        return False
    return bool(held & set(_ORGS) and held & {*_WORK, "crossed"} and _placed(held))


def is_cross(cell: str) -> bool:
    """True where a cell says yes: a cross, a tick, a word for yes, or a number that is not nought.

    Example:
        >>> is_cross(" X "), is_cross("✓"), is_cross("12"), is_cross("0"), is_cross("Kits")
        (True, True, True, False, False)
    """
    text = cell.strip().casefold()
    return text in _CROSS or (numeric(text) and text.strip("0.,") != "")


def _crossed(names: Row, fields: list[str], sample: Sequence[Row]) -> list[str]:
    """Columns named after clusters, with a cross where a row's work is of it; not beside a column of sectors."""
    if "sector" in fields:
        return fields
    found = [
        i for i, name in enumerate(names)
        if fields[i] in ("", "ignored", "activity") and clusters(name) and _share(_column(sample, i), _is_mark) >= _MOST
    ]  # fmt: skip
    if len(found) < _CROSSES:
        return fields
    return ["crossed" if i in found else field for i, field in enumerate(fields)]


def _is_mark(cell: str) -> bool:
    return is_cross(cell) or cell.strip().casefold() in ("0", "no", "non", "-", "n")


def _placed(held: set[str]) -> bool:
    """A place within a country, or a country beside what only response sheets tell: other lists have countries, too."""
    beside = {"activity", "donor", "partner", "lead", "reached"}
    return bool(held & set(_PLACES) - {"country"} or ("country" in held and held & beside))


def _tagged(rows: Sequence[Row]) -> Layout | None:
    at = next((i for i, row in enumerate(rows[:LOOKED_AT]) if is_tag_row(row)), None)
    if at is None:
        return None
    tags = list(rows[at])
    above = list(rows[at - 1]) if at else []
    width = max(len(tags), len(above), *(len(row) for row in rows[at + 1 : at + SAMPLE]), 1)
    tags += [""] * (width - len(tags))
    above += [""] * (width - len(above))
    fields = tagged(tags)
    names = tuple(" ".join((header or tag).split()) for header, tag in zip(above, tags, strict=True))
    sample = rows[at + 1 : at + 1 + SAMPLE]
    held = set(fields)
    for i, field in enumerate(fields):
        if field == "?":
            fields[i] = _supplied(names[i], _column(sample, i), held)
            held.add(fields[i])
    return Layout(data=at + 1, names=names, fields=_once(fields), how="tags")


def _supplied(name: str, cells: list[str], held: set[str]) -> str:
    """A column without a tag, by its header or its cells, where no tag says the same."""
    if "sector" not in held and _share(cells, clusters) >= _MOST:
        return "sector"
    field = HEADERS.field(name)
    if field in held and field not in ("dropped", "donor"):
        return ""
    if field == "estado":
        field = "status" if "status" not in held and _share(cells, status) >= _MOST else ""
    return field if field in _SUPPLIED else ""


def _guessed(rows: Sequence[Row], said: Mapping[str, str]) -> Layout | None:
    header = _named(rows, said) or find_header(rows, HEADERS)
    if header is None:
        return None
    sample = rows[header.row + 1 : header.row + 1 + SAMPLE]
    width = max(len(header.names), *(len(row) for row in sample), 1)
    names = header.names + ("",) * (width - len(header.names))
    fields = _unswapped(_checked([*header.fields, *[""] * (width - len(header.fields))], sample), sample)
    fields = _crossed(names, fields, sample)
    held = set(fields)
    for i, field in enumerate(fields):  # a column of clusters is one, whatever it is called
        if (
            field in ("", "ignored", "activity")
            and "sector" not in held
            and _share(_column(sample, i), clusters) >= _MOST
        ):
            fields[i] = "sector"
            held.add("sector")
    return Layout(data=header.row + 1, names=names, fields=_once(_levels(_more_sectors(names, fields))), how="guess")


def _named(rows: Sequence[Row], said: Mapping[str, str]) -> Header | None:
    """The row that holds most of the headers that a person names."""
    wanted = {plain_header(name) for name in said}
    counted = [(len(wanted & {plain_header(cell) for cell in row}), -i) for i, row in enumerate(rows[:LOOKED_AT])]
    most, at = max(counted, default=(0, 0))
    if not most:
        return None
    names = tuple(" ".join(cell.split()) for cell in rows[-at])
    return Header(row=-at, names=names, fields=tuple(HEADERS.field(name) for name in names))


def _column(sample: Sequence[Row], i: int) -> list[str]:
    return [row[i] for row in sample if i < len(row) and row[i].strip()]


def _share(cells: list[str], test: Callable[[str], object]) -> float:
    return sum(1 for cell in cells if test(cell)) / len(cells) if cells else 0.0


def _checked(fields: list[str], sample: Sequence[Row]) -> list[str]:
    """Fields that the cells bear out: a column of numbers is no organisation, one of prose no sector."""
    made: list[str] = []
    for i, field in enumerate(fields):
        cells = _column(sample, i)
        if field == "estado":
            field = "status" if _share(cells, status) >= _SOME else "place1"
        if field in (*_ORGS, "sector", "place1", "place2", "place3", "site") and _share(cells, numeric) > _MOST:
            field = ""
        if field == "country" and cells and _share(cells, _country) < _SOME:
            field = ""
        if field == "reached" and _share(cells, numeric) < _SOME:
            field = ""
        if field == "sector" and cells and sum(map(len, cells)) / len(cells) > 120:
            field = "description"
        made.append(field)
    return made


def _unswapped(fields: list[str], sample: Sequence[Row]) -> list[str]:
    """Name and short name the right way round: headers of published sheets are at times swapped."""
    if not {"org", "acronym"} <= set(fields):
        return fields
    org, short = fields.index("org"), fields.index("acronym")
    lengths = [sum(map(len, cells)) / len(cells) if (cells := _column(sample, i)) else 0.0 for i in (org, short)]
    if lengths[1] > lengths[0] > 0:
        fields[org], fields[short] = "acronym", "org"
    return fields


def numeric(cell: str) -> bool:
    """True where a cell holds nothing but a number."""
    return cell.strip().replace(".", "", 1).replace(",", "").isdigit()


def _country(cell: str) -> str:
    return country_code(cell) or (country_code(cell[:2]) if len(cell) < 5 else "")


def _levels(fields: list[str]) -> list[str]:
    """Region, province, department: of several columns of one level the later ones lie one level deeper."""
    places = sorted((i for i, f in enumerate(fields) if f.startswith("place")), key=lambda i: (fields[i], i))
    if len(places) == len({fields[i] for i in places}):
        return fields
    made = list(fields)
    for level, i in enumerate(places, 1):
        made[i] = f"place{level}" if level <= _DEEPEST else "" if "site" in made else "site"
    return made


def _more_sectors(names: Row, fields: list[str]) -> list[str]:
    """Sector 1, sector 2: columns that differ in an ordinal alone are all read."""
    at = [i for i, field in enumerate(fields) if field == "sector"]
    stems = [" ".join(_ORDINAL.sub(" ", plain_header(names[i])).split()) for i in at]
    more = [i for i, stem in zip(at[1:], stems[1:], strict=True) if stem == stems[0]]
    return ["sectors" if i in more else field for i, field in enumerate(fields)]


def _once(fields: Sequence[str]) -> tuple[str, ...]:
    """The first column of each field that only one may have."""
    seen: set[str] = set()
    made = []
    for field in fields:
        kept = "" if field in seen and field in _ONCE else field
        seen.add(kept)
        made.append(kept)
    return tuple(made)


def _promoted(fields: tuple[str, ...]) -> tuple[str, ...]:
    """A sheet that has only short names names its organisations by them."""
    if "acronym" in fields and not {"org", "partner", "lead"} & set(fields):
        return tuple("org" if field == "acronym" else field for field in fields)
    return fields
