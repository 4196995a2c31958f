"""Instalments: how much of a year's contribution is due by the end of a month.

Clauses: twelfths, quarterly in advance, annual, "monthly, one month in advance" (Schedule 3).
"""

from fractions import Fraction

from poolbook.rules.money import round_half_up


def instalments_due(a_year: int, elapsed: int, months_ahead: int = 0) -> int:
    """How many of `a_year` equal instalments are due when `elapsed` months (1 to 12) are gone.

    The first of each stretch of 12 ÷ a_year months is due in its first month, or that many months
    before it. Never more than all of them.
    """
    stretch = 12 // a_year
    return min(a_year, (elapsed - 1 + months_ahead) // stretch + 1)


def due(pence: int, a_year: int, elapsed: int, months_ahead: int = 0) -> int:
    """Pence due by then, rounded half-up; the last instalment takes what rounding left."""
    return round_half_up(Fraction(pence * instalments_due(a_year, elapsed, months_ahead), a_year))
