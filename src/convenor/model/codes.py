"""The closed lists: kinds of actor, instruments, tiers, markings, and how other standards' codes map onto them.

Sources: IATI 2.03 code lists (OrganisationType, OrganisationRole); CORDIS activity types; TLP 2.0 (FIRST);
inclusion modalities after Paffenholz (IPTI); nine tracks after Diamond and McDonald.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of body an actor is."""

    STATE = "state"
    LOCAL_STATE = "local state"
    MILITARY = "military"
    ARMED_GROUP = "armed group"
    INTERGOVERNMENTAL = "intergovernmental"
    COMPANY = "company"
    ASSOCIATION = "association"
    PLATFORM = "platform"
    UNION = "union"
    FOUNDATION = "foundation"
    NGO = "NGO"
    MOVEMENT = "movement"
    COMMUNITY = "community"
    DIASPORA = "diaspora"
    RESEARCH = "research"
    PARTY = "party"
    UNKNOWN = "unknown"


PUBLIC = frozenset({Kind.STATE, Kind.LOCAL_STATE, Kind.MILITARY, Kind.INTERGOVERNMENTAL})
"""Kinds counted as public in the terms of a partnership; UNKNOWN counts as neither."""

PRIVATE = frozenset({Kind.COMPANY, Kind.ASSOCIATION, Kind.PLATFORM})
"""Kinds counted as private (business); civil society is neither public nor private."""

IATI_KIND: dict[str, Kind] = {  # IATI 2.03 OrganisationType
    "10": Kind.STATE, "11": Kind.LOCAL_STATE, "15": Kind.STATE, "21": Kind.NGO, "22": Kind.NGO, "23": Kind.NGO,
    "24": Kind.NGO, "30": Kind.PLATFORM, "40": Kind.INTERGOVERNMENTAL, "60": Kind.FOUNDATION, "70": Kind.COMPANY,
    "71": Kind.COMPANY, "72": Kind.COMPANY, "73": Kind.COMPANY, "80": Kind.RESEARCH, "90": Kind.UNKNOWN,
}  # fmt: skip

CORDIS_KIND: dict[str, Kind] = {  # CORDIS activityType
    "PRC": Kind.COMPANY, "PUB": Kind.STATE, "REC": Kind.RESEARCH, "HES": Kind.RESEARCH, "OTH": Kind.UNKNOWN,
}  # fmt: skip


class Power(StrEnum):
    """Hard or soft; what is not tagged is unknown, never soft."""

    HARD = "hard"
    SOFT = "soft"
    UNKNOWN = "unknown"


class Instrument(StrEnum):
    """Through which means power is exercised (DIMEFIL, with political, legal, cultural, technical, humanitarian)."""

    DIPLOMATIC = "diplomatic"
    INFORMATIONAL = "informational"
    MILITARY = "military"
    ECONOMIC = "economic"
    FINANCIAL = "financial"
    INTELLIGENCE = "intelligence"
    LAW_ENFORCEMENT = "law enforcement"
    POLITICAL = "political"
    LEGAL = "legal"
    CULTURAL = "cultural"
    TECHNICAL = "technical"
    HUMANITARIAN = "humanitarian"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Where a number comes from: typed in by its owner, read from a source, or assumed by an analyst."""

    ENTERED = "entered"
    EVIDENCE = "evidence"
    ASSUMED = "assumed"


class Marking(StrEnum):
    """TLP 2.0, from open to closed; the order matters."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"


class Tier(StrEnum):
    """How closely a member is bound in; core and contributor supply, the others are heard."""

    CORE = "core"
    CONTRIBUTOR = "contributor"
    CONSULTED = "consulted"
    OBSERVER = "observer"


class Stance(StrEnum):
    """Where an actor stands towards the conflict; not a tier."""

    PARTNER = "partner"
    PARTY = "party"
    RIVAL = "rival"
    ABSENT = "absent"


class Modality(StrEnum):
    """How an affected group is in (Paffenholz, IPTI)."""

    REPRESENTATION = "direct representation"
    OBSERVER = "observer"
    CONSULTATION = "consultation"
    COMMISSION = "inclusive commission"
    WORKSHOP = "problem-solving workshop"
    DECISION = "public decision-making"
    MASS_ACTION = "mass action"


class Phase(StrEnum):
    """When an affected group is in."""

    PREPARE = "prepare"
    NEGOTIATE = "negotiate"
    IMPLEMENT = "implement"


class Right(StrEnum):
    """What an affected group may decide, from least to most."""

    NONE = "none"
    HEARD = "heard"
    ANSWERED = "answered with reasons"
    VOTE = "vote"
    CONSENT = "consent"


class Relation(StrEnum):
    """What a row of evidence says of its actor. Roles carry the IATI OrganisationRole as their order."""

    FUNDING = "funding"
    ACCOUNTABLE = "accountable"
    EXTENDING = "extending"
    IMPLEMENTING = "implementing"
    COORDINATOR = "coordinator"
    PARTICIPANT = "participant"
    MEMBER = "member"
    OFFERS = "offers"
    GAINS = "gains"
    RISKS = "risks"
    TIE = "tie"
    REPRESENTS = "represents"
    STANCE = "stance"
    JOINED = "joined"
    LEFT = "left"
    MISSION = "mission"
    MARK = "mark"
    ACCOUNT = "account"  # what success, cost or failure means to the actor: object = which amount, value = LOW..HIGH
    ALIAS = "alias"  # other names of the actor, one a line


IATI_ROLE: dict[str, Relation] = {  # IATI OrganisationRole, 2.x codes and 1.0x words
    "1": Relation.FUNDING, "2": Relation.ACCOUNTABLE, "3": Relation.EXTENDING, "4": Relation.IMPLEMENTING,
    "funding": Relation.FUNDING, "accountable": Relation.ACCOUNTABLE, "extending": Relation.EXTENDING,
    "implementing": Relation.IMPLEMENTING,
}  # fmt: skip

PARTICIPATION = (
    Relation.FUNDING, Relation.ACCOUNTABLE, Relation.EXTENDING, Relation.IMPLEMENTING, Relation.COORDINATOR,
    Relation.PARTICIPANT, Relation.MEMBER,
)  # fmt: skip
"""Relations that say: this actor took part in that activity."""
