"""Packages of one service over the printed days: who starts and leaves, and prices that sum exactly."""

from dataclasses import dataclass, field

import numpy as np

from poolbook.caseload.generator.printed import DAYS, HIGH_MEAN, Service
from poolbook.rules.caseload.codes import OPEN

FLOOR = 2_000  # pence a week: the least a package costs
REVIEWED = 14  # days after a printed day on which prices change
DOUBLE = 90_000  # pence: the residential package of the one person who has SEN residential too


@dataclass
class Package:
    """A made-up package: prices are (from day, pence a week); `person` is set by who makes people."""

    service: int
    start: int
    prices: list[tuple[int, int]]
    end: int = OPEN
    funder: int = 1
    high: bool = False
    fixed: bool = False
    person: int = -1
    out_of_county: int = 0
    traits: dict[str, int] = field(default_factory=dict)

    @property
    def pence(self) -> int:
        """The newest price."""
        return self.prices[-1][1]

    def on(self, day: int) -> bool:
        """Whether it runs on a day."""
        return self.start <= day <= self.end


def packages(service: Service, totals: list[int], rng: np.random.Generator) -> list[Package]:
    """All packages of a service from before the first printed day to after the last."""
    high = _high(service, rng)
    rest = service.packages[0] - len(high)
    starts = DAYS[0] - 1 - rng.integers(0, 5_000, rest)
    wanted = totals[0] - sum(p.pence for p in high)
    found = high + [
        Package(service.code, int(start), [(int(start), pence)])
        for start, pence in zip(starts, _spread(wanted, rest, service.top * 100, rng), strict=True)
    ]
    for step in range(len(DAYS) - 1):
        _move(found, service, step, totals[step + 1], rng)
    return found


def _high(service: Service, rng: np.random.Generator) -> list[Package]:
    funders = [funder for funder, people in service.high for _ in range(people)]
    mean = HIGH_MEAN.get(service.code, 0) * 100
    found = []
    for at, funder in enumerate(funders):
        away = (mean - 255_000) // 2 * (1 if at % 2 else -1) if at + at % 2 < len(funders) else 0
        start = DAYS[0] - 200 - int(rng.integers(0, 4_000))
        found.append(Package(service.code, start, [(start, mean + away)], funder=funder, high=True))
    return found


def _move(
    found: list[Package], service: Service, step: int, total: int, rng: np.random.Generator
) -> None:
    """From one printed day to the next: leavers end, starters start, prices make up the total."""
    first, last = DAYS[step], DAYS[step + 1]
    fewer = service.packages[step] - service.packages[step + 1]
    leaving = max(fewer, 0) + service.churn
    running = [p for p in found if p.on(first) and p.end == OPEN and not p.high and not p.fixed]
    for package in running[:leaving]:
        package.end = int(rng.integers(first + 1, last))
    staying = running[leaving:]
    comers = []
    for at in range(leaving - fewer):
        start = int(rng.integers(first + 1, last + 1))
        double = service.code == 4 and step == 1 and at == 0
        likely = staying[int(rng.integers(0, len(staying)))].pence
        pence = DOUBLE if double else likely
        comers.append(
            Package(service.code, start, [(start, pence)], funder=2 if double else 1, fixed=double)
        )
    found += comers
    there = sum(p.pence for p in found if p.on(last))
    chosen = staying if step == 0 else staying[:: max(1, len(staying) // 60)]
    _reprice(chosen or staying, total - there, first + REVIEWED, service.top * 100)


def _reprice(chosen: list[Package], delta: int, day: int, top: int) -> None:
    """Spreads a change over packages in whole pence, none below the floor or above the top."""
    new = [p.pence for p in chosen]
    while delta:
        room = [top - pence if delta > 0 else pence - FLOOR for pence in new]
        able = [at for at, space in enumerate(room) if space > 0]
        if not able:
            raise ValueError("the printed totals leave no room for such packages")
        each = max(abs(delta) // len(able), 1)
        for at in able:
            part = min(each, room[at], abs(delta))
            new[at] += part if delta > 0 else -part
            delta -= part if delta > 0 else -part
            if not delta:
                break
    for package, pence in zip(chosen, new, strict=True):
        if pence != package.pence:
            package.prices.append((day, pence))


def _spread(total: int, people: int, top: int, rng: np.random.Generator) -> list[int]:
    """So many different prices with this sum, each between the floor and the top."""
    raw = rng.gamma(3.0, 1.0, people)
    prices = np.clip(raw / raw.sum() * total, FLOOR, top).astype(np.int64).tolist()
    made = [Package(0, 0, [(0, pence)]) for pence in prices]
    _reprice(made, total - sum(prices), 1, top)
    return [package.pence for package in made]
