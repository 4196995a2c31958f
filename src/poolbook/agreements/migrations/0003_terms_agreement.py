"""Each partner's agreement to provisional terms: kept as given, and under the record."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from poolbook.audit.attach import attach


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_record"),
        ("finance", "0002_guards"),  # the function that keeps rows as they are
        ("partners", "0002_record"),
    ]
    operations = [
        migrations.CreateModel(
            name="TermsAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.partner",
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to="agreements.termsversion",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("terms", "partner"), name="terms_agreed_once")
                ],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON agreements_termsagreement"
            " FOR EACH ROW EXECUTE FUNCTION finance_kept()",
            migrations.RunSQL.noop,
        ),
        attach("agreements_termsagreement"),
    ]
