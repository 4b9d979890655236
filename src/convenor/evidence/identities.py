"""Which bodies of an answer are read from several records, and why: what `resolve` did, put in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from convenor.evidence.judgement import read_judgements
from convenor.evidence.parties import Party, read_parties
from convenor.evidence.reasons import why
from convenor.evidence.resolve import MODEL
from convenor.evidence.sources import sources
from convenor.model.identity import Alias, Identity
from convenor.model.judgement import Judgement, JudgementKind
from convenor.store import Store


def identities(book: Store, actors: Iterable[str]) -> tuple[Identity, ...]:
    """Those of the bodies that stand for several records, the one named by most kinds of source first.

    Args:
        book: An open book, or an edition of one: there nothing closed is joined or named, and a person's own words on
            why are left out.
        actors: Ids as an answer has them.
    """
    groups = _groups(book.merged(), set(actors))
    if not groups:
        return ()
    parties = {party.id: party for party in read_parties(book, [key for group in groups for key in group])}
    said = {made.subject: made for made in read_judgements(book, JudgementKind.MERGE)}
    told = {key: made for key, made in said.items() if made.by == MODEL or book.ceiling is None}
    shown = [[parties[key] for key in group if key in parties] for group in groups]
    found = [_identity(group, told) for group in shown if len(group) > 1]
    return tuple(sorted(found, key=lambda one: (-len(one.sources), -len(one.records), one.actor)))


def _groups(merged: Mapping[str, str], wanted: set[str]) -> list[list[str]]:
    """Ids of each body, the one that stays first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key, stays in sorted(merged.items()):
        if stays in wanted:
            groups[stays].append(key)
    return [[stays, *keys] for stays, keys in groups.items()]


def _identity(group: list[Party], told: Mapping[str, Judgement]) -> Identity:
    stays, *others = group
    others.sort(key=lambda party: (party.by_name, party.id))  # registered ones first
    return Identity(
        records=(_alias(stays, stays, None), *(_alias(party, stays, told.get(party.id)) for party in others))
    )


def _alias(party: Party, stays: Party, made: Judgement | None) -> Alias:
    titles = {name: source.title for name, source in sources().items()}
    reasons = () if made is None else made.reasons if made.by != MODEL else why(party, stays)
    return Alias(
        id=party.id, names=party.names, sources=tuple(sorted(titles.get(kind, kind) for kind in party.sources)),
        rows=party.rows, by=made.by if made else "", score=made.score if made else None,
        reasons=tuple(reason for reason in reasons if not reason.startswith("named by")),
    )  # fmt: skip
