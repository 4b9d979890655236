"""Polis exports come in and go out without loss; their traps are sprung here on made-up files."""

import csv

import numpy as np
import pytest

from convenor.dialogue.conversation import conversation_of
from convenor.dialogue.measures import group_aware_consensus, polis
from convenor.dialogue.polis import read_export, write_export
from convenor.dialogue.polis_own import export_of
from convenor.errors import SourceError
from convenor.model.dialogue import Statement

SUMMARY = 'topic,"Roads, and who mends them"\nurl,x\nconversation-description,"Two\nlines"\n'
COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    '1,x,0,0,2,1,1,"A, with a comma\nand a line"\n2,x,1,1,2,1,0,B\n3,x,2,1,0,0,-1,C\n'
)
MATRIX = (
    "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2\n"
    "0,0,1,2,1,1,1,-1,\n1,,2,2,2,0,1,1,\n2,1,0,3,1,1,-1,1,0\n"
)
EVENTS = (
    "timestamp,datetime,comment-id,voter-id,vote\n"
    "1500000000,a,0,0,-1\n1500000009,b,0,0,1\n1500000001,a,1,0,-1\n1500000002,a,0,1,1\n1500000003,a,1,1,1\n"
    "1500000004,a,0,2,-1\n1500000005,a,1,2,1\n1500000006,a,2,2,0\n"
)


def written(folder, **files):
    names = {
        "summary": "summary.csv",
        "comments": "comments.csv",
        "matrix": "participants-votes.csv",
        "events": "votes.csv",
    }
    for name, text in files.items():
        (folder / names[name]).write_text(text, encoding="utf-8")
    return folder


def whole(folder):
    return written(folder, summary=SUMMARY, comments=COMMENTS, matrix=MATRIX, events=EVENTS)


def turned(text):
    """The same matrix with agree as -1; its counts stay."""
    head, *rows = text.strip().split("\n")
    cells = [row.split(",") for row in rows]
    out = [",".join(row[:6] + [str(-int(c)) if c else "" for c in row[6:]]) for row in cells]
    return "\n".join([head, *out]) + "\n"


def test_the_last_vote_counts_times_are_milliseconds_and_blank_groups_are_none(tmp_path):
    found = read_export(whole(tmp_path)).conversation
    assert found.votes_ps[0, 0] == 1
    assert found.times_ps[0, 0] == 1500000009000
    assert found.exported == ("0", None, "1")
    assert found.description == "Two\nlines"
    assert found.statements[0].text == "A, with a comma\nand a line"
    assert [row.accepted for row in found.statements] == [True, True, False]
    assert [row.id for row in found.accepted.statements] == ["0", "1"]


def test_every_file_is_written_as_it_was_read(tmp_path):
    source = whole(tmp_path / "in" if (tmp_path / "in").mkdir() is None else tmp_path)
    (source / "format.json").write_text('{"format": "polis-export/1"}')
    (source / "comments.csv").write_bytes("\ufeff".encode() + COMMENTS.replace("\n", "\r\n").encode())
    write_export(read_export(source), tmp_path / "out")
    for file in source.iterdir():
        assert (tmp_path / "out" / file.name).read_bytes() == file.read_bytes(), file.name


def test_our_own_export_says_its_sign_and_comes_back_equal(tmp_path, conversation):
    write_export(export_of(conversation), tmp_path)
    back = read_export(tmp_path).conversation
    assert np.array_equal(back.votes_ps, conversation.votes_ps, equal_nan=True)
    assert back.participants == conversation.participants
    assert [row.text for row in back.statements] == [row.text for row in conversation.statements]
    assert "agree=+1;disagree=-1;pass=0;format=polis-export/1" in (tmp_path / "summary.csv").read_text()


def test_no_cell_of_our_own_export_is_a_formula(tmp_path):
    texts = [Statement(id="0", text="=HYPERLINK(1)"), Statement(id="1", text="@here"), Statement(id="2", text="plain")]
    given = conversation_of([("-x", "0", 1), ("=y", "1", -1), ("z", "2", 0)], texts, title="+1")
    write_export(export_of(given), tmp_path)
    for file in tmp_path.glob("*.csv"):
        for row in csv.reader(file.read_text(encoding="utf-8").splitlines()):
            assert not [c for c in row if c.startswith(("=", "+", "-", "@")) and c not in ("-1", "+1")], row
    back = read_export(tmp_path).conversation
    assert [row.text for row in back.statements] == [row.text for row in texts]
    assert set(back.participants) == {"-x", "=y", "z"}


@pytest.mark.parametrize("stamp", ["1e999", "nan", "x", "9" * 400])
def test_a_time_that_is_none_does_not_stop_the_votes(tmp_path, stamp):
    found = read_export(written(tmp_path, events=EVENTS.replace("1500000009", stamp), matrix=MATRIX)).conversation
    assert np.isnan(found.times_ps).any()
    export_of(found)


def test_an_inverted_matrix_is_told_by_its_counts(tmp_path):
    plain = read_export(written(tmp_path, matrix=MATRIX)).conversation
    other = read_export(written(tmp_path, matrix=turned(MATRIX)))
    assert other.sign == -1
    assert np.array_equal(other.conversation.votes_ps, plain.votes_ps, equal_nan=True)


def test_an_inverted_event_log_is_told_by_the_matrix(tmp_path):
    flipped = "\n".join(
        ",".join([*row.split(",")[:4], str(-int(row.split(",")[4]))]) if i else row
        for i, row in enumerate(EVENTS.strip().split("\n"))
    )
    plain = read_export(whole(tmp_path)).conversation
    assert np.array_equal(
        read_export(written(tmp_path, events=flipped)).conversation.votes_ps, plain.votes_ps, equal_nan=True
    )


def test_a_sign_that_nobody_declares_and_nothing_tells_is_refused(tmp_path):
    folder = written(tmp_path, events=EVENTS)
    with pytest.raises(SourceError) as error:
        read_export(folder)
    assert error.value.code == "votes.sign-undeclared"
    assert read_export(folder, sign=-1).conversation.votes_ps[0, 0] == -1
    (folder / "votes.csv").write_text("# vote-convention: agree=-1;disagree=+1;pass=0\n" + EVENTS)
    assert read_export(folder).conversation.votes_ps[0, 0] == -1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("vote-convention,agree=-1;disagree=+1;pass=0", "votes.sign-contradicted"),
        ("vote-convention,agree=-1;disagree=+1;pass=0;format=polis-export/1", "votes.sign-mismatch"),
        ("vote-convention,agree=yes;disagree=-1;pass=0", "votes.sign-malformed"),
        ("vote-convention,agree=+1;agree=+1;disagree=-1;pass=0", "votes.sign-malformed"),
        ("vote-convention,agree=+1;disagree=-1", "votes.sign-malformed"),
    ],
)
def test_a_declaration_that_cannot_be_right_is_refused(tmp_path, line, code):
    folder = whole(tmp_path)
    (folder / "summary.csv").write_text(SUMMARY + line + "\n")
    with pytest.raises(SourceError) as error:
        read_export(folder)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("votes.csv", b"a,b\n1,2\n", "csv.columns"),
        ("votes.csv", b'timestamp,"datetime\n', "csv.unreadable"),
        ("votes.csv", b"\xff\xfe", "text.encoding"),
        ("votes.csv", b"a\0b", "text.nul"),
        ("format.json", b"{" * 100_000, "json.unreadable"),
    ],
)
def test_a_broken_file_is_named(tmp_path, name, content, code):
    folder = whole(tmp_path)
    (folder / name).write_bytes(content)
    with pytest.raises(SourceError) as error:
        read_export(folder)
    assert error.value.code == code
    assert error.value.source == name


def test_cells_that_are_no_votes_are_counted_and_left_out(tmp_path):
    folder = written(tmp_path, matrix=MATRIX.replace("-1,1,0", "-1,1,7"))
    found = read_export(folder).conversation
    assert "1 cells hold no vote" in found.notes[0]


def test_group_aware_consensus_is_the_product_of_smoothed_shares():
    votes_ps = np.array([[1.0], [1.0], [0.0], [-1.0], [np.nan]])
    label_p = np.array([0, 0, 1, 1, 1])
    assert group_aware_consensus(votes_ps, label_p)[0] == pytest.approx(3 / 4 * 1 / 4)


def test_polis_measures_find_planted_groups_and_do_not_know_the_order_of_rows(conversation):
    found = polis(conversation.votes_ps)
    assert min(np.bincount(found.label_p[found.label_p >= 0])) >= 40
    assert 0 in found.majority[0]
    turned_round = polis(conversation.votes_ps[::-1])
    assert np.allclose(turned_round.consensus_s, found.consensus_s)
    assert all(len(rows) <= 5 for rows in found.representative)


@pytest.mark.shared
def test_all_real_conversations_come_back_byte_for_byte(shared, tmp_path):
    folders = [path for path in sorted((shared / "data" / "polis").iterdir()) if path.is_dir()]
    assert len(folders) == 8
    for folder in folders:
        write_export(read_export(folder), tmp_path / folder.name)
        for file in folder.iterdir():
            assert (tmp_path / folder.name / file.name).read_bytes() == file.read_bytes(), file


@pytest.mark.shared
def test_group_aware_consensus_equals_the_exported_column_on_371_of_371(shared):
    folder = shared / "data" / "polis" / "bg2050-volunteers"
    export = read_export(folder)
    found = export.conversation
    rows = {row["comment-id"]: row["group-informed-consensus"] for row in export.tables["comments.csv"].records()}
    label_p = np.array([-1 if group is None else int(group) for group in found.exported])
    ours_s = group_aware_consensus(found.votes_ps, label_p)
    equal = sum(abs(ours - float(rows[row.id])) < 1e-12 for ours, row in zip(ours_s, found.statements, strict=True))
    assert equal == len(rows) == 371
