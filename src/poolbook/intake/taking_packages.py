"""An extract of packages taken into an area from a file: read, proved, pseudonymised, kept; or refused."""

import hashlib
from pathlib import Path

from django.utils import timezone

from poolbook.agreements.models import Agreement
from poolbook.audit.acting import acting
from poolbook.caseload import actions
from poolbook.caseload.keys import pseudonyms
from poolbook.caseload.queries import areas, has_real_people
from poolbook.intake import packages
from poolbook.partners.models import Person
from poolbook.rules.refusal import Refusal


def take(
    *, by: Person, agreement: Agreement, path: Path, code: str, name: str = "", whole: bool = False
) -> actions.Loaded:
    """Takes a file in, whole or not at all; the area is made where there is none of that code.

    Without a `name` an area keeps its own, and a new one has its code. Raises Refusal with every fault.
    """
    names = pseudonyms(actions.folder(), anew=not has_real_people())
    extract = packages.read(path, f"{agreement.code}/{code}", names, timezone.localdate())
    extract.refuse(path.name)
    if not extract.rows:
        raise Refusal(f"{path.name} has no packages")
    known = areas(agreement).filter(code=code).first()
    with acting(str(by), f"took in packages of {code} from {path.name}"):
        area = actions.keep_area(
            by=by, agreement=agreement, code=code, name=name or (known.name if known else code)
        )
        return actions.take_in(
            by=by,
            area=area,
            table=actions.table_of(extract.columns),
            providers=extract.providers,
            whole=whole,
            file_name=path.name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
