"""Uploads guarded and under the record, without what was made of the file: that has its hash."""

from pathlib import Path

from django.db import migrations

from poolbook.audit.attach import attach, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("audit", "0002_guards")]
    operations = [
        run_file(SQL / "guards.sql"),
        attach("intake_upload", left_out=("understood", "faults")),
    ]
