"""Bands: different splits in different ranges of spend, or of the variation.

Clause: "any overspend against the budget of £1.0m up £1.2m will be wholly owned by the county
council … spend above £1.2m or underspend arising from spend below £1.0m will be shared equally"
(Oxfordshire 2020/21, Schedule 3).
"""

from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.limits import Limit, edge_words, read_limit
from poolbook.rules.risk_share.sharing import Given, Names, Sharing, read_sharing
from poolbook.rules.risk_share.work import Head, Work

Piece = tuple["Band", Fraction, str]


@dataclass(frozen=True)
class Band:
    """One range, open below or above where the edge is None, with its split."""

    above: Limit | None
    below: Limit | None
    sharing: Sharing


@dataclass(frozen=True)
class Bands:
    """Formula: walk from the budget to the spend; what lies in each band is split by that band.

    With `on` "variation" the walk is from 0 to the variation. Walked downwards for an underspend,
    so the result is continuous, and each share moves with the variation or stays.
    """

    head: Head
    on: str
    bands: tuple[Band, ...]

    def apply(self, work: Work) -> None:
        """Splits the net of the selected lines band by band, the nearest to the budget first."""
        lines = work.selected(self.head.only)
        net = work.net(lines)
        budget = sum(line.budget or 0 for line in lines)
        start = Fraction(budget if self.on == "spend" else 0)
        pieces = self._pieces(work, budget, start, start + net)
        work.clear(lines)
        shares: dict[str, Fraction] = {}
        told = [f"{words.over_or_under(net).capitalize()}."]
        for at, (band, amount, where) in enumerate(pieces):
            for who, part in work.divide(amount, band.sharing).items():
                shares[who] = shares.get(who, Fraction(0)) + part
            ordinal = (
                "All of it"
                if len(pieces) == 1
                else ("Remaining" if at == len(pieces) - 1 else ("First" if not at else "Next"))
            )
            size = "" if len(pieces) == 1 else f" {words.about(amount)}"
            told.append(f"{ordinal}{size} ({where}): {work.said(band.sharing)}.")
        work.bear(shares)
        work.step(self.head, " ".join(told), net, shares)

    def edges(self, given: Given, budget: int) -> list[Fraction]:
        """Where one band ends and the next begins, upwards, in pence."""
        return [band.below.pence(given, budget) for band in self.bands if band.below]

    def _pieces(self, work: Work, budget: int, start: Fraction, end: Fraction) -> list[Piece]:
        low, high = min(start, end), max(start, end)
        sign = 1 if end >= start else -1
        found: list[Piece] = []
        for band in self.bands:
            bottom = band.above.pence(work.given, budget) if band.above else None
            top = band.below.pence(work.given, budget) if band.below else None
            inside = min(high, top if top is not None else high) - max(
                low, bottom if bottom is not None else low
            )
            if inside > 0:
                found.append((band, sign * inside, self._where(bottom, top)))
        return found if sign > 0 else found[::-1]

    def _where(self, bottom: Fraction | None, top: Fraction | None) -> str:
        if bottom is None and top is None:
            return f"any {self.on}"
        if bottom is None:
            return f"{self.on} below {edge_words(top or Fraction(0))}"
        if top is None:
            return f"{self.on} above {edge_words(bottom)}"
        return f"{self.on} from {edge_words(bottom)} to {edge_words(top)}"


def read(fields: Fields, head: Head, names: Names) -> Bands:
    """`on` ("spend" or "variation") and `bands`, upwards and without gaps: each with `above`,
    `below` (left out at the ends) and a split."""
    on = fields.choice("on", ("spend", "variation"), "spend")
    bands: list[Band] = []
    tables = list(fields.tables("bands", required=True))
    for at, table in enumerate(tables):
        above, below = read_limit(table, "above", names), read_limit(table, "below", names)
        band = Band(above, below, read_sharing(table, names))
        if bands and (above is None or above != bands[-1].below):
            table.fault(
                "above", "should be the same as below of the band before it: no gap, no overlap"
            )
        if not bands and above is not None:
            table.fault(
                "above", "should be left out of the first band, which reaches all the way down"
            )
        if at == len(tables) - 1 and below is not None:
            table.fault(
                "below", "should be left out of the last band, which reaches all the way up"
            )
        if above and below and _falls(above, below):
            table.fault("below", "should be more than above")
        table.done()
        bands.append(band)
    return Bands(head, on, tuple(bands))


def _falls(above: Limit, below: Limit) -> bool:
    """Whether two edges of the same kind do not rise (of different kinds only a position tells)."""
    if above.amount is not None and below.amount is not None:
        return above.amount >= below.amount
    if above.amount is None and below.amount is None and above.of == below.of:
        return above.percent >= below.percent
    return False
