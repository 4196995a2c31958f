"""What the papers of November 2020 print of learning disability, which the made-up county reproduces.

Counts and pounds a week at 1 April, (July), 1 September, 1 October and 1 November 2020. July is not in
the activity table: it is the day at which the county reproduces the undated table of settings, whose
1,721 people lie between April's 1,726 and September's 1,720.
"""

from dataclasses import dataclass
from datetime import date

from poolbook.rules.caseload.codes import day_number

DAYS = tuple(day_number(date(2020, month, 1)) for month in (4, 7, 9, 10, 11))
JULY = 1  # the place of July
PEOPLE = (1726, 1721, 1720, 1720, 1712)
NOT_PRICED = 4  # “a further 4 are known with SEN not yet on ContrOcc”
OUT_OF_COUNTY = 164
RESPITE = 168
AUTISM = 154  # 9% of 1,712; their mean is 29% above everybody's
SETTINGS_IN_JULY = {1: (234, 1834), 2: (846, 1048), 3: (641, 653)}  # setting → people, mean


@dataclass(frozen=True)
class Service:
    """A service's packages and their mean pounds a week on each day.

    `high` are people over £2,500 a week by funder; `top` the most that any other costs; `churn` how
    many leave and are replaced between two days beyond the change in number.
    """

    code: int
    packages: tuple[int, ...]
    mean: tuple[int | None, ...]
    high: tuple[tuple[int, int], ...]
    top: int
    churn: int


SERVICES = (
    Service(
        1, (821, 815, 818, 822, 813), (983, None, 1010, 1017, 1012), ((1, 30), (2, 2)), 2400, 8
    ),
    Service(7, (33, 31, 30, 30, 30), (2131, 2280, 2410, 2410, 2410), ((1, 11),), 2480, 0),
    Service(
        4, (241, 230, 225, 223, 223), (1749, None, 1836, 1842, 1842), ((1, 37), (2, 2)), 2400, 2
    ),
    Service(6, (4, 4, 4, 4, 4), (2383, 2383, 2383, 2383, 2383), ((2, 2),), 2400, 0),
    Service(2, (509, 505, 502, 500, 501), (554, None, 570, 572, 572), ((1, 13), (2, 9)), 1150, 3),
    Service(3, (261, 275, 285, 283, 283), (238, 248, 257, 255, 255), (), 600, 2),
    Service(5, (167, 161, 157, 158, 157), (237, 235, 234, 230, 231), (), 600, 3),
    Service(8, (49, 48, 48, 49, 51), (454, 453, 453, 453, 449), (), 1000, 0),
)
SETTING_OF = {1: 2, 7: 2, 4: 1, 6: 1, 2: 3, 3: 3, 5: 3, 8: 3}
HIGH_MEAN = {1: 3000, 7: 3000, 4: 2900, 6: 2600, 2: 2600}

# Where the papers contradict each other, the table that is printed first is reproduced.
CONTRADICTIONS = (
    "People by setting is headed 1/8, 1/9, 1/10, but its sums 1,720, 1,720, 1,712 are those of 1/9, 1/10, "
    "1/11 in the table above it: the headings are one month early, and the sums were followed.",
    "Residential people by setting (228, 226, 226) are one fewer than residential and SEN residential "
    "packages (229, 227, 227): one person has both, and counts once.",
    "Average cost £1,015 at 1 November is £1,733,257 a week ÷ 1,708 people, not ÷ 1,712: the four who are "
    "not yet on ContrOcc have no price. A mean is therefore over people with a price.",
    "The undated table of settings says All £1,010, while its own rows (846 × £1,048, 641 × £653, "
    "234 × £1,834) give £1,008 over everybody and £1,009 with the four unpriced at home left out: the "
    "rows were followed.",
    "That table has 1,721 people, no date's total; it was put at 1 July 2020.",
    "“R2 < 0.6” and “a 5 year age band reduces by < 2%” stand beside 13% of 18–25 over £2,500 against 3% "
    "after 50: all hold together only where R² is below 2%.",
)


def totals() -> dict[int, list[int]]:
    """Service → pence a week on each day. July's missing ones make up the settings' means."""
    found = {
        s.code: [n * (m or 0) * 100 for n, m in zip(s.packages, s.mean, strict=True)]
        for s in SERVICES
    }
    for setting, missing in ((2, 1), (1, 4), (3, 2)):
        people, mean = SETTINGS_IN_JULY[setting]
        priced = people - NOT_PRICED if setting == 3 else people
        others = sum(found[c][JULY] for c, s in SETTING_OF.items() if s == setting and c != missing)
        found[missing][JULY] = priced * mean * 100 - others
    return found
