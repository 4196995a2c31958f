"""Periods, budgets, postings, forecasts, sign-off and close; cash and reserves."""
