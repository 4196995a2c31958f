"""Finding periods."""

import re
from contextlib import suppress

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement
from poolbook.audit.kept import kept_list
from poolbook.finance.models import Period
from poolbook.partners.models import Person
from poolbook.rules.calendar import Month, Year, month_of, parse_month
from poolbook.rules.refusal import Refusal


def as_month(text: str) -> Month:
    """A period as typed; raises Refusal saying how it is written."""
    try:
        return parse_month(text)
    except ValueError as error:
        raise Refusal(str(error)) from None


def named(text: str) -> tuple[str, Month]:
    """The agreement's code and the period of `oxfordshire/2020-21/P7`; `2020-21/P7` names no agreement."""
    with suppress(ValueError):
        return "", parse_month(text)
    found = re.fullmatch(r"\s*([\w-]+)/(\d{4}.*)", text)
    return (found[1], as_month(found[2])) if found else ("", as_month(text))


def period(text: str, visible_to: Person | None, agreement: str = "") -> Period:
    """The period as typed (`2020-21/P7`, or `oxfordshire/2020-21/P7` where there are several
    agreements). Raises Refusal naming those there are."""
    code, month = named(text)
    if code and agreement and code != agreement:
        raise Refusal(f"“{text}” is a period of another agreement than {agreement}")
    within = one_of(visible_to, code or agreement, str(month))
    every, wanted = periods(within), (month.year.start, month.number)
    one = next((each for each in every if (each.year, each.number) == wanted), None)
    if one is None:
        known = ", ".join(str(each) for each in every) or "none yet"
        raise Refusal(f"period {month} is not in the book (there are: {known})")
    return one


def one_of(visible_to: Person | None, code: str, thing: str) -> Agreement:
    """The agreement of that code, or the only one there is. Raises Refusal that shows how to write
    `thing` with each of them."""
    if not code:
        known = agreements.agreements(visible_to).values_list("code", flat=True)
        choices = [f"write {each}/{thing}" for each in known]
        if len(choices) > 1:
            raise Refusal(f"there are {len(choices)} agreements: say whose {thing} it is", choices)
    return agreements.the_agreement(visible_to, code)


def periods(agreement: Agreement) -> list[Period]:
    """All periods, oldest first."""
    return _of(agreement.pk)


def _of(agreement: int) -> list[Period]:
    of = ("agreements_agreement", "finance_period")
    every = Period.objects.select_related
    return kept_list(
        "periods", agreement, of=of, find=lambda: every("agreement").filter(agreement=agreement)
    )


def before(period: Period) -> Period | None:
    """The period before this one in the same year, if the book has it."""
    earlier = [
        each
        for each in _of(period.agreement_id)
        if each.year == period.year and each.number < period.number
    ]
    return max(earlier, key=lambda each: each.number, default=None)


def last_of_year(agreement: Agreement, year: int) -> Period | None:
    """The newest period of a year, if the book has one."""
    found = [each for each in periods(agreement) if each.year == year]
    return max(found, key=lambda each: each.number, default=None)


def next_months(agreement: Agreement) -> list[Month]:
    """The months that could be opened next: after the newest period, the rest of its year and the
    first of the next one. Where there is none yet, those of the agreement's first year."""
    last = Period.objects.filter(agreement=agreement).last()
    if last is None:
        first = month_of(agreement.starts)
        return [Month(first.year, number) for number in range(first.number, 14)]
    year = Year(last.year)
    rest = [Month(year, number) for number in range(last.number + 1, 14)]
    return [*rest, *(Month(Year(last.year + 1), number) for number in range(1, 13))]
