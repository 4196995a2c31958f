"""What a risk share comes to: each partner's share by group and net, with the trace of each.

All amounts are whole pence, positive = overspend (a cost to whoever bears it).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules import money
from poolbook.rules.risk_share.people import OUTSIDE, PROVIDER, RETAINED, UNALLOCATED

# Within this of nothing (pence), percentages of the net say nothing: print the amounts instead.
SMALL_NET = 50_000


@dataclass(frozen=True)
class TraceStep:
    """One step: the primitive, its clause, the amount dealt with, who bears it, and it in words."""

    use: str
    clause: str
    text: str
    amount: int
    shares: Mapping[str, int]


@dataclass(frozen=True)
class PotResult:
    """A performance pot, to the penny: released + kept = pot."""

    group: str
    measure: str
    pot: int
    released: int
    shares: Mapping[str, int]


@dataclass(frozen=True)
class GroupResult:
    """One risk group. `shares` has every partner, in the agreement's order; `others` has funds,
    the provider and the like; `offsets` what other groups' underspends met (negative: gave).

    sum(shares) + sum(others) + unallocated + sum(offsets) = variance, always.
    """

    id: str
    name: str
    status: str
    budget: int | None
    variance: int
    shares: Mapping[str, int]
    others: Mapping[str, int]
    unallocated: int
    offsets: Mapping[str, int]
    steps: tuple[TraceStep, ...]

    def sentence(self) -> str:
        """The trace as one paragraph."""
        return " ".join(step.text for step in self.steps) or "Nothing to share."


@dataclass(frozen=True)
class Result:
    """The whole share: groups in the terms' order, caps across groups, and the net."""

    status: str
    partners: Mapping[str, str]
    groups: tuple[GroupResult, ...]
    overall: GroupResult | None
    pots: tuple[PotResult, ...]

    def parts(self) -> tuple[GroupResult, ...]:
        """The groups, with the caps across them as a last part where there are any."""
        return (*self.groups, self.overall) if self.overall else self.groups

    def net(self) -> dict[str, int]:
        """Each partner's net share."""
        return {who: sum(part.shares[who] for part in self.parts()) for who in self.partners}

    def others(self) -> dict[str, int]:
        """What funds, providers and the like bear in all."""
        found: dict[str, int] = {}
        for part in self.parts():
            for who, amount in part.others.items():
                found[who] = found.get(who, 0) + amount
        return found

    def unallocated(self) -> int:
        """What nobody bears yet."""
        return sum(part.unallocated for part in self.parts())

    def variance(self) -> int:
        """The variation of all groups."""
        return sum(group.variance for group in self.groups)

    def percentages(self) -> dict[str, Fraction] | None:
        """Each partner's part of what the partners bear together, or None where that would mislead:
        within ±£500 of nothing, or where the partners' signs differ."""
        net = self.net()
        total = sum(net.values())
        mixed = min(net.values()) < 0 < max(net.values())
        if abs(total) <= SMALL_NET or mixed:
            return None
        return {who: Fraction(amount, total) for who, amount in net.items()}


def group_result(
    *,
    group: tuple[str, str, str],
    budget: int | None,
    variance: int,
    borne: Mapping[str, Fraction],
    offsets: Mapping[str, int],
    steps: tuple[TraceStep, ...],
    partners: tuple[str, ...],
    order: tuple[str, ...],
) -> GroupResult:
    """Rounds what is borne to whole pence, once, and sorts it into partners and others.

    `group` is id, name and status; `order` is every possible bearer, which breaks ties.
    """
    whole = money.round_shares(borne, order)
    others = {
        who: whole[who] for who in order if who in whole and who not in (*partners, UNALLOCATED)
    }
    return GroupResult(
        id=group[0],
        name=group[1],
        status=group[2],
        budget=budget,
        variance=variance,
        shares={who: whole.get(who, 0) for who in partners},
        others={who: amount for who, amount in others.items() if amount},
        unallocated=whole.get(UNALLOCATED, 0),
        offsets=dict(offsets),
        steps=steps,
    )


def bearer_order(partners: tuple[str, ...], funds: tuple[str, ...]) -> tuple[str, ...]:
    """Who gets an odd penny first: partners in the agreement's order, funds, then the rest."""
    return (*partners, *funds, RETAINED, PROVIDER, OUTSIDE, UNALLOCATED)
