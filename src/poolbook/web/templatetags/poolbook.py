"""How figures, people, moments and states look on every page: the tags that templates use.

They are builtins: no page loads them. Words carry the meaning; colour only supports them.
"""

from datetime import datetime
from typing import Any

from django import template
from django.forms import Form
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from poolbook.finance.models import Period
from poolbook.partners.models import Person
from poolbook.partners.queries import titles
from poolbook.reports.model import Table
from poolbook.reports.render import words
from poolbook.rules import money as amounts
from poolbook.rules.calendar import MONTHS
from poolbook.rules.saying import capital
from poolbook.web.frame import markup
from poolbook.web.frame.months import in_months
from poolbook.web.frame.places import Place, address

register = template.Library()

STATE_COLOURS = {
    "open": "blue",
    "checked": "amber",
    "signed": "teal",
    "closed": "grey",
    "issued": "green",
}


@register.simple_tag
def money(pence: int | None, missing: str = "no data") -> SafeString:
    """Pence as £000, with the pounds on hover."""
    if pence is None:
        return format_html('<span class="pb-missing">{}</span>', missing)
    return format_html(
        '<span class="pb-money" title="{}">{}</span>',
        amounts.show_pounds(pence),
        amounts.show_thousands(pence),
    )


@register.simple_tag
def pounds(pence: int | None, missing: str = "no data") -> SafeString:
    """Pence as pounds: `£422,490`."""
    if pence is None:
        return format_html('<span class="pb-missing">{}</span>', missing)
    return format_html('<span class="pb-money">{}</span>', amounts.show_pounds(pence))


@register.simple_tag
def variance(pence: int | None, missing: str = "no forecast") -> SafeString:
    """A variation in words: `£110k over`, `£83k under`, `on budget`."""
    if pence is None:
        return format_html('<span class="pb-missing">{}</span>', missing)
    if not pence:
        return format_html('<span class="pb-money">{}</span>', "on budget")
    word = "over" if pence > 0 else "under"
    return format_html(
        '<span class="pb-{}" title="{}">{} {}</span>',
        word,
        amounts.show_pounds(pence),
        short(abs(pence)),
        word,
    )


@register.filter
def short(pence: int) -> str:
    """`£110k`, `£1.2m`, `£950`: rounded half-up for reading; the pounds are in the title."""
    size = abs(pence)
    if size >= 100_000_000:
        tenths = amounts.round_half_up(amounts.Fraction(size, 10_000_000))
        shown = f"£{tenths // 10:,}.{tenths % 10}m"
    elif size >= 100_000:
        shown = f"£{amounts.thousands(size):,}k"
    else:
        shown = amounts.show_pounds(size)
    return amounts.signed(shown, pence < 0)


@register.filter
def called(person: Person | None) -> str:
    """Somebody by what they are, never by name: `Council finance lead`."""
    if person is None:
        return "nobody yet"
    title = getattr(person, "title", "")
    return title or person.username


@register.simple_tag(takes_context=True)
def who(context: Context, username: str) -> str:
    """Whoever the record names, by what they are: `Council finance lead`."""
    request = context.get("request")
    known = getattr(request, "titles", None)
    if known is None:
        known = titles()
        if request is not None:
            request.titles = known
    return known.get(username) or username


@register.filter
def when(moment: datetime | None) -> str:
    """`5 November 2020, 10:31`."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{local.day} {local:%B %Y, %H:%M}"


@register.simple_tag
def tag(colour: str, text: str) -> SafeString:
    """A word in a coloured box: red, amber, green, grey, blue or teal."""
    return format_html('<strong class="pb-tag pb-tag--{}">{}</strong>', colour, text)


@register.simple_tag
def due(text: str, late: bool) -> SafeString:
    """By when something is wanted, in words; what is late stands out in colour too."""
    look = "pb-due pb-due--late" if late else "pb-due"
    return format_html('<span class="{}">{}.</span>', look, capital(text))


@register.simple_tag
def state(period: Period) -> SafeString:
    """The state of a period as a tag."""
    colour = STATE_COLOURS[period.state]
    return format_html(
        '<strong class="pb-tag pb-tag--{}">{}</strong>', colour, period.get_state_display()
    )


@register.simple_tag(takes_context=True)
def url_here(context: Context, name: str, **more: Any) -> str:
    """The address of another page of this place: same agreement, period and pool."""
    place: Place | None = context.get("place")
    return place.address(name, **more) if place else reverse(name, kwargs=more)


@register.simple_tag
def url_of(name: str, period: Period, pool: Any = None, **more: Any) -> str:
    """The address of a page of a period (and pool)."""
    return address(name, period.agreement, period, pool, **more)


@register.simple_tag(takes_context=True)
def explain(context: Context, ref: str, text: Any) -> SafeString:
    """A figure as the link to where it comes from."""
    return format_html('<a class="pb-why" href="{}">{}</a>', _why(context, ref), text)


def _why(context: Context, ref: str) -> str:
    way = why_of(context)
    assert way is not None
    return way(ref)


def why_of(context: Context) -> markup.Why | None:
    """What gives the address of a figure's explanation here; None on a page of no agreement."""
    place: Place | None = context.get("place")
    if place is None:
        return None
    start = reverse("why", kwargs={"agreement": place.agreement.code}) + "?figure="
    as_known = context.get("as_known")  # a page as known on a date links to figures known then
    end = "&" + urlencode({"as_at": as_known.isoformat()}) if as_known else ""
    return markup.Why(start, end)


@register.simple_tag(takes_context=True)
def report_table(
    context: Context, table: Table, title: bool = True, exports: bool = True
) -> SafeString:
    """A table of the report's kind: figures link to their explanation, and it exports.

    A page whose address asks for something gives `export_query`, so that the file holds the same.
    """
    query = context.get("export_query", "").removeprefix("?")
    return markup.report_table(table, why_of(context), title, exports, query)


@register.simple_tag
def empty(title: str, text: str) -> SafeString:
    """What an empty page says: that there is nothing, and what to do first."""
    return format_html(
        '<div class="pb-empty"><p class="pb-empty__title">{}</p><p>{}</p></div>', title, text
    )


@register.simple_tag
def error_summary(form: Form) -> SafeString:
    """Every fault of a form at once, each linked to its field; takes the keyboard's focus."""
    if not form.is_bound or not form.errors:
        return SafeString("")
    items = []
    for name, faults in form.errors.items():
        for fault in faults:
            target = f"#{form[name].auto_id}" if name in form.fields else "#main"
            items.append((target, in_months(fault)))
    return format_html(
        '<div class="govuk-error-summary" data-module="govuk-error-summary">'
        '<div role="alert"><h2 class="govuk-error-summary__title">There is a problem</h2>'
        '<div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list">'
        "{}</ul></div></div></div>",
        format_html_join("", '<li><a href="{}">{}</a></li>', items),
    )


@register.filter
def lines(text: str) -> list[str]:
    """The lines of a text, without the empty ones."""
    return [line for line in (text or "").split("\n") if line.strip()]


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """The value at a key; nothing where there is none."""
    return mapping.get(key) if mapping else None


@register.filter
def pounds_text(text: str | None) -> str:
    """An exact amount as plain text (`-1234.50`) as people read it: `−1,234.50`."""
    if not text:
        return "no data"
    whole, _, part = text.lstrip("-").partition(".")
    return amounts.signed(f"{int(whole):,}.{part or '00'}", text.startswith("-"))


@register.filter
def moment(text: str) -> str:
    """A moment written by a machine as people read it."""
    return when(datetime.fromisoformat(text)) if text else ""


@register.filter
def cells_of(table: Table, row: str) -> list[tuple[Any, dict[str, str]]]:
    """The columns and cells of one row of a table, as they are shown."""
    found = next(each for each in table.rows if each.key == row)
    return [
        (
            column,
            {
                "shown": words.printed(found, column),
                "exact": words.exact(words.cell_at(found, column), column),
                "ref": words.cell_at(found, column).ref,
            },
        )
        for column in table.columns
    ]


@register.simple_tag
def change(pence: int | None, missing: str = "none before") -> SafeString:
    """A movement in words: `£110k up`, `£83k down`, `no change`."""
    if pence is None:
        return format_html('<span class="pb-missing">{}</span>', missing)
    if not pence:
        return format_html('<span class="pb-money">{}</span>', "no change")
    word = "up" if pence > 0 else "down"
    shown = amounts.show_pounds(pence)
    return format_html('<span title="{}">{} {}</span>', shown, short(abs(pence)), word)


@register.filter
def months(text: Any) -> str:
    """A sentence with each period by its month: `October 2020 (P7) signed`."""
    return in_months(text)


@register.filter
def month_named(number: int) -> str:
    """A ledger's month by its name: 7 is `October`; 13 is the closing period."""
    return MONTHS[number - 1] if 1 <= number <= 12 else "Closing period"


@register.filter
def part_named(label: str) -> str:
    """The label of a figure's part in people's words: `Care Homes: variation last period`."""
    return label.removesuffix(": previous") + (
        ": variation last period" if label.endswith(": previous") else ""
    )


@register.filter(name="words")
def in_words(text: str) -> list[str]:
    """A text's words, for a loop."""
    return text.split()
