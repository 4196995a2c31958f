"""Search across the book: a few of each kind, of the agreements that a person sees."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import BudgetLine, Pool, RiskGroup
from poolbook.finance.models import (
    Forecast,
    Invoice,
    IssuedFile,
    Mapping,
    Note,
    Posting,
    Source,
    Virement,
)
from poolbook.partners.models import Person
from poolbook.rules import money
from poolbook.rules.saying import day

SHORTEST = 3
EACH = 6  # of each kind
POSTINGS = 500  # of one reference, before those of other agreements are left out


@dataclass(frozen=True)
class Hit:
    """Something found: its kind, what it is called, a sentence, and what its address is made of.

    `ids` may have agreement, pool, line, group and source (codes), period (`2020-21/P7`), and id.
    """

    kind: str
    title: str
    sentence: str
    ids: dict[str, str | int] = field(default_factory=dict)


def search(person: Person | None, text: str) -> list[Hit]:
    """What fits, kind by kind; nothing for fewer than three characters. Twelve queries.

    A posting is found by its whole reference, a mapping by how its cost centre begins, the rest by
    any part of their name, code or words.
    """
    asked = text.strip()
    if len(asked) < SHORTEST:
        return []
    every = agreements.seen_by(person) if person else agreements.agreements(None)
    seen = [agreement.pk for agreement in every]
    return [hit for find in FINDERS for hit in find(seen, asked)] if seen else []


def _any(text: str, *columns: str) -> Q:
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": text})
    return found


def _some(found: QuerySet[Model], *related: str, order: Sequence[str] = ("pk",)) -> list:
    return list(found.select_related(*related).order_by(*order)[:EACH])


def _pools(seen: list[int], text: str) -> Iterator[Hit]:
    found = Pool.objects.filter(_any(text, "name", "code"), agreement__in=seen)
    for pool in _some(found, "agreement", order=("name",)):
        yield Hit("pool", pool.name, f"A pool of {pool.agreement}", _of_pool(pool))


def _of_pool(pool: Pool) -> dict[str, str | int]:
    return {"agreement": pool.agreement.code, "pool": pool.code}


def _lines(seen: list[int], text: str) -> Iterator[Hit]:
    found = BudgetLine.objects.filter(
        _any(text, "name", "short_name", "code"), pool__agreement__in=seen
    )
    for line in _some(found, "pool__agreement", "parent", order=("name", "pk")):
        where = f"{line.parent.name}, {line.pool}" if line.parent else str(line.pool)
        yield Hit("line", line.name, f"A budget line of {where}", _of_line(line))


def _of_line(line: BudgetLine) -> dict[str, str | int]:
    return {**_of_pool(line.pool), "line": line.code, "id": line.pk}


def _groups(seen: list[int], text: str) -> Iterator[Hit]:
    found = RiskGroup.objects.filter(_any(text, "name", "code"), agreement__in=seen)
    for group in _some(found, "agreement", order=("name",)):
        ids = {"agreement": group.agreement.code, "group": group.code}
        yield Hit("risk group", group.name, f"A risk group of {group.agreement}", ids)


def _sources(seen: list[int], text: str) -> Iterator[Hit]:
    found = Source.objects.filter(_any(text, "name", "code"), agreement__in=seen)
    for source in _some(found, "agreement", "partner", order=("name",)):
        ids = {"agreement": source.agreement.code, "source": source.code}
        yield Hit("ledger", source.name, f"A ledger of {source.partner}", ids)


def _mappings(seen: list[int], text: str) -> Iterator[Hit]:
    found = Mapping.objects.filter(cost_centre__istartswith=text, source__agreement__in=seen)
    for each in _some(found, "source__agreement", "line", order=("cost_centre", "account")):
        where = f"goes to {each.line}" if each.line else f"is outside the pools: {each.reason}"
        ids = {"agreement": each.source.agreement.code, "source": each.source.code, "id": each.pk}
        title = f"{each.cost_centre} {each.account}".strip()
        yield Hit("mapping", title, f"In {each.source} it {where}", ids)


def _notes(seen: list[int], text: str) -> Iterator[Hit]:
    found = Note.objects.filter(text__icontains=text, pool__agreement__in=seen)
    for note in _some(found, "pool__agreement", "period", "line", order=("-pk",)):
        ids = {**_of_pool(note.pool), "period": str(note.period), "id": note.pk}
        about = note.line or note.pool
        yield Hit("note", f"{about}, {note.period}", _around(note.text, text), ids)


def _forecasts(seen: list[int], text: str) -> Iterator[Hit]:
    found = Forecast.objects.filter(reason__icontains=text, period__agreement__in=seen)
    for each in _some(found, "line__pool__agreement", "period", order=("-pk",)):
        ids = _of_line(each.line) | {"period": str(each.period)}
        said = f"{money.show_pounds(each.pence)}: {_around(each.reason, text)}"
        yield Hit("forecast", f"{each.line}, {each.period}", said, ids)


def _virements(seen: list[int], text: str) -> Iterator[Hit]:
    found = Virement.objects.filter(reason__icontains=text, agreement__in=seen)
    for each in _some(found, "agreement", "period", order=("-pk",)):
        ids = {"agreement": each.agreement.code, "period": str(each.period), "id": each.pk}
        title = f"Virement {each.pk}, {each.state}"
        yield Hit("virement", title, _around(each.reason, text), ids)


def _invoices(seen: list[int], text: str) -> Iterator[Hit]:
    found = Invoice.objects.filter(_any(text, "number", "what_for"), agreement__in=seen)
    for each in _some(found, "agreement", "issuer", "payer", "period", order=("-dated", "-pk")):
        said = (
            f"{money.show_pounds(each.pence)} from {each.issuer} to {each.payer}, "
            f"{day(each.dated)}: {each.what_for}"
        )
        ids = {"agreement": each.agreement.code, "period": str(each.period), "id": each.pk}
        yield Hit("invoice", f"Invoice {each.number}", said, ids)


def _reports(seen: list[int], text: str) -> Iterator[Hit]:
    found = IssuedFile.objects.filter(name__icontains=text, period__agreement__in=seen)
    for each in _some(found.defer("content"), "period__agreement", order=("-at", "pk")):
        ids = {"agreement": each.period.agreement.code, "period": str(each.period), "id": each.pk}
        ids["name"] = each.name
        yield Hit("issued report", each.name, f"Issued for {each.period.month.name}", ids)


def _postings(seen: list[int], text: str) -> Iterator[Hit]:
    keys = RawSQL("SELECT finance_postings_of(%s, %s)", (text, POSTINGS))
    found = Posting.objects.filter(pk__in=keys, batch__period__agreement__in=seen)
    for each in _some(found, "batch__period__agreement", "batch__source", "line", order=("-pk",)):
        period = each.batch.period
        where = each.line or ("outside the pools" if each.outside else "in suspense")
        said = f"{money.show_pounds(each.pence)}, {where}: {each.description}"
        ids = {
            "agreement": period.agreement.code,
            "period": str(period),
            "source": each.batch.source.code,
            "id": each.pk,
        }
        yield Hit("posting", f"{each.reference}, {each.cost_centre} {each.account}", said, ids)


def _around(words: str, text: str, room: int = 160) -> str:
    """The part of a longer text in which it was found."""
    at = max(0, words.lower().find(text.lower()))
    start = max(0, at - room // 3)
    part = words[start : start + room]
    return f"{'…' if start else ''}{part}{'…' if start + room < len(words) else ''}"


Find = Callable[[list[int], str], Iterator[Hit]]
FINDERS: tuple[Find, ...] = (
    _pools, _lines, _groups, _sources, _mappings, _invoices, _postings, _virements, _notes,
    _forecasts, _reports,
)  # fmt: skip
