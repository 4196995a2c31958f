"""The kinds of comparison by name, and the fields of a case with their other names."""

# our name → other names of the same kind
KINDS = {
    "england-single": ("single", "single-ci", "compare-single-ci", "single-overlap"),
    "two-levels": ("two-ci-levels", "compare-two-ci-levels", "england-two-levels"),
    "double": ("double-ci", "compare-double-ci", "double-overlap", "england-double"),
    "spc-proportion": ("compare-spc-proportion",),
    "spc-dsr": ("compare-spc-dsr",),
    "goal": ("target", "target-single"),
    "goal-range": ("target-range",),
    "quartile": ("quartiles",),
    "quintile": ("quintiles",),
    "rank": ("ranks",),
    "recent-trend": ("trend",),
    "poisson-limits": ("poisson",),
}
_KIND = {other: name for name, others in KINDS.items() for other in (name, *others)}
OF_LISTS = ("quartile", "quintile", "rank", "recent-trend")  # many rows of a table make one case

FIELDS = {
    "value_percent": "value",
    "lower": "lower95",
    "upper": "upper95",
    "lower95_0": "lower95",
    "upper95_0": "upper95",
    "comparator_value": "comparator",
    "comparator_percent": "comparator",
    "england": "comparator",
    "comparator_lower": "comparator_lower95",
    "comparator_upper": "comparator_upper95",
    "target": "goal",
    "tail": "tail_probability",
    "deviate": "z",
}
# Another program's answer beside its case: not read.
ANSWERS = (
    *("raw_significance", "label", "result", "marker", "chi_square"),
    *("significant", "message", "low", "high"),
)


def kind(asked: object) -> str | None:
    """Our name of a kind, however it is written; None where there is no such kind."""
    return _KIND.get(str(asked).strip().lower().replace("_", "-").removesuffix(".csv"))
