"""Builds the "Outcomes, outputs and cost report", finance part, from the book's queries."""

from poolbook.reports.build.report import build

__all__ = ["build"]
