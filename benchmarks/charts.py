"""2,000 control charts of 36 months: limits, rules and icons, beside the package `abspc`."""

import random
from collections.abc import Iterator
from datetime import date
from statistics import median

from benchmarks.timing import Figure, Work, in_turn, seconds
from poolbook.rules.spc import Charts, Improvement, Series, Settings, charts
from poolbook.rules.spc.packed import pack

SERIES, POINTS, ROUNDS = 2_000, 36, 5
MISSING = "abspc is not installed (pip install abspc), so nothing was measured beside it"


def figures() -> Iterator[Figure]:
    """From arrays that are loaded to every point's rules and every series' icons; then whole."""
    many, settings = _series(), Settings()
    packed = pack(many)

    def arrays() -> Charts:
        return Charts(many, settings, packed)

    def peer() -> object:
        return [_peer(one) for one in many]

    name = f"charts: {SERIES:,} series × {POINTS} points, after load"
    arrays()  # once, so that nothing is timed that is only done the first time
    alone = "" if _peer else MISSING
    yield Figure(name, _median(arrays, 4 * ROUNDS), peer_name=alone, most_seconds=0.02)
    if _peer:
        beside = "abspc 1.1.0: limits, rules, variation and assurance of each series"
        yield Figure("charts: the same", *in_turn(arrays, peer, 3), beside, least_ratio=100)
    whole = _median(lambda: _icons(charts(many, settings)), ROUNDS)
    yield Figure("charts: the same with loading, and both icons of each", whole)
    every = _median(lambda: list(charts(many, settings)), 3)
    yield Figure("charts: the same with every point of every chart as an object", every)


def _median(work: Work, rounds: int) -> float:
    return median(seconds(work) for _ in range(rounds))


def _icons(made: Charts) -> list[object]:
    return [(made.variation(at), made.assurance(at)) for at in range(len(made))]


def _series() -> list[Series]:
    """Months of noise with a step in some, values of one decimal; always the same."""
    chance = random.Random(36)
    days = [date(2019 + at // 12, at % 12 + 1, 1) for at in range(POINTS)]
    found = []
    for at in range(SERIES):
        step = 6 if at % 4 == 0 else 0
        values = [
            round(chance.gauss(50, 3) + step * (month >= POINTS // 2), 1) for month in range(POINTS)
        ]
        way = Improvement.UP if at % 2 else Improvement.DOWN
        found.append(Series(values, days, f"S{at:04}", improvement=way, targets=[50.0] * POINTS))
    return found


try:
    import abspc
    import pandas

    def _peer(series: Series) -> object:
        """The same of one series, as abspc's own documentation has it done."""
        frame = pandas.DataFrame({"value": series.values})
        limits = abspc.calculate_control_limits(frame, "XmR")
        found = abspc.detect_special_causes(limits)
        better = "high" if series.improvement is Improvement.UP else "low"
        return (
            abspc.determine_variation_type(found, improvement_direction=better),
            abspc.determine_assurance_type(found, 50.0, improvement_direction=better),
        )
except ImportError:
    _peer = None
