"""What an issued pack told of people, kept for the packs that follow."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from poolbook.audit.attach import attach, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("finance", "0002_guards"), ("reports", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PackPublication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("preset", models.CharField(max_length=40)),
                ("told", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("files", models.JSONField()),
                (
                    "period",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told_of_people",
                        to="finance.period",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="pack_publication_hash",
                    )
                ],
            },
        ),
        run_file(SQL / "published.sql"),
        attach("reports_packpublication"),
    ]
