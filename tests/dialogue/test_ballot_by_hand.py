"""Ballots from the command line, filled in a real browser and typed from paper, and read back."""

import csv
import datetime as dt
import json
import time

import pytest
from typer.testing import CliRunner

from convenor.cli import app
from convenor.dialogue.keep import kept
from convenor.dialogue.polis import read_export
from tests.action.exports.conftest import PROGRAM

STATEMENTS = (
    "id,en,ar\n1,Wells come first,الآبار أولاً\n2,The market reopens,يُفتح السوق\nn3,=Roads <later>,الطرق لاحقاً\n"
)
LATER = "2999-12-31"


def run(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def given(tmp_path):
    """A folder of three anonymous ballots in two languages, and the pseudonyms printed on the sheets."""
    (tmp_path / "wells.csv").write_text(STATEMENTS, encoding="utf-8")
    out = tmp_path / "out"
    code, text, err = run("ballot", tmp_path / "wells.csv", "--invited", 3, "--delete-by", LATER, "--out", out,
                          "--title", "Wells", "--ask", "sex: women, men")  # fmt: skip
    assert code == 0, err
    assert "3 ballots in en, ar" in text
    sheets = sorted(out.glob("*-en-sheet.html"))
    return tmp_path, out, [page.read_text("utf-8").partition("<b>")[2].partition("</b>")[0] for page in sheets]


def typed(path, rows, head=("participant", "statement", "vote")):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


def test_m44_two_batches_read_apart_merge_and_the_conflict_is_listed(given):
    folder, out, (one, two, _) = given
    first, second = folder / "first", folder / "second"
    first.mkdir()
    second.mkdir()
    typed(first / "desk.csv", [(one, "1", "agree", "women"), (one, "2", "disagree", "")],
          ("participant", "statement", "vote", "sex"))  # fmt: skip
    typed(second / "field.csv", [(one, "2", "agree"), (two, "1", "pass"), (two, "n3", "agree")])
    command = ("ballot", out, "--returned", first, "--returned", second, "--out", folder / "votes")
    code, text, _ = run(*command)
    assert code == 3
    assert f"{one}, 2: desk.csv: disagree; field.csv: agree" in text
    data = json.loads(run(*command, "--json")[1])
    assert data["participants"] == 2
    assert [(row["voter"], row["about"]) for row in data["conflicts"]] == [(one, "2")]
    conversation = read_export(folder / "votes").conversation
    votes = {
        (who, row.id): conversation.votes_ps[p, s]
        for p, who in enumerate(conversation.participants)
        for s, row in enumerate(conversation.statements)
    }
    assert (votes[one, "1"], votes[two, "1"], votes[two, "n3"]) == (1, 0, 1)
    assert votes[one, "2"] != votes[one, "2"]
    assert [row.text for row in conversation.statements][2] == "=Roads <later>"
    assert (folder / "votes" / "strata.csv").read_text("utf-8").split() == ["participant,sex", f"{one},women"]
    code, text, err = run("convene", folder / "votes", "--strata", folder / "votes" / "strata.csv")
    assert code == 0, err
    assert "fewer than 10 anonymous voices" in text


def test_organisations_on_paper_are_shown_by_the_consent_they_signed(given):
    folder, _, _ = given
    names = [f"Org {n}" for n in range(6)]
    asked = [word for name in names for word in ("--organisation", name)]
    assert run("ballot", folder / "wells.csv", *asked, "--delete-by", LATER, "--out", folder / "six")[0] == 0
    rows = [(name, "1", "agree", "yes" if name != "Org 3" else "") for name in names]
    typed(folder / "paper.csv", rows, ("participant", "statement", "vote", "consent"))
    code, text, _ = run("ballot", folder / "six", "--returned", folder / "paper.csv", "--out", folder / "record")
    assert code == 3
    assert "1 organisations did not consent" in text
    assert "Org 3" not in (folder / "record" / "votes.csv").read_text("utf-8")
    code, text, err = run("convene", folder / "record", "--mode", "attributed", "--consented")
    assert code == 0, err


def test_votes_are_not_convened_after_their_day(given):
    folder, out, (one, *_) = given
    typed(folder / "b.csv", [(one, "1", "agree")])
    run("ballot", out, "--returned", folder / "b.csv", "--out", folder / "votes")
    stated = json.loads((folder / "votes" / "format.json").read_text())
    (folder / "votes" / "format.json").write_text(json.dumps({**stated, "delete-by": "2001-01-01"}))
    code, _, err = run("convene", folder / "votes")
    assert code == 2
    assert "deleted" in err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--invited", "3"], "deleted"),
        (["--delete-by", LATER], "how many"),
        (["--delete-by", "soon", "--invited", "3"], "not a date"),
        (["--delete-by", LATER, "--invited", "3", "--ask", "sex"], "categories"),
    ],
)
def test_what_is_missing_is_asked_for(tmp_path, words, why):
    (tmp_path / "wells.csv").write_text(STATEMENTS, encoding="utf-8")
    code, _, err = run("ballot", tmp_path / "wells.csv", "--out", tmp_path / "out", *words)
    assert code == 2
    assert why in err


def test_a_population_is_given_as_a_table(given):
    folder, _, _ = given
    typed(folder / "many.csv", [(f"p{i}", s, "agree" if i % 3 else "disagree") for i in range(24) for s in "1234"])
    typed(folder / "who.csv", [(f"p{i}", "women" if i % 4 == 0 else "men") for i in range(24)], ("participant", "sex"))
    typed(folder / "pop.csv", [("sex", "women", "50%"), ("sex", "men", "50%")], ("dimension", "category", "share"))
    code, text, err = run("convene", folder / "many.csv", "--strata", folder / "who.csv", "--population",
                          folder / "pop.csv", "--source", "made-up census", "--outcome", "wells", "--json")  # fmt: skip
    assert code == 0, err
    data = json.loads(text)
    assert data["outcome"] == "wells"
    assert data["weights"]["source"] == "made-up census"
    assert {row["population"] for row in data["weights"]["margins"]} == {0.5}
    typed(folder / "pop.csv", [("sex", "women", "half")], ("dimension", "category", "share"))
    assert "no share" in run("convene", folder / "many.csv", "--population", folder / "pop.csv")[2]


def test_rows_leave_only_by_the_switch_and_with_the_estimate_said(given):
    folder, _, _ = given
    typed(
        folder / "many.csv",
        [(f"Ms {i}", s, "agree" if (i + int(s)) % 3 else "pass") for i in range(24) for s in "1234"],
    )
    command = ("convene", folder / "many.csv", "--rows", folder / "rows")
    code, _, err = run(*command)
    assert code == 2
    assert "single out" in err
    assert not (folder / "rows").exists()
    code, _, err = run(*command, "--rows-allowed")
    assert code == 0, err
    assert "single out" in err
    again = read_export(folder / "rows").conversation
    assert len(again.participants) == 24
    assert not any("Ms" in name for name in again.participants)


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_form_filled_in_a_browser_saves_what_is_read_back(browser, given, tmp_path, language):
    folder, out, (one, *_) = given
    back = tmp_path / "back"
    back.mkdir()
    browser.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(back))
    form = next(out.glob(f"*-0001-{language}-form.html"))
    browser.open(form, width=390)
    assert not [e for e in browser.events if e.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
    browser.click('input[name="s:1"][value="1"]')
    browser.click('input[name="s:n3"][value="-1"]')
    browser.ask("document.querySelector('select').value = 'women'")
    browser.click("button")
    for _ in range(100):
        saved = [file for file in back.iterdir() if file.suffix == ".json"]
        if saved:
            break
        time.sleep(0.05)
    assert one not in saved[0].name
    code, text, err = run("ballot", out, "--returned", back, "--out", folder / "votes", "--json")
    assert code == 0, err + text
    conversation = kept(folder / "votes", today=dt.date(2026, 1, 1))
    assert conversation.participants == (one,)
    assert [str(vote) for vote in conversation.votes_ps[0]] == ["1.0", "nan", "-1.0"]
    assert (folder / "votes" / "strata.csv").read_text("utf-8").split()[1] == f"{one},women"
