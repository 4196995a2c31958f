"""Cap: a partner's share goes no further; the excess goes where the clause says, or to nobody yet.

Clause: in proportion to the share commissioned, "capped at each partner's contribution to that
scheme unless both finance chiefs agreed beforehand" (Rotherham). What exceeds the caps is nobody's
until they decide: it is shown as unallocated and never moved silently.
"""

from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.limits import Limit, read_limit
from poolbook.rules.risk_share.people import EACH, UNALLOCATED
from poolbook.rules.risk_share.sharing import Given, Names, Sharing, one, read_sharing
from poolbook.rules.risk_share.work import Head, Work


@dataclass(frozen=True)
class Cap:
    """Formula: share = min(share, limit), and max(share, −limit) where `sides` is both.

    The limit is cut to whole pence, so that no rounding passes it. An excess never takes another
    capped partner past its own cap: what would is nobody's yet.
    """

    head: Head
    partners: tuple[str, ...]
    limit: Limit
    both_sides: bool
    excess: Sharing
    unless: str
    waived: bool

    def capped(self, given: Given) -> tuple[str, ...]:
        """The partners that it caps, or who stands in their places; none where nobody does."""
        standing = dict.fromkeys(given.stands(partner) for partner in self.partners)
        return tuple(partner for partner in standing if partner != UNALLOCATED)

    def apply(self, work: Work) -> None:
        """Moves each capped partner's excess, all caps at once, to where the excess goes."""
        if self.waived:
            work.step(self.head, f"The cap is waived: {self.unless}.", Fraction(0), {})
            return
        budget = sum(line.budget or 0 for line in work.lines)
        moved: dict[str, Fraction] = {}
        for partner in self.capped(work.given):
            limit = self.limit.whole_pence(work.given, budget, partner)
            work.hold(partner, -limit if self.both_sides else None, limit)
            moved[partner] = work.beyond(partner)
        for partner, excess in moved.items():
            if excess:
                self._move(work, partner, excess)
        for partner in work.holds:
            surplus = work.beyond(partner)
            if surplus:
                self._leave(work, partner, surplus)

    def _move(self, work: Work, partner: str, excess: Fraction) -> None:
        shares = work.divide(excess, self.excess)
        work.bear({partner: -excess})
        work.bear(shares)
        low, high = work.holds[partner]
        limit = words.exactly(high if excess > 0 or low is None else low)
        text = (
            f"{work.names[partner]} is capped at {limit}; "
            f"the {words.about(excess)} beyond it: {work.said(self.excess)}."
        )
        work.step(self.head, text, excess, shares)

    def _leave(self, work: Work, partner: str, surplus: Fraction) -> None:
        shares = {UNALLOCATED: surplus}
        work.bear({partner: -surplus})
        work.bear(shares)
        text = (
            f"{words.about(surplus)} of that would take {work.names[partner]} past its own cap: "
            f"{work.names[UNALLOCATED]}."
        )
        work.step(self.head, text, surplus, shares)


def read(fields: Fields, head: Head, names: Names) -> Cap:
    """`capped` (partners, one, or "each"), `limit`, `sides` ("over" or "both"), `excess` (a table
    that is a split; nobody yet where absent), and `unless` with `waived`."""
    partners = fields.texts("capped")
    if not partners:
        fields.fault("capped", 'should name the partners that are capped, or "each"')
    if partners == (EACH,):
        partners = tuple(sorted(names.partners))
    for partner in partners:
        if partner not in names.partners:
            fields.fault("capped", f"“{partner}” is not a partner here")
    limit = read_limit(fields, "limit", names)
    if limit is None:
        fields.fault("limit", "is missing")
    elif (limit.amount or 0) < 0 or limit.percent < 0:
        fields.fault("limit", "is negative; a cap is zero or more")
    table = fields.table("excess")
    excess = read_sharing(table, names, one(UNALLOCATED))
    table.done()
    unless, waived = fields.text("unless"), fields.flag("waived")
    if waived and not unless:
        fields.fault("waived", "needs unless, saying what allows it")
    if head.only:
        fields.fault("only", "cannot narrow a cap, which is on a share of the whole group")
    both = fields.choice("sides", ("over", "both"), "over") == "both"
    return Cap(head, partners, limit or Limit(0), both, excess, unless, waived)
