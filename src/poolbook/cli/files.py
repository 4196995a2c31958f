"""Loading a TOML or JSON file that a person wrote, with a clear answer when it cannot be read."""

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from poolbook.cli.output import Refused
from poolbook.rules.fields import Fault


def load(path: Path) -> dict[str, Any]:
    """The table of a .toml or .json file; raises Refused (code 2) where it is not readable."""
    data = parsed(path, text_of(path))
    if not isinstance(data, dict):
        raise Refused(f"{path}: should hold a table of values, not a list", code=2)
    return data


def text_of(path: Path) -> str:
    """The text of a file; raises Refused (code 2) where there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refused(f"{path}: there is no such file", code=2) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path}: cannot be read as text ({error})", code=2) from None


def parsed(path: Path, text: str) -> Any:
    """The data of a TOML or JSON text, a table or (JSON alone) a list; raises Refused (code 2)."""
    try:
        if path.suffix.lower() == ".json" or text.lstrip().startswith("{"):
            return json.loads(text, parse_float=Decimal, object_pairs_hook=once)
        return tomllib.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise Refused(f"{path}: is not JSON: {error.msg} at line {error.lineno}", code=2) from None
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{path}: is not TOML: {error}", code=2) from None
    except RecursionError:
        raise Refused(f"{path}: has tables within tables too deep to read", code=2) from None
    except ValueError as error:  # a name twice, or a number of thousands of digits
        raise Refused(f"{path}: cannot be read: {error}", code=2) from None


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, refused where a name stands in it twice: TOML refuses that too."""
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” is written twice in one table")
    return table


def refuse_faults(path: Path, faults: list[Fault]) -> None:
    """Raises Refused (code 2) with every fault of a file, if it has any."""
    if faults:
        raise Refused(
            f"{path.name} has {len(faults)} fault{'s' * (len(faults) > 1)}; nothing was done",
            details=[f"{path.name}: {fault}" for fault in faults],
            code=2,
        )
