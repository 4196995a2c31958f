"""Defining measures, and saying from when a measure means something else."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from poolbook.agreements.models import Agreement
from poolbook.audit.acting import acting
from poolbook.partners.models import Partner, Person
from poolbook.performance.actions.allowed import require_defining
from poolbook.performance.models import Definition, Measure
from poolbook.rules.measures.kinds import FREQUENCIES, POLARITIES, UNITS
from poolbook.rules.refusal import Refusal

EARLIEST = date(1990, 4, 1)
FIELDS = (
    "name", "short_name", "unit", "per", "decimals", "polarity", "numerator", "denominator",
    "frequency", "cumulative", "source", "lag", "least", "notes", "chart",
)  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What a measure means; see `Definition` for each part."""

    name: str
    unit: str
    polarity: str
    frequency: str = "month"
    short_name: str = ""
    per: int = 1
    decimals: int = 0
    numerator: str = ""
    denominator: str = ""
    cumulative: bool = False
    source: str = ""
    lag: int = 30
    least: int = 0
    notes: str = ""
    chart: dict[str, Any] = field(default_factory=dict)

    def faults(self) -> list[str]:
        """Everything that is wrong with it, in words."""
        found = []
        if not self.name.strip():
            found.append("a measure needs a name")
        for what, value, known in (
            ("unit", self.unit, UNITS),
            ("polarity", self.polarity, POLARITIES),
            ("frequency", self.frequency, FREQUENCIES),
        ):
            if value not in known:
                found.append(f"“{value}” is no {what} ({', '.join(known)})")
        if self.unit == "percent" and self.per not in (1, 100):
            found.append("a percentage is per 100")
        if self.per < 1:
            found.append("“per” is 1, 100, 1,000 or the like")
        if not 0 <= self.decimals <= 6:
            found.append("decimals are 0 to 6")
        return found


def define(
    *,
    by: Person,
    agreement: Agreement,
    ref: str,
    meaning: Meaning,
    starts: date = EARLIEST,
    partner: Partner | None = None,
    owner: str = "",
    follows: Measure | None = None,
    ended: date | None = None,
    provenance: str = "",
) -> Measure:
    """A new measure with its first definition. `ended`: the day from which it is not collected any
    more. Raises Refusal with every fault."""
    require_defining(by, agreement)
    faults = meaning.faults()
    if Measure.objects.filter(agreement=agreement, ref=ref).exists():
        faults.append(f"there is a measure {ref} already")
    if follows and follows.agreement_id != agreement.pk:
        faults.append(f"{follows} is a measure of another agreement")
    if faults:
        raise Refusal(f"measure {ref} was not defined", faults)
    with acting(str(by), f"defined measure {ref}"):
        measure = Measure.objects.create(
            agreement=agreement,
            ref=ref,
            partner=partner,
            owner=owner,
            follows=follows,
            ended=ended,
            provenance=provenance,
        )
        _add(measure, by, meaning, version=1, starts=starts)
        if follows and follows.ended is None:
            follows.ended = starts
            follows.save(update_fields=["ended"])
    return measure


def redefine(
    *, by: Person, measure: Measure, meaning: Meaning, starts: date, breaks: bool, reason: str
) -> Definition:
    """A new definition from a day on. `breaks`: values before and after are not comparable, so the
    chart ends there and another begins. Raises Refusal."""
    require_defining(by, measure.agreement)
    faults = meaning.faults()
    newest = measure.definitions.order_by("-version").first()
    assert newest is not None
    if not reason.strip():
        faults.append("say why the definition changes")
    if starts < newest.starts:
        faults.append(
            f"the newest definition is from {newest.starts:%d %B %Y}; this would lie before it"
        )
    if meaning == meaning_of(newest) and not breaks:
        faults.append("nothing of the definition is different")
    if faults:
        raise Refusal(f"measure {measure.ref} was not defined anew", faults)
    with acting(str(by), f"defined measure {measure.ref} anew", reason):
        Measure.objects.select_for_update().get(pk=measure.pk)
        version = measure.definitions.count() + 1
        return _add(
            measure, by, meaning, version=version, starts=starts, breaks=breaks, reason=reason
        )


def meaning_of(definition: Definition) -> Meaning:
    """A definition's meaning, to be changed in part."""
    return Meaning(**{name: getattr(definition, name) for name in FIELDS})


def _add(measure: Measure, by: Person, meaning: Meaning, **more: Any) -> Definition:
    values = {name: getattr(meaning, name) for name in FIELDS}
    if meaning.unit == "percent":
        values["per"] = 100
    return Definition.objects.create(measure=measure, by=by, **values, **more)
