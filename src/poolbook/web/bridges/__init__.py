"""Bridges: from the last period's variation to this one's, and from the schedule to the latest budget."""
