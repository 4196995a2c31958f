"""Finds what changed since a moment without reading the whole record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_guards")]
    operations = [
        migrations.AddIndex(
            model_name="event", index=models.Index(fields=["at"], name="audit_event_at")
        )
    ]
