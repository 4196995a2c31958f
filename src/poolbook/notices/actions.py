"""Choosing which e-mail one gets, and sending the day's."""

import logging
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from poolbook.audit.acting import acting
from poolbook.notices import queries
from poolbook.notices.models import Kind, Notice, NoticeChoice
from poolbook.partners.models import Person

log = logging.getLogger(__name__)
SENDER = "Poolbook's daily e-mail"
LETTER = """\
{sections}

Open Poolbook: {address}/

You get this because of your role. Choose which e-mail you get: {address}/settings/notices/
"""


def choose(*, by: Person, wanted: dict[str, bool]) -> None:
    """Keeps somebody's own choices; what is not named stays as it was."""
    with acting(str(by), "chose which e-mail to get"):
        now = queries.choices(by)
        for kind in Kind.values:
            if kind in wanted and wanted[kind] != now[kind]:
                NoticeChoice.objects.update_or_create(
                    person=by, kind=kind, defaults={"wanted": wanted[kind]}
                )


def send(*, person: Person, day: date) -> str:
    """The person's e-mail of a day, once. What became of it: `nothing`, `sent` or `already`.

    It is written down first and sent then: a process killed between leaves `sending`, which is
    never sent again but logged, because it may have gone out. A mail server's refusal is raised,
    after `failed` is written down, and the queue tries again later.
    """
    found = queries.letter(person, timezone.now())
    if found is None or not person.is_active or not person.email:
        return "nothing"
    notice = _begin(person, day, found)
    if notice is None:
        return "already"
    try:
        EmailMessage(found.subject, body(found), to=[person.email]).send()
    except Exception:
        _end(notice, "failed")
        raise
    _end(notice, "sent")
    return "sent"


def body(letter: queries.Letter) -> str:
    """The text of a letter: plain, with the address of the site."""
    sections = (
        "\n".join([heading, *(f"  - {sentence}" for sentence in told)])
        for heading, told in letter.sections
    )
    return LETTER.format(sections="\n\n".join(sections), address=settings.POOLBOOK_ADDRESS)


def _begin(person: Person, day: date, letter: queries.Letter) -> Notice | None:
    """The row that says that it is being sent; None where it was, or may have been."""
    with acting(SENDER, "began to send somebody's daily e-mail"):
        notice, made = Notice.objects.select_for_update().get_or_create(
            person=person, day=day, defaults=_values(letter)
        )
        if made:
            return notice
        if notice.state == "failed":
            for name, value in _values(letter).items():
                setattr(notice, name, value)
            notice.save()
            return notice
    if notice.state == "sending":
        log.error(
            "an e-mail was interrupted and may not have gone out; it is not sent again",
            extra={"person": person.pk, "day": str(day)},
        )
    return None


def _values(letter: queries.Letter) -> dict[str, object]:
    return {"state": "sending", "kinds": ",".join(letter.kinds), "at": timezone.now()}


def _end(notice: Notice, state: str) -> None:
    with acting(SENDER, f"daily e-mail: {state}"):
        notice.state = state
        notice.save(update_fields=["state"])
