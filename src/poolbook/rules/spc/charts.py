"""Control charts of many series in one pass, and a view of each that is made when it is asked for."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from poolbook.rules.spc.cautions import cautions
from poolbook.rules.spc.given import MINIMUM_PARTITION, Improvement, Series, Settings
from poolbook.rules.spc.judging import Judged, judge
from poolbook.rules.spc.limits import Limits, limits
from poolbook.rules.spc.packed import Packed, pack
from poolbook.rules.spc.patterns import ON_A_LIMIT, Found, find
from poolbook.rules.spc.results import Assurance, Chart, Icon, Judgement, Partition, Point, Rule
from poolbook.rules.spc.words import (
    assurance_label,
    assurance_sentence,
    rule_sentence,
    variation_label,
    variation_sentence,
)

RULES, JUDGEMENTS, ASSURANCES = tuple(Rule), tuple(Judgement), (None, *Assurance)
_MET = tuple(tuple(RULES[at] for at in range(8) if bits >> at & 1) for bits in range(256))


class Charts(Sequence[Chart]):
    """The charts of many series: arrays, from which `charts[i]` makes the view of one."""

    def __init__(self, many: Sequence[Series], settings: Settings, packed: Packed) -> None:
        self.many, self.settings, self.packed = many, settings, packed
        self.limits: Limits = limits(packed, settings)
        self.found: Found = find(packed, self.limits, settings)
        self.judged: Judged = judge(packed, self.limits, self.found, settings)

    def __len__(self) -> int:
        return len(self.many)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._chart(one) for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return self._chart(at % len(self))

    def __iter__(self) -> Iterator[Chart]:
        return (self._chart(at) for at in range(len(self)))

    def variation(self, at: int) -> Judgement | None:
        """The variation icon of one series, without making its chart; None on a run chart."""
        if not self.judged.charted[at] or self.judged.last[at] < 0:
            return None
        return JUDGEMENTS[int(self.judged.variation[at])]

    def assurance(self, at: int) -> Assurance | None:
        """The assurance icon of one series, without making its chart; None where there is none."""
        return ASSURANCES[int(self.judged.assurance[at])] if self.judged.charted[at] else None

    def _chart(self, at: int) -> Chart:
        series, settings, run = self.many[at], self.settings, not self.judged.charted[at]
        begin, end = int(self.packed.first[at]), int(self.packed.first[at + 1])
        points = tuple(self._points(series, begin, end, run))
        last_at = int(self.judged.last[at])
        last = points[last_at - begin] if last_at >= 0 else None
        partitions = tuple(_partitions(points))
        return Chart(
            series=series,
            settings=settings,
            kind="run" if run else "xmr",
            n=len(points),
            n_not_ghosted=sum(not point.ghost for point in points),
            n_with_value=int(self.judged.valued[at]),
            points=points,
            partitions=partitions,
            variation=_variation(self.variation(at), last, settings, run),
            assurance=_assurance(self.assurance(at), last, series, settings, run),
            last_at=last_at - begin if last_at >= 0 else None,
            warnings=cautions(series, settings, points, partitions, last, run),
        )

    def _points(self, series: Series, begin: int, end: int, run: bool) -> Iterator[Point]:
        """The points of one series; a run chart keeps values, targets and moving ranges."""
        cut, nothing = slice(begin, end), [None] * (end - begin)
        lim, found, judged = self.limits, self.found, self.judged
        at = lim.stretch[cut]
        least = MINIMUM_PARTITION[self.settings.profile.value]
        values, targets = _plain(self.packed.values[cut]), _plain(self.packed.targets[cut])
        lines = [nothing] * 7
        if not run:
            with np.errstate(all="ignore"):
                figures = (lim.mean, lim.line(-3), lim.line(3), lim.line(-2), lim.line(2))
                lines = [_plain(part[at]) for part in (*figures, lim.amr_raw, lim.amr)]
        upl = lines[2]
        side, near = found.side[cut].tolist(), found.near[cut].tolist()
        bits = found.rules[cut].tolist()
        slack = (ON_A_LIMIT * lim.scale[at]).tolist()
        ghosts = [bool(ghost) for ghost in series.ghosts or nothing]
        there = [v is not None and not g for v, g in zip(values, ghosts, strict=True)]
        limited = [a and b is not None for a, b in zip(there, upl, strict=True)]
        return map(
            Point._make,
            zip(
                series.dates or nothing,
                values,
                ghosts,
                [bool(step) for step in series.recalculate or nothing],
                targets,
                series.notes or [""] * len(nothing),
                lim.partition[cut].tolist(),
                lim.baseline[cut].tolist(),
                *lines[:5],
                _plain(lim.moving[cut]),
                _plain(lim.moving_within[cut]),
                [not run and out for out in lim.screened[cut].tolist()],
                *lines[5:],
                [bool(b & 3) if known else None for b, known in zip(bits, limited, strict=True)],
                [n if known else None for n, known in zip(near, limited, strict=True)],
                [s if known and not run else None for s, known in zip(side, there, strict=True)],
                map(_against, values, targets, slack),
                (lim.rows[at] < least).tolist(),
                [() if run else _MET[met] for met in bits],
                [RULES[w] if w >= 0 and not run else None for w in judged.winner[cut].tolist()],
                [None if run else JUDGEMENTS[j] for j in judged.judgement[cut].tolist()],
                [not run and both for both in judged.conflict[cut].tolist()],
                strict=True,
            ),
        )


def charts(many: Sequence[Series], settings: Settings | None = None) -> Charts:
    """The charts of many series by one set of settings."""
    return Charts(many, settings or Settings(), pack(many))


def chart(series: Series, settings: Settings | None = None) -> Chart:
    """The chart of one series."""
    made: Chart = charts([series], settings)[0]
    return made


def _plain(figures: Any) -> list[Any]:
    """Floats of Python; None for what is not finite, so that no NaN ever leaves here."""
    finite: Callable[[float], bool] = math.isfinite
    return [figure if finite(figure) else None for figure in figures.tolist()]


def _shown(figure: float) -> str:
    """A figure in a sentence: four digits that count, and thousands whole."""
    return f"{figure:,.0f}" if abs(figure) >= 1000 else f"{figure:,.4g}"


def _against(value: float | None, target: float | None, slack: float) -> int | None:
    if value is None or target is None:
        return None
    return 0 if abs(value - target) <= slack else (1 if value > target else -1)


def _partitions(points: Sequence[Point]) -> Iterator[Partition]:
    """The stretches of one series, with counts of their points that are not ghosted."""
    begin = 0
    for at in range(1, len(points) + 1):
        if at < len(points) and points[at].partition == points[begin].partition:
            continue
        part = points[begin:at]
        shown = [point for point in part if not point.ghost]
        valued = [point for point in shown if point.value is not None]
        kinds = [point.judgement for point in shown if point.judgement]
        yield Partition(
            number=part[0].partition,
            start=part[0].date,
            end=part[-1].date,
            n=len(shown),
            mean=part[0].mean,
            lpl=part[0].lpl,
            upl=part[0].upl,
            counts={kind: kinds.count(kind) for kind in JUDGEMENTS if kind in kinds},
            variation=valued[-1].judgement if valued else None,
        )
        begin = at


def _variation(code: Judgement | None, last: Point | None, settings: Settings, run: bool) -> Icon:
    if code is None or last is None:
        why = (
            f"fewer than {settings.minimum} points with a value" if run else "no point has a value"
        )
        return Icon(None, None, f"No variation icon: {why}.", why)
    met = last.rules
    reason = " ".join(rule_sentence(rule, settings) for rule in met)
    reason = reason or "No rule of special cause is met at the latest point."
    return Icon(code.value, variation_label(code, settings), variation_sentence(code), reason)


def _assurance(
    code: Assurance | None, last: Point | None, series: Series, settings: Settings, run: bool
) -> Icon:
    if code is not None and last is not None:
        assert last.target is not None and last.upl is not None and last.lpl is not None
        where = "within the limits"
        if code is not Assurance.HIT_OR_MISS:
            above = last.target * 2 > last.upl + last.lpl or (
                last.upl == last.lpl == last.target and series.improvement is Improvement.DOWN
            )
            where = "at or above the upper limit" if above else "at or below the lower limit"
        reason = (
            f"The target {_shown(last.target)} is {where} "
            f"({_shown(last.lpl)} to {_shown(last.upl)}) at the latest point."
        ).replace("-", "−")
        return Icon(code.value, assurance_label(code, settings), assurance_sentence(code), reason)
    why = "there is no target at the latest point"
    if run:
        why = f"fewer than {settings.minimum} points with a value"
    elif last is None:
        why = "no point has a value"
    elif series.improvement is Improvement.NEITHER:
        why = "neither higher nor lower is better"
    elif last.target is not None:
        why = "there are no limits at the latest point"
    return Icon(None, None, f"No assurance icon: {why}.", why)
