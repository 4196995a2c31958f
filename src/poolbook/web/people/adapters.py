"""How sign-in behaves here: nobody signs up, leavers stay out, and a partner vouches for its own people only."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from poolbook.partners import actions, queries
from poolbook.partners.models import Person

BEFORE = "here_before"  # in the session: when its person was here the time before, as ISO text
TOO_MANY = (
    "Too many wrong attempts. Nothing more is tried for this name for five minutes; then try "
    "again, or set a new password."
)
WRONG = "The username or the password is not right."
WRONG_CODE = "This code is not right. Codes change every 30 seconds; try the next one."


class Accounts(DefaultAccountAdapter):
    """Local accounts: by invitation only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": TOO_MANY,
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
        "incorrect_code": WRONG_CODE,
        "rate_limited": "Too many requests in a short time. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: who is new comes by an invitation."""
        return False

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        """Refuses leavers, and local sign-in where the partner requires its own."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if refused is not None:
            return refused
        provider = queries.provider_of(user.partner)
        if provider and provider.required and not by_provider(request, user):
            clear_login(request)
            return told(
                request,
                f"People of {user.partner} sign in with {user.partner}’s own sign-in.",
                "Choose it on the sign-in page.",
            )
        return None

    def login(self, request: HttpRequest, user: Person) -> None:
        """Signs in, and keeps when they were here before for the pages that say what changed since."""
        super().login(request, user)
        before = actions.seen(person=user)
        request.session[BEFORE] = before.isoformat() if before else ""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in counts as showing that it is oneself, for as long as showing it again would."""
        records = get_authentication_records(self.request, self.request.user)
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return not any(record.get("at", 0) > since for record in records)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account."""
        return reverse("me")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count a person, whichever of their names and of the site's addresses a guess is for."""
        typed = str(credentials.get("email") or credentials.get("username") or "").lower()
        return queries.guessed(typed)


class SecondFactors(DefaultMFAAdapter):
    """Second factors, in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": "Set up a passkey or an authenticator app first.",
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Devices show this name beside the passkey."""
        return super().get_public_key_credential_rp_entity() | {"name": "Poolbook"}


class Partners(DefaultSocialAccountAdapter):
    """A partner's identity provider: it may speak for people of that partner, and for nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: who is new comes by an invitation."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Finds the person that the provider speaks of, or refuses."""
        account, app = sociallogin.account, sociallogin.provider.app
        claims = account.extra_data
        if account.pk:  # what they know of somebody is theirs: nothing of it is kept
            SocialAccount.objects.filter(pk=account.pk).update(extra_data={})
        account.extra_data = {}
        binding = queries.providers().filter(app=app).first()
        if binding is None or sociallogin.state.get("process", "login") != "login":
            raise _refuse(request, "This sign-in is not set up for that.")
        email, fault = _email(claims)
        if fault:
            raise _refuse(request, fault)
        person = sociallogin.user if account.pk else None
        if person is None:
            found = queries.people(None).filter(email__iexact=email, left_on=None)
            person = found.filter(partner=binding.partner).first() or actions.accept_by_provider(
                email=email, partner=binding.partner
            )
        if person is None or person.partner_id != binding.partner_id or not person.is_active:
            raise _refuse(
                request,
                f"{binding.partner} says that you are {email}. Poolbook knows nobody of "
                f"{binding.partner} by that address who may sign in.",
            )
        if not account.pk:
            _tie(request, sociallogin, person)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Anything that went wrong on the way is told in plain words, without its inner causes."""
        raise _refuse(request, "Your organisation’s sign-in did not complete, or was used before.")


def by_provider(request: HttpRequest, user: Person) -> bool:
    """Whether this session was opened through the partner's own sign-in."""
    records = get_authentication_records(request, user)
    return any(record.get("method") == "socialaccount" for record in records)


def told(request: HttpRequest, message: str, what_to_do: str) -> HttpResponse:
    """The plain page of a sign-in that was refused."""
    context = {"message": message, "what_to_do": what_to_do}
    return render(request, "account/refused.html", context, status=403)


def _refuse(request: HttpRequest, message: str) -> ImmediateHttpResponse:
    what_to_do = "Try again from the sign-in page; if it stays so, ask your administrator."
    return ImmediateHttpResponse(told(request, message, what_to_do))


def _email(claims: dict[str, Any]) -> tuple[str, str]:
    """The verified address in what the provider said, or why there is none."""
    token, info = claims.get("id_token") or {}, claims.get("userinfo") or {}
    if token and info and token.get("sub") != info.get("sub"):
        return "", "Your organisation’s sign-in named two different people."
    said = info or token
    if said.get("email_verified") is not True or not said.get("email"):
        return "", "Your organisation’s sign-in gave no e-mail address that it has verified."
    return str(said["email"]), ""


def _tie(request: HttpRequest, sociallogin: SocialLogin, person: Person) -> None:
    """Ties the person to the provider's account, the first time. Who has another one is refused:
    an address may have been given to somebody new."""
    account = sociallogin.account
    if SocialAccount.objects.filter(user=person, provider=account.provider).exists():
        raise _refuse(request, "This address belongs to another account of your organisation.")
    sociallogin.account = actions.link_provider(
        person=person, provider=account.provider, subject=account.uid
    )
    sociallogin.user = person
