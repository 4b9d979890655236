"""Which page of characters a table is in that does not say so: the old ones of Windows, DOS and the Mac.

Excel saves "CSV" in the page of the machine that it runs on. Bytes prove nothing, but letters do: in the wrong page the
letters of a word are of several scripts, change case in the middle, or have signs between them. The guess is told to
the person who loads, who may say better (`--encoding`). Two pages of equal merit give the same letters wherever it
matters, or the earlier, more usual one. Pure: bytes in, a name out.
"""

import codecs
import re
from collections.abc import Iterable
from itertools import pairwise

SAMPLE = 60_000  # bytes from which a page is guessed
_LEAST = 0.6  # merit [-2..1] from which a guess is told; below it nothing is guessed
_WIDE_FROM, _ZEROS = 12, 0.08  # bytes, and share of zeros in every second byte, from which a text is UTF-16
_MIXED = 0.5  # letters of UTF-8 to bytes that are none, from which a text is in two encodings

_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüÿœßÀÁÂÃÄÅÆÇÈÉÊËÍÎÏÑÓÔÕÖØÙÚÛÜŒ"
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎЈ"
_PAGES = {  # the letters that its languages use, the most usual page first
    "windows-1252": _WESTERN,
    "windows-1251": _CYRILLIC,
    "windows-1256": "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئپچژگکیھہںےًٌٍَُِّْ،؛؟ـ",
    "windows-1254": "çğıöşüâîûÇĞİÖŞÜ",
    "windows-1250": "áäăâąćčďđéěęëíîĺľłńňóôőöřŕśšşťţúůűüýźžżÁÄĂÂĄĆČĎĐÉĚĘÍÎŁŃŇÓÔŐÖŘŚŠŞŤŢÚŮŰÜÝŹŽŻ",
    "cp850": _WESTERN,
    "mac-roman": _WESTERN,
    "cp866": _CYRILLIC,
    "koi8-u": _CYRILLIC,
}
_WHOLE_WORDS = frozenset({"windows-1251", "windows-1256", "cp866", "koi8-u"})  # scripts that share no word with ours
_SIGNS = "’‘“”„«»‹›–—…•·°ºª№€£§©®™¿¡\u00a0\u200c\u200d\u200e\u200f²³½"
_WORD = re.compile(rb"[A-Za-z0-9\x80-\xff'.-]*[\x80-\xff][A-Za-z0-9\x80-\xff'.-]*")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ACCENTED = re.compile(rb"[\xc2-\xc5][\x80-\xbf]|\xe2\x80[\x80-\xbf]")  # é, ş and ’ as UTF-8 has them
_NAMES = re.compile(
    r"utf-8(-sig)?|utf-(16|32)(-[lb]e)?|ascii|iso8859-\d+|cp(125\d|437|85\d|86\d|874|932|949|950)|mac-roman|mac-cyrillic"
    r"|koi8-[rut]|gb18030|gbk|gb2312|big5|shift_jis|euc_(jp|kr)|tis-620"
)


def known(name: str) -> str:
    """Python's name of an encoding of plain text; '' where it is none, or one that codes something else.

    Example:
        >>> known("Windows-1251"), known("latin1"), known("utf-7"), known("rot13")
        ('cp1251', 'iso8859-1', '', '')
    """
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, UnicodeError, ValueError):  # ValueError: a NUL in the name
        return ""
    return found if _NAMES.fullmatch(found) else ""


def wide(start: bytes) -> str:
    """UTF-16 without a byte order mark, told by the zeros of its commas and line ends; '' where it is none.

    Example:
        >>> wide("Org;Ort".encode("utf-16-le")), wide(b"Org;Ort")
        ('utf-16-le', '')
    """
    even, odd = start[: len(start) & ~1 : 2].count(0), start[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if len(start) < _WIDE_FROM or most < 3 or most < _ZEROS * len(start) / 2 or least * 20 > most:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def sample(pieces: Iterable[bytes]) -> bytes:
    """The first words of a text that are not plain ASCII, as many as a guess needs."""
    found: list[bytes] = []
    size = 0
    for piece in pieces:
        words = _WORD.findall(piece)
        found += words
        size += sum(map(len, words))
        if size > SAMPLE:
            break
    return b" ".join(found)[:SAMPLE]


def guess(text: bytes) -> str:
    """The page whose letters make most sense; '' where none does, or where a part of the text is UTF-8.

    Args:
        text: Bytes that are not UTF-8.

    Example:
        >>> guess("Médecins, Étoile".encode("cp1252")), guess("Організація".encode("cp1251"))
        ('windows-1252', 'windows-1251')
    """
    words = _WORD.findall(text[:SAMPLE])
    if not words or _is_mixed(b"\n".join(words)):
        return ""
    merits = {page: _merit(words, page) for page in _PAGES}
    best = max(merits, key=lambda page: merits[page])
    return "" if merits[best] < _LEAST or (best == "windows-1252" and _is_double(words)) else best


def _is_mixed(text: bytes) -> bool:
    """Some of it is UTF-8, as where lines of two files were put into one."""
    letters = len(_UTF8.findall(text))
    rest = sum(byte >= 0x80 for byte in _UTF8.sub(b"", text))
    return letters > _MIXED * rest


def _is_double(words: list[bytes]) -> bool:
    """Western text with letters of UTF-8 among them would be read as 'Ã©'."""
    return any(_ACCENTED.search(word) for word in words)


def _merit(words: list[bytes], page: str) -> float:
    """Mean merit of the letters that are not ASCII [-2..1]."""
    letters, total, count = _PAGES[page], 0.0, 0
    for word in words:
        try:
            text = word.decode(page)
        except UnicodeDecodeError:
            return -2.0
        for before, letter in pairwise(f" {text}"):
            if letter > "\x7f":
                count += 1
                total += _letter(before, letter, letters, apart=page in _WHOLE_WORDS)
            elif letter.isalpha() and before in letters and page in _WHOLE_WORDS:
                total -= 1  # a word of two scripts
        if page not in _WHOLE_WORDS and len(text) > 5 and text.isalpha() and min(text) > "\x7f":
            total -= len(text)  # a word of nothing but accents
    return total / count if count else -2.0


def _letter(before: str, letter: str, letters: str, *, apart: bool) -> float:
    if letter not in letters:
        return 1.0 if letter in _SIGNS and not (before.isalpha() and letter not in "’\u00a0\u200c") else -1.0
    if letter.isupper() and before.islower():
        return -2.0
    if before.isdigit() or (apart and before.isalpha() and before.isascii()):
        return -1.0
    return 1.0
