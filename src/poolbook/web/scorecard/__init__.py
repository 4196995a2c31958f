"""Scorecards: the measures of a body, plan or contract in a month, and their editor."""
