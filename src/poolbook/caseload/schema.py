"""The columns of the lake: one row is what was known of a package, from one moment to another."""

import pyarrow as pa

# Days are days since 1970 (open: codes.OPEN), moments microseconds since 1970, money whole pence a week.
SCHEMA = pa.schema(
    [
        pa.field(name, kind, nullable=False)
        for name, kind in (
            ("person", pa.int64()),  # a pseudonym: a keyed hash of the reference
            ("package", pa.int64()),  # likewise; a package has a row for each of its prices
            ("service", pa.int32()),
            ("setting", pa.int32()),
            ("group", pa.int32()),
            ("funder", pa.int32()),
            ("provider", pa.int32()),
            ("out_of_county", pa.int32()),  # 0 or 1
            ("conditions", pa.int32()),  # a bit each
            ("born", pa.int32()),
            ("start", pa.int32()),
            ("end", pa.int32()),  # the last day
            ("planned_end", pa.int32()),
            ("units", pa.int32()),  # hundredths of a unit a week: an hour, a session; 0 not known
            ("weekly", pa.int64()),
            ("authorised", pa.int32()),
            ("known_from", pa.int64()),
            ("known_to", pa.int64()),
        )
    ]
)
ORDER = ("person", "service", "start", "package", "known_from")
TOLD = tuple(name for name in SCHEMA.names if not name.startswith("known_"))


def sorted_table(table: pa.Table) -> pa.Table:
    """The table in the lake's order, its columns whole."""
    return table.sort_by([(name, "ascending") for name in ORDER]).combine_chunks()


def table_of(columns: dict[str, object]) -> pa.Table:
    """A table of NumPy columns or lists, in the lake's types and order."""
    arrays = [pa.array(columns[field.name], type=field.type) for field in SCHEMA]
    return sorted_table(pa.Table.from_arrays(arrays, schema=SCHEMA))
