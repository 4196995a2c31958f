"""How amounts and splits are said."""

from fractions import Fraction

import pytest

from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.limits import edge_words

NAMES = {who: who.upper() for who in "abcdef"}


@pytest.mark.parametrize(
    ("amount", "said"),
    [(64498000, "£645k"), (-20000000, "£200k"), (120000000, "£1.2m"), (81240, "£812.40"), (999999, "£9,999.99"), (1000000, "£10k"), (0, "£0"), (Fraction(1, 2), "£0.01")],
)  # fmt: skip
def test_amounts(amount: Fraction | int, said: str):
    assert words.about(amount) == said


def test_over_under_and_edges():
    assert words.over_or_under(0) == "on budget"
    assert words.over_or_under(-47_500_000) == "£475k under budget"
    assert edge_words(Fraction(-20_000_000)) == "−£200k" and edge_words(Fraction(0)) == "£0"
    assert words.exactly(Fraction(1, 3)) == "£0"


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"a": 1}, "A"),
        ({"a": 1, "b": 0}, "A"),
        ({"a": Fraction(1, 2), "b": Fraction(1, 2)}, "half each (A and B)"),
        ({who: Fraction(1, 3) for who in "abc"}, "a third each (A, B and C)"),
        ({who: Fraction(1, 5) for who in "abcde"}, "equal shares (A, B, C, D and E)"),
        ({"a": Fraction(15, 100), "b": Fraction(85, 100)}, "A 15% and B 85%"),
        ({"a": Fraction(1, 3), "b": Fraction(2, 3)}, "A about 33.33% and B about 66.67%"),
        ({"a": Fraction(1, 8), "b": Fraction(7, 8)}, "A 12.5% and B 87.5%"),
    ],
)
def test_splits(weights: dict, said: str):
    assert words.split({who: Fraction(weight) for who, weight in weights.items()}, NAMES) == said
