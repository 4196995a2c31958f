"""Guesses made at once, as by several workers, are counted one by one."""

import threading

from django.db import connections
from django.test import Client

from poolbook.partners import actions
from poolbook.partners.roles import Role
from tests.factories import person

TRIED = "not right"


def test_no_more_than_ten_of_many_guesses_at_once_are_tried(transactional_db: str) -> None:
    partner = actions.keep_partner(by="t", code="P", name="A partner", kind="council")
    who = person("busy", Role.MEMBER, partner)
    actions.keep_password(person=who, password="plum ladder quiet river")
    answers: list[str] = []

    def guess() -> None:
        sent = {"login": "busy", "password": "wrong"}
        answers.append(Client().post("/account/sign-in/", sent).content.decode())
        connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 24
    assert 0 < sum(TRIED in answer for answer in answers) <= 10
