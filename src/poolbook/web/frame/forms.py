"""How forms look: labels, hints and errors with their ids, the same on every page."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

CLASSES = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.FileInput: "govuk-file-upload",
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.RadioSelect: "govuk-radios__input",
    forms.CheckboxSelectMultiple: "govuk-checkboxes__input",
}


class Field(forms.BoundField):
    """A field with our classes, tied to its hint and its error."""

    @property
    def kind(self) -> str:
        """`checkbox`, `choices` (radios, checkboxes) or `input`: which markup it needs."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices"
        return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"

    @property
    def choice_kind(self) -> str:
        """`radios` or `checkboxes`."""
        return "radios" if isinstance(self.field.widget, forms.RadioSelect) else "checkboxes"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        """Django's own, with a class by the kind of widget and ids of hint and error."""
        found = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        # A select that may take several is a select to us; RadioSelect is no Select.
        kinds = [name for kind, name in CLASSES.items() if type(widget) is kind]
        kinds = kinds or [name for kind, name in CLASSES.items() if isinstance(widget, kind)]
        name = kinds[0] if kinds else "govuk-input"
        given = widget.attrs.get("class", "")
        error = f" {name}--error" if self.errors else ""
        found["class"] = f"{given} {name}{error}".strip()
        described = [f"{self.auto_id}_hint"] * bool(self.help_text)
        described += [f"{self.auto_id}_error"] * bool(self.errors)
        if described:
            found["aria-describedby"] = " ".join(described)
        return found


class Renderer(TemplatesSetting):
    """Django's renderer with our templates."""

    form_template_name = "frame/form.html"
    field_template_name = "frame/field.html"
    bound_field_class = Field
