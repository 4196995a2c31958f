"""People and packages on snapshot days."""

from collections.abc import Iterator

import ibis
import ibis.expr.types as ir

from poolbook.rules.caseload import facts
from poolbook.rules.caseload.codes import ONGOING, UNKNOWN_BORN
from poolbook.rules.caseload.facts import Question

Part = tuple[str, ir.Table]
BITS = 16  # conditions that are counted


def parts(known: ir.Table, question: Question) -> Iterator[Part]:
    """Everything that is asked of snapshot days."""
    held = on_days(known, question.days)
    yield "packages", packages(held)
    shared = by_person_and_service(held).cache()
    people = by_person(shared, question).cache()
    counted = {
        facts.SERVICE: lambda: (shared, shared.service),
        facts.FUNDER: lambda: (by(held, "funder"), ibis._.funder),
        facts.COUNTY: lambda: (by(held, "out_of_county"), ibis._.out_of_county),
        facts.PROVIDER: lambda: (by(held, "provider"), ibis._.provider),
        facts.EVERYBODY: lambda: (people, ibis.literal(0)),
        facts.SETTING: lambda: (people, people.setting),
        facts.CONDITION: lambda: (by_condition(people), ibis._.bit),
        facts.BAND: lambda: (people, people.band),
        facts.HIGH: lambda: dear(people, question.high),
    }
    for which in question.cuts:
        yield "people", cut(counted[which]()[0], which, counted[which]()[1])
    if facts.SERVICE in question.cost_cuts:
        yield "costs", costs(shared, question, facts.SERVICE, shared.service)
    if facts.BAND in question.cost_cuts:
        yield "costs", costs(people, question, facts.BAND, people.band)
    yield "fit", fit(people, question)


def on_days(known: ir.Table, days: tuple[int, ...]) -> ir.Table:
    """Ongoing packages on each day; `day` is the day's place in the question."""
    ongoing = known.filter(known.service.isin(ONGOING))
    return ibis.union(
        *(
            ongoing.filter(ongoing.start <= day, ongoing.end >= day).mutate(day=ibis.literal(at))
            for at, day in enumerate(days)
        )
    )


def packages(held: ir.Table) -> ir.Table:
    """Packages and their weekly pence by what they are."""
    keys = ("day", "service", "setting", "funder", "out_of_county")
    return held.group_by(*keys).agg(packages=held.count(), pence=held.weekly.sum())


def by_person_and_service(held: ir.Table) -> ir.Table:
    """The group-by that the others share: a row for each person and service on each day."""
    rank = held.weekly * 4096 + (63 - held.service) * 64 + (63 - held.funder)
    return held.group_by("day", "person", "service").agg(
        pence=held.weekly.sum(),
        setting=held.setting.min(),
        conditions=held.conditions.bit_or(),
        born=held.born.max(),
        rank=rank.max(),
    )


def by(held: ir.Table, value: str) -> ir.Table:
    """A row for each person and value on each day."""
    return held.group_by("day", "person", value).agg(pence=held.weekly.sum())


def by_person(shared: ir.Table, question: Question) -> ir.Table:
    """A row for each person on each day: each counts once, in one setting and one age band."""
    people = shared.group_by("day", "person").agg(
        pence=shared.pence.sum(),
        setting=shared.setting.min(),
        conditions=shared.conditions.bit_or(),
        born=shared.born.max(),
        rank=shared["rank"].max(),
    )
    bands = [
        (people.day == at, _band(people.born, question.band_births(day)))
        for at, day in enumerate(question.days)
    ]
    return people.mutate(band=ibis.cases(*bands))


def _band(born: ir.IntegerColumn, births: tuple[int, ...]) -> ir.IntegerValue:
    """How many of the bands' first birthdays are behind somebody; 0 where the birth is not known."""
    old_enough = sum((born <= birth).cast("int64") for birth in births)
    return ibis.ifelse(born == UNKNOWN_BORN, 0, old_enough)


def by_condition(people: ir.Table) -> ir.Table:
    """A row for each condition of each person."""
    bits = ibis.memtable({"bit": list(range(BITS)), "size": [2**bit for bit in range(BITS)]})
    each = people.cross_join(bits)
    return each.filter((each.conditions // each["size"]) % 2 == 1)


def dear(people: ir.Table, high: int) -> tuple[ir.Table, ir.Value]:
    """People over the threshold, by the service and funder of their dearest package."""
    found = people.filter(people.pence > high)
    service, funder = 63 - (found["rank"] // 64) % 64, 63 - found["rank"] % 64
    return found, service * 16 + funder


def cut(people: ir.Table, which: int, value: ir.Value) -> ir.Table:
    """Different people by a value, those of them with a price, and their weekly pence."""
    keyed = people.mutate(cut=ibis.literal(which), value=value)
    return keyed.group_by("day", "cut", "value").agg(
        people=keyed.count(), priced=(keyed.pence > 0).sum(), pence=keyed.pence.sum()
    )


def costs(people: ir.Table, question: Question, which: int, value: ir.Value) -> ir.Table:
    """What each person costs, on the days whose single costs are kept."""
    keyed = people.mutate(cut=ibis.literal(which), value=value)
    keyed = keyed.filter(keyed.pence > 0, keyed.day.isin(question.cost_days))
    return keyed.select("day", "cut", "value", keyed.pence.cast("int64"))


def fit(people: ir.Table, question: Question) -> ir.Table:
    """Sums over age in days and weekly pence, of people with both."""
    on = ibis.cases(*((people.day == at, day) for at, day in enumerate(question.days)))
    aged = people.filter(people.pence > 0, people.born != UNKNOWN_BORN)
    aged = aged.mutate(x=(on - aged.born).cast("int64"), y=aged.pence)
    return aged.group_by("day").agg(
        n=aged.count(),
        sum_x=aged.x.sum(),
        sum_y=aged.y.sum(),
        sum_xx=(aged.x * aged.x).sum(),
        sum_xy=(aged.x * aged.y).sum(),
        sum_yy=(aged.y * aged.y).sum(),
    )
