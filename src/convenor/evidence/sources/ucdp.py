"""Uppsala Conflict Data Program: events with deaths (GED), conflict years (dyadic, armed conflict), actors, agreements.

Columns as in the code books of GED 25.1, Dyadic 25.1, UCDP/PRIO ACD 25.1, Actor 22.1 and Peace Agreement 22.1. A
candidate file of GED may lack the header. Signatories, headlines and articles are not kept: they name persons.
"""

import re
from collections.abc import Callable, Iterator

from convenor.errors import SourceError
from convenor.evidence import values
from convenor.evidence.events import deaths, degrees, event
from convenor.evidence.guard import Input
from convenor.evidence.guard.sheet import Line, first_rows, first_sheet
from convenor.evidence.measures import year
from convenor.evidence.sources import Record, Reject, Row
from convenor.model.codes import Kind, Relation, Stance
from convenor.model.countries import country_code
from convenor.model.evidence import evidence_id

name = "ucdp"
title = "Uppsala Conflict Data Program"
licence = "CC BY 4.0 (UCDP, Uppsala University)"
homepage = "https://ucdp.uu.se/downloads/"
good_for = "who fights whom, where, with how many deaths (low, best, high); which agreements held how long"

GED = """
    id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name
    dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b
    number_of_sources source_article source_office source_date source_headline source_original where_prec
    where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id
    region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high
    low gwnoa gwnob
"""  # columns of the event table, for candidate files without a header
VIOLENCE = {"1": "state-based violence", "2": "non-state violence", "3": "one-sided violence"}
ISSUES = {"1": "territory", "2": "government", "3": "territory and government"}
FEATURES = {  # columns of the agreement table that say what was agreed
    "cease": "ceasefire", "intarmy": "army integrated", "ddr": "disarmament and reintegration", "withd": "withdrawal",
    "pp": "rebels become a party", "intgov": "rebels in government", "intciv": "rebels in the civil service",
    "elections": "elections", "interim": "interim government", "natalks": "national talks", "shagov": "power shared",
    "aut": "autonomy", "fed": "federal state", "ind": "independence", "ref": "referendum",
    "shaloc": "local power shared", "regdev": "regional development", "cul": "cultural rights",
    "demarcation": "border drawn", "locgov": "local government",
    "amn": "amnesty", "pris": "prisoners released", "recon": "reconciliation", "return": "return of refugees",
    "pko": "peacekeeping operation", "gender": "gender provision", "co_impl": "commission for implementation",
}  # fmt: skip

TYPES = {"1": "full agreement", "2": "partial agreement", "3": "agreement on a process"}
_OTHER_NAME = re.compile(r" \(.*?\)")  # "Myanmar (Burma)": the name it had
_MIDNIGHT = re.compile(r"[T ]00:00:00(?:\.0+)?$")  # behind the dates of candidate files

Cells = dict[str, str]
Maker = Callable[[Cells, str], Record]


def sniff(head: bytes, file: str) -> bool:
    """By the column names of the first line, or by the form of a GED line where there is none."""
    rows = first_rows(head)[0][2]
    return bool(rows) and _table(rows[0]) is not None


def read(file: Input) -> Iterator[Record | Reject]:
    """One record per line."""
    header: list[str] = []
    make: Maker | None = None
    for line in first_sheet(file):
        if isinstance(line, Reject):
            yield line
        elif make is None:
            make = _table(line.cells)
            if make is None:
                raise SourceError("is no table of UCDP that is known", source=file.file, code="ucdp.columns")
            bare = make is _ged and not _is_header(line.cells)
            header = GED.split() if bare else [_name(cell) for cell in line.cells]
            if bare:
                yield _record(line, header, make)
        else:
            yield _record(line, header, make)


def _table(cells: list[str]) -> Maker | None:
    """Which of the five tables has these columns."""
    names = {_name(cell) for cell in cells}
    for columns, make in _TABLES:
        if names >= columns:
            return make
    return _ged if len(cells) == len(GED.split()) and _looks_like_ged(cells) else None


def _looks_like_ged(cells: list[str]) -> bool:
    """A line of a candidate file: a number, a related id with dashes, a year, and a kind of violence."""
    head = [cell.strip() for cell in cells[:6]]
    return head[0].replace(".0", "").isdigit() and "-" in head[1] and head[5][:1] in VIOLENCE and head[2][:4].isdigit()


def _is_header(cells: list[str]) -> bool:
    return "type_of_violence" in {_name(cell) for cell in cells}


def _name(cell: str) -> str:
    return cell.strip().lstrip("\ufeffï»¿").lower()


def _record(line: Line, header: list[str], make: Maker) -> Record | Reject:
    place = f"line {line.number}"
    if wrong := line.misfit(header):
        return wrong
    try:
        record = make(dict(zip(header, line.cells, strict=True)), place)
    except ValueError as error:
        return Reject(place, "ucdp.value", str(error), line.text)
    record.text = lambda: line.text
    return record


def _ged(cells: Cells, place: str) -> Record:
    """One event of the Georeferenced Event Dataset."""
    key = _whole(cells["id"], "id")
    low, best, high = (deaths(cells[column]) for column in ("low", "best", "high"))
    told = [count for count in (low, best, high) if count is not None]
    rising = told == sorted(told)  # a few published rows do not rise: they stay as they are, and are told
    kind = VIOLENCE.get(cells["type_of_violence"].strip()[:1])
    if kind is None:
        raise ValueError(f"type_of_violence '{cells['type_of_violence'][:20]}' is not 1, 2 or 3")
    one, two = _side(cells["side_a_new_id"], cells["side_a"]), _side(cells["side_b_new_id"], cells["side_b"])
    row = event(
        "ucdp ged", (key,), kind, "material conflict", _day(cells["date_start"]), _day(cells["date_end"]),
        actor=one[0], name=one[1], target=two[0], target_name=two[1], place=_land(cells["country"]),
        location=cells["adm_1"].strip(), lat=degrees(cells["latitude"], 90), lon=degrees(cells["longitude"], 180),
        low=low, best=best, high=high, conflict=cells["conflict_new_id"].strip(), title=cells["conflict_name"].strip(),
    )  # fmt: skip
    record = Record(locator=key, rows={"events": [row]}, position=place, source="UCDP Georeferenced Event Dataset")
    if not rising:
        record.warnings.append(("deaths.order", f"deaths do not rise: low {low}, best {best}, high {high}"))
    return record


def _dyad_year(cells: Cells, place: str) -> Record:
    """One year of fighting between two; both sides are parties to the conflict in that year."""
    when = year(cells["year"])
    first, last = f"{when}-01-01", f"{when}-12-31"
    where = _land(cells["location"])
    one, two = _side(cells["side_a_id"], cells["side_a"]), _side(cells["side_b_id"], cells["side_b"])
    key = (_whole(cells["dyad_id"], "dyad_id"), str(when))
    row = event(
        "ucdp dyadic", key, "dyad year", "material conflict", first, last, actor=one[0], name=one[1], target=two[0],
        target_name=two[1], place=where, location=cells["location"].strip(), conflict=cells["conflict_id"].strip(),
        intensity=float(values.amount(cells["intensity_level"])), title=_issue(cells),
    )  # fmt: skip
    parties = [_party(side, where, first, last) for side in (one, two) if side[0]]
    return Record(
        locator="/".join(key), rows={"events": [row], "actors": [_actor(one, where), _actor(two, where)],
        "evidence": parties}, position=place, source="UCDP Dyadic Dataset",
    )  # fmt: skip


def _conflict_year(cells: Cells, place: str) -> Record:
    """One year of an armed conflict."""
    when = year(cells["year"])
    end = cells["ep_end_date"].strip()
    key = (_whole(cells["conflict_id"], "conflict_id"), str(when))
    one, two = _side(cells["side_a_id"], cells["side_a"]), _side(cells["side_b_id"], cells["side_b"])
    row = event(
        "ucdp acd", key, "conflict year", "material conflict", f"{when}-01-01",
        _day(end) if end else f"{when}-12-31", actor=one[0], name=one[1], target=two[0], target_name=two[1],
        place=_land(cells["location"]), location=cells["location"].strip(), conflict=key[0],
        intensity=float(values.amount(cells["intensity_level"])), title=_issue(cells),
    )  # fmt: skip
    return Record(
        locator="/".join(key), rows={"events": [row]}, position=place, source="UCDP/PRIO Armed Conflict Dataset"
    )


def _group(cells: Cells, place: str) -> Record:
    """One actor with its names; a name that is not its main one is an alias."""
    key = f"ucdp:{_whole(cells['actorid'], 'ActorId')}"
    known = [cells[c].strip() for c in ("namedata", "nameorig", "nameorigfull", "nameorigfulleng", "newnamefulleng")]
    names = list(dict.fromkeys(one for one in known if one and one.lower() not in ("na", "n/a")))
    if not names:
        raise ValueError("has no name")
    where = _land(cells["location"].split(",")[0])
    body: Row = {"id": key, "name": names[0], "kind": _kind(names[0]), "country": where}
    rows: dict[str, list[Row]] = {"actors": [body]}
    if len(names) > 1:
        rows["evidence"] = [_claim(key, Relation.ALIAS, "", "\n".join(names[1:]), where, None, None)]
    return Record(locator=key, rows=rows, position=place, source="UCDP Actor Dataset")


def _agreement(cells: Cells, place: str) -> Record:
    """One peace agreement: signed when, ended when, with which provisions. Signatories are persons and not kept."""
    key = _whole(cells["paid"], "paid")
    signed, last = _day(cells["pa_date"]), cells["duration"].strip()
    end = _day(last) if last else None
    ended = bool(last) or cells["ended"].strip().lower() in ("true", "1")
    row = event(
        "ucdp agreements", (key,), "peace agreement", "verbal cooperation", signed,
        end if end and end >= signed else None, place=_land(cells["conflict_name"].split(":")[0]),
        location=cells["conflict_name"].strip(), intensity=float(ended),
        conflict=cells["conflict_id"].strip(), title=cells["pa_name"].strip(),
    )  # fmt: skip
    tags = [
        {"activity": row[0], "scheme": "ucdp-agreement", "code": code, "label": label, "share": None}
        for code, label in _features(cells)
    ]
    record = Record(
        locator=key, rows={"events": [row], "tags": tags}, position=place, source="UCDP Peace Agreement Dataset"
    )
    if end and end < signed:  # one published row: that it ended stays, when it did is not known
        record.warnings.append(("dates.order", f"ended on {end}, before it was signed on {signed}"))
    return record


def _features(cells: Cells) -> Iterator[tuple[str, str]]:
    """Which provisions it has, and how far it goes."""
    yield from ((code, label) for code, label in FEATURES.items() if cells.get(code, "").strip() in ("1", "1.0"))
    kind = cells.get("pa_type", "").strip()[:1]
    if kind in TYPES:
        yield f"type{kind}", TYPES[kind]


def _day(text: str) -> str:
    return values.day(_MIDNIGHT.sub("", text.strip()))


def _land(label: str) -> str:
    """ISO code of a country as UCDP writes it, "DR Congo (Zaire)"; '' for several or one that is no more."""
    return country_code(_OTHER_NAME.sub("", label.strip()))


def _side(key: str, label: str) -> tuple[str, str, str]:
    """Id, name and kind of one side; several ids stand for a coalition and make none."""
    plain, text = key.strip().removesuffix(".0"), label.strip()
    actor = f"ucdp:{plain}" if plain.isdigit() else values.actor_id("", text) if text else ""
    return actor, text, _kind(text)


def _kind(label: str) -> str:
    if label.startswith("Government of "):
        return Kind.STATE.value
    return Kind.COMMUNITY.value if label == "Civilians" else Kind.ARMED_GROUP.value


def _actor(side: tuple[str, str, str], where: str) -> Row:
    return {"id": side[0], "name": side[1], "kind": side[2], "country": where}


def _party(side: tuple[str, str, str], where: str, first: str, last: str) -> Row:
    return _claim(side[0], Relation.STANCE, "", Stance.PARTY.value, where, first, last)


def _claim(
    actor: str, relation: Relation, about: str, value: str, place: str, start: str | None, end: str | None
) -> Row:
    return {
        "id": evidence_id("ucdp", actor, relation.value, about, value, start or "", end or ""), "actor": actor,
        "relation": relation.value, "object": about, "value": value, "place": place, "start": start, "end": end,
    }  # fmt: skip


def _issue(cells: Cells) -> str:
    about = ISSUES.get(cells["incompatibility"].strip()[:1], "")
    territory = cells.get("territory_name", "").strip()
    return f"over {about}{f' ({territory})' if territory else ''}" if about else ""


def _whole(text: str, column: str) -> str:
    plain = text.strip().removesuffix(".0")
    if not plain.isdigit():
        raise ValueError(f"{column} '{text[:40]}' is not a whole number")
    return plain


_TABLES: tuple[tuple[frozenset[str], Maker], ...] = (
    (frozenset({"type_of_violence", "best", "low", "high", "date_start", "side_a_new_id"}), _ged),
    (frozenset({"dyad_id", "side_a_id", "side_b_id", "intensity_level", "incompatibility"}), _dyad_year),
    (frozenset({"conflict_id", "side_a_id", "ep_end", "ep_end_date", "cumulative_intensity"}), _conflict_year),
    (frozenset({"actorid", "namedata", "nameorig", "location"}), _group),
    (frozenset({"paid", "pa_name", "pa_date", "conflict_id", "conflict_name", "ended", "duration"}), _agreement),
)
