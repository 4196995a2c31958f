"""The functions that write and guard the record."""

from pathlib import Path

from django.db import migrations

from poolbook.audit.attach import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [run_file(SQL / "audit.sql")]
