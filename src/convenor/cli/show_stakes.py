"""What the terminal shows of stakes: readable at 80 columns, every line with the row that says so."""

import textwrap
from collections.abc import Sequence
from typing import Any

import typer

from convenor.cli.doors import printable, say
from convenor.model.codes import Kind
from convenor.model.evidence import Evidence
from convenor.model.outcome import Outcome
from convenor.model.stake import Light, Stake, Unheld

WIDTH = 79  # columns of a line
SIGNALS = 3  # named per stake

LIGHTS = {
    Light.AMBER: "amber: nothing for a year",
    Light.RED: "red: nothing for two years",
    Light.GREY: "no date on file",
}


def show_stakes(
    stakes: Sequence[Stake],
    gaps: Sequence[Unheld],
    outcome: Outcome,
    *,
    top: int,
    searched: int,
    learned: str,
    note: str,
    json: bool,
) -> None:
    """The highest stakes, who is exposed, the diaspora, and the kinds that nobody on file is.

    Args:
        stakes: As traced.
        gaps: Kinds that nobody on file is.
        outcome: The question.
        top: How many to show.
        searched: How many bodies are on file.
        learned: Where the model comes from, in words.
        note: What else is to be known; empty is nothing.
        json: Everything as data instead.
    """
    if json:
        say(_data(stakes, gaps, outcome, learned) | {"searched": searched, "note": note}, "", json=True)
        return
    _write(f"{outcome.title}, as of {outcome.as_of}")
    typer.echo("")
    for i, stake in enumerate(stakes[:top], 1):
        _show(i, stake, outcome)
    _exposed([s for s in stakes if s.exposure], stakes[:top])
    _diaspora(stakes, gaps, searched)
    if gaps:
        kinds = [gap for gap in gaps if Kind.DIASPORA not in gap.kinds]
        typer.echo("\nNobody on file, though the harm falls on them:" if kinds else "")
        for gap in kinds:
            _write(f"· {gap.words}: {gap.evidence[0].value.split(': ', 1)[-1]} ({gap.evidence[0].locator})", "  ")
    _foot(stakes, learned)
    if note:
        _write(note)


def _data(stakes: Sequence[Stake], gaps: Sequence[Unheld], outcome: Outcome, learned: str) -> dict[str, Any]:
    from convenor.action.exports.json import as_data  # brings the whole room of action: only who asks for data waits

    return {
        "outcome": outcome.id,
        "as_of": outcome.as_of,
        "model": learned,
        "calibrated": any(stake.calibrated for stake in stakes),
        "stakes": [as_data(stake) for stake in stakes],
        "gaps": [as_data(gap) | {"words": gap.words} for gap in gaps],
    }


def _show(number: int, stake: Stake, outcome: Outcome) -> None:
    flag = f" [{stake.flagged}]" if stake.flagged else ""
    _write(f"{number:>3}  {stake.actor.name}{flag}", "     ")
    amount = f"{stake.salience:.0%} likely" if stake.calibrated else f"stake {stake.salience:.2f}"
    bits = "" if stake.surprise is None else f", surprise {stake.surprise:.1f} bits"
    seen = LIGHTS.get(stake.light, "")
    words = ", ".join(part for part in (stake.actor.kind.value, amount, "usual" if stake.usual else "new") if part)
    _write(f"     {words}{bits}{f'; {seen}' if seen else ''}", "     ")
    if stake.reasons:
        _write("     for it: " + ", ".join(f"{name} {share:.0%}" for name, share in stake.reasons[:SIGNALS]), "     ")
    _write(f"     {_row(stake, outcome)}", "       ")


def _row(stake: Stake, outcome: Outcome) -> str:
    """The first row that says so; what is past its use-by date is named as such."""
    if not stake.evidence:
        return " > ".join(stake.exposure)
    row = stake.evidence[0]
    year = f" ({row.start:%Y})" if row.start else ""
    expired = " [expired]" if row.expired(outcome.as_of) else ""
    return f"{_cut(_said(row), 60)}{year}{expired}; {_cut(row.source, 30)}"


def _said(row: Evidence) -> str:
    """What a row says in words: its title where the value is a bare amount."""
    amount = row.value.replace(".", "").replace("-", "").isdigit()
    return (row.title or row.object) if amount or not row.value else row.value


def _exposed(exposed: Sequence[Stake], shown: Sequence[Stake]) -> None:
    """Stakes by exposure that the list above does not show already, by who bears what."""
    further = [stake for stake in exposed if stake not in shown and stake.actor.kind is not Kind.DIASPORA]
    by_bearer: dict[tuple[str, ...], list[Stake]] = {}
    for stake in further:
        by_bearer.setdefault(stake.exposure[1:-1], []).append(stake)
    if further:
        typer.echo("\nExposed, whatever their record (by their names):")
    for path, held in by_bearer.items():
        page = next((row.locator for row in held[0].evidence if row.relation == "exposed"), "")
        _write(f"· {' > '.join(path)}: {'; '.join(_cut(stake.actor.name, 60) for stake in held)} ({page})", "  ")


def _diaspora(stakes: Sequence[Stake], gaps: Sequence[Unheld], searched: int) -> None:
    held = [stake for stake in stakes if stake.actor.kind is Kind.DIASPORA]
    missing = [gap for gap in gaps if Kind.DIASPORA in gap.kinds]
    if not held:
        typer.echo(f"\nDiaspora: searched {searched:,} bodies, found none.")
    else:
        typer.echo("\nDiaspora:")
    for stake in held:
        home = f" (home {stake.actor.home})" if stake.actor.home else ""
        words = _said(stake.evidence[0]) if stake.evidence else " > ".join(stake.exposure)
        _write(f"· {stake.actor.name}{home}: {_cut(words, 90)}", "  ")
    for gap in missing:
        for row in (row for row in gap.evidence if row.relation != "exposed"):
            _write(f"· {row.value}; {_cut(row.source, 40)}", "  ")


def _foot(stakes: Sequence[Stake], learned: str) -> None:
    rates = [stake.newcomer_rate for stake in stakes if stake.newcomer_rate is not None]
    new = sum(not stake.usual for stake in stakes)
    beside = f"; in past partnerships on such outcomes {rates[0]:.0%} of partners were new" if rates else ""
    typer.echo("")
    _write(f"{len(stakes):,} candidates, {new:,} of them new{beside}.")
    what = "a chance of taking part" if any(s.calibrated for s in stakes) else "a rank, not a probability"
    _write(f"Stake is {what}; {learned}. --top N shows more, --json all with their rows.")


def _write(text: str, indent: str = "") -> None:
    lines = textwrap.wrap(printable(text), WIDTH, subsequent_indent=indent, drop_whitespace=True)
    typer.echo("\n".join(lines) if not text.startswith(" ") else _kept(text, lines))


def _kept(text: str, lines: list[str]) -> str:
    """Wrapped lines, with the blanks before the first."""
    before = text[: len(text) - len(text.lstrip())]
    return "\n".join([before + lines[0].lstrip(), *lines[1:]]) if lines else text


def _cut(text: str, width: int) -> str:
    shown = printable(text)
    return shown if len(shown) <= width else shown[: width - 1] + "…"
