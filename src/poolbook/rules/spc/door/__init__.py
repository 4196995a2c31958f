"""Series for control charts as people and programs write them: JSON in several layouts, and CSV."""

from poolbook.rules.spc.door.cases import Case
from poolbook.rules.spc.door.judged import judged
from poolbook.rules.spc.door.layouts import read_data
from poolbook.rules.spc.door.options import read_options
from poolbook.rules.spc.door.rows import read_rows
from poolbook.rules.spc.door.written import written

__all__ = ["Case", "judged", "read_data", "read_options", "read_rows", "written"]
