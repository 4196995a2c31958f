"""A chart on a page: drawn wide and narrow (the stylesheet shows one), with the table of its data."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from poolbook.reports.model import Table


@dataclass(frozen=True)
class Drawn:
    """A chart in both widths, and its data."""

    title: str
    wide: SafeString
    narrow: SafeString
    table: Table


def drawn(kind: ModuleType, chart: Any, ident: str) -> Drawn:
    """Draws a chart by its module of `reports.charts`; every text in it is escaped there."""
    return Drawn(
        chart.title,
        mark_safe(kind.draw(chart, f"{ident}-wide", "wide")),
        mark_safe(kind.draw(chart, f"{ident}-narrow", "narrow")),
        kind.data_table(chart),
    )
