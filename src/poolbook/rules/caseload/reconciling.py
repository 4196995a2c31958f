"""Packages against the ledger, line by line: payments outside the system made visible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from poolbook.rules.caseload.forecast import LineForecast


@dataclass(frozen=True)
class Reconciled:
    """A budget line to the same day: what packages say was due, and what the ledger paid, in pence."""

    line: str
    packages: int
    ledger: int

    @property
    def difference(self) -> int:
        """Ledger − packages: positive where more was paid than the packages explain."""
        return self.ledger - self.packages

    @property
    def words(self) -> str:
        """What the difference means."""
        if not self.difference:
            return "The packages explain the ledger."
        if not self.packages:
            return "Paid outside the system: no package belongs to this line."
        if self.difference > 0:
            return "More was paid than the packages explain: payments outside the system, or late packages."
        if not self.ledger:
            return "Nothing has been paid: the packages wait for their invoices."
        return "Less was paid than the packages cost: invoices that wait, income, or packages not ended."


def reconcile(lines: Sequence[LineForecast], ledger: Mapping[str, int]) -> list[Reconciled]:
    """Every line of either, in order of its code; the differences sum to the difference of the totals."""
    packages = {each.line: each.actual for each in lines}
    return [
        Reconciled(code, packages.get(code, 0), ledger.get(code, 0))
        for code in sorted({*packages, *ledger})
    ]
