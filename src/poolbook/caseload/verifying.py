"""Whether the caseload's files are what their manifest says, and which files it does not name; reads no package."""

import time
from pathlib import Path

from poolbook.caseload.files import Stored, folder, verify
from poolbook.caseload.models import LakeFile
from poolbook.rules.refusal import Refusal


def broken_files() -> list[str]:
    """What is amiss with the lake's files, each against its hash in the manifest."""
    found = []
    for file in LakeFile.objects.all():
        try:
            verify(folder(), Stored(file.path, file.sha256, file.rows))
        except Refusal as refused:
            found.append(refused.message)
    return found


SETTLED = 3_600  # seconds; a younger file may be of a load that is not committed yet


def orphans() -> list[Path]:
    """Files of the lake that no load made: left by one that failed, or newer than a restored book.

    They do no harm: nothing reads a file that the manifest does not name.
    """
    lake = folder()
    named = {lake / path for path in LakeFile.objects.values_list("path", flat=True)}
    found = (path for area in sorted(lake.glob("area=*")) for path in sorted(area.rglob("*")))
    return [path for path in found if path.is_file() and path not in named and _settled(path)]


def remove_orphans() -> list[Path]:
    """Removes these files, and returns them."""
    found = orphans()
    for path in found:
        path.unlink()
    return found


def _settled(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > SETTLED
