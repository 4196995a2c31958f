"""Answers as columns: what every method's answer has in common."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from poolbook.rules.indicators import confidence
from poolbook.rules.indicators.asked import Answer, Asked
from poolbook.rules.indicators.distributions import Floats
from poolbook.rules.indicators.simple import Estimate

Words = str | Sequence[str | None]


def shown(values: Floats) -> list[Any]:
    """Numbers for the answer; null where there is none, never NaN and never infinite."""
    found: list[Any] = values.tolist()
    for at in np.flatnonzero(~np.isfinite(values)):
        found[at] = None
    return found


def counted(values: Floats) -> list[Any]:
    """Counts for the answer: whole ones without decimals."""
    return [int(v) if v is not None and v.is_integer() else v for v in shown(values)]


def each(multiplier: float) -> str:
    """A multiplier in words: 100000, or 0.5."""
    return f"{multiplier:.15g}" if multiplier < 1e15 else str(int(multiplier))


def finished(
    asked: Asked,
    rows: Answer,
    counts: Answer,
    estimate: Estimate,
    levels: confidence.Levels,
    words: dict[str, Words],
) -> Answer:
    """The answer's columns as `output` asks: all, without the words, or one kind of figure."""
    output, amount = asked.output(), len(estimate.value)
    nothing = np.full(amount, np.nan)
    answer = dict(rows)
    if output in ("full", "standard"):
        answer |= counts
    if output in ("full", "standard", "value"):
        answer["value"] = shown(estimate.value)
    pairs = estimate.limits or ((nothing, nothing),)
    for (low, high), (lower, upper) in zip(confidence.columns(levels), pairs, strict=True):
        if output in ("full", "standard", "lower"):
            answer[low] = shown(lower)
        if output in ("full", "standard", "upper"):
            answer[high] = shown(upper)
    if output == "full":
        for name, said in words.items():
            answer[name] = [said] * amount if isinstance(said, str) else list(said)
    return answer
