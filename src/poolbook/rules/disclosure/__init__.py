"""Disclosure control: no person can be recognised in what is published (docs/rules/disclosure.md)."""

from poolbook.rules.disclosure.attack import Recovered, attack, intervals
from poolbook.rules.disclosure.presets import BELOW_5, BELOW_10, DEFAULT, PRESETS, Preset
from poolbook.rules.disclosure.protect import protect
from poolbook.rules.disclosure.published import Average, Publication, Shown
from poolbook.rules.disclosure.tables import Claim, Key, Sum, Table, amount_key, at_least, cube, key

__all__ = [
    "BELOW_5",
    "BELOW_10",
    "DEFAULT",
    "PRESETS",
    "Average",
    "Claim",
    "Key",
    "Preset",
    "Publication",
    "Recovered",
    "Shown",
    "Sum",
    "Table",
    "amount_key",
    "at_least",
    "attack",
    "cube",
    "intervals",
    "key",
    "protect",
]
