"""The files of measures that people keep: definitions and scorecards (TOML), values and judgements (tables)."""

from poolbook.intake.measuring.judgements import judgements
from poolbook.intake.measuring.setting import set_up_measures
from poolbook.intake.measuring.values import enter_values

__all__ = ["enter_values", "judgements", "set_up_measures"]
