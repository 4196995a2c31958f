"""Terms as the text of their file, from plain data: what is read back is the same."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATED = ("from", "to", "signed")


def as_toml(body: Mapping[str, Any]) -> str:
    """The terms as TOML: plain values first, then a table for each partner, fund, group and rule."""
    lines: list[str] = []
    _table(body, "", lines)
    return "\n".join(lines).strip() + "\n"


def _table(values: Mapping[str, Any], path: str, lines: list[str]) -> None:
    tables = {name: value for name, value in values.items() if _is_tables(name, value)}
    lines += [f"{_key(n)} = {_value(v, n)}" for n, v in values.items() if n not in tables]
    for name, items in tables.items():
        inner = f"{path}.{_key(name)}".lstrip(".")
        for item in items:
            lines += ["", f"[[{inner}]]"]
            _table(item, inner, lines)


def _is_tables(name: str, value: Any) -> bool:
    """Whether a value is written as tables of its own: the outer lists, not bands or sources."""
    return (
        name in ("partners", "funds", "groups", "rules", "overall")
        and isinstance(value, list)
        and bool(value)
        and all(isinstance(item, Mapping) for item in value)
    )


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any, name: str = "") -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value if name in _DATED and _DAY.fullmatch(value) else _text(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(n)} = {_value(v, n)}" for n, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, Sequence):
        if value and all(isinstance(item, Mapping) for item in value):
            return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
        return f"[{', '.join(_value(item) for item in value)}]"
    return str(value)


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
    )
