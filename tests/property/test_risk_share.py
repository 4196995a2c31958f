"""The laws of the risk share, on 100,000 generated terms and positions, each with a control.

Every case is checked for conservation, caps and funds, and for one further law in turn. A few
thousand are drawn by Hypothesis, which shrinks what fails; the rest come from seeded randomness.
A control breaks the engine on purpose, and the law must catch it.
"""

from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poolbook.rules import money
from poolbook.rules.risk_share import draws, share
from poolbook.rules.risk_share.limits import Limit
from poolbook.rules.risk_share.primitives.aligned import Aligned
from poolbook.rules.risk_share.primitives.fixed import Fixed
from poolbook.rules.risk_share.sharing import Sharing
from poolbook.rules.risk_share.work import Work
from tests.property import risk_share_laws as laws
from tests.property.risk_share_cases import make_position, make_terms, read

CHUNKS, CHUNK, SHRINKING = 28, 3_500, 2_000
LAWS: tuple[Callable[[laws.Case], None], ...] = (
    laws.nothing_from_nothing,
    laws.continuous,
    laws.monotone,
    laws.order_of_lines,
    laws.order_of_partners_and_groups,
    laws.renaming,
)


def check(rng: Random, number: int) -> None:
    """One generated case: the laws of every case, and one more in turn."""
    data = make_terms(rng)
    case = laws.Case(data, read(data), make_position(rng, data), rng)
    laws.conserved(case, share(case.terms, case.position))
    LAWS[number % len(LAWS)](case)


def test_there_are_a_hundred_thousand_cases():
    assert CHUNKS * CHUNK + SHRINKING >= 100_000


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_laws_hold_for_generated_terms(chunk: int):
    rng = Random(chunk)
    done = 0
    for number in range(CHUNK):
        check(rng, number)
        done += 1
    assert done == CHUNK


@settings(max_examples=SHRINKING, deadline=None, suppress_health_check=list(HealthCheck))
@given(rng=st.randoms(use_true_random=False), number=st.integers(0, len(LAWS) - 1))
def test_the_laws_hold_for_terms_that_shrink(rng: Random, number: int):
    check(rng, number)


@pytest.mark.parametrize("seed", range(300))
def test_negated_variations_give_negated_shares(seed: int):
    rng = Random(seed)
    data = make_terms(rng, linear=True)
    position = make_position(rng, data, linear=True)
    laws.negated(laws.Case(data, read(data), position, rng))


def caught(law: Callable[[laws.Case], None]) -> None:
    """The law fails for one of the first 3,000 cases."""
    with pytest.raises(AssertionError):
        for seed in range(3_000):
            rng = Random(seed)
            data = make_terms(rng)
            law(laws.Case(data, read(data), make_position(rng, data), rng))


def every_case(case: laws.Case) -> None:
    laws.conserved(case, share(case.terms, case.position))


def test_control_a_lost_penny(monkeypatch: pytest.MonkeyPatch):
    real = money.round_shares

    def cut(parts, order):
        return {who: int(part) for who, part in real(parts, order).items()} | {
            who: int(part) for who, part in parts.items() if part.denominator > 2
        }

    monkeypatch.setattr(money, "round_shares", cut)
    caught(every_case)


def test_control_a_doubled_draw(monkeypatch: pytest.MonkeyPatch):
    real = Work.reduce
    monkeypatch.setattr(Work, "reduce", lambda self, lines, amount: real(self, lines, amount * 2))
    caught(every_case)


def test_control_a_fund_that_gives_more_than_it_has(monkeypatch: pytest.MonkeyPatch):
    real = draws._there
    monkeypatch.setattr(draws, "_there", lambda *given: real(*given) * 2)
    caught(every_case)


def test_control_a_cap_passed_by_rounding(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Limit, "whole_pence", Limit.pence)
    caught(every_case)


def test_control_something_from_nothing(monkeypatch: pytest.MonkeyPatch):
    def apply(self, work):
        work.bear({"p0": Fraction(1), "unallocated": Fraction(-1)})

    monkeypatch.setattr(Fixed, "apply", apply)
    caught(laws.nothing_from_nothing)


def test_control_a_jump(monkeypatch: pytest.MonkeyPatch):
    def scaled(self, lines, amount):
        net = self.net(lines)
        for line in lines:
            self.remaining[line.id] *= 1 - amount / net

    monkeypatch.setattr(Work, "reduce", scaled)
    caught(laws.continuous)


def test_control_a_share_that_falls(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        Sharing, "weights", lambda self, given: {"p0": Fraction(-1), "outside": Fraction(2)}
    )
    caught(laws.monotone)


def test_control_the_first_line_counts(monkeypatch: pytest.MonkeyPatch):
    def apply(self, work):
        lines = work.selected(self.head.only)
        if lines:
            work.bear({lines[0].owner: work.net(lines)})
        work.clear(lines)

    monkeypatch.setattr(Aligned, "apply", apply)
    caught(laws.order_of_lines)


def test_control_the_first_partner_counts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        Sharing, "weights", lambda self, given: {next(iter(given.place)): Fraction(1)}
    )
    caught(laws.order_of_partners_and_groups)


def test_control_a_penny_by_name(monkeypatch: pytest.MonkeyPatch):
    real = money.round_shares
    monkeypatch.setattr(money, "round_shares", lambda parts, order: real(parts, sorted(order)))
    caught(laws.renaming)
