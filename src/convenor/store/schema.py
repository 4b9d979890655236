"""The tables of a book. Every row carries where it comes from; detail rows hang on their activity.

`PROVENANCE` closes every table: the load it came with, source, locator, licence, retrieved, use-by, marking, basis.
"""

SCHEMA_VERSION = 5
OLDEST_VERSION = 1  # older books are brought up on opening: what is missing is added, nothing is changed

PROVENANCE: dict[str, str] = {
    "locator": "VARCHAR",  # place inside the source: identifier, row, address
    "use_by": "DATE",  # last day on which the row counts as current; empty never expires
    "load": "VARCHAR",  # id of the load
    "source": "VARCHAR",  # published data set or page
    "licence": "VARCHAR",
    "retrieved": "DATE",
    "marking": "VARCHAR",  # TLP 2.0
    "basis": "VARCHAR",  # entered | evidence | assumed
}

TABLES: dict[str, dict[str, str]] = {
    # what was done: an IATI activity, a CORDIS project, a line of a response sheet
    "activities": {
        "id": "VARCHAR",
        "title": "VARCHAR",  # in English where there is one
        "words": "VARCHAR",  # all titles and descriptions: lower case, without accents; what is searched
        "start": "DATE",
        "end": "DATE",
        "status": "VARCHAR",
        "reporter": "VARCHAR",  # actor id
        "updated": "VARCHAR",
    },
    # titles and descriptions as published, each in its language
    "texts": {"activity": "VARCHAR", "field": "VARCHAR", "lang": "VARCHAR", "text": "VARCHAR"},
    # sectors, countries, locations, policy markers, topics: (scheme, code) with the share of the activity [0, 1]
    "tags": {"activity": "VARCHAR", "scheme": "VARCHAR", "code": "VARCHAR", "label": "VARCHAR", "share": "DOUBLE"},
    # budgets and transactions; kind is 'budget' or the IATI transaction type
    "money": {
        "activity": "VARCHAR",
        "kind": "VARCHAR",
        "date": "DATE",
        "amount": "DOUBLE",
        "currency": "VARCHAR",
        "provider": "VARCHAR",
        "receiver": "VARCHAR",
    },
    # names as published; an actor may have several rows, one per source and spelling
    "actors": {
        "id": "VARCHAR",
        "name": "VARCHAR",
        "kind": "VARCHAR",
        "country": "VARCHAR",
        "home": "VARCHAR",
        "marks": "VARCHAR",  # words of `MARKS`, comma between
    },
    # one row, one sourced claim; who took part in what is a claim like any other
    "evidence": {
        "id": "VARCHAR",
        "actor": "VARCHAR",
        "relation": "VARCHAR",
        "object": "VARCHAR",
        "value": "VARCHAR",
        "unit": "VARCHAR",
        "place": "VARCHAR",
        "start": "DATE",
        "end": "DATE",
        "title": "VARCHAR",
    },
    # numbers of people or money, by origin and place: migrant stock, displaced people by sex and age, remittances
    "measures": {
        "id": "VARCHAR",
        "series": "VARCHAR",  # what is counted: 'migrant stock', 'refugees', 'remittances'
        "origin": "VARCHAR",  # ISO 3166 alpha-2 of where they come from; empty is all or unknown
        "place": "VARCHAR",  # ISO 3166 alpha-2 of where they are
        "location": "VARCHAR",  # inside the country, as published
        "sex": "VARCHAR",  # 'female', 'male'; empty is all
        "age": "VARCHAR",  # '0-4', '60+', 'unknown'; empty is all
        "year": "BIGINT",
        "value": "DOUBLE",
        "unit": "VARCHAR",  # 'people', 'USD'
    },
    # who did what to whom, when and where: an event, or a year's count of them between two; a signed agreement
    "events": {
        "id": "VARCHAR",
        "kind": "VARCHAR",  # 'state-based violence', 'fight', 'peace agreement'
        "quad": "VARCHAR",  # verbal or material, cooperation or conflict; empty is neither
        "start": "DATE",
        "end": "DATE",
        "actor": "VARCHAR",
        "name": "VARCHAR",
        "target": "VARCHAR",
        "target_name": "VARCHAR",
        "place": "VARCHAR",  # ISO 3166 alpha-2
        "location": "VARCHAR",  # inside the country, as published
        "lat": "DOUBLE",  # to a tenth of a degree
        "lon": "DOUBLE",
        "low": "BIGINT",  # deaths, by the lowest, best and highest count
        "best": "BIGINT",
        "high": "BIGINT",
        "count": "BIGINT",  # events that the row stands for
        "intensity": "DOUBLE",  # the source's own scale; of an agreement 1 where it ended, 0 where it had not
        "conflict": "VARCHAR",  # the source's id of the conflict
        "title": "VARCHAR",
    },
}

LEDGER: dict[str, dict[str, str]] = {
    "loads": {
        "id": "VARCHAR",
        "source": "VARCHAR",
        "file": "VARCHAR",
        "digest": "VARCHAR",  # sha256 of the file's bytes
        "reader": "VARCHAR",  # name of the source module
        "licence": "VARCHAR",
        "retrieved": "DATE",
        "loaded": "BIGINT",
        "quarantined": "BIGINT",
    },
    "quarantine": {
        "id": "VARCHAR",  # by which a reviewer names it
        "load": "VARCHAR",
        "file": "VARCHAR",
        "position": "VARCHAR",
        "code": "VARCHAR",
        "message": "VARCHAR",
        "text": "VARCHAR",  # the record as it stood, so that nothing is lost
        "rows": "VARCHAR",  # JSON: what would enter the book once somebody releases it; empty where nothing could
    },
    # words of persons and models on records: hide, merge, keep apart, release (see `model.judgement`)
    "judgements": {
        "id": "VARCHAR",
        "kind": "VARCHAR",
        "subject": "VARCHAR",
        "object": "VARCHAR",
        "by": "VARCHAR",
        "score": "DOUBLE",
        "reasons": "VARCHAR",  # one a line
        "date": "DATE",
        "withdrawn": "DATE",  # empty while it holds
    },
    # spikes that were told, so that each is told once and taken back when a newer edition changes its events
    "alerts": {
        "id": "VARCHAR",
        "outcome": "VARCHAR",
        "place": "VARCHAR",
        "source": "VARCHAR",
        "measure": "VARCHAR",  # 'events', 'deaths' or both
        "start": "DATE",  # of the window
        "end": "DATE",
        "found": "BIGINT",
        "told": "DATE",
        "withdrawn": "DATE",  # empty while it holds
    },
}

KEPT = 'CREATE TABLE IF NOT EXISTS kept ("name" VARCHAR, "state" VARCHAR, "block" BLOB)'
"""What was reckoned from the rows and would be slow to reckon again; made when it is first needed."""


def columns(table: str) -> dict[str, str]:
    """Name and type of every column of a table, provenance included."""
    return {**TABLES[table], **PROVENANCE} if table in TABLES else LEDGER[table]


def create_statements() -> list[str]:
    """SQL that makes the tables that are not there yet."""
    made = []
    for table in (*TABLES, *LEDGER):
        body = ", ".join(f'"{name}" {kind}' for name, kind in columns(table).items())
        made.append(f'CREATE TABLE IF NOT EXISTS "{table}" ({body})')
    made.append("CREATE TABLE IF NOT EXISTS book (schema_version INTEGER)")
    return made


def upgrade_statements() -> list[str]:
    """SQL that gives the tables of an older book the columns that they lack."""
    added = [
        f'ALTER TABLE "{table}" ADD COLUMN IF NOT EXISTS "{name}" {kind}'
        for table in (*TABLES, *LEDGER)
        for name, kind in columns(table).items()
    ]
    named = "substr(md5(concat_ws(chr(31), load, file, position, code, text)), 1, 16)"
    return [*added, f"UPDATE quarantine SET id = {named} WHERE id IS NULL"]  # noqa: S608
