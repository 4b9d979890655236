"""XML: whole records or a reason; no doctype, no entities, no network, flat memory."""

import io
import random
import resource
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convenor.errors import SourceError
from convenor.evidence.guard import Input, markup
from convenor.evidence.sources import Reject


def opened(data: bytes | str) -> Input:
    raw = data if isinstance(data, bytes) else data.encode()
    return Input("made.xml", len(raw), lambda: io.BytesIO(raw))


def read(data, tag="r"):
    """(position, text) of records, and rejects."""
    file = opened(data)
    markup.root(file)
    return [
        item if isinstance(item, Reject) else (item[0], markup.text_of(item[1])) for item in markup.records(file, tag)
    ]


def refused(data) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(data)
    return caught.value


def test_each_record_comes_with_its_place():
    assert read("<x>\n<r a='1'/>\n <r>é</r></x>") == [
        ("record 1, line 2", '<r a="1"/>'),
        ("record 2, line 3", "<r>é</r>"),
    ]


def test_the_root_is_known_before_its_children():
    root = markup.root(opened('<?xml version="1.0"?><!-- c --><x version="2"><r></x>'))
    assert (root.tag, root.get("version")) == ("x", "2")


def test_what_is_between_records_is_passed_over():
    assert [p for p, _ in read("<x>text<a><r/></a><!-- <r/> --><r/><?r?><![CDATA[<r/>]]></x>")] == ["record 1, line 1"]


def test_a_record_within_a_record_belongs_to_the_outer_one():
    assert read("<x><r><r/></r></x>") == [("record 1, line 1", "<r><r/></r>")]


def test_a_record_in_a_namespace_of_its_own_is_none():
    assert read('<x><r xmlns="urn:other"/></x>') == []


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">',
        '<?xml version="1.0"?>\n<!-- a --><?b c?>\n<!DOCTYPE x>',
        "\ufeff  <!DOCTYPE x>",
        "<!-- > --><!DOCTYPE x>",
        "<!-- <!DOCTYPE y> --><?p <x> ?><!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_wherever_it_hides(head, encoding):
    assert refused((head + "<x><r/></x>").encode(encoding)).code == "xml.dtd_forbidden"


def test_a_doctype_in_a_text_is_text():
    assert len(read("<x><r><![CDATA[<!DOCTYPE html>]]></r></x>")) == 1


def test_an_entity_that_nobody_declared_is_refused():
    assert refused("<x><r>&lol;</r></x>").code == "xml.malformed"


def test_a_prolog_without_end_is_refused():
    assert refused("<!--" + "a" * 100_000 + "--><x/>").code in ("xml.prolog_too_long", "xml.malformed")
    assert refused("<?a b?>" * 20_000 + "<x/>").code == "xml.prolog_too_long"


@pytest.mark.parametrize("depth", [300, 5_000, 100_000])
def test_deep_nesting_is_refused(depth):
    assert refused("<x><r/>" + "<a>" * depth + "</a>" * depth + "</x>").code == "xml.too_deep"


@pytest.mark.parametrize("count", [markup.MAX_ATTRIBUTES + 1, 1_000, 50_000])
@pytest.mark.parametrize("padding", [0, 65_300, 65_536, 200_000])
def test_too_many_attributes_hold_the_record_back(count, padding):
    many = " ".join(f'a{i}=">"' for i in range(count))
    found = read(f"<x><!--{'.' * padding}--><r/><r><b {many}/></r><r/></x>")
    assert [type(item) for item in found] == [tuple, Reject, tuple]
    assert found[1].code == "xml.too_many_attributes"
    assert f"a{count - 1}=" in found[1].text


def test_as_many_attributes_as_allowed_are_fine():
    many = " ".join(f'a{i}=""' for i in range(markup.MAX_ATTRIBUTES))
    assert not any(isinstance(item, Reject) for item in read(f"<x><r><b {many}/></r></x>"))


def test_a_long_text_holds_the_record_back():
    found = read(f"<x><r/><r><b>{'a' * (markup.MAX_TEXT + 1)}</b></r><r/></x>")
    assert [item.code if isinstance(item, Reject) else "" for item in found] == ["", "xml.text_too_long", ""]


def test_a_text_without_end_is_refused():
    assert refused("<x><r>" + "a" * 12_000_000 + "</r></x>").code == "xml.too_large"


def test_a_record_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(markup, "MAX_NODES", 5_000)
    monkeypatch.setattr(markup, "COUNT_FROM", 100_000)
    assert len(read("<x>" + "<r><a/></r>" * 50_000 + "</x>")) == 50_000
    assert refused("<x><r/>" + "<r>" + "<a/>" * 100_000 + "</r></x>").code == "xml.record_too_large"


def test_a_first_record_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(markup, "COUNT_FROM", 100_000)
    assert refused("<x><r>" + "<a/>" * 500_000 + "</r></x>").code == "xml.record_too_large"


class Long(Input):
    """A file of many pieces of the same kind, which notes how much memory is in use while it is read."""

    def chunks(self, size: int = 0):
        yield b"<x><r/>"
        for number in range(80):
            resident = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
            if number in (20, 79):
                self.size.append(resident)
            yield self.file.encode() * 5_000
        yield b"</x>"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the memory in use from /proc")
@pytest.mark.parametrize("filler", ["<a/>", "<!-- c -->", "<?p i?>", "text <b/>", "<r/>"])
def test_memory_stays_flat(filler):
    file = Long(filler, [], lambda: io.BytesIO(b"<x>"))
    assert not any(isinstance(item, Reject) for item in markup.records(file, "r"))
    early, late = file.size
    assert late - early < 5_000_000  # bytes; 300,000 nodes kept would be 30 MB


@pytest.mark.parametrize(
    "broken", ["<x><r></x>", "<x><r/></x><y/>", "<x><r/>&</x>", "<x><r a=1/></x>", "<x><r/>\x01</x>", "<x><r/><r", "x"]
)
def test_what_is_not_well_formed_is_refused_or_cut_short(broken):
    try:
        found = read(broken)
        assert [item.code for item in found if isinstance(item, Reject)] == ["xml.truncated"]
    except SourceError as error:
        assert (error.code, error.locator[:5]) == ("xml.malformed", "line ")


def test_a_nul_is_refused_with_line_and_column():
    error = refused("<x>\n<r/>\n <r>a\0b</r></x>")
    assert (error.code, error.locator) == ("xml.malformed", "line 3, column 6")


def test_a_nul_late_in_a_long_file_is_found_in_its_line():
    error = refused("<x>" + "<r/>\n" * 50_000 + "ab\0</x>")
    assert error.locator == "line 50001, column 3"


WHOLE = "<x>" + "".join(f"<r><id>{i}</id>é</r>\n" for i in range(5)) + "</x>"


@pytest.mark.parametrize("cut", range(5, len(WHOLE.encode()) - 1))
def test_a_file_cut_anywhere_gives_its_whole_records_and_the_rest_verbatim(cut):
    data = WHOLE.encode()[:cut]
    try:
        data.decode()
    except UnicodeDecodeError:
        assert refused(data).code == "text.encoding"
        return
    found = read(data)
    whole = data.decode().count("</r>")
    assert [position.split(",")[0] for position, _ in found[:-1]] == [f"record {i + 1}" for i in range(whole)]
    last = found[-1]
    assert (last.code, f"after {whole} whole" in last.message) == ("xml.truncated", True)
    rest = data.decode()[data.decode().rfind("</r>") + 4 :] if whole else data.decode()
    assert last.text == rest
    assert last.position == f"byte {len(data) - len(rest.encode())}"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_records_or_a_refusal(data):
    try:
        read(b"<x><r/>" + data)
    except SourceError as error:
        assert error.code.split(".")[0] in ("xml", "text")


def test_random_flips_give_records_or_a_refusal():
    rng = random.Random(7)
    for _ in range(1_500):
        hurt = bytearray(WHOLE.encode())
        for _ in range(rng.randint(1, 5)):
            hurt[rng.randrange(len(hurt))] = rng.randrange(256)
        try:
            read(bytes(hurt))
        except SourceError as error:
            assert error.code
