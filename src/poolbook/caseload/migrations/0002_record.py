"""Guards, and the record of changes: who took in what, which files it made, and who looked."""

from pathlib import Path

from django.db import migrations

from poolbook.audit.attach import attach, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("caseload", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        run_file(SQL / "guards.sql"),
        attach(
            "caseload_casearea",
            "caseload_provider",
            "caseload_caseload",
            "caseload_lakefile",
            "caseload_look",
            "caseload_packageline",
        ),
    ]
