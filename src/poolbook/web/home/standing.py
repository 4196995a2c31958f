"""Where every pool stands: its variation, each partner's share, the change, and the month's state."""

from collections.abc import Iterable
from dataclasses import dataclass

from poolbook.agreements.models import Pool
from poolbook.finance.models import Period
from poolbook.finance.queries.checks import Reading
from poolbook.finance.queries.figures import Figures
from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Standing:
    """One pool in its newest period. Amounts in pence; None where nothing is known yet."""

    pool: Pool
    period: Period
    variance: int | None
    change: int | None
    shares: tuple[tuple[str, int | None], ...]

    @property
    def by_partner(self) -> dict[str, int | None]:
        """Each partner's share, by its name: a table's columns are every pool's partners."""
        return dict(self.shares)


def of_period(reading: Reading, pools: Iterable[Pool]) -> list[Standing]:
    """Every pool of a period's agreement. Shares are before caps across all groups."""
    share = None if isinstance(reading.share, Refusal) else reading.share
    found = []
    for pool in pools:
        lines = [item for item in reading.lines if item.line.pool_id == pool.pk]
        groups = {item.line.risk_group.code for item in lines if item.line.risk_group}
        shares: list[tuple[str, int | None]] = []
        if share:
            mine = [group for group in share.groups if group.id in groups]
            shares = [(n, sum(g.shares[w] for g in mine)) for w, n in share.partners.items()]
        variance = _sum(lines, "variance")
        if variance is None:  # no line is forecast: a share of nothing known is not "on budget"
            shares = [(name, None) for name, _ in shares]
        change = _sum(lines, "change")
        found.append(Standing(pool, reading.period, variance, change, tuple(shares)))
    return found


def _sum(lines: Iterable[Figures], name: str) -> int | None:
    known = [getattr(item, name) for item in lines if getattr(item, name) is not None]
    return sum(known) if known else None
