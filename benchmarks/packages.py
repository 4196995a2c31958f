"""Five questions about packages, as somebody would write them with pandas, in SQL and with openpyxl.

Each gives the same list of integers, so that nobody is timed for another answer: packages, people and
pence at twelve month-ends; pence-days so far and to come; people with a high cost; the bridge's parts;
medians, 90th percentiles and high costs by age band, and the sums of the straight line of cost on age.
"""

import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from poolbook.rules.caseload.codes import FOREVER, ONGOING, UNKNOWN_BORN
from poolbook.rules.caseload.facts import (
    BAND,
    EVERYBODY,
    HIGH,
    SERVICE,
    BridgeQuestion,
    Facts,
    FitKey,
    PeopleKey,
    Question,
)  # fmt: skip

DAYS = (
    18_382,
    18_413,
    18_443,
    18_474,
    18_505,
    18_535,
    18_566,
    18_596,
    18_627,
    18_658,
    18_686,
    18_717,
)
FIRST, CUT, LAST = 18_353, 18_566, 18_717
HIGH_COST = 250_000
QUESTION = Question(
    days=DAYS, known=FOREVER - 1, cost_days=(11,), segments=(FIRST, CUT + 1, LAST + 1),
    actual_segments=1, cuts=(EVERYBODY, SERVICE, HIGH), cost_cuts=(BAND,), bridge=BridgeQuestion(DAYS[0], FOREVER - 1, DAYS[11], FOREVER - 1),
)  # fmt: skip
BIRTHS = QUESTION.band_births(DAYS[11])
COLUMNS = (
    "person", "service", "group", "start", "end", "planned_end", "units", "weekly", "known_from",
    "known_to", "born",
)  # fmt: skip


def of_facts(facts: Facts) -> list[int]:
    """The integers from our facts."""
    people = [(k, s) for k, s in facts.people.items() if k.cut == SERVICE]
    found = [
        sum(s.packages for s in facts.packages.values()),
        sum(s.people for _, s in people),
        sum(s.pence for _, s in people),
        sum(s.pence_days for k, s in facts.lines.items() if k.segment == 0),
        sum(s.pence_days for k, s in facts.lines.items() if k.segment == 1),
        sum(s.people for k, s in facts.people.items() if k.cut == HIGH and k.day == 11),
    ]
    parts = [tuple(s) for s in facts.bridge.values()]
    found += [sum(part[at] for part in parts) for at in (0, 2, 3, 4, 5, 6, 7)]
    bands = {key.value: pence for key, pence in facts.costs.items() if key.cut == BAND}
    assert sum(map(len, bands.values())) == facts.people[PeopleKey(11, EVERYBODY, 0)].priced
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        told = dict(zip(bands, pool.map(_told, bands.values()), strict=True))
    return [*found, *_by_band(told), *facts.fit[FitKey(11)]]


def _told(pence: Any) -> tuple[float, float, int]:
    median, ninth = _quantiles(pence)
    return median, ninth, (pence > HIGH_COST).sum()


def _quantiles(pence: Any) -> Iterator[float]:
    """The median and the 90th percentile, between two people as far as their place says."""
    places = [part * (len(pence) - 1) / 10 for part in (5, 9)]
    low = [int(place) for place in places]
    found = np.partition(pence, [*low, *(min(at + 1, len(pence) - 1) for at in low)])
    for place, at in zip(places, low, strict=True):
        after = found[min(at + 1, len(pence) - 1)]
        yield found[at] + (after - found[at]) * (place - at)


def _by_band(told: dict[int, tuple[float, float, int]]) -> list[int]:
    """Band → median, 90th percentile and people with a high cost, as three numbers."""
    return [
        sum((band + 1) * round(10 * float(each[at])) for band, each in told.items())
        for at in range(3)
    ]


def with_pandas(paths: list[Path]) -> list[int]:
    """As a careful analyst would: vectorised, one frame."""
    return with_frame(frame(paths))


def frame(paths: list[Path]) -> Any:
    """The files as one frame."""
    import pandas as pd

    return pd.concat([pd.read_parquet(path, columns=list(COLUMNS)) for path in paths])


def with_frame(p: Any) -> list[int]:
    """The questions asked of a frame that is loaded."""
    p = p[p.known_to == FOREVER]
    ongoing = p[p.service.isin(ONGOING)]
    packages = people = pence = 0
    for day in DAYS:
        held = ongoing[(ongoing.start <= day) & (ongoing.end >= day)]
        table = held.groupby("service").agg(
            n=("weekly", "size"), people=("person", "nunique"), pence=("weekly", "sum")
        )
        packages, people = packages + int(table.n.sum()), people + int(table.people.sum())
        pence += int(table.pence.sum())
    past = (p.end.clip(upper=CUT) - p.start.clip(lower=FIRST) + 1).clip(lower=0)
    later = p.end.where(p.planned_end <= CUT, p[["end", "planned_end"]].min(axis=1))
    coming = (later.clip(upper=LAST) - p.start.clip(lower=CUT + 1) + 1).clip(lower=0)
    lines = p.assign(past=p.weekly * past, coming=p.weekly * coming)
    lines = lines.groupby(["group", "service"])[["past", "coming"]].sum()
    costs = held.groupby("person").agg(pence=("weekly", "sum"), born=("born", "max"))
    high = int((costs.pence > HIGH_COST).sum())
    costs = costs[costs.pence > 0]
    bands = (costs.born.to_numpy()[:, None] <= np.array(BIRTHS)).sum(axis=1)
    bands[costs.born == UNKNOWN_BORN] = 0
    by_band = costs.pence.groupby(bands)
    found = zip(
        by_band.quantile(0.5).items(), by_band.quantile(0.9),
        (costs.pence > HIGH_COST).groupby(bands).sum(), strict=True,
    )  # fmt: skip
    told = _by_band({band: (half, most, over) for (band, half), most, over in found})
    aged = costs[costs.born != UNKNOWN_BORN]
    x, y = DAYS[11] - aged.born.astype("int64"), aged.pence
    fit = [len(aged), *(int(each.sum()) for each in (x, y, x * x, x * y, y * y))]
    first = [packages, people, pence, *map(int, lines.sum()), high]
    return [*first, *_bridge(ongoing), *told, *fit]


def _bridge(p: Any) -> list[int]:
    was, now = ((p.start <= d) & (p.end >= d) for d in (DAYS[0], DAYS[11]))
    t = p.assign(
        old=p.weekly * was, new=p.weekly * now, u0=p.units * was, u1=p.units * now, had=was, has=now
    )
    t = t[was | now].groupby(["person", "service"])[["old", "new", "u0", "u1", "had", "has"]].sum()
    person = t.groupby(level=0)[["had", "has"]].transform("sum")
    change, there, here = t.new - t.old, person.had > 0, person.has > 0
    both = there & here
    stayed = both & ((t.had > 0) == (t.has > 0))
    measured = stayed & (t.u0 > 0) & (t.u1 > 0)
    volume = (t.old * t.u1 // t.u0.clip(lower=1) - t.old).where(measured, 0)
    sums = (
        t.old, change[~there], change[there & ~here], change[both & ~stayed], volume,
        (change - volume)[stayed], t.new,
    )  # fmt: skip
    return [int(each.sum()) for each in sums]


SQL = f"""
WITH p AS (SELECT * FROM packages WHERE known_to = {FOREVER}),
o AS (SELECT * FROM p WHERE service IN {ONGOING}),
q1 AS (SELECT d, service, count(*) n, count(DISTINCT person) people, sum(weekly) pence
    FROM o JOIN unnest(ARRAY{list(DAYS)}) d ON start_day <= d AND end_day >= d GROUP BY 1, 2),
q3 AS (SELECT group_code, service,
    sum(weekly * greatest(least(end_day, {CUT}) - greatest(start_day, {FIRST}) + 1, 0)) past,
    sum(weekly * greatest(least(CASE WHEN planned_end > {CUT} THEN least(end_day, planned_end)
        ELSE end_day END, {LAST}) - greatest(start_day, {CUT + 1}) + 1, 0)) coming
    FROM p GROUP BY 1, 2),
q4 AS (SELECT person, sum(weekly) pence, max(born) born FROM o
    WHERE start_day <= {DAYS[11]} AND end_day >= {DAYS[11]} GROUP BY 1),
q4b AS (SELECT CASE WHEN born = {UNKNOWN_BORN} THEN 0 ELSE
        {" + ".join(f"(born <= {birth})::int" for birth in BIRTHS)} END + 1 place,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY pence) middle,
    count(*) FILTER (WHERE pence > {HIGH_COST}) high FROM q4 WHERE pence > 0 GROUP BY 1),
q4f AS (SELECT {DAYS[11]} - born x, pence::numeric y FROM q4
    WHERE pence > 0 AND born <> {UNKNOWN_BORN}),
q4s AS (SELECT count(*) n, sum(x) x, sum(y) y, sum(x * x) xx, sum(x * y) xy, sum(y * y) yy FROM q4f),
t AS (SELECT person, service,
    coalesce(sum(weekly) FILTER (WHERE had), 0) old, coalesce(sum(weekly) FILTER (WHERE has), 0) new,
    coalesce(sum(units) FILTER (WHERE had), 0) u0, coalesce(sum(units) FILTER (WHERE has), 0) u1,
    bool_or(had) had, bool_or(has) has
    FROM (SELECT *, start_day <= {DAYS[0]} AND end_day >= {DAYS[0]} had,
        start_day <= {DAYS[11]} AND end_day >= {DAYS[11]} has FROM o) s
    WHERE had OR has GROUP BY 1, 2),
w AS (SELECT *, bool_or(had) OVER who there, bool_or(has) OVER who here FROM t
    WINDOW who AS (PARTITION BY person)),
v AS (SELECT *, CASE WHEN there AND here AND had = has AND u0 > 0 AND u1 > 0
    THEN div(old * u1, u0) - old ELSE 0 END volume FROM w)
SELECT (SELECT sum(n) FROM q1), (SELECT sum(people) FROM q1), (SELECT sum(pence) FROM q1),
    (SELECT sum(past) FROM q3), (SELECT sum(coming) FROM q3),
    (SELECT count(*) FROM q4 WHERE pence > {HIGH_COST}),
    sum(old), coalesce(sum(new - old) FILTER (WHERE NOT there), 0),
    coalesce(sum(new - old) FILTER (WHERE there AND NOT here), 0),
    coalesce(sum(new - old) FILTER (WHERE there AND here AND had <> has), 0),
    sum(volume), coalesce(sum(new - old - volume) FILTER (WHERE there AND here AND had = has), 0),
    sum(new), (SELECT sum(place * round(10 * middle[1])) FROM q4b),
    (SELECT sum(place * round(10 * middle[2])) FROM q4b), (SELECT sum(place * 10 * high) FROM q4b),
    (SELECT n FROM q4s), (SELECT x FROM q4s), (SELECT y FROM q4s), (SELECT xx FROM q4s),
    (SELECT xy FROM q4s), (SELECT yy FROM q4s)
FROM v
"""


def into_postgres(connection: Any, paths: list[Path]) -> None:
    """The same rows as a table, analysed; not timed."""
    import pyarrow.csv as csv
    import pyarrow.parquet as pq

    names = "person, service, group_code, start_day, end_day, planned_end, units, weekly, known_from, known_to, born"
    kinds = names.replace(",", " bigint,") + " bigint"
    plain = csv.WriteOptions(include_header=False)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS packages; CREATE UNLOGGED TABLE packages ({kinds})")
        with cursor.copy(f"COPY packages ({names}) FROM STDIN (FORMAT csv)") as copy:
            for path in paths:
                told = io.BytesIO()
                csv.write_csv(pq.ParquetFile(path).read(columns=list(COLUMNS)), told, plain)
                copy.write(told.getbuffer())
        cursor.execute("ANALYZE packages")
    connection.commit()


def with_openpyxl(path: Path) -> list[int]:
    """As a script of loops over a workbook would do the first and third question."""
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True).active
    rows = iter(sheet.values)
    head = next(rows)
    at = {name: head.index(name) for name in COLUMNS}
    packages = pence = past = coming = 0
    people: set[tuple[int, int, int]] = set()
    for row in rows:
        person, service, _, start, end, planned, _, weekly, _, known_to, _ = (
            row[at[n]] for n in COLUMNS
        )
        if int(known_to) != FOREVER:
            continue
        for day in DAYS if service in ONGOING else ():
            if start <= day <= end:
                packages, pence = packages + 1, pence + weekly
                people.add((day, service, int(person)))
        later = min(end, planned) if planned > CUT else end
        past += weekly * max(0, min(end, CUT) - max(start, FIRST) + 1)
        coming += weekly * max(0, min(later, LAST) - max(start, CUT + 1) + 1)
    return [packages, len(people), pence, past, coming]
