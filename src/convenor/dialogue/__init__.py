"""Dialogue: from what participants say to common ground. `convene` is the verb; the other files are kernels."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from convenor.dialogue.conversation import Conversation
    from convenor.model.codes import Basis
    from convenor.model.dialogue import Dialogue

__all__ = ["convene"]

Votes = Union[str, Path, "Conversation", Mapping[str, Mapping[str, int]]]


def convene(
    votes: Votes,
    *,
    mode: str = "anonymous",
    strata: Mapping[str, Mapping[str, str]] | str | Path | None = None,
    population: Mapping[str, Mapping[str, float]] | None = None,
    outcome: str = "",
    seed: int = 0,
    consented: bool | Collection[str] = False,
    sign: int | None = None,
    basis: "Basis | None" = None,
    source: str = "",
    sweeps: int | None = None,
) -> "Dialogue":
    """Where participants meet, what divides them, and who has to be heard.

    Args:
        votes: Folder of a Polis export, CSV table of votes (participant, statement, vote), a `Conversation`, or
            {participant: {statement id: 1 agree, 0 pass, -1 disagree}}.
        mode: "anonymous": aggregates only, no cell under ten people. "attributed": 5 to 50 organisations on record.
        strata: {participant: {dimension: category}} as declared by participants, or a CSV table with a column
            `participant` and one per dimension.
        population: {dimension: {category: share or number}}, to weight participants to; see `unhcr_shares`.
        outcome: Id of the outcome that the dialogue is about.
        seed: Chance; the same votes and seed give the same dialogue, whatever the order of rows.
        consented: Attributed: names of the organisations that agreed to be shown (True: all). Anonymous, below ten
            people: True where every one agreed beforehand that what all share may be shown.
        sign: 1 where agree is +1, -1 where it is -1; None lets the files say.
        basis: Basis of the population shares; entered by default.
        source: Where the population shares come from.
        sweeps: Sweeps of the model; more are more exact, fewer are faster.

    Returns:
        The dialogue as it may be shown.

    Raises:
        SourceError: The votes cannot be read, or nobody says whether 1 means agree.
        OutcomeError: The mode is not known, consent is missing, or organisations on the record are too many.

    Limits:
        Participants are not a sample of anybody unless they were drawn as one; weights mend only what strata measure.
        Who is absent is named and not imputed. A share is what an audience would answer by the model where not all of
        it voted. Common ground is not consent, and no group is a people.

    Source:
        docs/how-it-is-reckoned/dialogue.md.
    """
    from convenor.dialogue.held import hold
    from convenor.dialogue.intake import conversation_from, strata_from
    from convenor.errors import OutcomeError
    from convenor.model.codes import Basis
    from convenor.model.dialogue import Mode

    if mode not in {word.value for word in Mode}:
        raise OutcomeError(f"mode '{mode}' is not known; use 'anonymous' or 'attributed'", field="mode")
    return hold(
        conversation_from(votes, sign=sign),
        mode=Mode(mode),
        strata=strata_from(strata),
        population=population or {},
        outcome=outcome,
        seed=seed,
        consented=consented,
        basis=basis or Basis.ENTERED,
        source=source,
        sweeps=sweeps,
    )
