"""Which e-mail somebody wants, and which was sent; both under the record."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from poolbook.audit.attach import attach

STATES = ("sending", "sent", "failed")
KINDS = (
    ("waiting", "What waits for me"),
    ("reminders", "Reminders"),
    ("issued", "Reports that were issued"),
)


def _id() -> tuple[str, models.Field]:
    return "id", models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _person(name: str) -> tuple[str, models.Field]:
    return "person", models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("audit", "0002_guards"),
    ]
    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                _id(),
                ("day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[(s, s) for s in STATES], default="sending", max_length=10
                    ),
                ),
                ("kinds", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                _person("notices"),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "day"), name="notice_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", STATES)), name="notice_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                _id(),
                ("kind", models.CharField(choices=list(KINDS), max_length=10)),
                ("wanted", models.BooleanField()),
                _person("notice_choices"),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind"), name="notice_chosen_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [kind for kind, _ in KINDS])),
                        name="notice_choice_kind",
                    ),
                ],
            },
        ),
        attach("notices_notice", "notices_noticechoice"),
    ]
