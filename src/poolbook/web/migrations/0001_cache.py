"""The table of the cache that all workers share: it counts wrong guesses, and may be lost."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            [
                "CREATE UNLOGGED TABLE web_cache (cache_key varchar(255) NOT NULL PRIMARY KEY,"
                " value text NOT NULL, expires timestamp with time zone NOT NULL)",
                "CREATE INDEX web_cache_expires ON web_cache (expires)",
            ],
            ["DROP TABLE web_cache"],
        )
    ]
