"""The bridge: each person's each service at both ends, and where the change belongs."""

import ibis
import ibis.expr.types as ir

from poolbook.caseload.reference.plan import Plan
from poolbook.caseload.reference.year import days_within
from poolbook.rules.caseload.codes import ONGOING
from poolbook.rules.caseload.facts import BridgeQuestion, Question


def ask(plan: Plan, packages: ir.Table, question: Question) -> None:
    """The bridge by service."""
    asked = question.bridge
    assert asked is not None
    was = (packages.known_from <= asked.known) & (packages.known_to > asked.known)
    now, either = was, was
    if asked.to_known != asked.known:
        now = (packages.known_from <= asked.to_known) & (packages.known_to > asked.to_known)
        either = was | now
    told = packages.filter(either).mutate(was=was, now=now)
    ends = _in_year(told, question, asked) if asked.year else _on_days(told, asked)
    plan.tell("bridge", _parts(plan.keep("ends", ends)))


def _on_days(told: ir.Table, asked: BridgeQuestion) -> ir.Table:
    """Pence a week of each person and service on both days."""
    on_first = (told.start <= asked.day) & (told.end >= asked.day)
    on_last = (told.start <= asked.to_day) & (told.end >= asked.to_day)
    told = told.filter(told.service.isin(ONGOING), on_first | on_last)
    told = told.select(
        "person", "service", "weekly", "units",
        then=told.was & on_first, first=told.now & on_first, last=told.now & on_last,
    )  # fmt: skip
    weekly, units = told.weekly, told.units
    ends = told.group_by("person", "service").agg(
        before=_sum(weekly, told.then),
        old=_sum(weekly, told["first"]),
        new=_sum(weekly, told["last"]),
        units0=_sum(units, told["first"]),
        units1=_sum(units, told["last"]),
        had=told["first"].sum(),
        has=told["last"].sum(),
    )
    return ends.mutate(restated=ends.old - ends.before)


def _in_year(told: ir.Table, question: Question, asked: BridgeQuestion) -> ir.Table:
    """Pence-days of each person and service in the year; days up to the first cut are past."""
    low, high, cut = question.segments[0], question.segments[-1] - 1, asked.day
    past_was = days_within(told, low, cut, cut)
    past_now = days_within(told, low, cut, asked.to_day)
    days_was = days_within(told, cut + 1, high, cut)
    days_now = days_within(told, cut + 1, high, asked.to_day)
    weekly = told.weekly
    return told.group_by("person", "service").agg(
        before=_sum(weekly * (past_was + days_was), told.was),
        restated=_sum(weekly * past_now, told.now) - _sum(weekly * past_was, told.was),
        old=_sum(weekly * days_was, told.was),
        new=_sum(weekly * days_now, told.now),
        units0=_sum(days_was, told.was),
        units1=_sum(days_now, told.now),
        had=_sum(days_was, told.was),
        has=_sum(days_now, told.now),
    )


def _parts(ends: ir.Table) -> ir.Table:
    """Where each change belongs; volume by whole division, price as what remains."""
    person = ibis.window(group_by="person")
    ends = ends.mutate(
        change=ends.new - ends.old,
        was_there=ends.had.sum().over(person) > 0,
        is_there=ends.has.sum().over(person) > 0,
        first_now=ibis.ifelse(ends.has > 0, ends.service, ibis.null("int32")).min().over(person),
        first_then=ibis.ifelse(ends.had > 0, ends.service, ibis.null("int32")).min().over(person),
    )
    both = ends.was_there & ends.is_there
    stayed = both & ((ends.had > 0) == (ends.has > 0))
    measured = stayed & (ends.units0 > 0) & (ends.units1 > 0)
    divided = (ends.old * ends.units1) // ibis.greatest(ends.units0, 1)
    ends = ends.mutate(volume=ibis.ifelse(measured, divided - ends.old, 0))
    joined = ~ends.was_there & ends.is_there & (ends.service == ends.first_now)
    left = ends.was_there & ~ends.is_there & (ends.service == ends.first_then)
    return ends.group_by("service").agg(
        before=ends.before.sum(),
        retrospective=ends.restated.sum(),
        starters=_sum(ends.change, ~ends.was_there),
        leavers=_sum(ends.change, ends.was_there & ~ends.is_there),
        mix=_sum(ends.change, both & ((ends.had > 0) != (ends.has > 0))),
        volume=ends.volume.sum(),
        price=_sum(ends.change - ends.volume, stayed),
        after=(ends.before + ends.restated + ends.change).sum(),
        joined=joined.sum(),
        left=left.sum(),
    )


def _sum(value: ir.IntegerColumn, where: ir.BooleanValue) -> ir.IntegerScalar:
    return value.sum(where=where).fill_null(0)
