"""The reference: the facts as expressions that are written to be read, on a database in memory."""

from poolbook.caseload.reference.area import area_rows

__all__ = ["area_rows"]
