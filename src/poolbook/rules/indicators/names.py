"""What the methods and their arguments are called, here and in R's PHEindicatormethods."""

from collections.abc import Mapping
from typing import Any

from poolbook.rules.fields import Fault

# our name → R's functions that ask for the same
METHODS = {
    "proportion": ("phe_proportion",),
    "rate": ("phe_rate",),
    "count": (),
    "mean": ("phe_mean",),
    "dsr": ("calculate_dsr", "phe_dsr"),
    "israte": ("calculate_ISRate", "phe_isr"),
    "isratio": ("calculate_ISRatio", "phe_smr"),
    "quantile": ("phe_quantile",),
    "funnel-limits": ("calculate_funnel_limits",),
    "funnel-points": ("calculate_funnel_points",),
    "funnel-significance": ("assign_funnel_significance",),
}
_METHOD = {other: name for name, others in METHODS.items() for other in (name, *others)}

# our name of an argument → other names it goes by
ARGUMENTS = {
    "numerator": ("x", "count", "events", "observed"),
    "denominator": ("n", "population", "expected"),
    "values": (),
    "rate": (),
    "confidence": (),
    "multiplier": (),
    "output": ("type",),
    "interval": (),
    "standard_population": ("stdpop",),
    "independent_events": (),
    "event_frequency": ("eventfreq",),
    "age_band": ("ageband",),
    "reference_numerator": ("x_ref", "reference_count"),
    "reference_denominator": ("n_ref", "reference_population"),
    "reference_from": ("refpoptype",),
    "reference_value": ("refvalue",),
    "observed_totals": (),
    "quantiles": ("nquantiles",),
    "invert": (),
    "invert_from": ("inverttype",),
    "statistic": (),
    "ratio_type": (),
    "rate_type": (),
    "years": ("years_of_data",),
    "compatible": (),
}
_ARGUMENT = {other: name for name, others in ARGUMENTS.items() for other in (name, *others)}


def method(asked: str) -> str | None:
    """Our name of a method, given ours or R's; None where there is no such method."""
    return _METHOD.get(asked) or _METHOD.get(asked.lower().replace("_", "-"))


def arguments(
    given: Mapping[str, Any], method: str, where: str, faults: list[Fault]
) -> dict[str, Any]:
    """The arguments by our names; null is an argument not given, but for a confidence of none."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        ours = _ARGUMENT.get(str(name), str(name))
        if method == "mean" and ours == "numerator":
            ours = "values"  # a mean is of values, not of a count over a total
        if value is None and ours != "confidence":
            continue
        if ours in found:
            faults.append(Fault(f"{where}.{name}", f"is the same as {ours}, which is given too"))
        found[ours] = value
    return found


def column_names(argument: str) -> tuple[str, ...]:
    """Columns to take where an argument names none: called like it, or like another name of it."""
    return (argument, *ARGUMENTS.get(argument, ()))
