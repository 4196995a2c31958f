"""The states of a period and what may follow what: open → checked → signed → closed → issued."""

STATES = {
    "open": "open",
    "checked": "checked, waiting for signatures",
    "signed": "signed by every partner",
    "closed": "closed",
    "issued": "issued",
}
FOLLOWS = {
    "open": ("checked",),
    "checked": ("signed", "open"),
    "signed": ("closed", "open"),
    "closed": ("issued",),
    "issued": (),
}
FROZEN = ("closed", "issued")


def may_follow(state: str, following: str) -> bool:
    """Whether a period in one state may go to another. Closed and issued never go back."""
    return following in FOLLOWS[state]
