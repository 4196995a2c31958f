"""The letters about an account: an invitation, a second factor that was reset. Plain text, sent once."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse

from poolbook.partners.actions.inviting import Invited
from poolbook.partners.models import SecondFactorReset

log = logging.getLogger(__name__)
LETTER = """\
You are invited to Poolbook, the shared book of {where}, as {title} ({role}).

Open this link to choose a username and a password. It works once, until {until}:

{link}

If you did not expect this, you need do nothing: without you the link does nothing.
"""

RESET = """\
Your second factor for Poolbook was reset by {by}, because: {why}

You were signed out everywhere. Sign in with your username and password, and set up a passkey or an
authenticator app again: {account}

If you did not ask for this, tell your administrator at once and choose a new password.
"""


def tell_reset(request: HttpRequest, reset: SecondFactorReset) -> bool:
    """Tells somebody that their second factor is gone; False where no letter went out."""
    if not reset.person.email:
        return False
    text = RESET.format(
        by=reset.by.title or reset.by.username,
        why=reset.why,
        account=request.build_absolute_uri(reverse("mfa_index")),
    )
    subject = "Your second factor for Poolbook was reset"
    return _sent(subject, text, reset.person.email)


def link(request: HttpRequest, invited: Invited) -> str:
    """The address that the invited person opens, on the site that the request came to."""
    return request.build_absolute_uri(reverse("invitation", args=[invited.token]))


def send(request: HttpRequest, invited: Invited) -> bool:
    """Sends the letter; False where the mail server did not take it: the link can be copied then."""
    invitation = invited.invitation
    partner = invitation.partner
    text = LETTER.format(
        where=f"a pooled budget, for {partner}" if partner else "a pooled budget",
        title=invitation.title,
        role=invitation.role,
        until=f"{invitation.expires_at:%-d %B %Y}",
        link=link(request, invited),
    )
    return _sent("Your invitation to Poolbook", text, invitation.email)


def _sent(subject: str, text: str, to: str) -> bool:
    try:
        return bool(send_mail(subject, text, None, [to]))
    except (OSError, SMTPException) as error:
        log.warning("“%s” could not be sent: %s", subject, error)
        return False
