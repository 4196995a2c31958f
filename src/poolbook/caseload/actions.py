"""Writes of the caseload: areas, loads, withdrawals, lines, and the note that somebody looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from poolbook.agreements.models import Agreement, BudgetLine
from poolbook.agreements.queries import require_own, require_partner
from poolbook.audit.acting import acting
from poolbook.caseload import lake
from poolbook.caseload.checking import faults
from poolbook.caseload.files import folder
from poolbook.caseload.models import (
    CaseArea,
    CaseLoad,
    LakeFile,
    Look,
    PackageLine,
    Provider,
)  # fmt: skip
from poolbook.caseload.queries import newest
from poolbook.caseload.schema import SCHEMA, TOLD, sorted_table, table_of
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules.caseload.codes import FUNDERS, GROUPS, ONGOING, SERVICES
from poolbook.rules.refusal import Refusal

__all__ = ["Loaded", "folder", "keep_area", "keep_line", "look", "table_of", "take_in", "withdraw"]
SHOWN = 50  # faults said one by one


@dataclass(frozen=True)
class Loaded:
    """What a load did, in rows: see `lake.Changed`. No load was made where nothing was new."""

    load: CaseLoad | None
    new: int
    changed: int
    same: int
    ended: int


def keep_area(
    *, by: Person, agreement: Agreement, code: str, name: str, synthetic: bool = False
) -> CaseArea:
    """The area of that code, made if need be. Whether its people are made up never changes."""
    require(by, May.IMPORT)
    require_partner(by, agreement)
    area = CaseArea.objects.filter(agreement=agreement, code=code).first()
    if area and area.synthetic != synthetic:
        raise Refusal(f"{area}: made-up and real people are never kept in one area")
    if area and area.name == name:
        return area
    with acting(str(by), f"kept the area {code} of the caseload"):
        area, _ = CaseArea.objects.update_or_create(
            agreement=agreement, code=code, defaults={"name": name, "synthetic": synthetic}
        )
    return area


def take_in(
    *,
    by: Person,
    area: CaseArea,
    table: pa.Table,
    providers: Sequence[str] = (),
    whole: bool = False,
    file_name: str = "",
    sha256: str = "",
) -> Loaded:
    """Adds an extract to what is known of an area, whole or not at all. Raises Refusal with every fault.

    `table` has the lake's columns; when its rows are known from is this moment, whatever it says.
    Its provider numbers are places in `providers` from 1, where those are given, else the area's own.
    """
    require(by, May.IMPORT)
    require_partner(by, area.agreement)
    told = sorted_table(table.select(SCHEMA.names).cast(SCHEMA))
    found = faults(told, timezone.localdate())
    if found:
        more = [f"and {len(found) - SHOWN:,} more"] if len(found) > SHOWN else []
        raise Refusal("the packages were not taken in", [*found[:SHOWN], *more])
    with acting(str(by), f"took in packages of {area.code} from {file_name or 'a table'}"):
        at, known = _opened(area)
        if providers:
            told = _with_providers(told, area, providers)
        changed = lake.loaded(known, told, lake.micros(at), whole)
        counts = (changed.new, changed.changed, changed.same, changed.ended)
        if not (changed.new or changed.changed or changed.ended):
            return Loaded(None, *counts)
        load = CaseLoad.objects.create(
            area=area, at=at, by=by, file_name=file_name, sha256=sha256, whole=whole,
            rows=told.num_rows, new=changed.new, changed=changed.changed, same=changed.same,
            ended=changed.ended, weekly_pence=_weekly(told),
        )  # fmt: skip
        _store(area, load, at, changed.table)
    return Loaded(load, *counts)


def withdraw(*, by: Person, load: CaseLoad, why: str) -> None:
    """Takes an area's newest load back: from now on its packages are not known; before, they were."""
    require(by, May.IMPORT)
    require_partner(by, load.area.agreement)
    if not why.strip():
        raise Refusal("say why the load is withdrawn")
    with acting(str(by), f"withdrew {load} of {load.area.code}", why):
        at, known = _opened(load.area)
        last = CaseLoad.objects.filter(area=load.area, withdrawn_at=None).last()
        if last != load:
            raise Refusal(
                "only the newest load can be withdrawn",
                ["withdraw the later ones first, or take in a corrected extract"],
            )
        table = lake.taken_back(known, lake.micros(load.at), lake.micros(at))
        load.withdrawn_at, load.withdrawn_why = at, why
        load.save(update_fields=["withdrawn_at", "withdrawn_why"])
        _store(load.area, load, at, table)


def keep_line(
    *, by: Person, agreement: Agreement, line: BudgetLine, group: int, service: int = 0, funder: int = 0
) -> PackageLine:  # fmt: skip
    """Says that a group's packages (of a service, of a funder; 0: of any) belong to a budget line."""
    require(by, May.IMPORT)
    require_partner(by, agreement)
    require_own(agreement, [line])
    if group not in GROUPS or service not in (0, *SERVICES) or funder not in (0, *FUNDERS):
        raise Refusal("there is no such group, service or funder")
    if line.children.exists():
        raise Refusal(f"{line.code} is a heading; name a line under it")
    with acting(str(by), f"put packages on {line.code}"):
        return PackageLine.objects.create(
            agreement=agreement, line=line, group=group, service=service, funder=funder, by=by
        )


def look(
    *, by: Person, area: CaseArea, what_for: str, choose: Mapping[str, int] | None = None
) -> list[dict[str, int]]:
    """Single people's packages as known now, for a role that may see them; the look is kept first.

    `choose` holds columns at a value (`person`, `service`). Raises NotAllowed, Refusal.
    """
    require(by, May.SEE_PEOPLE)
    require_partner(by, area.agreement)
    unknown = set(choose or {}) - set(TOLD)
    if not what_for.strip() or unknown:
        raise Refusal(
            "say what you look for" if not unknown else f"no column {', '.join(sorted(unknown))}"
        )
    stored = newest(area, None)
    table = lake.read(folder(), stored) if stored else lake.empty()
    table = table.filter(pc.field("known_to") == lake.FOREVER)
    for name, value in (choose or {}).items():
        table = table.filter(pc.field(name) == value)
    with acting(str(by), f"looked at {table.num_rows} rows of people in {area.code}", what_for):
        Look.objects.create(area=area, by=by, what_for=what_for, rows=table.num_rows)
    return table.select(list(TOLD)).to_pylist()


def _opened(area: CaseArea) -> tuple[datetime, pa.Table]:
    """The area is ours until the transaction ends: the moment, and what is known."""
    CaseArea.objects.select_for_update().get(pk=area.pk)
    last = LakeFile.objects.filter(area=area).last()
    at = timezone.now()
    if last and at <= last.at:  # a clock that was put back never puts knowledge out of order
        at = last.at + timedelta(microseconds=1)
    stored = newest(area, None)
    return at, lake.read(folder(), stored) if stored else lake.empty()


def _store(area: CaseArea, load: CaseLoad, at: datetime, table: pa.Table) -> None:
    code = f"{area.agreement.code}-{area.code}"
    stored = lake.write(folder(), code, at, table)
    LakeFile.objects.create(
        area=area, load=load, at=at, path=stored.path, sha256=stored.sha256, rows=stored.rows
    )


def _with_providers(told: pa.Table, area: CaseArea, names: Sequence[str]) -> pa.Table:
    """The table with the area's own numbers of providers; those not known yet are added."""
    known = dict(Provider.objects.filter(area=area).values_list("name", "number"))
    first = max(known.values(), default=0) + 1
    fresh = {n: at for at, n in enumerate(sorted(set(names) - set(known)), first)}
    Provider.objects.bulk_create(
        Provider(area=area, number=number, name=name) for name, number in fresh.items()
    )
    known |= fresh
    numbers = np.array([0, *(known[name] for name in names)], dtype=np.int32)
    at = SCHEMA.get_field_index("provider")
    column = pa.array(numbers[told.column("provider").to_numpy()])
    return told.set_column(at, SCHEMA.field(at), column)


def _weekly(told: pa.Table) -> int:
    ongoing = told.filter(pc.field("service").isin(list(ONGOING)))
    return int(pc.sum(ongoing.column("weekly")).as_py() or 0)
