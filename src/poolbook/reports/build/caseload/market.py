"""Providers and prices: how few hold how much, direct payments, in against out of county, high costs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from poolbook.caseload import queries
from poolbook.caseload.models import CaseArea
from poolbook.reports.build.caseload.high import High
from poolbook.reports.build.caseload.numbers import Number, Numbers, cost, share
from poolbook.reports.charts import bars
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.caseload.codes import FUNDERS, SERVICES, SETTINGS
from poolbook.rules.caseload.facts import COUNTY, SERVICE, Facts
from poolbook.rules.caseload.market import by_provider, concentration, county, direct_payments
from poolbook.rules.disclosure import Preset
from poolbook.rules.disclosure.published import shown as printed
from poolbook.rules.money import round_half_up, show_whole

DIRECT = next(code for code, each in SERVICES.items() if each.direct_payment)
LEAST = 30  # packages, out of county, on which a published price rests
ROUNDED = 5  # packages
LISTED = 10
Held = Mapping[str, tuple[int, int]]  # a provider → people, pence a week


def held(areas: Iterable[tuple[CaseArea, Facts]], at: int) -> dict[str, tuple[int, int]]:
    """People and weekly pence of each provider by name, of areas with their facts: one that works in
    two areas is one."""
    found: dict[str, tuple[int, int]] = {}
    for area, facts in areas:
        names = queries.providers(area)
        for number, sums in by_provider(facts, at):
            name = names.get(number, f"Provider {number}")
            people, pence = found.get(name, (0, 0))
            found[name] = (people + sums.people, pence + sums.pence)
    return found


def providers(held: Held, preset: Preset | None, notes: Sequence[str] = ()) -> Table:
    """How much of the weekly cost, and of the placements, lies with how few providers; as published
    where a `preset` is given."""
    rows = []
    for key, label, at in (("cost", "Weekly cost", 1), ("placements", "Placements", 0)):
        first = sorted(held.values(), key=lambda one, at=at: -one[at])[:5]
        safe = preset is None or (len(held) > 5 and all(one[0] >= preset.below for one in first))
        found = concentration(one[at] for one in held.values())
        cells = {"providers": Cell(found.providers)}
        for name in ("largest", "first_five", "hhi"):
            value = getattr(found, name)
            cells[name] = (
                Cell(value) if safe and value is not None else Cell(missing="x" if value else "n/a")
            )
        rows.append(Row(key, label, cells))
    columns = (
        Column("providers", "Providers", "count"), Column("largest", "The largest holds", "percent"),
        Column("first_five", "The largest five hold", "percent"),
        Column("hhi", "Concentration", "percent"),
    )  # fmt: skip
    return Table(
        "providers", "How few hold how much", "Concentration of providers", columns, tuple(rows), "Of", "",
        ("Concentration is the sum of squared parts (Herfindahl–Hirschman): 100% is one provider, "
         "and above 25% is taken as much concentrated.",
         "Packages without a provider, such as direct payments, are left out.", *notes),
    )  # fmt: skip


def largest(held: Held) -> Table:
    """The largest providers by weekly cost: for who may see exact numbers only."""
    whole = sum(pence for _, pence in held.values())
    rows = [
        Row(f"p{at}", name, {
            "people": Cell(people), "cost": Cell(pence), "part": Cell(Fraction(pence, whole or 1)),
        })
        for at, (name, (people, pence)) in enumerate(
            sorted(held.items(), key=lambda one: (-one[1][1], one[0]))[:LISTED], 1
        )
    ]  # fmt: skip
    columns = (
        Column("people", "People", "count"), Column("cost", "£ a week", "pounds"),
        Column("part", "Part of all", "percent"),
    )  # fmt: skip
    return Table(
        "largest", "The largest providers", f"The {LISTED} providers with the largest weekly cost",
        columns, tuple(rows), "Provider", "", ("Provider names are never published here.",),
    )  # fmt: skip


def direct(
    numbers: Numbers, facts: Facts, at: int, exact: bool, notes: Sequence[str] = ()
) -> Table:
    """Direct payments beside services that are bought for people: people and weekly cost."""
    people = numbers.people(at, SERVICE, DIRECT)
    if exact:
        found = direct_payments(facts, at)
        mine, rest = Number(found.direct), Number(found.commissioned)
    else:
        mine, whole = cost(numbers, at, SERVICE, DIRECT), cost(numbers, at)
        known = mine.value is not None and whole.value is not None
        rest = Number(int(whole.value or 0) - int(mine.value or 0)) if known else Number(None, "x")
    both = Number(mine.value + rest.value) if mine.value is not None and rest.value is not None else Number(None, "x")  # fmt: skip
    rows = (
        Row("direct", "Direct payments", {"people": people.cell, "cost": mine.cell, "part": share(mine, both)}),
        Row("commissioned", "Commissioned services", {"people": Cell(), "cost": rest.cell, "part": share(rest, both)}),
        Row("all", "All", {"people": numbers.people(at).cell, "cost": both.cell, "part": share(both, both)}, "total"),
    )  # fmt: skip
    columns = (
        Column("people", "People", "count"), Column("cost", "£ a week", "pounds"),
        Column("part", "Part of cost", "percent"),
    )  # fmt: skip
    about = (
        ()
        if exact
        else ("Costs are the published people times their published mean: about right.",)
    )
    return Table(
        "direct", "Direct payments and commissioned services",
        "Direct payments beside services that are bought for people", columns, rows, "How", "",
        (*about, *notes),
    )  # fmt: skip


def like_for_like(
    numbers: Numbers, facts: Facts, at: int, preset: Preset | None, notes: Sequence[str] = ()
) -> Table:  # fmt: skip
    """Packages out of county at their price, and at the mean price inside for the same mix; as
    published where a `preset` is given."""
    found, people = county(facts, at), numbers.people(at, COUNTY, 1)
    hidden = preset is not None and (people.value is None or found.packages < LEAST)
    packages, unlike = (
        Number(n) if preset is None else _few(n, people, preset)
        for n in (found.packages, found.unlike)
    )
    cells = {"people": people.cell, "packages": packages.cell, "unlike": unlike.cell}
    price: dict[str, Number] = {"outside": Number(None, "x"), "inside": Number(None, "x")}
    if not hidden and found.packages:
        price = {
            "outside": Number(Fraction(found.outside, found.packages)),
            "inside": Number(found.inside / found.packages),
        }
        if preset:
            price = {k: Number(round_half_up((v.value or 0) / Fraction(1000)) * 1000) for k, v in price.items()}  # fmt: skip
    elif not found.packages:
        price = {"outside": Number(None), "inside": Number(None)}
    cells |= {name: one.cell for name, one in price.items()}
    inside, outside = price["inside"].value, price["outside"].value
    cells["difference"] = (
        Cell(Fraction(outside) / Fraction(inside) - 1)
        if inside and outside is not None
        else Cell(missing="x" if hidden else "n/a")
    )
    columns = (
        Column("people", "People", "count"), Column("packages", "Like packages", "count"),
        Column("outside", "£ a week each, out of county", "pounds"),
        Column("inside", "£ a week each, the same in county", "pounds"),
        Column("difference", "Difference", "tenths"), Column("unlike", "Without a like one inside", "count"),
    )  # fmt: skip
    return Table(
        "county", "Out of county, like for like", "Prices out of county beside the same mix in county",
        columns, (Row("out", "Out of county", cells),), "Where", "",
        ("Packages are alike where service and funder are the same; needs may still differ.", *notes),
    )  # fmt: skip


def _few(packages: int, people: Number, preset: Preset) -> Number:
    """Packages as published: never exact, for most people have one each, and what is left of their
    people would be told; and not at all where their people are not."""
    if people.value is None:
        return Number(None, "x")
    told = printed(packages, replace(preset, base=max(preset.base, ROUNDED)))
    return Number(told.value, told.mark)


def high(over: High, threshold: int, notes: Sequence[str] = ()) -> Table:
    """People above the threshold by setting and funder of their dearest package."""
    columns = (
        *(Column(f"f{code}", name, "count") for code, name in FUNDERS.items()),
        Column("all", "All", "count"),
    )
    rows = []
    for setting, name in SETTINGS.items():
        cells = {f"f{code}": over.people("both", setting, code).cell for code in FUNDERS}
        rows.append(Row(f"s{setting}", name, cells | {"all": over.people("setting", setting).cell}))
    cells = {f"f{code}": over.people("funder", 0, code).cell for code in FUNDERS}
    rows.append(Row("all", "All", cells | {"all": over.people().cell}, "total"))
    return Table(
        "high", "High costs by setting and funder", f"People over {show_whole(threshold)} a week",
        columns, tuple(rows), "Setting", "",
        ("Each person once, by the setting and funder of their dearest package.", *notes),
    )  # fmt: skip


def picture(over: High, threshold: int) -> bars.Bars:
    """High costs by setting, a bar for each funder."""
    groups = []
    for setting, name in SETTINGS.items():
        cells = [over.people("both", setting, code).cell.value for code in FUNDERS]
        groups.append(
            bars.Group(name, tuple(each if isinstance(each, int) else None for each in cells))
        )
    title = f"People over {show_whole(threshold)} a week, by who pays"
    return bars.Bars(title, tuple(FUNDERS.values()), tuple(groups), unit="count", missing="*")
