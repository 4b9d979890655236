"""What the terminal shows: readable at 80 columns, colour only where it means something, everything also as JSON."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from convenor.action.exports.json import as_data
from convenor.cli.doors import printable, say
from convenor.cli.readings import as_rows, show_readings
from convenor.cli.screen import draw, listed, table, tell
from convenor.evidence import LoadReport, contents
from convenor.evidence.sources import Source
from convenor.model.capability import capabilities
from convenor.model.dialogue import Dialogue
from convenor.model.partnership import Gap, Member, Partnership
from convenor.store import Store

BRINGS, BRINGS_WIDTH = 3, 40  # offers listed per partner, and the room that they get


def show_load(report: LoadReport, book: Path, *, doubles: int = 0, json: bool) -> None:
    """How many records came in, what was kept aside and why, and how many names stand under several ids."""
    errors = [{"file": e.file, "position": e.position, "code": e.code, "message": e.message} for e in report.errors]
    counts: dict[str, Any] = {"loaded": report.loaded, "quarantined": report.quarantined, "skipped": report.skipped}
    if json:
        counts |= {"names_under_several_ids": doubles}
        counts |= {"left_out": dict(report.left_out), "changes": [asdict(change) for change in report.changes]}
        say({**counts, "errors": errors, "readings": as_rows(report.readings)}, "", json=True)
        return
    typer.echo(f"{report.loaded:,} records loaded into {book}, {report.quarantined:,} kept aside.")
    show_readings(report.readings)
    for name in report.skipped:
        typer.echo(f"  {printable(name)}: already in the book, nothing changed")
    for new in report.changes:
        typer.echo(
            f"  {printable(new.file)}: a newer edition, in place of the older one: {new.added:,} records added,"
            f" {new.changed:,} changed, {new.gone:,} gone"
        )
    for code, times in report.left_out:
        typer.echo(f"  {times:>5}  {code}: left out on purpose, nothing of it is kept")
    by_code: dict[str, list[dict[str, str]]] = {}
    for error in errors:
        by_code.setdefault(error["code"], []).append(error)
    for code, found in sorted(by_code.items(), key=lambda pair: -len(pair[1])):
        first = found[0]
        where = f"{first['file']}, {first['position']}" if first["position"] else first["file"]
        typer.echo(f"  {len(found):>5}  {code}  e.g. {printable(where)}: {printable(first['message'])[:120]}")
    if doubles:
        names = "name stands" if doubles == 1 else "names stand"
        typer.echo(
            f"{doubles:,} {names} under several ids. Next: convenor resolve --book {book} finds who is one body."
        )


def show_book(book: Store, *, json: bool) -> None:
    """Counts, and each source with licence and date."""
    held = contents(book)
    if json:
        say(held, "", json=True)
        return
    typer.echo(
        f"{held['activities']:,} activities, {held['participations']:,} participations, {held['actors']:,} actors"
    )
    rows = table("source", "file", "records", "aside", "read", "licence", right=("records", "aside"))
    for row in held["sources"]:
        cells = (row["source"], row["file"], row["loaded"], row["quarantined"], row["retrieved"], row["licence"])
        rows.add_row(*(printable(str(cell)) for cell in cells))
    draw(rows)


def show_sources(sources: Iterable[Source], *, json: bool) -> None:
    """Every registered source."""
    listed = [
        {"name": s.name, "title": s.title, "good_for": s.good_for, "licence": s.licence, "homepage": s.homepage}
        for s in sources
    ]
    if json:
        say({"sources": listed}, "", json=True)
        return
    rows = table("name", "what it is", "good for", "licence")
    for row in listed:
        rows.add_row(row["name"], row["title"], row["good_for"], row["licence"])
    draw(rows)


def show_capabilities(word: str, *, json: bool) -> None:
    """The table of capabilities, or those that hold a word."""
    wanted = word.casefold()
    found = [c for c in capabilities().values() if wanted in c.id or wanted in c.label.casefold()]
    if json:
        listed = [{"id": c.id, "label": c.label, "power": c.power, "instrument": c.instrument} for c in found]
        say({"capabilities": listed}, "", json=True)
        return
    rows = table("id", "power", "what it is")
    for row in found:
        rows.add_row(row.id, row.power.value, row.label)
    draw(rows)
    typer.echo(f"{len(found)} of {len(capabilities())} capabilities.")


def show_partnership(best: Partnership) -> None:
    """The answer in a screenful."""
    low, high = best.effect_range
    typer.echo("")
    tell(f"{best.outcome.title}, as of {best.outcome.as_of}")
    typer.echo("")
    working = [m for m in best.members if m.uses]
    new = sum(not m.stake.usual for m in working)
    of_them = f"{len(working)} partners" if len(working) != 1 else "1 partner"
    tell(
        f"{of_them}, {new} of them new to you, reach about {best.effect:.0%} of this outcome "
        f"(range {low:.0%} to {high:.0%}; {best.proof})."
    )
    if best.usual is not None:
        tell(f"Your usual partners {best.contrast} reach about {best.usual.effect:.0%}.")
    tell("That is coverage, not consent: nobody named here has said yes.")
    tell(f"Hard power: {best.hard:.0%} of what is used; untagged: {best.unknown:.0%}.")
    typer.echo("")
    rows = table("", "partner", "brings (1 = a leading provider)", "lost*", right=("lost*",))
    rows.columns[2].no_wrap, rows.columns[2].min_width = True, BRINGS_WIDTH
    for i, member in enumerate(best.members, 1):
        rows.add_row(str(i), *_member_cells(member))
    draw(rows)
    typer.echo("* part of the effect that goes if the partner leaves and nobody replaces it")
    listed("Missing", (_gap_line(gap) for gap in best.gaps))
    listed("Nobody speaks for", best.unheard)
    first = [f"{f.action} ({f.owner}, {f.start:%d %b} to {f.end:%d %b %Y})" for f in best.findings[:3]]
    listed("Do first", first)
    listed("Assumed", best.assumed)


def show_dialogue(dialogue: Dialogue, *, json: bool) -> None:
    """Common ground first, then what divides, who must be heard, and what the numbers are not."""
    if json:
        say(as_data(dialogue), "", json=True)
        return
    texts = {s.id: s.text or s.id for s in dialogue.statements}
    groups = dialogue.groups
    split = f"{len(groups)} opinion groups" if groups else "no opinion groups"
    typer.echo(f"{dialogue.people:,} people, {dialogue.votes:,} votes, {len(texts):,} statements, {split}.")
    ground = [
        f"{_short(texts[c.statement], 70)} [{c.side}; about {c.share:.0%}, at least {c.low:.0%} in {c.worst}]"
        for c in dialogue.common
    ]
    listed("Common ground", ground[:10] or ["none found"])
    apart = [
        f"{_short(texts[d.statement], 70)} [{d.most[0]} {d.most[1]:.0%}, {d.least[0]} {d.least[1]:.0%}]"
        for d in dialogue.divides
    ]
    listed("What divides", apart[:5])
    listed("All agree", (texts[key] for key in dialogue.shared))
    heard = [f"{m.audience}: {'; '.join(_short(texts[k], 60) for k in m.statements[:3])}" for m in dialogue.must_hear]
    listed("Must be heard", heard)
    listed("Discounted", (f"{d.kind}: {d.why}" for d in dialogue.discounts))
    listed("Ask next", (f"{_short(texts.get(what, what), 60)}: {why}" for what, why in dialogue.ask))
    listed("Note", dialogue.notes)


def _short(text: str, width: int) -> str:
    shown = printable(text)
    return shown if len(shown) <= width else shown[: width - 1] + "…"


def _gap_line(gap: Gap) -> str:
    if gap.behind:
        return f"{_label(gap.capability)}: no more is used, since {', '.join(map(_label, gap.behind))} is scarcer still"
    return f"{_label(gap.capability)}: ask {gap.examples or ', '.join(gap.sectors)}"


def _member_cells(member: Member) -> tuple[str, ...]:
    brings = [f"{use.amount:.2f} {_short(_label(use.capability), 30)}" for use in member.uses[:BRINGS]]
    if len(member.uses) > BRINGS:
        brings.append(f"and {len(member.uses) - BRINGS} more")
    actor = member.stake.actor
    flag = f" [{member.stake.flagged}]" if member.stake.flagged else ""
    new = "usual" if member.stake.usual else "new"
    who = f"{_short(actor.name, 60)}{flag}\n{actor.kind.value}, {new}"
    return who, "\n".join(brings) or f"({member.tier.value})", f"{member.without:.0%}"


def _label(capability: str) -> str:
    known = capabilities().get(capability)
    return known.label.split(":")[0] if known else capability
