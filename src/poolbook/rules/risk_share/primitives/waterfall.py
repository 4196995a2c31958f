"""Waterfall: before partners pay, an overspend is met from other money, in a stated order.

Clause: offset against underspends in either pool, then the risk pool, then uncommitted
allocations, before partners pay (Rotherham). The engine draws for all groups at once, source by
source; where a source cannot meet every claim, it is shared in proportion to the claims.
"""

from dataclasses import dataclass

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share.sharing import Names
from poolbook.rules.risk_share.work import Head, Work


@dataclass(frozen=True)
class Source:
    """Where money comes from: another group's underspend, or a fund."""

    kind: str
    id: str


@dataclass(frozen=True)
class Waterfall:
    """Formula: at each source, drawn = min(what remains over, what is there)."""

    head: Head
    sources: tuple[Source, ...]

    def apply(self, work: Work) -> None:
        """Nothing: a waterfall is drawn for all groups together (`draws.draw`)."""


def read(fields: Fields, head: Head, names: Names) -> Waterfall:
    """`sources`: a list of `{ group = "…" }` and `{ fund = "…" }`, in order."""
    sources = []
    for table in fields.tables("sources", required=True):
        kinds = [kind for kind in ("group", "fund") if table.has(kind)]
        if len(kinds) != 1:
            table.fault("", "should be one of { group = … } or { fund = … }")
            for kind in kinds:
                table.raw(kind)
        else:
            source = Source(kinds[0], table.text(kinds[0], required=True))
            known = names.groups if source.kind == "group" else names.funds
            if source.id not in known:
                table.fault(source.kind, f"“{source.id}” is not a {source.kind} of these terms")
            sources.append(source)
        table.done()
    return Waterfall(head, tuple(sources))
