"""Values of the record as people read them: pounds, days, names in place of ids."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from poolbook.audit.ahead import together
from poolbook.audit.models import Event
from poolbook.audit.nouns import is_money, model_of, noun, points_to
from poolbook.rules import money
from poolbook.rules.calendar import Month, Year
from poolbook.rules.saying import day, moment

LONGEST = 300
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_RANGE = re.compile(r"([\[(])(\d{4}-\d\d-\d\d)?,(\d{4}-\d\d-\d\d)?[\])]")
_HASH = re.compile(r"[0-9a-f]{64}")
Names = Mapping[tuple[str, int], str]


def names_in(events: Iterable[Event]) -> Names:
    """The names of all rows that the events point to, read together."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        for column, table in points_to(event.table).items():
            for body in (event.before, event.after):
                value = (body or {}).get(column)
                if isinstance(value, int):
                    wanted.setdefault(table, set()).add(value)
    asked = {table: _names_asked(table, keys) for table, keys in wanted.items()}
    questions = {table: question for table, question in asked.items() if question is not None}
    return {
        (table, key): _name(table, values)
        for table, rows in zip(questions, together(*questions.values()), strict=True)
        for key, *values in rows
    }


def _names_asked(table: str, keys: set[int]) -> QuerySet | None:
    """The rows' keys and what they are named by; None of a table whose rows have no names."""
    model, columns = model_of(table), noun(table).name
    if model is None or not columns:
        return None
    return model._base_manager.filter(pk__in=keys).values_list("pk", *columns)


def _name(table: str, values: list[Any]) -> str:
    if table == "finance_period":
        return str(Month(Year(values[0]), values[1]))
    return " ".join(str(value) for value in values)


def shown(table: str, column: str, value: Any, names: Names) -> str:
    """One value; "" where there is none."""
    if value is None or value == "":
        return ""
    if column in points_to(table):
        return names.get((points_to(table)[column], value), f"number {value}")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return money.show_pounds(value) if is_money(table, column) else str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return _cut(", ".join(map(_text, value)))
    return _cut(json.dumps(value, ensure_ascii=False))


def _text(value: str) -> str:
    if _DAY.fullmatch(value):
        return day(date.fromisoformat(value))
    if _MOMENT.match(value):
        try:
            return moment(timezone.localtime(datetime.fromisoformat(value)))
        except ValueError:
            return _cut(value)
    if _HASH.fullmatch(value):
        return f"{value[:12]}…"
    between = _RANGE.fullmatch(value)
    return _span(between[2], between[3]) if between else _cut(value)


def _span(lower: str | None, upper: str | None) -> str:
    """Days in force as the database writes them: the upper one is the first after."""
    starts = f"from {day(date.fromisoformat(lower))}" if lower else ""
    if not upper:
        return starts or "always"
    last = day(date.fromordinal(date.fromisoformat(upper).toordinal() - 1))
    return f"{starts} to {last}".strip()


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


class _Filled(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def title(event: Event, names: Names) -> str:
    """What the event's row is called: `forecast of Beds in 2020-21/P7`."""
    kind = noun(event.table)
    body = event.after or event.before or {}
    if not kind.title:
        told = body.get(kind.name[0]) if kind.name else None
        return f"{kind.one} {told}" if told else kind.one
    if event.table == "finance_period":
        return f"period {Month(Year(body['year']), body['number'])}"
    values = _Filled({key: shown(event.table, key, value, names) for key, value in body.items()})
    return _cut(" ".join(kind.title.format_map(values).split()))
