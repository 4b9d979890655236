"""Text from data reads as it is stored, and only plain web addresses become links."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convenor.action.text import clean, cut, host, visible, web_address

BIDI = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)]


@given(
    st.text(st.characters(), max_size=80) | st.lists(st.sampled_from([*BIDI, "a", " ", "\u0301", "\x07"])).map("".join)
)
def test_nothing_hidden_is_left(text):
    shown = visible(text)
    assert not any(letter in BIDI for letter in shown)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in shown)
    shown.encode("utf-8")


def test_bidi_controls_are_made_visible():
    assert clean("Harbour \u202eecilop") == "Harbour ⟨U+202E⟩ecilop"


def test_stacked_marks_are_capped_and_ordinary_accents_kept():
    assert clean("Za" + "\u0301" * 40 + "b") == "Za" + "\u0301" * 4 + "b"
    assert clean("S\u0323\u0307o") == "S\u0323\u0307o"


def test_persian_joiners_are_kept():
    assert clean("می\u200cرود") == "می\u200cرود"


@given(st.text(max_size=200), st.integers(2, 60))
def test_a_cut_text_is_never_longer_than_asked(text, limit):
    assert len(cut(text, limit)) <= limit


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "//example.org", "",
        "file:///etc/passwd", "http://", "https://user@example.org/", "https://exa mple.org", "http:\\\\example.org",
        "https://example.org/\u202egpj", "vbscript:x", "https://[", "mailto:a@example.org",
    ],
)  # fmt: skip
def test_only_plain_web_addresses_become_links(address):
    assert web_address(address) == ""
    assert host(address) == ""


def test_a_plain_web_address_is_kept_as_it_stands():
    assert web_address("https://www.example.org/a?b=1#c") == "https://www.example.org/a?b=1#c"
    assert host("https://www.example.org/a") == "example.org"
