"""IATI 2.03: the partnership as one activity in the pipeline, with its indicators as results.

An IATI file is there to be published, so only what is marked CLEAR is written; anything else is refused. What the
standard asks for and nobody has entered (the reporter's own identifier) is left empty, with a comment. Who is consulted
or observes takes no part in IATI's sense.
Source: iatistandard.org, activity schema 2.03; order of elements as in its `xsd:sequence`.
"""

import datetime as dt
import re
from pathlib import Path
from typing import Any

from convenor.action.chosen import convener_id, known, suppliers
from convenor.action.labels import capability
from convenor.action.network import marking, network, proposal
from convenor.action.text import clean
from convenor.errors import ConvenorError
from convenor.model.actor import Actor
from convenor.model.codes import Kind, Marking
from convenor.model.outcome import Indicator, Outcome
from convenor.model.partnership import Partnership
from convenor.model.plan import Plan

name = "iati"
title = "IATI 2.03 activity of the partnership"
suffix = ".xml"

TYPE = {  # Kind: IATI OrganisationType, where the kind alone settles it
    Kind.STATE: "10", Kind.LOCAL_STATE: "11", Kind.MILITARY: "15", Kind.INTERGOVERNMENTAL: "40", Kind.COMPANY: "70",
    Kind.PLATFORM: "30", Kind.FOUNDATION: "60", Kind.RESEARCH: "80",
}  # fmt: skip
CIVIL = frozenset({Kind.NGO, Kind.ASSOCIATION, Kind.UNION, Kind.MOVEMENT, Kind.COMMUNITY, Kind.DIASPORA})
LOCAL_CIVIL, OTHER = "24", "90"  # "Partner Country based NGO"; of others nobody on file says whether they are national
FUNDING, ACCOUNTABLE, IMPLEMENTING = "1", "2", "4"  # IATI OrganisationRole
PIPELINE, PLANNED_START, PLANNED_END, OUTCOME_RESULT = "1", "1", "3", "2"
MONEY = frozenset({"donor_grant", "public_money", "philanthropic_capital", "crowdfunding", "private_finance"})
ORG_ID = re.compile(r"[A-Z]{2,3}-[A-Za-z0-9_]+-.+")  # org-id.guide: list code, then the number in that list


def accepts(thing: object) -> bool:
    """A plan or a partnership."""
    return isinstance(thing, (Plan, Partnership))


def write(thing: Any, file: Path) -> None:
    """Write the activity; the same noun gives the same bytes.

    Raises:
        ConvenorError: Something in it is not public.
    """
    if marking(thing) is not Marking.CLEAR:
        raise ConvenorError(
            f"{file.name}: not written: an IATI file is public, and this is {marking(thing).value}; make a public "
            "edition: convenor plan --edition public"
        )
    file.write_bytes(render(thing))


def render(thing: Plan | Partnership) -> bytes:
    """The activity file as XML."""
    from lxml import etree

    outcome = proposal(thing).outcome
    stamp = f"{outcome.as_of.isoformat()}T00:00:00Z"
    top = etree.Element("iati-activities", {"version": "2.03", "generated-datetime": stamp})
    top.append(etree.Comment(" Proposed by convenor; nobody has agreed to it. "))
    _activity(etree.SubElement(top, "iati-activity", {"last-updated-datetime": stamp, "default-currency": "USD",
              "{http://www.w3.org/XML/1998/namespace}lang": "en"}), thing)  # fmt: skip
    return etree.tostring(top, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _activity(node: Any, thing: Plan | Partnership) -> None:
    from lxml import etree

    partnership, outcome = proposal(thing), proposal(thing).outcome
    you = next((s.actor for s in known(partnership) if s.actor.id == convener_id(partnership)), None)
    reference = you.id if you is not None and ORG_ID.fullmatch(you.id) else ""
    key = re.sub(r"[^A-Za-z0-9._-]+", "-", outcome.id)
    _leaf(node, "iati-identifier", f"{reference}-{key}" if reference else f"convenor-{key}")
    if not reference:
        node.append(etree.Comment(" reporting-org/@ref: not on file; enter your own identifier before you publish "))
    kind = _type(you, outcome) or OTHER if you is not None else OTHER
    called = you.name if you is not None else outcome.convener or "not on file"
    _narrated(node, "reporting-org", called, {"ref": reference, "type": kind})
    _narrated(node, "title", outcome.title)
    _narrated(node, "description", outcome.text or outcome.title, {"type": "1"})
    _narrated(node, "description", network(thing).note, {"type": "4"})
    for member in suppliers(partnership):
        for role in _roles([use.capability for use in member.uses]):
            _partner(node, member.stake.actor, outcome, role)
    if you is not None:
        _partner(node, you, outcome, ACCOUNTABLE)
    etree.SubElement(node, "activity-status", {"code": PIPELINE})
    _dates(node, outcome)
    for country, share in _shares(list(outcome.countries), [1.0] * len(outcome.countries)):
        etree.SubElement(node, "recipient-country", {"code": country, "percentage": share})
    _sectors(node, outcome)
    for indicator in outcome.indicators:
        _result(node, indicator)


def _roles(brings: list[str]) -> list[str]:
    """Funding where it brings money, implementing where it brings anything else."""
    money = [key for key in brings if key in MONEY]
    return ([FUNDING] if money else []) + ([IMPLEMENTING] if len(money) < len(brings) else [])


def _partner(node: Any, actor: Actor, outcome: Outcome, role: str) -> None:
    given = {"ref": actor.id} if ORG_ID.fullmatch(actor.id) else {}
    kind = _type(actor, outcome)
    _narrated(node, "participating-org", actor.name, {**given, **({"type": kind} if kind else {}), "role": role})


def _type(actor: Actor, outcome: Outcome) -> str:
    """OrganisationType; empty where nobody can say which."""
    if actor.kind in CIVIL and (actor.country in outcome.countries or "local" in actor.marks):
        return LOCAL_CIVIL
    return TYPE.get(actor.kind, "")


def _dates(node: Any, outcome: Outcome) -> None:
    from lxml import etree

    first, last = outcome.period
    etree.SubElement(node, "activity-date", {"iso-date": (first or outcome.as_of).isoformat(), "type": PLANNED_START})
    if last is not None:
        etree.SubElement(node, "activity-date", {"iso-date": last.isoformat(), "type": PLANNED_END})


def _sectors(node: Any, outcome: Outcome) -> None:
    """DAC purposes of what the steps need, by the table of capabilities; a step's weight is shared among its needs."""
    from lxml import etree

    weights: dict[str, float] = {}
    for step in outcome.steps:
        for key, _ in step.needs:
            row = capability(key)
            code = next((code for code in row.dac if len(code) == 5), "") if row else ""
            if code:
                weights[code] = weights.get(code, 0.0) + step.weight / len(step.needs)
    codes = sorted(weights, key=lambda code: (-weights[code], code))
    for code, share in _shares(codes, [weights[code] for code in codes]):
        etree.SubElement(node, "sector", {"vocabulary": "1", "code": code, "percentage": share})


def _shares(keys: list[str], weights: list[float]) -> list[tuple[str, str]]:
    """Percentages with two digits that sum to 100: the first takes what rounding leaves."""
    whole = sum(weights)
    hundredths = [round(10_000 * weight / whole) for weight in weights]
    if hundredths:
        hundredths[0] += 10_000 - sum(hundredths)
    return [(key, f"{n / 100:.2f}") for key, n in zip(keys, hundredths, strict=True)]


def _result(node: Any, indicator: Indicator) -> None:
    from lxml import etree

    result = etree.SubElement(node, "result", {"type": OUTCOME_RESULT, "aggregation-status": "false"})
    _narrated(result, "title", f"{indicator.kind}: {indicator.name}")
    measure = "2" if indicator.unit.casefold() in ("%", "per cent", "percent") else "1"
    one = etree.SubElement(result, "indicator", {"measure": measure})
    unit = f" [{indicator.unit}]" if indicator.unit else ""
    _narrated(one, "title", f"{indicator.name}{unit}")
    year = re.match(r"\d{4}", indicator.date)
    if indicator.baseline is not None and year:
        etree.SubElement(one, "baseline", {"year": year[0], "value": f"{indicator.baseline:g}", **_day(indicator.date)})


def _day(date: str) -> dict[str, str]:
    try:
        return {"iso-date": dt.date.fromisoformat(date).isoformat()}
    except ValueError:
        return {}


def _leaf(node: Any, tag: str, text: str) -> None:
    from lxml import etree

    etree.SubElement(node, tag).text = clean(text)


def _narrated(node: Any, tag: str, text: str, attributes: dict[str, str] | None = None) -> None:
    from lxml import etree

    made = etree.SubElement(node, tag, attributes or {})
    etree.SubElement(made, "narrative").text = clean(text)
