"""How many bodies of a book may stand there twice: counted by name alone, cheaply, so that a reader hears of it."""

import narwhals as nw

from convenor.store import Store


def doubles(book: Store) -> int:
    """Names, case aside, that stand under more than one id; ids that a judgement merged count as one."""
    named = book.table("actors").filter(~nw.col("name").is_null() & (nw.col("name") != ""))
    ids = named.select(nw.col("name").str.to_lowercase(), "id").unique()
    counts = ids.group_by("name").agg(n=nw.len()).filter(nw.col("n") > 1)
    return len(book.rows(counts))
