"""The tables of a book. Every row carries where it comes from; detail rows hang on their activity.

`PROVENANCE` closes every table: the load it came with, source, locator, licence, retrieved, use-by, marking, basis.
"""

SCHEMA_VERSION = 1

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
        "load": "VARCHAR",
        "file": "VARCHAR",
        "position": "VARCHAR",
        "code": "VARCHAR",
        "message": "VARCHAR",
        "text": "VARCHAR",  # the record as it stood, so that nothing is lost
    },
}


def columns(table: str) -> dict[str, str]:
    """Name and type of every column of a table, provenance included."""
    return {**TABLES[table], **PROVENANCE} if table in TABLES else LEDGER[table]


def create_statements() -> list[str]:
    """SQL that makes an empty book."""
    made = []
    for table in (*TABLES, *LEDGER):
        body = ", ".join(f'"{name}" {kind}' for name, kind in columns(table).items())
        made.append(f'CREATE TABLE "{table}" ({body})')
    made.append("CREATE TABLE book (schema_version INTEGER)")
    return made
