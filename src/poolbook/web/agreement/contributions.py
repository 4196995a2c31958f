"""What each partner puts in: versions side by side, their totals, a new version, and its agreeing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from poolbook.agreements import actions
from poolbook.finance.queries import contributions as queries
from poolbook.finance.queries.contributions import Version
from poolbook.partners.roles import May
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules import money
from poolbook.rules.calendar import Year
from poolbook.rules.contributions import KINDS
from poolbook.web.agreement.contribution_forms import AgreeForm, VersionForm
from poolbook.web.agreement.frame import address, found_or_404, shown, year_of
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out
from poolbook.web.frame.places import Place
from poolbook.web.frame.tables import exported
from poolbook.web.templatetags.poolbook import short

TAGS = {"indicative": "amber", "agreed": "green", "varied": "blue"}


@page()
def contributions(request: HttpRequest) -> HttpResponse:
    """The versions of a year; two of them side by side, and the totals of the second."""
    place, year = request.place, year_of(request.place)
    found = queries.versions(place.agreement, year)
    first, second = _chosen(request, found)
    tables = []
    if second:
        tables = [_side_by_side(place, first, second), _totals(place, second)]
    if file := exported(request, tables, f"contributions_{year}"):
        return file
    context = {
        "versions": found, "first": first, "second": second, "tables": tables, "colours": TAGS,
        "differences": len(_differing(first, second)) if first and second else 0,
        "misprints": _misprints(place, second) if second else [],
        "newest": found[0] if found else None,
    }  # fmt: skip
    return shown(request, "agreement/contributions.html", context)


@page(May.SET_UP, write=May.SET_UP)
def add(request: HttpRequest) -> HttpResponse:
    """A new version: from a file, or from the amounts of the version before, changed in the page."""
    place, year = request.place, year_of(request.place)
    found = queries.versions(place.agreement, year)
    wanted = request.GET.get("copy", "")
    base = next((v for v in found if str(v.kept.version) == wanted), found[0] if found else None)
    form = VersionForm(
        request.POST or None, request.FILES or None, place=place, base=base,
        taken={v.kept.name for v in found},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            items, printed = form.amounts()
            actions.propose_contributions(
                by=request.user, agreement=place.agreement, year=year, items=items,
                printed=printed, **form.paper(),
            )  # fmt: skip

        if carried_out(request, act, f"{form.cleaned_data['name']} added.", form=form):
            return redirect(address(place, "agreement-contributions"))
    context = {"form": form, "base": base, "versions": found, "act": "Add the version",
               "back": address(place, "agreement-contributions")}  # fmt: skip
    return shown(request, "agreement/contributions_add.html", context)


@page(May.SET_UP, write=May.SET_UP)
def agree(request: HttpRequest, version: int) -> HttpResponse:
    """The decision that agreed a version."""
    place, year = request.place, year_of(request.place)
    found = found_or_404(queries.version(place.agreement, year, version))
    form = AgreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            actions.agree_contributions(
                by=request.user, version=found.kept, decision=given["decision"], on=given["on"]
            )

        if carried_out(request, act, f"{found.kept.name} is agreed.", form=form):
            return redirect(address(place, "agreement-contributions"))
    context = {"form": form, "version": found, "act": "Mark as agreed",
               "back": address(place, "agreement-contributions")}  # fmt: skip
    return shown(request, "agreement/contributions_agree.html", context)


def _chosen(request: HttpRequest, found: list[Version]) -> tuple[Version | None, Version | None]:
    """The two versions of the address; without one, the newest and the one before it."""
    by_number = {str(each.kept.version): each for each in found}
    second = by_number.get(request.GET.get("with", ""), found[0] if found else None)
    before = next((v for v in found if second and v.kept.version < second.kept.version), None)
    first = by_number.get(request.GET.get("from", ""), before)
    return (None if first is second else first), second


def _differing(first: Version, second: Version) -> list[tuple[object, ...]]:
    keys = [queries.key_of(item) for item in queries.merged([first, second])]
    return [key for key in keys if first.amount(key) != second.amount(key)]


def _side_by_side(place: Place, first: Version | None, second: Version) -> Table:
    """Amount by amount, under each pool; what differs is said in words."""
    shown_versions = [each for each in (first, second) if each]
    every = queries.merged([second, *([first] if first else [])])
    rows: list[Row] = []
    for pool in place.pools:
        mine = [item for item in every if item.pool_id == pool.pk]
        if mine:
            rows.append(Row(pool.code, pool.name, {}, "heading"))
        for item in mine:
            key = queries.key_of(item)
            part = f", {item.part}" if item.part else ""
            kind = "" if item.kind == "gross" else f", {KINDS[item.kind]}"
            cells = {
                f"v{each.kept.version}": Cell(each.amount(key), missing="–")
                for each in shown_versions
            }
            if first:
                cells["differs"] = Cell(_difference(first.amount(key), second.amount(key)))
            label = f"{item.element}{part}, {item.partner.name}{kind}"
            rows.append(Row("/".join(str(k) for k in key), label, cells, level=1))
    total = {f"v{each.kept.version}": Cell(each.net) for each in shown_versions}
    if first:
        total["differs"] = Cell(_difference(first.net, second.net))
    rows.append(Row("net", "Net of income and grant, all pools", total, "total"))
    columns = [
        Column(f"v{v.kept.version}", f"{v.kept.version}. {v.kept.name}") for v in shown_versions
    ]
    if first:
        columns.append(Column("differs", "Difference", "text"))
    return Table(
        key="versions",
        title="Amount by amount",
        caption=f"Contributions of {Year(year_of(place))}, "
        + " and ".join(f"{v.kept.name} ({v.kept.status})" for v in shown_versions),
        columns=tuple(columns),
        rows=tuple(rows),
        label_title="Element and partner",
    )


def _difference(before: int | None, after: int | None) -> str:
    """`the same`, `£51k less`, `new`, `left out`."""
    if before == after:
        return "the same"
    if before is None:
        return f"new: {money.show_pounds(after or 0)}"
    if after is None:
        return f"left out: was {money.show_pounds(before)}"
    change = after - before
    return f"{short(abs(change))} {'more' if change > 0 else 'less'}"


def _totals(place: Place, version: Version) -> Table:
    """By partner and pool, beside what the paper prints."""
    rows: list[Row] = []
    for pool in place.pools:
        keys = []
        mine = [
            (partner, version.totals(pool, partner))
            for partner in place.partners
            if any(c.partner_id == partner.pk and c.pool_id == pool.pk for c in version.items)
        ]
        for partner, found in mine:
            keys.append(f"{pool.code}/{partner.code}")
            cells = {
                "gross": Cell(found.gross), "income": Cell(found.income),
                "grant": Cell(found.grant), "net": Cell(found.net),
                "printed": Cell(_holds(version, pool.pk, partner.pk, found)),
            }  # fmt: skip
            rows.append(Row(keys[-1], f"{pool.name}: {partner.name}", cells))
        if mine:
            sums = {
                name: Cell(sum(getattr(found, name) for _, found in mine))
                for name in ("gross", "income", "grant", "net")
            }
            rows.append(Row(pool.code, f"{pool.name}, together", sums, "subtotal"))
    columns = (
        Column("gross", "Gross"), Column("income", "Service user income"),
        Column("grant", "Grant"), Column("net", "Net"),
        Column("printed", "Printed in the paper", "text"),
    )  # fmt: skip
    return Table(
        key="totals",
        title="Totals by partner and pool",
        caption=f"{version.kept.name}: what each partner puts into each pool",
        columns=columns,
        rows=tuple(rows),
        label_title="Pool and partner",
    )


def _holds(version: Version, pool: int, partner: int, found: object) -> str:
    """Whether the totals that the paper prints are the sums of their parts."""
    said = []
    for what in ("gross", "net"):
        printed = version.printed.get((pool, partner, what))
        computed = getattr(found, what)
        if printed is None:
            continue
        if printed == computed:
            said.append(f"{what} holds")
        else:
            gap = money.show_pounds(printed - computed)
            said.append(f"{what} {money.show_pounds(printed)}: does not hold, by {gap}")
    return "; ".join(said) or "no total printed"


def _misprints(place: Place, version: Version) -> list[str]:
    found = []
    for pool in place.pools:
        for partner in place.partners:
            sums = version.totals(pool, partner)
            for what in ("gross", "net"):
                printed = version.printed.get((pool.pk, partner.pk, what))
                if printed is not None and printed != getattr(sums, what):
                    found.append(
                        f"{pool.name}, {partner.name}: the paper prints {what} "
                        f"{money.show_pounds(printed)}; its parts come to "
                        f"{money.show_pounds(getattr(sums, what))}"
                    )
    return found
