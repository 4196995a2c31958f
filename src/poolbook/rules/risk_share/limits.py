"""A limit in a clause: an amount of money, or a percentage of the budget or of contributions."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from poolbook.rules.fields import Fields, as_pence
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.position import BASES
from poolbook.rules.risk_share.sharing import Given, Names, ProRata


@dataclass(frozen=True)
class Limit:
    """`amount` pence, or `percent` of `of`: "budget" or contributions (ProRata)."""

    amount: int | None = None
    percent: Fraction = Fraction(0)
    of: ProRata | None = None

    def pence(self, given: Given, budget: int, partner: str = "") -> Fraction:
        """The limit in pence; for one partner's own contributions where `partner` is given."""
        if self.amount is not None:
            return Fraction(self.amount)
        if self.of is None:
            return budget * self.percent / 100
        amounts = self.of.amounts(given)
        base = amounts.get(partner, 0) if partner else sum(amounts.values())
        return base * self.percent / 100

    def whole_pence(self, given: Given, budget: int, partner: str) -> int:
        """The limit cut to whole pence, so that rounding never takes a share past it."""
        return floor(self.pence(given, budget, partner))

    def needs_budget(self) -> bool:
        """Whether it can be worked out only with a budget."""
        return self.amount is None and self.of is None


def edge_words(amount: Fraction) -> str:
    """An edge of a band as said in its clause: `£1m`, `£1.2m`, `£10,500`."""
    sign = "−" if amount < 0 else ""
    return sign + words.about(amount)


def read_limit(fields: Fields, name: str, names: Names) -> Limit | None:
    """Pounds, or `{ percent = 10, of = "gross", elements = […], partners = […] }`; None if absent."""
    if not fields.has(name):
        return None
    value = fields.raw(name)
    if not isinstance(value, dict):
        amount, problem = as_pence(value)
        if problem:
            fields.fault(name, problem)
        return Limit(amount)
    table = fields.table(name)
    percent = Fraction(table.number("percent", required=True))
    of = table.choice("of", ("budget", *BASES))
    elements, partners = table.texts("elements"), table.texts("partners")
    for partner in partners:
        if partner not in names.partners:
            table.fault("partners", f"“{partner}” is not a partner here")
    table.done()
    return Limit(None, percent, None if of == "budget" else ProRata(of, elements, partners))
