"""Escalate: there is no formula; a body decides, and until then nobody bears the amount.

Clause: options in order, then the board decides; over or underspends notified within five working
days (several agreements).
"""

from dataclasses import dataclass

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.people import UNALLOCATED
from poolbook.rules.risk_share.sharing import Names
from poolbook.rules.risk_share.work import Head, Work


@dataclass(frozen=True)
class Escalate:
    """Formula: none; what remains is unallocated until `body` decides."""

    head: Head
    body: str
    options: tuple[str, ...]
    notify_within: str

    def apply(self, work: Work) -> None:
        """Leaves what remains on the selected lines unallocated, and says who decides and how."""
        lines = work.selected(self.head.only)
        net = work.net(lines)
        work.clear(lines)
        work.bear({UNALLOCATED: net})
        text = f"{words.over_or_under(net).capitalize()}: no formula; {self.body} decides."
        if self.options and net:
            listed = "; ".join(f"{at}. {option}" for at, option in enumerate(self.options, 1))
            text += f" Options in order: {listed}."
        if self.notify_within and net:
            text += f" To be notified within {self.notify_within}."
        work.step(self.head, text, net, {UNALLOCATED: net})


def read(fields: Fields, head: Head, names: Names) -> Escalate:
    """`body`, with `options` (in order) and `notify_within`."""
    return Escalate(
        head,
        fields.text("body", required=True),
        fields.texts("options"),
        fields.text("notify_within"),
    )
