"""What the package imports is what its own lock installs, not what the tests happen to bring."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]


def locked() -> set[str]:
    """Normalised names of the distributions that `requirements/base.txt` pins."""
    text = (ROOT / "requirements/base.txt").read_text()
    return {_normal(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}


def imported() -> dict[str, str]:
    """Each package imported from outside by the package's own code → a file that does so."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "src/poolbook").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            else:
                continue
            for name in names:
                top = name.partition(".")[0]
                if top != "poolbook" and top not in sys.stdlib_module_names:
                    found.setdefault(top, str(path.relative_to(ROOT)))
    return found


def test_everything_imported_is_in_the_lock_of_the_package() -> None:
    providers = packages_distributions()
    pinned = locked()
    missing = {
        name: path
        for name, path in imported().items()
        if not {_normal(provider) for provider in providers.get(name, [name])} & pinned
    }
    assert not missing


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
