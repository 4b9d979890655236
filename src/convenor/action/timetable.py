"""When what is due: dates proposed from the order of the steps and the outcome's period, each marked assumed."""

import datetime as dt

from convenor.model.outcome import Outcome
from convenor.model.plan import EARLY

YEAR = 365  # days of work that are assumed where the outcome names no last day
STRIDE = 30  # days between the first deliveries of two steps that follow each other; assumed
SHORT = 7  # days before the ninetieth on which the first step is due: time to show it
NOTICE = 28  # days before a due date on which its work has begun at the latest


def last_day(outcome: Outcome) -> dt.date:
    """Last day of the work: as the outcome says, else a year after the date of reckoning."""
    end = outcome.period[1]
    least = outcome.as_of + dt.timedelta(days=EARLY + NOTICE)
    return max(end, least) if end is not None else outcome.as_of + dt.timedelta(days=YEAR)


def due_days(outcome: Outcome) -> dict[str, dt.date]:
    """First delivery of each step by its name: the first within `EARLY` days, the others a month apart in their order.

    Where the period is too short for that, they are spread evenly over it.

    Example:
        >>> from convenor.model.outcome import Indicator, Step
        >>> o = Outcome(id="o", title="t", as_of=dt.date(2025, 1, 1), period=(None, dt.date(2025, 12, 31)),
        ...     steps=(Step(name="a", needs=(("mediation", 1.0),), weight=.5), Step(name="b", needs=(), weight=.5)),
        ...     indicators=(Indicator(kind="security", name="s"), Indicator(kind="prosperity", name="p")))
        >>> [str(day) for day in due_days(o).values()]
        ['2025-03-25', '2025-04-24']
    """
    first = outcome.as_of + dt.timedelta(days=EARLY - SHORT)
    stride = min(STRIDE, (last_day(outcome) - first).days / max(1, len(outcome.steps) - 1))
    return {step.name: first + dt.timedelta(days=round(stride * k)) for k, step in enumerate(outcome.steps)}


def begins(due: dt.date, as_of: dt.date) -> dt.date:
    """First day of the window of work that is due on a day."""
    return max(as_of + dt.timedelta(days=1), due - dt.timedelta(days=NOTICE))
