"""Wording that a draft agreement proposes whoever the partners are: for counsel to change, and what to fill in."""

from convenor.model.agreement import Line, Provision


def fact(text: str, note: str = "") -> Provision:
    """A line that rests on the plan."""
    return Provision(text=text, kind=Line.FACT, note=note)


def proposed(text: str, note: str = "") -> Provision:
    """A line of proposed wording."""
    return Provision(text=text, kind=Line.WORDING, note=note)


def blank(text: str, note: str = "") -> Provision:
    """A line to be filled, with who knows."""
    return Provision(text=text, kind=Line.BLANK, note=note)


DECISIONS = (
    proposed("Decisions are made by consent of the core partners: nobody has a reasoned objection left."),
    proposed("Whoever is affected is heard before a decision and gets an answer with reasons within 30 days."),
    blank("What is decided by vote, by whom, and with which majority", "to be agreed"),
    blank("Who may speak in public for the partnership; use of names and logos", "to be agreed"),
)

DATA = (
    proposed("No party gives another the identity, testimony or whereabouts of a survivor, or a list of persons."),
    proposed(
        "What is shared carries a marking (TLP 2.0) and is used for this aim alone; no marking means AMBER+STRICT."
    ),
    proposed("Shared data are deleted when this agreement ends, unless law says otherwise."),
    blank("Law that applies to personal data; who answers for them at each party", "counsel"),
    blank("Who owns what is made together", "to be agreed"),
)

SAFEGUARDING = (
    proposed(
        "No party tolerates sexual exploitation, abuse or harassment; each has a channel for complaints that those "
        "affected know and trust, and says within two days that it has heard."
    ),
    proposed("Incidents that touch safety are reported to all parties within a day, without names."),
    blank("Whom to report to at each party, as a role", "to be named by each party"),
)

MONEY = (
    proposed("Each party bears its own costs unless a separate contract says otherwise."),
    blank("Contributions, currency, accounts and audit", "nobody has entered an amount for this agreement"),
)

JOINING = (
    proposed("A body may join when the core partners consent and it signs; those affected are asked first."),
    blank("Criteria for joining", "to be agreed"),
)

DISPUTES = (
    proposed("A dispute goes first to the two parties, then to the steering group, then to a mediator both accept."),
    blank("Mediator, place and law", "counsel"),
    proposed("This agreement binds in good faith and creates no legal duty unless the parties say so.", "counsel"),
)
