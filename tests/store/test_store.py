"""The book keeps what it was given, and nothing half."""

import subprocess
import sys

import narwhals as nw
import pytest

from convenor.errors import BookError, NotFoundError
from convenor.store import connect


def add(book, *ids, load="l1"):
    book.append("activities", {"id": list(ids), "start": ["2024-02-29"] * len(ids)}, load=load, source="s")


def test_rows_come_back_as_they_went_in(book):
    add(book, "a", "b")
    rows = book.rows(book.table("activities").select("id", "start", "end").sort("id"))
    assert [r["id"] for r in rows] == ["a", "b"]
    assert rows[0]["start"].isoformat() == "2024-02-29"
    assert rows[0]["end"] is None


def test_columns_come_back_without_holes(book):
    book.append("money", {"activity": ["a", None], "amount": [1.5, None]})
    found = book.fetch(book.table("money").select("activity", "amount"))
    assert sorted(found["activity"]) == ["", "a"]
    assert sorted(str(amount) for amount in found["amount"]) == ["1.5", "nan"]


def test_a_failed_transaction_leaves_nothing(book):
    with pytest.raises(RuntimeError), book.transaction():
        add(book, "a")
        raise RuntimeError
    assert book.count("activities") == 0


def test_a_load_can_be_taken_out_again(book):
    add(book, "a", load="l1")
    add(book, "b", load="l2")
    book.drop_loads(["l1"])
    assert [r["id"] for r in book.rows(book.table("activities"))] == ["b"]


def test_a_frame_of_our_own_joins_the_tables(book):
    add(book, "a", "b")
    wanted = book.frame({"key": ["b"]})
    found = book.rows(book.table("activities").join(wanted, left_on="id", right_on="key").select("id"))
    assert found == [{"id": "b"}]


def test_no_file_can_be_read_by_sql(book, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(Exception, match="disabled|Permission"):
        book._connection.execute(f"SELECT * FROM read_csv('{tmp_path}/secret.csv')").fetchall()
    with pytest.raises(Exception, match="lock"):
        book._connection.execute("SET enable_external_access=true")


def test_a_bad_date_is_a_book_error_and_not_a_traceback_of_the_data_base(book):
    with pytest.raises(BookError, match="book.write"):
        book.append("activities", {"id": ["a"], "start": ["2024-02-30"]})


def test_an_unknown_table_is_not_found(book):
    with pytest.raises(NotFoundError, match="no table"):
        book.table("activity")


def test_a_file_that_is_no_book_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("hello " * 1000, encoding="utf-8")
    with pytest.raises(BookError, match="not a book"):
        connect(tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "hello " * 1000


def test_a_folder_an_absent_book_and_an_absent_folder_are_refused(tmp_path):
    with pytest.raises(BookError, match="is a folder"):
        connect(tmp_path)
    with pytest.raises(BookError, match="does not exist"):
        connect(tmp_path / "no" / "book.duckdb")
    with pytest.raises(BookError, match="there is no book"):
        connect(tmp_path / "book.duckdb", new=False)


def test_another_schema_is_refused_with_what_to_do(tmp_path):
    with connect(tmp_path / "book.duckdb") as opened:
        opened._connection.execute("UPDATE book SET schema_version = 99")
    with pytest.raises(BookError, match="newer: update convenor"):
        connect(tmp_path / "book.duckdb")


def test_a_second_process_is_told_and_harms_nothing(tmp_path):
    path = tmp_path / "book.duckdb"
    code = (
        "from convenor.store import connect\nfrom convenor.errors import BookError\n"
        f"try:\n    connect({str(path)!r})\nexcept BookError as e:\n    print(e.code)"
    )
    with connect(path) as opened:
        add(opened, "a")
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "book.locked"
    with connect(path) as opened:
        assert opened.count("activities") == 1


def test_a_process_that_used_a_book_ends_quietly():
    code = "from convenor.store import connect\nb = connect()\nb.rows(b.table('activities'))\nb.close()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_expressions_run_inside_the_data_base(book):
    add(book, "a", "b")
    assert book.rows(book.table("activities").filter(nw.col("id") > "a").select("id")) == [{"id": "b"}]


def test_a_book_of_an_older_schema_gains_what_it_lacks_and_loses_nothing(tmp_path):
    with connect(tmp_path / "b.duckdb") as opened:
        add(opened, "a")
        opened._connection.execute("DROP TABLE judgements; ALTER TABLE quarantine DROP COLUMN rows")
        opened._connection.execute("UPDATE book SET schema_version = 1")
    for _ in range(2):
        with connect(tmp_path / "b.duckdb") as opened:
            assert [row["id"] for row in opened.rows(opened.table("activities"))] == ["a"]
            assert opened.count("judgements") == 0
            opened.append("quarantine", {"rows": ["{}"]})


def test_what_is_kept_is_found_in_the_same_state_alone(tmp_path):
    with connect(tmp_path / "b.duckdb") as book:
        before = book.state()
        assert book.kept("thing", state=before) is None
        book.keep("thing", b"\x00old", state=before)
        book.keep("thing", b"\x00new", state=before)
    with connect(tmp_path / "b.duckdb") as book:
        assert book.kept("thing", state=book.state()) == b"\x00new"
        book.append("actors", {"id": ["a"], "name": ["A"]})
        assert book.state() != before
        assert book.kept("thing", state=book.state()) is None


def test_what_was_reckoned_goes_with_the_rows_it_came_from(book):
    book.keep("thing", b"words of the rows")
    book.drop_loads(["l1"])
    assert book.kept("thing") is None
