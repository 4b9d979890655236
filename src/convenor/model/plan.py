"""Plan: who is called, what is promised, who does what by when. Nearest standard term: IATI activity with results.

One chain holds it together: outcome > stake > partnership > commitment > action. An action that hangs on no commitment
cannot be built.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from convenor.errors import NotFoundError
from convenor.model.codes import Basis
from convenor.model.ledger import Ledger, Pulse, Track
from convenor.model.notebook import shown
from convenor.model.partnership import Finding, Partnership

EARLY = 90  # days after the date of reckoning within which something must be shown


class Stage(StrEnum):
    """Phases of the work, in order; `close` is part of the standard partnering cycle ("moving on")."""

    SCOPE = "scope"
    STAKES = "stakes"
    DIALOGUE = "dialogue"
    AGREE = "agree"
    DELIVER = "deliver"
    REVIEW = "review"
    SUSTAIN = "sustain or close"


class Edition(StrEnum):
    """For whom a plan is: those inside, or everybody (then it rests on rows marked CLEAR and on nothing else)."""

    RESTRICTED = "restricted"
    PUBLIC = "public"


class Waste(StrEnum):
    """Kinds of systemic inefficiency, in the order in which they are mended."""

    FALL_OUT = "process fall-out"
    SINGLE_POINT = "single point of failure"
    GAP = "gap"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing to know or to ask, with the rows behind it."""

    text: str
    evidence: tuple[str, ...] = ()
    basis: Basis = Basis.EVIDENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Who could introduce the convener.

    Attributes:
        by: Actor id of the go-between; the convener's own where a tie exists already.
        name: Its name.
        words: The way, as part of a sentence.
        evidence: Rows that show the ties.
    """

    by: str
    name: str
    words: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """One partner to call: in which order, what to say, through whom, and what must not be made worse.

    Attributes:
        actor: Id of the partner.
        order: Place in the order of calls [1..].
        ask: What it is asked to bring, one sentence; for who is heard, what it is asked to say.
        gains: What it gains.
        risks: What it may lose.
        opener: The evidence that opens the conversation; None where none is live.
        through: Who could introduce you; None where no tie is on file.
        dividers: What sets it apart from other members, or is contested.
        connectors: What ties it to other members.
        harms: Do-no-harm effects to look at before the call.
        flag: Why it is proposed only by `must`: party, rival, absent, sanctioned; empty for all others.
        unknown: What is not on file, as questions.
        turn: Why it is called at this place, and what it must be promised then; empty where no order was reckoned.
        bargain: Its side of the bargain, one paragraph for its board; empty where none was reckoned.
        basis: Weakest basis of `turn` and `bargain`.
    """

    actor: str
    order: int
    ask: str
    gains: tuple[Point, ...] = ()
    risks: tuple[Point, ...] = ()
    opener: Point | None = None
    through: Introduction | None = None
    dividers: tuple[Point, ...] = ()
    connectors: tuple[Point, ...] = ()
    harms: tuple[Point, ...] = ()
    flag: str = ""
    unknown: tuple[str, ...] = ()
    turn: str = ""
    bargain: str = ""
    basis: Basis = Basis.ASSUMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What one partner, or the convener, is asked to promise.

    Attributes:
        id: Key within the plan, as "uda/non_technical_survey".
        actor: Who promises: a member's id, or the convener's.
        what: The promise, one sentence.
        steps: Steps of the outcome that it serves, by name; never empty.
        capability: What is brought; empty for promises of process.
        amount: Share of one full need; None for promises of process.
        due: By when.
        early: True for what can be shown within `EARLY` days.
        indicators: Names of the indicators that it should move.
        basis: Of amount and date; proposed dates are assumed until the partner sets its own.
    """

    id: str
    actor: str
    what: str
    steps: tuple[str, ...]
    capability: str = ""
    amount: float | None = None
    due: dt.date
    early: bool = False
    indicators: tuple[str, ...] = ()
    basis: Basis = Basis.ASSUMED

    def __post_init__(self) -> None:
        if not self.what.strip() or not self.actor.strip():
            raise ValueError(f"commitment {self.id}: needs an actor and what it promises")
        if not self.steps:
            raise ValueError(f"commitment {self.id}: serves no step of the outcome; name one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do: what, why, which role, in which window.

    Attributes:
        id: Key within the plan, as "a03".
        commitment: Id of the commitment it carries out.
        stage: Phase of the work.
        what: What to do, one sentence.
        why: The finding behind it.
        owner: Role that does it, never a person's name.
        start: First day of the window.
        end: Last day of the window.
        topic: As in `Finding`, or the phase's own work.
        about: Id of the actor to turn to; empty where it is about no single one.
        evidence: Rows, or keys of the outcome's sources, behind it.
        basis: Basis of the finding.
    """

    id: str
    commitment: str
    stage: Stage
    what: str
    why: str
    owner: str
    start: dt.date
    end: dt.date
    topic: str = ""
    about: str = ""
    evidence: tuple[str, ...] = ()
    basis: Basis = Basis.EVIDENCE

    def __post_init__(self) -> None:
        for name in ("what", "why", "owner", "commitment"):
            if not getattr(self, name).strip():
                raise ValueError(f"action {self.id}: needs {name}")
        if self.end < self.start:
            raise ValueError(f"action {self.id}: its window ends before it begins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inefficiency:
    """Something that loses effort whoever joins.

    Attributes:
        kind: Which kind.
        size: How much of what passes is lost, missing, at stake or doubled [0, 1].
        money: True where more money is what would mend it: such come after all others of their kind.
        finding: What was found, with action, owner and window.
    """

    kind: Waste
    size: float
    money: bool = False
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """An action traced back to its outcome."""

    outcome: str
    stake: str
    partnership: tuple[str, ...]
    commitment: Commitment
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do with a partnership, from the first call to the close.

    Attributes:
        partnership: What was proposed.
        edition: Restricted, or public (then every row in it is marked CLEAR).
        approaches: Whom to call, in order.
        commitments: What is promised, in order of their due date.
        actions: What to do, in order of phase and time.
        inefficiencies: What loses effort, in the order in which to mend it.
        ledger: Promises on file; None where no ledger was given.
        tracks: How promises were kept, per pair; "unknown" without data.
        pulses: When each member was last seen at work.
        assumed: What the planner assumed, in sentences.
    """

    partnership: Partnership
    edition: Edition = Edition.RESTRICTED
    approaches: tuple[Approach, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    actions: tuple[Action, ...] = ()
    inefficiencies: tuple[Inefficiency, ...] = ()
    ledger: Ledger | None = None
    tracks: tuple[Track, ...] = ()
    pulses: tuple[Pulse, ...] = ()
    assumed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._check_members()
        self._check_commitments()
        self._check_actions()

    def _repr_html_(self) -> str:
        return shown(
            f"Plan: {self.partnership.outcome.title}",
            f"{len(self.approaches)} calls, {len(self.commitments)} promises, {len(self.actions)} actions; "
            f"{len(self.early_wins)} early wins.",
            ("phase", "action", "owner", "from", "to"),
            [(a.stage.value, a.what, a.owner, a.start, a.end) for a in self.actions],
        )

    @property
    def convener(self) -> str:
        """Id of who asks; "convener" where the outcome names nobody."""
        return self.partnership.outcome.convener or "convener"

    @property
    def early_wins(self) -> tuple[Commitment, ...]:
        """What can be shown within `EARLY` days, in order of precedence."""
        return tuple(commitment for commitment in self.commitments if commitment.early)

    def chain(self, action: str) -> Chain:
        """An action traced back over its commitment and its partner's stake to the outcome.

        Raises:
            NotFoundError: No action has this id.
        """
        found = next((each for each in self.actions if each.id == action), None)
        if found is None:
            raise NotFoundError("action", action, [each.id for each in self.actions])
        commitment = next(each for each in self.commitments if each.id == found.commitment)
        outcome = self.partnership.outcome.id
        return Chain(
            outcome=outcome, stake=commitment.actor, partnership=self.partnership.ids, commitment=commitment,
            action=found,
        )  # fmt: skip

    def _check_members(self) -> None:
        for member in self.partnership.members:
            if member.stake.outcome != self.partnership.outcome.id:
                actor, other = member.stake.actor.id, member.stake.outcome
                raise ValueError(f"{actor} has its stake in '{other}', not in '{self.partnership.outcome.id}'")

    def _check_commitments(self) -> None:
        known = {*self.partnership.ids, self.convener}
        steps = {step.name for step in self.partnership.outcome.steps}
        ids = [commitment.id for commitment in self.commitments]
        if len(ids) != len(set(ids)):
            raise ValueError("two commitments have the same id")
        for commitment in self.commitments:
            if commitment.actor not in known:
                raise ValueError(f"commitment {commitment.id}: {commitment.actor} is neither a member nor the convener")
            if strange := set(commitment.steps) - steps:
                raise ValueError(f"commitment {commitment.id}: no step of the outcome is called {sorted(strange)}")

    def _check_actions(self) -> None:
        known = {commitment.id for commitment in self.commitments}
        ids = [action.id for action in self.actions]
        if len(ids) != len(set(ids)):
            raise ValueError("two actions have the same id")
        for action in self.actions:
            if action.commitment not in known:
                raise ValueError(f"action {action.id} is an orphan: no commitment is called '{action.commitment}'")
