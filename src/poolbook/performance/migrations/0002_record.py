"""Guards, and the record of changes. Observations are kept by their load's digest."""

from pathlib import Path

from django.db import migrations

from poolbook.audit.attach import attach, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("performance", "0001_initial"), ("audit", "0001_initial")]

    operations = [
        run_file(SQL / "guards.sql"),
        attach(
            "performance_area",
            "performance_areacode",
            "performance_succession",
            "performance_neighbour",
            "performance_measure",
            "performance_definition",
            "performance_feed",
            "performance_load",
            "performance_target",
            "performance_scorecard",
            "performance_section",
            "performance_entry",
            "performance_judgement",
            "performance_chartstep",
        ),
    ]
