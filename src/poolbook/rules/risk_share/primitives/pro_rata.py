"""Pro rata: in proportion to gross, net, actual or commissioned contributions.

Clause: "pool 2 in proportion to actual contributions" (Herefordshire style).
"""

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share.primitives.fixed import Fixed
from poolbook.rules.risk_share.sharing import Names, Sharing, read_pro_rata
from poolbook.rules.risk_share.work import Head


def read(fields: Fields, head: Head, names: Names) -> Fixed:
    """`basis`, with `elements` and `partners` to narrow it.

    Formula: share of a partner = its contributions ÷ all contributions × what remains. With no
    contributions at all nobody bears it: it is unallocated, and the trace says so.
    """
    return Fixed(head, Sharing(pro_rata=read_pro_rata(fields, names)))
