"""Why a figure is what it is: its formula, its parts, down to postings or a forecast and its reason."""

from poolbook.reports.explain.answer import explain

__all__ = ["explain"]
