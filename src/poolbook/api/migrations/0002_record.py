"""Puts tokens under the record, but for their hash."""

from django.db import migrations

from poolbook.audit.attach import attach


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial"), ("audit", "0002_guards")]
    operations = [attach("api_token", left_out=("hash",))]
