"""Performance: measures, what was observed of them, targets, comparators and scorecards."""
