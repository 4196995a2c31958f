"""The tree of budget lines: looked at, added to, changed, ended and put into order."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from poolbook.agreements.models import BudgetLine, Pool
from poolbook.agreements.models.pool import GRADES
from poolbook.finance.actions import lines as actions
from poolbook.finance.queries import tree
from poolbook.finance.queries.tree import Branch
from poolbook.partners.models import Person
from poolbook.partners.roles import May
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.calendar import Year
from poolbook.rules.forecasting import TYPED
from poolbook.web.agreement.frame import address, found_or_404, shown, year_of
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out
from poolbook.web.frame.places import Place
from poolbook.web.frame.tables import exported
from poolbook.web.templatetags.poolbook import called

COLUMNS = tuple(
    Column(key, title, "text")
    for key, title in (
        ("code", "Code"), ("kind", "Kind"), ("owner", "Owner"), ("holder", "Holder"),
        ("group", "Risk group"), ("grade", "Risk grade"), ("method", "Usual method"),
        ("years", "Serves"),
    )
)  # fmt: skip


class AttributesForm(forms.Form):
    """What a line is: its names, and what its share and forecast go by."""

    name = forms.CharField(max_length=200)
    short_name = forms.CharField(
        max_length=80, required=False, help_text="Where space is short, as in charts"
    )
    kind = forms.ChoiceField(
        choices=[
            ("pooled", "Pooled: its variation is shared by the terms"),
            ("aligned", "Aligned: its owner bears its variation"),
            ("in view", "In view: shown, not shared"),
        ]
    )
    owner = forms.ChoiceField(required=False, help_text="Needed for a line that is aligned")
    risk_group = forms.ChoiceField(
        label="Risk group", required=False, help_text="The terms share its variation by this group"
    )
    risk_grade = forms.ChoiceField(
        label="Risk grade", choices=[(g, g.capitalize()) for g in GRADES]
    )
    holder = forms.ChoiceField(
        label="Budget holder", required=False, help_text="Who forecasts and explains it"
    )
    method = forms.ChoiceField(
        label="Usual forecast method", choices=[(m, m.capitalize()) for m in TYPED]
    )

    def __init__(self, *args: Any, place: Place, **values: Any) -> None:
        super().__init__(*args, **values)
        self.owners = {partner.code: partner for partner in place.partners}
        self.groups = {group.code: group for group in place.agreement.risk_groups.all()}
        self.people = {person.username: person for person in tree.holders(place.agreement)}
        nobody = [("", "Nobody’s")]
        self["owner"].field.choices = nobody + [(c, p.name) for c, p in self.owners.items()]
        self["risk_group"].field.choices = [("", "None")] + [
            (code, group.name) for code, group in self.groups.items()
        ]
        self["holder"].field.choices = [("", "Nobody yet")] + [
            (name, called(person)) for name, person in self.people.items()
        ]

    def attributes(self) -> dict[str, Any]:
        """The values as the action takes them."""
        given = self.cleaned_data
        plain = {n: given[n] for n in ("name", "short_name", "kind", "risk_grade", "method")}
        return plain | {
            "owner": self.owners.get(given["owner"]),
            "risk_group": self.groups.get(given["risk_group"]),
            "holder": self.people.get(given["holder"]),
        }


class NewLineForm(AttributesForm):
    """A new line: also its code, its heading and its first year."""

    field_order = ("code", "name", "short_name", "parent", "from_year")
    code = forms.SlugField(
        max_length=60,
        help_text="Letters, digits and hyphens, such as ld-day-services; it never changes",
    )
    parent = forms.ChoiceField(label="Under which heading", required=False)
    from_year = forms.TypedChoiceField(label="From year", coerce=int)

    def __init__(self, *args: Any, place: Place, branches: list[Branch], **values: Any) -> None:
        super().__init__(*args, place=place, **values)
        self.parents = {branch.line.code: branch.line for branch in branches}
        self["parent"].field.choices = [("", "None: at the top of the pool")] + [
            (b.line.code, f"{'– ' * b.level}{b.line.name}") for b in branches
        ]
        year = year_of(place)
        self["from_year"].field.choices = [(y, str(Year(y))) for y in (year, year + 1)]


class EndForm(forms.Form):
    """The last year that a line serves."""

    prefix = "end"
    last = forms.TypedChoiceField(
        label="Last year it serves",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="A line that has money stays for the years in which it has",
    )

    def __init__(self, *args: Any, line: BudgetLine, year: int, **values: Any) -> None:
        super().__init__(*args, **values)
        first = max(line.from_year, min(year - 1, line.to_year or year))
        years = sorted({*range(first, year + 3), *([line.to_year] if line.to_year else [])})
        self["last"].field.choices = [("", "No end")] + [(y, str(Year(y))) for y in years]


class GroupForm(forms.Form):
    """A new risk group."""

    code = forms.SlugField(max_length=60, help_text="Letters, digits and hyphens; it never changes")
    name = forms.CharField(max_length=200)


@page()
def lines(request: HttpRequest) -> HttpResponse:
    """The tree of a year, pool by pool."""
    place = request.place
    branches = tree.tree(place.agreement, year_of(place))
    tables = [_table(place, pool, branches) for pool in place.pools]
    if file := exported(request, tables, f"lines_{Year(year_of(place)).start}"):
        return file
    parts = [
        {
            "pool": pool,
            "table": table,
            "branches": [b for b in branches if b.line.pool_id == pool.pk],
            "add": address(place, "agreement-lines-add", of=pool.code),
            "order": address(place, "agreement-lines-order", of=pool.code),
        }
        for pool, table in zip(place.pools, tables, strict=True)
    ]
    groups = list(place.agreement.risk_groups.all())
    return shown(request, "agreement/lines.html", {"parts": parts, "groups": groups})


@page(May.SET_UP, write=May.SET_UP)
def add(request: HttpRequest, of: str) -> HttpResponse:
    """A new line of a pool."""
    place = request.place
    pool = _pool(place, of)
    found = [b for b in tree.tree(place.agreement, year_of(place)) if b.line.pool_id == pool.pk]
    form = NewLineForm(request.POST or None, place=place, branches=found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            actions.add_line(
                by=request.user, pool=pool, code=given["code"],
                parent=form.parents.get(given["parent"]), from_year=given["from_year"],
                **form.attributes(),
            )  # fmt: skip

        if carried_out(request, act, f"{given['name']} added.", form=form):
            return redirect(address(place, "agreement-lines"))
    context = {
        "form": form,
        "pool": pool,
        "act": "Add the line",
        "back": address(place, "agreement-lines"),
    }
    return shown(request, "agreement/line_add.html", context)


@page(write=May.SET_UP)
def line(request: HttpRequest, code: str) -> HttpResponse:
    """One line: what it is, and for whom may set up, its form; a second form ends it."""
    place = request.place
    found = found_or_404(tree.line(place.agreement, code))
    acting = "end" if request.method == "POST" and "end" in request.POST else "change"
    form = AttributesForm(
        request.POST if request.method == "POST" and acting == "change" else None,
        place=place,
        initial=_as_given(found),
    )
    end = EndForm(
        request.POST if request.method == "POST" and acting == "end" else None,
        line=found, year=year_of(place), initial={"last": found.to_year},
    )  # fmt: skip
    if request.method == "POST" and _done(request, found, form, end, acting):
        return redirect(address(place, "agreement-lines"))
    context = {
        "line": found, "form": form, "end": end, "closed": tree.closed_on(found),
        "branch": Branch(found, 0, False), "back": address(place, "agreement-lines"),
    }  # fmt: skip
    return shown(request, "agreement/line.html", context)


def _done(
    request: HttpRequest, found: BudgetLine, form: AttributesForm, end: EndForm, acting: str
) -> bool:
    if acting == "end" and end.is_valid():
        last = end.cleaned_data["last"]
        said = f"{found.name} ends with {Year(last)}." if last else f"{found.name} has no end."
        return carried_out(
            request,
            lambda: actions.end_line(by=request.user, line=found, last=last),
            said,
            form=end,
        )
    if acting == "change" and form.is_valid():
        return carried_out(
            request,
            lambda: actions.change_line(by=request.user, line=found, **form.attributes()),
            f"{found.name} saved.",
            form=form,
        )
    return False


@page(May.SET_UP, write=May.SET_UP)
def order(request: HttpRequest, of: str) -> HttpResponse:
    """The order of a pool's lines: dragged, moved by buttons, or without a script a step at a time."""
    place = request.place
    pool = _pool(place, of)
    branches = tree.branches(tree.of_pool(pool, year_of(place)))
    codes = [branch.line.code for branch in branches]
    if request.method == "POST":
        seen = request.POST.get("seen", "").split()
        wanted = request.POST.get("codes", "").split() or codes
        if step := request.POST.get("step", ""):
            code, _, way = step.rpartition(":")
            wanted = moved(branches, code, way)

        def act() -> None:
            actions.order_lines(
                by=request.user, pool=pool, year=year_of(place), codes=wanted, seen=seen
            )

        if carried_out(request, act, "" if step else f"{pool.name}: order saved."):
            there = "agreement-lines-order" if step else "agreement-lines"
            more = {"of": pool.code} if step else {}
            return redirect(address(place, there, **more) + (f"#line-{code}" if step else ""))
        return redirect(request.path)
    context = {
        "pool": pool,
        "branches": branches,
        "codes": " ".join(codes),
        "back": address(place, "agreement-lines"),
    }
    return shown(request, "agreement/order.html", context)


def moved(branches: list[Branch], code: str, way: str) -> list[str]:
    """The codes with one line, and all under it, before its neighbour above or after that below."""
    blocks: dict[int, list[str]] = {}
    at = next((n for n, b in enumerate(branches) if b.line.code == code), None)
    codes = [branch.line.code for branch in branches]
    if at is None:
        return codes
    siblings = [
        n for n, b in enumerate(branches) if b.line.parent_id == branches[at].line.parent_id
    ]
    for n in siblings:
        end = next(
            (m for m in range(n + 1, len(branches)) if branches[m].level <= branches[n].level),
            len(branches),
        )
        blocks[n] = codes[n:end]
    place = siblings.index(at)
    other = place - 1 if way == "up" else place + 1
    if not 0 <= other < len(siblings):
        return codes
    first, second = sorted((at, siblings[other]))
    end = second + len(blocks[second])
    return (
        codes[:first]
        + blocks[second]
        + codes[first + len(blocks[first]) : second]
        + blocks[first]
        + codes[end:]
    )


@page(May.SET_UP, write=May.SET_UP)
def group(request: HttpRequest) -> HttpResponse:
    """A new risk group, which lines can then belong to and terms share."""
    place = request.place
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            actions.keep_group(by=request.user, agreement=place.agreement, **given)

        if carried_out(request, act, f"{given['name']} added.", form=form):
            return redirect(address(place, "agreement-lines"))
    context = {"form": form, "act": "Add the risk group", "back": address(place, "agreement-lines")}
    return shown(request, "agreement/group.html", context)


def _pool(place: Place, code: str) -> Pool:
    """A pool of the agreement; else the page is not found."""
    found: Pool = found_or_404(next((pool for pool in place.pools if pool.code == code), None))
    return found


def _as_given(line: BudgetLine) -> dict[str, Any]:
    """A line's attributes as the form holds them."""
    holder: Person | None = line.holder
    return {
        "name": line.name, "short_name": line.short_name, "kind": line.kind,
        "owner": line.owner.code if line.owner else "",
        "risk_group": line.risk_group.code if line.risk_group else "",
        "risk_grade": line.risk_grade, "method": line.method,
        "holder": holder.username if holder else "",
    }  # fmt: skip


def _table(place: Place, pool: Any, branches: list[Branch]) -> Table:
    """A pool's tree as a table."""
    rows = tuple(_row(branch) for branch in branches if branch.line.pool_id == pool.pk)
    return Table(
        key=f"lines-{pool.code}",
        title=pool.name,
        caption=f"{pool.name}: budget lines of {Year(year_of(place))}",
        columns=COLUMNS,
        rows=rows,
        label_title="Line",
        unit="",
    )


def _row(branch: Branch) -> Row:
    line = branch.line
    if branch.heading:
        texts = {"code": line.code, "years": branch.years}
    else:
        texts = {
            "code": line.code,
            "kind": line.kind,
            "owner": line.owner.name if line.owner else "nobody’s",
            "holder": called(line.holder),
            "group": line.risk_group.name if line.risk_group else "none",
            "grade": line.risk_grade,
            "method": line.method,
            "years": branch.years,
        }
    cells = {key: Cell(text) for key, text in texts.items()}
    return Row(line.code, line.name, cells, "heading" if branch.heading else "line", branch.level)
