"""The tutorial "from outcome to first call" runs as it is printed, on the data that ship."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from convenor.cli import app

PAGE = (Path(__file__).parent.parent / "docs" / "tutorial-from-outcome-to-first-call.md").read_text("utf-8")
CASE = Path(str(files("convenor").joinpath("data", "cases", "ukraine")))
LEDGER = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1]
COMMANDS = re.findall(r"```console\n\$ convenor (.*?)\n(.*?)```", PAGE, re.DOTALL)
SHOWN = re.search(r"```\n(Mend first.*?)```", PAGE, re.DOTALL)[1]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What each command of the page prints, run in its order in one folder."""
    here = tmp_path_factory.mktemp("tutorial")
    for name in ("actors.yaml", "others.yaml", "outcome.yaml"):
        shutil.copy(CASE / name, here / name)
    kept = LEDGER.replace(
        "due: 2025-09-30}", "due: 2025-09-30, state: kept, settled: 2025-09-20, evidence: handover note}"
    )
    added = "  - {id: plan-1, by: ses, to: switzerland, what: a list of fields, made: 2025-06-12, due: 2025-12-01}\n"
    for name, text in (("common", LEDGER), ("ours", kept), ("theirs", LEDGER + added)):
        (here / f"{name}.yaml").write_text(text, encoding="utf-8")
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        patch.setenv("COLUMNS", "80")
        for command, _ in COMMANDS:
            done = CliRunner().invoke(app, command.split())
            assert done.exit_code == 0, done.output
            told.append(done.output)
    return here, told


def test_every_command_prints_what_the_page_shows(printed):
    _, told = printed
    for (command, shown), output in zip(COMMANDS, told, strict=True):
        assert output.startswith(shown.rstrip()), command


def test_the_plan_says_first_what_the_page_shows_first(printed):
    _, told = printed
    assert SHOWN.rstrip() in told[1]
    assert told[1].index("Mend first") < told[1].index("Call, in this order")


def test_the_files_of_the_page_are_there(printed):
    here, _ = printed
    for name in ("plan.html", "brief.md", "draft.docx", "merged.yaml"):
        assert (here / name).stat().st_size > 400, name
