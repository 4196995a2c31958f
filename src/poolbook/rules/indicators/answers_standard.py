"""What directly and indirectly standardised rates and ratios answer: a row for each group."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from poolbook.rules.cells import columns, number, plain
from poolbook.rules.fields import Fault
from poolbook.rules.fields import shown as as_written
from poolbook.rules.indicators import confidence, intervals, standardised
from poolbook.rules.indicators.answers import Words, counted, each, finished, shown
from poolbook.rules.indicators.asked import Answer, Asked
from poolbook.rules.indicators.distributions import Floats, floats
from poolbook.rules.indicators.groups import groups
from poolbook.rules.indicators.indirect import Indirect, indirect

_REFERENCES = ("either", "column", "field", "list", "vector")
_ADJUSTED = "Dobson, with confidence adjusted for non-independent events"


def dsr(asked: Asked) -> Answer:
    """Directly standardised rates; none of fewer than ten events."""
    events = asked.numbers("numerator", least=0)
    people = asked.numbers("denominator", above=0, needed=True)
    weights = _weights(asked)
    multiplier = asked.positive("multiplier", 100_000.0)
    levels, spoken = asked.levels()
    asked.output()
    independent = asked.fields.flag("independent_events", not asked.fields.has("event_frequency"))
    times, first = None, None
    if not independent:
        times = asked.numbers("event_frequency", above=0, needed=True)
        first = _first_of_band(asked, people, weights)
    else:
        asked.fields.raw("event_frequency")
        asked.fields.raw("age_band")
    _some_weight(asked, weights)
    if asked.faults:
        return {}
    found = standardised.direct(
        events, people, weights, asked.groups, levels, multiplier, times, first
    )
    few = "dsr NA for total count < 10"
    said = [few if one else f"dsr per {each(multiplier)}" for one in found.too_few]
    for at in np.flatnonzero(found.too_few):
        asked.notes.append(f"{asked.groups.called(at)}: fewer than 10 events, so no rate is shown")
    counts = {"total_count": counted(found.events), "total_pop": counted(found.people)}
    words: dict[str, Words] = {
        "confidence": confidence.label(spoken) or [None] * len(said),
        "statistic": said,
        "method": "Dobson" if independent else _ADJUSTED,
    }
    return finished(asked, asked.groups.columns(), counts, found.estimate, spoken, words)


def _weights(asked: Asked) -> Floats:
    """The standard population of each row: a column, "esp2013", or a list of the bands' weights."""
    given = asked.fields.raw("standard_population")
    if given == "esp2013" and given not in asked.data.data:
        given = list(standardised.ESP2013)
    if isinstance(given, list):
        return _by_band(asked, "standard_population", given)
    return asked.numbers("standard_population", least=0, needed=True)


def _by_band(asked: Asked, argument: str, given: list[Any]) -> Floats:
    """A list of a value a band, given to the rows of each group in their order."""
    read = [number(one) for one in given]
    values = floats([np.nan if value is None else value for value, _ in read])
    if any(problem for _, problem in read) or bool(np.any(values < 0)):
        asked.fields.fault(argument, "should be numbers of 0 or more")
    sizes = asked.groups.sizes
    wrong = [at for at in range(asked.groups.count) if sizes[at] != len(values)]
    for at in wrong:
        said = f"has {len(values)} values, but {asked.groups.called(at)} has {sizes[at]} rows"
        asked.fields.fault(argument, f"{said}; each group needs a row for each value, in order")
    if wrong or not len(values):
        return np.full(asked.data.rows, np.nan)
    order = np.argsort(asked.groups.codes, kind="stable")
    found = np.empty(asked.data.rows)
    found[order] = np.tile(values, asked.groups.count)
    return found


def _some_weight(asked: Asked, weights: Floats) -> None:
    for at in np.flatnonzero(asked.groups.sums(weights) == 0):
        asked.fields.fault("standard_population", f"is 0 in all of {asked.groups.called(at)}")


def _first_of_band(asked: Asked, people: Floats, weights: Floats) -> Any:
    """The one row of each group and band that counts its people; faults where rows disagree."""
    first = np.zeros(asked.data.rows, dtype=bool)
    name, often = asked.column("age_band"), asked.column("event_frequency")
    if not name or not often:
        return first
    seen: dict[tuple[Any, Any], int] = {}
    rows: set[tuple[Any, Any, Any]] = set()
    for at, band in enumerate(asked.data.data[name]):
        key = (int(asked.groups.codes[at]), plain(band))
        before = seen.setdefault(key, at)
        first[at] = before == at
        for column, values in (("denominator", people), ("standard_population", weights)):
            if values[at] != values[before] and not np.isnan(values[at] + values[before]):
                said = "differs from another row of the same group and age band"
                cell = asked.data.cell(asked.column(column, required=False) or column, at)
                asked.faults.append(Fault(cell, said))
        row = (*key, plain(asked.data.data[often][at]))
        if row in rows:
            asked.faults.append(Fault(asked.data.cell(name, at), "is a row given twice"))
        rows.add(row)
    return first


def israte(asked: Asked) -> Answer:
    """Observed over expected events × the reference's rate."""
    multiplier = asked.positive("multiplier", 100_000.0)
    levels, spoken = asked.levels()
    found = _indirect(asked, levels)
    if found is None:
        return {}
    crude, estimate = found.rates(multiplier)
    counts = _counts(found) | {"ref_rate": shown(crude)}
    said = f"indirectly standardised rate per {each(multiplier)}"
    words = _words(asked, found, spoken, said)
    return finished(asked, asked.groups.columns(), counts, estimate, spoken, words)


def isratio(asked: Asked) -> Answer:
    """Observed over expected events × the reference value, such as 100 for an SMR."""
    value = asked.positive("reference_value", 1.0)
    levels, spoken = asked.levels()
    found = _indirect(asked, levels)
    if found is None:
        return {}
    said = f"indirectly standardised ratio x {each(value)}"
    words = _words(asked, found, spoken, said)
    return finished(
        asked, asked.groups.columns(), _counts(found), found.ratios(value), spoken, words
    )


def _counts(found: Indirect) -> Answer:
    return {"observed": counted(found.observed), "expected": shown(found.expected)}


def _words(asked: Asked, found: Indirect, spoken: confidence.Levels, said: str) -> dict[str, Words]:
    for at in np.flatnonzero(np.isnan(found.ratio.value)):
        asked.notes.append(f"{asked.groups.called(at)}: no event is expected, so no figure")
    return {
        "confidence": confidence.label(spoken) or [None] * len(found.observed),
        "statistic": said,
        "method": intervals.names(found.observed),
    }


def _indirect(asked: Asked, levels: confidence.Levels) -> Indirect | None:
    asked.output()
    sizes = asked.groups.sizes
    if asked.groups.count > 1 and sizes.min() != sizes.max():
        said = ", ".join(f"{asked.groups.called(at)} {sizes[at]}" for at in range(len(sizes)))
        asked.fields.fault("", f"every group should have the same number of rows ({said})")
    people = asked.numbers("denominator", least=0)
    given = asked.fields.choice("reference_from", _REFERENCES, "either")
    reference = []
    for name in ("reference_numerator", "reference_denominator"):
        value = asked.fields.raw(name)
        if isinstance(value, list):
            reference.append(_by_band(asked, name, value))
        elif given in ("list", "vector"):
            asked.fields.fault(name, f"should be a list of numbers, not {as_written(value)}")
        else:
            reference.append(asked.numbers(name, least=0))
    observed = _observed(asked)
    if len(reference) == 2:
        wrong = ~(reference[1] > 0)
        for at in np.flatnonzero(wrong)[:1] if not asked.faults else ():
            said = f"should be more than 0 in every row; row {at + 1} is not"
            asked.fields.fault("reference_denominator", said)
    if asked.faults or len(reference) < 2:
        return None
    return indirect(observed, people, reference[0], reference[1], asked.groups, levels)


def _observed(asked: Asked) -> Floats:
    """The events of each group: its rows' sum (missing is none), or the totals given apart."""
    given = asked.fields.raw("observed_totals")
    if given is None:
        events = asked.numbers("numerator", least=0)
        return asked.groups.sums(np.where(np.isnan(events), 0.0, events))
    nothing = np.zeros(asked.groups.count)
    place = f"{asked.fields.where}.observed_totals"
    table = columns(given, place, asked.faults)
    name = asked.fields.raw("numerator", next((n for n in ("observed", "x", "numerator")
                            if isinstance(given, Mapping) and n in given), ""))  # fmt: skip
    if table is None:
        return nothing
    lost = [one for one in (*asked.groups.names, name) if one not in table.data]
    for one in lost:
        asked.faults.append(Fault(place, f"has no column “{one}”"))
    if lost:
        return nothing
    totals = table.numbers(name, asked.faults, least=0)
    keys = [[plain(one) for one in table.data[each_]] for each_ in asked.groups.names]
    apart = groups(asked.groups.names, keys, table.rows)
    sums, at = apart.sums(totals), {key: i for i, key in enumerate(apart.keys)}
    for key in apart.keys:
        if apart.sizes[at[key]] > 1:
            asked.faults.append(Fault(place, f"has {apart.called(at[key])} more than once"))
    for i, key in enumerate(asked.groups.keys):
        if key not in at:
            asked.faults.append(Fault(place, f"has no row for {asked.groups.called(i)}"))
    return floats([sums[at[key]] if key in at else 0.0 for key in asked.groups.keys])
