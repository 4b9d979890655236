"""From a title to a first question: places, steps, needs, affected groups and indicators, each with why it is proposed.

Everything proposed is marked assumed: a draft is there to be edited. What the title names comes first, then what the
nearest past activities of the book show, then what the nearest worked case asked for.
"""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np

from convenor.model.capability import capabilities
from convenor.model.codes import Instrument
from convenor.model.outcome import Outcome
from convenor.model.places import countries, named_countries
from convenor.model.words import fold
from convenor.stakes.history import History, read_history
from convenor.stakes.match import hint
from convenor.stakes.salience import recency, text_match
from convenor.store import Store

NEAREST = 20  # past activities looked at
NEEDS = 8  # capabilities proposed at most
COMMON = 0.35  # a capability that more of all activities show says nothing about this title

STEPS: tuple[tuple[str, frozenset[Instrument]], ...] = (
    ("Know what happens, and whom it hurts", frozenset({Instrument.INFORMATIONAL, Instrument.INTELLIGENCE})),
    ("Bring those who decide to terms", frozenset({Instrument.DIPLOMATIC, Instrument.POLITICAL, Instrument.LEGAL})),
    ("Keep people safe", frozenset({Instrument.MILITARY, Instrument.LAW_ENFORCEMENT, Instrument.HUMANITARIAN})),
    ("Make peace pay, and pay for it", frozenset({Instrument.ECONOMIC, Instrument.FINANCIAL})),
    ("Build what lasts", frozenset({Instrument.TECHNICAL, Instrument.CULTURAL, Instrument.UNKNOWN})),
)

ASKED = {  # words of titles that ask for a capability without naming it
    "safe": "community_security", "safety": "community_security", "secure": "community_security",
    "violence": "community_security", "market": "trade_facilitation", "markets": "trade_facilitation",
    "trade": "trade_facilitation", "school": "education_in_emergencies", "schools": "education_in_emergencies",
    "clinic": "primary_health", "clinics": "primary_health", "hospital": "health_facility_protection",
    "hospitals": "health_facility_protection", "health": "primary_health", "mined": "non_technical_survey",
    "mines": "non_technical_survey", "election": "election_support", "elections": "election_support",
    "ship": "maritime_domain_awareness", "ships": "maritime_domain_awareness", "sea": "maritime_domain_awareness",
    "port": "supply_chain_security", "ports": "supply_chain_security", "cable": "infrastructure_resilience",
    "cables": "infrastructure_resilience", "drone": "counter_drone", "drones": "counter_drone",
    "ransomware": "cyber_incident_response", "cyber": "cyber_incident_response", "factory": "building_safety",
    "factories": "building_safety", "minerals": "mineral_traceability", "gold": "mineral_traceability",
    "displaced": "protection_of_civilians", "return": "reintegration", "fighters": "disarmament",
    "disinformation": "fact_checking", "extremism": "countering_violent_extremism", "ceasefire": "ceasefire_monitoring",
    "women": "gender_inclusion", "water": "water_sanitation", "land": "local_records", "border": "border_control",
    "trafficking": "law_enforcement_investigation", "police": "police_training", "courts": "rule_of_law",
    "media": "independent_media", "journalists": "independent_media", "fishing": "coast_guard",
    "fishers": "coast_guard",
}  # fmt: skip

GROUPS = {  # words that say who is affected, and how the group is called
    "women": "women", "girls": "girls", "displaced": "displaced people", "idps": "displaced people",
    "refugees": "refugees", "returnees": "returnees", "children": "children", "youth": "young people",
    "farmers": "farmers", "herders": "herders", "pastoralists": "herders", "traders": "traders",
    "fishers": "fishers", "fishermen": "fishers", "seafarers": "seafarers", "workers": "workers",
    "miners": "miners", "minorities": "minorities", "indigenous": "indigenous communities",
    "disabilities": "people with disabilities", "survivors": "survivors of violence", "host": "host communities",
    "patients": "patients", "journalists": "journalists", "students": "students",
}  # fmt: skip


def draft(title: str, book: Store | None = None, cases: Sequence[Outcome] = (), *, today: dt.date) -> str:
    """A commented `outcome.yaml` for a title, to be edited.

    Args:
        title: The outcome in one line.
        book: Past activities to learn from; None uses title and cases alone.
        cases: Worked outcomes to take the rest from.
        today: Becomes `as_of`.

    Limits:
        Proposals follow what was published, not what is needed. A place is recognised when it is a country's name, or
        when activities of the book name it.
    """
    near = _nearest(title, book, today) if book is not None else []
    as_of = min(today, _ends(book)) if book is not None else today
    places = _places(title, near)
    case = _nearest_case(title, cases)
    needs = _needs(title, near, case)
    groups = _groups(title, near, case)
    return _page(title, places, needs, groups, case, as_of)


def blank(title: str, *, today: dt.date) -> str:
    """The same form with nothing proposed."""
    return _page(title, [], [], [], None, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """One past activity that is like the title."""

    id: str
    title: str
    words: str
    source: str
    countries: tuple[str, ...]
    shows: tuple[str, ...]


def _nearest(title: str, book: Store, today: dt.date) -> list[Near]:
    """The nearest past activities, by words and recency."""
    history = read_history(book, today)
    asked = " ".join([title, *(capabilities()[c].label for c in named_needs(title))])
    likeness_n = text_match(history.words_n, asked) * np.sqrt(recency(history.age_n))
    best = [int(n) for n in np.argsort(-likeness_n, kind="stable")[:NEAREST] if likeness_n[n] > 0]
    ids = [str(history.items_n[n]) for n in best]
    if not ids:
        return []
    wanted = book.frame({"wanted": ids})
    rows = book.rows(book.table("activities").join(wanted, left_on="id", right_on="wanted"))
    named: dict[str, list[str]] = {}
    tags = book.table("tags").filter(nw.col("scheme") == "country").join(wanted, left_on="activity", right_on="wanted")
    for row in book.rows(tags.select("activity", "code")):
        named.setdefault(row["activity"], []).append(str(row["code"]).upper())
    found = {row["id"]: row for row in rows}
    return [
        Near(
            id=key,
            title=found[key]["title"] or key,
            words=found[key]["words"] or "",
            source=found[key]["source"],
            countries=tuple(named.get(key, ())),
            shows=_shows(history, n),
        )
        for n, key in zip(best, ids, strict=True)
        if key in found
    ]


def _ends(book: Store) -> dt.date:
    """The last day on which an activity of the book began: a later question finds everything past its use-by date."""
    starts = book.fetch(book.table("activities").filter(~nw.col("start").is_null()).select("start"))["start"]
    last = starts.astype("datetime64[D]").max() if len(starts) else None
    return dt.date.max if last is None else dt.date.fromisoformat(str(last))


def _shows(history: History, n: int) -> tuple[str, ...]:
    shown_c = np.asarray(history.shows_nc.sum(axis=0)).ravel()
    common_c = shown_c / max(history.shows_nc.shape[0], 100)  # of a handful of activities nothing is common
    held = history.shows_nc.indices[history.shows_nc.indptr[n] : history.shows_nc.indptr[n + 1]]
    return tuple(str(history.capabilities_c[c]) for c in held if common_c[c] < COMMON)


def _places(title: str, near: Sequence[Near]) -> list[tuple[str, str]]:
    """Places with why: countries the title names, else those of activities that name its other capitalised words."""
    named = named_countries(title)
    if named:
        return [(code, "named in the title") for code in named]
    rest = re.findall(r"\b[A-Z][\w'-]{2,}", title)[0 if title[:1].islower() else 1 :]
    for word in rest:
        holders = [a for a in near if re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", a.words)]
        count = Counter(code for activity in holders for code in activity.countries)
        if count:
            code, n = count.most_common(1)[0]
            return [
                (code, f"{n} past activities there name {word}, such as “{holders[0].title[:60]}”"),
                (word, "named"),
            ]
    return [(word, "named in the title; add the country's ISO code") for word in rest[:1]]


def named_needs(title: str) -> list[str]:
    """Capabilities that a title names, or asks for in other words.

    Example:
        >>> named_needs("Safe markets in Gao")
        ['community_security', 'trade_facilitation']
    """
    asked = [ASKED[word] for word in re.findall(r"\w+", fold(title)) if word in ASKED]
    return list(dict.fromkeys([*hint(title), *asked]))


def _needs(title: str, near: Sequence[Near], case: Outcome | None) -> list[tuple[str, str]]:
    """Capabilities with the reason for each: the title's words, then the nearest activities, then the nearest case."""
    chosen = dict.fromkeys(named_needs(title), "the title asks for it")
    count = Counter(name for activity in near for name in activity.shows)
    for name, n in count.most_common():
        if n >= 3 and len(chosen) < NEEDS:
            example = next(a for a in near if name in a.shows)
            chosen.setdefault(
                name, f"in {n} of the {len(near)} nearest past activities, such as “{example.title[:60]}”"
            )
    for name in case.needs if case else ():
        if len(chosen) < NEEDS // 2:
            chosen.setdefault(name, f"needed in the worked case “{case.title[:60]}”" if case else "")
    return list(chosen.items())[:NEEDS]


def _groups(title: str, near: Sequence[Near], case: Outcome | None) -> list[tuple[str, str]]:
    """Affected groups: the title's, then the groups that the nearest activities name most."""
    words = set(re.findall(r"\w+", fold(title)))
    chosen = {name: "named in the title" for word, name in GROUPS.items() if word in words}
    count = Counter(name for activity in near for name in {GROUPS[w] for w in activity.words.split() if w in GROUPS})
    for name, n in count.most_common():
        if len(chosen) < 3 and n >= 3:
            chosen.setdefault(name, f"named in {n} of the {len(near)} nearest past activities")
    if not chosen:
        chosen["women"] = "asked for wherever nobody else is named: mostly women carry the cost of a conflict"
    return list(chosen.items())


def _nearest_case(title: str, cases: Sequence[Outcome]) -> Outcome | None:
    """The worked case that needs most of what the title asks for; None where none needs any of it."""
    asked = set(named_needs(title))
    shared = [len(asked & set(case.needs)) for case in cases]
    return cases[shared.index(max(shared))] if any(shared) else None


def _page(
    title: str,
    places: Sequence[tuple[str, str]],
    needs: Sequence[tuple[str, str]],
    groups: Sequence[tuple[str, str]],
    case: Outcome | None,
    as_of: dt.date,
) -> str:
    """The file itself: every line that was proposed says why."""
    key = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:48] or "outcome"
    names = countries()
    lines = [
        "# A first question, proposed from the title and from what is on file. Every proposal is assumed: edit it.",
        "# Change or delete lines, then: convenor compose THIS.yaml --book BOOK.duckdb --report answer.html",
        f"id: {key}",
        f"title: {_text(title)}",
        'text: ""                      # a paragraph that says what is meant; its words are searched',
        'convener: ""                  # id or name of who asks: usual partners are measured from here',
        f"as_of: {as_of.isoformat()}              # later rows are invisible; where a book was asked, the day it ends",
        f"places: [{', '.join(_text(p) for p, _ in places)}]",
        *(f"  # {p}{f' ({names[p]})' if p in names else ''}: {_line(why)}" for p, why in places),
        "",
        "steps:                        # 1 = one leading provider, or several lesser ones",
        *_steps(needs),
        "",
        "affected:",
        *([f"  - group: {_text(name)}   # {_line(why)}" for name, why in groups] or ["  - group: women"]),
        "",
        "indicators:                   # assumed: replace them by what is really counted there",
        "  security:",
        f"    - name: {_text(_indicator(case, 'security'))}",
        "  prosperity:",
        f"    - name: {_text(_indicator(case, 'prosperity'))}",
        "",
        "terms:",
        "  size: 10",
        "  hard_share: 0.3             # force is not the first tool",
        "  floors:",
        "    - {of: public, count: 1}",
        "    - {of: private, count: 1}  # delete it where no company is on file",
    ]
    return "\n".join(lines) + "\n"


def _steps(needs: Sequence[tuple[str, str]]) -> list[str]:
    known = capabilities()
    lines: list[str] = []
    for name, instruments in STEPS:
        held = [(need, why) for need, why in needs if known[need].instrument in instruments]
        if not held:
            continue
        lines += [f"  - name: {name}", "    basis: assumed", "    serves: [security, prosperity]", "    needs:"]
        lines += [f"      {need}: 1   # {_line(known[need].label)}; {_line(why)}" for need, why in held]
    if not lines:
        lines = ["  - name: What must happen first", "    basis: assumed", "    serves: [security, prosperity]",
                 "    needs: [mediation]         # `convenor capabilities` lists them all"]  # fmt: skip
    return lines


def _indicator(case: Outcome | None, kind: str) -> str:
    """The nearest case's indicator in words, or the plainest there is."""
    plain = {"security": "violent incidents", "prosperity": "households that can earn a living"}
    listed = [i.name for i in case.indicators if i.kind == kind] if case else []
    return listed[0] if listed else plain[kind]


def _text(text: str) -> str:
    """A YAML scalar that stays text whatever it holds (JSON strings are YAML strings)."""
    return json.dumps(_line(text), ensure_ascii=False)


def _line(text: str) -> str:
    """Text from data on one line of a comment."""
    return "".join(c if c.isprintable() else " " for c in text)
