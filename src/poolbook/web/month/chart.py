"""The month's bridge in short: from the last period's variation to this one's, the largest lines first."""

from collections.abc import Sequence

from poolbook.agreements.queries import STRUCTURE
from poolbook.audit.kept import again, made
from poolbook.finance.models import Period
from poolbook.finance.queries.figures import Figures
from poolbook.reports.charts import waterfall
from poolbook.web.frame.charts import Drawn, drawn

STEPS = 7


def since_last(lines: Sequence[Figures], period: Period, last: Period | None) -> Drawn | None:
    """The waterfall; None in a year's first period, or where no line has a forecast yet."""
    of = (*STRUCTURE, "finance_period")
    known = made("charts of a month", period.pk, of=of)
    return again(known, "since last", lines, lambda: _since_last(lines, period, last))


def _since_last(lines: Sequence[Figures], period: Period, last: Period | None) -> Drawn | None:
    known = [item for item in lines if item.variance is not None]
    if last is None or not known:
        return None
    steps = [
        waterfall.Step(item.line.name, item.change or 0)
        for item in sorted(known, key=lambda item: -abs(item.change or 0))
        if item.change
    ]
    start = sum(item.previous_variance or 0 for item in known)
    chart = waterfall.Waterfall(
        title=f"From {last.month.name} to {period.month.name}: what moved the variation",
        start_label=last.month.name,
        start=start,
        steps=tuple(waterfall.largest(steps, STEPS)),
        end_label=period.month.name,
        end=sum(item.variance or 0 for item in known),
    )
    return drawn(waterfall, chart, "since-last")
