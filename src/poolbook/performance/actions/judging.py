"""Judging by hand, commenting, and putting steps on a chart."""

from datetime import date

from django.utils import timezone

from poolbook.audit.acting import acting
from poolbook.partners.models import Person
from poolbook.performance.actions.allowed import require_observing
from poolbook.performance.models import Area, ChartStep, Judgement, Measure, Section
from poolbook.performance.models.judgement import STEPS
from poolbook.rules.measures.kinds import RAGS
from poolbook.rules.measures.periods import Time
from poolbook.rules.refusal import Refusal

LONGEST = 4_000  # characters of a comment


def judge_measure(
    *,
    by: Person,
    measure: Measure,
    area: Area,
    time: Time,
    rag: str = "",
    reason: str = "",
    comment: str = "",
    printed: str = "",
) -> Judgement:
    """A colour in place of the rule's, with its reason; or a comment alone. Raises Refusal."""
    require_observing(by, measure.agreement)
    _require_said(rag, reason, comment)
    with acting(str(by), f"judged {measure.ref} in {time}", reason):
        return Judgement.objects.create(
            measure=measure,
            area=area,
            starts=time.starts,
            ends=time.ends,
            rag=rag,
            reason=reason.strip(),
            comment=comment.strip(),
            printed=printed,
            by=by,
        )


def judge_section(
    *,
    by: Person,
    section: Section,
    time: Time,
    rag: str = "",
    reason: str = "",
    comment: str = "",
    printed: str = "",
) -> Judgement:
    """The colour and comment of a heading, which no rule gives. Raises Refusal."""
    require_observing(by, section.scorecard.agreement)
    _require_said(rag, reason, comment)
    with acting(str(by), f"judged “{section.name}” in {time}", reason):
        return Judgement.objects.create(
            section=section,
            starts=time.starts,
            ends=time.ends,
            rag=rag,
            reason=reason.strip(),
            comment=comment.strip(),
            printed=printed,
            by=by,
        )


def put_step(
    *, by: Person, measure: Measure, area: Area, kind: str, day: date, reason: str
) -> ChartStep:
    """Recalculates the limits from a day, ghosts the point of a day, or ends the baseline there."""
    require_observing(by, measure.agreement)
    faults = [] if kind in STEPS else [f"“{kind}” is no step of a chart ({', '.join(STEPS)})"]
    if not reason.strip():
        faults.append("say why: limits are only recalculated where the reason is understood")
    if faults:
        raise Refusal("the chart was left as it is", faults)
    with acting(str(by), f"put a step on the chart of {measure.ref}", reason):
        return ChartStep.objects.create(
            measure=measure, area=area, kind=kind, day=day, reason=reason.strip(), by=by
        )


def withdraw_step(*, by: Person, step: ChartStep) -> None:
    """Takes a step off a chart again."""
    require_observing(by, step.measure.agreement)
    with acting(str(by), f"took a step off the chart of {step.measure.ref}"):
        fresh = ChartStep.objects.select_for_update().get(pk=step.pk)
        if fresh.withdrawn_at is None:
            fresh.withdrawn_at = timezone.now()
            fresh.save(update_fields=["withdrawn_at"])


def _require_said(rag: str, reason: str, comment: str) -> None:
    faults = []
    if rag and rag not in RAGS:
        faults.append(f"“{rag}” is no colour ({', '.join(RAGS)})")
    if rag and not reason.strip() and not comment.strip():
        faults.append("a colour given by hand needs its reason")
    if not rag and not comment.strip():
        faults.append("give a colour, a comment, or both")
    if max(len(reason), len(comment)) > LONGEST:
        faults.append(f"at most {LONGEST:,} characters")
    if faults:
        raise Refusal("the judgement was not kept", faults)
