"""Lines of closed periods stay as they were; a reserve is never overdrawn."""

from pathlib import Path

from django.db import migrations

from poolbook.audit.attach import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("finance", "0005_comments")]
    operations = [run_file(SQL / "agreement.sql")]
