"""Django's own commands, on the same database as `poolbook`."""

import os
import sys

from django.core.management import execute_from_command_line

from poolbook.config import database

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "poolbook.config.settings")
    database.ready()
    execute_from_command_line(sys.argv)
