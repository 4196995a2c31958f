"""What is kept of performance: areas, measures and their definitions, observations, targets, scorecards."""

from poolbook.performance.models.area import Area, AreaCode, Neighbour, Succession
from poolbook.performance.models.judgement import ChartStep, Judgement
from poolbook.performance.models.measure import Definition, Measure
from poolbook.performance.models.observation import Feed, Load, Observation
from poolbook.performance.models.scorecard import Entry, Scorecard, Section
from poolbook.performance.models.target import Target

__all__ = [
    "Area",
    "AreaCode",
    "ChartStep",
    "Definition",
    "Entry",
    "Feed",
    "Judgement",
    "Load",
    "Measure",
    "Neighbour",
    "Observation",
    "Scorecard",
    "Section",
    "Succession",
    "Target",
]
