"""Our FollowTheMoney reader beside `followthemoney` itself: `python bench/ftm_peer.py [FILE]`.

Needs `pip install followthemoney` beside convenor, in an environment of its own. Without a file some hundred made-up
entities are written by the peer's own writer. Each body that the peer reads and that is no person must be an actor of
ours with its caption and countries, each tie between two of them a tie, each sanction without an end a mark.
"""

import json
import random
import sys
import tempfile
from pathlib import Path

from followthemoney import model

import convenor

BODIES = ("Company", "PublicBody", "Organization", "LegalEntity")
LINKS = {"Ownership": ("owner", "asset", "owns"), "Membership": ("member", "organization", "member")}
COUNTRIES = ("mt", "so", "gb", "us", "fr")


def main() -> None:
    """Read with both and compare; ends with 1 where they differ."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(sys.argv[1]) if len(sys.argv) > 1 else written(Path(folder) / "entities.ftm.json")
        expected, found = by_peer(file), by_us(file)
    for what in ("actors", "ties", "sanctioned"):
        missing, more = expected[what] - found[what], found[what] - expected[what]
        print(
            f"{what:>12}  {len(expected[what]):>7} by followthemoney, {len(missing)} missing, {len(more)} more in ours"
        )
        if missing or more:
            print("   e.g.", sorted(missing | more)[:3])
    sys.exit(any(expected[what] != found[what] for what in expected))


def written(file: Path) -> Path:
    """Made-up bodies, persons, links and sanctions."""
    rng, made = random.Random(1), []
    for number in range(300):
        entity = model.make_entity(rng.choice((*BODIES, "Person", "Vessel")))
        entity.id = f"x-{number}"
        entity.add("name", [f"Quillon {number} Ltd", f"Quillon No. {number}"][: rng.randint(1, 2)])
        entity.add("country", rng.choice(COUNTRIES))
        made.append(entity)
    for number in range(200):
        schema = rng.choice((*LINKS, "Sanction"))
        entity = model.make_entity(schema)
        entity.id = f"l-{number}"
        one, other = rng.sample(made[:300], 2)
        for name, end in zip(("entity",) if schema == "Sanction" else LINKS[schema][:2], (one, other), strict=False):
            entity.add(name, end.id)
        entity.add("startDate", rng.choice(("2020", "2020-05", "2020-05-06")))
        entity.add("endDate", rng.choice(("", "2021-01-01")))
        made.append(entity)
    rng.shuffle(made)
    file.write_text("\n".join(json.dumps(entity.to_dict()) for entity in made), encoding="utf-8")
    return file


def by_peer(file: Path) -> dict[str, set[tuple[str, ...]]]:
    """What the peer reads: bodies with name and country, ties, and who is under a sanction that has not ended."""
    entities = [model.get_proxy(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines() if line]
    bodies = {entity.id: entity for entity in entities if entity.schema.name in BODIES}
    names = {(key, entity.get("name")[0], min(entity.get("country"), default="")) for key, entity in bodies.items()}
    ties, marked = set(), set()
    for entity in entities:
        if entity.schema.name in LINKS:
            one, other, word = LINKS[entity.schema.name]
            pairs = ((a, word, b) for a in entity.get(one) for b in entity.get(other) if a != b)
            ties |= {(a, word, b) for a, word, b in pairs if a in bodies and b in bodies}
        elif entity.schema.name == "Sanction" and not entity.get("endDate"):
            marked |= {(key,) for key in entity.get("entity") if key in bodies}
    return {"actors": names, "ties": ties, "sanctioned": marked}


def by_us(file: Path) -> dict[str, set[tuple[str, ...]]]:
    """The same from a book."""
    with convenor.connect() as book:
        convenor.load(book, file)
        actors, claims = book.rows(book.table("actors")), book.rows(book.table("evidence"))
    plain = str.removeprefix
    return {
        "actors": {(plain(a["id"], "ftm:"), a["name"], (a["country"] or "").lower()) for a in actors},
        "ties": {
            (plain(c["actor"], "ftm:"), c["unit"], plain(c["object"], "ftm:")) for c in claims if c["relation"] == "tie"
        },
        "sanctioned": {(plain(a["id"], "ftm:"),) for a in actors if "sanctioned" in (a["marks"] or "")},
    }


if __name__ == "__main__":
    main()
