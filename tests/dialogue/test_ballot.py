"""Ballots go out on paper or as a file, come back, and merge."""

import base64
import datetime as dt
import hashlib
import json
import re

import pytest

from convenor.dialogue import convene
from convenor.dialogue.ballot import FORMAT, Form, make_ballots
from convenor.dialogue.returned import Batch, merge, read_ballots, read_register
from convenor.errors import OutcomeError, SourceError
from convenor.model.dialogue import Mode, Statement

TODAY, LATER = dt.date(2025, 3, 1), dt.date(2025, 12, 31)
STATEMENTS = (Statement(id="1", text="Wells <first> & roads later"), Statement(id="2", text="The market reopens"))


def form(**changes):
    made = {"conversation": "wells", "title": "Wells & markets", "statements": STATEMENTS, "delete_by": LATER}
    return Form(**{**made, **changes})


def given_out(folder, number=3, **changes):
    tokens = iter([f"token{i}" for i in range(100)])
    return make_ballots([form(**changes)], folder, invited=number, token=lambda: next(tokens))


def filled(folder, name, voter, votes, **more):
    data = {"format": FORMAT, "conversation": "wells", "voter": voter, "votes": votes, "strata": {}, **more}
    path = folder / f"{name}.json"
    path.write_text(json.dumps(data))
    return path


def test_a_form_escapes_loads_nothing_and_allows_only_its_own_script(tmp_path):
    page = next(path for path in given_out(tmp_path) if path.name.endswith("form.html")).read_text()
    assert "Wells &lt;first&gt; &amp; roads later" in page
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        text = re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("<script>") == 1


def test_every_invited_participant_gets_a_form_and_a_sheet_in_each_language(tmp_path):
    files = make_ballots([form(), form(language="ar")], tmp_path, invited=2)
    names = sorted(path.name for path in files)
    assert len(names) == 2 * 2 * 2 + 1
    assert 'dir="rtl"' in (tmp_path / "wells-0001-ar-form.html").read_text(encoding="utf-8")
    assert "<script" not in (tmp_path / "wells-0001-en-sheet.html").read_text()


def test_the_register_knows_ballots_again_but_cannot_make_them(tmp_path):
    given_out(tmp_path)
    assert "token" not in (tmp_path / "register.json").read_text()
    register = read_register(tmp_path)
    known = filled(tmp_path, "a", "token0", {"1": 1})
    forged = filled(tmp_path, "b", "somebody", {"1": 1})
    batch = read_ballots([known, forged], register, today=TODAY)
    assert [ballot.voter for ballot in batch.ballots] == ["token0"]
    assert "not given out" in batch.refused[0]


@pytest.mark.parametrize(
    ("votes", "why"),
    [({"9": 1}, "not asked"), ({"1": 2}, "other than"), ({"1": True}, "other than"), ([], "not a filled")],
)
def test_a_ballot_that_cannot_be_right_is_refused_and_named(tmp_path, votes, why):
    given_out(tmp_path)
    batch = read_ballots([filled(tmp_path, "a", "token0", votes)], read_register(tmp_path), today=TODAY)
    assert not batch.ballots
    assert why in batch.refused[0]


def test_votes_are_not_read_after_their_deletion_date(tmp_path):
    given_out(tmp_path)
    with pytest.raises(SourceError, match="deleted") as error:
        read_ballots([], read_register(tmp_path), today=LATER + dt.timedelta(days=1))
    assert error.value.code == "votes.expired"


def test_m44_two_batches_merge_or_the_conflict_is_listed(tmp_path):
    given_out(tmp_path)
    register = read_register(tmp_path)
    office = tmp_path / "office.csv"
    office.write_text("participant,statement,vote\ntoken0,1,agree\ntoken0,2,disagree\ntoken1,1,pass\n")
    field = filled(tmp_path, "field", "token0", {"1": 1, "2": 1})
    first = read_ballots([office], register, today=TODAY)
    second = read_ballots([field], register, today=TODAY)
    merged, other = merge([first, second], register), merge([second, first], register)
    assert merged.conflicts == other.conflicts
    assert [(row.voter, row.about) for row in merged.conflicts] == [("token0", "2")]
    assert dict(merged.conflicts[0].said) == {"office.csv": "-1", "field.json": "1"}
    votes = {
        (who, row.id): merged.conversation.votes_ps[p, s]
        for p, who in enumerate(merged.conversation.participants)
        for s, row in enumerate(merged.conversation.statements)
    }
    assert votes["token0", "1"] == 1
    assert votes["token1", "1"] == 0
    assert votes["token0", "2"] != votes["token0", "2"], "what is contradictory does not count"
    assert merge([first], register).conflicts == merge([first, first], register).conflicts == ()


def test_organisations_are_shown_only_by_consent(tmp_path):
    names = [f"Org {i}" for i in range(6)]
    make_ballots([form(mode=Mode.ATTRIBUTED)], tmp_path, invited=names)
    register = read_register(tmp_path)
    files = [filled(tmp_path, f"b{i}", name, {"1": 1}, consent="yes" if i else "no") for i, name in enumerate(names)]
    batch = read_ballots(files, register, today=TODAY)
    assert "did not consent" in batch.refused[0]
    merged = merge([batch], register)
    assert merged.consented == frozenset(names[1:])
    assert convene(merged.conversation, mode="attributed", consented=merged.consented, sweeps=20).matrix is not None


def test_ballots_of_the_wrong_mode_are_refused(tmp_path):
    with pytest.raises(OutcomeError, match="numbered, not named"):
        make_ballots([form()], tmp_path, invited=["Somebody"])
    with pytest.raises(OutcomeError, match="names of the organisations"):
        make_ballots([form(mode=Mode.ATTRIBUTED)], tmp_path, invited=3)
    with pytest.raises(OutcomeError, match="file name"):
        form(conversation="../wells")


def test_a_register_that_is_none_is_refused(tmp_path):
    (tmp_path / "register.json").write_text('{"a": 1, "a": 2}')
    with pytest.raises(SourceError):
        read_register(tmp_path)
    assert merge([Batch(ballots=())], {"statements": [], "title": "x"}).conversation.title == "x"
