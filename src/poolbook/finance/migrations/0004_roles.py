"""The roles that came with the site may stand in the limits matrix."""

from django.db import migrations, models

from poolbook.partners.roles import Role


class Migration(migrations.Migration):
    """No table changes: Django only has to know the choices."""

    dependencies = [("finance", "0003_posting_reference")]
    operations = [
        migrations.AlterField(
            "virementlimit",
            "role",
            models.CharField(choices=[(role.value, role.value) for role in Role], max_length=30),
        )
    ]
