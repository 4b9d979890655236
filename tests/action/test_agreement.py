"""The draft agreement: every clause, tiers, nothing invented."""

from dataclasses import replace

import pytest

from convenor.action import plan
from convenor.action.agreement import agreement
from convenor.action.exports import markdown
from convenor.model.agreement import Agreement, Line
from convenor.model.codes import Tier

CLAUSES = (
    "Parties", "Why each is in", "Roles and tiers", "What each promises", "How we shall know: indicators",
    "Steering, and who is heard", "Decisions", "Data protection", "Do no harm", "Sanctions and due diligence",
    "Safeguarding and incidents", "Money", "Joining", "Exit and notice", "Disputes", "Term, review and signature",
)  # fmt: skip


@pytest.fixture
def draft(rich) -> Agreement:
    return agreement(plan(rich))


def lines(draft: Agreement, title: str, kind: Line | None = None) -> list[str]:
    (clause,) = [c for c in draft.clauses if c.title.endswith(title)]
    return [line.text for line in clause.lines if kind in (None, line.kind)]


def test_every_clause_is_there_and_none_is_empty(draft):
    assert tuple(clause.title.split(" ", 1)[1] for clause in draft.clauses) == CLAUSES
    assert all(clause.lines for clause in draft.clauses)


def test_every_party_is_named_and_promises_what_is_used_of_it(draft, rich):
    assert [key for key, _ in draft.parties] == list(rich.ids)
    promised = " ".join(lines(draft, "What each promises", Line.WORDING))
    for member in rich.members:
        assert (member.stake.actor.name in promised) == bool(member.uses)


def test_m26_each_tier_has_its_say_and_only_core_and_contributors_promise(draft, rich):
    said = lines(draft, "Roles and tiers", Line.FACT)
    says = {
        Tier.CORE: "decide together", Tier.CONTRIBUTOR: "consent to those", Tier.CONSULTED: "answered with reasons",
        Tier.OBSERVER: "have no vote",
    }  # fmt: skip
    for tier, words in says.items():
        (line,) = [text for text in said if words in text]
        names = {m.stake.actor.name for m in rich.members if m.tier is tier}
        assert all(name in line for name in names)
        assert not [m for m in rich.members if m.tier is not tier and m.stake.actor.name in line]


def test_what_is_not_on_file_is_a_blank_with_a_note(draft):
    blanks = [line for clause in draft.clauses for line in clause.lines if line.kind is Line.BLANK]
    assert draft.blanks == len(blanks) > 10
    assert all(line.note for line in blanks if "Money, people" not in line.text)
    assert any("its own aim" in line.text for line in blanks)
    assert any(
        text.startswith("Seat and decision right of displaced families")
        for text in lines(draft, "who is heard", Line.BLANK)
    )
    assert lines(draft, "indicators", Line.BLANK) == ["Prosperity: goods landed: target and its date"]


def test_how_an_affected_group_is_in_is_told_as_it_is(draft):
    said = lines(draft, "who is heard", Line.FACT)
    assert any("Women Traders" in text and "by direct representation, vote" in text for text in said)
    assert any("form not on file, decision right not on file" in text for text in said)


def test_a_flag_stands_in_the_draft_and_no_list_was_checked(draft):
    sanctions = lines(draft, "due diligence")
    assert any("is marked: party" in text for text in sanctions)
    assert any("Flag: party; counsel first" in text for text in lines(draft, "Parties"))
    assert any("Which lists bind which party" in text for text in sanctions)


def test_no_fact_is_in_the_draft_that_is_not_in_the_plan(draft, rich):
    """Every figure of a line that is called a fact stands in the partnership, too."""
    import re

    known = repr(rich).replace(",", "")
    for clause in draft.clauses:
        for line in clause.lines:
            if line.kind is Line.FACT:
                for figure in re.findall(r"\d{4,}", line.text.replace(",", "")):
                    assert figure in known, line.text


def test_a_convener_who_is_no_member_is_asked_whether_it_signs(draft, rich):
    assert any(text.startswith("Whether convener signs") for text in lines(draft, "Parties", Line.BLANK))
    inside = replace(rich, outcome=replace(rich.outcome, convener="gov"))
    assert not [t for t in lines(agreement(plan(inside)), "Parties", Line.BLANK) if t.startswith("Whether")]


def test_the_draft_in_markdown_shows_blanks_and_proposals(draft):
    text = markdown.render(draft)
    assert text.startswith("# Draft partnering agreement: Boats trade safely")
    assert text.count("- *proposed:*") == sum(line.kind is Line.WORDING for c in draft.clauses for line in c.lines)
    assert text.count(f"- {markdown.BLANK}") == draft.blanks
