"""The same key does an act once: replayed, and refused for another body."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from poolbook.api.models import Answer
from poolbook.finance.models import Batch, Invoice, Virement
from tests.factories import Book
from tests.integration.api.calling import Caller, caller

AT = "pooled/2020-21/P1"
KEY = {"Idempotency-Key": "april-1"}
INVOICE = {
    "issuer": "P1", "payer": "P2", "number": "1", "kind": "contribution", "dated": "2020-04-20",
    "amount_pence": 1_000, "what_for": "April",
}  # fmt: skip
VIREMENT = {
    "recurrent": False, "reason": "beds",
    "parts": [{"line": "L1", "amount_pence": 5}, {"line": "L2", "amount_pence": -5}],
}  # fmt: skip


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(manager: Caller) -> None:
    first = manager.post(f"virements/{AT}", VIREMENT, **KEY)
    again = manager.post(f"virements/{AT}", VIREMENT, **KEY)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content and again.headers["Idempotency-Replayed"] == "true"
    assert Virement.objects.count() == 1
    assert manager.post(f"virements/{AT}", VIREMENT).body["id"] != first.body["id"]


def test_a_key_of_another_request_is_422(manager: Caller) -> None:
    manager.post(f"virements/{AT}", VIREMENT, **KEY)
    answer = manager.post(f"virements/{AT}", VIREMENT | {"reason": "other"}, **KEY)
    assert answer.status_code == 422 and "another request" in answer.body["detail"]
    assert manager.post(f"invoices/{AT}", INVOICE, **KEY).status_code == 422
    assert Virement.objects.count() == 1 and not Invoice.objects.exists()


def test_a_key_is_its_tokens_own(book: Book, manager: Caller) -> None:
    manager.post(f"virements/{AT}", VIREMENT, **KEY)
    assert caller(book.holder).post(f"virements/{AT}", VIREMENT, **KEY).status_code == 200
    assert Virement.objects.count() == 2


def test_what_was_refused_is_tried_again(manager: Caller) -> None:
    bad = INVOICE | {"amount_pence": 0}
    assert manager.post(f"invoices/{AT}", bad, **KEY).status_code == 422
    assert not Answer.objects.exists()
    assert manager.post(f"invoices/{AT}", INVOICE, **KEY).status_code == 200


def test_a_key_is_kept_for_a_day(manager: Caller) -> None:
    manager.post(f"virements/{AT}", VIREMENT, **KEY)
    Answer.objects.update(at=timezone.now() - timedelta(hours=25))
    assert manager.post(f"virements/{AT}", VIREMENT, **KEY).status_code == 200
    assert Virement.objects.count() == 2 and Answer.objects.count() == 1


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
def test_a_key_that_is_none_is_422(manager: Caller, key: str) -> None:
    answer = manager.post(f"virements/{AT}", VIREMENT, **{"Idempotency-Key": key})
    assert answer.status_code == 422
    assert answer.body["faults"][0]["place"] == "header.Idempotency-Key"


def test_a_file_sent_twice_is_imported_once(manager: Caller) -> None:
    body = b"Cost centre,Account,Date,Amount\nC1,4000,20/04/2020,100.00\n"

    def send(content: bytes) -> Any:
        file = SimpleUploadedFile("april.csv", content)
        return manager.upload(f"imports/{AT}", source="gl", file=file, headers=KEY)

    first, again = send(body), send(body)
    assert first.status_code == 200, first.body
    assert again.content == first.content and Batch.objects.count() == 1
    assert send(body.replace(b"100", b"200")).status_code == 422
