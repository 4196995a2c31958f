"""Bridges: what moved a figure from one moment to another, in steps that sum to the change."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One movement of a bridge, in pence, with its reason."""

    key: str
    pence: int
    reason: str = ""


@dataclass(frozen=True)
class Bridge:
    """From `start` to `end` pence by `steps`; what they do not explain is `unexplained`."""

    start: int
    end: int
    steps: tuple[Step, ...]

    @property
    def unexplained(self) -> int:
        """The part of the change that no step explains; a bridge is whole where this is zero."""
        return self.end - self.start - sum(step.pence for step in self.steps)


def change_by_line(before: Mapping[str, int], after: Mapping[str, int]) -> Bridge:
    """The change of a total, line by line: a line that is in only one of the two counts as zero.

    Lines that did not move are left out; the rest stand in the order of `after`, then `before`.
    """
    keys = dict.fromkeys([*after, *before])
    moved = {key: after.get(key, 0) - before.get(key, 0) for key in keys}
    steps = tuple(Step(key, pence) for key, pence in moved.items() if pence)
    return Bridge(sum(before.values()), sum(after.values()), steps)
