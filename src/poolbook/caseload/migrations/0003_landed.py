"""The parts of a forecast that came from packages, in their period and under the record."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from poolbook.audit.attach import attach, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
PENCE = ("actual", "committed", "uplift", "expected", "low", "high")


class Migration(migrations.Migration):
    dependencies = [("caseload", "0002_record"), ("finance", "0008_packages")]

    operations = [
        migrations.CreateModel(
            name="LandedForecast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                *((name, models.BigIntegerField()) for name in PENCE),
                ("cut", models.DateField()),
                ("known", models.DateTimeField()),
                ("files", models.CharField(max_length=16)),
                ("prices", models.CharField(blank=True, max_length=200)),
                (
                    "forecast",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="landed",
                        to="finance.forecast",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="landed_forecasts",
                        to="finance.period",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("high__gte", models.F("expected")), ("low__lte", models.F("expected"))
                        ),
                        name="landed_forecast_within_its_range",
                    )
                ],
            },
        ),
        run_file(SQL / "landed.sql"),
        attach("caseload_landedforecast"),
    ]
