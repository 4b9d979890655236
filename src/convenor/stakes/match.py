"""Which capabilities the work on file shows: by the codes it was given, and by the words that describe it.

Both run inside the data base. One regular expression a capability would read every text 170 times (16 s of one core
for 22 MB); instead each sentence is cut into tokens once, a token that is the key of a phrase calls that phrase up, and
only then is the sentence searched for all of it (3 s). The table of capabilities says which codes and words count, the
docs page "toolbox" how much a mention weighs.
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
from convenor.stakes.phrases import STEM, pattern, phrases, spaced
from convenor.store import Store

ENOUGH = 2  # weight from which a capability counts as shown: one telling mention, or two passing ones
SURE = 1000  # weight of a mention in the title: enough in any text
SPAN = 25  # sentences for which a weight of one suffices: in a long text a theme comes back, a remark does not

STEM_OF_CODE = 3  # characters on which codes meet before they are compared in full; no listed beginning is shorter
CLUSTER = ("sector:10", "cluster")  # schemes that name humanitarian clusters: IATI SectorVocabulary 10, HXL

# IATI SectorVocabulary 10: numbers of the IASC global clusters, for publishers who give no name
NUMBER = {
    "camp coordination": "1", "early recovery": "2", "education": "3", "shelter": "4",
    "emergency telecommunications": "5", "food security": "6", "health": "7", "logistics": "8", "nutrition": "9",
    "protection": "10", "water sanitation": "11",
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
    nothing = book.table("tags").head(0).select("activity", capability=nw.lit(""), by=nw.lit(""))
    pairs = nw.concat([nothing, *_by_code(book, rows), *_by_words(book, rows)], how="vertical")
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
    names = [row.id for row in rows for _ in row.words]
    if not names:
        return []
    found = _mentions(book, names, [word for row in rows for word in row.words])
    sentences = found.group_by("activity", "capability", "text").agg(weight=nw.col("weight").max())
    summed = sentences.group_by("activity", "capability").agg(weight=nw.col("weight").sum())
    lengths = _sentences(book).group_by("activity").agg(length=nw.len())
    weighed = summed.join(lengths, on="activity", how="inner")
    enough = (nw.col("weight") >= ENOUGH) & (nw.col("weight") * SPAN >= nw.col("length"))
    return [weighed.filter(enough).select("activity", "capability", by=nw.lit("words"))]


def _mentions(book: Store, names: list[str], words: list[str]) -> nw.LazyFrame[Any]:
    """One row a mention: activity, text of the sentence, capability and weight."""
    made = phrases(tuple(words))
    keys = {key: i for i, key in enumerate(sorted({(phrase.key, phrase.begins) for phrase in made}))}
    listed = book.frame(
        {
            "stem": [token[:STEM] for token, _ in keys],
            "token": [token for token, _ in keys],
            "begins": [begins for _, begins in keys],
            "key": list(keys.values()),
        }
    )
    sought = book.frame(
        {
            "key": [keys[phrase.key, phrase.begins] for phrase in made],
            "capability": names,
            "literal": [phrase.literal for phrase in made],
            "expression": [phrase.expression for phrase in made],
            "worth": [1 if phrase.passing else ENOUGH for phrase in made],
        }
    )
    word, token, text, expression = nw.col("word"), nw.col("token"), nw.col("text"), nw.col("expression")
    near = _tokens(book).with_columns(stem=word.str.slice(0, STEM)).join(listed, on="stem", how="inner")
    called = near.filter((word == token) | (nw.col("begins") & word.str.starts_with(token)))
    whole = called.join(sought, on="key", how="inner")
    found = whole.filter(text.str.contains(nw.col("literal"), literal=True))
    found = found.filter((expression == "") | text.str.contains(expression))
    return found.select("activity", "text", "capability", weight=nw.max_horizontal("worth", "least"))


def _tokens(book: Store) -> nw.LazyFrame[Any]:
    """One row a token of every title and sentence, beside the spaced text and the least weight of a mention there."""
    titles = book.table("activities").select(activity="id", part=nw.col("title").str.to_lowercase(), least=nw.lit(SURE))
    parts = nw.concat([_sentences(book).with_columns(least=nw.lit(1)), titles], how="vertical")
    plain = nw.col("part").str.replace_all(r"[^\p{L}\p{N}]+", " ")
    texts = parts.select("activity", "least", text=nw.concat_str(nw.lit(" "), plain, nw.lit(" ")))
    # the numbering is a fence: without it the engine spaces each text anew for every condition put upon its tokens
    fenced = texts.with_row_index("place", order_by=["activity"])
    return fenced.with_columns(word=nw.col("text").str.split(" ")).explode(
        "word", empty_as_null=False, keep_nulls=False
    )


def _sentences(book: Store) -> nw.LazyFrame[Any]:
    """One row a sentence of every text: a phrase does not run over a full stop."""
    texts = book.table("activities").select(activity="id", part=nw.col("words").str.split(". "))
    return texts.explode("part", empty_as_null=False, keep_nulls=False)


def _by_code(book: Store, rows: list[Capability]) -> list[nw.LazyFrame[Any]]:
    """A purpose of 5 digits, a category of 3, or the beginning of a topic, by code; a cluster, by number or name."""
    codes = [("dac", code, True, row.id) for row in rows for code in row.dac]
    codes += [("topic", code.lower(), True, row.id) for row in rows for code in row.topics]
    keys = [(key, row.id) for row in rows for name in row.clusters for key in {name, NUMBER.get(name, name)}]
    codes += [(scheme, key, False, name) for scheme in CLUSTER for key, name in keys]
    if not codes:
        return []
    columns = ("scheme", "sought", "begins", "capability")
    given = {column: [code[i] for code in codes] for i, column in enumerate(columns)}
    listed = book.frame({**given, "stem": [code[1][:STEM_OF_CODE] for code in codes]})
    tags = book.table("tags").filter(nw.col("scheme").is_in(["dac", "topic", *CLUSTER]))
    coded = tags.select("activity", "scheme", key=nw.col("code").str.to_lowercase())
    clusters = tags.filter(nw.col("scheme").is_in(CLUSTER))
    named = clusters.select("activity", "scheme", key=nw.col("label").str.to_lowercase())
    both = nw.concat([coded, named], how="vertical")
    stemmed = both.with_columns(stem=nw.col("key").str.slice(0, STEM_OF_CODE))
    near = stemmed.join(listed, on=["scheme", "stem"], how="inner")
    key, sought = nw.col("key"), nw.col("sought")
    same = near.filter((key == sought) | (nw.col("begins") & key.str.starts_with(sought)))
    return [same.select("activity", "capability", by=nw.lit("code"))]
