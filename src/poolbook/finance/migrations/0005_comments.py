"""Comments on a figure, guarded and under the record."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from poolbook.audit.attach import attach, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_record"),
        ("finance", "0004_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "column",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "the line"),
                            ("outturn", "last year’s outturn"),
                            ("budget", "the budget"),
                            ("actual", "the actual"),
                            ("forecast", "the forecast"),
                            ("variation", "the variation"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="agreements.budgetline",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="finance.period",
                    ),
                ),
            ],
            options={
                "ordering": ("period", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="comment_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "column__in",
                                ["", "outturn", "budget", "actual", "forecast", "variation"],
                            )
                        ),
                        name="comment_column_known",
                    ),
                ],
            },
        ),
        run_file(SQL / "comments.sql"),
        attach("finance_comment"),
    ]
