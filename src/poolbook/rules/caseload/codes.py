"""The words of a caseload and the small numbers they are kept as: services, settings, funders and more."""

from dataclasses import dataclass
from datetime import date

EPOCH = date(1970, 1, 1).toordinal()
EARLIEST = -(2**31)  # no day is before it
OPEN = 2_000_000  # the last day of a package that has no end yet
UNKNOWN_BORN = -1_000_000  # the day somebody was born where nobody wrote it down
FOREVER = 2**62  # known to: no later word of it
MOST_WEEKLY = (
    5_000_000  # pence; £50,000 a week is past anything real, and squares must fit in 64 bits
)


@dataclass(frozen=True)
class Service:
    """A service that a package buys. `ongoing` ones are counted at snapshot dates, others are not."""

    code: int
    name: str
    setting: int
    ongoing: bool = True
    direct_payment: bool = False


RESIDENTIAL, SUPPORTED, FAMILY = 1, 2, 3
# A person who is in two settings at once is counted in the first of them.
SETTINGS = {RESIDENTIAL: "Residential", SUPPORTED: "Supported Living", FAMILY: "Family home"}
FUNDERS = {1: "Council", 2: "Health", 3: "Split"}
GROUPS = {
    1: "Learning Disability",
    2: "Acquired Brain Injury",
    3: "Physical Disability",
    4: "Older People",
    5: "Mental Health",
    6: "Autism",
}
CONDITIONS = {0: "Autism", 1: "Dementia", 2: "Epilepsy", 3: "Sensory impairment"}  # bit → name
SERVICES = {
    each.code: each
    for each in (
        Service(1, "Supported Living", SUPPORTED),
        Service(2, "Direct Payments", FAMILY, direct_payment=True),
        Service(3, "Day Services", FAMILY),
        Service(4, "Residential Care", RESIDENTIAL),
        Service(5, "Home Support", FAMILY),
        Service(6, "SEN - Residential Care", RESIDENTIAL),
        Service(7, "SEN - Supported Living", SUPPORTED),
        Service(8, "Shared Lives", FAMILY),
        Service(9, "Nursing Care", RESIDENTIAL),
        Service(10, "Extra Care Housing", SUPPORTED),
        Service(11, "Not yet priced", FAMILY),
        Service(12, "Respite", FAMILY, ongoing=False),
        Service(13, "One-off", FAMILY, ongoing=False),
    )
}
ONGOING = tuple(code for code, each in SERVICES.items() if each.ongoing)
SERVICE_BY_NAME = {each.name.lower(): code for code, each in SERVICES.items()}
MOST_CODES = 32  # of services: a kernel's arrays have that many places
# Years at which an age band begins; the first holds those whose birth nobody wrote down.
BANDS = (0, 18, 26, 31, 41, 51, 61, 66, 76, 86)


def day_number(day: date) -> int:
    """A day as days since 1 January 1970."""
    return day.toordinal() - EPOCH


def day_of(number: int) -> date | None:
    """The day of a number; None for the end of an open package."""
    return None if number >= OPEN else date.fromordinal(number + EPOCH)


def birthday(day: int, years: int) -> int:
    """The last day on which somebody was born who has completed `years` years on a day.

    Who was born on 29 February completes a year on 1 March of a year without one.
    """
    at = date.fromordinal(day + EPOCH)
    try:
        return day_number(at.replace(year=at.year - years))
    except ValueError:  # 29 February of a year without one: 28 February's people are the last
        return day_number(date(at.year - years, 2, 28))


def band_name(band: int) -> str:
    """An age band in words: `18–25`, `86 and over`, `age not known`."""
    if band == 0:
        return "age not known"
    first = BANDS[band - 1]
    return f"{first}–{BANDS[band] - 1}" if band < len(BANDS) else f"{first} and over"
