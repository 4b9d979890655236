"""Which capabilities the work on file shows: by the codes it was given, and by the words that describe it.

Both run inside the data base. One regular expression a capability would read every text 170 times (15 s of one core for
22 MB); instead each text is cut into tokens once, the tokens meet the longest tokens of each phrase, and only a text that
holds those is searched for the whole phrase. The table of capabilities says which codes and words count (docs: toolbox).
"""

import difflib
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import narwhals as nw

from convenor.errors import NotFoundError
from convenor.model.capability import Capability
from convenor.model.capability import capabilities as table_of_capabilities
from convenor.stakes.phrases import STEM, Phrase, pattern, phrase, spaced
from convenor.store import Store

# IATI SectorVocabulary 10: codes of the IASC global clusters, for publishers who give no name
CLUSTERS = {
    "1": "camp coordination", "2": "early recovery", "3": "education", "4": "shelter", "5": "emergency telecommunications",
    "6": "food security", "7": "health", "8": "logistics", "9": "nutrition", "10": "protection", "11": "water sanitation",
}  # fmt: skip


def shown(book: Store, capabilities: Iterable[str] | None = None) -> nw.LazyFrame[Any]:
    """Capabilities that the activities of a book show.

    Args:
        book: An open book.
        capabilities: Ids to look for; None is all that ship with convenor.

    Returns:
        Columns activity, capability, by ('code' where a sector, cluster or topic code says so, else 'words'); one row
        a pair.

    Raises:
        NotFoundError: An id that is not in the table.

    Limits:
        A text may name what it lacks or criticises, and a code says what its publisher thought: bench/toolbox.py
        prints how often hand labels agree. Silence shows nothing.
    """
    rows = _rows(capabilities)
    pairs = nw.concat([*_by_code(book, rows), *_by_words(book, rows)], how="vertical")
    return pairs.group_by("activity", "capability").agg(by=nw.col("by").min())  # 'code' sorts before 'words'


def hint(text: str) -> list[str]:
    """Ids of the capabilities that a title or question names, in the order in which it names them.

    Example:
        >>> hint("Mine clearance and crop insurance for farms")
        ['manual_clearance', 'war_risk_cover']
    """
    plain = spaced(text)
    places = [(found.start(), name) for name, words in _compiled().items() if (found := words.search(plain))]
    return [name for _, name in sorted(places, key=lambda place: place[0])]


@cache
def _compiled() -> dict[str, re.Pattern[str]]:
    return {row.id: re.compile(pattern(row.words)) for row in table_of_capabilities().values() if row.words}


def _rows(wanted: Iterable[str] | None) -> list[Capability]:
    known = table_of_capabilities()
    names = list(known) if wanted is None else list(dict.fromkeys(wanted))
    for name in names:
        if name not in known:
            raise NotFoundError("capability", name, difflib.get_close_matches(name, known, cutoff=0.3))
    return [known[name] for name in names]


def _by_words(book: Store, rows: list[Capability]) -> list[nw.LazyFrame[Any]]:
    phrases = [(row.id, phrase(word)) for row in rows for word in row.words]
    if not phrases:
        return []
    parts = _parts(book)
    sought = book.frame(
        {
            "phrase": list(range(len(phrases))),
            "capability": [name for name, _ in phrases],
            "literal": [made.literal for _, made in phrases],
            "expression": [made.expression for _, made in phrases],
        }
    )
    held = _holding_all_keys(book, parts, [made for _, made in phrases])
    whole = held.join(sought, on="phrase", how="inner").join(parts, on="place", how="inner")
    text, expression = nw.col("text"), nw.col("expression")
    found = text.str.contains(nw.col("literal"), literal=True) & ((expression == "") | text.str.contains(expression))
    return [whole.filter(found).select("activity", "capability", by=nw.lit("words"))]


def _parts(book: Store) -> nw.LazyFrame[Any]:
    """The activities' texts in spaced sentences, each with a number: a phrase does not run over a full stop."""
    parts = book.table("activities").select(activity="id", part=nw.col("words").str.split(". "))
    parts = parts.explode("part", empty_as_null=False, keep_nulls=False)
    plain = nw.col("part").str.replace_all(r"[^\p{L}\p{N}]+", " ")
    texts = parts.select("activity", text=nw.concat_str(nw.lit(" "), plain, nw.lit(" ")))
    return texts.with_row_index("place", order_by=["activity", "text"])


def _holding_all_keys(book: Store, parts: nw.LazyFrame[Any], phrases: list[Phrase]) -> nw.LazyFrame[Any]:
    """Pairs (place of a sentence, number of a phrase) where the sentence holds all keys of the phrase."""
    keys = {key: i for i, key in enumerate(sorted({key for made in phrases for key in made.keys}))}
    listed = book.frame(
        {
            "stem": [token[:STEM] for token, _ in keys],
            "token": [token for token, _ in keys],
            "begins": [begins for _, begins in keys],
            "key": list(keys.values()),
        }
    )
    uses = [(i, keys[key], len(made.keys)) for i, made in enumerate(phrases) for key in made.keys]
    used = book.frame(dict(zip(("phrase", "key", "needed"), (list(column) for column in zip(*uses, strict=True)), strict=True)))
    seen = parts.select("place", word=nw.col("text").str.split(" ")).explode("word", empty_as_null=False, keep_nulls=False)
    near = seen.with_columns(stem=nw.col("word").str.slice(0, STEM)).join(listed, on="stem", how="inner")
    word, token = nw.col("word"), nw.col("token")
    same = (word == token) | (nw.col("begins") & word.str.starts_with(token))
    each = near.filter(same).group_by("place", "key").agg(times=nw.len())  # `unique` would sort: three times slower
    counted = each.join(used, on="key", how="inner").group_by("place", "phrase", "needed").agg(held=nw.len())
    return counted.filter(nw.col("held") == nw.col("needed")).select("place", "phrase")


def _by_code(book: Store, rows: list[Capability]) -> list[nw.LazyFrame[Any]]:
    """Joins on the beginning of a code: 5 digits are one purpose, 3 its category; topic codes have any length."""
    begins = [("dac", code, row.id) for row in rows for code in row.dac]
    begins += [("topic", code, row.id) for row in rows for code in row.topics]
    joins = []
    for scheme, length in sorted({(scheme, len(code)) for scheme, code, _ in begins}):
        pairs = [(code, name) for held, code, name in begins if (held, len(code)) == (scheme, length)]
        joins.append(_joined(book, scheme, nw.col("code").str.slice(0, length), pairs))
    named = [(name, row.id) for row in rows for name in row.clusters]
    coded = [(code, row.id) for row in rows for code, name in CLUSTERS.items() if name in row.clusters]
    if named:
        joins.append(_joined(book, "cluster", nw.col("label").str.to_lowercase(), named))
        joins.append(_joined(book, "cluster", nw.col("code").str.to_lowercase(), named + coded))
    return joins


def _joined(book: Store, scheme: str, key: nw.Expr, pairs: list[tuple[str, str]]) -> nw.LazyFrame[Any]:
    given = book.frame({"key": [code for code, _ in pairs], "capability": [name for _, name in pairs]})
    tags = book.table("tags").filter(nw.col("scheme") == scheme).select("activity", key=key)
    return tags.join(given, on="key", how="inner").select("activity", "capability", by=nw.lit("code"))
