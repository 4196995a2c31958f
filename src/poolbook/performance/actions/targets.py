"""Setting targets, trajectories and baselines, and withdrawing them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from poolbook.audit.acting import acting
from poolbook.partners.models import Person
from poolbook.performance.actions.allowed import require_defining
from poolbook.performance.models import Area, Measure, Target
from poolbook.rules.measures.kinds import AIMS, JUDGED, TARGET_KINDS
from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Wanted:
    """A target to set; see `Target` for each part."""

    aim: str
    starts: date
    value: Decimal | None = None
    value_to: Decimal | None = None
    ends: date | None = None
    kind: str = "target"
    area: Area | None = None
    comparator: Area | None = None
    tolerance: Decimal = Decimal(0)
    tolerance_percent: bool = False
    judged: str = "always"
    words: str = ""
    source: str = ""

    def faults(self) -> list[str]:
        """Everything that is wrong with it, in words."""
        found = []
        for what, value, known in (
            ("aim", self.aim, AIMS),
            ("kind of target", self.kind, TARGET_KINDS),
            ("time to judge", self.judged, JUDGED),
        ):
            if value not in known:
                found.append(f"“{value}” is no {what} ({', '.join(known)})")
        if self.ends and self.ends < self.starts:
            found.append("it ends before it starts")
        if self.tolerance < 0:
            found.append("a tolerance is not below 0")
        if self.value is None and self.comparator is None and not self.words:
            found.append("a target needs a value, an area to be compared with, or words")
        if self.aim == "within" and (
            self.value is None or self.value_to is None or self.value_to < self.value
        ):
            found.append("a range has two values, the lower first")
        return found


def set_target(*, by: Person, measure: Measure, wanted: Wanted) -> Target:
    """Adds a target. Where several hold on a day, the newest counts. Raises Refusal."""
    require_defining(by, measure.agreement)
    if faults := wanted.faults():
        raise Refusal(f"the target of {measure.ref} was not set", faults)
    with acting(str(by), f"set a {wanted.kind} of {measure.ref}"):
        return Target.objects.create(measure=measure, by=by, **vars(wanted))


def withdraw_target(*, by: Person, target: Target, why: str) -> None:
    """Withdraws a target: it stays in the history and judges nothing from now on. Raises Refusal."""
    require_defining(by, target.measure.agreement)
    if not why.strip():
        raise Refusal("say why the target is withdrawn")
    with acting(str(by), f"withdrew a {target.kind} of {target.measure.ref}", why):
        fresh = Target.objects.select_for_update().get(pk=target.pk)
        if fresh.withdrawn_at:
            raise Refusal("it is withdrawn already")
        fresh.withdrawn_at, fresh.withdrawn_why = timezone.now(), why
        fresh.save(update_fields=["withdrawn_at", "withdrawn_why"])
