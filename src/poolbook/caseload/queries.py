"""Reads of the caseload: which files were known at a moment, and the facts that they answer."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone

from poolbook.agreements.models import Agreement
from poolbook.agreements.queries import LINES
from poolbook.audit.kept import kept_list
from poolbook.caseload import engine, lake
from poolbook.caseload.files import Stored, folder
from poolbook.caseload.lasting import Lasting
from poolbook.caseload.models import CaseArea, CaseLoad, LakeFile, Look, PackageLine, Provider
from poolbook.rules.caseload.codes import FUNDERS, SERVICES, day_number
from poolbook.rules.caseload.facts import BridgeQuestion, Facts, Question

_answers: Lasting[Facts] = Lasting(128)


@dataclass(frozen=True)
class Answer:
    """The facts, and the files they were made of: a report that names them can be made again."""

    facts: Facts
    question: Question
    files: tuple[Stored, ...]
    synthetic: bool

    @property
    def known(self) -> str:
        """What it was made of, as one short word: the same files and moment give the same word."""
        return _word(self.files, self.question.known)


def areas(agreement: Agreement) -> QuerySet[CaseArea]:
    """The agreement's areas."""
    return CaseArea.objects.filter(agreement=agreement).select_related("agreement")


def has_real_people() -> bool:
    """Whether packages of real people were ever taken in, with some key of pseudonyms."""
    return CaseLoad.objects.filter(area__synthetic=False).exists()


def loads(area: CaseArea) -> QuerySet[CaseLoad]:
    """An area's loads, newest first."""
    return CaseLoad.objects.filter(area=area).select_related("by").order_by("-at")


def load(agreement: Agreement, number: int) -> CaseLoad | None:
    """A load of the agreement by its number."""
    found = CaseLoad.objects.filter(area__agreement=agreement, pk=number)
    return found.select_related("area__agreement", "by").first()


def looks(agreement: Agreement) -> QuerySet[Look]:
    """Who looked at single people's rows, newest first."""
    found = Look.objects.filter(area__agreement=agreement)
    return found.select_related("by", "area").order_by("-id")


def providers(area: CaseArea) -> dict[int, str]:
    """An area's providers by their number; 0 is none."""
    return {0: "none"} | dict(Provider.objects.filter(area=area).values_list("number", "name"))


def newest(area: CaseArea, as_at: datetime | None) -> Stored | None:
    """The area's newest file at a moment; None before its first load."""
    known = [stored for at, stored in _files(area) if as_at is None or at <= as_at]
    return known[-1] if known else None


def _files(area: CaseArea) -> list[tuple[datetime, Stored]]:
    """Every file of an area with the moment it was written; a page asks of several moments."""
    found = LakeFile.objects.filter(area=area)
    return kept_list(
        "files of the caseload",
        area.pk,
        of=("caseload_lakefile",),
        find=lambda: [(each.at, Stored(each.path, each.sha256, each.rows)) for each in found],
    )


def question(
    days: Sequence[date],
    *,
    year: int | None = None,
    cut: date | None = None,
    uplifts: Sequence[date] = (),
    months: Sequence[date] = (),
    groups: Sequence[int] = (),
    medians: Sequence[int] = (),
    lifetimes: bool = False,
) -> Question:
    """What to ask. `year` is 2020 for 2020/21 and `cut` its last day that has happened; `uplifts` are
    first days of new prices; `months` first days of months and the day after the last; `medians` the
    places in `days` at which single costs are kept."""
    segments: list[int] = []
    actual = 0
    if year is not None:
        first, last = day_number(date(year, 4, 1)), day_number(date(year + 1, 4, 1))
        after = day_number(cut) + 1 if cut else first
        after = min(max(after, first), last)
        later = sorted({day_number(day) for day in uplifts if after < day_number(day) < last})
        segments = [*([first] if after > first else []), after, *later, last]
        actual = 1 if after > first else 0
        if after == last:
            segments = [first, last]
    return Question(
        days=tuple(map(day_number, days)),
        cost_days=tuple(medians),
        segments=tuple(segments),
        actual_segments=actual,
        months=tuple(map(day_number, months)),
        groups=tuple(groups),
        lifetimes=lifetimes,
    )


def answer(chosen: Sequence[CaseArea], asked: Question, as_at: datetime | None = None) -> Answer:
    """The facts of some areas as they were known at a moment (now, where none is given)."""
    moment = as_at or timezone.now()
    asked = replace(asked, known=lake.micros(moment))
    return _answer(chosen, asked, moment)


def bridge(
    chosen: Sequence[CaseArea],
    asked: Question,
    start: tuple[date, datetime | None],
    end: tuple[date, datetime | None],
    *,
    year: bool = False,
) -> Answer:
    """The bridge from a day as known at a moment to another; of the year's cost where `year`, the days
    then being the last that had happened."""
    now = timezone.now()
    (day, known), (to_day, to_known) = start, end
    parts = BridgeQuestion(
        day_number(day), lake.micros(known or now), day_number(to_day),
        lake.micros(to_known or now), year,
    )  # fmt: skip
    latest = max(known or now, to_known or now)
    asked = replace(asked, known=parts.to_known, bridge=parts)
    return _answer(chosen, asked, latest)


def line_of(agreement: Agreement, as_at: datetime | None = None) -> dict[tuple[int, int, int], str]:
    """(group, service, funder) → code of the budget line, by the rules there were at a moment (None:
    now); who names more goes first, then the newest."""
    found: dict[tuple[int, int, int], tuple[tuple[bool, bool, int], str]] = {}
    rules = PackageLine.objects.filter(agreement=agreement).select_related("line").order_by("id")
    of = ("caseload_packageline", *LINES)
    for rule in kept_list("lines of packages", agreement.pk, of=of, find=lambda: rules):
        if as_at and rule.at > as_at:
            continue
        strength = (rule.service > 0, rule.funder > 0, rule.pk)
        for service in [rule.service] if rule.service else list(SERVICES):
            for funder in [rule.funder] if rule.funder else list(FUNDERS):
                key = (rule.group, service, funder)
                if key not in found or found[key][0] <= strength:
                    found[key] = (strength, rule.line.code)
    return {key: code for key, (_, code) in found.items()}


def snapshot_of(chosen: Sequence[CaseArea], as_at: datetime | None = None) -> str:
    """The short word of what every answer as known at a moment (None: now) is made of."""
    moment = as_at or timezone.now()
    files = _files_of(chosen, moment)
    return _word(files, min(lake.micros(moment), _last(files)))


def _word(files: tuple[Stored, ...], known: int) -> str:
    return hashlib.sha256(repr((files, known)).encode()).hexdigest()[:16]


def _files_of(chosen: Sequence[CaseArea], moment: datetime) -> tuple[Stored, ...]:
    return tuple(found for area in chosen if (found := newest(area, moment)))


def _answer(chosen: Sequence[CaseArea], asked: Question, moment: datetime) -> Answer:
    files = _files_of(chosen, moment)
    name = engine.chosen()
    # Files never change and are named by their hash: an answer to the same question stays true.
    key = (name, str(folder()), files, _closed(asked, files))
    known = _answers.get(key, lambda: engine.answer(folder(), files, asked, name))
    return Answer(known, _closed(asked, files), files, any(area.synthetic for area in chosen))


def _closed(asked: Question, files: tuple[Stored, ...]) -> Question:
    """The question with moments after all files' own cut to the same: nothing was learnt since."""
    last = _last(files)
    bridge = asked.bridge and replace(
        asked.bridge, known=min(asked.bridge.known, last), to_known=min(asked.bridge.to_known, last)
    )
    return replace(asked, known=min(asked.known, last), bridge=bridge)


def _last(files: tuple[Stored, ...]) -> int:
    """When the newest of some files was written, in microseconds: its name begins with it."""
    return max((int(Path(file.path).name[:20]) for file in files), default=0)
