"""That a note is dealt with, in its period and under the record."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from poolbook.audit.attach import attach


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0006_agreement_guards"),
        ("partners", "0002_record"),
    ]
    operations = [
        migrations.CreateModel(
            name="NoteClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.CharField(max_length=500)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closing",
                        to="finance.note",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="note_closings",
                        to="finance.period",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True),
                        name="note_closing_says_why",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER in_period BEFORE INSERT OR UPDATE OR DELETE ON finance_noteclosing"
            " FOR EACH ROW EXECUTE FUNCTION finance_in_period('open')",
            migrations.RunSQL.noop,
        ),
        attach("finance_noteclosing"),
    ]
