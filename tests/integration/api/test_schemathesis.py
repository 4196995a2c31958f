"""Cases that schemathesis makes of the API's own document: none ends in a server error or a surprise."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from poolbook.api import auth
from poolbook.api.models import WRITE
from poolbook.config.wsgi import application
from tests.factories import fill, make_book
from tests.integration.api.calling import caller
from tests.measured import measured

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
# Examples an operation: made to fit the document, and made not to.
OFTEN = {"manager": (15, 11), "auditor": (5, 3), "lead1": (4, 1)}
AT_LEAST = 2_000
REAL = {
    "agreement": "pooled", "year": "2020-21", "month": "P1", "pool": "one", "source": "gl",
    "line": "L1", "issuer": "P1", "payer": "P2", "check": "ledgers", "version": 1, "id": 1,
    "ref": "settled", "measure": "settled", "card": "jmg", "area": "E10000025",
    "invoice": 1, "figure": "one/L1:variation@2020-21/P1", "seen": 0, "terms_version": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def schema(transactional_db: str) -> Iterator[Any]:
    """The document, as served by the site on a book whose writes are committed."""
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", application)


def real(value: Any) -> Any:
    """The same with names that the book has, so that acts get as far as the book."""
    if isinstance(value, dict):
        return {k: REAL[k] if k in REAL else real(v) for k, v in value.items()}
    return [real(item) for item in value] if isinstance(value, list) else value


def test_the_document_is_openapi_3_1(schema: Any) -> None:
    assert schema.raw_schema["openapi"].startswith("3.1")
    schema.validate()
    operations = [o.ok() for o in schema.get_all_operations()]
    assert len({o.definition.raw["operationId"] for o in operations}) == len(operations) >= 50


def test_no_case_surprises(schema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "A_MINUTE", 10**9)
    book = make_book()
    fill(book)
    measured(book)
    people = {"manager": book.manager, "auditor": book.auditor, "lead1": book.leads[0]}
    seen: Counter[int] = Counter()
    for who, often in OFTEN.items():
        headers = {"Authorization": f"Bearer {caller(people[who], WRITE).secret}"}
        for operation in (found.ok() for found in schema.get_all_operations()):
            for mode, examples in zip(GenerationMode, often, strict=True):
                _try(operation, mode, examples, headers, seen)
    assert seen.total() >= AT_LEAST, seen
    assert seen[200] > 200, seen


def _try(
    operation: Any, mode: GenerationMode, examples: int, headers: dict[str, str], seen: Counter[int]
) -> None:
    cases = operation.as_strategy(generation_mode=mode)

    @seed(20)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(case=cases, really=st.booleans(), inside=st.booleans())
    def attempt(case: Any, really: bool, inside: bool) -> None:
        if really:
            case.path_parameters = real(case.path_parameters or {})
            if case.query:
                case.query = real(case.query)
        if inside and isinstance(case.body, dict | list):
            case.body = real(case.body)
        response = case.call(headers=headers)
        seen[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    try:
        attempt()
    except Exception as error:
        raise AssertionError(
            f"{operation.label} ({mode.value}): {json.dumps(str(error))[:3000]}"
        ) from error
