"""What was done, in a sentence: the changes that one act left in the record, told in plain words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from poolbook.audit.models import Event
from poolbook.audit.nouns import noun
from poolbook.audit.values import Names
from poolbook.finance.models import Forecast
from poolbook.rules import money
from poolbook.rules.calendar import Month, Year
from poolbook.rules.saying import capital, several

FEW = 3  # more of a kind in one act are told as a number


@dataclass(frozen=True)
class Known:
    """What the sentences need beside the events: names of rows, and each line's earlier forecast."""

    names: Names
    earlier: Mapping[int, int]  # a forecast's id → pence of the version before it


def name(known: Known, event: Event, column: str) -> str:
    """The name of the row that a column points to; a plain word where it is gone."""
    tables = {
        "line_id": "agreements_budgetline", "period_id": "finance_period",
        "partner_id": "partners_partner", "source_id": "finance_source",
        "issuer_id": "partners_partner", "payer_id": "partners_partner",
        "invoice_id": "finance_invoice", "reserve_id": "finance_reserve",
        "saving_id": "finance_saving",
    }  # fmt: skip
    table = tables[column]
    return known.names.get((table, _body(event).get(column)), f"a {noun(table).one}")


def told(events: Sequence[Event], known: Known) -> str:
    """One act as one sentence; its events in the order in which they came."""
    for table, tell in TELLERS.items():
        found = [event for event in events if event.table == table]
        text = tell(found, events, known) if found else ""
        if text:
            return capital(text)
    first = events[0]
    if len(events) == 1:
        return capital(first.doing)
    kinds = {event.table for event in events}
    count = several(len(events), "change")
    if len(kinds) == 1:
        count = several(len(events), noun(first.table).one, noun(first.table).plural)
    return f"{capital(first.doing)} ({count})"


def small(events: Iterable[Event]) -> list[Event]:
    """The forecasts of an act that are told one by one, so that their earlier amounts are needed."""
    found = [event for event in events if event.table == "finance_forecast"]
    return found if len(found) <= FEW else []


def earlier_forecasts(events: Sequence[Event]) -> dict[int, int]:
    """For each forecast told, the pence of the newest one before it in its year. One query."""
    lines = {_body(event)["line_id"] for event in events}
    found = Forecast.objects.filter(line__in=lines).order_by(
        "line", "period__year", "period__number", "version"
    )
    before: dict[int, int] = {}
    last: tuple[int, int, int] | None = None
    for key, line, year, pence in found.values_list("pk", "line", "period__year", "pence"):
        if last and last[:2] == (line, year):
            before[key] = last[2]
        last = (line, year, pence)
    return before


def _body(event: Event) -> dict:
    return event.after or event.before or {}


def _because(text: str) -> str:
    return f": {text.strip()}" if text.strip() else ""


def _pounds(event: Event, column: str = "pence") -> str:
    return money.show_pounds(_body(event)[column])


def _forecasts(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    period = name(known, found[0], "period_id")
    if len(found) > FEW:
        return f"forecast of {len(found):,} lines in {period}"
    return "; ".join(_forecast(event, known) for event in found)


def _forecast(event: Event, known: Known) -> str:
    body = _body(event)
    was = known.earlier.get(body["id"])
    change = f" from {money.show_pounds(was)} to" if was is not None else ","
    why = body["reason"] or body["basis"]
    return f"forecast of {name(known, event, 'line_id')}{change} {_pounds(event)}{_because(why)}"


def _imports(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    first, body = found[0], _body(found[0])
    where = f"{name(known, first, 'source_id')}, {name(known, first, 'period_id')}"
    if first.before is None:
        return (
            f"{where} imported: {several(body['rows_read'], 'row')}, {_pounds(first, 'pence_read')}"
        )
    if body["state"] == "withdrawn" and first.before["state"] != "withdrawn":
        return f"{where}: {body['file_name']} withdrawn{_because(body['withdrawn_why'])}"
    return ""


def _signatures(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    event = found[0]
    if event.before is not None:
        return ""
    return f"{name(known, event, 'period_id')} signed for {name(known, event, 'partner_id')}"


def _periods(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    event, body = found[-1], _body(found[-1])
    month = Month(Year(body["year"]), body["number"])
    again = " again" if event.before and body["state"] == "open" else ""
    state = "opened" if body["state"] == "open" else body["state"]
    return f"{month} {state}{again}{_because(event.why)}"


def _virements(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    event, body = found[-1], _body(found[-1])
    moved = [
        _body(e)["pence"] for e in act if e.table in ("finance_virementpart", "finance_budget")
    ]
    size = sum(pence for pence in moved if pence > 0)
    of = f" of {money.show_pounds(size)}" if size else f" {body['id']}"
    return f"virement{of} {body['state']}{_because(event.why or body['reason'])}"


def _budgets(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    event, body = found[0], _body(found[0])
    period = name(known, event, "period_id")
    if len(found) > 1:
        return f"budgets of {len(found):,} lines set in {period}{_because(body['reason'])}"
    line = name(known, event, "line_id")
    return f"budget of {line} moved by {_pounds(event)} in {period}{_because(body['reason'])}"


def _contributions(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    body = _body(found[0])
    return f"contributions of {Year(body['year'])} added: {body['name']} ({body['status']})"


def _terms(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    body = _body(found[0])
    return f"terms of risk share {body['version']} added ({body['status']})"


def _invoices(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    event = found[0]
    who = f"{name(known, event, 'issuer_id')} to {name(known, event, 'payer_id')}"
    return f"invoice {_body(event)['number']} of {_pounds(event)} from {who}"


def _payments(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    return f"{_pounds(found[0])} received for invoice {name(known, found[0], 'invoice_id')}"


def _reserves(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    event = found[0]
    pence = _body(event)["pence"]
    way = "put into" if pence > 0 else "taken from"
    why = _because(_body(event)["reason"])
    return f"{money.show_pounds(abs(pence))} {way} {name(known, event, 'reserve_id')}{why}"


def _notes(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    there = sum(event.after is not None for event in found)
    return f"notes of {name(known, found[0], 'period_id')} written: {several(there, 'note')}"


def _explanations(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    body = _body(found[-1])
    period = name(known, found[-1], "period_id")
    return f"check “{body['check_code']}” of {period} explained{_because(body['text'])}"


def _errata(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    body = _body(found[0])
    period = name(known, found[0], "period_id")
    told = f"{body['figure']} {body['printed']} should be {body['should_be']}"
    return f"erratum {body['number']} to the report of {period}: {told}"


def _savings(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    event = found[-1]
    done, expected = _pounds(event, "delivered"), _pounds(event, "forecast")
    return f"saving {name(known, event, 'saving_id')}: {done} delivered, {expected} forecast"


def _mappings(found: Sequence[Event], act: Sequence[Event], known: Known) -> str:
    new = [event for event in found if event.before is None]
    return f"{several(len(new), 'mapping')} added to {name(known, found[0], 'source_id')}"


Tell = Callable[[Sequence[Event], Sequence[Event], Known], str]
# The first table of an act that has something to say says it.
TELLERS: dict[str, Tell] = {
    "finance_batch": _imports,
    "finance_forecast": _forecasts,
    "finance_signature": _signatures,
    "finance_virement": _virements,
    "finance_period": _periods,
    "finance_budget": _budgets,
    "agreements_contributionversion": _contributions,
    "agreements_termsversion": _terms,
    "finance_invoice": _invoices,
    "finance_payment": _payments,
    "finance_reservemovement": _reserves,
    "finance_note": _notes,
    "finance_checkexplanation": _explanations,
    "finance_erratum": _errata,
    "finance_savingupdate": _savings,
    "finance_mapping": _mappings,
}
