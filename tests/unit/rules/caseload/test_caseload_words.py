"""The words and small figures of the caseload's rules, one by one."""

from datetime import date
from fractions import Fraction

import pytest

from poolbook.rules.caseload import activity, ages, codes, forecast, market, reconciling, scenarios
from poolbook.rules.caseload.facts import PROVIDER, SERVICE, FitSums, gather


def test_honest_words_about_age_and_cost() -> None:
    def words(n: int, squared: Fraction) -> str:
        return ages.Line(n, Fraction(1), Fraction(0), squared, Fraction(100)).words

    six = words(1_712, Fraction(6, 100))
    assert (
        six
        == "Age explains 6% of the difference in cost between people; the rest has other reasons."
    )
    assert words(1_712, Fraction(4, 1_000)).startswith("Age explains less than 1%")
    assert words(29, Fraction(9, 10)).startswith("Only 29 people: too few")
    assert ages.fit(FitSums(2, 2, 5, 2, 5, 13)) is None  # all of one age
    assert ages.fit(FitSums(2, 3, 8, 5, 12, 32)).r_squared == 0  # all of one cost


def test_band_names() -> None:
    assert [codes.band_name(n) for n in (0, 2, 10)] == ["age not known", "18–25", "86 and over"]
    assert codes.day_of(codes.OPEN) is None
    assert codes.birthday(codes.day_number(date(2020, 2, 29)), 19) == codes.day_number(
        date(2001, 2, 28)
    )


def test_figures_and_changes_are_of_people_with_a_price() -> None:
    rows = [("people", (0, SERVICE, 1), (10, 8, 800)), ("people", (1, SERVICE, 1), (12, 12, 1_800)),
            ("people", (1, SERVICE, 2), (1, 0, 0)), ("costs", (0, SERVICE, 1, 100), (8,))]  # fmt: skip
    facts = gather(rows)
    first, last = (activity.figure(facts, day, SERVICE, 1) for day in (0, 1))
    assert (first.mean, last.mean, first.median, last.median) == (100, 150, 100, None)
    nobody = activity.figure(facts, 0, SERVICE, 2)
    assert (nobody.people, nobody.mean) == (0, None)
    assert activity.pro_rata(30, 214, 365) == Fraction(30 * 365, 214)
    assert activity.pro_rata(30, 0, 365) is None


def test_starts_and_leaves_of_chosen_months() -> None:
    rows = [("moves", (0, 1), (3, 1, 300, 100)), ("moves", (1, 2), (2, 0, 50, 0))]
    facts = gather(rows)
    assert activity.admissions(facts, [0, 1]) == (5, 1)
    assert activity.admissions(facts, [0, 1], service=2) == (2, 0)
    assert [month.net for month in forecast.history(facts, 2, [1, 2])] == [200, 50]
    found = forecast.expected(forecast.history(facts, 2, [1, 2]), [70, 35])
    assert found.middle == 125 * 105 // 7


@pytest.mark.parametrize(
    ("packages", "ledger", "words"),
    [(0, 5, "outside the system"), (5, 9, "More was paid"), (5, 0, "Nothing has been paid"),
     (5, 4, "Less was paid"), (5, 5, "explain the ledger")],
)  # fmt: skip
def test_reconciliation_in_words(packages: int, ledger: int, words: str) -> None:
    assert words in reconciling.Reconciled("L1", packages, ledger).words


def test_like_packages_in_and_out_of_county() -> None:
    rows = [("packages", (0, 4, 1, 1, 0), (2, 200)), ("packages", (0, 4, 1, 1, 1), (3, 450)),
            ("packages", (0, 6, 1, 1, 1), (1, 999))]  # fmt: skip
    found = market.county(gather(rows), 0)
    assert (found.packages, found.outside, found.inside, found.unlike) == (3, 450, 300, 1)
    assert found.difference == Fraction(1, 2)
    assert market.county(gather([]), 0).difference is None


def test_direct_payments_and_providers() -> None:
    rows = [("packages", (0, 2, 3, 1, 0), (1, 100)), ("packages", (0, 4, 1, 1, 0), (1, 300)),
            ("people", (0, PROVIDER, 1), (1, 1, 300)), ("people", (0, PROVIDER, 2), (1, 1, 100))]  # fmt: skip
    facts = gather(rows)
    assert market.direct_payments(facts, 0).part == Fraction(1, 4)
    found = market.concentration(sums.pence for _, sums in market.by_provider(facts, 0))
    assert (found.providers, found.largest, found.hhi) == (2, Fraction(3, 4), Fraction(10, 16))


def test_moving_people_home() -> None:
    facts = gather([("costs", (0, 7, 2, 1_000), (10,))])
    suppose = scenarios.Scenario(moved=2, home=Fraction(700), away=Fraction(1_000))
    found = scenarios.demand(facts, 0, suppose)
    assert (found.now, found.moves, found.then) == (10_000, -600, 9_400)


def test_facts_of_areas_add_up_and_zeros_vanish() -> None:
    rows = [("seen", (1,), (2,)), ("seen", (1,), (3,)), ("seen", (2,), (0,))]
    assert gather(rows).rows() == [("seen", (1,), (5,))]
