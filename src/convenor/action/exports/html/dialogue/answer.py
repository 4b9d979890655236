"""The first screen of a dialogue's report: five sentences, and what to do about them, whom to ask and by when."""

from dataclasses import dataclass

from convenor.action.exports.html.dialogue.compared import splits
from convenor.action.exports.html.dialogue.rows import Texts, leaning, plain
from convenor.action.text import clean
from convenor.action.words import count, listed, number, percent, start
from convenor.model.dialogue import LEAST, TOO_FEW, Dialogue, Margin, Mode, Side

OWNER = "facilitator of the dialogue"
QUOTE = 110  # letters of a statement on the first screen
CALLS = 3
SURELY = 0.03  # a gap to the population that is smaller is not news


@dataclass(frozen=True, slots=True)
class Call:
    """What to do, with its owner's role and its window."""

    head: str
    ask: str
    owner: str
    window: str


def sentences(dialogue: Dialogue, texts: Texts) -> tuple[tuple[str, str], ...]:
    """Shared, divides, groups, missing, next: one finding each."""
    return (
        ("Shared", _shared(dialogue, texts)),
        ("Divides", _divides(dialogue, texts)),
        ("Groups", _groups(dialogue)),
        ("Missing", _missing(dialogue)),
        ("Ask next", _next(dialogue, texts)),
    )


def calls(dialogue: Dialogue, texts: Texts) -> tuple[Call, ...]:
    """At most three: the unheard first, then who blocks, then what is open, then what to do with common ground."""
    found = [
        *_hear(dialogue),
        *_both_sides(dialogue, texts),
        *_unblock(dialogue, texts),
        *_clear(dialogue, texts),
        *_use(dialogue),
    ]
    return tuple(found[:CALLS])


def quoted(text: str) -> str:
    """A statement in quotation marks, cut where it is long, its own full stop left out."""
    return f"“{clean(text, QUOTE).rstrip('.')}”"


def _shared(dialogue: Dialogue, texts: Texts) -> str:
    if not dialogue.tallies:
        if dialogue.shared:
            return f"Everybody agreed to {count(len(dialogue.shared), 'statement')}, and consented to its being shown."
        return f"Fewer than {LEAST} people answered: only what every one shares may be shown, and nothing is."
    if not dialogue.common:
        return (
            "Nothing is common ground: on no statement do all audiences surely agree. That is a finding, not a fault."
        )
    first = dialogue.common[0]
    side = "agree" if first.side is Side.AGREE else "are against it"
    alone = len(dialogue.audiences) < 2
    if alone and dialogue.mode is Mode.ATTRIBUTED:
        return _shared_on_record(dialogue, texts)
    what = "in every audience on file surely 60% stand on the same side" if not alone else (
        "surely 60% of everyone; no group was found and nobody said who they are, so this is a majority, no more"
    )  # fmt: skip
    return (
        f"{start(count(len(dialogue.common), 'statement'))} of {number(len(dialogue.statements))} "
        f"{'is' if len(dialogue.common) == 1 else 'are'} common ground: {what}. Surest: "
        f"{quoted(texts[first.statement])}: {percent(first.share)} {side}, at least {percent(first.low)} "
        f"{_of(first.worst)}."
    )


def _shared_on_record(dialogue: Dialogue, texts: Texts) -> str:
    first = dialogue.common[0]
    side = "agree" if first.side is Side.AGREE else "are against it"
    return (
        f"On {number(len(dialogue.common))} of {count(len(dialogue.statements), 'statement')} at least 60% of the "
        f"organisations stand on the same side and under a third on the other. Foremost: "
        f"{quoted(texts[first.statement])}: {percent(first.share)} {side}."
    )


def _of(worst: str) -> str:
    return "of everyone" if worst == "all" else f"of {plain(worst)}, the least convinced"


def _divides(dialogue: Dialogue, texts: Texts) -> str:
    if dialogue.matrix is not None and (apart := splits(dialogue, texts)):
        even = apart[0]
        return (
            f"On {count(len(apart), 'statement')} there are organisations on both sides. Most evenly: "
            f"{quoted(even.text)}: {number(even.sides[0])} for it, {number(even.sides[1])} against."
        )
    if not dialogue.divides:
        return "No statement surely sets the audiences on file apart." if dialogue.tallies else "Nothing may be shown."
    first = dialogue.divides[0]
    blocked = sum(bool(row.veto) for row in dialogue.divides)
    veto = (
        f" {start(number(blocked))} that most want {'is' if blocked == 1 else 'are'} blocked by a part of them."
        if blocked
        else ""
    )
    return (
        f"{start(count(len(dialogue.divides), 'statement divides', 'statements divide'))}. Widest: "
        f"{quoted(texts[first.statement])}: {percent(first.most[1])} of {plain(first.most[0])} agree, "
        f"{percent(first.least[1])} of {plain(first.least[0])}.{veto}"
    )


def _groups(dialogue: Dialogue) -> str:
    if not dialogue.groups:
        why = next((note for note in dialogue.notes if note.startswith(TOO_FEW)), TOO_FEW)
        return f"No groups are drawn: {why}."
    parts = [f"{row.name.removeprefix('group ')} {row.people:,}" for row in dialogue.groups if row.people]
    rest = dialogue.people - sum(row.people or 0 for row in dialogue.groups)
    surely = f"; {rest:,} surely belong to none" if rest and len(parts) == len(dialogue.groups) else ""
    what = count(len(dialogue.groups), "group")
    return f"{start(what)} of people who answer alike: {listed(parts, 6)}{surely}."


def _missing(dialogue: Dialogue) -> str:
    if dialogue.mode is Mode.ATTRIBUTED and dialogue.weights is None:
        return "Who was asked and did not answer is not on file. Those shown agreed to be; nobody else is meant."
    if dialogue.weights is None:
        return (
            "Nobody was asked who they are, so who is missing cannot be said. These are the people who came, no more."
        )
    absent = [plain(name) for name in dialogue.weights.absent]
    short = [row for row in dialogue.weights.margins if row.gap is not None and row.gap[2] < 0 and row.gap[0] < -SURELY]
    short.sort(key=lambda row: row.gap[0] if row.gap else 0.0)
    parts = [f"nobody took part of {listed(absent, 3)}"] if absent else []
    parts += [_short(row) for row in short if row.people][:2]
    known = any(row.gap is not None for row in dialogue.weights.margins)
    if not parts:
        return "No part of the population surely falls short of its share." if known else (
            "No population shares are on file, so who is missing cannot be said."
        )  # fmt: skip
    return f"{start('; '.join(parts))}."


def _short(row: Margin) -> str:
    share, population = percent(row.share or 0.0), percent(row.population or 0.0)
    return f"{row.category} are {share} of participants and {population} of the population"


def _next(dialogue: Dialogue, texts: Texts) -> str:
    if not dialogue.ask:
        return "No statement stands just short of common ground; new statements are needed rather than more votes."
    key, why = dialogue.ask[0]
    return f"{quoted(texts[key])} is open: {_who_is_open(why)}."


def _who_is_open(why: str) -> str:
    name, _, rest = why.rpartition(": ")
    return f"{plain(name)} {rest}" if rest.startswith("may") else f"from {plain(name)} there are {rest}"


def _hear(dialogue: Dialogue) -> list[Call]:
    silent = [row for row in dialogue.must_hear if not row.statements]
    if silent:
        names = listed([plain(row.audience) for row in silent], 3)
        return [Call(f"Hear {names}", f"{start(silent[0].note)}.", OWNER, "within 30 days of this report")]
    if dialogue.weights is None and dialogue.mode is Mode.ANONYMOUS:
        ask = "Ask participants who they are, as far as they wish to say: sex, displaced or host, region."
        return [Call("Find out who is missing", ask, OWNER, "before the next round, within 30 days of this report")]
    return []


def _both_sides(dialogue: Dialogue, texts: Texts) -> list[Call]:
    apart = splits(dialogue, texts)
    if not apart:
        return []
    first = apart[0]
    ask = f"What would {first.agree}, and what would {first.against} need, to live with {quoted(first.text)}?"
    return [Call("Bring both sides together", ask, OWNER, "within 21 days of this report")]


def _unblock(dialogue: Dialogue, texts: Texts) -> list[Call]:
    row = next((row for row in dialogue.divides if row.veto), None)
    if row is None:
        return []
    ask = f"What would have to change in {quoted(texts[row.statement])} for you to live with it?"
    return [Call(f"Ask {listed([plain(name) for name in row.veto], 3)}", ask, OWNER, "within 21 days of this report")]


def _clear(dialogue: Dialogue, texts: Texts) -> list[Call]:
    if not dialogue.ask:
        return []
    key, why = dialogue.ask[0]
    name = plain(why.rpartition(": ")[0])
    head = "Ask everyone again" if name == "everyone" else f"Ask more of {name}"
    tally = next((row for row in dialogue.tallies if row.statement == key and plain(row.audience) == name), None)
    so_far = f" So far: {leaning(tally)}." if tally is not None and tally.share is not None else ""
    return [Call(head, f"Do you agree that {quoted(texts[key])}?{so_far}", OWNER, "within 14 days of this report")]


def _use(dialogue: Dialogue) -> list[Call]:
    if not dialogue.common and not dialogue.shared:
        return []
    number_of = count(len(dialogue.common or dialogue.shared), "shared statement")
    ask = f"Put the {number_of} before those who decide, and ask what they will do about each, and by when."
    return [Call("Take what is shared to the table", ask, "convener", "within 30 days of this report")]
