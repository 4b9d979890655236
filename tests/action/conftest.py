"""A rich partnership on a made-up outcome, with made-up bodies, some of whose names are hostile."""

import datetime as dt
from collections.abc import Sequence

import pytest

from convenor.model.actor import Actor, Offer, Representation, Tie
from convenor.model.codes import Basis, Instrument, Kind, Modality, Phase, Power, Right, Stance
from convenor.model.codes import Tier as T
from convenor.model.evidence import Evidence, evidence_id
from convenor.model.outcome import Affected, Blockage, Floor, Indicator, Outcome, Source, Step, Terms, Waiver
from convenor.model.partnership import Coverage, Finding, Gap, Member, Partnership, Use
from convenor.model.stake import Stake
from convenor.partnerships.gate import gate

AS_OF = dt.date(2025, 6, 30)
RLO, ZWSP = chr(0x202E), chr(0x200B)

HOSTILE = {
    "script": "<script>alert(1)</script> Ferry Cooperative",
    "image": '"><img src=x onerror=alert(2)> Bank',
    "bidi": f"Harbour {RLO}ecilop{chr(0x202C)} Watch",
    "formula": "=HYPERLINK(0) Traders {{7*7}} {% raw %} ]]> --> ${9}",
    "marks": "Za" + "\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308" * 6 + "lgo Foundation",
    "long": "The International Standing Conference of Riverside Municipalities, Dyke Wardens and Lock Keepers for the "
    "Safe, Orderly and Uninterrupted Passage of Goods, Animals and Persons upon the Lower Marrow and all of its Arms",
    "unbroken": "Pan" + "riverine" * 14 + "union",
    "surrogate": "Depot \ud800 of \x00 Records\n\tNorth",
}

BODIES: list[tuple[str, str, Kind, str, bool, T, dict[str, float], float]] = [
    # id, name, kind, seat, usual, tier, what is used, effect lost without it
    ("gov", "Ministry of Inland Waters of Marrow", Kind.STATE, "ML", True, T.CORE, {"mediation": 0.6}, 0.21),
    ("ferry", HOSTILE["script"], Kind.COMPANY, "ML", False, T.CORE, {"logistics": 0.8, "open_data": 0.4}, 0.19),
    ("women", "Marrow Women Traders’ Assembly", Kind.COMMUNITY, "ML", False, T.CORE, {"community_security": 0.7}, 0.17),
    ("wardens", HOSTILE["long"], Kind.INTERGOVERNMENTAL, "CH", True, T.CORE, {"deconfliction": 0.9}, 0.12),
    ("map", "Heron Mapping", Kind.COMPANY, "KE", False, T.CONTRIBUTOR, {"geospatial_analysis": 1.0}, 0.09),
    ("bank", HOSTILE["image"], Kind.COMPANY, "SN", False, T.CONTRIBUTOR, {"livelihoods": 0.5}, 0.08),
    ("found", HOSTILE["marks"], Kind.FOUNDATION, "NL", False, T.CONTRIBUTOR, {"livelihoods": 0.3}, 0.05),
    ("patrol", HOSTILE["bidi"], Kind.MILITARY, "ML", True, T.CONTRIBUTOR, {"border_control": 0.4}, 0.04),
    ("relief", "Lantern Relief", Kind.NGO, "CH", True, T.CONTRIBUTOR, {"emergency_relief": 0.6}, 0.03),
    ("kin", "Marrow League Abroad", Kind.DIASPORA, "FR", False, T.CONTRIBUTOR, {"emergency_relief": 0.3}, 0.02),
    ("college", "College of River Law", Kind.RESEARCH, "GH", False, T.CONTRIBUTOR, {"mediation": 0.2}, 0.0),
    ("traders", HOSTILE["formula"], Kind.ASSOCIATION, "ML", False, T.CONSULTED, {}, 0.0),
    ("union", HOSTILE["unbroken"], Kind.UNION, "", False, T.CONSULTED, {}, 0.0),
    ("archive", HOSTILE["surrogate"], Kind.UNKNOWN, "", False, T.OBSERVER, {}, 0.0),
]

TIES = {
    "gov": [("wardens", "regulates"), ("patrol", "regulates"), ("relief", "took part together")],
    "ferry": [("map", "took part together"), ("women", "supplies"), ("bank", "took part together")],
    "women": [("relief", "took part together")],
    "wardens": [("relief", "funds"), ("convener", "allied")],
    "found": [("women", "funds"), ("kin", "took part together")],
    "bank": [("found", "took part together")],
    "convener": [("relief", "funds"), ("gov", "funds")],
    "patrol": [("traders", "opposes")],
    "fund": [("map", "funds"), ("ferry", "funds")],
}

NEEDS = {
    "Rivals share a calendar of the river": {"mediation": 1.0, "deconfliction": 1.0, "open_data": 0.5},
    "Goods move under watch by those who trade": {"logistics": 1.0, "community_security": 1.0, "border_control": 0.5},
    "Everybody sees where the river is safe": {"geospatial_analysis": 1.0, "crisis_communication": 1.0},
    "Losses are made good": {"livelihoods": 1.0, "emergency_relief": 1.0, "risk_insurance": 1.0},
}

SALIENCE = {"gov": 0.9, "ferry": 0.8, "women": 0.4, "wardens": 0.7, "map": 0.75, "bank": 0.2, "patrol": 0.95}
SURPRISE = {"gov": 0.4, "ferry": 5.0, "women": 6.1, "wardens": 1.0, "map": 4.0, "bank": 3.5, "patrol": 7.0}

ALL_PHASES = (Phase.PREPARE, Phase.NEGOTIATE, Phase.IMPLEMENT)
SEATS = {  # actor: (group, modality, phases, right)
    "women": ("women who trade", Modality.REPRESENTATION, ALL_PHASES, Right.VOTE),
    "traders": ("small traders", Modality.CONSULTATION, (Phase.PREPARE,), Right.HEARD),
    "union": ("boat crews", None, (), None),
    "camp": ("displaced families", Modality.REPRESENTATION, (Phase.PREPARE,), Right.HEARD),
}


def rows_of(actor: str, n: int, *, start: int = 0) -> list[Evidence]:
    """Made-up rows: every fifth has no web address, every fourth is expired, one address must not link."""
    return [_row(actor, i) for i in range(start, start + n)]


def _row(actor: str, i: int) -> Evidence:
    address = f"https://example.org/{actor}/{i}" if i % 5 else f"sheet 2, row {i}"
    if actor == "bank" and i == 1:
        address = "javascript:alert(3)"
    begun = dt.date(2021, 1, 4) + dt.timedelta(days=37 * i)
    return Evidence(
        id=evidence_id(actor, str(i)),
        actor=actor,
        relation=("implementing", "offers", "funding", "tie")[i % 4],
        object=("XM-TEST-1", "mediation", "XM-TEST-2", "women")[i % 4],
        value="",
        title=f"Activity {i} on the Lower Marrow <b>bold</b>" if i % 4 in (0, 2) else "",
        start=begun,
        end=begun + dt.timedelta(days=300),
        source="River register" if i % 3 else "</td><script>x</script> Register",
        locator=address,
        licence="CC BY 4.0" if i % 2 else "",
        retrieved=AS_OF,
        use_by=dt.date(2024, 12, 31) if i % 4 == 3 else dt.date(2028, 3, 31),
        basis=Basis.EVIDENCE,
    )


def stake(body: tuple[str, str, Kind, str, bool, T, dict[str, float], float], n_rows: int) -> Stake:
    """A stake with its evidence; offers, ties and seats rest on the first rows."""
    key, name, kind, seat, usual, _, uses, _ = body
    rows = rows_of(key, n_rows)
    first = tuple(row.id for row in rows[:2])
    offers = tuple(
        Offer(
            capability=capability, amount=amount, low=amount / 2, high=min(1.0, amount * 1.2),
            what="Seen on the river in 2024",
            power=Power.HARD if capability == "border_control" else Power.SOFT, instrument=Instrument.TECHNICAL,
            evidence=first, basis=Basis.ASSUMED if usual else Basis.EVIDENCE,
        )
        for capability, amount in uses.items()
    )  # fmt: skip
    group = SEATS.get(key)
    actor = Actor(
        id=key, name=name, kind=kind, country=seat, home="ML" if kind is Kind.DIASPORA else "", offers=offers,
        represents=(Representation(group=group[0], modality=group[1], phases=group[2], right=group[3], evidence=first),)
        if group else (),
        ties=tuple(Tie(to=to, relation=relation, evidence=first) for to, relation in TIES.get(key, [])),
        marks=frozenset({"women_led", "local"}) if key == "women" else frozenset(),
    )  # fmt: skip
    return Stake(
        actor=actor, outcome="river", salience=SALIENCE.get(key, 0.5), surprise=SURPRISE.get(key),
        usual=usual, evidence=tuple(rows),
        stance=Stance.PARTY if key == "patrol" else Stance.PARTNER,
        reasons=(("past work in these words", 0.7), ("same place", 0.3)),
    )  # fmt: skip


def outcome() -> Outcome:
    """The question."""
    return Outcome(
        id="river",
        title="Boats trade safely on the Lower Marrow",
        text="Goods, animals and people pass the Lower Marrow without levy or attack.",
        convener="convener",
        as_of=AS_OF,
        places=("ML", "Lower Marrow"),
        period=(dt.date(2025, 1, 1), dt.date(2027, 12, 31)),
        steps=tuple(Step(name=name, needs=tuple(needs.items()), weight=0.25) for name, needs in NEEDS.items()),
        affected=(
            Affected(group="women who trade", why="two in three stalls are theirs", source="s_count"),
            Affected(group="small traders", why="they pay the levy"),
            Affected(group="boat crews", why="nine were hurt in 2024", source="s_count"),
            Affected(group="displaced families", why="they wait on the other bank"),
            Affected(group="herders <i>upstream</i>"),
        ),
        indicators=(
            Indicator(kind="security", name="attacks on boats", baseline=41, target=10, unit="a year", date="2024",
                      source="s_count"),
            Indicator(kind="prosperity", name="goods landed", baseline=12500, unit="t", date="2024", source="s_port"),
        ),
        terms=Terms(size=12, hard_share=0.25, must=("patrol",), floors=(Floor(of="women_led", count=1),)),
        waivers=(Waiver(rule="conflict party", reason="the patrol holds the lock", by="head of mission", date=AS_OF),),
        blockages=(
            Blockage(what="permits <refused> at the lock", lost=191, total=228, date="2025-04-22", source="s_port"),
        ),
        sources=(
            ("s_count", Source(title="Count of the river", site="example.org", date="2025-01", url="https://example.org/count")),
            ("s_port", Source(title="Port book", date="2025-02", url="javascript:alert(4)", licence="CC0")),
        ),
    )  # fmt: skip


def finding(topic: str, text: str, action: str, days: int, *, about: str = "", evidence: Sequence[str] = ()) -> Finding:
    """A finding whose window begins the day after the date of reckoning."""
    first = AS_OF + dt.timedelta(days=1)
    return Finding(
        topic=topic, text=text, action=action, owner="River officer, embassy", start=first,
        end=first + dt.timedelta(days=days), about=about, evidence=tuple(evidence),
    )  # fmt: skip


def partnership(n_rows: int = 60, *, usual: bool = True) -> Partnership:
    """The proposal, with about `n_rows` rows of evidence in all."""
    each = max(1, n_rows // len(BODIES))
    members = tuple(
        Member(
            stake=stake(body, each),
            tier=body[5],
            uses=tuple(Use(capability=c, amount=a) for c, a in body[6].items()),
            without=body[7],
            reason=f"It has worked on the river {each} times on file.",
            forced=body[0] == "patrol",
        )
        for body in BODIES
    )
    coverage = _coverage(members)
    left = tuple(
        stake((key, name, kind, "ML", False, T.OBSERVER, {}, 0.0), 2)
        for key, name, kind in (
            ("camp", "Committee of the Far Bank", Kind.COMMUNITY), ("convener", "Republic of Ostara", Kind.STATE),
            ("fund", "Kingfisher Fund", Kind.FOUNDATION),
        )
    )  # fmt: skip
    asked = outcome()
    return Partnership(
        outcome=asked,
        gate=gate(asked, members, [*(member.stake for member in members), *left]),
        members=members,
        effect=0.434,
        effect_range=(0.31, 0.52),
        bound=0.434,
        proof="optimal",
        cost=0.0,
        mix=(("technical", 0.44), ("diplomatic", 0.26), ("humanitarian", 0.15), ("unknown", 0.1), ("military", 0.05)),
        hard=0.05,
        unknown=0.1,
        coverage=coverage,
        gaps=(
            Gap(capability="risk_insurance", shortfall=1.0, steps=("Losses are made good",), sectors=(Kind.COMPANY,),
                examples="war-risk insurer", holders=()),
            Gap(capability="crisis_communication", shortfall=1.0, steps=("Everybody sees where the river is safe",),
                sectors=(Kind.STATE, Kind.PLATFORM)),
        ),
        findings=(
            finding("blockage", "191 of 228 permits <refused> at the lock.", "Ask at which desk they fall out.", 3,
                    evidence=("s_port",)),
            finding("partner", "It carries the goods.", "Ask which boats stand idle, and what puts them back.", 4,
                    about="ferry", evidence=[row.id for row in rows_of("ferry", 2)]),
            finding("partner", "It speaks for two in three stalls.", "Ask what would make the landing safe.", 5,
                    about="women", evidence=[row.id for row in rows_of("women", 1)]),
            finding("inclusion", "No member speaks for displaced families.", "Invite their Committee.", 20,
                    about="camp"),
            finding("contrast", "The usual partners reach less.", "Call the newcomers.", 30, evidence=("nowhere",)),
        ),
        assumed=("Amounts are reckoned from past work.", "Cost of joining <unknown> for all."),
        candidates=46,
        usual=_usual(members) if usual else None,
        unheard=("displaced families", "herders <i>upstream</i>"),
        outside=left,
    )  # fmt: skip


def _coverage(members: Sequence[Member]) -> tuple[Coverage, ...]:
    rows = []
    for step, needs in NEEDS.items():
        for capability, need in needs.items():
            by = [(m.stake.actor.id, u.amount) for m in members for u in m.uses if u.capability == capability]
            got = min(need, sum(amount for _, amount in by))
            rows.append(Coverage(step=step, capability=capability, need=need, got=got, by=tuple(by)))
    return tuple(rows)


def _usual(members: Sequence[Member]) -> Partnership:
    ours = tuple(member for member in members if member.stake.usual)
    return Partnership(
        outcome=outcome(), members=ours, effect=0.17, effect_range=(0.1, 0.22), bound=0.17, proof="optimal", cost=0.0,
        mix=(("diplomatic", 1.0),), hard=0.0, unknown=0.0, coverage=_coverage(ours),
    )  # fmt: skip


@pytest.fixture
def rich() -> Partnership:
    """The proposal with 60 rows."""
    return partnership()


@pytest.fixture(scope="session")
def case_plan():
    """The plan of a worked case by its name, each composed once."""
    from functools import cache
    from importlib.resources import files
    from pathlib import Path

    from convenor.action import plan
    from convenor.evidence import load
    from convenor.partnerships import compose
    from convenor.stakes import trace
    from convenor.store import connect

    @cache
    def made(name: str):
        folder = Path(str(files("convenor").joinpath("data", "cases", name)))
        with connect() as book:
            load(book, *sorted(file for file in folder.glob("*.yaml") if file.name != "outcome.yaml"))
            asked = Outcome.read(folder / "outcome.yaml")
            return plan(compose(asked, trace(book, asked), seconds=3)[0], book)

    return made


@pytest.fixture(scope="session")
def ukraine(case_plan):
    """The plan of the Ukraine case."""
    return case_plan("ukraine")


@pytest.fixture
def build():
    """The maker of proposals: `build(200)` has about 200 rows."""
    return partnership
