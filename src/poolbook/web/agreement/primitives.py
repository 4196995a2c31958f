"""The rules that terms are made of, as the editor offers them: what each does, and its fields."""

from dataclasses import dataclass

from poolbook.rules.risk_share.primitives import READERS
from poolbook.rules.risk_share.primitives.underspend import TREATMENTS


@dataclass(frozen=True)
class Spec:
    """A field of a rule: its name in the file, its words, and the kind of control it takes."""

    kind: str
    name: str = ""
    label: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Primitive:
    """A kind of rule."""

    use: str
    title: str
    description: str
    fields: tuple[Spec, ...] = ()


SHARING = Spec("sharing", "", "Who bears it")
WAYS = (
    ("split", "Percentages"), ("parts", "Parts, such as 1 to 2"), ("partner", "All to one"),
    ("basis", "In proportion to contributions"), ("unallocated", "Nobody yet: to be decided"),
)  # fmt: skip
BASES = (
    ("gross", "gross contributions"), ("net", "net contributions"),
    ("actual", "actual contributions"), ("commissioned", "commissioned amounts"),
)  # fmt: skip
PRIMITIVES = (
    Primitive(
        "fixed", "Fixed percentages", "The whole variation is split the same way, over or under.",
        (Spec("sharing", "", "Who bears it", choices=WAYS[:2]),),
    ),
    Primitive(
        "bearer", "One partner bears it", "One partner takes the whole variation, either way.",
        (Spec("bearer", "partner", "Who bears it"),),
    ),
    Primitive(
        "aligned", "Aligned: each keeps its own",
        "Each partner keeps the variation of the lines it owns; nothing is shared.",
    ),
    Primitive(
        "bands", "Bands", "Different splits in different ranges, of what is spent or of the variation.",
        (
            Spec("choice", "on", "Ranges of", choices=(("spend", "spend for the year"), ("variation", "variation from budget"))),
            Spec("bands", "bands", "Bands, upwards"),
        ),
    ),
    Primitive(
        "pro rata", "In proportion to contributions",
        "Each partner bears what its contribution is of them all.",
        (
            Spec("choice", "basis", "Goes by", choices=BASES),
            Spec("texts", "elements", "Only to these elements", "Separate several with a semicolon; empty is all"),
        ),
    ),
    Primitive(
        "cap", "Cap", "A partner’s share goes no further than a limit. Caps come last.",
        (
            Spec("texts", "capped", "Who is capped", "Partner codes with a semicolon between, or each"),
            Spec("limit", "limit", "No more than"),
            Spec("choice", "sides", "Holds for", choices=(("over", "overspends"), ("both", "both ways"))),
            Spec("sharing", "excess", "What is beyond it", choices=(("", "Nobody yet"), *WAYS)),
            Spec("text", "unless", "Unless", "What lifts the cap, such as “both finance chiefs agree beforehand”"),
            Spec("flag", "waived", "It is lifted now"),
        ),
    ),
    Primitive(
        "waterfall", "Waterfall", "Before partners pay, an overspend is met from other money, in order.",
        (Spec("sources", "sources", "From, in order"),),
    ),
    Primitive(
        "underspend", "Underspend", "What becomes of an underspend; an overspend goes on to the next rule.",
        (
            Spec("choice", "treatment", "It is", choices=tuple(TREATMENTS.items())),
            Spec("bearer", "fund", "In which fund", "Not where it is returned"),
            Spec("text", "purpose", "For what", "Needed where it is carried forward or reinvested"),
            Spec("sharing", "", "Returned to", "Only where it is returned", (("", "Not returned"), *WAYS)),
        ),
    ),
    Primitive(
        "savings", "Savings not delivered",
        "A saving whose strategy was not agreed falls on who put it in. Comes first.",
    ),
    Primitive(
        "block", "Block: a fixed price", "The variation is no risk to the others; one body absorbs it.",
        (Spec("bearer", "absorbed_by", "Who absorbs it", "The provider where left out"),),
    ),
    Primitive(
        "performance", "Performance pot", "Money is released in proportion to what was achieved.",
        (
            Spec("text", "measure", "Measure"),
            Spec("text", "pot", "Pot, £"),
            Spec("bearer", "kept_by", "What is not earned stays with"),
            Spec("sharing", "", "Released to", choices=WAYS),
        ),
    ),
    Primitive(
        "escalate", "A body decides", "There is no formula: until a body decides, nobody bears it.",
        (
            Spec("text", "body", "Which body"),
            Spec("texts", "options", "Options in order", "Separate several with a semicolon"),
            Spec("text", "notify_within", "To be notified within", "Such as five working days"),
        ),
    ),
)  # fmt: skip
BY_USE = {each.use: each for each in PRIMITIVES}
assert set(BY_USE) == set(READERS)
MORE = (
    Spec("text", "clause", "Clause", "Shown wherever the rule is used"),
    Spec("choice", "status", "Standing", choices=(("", "as the terms"), ("provisional", "provisional"), ("agreed", "agreed"))),
    Spec("day", "from", "In force from"),
    Spec("day", "to", "In force to"),
    Spec("only", "only", "Only for lines whose", "Separate several with a semicolon; empty is every line"),
)  # fmt: skip
MARKS = ("kind", "owner", "grade", "pool", "line")
