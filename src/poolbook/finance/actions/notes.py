"""Writing the notes of a period one by one: adding, closing, and carrying on last month's."""

from django.db.models import Max

from poolbook.agreements.models import BudgetLine, Pool
from poolbook.agreements.queries import require_own, require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions.periods import locked
from poolbook.finance.models import Note, NoteClosing, Period
from poolbook.finance.models.forecast import NOTE_KINDS
from poolbook.finance.queries import notes as queries
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules.refusal import Refusal

LONGEST = 2_000  # characters
LONGEST_WHY = 500


def add_note(
    *,
    by: Person,
    period: Period,
    pool: Pool,
    kind: str,
    text: str,
    line: BudgetLine | None = None,
) -> Note:
    """Adds an issue, a risk, or a word on a line or a change, after the others. Raises Refusal."""
    _require(by, period)
    require_own(period.agreement, [pool, *([line] if line else [])])
    said, faults = text.strip(), []
    if kind not in NOTE_KINDS:
        faults.append(f"“{kind}” is none of {', '.join(NOTE_KINDS)}")
    if not said or len(said) > LONGEST:
        faults.append(f"a note has 1 to {LONGEST:,} characters; this has {len(said):,}")
    if kind == "line" and line is None:
        faults.append("a word on a line says which line")
    if line and line.pool_id != pool.pk:
        faults.append(f"“{line.name}” is a line of another pool than “{pool.name}”")
    if faults:
        raise Refusal("the note was not added", faults)
    with acting(str(by), f"added a note to {period}"), locked(period, "open"):
        return _place(period, pool, kind, line, said, by)


def close_note(*, by: Person, note: Note, why: str) -> NoteClosing:
    """Closes a note: it stays in the book with the reason, and is printed no more. Raises Refusal."""
    _require(by, note.period)
    said = why.strip()
    if not said or len(said) > LONGEST_WHY:
        raise Refusal(f"say in 1 to {LONGEST_WHY} characters why the note is closed")
    with acting(str(by), f"closed a note of {note.period}", said), locked(note.period, "open"):
        if NoteClosing.objects.filter(note=note).exists():
            raise Refusal("the note is closed already")
        return NoteClosing.objects.create(note=note, period=note.period, why=said, by=by)


def carry_notes(*, by: Person, period: Period) -> int:
    """Writes last month's standing issues and risks into this period; returns how many."""
    _require(by, period)
    with acting(str(by), f"carried notes on to {period}"), locked(period, "open"):
        found = queries.to_carry(period)
        for note in found:
            _place(period, note.pool, note.kind, note.line, note.text, by)
    return len(found)


def _require(by: Person, period: Period) -> None:
    require(by, May.FORECAST)
    require_partner(by, period.agreement)


def _place(
    period: Period, pool: Pool, kind: str, line: BudgetLine | None, text: str, by: Person
) -> Note:
    Pool.objects.select_for_update().get(pk=pool.pk)  # two who add at once wait for one another
    last = Note.objects.filter(period=period, pool=pool).aggregate(last=Max("place"))["last"] or 0
    return Note.objects.create(
        period=period, pool=pool, kind=kind, line=line, place=last + 1, text=text, by=by
    )
