"""Who has which made-up packages, how old they are, where they live, and who has autism."""

import numpy as np

from poolbook.caseload.generator.packages import Package
from poolbook.caseload.generator.printed import AUTISM, DAYS, OUT_OF_COUNTY, SETTING_OF
from poolbook.rules.caseload.codes import BANDS, OPEN

LAST = DAYS[-1]
# Second packages of people at home (all beside a direct payment): always, only in April, from November.
ALWAYS, ONLY_FIRST, ONLY_LAST = 352, 11, 1
AGE_BY_SETTING = {1: (52, 14), 2: (46, 15), 3: (36, 14)}  # mean, spread
YEAR = 365.25


def pseudonym(number: int) -> int:
    """A number that looks like a pseudonym; the same for the same number."""
    mask = 2**64 - 1
    x = (number + 0x9E3779B97F4A7C15) & mask
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask
    return (x ^ (x >> 31)) >> 1 or 1


def assign(by_service: dict[int, list[Package]]) -> int:
    """Gives each package its person; returns how many people there are."""
    alone = [p for each in by_service.values() for p in each]
    for number, package in enumerate(alone):
        package.person = number
    whole = [p for p in by_service[2] if p.start <= DAYS[0] and p.end == OPEN and not p.high]
    second = by_service[3] + by_service[5]
    always = [p for p in second if p.start <= DAYS[0] and p.end == OPEN][:ALWAYS]
    first = [p for p in second if p.on(DAYS[0]) and p.end < DAYS[1]][:ONLY_FIRST]
    last = [p for p in second if p.start > DAYS[-2] and p.on(LAST)][:ONLY_LAST]
    chosen = always + first + last
    if len(chosen) != ALWAYS + ONLY_FIRST + ONLY_LAST or len(whole) < len(chosen):
        raise ValueError("too few packages to give people a second one")
    for mine, other in zip(whole, chosen, strict=False):
        other.person = mine.person
    double = next(p for p in by_service[4] if p.fixed)
    double.person = next(p for p in by_service[6] if p.high).person
    return len(alone)


def traits(found: list[Package], count: int, rng: np.random.Generator) -> None:
    """Birth, conditions and county of every person, so that the printed figures of November hold."""
    setting = np.full(count, 3)
    pence = np.zeros(count, dtype=np.int64)
    high = np.zeros(count, dtype=bool)
    for p in found:
        setting[p.person] = min(setting[p.person], SETTING_OF[p.service])
        pence[p.person] += p.pence if p.on(LAST) else 0
        high[p.person] |= p.high
    ages = _ages(setting, pence, high, rng)
    born = LAST - (ages * YEAR).astype(np.int64) - rng.integers(5, 360, count)
    conditions = _autism(pence, rng) + 4 * (rng.random(count) < 0.2)
    away = _away(setting, pence)
    for p in found:
        p.traits = {"born": int(born[p.person]), "conditions": int(conditions[p.person])}
        p.out_of_county = int(away[p.person])
        if not p.high and not p.fixed:
            p.funder = int(rng.choice([1, 2, 3], p=[0.9, 0.04, 0.06]))


def _ages(
    setting: np.ndarray, pence: np.ndarray, high: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    mean = np.array([0, *(AGE_BY_SETTING[s][0] for s in (1, 2, 3))])[setting]
    spread = np.array([0, *(AGE_BY_SETTING[s][1] for s in (1, 2, 3))])[setting]
    ages = np.clip(rng.normal(mean, spread), 18, 90).astype(np.int64)
    there = (pence > 0) & ~high
    ages[high] = _high_ages(np.sort(ages[there]), int(high.sum()))
    steady = np.flatnonzero(there & (setting == 2) & (ages >= 26))
    for part in range(21):
        tried = ages.copy()
        chosen = steady[: len(steady) * part // 20]
        tried[chosen[np.argsort(-pence[chosen], kind="stable")]] = np.sort(ages[chosen])
        if -0.018 < _five_years(tried[pence > 0], pence[pence > 0]) < -0.008:
            return tried
    raise ValueError("no order of ages gives the printed weak link with cost")


def _five_years(ages: np.ndarray, pence: np.ndarray) -> float:
    slope = np.polyfit(ages, pence, 1)[0]
    return float(5 * slope / pence.mean())


def _high_ages(others: np.ndarray, people: int) -> np.ndarray:
    """Ages of those with a high cost: 13% of the youngest, at most 3% of each band after 50."""
    young = int(np.sum(others < 26))
    first = round(0.13 * young / 0.87)
    found = [18 + at % 8 for at in range(first)]
    for low, high in zip(BANDS[5:], (*BANDS[6:], 200), strict=True):
        number = int(np.sum((others >= low) & (others < high)))
        found += [low + at % 4 for at in range(int(0.025 * number))]
    between = people - len(found)
    found += [26 + at % 25 for at in range(between)]
    return np.array(found[:people])


def _autism(pence: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """9% of people, with costs 29% above the mean: exchanged one by one until that is so."""
    priced = np.flatnonzero(pence)
    target = 1.29 * pence[priced].mean() * AUTISM
    order = rng.permutation(priced)
    chosen, others = order[:AUTISM].copy(), order[AUTISM:].copy()
    for _ in range(20_000):
        gap = target - pence[chosen].sum()
        if abs(gap) < 0.002 * target:
            break
        a, b = int(rng.integers(0, AUTISM)), int(rng.integers(0, len(others)))
        if abs(gap - (pence[others[b]] - pence[chosen[a]])) < abs(gap):
            chosen[a], others[b] = others[b], chosen[a]
    flags = np.zeros(len(pence), dtype=np.int64)
    flags[chosen] = 1
    return flags


def _away(setting: np.ndarray, pence: np.ndarray) -> np.ndarray:
    """People placed out of county on the last day: two thirds of them in residential care."""
    flags = np.zeros(len(pence), dtype=np.int64)
    residential = np.flatnonzero((setting == 1) & (pence > 0))
    supported = np.flatnonzero((setting == 2) & (pence > 0))
    many = OUT_OF_COUNTY * 2 // 3
    flags[residential[::2][:many]] = 1
    flags[supported[::3][: OUT_OF_COUNTY - int(flags.sum())]] = 1
    return flags
