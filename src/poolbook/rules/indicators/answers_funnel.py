"""What the funnel methods answer: lines along an axis, points to plot, and which lie outside."""

from typing import Any

import numpy as np

from poolbook.rules.indicators import funnels
from poolbook.rules.indicators.answers import counted, shown
from poolbook.rules.indicators.asked import Answer, Asked
from poolbook.rules.indicators.distributions import Floats, floats
from poolbook.rules.indicators.funnel_axis import bounds, points

STATISTICS = ("proportion", "ratio", "rate")
_SIGMAS = ("2s", "3s")


def limits(asked: Asked) -> Answer:
    """Control limits at 100 points of the axis: inner ("2s", 95 %) and outer ("3s", 99.8 %)."""
    statistic = asked.fields.choice("statistic", STATISTICS)
    output = asked.output(("full", "standard"))
    make = {"proportion": _proportion, "ratio": _ratio, "rate": _rate}[statistic]
    answer, words = make(asked)
    if asked.faults:
        return {}
    amount = len(next(iter(answer.values())))
    if output == "full":
        answer |= {name: [said] * amount for name, said in words.items()}
    return answer


def _proportion(asked: Asked) -> tuple[Answer, dict[str, Any]]:
    count, total = _shares(asked)
    multiplier = asked.positive("multiplier", 100.0)
    most = funnels.CLIPPED if asked.fields.flag("compatible") else multiplier
    axis = _axis(asked, total)
    if asked.faults:
        return {}, {}
    average = funnels.average(count, total)
    answer: Answer = {"Population": axis}
    lines = funnels.proportion_lines(average, floats(axis), multiplier, most)
    for name, line in zip(_SIGMAS, lines, strict=True):
        answer |= {f"lower_{name}_limit": shown(line.lower)}
        answer |= {f"upper_{name}_limit": shown(line.upper)}
    answer["baseline"] = [average * multiplier] * len(axis)
    return answer, {"statistic": "proportion", "method": "Wilson"}


def _ratio(asked: Asked) -> tuple[Answer, dict[str, Any]]:
    asked.numbers("numerator", least=0)
    expected = asked.numbers("denominator", above=0)
    kind = asked.fields.choice("ratio_type", ("count", "isr"))
    for unused in ("multiplier", "rate", "rate_type", "years"):
        asked.fields.raw(unused)  # without effect here
    axis = _axis(asked, expected, over=1)
    if asked.faults:
        return {}, {}
    answer: Answer = {"Observed_events": axis}
    for name, line in zip(_SIGMAS, funnels.event_lines(floats(axis)), strict=True):
        for side, at, ratio in (
            ("lower", line.lower_at, line.lower),
            ("upper", line.upper_at, line.upper),
        ):
            answer[f"{side}_{name}_exp_events"] = shown(at)
            answer[f"{side}_{name}_limit"] = shown(ratio - 1 if kind == "count" else ratio * 100)
    return answer, {"statistic": f"ratio ({kind})", "method": "Poisson"}


def _rate(asked: Asked) -> tuple[Answer, dict[str, Any]]:
    events, denominators, multiplier, direct = _rates(asked)
    years = asked.positive("years", None)
    asked.fields.raw("ratio_type")
    if asked.faults:
        return {}, {}
    per_person = funnels.average(events, denominators)
    if not per_person > 0:
        asked.fields.fault("numerator", "has no events at all, so there is no funnel")
        return {}, {}
    yearly = per_person * years  # events per person-year of the derived populations
    start, end = bounds(denominators / years)
    axis = points(float(np.floor(start * yearly)), float(np.ceil(end * yearly)))
    answer: Answer = {"Events": axis}
    for name, line in zip(_SIGMAS, funnels.event_lines(floats(axis)), strict=True):
        for side, at, ratio in (
            ("lower", line.lower_at, line.lower),
            ("upper", line.upper_at, line.upper),
        ):
            answer[f"{side}_{name}_population_1_year"] = shown(at / per_person / years)
            answer[f"{side}_{name}_limit"] = shown(ratio * per_person * multiplier)
    answer["baseline"] = [per_person * multiplier] * len(axis)
    kind = "dsr" if direct else "crude"
    return answer, {"statistic": f"rate ({kind} per {_thousands(multiplier)})", "method": "Poisson"}


def plotted(asked: Asked) -> Answer:
    """The rate to plot and the population a year that it stands for; none of a DSR of few events."""
    events, denominators, _, direct = _rates(asked)
    years = asked.positive("years", None)
    if asked.faults:
        return {}
    name = asked.column("rate")
    rate = asked.numbers("rate")
    hidden = funnels.too_few(events) if direct else np.zeros(len(events), dtype=bool)
    answer = asked.echoed()
    answer[f"{name}_chart"] = shown(np.where(hidden, np.nan, rate))
    answer["denominator_derived"] = counted(np.where(hidden, np.nan, denominators / years))
    return answer


def significance(asked: Asked) -> Answer:
    """Whether each area lies outside the funnel, and on which side of which line."""
    statistic = asked.fields.choice("statistic", STATISTICS)
    asked.output(("full", "standard"))
    if statistic == "rate":
        events, denominators, _, direct = _rates(asked)
        asked.fields.raw("years")
        average = funnels.average(events, denominators)
        said = funnels.outside_events(events, denominators, average)
        if direct:
            few = funnels.too_few(events)
            said = [funnels.TOO_FEW if few[at] else one for at, one in enumerate(said)]
    else:
        for unused in ("multiplier", "rate", "rate_type", "years", "ratio_type"):
            asked.fields.raw(unused)
        if statistic == "ratio":
            count, total = (
                asked.numbers("numerator", least=0),
                asked.numbers("denominator", above=0),
            )
            said = funnels.outside_events(count, total, 1.0)
        else:
            said = funnels.outside_proportion(*_shares(asked))
    if asked.faults:
        return {}
    return asked.echoed() | {"significance": said}


def _shares(asked: Asked) -> tuple[Floats, Floats]:
    count, total = asked.numbers("numerator", least=0), asked.numbers("denominator", above=0)
    for unused in ("rate", "rate_type", "years", "ratio_type"):
        asked.fields.raw(unused)  # without effect here
    for at in np.flatnonzero(count > total):
        cell = asked.data.cell(asked.column("numerator"), int(at))
        asked.fault(cell, f"is {count[at]:g} of {total[at]:g}; a proportion is at most the whole")
    return count, total


def _rates(asked: Asked) -> tuple[Floats, Floats, float, bool]:
    """Events, derived populations, multiplier, and whether the rates are standardised."""
    events = asked.numbers("numerator", least=0)
    population = asked.numbers("denominator", above=0)
    rate = asked.numbers("rate", least=0)
    direct = asked.fields.choice("rate_type", ("crude", "dsr")) == "dsr"
    multiplier = asked.positive("multiplier", None)
    found = funnels.derived(events, population, rate, multiplier, direct)
    lost = int(np.isnan(found).sum())
    if lost:
        asked.notes.append(f"{lost} of {len(found)} areas have no rate to derive a population from")
    return events, found, multiplier, direct


def _axis(asked: Asked, denominators: Floats, over: int = 0) -> list[int]:
    if asked.faults:
        return []
    if np.isnan(denominators).all():
        asked.fields.fault("denominator", "has no number at all")
        return []
    return points(*bounds(denominators), over)


def _thousands(multiplier: float) -> str:
    return f"{multiplier:,.15g}"
