"""Counts, days and lists as sentences say them."""

from datetime import date, datetime

import pytest

from poolbook.rules import saying


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (saying.several(1, "row"), "1 row"),
        (saying.several(1204, "row"), "1,204 rows"),
        (saying.several(2, "erratum", "errata"), "2 errata"),
        (saying.of_all(1, 1, "ledger"), "1 of 1 ledger"),
        (saying.listed([]), ""),
        (saying.listed(["a"]), "a"),
        (saying.listed(["a", "b", "c"]), "a, b and c"),
        (saying.listed(["a", "b", "c", "d", "e"]), "a, b, c and 2 more"),
        (saying.day(date(2020, 11, 5)), "5 November 2020"),
        (saying.moment(datetime(2020, 11, 5, 10, 31)), "5 November 2020, 10:31"),
        (saying.capital("iBCF"), "IBCF"),
        (saying.an("auditor"), "an auditor"),
        (saying.an("partner"), "a partner"),
    ],
)
def test_as_people_say_it(said: str, expected: str):
    assert said == expected
