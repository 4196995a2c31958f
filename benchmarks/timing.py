"""Timing Poolbook and a peer in turn, in one process, so that a busy machine slows both alike."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, against what, and whether the target is met."""

    what: str
    ours: float  # seconds
    peer: float | None = None  # seconds; None where only the time matters
    peer_name: str = ""
    least_ratio: float | None = None
    most_seconds: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times quicker than the peer."""
        return self.peer / self.ours if self.peer is not None else None

    @property
    def target(self) -> str:
        """The target in words."""
        if self.least_ratio is not None:
            return f"at least {self.least_ratio:g} times quicker"
        return f"under {_short(self.most_seconds)}" if self.most_seconds else "none set"

    @property
    def met(self) -> str:
        """yes, NO, or nothing where no target is set."""
        if self.least_ratio is not None:
            return "yes" if (self.ratio or 0) >= self.least_ratio else "NO"
        if self.most_seconds is not None:
            return "yes" if self.ours < self.most_seconds else "NO"
        return ""


def in_turn(
    ours: Work, peer: Work, rounds: int, before: Work = lambda: None
) -> tuple[float, float]:
    """Medians in seconds of both, run alternately; `before` each of ours is not timed."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        before()
        for kept, work in zip(times, (ours, peer), strict=True):
            kept.append(seconds(work))
    return statistics.median(times[0]), statistics.median(times[1])


def seconds(work: Work) -> float:
    """How long the work takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _shown(time: float) -> str:
    return f"{time:.2f} s" if time >= 0.1 else f"{time * 1000:.1f} ms"


def _short(time: float) -> str:
    return f"{time:g} s" if time >= 0.1 else f"{time * 1000:g} ms"


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table of fixed columns."""
    lines = [f"{'':<62}{'Poolbook':>10}{'peer':>10}{'ratio':>8}  {'target':<28}met"]
    for f in figures:
        peer = _shown(f.peer) if f.peer is not None else ""
        ratio = (
            (f"{f.ratio:.2g}" if f.ratio < 100 else f"{f.ratio:,.0f}")
            if f.ratio is not None
            else ""
        )
        lines.append(f"{f.what:<62}{_shown(f.ours):>10}{peer:>10}{ratio:>8}  {f.target:<28}{f.met}")
        if f.peer_name:
            lines.append(f"  beside: {f.peer_name}")
    return "\n".join(lines)
