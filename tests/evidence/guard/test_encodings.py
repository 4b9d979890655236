"""The page of characters of a table is told by its letters, or not at all."""

import io
import random

import pytest

from convenor.errors import SourceError
from convenor.evidence.guard import Input
from convenor.evidence.guard.encodings import guess, known, wide
from convenor.evidence.guard.sheet import lines

TEXTS = {
    "French": ("Les Médecins sans pareil; Théâtre d'été à Clé, 1\u00a0200 ménages", ["cp1252", "cp850", "mac-roman"]),
    "French in capitals": ("CÔTE DU LEVANT;RÉGION;ÉDUCATION", ["cp1252", "cp850", "mac-roman"]),
    "Spanish": ("Fundación Niñez Íntegra;Peña;¿qué?", ["cp1252", "cp850", "mac-roman"]),
    "Portuguese": ("Associação Mão;Água;São João;Província", ["cp1252", "cp850", "mac-roman"]),
    "German": ("Müller Söhne;Österreich;Straße", ["cp1252", "cp850", "mac-roman"]),
    "Russian": ("Наименование организации;Сектор;ФОНД Родник", ["cp1251", "cp866"]),
    "Ukrainian": ("Організація;Благодійний фонд Світанок;Їжаківська;ґанок;Рівне", ["cp1251", "koi8-u"]),
    "Arabic": ("المنظمة;القطاع;مؤسسة النهر للتنمية", ["cp1256"]),
    "Persian": ("سازمان;بخش;پروژه;گروه", ["cp1256"]),
    "Turkish": ("Kuruluş Adı;Umut Işığı Derneği;Çamlık;İl", ["cp1254"]),
    "Polish": ("Spółdzielnia;Żółć;Gdańsk;Świętokrzyskie", ["cp1250"]),
    "Czech": ("Příliš žluťoučký kůň;Děti;město", ["cp1250"]),
    "a typographic apostrophe": ("l\u2019eau", ["cp1252", "cp1251"]),
    "a number with a hard space": ("1\u00a0200", ["cp1252"]),
}


@pytest.mark.parametrize(("text", "page"), [(text, page) for text, pages in TEXTS.values() for page in pages])
def test_the_guessed_page_gives_the_text_that_was_meant(text, page):
    data = text.encode(page)
    assert data.decode(guess(data)) == text


def test_bytes_that_are_no_text_are_not_guessed():
    chance = random.Random(7)
    assert {guess(chance.randbytes(5_000)) for _ in range(20)} == {""}
    assert guess(b"plain") == ""


@pytest.mark.parametrize("first", ["utf-8", "cp1252"])
@pytest.mark.parametrize("times", [1, 50])
def test_two_encodings_in_one_text_are_not_guessed(first, times):
    second = "cp1252" if first == "utf-8" else "utf-8"
    assert guess("Théâtre; Médecins ".encode(first) * times + "Résistance".encode(second)) == ""


def test_wide_text_without_a_mark():
    text = "Організація;Сектор\r\nА;Б\r\n"
    assert wide(text.encode("utf-16-le")) == "utf-16-le"
    assert wide(text.encode("utf-16-be")) == "utf-16-be"
    assert wide(text.encode()) == wide(b"a,b\n1,\0\n" + b"x" * 80) == wide(b"\0" * 999) == ""


@pytest.mark.parametrize(
    "name", ["utf-7", "idna", "punycode", "unicode_escape", "base64", "rot13", "nonsense", "a\0b", ""]
)
def test_what_is_no_encoding_of_text_is_not_known(name):
    assert known(name) == ""


def test_a_page_is_guessed_from_the_whole_file_and_told():
    data = ("a;b\n" * 40_000 + "Благодійний фонд;Світанок\n").encode("cp1251")
    file = Input("old.csv", len(data), lambda: io.BytesIO(data))
    assert list(lines(file))[-1].cells == ["Благодійний фонд", "Світанок"]
    assert file.guessed == "windows-1251"


def test_what_a_person_says_wins_over_a_guess_but_not_over_a_mark():
    def first(data, encoding):
        return next(lines(Input("a.csv", len(data), lambda: io.BytesIO(data), encoding=encoding))).cells

    assert first("Ð;b\n".encode("cp1252"), "windows-1252") == ["Ð", "b"]
    assert first("Ж;b\n".encode("cp1252", "ignore") + "Ж;b\n".encode("cp866"), "cp866") == ["", "b"]
    assert first("組織;b\n".encode("gb18030"), "gb18030") == ["組織", "b"]
    assert first("é;b\n".encode("utf-8-sig"), "windows-1252") == ["é", "b"]


def test_json_is_not_guessed():
    data = '{"name": "Théâtre"}\n'.encode("cp1252")
    with pytest.raises(SourceError) as refused:
        list(Input("a.json", len(data), lambda: io.BytesIO(data)).texts(guess=True))
    assert refused.value.code == "text.encoding"
