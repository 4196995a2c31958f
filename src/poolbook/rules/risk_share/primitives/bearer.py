"""Single bearer: one partner takes the whole variation, either way.

Clause: "The county council will manage 100% of the variation" (Oxfordshire 2020/21, Schedule 3).
"""

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share.primitives.fixed import Fixed
from poolbook.rules.risk_share.sharing import Names, one, read_bearer
from poolbook.rules.risk_share.work import Head


def read(fields: Fields, head: Head, names: Names) -> Fixed:
    """`partner`. Formula: its share = what remains; everybody else's = 0."""
    return Fixed(head, one(read_bearer(fields, "partner", names)))
