"""Forecast methods: how a budget line's outturn for the year is estimated at a period's end.

Each takes pence and gives pence, rounded half-up once. Domain rules, §3: block, straight line,
profile, run rate, manual with a reason; and from the caseload's packages, which are landed with
their parts and never typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.money import round_half_up, show_pounds

PACKAGES = "packages"
TYPED = {
    "block": "the budget: a fixed price that does not move",
    "straight line": "spend to date carried on at the same monthly rate",
    "profile": "spend to date scaled up by the agreed monthly profile",
    "run rate": "spend to date, then the average of the last months for each month left",
    "manual": "an amount that a person judged, with the reason",
}
METHODS = TYPED | {PACKAGES: "the cost of the caseload's packages, put into the month from there"}


@dataclass(frozen=True)
class Basis:
    """What a method works from: the budget, each month's actuals from April, and months gone.

    `profile` is twelve non-negative parts of the year (any scale); `last` the months of a run rate.
    """

    budget: int
    actuals: Sequence[int]
    elapsed: int
    profile: Sequence[Fraction | int] = ()
    last: int = 3


@dataclass(frozen=True)
class Estimate:
    """A forecast in pence and how it was made, in words."""

    pence: int
    words: str


def forecast(method: str, basis: Basis) -> Estimate:
    """The year's outturn by a method that computes: neither manual nor packages.

    Raises ValueError for a method that is not known, for no months gone, or for a profile that is
    not twelve parts or has none of the year so far.
    """
    makers = {
        "block": _block,
        "straight line": _straight_line,
        "profile": _profile,
        "run rate": _run_rate,
    }
    if method not in makers:
        raise ValueError(f"“{method}” is not a method that computes; known are {', '.join(makers)}")
    if not 1 <= basis.elapsed <= 12:
        raise ValueError("a forecast needs between 1 and 12 months gone")
    return makers[method](basis)


def _to_date(basis: Basis) -> int:
    return sum(basis.actuals[: basis.elapsed])


def _block(basis: Basis) -> Estimate:
    return Estimate(basis.budget, f"block: the budget, {show_pounds(basis.budget)}")


def _straight_line(basis: Basis) -> Estimate:
    spent = _to_date(basis)
    pence = round_half_up(Fraction(spent * 12, basis.elapsed))
    return Estimate(
        pence,
        f"straight line: {show_pounds(spent)} in {basis.elapsed} months, times 12 ÷ {basis.elapsed}",
    )


def _profile(basis: Basis) -> Estimate:
    if len(basis.profile) != 12 or any(part < 0 for part in basis.profile):
        raise ValueError("a profile needs twelve parts of zero or more, one a month from April")
    gone = Fraction(sum(basis.profile[: basis.elapsed]))
    whole = Fraction(sum(basis.profile))
    if not gone:
        raise ValueError("the profile has none of the year so far, so spend to date says nothing")
    spent = _to_date(basis)
    pence = round_half_up(spent * whole / gone)
    percent = round_half_up(gone * 100 / whole)
    return Estimate(pence, f"profile: {show_pounds(spent)} is {percent}% of the year's pattern")


def _run_rate(basis: Basis) -> Estimate:
    months = max(1, min(basis.last, basis.elapsed))
    recent = sum(basis.actuals[basis.elapsed - months : basis.elapsed])
    spent, left = _to_date(basis), 12 - basis.elapsed
    pence = spent + round_half_up(Fraction(recent * left, months))
    rate = round_half_up(Fraction(recent, months))
    return Estimate(
        pence,
        f"run rate: {show_pounds(spent)} to date, then {show_pounds(rate)} a month "
        f"(average of the last {months}) for {left} months",
    )


def expected_to_date(method: str, basis: Basis) -> Estimate | None:
    """What would be spent by now if the year came to its budget; None where nothing says it.

    By last year's months where they are known (`profile`), else evenly for a block contract.
    """
    parts = [Fraction(max(part, 0)) for part in basis.profile]
    if len(parts) == 12 and any(parts):
        gone = sum(parts[: basis.elapsed], Fraction(0)) / sum(parts, Fraction(0))
        percent = round_half_up(gone * 100)
        words = f"{percent}% of the budget: what last year had spent by this month"
        return Estimate(round_half_up(basis.budget * gone), words)
    if method != "block":
        return None
    words = f"{basis.elapsed} twelfths of the budget: a fixed price"
    return Estimate(round_half_up(Fraction(basis.budget * basis.elapsed, 12)), words)
