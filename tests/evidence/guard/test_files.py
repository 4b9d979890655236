"""A file on its way in: what it is, how long, in which encoding."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.errors import SourceError
from convenor.evidence.guard import Input, members, plain_file, shown


def opened(data: bytes) -> Input:
    return Input("made.txt", len(data), lambda: io.BytesIO(data))


def refused(call, *args) -> SourceError:
    with pytest.raises(SourceError) as caught:
        call(*args)
    return caught.value


def test_what_is_not_a_plain_file_is_refused_with_a_code(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").touch()
    codes = {name: refused(plain_file, tmp_path / name).code for name in ("pipe", "empty", "missing", ".", "a\0b")}
    assert codes == {
        "pipe": "file.not_plain",
        "empty": "file.empty",
        "missing": "file.missing",
        ".": "file.folder",
        "a\0b": "file.permission",
    }
    assert refused(plain_file, "/dev/zero").code == "file.not_plain"


def test_a_file_that_is_too_long_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("convenor.evidence.guard.files.MAX_FILE", 5)
    (tmp_path / "long").write_text("123456")
    assert refused(plain_file, tmp_path / "long").code == "file.too_large"


def test_a_stream_that_goes_on_is_cut_off(monkeypatch):
    monkeypatch.setattr("convenor.evidence.guard.files.MAX_FILE", 100)
    assert refused(list, opened(b"x" * 101).chunks(10)).code == "file.too_large"
    assert sum(map(len, opened(b"x" * 100).chunks(10))) == 100


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_head_is_utf8_without_a_mark_whatever_the_file(encoding):
    text = '<?xml version="1.0"?><é/>'
    assert opened(text.encode(encoding)).head == text.encode()


@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"), max_size=200),
    size=st.integers(1, 7),
)
def test_decoding_in_pieces_gives_the_text(text, size):
    assert "".join(_texts(text.encode(), size)) == text


def _texts(data: bytes, size: int):
    class Small(Input):
        def chunks(self, _: int = 0):
            return Input.chunks(self, size)

    return Small("made.txt", len(data), lambda: io.BytesIO(data)).texts()


@given(before=st.text(max_size=50).filter(lambda t: t.isprintable()), size=st.integers(1, 5))
def test_the_first_bad_byte_is_named_by_its_offset(before, size):
    data = before.encode("utf-8", "ignore") + b"\xff tail"
    error = refused(list, _texts(data, size))
    assert (error.code, error.locator) == ("text.encoding", f"byte {len(data) - 6}")


def test_a_cut_off_letter_at_the_end_is_named_too():
    error = refused(list, opened("abcé".encode()[:-1]).texts())
    assert (error.code, error.locator) == ("text.encoding", "byte 3")


@pytest.mark.parametrize(("byte", "hint"), [(b"\xe9", "Latin-1"), (b"\x92", "windows-1252")])
def test_a_likely_encoding_is_named(byte, hint):
    assert hint in refused(list, opened(b"R" + byte + b"seau").texts()).message


def test_a_declared_encoding_is_believed_when_the_bytes_agree():
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?><é/>'
    assert "".join(opened(latin.encode("latin-1")).texts()) == latin
    lies = '<?xml version="1.0" encoding="UTF-16"?><é/>'
    assert "".join(opened(lies.encode()).texts()) == lies


@pytest.mark.parametrize("name", ["utf-7", "rot13", "idna", "unicode_escape", "no-such", "hex", "cp037"])
def test_a_strange_encoding_is_refused(name):
    file = opened(f'<?xml version="1.0" encoding="{name}"?><a/>'.encode())
    assert refused(list, file.texts()).code == "text.encoding"


def test_a_small_text_is_read_whole_or_refused():
    assert opened(b"abc").text() == "abc"
    assert refused(opened(b"abc").text, 2).code == "file.too_large"
    assert refused(opened(b"a\0c").text).code == "text.nul"


def test_names_are_printable():
    assert shown("a/b\x1b[31m.xml") == "b\N{REPLACEMENT CHARACTER}[31m.xml"


def test_a_file_can_be_read_again(tmp_path):
    (tmp_path / "a").write_text("abc")
    (file,) = members(tmp_path / "a")
    assert [b"".join(file.chunks()), b"".join(file.chunks())] == [b"abc", b"abc"]
    assert file.done() == 3
