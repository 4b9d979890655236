"""Writes `data/names/country_words.csv`: what countries are called in the languages of names of bodies.

    python bench/make_country_words.py OUT.csv

From the Unicode CLDR by way of Babel (`pip install babel`), Unicode License v3. Words shorter than four letters are
left out: they are more often something else.
"""

import csv
import sys
from pathlib import Path

from babel import Locale, __version__

LANGUAGES = ("ar", "cs", "da", "de", "es", "fr", "it", "nb", "nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk")
SHORTEST = 4  # letters
LONGEST = 4  # words


def main() -> None:
    """One row per country: its code and its names, a bar between."""
    rows = []
    for code in sorted(c for c in Locale("en").territories if len(c) == 2 and c.isalpha() and c not in LEFT_OUT):
        names = {Locale(language).territories.get(code, "").lower() for language in LANGUAGES}
        kept = sorted(n for n in names if len(n) >= SHORTEST and len(n.split()) <= LONGEST and "(" not in n)
        rows.append((code, "|".join(kept)))
    with Path(sys.argv[1]).open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"# Unicode CLDR by way of Babel {__version__}; Unicode License v3\n")
        csv.writer(stream, lineterminator="\n").writerows([("code", "names"), *rows])


LEFT_OUT = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}  # no countries

if __name__ == "__main__":
    main()
