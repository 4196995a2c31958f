"""Pseudonyms: a keyed hash of a reference. The key is in no database, message or log."""

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from poolbook.rules.refusal import Refusal

VARIABLE = "POOLBOOK_CASELOAD_KEY"
FILE = "caseload.key"
LEAST = 32  # characters of a key given in the environment


class Pseudonyms:
    """Makes the same number of the same reference; without the key nobody can make or undo it."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "Pseudonyms(key kept back)"

    def of(self, kind: str, area: str, reference: str) -> int:
        """The pseudonym, 1 to 2⁶³ − 1, of a person's or a package's reference within an area."""
        said = f"{kind}\x00{area}\x00{reference.strip().upper()}".encode()
        digest = hmac.new(self._key, said, hashlib.sha256).digest()
        return (int.from_bytes(digest[:8], "big") >> 1) or 1


def pseudonyms(folder: Path, *, anew: bool = True) -> Pseudonyms:
    """With the key of the environment, else of the folder's file. Raises Refusal.

    Without a file one is made; not where `anew` is false, for people are known by another key already.
    """
    given = os.environ.get("POOLBOOK_CASELOAD_KEY", "")
    if given:
        if len(given) < LEAST:
            raise Refusal(f"{VARIABLE} is too short: give at least {LEAST} characters at random")
        return Pseudonyms(given.encode())
    path = folder / FILE
    if not path.exists() and not anew:
        raise Refusal(
            f"the key of the caseload ({FILE}) is not there, and people are known by it",
            ["put your copy of it back, for its owner only: chmod 600",
             f"or give it in {VARIABLE}; with a new key nobody would be matched"],
        )  # fmt: skip
    if not path.exists():
        _make(path)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise Refusal(
            f"the key of the caseload ({FILE}) can be read by others (mode {mode:o})",
            ["let only its owner read it: chmod 600"],
        )
    return Pseudonyms(path.read_bytes())


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{FILE}.{secrets.token_hex(4)}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(made, path)  # whoever comes second keeps the first one's key
    except FileExistsError:
        pass
    finally:
        made.unlink()
