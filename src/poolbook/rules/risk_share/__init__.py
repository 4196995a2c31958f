"""The risk-share engine: who bears a pool's variation from budget, by the agreement's terms."""

from poolbook.rules.risk_share.engine import share
from poolbook.rules.risk_share.position import Position, read_position
from poolbook.rules.risk_share.result import GroupResult, Result
from poolbook.rules.risk_share.terms import Terms, read_terms

__all__ = ["GroupResult", "Position", "Result", "Terms", "read_position", "read_terms", "share"]
