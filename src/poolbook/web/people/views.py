"""Pages about people: who there is, inviting, changing and ending, the roles, and one's own account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from poolbook.partners import actions, queries
from poolbook.partners.models import Person, SecondFactorReset
from poolbook.partners.roles import May, Role, described
from poolbook.rules.refusal import Refusal
from poolbook.web.frame.access import ANYBODY, page
from poolbook.web.frame.acting import carried_out
from poolbook.web.people import mail
from poolbook.web.people.adapters import by_provider
from poolbook.web.people.forms import AcceptForm, ChangeForm, InviteForm, LeaveForm, ResetForm

SEE = (May.MANAGE_PEOPLE, May.READ_RECORD)


@page(SEE)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody the reader may see, partner by partner, and the open invitations."""
    found = queries.people(request.user)
    groups: dict[str, list[Person]] = {}
    for person in found.filter(left_on=None):
        groups.setdefault(str(person.partner or "The whole book"), []).append(person)
    context = {
        "groups": groups,
        "left": found.exclude(left_on=None),
        "invitations": queries.open_invitations(request.user),
        "may_manage": May.MANAGE_PEOPLE in queries.may(request.user),
    }
    return render(request, "people/people.html", context)


@page(May.MANAGE_PEOPLE, write=May.MANAGE_PEOPLE)
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Invites somebody; the answer shows the link once."""
    form = InviteForm(request.POST or None, **_reach(request))
    sent: list[actions.Invited] = []
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        values = form.values()
        if carried_out(
            request,
            lambda: sent.append(actions.invite(by=request.user, email=email, **values)),
            form=form,
        ):
            context = {
                "invited": sent[0].invitation,
                "link": mail.link(request, sent[0]),
                "mailed": mail.send(request, sent[0]),
            }
            return render(request, "people/invited.html", context)
    return render(request, "people/invite.html", {"form": form, "back": reverse("people")})


@page(May.MANAGE_PEOPLE, write=May.MANAGE_PEOPLE)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraws an invitation, once it was asked whether."""
    invitation = queries.open_invitations(request.user).filter(pk=number).first()
    if invitation is None:
        raise Http404("no such open invitation")
    if request.method == "POST":
        carried_out(
            request,
            lambda: actions.withdraw(by=request.user, invitation=invitation),
            f"The invitation of {invitation.email} is withdrawn; its link works no more.",
        )
        return redirect("people")
    return render(request, "people/withdraw.html", {"invitation": invitation})


@page(May.MANAGE_PEOPLE, write=May.MANAGE_PEOPLE)
def change(request: HttpRequest, username: str) -> HttpResponse:
    """Another role, partner or title for somebody."""
    person = _person(request, username)
    now = {
        "title": person.title,
        "role": person.role,
        "partner": person.partner.code if person.partner else "",
    }
    form = ChangeForm(request.POST or None, initial=now, **_reach(request))
    if request.method == "POST" and form.is_valid():
        values = form.values() | {"why": form.cleaned_data["why"]}
        said = f"{values['title']} is now {values['role'].value}. They sign in anew."
        if carried_out(
            request,
            lambda: actions.change_role(by=request.user, person=person, **values),
            said,
            form=form,
        ):
            return redirect("people")
    context = {"form": form, "about": person, "back": reverse("people")}
    return render(request, "people/change.html", context)


@page(May.MANAGE_PEOPLE, write=May.MANAGE_PEOPLE)
def leave(request: HttpRequest, username: str) -> HttpResponse:
    """Ends somebody who has left, once it was asked whether."""
    person = _person(request, username)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if carried_out(
            request,
            lambda: actions.leave(by=request.user, person=person, why=why),
            f"{person.title or person.username} cannot sign in any more.",
            form=form,
        ):
            return redirect("people")
    context = {"form": form, "about": person, "back": reverse("people")}
    return render(request, "people/leave.html", context)


@page(May.MANAGE_PEOPLE, write=May.MANAGE_PEOPLE)
def reset(request: HttpRequest, username: str) -> HttpResponse:
    """Takes away a lost second factor, and tells its owner by e-mail."""
    person = _person(request, username)
    form = ResetForm(request.POST or None)
    done: list[SecondFactorReset] = []
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if carried_out(
            request,
            lambda: done.append(
                actions.reset_second_factor(by=request.user, person=person, why=why)
            ),
            form=form,
        ):
            told = mail.tell_reset(request, done[0])
            said = (
                "They were told by e-mail." if told else "No e-mail went out: tell them yourself."
            )
            called = person.title or person.username
            messages.success(request, f"The second factor of {called} is reset. {said}")
            return redirect("people")
    context = {"form": form, "about": person, "back": reverse("people")}
    return render(request, "people/reset.html", context)


@page()
def roles(request: HttpRequest) -> HttpResponse:
    """Every role, what it is for and what it may."""
    found = [
        {"name": role.value, "text": described[role], "may": queries.may(Person(role=role.value))}
        for role in Role
    ]
    return render(request, "people/roles.html", {"roles": found})


@page()
def me(request: HttpRequest) -> HttpResponse:
    """One's own account: role, what it allows, password and second factor."""
    person = request.user
    context = {
        "described": described[Role(person.role)],
        "allowed": queries.may(person),
        "second": queries.has_second_factor(person),
        "by_provider": by_provider(request, person),
        "has_password": person.has_usable_password(),
    }
    return render(request, "people/me.html", context)


@page(ANYBODY, write=ANYBODY)
@sensitive_post_parameters("password", "again")
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Takes up an invitation: a username and a password, or the way to one's organisation's sign-in."""
    try:
        found = queries.invitation(token)
    except Refusal as refusal:
        context = {"message": refusal.message, "what_to_do": "An administrator can invite you."}
        return render(request, "account/refused.html", context, status=404)
    form = AcceptForm(request.POST or None)
    provider = queries.provider_of(found.partner)
    required = bool(provider and provider.required)
    if request.method == "POST" and not required and form.is_valid():
        data = form.cleaned_data
        if carried_out(
            request,
            lambda: actions.accept(
                token=token, username=data["username"], password=data["password"]
            ),
            form=form,
        ):
            messages.success(request, "Your account is ready. Sign in with it.")
            return redirect("account_login")
    context = {"form": form, "invitation": found, "provider": provider, "required": required}
    return render(request, "people/invitation.html", context)


def _person(request: HttpRequest, username: str) -> Person:
    """Somebody the reader may see, who has not left; else not found."""
    found = queries.people(request.user).filter(username=username, left_on=None).first()
    if found is None:
        raise Http404("nobody of that name")
    return found


def _reach(request: HttpRequest) -> dict[str, object]:
    """Whom the reader may give roles to."""
    return {
        "partners": list(queries.partners(request.user)),
        "whole_book": request.user.partner_id is None,
    }
