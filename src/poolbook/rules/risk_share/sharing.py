"""How one amount is split: all to one, by percentages, by parts, or pro rata to contributions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from poolbook.rules.fields import Fields, as_decimal, shown
from poolbook.rules.risk_share.people import SPECIAL, UNALLOCATED
from poolbook.rules.risk_share.position import BASES, Contribution

WAYS = ("partner", "split", "parts", "basis", "unallocated")


@dataclass(frozen=True)
class Names:
    """The ids that a rule may name, known while the terms are read."""

    partners: frozenset[str]
    funds: frozenset[str]
    groups: frozenset[str]

    def bearers(self) -> frozenset[str]:
        """Everybody and everything that can bear an amount."""
        return self.partners | self.funds | frozenset(SPECIAL)


@dataclass(frozen=True)
class Given:
    """What is contributed, and who stands in whose place on the day."""

    contributions: tuple[Contribution, ...] = ()
    place: Mapping[str, str] = field(default_factory=dict)

    def stands(self, bearer: str) -> str:
        """Who stands in the place of a bearer: its successor, or itself."""
        return self.place.get(bearer, bearer)


@dataclass(frozen=True)
class ProRata:
    """In proportion to contributions: basis, elements (none: all) and partners (none: all)."""

    basis: str
    elements: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()

    def chosen(self, given: Given) -> tuple[Contribution, ...]:
        """The contributions that it goes by."""
        partners = {given.stands(partner) for partner in self.partners}
        return tuple(
            item
            for item in given.contributions
            if (not self.elements or item.element in self.elements)
            and (not partners or given.stands(item.partner) in partners)
        )

    def amounts(self, given: Given) -> dict[str, int]:
        """Pence that each partner contributes on this basis, in the order of the contributions."""
        found: dict[str, int] = {}
        for item in self.chosen(given):
            who = given.stands(item.partner)
            found[who] = found.get(who, 0) + item.amounts.get(self.basis, 0)
        return found

    def words(self) -> str:
        """`in proportion to actual contributions to Pool 2`."""
        to = f" to {', '.join(self.elements)}" if self.elements else ""
        return f"in proportion to {self.basis} contributions{to}"


@dataclass(frozen=True)
class Sharing:
    """A split. Fixed weights sum to one; otherwise they follow contributions when it is used."""

    fixed: Mapping[str, Fraction] = field(default_factory=dict)
    pro_rata: ProRata | None = None

    def weights(self, given: Given) -> dict[str, Fraction]:
        """Each bearer's part of one; empty where there are no contributions to go by."""
        if self.pro_rata is None:
            return dict(self.fixed)
        amounts = self.pro_rata.amounts(given)
        whole = sum(amounts.values())
        return {who: Fraction(amount, whole) for who, amount in amounts.items()} if whole else {}


def one(bearer: str) -> Sharing:
    """All to one bearer."""
    return Sharing({bearer: Fraction(1)})


def read_sharing(fields: Fields, names: Names, default: Sharing | None = None) -> Sharing:
    """Exactly one of `partner`, `split` (per cent, sums to 100), `parts` (any proportions), `basis`
    (with `elements`, `partners`) or `unallocated = true`; the default where none is written."""
    written = [way for way in WAYS if fields.has(way)]
    if not written and default is not None:
        return default
    if len(written) != 1:
        said = f"has {' and '.join(written)}" if written else "says nothing of who bears it"
        fields.fault("", f"{said}; write exactly one of {', '.join(WAYS)}")
        for name in (*WAYS, "elements", "partners"):
            fields.raw(name)
        return one(UNALLOCATED)
    way = written[0]
    if way == "partner":
        return one(read_bearer(fields, "partner", names))
    if way == "basis":
        return Sharing(pro_rata=read_pro_rata(fields, names))
    if way == "unallocated":
        fields.flag("unallocated")
        return one(UNALLOCATED)
    return Sharing(_weights(fields, way, names))


def read_pro_rata(fields: Fields, names: Names) -> ProRata:
    """`basis` with `elements` and `partners`."""
    partners = fields.texts("partners")
    for partner in partners:
        _known(fields, "partners", partner, names.partners)
    return ProRata(fields.choice("basis", BASES), fields.texts("elements"), partners)


def read_bearer(fields: Fields, name: str, names: Names, default: str = "") -> str:
    """One id of a partner or fund, or one of the special words."""
    bearer = fields.text(name, default, required=not default)
    if bearer:
        _known(fields, name, bearer, names.bearers())
    return bearer


def _weights(fields: Fields, way: str, names: Names) -> dict[str, Fraction]:
    table = fields.table(way)
    weights: dict[str, Fraction] = {}
    for who, value in table.data.items():
        _known(table, who, who, names.bearers())
        number = as_decimal(value)
        if number is None or number < 0:
            table.fault(who, f"should be a number that is zero or more, not {shown(value)}")
            number = Decimal(0)
        weights[who] = Fraction(number)
    whole = sum(weights.values(), Fraction(0))
    if way == "split" and whole != 100:
        fields.fault("split", f"adds to {float(whole):g}; percentages must add to exactly 100")
    if whole == 0:
        fields.fault(way, "gives nobody anything")
        return {UNALLOCATED: Fraction(1)}
    return {who: weight / whole for who, weight in weights.items()}


def _known(fields: Fields, name: str, value: str, known: frozenset[str]) -> None:
    if value not in known:
        fields.fault(name, f"“{value}” is not known; known are {', '.join(sorted(known))}")
