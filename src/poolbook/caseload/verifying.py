"""Whether the caseload's files are what their manifest says; reads no package."""

from pathlib import Path

from django.conf import settings

from poolbook.caseload.files import Stored, verify
from poolbook.caseload.models import LakeFile
from poolbook.rules.refusal import Refusal


def broken_files() -> list[str]:
    """What is amiss with the lake's files, each against its hash in the manifest."""
    folder = Path(settings.POOLBOOK_CASELOAD_FOLDER)
    found = []
    for file in LakeFile.objects.all():
        try:
            verify(folder, Stored(file.path, file.sha256, file.rows))
        except Refusal as refused:
            found.append(refused.message)
    return found
