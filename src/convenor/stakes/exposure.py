"""Stakes without a track record: outcome > harm > who bears it > a body on file, or a gap where nobody is.

An insurer has a stake in piracy before it ever joined anything. A body is taken for a bearer by its kind and name, or
by work that shows it; that reading is assumed, the link itself cites a page. Diaspora bodies are reached by their home
country, with what is on file of the people from there: migrant stock, refugees, remittances.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals as nw

from convenor.model.codes import Basis, Kind, Marking
from convenor.model.evidence import Evidence, evidence_id
from convenor.model.outcome import Outcome
from convenor.model.places import countries
from convenor.model.stake import Unheld
from convenor.model.words import fold
from convenor.stakes.harms import Bearer, Harm, harms, read_on
from convenor.stakes.registry import Body
from convenor.store import Store

MOST = 5  # bodies per bearer: more would be a directory, not a list
LARGEST = 3  # communities abroad that are named
SERIES = ("migrant stock", "refugees", "remittances")
LEFT_OUT = frozenset({"placeholder", "hidden"})
DIASPORA = "diaspora body"
OFFICE = ("minist", "government", "department", "gouvernement")  # a body of unknown kind so called is a state's


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way from the outcome to a body on file."""

    steps: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def paths(
    outcome: Outcome,
    bodies: Mapping[str, Body],
    salience: Mapping[str, float],
    did: Mapping[str, frozenset[str]],
    abroad: Sequence[Evidence] = (),
) -> tuple[dict[str, Path], list[Unheld]]:
    """Bodies on file that the outcome's harms fall on, and the kinds that nobody on file is.

    Args:
        outcome: The question.
        bodies: The bodies by id.
        salience: What their past says; breaks ties.
        did: Capabilities that each body's work showed.
        abroad: Rows on the people from the outcome's places, by `people_abroad`.
    """
    found: dict[str, Path] = {}
    gaps = []
    listed = {name: body for name, body in bodies.items() if not body.marks & LEFT_OUT}
    for harm, bearer in _bearers(outcome):
        steps = (outcome.title, harm.label, bearer.who)
        held = [name for name, body in listed.items() if _is(bearer, name, body, outcome, did)]
        best = sorted(held, key=lambda name: _order(name, listed[name], outcome, salience))[:MOST]
        more = tuple(abroad) if bearer.diaspora else ()
        for name in best:
            rows = (_link(harm, bearer, name), *(replace(row, actor=name) for row in more))
            known = found.get(name, Path(steps=(*steps, listed[name].name or name), evidence=()))
            found[name] = Path(steps=known.steps, evidence=tuple(dict.fromkeys((*known.evidence, *rows))))
        if not best:
            gaps.append(
                Unheld(
                    outcome=outcome.id, who=bearer.who, kinds=bearer.kinds, path=steps,
                    evidence=(_link(harm, bearer, ""), *more), searched=len(listed),
                )
            )  # fmt: skip
    return _of_the_place(outcome, listed, abroad) | found, _with_diaspora(outcome, listed, abroad, gaps)


def possible(outcome: Outcome, bodies: Mapping[str, Body]) -> set[str]:
    """Bodies that a path may reach by their name or origin alone, whatever they did."""
    bearers = [bearer for _, bearer in _bearers(outcome)]
    named = {name for name, body in bodies.items() if any(_is(bearer, name, body, outcome, {}) for bearer in bearers)}
    return named | {name for name, body in bodies.items() if _from_here(body, outcome)}


def shows_asked(outcome: Outcome) -> tuple[str, ...]:
    """Capabilities whose use makes a body a bearer of the outcome's harms."""
    return tuple(sorted({name for _, bearer in _bearers(outcome) for name in bearer.shows}))


def people_abroad(book: Store, outcome: Outcome) -> tuple[Evidence, ...]:
    """Rows on the largest communities of people from the outcome's places: how many, where, as of when."""
    if not outcome.countries:
        return ()
    named = nw.col("origin").is_in(list(outcome.countries)) & nw.col("series").is_in(SERIES)
    plain = (nw.col("sex") == "") & (nw.col("age") == "") & (nw.col("location") == "")
    known = (nw.col("place") != "") & (nw.col("year") <= outcome.as_of.year) & (nw.col("value") > 0)
    rows = book.rows(book.table("measures").filter(named & plain & known).sort("id"))
    by_series: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        by_series[str(row["series"])].append(row)
    kept = []
    for series in SERIES:
        held = by_series.get(series, [])
        last = max((int(str(row["year"])) for row in held), default=0)
        latest = [row for row in held if row["year"] == last]
        kept += sorted(latest, key=lambda row: (-float(str(row["value"])), str(row["id"])))[:LARGEST]
    return tuple(_number(row) for row in kept)


def _bearers(outcome: Outcome) -> list[tuple[Harm, Bearer]]:
    return [(harm, bearer) for harm in harms() if harm.named_in(outcome) for bearer in harm.bearers]


def _is(bearer: Bearer, name: str, body: Body, outcome: Outcome, did: Mapping[str, frozenset[str]]) -> bool:
    """True where a body on file is of this sort; where kind alone tells, it must belong to the place."""
    if bearer.diaspora:
        return _from_here(body, outcome)
    if body.kind in bearer.kinds and did.get(name, frozenset()) & set(bearer.shows):
        return True
    if not bearer.names:
        return body.kind in bearer.kinds and body.country in outcome.countries
    if body.kind not in (*bearer.kinds, Kind.UNKNOWN):
        return False
    names = [fold(word) for word in body.names]
    if body.kind is Kind.UNKNOWN and any(name.startswith(OFFICE) for name in names):
        return False
    return bearer.called("\n".join(names))


def _from_here(body: Body, outcome: Outcome) -> bool:
    return body.kind is Kind.DIASPORA and body.home in outcome.countries


def _order(name: str, body: Body, outcome: Outcome, salience: Mapping[str, float]) -> tuple[bool, bool, float, str]:
    """Associations before single firms, bodies of the place before others, then by what their past says."""
    here = body.country in outcome.countries
    return body.kind is not Kind.ASSOCIATION, not here, -salience.get(name, 0.0), name


def _link(harm: Harm, bearer: Bearer, actor: str) -> Evidence:
    """The page that says that the harm falls on such a body; that this body is one is our reading of its name."""
    return Evidence(
        id=evidence_id("exposure", harm.id, bearer.who, actor),
        actor=actor,
        relation="exposed",
        object=harm.label,
        value=f"{bearer.who}: {bearer.why}",
        title=bearer.title,
        source=bearer.title,
        locator=bearer.url,
        licence="page cited, nothing copied",
        retrieved=read_on(),
        basis=Basis.ASSUMED,
    )


def _number(row: Mapping[str, object]) -> Evidence:
    names = countries()
    origin, place = (names.get(str(row[key]), str(row[key])) for key in ("origin", "place"))
    amount = f"{float(str(row['value'])):,.0f} {row['unit']}"
    return Evidence(
        id=str(row["id"]),
        actor="",
        relation=str(row["series"]),
        object=str(row["origin"]),
        value=f"{row['series']} {row['year']}: {amount}, {origin} in {place}",
        place=str(row["place"]),
        title=f"{row['series']} {row['year']}",
        source=str(row["source"]),
        locator=str(row["locator"]),
        licence=str(row["licence"]),
        retrieved=row["retrieved"],  # type: ignore[arg-type]  # a date of the table
        marking=Marking(str(row["marking"])),
        basis=Basis(str(row["basis"])),
    )


def _with_diaspora(
    outcome: Outcome, bodies: Mapping[str, Body], abroad: Sequence[Evidence], gaps: list[Unheld]
) -> list[Unheld]:
    """Every outcome with a place has a diaspora: where no body of it is on file, that is said."""
    if not outcome.countries:
        return gaps
    held = any(_from_here(body, outcome) for body in bodies.values())
    others = [gap for gap in gaps if Kind.DIASPORA not in gap.kinds]
    if held:
        return others
    who = f"{DIASPORA} of {_where(outcome)}"
    missing = Unheld(
        outcome=outcome.id, who=who, kinds=(Kind.DIASPORA,), path=(outcome.title, who), evidence=tuple(abroad),
        searched=len(bodies),
    )  # fmt: skip
    return [missing, *others]


def _of_the_place(outcome: Outcome, bodies: Mapping[str, Body], abroad: Sequence[Evidence]) -> dict[str, Path]:
    """Diaspora bodies of the outcome's places, whatever the harm."""
    return {
        name: Path(
            steps=(outcome.title, f"{DIASPORA} of {_where(outcome)}", body.name or name),
            evidence=tuple(replace(row, actor=name) for row in abroad),
        )
        for name, body in bodies.items()
        if _from_here(body, outcome)
    }


def _where(outcome: Outcome) -> str:
    names = countries()
    return " and ".join(names.get(code, code) for code in outcome.countries)
