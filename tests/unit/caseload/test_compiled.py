"""The compiled kernel is that of the sources which are there, wherever it can be kept."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from numba.core import caching

import poolbook
from poolbook.caseload.kernel import sweep

ASK = """
from poolbook.caseload.kernel import area_rows
from poolbook.rules.caseload.facts import Question, gather
from tests.unit.caseload.made import table
found = gather(area_rows(table({}), Question(days=(18_400,))))
print([each.pence for key, each in found.people.items() if key.cut == 0])
"""


def asked(folder: Path) -> str:
    root = Path(__file__).parents[3]
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{root}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return told.stdout.strip()


def test_a_part_that_changed_is_compiled_anew(tmp_path: Path) -> None:
    """An upgrade in place may change a module and leave the one that is compiled as it was."""
    package = tmp_path / "poolbook"
    shutil.copytree(
        Path(poolbook.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
    )
    assert asked(tmp_path) == "[70000]"
    part = package / "caseload" / "kernel" / "person.py"
    text = part.read_text()
    assert text.count("total += pence") == 1
    part.write_text(text.replace("total += pence", "total += 2 * pence"))
    assert asked(tmp_path) == "[140000]"


def test_nowhere_to_keep_it_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.CompileResultCacheImpl, "_locator_classes", [])
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    with pytest.raises(RuntimeError, match="cannot cache"):
        caching.FunctionCache(sweep.made)
    assert callable(sweep.made("sources"))
