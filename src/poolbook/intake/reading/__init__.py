"""Read a ledger or spend extract of any layout into typed rows, and say everything wrong with it.

No database, no Django. `read_file` is the way in; money is whole pence, months are financial
(April = 1).
"""

from .faults import Fault
from .layout import Layout
from .model import Column, Reading, Row, SheetInfo
from .reader import read_file

__all__ = ["Column", "Fault", "Layout", "Reading", "Row", "SheetInfo", "read_file"]
