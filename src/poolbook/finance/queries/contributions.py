"""Contributions as their pages show them: versions of a year side by side, with totals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from poolbook.agreements.models import Agreement, Contribution, ContributionVersion, Pool
from poolbook.partners.models import Partner
from poolbook.rules.contributions import Item, Totals, totals


@dataclass(frozen=True)
class Version:
    """A version with its amounts and its printed totals, read once."""

    kept: ContributionVersion
    items: tuple[Contribution, ...]
    printed: dict[tuple[int, int, str], int]  # pool, partner, what → pence

    def amount(self, key: tuple[object, ...]) -> int | None:
        """The amount at a key of `keys`; None where the version has none."""
        return next((c.pence for c in self.items if key_of(c) == key), None)

    def totals(self, pool: Pool, partner: Partner) -> Totals:
        """What a partner puts into a pool."""
        return totals(self._plain(), pool.code, partner.code)

    def _plain(self) -> Iterable[Item]:
        return (Item(c.pool.code, c.element, c.partner.code, c.kind, c.pence) for c in self.items)

    @property
    def net(self) -> int:
        """Everything together, less income and grant, in pence."""
        return sum(item.pence for item in self.items)


def versions(agreement: Agreement, year: int) -> list[Version]:
    """All versions of a year, the newest first. Four queries."""
    found = ContributionVersion.objects.filter(agreement=agreement, year=year)
    found = found.prefetch_related(
        "items__pool", "items__partner", "items__risk_group", "printed"
    ).order_by("-version")
    return [
        Version(
            each,
            tuple(each.items.all()),
            {(p.pool_id, p.partner_id, p.what): p.pence for p in each.printed.all()},
        )
        for each in found
    ]


def version(agreement: Agreement, year: int, number: int) -> Version | None:
    """One version by its number."""
    return next((v for v in versions(agreement, year) if v.kept.version == number), None)


def key_of(item: Contribution) -> tuple[object, ...]:
    """What makes an amount the same one in two versions."""
    return (item.pool.code, item.element, item.part, item.partner.code, item.kind)


def merged(given: Sequence[Version]) -> list[Contribution]:
    """One amount for each key that any of the versions has, in the order of their papers."""
    found: dict[tuple[object, ...], Contribution] = {}
    for each in given:
        for item in each.items:
            found.setdefault(key_of(item), item)
    return list(found.values())
