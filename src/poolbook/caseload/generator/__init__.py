"""Made-up people: a county that aggregates to the printed tables, and England. Nobody in them is real."""

from poolbook.caseload.generator.asat import as_at
from poolbook.caseload.generator.county import county
from poolbook.caseload.generator.england import area, england

__all__ = ["area", "as_at", "county", "england"]
