"""Names in other scripts written in Latin letters, so that they meet what others write: Cyrillic, Greek, Arabic.

Cyrillic as Ukraine's passports have it (Cabinet of Ministers, resolution 55 of 2010), with the Russian letters beside;
Greek as in ISO 843, type 2; of Arabic the consonants, the article dropped. Letters that accents were folded away from
but that are no base letter (ø, ł, ß) become the usual ones. Pure: text in, text out.
"""

import re
import unicodedata

_OTHER = re.compile("[ÆÐØÞßæðøþĐđıŁłŒœ\u0370-\u052f\u0600-\u06ff]")
_UKRAINIAN = re.compile("[ґєії]|[сцз]ьк")
_ARABIC = re.compile("[\u0600-\u06ff]+")
_LETTERS = {"æ": "ae", "ð": "d", "ø": "o", "þ": "th", "ß": "ss", "đ": "d", "ı": "i", "ł": "l", "œ": "oe"}
_CYRILLIC = dict(zip("абвгґдеєжзиіїйклмнопрстуфхцчшщьъыэюяёўјљњћђџ", [
    "a", "b", "v", "g", "g", "d", "e", "ie", "zh", "z", "i", "i", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t",
    "u", "f", "kh", "ts", "ch", "sh", "shch", "", "", "y", "e", "iu", "ia", "e", "u", "j", "lj", "nj", "c", "dj", "dz",
], strict=True))  # fmt: skip
_AS_UKRAINE = {"г": "h", "и": "y"}
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", [
    "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch",
    "ps", "o",
], strict=True))  # fmt: skip
_ARABIC_LETTERS = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهوىيةءئؤأإآپچژگی", [
    "a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "a", "gh", "f", "q", "k",
    "l", "m", "n", "h", "w", "a", "i", "a", "", "i", "w", "a", "i", "a", "p", "ch", "zh", "g", "i",
], strict=True))  # fmt: skip
_ALL = _LETTERS | _CYRILLIC | _GREEK | _ARABIC_LETTERS
_UKRAINES = _ALL | _AS_UKRAINE
_ARTICLES = ("وال", "بال", "ال", "لل")  # and-the, with-the, the, for-the


def latin(text: str) -> str:
    """The text with letters of other scripts as Latin ones; what is Latin already stays as it is.

    Example:
        >>> latin("ТОВ «Київ»"), latin("Kirkens Nødhjelp"), latin("وزارة الصحة")
        ('TOV «Kyiv»', 'Kirkens Nodhjelp', 'wzara sha')
    """
    if not _OTHER.search(text):
        return text
    plain = _ARABIC.sub(lambda found: _without_article(found[0]), unicodedata.normalize("NFC", text))
    letters = _UKRAINES if _UKRAINIAN.search(plain.lower()) else _ALL
    return "".join(_one(c, letters) for c in plain)


def _one(letter: str, letters: dict[str, str]) -> str:
    low = letter.lower()
    made = letters.get(low)
    if made is None and "\u0370" <= low <= "\u03ff":
        made = letters.get(unicodedata.normalize("NFD", low)[0])
    if made is None:
        return letter
    return made.capitalize() if letter != low else made


def _without_article(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article) and len(word) > len(article) + 2:
            return word[len(article) :]
    return word
