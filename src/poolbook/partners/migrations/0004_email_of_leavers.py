"""An address is somebody's only while they are here: who comes back is invited anew."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_people")]
    operations = [
        migrations.RemoveConstraint("person", "person_email_once"),
        migrations.AddConstraint(
            "person",
            models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(
                    ("left_on__isnull", True), models.Q(("email", ""), _negated=True)
                ),
                name="person_email_once",
            ),
        ),
    ]
