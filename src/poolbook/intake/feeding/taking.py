"""Taking a file in: its areas where that was allowed, its measures, its values; all of it or nothing."""

from pathlib import Path
from typing import Any

from poolbook.agreements.models import Agreement
from poolbook.audit.acting import acting
from poolbook.intake.feeding.seeing import Seen, see
from poolbook.intake.feeds import FeedLayout, shipped
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.performance.actions import loads
from poolbook.performance.actions.allowed import require_defining, require_observing
from poolbook.performance.actions.areas import keep_areas
from poolbook.performance.actions.loads import Loaded, keep_feed, take_in
from poolbook.performance.actions.measures import Meaning, define
from poolbook.performance.models import Feed, Load, Measure
from poolbook.rules.refusal import Refusal


def bring(
    *,
    by: Person,
    agreement: Agreement,
    path: Path,
    name: str = "",
    layout: FeedLayout | str | None = None,
    new_areas: bool = False,
) -> tuple[Loaded, Seen]:
    """Takes a file in. Raises Refusal with every fault; nothing of it is then kept."""
    require_observing(by, agreement)
    seen = see(path, agreement, name=name, layout=layout, new_areas=new_areas, compare=False)
    refuse(seen)
    return take(by=by, agreement=agreement, seen=seen), seen


def refuse(seen: Seen) -> None:
    """Raises Refusal with every fault of a file, if it has any."""
    if seen.faults:
        many = len(seen.faults) + seen.not_listed
        told = [f"{each.message} {each.what_to_do}".strip() for each in seen.faults]
        if seen.not_listed:
            told.append(f"and {seen.not_listed:,} more")
        raise Refusal(
            f"{seen.file} has {many:,} fault{'s' * (many > 1)}; nothing was taken in", told
        )


def take(*, by: Person, agreement: Agreement, seen: Seen) -> Loaded:
    """Takes in what was seen without a fault, in one transaction. Raises Refusal."""
    require_observing(by, agreement)
    layout = seen.layout
    assert layout is not None and not seen.faults
    if seen.new_measures or (seen.new_areas and seen.placing.new):
        _may_define(by, agreement, seen)
    with acting(str(by), f"took in {seen.file}"):
        if seen.new_areas and seen.placing.new:
            places = {place.code: place for place in seen.placing.new.values()}
            keep_areas(by=by, places=list(places.values()))
        for each in seen.new_measures:
            follows = Measure.objects.filter(agreement=agreement, ref=each.follows).first()
            define(
                by=by,
                agreement=agreement,
                ref=each.ref,
                meaning=Meaning(**each.meaning),
                follows=follows,
                ended=each.ended,
                provenance=f"as {layout.name} has it ({seen.file})"[:300],
            )
        return take_in(
            by=by,
            agreement=agreement,
            values=seen.values,
            feed=_feed(by, agreement, layout),
            file_name=seen.file[:200],
            sha256=seen.sha256,
            provenance=layout.publisher[:300],
        )


def keep_layout(*, by: Person, agreement: Agreement, data: dict[str, Any]) -> Feed:
    """Saves a layout of the agreement's own, in place of an earlier one. Raises LayoutError."""
    require_defining(by, agreement)
    layout = FeedLayout.of(data)
    return keep_feed(
        by=by, agreement=agreement, code=layout.code, name=layout.name[:200], layout=layout.data
    )


def withdraw(*, by: Person, agreement: Agreement, number: int, why: str) -> Load:
    """Takes a load of the agreement back by its number. Raises Refusal."""
    load = Load.objects.filter(agreement=agreement, pk=number).first()
    if load is None:
        raise Refusal(f"there is no load {number}")
    loads.withdraw(by=by, load=load, why=why)
    return load


def _may_define(by: Person, agreement: Agreement, seen: Seen) -> None:
    """The first file of a publication defines its measures: somebody who may do that brings it in."""
    try:
        require(by, May.DEFINE_MEASURES)
        require_defining(by, agreement)
    except Refusal as refusal:
        refs = [each.ref for each in seen.new_measures]
        what = f"{len(refs):,} measure{'s' * (len(refs) != 1)}" if refs else "areas"
        raise replace_message(
            refusal, f"{seen.file} would add {what} that the book does not have", refs[:50]
        ) from None


def replace_message(refusal: Refusal, message: str, details: list[str]) -> Refusal:
    """The same kind of refusal with what it is about before its reason."""
    return type(refusal)(f"{message}: {refusal.message}", [*details, *refusal.details])


def _feed(by: Person, agreement: Agreement, layout: FeedLayout) -> Feed:
    """The feed of a layout; made with the first file. A layout of the package is not copied."""
    found = Feed.objects.filter(agreement=agreement, code=layout.code).first()
    own = shipped().get(layout.code) != layout
    if found and (not own or found.layout == layout.data):
        return found
    kept = layout.data if own else {"shipped": layout.code}
    return keep_feed(
        by=by, agreement=agreement, code=layout.code, name=layout.name[:200], layout=kept
    )
