"""Block: a fixed price, so the variation is no risk to the others; one body absorbs it.

Clause: each line is "fixed" (the non-host's contribution does not move, either way) or "variable"
(Luton); block contracts hold no risk to the pool (Oxfordshire 2017/18, paragraph 38).
"""

from dataclasses import dataclass

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.sharing import Names, read_bearer
from poolbook.rules.risk_share.work import Head, Work


@dataclass(frozen=True)
class Block:
    """Formula: what remains on the selected lines goes whole to the absorber."""

    head: Head
    absorbed_by: str

    def apply(self, work: Work) -> None:
        """Clears the selected lines at the absorber's cost or gain."""
        lines = work.selected(self.head.only)
        net = work.net(lines)
        work.clear(lines)
        work.bear({self.absorbed_by: net})
        text = f"Fixed price, {words.over_or_under(net)}: {work.names[self.absorbed_by]}; no risk to the others."
        work.step(self.head, text, net, {self.absorbed_by: net})


def read(fields: Fields, head: Head, names: Names) -> Block:
    """`absorbed_by`: a partner, `provider` (the default) or `outside`."""
    return Block(head, read_bearer(fields, "absorbed_by", names, "provider"))
