"""Providers and prices: concentration, direct payments, in against out of county."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.caseload.codes import SERVICES
from poolbook.rules.caseload.facts import PROVIDER, Facts, PeopleSums
from poolbook.rules.money import ratio


@dataclass(frozen=True)
class Concentration:
    """How much of the weekly cost lies with how few. `hhi` is the sum of squared shares, 0 to 1."""

    providers: int
    pence: int
    largest: Fraction | None
    first_five: Fraction | None
    hhi: Fraction | None


def concentration(pence: Iterable[int]) -> Concentration:
    """Of what is spent with each provider."""
    sizes = sorted((each for each in pence if each), reverse=True)
    whole = sum(sizes)
    squares = sum(each * each for each in sizes)
    return Concentration(
        len(sizes), whole, ratio(sizes[0] if sizes else 0, whole), ratio(sum(sizes[:5]), whole),
        ratio(squares, whole * whole),
    )  # fmt: skip


def by_provider(facts: Facts, day: int) -> list[tuple[int, PeopleSums]]:
    """Each provider's number with its people and weekly pence on a day; packages without one are left out."""
    found = facts.people.items()
    return [(k.value, s) for k, s in found if k.day == day and k.cut == PROVIDER and k.value]


@dataclass(frozen=True)
class DirectPayments:
    """Weekly pence paid to people themselves, and of services that are bought for them."""

    direct: int
    commissioned: int

    @property
    def part(self) -> Fraction | None:
        """Direct payments as a part of all."""
        return ratio(self.direct, self.direct + self.commissioned)


def direct_payments(facts: Facts, day: int) -> DirectPayments:
    """Direct payments against commissioned services on a day."""
    sums = {True: 0, False: 0}
    for key, each in facts.packages.items():
        if key.day == day:
            sums[SERVICES[key.service].direct_payment] += each.pence
    return DirectPayments(sums[True], sums[False])


@dataclass(frozen=True)
class County:
    """Like packages in and out of county: services that are bought in both, in their mix outside.

    `inside` is what the packages outside would cost a week at the mean price inside, service by
    service; `outside` is what they do cost. Packages without a like one inside are `unlike`.
    """

    packages: int
    outside: int
    inside: Fraction
    unlike: int

    @property
    def difference(self) -> Fraction | None:
        """How much dearer outside is, as a part of the price inside."""
        return None if not self.inside else self.outside / self.inside - 1


def county(facts: Facts, day: int) -> County:
    """In against out of county on a day: packages are alike where service and funder are the same."""
    cells: dict[tuple[int, int], list[list[int]]] = {}
    for key, each in facts.packages.items():
        if key.day == day:
            cell = cells.setdefault((key.service, key.funder), [[0, 0], [0, 0]])
            cell[key.out_of_county][0] += each.packages
            cell[key.out_of_county][1] += each.pence
    packages, outside, inside, unlike = 0, 0, Fraction(0), 0
    for (n_in, p_in), (n_out, p_out) in cells.values():
        if not n_in:
            unlike += n_out
        elif n_out:
            packages, outside = packages + n_out, outside + p_out
            inside += Fraction(p_in * n_out, n_in)
    return County(packages, outside, inside, unlike)
