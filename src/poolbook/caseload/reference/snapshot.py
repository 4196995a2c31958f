"""People and packages on snapshot days.

A person's days fall into stretches in which nothing changes. A stretch, from the place of its first day
among the question's days to the place after its last, is counted once and then on each of its days.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from poolbook.caseload.reference.plan import Plan
from poolbook.rules.caseload import facts
from poolbook.rules.caseload.codes import ONGOING, UNKNOWN_BORN
from poolbook.rules.caseload.facts import Question

BITS = 16  # conditions that are counted
STRETCH = ("low", "high")


def ask(plan: Plan, known: ir.Table, question: Question) -> None:
    """Everything that is asked of snapshot days."""
    near = plan.keep("near", placed(known, question))
    plan.tell("packages", packages(near, question))
    held = plan.keep("held", in_stretches(near))
    shared = plan.keep("shared", by_person_and_service(held))
    people = plan.keep("people_held", by_person(shared))
    counted = {
        facts.SERVICE: lambda: (shared, shared.service),
        facts.FUNDER: lambda: (by(held, "funder"), ibis._.funder),
        facts.COUNTY: lambda: (by(held, "out_of_county"), ibis._.out_of_county),
        facts.PROVIDER: lambda: (by(held, "provider"), ibis._.provider),
        facts.EVERYBODY: lambda: (people, ibis.literal(0)),
        facts.SETTING: lambda: (people, people.setting),
        facts.CONDITION: lambda: (by_condition(people), ibis._.bit),
        facts.BAND: lambda: (banded(people, question), ibis._.band),
        facts.HIGH: lambda: dear(people, question.high),
    }
    for which in question.cuts:
        plan.tell("people", cut(*counted[which](), which, question))
    chosen = sorted(question.cost_days)
    if facts.SERVICE in question.cost_cuts:
        plan.tell("costs", costs(on_days(shared, question, chosen), facts.SERVICE, "service"))
    if facts.BAND in question.cost_cuts:
        plan.tell("costs", costs(banded(people, question, chosen), facts.BAND, "band"))
    plan.tell("fit", fit(people, question, chosen))


def placed(known: ir.Table, question: Question) -> ir.Table:
    """Ongoing packages that any of the days is in, with the places of the days that they span."""
    days = sorted(question.days)
    near = known.filter(known.service.isin(ONGOING), known.start <= days[-1], known.end >= days[0])
    more = {facts.PROVIDER: "provider", facts.CONDITION: "conditions"}
    return near.select(
        "person", "service", "setting", "funder", "out_of_county", "born", "weekly",
        *(name for which, name in more.items() if which in question.cuts),
        low=sum((near.start > day).cast("int32") for day in days),
        high=sum((near.end >= day).cast("int32") for day in days),
        rank=near.weekly * 4096 + (63 - near.service) * 64 + (63 - near.funder),
    )  # fmt: skip


def on_days(
    stretched: ir.Table, question: Question, places: Sequence[int] | None = None
) -> ir.Table:
    """A row for each of a stretch's days: `day` is its place in the question, `on` the day itself.

    `places` are the days to keep, by their places in the question; all, where none are given.
    """
    order = sorted(range(len(question.days)), key=lambda at: question.days[at])
    each = ibis.range(0, len(order)).unnest().name("at").as_table()
    each = each.mutate(
        day=ibis.array(order)[each["at"]],
        on=ibis.array([question.days[at] for at in order])[each["at"]].cast("int64"),
    )
    if places is not None:
        each = each.filter(each.day.isin(places))
    return stretched.join(each, [stretched.low <= each["at"], stretched.high > each["at"]])


def packages(near: ir.Table, question: Question) -> ir.Table:
    """Packages and their weekly pence by what they are."""
    what = ("service", "setting", "funder", "out_of_county")
    alike = near.group_by(*STRETCH, *what).agg(packages=near.count(), pence=near.weekly.sum())
    daily = on_days(alike, question)
    return daily.group_by("day", *what).agg(packages=daily.packages.sum(), pence=daily.pence.sum())


def in_stretches(near: ir.Table) -> ir.Table:
    """A row for each package in each of its person's stretches: from a place at which something of the
    person begins or ends to the next such place."""
    places = ibis.union(
        near.select("person", low="low"), near.select("person", low="high"), distinct=True
    )
    following = ibis.window(group_by="person", order_by="low")
    stretches = places.mutate(high=places.low.lead().over(following))
    package = near.rename(first="low", after="high")
    held = package.join(
        stretches,
        ["person", package["first"] <= stretches.low, package["after"] >= stretches.high],
    )
    return held.drop("first", "after")


def by_person_and_service(held: ir.Table) -> ir.Table:
    """The group-by that the others share: a row for each person and service in each stretch."""
    held = held.rename(pence="weekly")
    return held.group_by(*STRETCH, "person", "service").agg(**_whole(held))


def by(held: ir.Table, value: str) -> ir.Table:
    """A row for each person and value in each stretch."""
    return held.group_by(*STRETCH, "person", value).agg(pence=held.weekly.sum())


def by_person(shared: ir.Table) -> ir.Table:
    """A row for each person in each stretch: each counts once, in one setting and one age band."""
    return shared.group_by(*STRETCH, "person").agg(**_whole(shared))


def _whole(parts: ir.Table) -> dict[str, ir.Value]:
    """What parts of somebody say of all of them."""
    found = {
        "pence": parts.pence.sum(), "setting": parts.setting.min(), "born": parts.born.max(),
        "rank": parts["rank"].max(),
    }  # fmt: skip
    if "conditions" in parts.columns:
        found["conditions"] = parts.conditions.bit_or()
    return found


def banded(people: ir.Table, question: Question, places: Sequence[int] | None = None) -> ir.Table:
    """A row for each person and day, a stretch of its own, with the age band on it.

    The band is how many of the bands' first birthdays are behind somebody; 0 where the birth is not known.
    """
    daily = on_days(people, question, places)
    births = zip(*(question.band_births(day) for day in sorted(question.days)), strict=True)
    old_enough = sum(
        (daily.born <= ibis.array(list(each))[daily["at"]]).cast("int64") for each in births
    )
    band = ibis.ifelse(daily.born == UNKNOWN_BORN, 0, old_enough)
    return daily.mutate(band=band, low=daily["at"], high=daily["at"] + 1)


def by_condition(people: ir.Table) -> ir.Table:
    """A row for each condition of each person."""
    bits = ibis.range(0, BITS).unnest().name("bit").as_table()
    each = people.cross_join(bits)
    return each.filter((each.conditions >> each.bit) % 2 == 1)


def dear(people: ir.Table, high: int) -> tuple[ir.Table, ir.Value]:
    """People over the threshold, by the service and funder of their dearest package."""
    found = people.filter(people.pence > high)
    service, funder = 63 - (found["rank"] // 64) % 64, 63 - found["rank"] % 64
    return found, service * 16 + funder


def cut(people: ir.Table, value: ir.Value, which: int, question: Question) -> ir.Table:
    """Different people by a value, those of them with a price, and their weekly pence."""
    keyed = people.mutate(cut=ibis.literal(which), value=value)
    alike = keyed.group_by(*STRETCH, "cut", "value").agg(
        people=keyed.count(), priced=(keyed.pence > 0).sum(), pence=keyed.pence.sum()
    )
    daily = on_days(alike, question)
    return daily.group_by("day", "cut", "value").agg(
        people=daily.people.sum(), priced=daily.priced.sum(), pence=daily.pence.sum()
    )


def costs(daily: ir.Table, which: int, value: str) -> ir.Table:
    """What each person costs, on the days whose single costs are kept: a list for each value."""
    priced = daily.filter(daily.pence > 0).mutate(cut=ibis.literal(which), value=value)
    return priced.group_by("day", "cut", "value").agg(pence=priced.pence.collect())


def fit(people: ir.Table, question: Question, places: Sequence[int]) -> ir.Table:
    """Sums over age in days and weekly pence, of people with both, on the days whose single costs are
    kept: an age is the day less the birth."""
    aged = people.filter(people.pence > 0, people.born != UNKNOWN_BORN)
    born, pence = aged.born.cast("int64"), aged.pence
    alike = aged.group_by(*STRETCH).agg(
        n=aged.count(), b=born.sum(), y=pence.sum(),
        bb=(born * born).sum(), by=(born * pence).sum(), yy=(pence * pence).sum(),
    )  # fmt: skip
    t = on_days(alike, question, places)
    return t.group_by("day").agg(
        n=t.n.sum(),
        sum_x=(t.n * t.on - t.b).sum(),
        sum_y=t.y.sum(),
        sum_xx=(t.n * t.on * t.on - 2 * t.on * t.b + t.bb).sum(),
        sum_xy=(t.on * t.y - t.by).sum(),
        sum_yy=t.yy.sum(),
    )
