"""What every answer must carry, whatever its address and status."""

from django.http import HttpResponse

from poolbook.partners.models import Person
from tests.integration.web.addresses import Address

# The same for everybody, and nobody's: it may be kept.
KEPT_BY_ANYBODY = {"stylesheet"}


def faults_of(response: HttpResponse, address: Address, person: Person | None) -> list[str]:
    """What is wrong with the headers of an answer to somebody."""
    faults = []
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy:
        faults.append("no strict Content-Security-Policy")
    if "unsafe" in policy or "*" in policy or "http" in policy:
        faults.append(f"a lax Content-Security-Policy: {policy}")
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
    ):
        if response.headers.get(name) != value:
            faults.append(f"{name} is {response.headers.get(name)}")
    kept = response.headers.get("Cache-Control", "")
    if person is not None and "no-store" not in kept and address.name not in KEPT_BY_ANYBODY:
        faults.append(f"may be kept by a cache: {kept}")
    return faults
