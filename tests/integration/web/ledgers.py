"""Ledger files given to the pages as a browser gives them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from poolbook.intake.models import Upload
from poolbook.partners.models import Person
from tests import jobs

HEAD = "Cost Centre,Account,Posting Date,Reference,Narrative,Amount\n"
GOOD = HEAD + "C1,4000,15/04/2020,r1,care,100.50\nC2,4000,16/04/2020,r2,beds,-20.25\n"
NEW = GOOD + "N9,4000,17/04/2020,r3,taxis,7.00\nOUT,4000,18/04/2020,r4,rent,1.00\n"
HERE = "/imports/pooled/2020-21/P1/"


def client(person: Person) -> Client:
    made = Client()
    made.force_login(person)
    return made


def give(person: Person, text: str | bytes = GOOD, name: str = "april.csv", **more: Any) -> Any:
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile(name, content)
    return client(person).post(HERE, {"file": file, "source": "gl"} | more)


def taken(person: Person, text: str | bytes = GOOD, name: str = "april.csv", **more: Any) -> Upload:
    """A file given and read."""
    answer = give(person, text, name, **more)
    assert answer.status_code == 302, answer.content.decode()
    jobs.run_all()
    return Upload.objects.latest("id")
