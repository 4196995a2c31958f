"""The agreement's records, a noun a file."""

from poolbook.agreements.models.agreement import Agreement, Signatory
from poolbook.agreements.models.contribution import Contribution, ContributionVersion, PrintedTotal
from poolbook.agreements.models.pool import BudgetLine, Pool, Subset
from poolbook.agreements.models.terms import RiskGroup, TermsAgreement, TermsVersion
from poolbook.agreements.models.timetable import DueDates

__all__ = [
    "Agreement",
    "BudgetLine",
    "Contribution",
    "ContributionVersion",
    "DueDates",
    "Pool",
    "PrintedTotal",
    "RiskGroup",
    "Signatory",
    "Subset",
    "TermsAgreement",
    "TermsVersion",
]
