"""The month's records, a noun a file."""

from poolbook.finance.models.budget import Budget, Outturn, Virement, VirementLimit, VirementPart
from poolbook.finance.models.cash import Instalments, Invoice, Payment, Reserve, ReserveMovement
from poolbook.finance.models.comment import Comment
from poolbook.finance.models.forecast import Forecast, Note, NoteClosing, Saving, SavingUpdate
from poolbook.finance.models.ledger import Batch, Mapping, Posting, Source
from poolbook.finance.models.period import (
    CheckExplanation,
    Erratum,
    IssuedFile,
    Period,
    Share,
    ShareRun,
    Signature,
)

__all__ = [
    "Batch",
    "Budget",
    "CheckExplanation",
    "Comment",
    "Erratum",
    "Forecast",
    "Instalments",
    "Invoice",
    "IssuedFile",
    "Mapping",
    "Note",
    "NoteClosing",
    "Outturn",
    "Payment",
    "Period",
    "Posting",
    "Reserve",
    "ReserveMovement",
    "Saving",
    "SavingUpdate",
    "Share",
    "ShareRun",
    "Signature",
    "Source",
    "Virement",
    "VirementLimit",
    "VirementPart",
]
