"""A dialogue tied to an outcome: what affected women said is held against the partnership."""

import csv
import datetime as dt
import json

import pytest

from convenor.dialogue.keep import keep
from tests.dialogue.made_up import BLOCKED, SHARED, planted
from tests.model.test_outcome import GOOD
from tests.test_cli import IATI, run

GROUP = "women traders"


@pytest.fixture(scope="module")
def votes(tmp_path_factory):
    """A folder of kept votes in which women traders block what most want."""
    folder = tmp_path_factory.mktemp("votes")
    conversation, group_p = planted(people=100, statements=14, groups=5, share=0.9, seed=3)
    keep(conversation, folder, delete_by=dt.date(2999, 12, 31))
    with (folder / "strata.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = [(who, GROUP if g == 4 else "others") for who, g in zip(conversation.participants, group_p, strict=True)]
        csv.writer(stream).writerows([("participant", "who"), *rows])
    return folder


def test_what_affected_women_said_reaches_the_gate_of_a_composed_partnership(votes, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "q.yaml").write_text(GOOD.partition("  floors:")[0], encoding="utf-8")
    (tmp_path / "good.xml").write_text(IATI.format(more=""), encoding="utf-8")
    run("load", "good.xml", "--book", "b.duckdb")
    code, out, err = run("compose", "q.yaml", "--book", "b.duckdb", "--dialogue", votes, "--json")
    assert code == 0, err
    (light,) = json.loads(out)["gate"]["lights"]
    (said,) = light["said"]
    assert (light["group"], said["audience"], said["people"]) == (GROUP, f"who: {GROUP}", 20)
    assert f"Sentence {BLOCKED}" in said["vetoes"]
    assert f"Sentence {SHARED}" in dict(said["wants"])
    assert any(f"Sentence {BLOCKED}" in warning for warning in light["warnings"])
    code, _, err = run("compose", "q.yaml", "--book", "b.duckdb", "--dialogue", "nowhere")
    assert code == 2
    assert "nowhere" in err
