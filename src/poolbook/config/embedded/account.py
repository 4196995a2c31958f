"""As whom the server runs: PostgreSQL refuses root, so root lends it an unprivileged user.

No user is made and no folder's permissions are changed: the user exists already (`poolbook` where
an administrator has made it, else `nobody`), and what it cannot reach is copied (`programs`).
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poolbook.config.embedded import ServerError

PREFERRED = ("poolbook", "nobody")


@dataclass(frozen=True)
class Account:
    """A system user, by number."""

    name: str
    uid: int
    gid: int

    def as_popen(self) -> dict[str, Any]:
        """The arguments of subprocess.Popen that run a program as this user and nothing more."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> Account | None:
    """Whom root lends the server to; None where an ordinary user runs it as themselves."""
    if os.geteuid() != 0:
        return None
    for name in PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServerError(
        "PostgreSQL does not run as root, and this machine has neither a user `poolbook` nor "
        "`nobody` to run it as. Run Poolbook as an ordinary user, or set DATABASE_URL."
    )


def account_of(folder: Path) -> Account:
    """The user that owns a folder, by name where it still has one."""
    status = folder.stat()
    try:
        name = pwd.getpwuid(status.st_uid).pw_name
    except KeyError:
        name = str(status.st_uid)
    return Account(name, status.st_uid, status.st_gid)


def can_pass(folder: Path, account: Account) -> bool:
    """Whether the user may go into this folder, which means through every folder above it too."""
    real = folder.resolve()
    return all(_allowed(each.stat(), account, 0o1) for each in (real, *real.parents))


def can_read(file: Path, account: Account) -> bool:
    """Whether the user can get to a file and read it."""
    real = file.resolve()
    return can_pass(real.parent, account) and _allowed(real.stat(), account, 0o4)


def _allowed(status: os.stat_result, account: Account, wanted: int) -> bool:
    """Whether the permission bits give this user all that is wanted (4 read, 1 pass or run)."""
    mode = stat.S_IMODE(status.st_mode)
    if status.st_uid == account.uid:
        mode >>= 6
    elif status.st_gid == account.gid:
        mode >>= 3
    return mode & wanted == wanted
