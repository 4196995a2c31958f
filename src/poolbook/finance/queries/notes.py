"""The notes of a period: its issues and risks, and the words on a line or on what changed."""

from django.db.models import QuerySet

from poolbook.audit.kept import kept_list
from poolbook.finance.models import Note, NoteClosing, Period
from poolbook.finance.queries.periods import before


def noted(period: Period) -> set[int | None]:
    """The ids of the lines of which a note stands, which tells why they moved."""

    def find() -> QuerySet[Note]:
        return standing(period).order_by().values_list("line", flat=True)

    return set(kept_list("noted", period.pk, of=("finance_note",), find=find))


def standing(period: Period) -> QuerySet[Note]:
    """The notes that are not closed, in their order: those that are printed."""
    return Note.objects.filter(period=period, closing__isnull=True)


def notes(period: Period) -> list[Note]:
    """Every note of a period, closed ones too, pool by pool in their order."""
    found = Note.objects.filter(period=period)
    found = found.select_related("pool", "line", "by", "closing__by", "period")
    return list(found.order_by("pool__place", "place", "id"))


def rows_of(note: int) -> list[tuple[str, str]]:
    """The rows that tell a note's history: its own, and that of its closing."""
    closed = NoteClosing.objects.filter(note=note).values_list("pk", flat=True)
    return [("finance_note", str(note)), *(("finance_noteclosing", str(each)) for each in closed)]


def to_carry(period: Period) -> list[Note]:
    """The issues and risks that stood in the period before and that this one does not have."""
    last = before(period)
    if last is None:
        return []
    had = set(Note.objects.filter(period=period).values_list("pool", "kind", "text"))
    found = standing(last).filter(kind__in=("issue", "risk")).select_related("pool", "line")
    return [note for note in found if (note.pool_id, note.kind, note.text) not in had]
