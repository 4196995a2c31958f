"""A question as the arrays that the kernel is given, and the columns that it needs."""

import numpy as np

from poolbook.caseload.kernel import shapes
from poolbook.caseload.kernel.shapes import Asked
from poolbook.rules.caseload import facts
from poolbook.rules.caseload.codes import MOST_CODES, ONGOING
from poolbook.rules.caseload.facts import Question

ALWAYS = ("person", "service", "start", "end", "weekly", "known_from", "known_to")


def columns_for(question: Question) -> list[str]:
    """The columns that the answer depends on; others are not read."""
    days, year, bridge = bool(question.days), bool(question.segments), bool(question.bridge)
    wanted = {
        "group": year or bool(question.groups),
        "setting": days,
        "funder": days or year,
        "out_of_county": days,
        "born": days,
        "provider": days and facts.PROVIDER in question.cuts,
        "conditions": days and facts.CONDITION in question.cuts,
        "planned_end": year,
        "units": bridge,
    }
    return [*ALWAYS, *(name for name, needed in wanted.items() if needed)]


def arrays(question: Question) -> Asked:
    """The question, its days in order."""
    places, bridge = np.argsort(_ints(question.days), kind="stable"), question.bridge
    days = _ints(question.days)[places]
    births = [question.band_births(int(day)) for day in days]
    base, last = (int(days[0]), int(days[-1])) if len(days) else (0, 0)
    first, latest = question.horizon
    return Asked(
        first=first,
        latest=latest,
        known=question.known,
        days=days,
        places=places,
        base=base,
        before=np.searchsorted(days, np.arange(base, last + 2)),
        cost_days=np.flatnonzero(_flags(len(days), question.cost_days)[places]),
        cost_cuts=_flags(len(facts.EVERY_CUT), question.cost_cuts),
        births=np.array(births, dtype=np.int64).reshape(len(births), len(question.bands)),
        segments=_ints(question.segments),
        actual=question.actual_segments,
        months=_ints(question.months),
        some_groups=int(bool(question.groups)),
        groups=_flags(shapes.GROUPS, question.groups),
        cuts=_flags(len(facts.EVERY_CUT), question.cuts),
        ongoing=_flags(MOST_CODES, ONGOING),
        high=question.high,
        lifetimes=int(question.lifetimes),
        bridge=_ints(
            (bridge.day, bridge.known, bridge.to_day, bridge.to_known, int(bridge.year))
            if bridge
            else ()
        ),
    )


def _ints(values: tuple[int, ...]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def _flags(size: int, chosen: tuple[int, ...]) -> np.ndarray:
    flags = np.zeros(size, dtype=np.int64)
    flags[list(chosen)] = 1
    return flags
