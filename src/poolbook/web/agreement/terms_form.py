"""Terms as the editor's rows of controls, and as what the editor, or a text, gives back."""

import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from poolbook.agreements.actions.terms import as_plain
from poolbook.agreements.models import TermsVersion
from poolbook.finance.models import Reserve
from poolbook.rules.risk_share.people import SPECIAL
from poolbook.rules.risk_share.toml import as_toml
from poolbook.web.agreement.primitives import BASES, BY_USE, MARKS, MORE, PRIMITIVES, WAYS, Spec
from poolbook.web.frame.places import Place

LARGEST = 200_000  # characters of a text of terms
Body = dict[str, Any]


class TermsForm(forms.Form):
    """The terms, as the editor's JSON or as a text in TOML."""

    body = forms.CharField(required=False, widget=forms.HiddenInput)
    toml = forms.CharField(
        required=False,
        label="The terms as text (TOML)",
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "pb-toml"}),
    )

    def clean(self) -> dict[str, Any]:
        """Adds `terms`: the body as data."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            return given | {"terms": read_body(given.get("body", ""), given.get("toml", ""))}
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


def read_body(body: str, toml: str) -> Body:
    """The terms of the editor, else of the text. Raises ValueError in words."""
    if body:
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            raise ValueError("The editor’s terms did not arrive whole; try again.") from None
    else:
        try:
            found = as_plain(tomllib.loads(toml.replace("\r\n", "\n"), parse_float=Decimal))
        except (ValueError, RecursionError) as error:
            raise ValueError(f"The text is not TOML: {error}") from None
    if not isinstance(found, dict):
        raise ValueError("The terms should be a table of values.")
    return found


def start(place: Place, base: TermsVersion | None) -> Body:
    """What the editor starts from: a version, else the agreement's partners with nothing agreed."""
    if base is not None:
        return {**base.body, "status": "provisional"}
    year = place.now.month.year if place.now else None
    return {
        "name": f"{place.agreement.name}",
        "source": "",
        "status": "provisional",
        "from": (year.first if year else place.agreement.starts).isoformat(),
        "to": (year.last if year else place.agreement.starts).isoformat(),
        "partners": [{"id": p.code, "name": p.name, "kind": p.kind} for p in place.partners],
        "groups": [],
    }


def as_text(body: Body) -> str:
    """The text of the terms."""
    return as_toml(body)


class Editor:
    """The rows of controls for one body, and the empty ones that the page's script adds."""

    def __init__(self, place: Place, body: Body) -> None:
        self.body = body
        partners = [p for p in _tables(body, "partners") if p.get("id")]
        self.partners = [(str(p["id"]), str(p.get("name", p["id"]))) for p in partners]
        reserves = list(Reserve.objects.filter(agreement=place.agreement))
        funds = {str(f.get("id")): str(f.get("name", f.get("id"))) for f in _tables(body, "funds")}
        self.funds = list(({r.code: r.name for r in reserves} | funds).items())
        groups = {
            str(g.get("id")): str(g.get("name", g.get("id"))) for g in _tables(body, "groups")
        }
        known = {group.code: group.name for group in place.agreement.risk_groups.all()}
        self.groups = list((known | groups).items())

    @property
    def bearers(self) -> list[tuple[str, str]]:
        """Everybody and everything that can bear an amount."""
        return [*self.partners, *self.funds, *SPECIAL.items()]

    def base(self) -> str:
        """What the script adds its rows to: the parts that the rows do not show."""
        kept = {k: v for k, v in self.body.items() if k not in ("groups", "overall", "status")}
        funds = [{"id": code, "name": name} for code, name in self.funds]
        return json.dumps(kept | {"known_funds": funds, "known_groups": dict(self.groups)})

    def rows(self) -> list[dict[str, Any]]:
        """The groups with their rules."""
        return [
            {
                "id": group.get("id", ""),
                "status": group.get("status", ""),
                "rules": [self.rule(rule) for rule in _tables(group, "rules")],
            }
            for group in _tables(self.body, "groups")
        ]

    def overall(self) -> list[dict[str, Any]]:
        """The caps across all groups."""
        return [self.rule(rule) for rule in _tables(self.body, "overall")]

    def empty(self) -> list[dict[str, Any]]:
        """An empty rule of every kind."""
        return [self.rule({"use": each.use}) for each in PRIMITIVES]

    def empty_band(self) -> dict[str, Any]:
        """An empty band."""
        return self._band({})

    def rule(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        """One rule with its controls."""
        use = str(rule.get("use", "fixed"))
        primitive = BY_USE.get(use, PRIMITIVES[0])
        return {
            "use": primitive.use,
            "primitive": primitive,
            "controls": [self._control(spec, rule) for spec in primitive.fields],
            "more": [self._control(spec, rule) for spec in MORE],
            "open": any(spec.name in rule and spec.name != "clause" for spec in MORE),
        }

    def _control(self, spec: Spec, values: Mapping[str, Any]) -> dict[str, Any]:
        value = values.get(spec.name) if spec.name else values
        found: dict[str, Any] = {"spec": spec, "value": value, "kind": spec.kind}
        if spec.kind == "sharing":
            given = value if isinstance(value, Mapping) else {}
            found |= self._sharing(given, spec.choices or WAYS)
        elif spec.kind == "texts":
            found["value"] = _joined(value)
        elif spec.kind == "limit":
            found |= self._limit(value)
        elif spec.kind == "bands":
            bands = [b for b in value if isinstance(b, Mapping)] if isinstance(value, list) else []
            found["bands"] = [self._band(band) for band in bands] or [self._band({})]
        elif spec.kind == "sources":
            listed = value if isinstance(value, list) else []
            found["sources"] = [_source(item) for item in listed] or [""]
        elif spec.kind == "only":
            given = value if isinstance(value, Mapping) else {}
            found["marks"] = [(mark, _joined(given.get(mark))) for mark in MARKS]
        return found

    def _sharing(
        self, given: Mapping[str, Any], ways: tuple[tuple[str, str], ...]
    ) -> dict[str, Any]:
        way = next((w for w, _ in WAYS if w in given), ways[0][0])
        weights = given.get(way) if way in ("split", "parts") else {}
        weights = weights if isinstance(weights, Mapping) else {}
        named = dict(self.bearers)
        others = [who for who in weights if who not in dict(self.partners)]
        return {
            "ways": ways,
            "way": way,
            "weights": [
                (who, named.get(who, who), weights.get(who, ""))
                for who in [*dict(self.partners), *others]
            ],
            "one": given.get("partner", ""),
            "basis": given.get("basis", ""),
            "elements": _joined(given.get("elements")),
            "bases": BASES,
        }

    def _limit(self, value: Any) -> dict[str, Any]:
        if isinstance(value, Mapping):
            return {
                "of": value.get("of", "budget"),
                "amount": value.get("percent", ""),
                "bases": BASES,
            }
        return {"of": "", "amount": "" if value is None else value, "bases": BASES}

    def _band(self, band: Mapping[str, Any]) -> dict[str, Any]:
        below = Spec("limit", "below", "Up to", "Leave it empty for the last band")
        return {
            "below": self._control(below, band),
            "sharing": self._control(Spec("sharing", "", "Who bears it"), band),
        }


def fits_form(body: Body) -> bool:
    """Whether the rows of controls can hold the whole of these terms; else they are edited as text."""
    for group in [*_tables(body, "groups"), {"rules": body.get("overall", [])}]:
        if set(group) - {"id", "name", "status", "rules"}:
            return False
        if not all(_rule_fits(rule) for rule in _tables(group, "rules")):
            return False
    return True


def _rule_fits(rule: Mapping[str, Any]) -> bool:
    primitive = BY_USE.get(str(rule.get("use")))
    if primitive is None:
        return False
    known = {"use", *(spec.name for spec in (*MORE, *primitive.fields))}
    if any(spec.kind == "sharing" and not spec.name for spec in primitive.fields):
        known |= {way for way, _ in WAYS} | {"elements"}
    if set(rule) - known:
        return False
    only = rule.get("only", {})
    bands = rule.get("bands", [])
    return (
        set(only) <= set(MARKS)
        and all(_limit_fits(rule.get(name)) for name in ("limit",))
        and all("partners" not in band and _limit_fits(band.get("below")) for band in bands)
        and "partners" not in rule.get("excess", {})
    )


def _limit_fits(value: Any) -> bool:
    return not isinstance(value, Mapping) or set(value) <= {"percent", "of"}


def _tables(values: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = values.get(name)
    listed = found if isinstance(found, list) else []
    return [item for item in listed if isinstance(item, Mapping)]


def _joined(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(str(item) for item in value)
    return "" if value is None else str(value)


def _source(item: Any) -> str:
    if isinstance(item, Mapping):
        kind = "fund" if "fund" in item else "group"
        return f"{kind}:{item.get(kind, '')}"
    return ""
