"""What proportion, rate, count, mean and quantile answer: a row for a row, or for a group."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from poolbook.rules.fields import Fault
from poolbook.rules.indicators import confidence, intervals, simple
from poolbook.rules.indicators.answers import Words, counted, each, finished, shown
from poolbook.rules.indicators.asked import Answer, Asked
from poolbook.rules.indicators.distributions import Floats, floats
from poolbook.rules.indicators.quantiles import quantiles
from poolbook.rules.indicators.simple import Estimate


@dataclass
class Rows:
    """Counts over totals, summed by group where the case groups; the columns that go before."""

    top: Floats
    bottom: Floats
    multiplier: float
    levels: tuple[Any, ...]
    spoken: confidence.Levels
    before: Answer
    sums: Answer
    confidence: Words


def proportion(asked: Asked) -> Answer:
    """Wilson's interval; × 100 it is a percentage."""
    rows = _rows(asked, 1.0, most=True)
    if asked.faults:
        return {}
    found = simple.proportion(rows.top, rows.bottom, rows.levels, rows.multiplier)
    said = "percentage" if rows.multiplier == 100 else f"proportion of {each(rows.multiplier)}"
    words: dict[str, Words] = {
        "confidence": rows.confidence,
        "statistic": said,
        "method": "Wilson",
    }
    return finished(asked, rows.before, rows.sums, found, rows.spoken, words)


def rate(asked: Asked) -> Answer:
    """A rate per `multiplier` people with exact limits below 10 events and Byar's from 10."""
    rows = _rows(asked, 100_000.0, most=False)
    if asked.faults:
        return {}
    found = simple.rate(rows.top, rows.bottom, rows.levels, rows.multiplier)
    words: dict[str, Words] = {
        "confidence": rows.confidence,
        "statistic": f"rate per {each(rows.multiplier)}",
        "method": intervals.names(rows.top),
    }
    return finished(asked, rows.before, rows.sums, found, rows.spoken, words)


def count(asked: Asked) -> Answer:
    """The interval of a count: chosen by its size, or Byar's, or the exact one, or both."""
    events = asked.numbers("numerator", least=0)
    way = asked.fields.choice("interval", ("auto", "byars", "exact", "both"), "auto")
    levels, spoken = asked.levels(by_row=True)
    asked.output()
    if asked.faults:
        return {}
    answer = asked.echoed()
    if way == "both":
        level = levels[0] if levels else np.full(asked.data.rows, np.nan)
        for name, make in (("byars", intervals.byar), ("exact", intervals.exact)):
            low, high = make(events, level)
            answer |= {f"{name}_lower": shown(low), f"{name}_upper": shown(high)}
        return answer
    ways = {"auto": intervals.of_count, "byars": intervals.byar, "exact": intervals.exact}
    found = Estimate(events, tuple(ways[way](events, level) for level in levels))
    names: Words = {"byars": "Byars", "exact": "Exact"}.get(way) or intervals.names(events)
    words = {"confidence": _said(asked, levels, spoken), "statistic": "count", "method": names}
    return finished(asked, answer, {}, found, spoken, words)


def mean(asked: Asked) -> Answer:
    """The mean of each group with Student's t."""
    values = asked.numbers("values")
    levels, spoken = asked.levels()
    asked.output()
    if asked.faults:
        return {}
    found = simple.means(values, asked.groups, levels)
    counts = {
        "value_sum": shown(found.total),
        "value_count": counted(found.number),
        "stdev": shown(found.deviation),
    }
    words: dict[str, Words] = {
        "confidence": confidence.label(spoken) or [None] * asked.groups.count,
        "statistic": "mean",
        "method": "Student's t-distribution",
    }
    for at in np.flatnonzero(found.number == 1):
        asked.notes.append(f"{asked.groups.called(at)}: one value has no interval")
    for at in np.flatnonzero(np.isnan(found.total)):
        asked.notes.append(f"{asked.groups.called(at)}: no mean, for a value is missing")
    return finished(asked, asked.groups.columns(), counts, found.estimate, spoken, words)


def quantile(asked: Asked) -> Answer:
    """The quantile of each row within its group; by default 1 holds the highest values."""
    values = asked.numbers("values")
    wanted = asked.fields.whole("quantiles", 10)
    if not 2 <= wanted <= 10_000:
        asked.fields.fault("quantiles", f"is {wanted}; it should be from 2 to 10,000")
    asked.fields.choice("invert_from", ("logical", "column", "field"), "logical")
    inverted = asked.flag_column("invert", True)
    output = asked.output(("full", "standard"))
    by_row = np.broadcast_to(floats(inverted) > 0, values.shape)
    mixed = asked.groups.sums(floats(by_row))
    for at in np.flatnonzero((mixed > 0) & (mixed < asked.groups.sizes)):
        asked.fields.fault("invert", f"differs within {asked.groups.called(at)}")
    if asked.faults:
        return {}
    found, too_few = quantiles(values, asked.groups, wanted, by_row)
    for at in np.flatnonzero(too_few):
        said = asked.groups.called(at)
        asked.notes.append(f"{said}: fewer values than quantiles, so none is given")
    answer = asked.echoed() | {"quantile": counted(found)}
    if output == "full":
        rows = asked.data.rows
        ends = ("lowest", "highest")
        answer["nquantiles"] = [wanted] * rows
        answer["groupvars"] = [", ".join(asked.groups.names)] * rows
        answer["qinverted"] = [
            f"lowest quantile represents {ends[one]} values" for one in by_row.tolist()
        ]
    return answer


def _rows(asked: Asked, default: float, *, most: bool) -> Rows:
    top, bottom = asked.numbers("numerator", least=0), asked.numbers("denominator", above=0)
    for at in np.flatnonzero(top > bottom) if most else ():
        place = asked.data.cell(asked.column("numerator"), int(at))
        said = f"is {top[at]:g} of {bottom[at]:g}; a proportion is at most the whole"
        asked.faults.append(Fault(place, said))
    multiplier, grouped = asked.positive("multiplier", default), bool(asked.groups.names)
    levels, spoken = asked.levels(by_row=not grouped)
    asked.output()
    before, sums = asked.echoed(), Answer()
    words = _said(asked, levels, spoken)
    if grouped and not asked.faults:
        top, bottom = asked.groups.sums(top), asked.groups.sums(bottom)
        before, words = asked.groups.columns(), confidence.label(spoken) or [None] * len(top)
        names = asked.column("numerator"), asked.column("denominator")
        sums = {names[0]: counted(top), names[1]: counted(bottom)}
        for at in np.flatnonzero(np.isnan(top) | np.isnan(bottom)):
            asked.notes.append(f"{asked.groups.called(at)}: no figure, for a number is missing")
    return Rows(top, bottom, multiplier, levels, spoken, before, sums, words)


def _said(asked: Asked, levels: tuple[Any, ...], spoken: confidence.Levels) -> Words:
    """The confidence in words, of each row where each has its own; null without an interval."""
    if levels and not spoken:
        return [confidence.label((one,)) for one in levels[0].tolist()]
    return confidence.label(spoken) or [None] * asked.data.rows
