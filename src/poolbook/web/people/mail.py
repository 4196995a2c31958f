"""The letter that invites somebody: plain text, sent once."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse

from poolbook.partners.actions.inviting import Invited

log = logging.getLogger(__name__)
LETTER = """\
You are invited to Poolbook, the shared book of {where}, as {title} ({role}).

Open this link to choose a username and a password. It works once, until {until}:

{link}

If you did not expect this, you need do nothing: without you the link does nothing.
"""


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
    try:
        return bool(send_mail("Your invitation to Poolbook", text, None, [invitation.email]))
    except (OSError, SMTPException) as error:
        log.warning("an invitation could not be sent: %s", error)
        return False
