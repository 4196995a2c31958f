"""What several of these tests need: a folder for the caseload's files of the test's own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the lake and the key of the pseudonyms are."""
    settings.POOLBOOK_CASELOAD_FOLDER = tmp_path / "caseload"
    monkeypatch.delenv("POOLBOOK_CASELOAD_KEY", raising=False)
    return tmp_path / "caseload"
