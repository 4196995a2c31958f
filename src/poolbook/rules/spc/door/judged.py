"""The charts of many cases: those with the same settings go through the arrays together."""

from collections.abc import Sequence

from poolbook.rules.spc.charts import charts
from poolbook.rules.spc.door.cases import Case
from poolbook.rules.spc.given import Settings
from poolbook.rules.spc.results import Chart


def judged(cases: Sequence[Case]) -> list[Chart]:
    """The chart of each case, in the same order."""
    by_settings: dict[Settings, list[int]] = {}
    for at, case in enumerate(cases):
        by_settings.setdefault(case.settings, []).append(at)
    found: dict[int, Chart] = {}
    for settings, places in by_settings.items():
        made = charts([cases[at].series for at in places], settings)
        found.update(zip(places, made, strict=True))
    return [found[at] for at in range(len(cases))]
