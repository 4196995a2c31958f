"""The lines of the two pools of 2020/21, and how each is called in the paper."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line; `paper` is its name in the paper's table ("" for a heading)."""

    code: str
    parent: str
    name: str
    paper: str = ""
    group: str = ""
    owner: str = ""
    ledger: str = "OCC"
    method: str = "manual"
    grade: str = "high"
    short: str = ""


def _ld(code: str, name: str, parent: str = "ld-personal", paper: str = "") -> Line:
    return Line(f"ld-{code}", parent, name, paper or name, "ld-mh")


def _mh(code: str, name: str, paper: str = "", method: str = "manual") -> Line:
    return Line(
        f"mh-{code}",
        "mh-other",
        name,
        paper or name,
        "ld-mh",
        ledger="OCCG",
        method=method,
        grade="low",
    )


LINES = (
    Line("ld", "", "Learning Disabilities"),
    Line("ld-personal", "ld", "Personalisation and ongoing support"),
    _ld("care-homes", "Care Homes"),
    _ld("supported-living", "Supported Living"),
    _ld("health-payments", "Health Payments"),
    _ld("direct-payments", "Direct Payments"),
    _ld("day-services", "Day Services (internal and external)", paper="Day Services"),
    _ld("shared-lives", "Shared Lives"),
    _ld("home-support", "Home Support"),
    _ld("transport", "Transport"),
    _ld("respite", "Respite"),
    _ld("other-support", "Other Support"),
    _ld("income", "Income"),
    _ld("blocks", "Blocks and Contracts", "ld"),
    _ld("health-contract", "Health Contract", "ld"),
    _ld("covid", "COVID", "ld"),
    _ld("invest", "Invest To Save", "ld"),
    _ld("carers-grant", "Carers Grant", "ld"),
    _ld("recharges", "Recharges", "ld"),
    Line("hfa", "", "Higher Functioning Autism", "Higher Functioning Autism", "ld-mh"),
    Line("abi", "", "Acquired Brain Injury"),
    Line("abi-occ", "abi", "OCC ABI", "OCC ABI", "abi", "OCC"),
    Line("abi-occg", "abi", "OCCG ABI", "OCCG ABI", "abi", "OCCG", ledger="OCCG"),
    Line("mh", "", "Mental Health"),
    Line(
        "mh-obc", "mh", "Outcome Based Contract", "Outcome Based Contract (Appendix 1)", "ld-mh",
        ledger="OCCG", method="block", grade="none",
    ),
    Line("mh-other", "mh", "Other mental health services"),
    Line(
        "mh-non-obc-autism", "mh-other", "People outside the outcomes contract: autism",
        "Non OBC clients (Adult Social Care) - Autism", "mh-outside", short="Autism within MH pool",
    ),
    Line(
        "mh-non-obc-other", "mh-other", "People outside the outcomes contract: other conditions",
        "Non OBC clients (Adult Social Care) - other conditions", "ld-mh",
    ),
    _mh("provider-pool", "Provider Pool costs"),
    _mh("eating", "Eating Disorders"),
    _mh("camhs", "Child and Adolescent Mental Health (CAMHS)", "Child & Adolescent Mental Health (CAMHS)"),
    _mh("camhs-outside", "CAMHS outside OH contract"),
    _mh("perinatal", "Perinatal"),
    _mh("cpm", "Community Psychological Medicine"),
    _mh("iapt", "IAPT"),
    _mh("homeless", "Mental Health and Homelessness", "Mental Health & Homelessness"),
    _mh("advocacy", "Advocacy"),
    _mh("spa", "MH SPA"),
    _mh("crisis", "Crisis Concordat, various", "Crisis Concordat - various"),
    _mh("stp", "STP, IPS, Community Crisis, Suicide Prevention"),
    _mh("cost-volume", "Cost and volume services"),
    _mh("carers", "Carers"),
    Line(
        "mh-autism", "mh-other", "Autism", "Autism", "ld-mh", ledger="OCCG", grade="low",
        short="Autism diagnosis and support",
    ),
    _mh("mha", "Mental Health Act Assessments"),
    _mh("intentions", "Commissioning Intentions"),
    _mh("chc", "Continuing Healthcare (CHC)"),
    Line("tp", "", "Transactional Processing", "Transactional Processing", "ld-mh", grade="none"),
)  # fmt: skip

# code, parent, name, owner, budget in pounds: Schedule 3 part B.
BCF = (
    ("bcf-op", "", "Older People", "", 0),
    ("bcf-op-occ", "bcf-op", "Older People, council", "OCC", 84_860_500),
    ("bcf-op-occg", "bcf-op", "Older People, NHS", "OCCG", 69_175_000),
    ("bcf-pd", "", "Physical Disabilities", "", 0),
    ("bcf-pd-occ", "bcf-pd", "Physical Disabilities, council", "OCC", 17_804_900),
    ("bcf-pd-occg", "bcf-pd", "Physical Disabilities, NHS", "OCCG", 10_401_000),
    ("bcf-fund", "", "Better Care Fund expenditure", "", 0),
    ("bcf-fund-occ", "bcf-fund", "Better Care Fund, council", "OCC", 25_012_000),
    ("bcf-fund-occg", "bcf-fund", "Better Care Fund, NHS", "OCCG", 16_895_000),
    ("bcf-ibcf", "", "iBCF grant funded expenditure", "OCC", 10_391_000),
    ("bcf-grant", "", "iBCF grant funding", "OCC", -10_391_000),
    ("bcf-income", "", "Service user income", "OCC", -32_917_600),
)
