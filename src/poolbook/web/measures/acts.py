"""What is done on a measure's page: judging, steps on its chart, targets."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from poolbook.partners.roles import May
from poolbook.performance.actions import judging, targets
from poolbook.performance.models import Area, Measure
from poolbook.performance.queries import areas as places
from poolbook.performance.queries import measures as queries
from poolbook.web.frame.access import page
from poolbook.web.measures import forms
from poolbook.web.measures.views import area_of, measure_or_404


@page(May.OBSERVE, write=May.OBSERVE)
def judge(request: HttpRequest, ref: str) -> HttpResponse:
    """A colour by hand, or a comment, for a period of an area."""
    found, area = _here(request, ref)
    newest = queries.newest(found, area)
    initial = {"time": forms.first_time(newest)}
    return forms.one_form(
        request,
        forms.JudgeForm(request.POST or None, initial=initial),
        lambda given: judging.judge_measure(
            by=request.user, measure=found, area=area, time=given["time"],
            rag=given["rag"], reason=given["reason"], comment=given["comment"],
        ),
        said="The judgement is kept.", back=_page(request, found, area),
        title="Judge or comment", button="Keep the judgement",
        purpose=f"{found.ref}, {area.name}. The newest judgement of a period counts; earlier ones "
        "stay in its history.",
    )  # fmt: skip


@page(May.OBSERVE, write=May.OBSERVE)
def step(request: HttpRequest, ref: str) -> HttpResponse:
    """A step on the chart of an area."""
    found, area = _here(request, ref)
    newest = queries.newest(found, area)
    initial = {"day": newest.ends if newest else None}
    return forms.one_form(
        request,
        forms.StepForm(request.POST or None, initial=initial),
        lambda given: judging.put_step(
            by=request.user, measure=found, area=area, kind=given["kind"], day=given["day"],
            reason=given["reason"],
        ),
        said="The step is on the chart.", back=_page(request, found, area),
        title="Put a step on the chart", button="Put it on the chart",
        purpose=f"{found.ref}, {area.name}. Everybody sees the step with its reason, and it can be "
        "taken off again.",
    )  # fmt: skip


@page(May.OBSERVE, write=May.OBSERVE)
def withdraw_step(request: HttpRequest, ref: str, step: int) -> HttpResponse:
    """Takes a step off the chart."""
    found = measure_or_404(request.place, ref)
    put = found.steps.filter(pk=step).select_related("area", "measure__agreement").first()
    if put is None:
        raise Http404("no such step")
    return forms.one_form(
        request,
        forms.Agreed(request.POST if request.method == "POST" else None),
        lambda given: judging.withdraw_step(by=request.user, step=put),
        said="The step is off the chart.", back=_page(request, found, put.area),
        title="Take the step off the chart", button="Take it off",
        purpose=f"{put.day:%-d %B %Y}: {put.reason}",
    )  # fmt: skip


@page(May.DEFINE_MEASURES, write=May.DEFINE_MEASURES)
def target(request: HttpRequest, ref: str) -> HttpResponse:
    """A target from a day on."""
    found = measure_or_404(request.place, ref)
    areas = queries.areas_of(found)
    area = area_of(request, areas)
    form = forms.TargetForm(
        request.POST or None, areas=areas, others=places.comparators(request.place.agreement)
    )
    return forms.one_form(
        request,
        form,
        lambda given: targets.set_target(
            by=request.user, measure=found, wanted=targets.Wanted(**form.wanted())
        ),
        said="The target is set.", back=_page(request, found, area),
        title="Set a target", button="Set the target",
        purpose=f"{found.ref}. Where several hold on a day, the newest counts; what was set before "
        "stays in the history.",
    )  # fmt: skip


@page(May.DEFINE_MEASURES, write=May.DEFINE_MEASURES)
def withdraw_target(request: HttpRequest, ref: str, target: int) -> HttpResponse:
    """Withdraws a target."""
    found = measure_or_404(request.place, ref)
    there = found.targets.filter(pk=target).select_related("measure__agreement").first()
    if there is None:
        raise Http404("no such target")
    return forms.one_form(
        request,
        forms.WhyForm(request.POST or None),
        lambda given: targets.withdraw_target(by=request.user, target=there, why=given["why"]),
        said="The target is withdrawn.", back=_page(request, found, None),
        title="Withdraw the target", button="Withdraw it",
        purpose=f"{found.ref}: {there}, from {there.starts:%-d %B %Y}. It stays in the history and "
        "judges nothing from now on.",
    )  # fmt: skip


def _here(request: HttpRequest, ref: str) -> tuple[Measure, Area]:
    found = measure_or_404(request.place, ref)
    area = area_of(request, queries.areas_of(found))
    if area is None:
        raise Http404("the measure has no area yet")
    return found, area


def _page(request: HttpRequest, found: Measure, area: Area | None) -> str:
    address = reverse(
        "measure", kwargs={"agreement": request.place.agreement.code, "ref": found.ref}
    )
    return f"{address}?area={area.code}" if area else address
