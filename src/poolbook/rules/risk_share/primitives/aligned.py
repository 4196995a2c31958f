"""Aligned: each partner keeps the variation of the lines it owns; nothing is shared.

Clause: "Each partner will retain underspends or manage any overspend against their own
contribution on an aligned basis" (Oxfordshire 2020/21, Schedule 3).
"""

from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.people import UNALLOCATED
from poolbook.rules.risk_share.sharing import Names
from poolbook.rules.risk_share.work import Head, Work


@dataclass(frozen=True)
class Aligned:
    """Formula: share of a partner = sum of what remains on its own lines."""

    head: Head

    def apply(self, work: Work) -> None:
        """Each selected line goes whole to its owner."""
        lines = work.selected(self.head.only)
        shares: dict[str, Fraction] = {}
        for line in lines:
            owner = line.owner or UNALLOCATED
            shares[owner] = shares.get(owner, Fraction(0)) + work.remaining[line.id]
        net = work.net(lines)
        work.clear(lines)
        work.bear(shares)
        said = [
            f"{work.names[who]}'s lines are {words.over_or_under(part)}"
            for who, part in shares.items()
        ]
        text = f"Each partner keeps its own lines: {words.join(said)}." if said else "No lines."
        work.step(self.head, text, net, shares)


def read(fields: Fields, head: Head, names: Names) -> Aligned:
    """No fields of its own; every line needs its `owner`."""
    return Aligned(head)
