"""A forecast can come from the caseload's packages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("finance", "0007_note_closings")]
    operations = [
        migrations.AlterField(
            model_name="forecast",
            name="method",
            field=models.CharField(
                choices=[
                    ("block", "block"),
                    ("straight line", "straight line"),
                    ("profile", "profile"),
                    ("run rate", "run rate"),
                    ("manual", "manual"),
                    ("packages", "packages"),
                ],
                max_length=20,
            ),
        ),
    ]
