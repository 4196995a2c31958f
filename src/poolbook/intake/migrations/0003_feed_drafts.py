"""Files of national series that wait to be taken in, under the record without their content."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from poolbook.audit.attach import attach


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0003_terms_agreement"),
        ("intake", "0002_guards"),
        ("performance", "0002_record"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("layout", models.CharField(blank=True, max_length=40)),
                ("new_areas", models.BooleanField(default=False)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "read, not taken in"),
                            ("taken", "taken in"),
                            ("discarded", "discarded"),
                        ],
                        default="read",
                        max_length=10,
                    ),
                ),
                ("content", models.BinaryField(null=True)),
                ("understood", models.JSONField(default=dict)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feed_drafts",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "load",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.load",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["read", "taken", "discarded"])),
                        name="feed_draft_state_is_one_of_ours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "read"), ("content__isnull", True), _connector="OR"
                        ),
                        name="feed_draft_ended_keeps_no_bytes",
                    ),
                ],
            },
        ),
        attach("intake_feeddraft", left_out=("content", "understood")),
    ]
