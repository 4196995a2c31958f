"""The fast path: a compiled kernel goes over an area's sorted columns once, then over what is asked about."""

from poolbook.caseload.kernel.area import area_rows, rows_of

__all__ = ["area_rows", "rows_of"]
