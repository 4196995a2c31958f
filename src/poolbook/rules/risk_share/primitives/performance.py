"""Performance release: a pot is released in proportion to the result; what is not earned stays.

Clause: released in proportion to the cut in admissions achieved, floor nothing, cap the pot; what
is not earned stays with the NHS for NHS services (Better Care Fund 2015/16).
"""

from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules import money
from poolbook.rules.fields import Fields
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.sharing import Names, Sharing, read_bearer, read_sharing
from poolbook.rules.risk_share.work import Head, Release, Work


@dataclass(frozen=True)
class Performance:
    """Formula: released = pot × achieved ÷ target to the penny, never below nothing nor above the pot.

    A pot is funding, not a variation: it adds nothing to any share and is reported beside them.
    """

    head: Head
    measure: str
    pot: int
    released_to: Sharing
    kept_by: str

    def apply(self, work: Work) -> None:
        """Writes the release; with no result yet, the whole pot is kept."""
        result = next((item for item in work.achievements if item.measure == self.measure), None)
        part = Fraction(0)
        if result:
            part = min(
                Fraction(1), max(Fraction(0), Fraction(result.achieved) / Fraction(result.target))
            )
        released = Fraction(money.round_half_up(self.pot * part))
        shares = work.divide(released, self.released_to)
        shares[self.kept_by] = shares.get(self.kept_by, Fraction(0)) + self.pot - released
        work.releases.append(Release(self.measure, self.pot, released, shares))
        got = f"{result.achieved} of {result.target} achieved" if result else "no result yet"
        text = (
            f"{self.measure}: {got}, so {words.exactly(released)} of {words.exactly(self.pot)} is released "
            f"({work.said(self.released_to)}); what is not earned, {words.exactly(self.pot - released)}: "
            f"{work.names[self.kept_by]}."
        )
        work.step(self.head, text, Fraction(0), {})


def read(fields: Fields, head: Head, names: Names) -> Performance:
    """`measure`, `pot`, who it is released to (as a split) and `kept_by`."""
    pot = fields.money("pot", required=True) or 0
    if pot < 0:
        fields.fault("pot", "is negative")
    if head.only:
        fields.fault("only", "cannot narrow a performance pot, which is not a matter of lines")
    return Performance(
        head,
        fields.text("measure", required=True),
        pot,
        read_sharing(fields, names),
        read_bearer(fields, "kept_by", names),
    )
