"""Underspend treatment: retain, carry forward, reinvest, ring-fence or return what is not spent.

Clauses: an underspend from management action is carried forward, a windfall returned in proportion
to investment, ring-fenced money neither (a Scottish integration board); with no decision it stays
in the fund as contingency (default in several agreements).
"""

from dataclasses import dataclass

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.people import RETAINED
from poolbook.rules.risk_share.sharing import Names, Sharing, one, read_bearer, read_sharing
from poolbook.rules.risk_share.work import Head, Work

TREATMENTS = {
    "retain": "kept in the fund as contingency",
    "carry forward": "carried forward",
    "reinvest": "reinvested",
    "ring-fence": "kept for what it was granted for",
    "return": "returned",
}


@dataclass(frozen=True)
class Underspend:
    """Formula: where the net of the selected lines is below zero, all of it goes as treated.

    It comes off the lines that are under; those that are over, and as much under, are left to the
    following rules, so that nothing jumps where the net passes zero.
    """

    head: Head
    treatment: str
    purpose: str
    sharing: Sharing

    def apply(self, work: Work) -> None:
        """Does nothing to an overspend: the following rules share that."""
        lines = work.selected(self.head.only)
        net = work.net(lines)
        if net >= 0:
            return
        shares = work.divide(net, self.sharing)
        work.reduce(lines, net)
        work.bear(shares)
        text = f"{words.about(net)} underspent: {TREATMENTS[self.treatment]}"
        if self.purpose:
            text += f" for {self.purpose}"
        text += f", {work.said(self.sharing)}." if self.treatment == "return" else "."
        work.step(self.head, text, net, shares)


def read(fields: Fields, head: Head, names: Names) -> Underspend:
    """`treatment`; `return` says how (as a split); the others may name a `fund` and a `purpose`."""
    treatment = fields.choice("treatment", tuple(TREATMENTS))
    purpose = fields.text("purpose", required=treatment in ("carry forward", "reinvest"))
    if treatment == "return":
        return Underspend(head, treatment, purpose, read_sharing(fields, names))
    fund = read_bearer(fields, "fund", names, RETAINED)
    return Underspend(head, treatment, purpose, one(fund))
