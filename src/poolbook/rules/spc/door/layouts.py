"""Charts from JSON: our own layout, and those of the two references for the same things.

Points are rows (`[{"date": …, "value": …}]`) or columns (`{"date": […], "value": […]}`), under
`points` or `input`. What a reference answers (means, limits, icons) may stand in the same table:
it is passed over, so that a file of cases with their answers can be given as it is.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from poolbook.rules.fields import Fault, shown
from poolbook.rules.spc.door import cells
from poolbook.rules.spc.door.cases import Case, Row, Written, build
from poolbook.rules.spc.door.options import NAMES, Options, read_options
from poolbook.rules.spc.given import Profile

COLUMNS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "date": ("date", cells.day),
    "dates": ("date", cells.day),
    "x": ("date", cells.day),
    "value": ("value", cells.number),
    "values": ("value", cells.number),
    "y": ("value", cells.number),
    "ghost": ("ghost", cells.flag),
    "ghosted": ("ghost", cells.flag),
    "recalc": ("recalculate", cells.flag),
    "recalculate": ("recalculate", cells.flag),
    "target": ("target", cells.number),
    "note": ("note", cells.note),
    "annotation": ("note", cells.note),
    "facet": ("facet", cells.note),
    "f": ("facet", cells.note),
}
# What the answers hold, ours and the references'; not read, and no fault.
_ANSWERS = """amr amr_raw amr_used ast_hi ast_lo baseline close_to_limits conflict fix_y judgement l2 lpl
mean mr mr_in_partition mr_screened_out near_lpl near_upl nlpl nupl outside_limits partition
point_type rebase_group relative_to_mean relative_to_target rule_astronomical rule_shift
rule_trend rule_two_in_three rules shift_hi shift_lo short_group_warning short_partition
special_cause special_cause_flag special_cause_type trend_dn trend_up two_hi two_lo u2 upl"""
ANSWERS = frozenset(_ANSWERS.split())
_ABOUT = """assurance assurance_icon chart description error icons last n n_excluding_ghosts
n_with_value note partitions schema source summary tags title unit variation_icon warning warnings"""
ABOUT = frozenset(_ABOUT.split())
LISTS = ("series", "charts", "cases")


def read_data(data: Any, flags: Options | None = None) -> tuple[list[Case], list[Fault]]:
    """Every series of a file of JSON, with all faults; options on the command line go on top."""
    faults: list[Fault] = []
    general, charts = Options(), data
    place = ""
    if isinstance(data, Mapping):
        place = next((name for name in LISTS if name in data), "")
        if place:
            general = _options(data, "", faults)
            _unknown(data, {*ABOUT, *LISTS, "name", "id"}, "", faults)
            charts = data[place]
        else:
            charts = [data]
    if not isinstance(charts, list):
        faults.append(Fault(place, f"should be a list of series, not {shown(charts)}"))
        charts = []
    elif not charts:
        faults.append(Fault(place, "has no series"))
    single = charts and isinstance(data, Mapping) and not place
    found = []
    for at, table in enumerate(charts):
        where = "" if single else f"{place}[{at}]"
        if not isinstance(table, Mapping):
            faults.append(Fault(where, f"should be a series, not {shown(table)}"))
            continue
        found.append(_chart(table, where, at, general, flags or Options(), faults))
    return build(found, general.under(flags or Options()), faults), faults


def _chart(
    table: Mapping[str, Any],
    where: str,
    at: int,
    general: Options,
    flags: Options,
    faults: list[Fault],
) -> Written:
    own = _options(table, where, faults)
    _unknown(table, {*ABOUT, "id", "name", "facet", "points", "input"}, where, faults)
    source = "input" if "input" in table else "points"
    path = f"{where}.{source}" if where else source
    rows: list[Row] = []
    before = len(faults)
    if source not in table:
        faults.append(Fault(path, "is missing: a list of points with date and value"))
    else:
        rows = list(_rows(table[source], path, faults))
    if not rows and len(faults) == before:
        faults.append(Fault(path, "has no points"))
    facet = table.get("facet")
    if isinstance(facet, str) and facet:
        rows = [Row(**(_as_dict(row) | {"facet": row.facet or facet})) for row in rows]
    usual = _usual(table, source)
    name = table.get("id", table.get("name"))
    return Written(
        where=where,
        name=str(name) if name not in (None, "") else f"series {at + 1}",
        rows=rows,
        options=usual.under(general).under(own).under(flags),
        own=own,
        on_top=flags,
    )


def _usual(table: Mapping[str, Any], source: str) -> Options:
    """What is meant where nothing is said: in a reference's own layout, what that reference does."""
    if source == "input":
        return Options(profile=Profile.NHSR)
    if "settings" in table:  # the query of Making Data Count itself withholds no chart
        return Options(minimum_points=0)
    return Options()


def _as_dict(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Row.__dataclass_fields__}


def _options(table: Mapping[str, Any], where: str, faults: list[Fault]) -> Options:
    """Options beside the points, and those under `settings` or `options`."""
    found = read_options(table, where, faults)
    for group in ("settings", "options"):
        part = table.get(group)
        path = f"{where}.{group}" if where else group
        if part is None:
            continue
        if not isinstance(part, Mapping):
            faults.append(Fault(path, f"should be a table of options, not {shown(part)}"))
            continue
        _unknown(part, set(), path, faults)
        found = found.under(read_options(part, path, faults))
    return found


def _unknown(table: Mapping[str, Any], known: set[str], where: str, faults: list[Fault]) -> None:
    for name in table:
        if str(name).lower() not in NAMES and name not in known | {"settings", "options"}:
            path = f"{where}.{name}" if where else str(name)
            faults.append(Fault(path, "is not a field that is known here"))


def _rows(data: Any, path: str, faults: list[Fault]) -> Iterator[Row]:
    if isinstance(data, Mapping):
        yield from _from_columns(data, path, faults)
    elif isinstance(data, list):
        for at, row in enumerate(data):
            where = f"{path}[{at}]"
            if not isinstance(row, Mapping):
                faults.append(Fault(where, f"should be a point, not {shown(row)}"))
                continue
            yield _row({name: (f"{where}.{name}", value) for name, value in row.items()},
                       where, path, faults)  # fmt: skip
    else:
        faults.append(Fault(path, f"should be a list of points, not {shown(data)}"))


def _from_columns(data: Mapping[str, Any], path: str, faults: list[Fault]) -> Iterator[Row]:
    before = len(faults)
    columns = {}
    for name, column in data.items():
        if column is None or name in ANSWERS:
            continue
        if not isinstance(column, list):  # R writes a list of one as the one
            column = [column]
        columns[name] = column
    if not any(COLUMNS.get(name.lower(), ("",))[0] == "value" for name in columns):
        faults.append(Fault(path, "has no list “value” (or “y”)"))
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {length}" for name, length in lengths.items())
        faults.append(Fault(path, f"has lists of different length ({said})"))
    if len(faults) > before:
        return
    for at in range(next(iter(lengths.values()), 0)):
        row = {name: (f"{path}.{name}[{at}]", column[at]) for name, column in columns.items()}
        yield _row(row, f"{path}[{at}]", path, faults)


def _row(row: Mapping[str, tuple[str, Any]], where: str, path: str, faults: list[Fault]) -> Row:
    """One point; a name that is not known is said once for all points."""
    found: dict[str, Any] = {"date": None, "value": None}
    for name, (place, value) in row.items():
        column = COLUMNS.get(str(name).lower())
        if column is None:
            fault = Fault(path, f"has “{name}”, which is not a field of a point")
            if name not in ANSWERS and fault not in faults:
                faults.append(fault)
            continue
        try:
            found[column[0]] = column[1](value)
        except ValueError as wrong:
            faults.append(Fault(place, str(wrong)))
    found["facet"] = found.get("facet") or None
    return Row(where=where, **found)
