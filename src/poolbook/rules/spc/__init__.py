"""Control charts (XmR, “plot the dots”): which changes of a measure are real and which are chance."""

from poolbook.rules.spc.charts import Charts, chart, charts
from poolbook.rules.spc.given import (
    Conflict,
    Improvement,
    Profile,
    Series,
    Settings,
    Target,
    targets_on,
)
from poolbook.rules.spc.results import Assurance, Chart, Icon, Judgement, Partition, Point, Rule

__all__ = [
    "Assurance",
    "Chart",
    "Charts",
    "Conflict",
    "Icon",
    "Improvement",
    "Judgement",
    "Partition",
    "Point",
    "Profile",
    "Rule",
    "Series",
    "Settings",
    "Target",
    "chart",
    "charts",
    "targets_on",
]
