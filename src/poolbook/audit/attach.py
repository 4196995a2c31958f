"""For migrations: put tables under the record."""

from pathlib import Path

from django.db import migrations


def run_file(path: Path) -> migrations.RunSQL:
    """A migration step that runs a file of SQL; there is no way back from a guard."""
    return migrations.RunSQL(path.read_text(encoding="utf-8"), migrations.RunSQL.noop)


def attach(*tables: str, left_out: tuple[str, ...] = ()) -> migrations.RunSQL:
    """A migration step that records every change of the tables."""
    columns = "".join(f", '{name}'" for name in left_out)
    return migrations.RunSQL(
        [f"SELECT audit_attach('{table}'{columns})" for table in tables], migrations.RunSQL.noop
    )
