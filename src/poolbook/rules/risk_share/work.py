"""One risk group while its rules are applied: what remains on each line, and who bears what so far.

Amounts are exact fractions of a penny until the group is finished; they are rounded once, so that
no order of rules or lines can move a penny that the terms do not move.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from poolbook.rules import money
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.people import UNALLOCATED
from poolbook.rules.risk_share.position import Achievement, Line, Saving
from poolbook.rules.risk_share.result import TraceStep
from poolbook.rules.risk_share.sharing import Given, Sharing

Only = Mapping[str, tuple[str, ...]]
NOTHING = Fraction(0)


@dataclass(frozen=True)
class Release:
    """A performance pot: what was released, to whom, and what was kept, by whom."""

    measure: str
    pot: int
    released: Fraction
    shares: Mapping[str, Fraction]


@dataclass(frozen=True)
class Head:
    """What every rule has: its primitive, clause, status, dates in force and the lines it is for."""

    use: str
    clause: str
    status: str
    only: Only


@dataclass
class Work:
    """The state of one group. `names` says how each bearer is called, in the order that breaks ties."""

    lines: tuple[Line, ...]
    given: Given
    savings: tuple[Saving, ...]
    achievements: tuple[Achievement, ...]
    names: Mapping[str, str]
    remaining: dict[str, Fraction] = field(default_factory=dict)
    borne: dict[str, Fraction] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    steps: list[TraceStep] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    holds: dict[str, tuple[int | None, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.remaining = {line.id: Fraction(line.variance) for line in self.lines}

    def selected(self, only: Only) -> tuple[Line, ...]:
        """The lines that a rule is for: all, or those whose facts match every name in `only`."""
        if not only:
            return self.lines
        return tuple(line for line in self.lines if matches(line, only, self.given))

    def net(self, lines: tuple[Line, ...]) -> Fraction:
        """What remains to be shared on these lines together."""
        return _sum(self.remaining[line.id] for line in lines)

    def clear(self, lines: tuple[Line, ...]) -> None:
        """Nothing remains on these lines: it has been shared."""
        for line in lines:
            self.remaining[line.id] = NOTHING

    def reduce(self, lines: tuple[Line, ...], amount: Fraction) -> None:
        """Takes `amount` off what remains: off the lines of its own sign, in proportion to them.

        An overspend that is met leaves the underspends of its group as they are, so that a penny
        more or less on a line never moves another line by more than that.
        """
        same = [line.id for line in lines if self.remaining[line.id] * amount > 0]
        kept = 1 - amount / _sum(self.remaining[line] for line in same)
        for line in same:
            self.remaining[line] *= kept

    def bear(self, shares: Mapping[str, Fraction]) -> None:
        """Adds to what each bearer, or who stands in its place, bears."""
        for bearer, amount in shares.items():
            who = self.given.stands(bearer)
            self.borne[who] = self.borne.get(who, Fraction(0)) + amount

    def hold(self, partner: str, low: int | None, high: int) -> None:
        """Notes a cap on a partner's share; of several, the tightest on each side holds."""
        lows, highs = {low}, {high}
        if partner in self.holds:
            lows.add(self.holds[partner][0])
            highs.add(self.holds[partner][1])
        self.holds[partner] = (max((x for x in lows if x is not None), default=None), min(highs))

    def beyond(self, partner: str) -> Fraction:
        """What the partner bears beyond its caps: positive above, negative below, else 0."""
        low, high = self.holds[partner]
        share = self.borne.get(partner, Fraction(0))
        held = min(share, Fraction(high))
        return share - (held if low is None else max(held, Fraction(low)))

    def divide(self, amount: Fraction, sharing: Sharing) -> dict[str, Fraction]:
        """`amount` by a split; with no contributions to go by, nobody bears it yet."""
        weights = sharing.weights(self.given) or {UNALLOCATED: Fraction(1)}
        return {who: amount * weight for who, weight in weights.items()}

    def said(self, sharing: Sharing) -> str:
        """A split in words."""
        weights = sharing.weights(self.given)
        if sharing.pro_rata is None:
            return words.split(weights, self.names)
        if not weights:
            return f"{sharing.pro_rata.words()}, of which there are none: nobody yet"
        return f"{sharing.pro_rata.words()}: {words.split(weights, self.names)}"

    def step(self, head: Head, text: str, amount: Fraction, shares: Mapping[str, Fraction]) -> None:
        """Writes a step of the trace, naming the amounts to the penny where several share."""
        held: dict[str, Fraction] = {}
        for bearer, part in shares.items():
            if part:
                who = self.given.stands(bearer)
                held[who] = held.get(who, Fraction(0)) + part
        whole = self._to_the_penny(held)
        if len(whole) > 1:
            listed = [f"{self.names[who]} {words.exactly(part)}" for who, part in whole.items()]
            text = f"{text} That is {words.join(listed)}."
        self.steps.append(
            TraceStep(head.use, head.clause, text, money.round_half_up(amount), whole)
        )

    def _to_the_penny(self, shares: Mapping[str, Fraction]) -> dict[str, int]:
        """As the result rounds them where they sum to whole pence, so that the trace agrees with it."""
        if sum(shares.values(), Fraction(0)).denominator == 1:
            return money.round_shares(shares, tuple(self.names))
        return {who: money.round_half_up(part) for who, part in shares.items()}


def _sum(amounts: Iterable[Fraction]) -> Fraction:
    """The exact sum; whole pence, as nearly all are, are added as the whole numbers they are."""
    whole, rest = 0, NOTHING
    for amount in amounts:
        if amount.denominator == 1:
            whole += amount.numerator
        else:
            rest += amount
    return rest + whole


def matches(line: Line, only: Only, given: Given) -> bool:
    """Whether a line has one of the wanted values for every name that `only` gives.

    An owner matches where the same partner stands in its place on the day.
    """
    for name, wanted in only.items():
        if name == "owner":
            found = given.stands(line.owner) in {given.stands(owner) for owner in wanted}
        else:
            found = (line.id if name == "line" else line.marks.get(name, "")) in wanted
        if not found:
            return False
    return True
