"""Taking values in: whole or not at all, only what is not known already, in bulk; and taking a load back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from poolbook.agreements.models import Agreement
from poolbook.audit.acting import acting
from poolbook.partners.models import Person
from poolbook.performance.actions.allowed import require_observing
from poolbook.performance.models import Area, Feed, Load, Measure
from poolbook.rules.measures.kinds import STATUSES, VALUE
from poolbook.rules.refusal import Refusal

SHOWN = 50  # faults said one by one
_COLUMNS = "measure_id, area_id, starts, ends, status, value, numerator, denominator, count, note"
# The newest that is known of each measure, area and time: of loads that were not withdrawn.
_KNOWN = """
    SELECT DISTINCT ON (o.measure_id, o.area_id, o.starts, o.ends) o.*
    FROM performance_observation o JOIN performance_load l ON l.id = o.load_id
    WHERE l.withdrawn_at IS NULL
      AND o.measure_id IN (SELECT DISTINCT measure_id FROM incoming_values)
    ORDER BY o.measure_id, o.area_id, o.starts, o.ends, o.id DESC
"""


class Value(NamedTuple):
    """A value to take in: its measure's reference, its area's code, and from and to when it is.

    `where` says where it stands in the file (“row 12”), for messages.
    """

    measure: str
    area: str
    starts: date
    ends: date
    status: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    count: int | None = None
    note: str = ""
    where: str = ""


@dataclass(frozen=True)
class Loaded:
    """What a load did: `new` values were not known, `changed` ones were another figure, `same` ones
    were left out. No load was made where nothing was new or changed."""

    load: Load | None
    new: int
    changed: int
    same: int


class Changed(NamedTuple):
    """A value that is another figure than the book has: what was known and what is given."""

    measure: str
    area: str
    starts: date
    ends: date
    known: Decimal | None
    given: Decimal | None


def compared(
    agreement: Agreement, values: Sequence[Value], listed: int = 20
) -> tuple[int, int, int, list[Changed]]:
    """How many values would be new, changed and the same, and the first changes. Keeps nothing.

    Values of measures and areas that the book does not have yet are new.
    """
    measures = dict(Measure.objects.filter(agreement=agreement).values_list("ref", "pk"))
    areas = dict(Area.objects.values_list("code", "pk"))
    there = [each for each in values if each.measure in measures and each.area in areas]
    if not there:
        return len(values), 0, 0, []
    with transaction.atomic():
        _stage(there, measures, areas)
        new, changed = _compared()
        changes = _changes(listed) if changed else []
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE incoming_values")
    return new + len(values) - len(there), changed, len(there) - new - changed, changes


def take_in(
    *,
    by: Person,
    agreement: Agreement,
    values: Sequence[Value],
    feed: Feed | None = None,
    file_name: str = "",
    sha256: str = "",
    provenance: str = "",
) -> Loaded:
    """Adds values that are new or differ from what is known. Raises Refusal; nothing is then kept."""
    require_observing(by, agreement)
    measures = dict(Measure.objects.filter(agreement=agreement).values_list("ref", "pk"))
    areas = dict(Area.objects.values_list("code", "pk"))
    faults = list(_faults(values, measures, areas))
    if faults:
        more = [f"and {len(faults) - SHOWN:,} more"] if len(faults) > SHOWN else []
        raise Refusal("the values were not taken in", faults[:SHOWN] + more)
    said = (
        f"took in {file_name}"
        if file_name
        else f"entered {len(values)} value{'s' * (len(values) != 1)}"
    )
    with acting(str(by), said):
        _stage(values, measures, areas)
        new, changed = _compared()
        load = None
        if new + changed:
            load = Load.objects.create(
                agreement=agreement,
                feed=feed,
                file_name=file_name,
                sha256=sha256,
                provenance=provenance,
                rows=new + changed,
                by=by,
            )
            _move(load)
            load.digest = digest(load)
            load.save(update_fields=["digest"])
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE incoming_values")
    return Loaded(load, new, changed, len(values) - new - changed)


def withdraw(*, by: Person, load: Load, why: str) -> None:
    """Takes a load back: its values stay in the book and count for nothing. Raises Refusal."""
    require_observing(by, load.agreement)
    if not why.strip():
        raise Refusal("say why the values are withdrawn")
    with acting(str(by), f"withdrew {load}", why):
        fresh = Load.objects.select_for_update().get(pk=load.pk)
        if fresh.withdrawn_at:
            raise Refusal(f"{fresh} is withdrawn already")
        fresh.withdrawn_at, fresh.withdrawn_why = timezone.now(), why
        fresh.save(update_fields=["withdrawn_at", "withdrawn_why"])


def keep_feed(*, by: Person, agreement: Agreement, code: str, name: str, layout: dict) -> Feed:
    """Makes a feed, or keeps another layout for its files to come."""
    require_observing(by, agreement)
    with acting(str(by), f"kept the layout of {code}"):
        values = {"name": name, "layout": layout}
        return Feed.objects.update_or_create(agreement=agreement, code=code, defaults=values)[0]


def digest(load: Load) -> str:
    """SHA-256 of a load's values as they stand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws(E'\\x1f', measure_id, area_id,"
            " starts, ends, status, coalesce(value::text, ''), coalesce(numerator::text, ''),"
            " coalesce(denominator::text, ''), coalesce(count::text, ''), note), E'\\n' ORDER BY id), ''),"
            " 'UTF8')), 'hex') FROM performance_observation WHERE load_id = %s",
            [load.pk],
        )
        return str(cursor.fetchone()[0])


def _stage(values: Sequence[Value], measures: dict[str, int], areas: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE incoming_values (at serial, measure_id bigint, area_id bigint, starts date,"
            " ends date, status text, value numeric(20, 8), numerator numeric(20, 8),"
            " denominator numeric(20, 8), count int, note text, known boolean) ON COMMIT DROP"
        )
        with cursor.copy(f"COPY incoming_values ({_COLUMNS}) FROM STDIN") as copy:
            for each in values:
                copy.write_row((measures[each.measure], areas[each.area], *each[2:10]))


def _compared() -> tuple[int, int]:
    """Marks staged values that are known; how many are new, and how many are another figure."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incoming_values")
        cursor.execute(
            f"UPDATE incoming_values i SET known = (k.status, k.value, k.numerator, k.denominator, k.count, k.note)"
            " IS NOT DISTINCT FROM (i.status, i.value, i.numerator, i.denominator, i.count, i.note)"
            f" FROM ({_KNOWN}) k WHERE (k.measure_id, k.area_id, k.starts, k.ends)"
            " = (i.measure_id, i.area_id, i.starts, i.ends)"
        )
        cursor.execute(
            "SELECT count(*) FILTER (WHERE known IS NULL), count(*) FILTER (WHERE NOT known)"
            " FROM incoming_values"
        )
        return tuple(cursor.fetchone())


def _changes(listed: int) -> list[Changed]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.ref, a.code, i.starts, i.ends, k.value, i.value FROM incoming_values i"
            f" JOIN ({_KNOWN}) k ON (k.measure_id, k.area_id, k.starts, k.ends)"
            " = (i.measure_id, i.area_id, i.starts, i.ends)"
            " JOIN performance_measure m ON m.id = i.measure_id"
            " JOIN performance_area a ON a.id = i.area_id"
            " WHERE NOT i.known ORDER BY i.at LIMIT %s",
            [listed],
        )
        return [Changed(*row) for row in cursor.fetchall()]


def _move(load: Load) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO performance_observation (load_id, {_COLUMNS}) SELECT %s, {_COLUMNS}"
            " FROM incoming_values WHERE known IS NOT TRUE ORDER BY at",
            [load.pk],
        )


def _faults(
    values: Sequence[Value], measures: dict[str, int], areas: dict[str, int]
) -> Iterable[str]:
    if not values:
        yield "there is no value to take in"
    seen: dict[tuple, str] = {}
    strange: set[str] = set()
    for each in values:
        at = f"{each.where}: " if each.where else ""
        if each.measure not in measures and each.measure not in strange:
            strange.add(each.measure)
            yield f"{at}there is no measure “{each.measure}”"
        if each.area not in areas and each.area not in strange:
            strange.add(each.area)
            yield f"{at}there is no area “{each.area}”"
        if each.ends < each.starts:
            yield f"{at}{each.ends} is before {each.starts}"
        if each.status not in STATUSES:
            yield f"{at}“{each.status}” is not known ({', '.join(STATUSES)})"
        elif (each.status == VALUE) != (each.value is not None):
            yield f"{at}a value has its figure, and what is {each.status} has none"
        key = each[:4]
        if key in seen:
            also = f", also in {seen[key]}" if seen[key] else ""
            yield f"{at}{each.measure} of {each.area} to {each.ends} is there twice{also}"
        seen[key] = each.where
