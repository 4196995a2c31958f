"""Judging many measures and headings at once, as a file or a grid gives them; again adds nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from poolbook.agreements.models import Agreement
from poolbook.audit.acting import acting
from poolbook.partners.models import Person
from poolbook.performance.actions.allowed import require_observing
from poolbook.performance.actions.judging import LONGEST
from poolbook.performance.models import Area, Judgement, Measure, Section
from poolbook.rules.measures.kinds import RAGS
from poolbook.rules.measures.periods import Time
from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Given:
    """A judgement of a measure of an area (reference and code), or of a heading (`card/heading`)."""

    time: Time
    measure: str = ""
    area: str = ""
    heading: str = ""
    rag: str = ""
    reason: str = ""
    comment: str = ""
    printed: str = ""
    where: str = ""

    def faults(self) -> Iterable[str]:
        """Everything that is wrong with it by itself, in words."""
        if bool(self.measure) == bool(self.heading):
            yield "name a measure with its area, or a heading such as jmg/satisfaction"
        elif self.measure and not self.area:
            yield "a judgement of a measure needs the area"
        if self.rag and self.rag not in RAGS:
            yield f"“{self.rag}” is no colour ({', '.join(RAGS)})"
        if self.rag and not self.reason and not self.comment:
            yield "a colour given by hand needs its reason or a comment"
        if not self.rag and not self.comment:
            yield "give a colour, a comment, or both"
        if max(len(self.reason), len(self.comment)) > LONGEST:
            yield f"at most {LONGEST:,} characters"


def judge_many(*, by: Person, agreement: Agreement, given: Sequence[Given]) -> tuple[int, int]:
    """Keeps judgements that differ from the newest of the same thing and time: how many were kept
    and how many were there already. Raises Refusal with every fault; nothing is then kept."""
    require_observing(by, agreement)
    measures = {each.ref: each for each in Measure.objects.filter(agreement=agreement)}
    codes = {each.area for each in given}
    areas = {each.code: each for each in Area.objects.filter(code__in=codes)}
    rows = Section.objects.filter(scorecard__agreement=agreement).select_related("scorecard")
    sections = {f"{each.scorecard.code}/{each.code}": each for each in rows}
    faults = []
    for each in given:
        said = list(each.faults())
        for what, value, known in (
            ("measure", each.measure, measures),
            ("area", each.area, areas),
            ("heading", each.heading, sections),
        ):
            if value and value not in known:
                said.append(f"there is no {what} “{value}”")
        faults += [f"{each.where}: {text}" if each.where else text for text in said]
    if faults:
        raise Refusal("the judgements were not kept", faults)
    fresh = [
        Judgement(
            measure=measures.get(each.measure),
            area=areas.get(each.area) if each.measure else None,
            section=sections.get(each.heading),
            starts=each.time.starts,
            ends=each.time.ends,
            rag=each.rag,
            reason=each.reason,
            comment=each.comment,
            printed=each.printed,
            by=by,
        )
        for each in given
    ]
    known_now = _newest(agreement)
    fresh = [each for each in fresh if known_now.get(_key(each)) != _said(each)]
    if fresh:
        with acting(str(by), f"judged {len(fresh)} measures and headings"):
            Judgement.objects.bulk_create(fresh)
    return len(fresh), len(given) - len(fresh)


def _newest(agreement: Agreement) -> dict[tuple, tuple[str, ...]]:
    """What the newest judgement of each thing and time says."""
    of_measures = Judgement.objects.filter(measure__agreement=agreement)
    of_headings = Judgement.objects.filter(section__scorecard__agreement=agreement)
    rows = sorted([*of_measures, *of_headings], key=lambda each: each.pk)
    return {_key(each): _said(each) for each in rows}


def _key(each: Judgement) -> tuple:
    return each.measure_id, each.area_id, each.section_id, each.starts, each.ends


def _said(each: Judgement) -> tuple[str, ...]:
    return each.rag, each.reason, each.comment, each.printed
