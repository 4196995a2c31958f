"""The names that the references give to rules, points and icons, and a plain sentence for each."""

from poolbook.rules.spc.given import Improvement, Settings
from poolbook.rules.spc.results import Assurance, Judgement, Rule

_MDC_ICON = {
    Judgement.COMMON_CAUSE: "Common Cause",
    Judgement.IMPROVEMENT_HIGH: "Improvement (High)",
    Judgement.IMPROVEMENT_LOW: "Improvement (Low)",
    Judgement.CONCERN_HIGH: "Concern (High)",
    Judgement.CONCERN_LOW: "Concern (Low)",
    Judgement.NEITHER_HIGH: "Neither (High)",
    Judgement.NEITHER_LOW: "Neither (Low)",
}
_MDC_ASSURANCE = {
    Assurance.PASS: "Pass",
    Assurance.FAIL: "Fail",
    Assurance.HIT_OR_MISS: "Hit or Miss",
}
_NHSR_ASSURANCE = {
    Assurance.PASS: "consistent_pass",
    Assurance.FAIL: "consistent_fail",
    Assurance.HIT_OR_MISS: "inconsistent",
}
_VARIATION = {
    Judgement.COMMON_CAUSE: "Common cause: the latest figure is within the usual variation; nothing shows a real change.",
    Judgement.IMPROVEMENT_HIGH: "Improving: the latest figure is part of a real change to higher values, and higher is better.",
    Judgement.IMPROVEMENT_LOW: "Improving: the latest figure is part of a real change to lower values, and lower is better.",
    Judgement.CONCERN_HIGH: "Concerning: the latest figure is part of a real change to higher values, and lower is better.",
    Judgement.CONCERN_LOW: "Concerning: the latest figure is part of a real change to lower values, and higher is better.",
    Judgement.NEITHER_HIGH: "Changed, higher: the latest figure is part of a real change to higher values; neither way is better.",
    Judgement.NEITHER_LOW: "Changed, lower: the latest figure is part of a real change to lower values; neither way is better.",
}
_ASSURANCE = {
    Assurance.PASS: "Passing: the target will be met every time, unless something changes.",
    Assurance.FAIL: "Failing: the target will be missed every time, unless something changes.",
    Assurance.HIT_OR_MISS: "Hit or miss: the target lies within the usual variation, so it is met in some periods and missed in others by chance.",
}


def special_cause(rule: Rule | None, settings: Settings) -> str:
    """The label of NHSRplotthedots, with the run length that is set."""
    shift, trend = settings.shift_points, settings.trend_points
    names = {
        None: "Common Cause",
        Rule.ASTRONOMICAL_HIGH: "Above UCL",
        Rule.ASTRONOMICAL_LOW: "Below LCL",
        Rule.TREND_RISING: f"{trend} Point Trend (Increasing)",
        Rule.TREND_FALLING: f"{trend} Point Trend (Decreasing)",
        Rule.TWO_IN_THREE_HIGH: "2 in 3 Above CL",
        Rule.TWO_IN_THREE_LOW: "2 in 3 Below CL",
        Rule.SHIFT_HIGH: f"{shift} Points Above CL",
        Rule.SHIFT_LOW: f"{shift} Points Below CL",
    }
    return names[rule]


def rule_sentence(rule: Rule, settings: Settings) -> str:
    """What a rule says of the point, for somebody who has never seen such a chart."""
    shift, trend = settings.shift_points, settings.trend_points
    close = "beyond two thirds of the way to the limit"
    return {
        Rule.ASTRONOMICAL_HIGH: "The figure is above the upper process limit.",
        Rule.ASTRONOMICAL_LOW: "The figure is below the lower process limit.",
        Rule.TREND_RISING: f"The figure is one of {trend} or more in a row that rise each time.",
        Rule.TREND_FALLING: f"The figure is one of {trend} or more in a row that fall each time.",
        Rule.TWO_IN_THREE_HIGH: f"Of three figures in a row above the mean, two or more are {close}; this is one of them.",
        Rule.TWO_IN_THREE_LOW: f"Of three figures in a row below the mean, two or more are {close}; this is one of them.",
        Rule.SHIFT_HIGH: f"The figure is one of {shift} or more in a row above the mean.",
        Rule.SHIFT_LOW: f"The figure is one of {shift} or more in a row below the mean.",
    }[rule]


def point_type(judgement: Judgement | None, settings: Settings) -> str | None:
    """A point's type in the words of the profile's reference."""
    if judgement is None or judgement is Judgement.COMMON_CAUSE:
        return judgement and judgement.value
    sort, side = judgement.value.rsplit("_", 1)
    if not settings.nhsr:
        return judgement.value if sort == "neither" else sort
    return f"special_cause_neutral_{side}" if sort == "neither" else f"special_cause_{sort}"


def variation_label(judgement: Judgement, settings: Settings) -> str:
    """The variation icon's name in the profile's reference."""
    if settings.nhsr:
        return judgement.value.replace("neither", "neutral")
    return _MDC_ICON[judgement]


def assurance_label(assurance: Assurance, settings: Settings) -> str:
    """The assurance icon's name in the profile's reference."""
    return (_NHSR_ASSURANCE if settings.nhsr else _MDC_ASSURANCE)[assurance]


def variation_sentence(judgement: Judgement) -> str:
    """The variation icon in a sentence."""
    return _VARIATION[judgement]


def assurance_sentence(assurance: Assurance) -> str:
    """The assurance icon in a sentence."""
    return _ASSURANCE[assurance]


def better(improvement: Improvement) -> str:
    """Which way is better, in words."""
    return {
        Improvement.UP: "higher is better",
        Improvement.DOWN: "lower is better",
        Improvement.NEITHER: "neither higher nor lower is better",
    }[improvement]
