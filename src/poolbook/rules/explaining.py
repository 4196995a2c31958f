"""When a movement of a forecast must be explained, and when it is: one rule for checks and pages."""


def is_large(change: int | None, least: int) -> bool:
    """Whether a line moved, either way, by as much as its agreement wants explained; in pence."""
    return abs(change or 0) >= least


def is_told(noted: bool, reason: str | None) -> bool:
    """Whether a movement has its reason: a note on the line, or the forecast's own."""
    return noted or bool(reason)
