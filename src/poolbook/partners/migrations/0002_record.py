"""Puts partners and people under the record."""

from django.db import migrations

from poolbook.audit.attach import attach


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("audit", "0002_guards")]
    operations = [
        attach("partners_partner"),
        attach("partners_person", left_out=("password", "last_login")),
    ]
