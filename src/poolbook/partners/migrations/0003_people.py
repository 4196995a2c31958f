"""People have a title, leave, and were here last; invitations; each partner's identity provider."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from poolbook.audit.attach import attach

ROLES = [
    (role, role)
    for role in (
        "pool manager",
        "partner finance lead",
        "budget holder",
        "analyst",
        "scheme lead",
        "partnership officer",
        "member",
        "auditor",
        "administrator",
    )
]
# When somebody was here is not a change of the book; what was left out before stays out.
LEFT_OUT = ("password", "last_login", "last_here")


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0002_record"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [
        migrations.AddField(
            "person", "title", models.CharField(blank=True, default="", max_length=80)
        ),
        migrations.AddField("person", "left_on", models.DateField(blank=True, null=True)),
        migrations.AddField("person", "last_here", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField("person", "role", models.CharField(choices=ROLES, max_length=30)),
        migrations.AddConstraint(
            "person",
            models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="person_email_once",
            ),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=models.Q(
                    ("left_on__isnull", True), ("is_active", False), _connector="OR"
                ),
                name="person_who_left_cannot_sign_in",
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, serialize=False, auto_created=True, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("role", models.CharField(choices=ROLES, max_length=30)),
                ("title", models.CharField(max_length=80)),
                ("token", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invited",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="partners.partner",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(
                            ("accepted_at__isnull", True), ("withdrawn_at__isnull", True)
                        ),
                        name="invitation_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True),
                            ("withdrawn_at__isnull", True),
                            _connector="OR",
                        ),
                        name="invitation_accepted_or_withdrawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "accepted_at__isnull",
                                True,
                            ),
                            ("accepted_by__isnull", True),
                        )
                        | models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                        name="invitation_accepted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerSignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, serialize=False, auto_created=True, verbose_name="ID"
                    ),
                ),
                ("required", models.BooleanField(default=False)),
                (
                    "app",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_in",
                        to="socialaccount.socialapp",
                    ),
                ),
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_in",
                        to="partners.partner",
                    ),
                ),
            ],
            options={"ordering": ("partner__code",)},
        ),
        migrations.RunSQL(
            [
                "DROP TRIGGER audit_written ON partners_person",
                "DROP TRIGGER audit_not_emptied ON partners_person",
            ],
            migrations.RunSQL.noop,
        ),
        attach("partners_person", left_out=LEFT_OUT),
        attach("partners_invitation", left_out=("token",)),
        attach("partners_partnersignin"),
        # A row of before is recorded anew, with its new columns: else it would seem tampered with.
        migrations.RunSQL(
            [
                "SELECT set_config('poolbook.by', 'upgrade', true),"
                " set_config('poolbook.doing', 'gave people a title', true)",
                "UPDATE partners_person SET title = upper(left(role, 1)) || substr(role, 2)",
            ],
            migrations.RunSQL.noop,
        ),
    ]
