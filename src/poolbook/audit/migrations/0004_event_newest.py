"""The newest change of each table is found at once: a page asks for it to know what it may keep."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_event_at")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["table", "-id"], name="audit_event_newest"),
        ),
    ]
