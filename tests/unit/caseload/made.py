"""Small made-up lakes for the tests of the caseload: by hand, by chance, and the county."""

from functools import cache

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from poolbook.caseload.generator import county
from poolbook.caseload.generator.printed import DAYS
from poolbook.caseload.schema import table_of
from poolbook.rules.caseload.codes import FOREVER, OPEN, SERVICES
from poolbook.rules.caseload.facts import EVERY_CUT, BridgeQuestion, Question

BASE = {
    "person": 1, "package": 1, "service": 1, "setting": 2, "group": 1, "funder": 1, "provider": 0,
    "out_of_county": 0, "conditions": 0, "born": 0, "start": 18_000, "end": OPEN,
    "planned_end": OPEN, "units": 100, "weekly": 70_000, "authorised": 18_000, "known_from": 0,
    "known_to": FOREVER,
}  # fmt: skip
YEAR = (18_353, 18_718)  # 1 April 2020, 1 April 2021


def table(*rows: dict[str, int]) -> pa.Table:
    """Rows as columns; what a row does not say is BASE's."""
    whole = [BASE | row for row in rows]
    return table_of({name: [row[name] for row in whole] for name in BASE})


@cache
def the_county() -> pa.Table:
    """The made-up county."""
    return county()


def _row(draw: st.DrawFn) -> dict[str, int]:
    service = draw(st.sampled_from(sorted(SERVICES)))
    start = draw(st.integers(18_280, 18_720))
    known_from = draw(st.integers(0, 3))
    ends = st.one_of(st.just(OPEN), st.integers(start, start + 400))
    return {
        "person": draw(st.integers(1, 6)),
        "package": draw(st.integers(1, 12)),
        "service": service,
        "setting": SERVICES[service].setting,
        "group": draw(st.integers(1, 2)),
        "funder": draw(st.integers(1, 3)),
        "provider": draw(st.integers(0, 3)),
        "out_of_county": draw(st.integers(0, 1)),
        "conditions": draw(st.integers(0, 15)),
        "born": draw(st.sampled_from([-1_000_000, 11_200, 5_000, -20_000, 9_062, 18_500])),
        "start": start,
        "end": draw(ends),
        "planned_end": draw(ends),
        "units": draw(st.sampled_from([0, 100, 250, 700])),
        "weekly": draw(st.sampled_from([0, 1, 99_999, 250_001, 4_999_999])),
        "known_from": known_from,
        "known_to": draw(st.one_of(st.just(FOREVER), st.integers(known_from + 1, 6))),
    }


@st.composite
def lakes(draw: st.DrawFn) -> pa.Table:
    """Tables of a few rows, also of such as an extract may not hold: engines must agree on any."""
    return table(*(_row(draw) for _ in range(draw(st.integers(0, 14)))))


@st.composite
def crowds(draw: st.DrawFn) -> pa.Table:
    """Tables of a thousand rows, most people with several packages that begin, change and overlap."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows, each = draw(st.integers(200, 1_500)), draw(st.sampled_from([1, 3, 8]))
    known_from, start = rng.integers(0, 4, rows), rng.integers(18_250, 18_725, rows)

    def some(*values: int) -> np.ndarray:
        return rng.choice(values, rows)

    def later(least: int, most: int) -> np.ndarray:
        return np.where(rng.random(rows) < 0.5, OPEN, start + rng.integers(least, most, rows))

    service = rng.choice(list(SERVICES), rows)
    return table_of(
        {
            "person": rng.integers(1, rows // each + 2, rows), "package": np.arange(rows),
            "service": service, "setting": [SERVICES[int(code)].setting for code in service],
            "group": some(1, 2, 6), "funder": some(1, 2, 3), "provider": rng.integers(0, 900, rows),
            "out_of_county": some(0, 0, 1), "conditions": rng.integers(0, 16, rows),
            "born": rng.integers(-20_000, 18_500, rows), "start": start, "end": later(0, 500),
            "planned_end": later(-100, 500), "units": some(0, 100, 250, 700),
            "weekly": some(0, 1, 99_999, 250_001, 4_999_999), "authorised": start,
            "known_from": known_from,
            "known_to": np.where(rng.random(rows) < 0.8, FOREVER, known_from + 2),
        }
    )  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Questions of every kind."""
    day = st.integers(18_340, 18_720)
    days = tuple(draw(st.lists(day, min_size=1, max_size=9, unique=True)))  # in any order
    cut = draw(st.integers(YEAR[0], YEAR[1] - 2))
    first, last = sorted((draw(day), draw(day)))
    return Question(
        days=days,
        known=draw(st.integers(0, 5)),
        cost_days=draw(st.sampled_from([(), (0,)])),
        segments=(YEAR[0], cut + 1, YEAR[1]),
        actual_segments=1,
        months=(18_353, 18_383, 18_414),
        groups=draw(st.sampled_from([(), (1,)])),
        cost_cuts=draw(st.sampled_from([(1, 7), (7,)])),
        cuts=draw(st.sampled_from([EVERY_CUT, (2, 6, 8), ()])),
        lifetimes=True,
        bridge=BridgeQuestion(
            first, draw(st.integers(0, 5)), last, draw(st.integers(0, 5)), draw(st.booleans())
        ),
    )


def county_question(**more: object) -> Question:
    """All that is asked of the county's learning disability packages."""
    asked: dict[str, object] = {
        "days": DAYS, "cost_days": (0, 4), "groups": (1,), "segments": (YEAR[0], DAYS[4], YEAR[1]),
        "actual_segments": 1, "months": (18_353, 18_383, 18_414, 18_444), "lifetimes": True,
        "bridge": BridgeQuestion(DAYS[0], 0, DAYS[4], 0),
    }  # fmt: skip
    return Question(**(asked | more))  # type: ignore[arg-type]
