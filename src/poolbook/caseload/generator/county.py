"""The made-up county: its learning disability packages aggregate to the papers' printed tables."""

import numpy as np
import pyarrow as pa

from poolbook.caseload.generator import people
from poolbook.caseload.generator.packages import Package, packages
from poolbook.caseload.generator.printed import DAYS, NOT_PRICED, RESPITE, SERVICES, totals
from poolbook.caseload.schema import table_of
from poolbook.rules.caseload import codes
from poolbook.rules.caseload.codes import FOREVER, OPEN

LD, ABI = 1, 2
ABI_MEAN = {"first": (23, 2570), "last": (19, 2659)}


def county(seed: int = 2020, known_from: int = 0) -> pa.Table:
    """All packages of the county, each known from one moment on. The same seed gives the same bytes."""
    rng = np.random.default_rng(seed)
    sums = totals()
    by_service = {s.code: packages(s, sums[s.code], rng) for s in SERVICES}
    count = people.assign(by_service)
    found = [p for each in by_service.values() for p in each]
    people.traits(found, count, rng)
    found += _not_priced(count, rng)
    found += _respite(by_service[2], rng)
    found += _brain_injury(count + NOT_PRICED, rng)
    return _table(found, rng, known_from)


def _not_priced(first: int, rng: np.random.Generator) -> list[Package]:
    """People who are known but whose package has no price yet."""
    start = DAYS[0] - 30
    return [
        Package(
            11, start, [(start, 0)], person=first + at,
            traits={"born": DAYS[-1] - int(rng.integers(19, 25)) * 365},
        )
        for at in range(NOT_PRICED)
    ]  # fmt: skip


def _respite(direct: list[Package], rng: np.random.Generator) -> list[Package]:
    """Short stays since April, of as many different people as printed."""
    staying = [p for p in direct if p.start < DAYS[0] and p.end == OPEN][:RESPITE]
    found = []
    for package in staying:
        start = int(rng.integers(DAYS[0], DAYS[-1] - 15))
        found.append(
            Package(
                12, start, [(start, int(rng.integers(40_000, 120_000)))], person=package.person,
                end=start + int(rng.integers(2, 14)), traits=package.traits,
            )
        )  # fmt: skip
    return found


def _brain_injury(first: int, rng: np.random.Generator) -> list[Package]:
    """Acquired brain injury: 23 people at £2,570 in April, 19 at £2,659 in November."""
    (before, mean), (after, later) = ABI_MEAN.values()
    found = []
    for at in range(before):
        start = DAYS[0] - int(rng.integers(30, 3_000))
        born = DAYS[-1] - int(rng.integers(25, 65)) * 365
        pence = mean * 100 + (500 if at % 2 else -500) * (at < before - 1)
        package = Package(
            4, start, [(start, pence)], person=first + at, traits={"born": born, "group": ABI}
        )
        if at >= after:
            package.end = int(rng.integers(DAYS[0] + 1, DAYS[-1]))
        else:
            away = (700 if at % 2 else -700) * (at < after - 1)
            package.prices.append((DAYS[0] + 60, later * 100 + away))
        found.append(package)
    return found


def _table(found: list[Package], rng: np.random.Generator, known_from: int) -> pa.Table:
    rows = []
    for number, package in enumerate(found):
        service = codes.SERVICES[package.service]
        late = int(rng.integers(0, 40)) if rng.random() < 0.2 else 0
        planned = DAYS[-1] + 150 if rng.random() < 0.05 and package.end == OPEN else OPEN
        provider = int(rng.integers(0, 40)) if not service.direct_payment else 0
        units = 100 * int(rng.integers(1, 40)) if package.service in (3, 5) else 700
        ends = [day - 1 for day, _ in package.prices[1:]] + [package.end]
        for (start, pence), end in zip(package.prices, ends, strict=True):
            rows.append(
                (
                    people.pseudonym(package.person), people.pseudonym(10**9 + number),
                    package.service, service.setting, package.traits.get("group", LD),
                    package.funder, provider, package.out_of_county,
                    package.traits.get("conditions", 0), package.traits["born"], start, end,
                    planned, units, pence, start + late, known_from, FOREVER,
                )
            )  # fmt: skip
    names = ("person", "package", "service", "setting", "group", "funder", "provider",
             "out_of_county", "conditions", "born", "start", "end", "planned_end", "units",
             "weekly", "authorised", "known_from", "known_to")  # fmt: skip
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return table_of(columns)
