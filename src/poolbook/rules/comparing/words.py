"""What a comparison says: its significance, and its label by what is good for the measure."""

from dataclasses import dataclass

HIGH, LOW, NEITHER, NONE = "high_is_good", "low_is_good", "no_judgement", "not_applicable"
POLARITIES = (HIGH, LOW, NEITHER, NONE)

# From the lowest to the highest value, where high is good; nothing where nothing was compared.
SAME, NOTHING = "Same", "None"
_STEPS = ("Worst", "Worse", SAME, "Better", "Best")
_LABELS = {
    "Worst": ("worst", "lowest"),
    "Worse": ("worse", "lower"),
    SAME: ("similar", "similar"),
    "Better": ("better", "higher"),
    "Best": ("best", "highest"),
    NOTHING: ("not_compared", "not_compared"),
}


@dataclass(frozen=True)
class Compared:
    """The outcome: its significance, its label, and the reason in a sentence."""

    significance: str  # Worst, Worse, Same, Better, Best or None
    label: str  # similar; worse, better, worst, best; lower, higher, lowest, highest; not_compared
    why: str


def judged(step: int, polarity: str, why: str) -> Compared:
    """The outcome of a value −2 (far below) … 0 (similar) … 2 (far above) by the polarity.

    Without a judgement a low value counts as Worse and a high one as Better, as lists sort them,
    and the label only says lower or higher.
    """
    significance = _STEPS[2 - step if polarity == LOW else 2 + step]
    return Compared(significance, _LABELS[significance][polarity == NEITHER], why)


def not_compared(why: str) -> Compared:
    """The outcome where there is nothing to compare, and why."""
    return Compared(NOTHING, _LABELS[NOTHING][0], why)


def written(value: float) -> str:
    """A number within a sentence."""
    return f"{value:,.10g}"
