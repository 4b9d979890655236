"""From a title to a first question: places, steps, needs, affected groups and indicators, each with why it is proposed.

Everything proposed is marked assumed: a draft is there to be edited. What the title names comes first, then what the
nearest past activities of the book show, then what the nearest worked case asked for.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

import narwhals as nw
import numpy as np

from convenor.model.capability import capabilities
from convenor.model.outcome import Outcome
from convenor.model.places import named_countries, named_places
from convenor.model.words import fold
from convenor.stakes.draft_page import Draft, Near, form_steps, grouped_steps, line, page
from convenor.stakes.forms import Form, form_of
from convenor.stakes.history import History, read_history
from convenor.stakes.match import hint
from convenor.stakes.salience import recency, text_match
from convenor.store import Store

NEAREST = 20  # past activities looked at
NEEDS = 8  # capabilities proposed at most
COMMON = 0.35  # a capability that more of all activities show says nothing about this title

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
    form = form_of(title)
    case = None if form else _nearest_case(title, cases)
    draft = Draft(
        places=tuple(_places(title, near)),
        steps=form_steps(form, title, near) if form else grouped_steps(_needs(title, near, case)),
        groups=tuple(_groups(title, near, form)),
        security=form.security if form else _indicator(case, "security"),
        prosperity=form.prosperity if form else _indicator(case, "prosperity"),
        also=tuple(_also(near, form)),
    )
    return page(title, draft, as_of)


def blank(title: str, *, today: dt.date) -> str:
    """The same form with nothing proposed."""
    return page(title, Draft(steps=grouped_steps([])), today)


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
    """The day by which nearly all activities of the book had begun: of a later one everything is past its use-by date.

    A few planned ones lie years ahead and do not count.
    """
    starts = book.fetch(book.table("activities").filter(~nw.col("start").is_null()).select("start"))["start"]
    if not len(starts):
        return dt.date.max
    days = np.sort(starts.astype("datetime64[D]"))
    return dt.date.fromisoformat(str(days[int(np.ceil(0.995 * len(days))) - 1]))


def _shows(history: History, n: int) -> tuple[str, ...]:
    shown_c = np.asarray(history.shows_nc.sum(axis=0)).ravel()
    common_c = shown_c / max(history.shows_nc.shape[0], 100)  # of a handful of activities nothing is common
    held = history.shows_nc.indices[history.shows_nc.indptr[n] : history.shows_nc.indptr[n + 1]]
    return tuple(str(history.capabilities_c[c]) for c in held if common_c[c] < COMMON)


def _places(title: str, near: Sequence[Near]) -> list[tuple[str, str]]:
    """Places with why: what the title names and we know, else what past activities say about its capitalised words."""
    named = [(code, "named in the title") for code in named_countries(title)]
    for place in named_places(title):
        named += [(code, f"{place.name} lies there") for code in place.countries]
        named += [(place.name, "named in the title")] if len(place.countries) == 1 else []
    if named:
        return list(dict(reversed(named)).items())[::-1]
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


def _groups(title: str, near: Sequence[Near], form: Form | None) -> list[tuple[str, str]]:
    """Affected groups: the title's, then the form's, then those that the nearest activities name most."""
    words = set(re.findall(r"\w+", fold(title)))
    chosen = {name: "named in the title" for word, name in GROUPS.items() if word in words}
    for name in form.affected if form else ():
        chosen.setdefault(name, f"they bear it, in the first form “{form.id}”" if form else "")
    count = Counter(name for activity in near for name in {GROUPS[w] for w in activity.words.split() if w in GROUPS})
    for name, n in count.most_common():
        if len(chosen) < 3 and n >= 3:
            chosen.setdefault(name, f"named in {n} of the {len(near)} nearest past activities")
    if not any("women" in name for name in chosen):
        chosen["women"] = "asked for everywhere: mostly women carry the cost of a conflict"
    return list(chosen.items())[:4]


def _also(near: Sequence[Near], form: Form | None) -> list[str]:
    """Comment lines: what the nearest past activities did that a form does not ask for."""
    count = Counter(name for activity in near for name in activity.shows)
    others = [(name, n) for name, n in count.most_common() if form and name not in form.needs and n >= 3][:4]
    head = "  # also done in past activities like this; move a line up to a step where it belongs:"
    lines = [
        f"  #   {name}: 1   # in {n} of the {len(near)} nearest past activities, such as "
        f"“{line(next(a for a in near if name in a.shows).title[:60])}”"
        for name, n in others
    ]
    return [head, *lines] if lines else []


def _nearest_case(title: str, cases: Sequence[Outcome]) -> Outcome | None:
    """The worked case that needs most of what the title asks for; None where none needs any of it."""
    asked = set(named_needs(title))
    shared = [len(asked & set(case.needs)) for case in cases]
    return cases[shared.index(max(shared))] if any(shared) else None


def _indicator(case: Outcome | None, kind: str) -> str:
    """The nearest case's indicator in words, or the plainest there is."""
    plain = {"security": "violent incidents", "prosperity": "households that can earn a living"}
    listed = [i.name for i in case.indicators if i.kind == kind] if case else []
    return listed[0] if listed else plain[kind]
