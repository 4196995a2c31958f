"""For the pages of errors, which must work when nothing else does."""

from django import template

from poolbook.web.health.logs import request_id

register = template.Library()


@register.simple_tag
def this_request() -> str:
    """The id under which the log tells of this request; empty outside one."""
    return request_id.get()
