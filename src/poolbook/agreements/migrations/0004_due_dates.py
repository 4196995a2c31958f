"""By when each step of a month is due, under the record."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from poolbook.audit.attach import attach

STEPS = ("import", "forecast", "explain", "check", "sign", "close", "issue")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_terms_agreement")]
    operations = [
        migrations.CreateModel(
            name="DueDates",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                *[
                    (f"day_{step}", models.PositiveSmallIntegerField(blank=True, null=True))
                    for step in STEPS
                ],
                ("working", models.BooleanField(default=True)),
                (
                    "holidays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "agreement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="due_dates",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={"ordering": ("agreement",)},
        ),
        attach("agreements_duedates"),
    ]
