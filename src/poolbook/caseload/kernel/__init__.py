"""The fast path: one pass of a compiled kernel over an area's sorted columns."""

from poolbook.caseload.kernel.area import area_rows, rows_of

__all__ = ["area_rows", "rows_of"]
