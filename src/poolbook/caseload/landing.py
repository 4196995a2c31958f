"""The packages' forecast put into the finance month: versions of lines' forecasts, with their parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from poolbook.agreements.models import BudgetLine
from poolbook.agreements.queries import require_partner
from poolbook.audit.acting import acting
from poolbook.caseload import queries
from poolbook.caseload.forecasts import Cut, Price, Year, of_year
from poolbook.caseload.models import CaseArea, LandedForecast
from poolbook.finance.actions.forecasts import Entry, set_forecasts
from poolbook.finance.models import Forecast, Period
from poolbook.finance.queries.figures import Figures, figures, forecasts_of
from poolbook.finance.queries.notes import noted
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules import money
from poolbook.rules.caseload.codes import SERVICES
from poolbook.rules.caseload.forecast import LineForecast
from poolbook.rules.explaining import is_large
from poolbook.rules.forecasting import PACKAGES
from poolbook.rules.refusal import Refusal, Stale
from poolbook.rules.saying import capital, day, moment

LONGEST_WHY = 250  # characters; the rest of a reason names the snapshot


@dataclass(frozen=True)
class Landable:
    """A line's forecast from packages, beside the line in the month; `item` None where it has no line."""

    made: LineForecast
    item: Figures | None
    asked: bool  # landing it moves the line by so much that somebody must say why

    @property
    def change(self) -> int | None:
        """Packages less the line's forecast in the month; None where it has none."""
        if self.item is None or self.item.forecast is None:
            return None
        return self.made.year - self.item.forecast.pence


@dataclass(frozen=True)
class Standing:
    """The packages' forecast of a period's year beside the month, line by line."""

    year: Year
    cut: Cut
    lines: tuple[Landable, ...]

    @property
    def snapshot(self) -> str:
        """Which packages it was made of, so that it can be made again."""
        known = moment(timezone.localtime(self.year.known))
        made_up = " (made-up people)" if self.year.answer.synthetic else ""
        return (
            f"packages{made_up} to {day(self.cut.day)}, known since {known},"
            f" files {self.year.answer.known}"
        )


@dataclass(frozen=True)
class Chosen:
    """A line to land: the version of its forecast that was on the screen (0: none), and why it moved."""

    line: BudgetLine
    seen: int | None = None
    why: str = ""


def standing(
    period: Period,
    areas: Sequence[CaseArea],
    known: datetime | None = None,
    prices: Sequence[Price] = (),
) -> Standing:
    """The packages' forecast at a period's end, as they were known at a moment (None: now)."""
    cut = Cut(period.month.last, known)
    year = of_year(period.agreement, areas, period.year, cut, prices)
    items = {item.line.code: item for item in figures(period)}
    told = noted(period)
    lines = (
        Landable(each, item := items.get(each.line), _asked(period, each, item, told))
        for each in year.lines
    )
    return Standing(year, cut, tuple(lines))


def _asked(period: Period, made: LineForecast, item: Figures | None, told: set[int | None]) -> bool:
    """Whether the line then moves, since last period, by as much as must be explained, untold."""
    if item is None or item.id in told:
        return False
    change = made.year - item.budget - (item.previous_variance or 0)
    return is_large(change, period.agreement.explain_from)


def land(
    *,
    by: Person,
    period: Period,
    chosen: Sequence[Chosen],
    files: str,
    known: datetime | None = None,
    prices: Sequence[Price] = (),
) -> int:
    """Puts the packages' forecast of chosen lines into an open period; returns how many are new.

    `files` is the short hash of the snapshot that was seen (`Answer.known`). All or nothing: raises
    Refusal with every fault: a line without packages, a movement without its reason, another's line, a
    period that is not open; Stale where there are other packages or versions by now.
    """
    require(by, May.FORECAST)
    require_partner(by, period.agreement)
    if not chosen:
        raise Refusal("choose the lines to land")
    made = standing(period, list(queries.areas(period.agreement)), known, prices)
    if files != made.year.answer.known:
        raise Stale(
            "the packages are others than you saw",
            ["open the page again and see what is landed; a load came in or was withdrawn since"],
        )
    lines = {each.item.id: each for each in made.lines if each.item}
    faults = [fault for one in chosen if (fault := _fault(one, lines.get(one.line.pk), period))]
    entries = [_entry(one, lines[one.line.pk], made) for one in chosen if one.line.pk in lines]
    with acting(str(by), f"landed the packages’ forecast in {period}", made.snapshot):
        try:
            count = set_forecasts(by=by, period=period, entries=entries)
        except Refusal as refusal:
            raise type(refusal)(refusal.message, [*faults, *refusal.details]) from None
        if faults:
            raise Refusal("no forecast was saved", faults)
        _keep_parts(period, entries, lines, made, prices)
    return count


def _fault(one: Chosen, found: Landable | None, period: Period) -> str:
    name = f"{one.line.name} ({one.line.code})"
    if found is None:
        return f"{name}: no package belongs to it"
    if len(one.why) > LONGEST_WHY or "\0" in one.why:
        return f"{name}: a reason has at most {LONGEST_WHY} characters here"
    if found.asked and not one.why.strip():
        least = money.show_pounds(period.agreement.explain_from)
        return f"{name}: it moves by {least} or more since last period; say why"
    return ""


def _entry(one: Chosen, found: Landable, made: Standing) -> Entry:
    each = found.made
    low, high = each.range
    basis = (
        f"{money.show_pounds(each.actual)} actual + {money.show_pounds(each.committed)} committed"
        f" + {money.show_pounds(each.uplift)} uplift + {money.show_pounds(each.expected.middle)}"
        f" expected (from {money.show_pounds(low)} to {money.show_pounds(high)}): {made.snapshot}"
    )
    reason = f"{one.why.strip()} {capital(made.snapshot)}.".strip()
    return Entry(one.line, PACKAGES, each.year, reason, one.seen, basis=basis)


def _keep_parts(
    period: Period,
    entries: Sequence[Entry],
    lines: dict[int, Landable],
    made: Standing,
    prices: Sequence[Price],
) -> None:
    """Keeps the parts of every version that was landed now."""
    newest = forecasts_of(period, [entry.line.pk for entry in entries])
    had = LandedForecast.objects.filter(forecast__in=newest.values()).values_list("forecast_id")
    old = {pk for (pk,) in had}
    LandedForecast.objects.bulk_create(
        _parts(forecast, lines[line].made, made, prices)
        for line, forecast in newest.items()
        if forecast.pk not in old
    )


def _parts(
    forecast: Forecast, each: LineForecast, made: Standing, prices: Sequence[Price]
) -> LandedForecast:
    return LandedForecast(
        forecast=forecast,
        period_id=forecast.period_id,
        actual=each.actual,
        committed=each.committed,
        uplift=each.uplift,
        expected=each.expected.middle,
        low=each.expected.low,
        high=each.expected.high,
        cut=made.cut.day,
        known=made.year.known,
        files=made.year.answer.known,
        prices="; ".join(map(said, prices)),
    )


def said(price: Price) -> str:
    """A price to come in words: `3% on Day Services from 1 January 2021`."""
    start, part, service = price
    what = f" on {SERVICES[service].name}" if service else ""
    return f"{money.show_percent(part, 2)}{what} from {day(start)}"
