"""An index by which a posting is found by its reference."""

from pathlib import Path

from django.db import migrations

from poolbook.audit.attach import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("finance", "0002_guards")]
    operations = [run_file(SQL / "search.sql")]
