"""What a body entered of an offer, as one row of evidence keeps it: 'share 0.6 low 0.4 high 0.8 cost 1200'."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Numbers of an offer that its owner wrote down; None is not said.

    Attributes:
        share: Part of one full need that it covers alone [0, 1].
        low: Lower bound of the share.
        high: Upper bound of the share.
        cost: What the offer adds to the cost of joining.
        reliability: Chance that the promise is kept [0, 1].
    """

    share: float | None = None
    low: float | None = None
    high: float | None = None
    cost: float | None = None
    reliability: float | None = None

    def __post_init__(self) -> None:
        for name in ("share", "low", "high", "reliability"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                raise ValueError(f"{name} {value:g} is not in 0 to 1")
        if self.cost is not None and not 0 <= self.cost < float("inf"):
            raise ValueError(f"cost {self.cost:g} is below zero or without end")
        if self.share is None and (self.low is not None or self.high is not None):
            raise ValueError("low and high need an amount between them")
        low, high = self.bounds
        if self.share is not None and not low <= self.share <= high:
            raise ValueError(f"low {low:g}, amount {self.share:g} and high {high:g} do not rise")

    @property
    def bounds(self) -> tuple[float, float]:
        """Low and high; the share itself where none was said."""
        share = self.share or 0.0
        return (share if self.low is None else self.low, share if self.high is None else self.high)

    def unit(self) -> str:
        """As the row's unit; '' where nothing was said.

        Example:
            >>> Entered(share=0.6, cost=1200.0).unit()
            'share 0.6 cost 1200'
        """
        said = ((field.name, getattr(self, field.name)) for field in fields(self))
        return " ".join(f"{name} {value:.12g}" for name, value in said if value is not None)

    @classmethod
    def parse(cls, unit: str) -> "Entered":
        """From a row's unit; words that are none of ours say nothing.

        Example:
            >>> Entered.parse("share 0.6 cost 1200").cost, Entered.parse("people reached").share
            (1200.0, None)
        """
        words = unit.split()
        known = {field.name for field in fields(cls)}
        said = dict(zip(words[::2], words[1::2], strict=False))
        try:
            return cls(**{name: float(value) for name, value in said.items() if name in known})
        except ValueError:
            return cls()
