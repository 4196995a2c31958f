"""The made-up county as an extract of an earlier day would have had it."""

import numpy as np
import pyarrow as pa

from poolbook.caseload.schema import SCHEMA
from poolbook.rules.caseload.codes import OPEN


def as_at(table: pa.Table, day: int) -> pa.Table:
    """The rows that were authorised by the end of a day, ended only where that had happened by then.

    Who was authorised late is not there yet; a price that nobody had authorised was still the old one.
    """
    table = table.sort_by([("package", "ascending"), ("start", "ascending")])
    column = {name: table.column(name).to_numpy() for name in ("package", "start", "authorised")}
    known = (column["start"] <= day) & (column["authorised"] <= day)
    follows = np.append(column["package"][1:] == column["package"][:-1], False)
    unknown_next = follows & np.append(~known[1:], False)
    end = table.column("end").to_numpy().copy()
    end[(end > day) | unknown_next] = OPEN
    at = SCHEMA.get_field_index("end")
    ended = table.set_column(at, SCHEMA.field(at), pa.array(end, type=SCHEMA.field(at).type))
    return ended.filter(pa.array(known))
