"""Every write to an agreement, a noun a file."""

from poolbook.agreements.actions.contributions import (
    Given,
    Printed,
    add_contributions,
    agree_contributions,
    propose_contributions,
)
from poolbook.agreements.actions.setting_up import (
    keep_agreement,
    keep_line,
    keep_pool,
    keep_risk_group,
    keep_subset,
)
from poolbook.agreements.actions.settings import change_agreement, keep_due_dates, rename
from poolbook.agreements.actions.terms import add_terms, agree_terms, save_terms

__all__ = [
    "Given",
    "Printed",
    "add_contributions",
    "add_terms",
    "agree_contributions",
    "agree_terms",
    "change_agreement",
    "keep_agreement",
    "keep_due_dates",
    "keep_line",
    "keep_pool",
    "keep_risk_group",
    "keep_subset",
    "propose_contributions",
    "rename",
    "save_terms",
]
