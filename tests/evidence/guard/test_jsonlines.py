"""JSON lines: what stock readers swallow is refused, one line at a time where that is possible."""

import io

import pytest

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.guard.jsonlines import Entry, entries, too_deep
from convenor.evidence.guard.limits import MAX_JSON_LINE


def read(text):
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return list(entries(Input("a.json", len(data), lambda: io.BytesIO(data))))


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ('{"a": 1, "a": 2}', "json.duplicate_key"),
        ('{"b": [{"a": 1, "a": 2}]}', "json.duplicate_key"),
        ('{"a": NaN}', "json.number"),
        ('{"a": -Infinity}', "json.number"),
        ('{"a": 1e999}', "json.number"),
        ('{"a": ' + "9" * 5000 + "}", "json.number"),
        ('{"a": 0.' + "9" * 5000 + "}", "json.number"),
        ('{"a": "\\ud800"}', "json.character"),
        ('{"\\udfff": 1}', "json.character"),
        ('{"a": ["\\u0000"]}', "json.character"),
        ('{"a": "b', "json.malformed"),
        ("{'a': 1}", "json.malformed"),
        ('{"a": 1} {"b": 2}', "json.malformed"),
        ('{"a": "\x01"}', "json.malformed"),
        ("[1]", "json.not_an_object"),
        ("null", "json.not_an_object"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "json.too_deep"),
        ("[" * 100_000, "json.too_deep"),
    ],
)
def test_a_bad_line_is_held_and_its_neighbours_are_read(bad, code):
    before, held, after = read('{"id": "x"}\n' + bad + '\n\n{"id": "y"}')
    assert (before.data, after.data, after.number) == ({"id": "x"}, {"id": "y"}, 4)
    assert (held.position, held.code) == ("line 2", code)
    assert held.text.startswith(bad[:20].replace("\x00", ""))


def test_what_is_unusual_but_sound_is_read():
    pair = '{"a": "\\ud83d\\udea2 \\\\ud800", "b": -0.0, "c": 9007199254740993}'
    found = read("\ufeff" + pair + "\r\n" + '{"d": "\u2028"}')
    assert all(isinstance(entry, Entry) for entry in found)
    assert found[0].data == {"a": "\U0001f6a2 \\ud800", "b": 0.0, "c": 9007199254740993}
    assert found[1].data == {"d": "\u2028"}


def test_a_giant_line_refuses_the_file_with_its_number():
    with pytest.raises(SourceError, match="line 2") as caught:
        read('{"a": 1}\n{"a": "' + "x" * (MAX_JSON_LINE + 100_000) + '"}')
    assert caught.value.code == "json.line_too_long"


def test_bytes_that_are_not_text_refuse_the_file():
    with pytest.raises(SourceError) as caught:
        read(b'{"a": "\xe9"}')
    assert caught.value.code == "text.encoding"


def test_a_file_that_is_all_brackets_is_known_by_its_head():
    assert too_deep(b"[" * 70_000)
    assert too_deep(b"[\n {" * 30_000)
    assert not too_deep(b'[[[{"a": 1}]]]')
    assert not too_deep(b"[[[[")
