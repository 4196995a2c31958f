"""The pass over one area's columns, and its sums as rows of facts."""

from collections.abc import Iterable, Iterator

import numba
import numpy as np
import pyarrow as pa

from poolbook.caseload.kernel import shapes
from poolbook.caseload.kernel.bridge import count_bridge, end_bridge
from poolbook.caseload.kernel.person import count_package, end_person, end_service, unpacked
from poolbook.caseload.kernel.shapes import Asked, Columns, Scratch, Sums
from poolbook.caseload.kernel.year import count_move, count_year, end_life, end_spell
from poolbook.rules.caseload import facts
from poolbook.rules.caseload.codes import MOST_CODES, ONGOING, OPEN
from poolbook.rules.caseload.facts import Question, Row

CUTS = (facts.SERVICE, facts.BAND)
PROVIDERS = 512  # places at first
EARLIEST = -(2**31)


@numba.njit(cache=True, _nrt=False)
def _sweep(c: Columns, asked: Asked, sums: Sums, scratch: Scratch, first: int, latest: int) -> None:
    at = last = -1  # the row that began the person, and the last row that was seen of them
    for i in range(len(c.person)):
        if c.end[i] < first or c.start[i] > latest or not asked.groups[c.group[i]]:
            continue
        new_person = last < 0 or c.person[i] != c.person[last]
        if last >= 0 and (new_person or c.service[i] != c.service[last]):
            _end_service(asked, sums, scratch, c.service[last])
        if new_person:
            if last >= 0:
                _end_person(asked, sums, scratch)
            at = i
        last = i
        if len(asked.bridge):
            count_bridge(c, asked, scratch, i)
        if c.known_from[i] <= asked.known < c.known_to[i]:
            if asked.ongoing[c.service[i]]:
                count_package(c, asked, sums, scratch, i, at)
            if len(asked.segments):
                count_year(c, asked, sums, scratch, i)
            if len(asked.months):
                count_move(c, asked, sums, scratch, i)
    if last >= 0:
        _end_service(asked, sums, scratch, c.service[last])
        _end_person(asked, sums, scratch)


@numba.njit(cache=True, _nrt=False)
def _end_service(asked: Asked, sums: Sums, scratch: Scratch, service: int) -> None:
    end_service(asked, sums, scratch, service)
    end_spell(asked, sums, scratch, service)
    sums.seen[service] += scratch.year[0]
    scratch.year[0] = 0


@numba.njit(cache=True, _nrt=False)
def _end_person(asked: Asked, sums: Sums, scratch: Scratch) -> None:
    end_person(asked, sums, scratch)
    if asked.lifetimes and len(asked.segments):
        end_life(asked, sums, scratch)
    end_bridge(sums, scratch)


def area_rows(table: pa.Table, question: Question) -> list[Row]:
    """The facts of one area's table, which is in the lake's order."""
    return rows_of([table], question)


def rows_of(tables: Iterable[pa.Table], question: Question) -> list[Row]:
    """The facts of several areas' tables together, each read only when its turn comes."""
    asked, horizon = _asked(question), _horizon(question)
    sums, scratch = shapes.made(asked, PROVIDERS)
    found: list[Row] = []
    costs = []
    for table in tables:
        columns = Columns(*(_column(table, name) for name in Columns._fields))
        most = int(columns.provider.max()) + 1 if table.num_rows else 1
        if most > sums.cells.shape[1] - shapes.AT_PROVIDER:
            found += _rows(sums, [])  # what was counted so far, and wider arrays from here on
            sums, scratch = shapes.made(asked, 2 * most)
        kept, used = shapes.costs(asked, table.num_rows), np.zeros(1, dtype=np.int64)
        shapes.forget(scratch)
        _sweep(columns, asked, sums._replace(costs=kept, used=used), scratch, *horizon)
        costs.append(np.unique(kept[: used[0]], return_counts=True))
    return [*found, *_rows(sums, costs)]


def _horizon(question: Question) -> tuple[int, int]:
    """The first and last day that the question is about: a row outside them changes nothing.

    The day before the first month counts, as a spell that ran on it does not begin in the month.
    """
    days = [*question.days, *question.segments, *(day - 1 for day in question.months[:1])]
    days += question.months
    if question.bridge:
        days += [question.bridge.day, question.bridge.to_day]
    first = EARLIEST if question.lifetimes or not days else min(days)
    return first, max(days, default=OPEN)


def _column(table: pa.Table, name: str) -> np.ndarray:
    column = table.column(name)
    chunk = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return np.asarray(chunk.to_numpy(zero_copy_only=False))


def _asked(question: Question) -> Asked:
    births = [question.band_births(day) for day in question.days]
    bridge = question.bridge
    return Asked(
        known=question.known,
        days=_ints(question.days),
        keep_costs=_flags(len(question.days), question.cost_days),
        cost_cuts=_flags(len(facts.EVERY_CUT), question.cost_cuts),
        births=np.array(births, dtype=np.int64).reshape(len(births), len(question.bands)),
        segments=_ints(question.segments),
        actual=question.actual_segments,
        months=_ints(question.months),
        groups=_flags(shapes.GROUPS, question.groups or range(shapes.GROUPS)),
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


def _flags(size: int, chosen: tuple[int, ...] | range) -> np.ndarray:
    flags = np.zeros(size, dtype=np.int64)
    flags[list(chosen)] = 1
    return flags


def _rows(sums: Sums, costs: list[tuple[np.ndarray, np.ndarray]]) -> Iterator[Row]:
    for name in ("packages", "fit", "lines", "moves", "lifetimes", "bridge"):
        yield from _dense(name, getattr(sums, name))
    yield from _dense("seen", sums.seen[:, None])
    for cut, low, high in (
        (facts.SERVICE, 0, shapes.AT_FUNDER),
        (facts.FUNDER, shapes.AT_FUNDER, shapes.AT_COUNTY),
        (facts.COUNTY, shapes.AT_COUNTY, shapes.AT_PROVIDER),
        (facts.PROVIDER, shapes.AT_PROVIDER, sums.cells.shape[1]),
    ):
        yield from _people(cut, sums.cells[:, low:high])
    yield from _people(facts.EVERYBODY, sums.all[:, None, :])
    yield from _people(facts.SETTING, sums.setting)
    yield from _people(facts.CONDITION, sums.condition)
    yield from _people(facts.BAND, sums.band)
    yield from _people(facts.HIGH, sums.high)
    for (day, cut, value, pence), people in unpacked(costs):
        yield "costs", (day, CUTS[cut], value, pence), (people,)


def _dense(name: str, array: np.ndarray) -> Iterator[Row]:
    places = np.argwhere(array.any(axis=-1))
    for key, cell in zip(places.tolist(), array[tuple(places.T)].tolist(), strict=True):
        yield name, tuple(key), tuple(cell)


def _people(cut: int, array: np.ndarray) -> Iterator[Row]:
    for _, (day, value), cell in _dense("", array):
        yield "people", (day, cut, value), cell
