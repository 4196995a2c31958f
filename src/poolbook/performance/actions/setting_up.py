"""Bringing measures, their definitions and targets to what a file gives, in bulk; again changes nothing.

A definition that differs from the book's is a fault, as definitions are added and never changed. A
target that differs for the same days is withdrawn, and the new one set.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils import timezone

from poolbook.agreements.models import Agreement
from poolbook.agreements.queries import partners
from poolbook.audit.acting import acting
from poolbook.partners.models import Person
from poolbook.performance.actions.allowed import require_defining
from poolbook.performance.actions.measures import EARLIEST, FIELDS, Meaning, meaning_of
from poolbook.performance.actions.targets import Wanted
from poolbook.performance.models import Area, Definition, Measure, Target
from poolbook.rules.refusal import Refusal

REPLACED = "replaced by another for the same days"


@dataclass(frozen=True)
class Version:
    """What a measure means from a day on; the first has no reason."""

    meaning: Meaning
    starts: date = EARLIEST
    breaks: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Goal:
    """A target with its areas by code, as a file has them."""

    wanted: Wanted
    area: str = ""
    comparator: str = ""


@dataclass(frozen=True)
class Given:
    """A measure as a file gives it; `partner` and `follows` by code and reference. `ended` is the last
    day that values are expected for; None leaves what the book has.

    `where` says where it stands in the file, for messages.
    """

    ref: str
    versions: Sequence[Version]
    goals: Sequence[Goal] = ()
    partner: str = ""
    owner: str = ""
    follows: str = ""
    ended: date | None = None
    provenance: str = ""
    where: str = ""


@dataclass
class Kept:
    """How many measures are new, were defined anew or described otherwise; targets set, replaced."""

    new: int = 0
    redefined: int = 0
    changed: int = 0
    targets: int = 0
    replaced: int = 0
    targets_new: list[Target] = field(default_factory=list, repr=False)


def faults_of(agreement: Agreement, given: Sequence[Given], areas: Collection[str]) -> list[str]:
    """Every fault of measures that a file gives; `areas` are the codes that there are or will be."""
    known = _measures(agreement)
    versions = _versions(agreement)
    codes = {partner.code for partner in partners(agreement)}
    refs = [each.ref for each in given]
    found = []
    for each in given:
        said = list(_faults(each, versions.get(each.ref, []), areas))
        if refs.count(each.ref) > 1:
            said.append("is given twice")
        if each.partner and each.partner not in codes:
            said.append(f"there is no partner “{each.partner}” ({', '.join(sorted(codes))})")
        if each.follows and (each.follows not in {*refs, *known} or each.follows == each.ref):
            said.append(f"cannot follow “{each.follows}”: there is no such other measure")
        where = f"{each.where}, " if each.where else ""
        found += [f"{where}{each.ref}: {text}" for text in said]
    return list(dict.fromkeys(found))


def keep_measures(*, by: Person, agreement: Agreement, given: Sequence[Given]) -> Kept:
    """Makes measures, their newer definitions and their targets, where the book lacks them.

    Raises Refusal with every fault; nothing is then kept.
    """
    require_defining(by, agreement)
    areas = {area.code: area for area in Area.objects.all()}
    if faults := faults_of(agreement, given, areas):
        raise Refusal("the measures were not taken", faults)
    done = Kept()
    with acting(str(by), f"set up {len(given)} measure{'s' * (len(given) != 1)}"):
        known = _keep_refs(agreement, given, done)
        _keep_versions(by, agreement, given, known, done)
        _keep_follows(given, known)
        _keep_goals(by, agreement, given, known, areas, done)
    return done


def _measures(agreement: Agreement) -> dict[str, Measure]:
    return {each.ref: each for each in Measure.objects.filter(agreement=agreement)}


def _versions(agreement: Agreement) -> dict[str, list[Definition]]:
    found: dict[str, list[Definition]] = {}
    rows = Definition.objects.filter(measure__agreement=agreement).select_related("measure")
    for each in rows.order_by("measure", "version"):
        found.setdefault(each.measure.ref, []).append(each)
    return found


def _faults(given: Given, book: Sequence[Definition], areas: Collection[str]) -> Iterator[str]:
    before: Version | None = None
    for version in given.versions:
        yield from version.meaning.faults()
        if before is not None:
            if not version.reason.strip():
                yield f"say why the definition changes from {version.starts}"
            if version.starts <= before.starts:
                yield f"the definition from {version.starts} does not come after {before.starts}"
        before = version
    for kept, version in zip(book, given.versions, strict=False):
        yield from _differs(kept, version)
    for goal in given.goals:
        for code in (goal.area, goal.comparator):
            if code and code not in areas:
                yield f"there is no area “{code}”"
        # An area to be compared with is looked up later: it stands in for the value here.
        said = goal.comparator or goal.wanted.words
        yield from replace(goal.wanted, words=said).faults()


def _differs(kept: Definition, version: Version) -> Iterator[str]:
    was, given = meaning_of(kept), _filled(version.meaning)
    for name in FIELDS:
        old, new = getattr(was, name), getattr(given, name)
        if old != new:
            yield (
                f"the book's definition from {kept.starts} has {name} “{old}”, this one “{new}”; "
                "a definition is added, never changed: write it under [[measures.definitions]]"
            )
    if kept.starts != version.starts:
        yield f"the book's definition {kept.version} is from {kept.starts}, not {version.starts}"


def _filled(meaning: Meaning) -> Meaning:
    """As it is kept: a percentage is per 100."""
    return replace(meaning, per=100) if meaning.unit == "percent" else meaning


def _keep_refs(agreement: Agreement, given: Sequence[Given], done: Kept) -> dict[str, Measure]:
    known = _measures(agreement)
    codes = {partner.code: partner for partner in partners(agreement)}
    fresh = []
    for each in given:
        values = {
            "partner": codes.get(each.partner),
            "owner": each.owner,
            "provenance": each.provenance,
        } | ({"ended": each.ended} if each.ended else {})
        old = known.get(each.ref)
        if old is None:
            fresh.append(Measure(agreement=agreement, ref=each.ref, **values))
            continue
        if any(getattr(old, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(old, name, value)
            old.save(update_fields=list(values))
            done.changed += 1
    done.new = len(fresh)
    known.update({each.ref: each for each in Measure.objects.bulk_create(fresh)})
    return known


def _keep_versions(
    by: Person, agreement: Agreement, given: Sequence[Given], known: dict[str, Measure], done: Kept
) -> None:
    book = _versions(agreement)
    fresh = []
    for each in given:
        there = len(book.get(each.ref, ()))
        for number, version in enumerate(each.versions[there:], there + 1):
            meaning = _filled(version.meaning)
            fresh.append(
                Definition(
                    measure=known[each.ref],
                    version=number,
                    starts=version.starts,
                    breaks=version.breaks,
                    reason=version.reason,
                    by=by,
                    **{name: getattr(meaning, name) for name in FIELDS},
                )
            )
            done.redefined += number > 1
    Definition.objects.bulk_create(fresh)


def _keep_follows(given: Sequence[Given], known: dict[str, Measure]) -> None:
    for each in given:
        measure, before = known[each.ref], known.get(each.follows)
        if before is None or measure.follows_id == before.pk:
            continue
        measure.follows = before
        measure.save(update_fields=["follows"])
        if before.ended is None:
            before.ended = each.versions[0].starts
            before.save(update_fields=["ended"])


def _keep_goals(
    by: Person,
    agreement: Agreement,
    given: Sequence[Given],
    known: dict[str, Measure],
    areas: dict[str, Area],
    done: Kept,
) -> None:
    there: dict[int, list[Target]] = {}
    rows = Target.objects.filter(measure__agreement=agreement, withdrawn_at__isnull=True)
    for target in rows.select_related("area", "comparator"):
        there.setdefault(target.measure_id, []).append(target)
    for each in given:
        measure = known[each.ref]
        left = there.get(measure.pk, [])
        fresh = []
        for goal in each.goals:
            wanted = replace(
                goal.wanted, area=areas.get(goal.area), comparator=areas.get(goal.comparator)
            )
            same = next((t for t in left if _as_wanted(t) == wanted), None)
            if same:
                left.remove(same)
            else:
                fresh.append(Target(measure=measure, by=by, **vars(wanted)))
        for target in fresh:
            old = next((t for t in left if _days(t) == _days(target)), None)
            if old:
                left.remove(old)
                old.withdrawn_at, old.withdrawn_why = timezone.now(), REPLACED
                old.save(update_fields=["withdrawn_at", "withdrawn_why"])
                done.replaced += 1
        done.targets_new += fresh
    done.targets = len(done.targets_new)
    Target.objects.bulk_create(done.targets_new)


def _as_wanted(target: Target) -> Wanted:
    return Wanted(**{name: getattr(target, name) for name in Wanted.__dataclass_fields__})


def _days(target: Target) -> tuple[str, int | None, date, date | None]:
    return target.kind, target.area_id, target.starts, target.ends
