"""What a minister or a board would read: one paragraph per partner, and stability in plain words."""

from collections.abc import Sequence

from convenor.model.account import Range
from convenor.model.codes import Basis
from convenor.model.partnership import Member
from convenor.model.worth import Exposure, Joining, Loser, MemberWorth, Stability, Verdict
from convenor.partnerships.entries import COSTS, Entry
from convenor.partnerships.words import figure, join, label, percent

NAMED = 3  # capabilities, names and pages told in a paragraph


def paragraph(member: Member, entry: Entry, found: MemberWorth, effect: float, names: dict[str, str]) -> str:
    """What you bring, gain, risk alone and together, what happens if you leave, on what evidence, what was assumed.

    Args:
        member: The partner as proposed.
        entry: What it has at stake.
        found: Its side of the bargain, without this text.
        effect: Effect of all [0, 1].
        names: Ids to names.
    """
    parts = (
        _brings(member, found),
        _gains(entry, found),
        _risks(entry, found.exposure, found.risks),
        _leaving(found, effect, names),
        _evidence(member),
        _assumed(found.assumed),
    )
    return " ".join(part for part in parts if part)


def _brings(member: Member, found: MemberWorth) -> str:
    name = member.stake.actor.name
    if not member.uses:
        return f"{name} supplies nothing that is needed; it is in to be heard."
    labels = join([label(use.capability) for use in member.uses], NAMED)
    low, high = found.credit_range
    error = f", give or take {found.credit_error:.1%}" if found.credit_error else ""
    vary = f" ({percent(low)} to {percent(high)} as amounts vary)" if high - low > 0.005 else ""
    return f"{name} brings {labels}; {percent(found.credit)} of the reach{vary}{error} is to its credit."


def _gains(entry: Entry, found: MemberWorth) -> str:
    said = f"By the pages it gains: {found.gains[0].rstrip('.')}. " if found.gains else ""
    if entry.unit == COSTS:
        return said + _break_even(found)
    inside, outside = span(found.value), span(found.outside)
    return (
        f"{said}Success is worth {span(entry.worth)} to it and joining costs it {span(entry.cost)} ({entry.unit}). "
        f"Inside it has {inside}, outside {outside}: staying pays in {percent(found.stays)} of the draws."
    )  # fmt: skip


def _break_even(found: MemberWorth) -> str:
    if found.break_even is None:
        return (
            "The others reach as far without it, so that success alone is no reason for it to stay: offer it something "
            "of its own, or a say."
        )  # fmt: skip
    return (
        f"Nobody entered what success is worth to it; staying pays where that is at least {figure(found.break_even)} "
        "times what joining costs it."
    )  # fmt: skip


def _risks(entry: Entry, exposure: Exposure, pages: Sequence[str]) -> str:
    said = f"By the pages it risks: {pages[0].rstrip('.')}. " if pages else ""
    if exposure.tail_alone.high <= 0:
        return f"{said}No loss of its own was entered."
    alone, together = exposure.tail
    text = f"In the worst cases it loses {figure(alone)} alone and {figure(together)} together ({entry.unit})"
    if exposure.worse and together > alone:
        return f"{said}{text}: sharing makes its bad case worse, since others fail more often than it does."
    cut = percent(max(0.0, 1.0 - together / alone)) if alone > 0 else "nothing"
    worse = "; on average it is worse off by sharing" if exposure.worse else ""
    return f"{said}{text}: sharing takes {cut} off{worse}."


def _leaving(found: MemberWorth, effect: float, names: dict[str, str]) -> str:
    if found.pivotal:
        return f"Without it too few are in for the agreement to bind, and nothing of {percent(effect)} is left."
    if effect - found.leaves < 0.0005:
        return "If it leaves the reach stays as it is."
    hit = f", and the work of {join([names[i] for i in found.hit], NAMED)} counts for less" if found.hit else ""
    return (
        f"If it leaves and nobody replaces it, the reach falls from {percent(effect)} to {percent(found.leaves)}{hit}."
    )


def _evidence(member: Member) -> str:
    rows = member.stake.evidence
    if not rows:
        return "No page says so: it is here by exposure."
    sites = list(dict.fromkeys(row.source for row in rows if row.basis is not Basis.ASSUMED))
    return f"This rests on {len(rows)} rows, from {join(sites, NAMED)}." if sites else "This rests on coding alone."


def _assumed(sentences: Sequence[str]) -> str:
    return f"Assumed: {'; '.join(sentences)}." if sentences else ""


def span(amount: Range, unit: str = "") -> str:
    """A range in words: '2 to 5 million USD', or one number where it is known."""
    ends = figure(amount.low) if amount.known else f"{figure(amount.low)} to {figure(amount.high)}"
    return f"{ends} {unit}".strip()


def stability_in_words(
    verdicts: Sequence[Stability], leaving: str, joining: Joining, losers: Sequence[Loser], names: dict[str, str]
) -> str:
    """One paragraph on whether it holds: who would leave, whether money could mend it, whom to call, who loses."""
    by_name = {verdict.name: verdict for verdict in verdicts}
    inside, potential, core = (by_name[name] for name in ("internal stability", "potential internal stability", "core"))
    holds = f"It holds by itself at the middle of all ranges, and in {percent(inside.share or 0.0)} of the draws."
    parts = [f"{leaving}." if inside.fails else holds]
    if inside.fails and potential.verdict is not Verdict.NOT_MEANINGFUL:
        parts.append(potential.text)
    parts.append(core.text)
    if joining.text:
        parts.append(joining.text)
    sure = [names.get(loser.who, loser.who) for loser in losers if loser.sure]
    if sure:
        parts.append(f"Worse off than today: {join(sure)}.")
    return " ".join(parts)
