"""Fixed percentages of the net variation, whatever each partner put in.

Clause: "abated clients 50:50, remaining pool 15:85, Better Care Fund 30:70" (Oxfordshire 2017/18).
"""

from dataclasses import dataclass

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.people import UNALLOCATED
from poolbook.rules.risk_share.sharing import Names, Sharing, one, read_sharing
from poolbook.rules.risk_share.work import Head, Work


@dataclass(frozen=True)
class Fixed:
    """Formula: share of a bearer = its percentage × what remains on the selected lines."""

    head: Head
    sharing: Sharing

    def apply(self, work: Work) -> None:
        """Splits the net of the selected lines."""
        lines = work.selected(self.head.only)
        net = work.net(lines)
        shares = work.divide(net, self.sharing)
        work.clear(lines)
        work.bear(shares)
        text = f"{words.over_or_under(net).capitalize()}: {work.said(self.sharing)}."
        work.step(self.head, text, net, shares)


def read(fields: Fields, head: Head, names: Names) -> Fixed:
    """`split` (per cent) or `parts`."""
    if not (fields.has("split") or fields.has("parts")):
        fields.fault("", "needs split (percentages that add to 100) or parts")
        fields.ignore()
        return Fixed(head, one(UNALLOCATED))
    return Fixed(head, read_sharing(fields, names))
