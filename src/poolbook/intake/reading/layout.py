"""A layout: what a person has settled about a source's files, kept as JSON and used at each reading."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

ROLES = (
    "amount",
    "debit",
    "credit",
    "debit_or_credit",
    "date",
    "period",
    "cost_centre",
    "account",
    "description",
    "supplier",
    "reference",
)
SIGNS = ("as read", "reversed")
UNUSED = "unused"  # the role of headings that are taken for nothing, whatever they say
DATE_ORDERS = (None, "dmy", "mdy")


@dataclass(frozen=True)
class Layout:
    """Everything optional: what is not said is found from the file.

    `columns` maps a role (one of ROLES, or a name of your own that lands in `Row.other`) to a
    heading or headings; `period_columns` maps a heading to its financial month (April = 1);
    `header_row` is 1-based; `skip_labels` are first cells of rows to leave out.
    """

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    date_order: str | None = None
    sign: str = "as read"
    columns: dict[str, str | list[str]] = field(default_factory=dict)
    period_columns: dict[str, int] | None = None
    unpivot: bool | None = None
    skip_labels: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Layout":
        """A layout from its saved form; raises ValueError that lists all that is wrong with it."""
        wrong = sorted(_wrong(data))
        if wrong:
            raise ValueError("The layout is wrong: " + "; ".join(wrong) + ".")
        known = dict(data)
        if "skip_labels" in known:
            known["skip_labels"] = tuple(known["skip_labels"])
        return cls(**known)

    def to_dict(self) -> dict[str, Any]:
        """The saved form, without what was left open."""
        data = {name: value for name, value in asdict(self).items() if value not in (None, {}, ())}
        if "skip_labels" in data:
            data["skip_labels"] = list(data["skip_labels"])
        return data

    def headings(self, role: str) -> list[str]:
        """The headings settled for a role, as a list."""
        chosen = self.columns.get(role, [])
        return [chosen] if isinstance(chosen, str) else list(chosen)


def _wrong(data: Mapping[str, Any]) -> list[str]:
    if not isinstance(data, Mapping):
        return ["it must be an object"]
    names = {each.name for each in fields(Layout)}
    wrong = [f"'{name}' is not a part of a layout" for name in data if name not in names]
    for name in ("sheet", "encoding", "delimiter"):
        if not isinstance(data.get(name), str | None):
            wrong.append(f"{name} must be text")
    row = data.get("header_row")
    if row is not None and (not isinstance(row, int) or isinstance(row, bool) or row < 1):
        wrong.append("header_row must be a whole number from 1")
    delimiter = data.get("delimiter")
    if isinstance(delimiter, str) and len(delimiter) != 1:
        wrong.append("delimiter must be one character")
    if data.get("date_order") not in DATE_ORDERS:
        wrong.append("date_order must be 'dmy' or 'mdy'")
    if data.get("sign", "as read") not in SIGNS:
        wrong.append("sign must be 'as read' or 'reversed'")
    if not isinstance(data.get("unpivot"), bool | None):
        wrong.append("unpivot must be true or false")
    return wrong + _wrong_columns(data) + _wrong_periods(data) + _wrong_labels(data)


def _wrong_columns(data: Mapping[str, Any]) -> list[str]:
    columns = data.get("columns", {})
    if not isinstance(columns, Mapping):
        return ["columns must map a role to a heading"]
    return [
        f"columns: '{role}' must be a heading or a list of headings"
        for role, chosen in columns.items()
        if not isinstance(chosen, str)
        and not (isinstance(chosen, list) and chosen and all(isinstance(c, str) for c in chosen))
    ]


def _wrong_periods(data: Mapping[str, Any]) -> list[str]:
    periods = data.get("period_columns")
    if periods is None:
        return []
    if not isinstance(periods, Mapping):
        return ["period_columns must map a heading to a month number"]
    return [
        f"period_columns: '{name}' must be a month from 1 (April) to 13 (closing)"
        for name, month in periods.items()
        if not isinstance(month, int) or isinstance(month, bool) or not 1 <= month <= 13
    ]


def _wrong_labels(data: Mapping[str, Any]) -> list[str]:
    labels = data.get("skip_labels", [])
    if isinstance(labels, list | tuple) and all(isinstance(each, str) for each in labels):
        return []
    return ["skip_labels must be a list of texts"]
