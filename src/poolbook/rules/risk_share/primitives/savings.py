"""Savings: what is not delivered of a saving whose strategy was not agreed falls on who put it in.

Clause: "the party moving the risk into the pool may still choose to do so but will be wholly
responsible for funding any non-delivery of the saving" (Oxfordshire 2017/18, paragraph 35).
"""

from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.sharing import Names
from poolbook.rules.risk_share.work import Head, Work


@dataclass(frozen=True)
class Savings:
    """Formula: for each such saving, max(0, target − delivered) to its partner, before any sharing."""

    head: Head

    def apply(self, work: Work) -> None:
        """Takes each shortfall off its line; the rest of the line is shared as the terms go on."""
        chosen = {line.id for line in work.selected(self.head.only)}
        for saving in work.savings:
            short = Fraction(max(0, saving.target - saving.delivered))
            if saving.line not in chosen or not short:
                continue
            what = f"{saving.name or 'saving'}: {words.about(short)} of {words.about(saving.target)} not delivered"
            if saving.strategy_agreed:
                text = f"{what}; its strategy was agreed, so it is shared like the rest."
                work.step(self.head, text, Fraction(0), {})
                continue
            work.remaining[saving.line] -= short
            work.bear({saving.partner: short})
            text = (
                f"{what}; its strategy was not agreed, so all of it: {work.names[saving.partner]}."
            )
            work.step(self.head, text, short, {saving.partner: short})


def read(fields: Fields, head: Head, names: Names) -> Savings:
    """No fields of its own; the position lists the savings."""
    return Savings(head)
