"""The fast path: one pass of a compiled kernel over an area's sorted columns."""

from poolbook.caseload.kernel.area import area_rows

__all__ = ["area_rows"]
