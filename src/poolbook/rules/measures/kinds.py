"""The words that measures are described by, and what each stands for."""

UNITS = ("count", "percent", "rate", "days", "hours", "pounds", "wte", "score", "ratio")
POLARITIES = ("higher", "lower", "neutral")  # which is better; neutral is never judged
FREQUENCIES = ("day", "week", "month", "quarter", "half", "year", "rolling", "once")

VALUE = "value"
STATUSES = (
    VALUE,
    "suppressed",  # small numbers, withheld by the publisher
    "not available",  # it should be there and is not; the note says why
    "not due",  # nothing is expected for this time yet
)

TARGET_KINDS = ("target", "trajectory", "baseline")
AIMS = ("at least", "at most", "above", "below", "within", "equal")
# When a target gives a colour: at every value, only at the end of the financial year, or never.
JUDGED = ("always", "year end", "never")

RAGS = ("R", "A", "G", "NR")
RAG_WORDS = {"R": "Red", "A": "Amber", "G": "Green", "NR": "Not rated"}
