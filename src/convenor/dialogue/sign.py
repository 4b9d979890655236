"""What +1 means in a file of votes: read from its declaration, told from its counts, or refused.

Polis stores agree as -1 and exports it as +1; older exports and files made by hand differ, and a wrong guess turns
every finding round. Source: Polis, docs/export-format.md (format id polis-export/1).
"""

from collections.abc import Iterable

from convenor.errors import SourceError

FORMAT = "polis-export/1"
DECLARATION = f"agree=+1;disagree=-1;pass=0;format={FORMAT}"
KEY = "vote-convention"
SURE = 0.9  # share of the counts that can tell which have to say the same; exported counts are partly stale

Counts = Iterable[tuple[int, int, int, int]]  # (votes of +1, votes of -1, agrees as stated, disagrees as stated)


def declared_sign(text: str, source: str) -> int:
    """1 where agree is +1, -1 where agree is -1, by a declaration such as "agree=+1;disagree=-1;pass=0".

    Raises:
        SourceError: The declaration cannot be read, or contradicts the format that it names.
    """
    parts = [part.partition("=") for part in text.strip().removeprefix("#").split(";") if part.strip()]
    given = {key.split(":")[-1].strip(): value.strip() for key, _, value in parts}
    if len(given) != len(parts) or not {"agree", "disagree", "pass"} <= given.keys() <= {*_KEYS}:
        raise _malformed(text, source)
    values = tuple(given[key] for key in ("agree", "disagree", "pass"))
    if values not in _SIGNS:
        raise _malformed(text, source)
    sign = _SIGNS[values]
    if given.get("format", FORMAT) != FORMAT or ("format" in given and sign != 1):
        raise SourceError(f"declares '{text}', which {FORMAT} is not", source=source, code="votes.sign-mismatch")
    return sign


def told_sign(counts: Counts) -> int:
    """1 or -1 where stated numbers of agrees and disagrees tell the sign of the votes; 0 where they cannot."""
    plus = minus = 0
    for ups, downs, agrees, disagrees in counts:
        if ups != downs:
            plus += (agrees, disagrees) == (ups, downs)
            minus += (agrees, disagrees) == (downs, ups)
    told = plus + minus
    if not told or max(plus, minus) < SURE * told:
        return 0
    return 1 if plus > minus else -1


def settle(declared: int, told: int, source: str) -> int:
    """The sign to read by.

    Args:
        declared: By the file or the caller: 1, -1, or 0 where nobody said.
        told: By the counts: 1, -1, or 0 where they cannot tell.
        source: Name of the file, for the message.

    Raises:
        SourceError: Neither says, or they contradict each other.
    """
    if declared and told and declared != told:
        raise SourceError(
            f"declares that agree is {declared:+d}, but its own counts say {told:+d}; mend the declaration",
            source=source,
            code="votes.sign-contradicted",
        )
    if not (declared or told):
        raise SourceError(
            "does not say whether 1 means agree, and nothing in it tells; declare the sign "
            f"(sign=1 where agree is +1, or a first line '# {KEY}: agree=+1;disagree=-1;pass=0')",
            source=source,
            code="votes.sign-undeclared",
        )
    return declared or told


def _malformed(text: str, source: str) -> SourceError:
    return SourceError(
        f"has a declaration that cannot be read: '{text[:80]}'; write '{DECLARATION}'",
        source=source,
        code="votes.sign-malformed",
    )


_KEYS = ("agree", "disagree", "pass", "format")
_SIGNS = {("+1", "-1", "0"): 1, ("1", "-1", "0"): 1, ("-1", "+1", "0"): -1, ("-1", "1", "0"): -1}
