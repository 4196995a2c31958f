"""Why a figure is what it is: its parts, down to postings of a ledger row."""
