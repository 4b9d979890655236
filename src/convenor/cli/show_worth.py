"""What the terminal shows of who gains and who would leave: the tests by name, whom to call, who loses."""

import typer

from convenor.cli.screen import draw, listed, table, tell
from convenor.model.partnership import Partnership
from convenor.model.worth import Verdict, Worth

CALLS = 5  # first calls told
LOSERS = 5  # losers told


def show_worth(worth: Worth, partnership: Partnership) -> None:
    """A few lines: stability by name, the first calls, who loses."""
    typer.echo("\nDoes it hold?")
    rows = table("test", "verdict", "of the draws", right=("of the draws",))
    for test in worth.tests:
        share = "" if test.share is None else f"{test.share:.0%}"
        rows.add_row(test.name, test.verdict.value, share)
    draw(rows)
    _points([test.text for test in worth.tests if test.verdict in (Verdict.FAILS, Verdict.DEPENDS) and test.fails])
    if worth.threshold is not None:
        _points([worth.threshold.text])
    listed("Whom to call first", [call.text for call in worth.joining.calls[:CALLS]])
    lost = [f"{loser.why} {loser.mitigation}" for loser in worth.losers[:LOSERS]]
    listed("Who loses, or is not known to be spared", lost)
    names = {member.stake.actor.id: member.stake.actor.name for member in partnership.members}
    worse = [names[member.actor] for member in worth.members if member.exposure.worse]
    if worse:
        _points([f"Worse off by sharing the risk than alone: {'; '.join(worse)}."])


def _points(lines: list[str]) -> None:
    for line in lines:
        tell(f"  · {line}", hanging="    ")
