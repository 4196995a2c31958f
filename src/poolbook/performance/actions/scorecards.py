"""Making scorecards, and bringing them to what an editor or a file says: whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from poolbook.agreements.models import Agreement
from poolbook.audit.acting import acting
from poolbook.partners.models import Person
from poolbook.performance.actions.allowed import require_defining
from poolbook.performance.models import Area, Entry, Judgement, Measure, Scorecard, Section
from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Row:
    """A measure on a scorecard by its reference; an area's code where it is not the scorecard's."""

    measure: str
    area: str = ""
    label: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading with its rows, in order."""

    code: str
    name: str
    rows: Sequence[Row] = ()


@dataclass(frozen=True)
class Card:
    """A whole scorecard; see `Scorecard` for each part."""

    code: str
    name: str
    area: str
    body: str = ""
    comparator: str = ""
    neighbours: str = ""
    provenance: str = ""
    in_pack: bool = False
    headings: Sequence[Heading] = field(default_factory=list)


def keep_scorecard(*, by: Person, agreement: Agreement, card: Card) -> Scorecard:
    """Makes the scorecard, or brings it to what is given. Raises Refusal with every fault."""
    require_defining(by, agreement)
    refs = {row.measure for heading in card.headings for row in heading.rows}
    named = Measure.objects.filter(agreement=agreement, ref__in=refs)
    measures = {each.ref: each for each in named}
    codes = {card.area, card.comparator, *(r.area for h in card.headings for r in h.rows)} - {""}
    areas = {area.code: area for area in Area.objects.filter(code__in=codes)}
    faults = [f"there is no area “{code}”" for code in sorted(codes - set(areas))]
    faults += [
        f"“{heading.name}”: there is no measure “{row.measure}”"
        for heading in card.headings
        for row in heading.rows
        if row.measure not in measures
    ]
    if not card.area:
        faults.append("say whose figures it shows")
    headings = [heading.code for heading in card.headings]
    faults += [
        f"two headings have the code {c}"
        for c in sorted({c for c in headings if headings.count(c) > 1})
    ]
    for heading in card.headings:
        rows = [(row.measure, row.area) for row in heading.rows]
        faults += [
            f"“{heading.name}” has {measure} twice"
            for measure, _ in sorted({row for row in rows if rows.count(row) > 1})
        ]
    found = Scorecard.objects.filter(agreement=agreement, code=card.code).first()
    if found:
        judged = Judgement.objects.filter(section__scorecard=found).exclude(
            section__code__in=headings
        )
        faults += [
            f"“{name}” has judgements and cannot be taken off; rename it, or leave it empty"
            for name in sorted(set(judged.values_list("section__name", flat=True)))
        ]
    if faults:
        raise Refusal(f"scorecard {card.code} was not kept", faults)
    with acting(str(by), f"kept scorecard {card.code}"):
        return _keep(agreement, card, measures, areas)


def _keep(
    agreement: Agreement, card: Card, measures: dict[str, Measure], areas: dict[str, Area]
) -> Scorecard:
    values = {
        "name": card.name, "body": card.body, "area": areas[card.area],
        "comparator": areas.get(card.comparator), "neighbours": card.neighbours,
        "provenance": card.provenance, "in_pack": card.in_pack,
    }  # fmt: skip
    last = Scorecard.objects.filter(agreement=agreement).count() + 1
    kept, _ = Scorecard.objects.update_or_create(
        agreement=agreement,
        code=card.code,
        defaults=values,
        create_defaults=values | {"place": last},
    )
    sections = _keep_sections(kept, card.headings)
    there = {
        (entry.section_id, entry.measure_id, entry.area_id): entry
        for entry in Entry.objects.filter(section__scorecard=kept)
    }
    fresh = []
    for heading in card.headings:
        section = sections[heading.code]
        for place, row in enumerate(heading.rows, 1):
            measure, area = measures[row.measure], areas[row.area] if row.area else None
            old = there.pop((section.pk, measure.pk, area.pk if area else None), None)
            if old is None:
                fresh.append(
                    Entry(section=section, measure=measure, area=area, label=row.label, place=place)
                )
            elif (old.label, old.place) != (row.label, place):
                old.label, old.place = row.label, place
                old.save(update_fields=["label", "place"])
    for left in there.values():
        left.delete()
    Entry.objects.bulk_create(fresh)
    for section in kept.sections.exclude(code__in=sections):
        section.delete()
    return kept


def _keep_sections(kept: Scorecard, headings: Sequence[Heading]) -> dict[str, Section]:
    """The sections of the headings, by their code."""
    there = {section.code: section for section in kept.sections.all()}
    fresh = []
    for place, heading in enumerate(headings, 1):
        old = there.get(heading.code)
        if old is None:
            fresh.append(Section(scorecard=kept, code=heading.code, name=heading.name, place=place))
        elif (old.name, old.place) != (heading.name, place):
            old.name, old.place = heading.name, place
            old.save(update_fields=["name", "place"])
    made = {section.code: section for section in Section.objects.bulk_create(fresh)}
    return {heading.code: (there | made)[heading.code] for heading in headings}
